//! Intervals and the figures in them (rule 8).

use chrono::{DateTime, Days, Duration, NaiveDateTime, NaiveTime, Timelike, Utc, Weekday};

use crate::clock::Timestamp;
use crate::time_zone::TimeZone;

/// Seconds of the interval that everything is counted in.
pub const QUARTER_HOUR_SECONDS: i64 = 900;

/// A quarter of an hour, aligned to the UTC quarter hour: `[start, start + 15 min)` (rule 8.1).
///
/// ```
/// use inflow_domain::{Interval, Timestamp};
///
/// let at = Timestamp::parse("2025-09-01T09:22:41Z").unwrap();
/// assert_eq!(Interval::containing(at).start().to_string(), "2025-09-01T09:15:00Z");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval(Timestamp);

impl Interval {
    /// The interval that contains an instant.
    pub fn containing(instant: Timestamp) -> Self {
        let quarter_hours = instant.0.div_euclid(QUARTER_HOUR_SECONDS);
        Self(Timestamp(quarter_hours.saturating_mul(QUARTER_HOUR_SECONDS)))
    }

    /// The first interval that begins at or after an instant.
    pub fn at_or_after(instant: Timestamp) -> Self {
        Self::containing(instant.plus_seconds(QUARTER_HOUR_SECONDS - 1))
    }

    /// Its first instant.
    pub fn start(self) -> Timestamp {
        self.0
    }

    /// The first instant after it.
    pub fn end(self) -> Timestamp {
        self.0.plus_seconds(QUARTER_HOUR_SECONDS)
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.end())
    }
}

/// What is counted in an interval. Absent is never 0 (rules 7.4 and 7.6).
///
/// ```
/// use inflow_domain::Figures;
///
/// let mut sum = Figures { offered: 3, ..Figures::default() };
/// assert_eq!(sum.handled, None);
/// sum.add(&Figures { offered: 2, handled: Some(2), abandoned: Some(0), handling_seconds: Some(501) });
/// assert_eq!((sum.offered, sum.aht_text().as_deref()), (5, Some("250.5")));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Figures {
    /// Contacts that arrived.
    pub offered: i64,
    /// Calls that an agent handled; Talk only.
    pub handled: Option<i64>,
    /// Calls whose customer gave up; Talk only.
    pub abandoned: Option<i64>,
    /// Seconds of handling; Talk only.
    pub handling_seconds: Option<i64>,
}

impl Figures {
    /// Adds another interval's figures.
    pub fn add(&mut self, other: &Self) {
        self.offered += other.offered;
        for (sum, part) in [
            (&mut self.handled, other.handled),
            (&mut self.abandoned, other.abandoned),
            (&mut self.handling_seconds, other.handling_seconds),
        ] {
            if let Some(part) = part {
                *sum = Some(sum.unwrap_or(0) + part);
            }
        }
    }

    /// Seconds of handling, absent where nothing was handled (rule 7.4).
    pub fn handling_time_seconds(&self) -> Option<i64> {
        self.handled.filter(|handled| *handled > 0).and(self.handling_seconds)
    }

    /// The average handling time in thousandths of a second, rounded half up (rule 7.4).
    pub fn aht_milliseconds(&self) -> Option<i64> {
        let handled = self.handled.filter(|handled| *handled > 0)?;
        let doubled = self.handling_seconds? * 2000 + handled;
        Some(doubled.div_euclid(handled * 2))
    }

    /// The average handling time as text: seconds with up to three decimals.
    pub fn aht_text(&self) -> Option<String> {
        let milliseconds = self.aht_milliseconds()?;
        let text = format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
        Some(text.trim_end_matches('0').trim_end_matches('.').to_owned())
    }
}

/// How long the intervals of an answer are (rule 8.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalLength {
    /// 15 minutes.
    QuarterHour,
    /// 30 minutes of the zone's clock.
    HalfHour,
    /// An hour of the zone's clock.
    Hour,
    /// A day of the zone's calendar, which has 23 or 25 hours when the clocks change.
    Day,
    /// Seven days of the zone's calendar, from Monday on.
    Week,
}

