//! Discovery: views, staff, fields and statuses as the account has them now.

use std::collections::HashMap;

use inflow_domain::{Condition, CustomStatuses, FieldCatalog, Timestamp, UserId, View, ViewId};
use inflow_mapping::{judges_text, verdict};
use inflow_store::{Bookmarks, CountingInputs, Discovery};
use inflow_zendesk::{Client, Error, User};

use crate::error::IngestError;
use crate::import::progress::{Progress, Silent};
use crate::import::wire;

/// Staff, fields, statuses and whose credential it is change rarely: they are looked at so often.
const FULLY_EVERY_SECONDS: i64 = 3600;

/// Rows of the largest page of a list.
const LARGEST_PAGE: usize = 100;

/// What an account looks like, and the fewest requests that could tell it.
pub struct Discovered {
    /// What it looks like.
    pub discovery: Discovery,
    /// One request for each 100 rows of a list.
    pub least_requests: u64,
}

/// Reads what the account looks like now: the views, and hourly at most everything else.
pub async fn discover(
    client: &Client,
    now: Timestamp,
    before: &Bookmarks,
    known: &CountingInputs,
    progress: &dyn Progress,
) -> Result<Discovered, IngestError> {
    let fully_at = before
        .fully_discovered_at
        .filter(|at| *at <= now && now < at.plus_seconds(FULLY_EVERY_SECONDS));
    if fully_at.is_none() {
        client.me().await?.require_admin()?;
    }
    let views: Vec<View> = client.views().await?.iter().map(wire::view).collect();
    let mut least_requests = least_pages(views.len());
    let keeps_text =
        views.iter().any(|view| view.active && judges_text(view) && verdict(view).is_supported());
    let (mut staff, mut fields, mut statuses) = (None, None, None);
    if fully_at.is_none() {
        let users = client.staff().await?;
        // The user, the fields and the statuses take one request each.
        least_requests += least_pages(users.len()) + 3;
        staff =
            Some(users.iter().filter(|user| is_staff(user)).map(|user| UserId(user.id)).collect());
        fields = Some(wire::field_catalog(&client.ticket_fields().await?));
        statuses = read_statuses(client, progress).await?;
    } else {
        if names_unknown_field(&views, known) {
            least_requests += 1;
            fields = Some(wire::field_catalog(&client.ticket_fields().await?));
        }
        if known.statuses.is_empty() {
            // An account has some, so that they were refused: perhaps only for a moment.
            least_requests += 1;
            statuses = read_statuses(client, &Silent).await?;
        }
    }
    tracing::info!(views = views.len(), fully = fully_at.is_none(), "discovered the account");
    let discovery = Discovery {
        // Contacts are compared with it, so it goes by Zendesk's clock.
        at: Timestamp(client.zendesk_now()),
        staff,
        views,
        fields,
        statuses,
        fully_at: Some(fully_at.unwrap_or(now)),
        keeps_text,
    };
    Ok(Discovered { discovery, least_requests })
}

/// Whether a view that is new or changed names a custom field that is not known.
fn names_unknown_field(views: &[View], known: &CountingInputs) -> bool {
    // By view, oldest first: the latest version stays.
    let latest: HashMap<ViewId, &View> =
        known.views.iter().map(|version| (version.view.id, &version.view)).collect();
    let changed = views.iter().filter(|view| latest.get(&view.id) != Some(view));
    let mut conditions = changed.flat_map(|view| view.all.iter().chain(&view.any));
    let FieldCatalog { fields } = &known.fields;
    conditions.any(|condition: &Condition| {
        condition.custom_field().is_some_and(|field| !fields.contains_key(&field))
    })
}

fn least_pages(rows: usize) -> u64 {
    rows.div_ceil(LARGEST_PAGE).max(1) as u64
}

/// The custom statuses; nothing where the account has none, and what is known of them stays.
async fn read_statuses(
    client: &Client,
    progress: &dyn Progress,
) -> Result<Option<CustomStatuses>, IngestError> {
    match client.custom_statuses().await {
        Ok(statuses) => Ok(Some(wire::custom_statuses(&statuses))),
        Err(error) if error.is_absence() => {
            note_absence(progress, &error);
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn note_absence(progress: &dyn Progress, error: &Error) {
    progress.note(&format!("custom statuses are compared by their ids alone: {error}"));
}

/// Users with role agent or admin (rule 1); the list is asked for these roles already.
fn is_staff(user: &User) -> bool {
    !matches!(user.role.as_deref(), Some(role) if role != "agent" && role != "admin")
}
