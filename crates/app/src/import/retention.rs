//! Dropping what is old of tickets that cannot change any more, after a run that ended well.

use std::sync::{Arc, Mutex, PoisonError};

use inflow_domain::{Contact, Timestamp};
use inflow_store::{Drop, EventDrop, Integration, Lease};

use crate::context::Context;
use crate::error::IngestError;
use crate::import::progress::Progress;
use crate::stop::{Stop, unless_stopped};

/// The length of a day of UTC.
const DAY_SECONDS: i64 = 86_400;

/// Zendesk archives a ticket about this many days after it was closed, and it leaves all views: fewer days
/// would make comparisons with Zendesk's own views wrong.
pub const LEAST_DAYS: u32 = 120;

/// Drops the histories of closed tickets that are older than a number of days, once a day. `present` is
/// Zendesk's.
pub(crate) async fn drop_old(
    context: &Context,
    lease: Lease,
    days: u32,
    present: Timestamp,
    progress: &dyn Progress,
    stop: &Stop,
) -> Result<(), IngestError> {
    let (retention, now) = (&context.store.retention, context.clock.now());
    let last = retention.swept_at(lease.integration).await?;
    if last.is_some_and(|last| now.0 - last.0 < DAY_SECONDS) {
        return Ok(());
    }
    let before = present.plus_seconds(-i64::from(days) * DAY_SECONDS);
    let (mut tickets, mut after) = (0, None);
    loop {
        let one = async {
            let wanted = Drop { before, at: now };
            Ok(retention.sweep(lease, wanted, after).await?)
        };
        let swept = unless_stopped(stop, one).await?;
        tickets += swept.tickets;
        after = swept.next;
        if after.is_none() {
            break;
        }
    }
    if tickets > 0 {
        tracing::info!(tickets, %before, "dropped the events of closed tickets");
        progress.note(&format!(
            "dropped the events of {tickets} closed tickets without one since {before}; what they \
             counted stays"
        ));
    }
    Ok(())
}

/// The last event that was dropped; nothing where nothing was.
pub async fn dropped_until(
    context: &Context,
    integration: &Integration,
) -> Result<Option<Timestamp>, IngestError> {
    let drops = context.store.retention.drops(integration.id).await?;
    Ok(drops.iter().map(|drop| drop.until).max())
}

/// From when on the history is complete that a definition was counted over which appeared at an instant;
/// nothing where nothing was dropped before.
pub(crate) fn complete_from(drops: &[EventDrop], appeared_at: Timestamp) -> Option<Timestamp> {
    drops.iter().filter(|drop| drop.at < appeared_at).map(|drop| drop.until).max()
}

/// Shows every contact of tickets whose histories were dropped to `visit`, which adds to `found`.
pub(crate) async fn every_dropped_contact<T: Send + 'static>(
    context: &Context,
    integration: &Integration,
    found: T,
    mut visit: impl FnMut(&mut T, &Contact) + Send + 'static,
) -> Result<T, IngestError> {
    let shared = Arc::new(Mutex::new(Some(found)));
    let taken = shared.clone();
    let visitor = move |contact: &Contact| {
        let mut found = taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = found.as_mut() {
            visit(found, contact);
        }
    };
    context.store.retention.dropped_contacts(integration.id, Box::new(visitor)).await?;
    let found = shared.lock().unwrap_or_else(PoisonError::into_inner).take();
    Ok(found.expect("nobody else takes it"))
}
