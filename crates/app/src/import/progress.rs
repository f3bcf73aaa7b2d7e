//! What an import tells while it runs.

use std::time::Duration;

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Views, staff, fields and statuses.
    Discovering,
    /// The export of tickets.
    Tickets,
    /// The export of ticket events.
    TicketEvents,
    /// The export of calls.
    Calls,
    /// Replaying and counting.
    Counting,
    /// The audits of inexact tickets.
    Repairing,
    /// Zendesk's own views.
    Comparing,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 7] = [
        Self::Discovering,
        Self::Tickets,
        Self::TicketEvents,
        Self::Calls,
        Self::Counting,
        Self::Repairing,
        Self::Comparing,
    ];

    /// The stage that these words of [`Self::as_str`] tell.
    pub fn from_words(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == words)
    }

    /// The stage in a planner's words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Discovering => "discovering views, staff and fields",
            Self::Tickets => "reading tickets",
            Self::TicketEvents => "reading ticket events",
            Self::Calls => "reading calls",
            Self::Counting => "counting tickets",
            Self::Repairing => "repairing inexact tickets",
            Self::Comparing => "comparing with Zendesk's own views",
        }
    }
}

/// How far the reading of an export has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Rows read.
    pub rows: u64,
    /// Pages read.
    pub pages: u64,
    /// Which share of the time between where this reading began and now is read, above 0 and up to 1;
    /// nothing where that is not known yet.
    pub share: Option<f64>,
    /// How many pages a minute the account's limits allow, where that is known.
    pub pages_a_minute: Option<f64>,
}

impl Reading {
    /// The share that the done seconds are of the whole way.
    pub(crate) fn share_of(done_seconds: i64, way_seconds: i64) -> Option<f64> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds of some years, for a person's eyes"
        )]
        let share = done_seconds as f64 / way_seconds as f64;
        (done_seconds > 0 && way_seconds > 0).then_some(share.min(1.0))
    }

    /// About how many rows there are, if the rest has as many for its time.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate of rows, for a person's eyes"
    )]
    pub fn rows_in_all(&self) -> Option<u64> {
        Some((self.rows as f64 / self.share?) as u64)
    }

    /// How long the rest takes, if it goes on as it did for so long; no less than the limits allow.
    pub fn time_left(&self, taken: Duration) -> Option<Duration> {
        let share = self.share?;
        let rest = (1.0 - share) / share;
        let as_before = taken.as_secs_f64() * rest;
        #[expect(clippy::cast_precision_loss, reason = "pages, for a person's eyes")]
        let pages_left = self.pages as f64 * rest;
        let at_the_limit = self.pages_a_minute.map_or(0.0, |limit| pages_left / limit * 60.0);
        Duration::try_from_secs_f64(as_before.max(at_the_limit)).ok()
    }
}

/// Hears how an import goes on.
pub trait Progress: Send + Sync {
    /// A stage begins.
    fn stage(&self, stage: Stage);

    /// So far the reading of an export has come.
    fn reading(&self, _stage: Stage, _reading: &Reading) {}

    /// Requests wait for Zendesk's limits, so long still.
    fn waiting(&self, _left: Duration) {}

    /// Rows of the stage that are done, and how many there are where that is known.
    fn advanced(&self, stage: Stage, done: u64, of: Option<u64>);

    /// Something that the user should know and that is no failure.
    fn note(&self, text: &str);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _stage: Stage) {}

    fn advanced(&self, _stage: Stage, _done: u64, _of: Option<u64>) {}

    fn note(&self, _text: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_keeps_to_the_limits() {
        let share = Reading::share_of(250, 1000);
        let left = |pages_a_minute, taken| {
            let reading = Reading { rows: 9_000, pages: 10, share, pages_a_minute };
            reading.time_left(Duration::from_secs(taken)).expect("known").as_secs()
        };
        // Ten of forty pages came at once; the other thirty take three minutes.
        assert_eq!(left(Some(10.0), 3), 180);
        assert_eq!(left(Some(10.0), 100), 300);
        assert_eq!(left(None, 3), 9);
        for (done, way) in [(0, 10), (10, 0), (-5, 10)] {
            assert_eq!(Reading::share_of(done, way), None, "{done} of {way}");
        }
        let reading = Reading { rows: 9_000, pages: 10, share, pages_a_minute: None };
        assert_eq!(reading.rows_in_all(), Some(36_000));
        assert_eq!(Reading::share_of(20, 10), Some(1.0));
    }
}
