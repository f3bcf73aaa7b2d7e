//! Leases: one row for each integration, from its first day on.
//!
//! A transaction that writes under a lease shares the row to its end, so that nobody takes the lease
//! before what was written is committed or gone. Renewing does not touch what is shared.

use std::time::Duration;

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::{IntegrationId, Timestamp};
use inflow_store::{Due, Holder, Lease, Leases, StoreError, Worker};

use super::runs::{goes_on, scheduled};
use super::{Connection, Database, LEASES_EXPIRE, Ports, lock_to_take, lock_to_write, seconds_now};
use crate::failure::Failure;
use crate::schema::{import_run, integration, lease};

/// A lease as it stands. worker: nothing where it is free.
#[derive(Queryable, Selectable)]
#[diesel(table_name = lease)]
pub(crate) struct LeaseRow {
    fence: i64,
    worker: Option<String>,
    expires_at: i64,
}

impl LeaseRow {
    /// Whether somebody has it and it did not run out.
    fn is_held(&self, now: i64) -> bool {
        self.worker.is_some() && (!LEASES_EXPIRE || now <= self.expires_at)
    }
}

#[async_trait]
impl Leases for Ports {
    async fn take(&self, id: IntegrationId, worker: &Worker) -> Result<Lease, StoreError> {
        let worker = worker.clone();
        self.database.write(move |connection| take(connection, id, &worker)).await
    }

    async fn take_due(&self, worker: &Worker, due: Due) -> Result<Vec<Lease>, StoreError> {
        let worker = worker.clone();
        let taken = self.database.write(move |connection| {
            let mut taken = Vec::new();
            for id in overdue(connection, &due)? {
                if taken.len() == due.room {
                    break;
                }
                let lease = match take(connection, id, &worker) {
                    Err(Failure::Store(StoreError::Leased { .. })) => continue,
                    lease => lease?,
                };
                // Who had it until just now may have imported it.
                if scheduled(connection, id)?.is_some_and(|one| one.is_due(due.now, due.latest)) {
                    taken.push(lease);
                } else {
                    give_back(connection, lease)?;
                }
            }
            Ok(taken)
        });
        taken.await
    }

    async fn renew(&self, lease: Lease, worker: &Worker) -> Result<(), StoreError> {
        let length = worker.lease;
        let renewed = |rows| if rows == 1 { Ok(()) } else { Err(StoreError::LeaseLost.into()) };
        if !LEASES_EXPIRE {
            let kept = move |connection: &mut Connection| row(lease).count().get_result(connection);
            return self.database.read(move |connection| renewed(kept(connection)?)).await;
        }
        let written = self.database.write_apart(move |connection| {
            let until = expiry(seconds_now(connection)?, length);
            let update = diesel::update(row(lease)).set(lease::expires_at.eq(until));
            renewed(i64::try_from(update.execute(connection)?).unwrap_or(i64::MAX))
        });
        written.await
    }

    async fn release(&self, lease: Lease) -> Result<(), StoreError> {
        self.database.write(move |connection| Ok(give_back(connection, lease)?)).await
    }

    async fn holders(&self) -> Result<Vec<Holder>, StoreError> {
        if !self.database.is_claimed().await? {
            return Ok(Vec::new());
        }
        let read = self.database.read(|connection| {
            let now = seconds_now(connection)?;
            let rows: Vec<(i64, LeaseRow)> = lease::table
                .filter(lease::worker.is_not_null())
                .order(lease::integration_id)
                .select((lease::integration_id, LeaseRow::as_select()))
                .load(connection)?;
            let holder = |(id, row): (i64, LeaseRow)| {
                let (integration, until) = (IntegrationId(id), Timestamp(row.expires_at));
                Some(Holder { integration, worker: row.worker?, until })
            };
            let held = rows.into_iter().filter(|(_, row)| row.is_held(now));
            Ok(held.filter_map(holder).collect())
        });
        read.await
    }
}

