//! Views: which count, which do not, and why (rules 6.1 to 6.5).

use std::collections::BTreeMap;

use inflow_domain::{Condition, FieldId, Timestamp, View, ViewId};
use inflow_mapping::{CountedView, ViewHistory, ViewVersion, verdict};
pub use inflow_mapping::{Offence, QueueState, Reason, Verdict};
use inflow_store::{CountingInputs, EventDrop, Integration, QueueRecord};

use crate::context::Context;
use crate::error::IngestError;
use crate::import::retention::complete_from;

/// A view with what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewReport {
    /// The view as last listed.
    pub view: View,
    /// Whether the last discovery listed it.
    pub listed: bool,
    /// Whether its present definition is supported.
    pub verdict: Verdict,
    /// The definition that counts, where one does.
    pub counted: Option<CountedView>,
    /// Since when that definition holds; renaming leaves it.
    pub definition_since: Option<Timestamp>,
    /// From when on the history is complete that it was first counted over, where events were dropped
    /// before that.
    pub complete_from: Option<Timestamp>,
    /// Custom fields that its conditions name and the account does not list.
    pub unknown_fields: Vec<FieldId>,
    /// Whether its integration is deleted, so that nothing goes on.
    pub ended: bool,
}

impl ViewReport {
    /// Whether its queues go on; nothing where it has none.
    pub fn queue_state(&self) -> Option<QueueState> {
        let state = |counted: &CountedView| {
            if self.ended { QueueState::Inactive } else { counted.state() }
        };
        self.counted.as_ref().map(state)
    }
}

/// Every view that was ever listed, by id.
pub async fn views(
    context: &Context,
    integration: &Integration,
) -> Result<Vec<ViewReport>, IngestError> {
    let inputs = context.store.counts.inputs(integration.id);
    let (inputs, drops) = tokio::try_join!(inputs, context.store.retention.drops(integration.id))?;
    Ok(reports(integration, &inputs, &drops))
}

/// What becomes of the view of a queue.
pub(crate) fn view_of_queue(integration: &Integration, record: &QueueRecord) -> Option<ViewReport> {
    let (views, discovered_at) = (record.versions.clone(), record.discovered_at);
    let inputs = CountingInputs { views, discovered_at, ..CountingInputs::default() };
    let report = reports(integration, &inputs, &record.drops).pop();
    // The fields of the account were not asked for.
    report.map(|report| ViewReport { unknown_fields: Vec::new(), ..report })
}

fn reports(
    integration: &Integration,
    inputs: &CountingInputs,
    drops: &[EventDrop],
) -> Vec<ViewReport> {
    let ended = integration.life.is_deleted();
    let mut reports: Vec<ViewReport> =
        histories(inputs).values().filter_map(|history| report(history, inputs, ended)).collect();
    for report in &mut reports {
        let appeared = appeared_at(inputs, report);
        report.complete_from = appeared.and_then(|at| complete_from(drops, at));
    }
    reports
}

/// The views that count, each under one definition.
pub(crate) fn counted_views(inputs: &CountingInputs) -> Vec<CountedView> {
    histories(inputs).values().filter_map(ViewHistory::counted).collect()
}

fn histories(inputs: &CountingInputs) -> BTreeMap<ViewId, ViewHistory> {
    let mut histories: BTreeMap<ViewId, ViewHistory> = BTreeMap::new();
    let Some(discovered_at) = inputs.discovered_at else { return histories };
    for version in &inputs.views {
        histories
            .entry(version.view.id)
            .or_insert_with(|| ViewHistory { versions: Vec::new(), discovered_at })
            .versions
            .push(ViewVersion { view: version.view.clone(), last_seen: version.last_seen });
    }
    histories
}

fn report(history: &ViewHistory, inputs: &CountingInputs, ended: bool) -> Option<ViewReport> {
    let view = &history.versions.last()?.view;
    let unknown = |condition: &Condition| {
        let id = condition.custom_field()?;
        (!inputs.fields.fields.contains_key(&id)).then_some(id)
    };
    let counted = history.counted();
    Some(ViewReport {
        view: view.clone(),
        listed: history.is_listed(),
        verdict: verdict(view),
        definition_since: counted.as_ref().and_then(|counted| definition_since(history, counted)),
        counted,
        complete_from: None,
        ended,
        unknown_fields: view.all.iter().chain(&view.any).filter_map(unknown).collect(),
    })
}

/// Which discovery first showed the definition that counts, as it is since then without a break.
fn appeared_at(inputs: &CountingInputs, report: &ViewReport) -> Option<Timestamp> {
    let counted = &report.counted.as_ref()?.view;
    let definition = |view: &View| (view.all.clone(), view.any.clone(), view.active);
    let versions = inputs.views.iter().filter(|version| version.view.id == counted.id);
    versions
        .rev()
        .skip_while(|version| definition(&version.view) != definition(counted))
        .take_while(|version| definition(&version.view) == definition(counted))
        .last()
        .map(|version| version.first_seen)
}

/// When the first of the versions appeared that have the conditions that count, one after the other.
fn definition_since(history: &ViewHistory, counted: &CountedView) -> Option<Timestamp> {
    let same = |view: &View| (&view.all, &view.any) == (&counted.view.all, &counted.view.any);
    let views = history.versions.iter().rev().map(|version| &version.view);
    views
        .skip_while(|view| !same(view))
        .take_while(|view| same(view))
        .last()
        .map(|view| view.updated_at)
}

#[cfg(test)]
mod tests {
    use inflow_domain::ConditionValue;

    use super::*;

    fn version(title: &str, status: &str, active: bool, updated_at: i64) -> ViewVersion {
        let value = ConditionValue::One(status.to_owned());
        let condition = Condition { field: "status".into(), operator: "is".into(), value };
        let view = View {
            id: ViewId(1),
            title: title.to_owned(),
            active,
            updated_at: Timestamp(updated_at),
            all: vec![condition],
            any: vec![],
            unreadable: None,
        };
        ViewVersion { view, last_seen: Timestamp(updated_at + 5) }
    }

    #[test]
    fn a_definition_holds_since_the_conditions_were_edited() {
        let check = |versions: Vec<ViewVersion>, expected: i64| {
            let history = ViewHistory { versions, discovered_at: Timestamp(100) };
            let counted = history.counted().expect("a definition that counts");
            assert_eq!(definition_since(&history, &counted), Some(Timestamp(expected)));
        };
        let (first, edited) = (version("A", "new", true, 10), version("A", "open", true, 20));
        let renamed = version("B", "open", true, 30);
        let inactive = version("B", "open", false, 40);
        let back = version("B", "new", true, 50);
        check(vec![first.clone()], 10);
        check(vec![first.clone(), edited.clone()], 20);
        check(vec![first.clone(), edited.clone(), renamed.clone()], 20);
        check(vec![first.clone(), edited.clone(), renamed.clone(), inactive.clone()], 20);
        check(vec![first, edited, renamed, inactive, back], 50);
    }
}
