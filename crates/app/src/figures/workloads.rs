//! Workloads as queues: which there are, and what each would have seen (rule 10).

use std::collections::{BTreeMap, BTreeSet};

use inflow_domain::{
    Channel, Interval, Members, QueueKey, Timestamp, ViewId, Workload, WorkloadId,
};
use inflow_mapping::{CountedWorkload, Engine, QueueState, Settings};
use inflow_store::{EventDrop, Integration, QueueSummary};

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::preview::{SeenByDay, day};
use crate::figures::queues::{Queue, covered, queues};
use crate::figures::views::{ViewReport, counted_views, views};
use crate::import::retention::complete_from;
use crate::import::{counting, walk};

/// A workload with its figures as those of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkloadReport {
    /// What it is made of.
    pub workload: Workload,
    /// The workload as a queue.
    pub queue: Queue,
    /// Its views or Talk queues, each with its id and its title or name.
    pub members: Vec<(String, String)>,
    /// Whether what was counted last knows the workload as it is.
    pub is_counted: bool,
}

/// Every workload of an integration, by name.
pub async fn workloads(
    context: &Context,
    integration: &Integration,
) -> Result<Vec<WorkloadReport>, IngestError> {
    let store = &context.store;
    let known = store.workloads.workloads(integration.id).await?;
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let reports = views(context, integration).await?;
    let drops = store.retention.drops(integration.id).await?;
    let due = counting::workloads_due(context, integration).await?;
    let by_id = reports.iter().map(|report| (report.view.id, report)).collect();
    let mut told = Vec::with_capacity(known.len());
    for workload in known {
        let record = store.reports.queue(integration.id, &workload.key()).await?;
        let summary = record.map(|record| record.summary);
        let is_counted = !due.contains(&workload.id);
        told.push(report(integration, workload, summary, &by_id, &drops, is_counted));
    }
    told.sort_by(|left, right| left.workload.name.cmp(&right.workload.name));
    Ok(told)
}

/// The workload of that name or id.
pub async fn workload(
    context: &Context,
    integration: &Integration,
    wanted: &str,
) -> Result<WorkloadReport, IngestError> {
    select(workloads(context, integration).await?, wanted)
}

/// The workload of that name or id among those there are.
pub fn select(all: Vec<WorkloadReport>, wanted: &str) -> Result<WorkloadReport, IngestError> {
    let is_it =
        |one: &WorkloadReport| one.queue.id() == wanted || one.workload.name == wanted.trim();
    let known = all.iter().map(|one| one.workload.name.clone()).collect();
    let found = all.into_iter().find(is_it);
    found.ok_or_else(|| IngestError::NoSuchWorkload { workload: wanted.to_owned(), known })
}

fn report(
    integration: &Integration,
    workload: Workload,
    summary: Option<QueueSummary>,
    views: &BTreeMap<ViewId, &ViewReport>,
    drops: &[EventDrop],
    is_counted: bool,
) -> WorkloadReport {
    let key = workload.key();
    let from = integration.coverage.map_or(integration.since, |coverage| coverage.from);
    let nothing = Interval::containing(from);
    let nothing = QueueSummary { key: key.clone(), offered: 0, first: nothing, last: nothing };
    let members = match &workload.members {
        Members::Views { views, .. } => views.clone(),
        Members::Calls(_) => BTreeSet::new(),
    };
    let of_views = || members.iter().filter_map(|view| views.get(view));
    let goes_on =
        key.is_talk() || of_views().any(|report| report.queue_state() == Some(QueueState::Active));
    let is_active = goes_on && !integration.life.is_deleted();
    let queue = Queue {
        summary: summary.unwrap_or(nothing),
        name: workload.name.clone(),
        state: if is_active { QueueState::Active } else { QueueState::Inactive },
        definition_since: of_views().filter_map(|report| report.definition_since).max(),
        complete_from: complete_from(drops, workload.made_at).filter(|_| !key.is_talk()),
    };
    let members = match &workload.members {
        Members::Views { views: ids, .. } => {
            let title = |id| views.get(id).map(|report| report.view.title.clone());
            ids.iter().map(|id| (id.to_string(), title(id).unwrap_or_default())).collect()
        }
        Members::Calls(queues) => {
            let keys = queues.iter().cloned().map(QueueKey::Calls);
            keys.map(|key| (key.id(), key.name(""))).collect()
        }
    };
    WorkloadReport { workload, queue, members, is_counted }
}

