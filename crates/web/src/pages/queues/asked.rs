//! What a queue's page is asked for: the range, the intervals, the zone, the week and the rows.

use chrono::{Days, NaiveDate};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{IntervalLength, Target, Timestamp};
use serde::Deserialize;
use url::form_urlencoded;

use crate::pages::address::encoded;

/// As many intervals are drawn at most; where more are asked for, they become longer.
const MOST_INTERVALS: i64 = 800;

/// The target where none is asked for: four hours.
const USUAL_TARGET: i64 = 4 * 3600;

/// As many days are asked for at most: by weeks they fit into a chart.
const MOST_DAYS: i64 = 15 * 366;

/// The question as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Question {
    range: Option<String>,
    interval: Option<String>,
    first: Option<String>,
    last: Option<String>,
    time_zone: Option<String>,
    week: Option<String>,
    figure: Option<String>,
    rows: Option<String>,
    target: Option<String>,
    compare: Option<String>,
}

/// A range that is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    /// Two years.
    TwoYears,
    /// A quarter of a year.
    Quarter,
    /// Four weeks.
    FourWeeks,
    /// One week.
    Week,
    /// All that is imported.
    All,
    /// From a day to another one.
    Days(NaiveDate, NaiveDate),
}

/// What the contacts of a chart are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Compared {
    /// Nothing.
    #[default]
    Nothing,
    /// The same days of the week before.
    WeekBefore,
    /// The same days of the week 52 weeks before.
    YearBefore,
}

impl Compared {
    /// Every one with its name in addresses and the message that names it.
    pub(crate) const NAMED: [(&'static str, Self, &'static str); 3] = [
        ("none", Self::Nothing, "compared-nothing"),
        ("week", Self::WeekBefore, "compared-week"),
        ("year", Self::YearBefore, "compared-year"),
    ];

    /// How many days earlier.
    pub(crate) fn days(self) -> Option<u64> {
        match self {
            Self::Nothing => None,
            Self::WeekBefore => Some(7),
            Self::YearBefore => Some(364),
        }
    }
}

/// What the week's table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Contacts that arrived.
    Offered,
    /// Calls handled.
    Handled,
    /// Calls abandoned.
    Abandoned,
    /// Average handling time.
    HandlingTime,
}

impl Measure {
    /// Every one with its name in addresses and the message that names it.
    pub(crate) const NAMED: [(&'static str, Self, &'static str); 4] = [
        ("offered", Self::Offered, "figure-offered"),
        ("handled", Self::Handled, "figure-handled"),
        ("abandoned", Self::Abandoned, "figure-abandoned"),
        ("aht", Self::HandlingTime, "figure-aht"),
    ];
}

impl Range {
    /// What is offered: the name in addresses, the range, the intervals that suit it, and the message
    /// that names it.
    pub(crate) const OFFERED: [(&'static str, Self, IntervalLength, &'static str); 5] = [
        ("1w", Self::Week, IntervalLength::Hour, "range-week"),
        ("4w", Self::FourWeeks, IntervalLength::Day, "range-four-weeks"),
        ("13w", Self::Quarter, IntervalLength::Day, "range-quarter"),
        ("2y", Self::TwoYears, IntervalLength::Week, "range-two-years"),
        ("all", Self::All, IntervalLength::Week, "range-all"),
    ];

    fn days(self) -> Option<u64> {
        match self {
            Self::Week => Some(7),
            Self::FourWeeks => Some(28),
            Self::Quarter => Some(91),
            Self::TwoYears => Some(731),
            Self::All | Self::Days(..) => None,
        }
    }
}

/// The question, understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Which days.
    pub(crate) range: Range,
    /// How long the intervals are, where it is said.
    pub(crate) length: Option<IntervalLength>,
    /// The zone, where another one is asked for than the reader's.
    pub(crate) zone: Option<TimeZone>,
    /// A day of the week in the week's table.
    pub(crate) week: Option<NaiveDate>,
    /// What the week's table shows.
    pub(crate) measure: Measure,
    /// The page of the list of figures, from 1.
    pub(crate) rows: usize,
    /// Within which time an answer is in time, where another one is asked for than the usual.
    pub(crate) target: Option<Target>,
    /// What the chart is compared with.
    pub(crate) compared: Compared,
}

