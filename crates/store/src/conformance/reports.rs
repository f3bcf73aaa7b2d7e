//! Reading.

use inflow_domain::{
    Call, CallQueue, Channel, Figures, Interval, QueueKey, TicketEvent, TicketHistory, TicketId,
    Timestamp, ViewId,
};

use super::StoreFactory;
use super::sample::{
    add, at, call, count, creation, event, held, reply, save_events, save_tickets, snapshot,
};
use crate::{CountScope, OddRow, OddRows, Quality, QueueRecord, QueueSummary, ViewVersion};

fn view_queue(view: i64, channel: Channel) -> QueueKey {
    QueueKey::View { view: ViewId(view), channel }
}

fn calls_for(group: &str) -> QueueKey {
    QueueKey::Calls(CallQueue::For(group.into()))
}

/// Support and Talk queues are listed together, by the bytes of their ids.
pub async fn queues_are_sorted_by_id(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let chat = TicketEvent { via: "Chat".into(), ..reply(1, 2, 1900, 99) };
    save_events(&store, id, vec![creation(1, 1, 0, 99, 11), chat, creation(2, 3, 60, 99, 2)]).await;
    count(&store, id, CountScope::All).await;
    let calls = vec![
        call(1, 0, Some("Sales")),
        call(2, 950, Some("Sales")),
        call(3, 0, Some("\u{c4}rger")),
        call(4, 0, None),
        Call { inbound: false, ..call(5, 0, Some("Outbound")) },
    ];
    store.imports.save_calls(held(id), calls, at(0)).await.expect("saved calls");
    let summary = |key, offered, first, last| QueueSummary {
        key,
        offered,
        first: Interval::containing(at(first)),
        last: Interval::containing(at(last)),
    };
    let expected = [
        summary(calls_for("Sales"), 2, 0, 900),
        summary(calls_for("\u{c4}rger"), 1, 0, 0),
        summary(QueueKey::Calls(CallQueue::Ungrouped), 1, 0, 0),
        summary(view_queue(1000, Channel::Email), 1, 0, 0),
        summary(view_queue(11, Channel::Chat), 1, 1800, 1800),
        summary(view_queue(11, Channel::Email), 1, 0, 0),
        summary(view_queue(2, Channel::Email), 1, 0, 0),
    ];
    assert_eq!(store.reports.queues(id).await.expect("queues"), expected);
    let arrived = store.reports.arrivals(id, at(0), at(3600)).await.expect("arrivals");
    assert_eq!(arrived, [(Channel::Email, 2), (Channel::Chat, 1)].into(), "each once");
    let (views, inputs) = (store.reports.views(id).await, store.counts.inputs(id).await);
    let (views, inputs) = (views.expect("views"), inputs.expect("inputs"));
    for summary in expected {
        let of_view = |version: &&ViewVersion| Some(version.view.id) == summary.key.view();
        let versions = views.iter().filter(of_view).cloned().collect();
        let discovered_at = inputs.discovered_at;
        let record = store.reports.queue(id, &summary.key).await.expect("a queue");
        let expected = QueueRecord { summary, versions, discovered_at, drops: Vec::new() };
        assert_eq!(record, Some(expected));
    }
    for nowhere in [view_queue(11, Channel::Case), view_queue(99, Channel::Email), calls_for("Q")] {
        assert_eq!(store.reports.queue(id, &nowhere).await.expect("no queue"), None);
    }
}

