//! What readers see beside a count, and what a count that does not end leaves.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use inflow_domain::{IntegrationId, TicketHistory, UserId};
use inflow_store::conformance::sample::{
    SampleCounter, add, count, count_changes, counted_with, creation, held, save_events,
};
use inflow_store::{
    CountProgress, CountScope, CountedWith, Store, StoreError, TicketCount, TicketCounter,
};
use inflow_store_diesel::{OpenOptions, open};
use tempfile::TempDir;

async fn store(folder: &TempDir) -> Store {
    let options = OpenOptions {
        database_url: format!("sqlite://{}", folder.path().join("inflow.db").display()).into(),
        key_file: folder.path().join("key"),
    };
    open(&options).await.expect("a store")
}

async fn offered(store: &Store, id: IntegrationId) -> Vec<i64> {
    let queues = store.reports.queues(id).await.expect("queues");
    queues.iter().map(|queue| queue.offered).collect()
}

#[tokio::test]
async fn a_file_opens_and_is_read_while_another_process_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let id = add(&store(&folder).await, "Support").await;
    let file = folder.path().join("inflow.db");
    let mut writer = SqliteConnection::establish(file.to_str().expect("a text")).expect("opened");
    // The store that was just dropped may still be closing its connections.
    let lock = "PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE; DELETE FROM integration";
    writer.batch_execute(lock).expect("a write lock");
    let began = Instant::now();
    let store = store(&folder).await;
    assert_eq!(store.integrations.list("default").await.expect("a list").len(), 1);
    store.integrations.credentials(id).await.expect("credentials");
    assert!(began.elapsed() < Duration::from_secs(5), "nothing waits for the writer");
}

/// Counts like the sample, and stops in the middle until it is told to go on.
struct Halting {
    reached: mpsc::Sender<()>,
    go_on: Mutex<mpsc::Receiver<()>>,
}

impl TicketCounter for Halting {
    fn count(&self, history: &TicketHistory) -> TicketCount {
        if history.ticket.0 == 2 {
            self.reached.send(()).expect("somebody waits");
            let go_on = self.go_on.lock().unwrap_or_else(PoisonError::into_inner);
            go_on.recv().expect("somebody says so");
        }
        SampleCounter::default().count(history)
    }
}

/// Fails as a defect in a counter would.
struct Panicking;

impl TicketCounter for Panicking {
    fn count(&self, history: &TicketHistory) -> TicketCount {
        assert!(history.ticket.0 < 2, "a defect");
        SampleCounter::default().count(history)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_see_the_old_figures_until_the_new_ones_are_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(&folder).await;
    let id = add(&store, "Support").await;
    save_events(&store, id, vec![creation(1, 1, 0, 99, 1)]).await;
    count(&store, id, CountScope::All).await;
    let more = (1..=3).map(|ticket| creation(ticket, ticket, 60, 99, 3));
    save_events(&store, id, more.collect()).await;
    assert_eq!(offered(&store, id).await, [1]);

    let (reached, has_reached) = mpsc::channel();
    let (say_go_on, go_on) = mpsc::channel();
    let counter = Arc::new(Halting { reached, go_on: Mutex::new(go_on) });
    let silent: CountProgress = Arc::new(|_, _| {});
    let counting = tokio::spawn({
        let store = store.clone();
        async move {
            store
                .counts
                .count(held(id), CountScope::All, counter, CountedWith::default(), silent)
                .await
        }
    });
    tokio::task::spawn_blocking(move || has_reached.recv().expect("the middle")).await.expect("ok");
    let seen = store.reports.queues(id).await.expect("queues");
    assert_eq!(
        seen.iter().map(|queue| (queue.key.id(), queue.offered)).collect::<Vec<_>>(),
        [("view-1-email".to_owned(), 1)]
    );
    let with = store.counts.inputs(id).await.expect("inputs").counted_with;
    assert_eq!(with, Some(counted_with()));
    say_go_on.send(()).expect("somebody listens");
    counting.await.expect("no panic").expect("a count");
    assert_eq!(offered(&store, id).await, [3]);
}

#[tokio::test]
async fn a_count_that_fails_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(&folder).await;
    let id = add(&store, "Support").await;
    save_events(&store, id, vec![creation(1, 1, 0, 99, 1)]).await;
    count(&store, id, CountScope::All).await;
    save_events(&store, id, vec![creation(1, 1, 0, 99, 3), creation(2, 2, 0, 99, 3)]).await;
    let silent: CountProgress = Arc::new(|_, _| {});
    for scope in [CountScope::All, CountScope::Changed { authors: vec![UserId(99)] }] {
        let failed = store
            .counts
            .count(held(id), scope, Arc::new(Panicking), CountedWith::default(), silent.clone())
            .await;
        assert!(matches!(failed, Err(StoreError::Backend(_))));
        assert_eq!(offered(&store, id).await, [1]);
    }
    assert_eq!(count_changes(&store, id).await.tickets, 2, "the marks are still there");
    assert_eq!(offered(&store, id).await, [2]);
}
