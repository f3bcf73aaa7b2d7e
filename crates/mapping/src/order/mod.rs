//! In which order things happened where neither time nor ids tell it: the changes of one event (rule
//! 2.2), and the events of one second (rule 2.5). The values that changes replaced tell it.

mod search;
mod trail;

#[cfg(test)]
mod tests;

use inflow_domain::{ChangeKind, Field, FieldChange, TicketEvent, Timestamp, Value};

use crate::known::Known;
use crate::past::Past;
use crate::state::{TicketState, normalized};
use search::{Search, Strictness};
use trail::{Edge, Numbers, first_trail, start};

/// More events of one ticket in one second than these stay in the order of their ids.
const MOST_EVENTS: usize = 256;

/// The state beside what is to be put in order.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Beside<'s> {
    /// The state before.
    Before(&'s TicketState),
    /// The state after: of a walk back.
    After(&'s Past),
    /// None is known.
    Unknown,
}

/// In which order an event's changes apply (rule 2.2); nothing where that is the order of their ids.
pub(crate) fn of_changes(
    event: &TicketEvent,
    beside: Beside<'_>,
    known: Known<'_>,
) -> Option<Vec<usize>> {
    let repeated = repeated_fields(&event.changes)?;
    let mut order: Vec<usize> = (0..event.changes.len()).collect();
    for field in repeated {
        let places: Vec<usize> = places_of(field, &event.changes).collect();
        let creates = |place: &&usize| event.changes[**place].kind == ChangeKind::Create;
        if places.iter().filter(creates).count() > 1 {
            // What is set for the first time several times tells nothing of an order.
            continue;
        }
        let mut numbers = Numbers::default();
        let edge = |place: &usize| change_edge(&event.changes[*place], &mut numbers, known);
        let edges: Vec<Edge> = places.iter().map(edge).collect();
        let mut number =
            |state: &TicketState| numbers.take(&normalized(field, state.told(field), known.fields));
        // Where the state does not fit, the changes still follow each other.
        let beginnings = match beside {
            Beside::Before(state) => [Some(number(state)), start(&edges, None)],
            Beside::After(past) if past.tells(field) => {
                [start(&edges, Some(number(&past.state))), start(&edges, None)]
            }
            Beside::After(_) | Beside::Unknown => [start(&edges, None), None],
        };
        let trail = beginnings.into_iter().flatten().find_map(|from| first_trail(from, &edges));
        for (place, change) in places.iter().zip(trail.into_iter().flatten()) {
            order[*place] = places[change];
        }
    }
    Some(order)
}

/// The fields that changes change more than once; nothing where there is none.
fn repeated_fields(changes: &[FieldChange]) -> Option<Vec<Field>> {
    let mut repeated = Vec::new();
    for (place, change) in changes.iter().enumerate().skip(1) {
        let is_repeated = changes[..place].iter().any(|one| one.field == change.field);
        if is_repeated && !repeated.contains(&change.field) {
            repeated.push(change.field);
        }
    }
    (!repeated.is_empty()).then_some(repeated)
}

fn places_of(field: Field, changes: &[FieldChange]) -> impl Iterator<Item = usize> {
    let places = changes.iter().enumerate().filter(move |(_, change)| change.field == field);
    places.map(|(place, _)| place)
}

fn change_edge(change: &FieldChange, numbers: &mut Numbers, known: Known<'_>) -> Edge {
    let (previous, value) = before_and_after(change, known);
    let from = numbers.take(&previous);
    Edge::new(from, numbers.take(&value))
}

/// The values around a change, as their field compares them. What is set for the first time was blank.
fn before_and_after(change: &FieldChange, known: Known<'_>) -> (Value, Value) {
    let value = |value| normalized(change.field, value, known.fields).into_owned();
    let previous = match change.kind {
        ChangeKind::Create => Value::Blank,
        ChangeKind::Change => value(&change.previous),
    };
    (previous, value(&change.value))
}

/// The value that a field has after all these events, which come next to each other, as far as they
/// tell it.
pub(crate) fn last_value(field: Field, events: &[&TicketEvent], known: Known<'_>) -> Option<Value> {
    let changes = events.iter().flat_map(|event| &event.changes);
    let changes: Vec<&FieldChange> = changes.filter(|change| change.field == field).collect();
    let mut numbers = Numbers::default();
    let edges: Vec<Edge> =
        changes.iter().map(|change| change_edge(change, &mut numbers, known)).collect();
    let joined = Edge::joined(&edges)?;
    let last = if joined.from == joined.to { edges.last()?.to } else { joined.to };
    numbers.value(last).cloned()
}

/// Puts a ticket's events of one second, which come in the order of their ids, in the order of rule 2.5.
pub(crate) fn of_second(events: &mut [&TicketEvent], beside: Beside<'_>, known: Known<'_>) {
    if !(2..=MOST_EVENTS).contains(&events.len()) {
        return;
    }
    let blank = TicketState::blank(Timestamp(0));
    for strictness in [Strictness::Everything, Strictness::WithoutHints, Strictness::Compared] {
        let search = Search::new(events, beside, &blank, strictness, known);
        let Some(mut search) = search else { continue };
        if search.is_idle() {
            return;
        }
        if let Some(order) = search.first_order() {
            let by_id = events.to_vec();
            for (event, place) in events.iter_mut().zip(order) {
                *event = by_id[place];
            }
            return;
        }
    }
}
