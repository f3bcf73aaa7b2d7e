//! The log of changes.

use inflow_store::AuditEntry;

use crate::context::Context;
use crate::error::IngestError;

/// Writes down what the context's actor did, on what, and what else is to be told.
pub async fn record(
    context: &Context,
    action: &str,
    subject: &str,
    details: &str,
) -> Result<(), IngestError> {
    let entry = AuditEntry {
        account: context.account.clone(),
        at: context.clock.now(),
        actor: context.actor.clone(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        details: details.to_owned(),
    };
    Ok(context.store.audit_log.add_entry(entry).await?)
}

/// The account's changes with their numbers, the newest first: those below a number, up to a limit.
pub async fn entries(
    context: &Context,
    below: Option<i64>,
    most: usize,
) -> Result<Vec<(i64, AuditEntry)>, IngestError> {
    Ok(context.store.audit_log.entries(&context.account, below, most).await?)
}
