//! Rows of Zendesk's answers that could not be read whole (rule 8.5): none ends an import. What nothing
//! reads is blank; a row without id, ticket or time is set aside. Both are kept, and told to the user.

use std::collections::HashSet;

use inflow_store::{Lease, OddRow};
use inflow_zendesk as zendesk;

use crate::context::Context;
use crate::error::IngestError;
use crate::import::progress::Progress;

/// The export of ticket events gives its last rows again and again.
const EVENTS: &str = "incremental/ticket_events";

/// Those of some rows that were not met before.
pub(crate) async fn new(
    context: &Context,
    lease: Lease,
    rows: &[zendesk::OddRow],
) -> Result<Vec<zendesk::OddRow>, IngestError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let kept: Vec<OddRow> = rows.iter().map(|row| odd_row(context, row)).collect();
    let new = context.store.imports.new_odd_rows(lease.integration, kept).await?;
    let new: HashSet<(&str, &str)> =
        new.iter().map(|new| (new.endpoint.as_str(), new.key.as_str())).collect();
    let is_new = |row: &&zendesk::OddRow| new.contains(&(row.endpoint, key(row).as_str()));
    Ok(rows.iter().filter(is_new).cloned().collect())
}

/// Keeps rows.
pub(crate) async fn keep(
    context: &Context,
    lease: Lease,
    rows: &[zendesk::OddRow],
) -> Result<(), IngestError> {
    if rows.is_empty() {
        return Ok(());
    }
    let kept = rows.iter().map(|row| odd_row(context, row)).collect();
    Ok(context.store.imports.save_odd_rows(lease, kept).await?)
}

/// Keeps the rows that lists told of, and tells the user of those that are new.
pub(crate) async fn keep_of_lists(
    context: &Context,
    lease: Lease,
    rows: &[zendesk::OddRow],
    progress: &dyn Progress,
) -> Result<(), IngestError> {
    let new = new(context, lease, rows).await?;
    keep(context, lease, rows).await?;
    tell(&new, progress);
    Ok(())
}

/// Tells the user of rows, by endpoint.
pub(crate) fn tell(rows: &[zendesk::OddRow], progress: &dyn Progress) {
    let mut endpoints: Vec<&str> = rows.iter().map(|row| row.endpoint).collect();
    endpoints.sort_unstable();
    endpoints.dedup();
    for endpoint in endpoints {
        let of_endpoint = || rows.iter().filter(|row| row.endpoint == endpoint);
        let set_aside = of_endpoint().filter(|row| row.set_aside).count();
        let blank = of_endpoint().count() - set_aside;
        let Some(newest) = of_endpoint().next_back() else { continue };
        progress.note(&format!(
            "{set_aside} rows of {endpoint} could not be read and were set aside, {blank} have values that \
             count as blank; the last of them: {}: {}",
            place(newest),
            newest.problem
        ));
    }
}

/// Tells a row from others of its endpoint: by its id, or by what it holds. Of an event the content is
/// decisive: it never changes, and is read again and again at the end of the export.
fn key(row: &zendesk::OddRow) -> String {
    match row.id {
        Some(id) if row.endpoint != EVENTS => id.to_string(),
        _ => format!("{:016x}", row.digest),
    }
}

fn place(row: &zendesk::OddRow) -> String {
    match row.id {
        Some(id) => format!("{}, id {id}", row.place),
        None => row.place.clone(),
    }
}

fn odd_row(context: &Context, row: &zendesk::OddRow) -> OddRow {
    OddRow {
        endpoint: row.endpoint.to_owned(),
        key: key(row),
        set_aside: row.set_aside,
        problem: row.problem.clone(),
        place: place(row),
        noted_at: context.clock.now(),
    }
}