impl Ports {
    /// Writes in one transaction, under a lease that nobody can take before its end.
    pub(super) async fn write_under<T, W>(&self, lease: Lease, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: Fn(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        let written = self.database.write(move |connection| {
            match lock_to_write(connection, lease.integration)? {
                Some(fence) if fence == lease.fence => work(connection),
                Some(_) => Err(StoreError::LeaseLost.into()),
                None => Err(StoreError::NoSuchIntegration.into()),
            }
        });
        written.await
    }
}

/// The lease of a new integration.
pub(super) fn add(connection: &mut Connection, id: i64) -> QueryResult<()> {
    let none = (lease::integration_id.eq(id), lease::fence.eq(0), lease::expires_at.eq(0));
    diesel::insert_into(lease::table).values(none).execute(connection).map(drop)
}

/// The lease of an integration that is to be gone: it waits for who just writes under it, and nobody does
/// any more.
pub(super) fn remove(connection: &mut Connection, id: IntegrationId) -> QueryResult<()> {
    diesel::delete(lease::table.find(id.0)).execute(connection).map(drop)
}

/// Frees what processes left that are gone: whoever calls this is the only one with the right to import.
pub(super) async fn free_all(database: &Database) -> Result<(), StoreError> {
    let freed = database.write(|connection| {
        let held = diesel::update(lease::table.filter(lease::worker.is_not_null()));
        let free = (lease::worker.eq(None::<String>), lease::fence.eq(lease::fence + 1));
        held.set(free).execute(connection)?;
        Ok(())
    });
    freed.await
}

fn take(connection: &mut Connection, id: IntegrationId, worker: &Worker) -> Result<Lease, Failure> {
    let now = seconds_now(connection)?;
    // None where somebody else is just taking it, or writing under it.
    let locked = lock_to_take(connection, id)?;
    let Some(free) = locked.filter(|row| !row.is_held(now)) else {
        let row = lease::table.find(id.0).select(LeaseRow::as_select());
        let row = row.first(connection).optional()?.ok_or(StoreError::NoSuchIntegration)?;
        let worker = row.worker.unwrap_or_else(|| "another worker".to_owned());
        return Err(StoreError::Leased { worker, until: Timestamp(row.expires_at) }.into());
    };
    let fence = free.fence + 1;
    let taken = diesel::update(lease::table.find(id.0)).set((
        lease::worker.eq(&worker.name),
        lease::fence.eq(fence),
        lease::expires_at.eq(expiry(now, worker.lease)),
    ));
    taken.execute(connection)?;
    Ok(Lease { integration: id, fence })
}

/// Ends a lease: writes under it are refused from now on.
fn give_back(connection: &mut Connection, lease: Lease) -> QueryResult<()> {
    let free = (lease::worker.eq(None::<String>), lease::fence.eq(lease::fence + 1));
    diesel::update(row(lease)).set(free).execute(connection).map(drop)
}

/// The row while it is still that lease's.
#[diesel::dsl::auto_type(no_type_alias)]
fn row(lease: Lease) -> _ {
    let (id, fence): (i64, i64) = (lease.integration.0, lease.fence);
    lease::table.filter(lease::integration_id.eq(id)).filter(lease::fence.eq(fence))
}

/// The first second at which a lease may have run out is the one after this.
fn expiry(now: i64, length: Duration) -> i64 {
    now.saturating_add(i64::try_from(length.as_secs()).unwrap_or(i64::MAX))
}

/// What is due and seems free, in the order in which it is to be taken.
fn overdue(connection: &mut Connection, due: &Due) -> QueryResult<Vec<IntegrationId>> {
    let run = import_run::integration_id.eq(integration::id);
    let except: Vec<i64> = due.except.iter().map(|id| id.0).collect();
    let held = if LEASES_EXPIRE { seconds_now(connection)? } else { i64::MIN };
    let mut rows: Vec<(i64, Option<i64>, Option<bool>)> = integration::table
        .inner_join(lease::table.on(lease::integration_id.eq(integration::id)))
        .left_join(import_run::table.on(run))
        .filter(integration::paused_at.is_null().and(integration::deleted_at.is_null()))
        .filter(
            import_run::next_at
                .is_null()
                .or(import_run::next_at.le(due.now.0))
                .or(import_run::next_at.gt(due.latest.0))
                .or(goes_on()),
        )
        .filter(lease::worker.is_null().or(lease::expires_at.lt(held)))
        .filter(integration::id.ne_all(except))
        .select((integration::id, import_run::next_at.nullable(), goes_on().nullable()))
        .load(connection)?;
    // Sorted here: databases sort what is absent in different ways. What was cut off continues first.
    rows.sort_by_key(|(id, next_at, is_open)| (*is_open != Some(true), *next_at, *id));
    Ok(rows.into_iter().map(|(id, ..)| IntegrationId(id)).collect())
}