/// Volumes are those whose interval begins in the range, contacts those whose instant is in it.
pub async fn volumes_and_contacts_keep_to_the_range(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let replies = [(13, 899), (12, 899), (14, 900), (15, 1799), (11, 2700)];
    let mut events = vec![creation(1, 1, 0, 99, 3)];
    events.extend(replies.map(|(event, seconds)| reply(1, event, seconds, 99)));
    save_events(&store, id, events).await;
    count(&store, id, CountScope::All).await;
    let queue = view_queue(3, Channel::Email);
    for (from, to, volumes, contacts) in [
        (0, 900, &[(0, 3)][..], &[1, 12, 13][..]),
        (1, 2700, &[(900, 2)], &[12, 13, 14, 15]),
        (900, 2701, &[(900, 2), (2700, 1)], &[14, 15, 11]),
        (-900, 0, &[], &[]),
    ] {
        let found = store.reports.volumes(id, &queue, at(from), at(to)).await.expect("volumes");
        let figures = |offered| Figures { offered, ..Figures::default() };
        let expected = volumes.iter().map(|(start, offered)| (at(*start), figures(*offered)));
        let found = found.into_iter().map(|(interval, figures)| (interval.start(), figures));
        assert_eq!(found.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{from}..{to}");
        let found = store.reports.contacts(id, &queue, at(from), at(to)).await.expect("contacts");
        let found: Vec<i64> = found.iter().map(|contact| contact.event.0).collect();
        assert_eq!(found, contacts, "{from}..{to}");
        let found = store.reports.arrivals(id, at(from), at(to)).await.expect("arrivals");
        let all = i64::try_from(contacts.len()).expect("a number");
        let expected = (all > 0).then_some((Channel::Email, all));
        assert_eq!(found, expected.into_iter().collect(), "{from}..{to}");
    }
    let found = store.reports.contacts(id, &calls_for("Sales"), at(0), at(900)).await;
    assert_eq!(found.expect("contacts"), []);
    let empty = view_queue(4, Channel::Email);
    assert_eq!(store.reports.volumes(id, &empty, at(0), at(9000)).await.expect("volumes"), []);
}

/// The calls of a queue, and the sums of rule 7 that they come to.
pub async fn calls_are_figures(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let sales = |number, seconds| call(number, seconds, Some("Sales"));
    let voicemail = Call { voicemail: true, ..sales(2, 0) };
    let abandoned = Call {
        agent: None,
        talk_seconds: 0,
        completion_status: "abandoned_in_queue".into(),
        ..sales(3, 899)
    };
    let outbound = Call { inbound: false, ..sales(5, 0) };
    let calls = vec![sales(4, 900), abandoned, voicemail, sales(1, 0), outbound, call(6, 0, None)];
    store.imports.save_calls(held(id), calls, at(0)).await.expect("saved calls");
    let figures = |offered, handled, abandoned, seconds| Figures {
        offered,
        handled: Some(handled),
        abandoned: Some(abandoned),
        handling_seconds: Some(seconds),
    };
    let (first, last) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
    let volumes = |key, from, to| {
        let store = store.clone();
        async move { store.reports.volumes(id, &key, from, to).await.expect("volumes") }
    };
    let start = Interval::containing(at(0));
    let whole = [(start, figures(3, 1, 1, 60)), (start.next(), figures(1, 1, 0, 60))];
    assert_eq!(volumes(calls_for("Sales"), first, last).await, whole);
    assert_eq!(volumes(calls_for("Sales"), at(1), at(901)).await, whole[1..]);
    let ungrouped = QueueKey::Calls(CallQueue::Ungrouped);
    assert_eq!(volumes(ungrouped.clone(), first, last).await, [(start, figures(1, 1, 0, 60))]);
    let found = store.reports.calls(id, &calls_for("Sales"), at(0), at(900)).await.expect("calls");
    assert_eq!(found.iter().map(|call| call.id.0).collect::<Vec<_>>(), [1, 2, 3]);
    let found = store.reports.calls(id, &ungrouped, first, last).await.expect("calls");
    assert_eq!(found, [call(6, 0, None)]);
    let support = view_queue(1, Channel::Call);
    assert_eq!(store.reports.calls(id, &support, first, last).await.expect("calls"), []);
}

/// A ticket is known by its snapshot, by its events, or by both.
pub async fn tickets_are_found(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    save_tickets(&store, id, vec![snapshot(1, 1), snapshot(3, 1)]).await;
    save_events(&store, id, vec![event(2, 5, 0, 9), event(3, 6, 0, 9)]).await;
    let found = |ticket| {
        let store = store.clone();
        async move { store.reports.ticket(id, TicketId(ticket)).await.expect("a look") }
    };
    let history = |ticket, snapshot, events| {
        Some(TicketHistory { ticket: TicketId(ticket), snapshot, events })
    };
    assert_eq!(found(1).await, history(1, Some(snapshot(1, 1)), vec![]));
    assert_eq!(found(2).await, history(2, None, vec![event(2, 5, 0, 9)]));
    assert_eq!(found(3).await, history(3, Some(snapshot(3, 1)), vec![event(3, 6, 0, 9)]));
    assert_eq!(found(4).await, None);
}

/// The quality of the figures: what is kept, what is outside, unmapped or inexact.
pub async fn quality_tells_what_is_kept(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    assert_eq!(store.reports.quality(id).await.expect("quality"), Quality::default());
    let by = |via: &str, event: TicketEvent| TicketEvent { via: via.into(), ..event };
    let events = vec![
        creation(1, 1, 0, 99, 1),
        by("Smoke", reply(1, 2, 60, 99)),
        by("Pigeon", reply(1, 3, 90, 99)),
        by("Pigeon", reply(1, 4, 70, 99)),
        creation(2, 5, 0, 99, 0),
        event(2, 6, 95, 99),
    ];
    save_events(&store, id, events).await;
    save_tickets(&store, id, vec![snapshot(1, 1), snapshot(3, 1)]).await;
    let outbound = Call { inbound: false, answering: None, ..call(2, 0, None) };
    let untold = Call { answering: None, ..call(3, 0, None) };
    store
        .imports
        .save_calls(held(id), vec![call(1, 0, None), outbound, untold], at(0))
        .await
        .expect("calls");
    count(&store, id, CountScope::All).await;
    let expected = Quality {
        odd_rows: vec![],
        dropped_tickets: 0,
        tickets: 3,
        ticket_events: 6,
        calls: 3,
        untold_calls: 1,
        contacts: 5,
        contacts_outside_views: 1,
        unmapped_channels: vec![("pigeon".to_owned(), 2), ("smoke".to_owned(), 1)],
        inexact_tickets: vec![("no snapshot".to_owned(), 1)],
        waiting_for_repair: 1,
        changed_fields: vec![],
        last_event: Some(at(95)),
    };
    assert_eq!(store.reports.quality(id).await.expect("quality"), expected);
    let arrived = store.reports.arrivals(id, at(0), at(3600)).await.expect("arrivals");
    assert_eq!(arrived.values().sum::<i64>(), 4, "not the one outside");
}

/// A row that could not be read whole is counted once, however often it is met, and the newest of a kind is
/// named (rule 8.5).
pub async fn odd_rows_are_counted_once(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let other = add(&store, "Other").await;
    let row = |endpoint: &str, key: i64, set_aside, place: &str, noted| OddRow {
        endpoint: endpoint.to_owned(),
        key: key.to_string(),
        set_aside,
        problem: if set_aside { "no id" } else { "due_at cannot be read" }.to_owned(),
        place: place.to_owned(),
        noted_at: at(noted),
    };
    let first = vec![
        row("tickets", 1, false, "row 1", 0),
        row("events", 1, true, "row 2\0", 0),
        row("events", 2, true, "row 3", 60),
        row("events", 2, true, "row 3", 60),
    ];
    let imports = &store.imports;
    assert_eq!(imports.new_odd_rows(id, first.clone()).await.expect("a look"), first);
    imports.save_odd_rows(held(id), first.clone()).await.expect("saved");
    imports.save_odd_rows(held(other), vec![first[0].clone()]).await.expect("saved");
    let again = vec![row("events", 1, true, "row 9", 900), row("tickets", 2, false, "row 5", 900)];
    let new = imports.new_odd_rows(id, again.clone()).await.expect("a look");
    assert_eq!(new, again[1..]);
    imports.save_odd_rows(held(id), again).await.expect("saved");
    let told = |endpoint: &str, set_aside, problem: &str, place: &str, newest| OddRows {
        endpoint: endpoint.to_owned(),
        set_aside,
        problem: problem.to_owned(),
        rows: 2,
        newest_place: place.to_owned(),
        newest_at: at(newest),
    };
    let quality = store.reports.quality(id).await.expect("quality");
    assert_eq!(
        quality.odd_rows,
        [
            told("events", true, "no id", "row 3", 60),
            told("tickets", false, "due_at cannot be read", "row 5", 900),
        ]
    );
    assert_eq!(store.reports.quality(other).await.expect("quality").odd_rows.len(), 1);
}
