//! The tables of a queue's page.

use chrono::Days;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Figures, Interval, IntervalLength, QueueKey, Timestamp};

use super::asked::{Asked, Measure, Window, before};
use super::chart::{clock, interval_words, standing_message};
use super::queue::Choice;
use super::slots::{Known, Slot};
use super::week::{Cell, UsualWeek, Week};
use crate::pages::address;
use crate::pages::i18n::{Text, format};
use crate::pages::layout::Page;

/// Rows of a page of the list.
const ROWS: usize = 50;

/// As many shades has the usual week above nothing.
const SHADES: i64 = 6;

/// What all tables lead to.
pub(super) struct Figure<'a> {
    /// The page that they are on.
    pub(super) page: &'a Page,
    /// Its address.
    pub(super) here: &'a str,
    /// What it was asked for.
    pub(super) asked: &'a Asked,
}

/// The usual week as a table of shades.
pub(super) struct UsualPart {
    /// The hours of a day.
    pub(super) hours: Vec<String>,
    /// Each weekday with its hours.
    pub(super) days: Vec<(String, Vec<Shade>)>,
}

/// An hour of the usual week.
pub(super) struct Shade {
    /// From 0 to the most.
    pub(super) shade: i64,
    /// The average; empty where there is none.
    pub(super) text: String,
}

impl UsualPart {
    pub(super) fn new(
        page: &Page,
        span: (Timestamp, Timestamp),
        quarters: &[(Interval, Figures)],
    ) -> Self {
        let usual = UsualWeek::new(page.zone, span, quarters);
        let most = usual.most().max(1);
        // Where less than one arrives in any hour, one decimal would say little.
        let decimals = if most < 100 { 2 } else { 1 };
        let shade = |average: &Option<i64>| Shade {
            // What is not nothing has a shade.
            shade: average.map_or(0, |average| (average * SHADES + most - 1) / most),
            text: average.map(|average| hundredths(page, average, decimals)).unwrap_or_default(),
        };
        let days = usual.hundredths.iter().enumerate().map(|(day, hours)| {
            (format::weekday(page.language, day), hours.iter().map(shade).collect())
        });
        Self { hours: (0..24).map(|hour| format!("{hour:02}")).collect(), days: days.collect() }
    }
}

#[expect(clippy::cast_precision_loss, reason = "an average to two decimals at most")]
fn hundredths(page: &Page, hundredths: i64, decimals: usize) -> String {
    page.decimal(hundredths as f64 / 100.0, decimals)
}

/// One week by quarter hours.
pub(super) struct WeekPart {
    /// From which day to which.
    pub(super) words: String,
    /// The heads of the days.
    pub(super) days: Vec<String>,
    /// Each time of the clock with its seven cells.
    pub(super) rows: Vec<(String, Vec<Vec<ShownCell>>)>,
    /// Where the week before is, and the one after.
    pub(super) earlier: Option<String>,
    /// See `earlier`.
    pub(super) later: Option<String>,
    /// What the cells can show; of Talk only.
    pub(super) measures: Vec<Choice>,
}

/// A quarter hour of the week.
pub(super) struct ShownCell {
    /// Where it is explained; nothing where it is not imported.
    pub(super) address: Option<String>,
    /// The figure; empty where it is absent.
    pub(super) text: String,
    /// Whether it is 0.
    pub(super) is_nothing: bool,
}

impl WeekPart {
    pub(super) fn new(
        figure: &Figure<'_>,
        monday: chrono::NaiveDate,
        known: &Known,
        queue: &QueueKey,
        quarters: &[(Interval, Figures)],
    ) -> Self {
        let (page, asked) = (figure.page, figure.asked);
        let week = Week::new(monday, page.zone, known, queue, quarters);
        let of_week = |monday| {
            let other = Asked { week: Some(monday), ..*asked };
            format!("{}?{}#week", figure.here, other.query())
        };
        let (from, until) = known.covered;
        let starts = |day| page.zone.start_of_day(day);
        let next = monday + Days::new(7);
        let days = (0..7_usize).map(|day| {
            let date = monday + Days::new(day as u64);
            let weekday = format::weekday(page.language, day);
            format!("{weekday} {}", format::day_and_month(page.language, date))
        });
        let rows = week.rows.iter().enumerate().map(|(row, cells)| {
            let cells = cells.iter().map(|cells| {
                cells.iter().map(|cell| shown(figure, cell)).collect::<Vec<ShownCell>>()
            });
            (format!("{:02}:{:02}", row / 4, row % 4 * 15), cells.collect())
        });
        Self {
            words: format!("{} – {}", page.day(monday), page.day(monday + Days::new(6))),
            days: days.collect(),
            rows: rows.collect(),
            earlier: (starts(monday) > from).then(|| of_week(before(monday, 7))),
            later: (starts(next) < until).then(|| of_week(next)),
            measures: if queue.is_talk() { measures(figure) } else { Vec::new() },
        }
    }
}

