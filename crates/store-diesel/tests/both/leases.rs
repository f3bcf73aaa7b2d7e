//! Leases beside long transactions: a count keeps others from taking what it writes under, and nothing
//! from being renewed.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use inflow_domain::TicketHistory;
use inflow_store::conformance::sample::{
    SampleCounter, at, counted_with, creation, new_integration, worker,
};
use inflow_store::{
    CountProgress, CountScope, Due, Lease, Store, StoreError, TicketCount, TicketCounter, Worker,
};
use tokio::time::{sleep, timeout};

use crate::database::Database;

const PATIENCE: Duration = Duration::from_secs(20);

/// Counts like the sample, once it is told to go on.
struct Halting {
    reached: mpsc::Sender<()>,
    go_on: Mutex<mpsc::Receiver<()>>,
}

impl TicketCounter for Halting {
    fn count(&self, history: &TicketHistory) -> TicketCount {
        self.reached.send(()).expect("somebody waits");
        let go_on = self.go_on.lock().unwrap_or_else(PoisonError::into_inner);
        go_on.recv().expect("somebody says so");
        SampleCounter::default().count(history)
    }
}

async fn take(store: &Store, lease: Lease) -> Result<Lease, StoreError> {
    let two = worker("two");
    let taken = store.leases.take(lease.integration, &two);
    timeout(PATIENCE, taken).await.expect("taking waits for nobody")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_count_keeps_its_lease_however_long_it_takes() {
    let Some(database) = Database::postgres() else { return };
    let store = database.open().await;
    let id = store.integrations.add(new_integration("Support")).await.expect("added").id;
    let one = Worker { name: "one".to_owned(), lease: Duration::from_secs(1) };
    let lease = store.leases.take(id, &one).await.expect("a lease");
    let page = vec![creation(1, 1, 0, 99, 1)];
    store.imports.save_ticket_events(lease, page, at(0)).await.expect("saved events");
    let (reached, has_reached) = mpsc::channel();
    let (say_go_on, go_on) = mpsc::channel();
    let counting = tokio::spawn({
        let (store, counter) = (store.clone(), Halting { reached, go_on: Mutex::new(go_on) });
        let silent: CountProgress = Arc::new(|_, _| {});
        async move {
            let counter = Arc::new(counter);
            store.counts.count(lease, CountScope::All, counter, counted_with(), silent).await
        }
    });
    tokio::task::spawn_blocking(move || has_reached.recv().expect("the middle")).await.expect("ok");
    sleep(Duration::from_millis(2_500)).await;
    assert_eq!(store.leases.holders().await.expect("holders"), [], "it ran out");
    let taken = take(&store, lease).await;
    assert!(matches!(taken, Err(StoreError::Leased { .. })), "{taken:?}");
    let due = Due { now: at(9), latest: at(999), room: 9, except: Vec::new() };
    assert_eq!(store.leases.take_due(&worker("two"), due).await.expect("leases"), []);
    let began = Instant::now();
    store.leases.renew(lease, &one).await.expect("renewed beside the count");
    assert!(began.elapsed() < PATIENCE, "renewing waits for nobody");
    say_go_on.send(()).expect("somebody listens");
    counting.await.expect("no panic").expect("a count");
    sleep(Duration::from_millis(2_500)).await;
    let taken = take(&store, lease).await.expect("a lease that ran out");
    let written = store.imports.save_calls(lease, vec![], at(1)).await;
    assert!(matches!(written, Err(StoreError::LeaseLost)), "{written:?}");
    store.imports.save_calls(taken, vec![], at(2)).await.expect("saved calls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purge_waits_for_who_writes_and_lets_nobody_write_after_it() {
    let Some(database) = Database::postgres() else { return };
    let store = database.open().await;
    let id = store.integrations.add(new_integration("Support")).await.expect("added").id;
    let lease = store.leases.take(id, &worker("one")).await.expect("a lease");
    let pages = (0..20).map(|number| {
        let page = vec![creation(number + 1, number + 1, 0, 99, 1)];
        let imports = store.imports.clone();
        tokio::spawn(async move { imports.save_ticket_events(lease, page, at(number)).await })
    });
    let pages: Vec<_> = pages.collect();
    store.lives.purge(id).await.expect("a purge");
    for page in pages {
        match page.await.expect("no panic") {
            Ok(()) | Err(StoreError::NoSuchIntegration) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(store.reports.quality(id).await.expect("quality").ticket_events, 0);
}
