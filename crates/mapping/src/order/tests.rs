//! The search against trying every order.

use std::collections::BTreeSet;

use inflow_domain::{CustomStatuses, EventId, FieldCatalog, FieldId, TicketId, Timestamp, UserId};
use proptest::prelude::*;

use super::*;
use crate::known::Compared;

/// What an event changes: of each field the values before and after, in order.
type Told = Vec<(usize, i64, i64)>;

const FIELDS: [Field; 3] = [Field::Status, Field::Group, Field::Custom(FieldId(1))];

fn event(id: i64, told: &Told) -> TicketEvent {
    let change = |(field, previous, value): &(usize, i64, i64)| FieldChange {
        field: FIELDS[*field],
        kind: ChangeKind::Change,
        value: Value::Integer(*value),
        previous: Value::Integer(*previous),
        tags: None,
    };
    TicketEvent {
        ticket: TicketId(1),
        id: EventId(id),
        at: Timestamp(0),
        author: UserId(1),
        via: "".into(),
        merge: false,
        creates: false,
        changes: told.iter().map(change).collect(),
        comments: Vec::new(),
    }
}

/// What is known beside the events.
#[derive(Debug, Clone, Copy)]
enum Side {
    Before,
    After,
    Nothing,
}

fn side() -> impl Strategy<Value = Side> {
    prop::sample::select(vec![Side::Before, Side::After, Side::Nothing])
}

/// The first order of places, as they are sorted, in which the events' changes follow each other from
/// the values before them, or up to those after them.
fn tried(events: &[Told], values: &[i64; 3], side: Side, fields: &[usize]) -> Option<Vec<usize>> {
    let changes = |event: &Told, field: usize| -> Vec<(i64, i64)> {
        event.iter().filter(|one| one.0 == field).map(|one| (one.1, one.2)).collect()
    };
    let common = |field: &usize| {
        events.iter().filter(|event| !changes(event, *field).is_empty()).count() > 1
    };
    let fields: Vec<usize> = fields.iter().copied().filter(common).collect();
    let mut orders = vec![Vec::new()];
    for _ in 0..events.len() {
        let longer = orders.iter().flat_map(|order: &Vec<usize>| {
            let next = (0..events.len()).filter(|place| !order.contains(place));
            next.map(|place| [order.clone(), vec![place]].concat()).collect::<Vec<_>>()
        });
        orders = longer.collect();
    }
    orders.into_iter().find(|order| {
        fields.iter().all(|field| {
            let all: Vec<(i64, i64)> =
                order.iter().flat_map(|place| changes(&events[*place], *field)).collect();
            let follow = all.windows(2).all(|pair| pair[0].1 == pair[1].0);
            let beside = match side {
                Side::Before => all[0].0,
                Side::After => all[all.len() - 1].1,
                Side::Nothing => values[*field],
            };
            follow && beside == values[*field]
        })
    })
}

/// Each event changes a field at most once, or twice in a row.
fn told() -> impl Strategy<Value = Vec<Told>> {
    let change = (0_usize..3, 0_i64..3, 0_i64..3, prop::option::weighted(0.1, 0_i64..3));
    let event = prop::collection::vec(change, 0..3).prop_map(|changes| {
        let mut fields = BTreeSet::new();
        let mut told = Told::new();
        for (field, from, to, further) in changes {
            if fields.insert(field) {
                told.push((field, from, to));
                told.extend(further.filter(|end| *end != from).map(|end| (field, to, end)));
            }
        }
        told
    });
    prop::collection::vec(event, 2..6)
}

