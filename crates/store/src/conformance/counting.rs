//! Counting.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use inflow_domain::{
    Contact, Fates, Field, FieldId, IntegrationId, QueueKey, TicketEvent, Timestamp, UserId, Value,
    ViewId, Waiting,
};

use super::StoreFactory;
use super::sample::{
    Dice, SampleCounter, add, at, change, comment, count, count_changes, count_with, counted_with,
    creation, discovery, event, held, reply, save_events, save_tickets, snapshot, staff_of,
};
use crate::{CountProgress, CountReport, CountScope, CountedWith, QueueFates, Store};

/// Everything that a count comes to, as readers see it.
pub(super) async fn queue_figures(store: &Store, id: IntegrationId) -> Vec<String> {
    let (first, last) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
    let mut seen = Vec::new();
    for queue in store.reports.queues(id).await.expect("queues") {
        let volumes = store.reports.volumes(id, &queue.key, first, last).await.expect("volumes");
        let contacts = store.reports.contacts(id, &queue.key, first, last).await.expect("contacts");
        assert_eq!(queue.offered, volumes.iter().map(|(_, figures)| figures.offered).sum::<i64>());
        assert_eq!(usize::try_from(queue.offered), Ok(contacts.len()));
        let fates = store.reports.fates(id, &queue.key, first, last).await.expect("fates");
        check_fates(&queue.key, &contacts, fates.as_ref());
        seen.push(format!("{queue:?} {volumes:?} {contacts:?} {fates:?}"));
    }
    seen
}

/// What became of a Support queue's contacts is what the contacts tell, and adds up (rules 9.3 and 9.5).
fn check_fates(queue: &QueueKey, contacts: &[Contact], found: Option<&QueueFates>) {
    let Some(view) = queue.view() else { return assert_eq!(found, None) };
    let found = found.expect("ends are counted");
    assert_eq!(found.waiting_before, Waiting::default());
    let (mut waiting, mut offered) = (Waiting::default(), 0);
    for quarter in &found.quarters {
        let (start, end) = (quarter.interval.start(), quarter.interval.end());
        let (mut fates, mut waits) = (Fates::default(), BTreeSet::new());
        let (mut number, mut ended) = (0, 0);
        for contact in contacts {
            let counted = contact.in_view(view).expect("a contact of the view");
            if (start..end).contains(&contact.at) {
                fates.add(&Fates::of(contact, counted));
            }
            ended += i64::from(counted.end.is_some_and(|over| (start..end).contains(&over.at)));
            if contact.at < end && counted.end.is_none_or(|over| over.at >= end) {
                waits.insert(contact.ticket);
                number += 1;
            }
        }
        assert_eq!(quarter.fates, fates, "{queue:?} at {start}");
        assert_eq!(waiting.contacts + fates.offered() - ended, number, "{queue:?} at {start}");
        waiting.add(quarter.change);
        let tickets = i64::try_from(waits.len()).expect("few");
        assert_eq!(waiting, Waiting { contacts: number, tickets }, "{queue:?} at {start}");
        offered += fates.offered();
    }
    assert_eq!(usize::try_from(offered), Ok(contacts.len()));
}

/// The same, with all that is told of its quality.
async fn figures(store: &Store, id: IntegrationId) -> Vec<String> {
    let mut seen = queue_figures(store, id).await;
    let quality = store.reports.quality(id).await.expect("quality");
    seen.push(format!("{quality:?}"));
    seen
}

/// A count of all makes the figures anew: what is no longer a contact is gone.
pub async fn a_count_replaces_the_one_before(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    save_events(&store, id, vec![creation(1, 1, 0, 99, 4), reply(1, 2, 60, 99)]).await;
    let report = count(&store, id, CountScope::All).await;
    assert_eq!(report, CountReport { tickets: 1, events: 2, contacts: 2 });
    let first = figures(&store, id).await;
    count(&store, id, CountScope::All).await;
    assert_eq!(figures(&store, id).await, first);
    let queues = store.reports.queues(id).await.expect("queues");
    assert_eq!(queues.iter().map(|queue| queue.offered).collect::<Vec<_>>(), [2, 2]);
    save_events(&store, id, vec![creation(1, 1, 0, 99, 0), event(1, 2, 60, 99)]).await;
    let report = count(&store, id, CountScope::All).await;
    assert_eq!(report, CountReport { tickets: 1, events: 2, contacts: 1 });
    assert_eq!(store.reports.queues(id).await.expect("queues"), []);
    let inputs = store.counts.inputs(id).await.expect("inputs");
    assert_eq!(inputs.counted_with, Some(counted_with()));
}

