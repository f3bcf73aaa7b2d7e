//! What an importer can know of a ticket: which of its events, in which order, and the states that
//! these tell (rules 2.2 to 2.5). Nothing here uses the states that the account itself kept.

use std::collections::BTreeSet;

use super::chain::{Link, chained};
use crate::catalog::Catalog;
use crate::model::{Change, Event, State, Ticket, Val};

/// A ticket's audits are asked for when its snapshot is younger than its last known event by more.
const PATIENCE_SECONDS: i64 = 60;

/// The known history of a ticket.
pub(super) struct Known {
    /// The ticket with its known events in their order, each with the state after it.
    pub(super) ticket: Ticket,
    /// The state before the first of them.
    pub(super) before: State,
    /// Whether the first of them creates the ticket.
    pub(super) has_creation: bool,
    /// Whether its audits had to tell what the event export left out.
    pub(super) is_repaired: bool,
}

/// What is known from an instant on; nothing where no event is.
pub(super) fn known(catalog: &Catalog, ticket: &Ticket, since: i64) -> Option<Known> {
    if ticket.is_stray {
        return None;
    }
    let is_repaired = is_incomplete(ticket, since);
    let is_known = |event: &Event| is_repaired || event.at >= since && !event.is_missing;
    let has_creation = is_known(&ticket.events[0]);
    let events: Vec<Event> =
        ticket.events.iter().filter(|event| is_known(event)).cloned().collect();
    if events.is_empty() {
        return None;
    }
    let before = if has_creation { blank() } else { told_before(ticket, &events) };
    let events = replayed(catalog, &events, &before, has_creation);
    let ticket = Ticket { events, ..ticket.clone() };
    Some(Known { ticket, before, has_creation, is_repaired })
}

/// Whether the audits of a ticket are asked for (rule 2.4): its creation is missing, or its last update
/// is, where both are to be known. There are none of a ticket that Zendesk has erased.
fn is_incomplete(ticket: &Ticket, since: i64) -> bool {
    let exported = || ticket.events.iter().filter(|event| !event.is_missing && event.at >= since);
    let updated_at = ticket.updated_at();
    let last = exported().map(|event| event.at).max();
    let misses_creation = ticket.created_at >= since && ticket.events[0].is_missing;
    let misses_update =
        updated_at >= since && last.is_none_or(|last| updated_at - last > PATIENCE_SECONDS);
    !ticket.is_gone() && (misses_creation || misses_update)
}

/// Before its creation a ticket is blank, and new unless its creation says otherwise (rule 2.3).
fn blank() -> State {
    let mut blank = State::default();
    blank.set("status", Val::text("new"));
    blank
}

/// The state before the known events: the snapshot with all their changes undone (rule 2.3).
fn told_before(ticket: &Ticket, events: &[Event]) -> State {
    let changes: Vec<&Change> = events.iter().flat_map(|event| &event.changes).collect();
    let shown = ticket.shown_state();
    let fields: BTreeSet<&str> =
        shown.fields().chain(changes.iter().map(|change| change.field.as_str())).collect();
    let mut before = State::default();
    for field in fields {
        let first = changes.iter().find(|change| change.field == field);
        before.set(field, first.map_or_else(|| shown.get(field), |change| change.before.clone()));
    }
    before
}

/// The events in the order of rule 2.5, each with the state after it.
fn replayed(catalog: &Catalog, events: &[Event], before: &State, has_creation: bool) -> Vec<Event> {
    let mut told: Vec<Event> = Vec::new();
    let mut state = before.clone();
    let creation = has_creation.then(|| events[0].id);
    for second in events.chunk_by(|left, right| left.at == right.at) {
        let (first, others): (Vec<&Event>, Vec<&Event>) =
            second.iter().partition(|event| Some(event.id) == creation);
        for event in first {
            state = after(catalog, &state, event, true);
            told.push(Event { after: state.clone(), ..event.clone() });
        }
        for event in in_order(catalog, others, &state) {
            state = after(catalog, &state, event, false);
            told.push(Event { after: state.clone(), ..event.clone() });
        }
    }
    told
}

/// Events of one second: as their previous values tell, else by id (rule 2.5).
fn in_order<'a>(catalog: &Catalog, mut events: Vec<&'a Event>, before: &State) -> Vec<&'a Event> {
    events.sort_by_key(|event| event.id);
    let things: Vec<Vec<Link<'_>>> = events.iter().map(|event| links(event)).collect();
    match chained(catalog, &things, before) {
        Some(order) => order.into_iter().map(|place| events[place]).collect(),
        None => events,
    }
}

/// An event's changes by their ids, which is all that tells their order (rule 2.2).
fn links(event: &Event) -> Vec<Link<'_>> {
    let mut links: Vec<Link<'_>> = Vec::new();
    for Change { field, before, after, .. } in &event.changes {
        links.push(Link { field, before, after });
    }
    if event.is_reversed {
        links.reverse();
    }
    links
}

/// The state after an event (rule 2.2).
fn after(catalog: &Catalog, before: &State, event: &Event, is_creation: bool) -> State {
    let mut state = before.clone();
    let fields: BTreeSet<&str> = event.changes.iter().map(|change| change.field.as_str()).collect();
    for field in &fields {
        let mut changes: Vec<&Change> =
            event.changes.iter().filter(|change| change.field == *field).collect();
        if event.is_reversed {
            changes.reverse();
        }
        let in_order = if is_creation { changes } else { children(catalog, changes, before) };
        if let Some(last) = in_order.last() {
            state.set(field, last.after.clone());
        }
    }
    let sets = |field| fields.contains(field);
    // A creation that sets no status leaves the ticket new, which sets the status as well.
    let sets_status = sets("status") || is_creation && !sets("custom_status_id");
    match (sets_status, sets("custom_status_id")) {
        (true, false) => follow_status(catalog, &mut state),
        (false, true) => follow_custom_status(catalog, &mut state),
        _ => {}
    }
    state
}

/// Changes of one field in one event, given by id: where the ids contradict the previous values,
/// these decide.
fn children<'a>(catalog: &Catalog, changes: Vec<&'a Change>, before: &State) -> Vec<&'a Change> {
    let link = |change: &&'a Change| {
        vec![Link { field: &change.field, before: &change.before, after: &change.after }]
    };
    let things: Vec<Vec<Link<'_>>> = changes.iter().map(link).collect();
    match chained(catalog, &things, before) {
        Some(order) => order.into_iter().map(|place| changes[place]).collect(),
        None => changes,
    }
}

/// The custom status stays where it belongs to the status, else becomes its default; where there is
/// none, it stays as well.
fn follow_status(catalog: &Catalog, state: &mut State) {
    let status = state.text("status").unwrap_or_default();
    let mut of_status = catalog.statuses.iter().filter(|custom| custom.category == status);
    let current = state.id("custom_status_id");
    if of_status.clone().any(|custom| Some(custom.id) == current) {
        return;
    }
    let default = of_status.find(|custom| custom.default).map(|custom| Val::id(custom.id));
    if let Some(default) = default {
        state.set("custom_status_id", default);
    }
}

/// The status becomes that of the custom status.
fn follow_custom_status(catalog: &Catalog, state: &mut State) {
    let current = state.id("custom_status_id");
    let custom = catalog.statuses.iter().find(|custom| Some(custom.id) == current);
    if let Some(category) = custom.map(|custom| custom.category) {
        state.set("status", Val::text(category));
    }
}
