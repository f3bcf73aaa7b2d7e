//! Who answers by itself in an integration, and where the handling time of its tickets stands (rules 9.3 and
//! 9.7).

use std::collections::BTreeSet;

use inflow_domain::{FieldId, FieldKind, UserId};
use inflow_store::Integration;

use crate::access::audit::record;
use crate::accounts::lives::not_deleted;
use crate::context::Context;
use crate::error::IngestError;

/// The users that answer by themselves.
pub async fn robots(
    context: &Context,
    integration: &Integration,
) -> Result<BTreeSet<UserId>, IngestError> {
    Ok(context.store.answers.robots(integration.id).await?)
}

/// Adds some robots and removes others; tells whether that changed any. The figures follow with the next
/// count.
pub async fn change_robots(
    context: &Context,
    integration: &Integration,
    add: &[UserId],
    remove: &[UserId],
) -> Result<bool, IngestError> {
    not_deleted(integration)?;
    let before = robots(context, integration).await?;
    if let Some(user) = add.iter().find(|user| user.0 <= 0) {
        return Err(IngestError::NoUser { user: user.0 });
    }
    if let Some(user) = remove.iter().find(|user| !before.contains(user)) {
        return Err(IngestError::NoRobot { user: user.0 });
    }
    let mut after: BTreeSet<UserId> = before.iter().chain(add).copied().collect();
    after.retain(|user| !remove.contains(user));
    if after == before {
        return Ok(false);
    }
    let names = after.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    context.store.answers.save_robots(integration.id, after).await?;
    record(context, "integration.robots", &integration.name, &names).await?;
    Ok(true)
}

/// The custom field that holds the seconds spent on a ticket, where one is named.
pub async fn time_field(
    context: &Context,
    integration: &Integration,
) -> Result<Option<FieldId>, IngestError> {
    Ok(context.store.answers.time_field(integration.id).await?)
}

/// Names that field, or none; tells whether that changed anything. The figures follow with the next count.
pub async fn name_time_field(
    context: &Context,
    integration: &Integration,
    field: Option<FieldId>,
) -> Result<bool, IngestError> {
    not_deleted(integration)?;
    if let Some(field) = field {
        let known = context.store.counts.inputs(integration.id).await?.fields;
        match known.fields.get(&field).map(|found| found.kind) {
            Some(FieldKind::Number) => {}
            Some(_) => return Err(IngestError::NoNumberField { field: field.0 }),
            None => return Err(IngestError::NoSuchField { field: field.0 }),
        }
    }
    if time_field(context, integration).await? == field {
        return Ok(false);
    }
    context.store.answers.save_time_field(integration.id, field).await?;
    let named = field.map_or("none".to_owned(), |field| field.to_string());
    record(context, "integration.time-field", &integration.name, &named).await?;
    Ok(true)
}
