//! Repair from audits.

use inflow_domain::{
    Field, IntegrationId, TicketEvent, TicketId, TicketSnapshot, Timestamp, UserId, Value,
};

use super::StoreFactory;
use super::sample::{
    add, at, change, count_changes, creation, discovery, event, held, lossy, reply, save_events,
    save_tickets, snapshot,
};
use crate::{Coverage, InexactTicket, Store};

/// The inexact tickets; to the sample counter, those without a snapshot.
async fn inexact(store: &Store, id: IntegrationId) -> Vec<(i64, bool)> {
    let found = store.repairs.inexact_tickets(id).await.expect("a list");
    found.into_iter().map(|InexactTicket { ticket, tried }| (ticket.0, tried)).collect()
}

async fn save_audits(store: &Store, id: IntegrationId, ticket: i64, events: Vec<TicketEvent>) {
    store.repairs.save_audits(held(id), TicketId(ticket), events).await.expect("saved audits");
}

async fn events(store: &Store, id: IntegrationId, ticket: i64) -> Vec<TicketEvent> {
    let history = store.reports.ticket(id, TicketId(ticket)).await.expect("a look");
    history.expect("a ticket").events
}

/// A ticket is tried once, with either outcome, until something new of it is imported; reading the
/// same again is nothing new.
pub async fn an_inexact_ticket_is_tried_until_it_changes(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let other = add(&store, "Other").await;
    let page: Vec<TicketEvent> = (1..5).map(|ticket| creation(ticket, ticket, 0, 99, 1)).collect();
    for integration in [id, other] {
        save_events(&store, integration, page.clone()).await;
        save_tickets(&store, integration, vec![snapshot(4, 1)]).await;
        count_changes(&store, integration).await;
    }
    assert_eq!(inexact(&store, id).await, [(3, false), (2, false), (1, false)]);
    save_audits(&store, id, 3, vec![reply(3, 30, 60, 99)]).await;
    store.repairs.save_failure(held(id), TicketId(2), "gone").await.expect("a note");
    store.repairs.save_failure(held(id), TicketId(2), "gone again").await.expect("a note");
    let tried = [(3, true), (2, true), (1, false)];
    assert_eq!(inexact(&store, id).await, tried);
    assert_eq!(count_changes(&store, id).await.tickets, 1);
    save_events(&store, id, page).await;
    save_tickets(&store, id, vec![snapshot(4, 1)]).await;
    assert_eq!(count_changes(&store, id).await.tickets, 0);
    assert_eq!(inexact(&store, id).await, tried);
    save_events(&store, id, vec![reply(2, 20, 60, 99), reply(3, 31, 61, 99)]).await;
    count_changes(&store, id).await;
    assert_eq!(inexact(&store, id).await, [(3, false), (2, false), (1, false)]);
    store.repairs.save_failure(held(id), TicketId(1), "gone").await.expect("a note");
    save_tickets(&store, id, vec![snapshot(1, 1), snapshot(3, 1)]).await;
    count_changes(&store, id).await;
    assert_eq!(inexact(&store, id).await, [(2, false)]);
    assert_eq!(inexact(&store, other).await, [(3, false), (2, false), (1, false)]);
}

/// What audits tell replaces and completes what the export told, counts at the next count, makes
/// assignees staff, and is not undone by reading the export again.
pub async fn audits_take_the_place_of_exported_events(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let found = discovery(0, &[], vec![]);
    store.imports.save_discovery(held(id), found).await.expect("a discovery");
    let exported = vec![creation(1, 1, 0, 99, 1), event(1, 2, 60, 99), reply(1, 4, 90, 98)];
    save_events(&store, id, exported.clone()).await;
    assert_eq!(count_changes(&store, id).await.contacts, 2);
    let assigned = change(Field::Assignee, Value::Blank, Value::Integer(98));
    let audits = vec![
        // Another ticket's audit has no place here, and the later of two with one id counts.
        reply(2, 9, 0, 99),
        event(1, 2, 60, 99),
        reply(1, 2, 61, 99),
        TicketEvent { changes: vec![assigned], ..event(1, 3, 70, 98) },
    ];
    save_audits(&store, id, 1, audits.clone()).await;
    let union = [exported[0].clone(), audits[2].clone(), audits[3].clone(), exported[2].clone()];
    assert_eq!(events(&store, id, 1).await, union);
    let inputs = store.counts.inputs(id).await.expect("inputs");
    assert_eq!((inputs.staff, inputs.staff_changes), (vec![UserId(98)], vec![UserId(98)]));
    count_changes(&store, id).await;
    assert_eq!(store.reports.quality(id).await.expect("quality").contacts, 2);

    save_events(&store, id, exported.clone()).await;
    assert_eq!(count_changes(&store, id).await.tickets, 0);
    assert_eq!(events(&store, id, 1).await, union);
    // What did not come from an audit is replaced as ever, and so is what a later audit tells.
    save_events(&store, id, vec![reply(1, 4, 95, 98)]).await;
    save_audits(&store, id, 1, vec![event(1, 2, 62, 97)]).await;
    let kept = events(&store, id, 1).await;
    assert_eq!(kept[1], event(1, 2, 62, 97));
    assert_eq!(kept[3].at, at(95));
}

