//! Comparing the tickets that are held to be in each view now with Zendesk's own views.
//!
//! Nothing is imported for it: what changed in Zendesk since the last import is told as such, and is
//! no drift. Archived tickets are in no view of Zendesk's, though they still meet its conditions.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use inflow_domain::{TicketId, Timestamp, ViewId};
use inflow_mapping::{Engine, QueueState};
use inflow_store::{Coverage, Integration, Reconciliation};
use inflow_zendesk::{Client, View, ViewCount, ViewTicket};

use crate::accounts::connect;
use crate::accounts::lives::not_deleted;
use crate::context::Context;
use crate::error::IngestError;
use crate::figures::reconcile_tickets::{Listed, differing_tickets};
use crate::figures::views::{ViewReport, views};
use crate::import::counting;
use crate::import::progress::{Progress, Stage};
use crate::import::walk;

pub use crate::figures::reconcile_tickets::{Cause, DifferingTicket, Holder};

/// Zendesk archives tickets about so long after they were closed.
pub(crate) const ARCHIVED_AFTER_SECONDS: i64 = 120 * 86_400;

/// Zendesk's list is read of views with no more tickets than this.
pub(crate) const MOST_LISTED: usize = 5_000;

/// How often a count that Zendesk has not finished is asked for again, and after which pause.
const COUNT_TRIES: usize = 4;
const COUNT_PAUSE: Duration = Duration::from_secs(5);

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// As of when it was made.
    pub at: Timestamp,
    /// Up to when tickets are imported.
    pub imported_until: Timestamp,
    /// Every listed view, by id.
    pub views: Vec<ReconciledView>,
    /// Requests made.
    pub requests: u64,
    /// What it comes to.
    pub outcome: Reconciliation,
}

/// A view with the tickets that either side holds to be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReconciledView {
    /// The view.
    pub id: ViewId,
    /// Its title.
    pub title: String,
    /// How many tickets Inflow holds to be in it; nothing where it is not compared.
    pub held: Option<usize>,
    /// How many more meet its conditions and are held to be archived.
    pub archived: usize,
    /// How many Zendesk holds in it; nothing where it does not say.
    pub zendesk: Option<usize>,
    /// Whether Zendesk's count is of now.
    pub fresh: bool,
    /// The tickets that one side alone holds; nothing where Zendesk's list was not read.
    pub tickets: Option<Vec<DifferingTicket>>,
    /// What keeps it from being compared, or compared further.
    pub note: Option<Note>,
}

/// Why a view is not compared, or not ticket by ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// It is not supported (rule 6.3).
    Unsupported,
    /// It is not active.
    Inactive,
    /// Its definition changed since the last import.
    Edited,
    /// Zendesk tells no count of it.
    NotTold,
    /// Zendesk was still counting.
    StillCounting,
    /// It has more tickets than are listed.
    TooLong,
    /// Zendesk does not let its tickets be listed.
    Restricted,
}

impl ReconciledView {
    /// How many tickets differ without a reason that explains it.
    pub fn drift(&self) -> usize {
        match (&self.tickets, self.held, self.zendesk) {
            (Some(tickets), ..) => tickets.iter().filter(|ticket| !ticket.is_explained()).count(),
            (None, Some(held), Some(zendesk)) => held.abs_diff(zendesk),
            _ => 0,
        }
    }

    /// How many more tickets Inflow holds in it than Zendesk; nothing where it is not compared.
    pub fn difference(&self) -> Option<i64> {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.held.zip(self.zendesk).map(|(held, zendesk)| number(held) - number(zendesk))
    }

    /// Whether both sides could be compared.
    pub fn is_compared(&self) -> bool {
        self.held.is_some() && self.zendesk.is_some()
    }
}

/// Whether there is something to compare; an error that says why not.
pub fn comparable(integration: &Integration) -> Result<Coverage, IngestError> {
    not_deleted(integration)?;
    integration.coverage.ok_or(IngestError::NothingImported)
}

