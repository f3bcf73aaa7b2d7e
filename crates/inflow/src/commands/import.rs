//! `inflow import`: until caught up, or until the user stops it at a commit.

use std::process;
use std::sync::Arc;

use inflow_app::accounts::clients::Clients;
use inflow_app::accounts::lives::importable;
use inflow_app::import::ImportReport;
use inflow_app::import::history::HistoryOptions;
use inflow_app::import::leases::with_lease;
use inflow_app::import::repair::RepairBudget;
use inflow_app::service::runs::{self, RunOptions};
use inflow_app::{Context, IngestError, Stop, StopHandle};
use inflow_store::{Integration, Worker};
use inflow_zendesk::Pacers;
use tokio::signal;
use tracing::Instrument as _;

use super::credentials::note_api_token;
use super::given::{integration, of_integration};
use crate::advice::about;
use crate::cli::ImportArgs;
use crate::output::{hint, to_stdout};
use crate::progress::Told;

/// How many inexact tickets are named after an import.
const NAMED_TICKETS: usize = 10;

pub(super) async fn run(context: &Context, args: &ImportArgs) -> anyhow::Result<()> {
    let pacers = Pacers::new(args.api_share);
    let worker = Worker { lease: args.lease, ..context.worker.clone() };
    let context = Context { pacers, worker, ..context.clone() };
    let integration = integration(&context, &args.named).await?;
    let done = import(&context, &integration, args).await;
    note_api_token(&integration, context.clock.now());
    done
}

/// Imports, prints what was read, and says how to go on.
async fn import(
    context: &Context,
    integration: &Integration,
    args: &ImportArgs,
) -> anyhow::Result<()> {
    let history = if args.straight {
        HistoryOptions::straight()
    } else {
        HistoryOptions { cycle: args.cycle, ..HistoryOptions::newest_first() }
    };
    let done = run_import(context, integration, args.keep_events, history).await;
    if let Err(Some(IngestError::Stopped)) = done.as_ref().map_err(|error| error.downcast_ref()) {
        hint(&format!(
            "run `inflow import --integration \"{}\"` again: it goes on where it was",
            integration.name
        ));
    }
    let report = done?;
    to_stdout(|out| {
        writeln!(
            out,
            "{}: {} tickets, {} ticket events{} read; {} tickets counted",
            integration.name,
            report.tickets,
            report.ticket_events,
            report.calls.map(|calls| format!(", {calls} calls")).unwrap_or_default(),
            report.counted.tickets,
        )?;
        let (requests, least) = (report.requests, report.least_requests);
        writeln!(out, "requests: {requests} (least possible {least})")?;
        let repair = report.repair;
        if repair.repaired + repair.inexact > 0 {
            writeln!(
                out,
                "{} tickets repaired from their audits in {} requests; {} stay inexact",
                repair.repaired, repair.requests, repair.inexact,
            )?;
        }
        if repair.waiting > 0 {
            writeln!(out, "{} tickets wait for their audits", repair.waiting)?;
        }
        let coverage = report.coverage;
        Ok(writeln!(out, "fully imported from {} to {}", coverage.from, coverage.until)?)
    })?;
    if report.repair.inexact > 0 {
        name_inexact_tickets(context, integration).await?;
    }
    Ok(())
}

/// Names some of the tickets that stay inexact, and how to learn more of one.
async fn name_inexact_tickets(
    context: &Context,
    integration: &Integration,
) -> Result<(), IngestError> {
    let found = context.store.repairs.inexact_tickets(integration.id).await?;
    let named: Vec<String> =
        found.iter().take(NAMED_TICKETS).map(|one| one.ticket.to_string()).collect();
    let more = if found.len() > named.len() { ", …" } else { "" };
    hint(&format!(
        "inexact tickets: {}{more}; `inflow explain --integration \"{}\" --ticket ID` says why",
        named.join(", "),
        integration.name
    ));
    Ok(())
}

/// Imports, with its progress on standard error. Events of closed tickets are kept for this many days, or
/// for ever.
pub async fn run_import(
    context: &Context,
    integration: &Integration,
    keep_events: Option<u32>,
    history: HistoryOptions,
) -> anyhow::Result<ImportReport> {
    let (stop, handle) = Stop::new();
    let listening = tokio::spawn(stop_on_signal(handle));
    let told = Arc::new(Told::new());
    let imported = leased(context, integration, (keep_events, history), told.clone(), &stop).await;
    told.finish();
    listening.abort();
    of_integration(&integration.name, imported)
}

async fn leased(
    context: &Context,
    integration: &Integration,
    (keep_events, history): (Option<u32>, HistoryOptions),
    told: Arc<Told>,
    stop: &Stop,
) -> Result<ImportReport, IngestError> {
    importable(integration)?;
    let imported = with_lease(context, integration.id, async |lease| {
        let clients = &Clients::default();
        let options = RunOptions {
            clients,
            progress: told,
            stop,
            advise: about,
            keep_events,
            history,
            repair: RepairBudget::unlimited(),
            next_run: None,
        };
        runs::run(context, integration, lease, options).await
    });
    imported.instrument(runs::span(integration)).await
}

/// The first signal asks for a stop at the next commit; the second ends the program at once, which
/// loses nothing either.
pub(super) async fn stop_on_signal(handle: StopHandle) {
    interrupted().await;
    handle.stop();
    interrupted().await;
    process::exit(130);
}

/// Waits for Ctrl-C or SIGTERM.
pub(super) async fn interrupted() {
    #[cfg(unix)]
    {
        let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = signal::ctrl_c().await;
    }
}
