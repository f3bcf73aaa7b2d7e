//! Counting: the stored history through the engine, all of it or what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use inflow_domain::{Channel, ChannelTable, Field, Members, Timestamp, ViewId, WorkloadId};
use inflow_mapping::{CountedView, CountedWorkload, Engine, Settings, fields_read, judges_text};
use inflow_store::{CountReport, CountScope, CountedWith, CountingInputs, Integration, Lease};
use sha2::{Digest, Sha256};
use smol_str::SmolStr;

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::views::counted_views;
use crate::import::counter::EngineCounter;
use crate::import::definition;
use crate::import::progress::{Progress, Stage};

/// Moves when the engine counts otherwise than before, so that everything is counted again.
pub const ENGINE_VERSION: u32 = 5;

/// Bytes of a name: enough that no two definitions share one.
const DIGEST_BYTES: usize = 16;

/// Counts what changed since the last count. Views that are new or edited are judged over the whole
/// history, and they alone; everything is, where something changed that decides about all views.
pub async fn count(
    context: &Context,
    integration: &Integration,
    lease: Lease,
    progress: &Arc<dyn Progress>,
) -> Result<CountReport, IngestError> {
    count_again(context, integration, lease, progress, false).await
}

/// Counts everything, whatever changed.
pub(crate) async fn count_everything(
    context: &Context,
    integration: &Integration,
    lease: Lease,
    progress: &Arc<dyn Progress>,
) -> Result<CountReport, IngestError> {
    count_again(context, integration, lease, progress, true).await
}

async fn count_again(
    context: &Context,
    integration: &Integration,
    lease: Lease,
    progress: &Arc<dyn Progress>,
    everything: bool,
) -> Result<CountReport, IngestError> {
    progress.stage(Stage::Counting);
    let inputs = context.store.counts.inputs(integration.id).await?;
    let keeps_text = context.store.imports.bookmarks(integration.id).await?.keeps_text;
    let views = counted_views(&inputs);
    let known_from = known_from(context, integration).await?;
    let counted_with = fingerprint(integration.since, known_from, &views, &inputs);
    let window = Window { since: integration.since, known_from };
    let authors = inputs.staff_changes.clone();
    let scope = match unchanged_views(&counted_with, inputs.counted_with.as_ref()) {
        _ if everything => CountScope::All,
        Unchanged::Nothing => CountScope::All,
        Unchanged::AllViews => CountScope::Changed { authors },
        Unchanged::Views(unchanged) => {
            let others = counter_of_changed(&window, &inputs, &views, unchanged, keeps_text);
            CountScope::Views { authors, others: Arc::new(others) }
        }
    };
    let counter = Arc::new(counter(&window, &inputs, views, keeps_text));
    let told = progress.clone();
    let report = context
        .store
        .counts
        .count(
            lease,
            scope,
            counter,
            counted_with,
            Arc::new(move |done, of| told.advanced(Stage::Counting, done, Some(of))),
        )
        .await?;
    tracing::info!(
        integration = %integration.name,
        tickets = report.tickets,
        contacts = report.contacts,
        "counted",
    );
    Ok(report)
}

/// Judges views and workloads that changed, and beside them the other views of those workloads.
fn counter_of_changed(
    window: &Window,
    inputs: &CountingInputs,
    views: &[CountedView],
    mut unchanged: BTreeSet<ViewId>,
    keeps_text: bool,
) -> EngineCounter {
    let mut workloads = counted_workloads(inputs);
    workloads.retain(|workload| !unchanged.contains(&workload.as_view()));
    for view in workloads.iter().flat_map(|workload| &workload.views) {
        unchanged.remove(view);
    }
    let mut judged = views.to_vec();
    judged.retain(|view| !unchanged.contains(&view.id()));
    let counter = counter_with(window, inputs, judged, workloads, keeps_text);
    EngineCounter { unchanged, ..counter }
}

/// The workloads of views.
fn counted_workloads(inputs: &CountingInputs) -> Vec<CountedWorkload> {
    let counted = inputs.workloads.iter().filter_map(|workload| match &workload.members {
        Members::Views { channel, views } => {
            Some(CountedWorkload { id: workload.id, channel: *channel, views: views.clone() })
        }
        Members::Calls(_) => None,
    });
    counted.collect()
}

