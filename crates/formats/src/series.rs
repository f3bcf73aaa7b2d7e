//! What is written: queues and workloads with their intervals, and which of these are ready to be planned with.

use inflow_domain::{Channel, Timestamp};

use crate::options::Options;

/// Whose work it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Views: what becomes of contacts is counted by rule 9.3.
    Support,
    /// Calls (rule 7).
    Talk,
}

/// A queue or a workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Our id, which never changes.
    pub id: String,
    /// Our name.
    pub name: String,
    /// Its channel.
    pub channel: Channel,
    /// Whose work it is.
    pub work: Work,
    /// A number that is its own for ever, where it has been given one.
    pub number: Option<i64>,
    /// Whether its handled contacts are counted: answered and settled ones of Support (rule 9.3).
    pub has_handled: bool,
    /// Whether its handling time is known (rules 7.4 and 9.7).
    pub has_handling_time: bool,
}

/// A source with its intervals by time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The queue or workload.
    pub source: Source,
    /// Its intervals, by time.
    pub rows: Vec<Row>,
}

impl Series {
    /// The same with the intervals that are written: they will not change any more, or are old enough to be
    /// taken as they stand.
    #[must_use]
    pub fn due(&self, options: &Options<'_>) -> Self {
        let rows = self.rows.iter().filter(|row| row.is_due(options)).copied().collect();
        Self { source: self.source.clone(), rows }
    }
}

/// How sure an interval's figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Only its contacts that are not finished may still change them.
    Settled,
    /// They will still change: provisional (rule 8.2), preliminary (rule 8.6), or not wholly covered.
    Changing,
}

/// An interval of a queue or workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Its first instant.
    pub start: Timestamp,
    /// How long it is.
    pub seconds: i64,
    /// How sure its figures are.
    pub standing: Standing,
    /// Contacts that arrived.
    pub offered: i64,
    /// Contacts that were handled: of Support the answered and settled ones.
    pub handled: Option<i64>,
    /// Millionths of a second of handling, 0 where nothing was handled: a ticket's are not always whole seconds.
    pub handling_micros: Option<i64>,
    /// Contacts without an end (rule 9.3).
    pub unfinished: Option<i64>,
    /// Calls whose customer gave up.
    pub abandoned: Option<i64>,
    /// Seconds to the answer of the answered (rule 9.4).
    pub answer_seconds: Option<i64>,
    /// Seconds that the customers of abandoned calls waited.
    pub abandoned_wait_seconds: Option<i64>,
    /// Answered within the target that was asked for.
    pub within_target: Option<i64>,
}

impl Row {
    /// The first instant after it.
    pub fn end(&self) -> Timestamp {
        self.start.plus_seconds(self.seconds)
    }

    /// An interval without anything in it.
    pub fn empty(start: Timestamp, seconds: i64) -> Self {
        Self {
            start,
            seconds,
            standing: Standing::Settled,
            offered: 0,
            handled: None,
            handling_micros: None,
            unfinished: None,
            abandoned: None,
            answer_seconds: None,
            abandoned_wait_seconds: None,
            within_target: None,
        }
    }

    /// Adds what another interval had; what one of them lacks is the other's.
    pub(crate) fn add(&mut self, other: &Self) {
        self.offered += other.offered;
        self.standing = self.standing.max(other.standing);
        for (sum, part) in [
            (&mut self.handled, other.handled),
            (&mut self.handling_micros, other.handling_micros),
            (&mut self.unfinished, other.unfinished),
            (&mut self.abandoned, other.abandoned),
            (&mut self.answer_seconds, other.answer_seconds),
            (&mut self.abandoned_wait_seconds, other.abandoned_wait_seconds),
            (&mut self.within_target, other.within_target),
        ] {
            if let Some(part) = part {
                *sum = Some(sum.unwrap_or(0) + part);
            }
        }
    }

    /// The average handling time in whole seconds, rounded half up; absent where nothing was handled.
    pub(crate) fn aht_seconds(&self) -> Option<i64> {
        let handled = self.handled.filter(|handled| *handled > 0)?;
        Some(rounded(self.handling_micros?, handled))
    }

    /// Whole seconds of handling, rounded half up; absent where nothing was handled.
    pub(crate) fn handling_time_seconds(&self) -> Option<i64> {
        self.handled.filter(|handled| *handled > 0)?;
        Some(rounded(self.handling_micros?, 1))
    }

    /// Whether it is written: it will not change any more, or is old enough to be taken as it stands.
    fn is_due(&self, options: &Options<'_>) -> bool {
        let settled = self.end().plus_seconds(i64::from(options.settle_days) * 86_400);
        let finished = self.unfinished.unwrap_or(0) == 0 || settled <= options.now;
        options.unfinished || (finished && self.standing == Standing::Settled)
    }
}

/// Whole seconds for each of a number of contacts, rounded half up.
fn rounded(micros: i64, among: i64) -> i64 {
    let unit = i128::from(among) * 1_000_000;
    let seconds = (i128::from(micros) * 2 + unit).div_euclid(unit * 2);
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// A row with the place of its series among those asked for.
pub(crate) type Placed = (usize, Row);

/// The rows that are written, by time and then by series; and how many are left out.
pub(crate) fn due(series: &[Series], options: &Options<'_>) -> (Vec<Placed>, u64) {
    let mut left_out = 0;
    let mut rows = Vec::new();
    for (place, one) in series.iter().enumerate() {
        for row in &one.rows {
            if row.is_due(options) {
                rows.push((place, *row));
            } else {
                left_out += 1;
            }
        }
    }
    rows.sort_by_key(|(place, row)| (row.start, *place));
    (rows, left_out)
}
