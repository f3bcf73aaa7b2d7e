//! Workloads: named sets of views or Talk queues (rule 10.1).

use async_trait::async_trait;
use inflow_domain::{IntegrationId, Members, Timestamp, Workload, WorkloadId};

use crate::error::StoreError;

/// The port of workloads. What they count changes with the next count.
#[async_trait]
pub trait Workloads: Send + Sync {
    /// All of an integration, by id.
    async fn workloads(&self, id: IntegrationId) -> Result<Vec<Workload>, StoreError>;

    /// Makes one. A name that another one of the integration has is taken.
    async fn add_workload(
        &self,
        id: IntegrationId,
        name: &str,
        members: Members,
        at: Timestamp,
    ) -> Result<Workload, StoreError>;

    /// Gives one another name.
    async fn rename_workload(
        &self,
        id: IntegrationId,
        workload: WorkloadId,
        name: &str,
    ) -> Result<(), StoreError>;

    /// Forgets one; no other will have its id.
    async fn remove_workload(
        &self,
        id: IntegrationId,
        workload: WorkloadId,
    ) -> Result<(), StoreError>;
}
