//! Migrations: step by step they come to what they come to at once, back again to nothing, and on
//! both databases to the same tables.

use std::collections::BTreeSet;

use crate::database::Database;
use diesel::connection::SimpleConnection as _;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

pub(crate) const ON_SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
pub(crate) const ON_POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Table, column, and whether it may be absent, one a row.
const COLUMNS_ON_SQLITE: &str = "SELECT m.name || '.' || c.name || ' ' || \
    CASE WHEN c.\"notnull\" OR c.pk THEN 'always' ELSE 'or absent' END \
    FROM sqlite_master m, pragma_table_info(m.name) c \
    WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'";
const COLUMNS_ON_POSTGRES: &str = "SELECT table_name || '.' || column_name || ' ' || \
    CASE WHEN is_nullable = 'NO' THEN 'always' ELSE 'or absent' END \
    FROM information_schema.columns \
    WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'";
/// Everything that migrations make, as text.
const ALL_ON_SQLITE: &str =
    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'";
const ALL_ON_POSTGRES: &str = "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' \
    || is_nullable || ' ' || COALESCE(collation_name, '') || ' ' || COALESCE(column_default, '') \
    FROM information_schema.columns WHERE table_schema = 'public' \
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'";

pub(crate) fn on_postgres(query: &str, connection: &mut PgConnection) -> BTreeSet<String> {
    let texts: Vec<String> =
        diesel::dsl::sql::<Text>(query).get_results(connection).expect("texts");
    texts.into_iter().collect()
}

pub(crate) fn on_sqlite(query: &str, connection: &mut SqliteConnection) -> BTreeSet<String> {
    let texts: Vec<String> =
        diesel::dsl::sql::<Text>(query).get_results(connection).expect("texts");
    texts.into_iter().collect()
}

fn in_memory() -> SqliteConnection {
    SqliteConnection::establish(":memory:").expect("a database")
}

fn names<B: diesel::backend::Backend>(migrations: &EmbeddedMigrations) -> Vec<String> {
    let all = MigrationSource::<B>::migrations(migrations).expect("migrations");
    all.iter().map(|one| one.name().to_string()).collect()
}

#[test]
fn every_step_has_its_counterpart() {
    assert_eq!(names::<Sqlite>(&ON_SQLITE), names::<Pg>(&ON_POSTGRES));
}

#[test]
fn sqlite_step_by_step_comes_to_the_whole() {
    let (mut whole, mut stepwise) = (in_memory(), in_memory());
    whole.run_pending_migrations(ON_SQLITE).expect("all");
    let mut seen = Vec::new();
    while stepwise.has_pending_migration(ON_SQLITE).expect("a look") {
        seen.push(on_sqlite(ALL_ON_SQLITE, &mut stepwise));
        stepwise.run_next_migration(ON_SQLITE).expect("a step");
    }
    assert_eq!(on_sqlite(ALL_ON_SQLITE, &mut stepwise), on_sqlite(ALL_ON_SQLITE, &mut whole));
    for before in seen.into_iter().rev() {
        stepwise.revert_last_migration(ON_SQLITE).expect("a step back");
        assert_eq!(on_sqlite(ALL_ON_SQLITE, &mut stepwise), before);
    }
}

#[tokio::test]
async fn postgres_step_by_step_comes_to_the_whole() {
    let (Some(whole), Some(stepwise)) = (Database::postgres(), Database::postgres()) else {
        return;
    };
    drop(whole.open().await);
    let (mut whole, mut stepwise) = (whole.connect(), stepwise.connect());
    // The table of migrations is made by the first look.
    assert!(stepwise.has_pending_migration(ON_POSTGRES).expect("a look"));
    let mut seen = Vec::new();
    while stepwise.has_pending_migration(ON_POSTGRES).expect("a look") {
        seen.push(on_postgres(ALL_ON_POSTGRES, &mut stepwise));
        stepwise.run_next_migration(ON_POSTGRES).expect("a step");
    }
    let all = on_postgres(ALL_ON_POSTGRES, &mut stepwise);
    assert_eq!(all, on_postgres(ALL_ON_POSTGRES, &mut whole));
    let collated = all.iter().filter(|line| line.contains(" text "));
    let others: Vec<&String> = collated.filter(|line| !line.contains(" C ")).collect();
    assert_eq!(others, Vec::<&String>::new(), "texts are compared by their bytes");
    for before in seen.into_iter().rev() {
        stepwise.revert_last_migration(ON_POSTGRES).expect("a step back");
        assert_eq!(on_postgres(ALL_ON_POSTGRES, &mut stepwise), before);
    }
    stepwise.batch_execute("DROP TABLE __diesel_schema_migrations").expect("nothing else is left");
}

#[tokio::test]
async fn both_databases_have_the_same_columns() {
    let Some(database) = Database::postgres() else { return };
    drop(database.open().await);
    let mut sqlite = in_memory();
    sqlite.run_pending_migrations(ON_SQLITE).expect("all");
    let on_sqlite = on_sqlite(COLUMNS_ON_SQLITE, &mut sqlite);
    assert!(on_sqlite.len() > 100, "{on_sqlite:?}");
    assert_eq!(on_postgres(COLUMNS_ON_POSTGRES, &mut database.connect()), on_sqlite);
}
