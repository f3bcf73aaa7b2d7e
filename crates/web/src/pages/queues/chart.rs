//! The charts of a queue: contacts by interval, and of Talk handling times below them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{Days, NaiveDate, NaiveDateTime};
use inflow_app::figures::queues::Queue;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Figures, IntervalLength, QueueKey, Timestamp};

use super::asked::Window;
use super::slots::{Slot, Standing, bands};
use crate::pages::address;
use crate::pages::charts::bars::{Bars, Drawing, Series, Target};
use crate::pages::charts::scale::Scale;
use crate::pages::charts::time_axis;
use crate::pages::i18n::Text;
use crate::pages::layout::Page;

/// The charts.
pub(super) struct Charts {
    /// Contacts.
    pub(super) contacts: Bars,
    /// Average handling times; Talk only.
    pub(super) handling: Option<Bars>,
    /// Whether a part of the time is not imported.
    pub(super) has_missing: bool,
    /// Whether figures may still change, or are of a part of their interval.
    pub(super) has_provisional: bool,
    /// Whether a part was counted after events of closed tickets had been dropped.
    pub(super) has_incomplete: bool,
    /// What there is to say where nothing is to be seen.
    pub(super) nothing: Option<Text>,
}

/// What a chart's contacts are compared with.
pub(super) struct Before {
    /// What people call it.
    pub(super) name: Text,
    /// The contacts that arrived, one for each interval; nothing where that time is not imported.
    pub(super) values: Vec<Option<i64>>,
}

/// The contacts of the same local times so many days earlier.
pub(super) fn before(
    name: Text,
    zone: TimeZone,
    days: u64,
    slots: &[Slot],
    earlier: &[Slot],
) -> Before {
    let known = earlier.iter().filter(|slot| slot.standing != Standing::Partial);
    let offered = known.filter_map(|slot| Some((zone.local(slot.start), slot.figures?.offered)));
    let offered: BTreeMap<NaiveDateTime, i64> = offered.collect();
    let value = |slot: &Slot| {
        let then = zone.local(slot.start).checked_sub_days(Days::new(days))?;
        offered.get(&then).copied()
    };
    Before { name, values: slots.iter().map(value).collect() }
}

/// An instant and the end of its interval, in words.
pub(super) fn interval_words(
    page: &Page,
    (start, end): (Timestamp, Timestamp),
    length: IntervalLength,
) -> String {
    let local = |instant| -> NaiveDateTime { page.zone.local(instant) };
    let weekday = |instant| {
        let from_monday = chrono::Datelike::weekday(&local(instant)).num_days_from_monday();
        crate::pages::i18n::format::weekday(page.language, from_monday as usize)
    };
    match length {
        IntervalLength::Day => format!("{} {}", weekday(start), page.date(start)),
        IntervalLength::Week => {
            let last = page.date(end.plus_seconds(-1));
            format!("{} – {last}", page.date(start))
        }
        _ => format!(
            "{} {}, {}–{}",
            weekday(start),
            page.date(start),
            page.time(start),
            page.time(end)
        ),
    }
}

/// An average handling time: minutes and seconds, as on a clock; nothing where nothing was handled.
pub(super) fn clock(figures: &Figures) -> Option<String> {
    let seconds = (figures.aht_milliseconds()? + 500) / 1000;
    Some(clock_of(seconds))
}

