//! Bringing a database's schema up to date, on whichever database.

use std::error::Error as StdError;

use diesel::backend::Backend;
use diesel::connection::Connection;
use diesel::migration::MigrationSource;
use diesel::result::Error;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};
use inflow_store::StoreError;

use crate::failure::Failure;

/// The migrations behind which the sums of calls are empty, as Diesel names their versions: where their
/// tables are new, where calls count otherwise than before, and where more is summed.
const SUMS_OF_CALLS: [&str; 3] = ["20261123000060", "20261130000040", "20261201000250"];

/// Whether migrations are still to be applied; an error where some are applied that this program
/// does not know.
pub(crate) fn is_outdated<C, B>(
    connection: &mut C,
    migrations: &EmbeddedMigrations,
    location: &str,
) -> Result<bool, Failure>
where
    B: Backend,
    C: Connection<Backend = B> + MigrationHarness<B>,
{
    let applied = connection.applied_migrations().map_err(failure)?;
    let applied: Vec<String> = applied.iter().map(ToString::to_string).collect();
    are_outdated::<B>(&applied, migrations, location)
}

/// The same of the migrations that a database says were applied.
pub(crate) fn are_outdated<B: Backend>(
    applied: &[String],
    migrations: &EmbeddedMigrations,
    location: &str,
) -> Result<bool, Failure> {
    let known = MigrationSource::<B>::migrations(migrations).map_err(failure)?;
    let known: Vec<String> = known.iter().map(|known| known.name().version().to_string()).collect();
    let unknown = applied.iter().find(|version| !known.contains(version)).cloned();
    match unknown {
        Some(migration) => {
            Err(StoreError::Newer { location: location.to_owned(), migration }.into())
        }
        None => Ok(applied.len() < known.len()),
    }
}

/// Applies the migrations that are still to be, in the caller's transaction. Where the sums of calls
/// are to be made, `sum_calls` fills them last, when the schema is the one that the queries are written for.
pub(crate) fn migrate<C, B>(
    connection: &mut C,
    migrations: EmbeddedMigrations,
    sum_calls: fn(&mut C) -> Result<(), Failure>,
) -> Result<(), Failure>
where
    B: Backend,
    C: Connection<Backend = B> + MigrationHarness<B>,
{
    let applied = connection.run_pending_migrations(migrations).map_err(failure)?;
    let are_empty = SUMS_OF_CALLS.iter().any(|version| applied.contains(&(*version).into()));
    if are_empty { sum_calls(connection) } else { Ok(()) }
}

fn failure(error: Box<dyn StdError + Send + Sync>) -> Failure {
    match error.downcast::<Error>() {
        Ok(error) => Failure::Database(*error),
        Err(error) => Failure::Store(StoreError::Backend(error)),
    }
}
