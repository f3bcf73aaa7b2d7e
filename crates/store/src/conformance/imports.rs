//! What was read from Zendesk.

use inflow_domain::{
    Call, CallQueue, ChangeKind, EventId, Field, FieldChange, FieldId, IntegrationId, QueueKey,
    TagDelta, TicketEvent, TicketHistory, TicketId, TicketSnapshot, Timestamp, UserId, Value, Via,
};

use super::StoreFactory;
use super::sample::{
    add, at, call, comment, event, held, reply, save_events, save_tickets, snapshot,
};
use crate::{Bookmarks, Coverage, Store, StoreError, TicketBookmark};

async fn history(store: &Store, id: IntegrationId, ticket: i64) -> TicketHistory {
    let found = store.reports.ticket(id, TicketId(ticket)).await.expect("a look");
    let mut history = found.expect("a ticket");
    history.events.sort_by_key(|event| event.id);
    history
}

async fn calls(store: &Store, id: IntegrationId) -> Vec<Call> {
    let queue = QueueKey::Calls(CallQueue::For("Sales".into()));
    let (first, last) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
    store.reports.calls(id, &queue, first, last).await.expect("calls")
}

/// Each stream has its own bookmark, which moves with the rows that led to it.
pub async fn bookmarks_move_with_their_rows(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let bookmarks = || async { store.imports.bookmarks(id).await.expect("bookmarks") };
    assert_eq!(bookmarks().await, Bookmarks::default());
    let tickets = TicketBookmark {
        cursor: Some("MTcwN||".to_owned()),
        generated_at: Some(at(9)),
        passed_over: true,
    };
    let saved = store.imports.save_tickets(held(id), vec![snapshot(1, 5)], tickets.clone()).await;
    saved.expect("saved tickets");
    let events = vec![event(1, 1, 0, 7)];
    store.imports.save_ticket_events(held(id), events, at(20)).await.expect("saved events");
    let saved = store.imports.save_calls(held(id), vec![call(1, 0, None)], at(30)).await;
    saved.expect("saved calls");
    let expected = Bookmarks {
        tickets,
        ticket_events: Some(at(20)),
        calls: Some(at(30)),
        fully_discovered_at: None,
        keeps_text: false,
    };
    assert_eq!(bookmarks().await, expected);
    store.imports.save_ticket_events(held(id), vec![], at(40)).await.expect("an empty page");
    assert_eq!(bookmarks().await.ticket_events, Some(at(40)));
}

/// Of two snapshots the one with the higher position stays, the later on a tie.
pub async fn the_highest_snapshot_stays(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let with = |position, type_: &str| TicketSnapshot {
        support_type: type_.into(),
        ..snapshot(1, position)
    };
    for counted in [false, true] {
        // Within a page, on a tie, and over pages, before and after the first count.
        let base = if counted { 100 } else { 0 };
        let page = vec![with(base + 9, "old"), with(base + 9, "new"), with(base + 3, "lower")];
        save_tickets(&store, id, page).await;
        let kept = history(&store, id, 1).await.snapshot.expect("a snapshot");
        assert_eq!((kept.support_type.as_str(), kept.generated_at), ("new", at(base + 9)));
        save_tickets(&store, id, vec![with(base + 8, "lower")]).await;
        let kept = history(&store, id, 1).await.snapshot.expect("a snapshot");
        assert_eq!((kept.support_type.as_str(), kept.generated_at), ("new", at(base + 9)));
        save_tickets(&store, id, vec![with(base + 9, "tie")]).await;
        let kept = history(&store, id, 1).await.snapshot.expect("a snapshot");
        assert_eq!(kept, with(base + 9, "tie"));
        super::sample::count_changes(&store, id).await;
    }
}

/// An event id counts once, with the content that was read last (rule 2.5).
pub async fn a_repeated_event_replaces_the_earlier_one(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    for author in [10, 20] {
        let page = vec![reply(1, 5, 0, 1), reply(1, 6, 60, 2), reply(1, 5, 30, author)];
        save_events(&store, id, page).await;
        save_events(&store, id, vec![reply(1, 6, 90, author)]).await;
        let expected = [reply(1, 5, 30, author), reply(1, 6, 90, author)];
        assert_eq!(history(&store, id, 1).await.events, expected);
        super::sample::count_changes(&store, id).await;
    }
}

