//! All figures of a queue (rule 9): what became of the contacts of each interval, and what waits at its end.

use std::hash::{Hash, Hasher};
use std::vec;

use inflow_domain::{
    CallFates, Fates, FieldId, HandlingTime, Interval, QueueKey, Target, Timestamp, Waiting,
};
use inflow_store::{Integration, QuarterCalls, QuarterFates};

use super::{Bucket, Buckets, Shape, buckets};
use crate::context::Context;
use crate::error::IngestError;

/// An interval with all its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FullBucket {
    /// What is counted without asking for more.
    pub bucket: Bucket,
    /// What became of the contacts of a Support queue; nothing until they are counted with their ends.
    pub support: Option<SupportFigures>,
    /// What became of the calls of a Talk queue.
    pub talk: Option<TalkFigures>,
}

/// What became of a Support queue's contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupportFigures {
    /// Of the contacts that arrived in the interval.
    pub fates: Fates,
    /// What waits at its end (rule 9.5).
    pub waiting: Waiting,
    /// Those answered within the target, where one was asked for (rule 9.4).
    pub within_target: Option<i64>,
    /// Handling time, where a field holds it (rule 9.7).
    pub handling: Option<HandlingTime>,
}

impl SupportFigures {
    /// The average speed of answer in thousandths of a second, rounded half up; absent where none was
    /// answered.
    pub fn asa_milliseconds(&self) -> Option<i64> {
        thousandths(HandlingTime::from_seconds(self.fates.answer_seconds), self.fates.answered)
    }

    /// The average handling time in thousandths of a second, rounded half up; absent where none was
    /// answered or settled.
    pub fn aht_milliseconds(&self) -> Option<i64> {
        thousandths(self.handling?, self.fates.answered + self.fates.settled)
    }
}

/// What became of a Talk queue's calls (rule 9.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TalkFigures {
    /// What is known of every call.
    pub fates: CallFates,
    /// What is known of calls that tell how they were answered: nothing where one of the interval does not, or
    /// where no earlier one of the queue does.
    pub answering: Option<AnsweringFigures>,
}

/// How a Talk queue's calls were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnsweringFigures {
    /// Seconds to the answer, of the answered calls.
    pub answer_seconds: i64,
    /// The average speed of answer in thousandths of a second, rounded half up; absent where none was answered.
    pub asa_milliseconds: Option<i64>,
    /// Those answered within the target, where one was asked for.
    pub within_target: Option<i64>,
    /// Callbacks.
    pub callbacks: i64,
    /// Calls outside business hours.
    pub outside_business_hours: i64,
}

impl TalkFigures {
    fn new(fates: CallFates, is_told: bool, target: Option<Target>) -> Self {
        let answering = is_told.then(|| AnsweringFigures {
            answer_seconds: fates.answer_seconds,
            asa_milliseconds: thousandths(
                HandlingTime::from_seconds(fates.answer_seconds),
                fates.answered,
            ),
            within_target: target.map(|target| fates.within.within(target)),
            callbacks: fates.callbacks,
            outside_business_hours: fates.outside_business_hours,
        });
        Self { fates, answering }
    }
}

impl FullBucket {
    /// The average speed of answer in thousandths of a second (rules 9.4 and 9.6).
    pub fn asa_milliseconds(&self) -> Option<i64> {
        match (&self.support, &self.talk) {
            (Some(support), _) => support.asa_milliseconds(),
            (None, Some(talk)) => talk.answering.and_then(|told| told.asa_milliseconds),
            (None, None) => None,
        }
    }
}

/// A time by a number, in thousandths of a second.
fn thousandths(time: HandlingTime, number: i64) -> Option<i64> {
    let (time, number) = (i128::from(time.micros()), i128::from(number));
    let divisor = number * 2000;
    let rounded = (number > 0).then(|| (time * 2 + number * 1000).div_euclid(divisor))?;
    i64::try_from(rounded).ok()
}

