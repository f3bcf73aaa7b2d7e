//! What is kept beside the figures: channel overrides and comparisons; and walks over everything.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use inflow_domain::{Channel, IntegrationId};

use super::StoreFactory;
use super::sample::{add, at, event, save_events, save_tickets, snapshot};
use crate::{Reconciliation, Store};

async fn overrides(store: &Store, id: IntegrationId) -> BTreeMap<String, Channel> {
    store.channels.overrides(id).await.expect("a list")
}

/// Overrides are replaced as a whole, and counting is told of them.
pub async fn channel_overrides_are_replaced(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let other = add(&store, "Other").await;
    assert_eq!(overrides(&store, id).await, [].into());
    let first =
        BTreeMap::from([("line".to_owned(), Channel::Chat), ("viber".to_owned(), Channel::Email)]);
    store.channels.save_overrides(id, first.clone()).await.expect("saved");
    assert_eq!(overrides(&store, id).await, first);
    let second = BTreeMap::from([("line".to_owned(), Channel::Case)]);
    store.channels.save_overrides(id, second.clone()).await.expect("saved");
    assert_eq!(overrides(&store, id).await, second);
    let inputs = store.counts.inputs(id).await.expect("inputs");
    assert_eq!(inputs.channel_overrides, second);
    assert_eq!(overrides(&store, other).await, [].into());
}

/// Only the last comparison is remembered.
pub async fn the_last_comparison_is_remembered(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let other = add(&store, "Other").await;
    for differing in [3, 2] {
        let outcome = Reconciliation { at: at(differing), views: 4, tickets: 50, differing };
        store.reconciliations.save_reconciliation(id, outcome).await.expect("saved");
        let last = store.reconciliations.last_reconciliation(id).await.expect("a look");
        assert_eq!(last, Some(outcome));
    }
    assert_eq!(store.reconciliations.last_reconciliation(other).await.expect("a look"), None);
}

/// A walk shows every ticket once, by its id, until it is told to end.
pub async fn a_walk_shows_every_ticket_once(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let other = add(&store, "Other").await;
    let events = (1..=5000).map(|number| event(number, number, 0, 99));
    save_events(&store, id, events.collect()).await;
    save_tickets(&store, id, vec![snapshot(7, 1), snapshot(9000, 1)]).await;
    save_events(&store, other, vec![event(8, 8, 0, 99)]).await;
    for most in [2, usize::MAX] {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let tells = seen.clone();
        let visitor = move |history: &inflow_domain::TicketHistory| {
            let mut seen = tells.lock().expect("no check panics here");
            seen.push((history.ticket.0, history.events.len(), history.snapshot.is_some()));
            seen.len() < most
        };
        store.histories.walk(id, Box::new(visitor)).await.expect("a walk");
        let expected = (1..=5000).map(|number| (number, 1, number == 7)).chain([(9000, 0, true)]);
        let expected: Vec<(i64, usize, bool)> = expected.take(most).collect();
        assert_eq!(*seen.lock().expect("no check panics here"), expected);
    }
}
