//! Tickets that one side alone holds in a view, with the likely cause of each.

use std::collections::{BTreeMap, BTreeSet};

use inflow_domain::{TicketHistory, TicketId, Timestamp, ViewId};
use inflow_mapping::Engine;
use inflow_store::Integration;
use inflow_zendesk::Client;

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::reconcile::{MOST_LISTED, is_archived};

/// Who holds a ticket to be in a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Inflow alone.
    Inflow,
    /// Zendesk alone.
    Zendesk,
}

/// A ticket that one side alone holds in a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DifferingTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// Who holds it.
    pub holder: Holder,
    /// The likely cause, where one is known.
    pub cause: Option<Cause>,
}

impl DifferingTicket {
    /// Whether the cause is none of drift: the next import mends it, or no view tells the difference.
    pub fn is_explained(&self) -> bool {
        self.cause.is_some_and(|cause| cause != Cause::Inexact)
    }
}

/// Why a ticket may be held by one side alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It changed in Zendesk since the last import.
    ChangedSince,
    /// It was deleted in Zendesk since the last import.
    GoneSince,
    /// It never changed since the imported history begins.
    BeforeTheHistory,
    /// It is closed; when Zendesk archives it is not known to the day.
    Archiving,
    /// Its history is not exact (rule 2.4).
    Inexact,
}

impl Cause {
    /// In a planner's words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ChangedSince => "changed since the last import",
            Self::GoneSince => "deleted since the last import",
            Self::BeforeTheHistory => "last changed before the imported history",
            Self::Archiving => "closed, and about to be archived or archived already",
            Self::Inexact => "its history is not exact (rule 2.4)",
        }
    }
}

/// The tickets of a view that one side alone holds.
pub(crate) struct Listed {
    pub(crate) view: ViewId,
    pub(crate) of_inflow: Vec<TicketId>,
    /// With when each was last changed.
    pub(crate) of_zendesk: Vec<(TicketId, Option<Timestamp>)>,
}

/// The differing tickets of each view, by id, with their causes.
pub(crate) async fn differing_tickets(
    context: &Context,
    integration: &Integration,
    client: &Client,
    engine: &Engine,
    at: Timestamp,
    lists: Vec<Listed>,
) -> Result<BTreeMap<ViewId, Vec<DifferingTicket>>, IngestError> {
    let search = Search { context, integration, engine, at, shown: shown(client, &lists).await? };
    let mut found = BTreeMap::new();
    for list in lists {
        let mut tickets = Vec::new();
        for ticket in list.of_inflow {
            let cause = search.cause_of_held(ticket).await?;
            tickets.push(DifferingTicket { ticket, holder: Holder::Inflow, cause });
        }
        for (ticket, changed_at) in list.of_zendesk {
            let cause = search.cause_of_missed(ticket, changed_at).await?;
            tickets.push(DifferingTicket { ticket, holder: Holder::Zendesk, cause });
        }
        tickets.sort_by_key(|differing| differing.ticket);
        found.insert(list.view, tickets);
    }
    Ok(found)
}

/// When the tickets that Zendesk does not list were last changed, and which are there at all; nothing
/// where Zendesk does not tell.
async fn shown(
    client: &Client,
    lists: &[Listed],
) -> Result<Option<BTreeMap<TicketId, Option<Timestamp>>>, IngestError> {
    let ids: BTreeSet<i64> =
        lists.iter().flat_map(|list| &list.of_inflow).map(|ticket| ticket.0).collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    if ids.len() > MOST_LISTED {
        return Ok(None);
    }
    match client.tickets(&ids).await {
        Ok(tickets) => {
            let row = |ticket: &inflow_zendesk::ViewTicket| {
                (TicketId(ticket.id), ticket.updated_at.map(Timestamp))
            };
            Ok(Some(tickets.iter().map(row).collect()))
        }
        Err(error) if error.is_absence() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

struct Search<'a> {
    context: &'a Context,
    integration: &'a Integration,
    engine: &'a Engine,
    at: Timestamp,
    shown: Option<BTreeMap<TicketId, Option<Timestamp>>>,
}

impl Search<'_> {
    async fn cause_of_held(&self, ticket: TicketId) -> Result<Option<Cause>, IngestError> {
        let Some(history) = self.history(ticket).await? else { return Ok(None) };
        if let Some(shown) = &self.shown {
            match shown.get(&ticket) {
                None => return Ok(Some(Cause::GoneSince)),
                Some(changed_at) if changed_since(&history, *changed_at) => {
                    return Ok(Some(Cause::ChangedSince));
                }
                Some(_) => {}
            }
        }
        let present = self.engine.present(&history, self.at);
        let archiving = present.closed_since.map(|_| Cause::Archiving);
        Ok(archiving.or(present.inexact.map(|_| Cause::Inexact)))
    }

    async fn cause_of_missed(
        &self,
        ticket: TicketId,
        changed_at: Option<Timestamp>,
    ) -> Result<Option<Cause>, IngestError> {
        let Some(history) = self.history(ticket).await? else {
            let coverage = self.integration.coverage;
            let until = coverage.map(|coverage| coverage.until);
            // Older history may still be to come (rule 8.6).
            let since = self.integration.since;
            let known_from = coverage.map_or(since, |coverage| coverage.from.max(since));
            return Ok(match changed_at {
                Some(changed_at) if changed_at < known_from => Some(Cause::BeforeTheHistory),
                Some(changed_at) if Some(changed_at) >= until => Some(Cause::ChangedSince),
                _ => None,
            });
        };
        if changed_since(&history, changed_at) {
            return Ok(Some(Cause::ChangedSince));
        }
        let present = self.engine.present(&history, self.at);
        let archived = present.closed_since.is_some_and(|closed| is_archived(closed, self.at));
        if archived {
            return Ok(Some(Cause::Archiving));
        }
        Ok(present.inexact.map(|_| Cause::Inexact))
    }

    async fn history(&self, ticket: TicketId) -> Result<Option<TicketHistory>, IngestError> {
        Ok(self.context.store.reports.ticket(self.integration.id, ticket).await?)
    }
}

/// Whether Zendesk knows of a later change than we do.
fn changed_since(history: &TicketHistory, changed_at: Option<Timestamp>) -> bool {
    let snapshot = history.snapshot.as_ref().map(|snapshot| snapshot.updated_at);
    let known = history.events.iter().map(|event| event.at).chain(snapshot).max();
    changed_at > known
}