/// Compares every active supported view, and remembers what that comes to.
pub async fn reconcile(
    context: &Context,
    integration: &Integration,
    progress: &dyn Progress,
) -> Result<Report, IngestError> {
    let coverage = comparable(integration)?;
    let client = connect::client(context, integration).await?;
    progress.stage(Stage::Comparing);
    let listed = client.views().await?;
    let reports = views(context, integration).await?;
    let mut compared: Vec<ReconciledView> = reports
        .iter()
        .filter(|report| report.listed)
        .map(|report| not_compared_yet(report, &listed))
        .collect();
    take_counts(&client, &mut compared).await?;
    let at = context.clock.now();
    let engine = counting::basis(context, integration).await?.engine;
    let mut held = held_tickets(context, integration, engine.clone(), at).await?;
    for view in compared.iter_mut().filter(|view| view.zendesk.is_some()) {
        let held = held.entry(view.id).or_default();
        view.held = Some(held.count);
        view.archived = held.archived;
    }
    let lists = take_lists(&client, &mut compared, &held).await?;
    let found = differing_tickets(context, integration, &client, &engine, at, lists).await?;
    for view in &mut compared {
        view.tickets = found.get(&view.id).cloned();
    }
    let outcome = outcome(at, &compared);
    context.store.reconciliations.save_reconciliation(integration.id, outcome).await?;
    let (imported_until, requests) = (coverage.until, client.requests_sent());
    Ok(Report { at, imported_until, views: compared, requests, outcome })
}

fn not_compared_yet(report: &ViewReport, listed: &[View]) -> ReconciledView {
    let view = &report.view;
    let now = listed.iter().find(|now| now.id == view.id.0);
    let unchanged = now.is_some_and(|now| now.updated_at == Some(view.updated_at.0));
    let note = if !report.verdict.is_supported() {
        Some(Note::Unsupported)
    } else if report.queue_state() != Some(QueueState::Active) {
        Some(Note::Inactive)
    } else {
        (!unchanged).then_some(Note::Edited)
    };
    ReconciledView {
        id: view.id,
        title: view.title.clone(),
        held: None,
        archived: 0,
        zendesk: None,
        fresh: true,
        tickets: None,
        note,
    }
}

/// Zendesk's counts; those that are not finished are asked for again a few times.
async fn take_counts(client: &Client, views: &mut [ReconciledView]) -> Result<(), IngestError> {
    let open = |view: &&mut ReconciledView| view.note.is_none();
    for view in views.iter_mut().filter(open) {
        view.note = Some(Note::NotTold);
    }
    let mut wanted: Vec<i64> = views
        .iter()
        .filter(|view| view.note == Some(Note::NotTold))
        .map(|view| view.id.0)
        .collect();
    for attempt in 1..=COUNT_TRIES {
        let counts = client.view_counts(&wanted).await?;
        wanted = note_counts(views, &counts);
        if wanted.is_empty() || attempt == COUNT_TRIES {
            break;
        }
        tokio::time::sleep(COUNT_PAUSE).await;
    }
    Ok(())
}

/// Takes note of counts, and says which views are still being counted.
fn note_counts(views: &mut [ReconciledView], counts: &[ViewCount]) -> Vec<i64> {
    let mut loading = Vec::new();
    for count in counts {
        let Some(view) = views.iter_mut().find(|view| view.id.0 == count.view_id) else { continue };
        view.zendesk = count.value.and_then(|value| usize::try_from(value).ok());
        view.fresh = count.fresh != Some(false);
        view.note = view.zendesk.is_none().then_some(Note::StillCounting);
        if view.zendesk.is_none() {
            loading.push(count.view_id);
        }
    }
    loading
}

/// The tickets that Inflow holds to be in a view.
#[derive(Debug, Default)]
pub(crate) struct Held {
    count: usize,
    archived: usize,
    /// All of them, unless they are more than are listed.
    tickets: Vec<TicketId>,
}

async fn held_tickets(
    context: &Context,
    integration: &Integration,
    engine: Engine,
    at: Timestamp,
) -> Result<BTreeMap<ViewId, Held>, IngestError> {
    let found: BTreeMap<ViewId, Held> = BTreeMap::new();
    walk::every_ticket(context, integration, found, move |found, history| {
        let present = engine.present(history, at);
        let archived = present.closed_since.is_some_and(|closed| is_archived(closed, at));
        for view in present.views {
            let held = found.entry(view).or_default();
            if archived {
                held.archived += 1;
                continue;
            }
            held.count += 1;
            if held.count <= MOST_LISTED {
                held.tickets.push(history.ticket);
            }
        }
        true
    })
    .await
}

