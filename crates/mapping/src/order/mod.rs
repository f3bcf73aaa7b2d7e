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

/// The same for what the events of one second change together, each tag for itself.
const MOST_CHANGED: usize = 1_024;

/// Up to this many changes are looked through; beyond that they are sorted.
const FEW_CHANGES: usize = 16;

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
    for (field, places) in repeated {
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

/// The places of the changes of each field that changes more than once; nothing where there is none.
fn repeated_fields(changes: &[FieldChange]) -> Option<Vec<(Field, Vec<usize>)>> {
    let is_new = |(place, change): (usize, &FieldChange)| {
        changes[..place].iter().all(|one| one.field != change.field)
    };
    if changes.len() <= FEW_CHANGES && changes.iter().enumerate().all(is_new) {
        return None;
    }
    let mut places: Vec<usize> = (0..changes.len()).collect();
    places.sort_by_key(|place| changes[*place].field);
    let of_fields = places.chunk_by(|one, other| changes[*one].field == changes[*other].field);
    let repeated: Vec<(Field, Vec<usize>)> = of_fields
        .filter(|places| places.len() > 1)
        .map(|places| (changes[places[0]].field, places.to_vec()))
        .collect();
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
    if !(2..=MOST_EVENTS).contains(&events.len()) || changed(events) > MOST_CHANGED {
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

/// How much events change together.
fn changed(events: &[&TicketEvent]) -> usize {
    let tags = |change: &FieldChange| match (&change.tags, &change.value, &change.previous) {
        (Some(delta), ..) => delta.added.len() + delta.removed.len(),
        (None, value, previous) => value.to_items().len() + previous.to_items().len(),
    };
    let changes = events.iter().flat_map(|event| &event.changes);
    changes.map(|change| if change.field == Field::Tags { 1 + tags(change) } else { 1 }).sum()
}
