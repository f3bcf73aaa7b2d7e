//! Walking over all that is known of every ticket, without changing anything.

use async_trait::async_trait;
use inflow_domain::{IntegrationId, TicketHistory};

use crate::error::StoreError;

/// Takes one history after another; false ends the walk.
pub type HistoryVisitor = Box<dyn FnMut(&TicketHistory) -> bool + Send>;

/// The port of walks.
#[async_trait]
pub trait Histories: Send + Sync {
    /// Hands over the history of every ticket, each once, by ticket, all as of one moment. Memory
    /// does not grow with the number of tickets.
    async fn walk(&self, id: IntegrationId, visitor: HistoryVisitor) -> Result<(), StoreError>;
}
