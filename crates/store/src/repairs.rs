//! Repair of inexact tickets from their audits (rule 2.4).

use async_trait::async_trait;
use inflow_domain::{IntegrationId, TicketEvent, TicketId};

use crate::error::StoreError;

/// A ticket whose history the last count found inexact.
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
    /// Every inexact ticket, newest first.
    async fn inexact_tickets(&self, id: IntegrationId) -> Result<Vec<InexactTicket>, StoreError>;

    /// Keeps what a ticket's audits tell: they take the place of events with the same id, which a
    /// page of the export replaces no more, and those that were missing are added. The next count
    /// takes the ticket, and it is tried until something new of it is imported.
    async fn save_audits(
        &self,
        id: IntegrationId,
        ticket: TicketId,
        events: Vec<TicketEvent>,
    ) -> Result<(), StoreError>;

    /// Remembers why a ticket's audits cannot be had: it is tried until something new of it is
    /// imported.
    async fn save_failure(
        &self,
        id: IntegrationId,
        ticket: TicketId,
        reason: &str,
    ) -> Result<(), StoreError>;
}
