//! Deliveries: files for planners' products that are written by themselves, after each import or once a day.
//!
//! A delivery remembers a hash of every day that it brought there. So it knows what changed, writes nothing
//! where nothing did, and writes again what a crash kept it from noting.

mod days;
mod files;
pub(crate) mod folder;
mod run;
mod settings;

pub use run::{run, run_due};
pub use settings::{Settings, TimeOfDay};

use inflow_store::{Delivery, DeliveryEntry, Integration, NewDelivery, StoreError};

use crate::access::audit::record;
use crate::context::Context;
use crate::error::IngestError;

/// The longest name.
const LONGEST_NAME: usize = 100;

/// Saves a delivery after its settings and its destination were tried.
pub async fn add(
    context: &Context,
    integration: &Integration,
    name: &str,
    settings: &Settings,
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
    files::check(context, integration, settings).await?;
    settings.test().await?;
    let now = context.clock.now();
    let new = NewDelivery {
        name: name.to_owned(),
        settings: settings.to_text()?,
        created_at: now,
        // The first one comes with the next import, whatever the time of day.
        next_at: None,
    };
    context.store.deliveries.add_delivery(integration.id, new).await?;
    let details = format!("{}, {} to {}", integration.name, settings.format, settings.to);
    record(context, "delivery.add", name, &details).await
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
