//! A database of a version that kept no sums of calls: they are made when it is opened.

use std::collections::BTreeSet;

use diesel::backend::Backend;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};
use inflow_domain::{
    Call, CallQueue, Figures, Grouping, IntegrationId, Interval, QueueKey, Timestamp,
};
use inflow_store::conformance::sample::{
    Dice, START, add, at, call, held, new_integration, random_calls, worker,
};
use inflow_store::{NewIntegration, Store};

use crate::database::Database;
use crate::migrations::{ON_POSTGRES, ON_SQLITE, on_postgres, on_sqlite};

/// The migration that brings the sums.
const CALL_VOLUMES: &str = "20261123000060";
/// The sums, byte by byte.
const SUMS_ON_SQLITE: &str = "SELECT integration_id || ' ' || queue || ' ' || offered \
    FROM call_queue UNION ALL SELECT integration_id || ' ' || queue || ' ' || week_start || ' ' || \
    lower(hex(figures)) FROM call_volume";
const SUMS_ON_POSTGRES: &str = "SELECT integration_id || ' ' || queue || ' ' || offered \
    FROM call_queue UNION ALL SELECT integration_id || ' ' || queue || ' ' || week_start || ' ' || \
    encode(figures, 'hex') FROM call_volume";

/// Takes the schema back to what it was before the sums.
fn go_back<B: Backend>(connection: &mut impl MigrationHarness<B>, all: fn() -> EmbeddedMigrations) {
    go_back_before(CALL_VOLUMES, connection, all);
}

/// Takes the schema back to what it was before a migration.
fn go_back_before<B: Backend>(
    migration: &str,
    connection: &mut impl MigrationHarness<B>,
    all: fn() -> EmbeddedMigrations,
) {
    let mut reverted = String::new();
    while reverted != migration {
        let version = connection.revert_last_migration(all());
        reverted = version.expect("a step back").to_string();
    }
}

/// A call of a queue of its own, as an older program would have written it.
fn one_more_call(id: IntegrationId) -> String {
    format!(
        "INSERT INTO call (integration_id, call_id, created_at, updated_at, inbound, \
         completion_status, agent_id, voicemail, talk_seconds, hold_seconds, wrap_up_seconds, queue) \
         VALUES ({id}, -1, {START}, {START}, TRUE, 'completed', 7, FALSE, 80, 15, 5, 'Older')"
    )
}

/// Calls that came and changed, of two integrations, of which the first is returned.
async fn save_many_calls(store: &Store) -> IntegrationId {
    let (id, other) = (add(store, "Support").await, add(store, "Billing").await);
    let mut dice = Dice::new(3);
    for page in 0..6 {
        for id in [id, other] {
            let untold = |call| Call { answering: None, ..call };
            let calls = random_calls(&mut dice, 2000, 800).into_iter().map(untold).collect();
            store.imports.save_calls(held(id), calls, at(page)).await.expect("saved calls");
        }
    }
    id
}

async fn check(
    database: &Database,
    make_older: impl Fn(&str),
    sums: impl Fn() -> BTreeSet<String>,
) {
    let id = save_many_calls(&database.open().await).await;
    let kept = sums();
    assert!(kept.len() > 30, "{kept:?}");
    make_older(&one_more_call(id));
    let store = database.open().await;
    let made = sums();
    assert_eq!(kept.difference(&made).next(), None, "a sum of all calls is what was kept");
    assert_eq!(made.len(), kept.len() + 2, "the new queue and its week");
    let older = QueueKey::Calls(CallQueue::For("Older".into()));
    let volumes = store.reports.volumes(id, &older, at(0), Timestamp(i64::MAX)).await;
    let figures =
        Figures { offered: 1, handled: Some(1), abandoned: Some(0), handling_seconds: Some(100) };
    assert_eq!(volumes.expect("volumes"), [(Interval::containing(at(0)), figures)]);
    drop(store);
    let store = database.open().await;
    assert_eq!(sums(), made, "they are made once");
    let outbound = Call { inbound: false, ..call(-1, 0, None) };
    store.imports.save_calls(held(id), vec![outbound], at(0)).await.expect("saved calls");
    assert_eq!(sums(), kept, "nothing is left of a queue without calls");
}

/// The migration that keeps how calls were answered.
const ANSWERING: &str = "20261201000250";

