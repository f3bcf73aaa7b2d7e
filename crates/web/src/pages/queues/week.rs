//! One week by quarter hours, and the usual week by hours: days beside each other, times below.

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, Timelike as _};
use inflow_app::figures::volumes::nothing_offered;
use inflow_domain::interval::QUARTER_HOUR_SECONDS;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Figures, Interval, QueueKey, Timestamp};

use super::slots::Known;

/// Quarter hours of a day.
const QUARTERS: usize = 96;

/// A week of the zone's calendar, by times of the clock: 96 rows of seven days. Where the clocks are
/// put back a time comes twice, and where they are put forward some never come.
#[derive(Debug)]
pub(crate) struct Week {
    /// Each with seven cells: the quarter hours of that time.
    pub(crate) rows: Vec<[Vec<Cell>; 7]>,
}

/// A quarter hour of a week; no figures where it is not imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    /// When it starts.
    pub(crate) start: Timestamp,
    /// What was counted.
    pub(crate) figures: Option<Figures>,
}

/// The Monday of a day's week.
pub(crate) fn monday_of(day: NaiveDate) -> NaiveDate {
    day.week(chrono::Weekday::Mon).first_day()
}

/// From when to when a week is.
pub(crate) fn span(monday: NaiveDate, zone: TimeZone) -> (Timestamp, Timestamp) {
    (zone.start_of_day(monday), zone.start_of_day(monday + Days::new(7)))
}

/// The latest week that is imported as a whole, else the one that is imported last.
pub(crate) fn latest_whole(zone: TimeZone, known: &Known) -> NaiveDate {
    let (from, until) = known.covered;
    let last = monday_of(zone.local(until.plus_seconds(-1).max(from)).date());
    let before = super::asked::before(last, 7);
    let is_whole = |monday| {
        let (start, end) = span(monday, zone);
        from <= start && end <= until
    };
    if !is_whole(last) && is_whole(before) { before } else { last }
}

impl Week {
    /// The week from a Monday on, from its quarter hours with contacts.
    pub(crate) fn new(
        monday: NaiveDate,
        zone: TimeZone,
        known: &Known,
        queue: &QueueKey,
        quarters: &[(Interval, Figures)],
    ) -> Self {
        let (from, to) = span(monday, zone);
        let (covered_from, covered_until) = known.covered;
        let nothing = nothing_offered(queue);
        let mut rows: Vec<[Vec<Cell>; 7]> = (0..QUARTERS).map(|_| Default::default()).collect();
        let mut quarters = quarters.iter().peekable();
        let mut interval = Interval::at_or_after(from);
        while interval.start() < to {
            let local = zone.local(interval.start());
            let is_covered = covered_from <= interval.start() && interval.end() <= covered_until;
            let found = quarters.next_if(|(quarter, _)| *quarter == interval);
            let figures = found.map_or(nothing, |(_, figures)| *figures);
            let figures = is_covered.then_some(figures);
            let cell = Cell { start: interval.start(), figures };
            rows[quarter_of(local)][weekday_of(local)].push(cell);
            interval = interval.next();
        }
        Self { rows }
    }
}

fn quarter_of(local: NaiveDateTime) -> usize {
    (local.hour() * 4 + local.minute() / 15) as usize % QUARTERS
}

fn weekday_of(local: NaiveDateTime) -> usize {
    local.weekday().num_days_from_monday() as usize % 7
}

/// How many contacts usually arrive, by weekday and hour of the clock.
#[derive(Debug)]
pub(crate) struct UsualWeek {
    /// For each weekday its hours, in hundredths of a contact; nothing where no such hour is imported
    /// as a whole.
    pub(crate) hundredths: [[Option<i64>; 24]; 7],
}

impl UsualWeek {
    /// The averages of the whole hours that are imported between two instants, from the quarter hours
    /// with contacts.
    pub(crate) fn new(
        zone: TimeZone,
        (from, to): (Timestamp, Timestamp),
        quarters: &[(Interval, Figures)],
    ) -> Self {
        let mut contacts = [[0_i64; 24]; 7];
        let mut seen = [[0_i64; 24]; 7];
        // Where an hour of the clock is, and when it ends; no place where a part of it is not imported,
        // which would look like a quiet hour or, made up to a whole one, like a busy one.
        let place = |at: Timestamp| {
            let local = zone.local(at);
            let begin = at.plus_seconds(-i64::from(local.minute() * 60 + local.second()));
            let end = begin.plus_seconds(3600);
            let is_whole = from <= begin && end <= to;
            (is_whole.then(|| (weekday_of(local), local.hour() as usize % 24)), end)
        };
        let mut interval = Interval::at_or_after(from);
        // Clocks change nowhere but at their quarter hours, so a look at each hour is enough.
        while interval.start() < to {
            let (place, end) = place(interval.start());
            if let Some((day, hour)) = place {
                seen[day][hour] += (end.0 - interval.start().0) / QUARTER_HOUR_SECONDS;
            }
            interval = Interval::at_or_after(end);
        }
        for (quarter, figures) in quarters {
            if let (Some((day, hour)), _) = place(quarter.start()) {
                contacts[day][hour] += figures.offered;
            }
        }
        let average = |day: usize, hour: usize| {
            let quarters = seen[day][hour];
            (quarters > 0).then(|| (contacts[day][hour] * 400 + quarters / 2) / quarters)
        };
        Self {
            hundredths: std::array::from_fn(|day| std::array::from_fn(|hour| average(day, hour))),
        }
    }

