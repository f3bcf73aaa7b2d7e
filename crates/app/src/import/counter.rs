//! The counter that the store gives each ticket to: the engine, and what it leaves as it was.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use inflow_domain::{Contact, ContactView, End, TicketHistory, Timestamp, ViewId};
use inflow_mapping::Engine;
use inflow_mapping::replay::Inexact;
use inflow_store::{TicketCount, TicketCounter};

/// The engine, and the views whose contacts stay as they were counted before.
pub(crate) struct EngineCounter {
    /// Judges some views or all.
    pub(crate) engine: Engine,
    /// Views that cannot be judged any more: their texts are erased, since none of them is active; and
    /// workloads that such a view is in, which are judged from then on without it.
    /// What they counted before an instant stays (rule 6.5).
    pub(crate) frozen: BTreeMap<ViewId, Option<Timestamp>>,
    /// Views that need not be judged again, since they are as they were.
    pub(crate) unchanged: BTreeSet<ViewId>,
    /// From when the history is known, while older history is still to come (rule 8.6).
    pub(crate) known_from: Option<Timestamp>,
}

/// What of a ticket's history counts while older history is still to come: all from where it is known
/// without gaps. What a slice brought that is not whole yet would leave one.
pub(crate) fn without_gaps(
    history: &TicketHistory,
    known_from: Option<Timestamp>,
) -> Cow<'_, TicketHistory> {
    let Some(from) = known_from.filter(|from| history.events.iter().any(|event| event.at < *from))
    else {
        return Cow::Borrowed(history);
    };
    let mut known = history.clone();
    known.events.retain(|event| event.at >= from);
    Cow::Owned(known)
}

/// Whether a ticket may have older history that is still to come: what is missing of it then makes it
/// neither inexact nor incomplete (rule 8.6).
fn may_lack_more(history: &TicketHistory, known_from: Option<Timestamp>) -> bool {
    let created_at = history.snapshot.as_ref().map(|snapshot| snapshot.created_at);
    known_from.is_some_and(|from| created_at.is_none_or(|created_at| created_at < from))
}

impl EngineCounter {
    /// Of a workload the engine finds too little for the time in which a view took part that is judged no more.
    fn drop_what_stays(&self, contacts: &mut [Contact]) {
        if self.frozen.keys().all(|view| view.workload().is_none()) {
            return;
        }
        for Contact { at, views, .. } in contacts {
            views.retain(|counted| {
                !self.frozen.contains_key(&counted.view) || !self.stays(counted.view, *at)
            });
        }
    }

    fn stays(&self, view: ViewId, at: Timestamp) -> bool {
        match self.frozen.get(&view) {
            Some(until) => until.is_none_or(|until| at < until),
            None => self.unchanged.contains(&view),
        }
    }
}

impl TicketCounter for EngineCounter {
    fn count(&self, history: &TicketHistory) -> TicketCount {
        let mut count = self.engine.count(&without_gaps(history, self.known_from));
        self.drop_what_stays(&mut count.contacts);
        if may_lack_more(history, self.known_from) {
            let contacts = count.contacts;
            return TicketCount {
                contacts,
                inexact: None,
                incomplete: false,
                changed_fields: Vec::new(),
            };
        }
        TicketCount {
            contacts: count.contacts,
            // A lost creation contradicts nothing: the ticket is incomplete (rule 2.4).
            inexact: count
                .inexact
                .filter(|reason| *reason != Inexact::LostCreation)
                .map(|reason| reason.to_string()),
            incomplete: count.incomplete,
            changed_fields: count.altered_fields,
        }
    }

    /// A creation or reply is a contact under any views, an entry only where it has one (rule 3.3).
    /// So the engine finds all of the former, whichever views it judges, and of the latter those of
    /// its views; the rest of them are what they were, as long as they keep a view.
    fn carry_over(&self, history: &TicketHistory, before: &[Contact], count: &mut TicketCount) {
        if self.frozen.is_empty() && self.unchanged.is_empty() {
            return;
        }
        count.contacts.sort_by_key(|contact| contact.event);
        let mut endings = None;
        let mut kept = Vec::new();
        for old in before {
            let stays = |view: &ViewId| self.stays(*view, old.at);
            let stays = |counted: &&ContactView| stays(&counted.view);
            let mut views: Vec<ContactView> = old.views.iter().filter(stays).copied().collect();
            let is_open = |counted: &&mut ContactView| {
                counted.end.is_none() && self.frozen.contains_key(&counted.view)
            };
            for counted in views.iter_mut().filter(is_open) {
                let endings = endings.get_or_insert_with(|| self.engine.endings(history));
                counted.end = first_after(endings, old);
            }
            if views.is_empty() {
                continue;
            }
            match count.contacts.binary_search_by_key(&old.event, |new| new.event) {
                Ok(place) => {
                    let new = &mut count.contacts[place];
                    new.views.extend(views);
                    new.views.sort_by_key(|counted| counted.view);
                }
                Err(_) => kept.push(Contact { views, ..old.clone() }),
            }
        }
        count.contacts.extend(kept);
        count.contacts.sort_by_key(|contact| (contact.at, contact.event));
    }
}

/// What ended a contact of a view that is judged no more: later events move nothing there, and the other
/// ends go on (rule 9.3). Of the events of one second those with higher ids are taken as the later ones.
fn first_after(endings: &[End], contact: &Contact) -> Option<End> {
    let is_later = |end: &&End| {
        (end.at, end.event.is_none(), end.event) > (contact.at, false, Some(contact.event))
    };
    endings.iter().find(is_later).copied()
}