/// Figures of rule 9.6 of an older database: what was always kept is told, the rest is absent until the calls
/// are read again, which the next import does.
async fn check_answering(database: &Database, make_older: impl Fn()) {
    let store = database.open().await;
    let id = add(&store, "Support").await;
    let calls = || vec![call(1, 0, Some("Sales")), call(2, 1000, Some("Sales"))];
    store.imports.save_calls(held(id), calls(), at(0)).await.expect("saved calls");
    drop(store);
    make_older();
    let store = database.open().await;
    let queue = QueueKey::Calls(CallQueue::For("Sales".into()));
    let (first, last) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
    let fates = async || {
        let found = store.reports.call_fates(id, &queue, first, last).await.expect("fates");
        let found = found.expect("a Talk queue");
        let told = found.quarters.iter().map(|quarter| {
            (quarter.fates.answered, quarter.fates.answer_seconds, quarter.fates.untold)
        });
        (found.told_from, told.collect::<Vec<_>>())
    };
    assert_eq!(fates().await, (last, vec![(1, 0, 1), (1, 0, 1)]), "nothing is told of answers");
    assert_eq!(store.reports.quality(id).await.expect("quality").untold_calls, 2);
    let bookmarks = store.imports.bookmarks(id).await.expect("bookmarks");
    assert_eq!(bookmarks.calls, None, "the next import reads all calls again");
    let again = calls().split_off(1);
    store.imports.save_calls(held(id), again, at(0)).await.expect("saved calls");
    assert_eq!(fates().await, (at(900), vec![(1, 0, 1), (1, 12, 0)]), "from the first one on");
    store.imports.save_calls(held(id), calls(), at(0)).await.expect("saved calls");
    assert_eq!(fates().await, (first, vec![(1, 12, 0), (1, 12, 0)]));
    assert_eq!(store.reports.quality(id).await.expect("quality").untold_calls, 0);
}

#[tokio::test]
async fn calls_of_an_older_file_tell_later_how_they_were_answered() {
    let database = Database::sqlite();
    let make_older = || {
        let url = database.options().database_url;
        let file = url.expose().trim_start_matches("sqlite://").to_owned();
        let mut connection = SqliteConnection::establish(&file).expect("a connection");
        connection.batch_execute("PRAGMA busy_timeout = 10000").expect("patience");
        go_back_before(ANSWERING, &mut connection, || ON_SQLITE);
    };
    check_answering(&database, make_older).await;
}

#[tokio::test]
async fn calls_of_an_older_server_tell_later_how_they_were_answered() {
    let Some(database) = Database::postgres() else { return };
    let make_older = || go_back_before(ANSWERING, &mut database.connect(), || ON_POSTGRES);
    check_answering(&database, make_older).await;
}

/// The migration behind which calls count otherwise.
const NICKNAMES: &str = "20261130000040";

/// An older program took the nicknames of lines for numbers, and agent 0 for an agent (rules 7.2, 7.3).
#[tokio::test]
async fn calls_of_an_older_file_find_their_lines() {
    let database = Database::sqlite();
    let store = database.open().await;
    let numbers = NewIntegration { grouping: Grouping::PhoneNumber, ..new_integration("Numbers") };
    let id = store.integrations.add(numbers).await.expect("an integration").id;
    store.leases.take(id, &worker("sample")).await.expect("a lease");
    let to = |call_id, number: &str| Call { number: Some(number.into()), ..call(call_id, 0, None) };
    let calls = vec![to(1, "24/7"), to(2, "2024"), to(3, "+49 123"), to(4, "+49123")];
    store.imports.save_calls(held(id), calls, at(0)).await.expect("saved calls");
    drop(store);
    let url = database.options().database_url;
    let file = url.expose().trim_start_matches("sqlite://").to_owned();
    let mut connection = SqliteConnection::establish(&file).expect("a connection");
    let older = "PRAGMA busy_timeout = 10000; \
        UPDATE call SET queue = '+' || replace(replace(number, '/', ''), '+', ''), agent_id = 0";
    connection.batch_execute(older).expect("an older file");
    let mut step_back = || connection.revert_last_migration(ON_SQLITE).expect("a step back");
    while step_back().to_string() != NICKNAMES {}
    let store = database.open().await;
    let mut queues = Vec::new();
    for queue in store.reports.queues(id).await.expect("queues") {
        let (from, to) = (at(0), Timestamp(i64::MAX));
        let volumes = store.reports.volumes(id, &queue.key, from, to).await.expect("volumes");
        let handled: i64 = volumes.iter().filter_map(|(_, figures)| figures.handled).sum();
        queues.push((queue.key.name(""), queue.offered, handled));
    }
    queues.sort();
    let named = |value: &str, offered| (format!("Calls Inbound For {value}"), offered, 0);
    assert_eq!(queues, [named("+49123", 2), named("2024", 1), named("24/7", 1)]);
}

#[tokio::test]
async fn calls_of_an_older_file_are_summed() {
    let database = Database::sqlite();
    let connect = || {
        let url = database.options().database_url;
        let file = url.expose().trim_start_matches("sqlite://").to_owned();
        let mut connection = SqliteConnection::establish(&file).expect("a connection");
        // A store's connections are closed some time after it.
        connection.batch_execute("PRAGMA busy_timeout = 10000").expect("patience");
        connection
    };
    let make_older = |call: &str| {
        go_back(&mut connect(), || ON_SQLITE);
        connect().batch_execute(call).expect("a call");
    };
    check(&database, make_older, || on_sqlite(SUMS_ON_SQLITE, &mut connect())).await;
}

#[tokio::test]
async fn calls_of_an_older_server_are_summed() {
    let Some(database) = Database::postgres() else { return };
    let make_older = |call: &str| {
        go_back(&mut database.connect(), || ON_POSTGRES);
        database.connect().batch_execute(call).expect("a call");
    };
    check(&database, make_older, || on_postgres(SUMS_ON_POSTGRES, &mut database.connect())).await;
}
