//! How each integration is doing, for people and programs beside the importer.

use std::collections::HashSet;

use inflow_domain::{IntegrationId, Timestamp};
use inflow_store::{CUT_OFF_AT_MOST, Integration, Life, Run, RunFailure};

use crate::context::Context;
use crate::error::IngestError;

/// How an integration is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing was imported yet, and nobody does so now.
    New,
    /// An import runs.
    Importing,
    /// The last import ended well, or badly in a way that may pass by itself.
    Operational,
    /// It is left out of imports.
    Paused,
    /// It is not imported until somebody does something.
    NeedsAttention,
    /// It is imported no more; what was imported can be read.
    Deleted,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 6] = [
        Self::New,
        Self::Importing,
        Self::Operational,
        Self::Paused,
        Self::NeedsAttention,
        Self::Deleted,
    ];

    /// The word that users and programs read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Importing => "importing",
            Self::Operational => "operational",
            Self::Paused => "paused",
            Self::NeedsAttention => "needs attention",
            Self::Deleted => "deleted",
        }
    }
}

/// How an integration is doing, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReport {
    /// In a word.
    pub status: Status,
    /// The latest run; its progress belongs to the present only while the status is importing.
    pub run: Run,
    /// Up to when ticket events were read.
    pub last_event: Option<Timestamp>,
    /// When the next run is due; nothing where no service runs.
    pub next_run: Option<Timestamp>,
}

impl StatusReport {
    /// Since when the status lasts, where it is a lasting one.
    pub fn since(&self, integration: &Integration) -> Option<Timestamp> {
        match (self.status, integration.life) {
            (Status::Paused, Life::Paused { since }) => Some(since),
            (Status::Deleted, Life::Deleted { at }) => Some(at),
            (Status::Importing, _) => self.run.started_at,
            _ => None,
        }
    }
}

/// How integrations are doing.
pub async fn statuses(
    context: &Context,
    integrations: &[Integration],
) -> Result<Vec<StatusReport>, IngestError> {
    let somebody_imports = context.store.imports.is_claimed().await?;
    let holders = context.store.leases.holders().await?;
    let held: HashSet<IntegrationId> = holders.iter().map(|holder| holder.integration).collect();
    let mut reports = Vec::with_capacity(integrations.len());
    for integration in integrations {
        let mut run = context.store.runs.latest(integration.id).await?;
        let is_held = held.contains(&integration.id);
        if run.is_open() && !is_held && run.cut_off >= CUT_OFF_AT_MOST {
            run.failure = Some(cut_off(&run));
            run.failures = run.failures.max(run.cut_off + 1);
        }
        let bookmarks = context.store.imports.bookmarks(integration.id).await?;
        let active = somebody_imports && integration.life == Life::Active;
        reports.push(StatusReport {
            status: status(integration, &run, is_held),
            last_event: bookmarks.ticket_events,
            next_run: run.next_at.filter(|_| active),
            run,
        });
    }
    Ok(reports)
}

/// What is wrong where one run after the other was cut off.
fn cut_off(run: &Run) -> RunFailure {
    let reason = format!(
        "the process that imports ended in the middle of an import, {} times in a row",
        run.cut_off + 1
    );
    let advice =
        "look at the service's log and at the system's for what ended it, such as too little \
                  memory; the import is tried again when it is planned"
            .to_owned();
    RunFailure { reason, advice: Some(advice), needs_attention: true, trouble: None, named: None }
}

fn status(integration: &Integration, run: &Run, held: bool) -> Status {
    match integration.life {
        Life::Deleted { .. } => Status::Deleted,
        Life::Paused { .. } => Status::Paused,
        // A run under nobody's lease was killed on its way.
        Life::Active if run.is_open() && held => Status::Importing,
        Life::Active if run.failure.as_ref().is_some_and(|failure| failure.needs_attention) => {
            Status::NeedsAttention
        }
        Life::Active if integration.coverage.is_none() => Status::New,
        Life::Active => Status::Operational,
    }
}
