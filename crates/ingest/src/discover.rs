//! Discovery: views, staff, fields and statuses as the account has them now.

use inflow_domain::{Timestamp, UserId, View};
use inflow_mapping::{judges_text, verdict};
use inflow_store::Discovery;
use inflow_zendesk::{Client, Error, User};

use crate::error::IngestError;
use crate::progress::Progress;
use crate::wire;

/// Reads what the account looks like now.
pub async fn discover(
    client: &Client,
    at: Timestamp,
    progress: &dyn Progress,
) -> Result<Discovery, IngestError> {
    let views: Vec<View> = client.views().await?.iter().map(wire::view).collect();
    let staff = client.staff().await?;
    let fields = wire::field_catalog(&client.ticket_fields().await?);
    let statuses = match client.custom_statuses().await {
        Ok(statuses) => statuses.len(),
        Err(error) if error.is_absence() => note_absence(progress, &error),
        Err(error) => return Err(error.into()),
    };
    tracing::info!(
        views = views.len(),
        staff = staff.len(),
        fields = fields.fields.len(),
        statuses,
        "discovered the account",
    );
    let keeps_text =
        views.iter().any(|view| view.active && judges_text(view) && verdict(view).is_supported());
    Ok(Discovery {
        at,
        staff: staff.iter().filter(|user| is_staff(user)).map(|user| UserId(user.id)).collect(),
        views,
        fields,
        keeps_text,
    })
}

fn note_absence(progress: &dyn Progress, error: &Error) -> usize {
    progress.note(&format!("custom statuses are compared by their ids alone: {error}"));
    0
}

/// Users with role agent or admin (rule 1); the list is asked for these roles already.
fn is_staff(user: &User) -> bool {
    !matches!(user.role.as_deref(), Some(role) if role != "agent" && role != "admin")
}
