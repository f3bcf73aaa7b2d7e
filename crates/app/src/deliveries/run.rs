//! One attempt of a delivery: its files are written, and then noted with what they brought there.

use std::time::Duration;

use inflow_destinations::{Outgoing, Put};
use inflow_domain::Timestamp;
use inflow_formats::slug;
use inflow_store::{
    Delivery, DeliveryEnd, DeliveryEntry, DeliveryOutcome, Integration, Lease, StoreError,
};
use sha2::{Digest as _, Sha256};

use super::asked::Ready;
use super::files;
use super::settings::Settings;
use crate::context::Context;
use crate::error::{IngestError, chain};

/// An attempt that takes longer has failed: the next import is not to wait for it.
const LONGEST: Duration = Duration::from_secs(300);
/// What is waited after the first failure, twice as long after each further one.
const AFTER_A_FAILURE_SECONDS: i64 = 60;
/// How many names of files the log tells.
const NAMES_TOLD: usize = 5;

/// Makes every delivery of an integration that is due after an import. One that fails is tried again after a
/// while, and holds up nothing else.
pub async fn run_due(
    context: &Context,
    integration: &Integration,
    lease: Lease,
) -> Result<(), IngestError> {
    for delivery in context.store.deliveries.deliveries(integration.id).await? {
        if !delivery.is_due(context.clock.now()) {
            continue;
        }
        match run(context, integration, lease, &delivery).await {
            Err(IngestError::Store(StoreError::NoSuchDelivery { .. })) => {}
            attempt => attempt.map(drop)?,
        }
    }
    Ok(())
}

/// Makes one delivery. What it failed with stands in the entry of its log; an error is the store's own.
pub async fn run(
    context: &Context,
    integration: &Integration,
    lease: Lease,
    delivery: &Delivery,
) -> Result<DeliveryEntry, IngestError> {
    let made = tokio::time::timeout(LONGEST, make(context, integration, delivery)).await;
    let late =
        || IngestError::UnfitDelivery { says: "it took longer than five minutes".to_owned() };
    let end = match made.unwrap_or_else(|_| Err(late())) {
        Ok(end) => end,
        // The database is to blame, which could not note it either.
        Err(error @ IngestError::Store(_)) => return Err(error),
        Err(error) => failed(context.clock.now(), delivery.failures, &error),
    };
    let entry = end.entry.clone();
    context.store.deliveries.end_delivery(lease, &delivery.name, end).await?;
    tell(delivery, &entry);
    Ok(entry)
}

async fn make(
    context: &Context,
    integration: &Integration,
    delivery: &Delivery,
) -> Result<DeliveryEnd, IngestError> {
    let settings = Settings::from_text(&delivery.settings)?;
    let noted = context.store.deliveries.delivered(integration.id, &delivery.name).await?;
    let whose = whose(integration, &delivery.name);
    let due = files::due(context, integration, &settings, &noted, &whose).await?;
    let names = put(context, integration, delivery, &settings, &due.files).await?;
    let now = context.clock.now();
    let is_written = !names.is_empty();
    let entry = DeliveryEntry {
        at: now,
        outcome: if is_written { DeliveryOutcome::Written } else { DeliveryOutcome::Unchanged },
        files: count(names.len() as u64),
        rows: count(due.files.iter().map(|file| file.rows).sum()),
        checksum: is_written.then(|| checksum(&due.files)),
        says: is_written.then(|| told(&names, due.waiting)),
    };
    // What waits comes with the next import, whatever the time of day.
    let next_at = if due.waiting > 0 { None } else { settings.next_at(now)? };
    Ok(DeliveryEnd { entry, next_at, delivered: due.delivered })
}

/// Writes the files, in their order; their names.
async fn put(
    context: &Context,
    integration: &Integration,
    delivery: &Delivery,
    settings: &Settings,
    files: &[Ready],
) -> Result<Vec<String>, IngestError> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let secret = context.store.deliveries.delivery_secret(integration.id, &delivery.name).await?;
    let destination = settings.destination(secret.as_ref(), &context.delivery_reach)?;
    let whose = whose(integration, &delivery.name);
    let mut names = Vec::with_capacity(files.len());
    for file in files {
        let (name, bytes) = (file.name.clone(), file.bytes.clone().into());
        let file = Outgoing { name, whose: whose.clone(), bytes };
        // Where an earlier attempt was killed before it was noted, the file lies there already.
        if destination.put(&file).await? == Put::Same {
            tracing::debug!(file = file.name, "it lies there with the same content");
        }
        names.push(file.name);
    }
    Ok(names)
}

/// What the names of a delivery's files begin with.
pub(super) fn whose(integration: &Integration, delivery: &str) -> String {
    slug(&format!("{}-{delivery}", integration.name))
}

fn failed(now: Timestamp, failures: u32, error: &IngestError) -> DeliveryEnd {
    let entry = DeliveryEntry {
        at: now,
        outcome: DeliveryOutcome::Failed,
        files: 0,
        rows: 0,
        checksum: None,
        says: Some(chain(error)),
    };
    let next_at = now.plus_seconds(AFTER_A_FAILURE_SECONDS << failures.min(8));
    DeliveryEnd { entry, next_at: Some(next_at), delivered: Vec::new() }
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn checksum(files: &[Ready]) -> String {
    let mut hasher = Sha256::new();
    for file in files {
        hasher.update(&file.bytes);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn told(names: &[String], waiting: usize) -> String {
    let more = names.len().saturating_sub(NAMES_TOLD);
    let mut told = names.iter().take(NAMES_TOLD).cloned().collect::<Vec<_>>().join(", ");
    if more > 0 {
        told = format!("{told} and {more} more");
    }
    if waiting > 0 {
        told = format!("{told}; {waiting} files follow with the next imports");
    }
    told
}

fn tell(delivery: &Delivery, entry: &DeliveryEntry) {
    let (delivery, rows, files) = (&delivery.name, entry.rows, entry.files);
    match entry.outcome {
        DeliveryOutcome::Written => tracing::info!(delivery, files, rows, "delivered"),
        DeliveryOutcome::Unchanged => tracing::info!(delivery, "nothing to deliver"),
        DeliveryOutcome::Failed => tracing::warn!(
            delivery,
            reason = entry.says.as_deref(),
            "a delivery failed, and is tried again after a later import"
        ),
    }
}