/// Who answers by itself and where handling time stands belong to one integration, and to what is counted
/// with.
pub async fn robots_and_the_time_field_are_kept(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let (id, other) = (add(&store, "Support").await, add(&store, "Sales").await);
    for robots in [vec![7, -3], vec![9], vec![]] {
        let robots: BTreeSet<UserId> = robots.into_iter().map(UserId).collect();
        let field = robots.first().map(|robot| FieldId(robot.0));
        store.answers.save_robots(id, robots.clone()).await.expect("saved");
        store.answers.save_time_field(id, field).await.expect("saved");
        assert_eq!(store.answers.robots(id).await.expect("robots"), robots);
        assert_eq!(store.answers.time_field(id).await.expect("a field"), field);
        let inputs = store.counts.inputs(id).await.expect("inputs");
        assert_eq!((inputs.robots, inputs.time_field), (robots, field));
        assert_eq!(store.answers.robots(other).await.expect("robots"), BTreeSet::new());
        assert_eq!(store.answers.time_field(other).await.expect("a field"), None);
    }
    let nobody = IntegrationId(-1);
    assert!(store.answers.save_robots(nobody, BTreeSet::new()).await.is_err());
    assert!(store.answers.save_time_field(nobody, None).await.is_err());
    assert!(store.answers.time_field(nobody).await.is_err());
}

/// Counting what changed, again and again, comes to what one count of all comes to.
pub async fn a_changed_count_equals_a_whole_one(factory: &impl StoreFactory) {
    for seed in 0..20 {
        let mut dice = Dice::new(seed);
        let (changing, whole) = (factory.store().await, factory.store().await);
        let id = add(&changing, "Support").await;
        let whole_id = add(&whole, "Support").await;
        for step in 0..6 {
            // The same page for both stores.
            random_page(&whole, whole_id, &mut dice.clone(), step).await;
            random_page(&changing, id, &mut dice, step).await;
            count_changes(&changing, id).await;
        }
        count(&whole, whole_id, CountScope::All).await;
        assert_eq!(figures(&changing, id).await, figures(&whole, whole_id).await, "seed {seed}");
    }
}

/// Judging some views alone, over tickets of which some changed, comes to what a count of all under
/// the new views comes to; what was counted with is what the last count names.
pub async fn some_views_alone_equal_a_whole_count(factory: &impl StoreFactory) {
    for seed in 0..20 {
        let mut dice = Dice::new(seed);
        let (changing, whole) = (factory.store().await, factory.store().await);
        let id = add(&changing, "Support").await;
        let whole_id = add(&whole, "Support").await;
        let mut even = None;
        for step in 0..6 {
            random_page(&whole, whole_id, &mut dice.clone(), step).await;
            random_page(&changing, id, &mut dice, step).await;
            let next = [None, Some(ViewId(1000)), Some(ViewId(2)), Some(ViewId(-9))];
            let next = next[usize::try_from(dice.roll(4)).expect("a place")];
            let judged: BTreeSet<ViewId> = even.into_iter().chain(next).collect();
            // A view that is also some tickets' own is judged for them as well.
            even = next;
            let inputs = changing.counts.inputs(id).await.expect("inputs");
            let authors = inputs.staff_changes.clone();
            let staff = staff_of(inputs);
            let counter = SampleCounter { staff, even, judged: None };
            let others = Arc::new(SampleCounter { judged: Some(judged), ..counter.clone() });
            let views = even.iter().map(|view| (*view, step.to_string())).collect();
            let with = CountedWith { common: "sample".to_owned(), views };
            let scope = CountScope::Views { authors, others };
            count_with(&changing, id, scope, counter.clone(), with.clone()).await;
            let inputs = changing.counts.inputs(id).await.expect("inputs");
            assert_eq!(inputs.counted_with, Some(with.clone()));
            count_with(&whole, whole_id, CountScope::All, counter, with).await;
            let (changed, all) = (figures(&changing, id).await, figures(&whole, whole_id).await);
            assert_eq!(changed, all, "seed {seed}");
        }
    }
}

