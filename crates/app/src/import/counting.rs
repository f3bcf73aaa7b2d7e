//! Counting: the stored history through the engine, all of it or what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use inflow_domain::{Channel, ChannelTable, Field, Timestamp, ViewId};
use inflow_mapping::{CountedView, Engine, Settings, fields_read, judges_text};
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
    let counted_with = fingerprint(integration.since, &views, &inputs);
    let authors = inputs.staff_changes.clone();
    let scope = match unchanged_views(&counted_with, inputs.counted_with.as_ref()) {
        _ if everything => CountScope::All,
        Unchanged::Nothing => CountScope::All,
        Unchanged::AllViews => CountScope::Changed { authors },
        Unchanged::Views(unchanged) => {
            let mut judged = views.clone();
            judged.retain(|view| !unchanged.contains(&view.id()));
            let others =
                EngineCounter { unchanged, ..counter(integration, &inputs, judged, keeps_text) };
            CountScope::Views { authors, others: Arc::new(others) }
        }
    };
    let counter = Arc::new(counter(integration, &inputs, views, keeps_text));
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
    /// The views that cannot be judged any more, and until when what they counted stays.
    pub(crate) frozen: BTreeMap<ViewId, Option<Timestamp>>,
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
    let name = fingerprint(integration.since, &views, &inputs);
    let EngineCounter { engine, frozen, .. } = counter(integration, &inputs, views, keeps_text);
    let is_counted = inputs.counted_with.as_ref() == Some(&name);
    Ok(Basis { engine, frozen, is_counted })
}

fn counter(
    integration: &Integration,
    inputs: &CountingInputs,
    views: Vec<CountedView>,
    keeps_text: bool,
) -> EngineCounter {
    let (frozen, views): (Vec<CountedView>, Vec<CountedView>) =
        views.into_iter().partition(|counted| !keeps_text && judges_text(&counted.view));
    let engine = Engine::new(settings(integration, inputs, views));
    let frozen = frozen.iter().map(|counted| (counted.id(), counted.until)).collect();
    EngineCounter { engine, frozen, unchanged: BTreeSet::new() }
}

/// What an engine is told to count some views.
pub(crate) fn settings(
    integration: &Integration,
    inputs: &CountingInputs,
    views: Vec<CountedView>,
) -> Settings {
    let placed = |(name, channel): (&String, &Channel)| (SmolStr::new(name), *channel);
    Settings {
        views,
        staff: inputs.staff.clone(),
        robots: inputs.robots.clone(),
        time_field: inputs.time_field,
        fields: inputs.fields.clone(),
        statuses: inputs.statuses.clone(),
        further_fields: compared_fields(&counted_views(inputs)),
        channels: ChannelTable::with_overrides(
            inputs.channel_overrides.iter().map(placed).collect(),
        ),
        since: Some(integration.since),
    }
}

/// The fields that decide whether a history is exact, whichever of the views that count are judged
/// (rule 2.4).
fn compared_fields(views: &[CountedView]) -> BTreeSet<Field> {
    views.iter().flat_map(|counted| fields_read(&counted.view)).collect()
}

/// Names for everything but staff and history that decides about the figures: the same names, the
/// same figures.
fn fingerprint(since: Timestamp, views: &[CountedView], inputs: &CountingInputs) -> CountedWith {
    let mut common = format!("engine {ENGINE_VERSION} since {since}\n");
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
    let named = views.iter().map(|counted| (counted.id(), name(counted)));
    CountedWith { common: digest(&common), views: named.collect() }
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