/// A history that follows, in an order of its own.
fn following() -> impl Strategy<Value = (Vec<Told>, [i64; 3], [i64; 3])> {
    let change = (0_usize..3, 0_i64..3);
    let event = prop::collection::vec(change, 0..3);
    let events = prop::collection::vec(event, 2..6);
    let shuffled = events.prop_map(|events| {
        let mut values = [0; 3];
        let follow = events.into_iter().map(|changes| {
            let mut fields = BTreeSet::new();
            let changes = changes.into_iter().filter(|(field, _)| fields.insert(*field));
            let changes: Vec<(usize, i64)> = changes.collect();
            let change =
                |(field, to): (usize, i64)| (field, std::mem::replace(&mut values[field], to), to);
            changes.into_iter().map(change).collect::<Told>()
        });
        let events: Vec<Told> = follow.collect();
        (events, values)
    });
    shuffled.prop_flat_map(|(events, last)| (Just(events).prop_shuffle(), Just([0; 3]), Just(last)))
}

fn found(told: &[Told], values: &[i64; 3], side: Side) -> Vec<usize> {
    let events: Vec<TicketEvent> = (0..).zip(told).map(|(id, told)| event(id, told)).collect();
    let mut state = TicketState::blank(Timestamp(0));
    for (field, value) in FIELDS.into_iter().zip(values) {
        state.set(field, Value::Integer(*value));
    }
    let (fields, statuses) = (FieldCatalog::default(), CustomStatuses::default());
    let compared = Compared::new([]);
    let known = Known { fields: &fields, statuses: &statuses, compared: &compared };
    let past = Past::new(state.clone(), Vec::new());
    let beside = match side {
        Side::Before => Beside::Before(&state),
        Side::After => Beside::After(&past),
        Side::Nothing => Beside::Unknown,
    };
    let mut order: Vec<&TicketEvent> = events.iter().collect();
    of_second(&mut order, beside, known);
    order.iter().map(|event| usize::try_from(event.id.0).expect("a place")).collect()
}

/// By all fields, else by the ones that decide about figures, else by id.
fn expected(told: &[Told], values: &[i64; 3], side: Side) -> Vec<usize> {
    tried(told, values, side, &[0, 1, 2])
        .or_else(|| tried(told, values, side, &[0]))
        .unwrap_or_else(|| (0..told.len()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rule_2_5_the_search_finds_what_trying_every_order_finds(
        told in told(), values in [0_i64..3, 0_i64..3, 0_i64..3], side in side(),
    ) {
        prop_assert_eq!(found(&told, &values, side), expected(&told, &values, side));
    }

    #[test]
    fn rule_2_5_a_history_in_any_order_of_ids_follows_again((told, first, last) in following()) {
        for (values, side) in [(first, Side::Before), (last, Side::After), (last, Side::Nothing)] {
            prop_assert_eq!(found(&told, &values, side), expected(&told, &values, side));
            prop_assert!(tried(&told, &values, side, &[0, 1, 2]).is_some());
        }
    }
}

/// However many events contradict each other, the search ends: beyond its bounds it is by id.
#[test]
fn many_events_of_one_second_are_put_in_order_quickly() {
    let chain =
        |length: i64| -> Vec<Told> { (0..length).rev().map(|at| vec![(0, at, at + 1)]).collect() };
    let length = i64::try_from(MOST_EVENTS).expect("a number");
    let backwards: Vec<usize> = (0..MOST_EVENTS).rev().collect();
    assert_eq!(found(&chain(length), &[0; 3], Side::Before), backwards);
    assert_eq!(found(&chain(length), &[length, 0, 0], Side::After), backwards);
    let by_id: Vec<usize> = (0..=MOST_EVENTS).collect();
    assert_eq!(found(&chain(length + 1), &[0; 3], Side::Before), by_id);
    // Of three values round and round in two fields nothing fits in the end.
    let hostile: Vec<Told> = (0..200)
        .map(|at: i64| vec![(0, at % 3, (at * 7 + 1) % 3), (1, (at / 3) % 3, (at * 5 + 2) % 3)])
        .collect();
    assert_eq!(found(&hostile, &[0; 3], Side::Before), (0..200).collect::<Vec<usize>>());
}
