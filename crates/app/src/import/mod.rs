//! The import: discover, read what is new, count it, and say from when to when all is known.

pub mod audits;
mod counter;
pub mod counting;
mod definition;
pub mod discover;
pub mod leases;
mod odd_rows;
pub mod progress;
mod reading;
pub mod recount;
pub mod repair;
pub mod retention;
pub(crate) mod walk;
pub mod wire;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use inflow_domain::{Interval, Timestamp};
use inflow_store::{CountReport, Coverage, Discovery, Integration, Lease};
use inflow_zendesk::Client;

use crate::accounts::connect;
use crate::accounts::lives::importable;
use crate::context::Context;
use crate::error::IngestError;
use crate::import::discover::{Discovered, discover};
use crate::import::leases::with_lease;
use crate::import::progress::{Progress, Stage};
use crate::import::reading::{Reader, Streamed};
use crate::import::repair::{RepairBudget, RepairReport, repair};
use crate::stop::{Stop, unless_stopped};

/// Rows of the largest page of an export.
const LARGEST_PAGE: u64 = 1000;

/// How often a wait for Zendesk's limits is told.
const TELL_WAITS_EVERY: Duration = Duration::from_secs(1);

/// Calls younger than this may still change (rule 8.2).
const PROVISIONAL_SECONDS: i64 = 3 * 3600;

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows of tickets read.
    pub tickets: u64,
    /// Rows of ticket events read.
    pub ticket_events: u64,
    /// Rows of calls read; nothing where the account has no Talk.
    pub calls: Option<u64>,
    /// Requests made, without those of the repair.
    pub requests: u64,
    /// The fewest that could bring the same: one for each 1,000 rows that were served, and the lists.
    pub least_requests: u64,
    /// What was repaired, and what stays inexact.
    pub repair: RepairReport,
    /// What was counted, before the repair.
    pub counted: CountReport,
    /// What is fully imported now.
    pub coverage: Coverage,
}

/// Imports until caught up. Run again, it goes on where it was (rule 8.4).
pub async fn import(
    context: &Context,
    integration: &Integration,
    progress: Arc<dyn Progress>,
    stop: &Stop,
) -> Result<ImportReport, IngestError> {
    importable(integration)?;
    let imported = with_lease(context, integration.id, async |lease| {
        let client = connect::client(context, integration).await?;
        let budget = &RepairBudget::unlimited();
        import_with(context, integration, lease, &client, (&progress, stop), budget).await
    });
    Box::pin(imported).await
}

/// The same under a lease that was taken, by a client that may have served before.
pub(crate) async fn import_with(
    context: &Context,
    integration: &Integration,
    lease: Lease,
    client: &Client,
    told: (&Arc<dyn Progress>, &Stop),
    budget: &RepairBudget,
) -> Result<ImportReport, IngestError> {
    let progress = told.0;
    tokio::select! {
        imported = read_and_count(context, integration, lease, client, told, budget) => imported,
        never = tell_waits(client, progress.as_ref()) => match never {},
    }
}

async fn read_and_count(
    context: &Context,
    integration: &Integration,
    lease: Lease,
    client: &Client,
    (progress, stop): (&Arc<dyn Progress>, &Stop),
    budget: &RepairBudget,
) -> Result<ImportReport, IngestError> {
    let (imports, sent_before) = (&context.store.imports, client.requests_sent());
    let tokens_before = client.token_requests_sent();
    progress.stage(Stage::Discovering);
    let before = imports.bookmarks(integration.id).await?;
    let known = context.store.counts.inputs(integration.id).await?;
    let found = discover(client, context.clock.now(), &before, &known, progress.as_ref());
    let Discovered { discovery: found, least_requests } = unless_stopped(stop, found).await?;
    odd_rows::keep_of_lists(context, lease, &client.take_odd_rows(), progress.as_ref()).await?;
    // Texts that no active view judges any more go only after the last count that needs them.
    let present = Discovery { keeps_text: found.keeps_text || before.keeps_text, ..found.clone() };
    imports.save_discovery(lease, present).await?;
    let bookmarks = imports.bookmarks(integration.id).await?;
    if bookmarks.keeps_text && !before.keeps_text && integration.coverage.is_some() {
        progress.note(
            "a view judges text for the first time: the tickets, and they alone, are read once more \
             (rule 6.5)",
        );
    }
    let reader = Reader { context, integration, lease, client, progress, stop, bookmarks };
    // Tickets come first: every event that a snapshot includes is then read after it.
    let tickets = reader.tickets().await?;
    let ticket_events = reader.ticket_events(&tickets).await?;
    reader.passed_over_tickets().await?;
    // Calls that cannot be read hold up no ticket's figures: those are counted, then the failure is told.
    let (calls, talk_failure) = match reader.calls().await {
        Ok(calls) => (calls, None),
        Err(failure @ IngestError::Zendesk(_)) => (None, Some(failure)),
        Err(failure) => return Err(failure),
    };

    let counted = counting::count(context, integration, lease, progress).await?;
    let present = Timestamp(client.zendesk_now());
    let coverage = coverage(integration, present, &tickets, &ticket_events, calls.as_ref());
    if before.keeps_text && !found.keeps_text {
        imports.save_discovery(lease, found).await?;
    }
    let succeeded_at = talk_failure.is_none().then(|| context.clock.now());
    imports.finish(lease, coverage, succeeded_at).await?;
    if let Some(failure) = talk_failure {
        return Err(failure);
    }
    let requests = client.requests_sent() - sent_before;
    let streamed = [Some(&tickets), Some(&ticket_events), calls.as_ref()];
    let least_pages =
        streamed.map(|one| one.map_or(0, |one| one.rows).div_ceil(LARGEST_PAGE).max(1));
    let least_tokens = (client.token_requests_sent() - tokens_before).min(1);
    // Last: all figures stand already, so that a long repair can be stopped at any moment.
    let repair = repair(context, integration, lease, client, (progress, stop), budget).await?;
    Ok(ImportReport {
        tickets: tickets.rows,
        ticket_events: ticket_events.rows,
        calls: calls.map(|calls| calls.rows),
        requests,
        least_requests: least_tokens + least_requests + least_pages.iter().sum::<u64>(),
        repair,
        counted,
        coverage,
    })
}

/// Tells, as long as it is listened to, when requests wait for Zendesk's limits.
async fn tell_waits(client: &Client, progress: &dyn Progress) -> Infallible {
    loop {
        tokio::time::sleep(TELL_WAITS_EVERY).await;
        if let Some(left) = client.limit_wait() {
            progress.waiting(left);
        }
    }
}

/// From when to when everything is known (rule 8.2): only whole intervals.
fn coverage(
    integration: &Integration,
    present: Timestamp,
    tickets: &Streamed,
    ticket_events: &Streamed,
    calls: Option<&Streamed>,
) -> Coverage {
    let known_until = tickets.known_until.min(ticket_events.known_until);
    let known_until = calls.map_or(known_until, |calls| known_until.min(calls.known_until));
    let from = Interval::at_or_after(integration.since).start();
    let until = Interval::containing(known_until).start().max(from);
    let before = integration.coverage;
    let until = before.map_or(until, |before| before.until.max(until));
    let calls_before = before.and_then(|before| before.calls_until);
    let provisional_before = before.and_then(|before| before.provisional_from);
    Coverage {
        from,
        until,
        // Calls that could not be read are not known to be none.
        calls_until: if calls.is_some() { Some(until) } else { calls_before },
        provisional_from: calls.map_or(provisional_before, |_| {
            Some(Interval::containing(present.plus_seconds(-PROVISIONAL_SECONDS)).start())
        }),
    }
}
