//! Walking over the stored history of every ticket.

use std::sync::{Arc, Mutex, PoisonError};

use inflow_domain::TicketHistory;
use inflow_store::Integration;

use crate::context::Context;
use crate::error::IngestError;

/// Shows every ticket's history to `visit`, which adds to `found` and says whether to go on.
pub(crate) async fn every_ticket<T: Send + 'static>(
    context: &Context,
    integration: &Integration,
    found: T,
    mut visit: impl FnMut(&mut T, &TicketHistory) -> bool + Send + 'static,
) -> Result<T, IngestError> {
    let shared = Arc::new(Mutex::new(Some(found)));
    let taken = shared.clone();
    let visitor = move |history: &TicketHistory| {
        let mut found = taken.lock().unwrap_or_else(PoisonError::into_inner);
        found.as_mut().is_some_and(|found| visit(found, history))
    };
    context.store.histories.walk(integration.id, Box::new(visitor)).await?;
    let found = shared.lock().unwrap_or_else(PoisonError::into_inner).take();
    Ok(found.expect("nobody else takes it"))
}