async fn random_page(store: &Store, id: IntegrationId, dice: &mut Dice, step: i64) {
    let staff: Vec<i64> = (1..4).filter(|_| dice.roll(2) == 0).collect();
    let found = discovery(step, &staff, vec![]);
    store.imports.save_discovery(held(id), found).await.expect("a discovery");
    let mut events = Vec::new();
    for _ in 0..dice.roll(12) {
        let (ticket, author) = (1 + dice.roll(8), 1 + dice.roll(6));
        let (number, seconds) = (ticket * 100 + dice.roll(6), dice.roll(4000));
        let mut event = match dice.roll(3) {
            0 => creation(ticket, number, seconds, author, dice.roll(4)),
            1 => reply(ticket, number, seconds, author),
            _ => random_change(event(ticket, number, seconds, author), dice),
        };
        match dice.roll(4) {
            0 => event.via = "Chat".into(),
            1 => event.via = "Carrier pigeon".into(),
            2 => event.comments.push(comment(1 + dice.roll(6))),
            _ => {}
        }
        events.push(event);
    }
    save_events(store, id, events).await;
    let tickets = (0..dice.roll(4)).map(|_| snapshot(1 + dice.roll(9), dice.roll(50)));
    save_tickets(store, id, tickets.collect()).await;
}

fn random_change(event: TicketEvent, dice: &mut Dice) -> TicketEvent {
    let field = if dice.roll(2) == 0 { Field::Assignee } else { Field::Group };
    let changes = vec![change(field, Value::Integer(dice.roll(4)), Value::Integer(dice.roll(4)))];
    TicketEvent { changes, ..event }
}

/// Pages that are read again, in whatever size, leave nothing to count.
pub async fn reading_again_counts_nothing_again(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let events = vec![creation(1, 1, 0, 99, 4), reply(1, 2, 60, 99), creation(2, 3, 0, 98, 1)];
    let tickets = vec![snapshot(1, 5), snapshot(2, 6), snapshot(3, 7)];
    save_events(&store, id, events.clone()).await;
    save_tickets(&store, id, tickets.clone()).await;
    assert_eq!(count_changes(&store, id).await.tickets, 3);
    save_events(&store, id, events[1..].to_vec()).await;
    save_tickets(&store, id, tickets).await;
    assert_eq!(count_changes(&store, id).await, CountReport::default());
    // One changed event, one new event of a new ticket, one moved snapshot with other content.
    save_events(&store, id, vec![reply(1, 2, 70, 99), creation(9, 9, 0, 99, 1)]).await;
    save_tickets(&store, id, vec![snapshot(3, 8)]).await;
    assert_eq!(count_changes(&store, id).await.tickets, 3);
    assert_eq!(count_changes(&store, id).await, CountReport::default());
}

/// A user who changes sides has everything counted again that the user wrote, as the event's
/// author or as a comment's.
pub async fn changed_authors_are_counted_again(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let both = vec![comment(7), comment(8)];
    save_events(
        &store,
        id,
        vec![
            reply(1, 1, 0, 7),
            TicketEvent { comments: vec![comment(7)], ..event(2, 2, 0, -1) },
            TicketEvent { comments: both, ..event(3, 3, 0, -1) },
            reply(4, 4, 0, 9),
        ],
    )
    .await;
    assert_eq!(count_changes(&store, id).await.contacts, 4);
    let found = discovery(0, &[7], vec![]);
    store.imports.save_discovery(held(id), found).await.expect("a discovery");
    let authors = store.counts.inputs(id).await.expect("inputs").staff_changes;
    assert_eq!(authors, [UserId(7)]);
    let report = count(&store, id, CountScope::Changed { authors }).await;
    assert_eq!(report, CountReport { tickets: 3, events: 3, contacts: 1 });
    assert_eq!(store.reports.quality(id).await.expect("quality").contacts, 2);
}