/// The reason that is reported tells also what came of the repair.
pub async fn why_a_ticket_stays_inexact_is_told(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let page = (1..6).map(|ticket| creation(ticket, ticket, 0, 99, 1)).collect();
    save_events(&store, id, page).await;
    count_changes(&store, id).await;
    for ticket in [1, 2] {
        store.repairs.save_failure(held(id), TicketId(ticket), "gone").await.expect("a note");
    }
    for ticket in [3, 4] {
        save_audits(&store, id, ticket, vec![]).await;
    }
    count_changes(&store, id).await;
    let quality = store.reports.quality(id).await.expect("quality");
    let told: Vec<(&str, i64)> =
        quality.inexact_tickets.iter().map(|(what, number)| (what.as_str(), *number)).collect();
    assert_eq!(
        told,
        [
            ("no snapshot; gone", 2),
            ("no snapshot; its audits do not change that", 2),
            ("no snapshot", 1),
        ]
    );
}

/// A ticket in doubt counts as inexact, however consistent it looks, until its audits come; a repair
/// that was tried before the doubt is tried again.
pub async fn doubt_lasts_until_the_audits_come(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let (id, other) = (add(&store, "Support").await, add(&store, "Other").await);
    save_events(&store, id, (1..4).map(|ticket| creation(ticket, ticket, 0, 99, 1)).collect())
        .await;
    save_tickets(&store, id, (1..4).map(|ticket| snapshot(ticket, 1)).collect()).await;
    count_changes(&store, id).await;
    assert_eq!(inexact(&store, id).await, []);
    let doubt = async |tickets: &[i64], reason: &str| {
        let tickets = tickets.iter().copied().map(TicketId).collect();
        store.repairs.doubt(held(id), tickets, reason).await.expect("doubts");
    };
    doubt(&[1, 3], "a page was not given").await;
    store.repairs.save_failure(held(id), TicketId(3), "gone").await.expect("a note");
    count_changes(&store, id).await;
    assert_eq!(inexact(&store, id).await, [(3, true), (1, false)]);
    let quality = store.reports.quality(id).await.expect("quality");
    let reasons = [("a page was not given", 1), ("a page was not given; gone", 1)];
    assert_eq!(quality.inexact_tickets, reasons.map(|(reason, n)| (reason.to_owned(), n)));
    doubt(&[3], "again").await;
    assert_eq!(inexact(&store, id).await, [(3, true), (1, false)]);
    save_tickets(&store, id, vec![snapshot(3, 2)]).await;
    save_audits(&store, id, 1, vec![reply(1, 10, 60, 99)]).await;
    assert_eq!(inexact(&store, id).await, [(3, false)]);
    assert_eq!(count_changes(&store, id).await.tickets, 2);
    assert_eq!(inexact(&store, other).await, []);
    // Audits hold everything: what could not be read of the same history is no doubt.
    doubt(&[1], "once more").await;
    assert_eq!(inexact(&store, id).await, [(3, false)]);
    // Of a ticket that Zendesk has erased nothing is asked.
    let erased = |ticket| TicketSnapshot { deleted: true, ..snapshot(ticket, 9) };
    save_tickets(&store, id, vec![erased(2), erased(3)]).await;
    doubt(&[2], "erased").await;
    assert_eq!(inexact(&store, id).await, []);
}

