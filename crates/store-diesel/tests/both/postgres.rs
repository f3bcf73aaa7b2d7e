//! PostgreSQL: what is refused and told, and what a server may do meanwhile.

use std::path::Path;

use crate::database::Database;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use inflow_domain::Timestamp;
use inflow_store::StoreError;
use inflow_store::conformance::sample::{add, creation, save_events};
use inflow_store_diesel::{OpenOptions, open};

pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let cause = error.source().map(chain);
    cause.map_or(error.to_string(), |cause| format!("{error}: {cause}"))
}

async fn refusal(database: &Database) -> StoreError {
    open(&database.options()).await.err().expect("a refusal")
}

/// What a connection that is no store's reads.
fn number(database: &Database, query: &str) -> i64 {
    diesel::dsl::sql::<BigInt>(query).get_result(&mut database.connect()).expect("a number")
}

#[tokio::test]
async fn what_cannot_be_reached_is_told_without_passwords() {
    let folder = tempfile::tempdir().expect("a folder");
    for (url, told) in [
        ("postgres://u:hunter2@127.0.0.1:1/d", "connection to server at \"127.0.0.1\", port 1"),
        ("postgres://u:hunter2@nowhere.invalid/d", "nowhere.invalid"),
        ("postgres://u@127.0.0.1:1/d?password=hunter2", "connection to server"),
        ("postgres://u:hunter2@127.0.0.1:1/d?unknown=1", "cannot use its address"),
        ("postgres://u:hunter2@127.0.0.1:1/d?sslmode=hunter2", "cannot use its address"),
        ("postgres://u:hun@ter2@127.0.0.1:1/d", "write @ as %40"),
    ] {
        let key_file = folder.path().join("key");
        let options = OpenOptions { database_url: url.to_owned().into(), key_file };
        let error = open(&options).await.err().expect("a refusal");
        assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
        let chain = chain(&error);
        assert!(chain.contains(told), "{chain}");
        for text in [chain, format!("{error:?}"), format!("{options:?}")] {
            let text = text.replace("sslmode=hunter2", "");
            assert!(!text.contains("hun") && !text.contains("ter2"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_is_told() {
    let Some(database) = Database::postgres() else { return };
    let options = database.options();
    let url = options.database_url.expose().replace("inflow_test", "inflow_missing");
    let error = open(&OpenOptions { database_url: url.into(), ..options }).await;
    let error = error.err().expect("a refusal");
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
    assert!(chain(&error).contains("does not exist"), "{}", chain(&error));
}

#[tokio::test]
async fn a_newer_database_is_refused() {
    let Some(database) = Database::postgres() else { return };
    drop(database.open().await);
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231235959')";
    database.connect().batch_execute(newer).expect("a newer one");
    let error = refusal(&database).await;
    assert!(matches!(&error, StoreError::Newer { migration, .. } if migration == "20991231235959"));
}

#[tokio::test]
async fn the_tables_of_another_program_are_refused_and_left_alone() {
    let Some(database) = Database::postgres() else { return };
    database.connect().batch_execute("CREATE TABLE integration (url TEXT)").expect("a table");
    let error = refusal(&database).await;
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    assert!(chain(&error).contains("tables of another program"), "{}", chain(&error));
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(number(&database, tables), 1);
}

#[tokio::test]
async fn an_encoding_that_lacks_letters_is_refused() {
    let Some(database) = Database::postgres_with("ENCODING 'LATIN1' LOCALE 'C'") else { return };
    let error = refusal(&database).await;
    assert!(chain(&error).contains("its encoding is LATIN1"), "{}", chain(&error));
}

#[tokio::test]
async fn several_open_a_new_database_at_once() {
    let Some(database) = Database::postgres() else { return };
    let opening: Vec<_> = (0..6).map(|_| tokio::spawn(open_one(database.options()))).collect();
    for opened in opening {
        opened.await.expect("no panic").expect("a store");
    }
}

async fn open_one(options: OpenOptions) -> Result<(), StoreError> {
    open(&options).await.map(drop)
}

#[tokio::test]
async fn a_server_that_was_started_again_is_used_again() {
    let Some(database) = Database::postgres() else { return };
    let store = database.open().await;
    let id = add(&store, "Support").await;
    for round in 1..=2 {
        // What a server does to its connections when it stops.
        let ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";
        assert!(number(&database, ended) > 0);
        save_events(&store, id, vec![creation(round, round, 0, 99, 1)]).await;
        let quality = store.reports.quality(id).await.expect("quality");
        assert_eq!(quality.ticket_events, round);
    }
}

#[tokio::test]
async fn a_pooler_on_the_way_is_found() {
    let Some(database) = Database::postgres() else { return };
    let store = database.open().await;
    let examined = store.upkeep.examine().await.expect("a look at the server");
    let server = &examined.findings.iter().find(|one| one.about == "database").expect("told").found;
    let is_pooled = std::env::var_os("INFLOW_TEST_POOLED").is_some();
    assert_eq!(server.contains("through a pooler"), is_pooled, "{server}");
}

#[tokio::test]
async fn connections_can_be_told_and_are_few() {
    let Some(database) = Database::postgres() else { return };
    let store = database.open().await;
    let reading: Vec<_> = (0..40)
        .map(|_| {
            let reports = store.reports.clone();
            tokio::spawn(async move { reports.quality(inflow_domain::IntegrationId(1)).await })
        })
        .collect();
    for read in reading {
        read.await.expect("no panic").expect("quality");
    }
    let ours = "SELECT count(*) FROM pg_stat_activity \
                WHERE datname = current_database() AND application_name = 'inflow'";
    assert!((1..=8).contains(&number(&database, ours)));
}

#[tokio::test]
async fn it_is_said_that_backups_are_made_elsewhere() {
    let Some(database) = Database::postgres() else { return };
    let store = database.open().await;
    let error = store.upkeep.backup(Path::new("/tmp/never")).await.expect_err("a refusal");
    assert!(matches!(error, StoreError::BackupElsewhere));
    assert!(!Path::new("/tmp/never").exists());
}

#[tokio::test]
async fn a_look_tells_of_the_server() {
    let Some(database) = Database::postgres() else { return };
    let store = database.open().await;
    let found = store.upkeep.examine().await.expect("a look");
    assert!(found.clock.is_some_and(|clock| clock > Timestamp(1_700_000_000)));
    let about: Vec<&str> = found.findings.iter().map(|finding| finding.about).collect();
    assert_eq!(about, ["database", "durability", "connections", "encryption", "rows"]);
    assert!(found.findings[0].found.contains("PostgreSQL 1"), "{found:?}");
}

#[tokio::test]
async fn a_purge_leaves_no_row_in_any_table() {
    let Some(database) = Database::postgres() else { return };
    let store = database.open().await;
    let id = add(&store, "Support").await;
    let mut connection = database.connect();
    let query = "SELECT table_name FROM information_schema.columns \
                 WHERE table_schema = 'public' AND column_name = 'integration_id'";
    let tables: Vec<String> =
        diesel::dsl::sql::<Text>(query).get_results(&mut connection).expect("tables");
    assert!(tables.len() > 10, "{tables:?}");
    for table in &tables {
        let needed = format!(
            "SELECT column_name FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name = '{table}' \
             AND is_nullable = 'NO' AND column_name <> 'integration_id'"
        );
        let columns: Vec<String> =
            diesel::dsl::sql::<Text>(&needed).get_results(&mut connection).expect("columns");
        let (names, values) = (columns.join(", "), vec!["'0'"; columns.len()].join(", "));
        let comma = if columns.is_empty() { "" } else { ", " };
        let row = format!(
            "INSERT INTO {table} (integration_id{comma}{names}) VALUES ({id}{comma}{values}) \
             ON CONFLICT DO NOTHING"
        );
        connection.batch_execute(&row).expect("a row");
    }
    store.lives.purge(id).await.expect("a purge");
    for table in &tables {
        assert_eq!(number(&database, &format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
}
