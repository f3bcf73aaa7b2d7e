//! Views: which count, which do not, and why (rules 6.1 to 6.5).

use std::collections::BTreeMap;

use inflow_domain::{Condition, FieldId, View, ViewId};
use inflow_mapping::{CountedView, QueueState, Verdict, ViewHistory, ViewVersion, verdict};
use inflow_store::{CountingInputs, Integration};

use crate::context::Context;
use crate::error::IngestError;

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
    /// Custom fields that its conditions name and the account does not list.
    pub unknown_fields: Vec<FieldId>,
}

impl ViewReport {
    /// Whether its queues go on; nothing where it has none.
    pub fn queue_state(&self) -> Option<QueueState> {
        self.counted.as_ref().map(CountedView::state)
    }
}

/// Every view that was ever listed, by id.
pub async fn views(
    context: &Context,
    integration: &Integration,
) -> Result<Vec<ViewReport>, IngestError> {
    let inputs = context.store.counts.inputs(integration.id).await?;
    Ok(histories(&inputs).values().filter_map(|history| report(history, &inputs)).collect())
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

fn report(history: &ViewHistory, inputs: &CountingInputs) -> Option<ViewReport> {
    let view = &history.versions.last()?.view;
    let unknown = |condition: &Condition| {
        let id = condition.custom_field()?;
        (!inputs.fields.fields.contains_key(&id)).then_some(id)
    };
    Some(ViewReport {
        view: view.clone(),
        listed: history.is_listed(),
        verdict: verdict(view),
        counted: history.counted(),
        unknown_fields: view.all.iter().chain(&view.any).filter_map(unknown).collect(),
    })
}
