//! An import run that tells the store how far it is and how it ended, so that every other command
//! can tell its user.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use inflow_domain::Timestamp;
use inflow_store::{Integration, Lease, RunEnd, RunFailure, RunProgress, StoreError};
use inflow_zendesk::{Error as ZendeskError, Outcome};
use tokio::sync::watch;
use tracing::{Span, field};

use crate::accounts::clients::Clients;
use crate::accounts::lives::importable;
use crate::accounts::trouble::Trouble;
use crate::context::Context;
use crate::deliveries;
use crate::error::IngestError;
pub use crate::error::chain;
use crate::import::history::HistoryOptions;
use crate::import::progress::{Progress, Reading, Stage};
use crate::import::repair::RepairBudget;
use crate::import::retention::drop_old;
use crate::import::{ImportReport, import_with};
use crate::stop::{Stop, unless_stopped};

/// How often progress is written down.
const WRITE_EVERY: Duration = Duration::from_secs(2);

/// After how many failures in a row of any kind somebody should look.
const TOLERATED_FAILURES: u32 = 3;

/// A run is tried again so soon after the database failed for the first time.
const AFTER_THE_DATABASE_FAILED_SECONDS: i64 = 30;

/// Says what to do about an error.
pub type Advise = fn(&IngestError) -> Option<String>;

/// When the next run is due after a number of failures in a row.
pub type NextRun<'a> = &'a (dyn Fn(u32) -> Timestamp + Sync);

/// How a run is made.
pub struct RunOptions<'a> {
    /// The clients of the accounts.
    pub clients: &'a Clients,
    /// Hears how it goes on.
    pub progress: Arc<dyn Progress>,
    /// Stops it.
    pub stop: &'a Stop,
    /// What to do about errors.
    pub advise: Advise,
    /// For how many days the events of closed tickets are kept; for ever where it says nothing.
    pub keep_events: Option<u32>,
    /// How it goes about the history.
    pub history: HistoryOptions,
    /// How much of it the repair may take.
    pub repair: RepairBudget,
    /// Plans the next one; nothing where nobody does.
    pub next_run: Option<NextRun<'a>>,
}

/// What every line of the log about a run of an integration tells; as an error, so that no filter leaves
/// it out.
pub fn span(integration: &Integration) -> Span {
    tracing::error_span!(
        "import",
        account = %integration.account,
        integration = %integration.name,
        run = field::Empty,
    )
}

/// Imports until caught up, as [`crate::import::import`] does, under a lease that was taken, and writes
/// down how it goes. Called within the integration's [`span`].
pub async fn run(
    context: &Context,
    integration: &Integration,
    lease: Lease,
    options: RunOptions<'_>,
) -> Result<ImportReport, IngestError> {
    importable(integration)?;
    let runs = &context.store.runs;
    let failures = runs.latest(integration.id).await?.failures;
    // Planned first, so that not even a fault of the program makes a run due for ever.
    let next_at = options.next_run.map(|next_run| next_run(failures + 1));
    let number = runs.begin(lease, context.clock.now(), next_at).await?;
    Span::current().record("run", number);
    tracing::info!("import began");
    let (told, latest) = watch::channel(None);
    let progress: Arc<dyn Progress> = Arc::new(Recorded::new(options.progress, told));
    let imported = async {
        let client = options.clients.of(context, integration).await?;
        let stop = options.stop;
        let told = (&progress, stop);
        let budget = &options.repair;
        let report = import_with(context, lease, &client, told, budget, options.history).await?;
        // What is dropped could not be counted with the older history that is to come.
        if let Some(days) = options.keep_events.filter(|_| !report.is_preliminary) {
            let present = Timestamp(client.zendesk_now());
            drop_old(context, lease, days, present, progress.as_ref(), stop).await?;
        }
        Ok(report)
    };
    let imported = tokio::select! {
        imported = imported => imported,
        never = write_down(context, lease, number, latest) => match never {},
    };
    let end = match end(&imported, failures, options.advise) {
        // Where nobody plans the next run, who asked for this one is told, and nobody else.
        RunEnd::Unable(_) if options.next_run.is_none() => RunEnd::Stopped,
        end => end,
    };
    let now = context.clock.now();
    let next_at = options.next_run.map(|next_run| match end {
        // Older history is read on at once, behind whatever else is due.
        RunEnd::Well if imported.as_ref().is_ok_and(|report| report.is_preliminary) => now,
        RunEnd::Well => next_run(0),
        // It goes on as soon as it may, or somebody else does.
        RunEnd::Stopped | RunEnd::Unable(_) => now,
        RunEnd::Badly(_) => {
            let planned = next_run(failures + 1);
            if is_of_the_database(&imported) { planned.min(soon(now, failures)) } else { planned }
        }
    });
    let written = runs.end(lease, number, now, end.clone(), next_at).await;
    // A run that lost its lease cannot write down its end: that is another worker's now.
    if !matches!(written, Err(StoreError::LeaseLost)) {
        log(&imported, &end);
    }
    written?;
    if imported.is_ok() {
        deliver(context, lease, options.stop).await?;
    }
    imported
}

/// Delivers what is due. The import has ended, so nothing that fails here is its failure.
async fn deliver(context: &Context, lease: Lease, stop: &Stop) -> Result<(), IngestError> {
    let found = context.store.integrations.by_id(lease.integration).await?;
    let Some(integration) = found else { return Ok(()) };
    let delivered = deliveries::run_due(context, &integration, lease);
    match unless_stopped(stop, delivered).await {
        Err(lost @ IngestError::Store(StoreError::LeaseLost)) => return Err(lost),
        Err(error) => tracing::warn!(reason = %chain(&error), "deliveries could not be made"),
        Ok(()) => {}
    }
    Ok(())
}