/// A call with a newer record replaces the earlier one (rule 7.1).
pub async fn the_newest_call_stays(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let with = |updated: i64, talk_seconds| Call {
        updated_at: at(updated),
        talk_seconds,
        ..call(1, 0, Some("Sales"))
    };
    let save = |page| store.imports.save_calls(held(id), page, at(0));
    save(vec![with(70, 2), with(60, 1)]).await.expect("saved calls");
    assert_eq!(calls(&store, id).await, [with(70, 2)]);
    save(vec![with(65, 3)]).await.expect("saved calls");
    assert_eq!(calls(&store, id).await, [with(70, 2)]);
    save(vec![with(70, 4)]).await.expect("saved calls");
    assert_eq!(calls(&store, id).await, [with(70, 4)]);
    save(vec![with(80, 5)]).await.expect("saved calls");
    assert_eq!(calls(&store, id).await, [with(80, 5)]);
    let moved = Call { ivr_group: None, ..with(90, 6) };
    save(vec![moved]).await.expect("saved calls");
    assert_eq!(calls(&store, id).await, []);
}

/// Every part of an event and a snapshot that is kept comes back.
pub async fn events_and_snapshots_come_back_whole(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let tags = TagDelta { added: vec!["vip".into()], removed: vec!["new".into(), "x y".into()] };
    let event = TicketEvent {
        ticket: TicketId(9_007_199_254_740_993),
        id: EventId(9_007_199_254_740_995),
        at: at(-1),
        author: UserId::SYSTEM,
        via: "Carrier pigeon \u{1f426}".into(),
        merge: true,
        creates: true,
        changes: vec![
            FieldChange {
                field: Field::Tags,
                kind: ChangeKind::Create,
                value: Value::list(["vip", "x"]),
                previous: Value::Blank,
                tags: Some(tags),
            },
            FieldChange {
                field: Field::Custom(FieldId(i64::MAX)),
                kind: ChangeKind::Change,
                value: Value::text("007"),
                previous: Value::Integer(i64::MIN),
                tags: None,
            },
        ],
        comments: vec![comment(7), comment(-1)],
    };
    let every_field = Field::SYSTEM.iter().filter(|field| **field != Field::Subject);
    let snapshot = TicketSnapshot {
        id: event.ticket,
        deleted: true,
        via: Via { channel: "voice".into(), rel: "voicemail".into() },
        fields: every_field.map(|field| (*field, Value::text("x"))).collect(),
        recipient: Value::text("help@acme.example"),
        support_type: "ai_agent".into(),
        ..snapshot(1, 5)
    };
    save_events(&store, id, vec![event.clone()]).await;
    save_tickets(&store, id, vec![snapshot.clone()]).await;
    let expected =
        TicketHistory { ticket: event.ticket, snapshot: Some(snapshot), events: vec![event] };
    assert_eq!(history(&store, id, expected.ticket.0).await, expected);
}

/// Either one at a time has the right to import, and who is done gives it back; or everybody has it.
pub async fn one_has_the_right_to_import_or_everybody(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let claim = store.imports.claim().await.expect("the right");
    assert!(store.imports.is_claimed().await.expect("a look"));
    match store.imports.claim().await {
        Ok(_) => {}
        Err(StoreError::Claimed) => {
            drop(claim);
            assert!(!store.imports.is_claimed().await.expect("a look"));
            drop(store.imports.claim().await.expect("the right again"));
        }
        Err(error) => panic!("{error:?}"),
    }
}

/// A finished import says what it covers.
pub async fn coverage_is_remembered(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    for (calls_until, provisional_from) in [(Some(at(900)), Some(at(800))), (None, None)] {
        let coverage = Coverage { from: at(0), until: at(900), calls_until, provisional_from };
        store.imports.finish(held(id), coverage, Some(at(901))).await.expect("the end");
        let found = store.integrations.find("default", "Support").await.expect("a look");
        let found = found.expect("an integration");
        assert_eq!((found.coverage, found.last_success), (Some(coverage), Some(at(901))));
    }
}
