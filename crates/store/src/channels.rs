//! Zendesk channels that an integration places elsewhere than the rules do (rule 5.3).

use std::collections::BTreeMap;

use async_trait::async_trait;
use inflow_domain::{Channel, IntegrationId};

use crate::error::StoreError;

/// The port of channel overrides.
#[async_trait]
pub trait Channels: Send + Sync {
    /// The overrides, by Zendesk channel.
    async fn overrides(&self, id: IntegrationId) -> Result<BTreeMap<String, Channel>, StoreError>;

    /// Replaces all overrides. The figures change with the next count.
    async fn save_overrides(
        &self,
        id: IntegrationId,
        overrides: BTreeMap<String, Channel>,
    ) -> Result<(), StoreError>;
}