impl IntervalLength {
    /// Every length with its name on the command line.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("15m", Self::QuarterHour),
        ("30m", Self::HalfHour),
        ("1h", Self::Hour),
        ("1d", Self::Day),
        ("1w", Self::Week),
    ];

    /// The length of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|(known, _)| *known == name).map(|(_, length)| length)
    }

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        Self::NAMED.into_iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// The first instant of the interval that contains `instant`, and its length in seconds.
    pub fn containing(self, instant: Timestamp, zone: TimeZone) -> (Timestamp, i64) {
        if self == Self::QuarterHour {
            // The usual one is the same in every zone.
            return (Interval::containing(instant).start(), QUARTER_HOUR_SECONDS);
        }
        let start = self.start(instant, zone);
        let mut end = Interval::containing(start).end();
        let nominal = match self {
            Self::QuarterHour => QUARTER_HOUR_SECONDS,
            Self::HalfHour => 1800,
            Self::Hour => 3600,
            Self::Day => return (start, days_after(start, 1, zone).0 - start.0),
            Self::Week => return (start, days_after(start, 7, zone).0 - start.0),
        };
        while end.0 - start.0 < nominal && self.start(end, zone) == start {
            end = end.plus_seconds(QUARTER_HOUR_SECONDS);
        }
        (start, end.0 - start.0)
    }

    fn start(self, instant: Timestamp, zone: TimeZone) -> Timestamp {
        let quarter = Interval::containing(instant).start();
        let local = quarter.to_utc().with_timezone(&zone.0);
        let minutes = match self {
            Self::QuarterHour => return quarter,
            Self::HalfHour => 30,
            Self::Hour => 60,
            Self::Day => return first_instant(local.date_naive().and_time(NaiveTime::MIN), zone),
            Self::Week => {
                let monday = local.date_naive().week(Weekday::Mon).first_day();
                return first_instant(monday.and_time(NaiveTime::MIN), zone);
            }
        };
        // Walk back by quarters inside the same clock hour, so that a change of the clocks within
        // the hour begins an interval of its own.
        let mut start = quarter;
        let mut clock = local;
        while !clock.minute().is_multiple_of(minutes) {
            let before = start.plus_seconds(-QUARTER_HOUR_SECONDS);
            let clock_before = before.to_utc().with_timezone(&zone.0);
            // Local mean times of old are no quarters ahead of UTC: no quarter begins with the clock hour there.
            let is_same = clock_before.hour() == clock.hour()
                && clock_before.minute() / minutes == clock.minute() / minutes;
            let is_quarter =
                clock.naive_local() - clock_before.naive_local() == Duration::minutes(15);
            if !(is_same && is_quarter) {
                break;
            }
            start = before;
            clock = clock_before;
        }
        start
    }
}

/// The first instant of the day that is a number of days of the zone's calendar later.
fn days_after(instant: Timestamp, days: u64, zone: TimeZone) -> Timestamp {
    let day = instant.to_utc().with_timezone(&zone.0).date_naive();
    let later = day.checked_add_days(Days::new(days)).unwrap_or_default();
    first_instant(later.and_time(NaiveTime::MIN), zone)
}

