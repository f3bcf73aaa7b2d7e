//! Dropping the histories of old closed tickets, while what they counted stays.
//!
//! A closed ticket cannot change any more, so its contacts stay as they were counted. What can no longer
//! be counted again is told: no later view, channel or rule applies to it. Where Zendesk shows a newer
//! event of it all the same, it is in doubt, and its audits bring the whole history back.

use async_trait::async_trait;
use inflow_domain::{Contact, IntegrationId, TicketId, Timestamp};

use crate::error::StoreError;
use crate::leases::Lease;

/// What is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drop {
    /// Tickets whose last event happened before this.
    pub before: Timestamp,
    /// When that is done, by the clock of discoveries.
    pub at: Timestamp,
}

/// What a step of a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Tickets whose histories were dropped.
    pub tickets: u64,
    /// Where the next step goes on; nothing where all tickets were looked at.
    pub next: Option<TicketId>,
}

/// What was dropped at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventDrop {
    /// When.
    pub at: Timestamp,
    /// The last event that was dropped.
    pub until: Timestamp,
}

/// Takes one contact after the other.
pub type ContactVisitor = Box<dyn FnMut(&Contact) + Send>;

/// The port of retention.
#[async_trait]
pub trait Retention: Send + Sync {
    /// Drops the snapshots and events of closed tickets, some at a time, so that nobody is held up for
    /// long; tickets that are to be counted, that are inexact or in doubt, keep theirs. Begins behind a
    /// ticket, or at the first one; at the end the sweep is remembered.
    async fn sweep(
        &self,
        lease: Lease,
        wanted: Drop,
        after: Option<TicketId>,
    ) -> Result<Swept, StoreError>;

    /// When a sweep last came to its end.
    async fn swept_at(&self, id: IntegrationId) -> Result<Option<Timestamp>, StoreError>;

    /// What was dropped, oldest first.
    async fn drops(&self, id: IntegrationId) -> Result<Vec<EventDrop>, StoreError>;

    /// The last dropped event of a ticket; nothing where its history is kept.
    async fn dropped_until(
        &self,
        id: IntegrationId,
        ticket: TicketId,
    ) -> Result<Option<Timestamp>, StoreError>;

    /// Hands over every contact of a ticket whose history was dropped.
    async fn dropped_contacts(
        &self,
        id: IntegrationId,
        visitor: ContactVisitor,
    ) -> Result<(), StoreError>;
}
