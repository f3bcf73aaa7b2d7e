//! History grows backwards (rule 8.6): what is newer is read first, and what is older in slices, each with
//! bookmarks of its own beside those of the present ([`crate::Bookmarks`]).
//!
//! Every page of a slice is saved with the bookmark that it began from, and refused with
//! [`StoreError::Overtaken`] where that is no longer the stored one: a worker that was overtaken, or whose
//! database was taken over by an older copy of it, leaves no gap and passes nothing over.

use async_trait::async_trait;
use inflow_domain::{Call, IntegrationId, TicketEvent, TicketSnapshot, Timestamp};

use crate::error::StoreError;
use crate::leases::Lease;

/// How far back the history reaches, and what is being added to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// Everything from here on is read, or is being read by the first import; nothing before that begins.
    pub from: Option<Timestamp>,
    /// The slice before it that is being read.
    pub slice: Option<Slice>,
    /// When the whole of it will be there, as far as that can be told; nothing where it is.
    pub complete_at: Option<Timestamp>,
}

/// A slice that is being read: from its start up to where the history began before. Of each stream
/// everything from the slice's start up to its bookmark is read; a stream is read where its bookmark has
/// reached the slice's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// Its start.
    pub from: Timestamp,
    /// Where the export of tickets goes on.
    pub tickets: TicketPlace,
    /// The next start time of the export of ticket events.
    pub ticket_events: Timestamp,
    /// The next start time of the export of calls.
    pub calls: Timestamp,
}

/// Where the export of a slice's tickets stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketPlace {
    /// Zendesk's cursor.
    pub cursor: Option<String>,
    /// The highest position that was read, or else the slice's start.
    pub reached: Timestamp,
}

/// A move of a bookmark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<T> {
    /// Where the page began: the stored bookmark must be this one.
    pub from: T,
    /// Where it led to.
    pub to: T,
}

/// The port of history that grows backwards. What is saved is saved under a lease.
#[async_trait]
pub trait Slices: Send + Sync {
    /// How far back the history reaches.
    async fn history(&self, id: IntegrationId) -> Result<History, StoreError>;

    /// Lets the history begin at an instant, before anything of it was read: the export of tickets then
    /// begins there.
    async fn begin(&self, lease: Lease, from: Timestamp) -> Result<(), StoreError>;

    /// Begins a slice that starts at an instant. One that is begun already stays as it is.
    async fn begin_slice(&self, lease: Lease, from: Timestamp) -> Result<(), StoreError>;

    /// Keeps the snapshots of a slice, as [`crate::Imports::save_tickets`] does, and remembers whether
    /// tickets were passed over.
    async fn save_slice_tickets(
        &self,
        lease: Lease,
        tickets: Vec<TicketSnapshot>,
        step: Step<TicketPlace>,
        passed_over: bool,
    ) -> Result<(), StoreError>;

    /// Keeps the events of a slice, as [`crate::Imports::save_ticket_events`] does.
    async fn save_slice_events(
        &self,
        lease: Lease,
        events: Vec<TicketEvent>,
        step: Step<Timestamp>,
    ) -> Result<(), StoreError>;

    /// Keeps the calls of a slice, as [`crate::Imports::save_calls`] does.
    async fn save_slice_calls(
        &self,
        lease: Lease,
        calls: Vec<Call>,
        step: Step<Timestamp>,
    ) -> Result<(), StoreError>;

    /// Ends a slice that is read: the history begins at its start. Every ticket with an event in it is to be
    /// counted again.
    async fn finish_slice(&self, lease: Lease, from: Timestamp) -> Result<(), StoreError>;

    /// Forgets where the export of calls stands: those that Talk gives again one day are read from where
    /// the history then begins, and until then none are covered.
    async fn forget_calls(&self, lease: Lease) -> Result<(), StoreError>;

    /// Remembers when the whole history will be there, as far as that can be told.
    async fn estimate(
        &self,
        lease: Lease,
        complete_at: Option<Timestamp>,
    ) -> Result<(), StoreError>;
}
