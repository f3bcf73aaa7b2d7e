//! Import runs: how far the present one is, how the last one ended, and when the next is due. Kept
//! in the store so that every command beside the importer can tell.

use async_trait::async_trait;
use inflow_domain::{IntegrationId, Timestamp};

use crate::error::StoreError;
use crate::leases::Lease;
use crate::lives::Life;

/// Why a run ended badly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFailure {
    /// What happened, in a sentence.
    pub reason: String,
    /// What to do about it.
    pub advice: Option<String>,
    /// Whether somebody has to do something; else the next run may well succeed.
    pub needs_attention: bool,
    /// The name of the kind of trouble, where it is a known one: by it, the failure can be told in any
    /// language.
    pub trouble: Option<String>,
    /// What the trouble names: a host, or a role.
    pub named: Option<String>,
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunProgress {
    /// What is being done, in a planner's words.
    pub stage: String,
    /// How many rows of it are done.
    pub done: u64,
    /// How many there are, where that is known; an estimate while an export is read.
    pub of: Option<u64>,
    /// How long what is being done will still take, where that is known.
    pub seconds_left: Option<u64>,
}

/// The latest run of an integration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// Counted from 1 for each integration; 0 before the first.
    pub number: i64,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended; nothing while it goes on, or when it was killed.
    pub ended_at: Option<Timestamp>,
    /// How far it is, or was when it ended.
    pub progress: Option<RunProgress>,
    /// Why it, or the last one that ended, ended badly; nothing where that ended well.
    pub failure: Option<RunFailure>,
    /// How many runs in a row ended badly.
    pub failures: u32,
    /// When the next one is due, where a service decides about that.
    pub next_at: Option<Timestamp>,
    /// How many runs in a row, before this one, never ended: their process was killed, or cut off from
    /// the database.
    pub cut_off: u32,
}

/// How many runs in a row continue at once after they were cut off. Later ones continue when they are
/// planned: an import that ends its process would end all workers, one after the other.
pub const CUT_OFF_AT_MOST: u32 = 3;

impl Run {
    /// Whether it began and did not end.
    pub fn is_open(&self) -> bool {
        self.started_at.is_some() && self.ended_at.is_none()
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunEnd {
    /// Caught up.
    Well,
    /// Stopped on the way, by a user or for a pause: neither good nor bad.
    Stopped,
    /// It could not even begin, by a fault of this process that another may not have: told like a
    /// failure, and not counted as one.
    Unable(RunFailure),
    /// Badly.
    Badly(RunFailure),
}

/// What a scheduler knows of an integration, of whichever account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheduled {
    /// The integration.
    pub id: IntegrationId,
    /// Whether it is imported.
    pub life: Life,
    /// When the next run is due; nothing where none was ever planned.
    pub next_at: Option<Timestamp>,
    /// How many runs in a row ended badly.
    pub failures: u32,
    /// Whether its latest run goes on or, where nobody has the lease, was cut off lately.
    pub is_open: bool,
}

impl Scheduled {
    /// Whether a run is due if nobody has the lease: what was never planned, or was cut off, is due at
    /// once, and so is what a clock that was ahead planned for later than anybody waits.
    pub fn is_due(&self, now: Timestamp, latest: Timestamp) -> bool {
        let is_planned = self.next_at.is_none_or(|next_at| next_at <= now || next_at > latest);
        self.life == Life::Active && (is_planned || self.is_open)
    }
}

/// The port of runs.
#[async_trait]
pub trait Runs: Send + Sync {
    /// Begins a run; its number. What the one before says of failures stays until this one ends; where that
    /// never ended, it was cut off. The next
    /// one is due as said, whatever becomes of this one; where nothing is said, when it was.
    async fn begin(
        &self,
        lease: Lease,
        at: Timestamp,
        next_at: Option<Timestamp>,
    ) -> Result<i64, StoreError>;

    /// Says how far a run is; nothing happens where another has begun since.
    async fn advance(
        &self,
        lease: Lease,
        number: i64,
        progress: RunProgress,
    ) -> Result<(), StoreError>;

    /// Ends a run, and says when the next one is due; nothing happens where another has begun since. A
    /// deleted integration has no next one.
    async fn end(
        &self,
        lease: Lease,
        number: i64,
        at: Timestamp,
        end: RunEnd,
        next_at: Option<Timestamp>,
    ) -> Result<(), StoreError>;

    /// Forgets failures and makes a run due at once: something was changed for the better.
    async fn hurry(&self, id: IntegrationId, now: Timestamp) -> Result<(), StoreError>;

    /// The latest run; the default before the first.
    async fn latest(&self, id: IntegrationId) -> Result<Run, StoreError>;

    /// Every integration of every account.
    async fn schedule(&self) -> Result<Vec<Scheduled>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_planned_is_due() {
        let (id, latest) = (IntegrationId(1), Timestamp(9));
        let one = Scheduled { id, life: Life::Active, next_at: None, failures: 0, is_open: false };
        assert!(one.is_due(Timestamp(5), latest));
        let cut_off = Scheduled { next_at: Some(Timestamp(6)), is_open: true, ..one };
        assert!(cut_off.is_due(Timestamp(5), latest));
        for (next_at, is_due) in [(5, true), (6, false), (9, false), (10, true)] {
            let planned = Scheduled { next_at: Some(Timestamp(next_at)), ..one };
            assert_eq!(planned.is_due(Timestamp(5), latest), is_due, "{next_at}");
        }
        let paused = Life::Paused { since: Timestamp(1) };
        assert!(!Scheduled { life: paused, ..one }.is_due(Timestamp(5), latest));
    }
}
