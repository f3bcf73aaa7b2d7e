//! What the last comparison with Zendesk's own views came to.

use async_trait::async_trait;
use inflow_domain::{IntegrationId, Timestamp};

use crate::error::StoreError;

/// The outcome of a comparison of the tickets in the views with Zendesk's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reconciliation {
    /// When it was made.
    pub at: Timestamp,
    /// How many views could be compared.
    pub views: i64,
    /// How many tickets Zendesk held in them, each view's added up.
    pub tickets: i64,
    /// How many tickets were held by one side alone without a reason that explains it, each view's
    /// added up.
    pub differing: i64,
}

/// The port of comparisons.
#[async_trait]
pub trait Reconciliations: Send + Sync {
    /// Remembers the outcome in place of the one before.
    async fn save_reconciliation(
        &self,
        id: IntegrationId,
        outcome: Reconciliation,
    ) -> Result<(), StoreError>;

    /// The last outcome; nothing before the first comparison.
    async fn last_reconciliation(
        &self,
        id: IntegrationId,
    ) -> Result<Option<Reconciliation>, StoreError>;
}
