//! Counting: the stored history through the engine, all of it or what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use inflow_domain::{
    Channel, ChannelTable, Condition, Contact, FieldId, TicketHistory, Timestamp, ViewId,
};
use inflow_mapping::{CountedView, Engine, Settings, judges_text};
use inflow_store::{
    CountReport, CountScope, CountingInputs, Integration, TicketCount, TicketCounter,
};
use sha2::{Digest, Sha256};
use smol_str::SmolStr;

use crate::context::Context;
use crate::error::IngestError;
use crate::progress::{Progress, Stage};
use crate::views::counted_views;

/// Moves when the engine counts otherwise than before, so that everything is counted again.
const ENGINE_VERSION: u32 = 2;

/// The engine, and the views that it cannot judge any more: their texts are erased, since none of
/// them is active. What they counted stays as it is (rule 6.5).
struct EngineCounter {
    engine: Engine,
    frozen: BTreeMap<ViewId, Option<Timestamp>>,
}

impl TicketCounter for EngineCounter {
    fn count(&self, history: &TicketHistory) -> TicketCount {
        let count = self.engine.count(history);
        TicketCount {
            contacts: count.contacts,
            inexact: count.inexact.map(|reason| reason.to_string()),
        }
    }

    fn carries_over(&self) -> bool {
        !self.frozen.is_empty()
    }

    fn carry_over(&self, before: &[Contact], count: &mut TicketCount) {
        for old in before {
            let stays = |view: &&ViewId| {
                self.frozen.get(view).is_some_and(|until| until.is_none_or(|until| old.at < until))
            };
            let views: Vec<ViewId> = old.views.iter().filter(stays).copied().collect();
            if views.is_empty() {
                continue;
            }
            if let Some(new) = count.contacts.iter_mut().find(|new| new.event == old.event) {
                new.views.extend(views);
                new.views.sort_unstable();
            } else {
                count.contacts.push(Contact { views, ..old.clone() });
            }
        }
        count.contacts.sort_by_key(|contact| (contact.at, contact.event));
    }
}

/// Counts what changed since the last count; everything where the views or fields did.
pub async fn count(
    context: &Context,
    integration: &Integration,
    progress: &Arc<dyn Progress>,
) -> Result<CountReport, IngestError> {
    count_again(context, integration, progress, false).await
}

/// Counts everything, whatever changed.
pub(crate) async fn count_everything(
    context: &Context,
    integration: &Integration,
    progress: &Arc<dyn Progress>,
) -> Result<CountReport, IngestError> {
    count_again(context, integration, progress, true).await
}

async fn count_again(
    context: &Context,
    integration: &Integration,
    progress: &Arc<dyn Progress>,
    everything: bool,
) -> Result<CountReport, IngestError> {
    progress.stage(Stage::Counting);
    let inputs = context.store.counts.inputs(integration.id).await?;
    let views = counted_views(&inputs);
    let counted_with = fingerprint(integration.since, &views, &inputs);
    let is_counted = inputs.counted_with.as_deref() == Some(counted_with.as_str());
    let scope = if is_counted && !everything {
        CountScope::Changed { authors: inputs.staff_changes.clone() }
    } else {
        CountScope::All
    };
    let keeps_text = context.store.imports.bookmarks(integration.id).await?.keeps_text;
    let counter = Arc::new(counter(integration, &inputs, views, keeps_text));
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
    let EngineCounter { engine, frozen } = counter(integration, &inputs, views, keeps_text);
    let is_counted = inputs.counted_with.as_deref() == Some(name.as_str());
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
    EngineCounter { engine, frozen }
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
        fields: inputs.fields.clone(),
        channels: ChannelTable::with_overrides(
            inputs.channel_overrides.iter().map(placed).collect(),
        ),
        since: Some(integration.since),
    }
}

/// A name for everything but staff and history that decides about the figures: the same name, the
/// same figures.
fn fingerprint(since: Timestamp, views: &[CountedView], inputs: &CountingInputs) -> String {
    let mut text = format!("engine {ENGINE_VERSION} since {since}\n");
    let conditions = views.iter().flat_map(|one| one.view.all.iter().chain(&one.view.any));
    let named: BTreeSet<FieldId> = conditions.filter_map(Condition::custom_field).collect();
    for counted in views {
        let view = &counted.view;
        writeln!(text, "view {} until {:?}: {:?} {:?}", view.id, counted.until, view.all, view.any)
            .expect("a String takes every text");
    }
    for (id, field) in &inputs.fields.fields {
        let options = named.contains(id).then_some(&field.options);
        writeln!(text, "field {id}: {:?} {options:?}", field.kind)
            .expect("a String takes every text");
    }
    for (name, channel) in &inputs.channel_overrides {
        writeln!(text, "channel {name}: {channel}").expect("a String takes every text");
    }
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes every text");
        hex
    })
}

#[cfg(test)]
mod tests {
    use inflow_domain::{ContactKind, EventId, TicketId};

    use super::*;

    fn contact(event: i64, views: &[i64]) -> Contact {
        Contact {
            ticket: TicketId(1),
            event: EventId(event),
            at: Timestamp(event),
            kind: ContactKind::Reply,
            channel: Channel::Email,
            unmapped_channel: None,
            views: views.iter().map(|view| ViewId(*view)).collect(),
        }
    }

    #[test]
    fn what_erased_texts_counted_stays() {
        let frozen = [(ViewId(7), Some(Timestamp(30)))].into();
        let counter = EngineCounter { engine: Engine::new(Settings::default()), frozen };
        let before = [contact(10, &[7]), contact(20, &[5, 7]), contact(30, &[7])];
        let mut count = TicketCount { contacts: vec![contact(20, &[9])], inexact: None };
        counter.carry_over(&before, &mut count);
        assert_eq!(count.contacts, [contact(10, &[7]), contact(20, &[7, 9])]);
    }
}