/// The first instant at or after a time of the zone's clock.
fn first_instant(local: NaiveDateTime, zone: TimeZone) -> Timestamp {
    let mut local = local;
    loop {
        // A clock change may leave out midnight: the day then begins where the clock goes on.
        let instant: Option<DateTime<Utc>> =
            local.and_local_timezone(zone.0).earliest().map(|found| found.with_timezone(&Utc));
        match instant {
            Some(instant) => return Timestamp(instant.timestamp()),
            None => local += Duration::minutes(15),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    fn check(length: IntervalLength, zone: &str, instant: &str, start: &str, seconds: i64) {
        let zone = TimeZone::from_name(zone).expect("a zone");
        assert_eq!(length.containing(at(instant), zone), (at(start), seconds), "{instant}");
    }

    #[test]
    fn an_interval_contains_its_start_and_not_its_end() {
        assert_eq!(Interval::containing(Timestamp(900)).start(), Timestamp(900));
        assert_eq!(Interval::containing(Timestamp(899)).start(), Timestamp(0));
        assert_eq!(Interval::at_or_after(Timestamp(900)).start(), Timestamp(900));
        assert_eq!(Interval::at_or_after(Timestamp(901)).start(), Timestamp(1800));
    }

    #[test]
    fn where_no_quarter_begins_with_the_clock_hour_the_first_one_in_it_does() {
        // The clock is 12:33:04 ahead of UTC.
        let (zone, when) = ("Pacific/Apia", "1170-01-01T12:00:00Z");
        check(IntervalLength::Hour, zone, when, "1170-01-01T11:30:00Z", 3600);
        check(IntervalLength::HalfHour, zone, when, "1170-01-01T12:00:00Z", 1800);
    }

    #[test]
    fn days_have_23_or_25_hours_when_the_clocks_change() {
        let day = IntervalLength::Day;
        check(day, "Europe/Amsterdam", "2025-03-30T12:00:00Z", "2025-03-29T23:00:00Z", 82_800);
        check(day, "Europe/Amsterdam", "2025-10-26T12:00:00Z", "2025-10-25T22:00:00Z", 90_000);
        check(day, "Europe/Amsterdam", "2025-10-27T12:00:00Z", "2025-10-26T23:00:00Z", 86_400);
        // Midnight does not exist on this day.
        check(day, "America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00Z", 82_800);
    }

    #[test]
    fn weeks_begin_on_monday_and_have_an_hour_less_or_more_when_the_clocks_change() {
        let week = IntervalLength::Week;
        check(week, "UTC", "2025-09-07T23:45:00Z", "2025-09-01T00:00:00Z", 604_800);
        check(week, "Europe/Amsterdam", "2025-10-26T12:00:00Z", "2025-10-19T22:00:00Z", 608_400);
        check(week, "Europe/Amsterdam", "2025-03-24T12:00:00Z", "2025-03-23T23:00:00Z", 601_200);
    }

    #[test]
    fn hours_follow_the_clock_of_the_zone() {
        let hour = IntervalLength::Hour;
        check(hour, "Asia/Kolkata", "2025-06-01T10:00:00Z", "2025-06-01T09:30:00Z", 3600);
        check(hour, "Europe/Amsterdam", "2025-10-26T00:45:00Z", "2025-10-26T00:00:00Z", 3600);
        check(hour, "Europe/Amsterdam", "2025-10-26T01:45:00Z", "2025-10-26T01:00:00Z", 3600);
        check(hour, "Australia/Lord_Howe", "2025-04-05T14:45:00Z", "2025-04-05T14:00:00Z", 3600);
        check(hour, "Australia/Lord_Howe", "2025-04-05T15:15:00Z", "2025-04-05T15:00:00Z", 1800);
        let half = IntervalLength::HalfHour;
        check(half, "UTC", "2025-06-01T10:45:00Z", "2025-06-01T10:30:00Z", 1800);
    }

    #[test]
    fn aht_is_absent_where_nothing_was_handled() {
        let none =
            Figures { offered: 3, handled: Some(0), abandoned: Some(3), handling_seconds: Some(0) };
        assert_eq!((none.aht_text(), none.handling_time_seconds()), (None, None));
        let aht = |handled, seconds| {
            Figures { handled: Some(handled), handling_seconds: Some(seconds), ..none }.aht_text()
        };
        assert_eq!(aht(3, 754).as_deref(), Some("251.333"));
        assert_eq!(aht(3, 755).as_deref(), Some("251.667"));
        assert_eq!(aht(2, 501).as_deref(), Some("250.5"));
        assert_eq!(aht(2, 500).as_deref(), Some("250"));
        assert_eq!(Figures { offered: 1, ..Figures::default() }.aht_text(), None);
    }
}
