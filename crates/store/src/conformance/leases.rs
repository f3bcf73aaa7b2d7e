//! Leases: one worker an integration, and nothing written by who lost it.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use inflow_domain::{IntegrationId, TicketId};

use super::StoreFactory;
use super::sample::{
    SampleCounter, add, at, call, count_changes, counted_with, creation, discovery, held,
    new_integration, reply, save_events, snapshot, view, worker,
};
use crate::{
    CUT_OFF_AT_MOST, CountProgress, CountScope, Coverage, Due, Lease, RunEnd, RunProgress, Store,
    StoreError, TicketBookmark, Worker,
};

/// How long a check waits for what is to come within seconds.
const PATIENCE: u32 = 100;
const LOOK_EVERY: Duration = Duration::from_millis(100);

fn is_lost<T: Debug>(result: &Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::LeaseLost)), "{result:?}");
}

/// One worker at a time has a lease, and can be named; who gives it back has it no more.
pub async fn a_lease_is_exclusive(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let _claim = store.imports.claim().await.expect("the right");
    let (id, other) = (add(&store, "Support").await, add(&store, "Other").await);
    let (one, two) = (worker("sample"), worker("two"));
    for worker in [&one, &two] {
        match store.leases.take(id, worker).await {
            Err(StoreError::Leased { worker, .. }) => assert_eq!(worker, "sample"),
            taken => panic!("{taken:?}"),
        }
    }
    store.leases.renew(held(id), &one).await.expect("renewed");
    store.leases.release(held(id)).await.expect("released");
    is_lost(&store.leases.renew(held(id), &one).await);
    let taken = store.leases.take(id, &two).await.expect("a lease");
    assert!(taken.integration == id && taken.fence > held(id).fence, "{taken:?}");
    is_lost(&store.leases.renew(held(id), &one).await);
    store.leases.release(held(id)).await.expect("nothing");
    store.leases.renew(taken, &two).await.expect("renewed");
    let holders = store.leases.holders().await.expect("holders");
    let named: Vec<(IntegrationId, &str)> =
        holders.iter().map(|holder| (holder.integration, &*holder.worker)).collect();
    assert_eq!(named, [(id, "two"), (other, "sample")]);
    store.leases.release(taken).await.expect("released");
    assert_eq!(store.leases.holders().await.expect("holders").len(), 1);
    let unknown = store.leases.take(IntegrationId(404), &one).await;
    assert!(matches!(unknown, Err(StoreError::NoSuchIntegration)), "{unknown:?}");
}

/// What a worker had that is gone without giving it back is soon free for who has the right to import.
pub async fn a_lease_ends_with_its_worker(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = store.integrations.add(new_integration("Support")).await.expect("added").id;
    let claim = store.imports.claim().await.expect("the right");
    let gone = Worker { name: "gone".to_owned(), lease: Duration::from_secs(1) };
    let lost = store.leases.take(id, &gone).await.expect("a lease");
    drop(claim);
    let _claim = store.imports.claim().await.expect("the right");
    let mut taken = None;
    for _ in 0..PATIENCE {
        taken = store.leases.take(id, &worker("next")).await.ok();
        if taken.is_some() {
            break;
        }
        std::thread::sleep(LOOK_EVERY);
    }
    let taken = taken.expect("a lease within seconds");
    assert!(taken.fence > lost.fence);
    is_lost(&store.imports.save_calls(lost, vec![], at(1)).await);
    store.imports.save_calls(taken, vec![], at(2)).await.expect("saved calls");
}

/// Everything that an import writes is refused once another has the lease, and leaves nothing.
pub async fn nothing_is_written_under_a_lost_lease(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let discovered = discovery(0, &[7], vec![view(1, "Open")]);
    store.imports.save_discovery(held(id), discovered).await.expect("a discovery");
    save_events(&store, id, vec![creation(1, 1, 0, 99, 1)]).await;
    count_changes(&store, id).await;
    save_events(&store, id, vec![creation(2, 2, 0, 99, 1)]).await;
    let run = store.runs.begin(held(id), at(0), Some(at(9))).await.expect("a run");
    store.leases.release(held(id)).await.expect("released");
    let before = everything(&store, id).await;
    write_everything(&store, held(id), run).await;
    let taken = store.leases.take(id, &worker("next")).await.expect("a lease");
    write_everything(&store, held(id), run).await;
    assert_eq!(everything(&store, id).await, before);
    store.imports.save_calls(taken, vec![call(1, 0, None)], at(30)).await.expect("saved calls");
    assert_ne!(everything(&store, id).await, before, "what is looked at shows what is written");
}

/// Every write of the ports that takes a lease.
async fn write_everything(store: &Store, lease: Lease, run: i64) {
    let Store { imports, repairs, runs, .. } = store;
    let found = discovery(5, &[8], vec![view(2, "New")]);
    is_lost(&imports.save_discovery(lease, found).await);
    let bookmark = TicketBookmark { cursor: Some("x".to_owned()), ..TicketBookmark::default() };
    is_lost(&imports.save_tickets(lease, vec![snapshot(1, 5)], bookmark).await);
    is_lost(&imports.save_ticket_events(lease, vec![reply(1, 9, 60, 99)], at(60)).await);
    is_lost(&imports.save_calls(lease, vec![call(1, 0, None)], at(30)).await);
    let coverage =
        Coverage { from: at(0), until: at(900), calls_until: None, provisional_from: None };
    is_lost(&imports.finish(lease, coverage, Some(at(900))).await);
    let silent: CountProgress = Arc::new(|_, _| {});
    let counter = Arc::new(SampleCounter::default());
    is_lost(&store.counts.count(lease, CountScope::All, counter, counted_with(), silent).await);
    is_lost(&repairs.doubt(lease, vec![TicketId(1)], "lost").await);
    is_lost(&repairs.doubt_since(lease, at(0), at(900), "lost").await);
    is_lost(&repairs.save_audits(lease, TicketId(1), vec![reply(1, 9, 60, 99)]).await);
    is_lost(&repairs.save_failure(lease, TicketId(1), "lost").await);
    is_lost(&runs.begin(lease, at(1), Some(at(1))).await);
    let progress = RunProgress { stage: "lost".to_owned(), done: 1, of: None, seconds_left: None };
    is_lost(&runs.advance(lease, run, progress).await);
    is_lost(&runs.end(lease, run, at(2), RunEnd::Well, Some(at(1))).await);
}

