//! An import run that tells the store how far it is and how it ended, so that every other command
//! can tell its user.

use std::convert::Infallible;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use inflow_store::{Integration, RunEnd, RunFailure, RunProgress, StoreError};
use inflow_zendesk::{Error as ZendeskError, Outcome};
use tokio::sync::watch;
use tracing::Instrument as _;

use crate::clients::Clients;
use crate::context::Context;
use crate::error::IngestError;
use crate::import::{ImportReport, import_with};
use crate::lives::importable;
use crate::progress::{Progress, Reading, Stage};
use crate::stop::Stop;

/// How often progress is written down.
const WRITE_EVERY: Duration = Duration::from_secs(2);

/// After so many failures in a row somebody should look, whatever they are.
const TOLERATED_FAILURES: u32 = 3;

/// Says what to do about an error.
pub type Advise = fn(&IngestError) -> Option<String>;

/// Imports until caught up, as [`crate::import::import`] does, and writes down how it goes. The caller
/// has the right to import.
pub async fn run(
    context: &Context,
    integration: &Integration,
    clients: &Clients,
    progress: Arc<dyn Progress>,
    stop: &Stop,
    advise: Advise,
) -> Result<ImportReport, IngestError> {
    importable(integration)?;
    let (id, runs) = (integration.id, &context.store.runs);
    let failures = runs.latest(id).await?.failures;
    let number = runs.begin(id, context.clock.now()).await?;
    let span = tracing::info_span!(
        "import",
        account = %integration.account,
        integration = %integration.name,
        run = number,
    );
    let running = async {
        tracing::info!("import began");
        let (told, latest) = watch::channel(None);
        let progress: Arc<dyn Progress> = Arc::new(Recorded { inner: progress, told });
        let imported = async {
            let client = clients.of(context, integration).await?;
            import_with(context, integration, &client, &progress, stop).await
        };
        let imported = tokio::select! {
            imported = imported => imported,
            never = write_down(context, integration, number, latest) => match never {},
        };
        let end = end(&imported, failures, advise);
        log(&imported, &end);
        runs.end(id, number, context.clock.now(), end).await?;
        imported
    };
    running.instrument(span).await
}

/// Writes down how far the run is, now and then, as long as it is listened to.
async fn write_down(
    context: &Context,
    integration: &Integration,
    number: i64,
    mut latest: watch::Receiver<Option<RunProgress>>,
) -> Infallible {
    while latest.changed().await.is_ok() {
        let progress = latest.borrow_and_update().clone();
        if let Some(progress) = progress
            && let Err(error) = context.store.runs.advance(integration.id, number, progress).await
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
        Err(error) => RunEnd::Badly(RunFailure {
            reason: chain(error),
            advice: advise(error),
            needs_attention: needs_somebody(error) || failures + 1 >= TOLERATED_FAILURES,
        }),
    }
}

/// An error with its causes, in one line.
pub fn chain(error: &IngestError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += ": ";
        text += &error.to_string();
        cause = error.source();
    }
    text
}

/// Whether nothing changes until somebody does something.
fn needs_somebody(error: &IngestError) -> bool {
    match error {
        IngestError::Zendesk(error) => match error {
            ZendeskError::Unreachable { .. } | ZendeskError::ServerFault { .. } => false,
            error => matches!(error.outcome(), Outcome::Refused | Outcome::Unreachable),
        },
        IngestError::Store(error) => {
            matches!(error, StoreError::KeyFile { .. } | StoreError::WrongKey { .. })
        }
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
        (Err(_), RunEnd::Badly(failure)) => tracing::warn!(
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
}

impl Recorded {
    fn tell(&self, stage: Stage, done: u64, of: Option<u64>) {
        let stage = stage.as_str().to_owned();
        self.told.send_replace(Some(RunProgress { stage, done, of }));
    }
}

impl Progress for Recorded {
    fn stage(&self, stage: Stage) {
        self.tell(stage, 0, None);
        self.inner.stage(stage);
    }

    fn reading(&self, stage: Stage, reading: &Reading) {
        self.tell(stage, reading.rows, None);
        self.inner.reading(stage, reading);
    }

    fn waiting(&self, left: Duration) {
        self.inner.waiting(left);
    }

    fn advanced(&self, stage: Stage, done: u64, of: Option<u64>) {
        self.tell(stage, done, of);
        self.inner.advanced(stage, done, of);
    }

    fn note(&self, text: &str) {
        tracing::info!(note = text, "import noted");
        self.inner.note(text);
    }
}
