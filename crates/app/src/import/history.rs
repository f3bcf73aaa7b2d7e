//! History grows backwards (rule 8.6): where the next slice begins, and when the last one will be there.

use std::time::Duration;

use inflow_domain::{Interval, Timestamp};
use inflow_store::History;

const DAY: i64 = 86_400;

/// How far back each slice reaches, in days before the present; the last one takes the rest.
const SLICE_DAYS: [i64; 4] = [7, 28, 91, 365];

/// A slice is not worth its requests where it is shorter: the next longer one takes its place.
const SHORTEST_SLICE: i64 = DAY;

/// A first slice that would take more pages of tickets than these is shortened, so that a busy account has
/// figures after about ten requests as well.
pub(crate) const MOST_PAGES_AT_FIRST: i64 = 2;

/// So often is it shortened: in most accounts more tickets changed last in the newest hours than in those before.
pub(crate) const MOST_SHORTENINGS: u32 = 3;

/// What is shortened is no shorter than this.
const SHORTEST_AT_FIRST: i64 = 3_600;

/// Rows of a full page, where only one page was seen.
const FULL_PAGE: u64 = 1000;

/// In which order a history is read that is not there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The newest first, with figures after each slice.
    NewestFirst,
    /// From where it begins to the present: some requests fewer, and no figure before the last of them.
    Straight,
}

/// How an import goes about the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryOptions {
    /// In which order it is read.
    pub order: Order,
    /// The present is read again so often while older history is read.
    pub cycle: Duration,
    /// Whether the import goes on until the history is whole, or ends after a cycle.
    pub until_whole: bool,
}

impl HistoryOptions {
    /// How often the present is read again unless somebody says otherwise.
    pub const CYCLE: Duration = Duration::from_secs(15 * 60);

    /// All of it, the newest first, as a command reads it.
    pub const NEWEST_FIRST: Self =
        Self { order: Order::NewestFirst, cycle: Self::CYCLE, until_whole: true };

    /// The same.
    pub fn newest_first() -> Self {
        Self::NEWEST_FIRST
    }

    /// All of it from its beginning on.
    pub fn straight() -> Self {
        Self { order: Order::Straight, ..Self::newest_first() }
    }

    /// As much as a cycle of a service takes.
    pub fn of_cycle(cycle: Duration) -> Self {
        Self { order: Order::NewestFirst, cycle, until_whole: false }
    }
}

/// Where the slice before an instant begins.
pub(crate) fn start_of_slice(
    order: Order,
    since: Timestamp,
    before: Timestamp,
    present: Timestamp,
) -> Timestamp {
    if order == Order::Straight {
        return since;
    }
    // After the newest hours of a busy account comes the newest day.
    let hours = before.0 - present.0 + DAY;
    if (DAY / 2..=DAY - SHORTEST_AT_FIRST).contains(&hours) && present.0 - 2 * DAY > since.0 {
        return Interval::containing(present.plus_seconds(-DAY)).start();
    }
    let starts = SLICE_DAYS.iter().map(|days| present.plus_seconds(-days * DAY));
    let start = starts.map(|start| Interval::containing(start).start());
    let mut earlier = start.filter(|start| start.0 <= before.0 - SHORTEST_SLICE);
    let next = earlier.next().unwrap_or(since);
    if next.0 < since.0 + SHORTEST_SLICE { since } else { next }
}

/// Where the first slice of a busy account begins: a page of its tickets reached so far.
pub(crate) fn start_when_busy(page: Pace, present: Timestamp) -> Timestamp {
    let seconds = page.seconds.max(SHORTEST_AT_FIRST);
    Interval::containing(present.plus_seconds(-seconds)).start()
}

/// How fast a stream was read.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Pace {
    pub(crate) pages: u64,
    rows: u64,
    largest_page: u64,
    /// Seconds of history that were read.
    seconds: i64,
    /// Seconds that it took.
    took: i64,
    pages_a_minute: Option<f64>,
}

impl Pace {
    /// Notes a page that led so far in all.
    pub(crate) fn note(&mut self, rows: u64, seconds: i64, pages_a_minute: Option<f64>) {
        self.pages += 1;
        self.rows += rows;
        self.largest_page = self.largest_page.max(rows);
        self.seconds = seconds;
        self.pages_a_minute = pages_a_minute.or(self.pages_a_minute);
    }

    pub(crate) fn took(&mut self, seconds: i64) {
        self.took = seconds;
    }

    /// How long so many further seconds of history take at the same pace, and no less than the account's
    /// limits allow; nothing where no pace is known.
    #[expect(clippy::cast_precision_loss, reason = "seconds and pages, for a person's eyes")]
    fn seconds_for(&self, further: i64) -> Option<f64> {
        if further <= 0 {
            return Some(0.0);
        }
        if self.pages == 0 || self.seconds <= 0 {
            return None;
        }
        // The last page of a stream is seldom full.
        let full = if self.pages > 1 { self.largest_page.max(1) } else { FULL_PAGE };
        let pages = self.rows as f64 / full as f64 * further as f64 / self.seconds as f64;
        let at_the_limit = self.pages_a_minute.map_or(0.0, |limit| 60.0 / limit);
        let as_before = self.took as f64 / self.pages as f64;
        Some(pages * at_the_limit.max(as_before))
    }
}

/// The pace of each stream, that of the last slice that was read or is being read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Paces {
    pub(crate) tickets: Pace,
    pub(crate) ticket_events: Pace,
    pub(crate) calls: Pace,
}

impl Paces {
    /// Takes newer paces where they tell enough: those of some pages, or all that there was.
    pub(crate) fn renew(&mut self, stream: impl Fn(&mut Self) -> &mut Pace, newer: Pace) {
        if newer.pages > 0 && newer.seconds > 0 {
            *stream(self) = newer;
        }
    }

    /// When the history will be whole, if it goes on like that.
    pub(crate) fn complete_at(
        &self,
        history: &History,
        since: Timestamp,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let until = history.from?;
        let (reached, before) = match &history.slice {
            Some(slice) => {
                let reached = [slice.tickets.reached, slice.ticket_events, slice.calls];
                (reached, slice.from)
            }
            None => ([until; 3], until),
        };
        let older = (before.0 - since.0).max(0);
        let further = reached.map(|reached| older + (until.0 - reached.0).max(0));
        let left = self.tickets.seconds_for(further[0])?
            + self.ticket_events.seconds_for(further[1])?
            // Without Talk there are no calls.
            + self.calls.seconds_for(further[2]).unwrap_or(0.0);
        #[expect(clippy::cast_possible_truncation, reason = "seconds, for a person's eyes")]
        Some(now.plus_seconds(left.ceil() as i64))
    }
}

#[cfg(test)]
mod tests;