/// An incomplete ticket waits once the covered time reaches its last change; its audits are asked for
/// once for each change, and no other read adds one; it is never told as inexact.
pub async fn an_incomplete_ticket_waits_once_for_each_change(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let (id, other) = (add(&store, "Support").await, add(&store, "Other").await);
    for id in [id, other] {
        let page = (1..4).map(|ticket| creation(ticket, ticket, 0, 99, 1)).collect();
        save_events(&store, id, page).await;
        save_tickets(&store, id, vec![snapshot(1, 900), lossy(2, 900), lossy(3, 1000)]).await;
        count_changes(&store, id).await;
    }
    assert_eq!(waiting(&store, id).await, [0_i64; 0], "nothing is covered");
    cover(&store, id, at(1000)).await;
    assert_eq!(waiting(&store, id).await, [2]);
    cover(&store, id, at(9000)).await;
    assert_eq!(waiting(&store, id).await, [3, 2]);
    assert_eq!(inexact(&store, id).await, []);
    store.repairs.postpone(held(id), TicketId(3), at(9000)).await.expect("a note");
    assert_eq!(waiting(&store, id).await, [2, 3], "who was postponed comes last");
    assert_eq!(store.repairs.waiting(id, 1).await.expect("a list"), [TicketId(2)]);
    save_audits(&store, id, 2, vec![]).await;
    store.repairs.save_failure(held(id), TicketId(3), "gone").await.expect("a note");
    assert_eq!(waiting(&store, id).await, [0_i64; 0]);
    // Shown again as last changed at the same time, and with a late event: nothing new to ask for.
    let again = |ticket, updated| TicketSnapshot { updated_at: at(updated), ..lossy(ticket, 2000) };
    save_tickets(&store, id, vec![again(2, 900), again(3, 1000)]).await;
    save_events(&store, id, vec![reply(2, 20, 30, 99)]).await;
    count_changes(&store, id).await;
    assert_eq!(waiting(&store, id).await, [0_i64; 0]);
    let quality = store.reports.quality(id).await.expect("quality");
    assert_eq!((quality.inexact_tickets, quality.waiting_for_repair), (vec![], 0));
    save_tickets(&store, id, vec![lossy(2, 3000), lossy(3, 3001)]).await;
    count_changes(&store, id).await;
    assert_eq!(waiting(&store, id).await, [3, 2]);
    // Audits told an event of after the last known change: the snapshot that shows it is no news.
    save_audits(&store, id, 2, vec![reply(2, 21, 4000, 99)]).await;
    save_tickets(&store, id, vec![lossy(2, 4000), snapshot(3, 4000)]).await;
    count_changes(&store, id).await;
    assert_eq!(waiting(&store, id).await, [0_i64; 0]);
    assert_eq!(waiting(&store, other).await, [0_i64; 0]);
}

async fn waiting(store: &Store, id: IntegrationId) -> Vec<i64> {
    let found = store.repairs.waiting(id, 10).await.expect("a list");
    let number = store.repairs.number_waiting(id).await.expect("a number");
    assert_eq!(number, found.len() as u64);
    found.into_iter().map(|ticket| ticket.0).collect()
}

async fn cover(store: &Store, id: IntegrationId, until: Timestamp) {
    let coverage = Coverage { from: at(0), until, calls_until: None, provisional_from: None };
    store.imports.finish(held(id), coverage, Some(until)).await.expect("a coverage");
}

/// What may have happened in a gap is told by the snapshots; tickets without one are found.
pub async fn a_gap_puts_the_tickets_of_its_time_in_doubt(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let (id, other) = (add(&store, "Support").await, add(&store, "Other").await);
    let lived = |ticket: i64, created: i64, updated: i64| TicketSnapshot {
        created_at: at(created),
        updated_at: at(updated),
        generated_at: at(updated + 5),
        ..snapshot(ticket, 1)
    };
    let tickets = vec![lived(1, 0, 99), lived(2, 0, 100), lived(3, 109, 500), lived(4, 110, 500)];
    save_tickets(&store, id, tickets.clone()).await;
    save_tickets(&store, other, tickets).await;
    let doubted =
        store.repairs.doubt_since(held(id), at(100), at(110), "a gap").await.expect("doubts");
    assert_eq!(doubted, 2);
    assert_eq!(inexact(&store, id).await, [(3, false), (2, false)]);
    let page = vec![reply(2, 20, 60, 99), reply(6, 60, 60, 99), reply(6, 61, 61, 99)];
    save_events(&store, id, page).await;
    let missing = store.repairs.tickets_without_snapshot(id).await.expect("a list");
    assert_eq!(missing, [TicketId(6)]);
    assert_eq!(store.repairs.tickets_without_snapshot(other).await.expect("a list"), []);
}
