//! Marks of a time axis: at midnights, Mondays and firsts of months rather than anywhere.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, Timelike as _};
use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;

use super::percent;
use crate::pages::i18n::{Language, format};

/// A mark below a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TimeMark {
    /// Where, as a share of the width.
    pub(crate) x: String,
    /// What stands there.
    pub(crate) text: String,
    /// Whether it gives way where there is little room.
    pub(crate) is_minor: bool,
    /// Whether its words stand before it, because the drawing ends.
    pub(crate) is_last: bool,
}

/// How far marks are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Every {
    Hours(u32),
    Days(u32),
    Weeks(u32),
    Months(u32),
    Years,
}

const CHOICES: [Every; 15] = [
    Every::Hours(1),
    Every::Hours(2),
    Every::Hours(3),
    Every::Hours(6),
    Every::Hours(12),
    Every::Days(1),
    Every::Days(2),
    Every::Weeks(1),
    Every::Weeks(2),
    Every::Weeks(4),
    Every::Months(1),
    Every::Months(2),
    Every::Months(3),
    Every::Months(6),
    Every::Years,
];

/// As many marks fit at most.
const MARKS: usize = 10;

/// The marks of intervals that start at these instants, one after the other.
pub(crate) fn marks(language: Language, zone: TimeZone, starts: &[Timestamp]) -> Vec<TimeMark> {
    let local: Vec<NaiveDateTime> = starts.iter().map(|start| zone.local(*start)).collect();
    for every in CHOICES {
        let places = places(every, &local);
        if places.len() <= MARKS {
            let mark = |(at, index): (usize, usize)| {
                let is_last = index * 100 > starts.len() * 92;
                TimeMark {
                    x: percent(index, starts.len()),
                    text: text(language, every, local[index], at == 0),
                    // Words before the last mark would stand upon those of the mark before it.
                    is_minor: at % 2 == 1 || is_last,
                    is_last,
                }
            };
            return places.into_iter().enumerate().map(mark).collect();
        }
    }
    Vec::new()
}

/// The intervals that begin a new unit.
fn places(every: Every, local: &[NaiveDateTime]) -> Vec<usize> {
    let unit = |at: &NaiveDateTime| every.unit(*at);
    let mut places = Vec::new();
    for (index, at) in local.iter().enumerate() {
        let begins = match index.checked_sub(1) {
            Some(before) => unit(&local[before]) != unit(at),
            // The first interval may stand in the middle of a unit.
            None => every.begins_with(*at),
        };
        if begins {
            places.push(index);
        }
    }
    places
}

impl Every {
    /// A number that changes where a unit ends.
    fn unit(self, at: NaiveDateTime) -> i64 {
        let day = i64::from(at.date().num_days_from_ce());
        let month = i64::from(at.year()) * 12 + i64::from(at.month0());
        match self {
            Self::Hours(hours) => day * 24 + i64::from(at.hour() / hours * hours),
            // The epoch of this count is a Monday, so weeks begin on one.
            Self::Days(days) => (day - 1).div_euclid(i64::from(days)),
            Self::Weeks(weeks) => (day - 1).div_euclid(7 * i64::from(weeks)),
            Self::Months(months) => month.div_euclid(i64::from(months)),
            Self::Years => i64::from(at.year()),
        }
    }

    fn begins_with(self, at: NaiveDateTime) -> bool {
        let before = at - chrono::Duration::minutes(1);
        self.unit(before) != self.unit(at)
    }
}

fn text(language: Language, every: Every, at: NaiveDateTime, is_first: bool) -> String {
    let day: NaiveDate = at.date();
    match every {
        Every::Hours(_) if at.hour() == 0 => weekday_and_day(language, day),
        Every::Hours(_) => format!("{:02}:{:02}", at.hour(), at.minute()),
        Every::Days(_) => weekday_and_day(language, day),
        Every::Weeks(_) => format::day_and_month(language, day),
        Every::Months(_) if is_first || day.month() == 1 => format::month_and_year(language, day),
        Every::Months(_) => format::month(language, day),
        Every::Years => day.year().to_string(),
    }
}

fn weekday_and_day(language: Language, day: NaiveDate) -> String {
    let weekday = format::weekday(language, day.weekday().num_days_from_monday() as usize);
    format!("{weekday} {}", format::day_and_month(language, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, step: i64, count: i64, expected: &[&str]) {
        let zone = TimeZone::from_name("Europe/Amsterdam").expect("a zone");
        let from = Timestamp::parse(from).expect("an instant");
        let starts: Vec<_> = (0..count).map(|index| from.plus_seconds(index * step)).collect();
        let marks = marks(Language::English, zone, &starts);
        let texts: Vec<_> = marks.iter().map(|mark| format!("{} {}", mark.x, mark.text)).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn marks_stand_where_calendars_have_them() {
        check(
            "2025-08-31T22:00:00Z",
            900,
            24,
            &[
                "0% Mon 1 Sep",
                "16.67% 01:00",
                "33.33% 02:00",
                "50% 03:00",
                "66.67% 04:00",
                "83.33% 05:00",
            ],
        );
        check(
            "2025-09-03T22:00:00Z",
            86_400,
            80,
            &["13.75% 15 Sep", "31.25% 29 Sep", "48.75% 13 Oct", "67.5% 27 Oct", "85% 10 Nov"],
        );
        check(
            "2024-11-22T23:00:00Z",
            86_400,
            731,
            &[
                "5.34% Jan 2025",
                "17.65% Apr",
                "30.1% Jul",
                "42.68% Oct",
                "55.27% Jan 2026",
                "67.58% Apr",
                "80.03% Jul",
                "92.61% Oct",
            ],
        );
    }
}
