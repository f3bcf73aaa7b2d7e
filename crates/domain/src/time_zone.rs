//! Time zones by name: the one module that knows chrono-tz.

use chrono::Offset;
use chrono_tz::Tz;

use crate::clock::Timestamp;

/// A time zone of the IANA database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeZone(pub(crate) Tz);

impl TimeZone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The zone of that name, such as `Europe/Amsterdam`.
    pub fn from_name(name: &str) -> Option<Self> {
        name.trim().parse::<Tz>().ok().map(Self)
    }

    /// The zone's name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Which edition of the IANA database the names and clock changes come from.
    pub fn data_version() -> &'static str {
        chrono_tz::IANA_TZDB_VERSION
    }

    /// An instant in RFC 3339: with `Z` in UTC, with the zone's offset elsewhere.
    pub fn format(self, instant: Timestamp) -> String {
        if self == Self::UTC {
            return instant.to_string();
        }
        let local = instant.to_utc().with_timezone(&self.0);
        let seconds = local.offset().fix().local_minus_utc();
        let sign = if seconds < 0 { '-' } else { '+' };
        let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
        format!("{}{sign}{hours:02}:{minutes:02}", local.format("%Y-%m-%dT%H:%M:%S"))
    }

    /// How far the zone's clock is ahead of UTC at an instant, in seconds.
    #[inline]
    pub fn seconds_ahead(self, instant: Timestamp) -> i32 {
        if self == Self::UTC {
            return 0;
        }
        instant.to_utc().with_timezone(&self.0).offset().fix().local_minus_utc()
    }

    /// The instant that a text names: a day of the zone's calendar (its first instant), or an instant
    /// in RFC 3339; of the years that have four digits.
    pub fn instant(self, text: &str) -> Option<Timestamp> {
        let year = text.trim().split('-').next()?;
        if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) || year == "0000" {
            return None;
        }
        match chrono::NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d") {
            Ok(day) => Some(self.start_of_day(day)),
            Err(_) => Timestamp::parse(text),
        }
    }

    /// What calendars and clocks of the zone show at an instant.
    pub fn local(self, instant: Timestamp) -> chrono::NaiveDateTime {
        instant.to_utc().with_timezone(&self.0).naive_local()
    }

    /// Whether the zone's clock ever shows a time; it passes over some when it is put forward.
    pub fn has_local(self, local: chrono::NaiveDateTime) -> bool {
        local.and_local_timezone(self.0).earliest().is_some()
    }

    /// Whether the zone's clock shows a time twice, because it is put back.
    pub fn shows_twice(self, local: chrono::NaiveDateTime) -> bool {
        matches!(local.and_local_timezone(self.0), chrono::LocalResult::Ambiguous(..))
    }

    /// The names of all zones, by the alphabet.
    pub fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// The first instant of a local calendar day, for `--from` and `--to`.
    pub fn start_of_day(self, date: chrono::NaiveDate) -> Timestamp {
        let noon = date.and_time(chrono::NaiveTime::MIN) + chrono::Duration::hours(12);
        let instant = noon.and_local_timezone(self.0).earliest().map_or(0, |noon| noon.timestamp());
        crate::interval::IntervalLength::Day.containing(Timestamp(instant), self).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_those_of_the_instant() {
        let zone = TimeZone::from_name("Europe/Amsterdam").expect("a zone");
        assert_eq!(zone.format(Timestamp(1_756_718_100)), "2025-09-01T11:15:00+02:00");
        assert_eq!(TimeZone::UTC.format(Timestamp(1_756_718_100)), "2025-09-01T09:15:00Z");
        assert!(TimeZone::from_name("Mars/Olympus").is_none());
        let day = chrono::NaiveDate::from_ymd_opt(2025, 10, 26).expect("a day");
        assert_eq!(zone.start_of_day(day).to_string(), "2025-10-25T22:00:00Z");
        assert_eq!(zone.seconds_ahead(Timestamp(1_756_718_100)), 7200);
        for (hour, twice) in [(1, false), (2, true), (3, false)] {
            let local = day.and_hms_opt(hour, 30, 0).expect("a time");
            assert_eq!(zone.shows_twice(local), twice, "{hour}");
        }
    }

    #[test]
    fn a_text_names_a_day_of_the_zone_or_an_instant() {
        let zone = TimeZone::from_name("Europe/Amsterdam").expect("a zone");
        let named = |text: &str| zone.instant(text).map(|instant| instant.to_string());
        assert_eq!(named("2025-10-26").as_deref(), Some("2025-10-25T22:00:00Z"));
        assert_eq!(named("2025-09-01T11:15:00+02:00").as_deref(), Some("2025-09-01T09:15:00Z"));
        for text in
            ["", "tomorrow", "2025-13-01", "+262142-12-31", "-0001-01-01", "0000-01-01", "25"]
        {
            assert_eq!(named(text), None, "{text}");
        }
        for text in ["0001-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00"] {
            assert!(named(text).is_some(), "{text}");
        }
    }
}