/// Before anything was counted, a count of what changed takes all.
pub async fn the_first_count_takes_all(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    save_events(&store, id, vec![creation(1, 1, 0, 99, 1)]).await;
    save_tickets(&store, id, vec![snapshot(2, 1)]).await;
    assert_eq!(store.counts.inputs(id).await.expect("inputs").counted_with, None);
    let none = CountScope::Changed { authors: vec![] };
    assert_eq!(count(&store, id, none).await.tickets, 2);
}

/// However many tickets there are, and however many events one has, each is counted once, and the
/// progress comes to its end.
pub async fn many_tickets_are_each_counted_once(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let tickets: Vec<i64> = (1..=2600).map(|number| number * 3 - 4000).collect();
    let snapshots = tickets.iter().filter(|ticket| *ticket % 4 != 0);
    save_tickets(&store, id, snapshots.map(|ticket| snapshot(*ticket, 1)).collect()).await;
    let with_events = tickets.iter().filter(|ticket| *ticket % 5 != 0 || *ticket % 4 == 0);
    let events =
        with_events.map(|ticket| creation(*ticket, ticket * 10, *ticket, 99, ticket.rem_euclid(5)));
    let mut events: Vec<TicketEvent> = events.collect();
    events.extend((0..9000).map(|number| reply(tickets[1000], 1_000_000 + number, number, 99)));
    events.extend((0..700).map(|number| reply(tickets[2599], 2_000_000 + number, number, 99)));
    let number_of_events = events.len() as u64;
    save_events(&store, id, events).await;
    for scope in [CountScope::All, CountScope::Changed { authors: vec![UserId(99)] }] {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let progress: CountProgress = {
            let heard = heard.clone();
            Arc::new(move |done, of| heard.lock().expect("a list").push((done, of)))
        };
        let counter = Arc::new(SampleCounter::default());
        let with = counted_with();
        let report = store.counts.count(held(id), scope.clone(), counter, with, progress).await;
        let report = report.expect("a count");
        assert_eq!((report.events, report.contacts), (number_of_events, number_of_events));
        let heard = heard.lock().expect("a list");
        assert!(heard.is_sorted() && heard.len() > 1, "{heard:?}");
        assert_eq!(heard.last(), Some(&(report.tickets, report.tickets)));
        if matches!(scope, CountScope::All) {
            assert_eq!(report.tickets, 2600);
        }
    }
    let quality = store.reports.quality(id).await.expect("quality");
    assert_eq!((quality.tickets, quality.contacts.unsigned_abs()), (2600, number_of_events));
}

/// What one integration reads and counts, another does not see.
pub async fn integrations_do_not_mix(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let one = add(&store, "One").await;
    let two = add(&store, "Two").await;
    for (id, group) in [(one, 1), (two, 2)] {
        save_events(&store, id, vec![creation(1, 1, 0, 99, group)]).await;
        save_tickets(&store, id, vec![snapshot(group, 1)]).await;
    }
    count(&store, one, CountScope::All).await;
    assert_eq!(store.reports.queues(two).await.expect("queues"), []);
    count(&store, two, CountScope::All).await;
    let seen = figures(&store, two).await;
    count(&store, one, CountScope::All).await;
    save_events(&store, one, vec![reply(1, 2, 0, 99)]).await;
    count_changes(&store, one).await;
    assert_eq!(figures(&store, two).await, seen);
    let keys: Vec<QueueKey> = store
        .reports
        .queues(one)
        .await
        .expect("queues")
        .into_iter()
        .map(|queue| queue.key)
        .collect();
    assert_eq!(keys.iter().map(QueueKey::id).collect::<Vec<_>>(), ["view-1-email"]);
    assert_eq!(store.imports.bookmarks(two).await.expect("bookmarks").ticket_events, Some(at(0)));
}