/// All that those writes could change.
async fn everything(store: &Store, id: IntegrationId) -> String {
    let integration = store.integrations.by_id(id).await.expect("a look");
    let bookmarks = store.imports.bookmarks(id).await.expect("bookmarks");
    let inputs = store.counts.inputs(id).await.expect("inputs");
    let (queues, quality) = (store.reports.queues(id).await, store.reports.quality(id).await);
    let ticket = store.reports.ticket(id, TicketId(1)).await.expect("a look");
    let inexact = store.repairs.inexact_tickets(id).await.expect("a list");
    let run = store.runs.latest(id).await.expect("a run");
    format!("{:?}", (integration, bookmarks, inputs, queues, quality, ticket, inexact, run))
}

async fn plan(store: &Store, id: IntegrationId, next_at: i64) {
    let number = store.runs.begin(held(id), at(0), None).await.expect("a run");
    let end = store.runs.end(held(id), number, at(0), RunEnd::Well, Some(at(next_at))).await;
    end.expect("a plan");
}

/// What was never planned goes first, then what is longest overdue; what is not due, not active, or held
/// stays, and so does what there is no room for.
pub async fn what_is_due_is_taken_in_order(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let _claim = store.imports.claim().await.expect("the right");
    let mut ids = Vec::new();
    for name in ["due", "later", "overdue", "new", "paused", "deleted", "held", "mine", "far"] {
        ids.push(add(&store, name).await);
    }
    let [due, later, overdue, new, paused, deleted, held_one, mine, far] = ids[..] else { return };
    for (id, next_at) in
        [(due, 9), (later, 999), (overdue, 1), (paused, 1), (held_one, 1), (mine, 1), (far, 1000)]
    {
        plan(&store, id, next_at).await;
    }
    for id in ids.iter().filter(|id| **id != held_one) {
        store.leases.release(held(*id)).await.expect("released");
    }
    store.lives.pause(paused, at(0)).await.expect("a pause");
    store.lives.delete(deleted, at(0)).await.expect("a deletion");
    let take = async |room| {
        let due = Due { now: at(9), latest: at(999), room, except: vec![mine] };
        let taken = store.leases.take_due(&worker("two"), due).await.expect("leases");
        let ids: Vec<IntegrationId> = taken.iter().map(|lease| lease.integration).collect();
        for lease in taken {
            store.leases.renew(lease, &worker("two")).await.expect("renewed");
        }
        ids
    };
    assert_eq!(take(0).await, []);
    assert_eq!(take(2).await, [new, overdue]);
    // A clock that was ahead planned the last one for later than anybody waits.
    assert_eq!(take(9).await, [due, far]);
    assert_eq!(take(9).await, []);
}

/// A run that never ended continues at once, before what is overdue, a few times in a row; then it waits
/// until it is planned.
pub async fn what_was_cut_off_goes_on_at_once(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let _claim = store.imports.claim().await.expect("the right");
    let (id, overdue) = (add(&store, "Support").await, add(&store, "Other").await);
    plan(&store, overdue, 1).await;
    store.leases.release(held(overdue)).await.expect("released");
    // Begins a run that never ends; who is taken then.
    let cut_off = async |lease| {
        store.runs.begin(lease, at(0), Some(at(900))).await.expect("a run");
        store.leases.release(lease).await.expect("released");
        let due = Due { now: at(9), latest: at(999), room: 1, except: Vec::new() };
        store.leases.take_due(&worker("two"), due).await.expect("leases")[0]
    };
    let mut lease = held(id);
    for _ in 0..CUT_OFF_AT_MOST {
        lease = cut_off(lease).await;
        assert_eq!(lease.integration, id);
    }
    let other = cut_off(lease).await;
    assert_eq!(other.integration, overdue);
    let lease = store.leases.take(id, &worker("two")).await.expect("a lease");
    let number = store.runs.begin(lease, at(0), None).await.expect("a run");
    store.runs.end(lease, number, at(1), RunEnd::Well, Some(at(900))).await.expect("an end");
    assert_eq!(cut_off(lease).await.integration, id, "a good end forgets");
}

/// Workers that look at the same moment take each integration once, and leave none.
pub async fn workers_share_what_is_due(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let mut free = BTreeSet::new();
    for number in 0..12 {
        let new = new_integration(&format!("Support {number}"));
        free.insert(store.integrations.add(new).await.expect("added").id);
    }
    let mut taken = Vec::new();
    while taken.len() < free.len() {
        let looks = (0..6).map(|number| {
            let due = Due { now: at(9), latest: at(999), room: 2, except: Vec::new() };
            let (leases, worker) = (store.leases.clone(), worker(&format!("worker {number}")));
            async move { leases.take_due(&worker, due).await.expect("leases") }
        });
        let found: Vec<Lease> = join_all(looks).await.into_iter().flatten().collect();
        assert!(!found.is_empty(), "somebody takes what is free");
        taken.extend(found.iter().map(|lease| lease.integration));
    }
    assert_eq!(taken.len(), free.len(), "none is taken twice");
    assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), free);
}