/// Writes down how far the run is, now and then, as long as it is listened to.
async fn write_down(
    context: &Context,
    lease: Lease,
    number: i64,
    mut latest: watch::Receiver<Option<RunProgress>>,
) -> Infallible {
    while latest.changed().await.is_ok() {
        let progress = latest.borrow_and_update().clone();
        if let Some(progress) = progress
            && let Err(error) = context.store.runs.advance(lease, number, progress).await
        {
            tracing::debug!(%error, "progress could not be written down");
        }
        tokio::time::sleep(WRITE_EVERY).await;
    }
    std::future::pending().await
}

fn end(imported: &Result<ImportReport, IngestError>, failures: u32, advise: Advise) -> RunEnd {
    match imported {
        Ok(_) => RunEnd::Well,
        Err(
            IngestError::Stopped
            | IngestError::Store(StoreError::Deleted | StoreError::NoSuchIntegration),
        ) => RunEnd::Stopped,
        Err(error) => {
            let unable = is_of_this_process(error);
            let failure = RunFailure {
                reason: chain(error),
                advice: advise(error),
                needs_attention: unable
                    || needs_somebody(error)
                    || failures + 1 >= TOLERATED_FAILURES,
                trouble: Trouble::of(error).map(|trouble| trouble.as_str().to_owned()),
                named: Trouble::named(error).map(str::to_owned),
            };
            if unable { RunEnd::Unable(failure) } else { RunEnd::Badly(failure) }
        }
    }
}

/// Whether the fault is this process's, whose key file is not that of the credentials: another worker may
/// well succeed.
pub(crate) fn is_of_this_process(error: &IngestError) -> bool {
    let IngestError::Store(error) = error else { return false };
    matches!(error, StoreError::KeyFile { .. } | StoreError::WrongKey { .. })
}

/// Whether the database could not be reached or written: Zendesk is not to blame, and another server may take
/// over within seconds.
fn is_of_the_database(imported: &Result<ImportReport, IngestError>) -> bool {
    matches!(
        imported,
        Err(IngestError::Store(
            StoreError::Unavailable { .. }
                | StoreError::Busy
                | StoreError::Overtaken
                | StoreError::Backend(_)
        ))
    )
}

/// When a run is tried again after the database failed: twice as late after each failure in a row.
fn soon(now: Timestamp, failures: u32) -> Timestamp {
    now.plus_seconds(AFTER_THE_DATABASE_FAILED_SECONDS << failures.min(5))
}

/// Whether nothing changes until somebody does something.
fn needs_somebody(error: &IngestError) -> bool {
    match error {
        IngestError::Zendesk(error) => match error {
            ZendeskError::Unreachable { .. } | ZendeskError::ServerFault { .. } => false,
            error => matches!(error.outcome(), Outcome::Refused | Outcome::Unreachable),
        },
        IngestError::Store(_) => false,
        _ => true,
    }
}

fn log(imported: &Result<ImportReport, IngestError>, end: &RunEnd) {
    match (imported, end) {
        (Ok(report), _) => tracing::info!(
            tickets = report.tickets,
            ticket_events = report.ticket_events,
            calls = report.calls,
            requests = report.requests,
            covered_until = %report.coverage.until,
            "import caught up",
        ),
        (Err(_), RunEnd::Badly(failure) | RunEnd::Unable(failure)) => tracing::warn!(
            reason = %failure.reason,
            advice = failure.advice,
            needs_attention = failure.needs_attention,
            "import failed",
        ),
        (Err(_), _) => tracing::info!("import stopped; everything read so far is kept"),
    }
}

/// Tells the user and remembers the latest for the store.
struct Recorded {
    inner: Arc<dyn Progress>,
    told: watch::Sender<Option<RunProgress>>,
    /// When the present stage began.
    began: Mutex<Instant>,
}

impl Recorded {
    fn new(inner: Arc<dyn Progress>, told: watch::Sender<Option<RunProgress>>) -> Self {
        Self { inner, told, began: Mutex::new(Instant::now()) }
    }

    fn began(&self) -> MutexGuard<'_, Instant> {
        self.began.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, stage: Stage, done: u64, of: Option<u64>, left: Option<Duration>) {
        let (stage, seconds_left) = (stage.as_str().to_owned(), left.map(|left| left.as_secs()));
        self.told.send_replace(Some(RunProgress { stage, done, of, seconds_left }));
    }
}

impl Progress for Recorded {
    fn stage(&self, stage: Stage) {
        *self.began() = Instant::now();
        self.tell(stage, 0, None, None);
        self.inner.stage(stage);
    }

    fn reading(&self, stage: Stage, reading: &Reading) {
        let taken = self.began().elapsed();
        self.tell(stage, reading.rows, reading.rows_in_all(), reading.time_left(taken));
        self.inner.reading(stage, reading);
    }

    fn waiting(&self, left: Duration) {
        self.inner.waiting(left);
    }

    fn advanced(&self, stage: Stage, done: u64, of: Option<u64>) {
        self.tell(stage, done, of, None);
        self.inner.advanced(stage, done, of);
    }

    fn note(&self, text: &str) {
        tracing::info!(note = text, "import noted");
        self.inner.note(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_database_failed_at_is_tried_again_soon() {
        let lost = || StoreError::Unavailable {
            location: "postgres://db/inflow".to_owned(),
            source: "terminating connection".into(),
        };
        assert!(is_of_the_database(&Err(lost().into())));
        assert!(!is_of_the_database(&Err(IngestError::NothingImported)));
        let waits = [0, 1, 2, 5, 9].map(|failures| soon(Timestamp(1000), failures).0 - 1000);
        assert_eq!(waits, [30, 60, 120, 960, 960]);
    }
}