pub(super) fn clock_of(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// Draws a queue's intervals; `here` is the address of its page.
pub(super) fn draw(
    page: &Page,
    here: &str,
    queue: &Queue,
    window: &Window,
    slots: &[Slot],
    before: Option<Before>,
) -> Charts {
    let at = |index: usize| before.as_ref().and_then(|before| before.values[index]);
    let words = before.as_ref().map(|before| before.name.to_string()).unwrap_or_default();
    let target = |(index, slot)| {
        let mut target = target(page, here, window, slot);
        if let Some(value) = at(index) {
            // Writing into a String does not fail.
            let _ = write!(target.title, "; {words}: {}", page.number(value));
        }
        target
    };
    let targets: Vec<Target> = slots.iter().enumerate().map(target).collect();
    let contacts = Bars::new(contacts(page, queue, window, slots, (targets.clone(), before)));
    let is_handled = |slot: &Slot| slot.figures.is_some_and(|figures| figures.handled > Some(0));
    // Where nothing was handled there is no average to be drawn (rule 7.4).
    let handling = slots
        .iter()
        .any(is_handled)
        .then(|| Bars::new(handling(page, queue, window, slots, targets)));
    let has = |standing: &[Standing]| slots.iter().any(|slot| standing.contains(&slot.standing));
    Charts {
        contacts,
        handling,
        has_missing: has(&[Standing::Missing]),
        has_provisional: has(&[Standing::Partial, Standing::Provisional]),
        has_incomplete: has(&[Standing::Incomplete]),
        nothing: nothing(page, slots),
    }
}

fn nothing(page: &Page, slots: &[Slot]) -> Option<Text> {
    if slots.iter().all(|slot| slot.standing == Standing::Missing) {
        return Some(page.t("queue-range-not-imported"));
    }
    let arrived = slots.iter().filter_map(|slot| slot.figures).any(|figures| figures.offered > 0);
    (!arrived).then(|| page.t("queue-range-nothing"))
}

fn contacts(
    page: &Page,
    queue: &Queue,
    window: &Window,
    slots: &[Slot],
    (targets, before): (Vec<Target>, Option<Before>),
) -> Drawing {
    let offered = |slot: &Slot| slot.figures.map(|figures| figures.offered);
    let most = slots.iter().filter_map(offered).max().unwrap_or(0);
    let total: i64 = slots.iter().filter_map(offered).sum();
    let over = before.map(|before| Series {
        class: "before",
        name: before.name.to_string(),
        values: before.values,
    });
    let compared = over.iter().flat_map(|over| over.values.iter().flatten().copied());
    let scale = Scale::of_numbers(compared.max().unwrap_or(0).max(most));
    let description = page
        .t("chart-contacts-text")
        .with("total", total)
        .with("most", most)
        .with("from", page.day(window.days.0))
        .with("to", page.day(window.days.1));
    Drawing {
        id: "contacts",
        title: page.t("chart-contacts").with("queue", &queue.name).to_string(),
        description: description.to_string(),
        series: series(page, &queue.summary.key, slots),
        over,
        is_line: false,
        scale,
        labels: scale.marks().map(|mark| page.number(mark)).collect(),
        times: times(page, window, slots),
        bands: bands(slots),
        targets,
    }
}

/// Contacts; of calls, what became of them.
fn series(page: &Page, key: &QueueKey, slots: &[Slot]) -> Vec<Series> {
    let values = |value: fn(&Figures) -> Option<i64>| -> Vec<Option<i64>> {
        slots.iter().map(|slot| slot.figures.as_ref().and_then(value)).collect()
    };
    if !key.is_talk() {
        let name = page.t("figure-offered").to_string();
        return vec![Series { class: "s1", name, values: values(|figures| Some(figures.offered)) }];
    }
    // A call may be both, handled before the customer gave up: then the bars are not higher than
    // what was offered.
    let abandoned = |figures: &Figures| {
        Some(figures.abandoned?.min(figures.offered - figures.handled.unwrap_or(0)))
    };
    let neither =
        |figures: &Figures| Some((figures.offered - figures.handled? - figures.abandoned?).max(0));
    vec![
        Series {
            class: "s1",
            name: page.t("figure-handled").to_string(),
            values: values(|figures| figures.handled),
        },
        Series {
            class: "s3",
            name: page.t("figure-abandoned").to_string(),
            values: values(abandoned),
        },
        Series { class: "s0", name: page.t("figure-neither").to_string(), values: values(neither) },
    ]
}

fn handling(
    page: &Page,
    queue: &Queue,
    window: &Window,
    slots: &[Slot],
    targets: Vec<Target>,
) -> Drawing {
    let seconds = |slot: &Slot| Some((slot.figures?.aht_milliseconds()? + 500) / 1000);
    let values: Vec<Option<i64>> = slots.iter().map(seconds).collect();
    let most = values.iter().flatten().copied().max().unwrap_or(0);
    let scale = Scale::of_seconds(most);
    let description = page.t("chart-handling-text").with("most", clock_of(most));
    Drawing {
        id: "handling",
        title: page.t("chart-handling").with("queue", &queue.name).to_string(),
        description: description.to_string(),
        series: vec![Series { class: "line2", name: page.t("figure-aht").to_string(), values }],
        over: None,
        is_line: true,
        scale,
        labels: scale.marks().map(clock_of).collect(),
        times: times(page, window, slots),
        bands: bands(slots),
        targets,
    }
}

pub(super) fn times(page: &Page, window: &Window, slots: &[Slot]) -> Vec<time_axis::TimeMark> {
    let starts: Vec<Timestamp> = slots.iter().map(|slot| slot.start).collect();
    time_axis::marks(page.language, window.zone, &starts)
}

fn target(page: &Page, here: &str, window: &Window, slot: &Slot) -> Target {
    let interval = interval_words(page, (slot.start, slot.end), window.length);
    let days = days_of(window, slot);
    let Some(figures) = slot.figures else {
        let title = format!("{interval}: {}", page.t("standing-missing"));
        return Target { address: here.to_owned(), title, days };
    };
    let mut title = format!("{interval}: {}", page.number(figures.offered));
    if let Some(clock) = clock(&figures) {
        // Writing into a String does not fail.
        let _ = write!(title, ", {} {clock}", page.t("figure-aht"));
    }
    if let Some(note) = standing_message(slot.standing) {
        let _ = write!(title, " ({})", page.t(note));
    }
    let address = address::of_figure(here, slot.start, window.length, window.zone);
    Target { address, title, days }
}

/// The first and the last day of an interval.
pub(super) fn days_of(window: &Window, slot: &Slot) -> (NaiveDate, NaiveDate) {
    let day = |at| window.zone.local(at).date();
    (day(slot.start), day(slot.end.plus_seconds(-1)))
}

/// What is to be said of an interval's figures.
pub(super) fn standing_message(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Whole => None,
        Standing::Partial => Some("standing-partial"),
        Standing::Provisional => Some("standing-provisional"),
        Standing::Incomplete => Some("standing-incomplete"),
        Standing::Missing => Some("standing-missing"),
    }
}