/// The workloads that were not counted yet as they are now.
pub(crate) async fn workloads_due(
    context: &Context,
    integration: &Integration,
) -> Result<BTreeSet<WorkloadId>, IngestError> {
    let inputs = context.store.counts.inputs(integration.id).await?;
    let known_from = known_from(context, integration).await?;
    let now = fingerprint(integration.since, known_from, &counted_views(&inputs), &inputs);
    let before = inputs.counted_with.as_ref().filter(|before| before.common == now.common);
    let is_due = |workload: &CountedWorkload| {
        let view = workload.as_view();
        before.is_none_or(|before| before.views.get(&view) != now.views.get(&view))
    };
    let due = counted_workloads(&inputs).into_iter().filter(is_due);
    Ok(due.map(|workload| workload.id).collect())
}

/// From when a history counts.
struct Window {
    since: Timestamp,
    /// From when it is known, while older history is still to come.
    known_from: Option<Timestamp>,
}

/// From when contacts count by now.
pub(crate) async fn counts_from(
    context: &Context,
    integration: &Integration,
) -> Result<Timestamp, IngestError> {
    Ok(known_from(context, integration).await?.unwrap_or(integration.since))
}

/// From when the history is known, while older history is still to come; nothing once it is whole.
async fn known_from(
    context: &Context,
    integration: &Integration,
) -> Result<Option<Timestamp>, IngestError> {
    let history = context.store.slices.history(integration.id).await?;
    Ok(history.from.filter(|from| *from > integration.since))
}

/// What need not be judged again of tickets that did not change.
#[derive(Debug, PartialEq, Eq)]
enum Unchanged {
    Nothing,
    /// Some views; others are new, edited or gone.
    Views(BTreeSet<ViewId>),
    AllViews,
}

fn unchanged_views(now: &CountedWith, before: Option<&CountedWith>) -> Unchanged {
    let Some(before) = before.filter(|before| before.common == now.common) else {
        return Unchanged::Nothing;
    };
    if before.views == now.views {
        return Unchanged::AllViews;
    }
    let same = now.views.iter().filter(|(view, name)| before.views.get(view) == Some(name));
    Unchanged::Views(same.map(|(view, _)| *view).collect())
}

/// What an integration's figures are counted with.
pub(crate) struct Basis {
    /// The engine, with every view that it can judge.
    pub(crate) engine: Engine,
    /// The views that cannot be judged any more, and workloads of them, and until when what they counted stays.
    pub(crate) frozen: BTreeMap<ViewId, Option<Timestamp>>,
    /// From when the history is known, while older history is still to come.
    pub(crate) known_from: Option<Timestamp>,
    /// Whether the stored figures were counted with the same.
    pub(crate) is_counted: bool,
}

/// What the next count takes as given.
pub(crate) async fn basis(
    context: &Context,
    integration: &Integration,
) -> Result<Basis, IngestError> {
    let inputs = context.store.counts.inputs(integration.id).await?;
    let keeps_text = context.store.imports.bookmarks(integration.id).await?.keeps_text;
    let views = counted_views(&inputs);
    let known_from = known_from(context, integration).await?;
    let name = fingerprint(integration.since, known_from, &views, &inputs);
    let window = Window { since: integration.since, known_from };
    let EngineCounter { engine, frozen, .. } = counter(&window, &inputs, views, keeps_text);
    let is_counted = inputs.counted_with.as_ref() == Some(&name);
    Ok(Basis { engine, frozen, known_from, is_counted })
}

fn counter(
    window: &Window,
    inputs: &CountingInputs,
    views: Vec<CountedView>,
    keeps_text: bool,
) -> EngineCounter {
    counter_with(window, inputs, views, counted_workloads(inputs), keeps_text)
}

