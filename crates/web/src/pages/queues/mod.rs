//! Source queues: which there are, how much arrived in each and when, and why every figure is what it is.

pub(crate) mod address;
mod asked;
mod chart;
mod download;
mod figure;
pub(crate) mod list;
mod parts;
mod queue;
mod slots;
mod week;

use axum::http::StatusCode;
use inflow_app::Context;
use inflow_app::figures::queues::{self, Queue, covered};
use inflow_domain::IntegrationId;
use inflow_store::Integration;

use self::slots::Known;
use super::errors::PageError;
use crate::routes::{Right, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/integrations/{id}/queues", Right::Viewer, list::list),
        Route::get("/integrations/{id}/queues/{queue}", Right::Viewer, queue::queue),
        Route::get("/integrations/{id}/queues/{queue}/figure", Right::Viewer, figure::figure),
        Route::get(
            "/integrations/{id}/queues/{queue}/download/{format}",
            Right::Viewer,
            download::download,
        ),
    ]
}

/// The integration of that id, where it belongs to the account.
async fn find_integration(context: &Context, id: i64) -> Result<Integration, PageError> {
    let found = context.store.integrations.by_id(IntegrationId(id)).await?;
    found.filter(|found| found.account == context.account).ok_or(PageError::NOT_FOUND)
}

/// The queue of that id.
async fn find_queue(
    context: &Context,
    integration: &Integration,
    id: &str,
) -> Result<Queue, PageError> {
    queues::queue(context, integration, id).await?.ok_or(PageError::NOT_FOUND)
}

/// A question that cannot be understood, with the message that says why.
fn misunderstood(why: &'static str) -> PageError {
    PageError::because(StatusCode::UNPROCESSABLE_ENTITY, why)
}

/// What is known of a queue's figures; nothing before the first import ends.
fn known(integration: &Integration, queue: &Queue) -> Option<Known> {
    let key = &queue.summary.key;
    let provisional_from = integration.coverage.and_then(|coverage| coverage.provisional_from);
    Some(Known {
        covered: covered(integration, key)?,
        provisional_from: provisional_from.filter(|_| key.view().is_none()),
        complete_from: queue.complete_from,
    })
}
