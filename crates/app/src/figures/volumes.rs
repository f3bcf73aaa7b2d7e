//! Volumes of a queue: quarter hours summed into the intervals that are asked for (rules 8.2 and 8.3).
//!
//! The program, the API and the pages ask here, so that they answer alike; [`files`] writes what they
//! give away.

pub mod all;
pub mod all_files;
#[cfg(feature = "parquet")]
mod all_parquet;
pub mod files;
#[cfg(feature = "parquet")]
pub(in crate::figures) mod parquet;
pub mod text;

use std::vec;

use inflow_domain::interval::QUARTER_HOUR_SECONDS;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Figures, Interval, IntervalLength, QueueKey, Timestamp};
use inflow_store::Integration;

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::queues::{self, covered};

/// What becomes of covered intervals without contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// They are left out.
    None,
    /// They are there with 0.
    Zero,
}

impl Fill {
    /// Both, with their names.
    pub const NAMED: [(&'static str, Self); 2] = [("none", Self::None), ("zero", Self::Zero)];

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|(known, _)| *known == name).map(|(_, fill)| fill)
    }
}

/// How quarter hours become intervals, and which are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// The length of the intervals.
    pub length: IntervalLength,
    /// The zone of days and times.
    pub zone: TimeZone,
    /// What becomes of intervals without contacts.
    pub fill: Fill,
    /// The first wanted instant.
    pub from: Timestamp,
    /// The first instant that is no longer wanted.
    pub to: Timestamp,
}

impl Shape {
    /// As much of it as is covered for a queue (rule 8.2); nothing before the first import ends.
    #[must_use]
    pub fn within_coverage(self, integration: &Integration, queue: &QueueKey) -> Option<Self> {
        let (from, until) = covered(integration, queue)?;
        Some(Self { from: self.from.max(from), to: self.to.min(until), ..self })
    }
}

/// An interval of the asked length with its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// Its first instant.
    pub start: Timestamp,
    /// How long it is.
    pub seconds: i64,
    /// What was counted in it.
    pub figures: Figures,
}

impl Bucket {
    /// The first instant after it.
    pub fn end(&self) -> Timestamp {
        self.start.plus_seconds(self.seconds)
    }
}

/// A queue's volumes, as far as they are covered, by time.
pub async fn buckets(
    context: &Context,
    integration: &Integration,
    queue: &QueueKey,
    shape: &Shape,
) -> Result<Buckets, IngestError> {
    let (shape, quarters) = match shape.within_coverage(integration, queue) {
        Some(shape) => {
            let quarters = queues::volumes(context, integration, queue, shape.from, shape.to);
            (shape, quarters.await?)
        }
        None => (Shape { to: shape.from, ..*shape }, Vec::new()),
    };
    Ok(Buckets::new(shape, queue, quarters))
}

/// Intervals of the asked length, one after the other.
#[derive(Debug)]
pub struct Buckets {
    shape: Shape,
    quarters: vec::IntoIter<(Interval, Figures)>,
    /// The next interval, and what an interval without contacts has, where those are there too.
    filling: Option<(Interval, Figures)>,
    /// The quarter that begins the next bucket.
    ahead: Option<(Interval, Figures)>,
}

impl Buckets {
    /// Sums quarter hours with contacts, which come by time and lie within the shape.
    pub fn new(shape: Shape, queue: &QueueKey, quarters: Vec<(Interval, Figures)>) -> Self {
        let filling = (shape.fill == Fill::Zero)
            .then(|| (Interval::at_or_after(shape.from), nothing_offered(queue)));
        let mut buckets = Self { shape, quarters: quarters.into_iter(), filling, ahead: None };
        if shape.length != IntervalLength::QuarterHour {
            buckets.ahead = buckets.quarter();
        }
        buckets
    }

    /// The quarter hours that are left, where they are wanted as they are.
    fn as_stored(&mut self) -> Option<&mut vec::IntoIter<(Interval, Figures)>> {
        let is_plain = self.shape.length == IntervalLength::QuarterHour && self.filling.is_none();
        is_plain.then_some(&mut self.quarters)
    }