fn counter_with(
    window: &Window,
    inputs: &CountingInputs,
    views: Vec<CountedView>,
    workloads: Vec<CountedWorkload>,
    keeps_text: bool,
) -> EngineCounter {
    let (frozen, views): (Vec<CountedView>, Vec<CountedView>) =
        views.into_iter().partition(|counted| !keeps_text && judges_text(&counted.view));
    let frozen: BTreeMap<ViewId, Option<Timestamp>> =
        frozen.iter().map(|counted| (counted.id(), counted.until)).collect();
    let frozen_workloads = workloads.iter().filter_map(|workload| {
        let untils = workload.views.iter().filter_map(|view| frozen.get(view));
        // None, for ever, is the latest.
        let last = untils.max_by_key(|until| until.map_or(i64::MAX, |until| until.0))?;
        Some((workload.as_view(), *last))
    });
    let frozen =
        frozen.iter().map(|(view, until)| (*view, *until)).chain(frozen_workloads).collect();
    let since = window.known_from.unwrap_or(window.since);
    let settings = settings(since, inputs, views);
    let engine = Engine::new(Settings { workloads, ..settings });
    let known_from = window.known_from;
    EngineCounter { engine, frozen, unchanged: BTreeSet::new(), known_from }
}

/// What an engine is told to count some views, without workloads.
pub(crate) fn settings(
    since: Timestamp,
    inputs: &CountingInputs,
    views: Vec<CountedView>,
) -> Settings {
    let placed = |(name, channel): (&String, &Channel)| (SmolStr::new(name), *channel);
    Settings {
        views,
        workloads: Vec::new(),
        staff: inputs.staff.clone(),
        robots: inputs.robots.clone(),
        time_field: inputs.time_field,
        fields: inputs.fields.clone(),
        statuses: inputs.statuses.clone(),
        further_fields: compared_fields(&counted_views(inputs)),
        channels: ChannelTable::with_overrides(
            inputs.channel_overrides.iter().map(placed).collect(),
        ),
        since: Some(since),
    }
}

/// The fields that decide whether a history is exact, whichever of the views that count are judged
/// (rule 2.4).
fn compared_fields(views: &[CountedView]) -> BTreeSet<Field> {
    views.iter().flat_map(|counted| fields_read(&counted.view)).collect()
}

/// Names for everything but staff and history that decides about the figures: the same names, the
/// same figures.
fn fingerprint(
    since: Timestamp,
    known_from: Option<Timestamp>,
    views: &[CountedView],
    inputs: &CountingInputs,
) -> CountedWith {
    let mut common = format!("engine {ENGINE_VERSION} since {since}\n");
    if known_from.is_some() {
        // Once the history is whole, everything is counted again as after an import read straight through.
        common.push_str("older history is to come\n");
    }
    for (id, field) in &inputs.fields.fields {
        writeln!(common, "field {id}: {}", definition::kind(field.kind))
            .expect("a String takes every text");
    }
    for (id, status) in inputs.statuses.iter() {
        let is_default = if status.is_default { ", the default" } else { "" };
        writeln!(common, "custom status {id}: {}{is_default}", status.category)
            .expect("a String takes every text");
    }
    // An inexact ticket counts otherwise under every view.
    for field in compared_fields(views) {
        writeln!(common, "compared: {field}").expect("a String takes every text");
    }
    for robot in &inputs.robots {
        writeln!(common, "robot {robot}").expect("a String takes every text");
    }
    if let Some(field) = inputs.time_field {
        writeln!(common, "time field {field}").expect("a String takes every text");
    }
    for (name, channel) in &inputs.channel_overrides {
        writeln!(common, "channel {name}: {channel}").expect("a String takes every text");
    }
    let name = |counted: &CountedView| digest(&definition::of_view(counted, &inputs.fields));
    let mut named: BTreeMap<ViewId, String> =
        views.iter().map(|counted| (counted.id(), name(counted))).collect();
    for workload in counted_workloads(inputs) {
        let of_members = workload.views.iter().map(|view| (view, named.get(view)));
        let members: Vec<(&ViewId, Option<&String>)> = of_members.collect();
        let name = digest(&format!("workload of {}: {members:?}", workload.channel));
        named.insert(workload.as_view(), name);
    }
    CountedWith { common: digest(&common), views: named }
}

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(DIGEST_BYTES).fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes every text");
        hex
    })
}

#[cfg(test)]
mod tests;