/// From when to when the chart reaches, by which intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// The first instant.
    pub(crate) from: Timestamp,
    /// The first instant after it.
    pub(crate) to: Timestamp,
    /// How long the intervals are.
    pub(crate) length: IntervalLength,
    /// The zone of days and times.
    pub(crate) zone: TimeZone,
    /// The first and the last day.
    pub(crate) days: (NaiveDate, NaiveDate),
    /// The intervals that were asked for, where they are too many to be drawn.
    pub(crate) too_fine: Option<IntervalLength>,
}

/// Why a part of the question cannot be understood: the message that says so.
pub(crate) type Misunderstood = &'static str;

/// The parts of the question that cannot be understood: the name of each, and why.
#[derive(Debug, Default)]
pub(crate) struct Unclear(pub(crate) Vec<(&'static str, Misunderstood)>);

impl Unclear {
    /// What was understood; what was not is noted, and left to what holds where nothing is asked.
    fn or<T>(&mut self, part: &'static str, read: Result<T, Misunderstood>, usual: T) -> T {
        read.unwrap_or_else(|why| {
            self.0.push((part, why));
            usual
        })
    }
}

impl Question {
    /// What is asked for, as far as it can be understood.
    pub(crate) fn understand(&self) -> (Asked, Unclear) {
        let mut unclear = Unclear::default();
        let range = self.range(&mut unclear);
        let length = given(self.interval.as_ref())
            .map(|name| IntervalLength::from_name(name).ok_or("queue-wrong-interval"));
        let zone = given(self.time_zone.as_ref())
            .map(|name| TimeZone::from_name(name).ok_or("time-zone-unknown"));
        let measure = given(self.figure.as_ref()).map_or(Ok(Measure::Offered), |name| {
            let named = Measure::NAMED.into_iter().find(|(known, ..)| *known == name);
            named.map(|(_, measure, _)| measure).ok_or("queue-wrong-figure")
        });
        let rows = given(self.rows.as_ref()).map_or(Ok(1), str::parse).ok();
        let rows = rows.filter(|rows| *rows > 0).ok_or("queue-wrong-rows");
        let target =
            given(self.target.as_ref()).map(|text| Target::parse(text).ok_or("queue-wrong-target"));
        let compared = given(self.compare.as_ref()).map_or(Ok(Compared::Nothing), |name| {
            let named = Compared::NAMED.into_iter().find(|(known, ..)| *known == name);
            named.map(|(_, compared, _)| compared).ok_or("queue-wrong-comparison")
        });
        let asked = Asked {
            range,
            length: unclear.or("interval", length.transpose(), None),
            zone: unclear.or("time_zone", zone.transpose(), None),
            week: unclear.or("week", given(self.week.as_ref()).map(day).transpose(), None),
            measure: unclear.or("figure", measure, Measure::Offered),
            rows: unclear.or("rows", rows, 1),
            target: unclear.or("target", target.transpose(), None),
            compared: unclear.or("compare", compared, Compared::Nothing),
        };
        (asked, unclear)
    }

    fn range(&self, unclear: &mut Unclear) -> Range {
        let first = unclear.or("first", given(self.first.as_ref()).map(day).transpose(), None);
        let last = unclear.or("last", given(self.last.as_ref()).map(day).transpose(), None);
        let range = match (first, last, given(self.range.as_ref())) {
            _ if !unclear.0.is_empty() => Ok(Range::Quarter),
            (Some(first), Some(last), _) if first > last => Err(("last", "queue-wrong-order")),
            (Some(first), Some(last), _) if (last - first).num_days() > MOST_DAYS => {
                Err(("last", "queue-too-long"))
            }
            (Some(first), Some(last), _) => Ok(Range::Days(first, last)),
            (Some(_), None, _) => Err(("last", "queue-wrong-day")),
            (None, Some(_), _) => Err(("first", "queue-wrong-day")),
            (None, None, Some(name)) => {
                let offered = Range::OFFERED.into_iter().find(|(known, ..)| *known == name);
                offered.map(|(_, range, ..)| range).ok_or(("range", "queue-wrong-range"))
            }
            (None, None, None) => Ok(Range::Quarter),
        };
        range.unwrap_or_else(|(part, why)| unclear.or(part, Err(why), Range::Quarter))
    }

    /// What was typed into the fields of the form: the first and the last day, the intervals and the zone.
    pub(crate) fn typed(&self) -> [Option<&str>; 4] {
        [&self.first, &self.last, &self.interval, &self.time_zone].map(Option::as_deref)
    }
}

impl TryFrom<Question> for Asked {
    type Error = Misunderstood;

    fn try_from(question: Question) -> Result<Self, Misunderstood> {
        let (asked, unclear) = question.understand();
        unclear.0.first().map_or(Ok(asked), |(_, why)| Err(*why))
    }
}

/// A text that is not empty.
fn given(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.trim().is_empty())
}

/// A day that calendars and instants can hold.
pub(crate) fn day(text: &str) -> Result<NaiveDate, Misunderstood> {
    let day = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").map_err(|_| "queue-wrong-day")?;
    let known = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    if known(1990) <= day && day < known(2100) { Ok(day) } else { Err("queue-wrong-day") }
}

impl Asked {
    /// The question as it stands in an address.
    pub(crate) fn query(&self) -> String {
        let mut parts = Vec::new();
        let mut add = |name: &str, value: &str| parts.push(format!("{name}={}", encoded(value)));
        match self.range {
            Range::Days(first, last) => {
                add("first", &first.to_string());
                add("last", &last.to_string());
            }
            range => {
                let offered = Range::OFFERED.into_iter().find(|(_, known, ..)| *known == range);
                add("range", offered.map_or("13w", |(name, ..)| name));
            }
        }
        if let Some(length) = self.length {
            add("interval", length.name());
        }
        if let Some(zone) = self.zone {
            add("time_zone", zone.name());
        }
        if let Some(week) = self.week {
            add("week", &week.to_string());
        }
        if self.measure != Measure::Offered {
            let named = Measure::NAMED.into_iter().find(|(_, known, _)| *known == self.measure);
            add("figure", named.map_or("", |(name, ..)| name));
        }
        if self.compared != Compared::Nothing {
            let named = Compared::NAMED.into_iter().find(|(_, known, _)| *known == self.compared);
            add("compare", named.map_or("", |(name, ..)| name));
        }
        if self.rows > 1 {
            add("rows", &self.rows.to_string());
        }
        if let Some(target) = self.target {
            add("target", &target.to_string());
        }
        parts.join("&")
    }

    /// Within which time an answer is in time.
    pub(crate) fn target(&self) -> Target {
        self.target.unwrap_or_else(usual_target)
    }

    /// What a form that asks for another target sends as well.
    pub(crate) fn kept_with_target(&self) -> Vec<(String, String)> {
        let query = Self { target: None, rows: 1, ..*self }.query();
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// From when to when, where figures are covered from and to these instants; it ends with the last
    /// covered day.
    pub(crate) fn window(&self, zone: TimeZone, covered: (Timestamp, Timestamp)) -> Window {
        let (covered_from, covered_until) = covered;
        let day_of = |instant: Timestamp| zone.local(instant).date();
        let last_covered = day_of(covered_until.plus_seconds(-1).max(covered_from));
        let days = match self.range {
            Range::Days(first, last) => (first, last),
            range => match range.days() {
                Some(days) => (before(last_covered, days - 1), last_covered),
                None => (day_of(covered_from), last_covered),
            },
        };
        let from = zone.start_of_day(days.0);
        let to = zone.start_of_day(days.1 + Days::new(1));
        let suits = Range::OFFERED.into_iter().find(|(_, known, ..)| *known == self.range);
        let suits = suits.map_or(IntervalLength::Day, |(_, _, length, _)| length);
        let wanted = self.length.unwrap_or(suits);
        let length = drawable(wanted, to.0 - from.0);
        let too_fine = (self.length == Some(wanted) && length != wanted).then_some(wanted);
        Window { from, to, length, zone, days, too_fine }
    }
}

/// A number of days earlier.
pub(crate) fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// The target that is told of where none is chosen.
pub(crate) fn usual_target() -> Target {
    Target::of_seconds(USUAL_TARGET).unwrap_or_else(Target::longest)
}

/// The wanted length, or the next one of which a chart holds as many.
fn drawable(wanted: IntervalLength, seconds: i64) -> IntervalLength {
    let lengths = IntervalLength::NAMED.map(|(_, length)| length);
    let mut from_wanted = lengths.into_iter().skip_while(|length| *length != wanted);
    let fits = |length: &IntervalLength| seconds / nominal_seconds(*length) <= MOST_INTERVALS;
    from_wanted.find(fits).unwrap_or(IntervalLength::Week)
}

fn nominal_seconds(length: IntervalLength) -> i64 {
    match length {
        IntervalLength::QuarterHour => 900,
        IntervalLength::HalfHour => 1800,
        IntervalLength::Hour => 3600,
        IntervalLength::Day => 86_400,
        IntervalLength::Week => 604_800,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(change: impl FnOnce(&mut Question)) -> Result<Asked, Misunderstood> {
        let mut question = Question::default();
        change(&mut question);
        question.try_into()
    }

    #[expect(clippy::unnecessary_wraps, reason = "fields of the question are optional")]
    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_question_is_the_same_in_the_address_of_its_answer() {
        let asked = asked(|question| {
            question.first = some("2026-01-01");
            question.last = some(" 2026-01-31");
            question.interval = some("1h");
            question.time_zone = some("America/New_York");
            question.week = some("2026-01-07");
            question.figure = some("aht");
            question.compare = some("year");
            question.rows = some("2");
        });
        let query = "first=2026-01-01&last=2026-01-31&interval=1h&time_zone=America%2FNew_York\
                     &week=2026-01-07&figure=aht&compare=year&rows=2";
        assert_eq!(asked.map(|asked| asked.query()).as_deref(), Ok(query));
        let plain = asked_for_nothing();
        assert_eq!(plain.query(), "range=13w");
    }

    fn asked_for_nothing() -> Asked {
        asked(|_| ()).expect("a question")
    }

    #[test]
    fn what_cannot_be_understood_is_named() {
        let wrong = |change: fn(&mut Question)| asked(change).err();
        assert_eq!(wrong(|question| question.range = some("1y")), Some("queue-wrong-range"));
        assert_eq!(wrong(|question| question.first = some("2026-01-01")), Some("queue-wrong-day"));
        assert_eq!(
            wrong(|question| question.week = some("+262142-01-01")),
            Some("queue-wrong-day")
        );
        assert_eq!(wrong(|question| question.interval = some("2h")), Some("queue-wrong-interval"));
        assert_eq!(wrong(|question| question.time_zone = some("x")), Some("time-zone-unknown"));
        assert_eq!(wrong(|question| question.figure = some("sla")), Some("queue-wrong-figure"));
        let before = |question: &mut Question| question.compare = some("month");
        assert_eq!(wrong(before), Some("queue-wrong-comparison"));
        assert_eq!(wrong(|question| question.rows = some("0")), Some("queue-wrong-rows"));
        let days = |first: &str, last: &str| {
            let of = |question: &mut Question| {
                (question.first, question.last) = (some(first), some(last));
            };
            asked(of).err()
        };
        assert_eq!(days("2026-01-02", "2026-01-01"), Some("queue-wrong-order"));
        assert_eq!(days("1990-01-01", "2099-12-31"), Some("queue-too-long"));
        assert_eq!(days("2026-01-01", "2026-01-01"), None);
    }

    #[test]
    fn a_chart_opens_with_thirteen_weeks_by_day_and_draws_no_more_than_it_can() {
        let at = |text: &str| Timestamp::parse(text).expect("an instant");
        let covered = (at("2020-01-01T00:00:00Z"), at("2026-11-22T23:15:00Z"));
        let zone = TimeZone::from_name("Europe/Amsterdam").expect("a zone");
        let window = asked_for_nothing().window(zone, covered);
        assert_eq!((window.days.0.to_string(), window.days.1.to_string()), {
            ("2026-08-25".to_owned(), "2026-11-23".to_owned())
        });
        assert_eq!(window.to, at("2026-11-23T23:00:00Z"));
        assert_eq!((window.length, window.too_fine), (IntervalLength::Day, None));
        let years = Asked { range: Range::TwoYears, ..asked_for_nothing() };
        assert_eq!(years.window(zone, covered).length, IntervalLength::Week);
        let fine = Asked { length: Some(IntervalLength::QuarterHour), ..years };
        let window = fine.window(zone, covered);
        assert_eq!(window.length, IntervalLength::Day);
        assert_eq!(window.too_fine, Some(IntervalLength::QuarterHour));
    }
}