fn measures(figure: &Figure<'_>) -> Vec<Choice> {
    let choice = |(_, measure, message): (&str, Measure, &'static str)| {
        let other = Asked { measure, ..*figure.asked };
        Choice {
            name: figure.page.t(message),
            address: format!("{}?{}#week", figure.here, other.query()),
            is_chosen: figure.asked.measure == measure,
        }
    };
    Measure::NAMED.into_iter().map(choice).collect()
}

fn shown(figure: &Figure<'_>, cell: &Cell) -> ShownCell {
    let page = figure.page;
    let value = cell.figures.and_then(|figures| match figure.asked.measure {
        Measure::Offered => Some(figures.offered),
        Measure::Handled => figures.handled,
        Measure::Abandoned => figures.abandoned,
        Measure::HandlingTime => figures.aht_milliseconds(),
    });
    let text = match (figure.asked.measure, value, cell.figures) {
        (Measure::HandlingTime, _, Some(figures)) => clock(&figures),
        (_, value, _) => value.map(|value| page.number(value)),
    };
    let address =
        |_| address::of_figure(figure.here, cell.start, IntervalLength::QuarterHour, page.zone);
    ShownCell {
        // Nothing stands behind a 0 but that it is imported.
        address: cell.figures.filter(|figures| figures.offered > 0).map(address),
        text: text.unwrap_or_default(),
        is_nothing: value == Some(0),
    }
}

/// The figures of the chart as a list, newest first.
pub(super) struct ListPart {
    /// The rows of this page of it.
    pub(super) rows: Vec<ListRow>,
    /// How many there are.
    pub(super) count: usize,
    /// Which of them are shown: the first and the last, from 1.
    pub(super) shown: (usize, usize),
    /// Where newer ones are, and older ones.
    pub(super) newer: Option<String>,
    /// See `newer`.
    pub(super) older: Option<String>,
}

/// A row of the list.
pub(super) struct ListRow {
    /// Which interval.
    pub(super) interval: String,
    /// Where its figures are explained.
    pub(super) address: String,
    /// What was counted.
    pub(super) figures: Figures,
    /// Average handling time.
    pub(super) clock: Option<String>,
    /// What is to be said of it.
    pub(super) note: Option<Text>,
}

impl ListPart {
    pub(super) fn new(figure: &Figure<'_>, window: &Window, slots: &[Slot]) -> Self {
        let imported = slots.iter().rev().filter(|slot| slot.figures.is_some());
        let count = imported.clone().count();
        let skipped = (figure.asked.rows - 1).saturating_mul(ROWS);
        let row = |slot: &Slot| list_row(figure, window, slot);
        let rows: Vec<ListRow> = imported.skip(skipped).take(ROWS).filter_map(row).collect();
        let of_rows = |rows| {
            let other = Asked { rows, ..*figure.asked };
            format!("{}?{}#list", figure.here, other.query())
        };
        Self {
            shown: (skipped.min(count) + usize::from(!rows.is_empty()), skipped + rows.len()),
            newer: (figure.asked.rows > 1).then(|| of_rows(figure.asked.rows - 1)),
            older: (skipped + rows.len() < count).then(|| of_rows(figure.asked.rows + 1)),
            rows,
            count,
        }
    }
}

fn list_row(figure: &Figure<'_>, window: &Window, slot: &Slot) -> Option<ListRow> {
    let (page, figures) = (figure.page, slot.figures?);
    let zone: TimeZone = window.zone;
    Some(ListRow {
        interval: interval_words(page, (slot.start, slot.end), window.length),
        address: address::of_figure(figure.here, slot.start, window.length, zone),
        clock: clock(&figures),
        note: standing_message(slot.standing).map(|message| page.t(message)),
        figures,
    })
}
