//! Counting: the stored history through the engine, all of it or what changed.

use std::fmt::Write as _;
use std::sync::Arc;

use inflow_domain::{ChannelTable, Condition, FieldCatalog, FieldId, TicketHistory, Timestamp};
use inflow_mapping::{CountedView, Engine, Settings};
use inflow_store::{
    CountReport, CountScope, CountingInputs, Integration, TicketCount, TicketCounter,
};
use sha2::{Digest, Sha256};

use crate::context::Context;
use crate::error::IngestError;
use crate::progress::{Progress, Stage};
use crate::views::counted_views;

/// Moves when the engine counts otherwise than before, so that everything is counted again.
const ENGINE_VERSION: u32 = 1;

struct EngineCounter {
    engine: Engine,
    since: Timestamp,
}

impl TicketCounter for EngineCounter {
    fn count(&self, history: &TicketHistory) -> TicketCount {
        let mut count = self.engine.count(history);
        // Audits tell what happened before the window as well; it is known history, but no figure
        // lies outside the coverage (rule 8.2).
        count.contacts.retain(|contact| contact.at >= self.since);
        TicketCount {
            contacts: count.contacts,
            inexact: count.inexact.map(|reason| reason.to_string()),
        }
    }
}

/// Counts what changed since the last count; everything where the views or fields did.
pub async fn count(
    context: &Context,
    integration: &Integration,
    progress: &Arc<dyn Progress>,
) -> Result<CountReport, IngestError> {
    progress.stage(Stage::Counting);
    let inputs = context.store.counts.inputs(integration.id).await?;
    let views = counted_views(&inputs);
    let counted_with = fingerprint(&views, &inputs.fields);
    let scope = if inputs.counted_with.as_deref() == Some(counted_with.as_str()) {
        CountScope::Changed { authors: inputs.staff_changes.clone() }
    } else {
        CountScope::All
    };
    let counter =
        Arc::new(EngineCounter { engine: engine_of(&inputs, views), since: integration.since });
    let told = progress.clone();
    let report = context
        .store
        .counts
        .count(
            integration.id,
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

/// The engine as an integration's figures are counted with it.
pub async fn engine(context: &Context, integration: &Integration) -> Result<Engine, IngestError> {
    let inputs = context.store.counts.inputs(integration.id).await?;
    let views = counted_views(&inputs);
    Ok(engine_of(&inputs, views))
}

fn engine_of(inputs: &CountingInputs, views: Vec<CountedView>) -> Engine {
    Engine::new(Settings {
        views,
        staff: inputs.staff.clone(),
        fields: inputs.fields.clone(),
        channels: ChannelTable::default(),
    })
}

/// A name for everything but staff and history that decides about the figures: the same name, the
/// same figures.
fn fingerprint(views: &[CountedView], fields: &FieldCatalog) -> String {
    let mut text = format!("engine {ENGINE_VERSION}\n");
    let named = |conditions: &[Condition], id: FieldId| {
        let suffix = format!("_fields_{id}");
        conditions.iter().any(|condition| condition.field.ends_with(&suffix))
    };
    for counted in views {
        let view = &counted.view;
        writeln!(text, "view {} until {:?}: {:?} {:?}", view.id, counted.until, view.all, view.any)
            .expect("a String takes every text");
    }
    for (id, field) in &fields.fields {
        let read = views.iter().any(|one| named(&one.view.all, *id) || named(&one.view.any, *id));
        let options = if read { Some(&field.options) } else { None };
        writeln!(text, "field {id}: {:?} {options:?}", field.kind)
            .expect("a String takes every text");
    }
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes every text");
        hex
    })
}
