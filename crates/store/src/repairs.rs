//! Repair from audits (rule 2.4): of tickets whose history contradicts itself, of those of whose history
//! something is known to be missing, and of those of whose history something may be missing. A ticket's
//! audits are asked for once for each of its changes.

use async_trait::async_trait;
use inflow_domain::{IntegrationId, TicketEvent, TicketId, Timestamp};

use crate::error::StoreError;
use crate::leases::Lease;

/// A ticket whose history the last count found inexact, or that is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InexactTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// Whether a repair was tried, with whatever outcome, since the ticket last changed.
    pub tried: bool,
}

/// The port of repair.
#[async_trait]
pub trait Repairs: Send + Sync {
    /// Puts tickets in doubt: something of their history could not be read, whether it shows or not. They
    /// count as inexact until their audits are saved. Passed over are tickets that Zendesk has erased, and
    /// those whose audits were saved since they last changed.
    async fn doubt(
        &self,
        lease: Lease,
        tickets: Vec<TicketId>,
        reason: &str,
    ) -> Result<(), StoreError>;

    /// Puts every ticket in doubt that may have an event in `[from, until)`: by its snapshot it was there
    /// before the end, and updated at the start or later. Gives their number.
    async fn doubt_since(
        &self,
        lease: Lease,
        from: Timestamp,
        until: Timestamp,
        reason: &str,
    ) -> Result<u64, StoreError>;

    /// The tickets that have events and no snapshot.
    async fn tickets_without_snapshot(
        &self,
        id: IntegrationId,
    ) -> Result<Vec<TicketId>, StoreError>;

    /// Every inexact or doubtful ticket, newest first; those that are incomplete alone are none.
    async fn inexact_tickets(&self, id: IntegrationId) -> Result<Vec<InexactTicket>, StoreError>;

    /// Some of the tickets whose audits are to be asked for: the inexact and doubtful ones that were not
    /// tried since they last changed, and the incomplete ones that last changed within the covered time.
    /// Those that were never postponed come first, then those whose postponement lies back longest; the
    /// newest first.
    async fn waiting(&self, id: IntegrationId, most: usize) -> Result<Vec<TicketId>, StoreError>;

    /// How many tickets wait for their audits.
    async fn number_waiting(&self, id: IntegrationId) -> Result<u64, StoreError>;

    /// Keeps what a ticket's audits tell: they take the place of events with the same id, which a
    /// page of the export replaces no more, and those that were missing are added. The ticket is no
    /// longer in doubt, the next count takes it, and its audits are asked for up to its last change.
    async fn save_audits(
        &self,
        lease: Lease,
        ticket: TicketId,
        events: Vec<TicketEvent>,
    ) -> Result<(), StoreError>;

    /// Remembers why a ticket's audits cannot be had: they are asked for up to its last change.
    async fn save_failure(
        &self,
        lease: Lease,
        ticket: TicketId,
        reason: &str,
    ) -> Result<(), StoreError>;

    /// Remembers when Zendesk failed to answer for a ticket's audits: it waits behind all others.
    async fn postpone(
        &self,
        lease: Lease,
        ticket: TicketId,
        at: Timestamp,
    ) -> Result<(), StoreError>;
}
