//! Who answers by itself, and where a ticket's handling time stands (rules 9.3 and 9.7).

use std::collections::BTreeSet;

use async_trait::async_trait;
use inflow_domain::{FieldId, IntegrationId, UserId};

use crate::error::StoreError;

/// The port of what an integration says about answers and handling time. The figures change with the next
/// count.
#[async_trait]
pub trait Answers: Send + Sync {
    /// The users that answer by themselves.
    async fn robots(&self, id: IntegrationId) -> Result<BTreeSet<UserId>, StoreError>;

    /// Replaces all robots.
    async fn save_robots(
        &self,
        id: IntegrationId,
        robots: BTreeSet<UserId>,
    ) -> Result<(), StoreError>;

    /// The custom field that holds the seconds spent on a ticket, where one is named.
    async fn time_field(&self, id: IntegrationId) -> Result<Option<FieldId>, StoreError>;

    /// Names the field, or none.
    async fn save_time_field(
        &self,
        id: IntegrationId,
        field: Option<FieldId>,
    ) -> Result<(), StoreError>;
}
