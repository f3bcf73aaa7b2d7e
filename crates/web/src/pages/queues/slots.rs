//! The intervals of a chart: each with its figures, or with why it has none.

use inflow_app::figures::volumes::{Buckets, Fill, Shape};
use inflow_domain::{Figures, Interval, QueueKey, Timestamp};

use super::asked::Window;
use crate::pages::charts::bars::Band;

/// How far an interval's figures can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// They stay.
    Whole,
    /// A part of the interval is not imported.
    Partial,
    /// They may still change (rule 8.2).
    Provisional,
    /// Events of tickets that were closed by then were dropped before they could be counted.
    Incomplete,
    /// Nothing of it is imported, so there are none.
    Missing,
}

/// An interval of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Its first instant.
    pub(crate) start: Timestamp,
    /// The first instant after it.
    pub(crate) end: Timestamp,
    /// What was counted; nothing outside of what is imported, where absent is not 0.
    pub(crate) figures: Option<Figures>,
    /// How far that can be relied on.
    pub(crate) standing: Standing,
}

/// What is known of a queue's figures.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    /// From when to when they are imported.
    pub(crate) covered: (Timestamp, Timestamp),
    /// From when on they may still change.
    pub(crate) provisional_from: Option<Timestamp>,
    /// From when on they are complete, where they are not from the beginning.
    pub(crate) complete_from: Option<Timestamp>,
}

/// Every interval of a window, from quarter hours with contacts that come by time.
pub(crate) fn slots(
    window: &Window,
    known: &Known,
    queue: &QueueKey,
    quarters: &[(Interval, Figures)],
) -> Vec<Slot> {
    let (covered_from, covered_until) = known.covered;
    let (length, zone) = (window.length, window.zone);
    let (from, to) = (window.from.max(covered_from), window.to.min(covered_until));
    let shape = Shape { length, zone, fill: Fill::Zero, from, to };
    let wanted = quarters.iter().filter(|(quarter, _)| (from..to).contains(&quarter.start()));
    let mut buckets = Buckets::new(shape, queue, wanted.copied().collect()).peekable();
    let mut slots = Vec::new();
    let mut at = window.from;
    while at < window.to {
        let (start, seconds) = length.containing(at, zone);
        let end = start.plus_seconds(seconds);
        let figures = buckets.next_if(|bucket| bucket.start == start).map(|bucket| bucket.figures);
        let is_provisional = known.provisional_from.is_some_and(|from| end > from);
        let standing = match figures {
            None => Standing::Missing,
            Some(_) if start < covered_from || end > covered_until => Standing::Partial,
            Some(_) if is_provisional => Standing::Provisional,
            Some(_) if known.complete_from.is_some_and(|from| start < from) => Standing::Incomplete,
            Some(_) => Standing::Whole,
        };
        slots.push(Slot { start, end, figures, standing });
        at = end;
    }
    slots
}

/// Which intervals are marked.
pub(crate) fn bands(slots: &[Slot]) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for (index, slot) in slots.iter().enumerate() {
        let class = match slot.standing {
            Standing::Whole => continue,
            Standing::Missing => "missing",
            Standing::Partial | Standing::Provisional => "provisional",
            Standing::Incomplete => "incomplete",
        };
        match bands.last_mut().filter(|band| band.class == class && band.to == index) {
            Some(band) => band.to = index + 1,
            None => bands.push(Band { class, from: index, to: index + 1 }),
        }
    }
    bands
}

#[cfg(test)]
mod tests {
    use inflow_domain::time_zone::TimeZone;
    use inflow_domain::{Channel, IntervalLength, ViewId};

    use super::*;

    #[test]
    fn what_is_not_imported_has_no_figures_and_what_is_has_zeros() {
        let at = |text: &str| Timestamp::parse(text).expect("an instant");
        let day = chrono::NaiveDate::from_ymd_opt(2025, 9, 1).expect("a day");
        let window = Window {
            from: at("2025-09-01T00:00:00Z"),
            to: at("2025-09-01T06:00:00Z"),
            length: IntervalLength::Hour,
            zone: TimeZone::UTC,
            days: (day, day),
            too_fine: None,
        };
        let known = Known {
            covered: (at("2025-09-01T01:30:00Z"), at("2025-09-01T05:00:00Z")),
            provisional_from: Some(at("2025-09-01T04:00:00Z")),
            complete_from: Some(at("2025-09-01T02:30:00Z")),
        };
        let queue = QueueKey::View { view: ViewId(1), channel: Channel::Email };
        let figures = |offered| Figures { offered, ..Figures::default() };
        let quarter = |text: &str, offered| (Interval::containing(at(text)), figures(offered));
        let quarters = [
            quarter("2025-09-01T01:15:00Z", 9),
            quarter("2025-09-01T01:45:00Z", 2),
            quarter("2025-09-01T02:15:00Z", 3),
        ];
        let slots = slots(&window, &known, &queue, &quarters);
        let seen: Vec<_> = slots
            .iter()
            .map(|slot| (slot.figures.map(|figures| figures.offered), slot.standing))
            .collect();
        assert_eq!(
            seen,
            [
                (None, Standing::Missing),
                (Some(2), Standing::Partial),
                (Some(3), Standing::Incomplete),
                (Some(0), Standing::Whole),
                (Some(0), Standing::Provisional),
                (None, Standing::Missing),
            ],
        );
        let bands: Vec<_> =
            bands(&slots).into_iter().map(|band| (band.class, band.from, band.to)).collect();
        let expected = [
            ("missing", 0, 1),
            ("provisional", 1, 2),
            ("incomplete", 2, 3),
            ("provisional", 4, 5),
            ("missing", 5, 6),
        ];
        assert_eq!(bands, expected);
    }
}
