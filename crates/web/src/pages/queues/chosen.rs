//! The integration and the queue that an address names, and what is known of the queue's figures.

use axum::http::StatusCode;
use inflow_app::figures::queues::{self, Queue, covered};
use inflow_app::figures::workloads;
use inflow_app::{Context, IngestError};
use inflow_domain::{IntegrationId, QueueKey};
use inflow_store::Integration;

use super::slots::Known;
use crate::pages::errors::PageError;

/// The integration of that id, where it belongs to the account.
pub(super) async fn find_integration(context: &Context, id: i64) -> Result<Integration, PageError> {
    let found = context.store.integrations.by_id(IntegrationId(id)).await?;
    found.filter(|found| found.account == context.account).ok_or(PageError::NOT_FOUND)
}

/// The queue or workload of that id.
pub(super) async fn find_queue(
    context: &Context,
    integration: &Integration,
    id: &str,
) -> Result<Queue, PageError> {
    let is_workload = QueueKey::from_id(id).is_some_and(|key| key.workload().is_some());
    if !is_workload {
        return queues::queue(context, integration, id).await?.ok_or(PageError::NOT_FOUND);
    }
    match workloads::workload(context, integration, id).await {
        Err(IngestError::NoSuchWorkload { .. }) => Err(PageError::NOT_FOUND),
        found => Ok(found?.queue),
    }
}

/// A question that cannot be understood, with the message that says why.
pub(super) fn misunderstood(why: &'static str) -> PageError {
    PageError::because(StatusCode::UNPROCESSABLE_ENTITY, why)
}

/// What is known of a queue's figures; nothing before the first import ends.
pub(crate) fn known(integration: &Integration, queue: &Queue) -> Option<Known> {
    let key = &queue.summary.key;
    let provisional_from = integration.coverage.and_then(|coverage| coverage.provisional_from);
    Some(Known {
        covered: covered(integration, key)?,
        provisional_from: provisional_from.filter(|_| key.is_talk()),
        complete_from: queue.complete_from,
    })
}