/// Whether a ticket that is closed since then is held to be archived.
pub(crate) fn is_archived(closed: Timestamp, at: Timestamp) -> bool {
    at.0 - closed.0 > ARCHIVED_AFTER_SECONDS
}

/// Reads Zendesk's list of every view whose counts differ, where it can be read.
async fn take_lists(
    client: &Client,
    views: &mut [ReconciledView],
    held: &BTreeMap<ViewId, Held>,
) -> Result<Vec<Listed>, IngestError> {
    let mut lists = Vec::new();
    for view in views.iter_mut().filter(|view| view.is_compared() && view.held != view.zendesk) {
        if view.held.max(view.zendesk) > Some(MOST_LISTED) {
            view.note = Some(Note::TooLong);
            continue;
        }
        match client.view_tickets(view.id.0).await {
            Ok(tickets) => {
                // The list is of now, which a count need not be.
                view.zendesk =
                    Some(tickets.iter().map(|ticket| ticket.id).collect::<BTreeSet<_>>().len());
                view.fresh = true;
                lists.push(listed(view.id, &tickets, held));
            }
            Err(error) if error.is_absence() => view.note = Some(Note::Restricted),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(lists)
}

fn listed(view: ViewId, zendesk: &[ViewTicket], held: &BTreeMap<ViewId, Held>) -> Listed {
    let ours: BTreeSet<TicketId> =
        held.get(&view).into_iter().flat_map(|held| &held.tickets).copied().collect();
    let theirs: BTreeMap<TicketId, Option<Timestamp>> = zendesk
        .iter()
        .map(|ticket| (TicketId(ticket.id), ticket.updated_at.map(Timestamp)))
        .collect();
    Listed {
        view,
        of_inflow: ours.iter().filter(|id| !theirs.contains_key(id)).copied().collect(),
        of_zendesk: theirs.into_iter().filter(|(id, _)| !ours.contains(id)).collect(),
    }
}

fn outcome(at: Timestamp, views: &[ReconciledView]) -> Reconciliation {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let compared = || views.iter().filter(|view| view.is_compared());
    Reconciliation {
        at,
        views: number(compared().count()),
        tickets: number(compared().filter_map(|view| view.zendesk).sum()),
        differing: number(compared().map(ReconciledView::drift).sum()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(id: i64) -> ReconciledView {
        ReconciledView {
            id: ViewId(id),
            title: String::new(),
            held: Some(4),
            archived: 0,
            zendesk: None,
            fresh: true,
            tickets: None,
            note: Some(Note::NotTold),
        }
    }

    #[test]
    fn counts_that_are_not_finished_are_asked_for_again() {
        let count = |view_id, value, fresh| ViewCount { view_id, value, fresh };
        let mut views = [view(1), view(2), view(3)];
        let counts = [count(1, Some(7), Some(false)), count(2, None, Some(false))];
        assert_eq!(note_counts(&mut views, &counts), [2]);
        let told = |view: &ReconciledView| (view.zendesk, view.fresh, view.note);
        assert_eq!(told(&views[0]), (Some(7), false, None));
        assert_eq!(told(&views[1]), (None, false, Some(Note::StillCounting)));
        assert_eq!(told(&views[2]), (None, true, Some(Note::NotTold)));
        assert!(note_counts(&mut views, &[count(2, Some(4), Some(true))]).is_empty());
        assert_eq!(told(&views[1]), (Some(4), true, None));
        let outcome = outcome(Timestamp(0), &views);
        assert_eq!((outcome.views, outcome.tickets, outcome.differing), (2, 11, 3));
    }

    #[test]
    fn explained_tickets_are_no_drift() {
        let ticket = |cause| DifferingTicket { ticket: TicketId(1), holder: Holder::Inflow, cause };
        let causes = [Some(Cause::ChangedSince), Some(Cause::Inexact), None];
        let tickets = Some(causes.map(ticket).to_vec());
        let view = ReconciledView { zendesk: Some(2), tickets, ..view(1) };
        assert_eq!(view.drift(), 2);
    }
}
