//! Working under a lease: it is renewed while the work goes on and given back at its end, and the work
//! ends where it is lost.

use std::time::Duration;

use inflow_domain::IntegrationId;
use inflow_store::{Lease, StoreError};

use crate::context::Context;
use crate::error::IngestError;

/// Does work on one integration that nobody else works on meanwhile: claims the right to import and takes
/// the integration's lease.
pub async fn with_lease<T>(
    context: &Context,
    id: IntegrationId,
    work: impl AsyncFnOnce(Lease) -> Result<T, IngestError>,
) -> Result<T, IngestError> {
    let _claim = context.store.imports.claim().await?;
    let lease = context.store.leases.take(id, &context.worker).await?;
    Box::pin(under(context, lease, work(lease))).await
}

/// Does work under a lease that was taken.
pub(crate) async fn under<T>(
    context: &Context,
    lease: Lease,
    work: impl Future<Output = Result<T, IngestError>>,
) -> Result<T, IngestError> {
    let done = tokio::select! {
        done = work => done,
        lost = keep(context, lease) => Err(lost),
    };
    if let Err(IngestError::Store(StoreError::LeaseLost)) = &done {
        let integration = lease.integration.0;
        tracing::warn!(integration, "a lease ran out and was taken by another worker, who goes on");
    }
    if let Err(error) = context.store.leases.release(lease).await {
        tracing::warn!(%error, "a lease could not be given back: it runs out by itself");
    }
    done
}

/// Renews a lease until it is lost. While the database does not answer it is tried again: writes fail
/// then, and another worker may take over.
async fn keep(context: &Context, lease: Lease) -> IngestError {
    loop {
        tokio::time::sleep(between_renewals(context.worker.lease)).await;
        match context.store.leases.renew(lease, &context.worker).await {
            Ok(()) => {}
            Err(error @ (StoreError::LeaseLost | StoreError::NoSuchIntegration)) => {
                return error.into();
            }
            Err(error) => tracing::warn!(%error, "a lease could not be renewed"),
        }
    }
}

/// So often that two attempts may fail.
fn between_renewals(lease: Duration) -> Duration {
    lease / 3
}
