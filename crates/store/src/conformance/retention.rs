//! Dropping the histories of old closed tickets: what they counted stays, and nothing else is touched.

use std::sync::{Arc, Mutex};

use inflow_domain::{Contact, Field, IntegrationId, TicketEvent, TicketId, TicketSnapshot, Value};

use super::StoreFactory;
use super::counting::queue_figures;
use super::sample::{
    Dice, add, at, count, count_changes, creation, event, held, reply, save_events, save_tickets,
    snapshot,
};
use crate::{CountScope, Drop, EventDrop, InexactTicket, Store};

/// What is dropped in these checks: what did not change for the first thousand seconds.
const OLD: i64 = 1000;

fn closed(ticket: i64, position: i64) -> TicketSnapshot {
    TicketSnapshot {
        fields: vec![(Field::Status, Value::text("closed"))],
        ..snapshot(ticket, position)
    }
}

/// Sweeps all tickets; how many were dropped.
async fn sweep(store: &Store, id: IntegrationId, seconds: i64) -> u64 {
    let (wanted, mut after, mut tickets) = (Drop { before: at(OLD), at: at(seconds) }, None, 0);
    loop {
        let swept = store.retention.sweep(held(id), wanted, after).await.expect("a sweep");
        tickets += swept.tickets;
        after = swept.next;
        if after.is_none() {
            return tickets;
        }
    }
}

/// The tickets that a walk shows.
async fn walked(store: &Store, id: IntegrationId) -> Vec<i64> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let shared = seen.clone();
    let visitor = Box::new(move |history: &inflow_domain::TicketHistory| {
        shared.lock().expect("a list").push(history.ticket.0);
        true
    });
    store.histories.walk(id, visitor).await.expect("a walk");
    seen.lock().expect("a list").clone()
}

/// The contacts of dropped tickets, as ticket and event.
async fn dropped_contacts(store: &Store, id: IntegrationId) -> Vec<(i64, i64)> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let shared = seen.clone();
    let visitor = Box::new(move |contact: &Contact| {
        shared.lock().expect("a list").push((contact.ticket.0, contact.event.0));
    });
    store.retention.dropped_contacts(id, visitor).await.expect("a walk");
    let mut seen = seen.lock().expect("a list").clone();
    seen.sort_unstable();
    seen
}

async fn inexact(store: &Store, id: IntegrationId) -> Vec<InexactTicket> {
    store.repairs.inexact_tickets(id).await.expect("inexact tickets")
}

