//! Queues as planners know them: names, state, and the figures of each.

use std::collections::{BTreeMap, BTreeSet};

use inflow_domain::{Figures, Interval, QueueKey, Timestamp, ViewId};
pub use inflow_mapping::QueueState;
use inflow_store::{Integration, QueueSummary};

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::views::{ViewReport, view_of_queue, views};

/// A queue with its present name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// What it is, and what it counted.
    pub summary: QueueSummary,
    /// The name.
    pub name: String,
    /// Whether it goes on.
    pub state: QueueState,
    /// Since when its view has the definition that counts; nothing for Talk.
    pub definition_since: Option<Timestamp>,
    /// From when on its history is complete, where events were dropped before it was first counted.
    pub complete_from: Option<Timestamp>,
}

impl Queue {
    /// The id that never changes.
    pub fn id(&self) -> String {
        self.summary.key.id()
    }
}

/// Every queue with a contact, sorted by id (rule 6.6).
pub async fn queues(
    context: &Context,
    integration: &Integration,
) -> Result<Vec<Queue>, IngestError> {
    let summaries = async { Ok(context.store.reports.queues(integration.id).await?) };
    let (reports, summaries) = tokio::try_join!(views(context, integration), summaries)?;
    let by_id: BTreeMap<ViewId, &ViewReport> =
        reports.iter().map(|report| (report.view.id, report)).collect();
    let queue = |summary: QueueSummary| {
        let report = summary.key.view().and_then(|view| by_id.get(&view));
        named(integration, summary, report.copied())
    };
    Ok(summaries.into_iter().map(queue).collect())
}

/// The queue of that id, where it has a contact; no workload.
pub async fn queue(
    context: &Context,
    integration: &Integration,
    id: &str,
) -> Result<Option<Queue>, IngestError> {
    let of_queue = |key: &QueueKey| key.workload().is_none();
    let Some(key) = QueueKey::from_id(id).filter(of_queue) else { return Ok(None) };
    let record = context.store.reports.queue(integration.id, &key).await?;
    Ok(record.map(|record| {
        let report = view_of_queue(integration, &record);
        named(integration, record.summary, report.as_ref())
    }))
}

fn named(integration: &Integration, summary: QueueSummary, report: Option<&ViewReport>) -> Queue {
    Queue {
        name: summary.key.name(report.map_or("", |report| &report.view.title)),
        state: match report {
            // Nothing goes on in a deleted integration.
            _ if integration.life.is_deleted() => QueueState::Inactive,
            Some(report) => report.queue_state().unwrap_or(QueueState::Inactive),
            None => QueueState::Active,
        },
        definition_since: report.and_then(|report| report.definition_since),
        complete_from: report.and_then(|report| report.complete_from),
        summary,
    }
}

/// Whether a call may count in queues of both kinds: by itself, and through the ticket that it made in
/// the views of that ticket (rule 7.5). Such queues are never added up.
pub fn share_calls(queues: &[Queue]) -> bool {
    let of_calls = |queue: &Queue| queue.summary.key.is_talk();
    queues.iter().any(of_calls) && !queues.iter().all(of_calls)
}

/// The ids of queues that cannot be told apart by their names (rule 6.6).
pub fn namesakes(queues: &[Queue]) -> BTreeSet<String> {
    let named = |name: &str| queues.iter().filter(|queue| queue.name.trim() == name.trim()).count();
    queues.iter().filter(|queue| named(&queue.name) > 1).map(Queue::id).collect()
}

/// The queues of that name or id; two views with one title are two queues (rule 6.6).
pub fn select(queues: Vec<Queue>, wanted: &str) -> Result<Vec<Queue>, IngestError> {
    let by_id: Vec<Queue> = queues.iter().filter(|queue| queue.id() == wanted).cloned().collect();
    if !by_id.is_empty() {
        return Ok(by_id);
    }
    let named: Vec<Queue> =
        queues.into_iter().filter(|queue| queue.name.trim() == wanted.trim()).collect();
    if named.is_empty() {
        return Err(IngestError::NoSuchQueue { queue: wanted.to_owned() });
    }
    Ok(named)
}

/// The one queue of that name or id. A name that several have names none of them.
pub fn select_one(queues: Vec<Queue>, wanted: &str) -> Result<Queue, IngestError> {
    let mut found = select(queues, wanted)?;
    match found.pop() {
        Some(queue) if found.is_empty() => Ok(queue),
        last => {
            let ids = found.iter().chain(&last).map(Queue::id).collect();
            Err(IngestError::SeveralQueues { queue: wanted.to_owned(), ids })
        }
    }
}

/// From when to when a queue's figures are known (rule 8.2).
pub fn covered(integration: &Integration, queue: &QueueKey) -> Option<(Timestamp, Timestamp)> {
    let coverage = integration.coverage?;
    let until = match queue {
        QueueKey::View { .. } | QueueKey::Workload { .. } => coverage.until,
        QueueKey::Calls(_) | QueueKey::CallWorkload(_) => coverage.calls_until?,
    };
    Some((coverage.from, until))
}

/// A queue's intervals with a contact whose start is in `[from, to)` and is covered (rule 8.2).
pub async fn volumes(
    context: &Context,
    integration: &Integration,
    queue: &QueueKey,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Interval, Figures)>, IngestError> {
    let Some((covered_from, covered_until)) = covered(integration, queue) else {
        return Ok(Vec::new());
    };
    let (from, to) = (from.max(covered_from), to.min(covered_until));
    Ok(context.store.reports.volumes(integration.id, queue, from, to).await?)
}