/// A queue's volumes with all figures, as far as they are covered, by time.
pub async fn full_buckets(
    context: &Context,
    integration: &Integration,
    queue: &QueueKey,
    shape: &Shape,
    target: Option<Target>,
) -> Result<FullBuckets, IngestError> {
    let buckets = buckets(context, integration, queue, shape).await?;
    let covered = shape.within_coverage(integration, queue);
    let (reports, id) = (&context.store.reports, integration.id);
    let (mut fates, mut calls) = (None, None);
    if let Some(covered) = covered {
        let begin = |at| Interval::at_or_after(at).start();
        let (from, to) = (begin(covered.from), begin(covered.to));
        // Each answers for its own kind of queue alone.
        fates = reports.fates(id, queue, from, to).await?;
        calls = reports.call_fates(id, queue, from, to).await?;
    }
    let time_field = context.store.answers.time_field(id).await?;
    let fates = fates.map(|found| (found.waiting_before, found.quarters.into_iter()));
    let calls = calls.map(|found| (found.told_from, found.quarters.into_iter()));
    Ok(FullBuckets { buckets, fates, calls, target, time_field, lacks_answering: false })
}

/// Intervals of the asked length with all figures, one after the other.
#[derive(Debug)]
pub struct FullBuckets {
    buckets: Buckets,
    /// What waits so far, and the quarter hours that are left.
    fates: Option<(Waiting, vec::IntoIter<QuarterFates>)>,
    /// From when on calls tell how they were answered, and the quarter hours that are left.
    calls: Option<(Timestamp, vec::IntoIter<QuarterCalls>)>,
    target: Option<Target>,
    time_field: Option<FieldId>,
    lacks_answering: bool,
}

impl FullBuckets {
    /// Whether it is not known yet what became of a Support queue's contacts.
    pub fn lacks_ends(&self, queue: &QueueKey) -> bool {
        self.fates.is_none() && !queue.is_talk()
    }

    /// Whether an interval of those so far holds calls of which it is not known how they were answered.
    pub fn lacks_answering(&self) -> bool {
        self.lacks_answering
    }

    fn talk(&mut self, start: Timestamp, end: Timestamp) -> Option<TalkFigures> {
        let (told_from, quarters) = self.calls.as_mut()?;
        let mut fates = CallFates::default();
        let is_next = |quarter: &&QuarterCalls| quarter.interval.start() < end;
        while let Some(quarter) = quarters.as_slice().first().filter(is_next).copied() {
            quarters.next();
            if quarter.interval.start() >= start {
                fates.add(&quarter.fates);
            }
        }
        let is_told = fates.untold == 0 && end > *told_from;
        self.lacks_answering |= !is_told;
        Some(TalkFigures::new(fates, is_told, self.target))
    }

    fn support(&mut self, start: Timestamp, end: Timestamp) -> Option<SupportFigures> {
        let (waiting, quarters) = self.fates.as_mut()?;
        let mut fates = Fates::default();
        let is_next = |quarter: &&QuarterFates| quarter.interval.start() < end;
        while let Some(quarter) = quarters.as_slice().first().filter(is_next).copied() {
            quarters.next();
            waiting.add(quarter.change);
            if quarter.interval.start() >= start {
                fates.add(&quarter.fates);
            }
        }
        Some(SupportFigures {
            fates,
            waiting: *waiting,
            within_target: self.target.map(|target| fates.within.within(target)),
            handling: self.time_field.map(|_| fates.handling),
        })
    }
}

/// What the rest is made from: the same figures come to the same.
impl Hash for FullBuckets {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.buckets.quarters.as_slice().hash(hasher);
        self.buckets.ahead.hash(hasher);
        let fates = self.fates.as_ref();
        fates.map(|(waiting, quarters)| (waiting, quarters.as_slice())).hash(hasher);
        let calls = self.calls.as_ref();
        calls.map(|(told_from, quarters)| (told_from, quarters.as_slice())).hash(hasher);
        self.time_field.map(|field| field.0).hash(hasher);
    }
}

impl Iterator for FullBuckets {
    type Item = FullBucket;

    fn next(&mut self) -> Option<FullBucket> {
        let bucket = self.buckets.next()?;
        let support = self.support(bucket.start, bucket.end());
        let talk = self.talk(bucket.start, bucket.end());
        Some(FullBucket { bucket, support, talk })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_are_rounded_to_thousandths_and_absent_without_a_number() {
        let seconds = HandlingTime::from_seconds;
        assert_eq!(thousandths(seconds(755), 3), Some(251_667));
        assert_eq!(thousandths(seconds(754), 3), Some(251_333));
        assert_eq!(thousandths(HandlingTime::from_micros(500), 1), Some(1));
        assert_eq!(thousandths(HandlingTime::from_micros(499), 1), Some(0));
        assert_eq!(thousandths(seconds(755), 0), None);
    }
}
