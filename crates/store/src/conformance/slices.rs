//! History that grows backwards.

use inflow_domain::{IntegrationId, TicketId, Timestamp};

use super::StoreFactory;
use super::sample::{
    add, at, call, count_changes, creation, discovery, event, held, reply, save_events, snapshot,
};
use crate::{Bookmarks, CountScope, History, Slice, Step, Store, StoreError, TicketPlace};

async fn history(store: &Store, id: IntegrationId) -> History {
    store.slices.history(id).await.expect("a history")
}

fn place(cursor: Option<&str>, reached: i64) -> TicketPlace {
    TicketPlace { cursor: cursor.map(str::to_owned), reached: at(reached) }
}

fn begins(seconds: i64, slice: Option<Slice>) -> History {
    History { from: Some(at(seconds)), slice, complete_at: None }
}

fn step<T>(from: T, to: T) -> Step<T> {
    Step { from, to }
}

/// An integration whose history begins at 1000, with a slice that starts at 100.
async fn with_slice(store: &Store) -> IntegrationId {
    let id = add(store, "Support").await;
    store.slices.begin(held(id), at(1000)).await.expect("a beginning");
    store.slices.begin_slice(held(id), at(100)).await.expect("a slice");
    id
}

/// Each stream of a slice has its own bookmark, beside those of the present, which moves with the rows that
/// led to it; once the slice is read the history begins at its start.
pub async fn a_slice_moves_with_its_rows(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    assert_eq!(history(&store, id).await, History::default());
    store.slices.begin(held(id), at(1000)).await.expect("a beginning");
    assert_eq!(history(&store, id).await, begins(1000, None));
    store.slices.begin_slice(held(id), at(100)).await.expect("a slice");
    store.slices.begin_slice(held(id), at(50)).await.expect("the same slice");
    let slices = &store.slices;
    let tickets = step(place(None, 100), place(Some("MTcwN||"), 300));
    let saved = slices.save_slice_tickets(held(id), vec![snapshot(1, 300)], tickets, true).await;
    saved.expect("saved tickets");
    let events = vec![event(1, 1, 200, 7)];
    let saved = slices.save_slice_events(held(id), events, step(at(100), at(400))).await;
    saved.expect("saved events");
    let calls = vec![call(1, 0, None)];
    let saved = slices.save_slice_calls(held(id), calls, step(at(100), at(500))).await;
    saved.expect("saved calls");
    let slice = Slice {
        from: at(100),
        tickets: place(Some("MTcwN||"), 300),
        ticket_events: at(400),
        calls: at(500),
    };
    assert_eq!(history(&store, id).await, begins(1000, Some(slice)));
    let bookmarks = store.imports.bookmarks(id).await.expect("bookmarks");
    let passed_over = crate::TicketBookmark { passed_over: true, ..Default::default() };
    assert_eq!(bookmarks, Bookmarks { tickets: passed_over, ..Bookmarks::default() });
    let found = store.reports.ticket(id, TicketId(1)).await.expect("a look").expect("a ticket");
    assert_eq!((found.events.len(), found.snapshot.is_some()), (1, true));
    store.slices.finish_slice(held(id), at(100)).await.expect("an end");
    assert_eq!(history(&store, id).await, begins(100, None));
}

/// Nothing of a page is kept that began from another bookmark than the stored one, nor of a slice that is
/// over: a worker that comes back late, or goes on after a database lost its latest commits, leaves no gap.
pub async fn a_page_from_elsewhere_is_refused(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = with_slice(&store).await;
    let slices = &store.slices;
    let refused = |saved: Result<(), StoreError>| {
        assert!(matches!(saved, Err(StoreError::Overtaken)), "{saved:?}");
    };
    let tickets = |from, to| {
        slices.save_slice_tickets(held(id), vec![snapshot(1, 300)], step(from, to), false)
    };
    refused(tickets(place(Some("a"), 100), place(None, 300)).await);
    refused(tickets(place(None, 101), place(None, 300)).await);
    let events = |from: Timestamp, to| {
        slices.save_slice_events(held(id), vec![event(1, 1, 200, 7)], step(from, to))
    };
    refused(events(at(200), at(300)).await);
    let calls = |from: Timestamp| {
        slices.save_slice_calls(held(id), vec![call(1, 0, None)], step(from, at(300)))
    };
    refused(calls(at(99)).await);
    refused(slices.finish_slice(held(id), at(99)).await);
    assert_eq!(store.reports.ticket(id, TicketId(1)).await.expect("a look"), None);
    events(at(100), at(300)).await.expect("saved events");
    refused(events(at(100), at(300)).await);
    slices.finish_slice(held(id), at(100)).await.expect("an end");
    refused(events(at(300), at(400)).await);
    refused(calls(at(100)).await);
}

/// What was counted while a slice was being read is counted again once it is.
pub async fn the_tickets_of_a_slice_are_counted_at_its_end(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = with_slice(&store).await;
    save_events(&store, id, vec![reply(1, 5, 1200, 9), reply(2, 6, 1300, 9)]).await;
    super::sample::count(&store, id, CountScope::All).await;
    let events = vec![creation(1, 1, 200, 9, 1), creation(3, 2, 300, 9, 1)];
    let saved = store.slices.save_slice_events(held(id), events, step(at(100), at(1000))).await;
    saved.expect("saved events");
    assert_eq!(count_changes(&store, id).await.tickets, 2);
    assert_eq!(count_changes(&store, id).await.tickets, 0);
    store.slices.finish_slice(held(id), at(100)).await.expect("an end");
    assert_eq!(count_changes(&store, id).await.tickets, 2);
}

/// Where texts are wanted from now on, the tickets of the slice that is being read are read again as well
/// (rule 6.5).
pub async fn texts_that_are_wanted_are_read_again(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = with_slice(&store).await;
    let tickets = step(place(None, 100), place(Some("a"), 300));
    let saved = store.slices.save_slice_tickets(held(id), vec![], tickets, false).await;
    saved.expect("saved tickets");
    let wanted = crate::Discovery { keeps_text: true, ..discovery(0, &[], vec![]) };
    store.imports.save_discovery(held(id), wanted).await.expect("a discovery");
    let slice = history(&store, id).await.slice.expect("a slice");
    assert_eq!(slice.tickets, place(None, 100));
}

/// A window is extended to an earlier instant, and to no other.
pub async fn a_window_is_only_extended(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let since = || async {
        store.integrations.by_id(id).await.expect("a look").expect("an integration").since
    };
    let before = since().await;
    let extend = |seconds| store.integrations.extend(id, before.plus_seconds(seconds));
    assert!(!extend(0).await.expect("a look"));
    assert!(!extend(60).await.expect("a look"));
    assert_eq!(since().await, before);
    assert!(extend(-60).await.expect("a change"));
    assert_eq!(since().await, before.plus_seconds(-60));
}

/// When the whole history will be there is remembered; calls that are forgotten have no bookmark.
pub async fn what_is_told_of_a_history_is_remembered(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = with_slice(&store).await;
    let complete_at = || async { history(&store, id).await.complete_at };
    for told in [Some(at(5000)), None] {
        store.slices.estimate(held(id), told).await.expect("an estimate");
        assert_eq!(complete_at().await, told);
    }
    store.imports.save_calls(held(id), vec![call(1, 0, None)], at(7)).await.expect("saved calls");
    store.slices.forget_calls(held(id)).await.expect("a change");
    assert_eq!(store.imports.bookmarks(id).await.expect("bookmarks").calls, None);
}
