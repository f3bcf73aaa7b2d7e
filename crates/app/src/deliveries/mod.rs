//! Deliveries: files that are written by themselves, after each import or once a day: for planners' products, and as
//! tables and datasets.
//!
//! A delivery remembers a hash of every day that it brought there. So it knows what changed, writes nothing
//! where nothing did, and writes again what a crash kept it from noting.

mod asked;
mod days;
mod files;
mod run;
mod settings;
mod tables;

pub use run::{run, run_due};
pub use settings::{Settings, TimeOfDay};

use std::time::Duration;

pub use inflow_destinations::{Access, IpNet, Method, Reach};
use inflow_store::{ActorKind, Delivery, DeliveryEntry, Integration, NewDelivery, StoreError};
use secrecy::SecretString;

use crate::access::audit::record;
use crate::context::Context;
use crate::error::IngestError;

/// The longest name.
const LONGEST_NAME: usize = 100;
/// Longer than this a destination is not waited for while it is tried.
const LONGEST_TEST: Duration = Duration::from_secs(60);

/// Saves a delivery whose destination is entered without a secret.
pub async fn add(
    context: &Context,
    integration: &Integration,
    name: &str,
    settings: &Settings,
) -> Result<(), IngestError> {
    add_with_secret(context, integration, name, settings, None).await
}

/// Saves a delivery after its settings and its destination were tried. A user's folder has to lie under the one that
/// the operator names.
pub async fn add_with_secret(
    context: &Context,
    integration: &Integration,
    name: &str,
    settings: &Settings,
    secret: Option<SecretString>,
) -> Result<(), IngestError> {
    let is_fit = !name.trim().is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    if !is_fit {
        return Err(IngestError::UnfitDelivery {
            says: "a name has 1 to 100 characters, without line breaks and hidden characters"
                .to_owned(),
        });
    }
    let confined = context.actor.kind != ActorKind::Operator;
    let settings = Settings { confined, ..settings.clone() };
    files::check(context, integration, &settings).await?;
    try_out(context, integration, name, &settings, secret.as_ref()).await?;
    let now = context.clock.now();
    let new = NewDelivery {
        name: name.to_owned(),
        settings: settings.to_text()?,
        created_at: now,
        // The first one comes with the next import, whatever the time of day.
        next_at: None,
        secret,
    };
    context.store.deliveries.add_delivery(integration.id, new).await?;
    let details = format!("{}, {} to {}", integration.name, settings.format, settings.to);
    record(context, "delivery.add", name, &details).await
}

/// Writes a small file to a delivery's destination and removes it.
pub async fn test(
    context: &Context,
    integration: &Integration,
    name: &str,
) -> Result<(), IngestError> {
    let (_, settings) = find(context, integration, name).await?;
    let secret = context.store.deliveries.delivery_secret(integration.id, name).await?;
    try_out(context, integration, name, &settings, secret.as_ref()).await
}

/// Whether a secret is kept for a delivery's destination.
pub async fn has_secret(
    context: &Context,
    integration: &Integration,
    name: &str,
) -> Result<bool, IngestError> {
    Ok(context.store.deliveries.delivery_secret(integration.id, name).await?.is_some())
}

async fn try_out(
    context: &Context,
    integration: &Integration,
    name: &str,
    settings: &Settings,
    secret: Option<&SecretString>,
) -> Result<(), IngestError> {
    let destination = settings.destination(secret, &context.delivery_reach)?;
    let whose = run::whose(integration, name);
    let tested = destination.test(&whose);
    let late = |_| IngestError::UnfitDelivery {
        says: "the destination took longer than a minute for a small file".to_owned(),
    };
    Ok(tokio::time::timeout(LONGEST_TEST, tested).await.map_err(late)??)
}

/// The deliveries of an integration with their settings, by name.
pub async fn list(
    context: &Context,
    integration: &Integration,
) -> Result<Vec<(Delivery, Settings)>, IngestError> {
    let deliveries = context.store.deliveries.deliveries(integration.id).await?;
    let with_settings = |delivery: Delivery| {
        let settings = Settings::from_text(&delivery.settings)?;
        Ok((delivery, settings))
    };
    deliveries.into_iter().map(with_settings).collect()
}

/// The delivery of that name.
pub async fn find(
    context: &Context,
    integration: &Integration,
    name: &str,
) -> Result<(Delivery, Settings), IngestError> {
    let all = list(context, integration).await?;
    let found = all.into_iter().find(|(delivery, _)| delivery.name == name);
    Ok(found.ok_or_else(|| StoreError::NoSuchDelivery { name: name.to_owned() })?)
}

/// Lets a delivery rest, or go on.
pub async fn pause(
    context: &Context,
    integration: &Integration,
    name: &str,
    rests: bool,
) -> Result<(), IngestError> {
    let since = rests.then(|| context.clock.now());
    context.store.deliveries.pause_delivery(integration.id, name, since).await?;
    let action = if rests { "delivery.pause" } else { "delivery.resume" };
    record(context, action, name, &integration.name).await
}

/// Removes a delivery; the files that it wrote stay.
pub async fn remove(
    context: &Context,
    integration: &Integration,
    name: &str,
) -> Result<(), IngestError> {
    context.store.deliveries.remove_delivery(integration.id, name).await?;
    record(context, "delivery.remove", name, &integration.name).await
}

/// The last attempts of a delivery, newest first.
pub async fn log(
    context: &Context,
    integration: &Integration,
    name: &str,
    most: u32,
) -> Result<Vec<DeliveryEntry>, IngestError> {
    find(context, integration, name).await?;
    Ok(context.store.deliveries.delivery_log(integration.id, name, most).await?)
}