/// Only closed tickets without a late event, with nothing left to be done, lose their history; what is
/// told of them is told, and another integration's stay.
pub async fn only_what_cannot_change_is_dropped(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let (id, other) = (add(&store, "Support").await, add(&store, "Other").await);
    for id in [id, other] {
        // 1 goes on, 2 changed lately, 3 has no snapshot, 4 is in doubt, 5 and 6 are done, 7 will change.
        let page = (1..8).map(|ticket| creation(ticket, ticket, ticket, 99, 1));
        let mut page: Vec<TicketEvent> = page.collect();
        page.extend([event(2, 20, OLD, 99), reply(6, 60, OLD - 1, 99)]);
        save_events(&store, id, page).await;
        let mut tickets = vec![snapshot(1, 1)];
        tickets.extend([2, 4, 5, 6, 7].map(|ticket| closed(ticket, OLD - 1)));
        save_tickets(&store, id, tickets).await;
        count_changes(&store, id).await;
        store.repairs.doubt(held(id), vec![TicketId(4)], "a gap").await.expect("a doubt");
        save_events(&store, id, vec![reply(7, 70, 9, 99)]).await;
    }
    assert_eq!(store.retention.swept_at(id).await.expect("a look"), None);
    let before = queue_figures(&store, id).await;
    assert_eq!(sweep(&store, id, 5000).await, 2);
    assert_eq!(queue_figures(&store, id).await, before);
    assert_eq!(walked(&store, id).await, [1, 2, 3, 4, 7]);
    assert_eq!(walked(&store, other).await, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(dropped_contacts(&store, id).await, [(5, 5), (6, 6), (6, 60)]);
    let quality = store.reports.quality(id).await.expect("quality");
    assert_eq!((quality.tickets, quality.dropped_tickets), (5, 2));
    assert_eq!((quality.ticket_events, quality.last_event), (7, Some(at(OLD))));
    assert_eq!(store.reports.ticket(id, TicketId(5)).await.expect("a look"), None);
    for (ticket, until) in [(5, Some(at(5))), (6, Some(at(OLD - 1))), (4, None), (99, None)] {
        let told = store.retention.dropped_until(id, TicketId(ticket)).await.expect("a look");
        assert_eq!(told, until, "{ticket}");
    }
    let drops = vec![EventDrop { at: at(5000), until: at(OLD - 1) }];
    assert_eq!(store.retention.drops(id).await.expect("drops"), drops);
    assert_eq!(store.retention.swept_at(id).await.expect("a look"), Some(at(5000)));
    assert_eq!(store.retention.drops(other).await.expect("drops"), []);
    // What was counted meanwhile goes next time; what was dropped before is not looked at again.
    count_changes(&store, id).await;
    assert_eq!(sweep(&store, id, 6000).await, 1);
    assert_eq!(sweep(&store, id, 7000).await, 0);
    assert_eq!(store.retention.drops(id).await.expect("drops").len(), 2);
}

/// However an account grows after its old tickets were dropped, and whatever is counted again or read
/// again, it has the figures of an account where nothing was dropped.
pub async fn what_was_dropped_counts_as_before(factory: &impl StoreFactory) {
    for seed in 0..10 {
        let mut dice = Dice::new(seed);
        let (dropping, whole) = (factory.store().await, factory.store().await);
        let (id, whole_id) = (add(&dropping, "Support").await, add(&whole, "Support").await);
        let mut read = Vec::new();
        for step in 0..5 {
            let mut events = Vec::new();
            for number in 0..10 {
                // The tickets of earlier steps stay as they are, but for those of the last one.
                let ticket = step * 4 + 1 + dice.roll(8);
                let event_id = step * 100 + number;
                let seconds = step * 900 + dice.roll(900);
                events.push(match dice.roll(3) {
                    0 => creation(ticket, event_id, seconds, dice.roll(5), 1 + dice.roll(3)),
                    1 => event(ticket, event_id, seconds, dice.roll(5)),
                    _ => reply(ticket, event_id, seconds, dice.roll(5)),
                });
            }
            let position = step * 900 + 899;
            let tickets = (step * 4 + 1..step * 4 + 9).map(|ticket| {
                if dice.roll(4) == 0 {
                    snapshot(ticket, position)
                } else {
                    closed(ticket, position)
                }
            });
            let tickets: Vec<TicketSnapshot> = tickets.collect();
            read.push((events, tickets));
            // Now and then everything is read once more.
            let from = if dice.roll(3) == 0 { 0 } else { read.len() - 1 };
            for (events, tickets) in &read[from..] {
                for (store, id) in [(&dropping, id), (&whole, whole_id)] {
                    save_tickets(store, id, tickets.clone()).await;
                    save_events(store, id, events.clone()).await;
                }
            }
            for (store, id) in [(&dropping, id), (&whole, whole_id)] {
                if step % 2 == 0 {
                    count_changes(store, id).await;
                } else {
                    count(store, id, CountScope::All).await;
                }
            }
            let before = at((step - 1) * 900);
            let wanted = Drop { before, at: at(step * 900) };
            dropping.retention.sweep(held(id), wanted, None).await.expect("a sweep");
            let (dropped, all) =
                (queue_figures(&dropping, id).await, queue_figures(&whole, whole_id).await);
            assert_eq!(dropped, all, "seed {seed}, step {step}");
        }
        let quality = dropping.reports.quality(id).await.expect("quality");
        assert!(quality.dropped_tickets > 0, "seed {seed}");
        assert_eq!(inexact(&dropping, id).await, inexact(&whole, whole_id).await);
    }
}

/// A page that is read again brings nothing of a dropped ticket back. A newer event puts it in doubt, and
/// it stays as it was counted until its audits are saved; then it is counted as a whole.
pub async fn a_newer_event_brings_a_dropped_ticket_back(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let page = vec![creation(1, 1, 0, 99, 1), reply(1, 2, 60, 99), creation(2, 3, 0, 99, 2)];
    save_events(&store, id, page.clone()).await;
    let tickets = vec![closed(1, 100), closed(2, 100)];
    save_tickets(&store, id, tickets.clone()).await;
    count_changes(&store, id).await;
    let before = queue_figures(&store, id).await;
    assert_eq!(sweep(&store, id, 5000).await, 2);
    save_tickets(&store, id, tickets).await;
    save_events(&store, id, page.clone()).await;
    // Closed tickets are shown anew now and then, without an event.
    save_tickets(&store, id, vec![closed(1, 2000), closed(2, 2000)]).await;
    assert_eq!(count_changes(&store, id).await.tickets, 0);
    count(&store, id, CountScope::All).await;
    assert_eq!(
        (inexact(&store, id).await, queue_figures(&store, id).await),
        (vec![], before.clone())
    );
    assert_eq!(walked(&store, id).await, [0_i64; 0]);

    let late = reply(1, 4, 3000, 99);
    save_events(&store, id, vec![late.clone()]).await;
    let doubtful = |tried| vec![InexactTicket { ticket: TicketId(1), tried }];
    assert_eq!(inexact(&store, id).await, doubtful(false));
    count_changes(&store, id).await;
    count(&store, id, CountScope::All).await;
    assert_eq!(queue_figures(&store, id).await, before);
    // What is in doubt is not dropped, and what was tried in vain is told once.
    store.repairs.save_failure(held(id), TicketId(1), "gone").await.expect("a note");
    save_events(&store, id, vec![late.clone()]).await;
    assert_eq!(inexact(&store, id).await, doubtful(true));
    let audits = vec![page[0].clone(), page[1].clone(), late];
    store.repairs.save_audits(held(id), TicketId(1), audits).await.expect("audits");
    count_changes(&store, id).await;
    assert_eq!(inexact(&store, id).await, []);
    assert_eq!(walked(&store, id).await, [1]);
    let grown = queue_figures(&store, id).await;
    assert_ne!(grown, before);
    count(&store, id, CountScope::All).await;
    assert_eq!(queue_figures(&store, id).await, grown);
    assert_eq!(store.reports.quality(id).await.expect("quality").contacts, 4);
}
