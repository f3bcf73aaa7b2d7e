//! Preparing a database: checked for being fit and ours, and brought up to date.

use diesel::connection::{Connection as _, SimpleConnection as _};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Text};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use inflow_store::StoreError;

use super::link::Link;
use super::{Connection, LOCK_OF_MIGRATIONS, LOCKS, backend};
use crate::address::Server;
use crate::failure::Failure;
use crate::migrating::{are_outdated, is_outdated, migrate};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");
/// The migrations that were applied.
const APPLIED: &str =
    "SELECT COALESCE(array_agg(version::text), '{}') FROM __diesel_schema_migrations";
/// PostgreSQL 15.
const OLDEST: i32 = 150_000;
/// Tables of the first migration, by which a database of ours is known.
const OURS: [&str; 3] = ["__diesel_schema_migrations", "integration", "ticket_event"];
/// The tables of the schema that new ones are made in, but for those of extensions.
const TABLES: &str = "SELECT COALESCE(array_agg(relname::text), '{}') FROM pg_class \
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') \
    AND NOT EXISTS (SELECT FROM pg_depend \
        WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')";

/// Checks a database and applies the migrations. Of several processes that do so at once, one
/// applies them and the others wait for it.
pub(super) fn prepare(server: &Server) -> Result<Link, Failure> {
    let location = server.to_string();
    let link = Link::find(server)?;
    let mut connection = link.connect()?;
    check_server(&mut connection, &location)?;
    link.check_room()?;
    if is_ours(&mut connection, &location)?
        && !is_outdated(&mut connection, &MIGRATIONS, &location)?
    {
        return Ok(link);
    }
    connection.transaction::<_, Failure, _>(|connection| {
        // However long the migrations of another process take.
        connection.batch_execute(&format!(
            "SET LOCAL lock_timeout = 0; \
             SELECT pg_advisory_xact_lock({LOCKS}, {LOCK_OF_MIGRATIONS})"
        ))?;
        is_ours(connection, &location)?;
        if is_outdated(connection, &MIGRATIONS, &location)? {
            migrate(connection, MIGRATIONS, backend::sum_calls)?;
        }
        Ok(())
    })?;
    Ok(link)
}

/// Checks a replica, which follows its primary's migrations and has none applied itself.
pub(super) fn look(server: &Server) -> Result<Link, Failure> {
    let location = server.to_string();
    let link = Link::find_replica(server)?;
    let mut connection = link.connect()?;
    check_server(&mut connection, &location)?;
    let mut is_behind = !is_ours(&mut connection, &location)?;
    if !is_behind {
        // Diesel would first make the table, which nobody can on a replica.
        let applied: Vec<String> = sql::<Array<Text>>(APPLIED).get_result(&mut connection)?;
        is_behind = are_outdated::<Pg>(&applied, &MIGRATIONS, &location)?;
    }
    if is_behind {
        let source = "it does not have the tables of this version yet: let it catch up with the primary, \
                      which any command brings up to date";
        return Err(StoreError::Unavailable { location, source: source.into() }.into());
    }
    Ok(link)
}

/// Whether the database is prepared already; an error where it is unfit or another program's.
pub(super) fn has_tables(server: &Server) -> Result<bool, Failure> {
    let location = server.to_string();
    let mut connection = Link::find(server)?.connect()?;
    check_server(&mut connection, &location)?;
    is_ours(&mut connection, &location)
}

fn check_server(connection: &mut Connection, location: &str) -> Result<(), Failure> {
    let unfit = |reason: String| StoreError::Unavailable {
        location: location.to_owned(),
        source: reason.into(),
    };
    let version: i32 = sql::<Integer>("SELECT current_setting('server_version_num')::integer")
        .get_result(connection)?;
    if version < OLDEST {
        let (major, oldest) = (version / 10_000, OLDEST / 10_000);
        let reason = format!("the server is PostgreSQL {major}, and {oldest} or later is needed");
        return Err(unfit(reason).into());
    }
    let encoding: String =
        sql::<Text>("SELECT current_setting('server_encoding')").get_result(connection)?;
    if encoding != "UTF8" {
        let reason = format!("its encoding is {encoding}; make a database with ENCODING 'UTF8'");
        return Err(unfit(reason).into());
    }
    let has_schema: bool =
        sql::<Bool>("SELECT current_schema() IS NOT NULL").get_result(connection)?;
    if !has_schema {
        let reason = "none of the schemas in its search_path is there for this user".to_owned();
        return Err(unfit(reason).into());
    }
    Ok(())
}

/// Whether the database is prepared already; an error where it is another program's.
fn is_ours(connection: &mut Connection, location: &str) -> Result<bool, Failure> {
    let tables: Vec<String> = sql::<Array<Text>>(TABLES).get_result(connection)?;
    let known = OURS.iter().filter(|ours| tables.iter().any(|table| table == *ours)).count();
    if tables.is_empty() || known == OURS.len() {
        return Ok(known > 0);
    }
    let reason = "it has tables of another program; make a database for Inflow alone";
    Err(StoreError::Damaged { location: location.to_owned(), source: reason.into() }.into())
}