    /// The highest average.
    pub(crate) fn most(&self) -> i64 {
        self.hundredths.iter().flatten().flatten().copied().max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use inflow_domain::{Channel, ViewId};

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    fn zone() -> TimeZone {
        TimeZone::from_name("Europe/Amsterdam").expect("a zone")
    }

    fn offered(text: &str, offered: i64) -> (Interval, Figures) {
        (Interval::containing(at(text)), Figures { offered, ..Figures::default() })
    }

    #[test]
    fn a_time_that_comes_twice_has_two_figures() {
        let monday = NaiveDate::from_ymd_opt(2025, 10, 20).expect("a day");
        let queue = QueueKey::View { view: ViewId(1), channel: Channel::Email };
        let until = at("2025-10-26T22:00:00Z");
        let known = Known {
            covered: (at("2025-01-01T00:00:00Z"), until),
            provisional_from: None,
            complete_from: None,
        };
        let quarters = [offered("2025-10-26T00:30:00Z", 3), offered("2025-10-26T01:30:00Z", 4)];
        let week = Week::new(monday, zone(), &known, &queue, &quarters);
        let figures = |row: usize, day: usize| -> Vec<Option<i64>> {
            let cells = week.rows[row][day].iter();
            cells.map(|cell| cell.figures.map(|figures| figures.offered)).collect()
        };
        // Half past two on the Sunday on which the clocks are put back.
        assert_eq!(figures(10, 6), [Some(3), Some(4)]);
        assert_eq!(figures(10, 5), [Some(0)]);
        assert_eq!(figures(92, 6), [None], "not imported");
    }

    #[test]
    fn a_usual_hour_is_the_average_of_those_imported() {
        let quarters = [offered("2025-09-01T07:15:00Z", 3), offered("2025-09-08T07:45:00Z", 4)];
        let span = (at("2025-08-31T22:00:00Z"), at("2025-09-14T22:00:00Z"));
        let usual = UsualWeek::new(zone(), span, &quarters);
        assert_eq!(usual.hundredths[0][9], Some(350));
        assert_eq!(usual.hundredths[0][10], Some(0));
        assert_eq!(usual.most(), 350);
        // The second Monday's hour is imported up to its last quarter hour alone.
        let most = UsualWeek::new(zone(), (span.0, at("2025-09-08T07:45:00Z")), &quarters);
        assert_eq!((most.hundredths[0][9], most.hundredths[0][8]), (Some(300), Some(0)));
        let part = (at("2025-09-08T07:15:00Z"), at("2025-09-08T08:00:00Z"));
        assert_eq!(UsualWeek::new(zone(), part, &quarters).hundredths, [[None; 24]; 7]);
        // Where clocks are half an hour off, an hour begins between those of UTC.
        let kolkata = TimeZone::from_name("Asia/Kolkata").expect("a zone");
        let hour = (at("2025-09-08T07:30:00Z"), at("2025-09-08T08:30:00Z"));
        let usual = UsualWeek::new(kolkata, hour, &quarters);
        assert_eq!((usual.hundredths[0][13], usual.hundredths[0][14]), (Some(400), None));
        let nothing = UsualWeek::new(zone(), (span.0, span.0), &quarters);
        assert_eq!(nothing.hundredths[0][9], None);
    }

    #[test]
    fn the_first_table_is_of_a_whole_week() {
        let latest = |until: &str| {
            let known = Known {
                covered: (at("2025-09-01T00:00:00Z"), at(until)),
                provisional_from: None,
                complete_from: None,
            };
            latest_whole(TimeZone::UTC, &known).to_string()
        };
        assert_eq!(latest("2025-09-17T12:00:00Z"), "2025-09-08");
        assert_eq!(latest("2025-09-15T00:00:00Z"), "2025-09-08");
        assert_eq!(latest("2025-09-03T00:00:00Z"), "2025-09-01");
    }
}
