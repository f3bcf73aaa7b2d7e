//! The life of an integration: paused, resumed, deleted, purged, taken up again.

use inflow_store::{Integration, Life, StoreError};
use inflow_zendesk::Domain;

use crate::access::audit::record;
use crate::accounts::integrations::Entered;
use crate::context::Context;
use crate::error::IngestError;

/// Leaves an integration out of imports until it is resumed. A run that goes on stops at its next
/// commit.
pub async fn pause(context: &Context, integration: &Integration) -> Result<(), IngestError> {
    not_deleted(integration)?;
    context.store.lives.pause(integration.id, context.clock.now()).await?;
    record(context, "integration.pause", &integration.name, "").await
}

/// Imports an integration again; what was missed is read, since its bookmarks stay.
pub async fn resume(context: &Context, integration: &Integration) -> Result<(), IngestError> {
    not_deleted(integration)?;
    context.store.lives.resume(integration.id).await?;
    context.store.runs.hurry(integration.id, context.clock.now()).await?;
    record(context, "integration.resume", &integration.name, "").await
}

/// Erases an integration's credentials and imports it no more. Its queues and history stay.
pub async fn delete(context: &Context, integration: &Integration) -> Result<(), IngestError> {
    not_deleted(integration)?;
    context.store.lives.delete(integration.id, context.clock.now()).await?;
    record(context, "integration.delete", &integration.name, "").await
}

/// Removes an integration with everything that was kept of it.
pub async fn purge(context: &Context, integration: &Integration) -> Result<(), IngestError> {
    context.store.lives.purge(integration.id).await?;
    record(context, "integration.purge", &integration.name, "").await
}

/// The deleted integration whose history goes on when this name is connected to this domain again.
pub async fn deleted_before(
    context: &Context,
    name: &str,
    domain: &str,
) -> Result<Option<Integration>, IngestError> {
    let host = domain.parse::<Domain>()?.host();
    let known = context.store.integrations.find(&context.account, name.trim()).await?;
    Ok(known.filter(|known| known.life.is_deleted() && known.domain == host))
}

/// Whether a deleted integration can go on with what was entered: its history is that of the same
/// account, so grouping and first day stay what they are.
pub(crate) fn goes_on(deleted: &Integration, entered: &Entered) -> Result<(), IngestError> {
    let name = deleted.name.clone();
    if entered.grouping != deleted.grouping {
        return Err(IngestError::FixedGrouping { name, grouping: deleted.grouping });
    }
    if entered.since != deleted.since {
        return Err(IngestError::FixedSince { name, since: deleted.since });
    }
    Ok(())
}

/// Takes a deleted integration up again with what was entered, whose connection was tested.
pub(crate) async fn take_up(
    context: &Context,
    deleted: &Integration,
    entered: Entered,
) -> Result<Integration, IngestError> {
    let lives = &context.store.lives;
    let taken_up = lives.take_up(deleted.id, entered.credentials, entered.base_url).await;
    taken_up.map_err(|error| match error {
        // Somebody else did so first.
        StoreError::NotDeleted => StoreError::NameTaken { name: deleted.name.clone() },
        error => error,
    })?;
    context.store.runs.hurry(deleted.id, context.clock.now()).await?;
    record(context, "integration.take-up", &deleted.name, &deleted.domain).await?;
    let found = context.store.integrations.by_id(deleted.id).await?;
    Ok(found.ok_or(StoreError::NoSuchIntegration)?)
}

/// Frees the name of a deleted integration for another one: it is called by the day of its deletion
/// as well from now on.
pub(crate) async fn free_name(context: &Context, deleted: &Integration) -> Result<(), IngestError> {
    let Life::Deleted { at } = deleted.life else { return Ok(()) };
    let day = at.to_utc().format("%Y-%m-%d");
    for number in 1.. {
        let name = match number {
            1 => format!("{} (deleted {day})", deleted.name),
            number => format!("{} (deleted {day}, {number})", deleted.name),
        };
        match context.store.integrations.rename(deleted.id, &name).await {
            Err(StoreError::NameTaken { .. }) => {}
            renamed => return Ok(renamed?),
        }
    }
    Ok(())
}

/// Whether an integration may be imported now; an error that says why not.
pub fn importable(integration: &Integration) -> Result<(), IngestError> {
    not_deleted(integration)?;
    match integration.life {
        Life::Paused { since } => Err(IngestError::Paused { since }),
        Life::Active | Life::Deleted { .. } => Ok(()),
    }
}

/// Whether an integration still has its credentials; an error that says what can be done instead.
pub(crate) fn not_deleted(integration: &Integration) -> Result<(), IngestError> {
    match integration.life {
        Life::Deleted { at } => Err(IngestError::Deleted { at }),
        Life::Active | Life::Paused { .. } => Ok(()),
    }
}