    fn quarter(&mut self) -> Option<(Interval, Figures)> {
        let Some((interval, nothing)) = &mut self.filling else { return self.quarters.next() };
        let wanted = *interval;
        if wanted.start() >= self.shape.to {
            return None;
        }
        *interval = wanted.next();
        match self.quarters.as_slice().first() {
            Some((found, _)) if *found == wanted => self.quarters.next(),
            _ => Some((wanted, *nothing)),
        }
    }

    fn summed(&mut self) -> Option<Bucket> {
        let (interval, figures) = self.ahead.take()?;
        let (start, seconds) = self.shape.length.containing(interval.start(), self.shape.zone);
        let mut bucket = Bucket { start, seconds, figures };
        while let Some((interval, figures)) = self.quarter() {
            if interval.start() >= bucket.end() {
                self.ahead = Some((interval, figures));
                break;
            }
            bucket.figures.add(&figures);
        }
        Some(bucket)
    }
}

impl Iterator for Buckets {
    type Item = Bucket;

    fn next(&mut self) -> Option<Bucket> {
        if self.shape.length != IntervalLength::QuarterHour {
            return self.summed();
        }
        let (interval, figures) = self.quarter()?;
        Some(Bucket { start: interval.start(), seconds: QUARTER_HOUR_SECONDS, figures })
    }
}

/// The figures of a covered interval without contacts: absent is never 0 (rules 7.6 and 8.2).
pub fn nothing_offered(queue: &QueueKey) -> Figures {
    match queue {
        QueueKey::View { .. } | QueueKey::Workload { .. } => Figures::default(),
        QueueKey::Calls(_) | QueueKey::CallWorkload(_) => {
            Figures { offered: 0, handled: Some(0), abandoned: Some(0), handling_seconds: Some(0) }
        }
    }
}

#[cfg(test)]
mod tests {
    use inflow_domain::{CallQueue, Channel, ViewId};

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    fn shape(length: IntervalLength, fill: Fill, from: &str, to: &str) -> Shape {
        let zone = TimeZone::from_name("Europe/Amsterdam").expect("a zone");
        Shape { length, zone, fill, from: at(from), to: at(to) }
    }

    fn offered(count: i64) -> Figures {
        Figures { offered: count, ..Figures::default() }
    }

    #[test]
    fn rule_8_3_a_day_sums_the_quarters_of_the_local_calendar() {
        let queue = QueueKey::View { view: ViewId(1), channel: Channel::Email };
        let shape =
            shape(IntervalLength::Day, Fill::None, "2025-10-25T00:00:00Z", "2025-10-28T00:00:00Z");
        let quarters = ["2025-10-25T21:45:00Z", "2025-10-25T22:00:00Z", "2025-10-26T22:45:00Z"];
        let quarters = quarters.map(|start| (Interval::containing(at(start)), offered(2)));
        let days: Vec<Bucket> = Buckets::new(shape, &queue, quarters.into()).collect();
        let days: Vec<_> = days.iter().map(|day| (day.seconds, day.figures.offered)).collect();
        assert_eq!(days, [(86_400, 2), (90_000, 4)]);
    }

    #[test]
    fn rule_8_2_a_covered_interval_without_contacts_is_zero_where_asked() {
        let queue = QueueKey::Calls(CallQueue::Ungrouped);
        let (from, to) = ("2025-09-01T08:07:00Z", "2025-09-01T10:00:00Z");
        let hours = |fill| {
            let call = Figures {
                offered: 1,
                handled: Some(1),
                abandoned: Some(0),
                handling_seconds: Some(60),
            };
            let quarters = vec![(Interval::containing(at("2025-09-01T09:30:00Z")), call)];
            let shape = shape(IntervalLength::Hour, fill, from, to);
            Buckets::new(shape, &queue, quarters).map(|hour| hour.figures).collect::<Vec<_>>()
        };
        assert_eq!(hours(Fill::None).len(), 1);
        let [first, second] = hours(Fill::Zero)[..] else { panic!("two hours") };
        assert_eq!((first.offered, first.handled, first.aht_text()), (0, Some(0), None));
        assert_eq!((second.offered, second.aht_text().as_deref()), (1, Some("60")));
    }
}
