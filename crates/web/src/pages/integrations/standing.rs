//! How an integration is doing, as pages show it.

use inflow_app::accounts::integrations::api_token_days_left;
use inflow_app::accounts::trouble::Trouble;
use inflow_app::import::progress::Stage;
use inflow_app::service::status::{Status, StatusReport};
use inflow_domain::Timestamp;
use inflow_store::{Integration, RunProgress};

use super::super::layout::Page;
use super::super::trouble::{Told, told_of};
use crate::pages::i18n::Text;

/// Fewer days than this of an API token are worth a word everywhere.
const FEW_DAYS: i64 = 180;

/// How often a page about something that goes on is brought up to date.
const REFRESH_SECONDS: u32 = 4;

/// How an integration is doing.
pub(super) struct Standing {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) domain: String,
    /// The colour of the status.
    pub(super) tone: &'static str,
    pub(super) status: Text,
    pub(super) since: Option<Timestamp>,
    pub(super) progress: Option<ShownProgress>,
    pub(super) failure: Option<ShownFailure>,
    pub(super) last_success: Option<Timestamp>,
    pub(super) last_event: Option<Timestamp>,
    pub(super) next_run: Option<Timestamp>,
    /// What is said where no time is planned.
    pub(super) no_next_run: Text,
    /// How many days its API token still works, where they are few.
    pub(super) token_days: Option<i64>,
}

/// How far an import is.
pub(super) struct ShownProgress {
    pub(super) stage: Text,
    /// In hundredths, where it is known of how many.
    pub(super) hundredths: Option<u64>,
    pub(super) count: Option<Text>,
    pub(super) left: Option<Text>,
}

/// Why a run failed.
pub(super) struct ShownFailure {
    pub(super) tone: &'static str,
    pub(super) headline: Text,
    /// What happened and what to do, in the reader's language, where it is of a known kind.
    pub(super) told: Option<Told>,
    /// What happened and what to do, as it was written down.
    pub(super) reason: String,
    pub(super) advice: Option<String>,
}

impl Standing {
    pub(super) fn of(page: &Page, integration: &Integration, report: &StatusReport) -> Self {
        let days = api_token_days_left(&integration.credential_kind, page.now);
        let is_running = report.status == Status::Importing;
        let progress = report.run.progress.as_ref().filter(|_| is_running);
        let (status, tone) = status_words(report.status);
        Self {
            id: integration.id.0,
            name: integration.name.clone(),
            domain: integration.domain.clone(),
            tone,
            status: page.t(status),
            since: report.since(integration),
            progress: progress.map(|progress| shown_progress(page, progress)),
            failure: shown_failure(page, report),
            last_success: integration.last_success,
            last_event: report.last_event,
            next_run: report.next_run,
            no_next_run: page.t(match report.status {
                // The service looks for new ones every few seconds.
                Status::New => "next-run-soon",
                _ => "not-planned",
            }),
            token_days: days.filter(|days| *days <= FEW_DAYS),
        }
    }
}

/// After how many seconds a page about these should be brought up to date: where something goes on.
pub(super) fn refresh(reports: &[StatusReport]) -> Option<u32> {
    // The service comes to what is new within seconds, though no run is planned yet.
    let goes_on = |report: &StatusReport| matches!(report.status, Status::New | Status::Importing);
    reports.iter().any(goes_on).then_some(REFRESH_SECONDS)
}

/// A status with its colour.
pub(super) fn status_words(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::New => ("status-new", "idle"),
        Status::Importing => ("status-importing", "busy"),
        Status::Operational => ("status-operational", "good"),
        Status::Paused => ("status-paused", "warn"),
        Status::NeedsAttention => ("status-needs-attention", "bad"),
        Status::Deleted => ("status-deleted", "idle"),
    }
}

fn shown_progress(page: &Page, progress: &RunProgress) -> ShownProgress {
    let of = progress.of.filter(|of| *of > 0);
    let count = match of {
        // How long an export is, nobody tells before it is read.
        Some(of) if !is_reading(&progress.stage) => {
            Some(page.t("progress-of").with("done", progress.done).with("of", of))
        }
        _ if progress.done > 0 => Some(page.t("progress-rows").with("done", progress.done)),
        _ => None,
    };
    ShownProgress {
        stage: page.t(stage_words(&progress.stage)),
        hundredths: of.map(|of| progress.done.min(of).saturating_mul(100) / of),
        count,
        left: progress.seconds_left.filter(|left| *left > 0).map(|left| {
            // Nobody plans by the seconds of an estimate.
            let left = if left > 90 { (left + 30) / 60 * 60 } else { left };
            page.t("progress-left").with("time", page.duration(left))
        }),
    }
}

fn is_reading(stage: &str) -> bool {
    matches!(Stage::from_words(stage), Some(Stage::Tickets | Stage::TicketEvents | Stage::Calls))
}

fn stage_words(stage: &str) -> &'static str {
    match Stage::from_words(stage) {
        Some(Stage::Discovering) => "stage-discovering",
        Some(Stage::Tickets) => "stage-tickets",
        Some(Stage::TicketEvents) => "stage-ticket-events",
        Some(Stage::Calls) => "stage-calls",
        Some(Stage::Counting) => "stage-counting",
        Some(Stage::Repairing) => "stage-repairing",
        Some(Stage::Comparing) => "stage-comparing",
        None => "status-importing",
    }
}

fn shown_failure(page: &Page, report: &StatusReport) -> Option<ShownFailure> {
    let failure = report.run.failure.as_ref()?;
    if matches!(report.status, Status::Deleted) {
        return None;
    }
    let headline = if failure.needs_attention { "failure-attention" } else { "failure-passing" };
    Some(ShownFailure {
        tone: if failure.needs_attention { "bad" } else { "warn" },
        headline: page.t(headline).with("runs", report.run.failures),
        told: failure
            .trouble
            .as_deref()
            .and_then(Trouble::from_name)
            .map(|trouble| told_of(page, trouble, failure.named.as_deref().unwrap_or_default())),
        reason: failure.reason.clone(),
        advice: failure.advice.clone(),
    })
}