/// What a workload of these would have seen, by day of UTC.
pub async fn would_see(
    context: &Context,
    integration: &Integration,
    members: &Members,
) -> Result<SeenByDay, IngestError> {
    match members {
        Members::Views { channel, views } => {
            let workload = CountedWorkload { id: TRIAL, channel: *channel, views: views.clone() };
            of_views(context, integration, workload).await
        }
        Members::Calls(calls) => {
            let mut seen = SeenByDay::new();
            for queue in calls.iter().cloned().map(QueueKey::Calls) {
                let Some((from, until)) = covered(integration, &queue) else { continue };
                let volumes = context.store.reports.volumes(integration.id, &queue, from, until);
                for (interval, figures) in volumes.await? {
                    let place = (queue.channel(), day(interval.start()));
                    *seen.entry(place).or_default() += figures.offered;
                }
            }
            Ok(seen)
        }
    }
}

/// The id of a workload that is not made yet.
const TRIAL: WorkloadId = WorkloadId(0);

async fn of_views(
    context: &Context,
    integration: &Integration,
    workload: CountedWorkload,
) -> Result<SeenByDay, IngestError> {
    let coverage = integration.coverage.ok_or(IngestError::NothingImported)?;
    let inputs = context.store.counts.inputs(integration.id).await?;
    let mut counted = counted_views(&inputs);
    counted.retain(|view| workload.views.contains(&view.id()));
    let (view, channel) = (workload.as_view(), workload.channel);
    let since = counting::counts_from(context, integration).await?;
    let settings = counting::settings(since, &inputs, counted);
    let engine = Engine::new(Settings { workloads: vec![workload], ..settings });
    let covered = coverage.from..coverage.until;
    walk::every_ticket(context, integration, SeenByDay::new(), move |seen, history| {
        for contact in engine.count(history).contacts {
            if contact.in_view(view).is_some() && covered.contains(&contact.at) {
                *seen.entry((channel, day(contact.at))).or_default() += 1;
            }
        }
        true
    })
    .await
}

/// Contacts that count in two queues of one channel (rule 10.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The one queue, with its contacts.
    pub left: (Queue, i64),
    /// The other one, with its contacts.
    pub right: (Queue, i64),
    /// Those that count in both.
    pub both: i64,
}

/// The per cent of contacts that two queues share from which a workload of both is suggested.
pub const SUGGESTED_PERCENT: i64 = 90;

/// Contacts are looked at for so long a time at once.
const AT_ONCE_SECONDS: i64 = 28 * 86_400;

impl Overlap {
    /// How many of a hundred contacts that count in either count in both, rounded down.
    pub fn percent(&self) -> i64 {
        let either = self.left.1 + self.right.1 - self.both;
        if either == 0 { 0 } else { self.both * 100 / either }
    }

    /// Whether both are so much alike that they are to be planned together.
    pub fn suggests_workload(&self) -> bool {
        self.percent() >= SUGGESTED_PERCENT
    }
}

/// The overlaps of the queues of one channel in `[from, to)`: every two that share a contact, the most shared
/// first.
pub async fn overlaps(
    context: &Context,
    integration: &Integration,
    channel: Channel,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Overlap>, IngestError> {
    let all = queues(context, integration).await?;
    let of_views = |queue: &Queue| queue.summary.key.view();
    let of_channel = all.into_iter().filter(|queue| queue.summary.key.channel() == channel);
    let queues: BTreeMap<ViewId, Queue> =
        of_channel.filter_map(|queue| Some((of_views(&queue)?, queue))).collect();
    let mut offered: BTreeMap<ViewId, i64> = BTreeMap::new();
    let mut both: BTreeMap<(ViewId, ViewId), i64> = BTreeMap::new();
    for (view, queue) in &queues {
        let key = &queue.summary.key;
        let Some((known_from, known_until)) = covered(integration, key) else { continue };
        let begin = from.max(known_from).max(queue.summary.first.start());
        let end = to.min(known_until).min(queue.summary.last.end());
        let mut at = begin;
        while at < end {
            let next = at.plus_seconds(AT_ONCE_SECONDS).min(end);
            let contacts = context.store.reports.contacts(integration.id, key, at, next).await?;
            for contact in &contacts {
                *offered.entry(*view).or_default() += 1;
                for other in contact.view_ids().filter(|other| other > view) {
                    *both.entry((*view, other)).or_default() += 1;
                }
            }
            at = next;
        }
    }
    let with_contacts = |view: &ViewId| {
        let queue = queues.get(view)?.clone();
        Some((queue, offered.get(view).copied().unwrap_or_default()))
    };
    let overlap = |((left, right), both): (&(ViewId, ViewId), &i64)| {
        Some(Overlap { left: with_contacts(left)?, right: with_contacts(right)?, both: *both })
    };
    let mut found: Vec<Overlap> = both.iter().filter_map(overlap).collect();
    found.sort_by_key(|overlap| std::cmp::Reverse((overlap.percent(), overlap.both)));
    Ok(found)
}
