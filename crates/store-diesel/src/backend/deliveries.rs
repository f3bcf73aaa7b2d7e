//! Deliveries, and the numbers of queues.

use std::collections::BTreeMap;

use async_trait::async_trait;
use diesel::dsl::max;
use diesel::prelude::*;
use inflow_domain::{IntegrationId, Timestamp};
use inflow_store::{
    DELIVERY_ENTRIES_KEPT, Deliveries, Delivery, DeliveryEnd, DeliveryEntry, DeliveryOutcome,
    Lease, NewDelivery, StoreError,
};
use secrecy::{ExposeSecret as _, SecretString};

use super::integrations::state_to_import;
use super::lives::overwriting;
use super::upkeep::key_to_seal_with;
use super::{Connection, Ports, lock};
use crate::codec::{Unreadable, storable};
use crate::failure::Failure;
use crate::key_file::Key;
use crate::locks::Lock;
use crate::schema::{delivered_series, delivery, delivery_entry, delivery_secret, queue_number};

const WRITTEN: &str = "written";
const UNCHANGED: &str = "unchanged";
const FAILED: &str = "failed";

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = delivery, treat_none_as_default_value = false)]
struct DeliveryRow {
    integration_id: i64,
    name: String,
    settings: String,
    created_at: i64,
    paused_at: Option<i64>,
    last_at: Option<i64>,
    failures: i64,
    next_at: Option<i64>,
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = delivery_entry, treat_none_as_default_value = false)]
struct EntryRow {
    integration_id: i64,
    delivery: String,
    number: i64,
    happened_at: i64,
    outcome: String,
    files: i64,
    row_count: i64,
    checksum: Option<String>,
    says: Option<String>,
}

#[derive(Insertable)]
#[diesel(table_name = delivered_series, treat_none_as_default_value = false)]
struct SeriesRow<'a> {
    integration_id: i64,
    delivery: &'a str,
    series: &'a str,
    days: &'a [u8],
}

#[async_trait]
impl Deliveries for Ports {
    async fn add_delivery(&self, id: IntegrationId, new: NewDelivery) -> Result<(), StoreError> {
        let key_file = self.key_file.clone();
        let added = self.database.write(move |connection| {
            lock(connection, Lock::SealSecrets)?;
            state_to_import(connection, id)?;
            let row = DeliveryRow {
                integration_id: id.0,
                name: storable(&new.name).into_owned(),
                settings: storable(&new.settings).into_owned(),
                created_at: new.created_at.0,
                paused_at: None,
                last_at: None,
                failures: 0,
                next_at: new.next_at.map(|at| at.0),
            };
            let inserted = diesel::insert_into(delivery::table).values(row).execute(connection);
            inserted.map(drop).map_err(|error| {
                let failure = Failure::from(error);
                if failure.is_taken() {
                    StoreError::DeliveryNameTaken { name: new.name.clone() }.into()
                } else {
                    failure
                }
            })?;
            new.secret.as_ref().map_or(Ok(()), |secret| {
                let key = key_to_seal_with(connection, &key_file)?;
                keep_secret(connection, id, &storable(&new.name), secret, &key)
            })
        });
        added.await
    }

    async fn deliveries(&self, id: IntegrationId) -> Result<Vec<Delivery>, StoreError> {
        let read = self.database.read(move |connection| {
            let rows = delivery::table
                .filter(delivery::integration_id.eq(id.0))
                .order(delivery::name)
                .select(DeliveryRow::as_select())
                .load(connection)?;
            Ok(rows.into_iter().map(from_row).collect())
        });
        read.await
    }

    async fn delivery_secret(
        &self,
        id: IntegrationId,
        name: &str,
    ) -> Result<Option<SecretString>, StoreError> {
        let read = || {
            let (key_file, name) = (self.key_file.clone(), storable(name).into_owned());
            self.database.read(move |connection| {
                let row = delivery_secret::table.find((id.0, &name));
                let sealed: Option<Vec<u8>> =
                    row.select(delivery_secret::secret).first(connection).optional()?;
                let Some(sealed) = sealed else { return Ok(None) };
                let secret = key_file.read()?.open(&context_of_delivery(id.0, &name), &sealed)?;
                Ok(Some(SecretString::from(secret.as_str())))
            })
        };
        match read().await {
            // The key may have been changed between the two that were read.
            Err(StoreError::WrongKey { .. }) => read().await,
            done => done,
        }
    }

    async fn pause_delivery(
        &self,
        id: IntegrationId,
        name: &str,
        since: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let name = storable(name).into_owned();
        let paused = self.database.write(move |connection| {
            let update = diesel::update(delivery::table.find((id.0, &name)));
            let rows = update.set(delivery::paused_at.eq(since.map(|at| at.0))).execute(connection);
            found(rows?, &name)
        });
        paused.await
    }

    async fn remove_delivery(&self, id: IntegrationId, name: &str) -> Result<(), StoreError> {
        let name = storable(name).into_owned();
        let removed = self.database.write(move |connection| {
            state_of(connection, id)?;
            let noted = delivered_series::table
                .filter(delivered_series::integration_id.eq(id.0))
                .filter(delivered_series::delivery.eq(&name));
            diesel::delete(noted).execute(connection)?;
            let log = delivery_entry::table
                .filter(delivery_entry::integration_id.eq(id.0))
                .filter(delivery_entry::delivery.eq(&name));
            diesel::delete(log).execute(connection)?;
            let secret = delivery_secret::table.find((id.0, &name));
            overwriting(connection, |connection| {
                diesel::delete(secret).execute(connection)?;
                Ok(())
            })?;
            let row = delivery::table.find((id.0, &name));
            found(diesel::delete(row).execute(connection)?, &name)
        });
        removed.await?;
        self.database.empty_log().await;
        Ok(())
    }

    async fn delivered(
        &self,
        id: IntegrationId,
        name: &str,
    ) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
        let name = storable(name).into_owned();
        let read = self.database.read(move |connection| {
            let rows: Vec<(String, Vec<u8>)> = delivered_series::table
                .filter(delivered_series::integration_id.eq(id.0))
                .filter(delivered_series::delivery.eq(&name))
                .select((delivered_series::series, delivered_series::days))
                .load(connection)?;
            Ok(rows.into_iter().collect())
        });
        read.await
    }

    async fn end_delivery(
        &self,
        lease: Lease,
        name: &str,
        end: DeliveryEnd,
    ) -> Result<(), StoreError> {
        let name = storable(name).into_owned();
        let ended = self.write_under(lease, move |connection| {
            state_of(connection, lease.integration)?;
            note(connection, lease.integration, &name, &end)
        });
        ended.await
    }

    async fn delivery_log(
        &self,
        id: IntegrationId,
        name: &str,
        limit: u32,
    ) -> Result<Vec<DeliveryEntry>, StoreError> {
        let name = storable(name).into_owned();
        let read = self.database.read(move |connection| {
            let rows = delivery_entry::table
                .filter(delivery_entry::integration_id.eq(id.0))
                .filter(delivery_entry::delivery.eq(&name))
                .order(delivery_entry::number.desc())
                .limit(limit.into())
                .select(EntryRow::as_select())
                .load(connection)?;
            rows.into_iter().map(from_entry).collect::<Result<_, _>>()
        });
        read.await
    }

    async fn queue_numbers(
        &self,
        id: IntegrationId,
        queues: Vec<String>,
    ) -> Result<Vec<i64>, StoreError> {
        let numbered = self.database.write(move |connection| {
            // Numbers are unique in the whole database, so they are given by one at a time.
            lock(connection, Lock::QueueNumbers)?;
            let rows: Vec<(String, i64)> = queue_number::table
                .filter(queue_number::integration_id.eq(id.0))
                .select((queue_number::queue, queue_number::number))
                .load(connection)?;
            let mut known: BTreeMap<String, i64> = rows.into_iter().collect();
            let last: Option<i64> =
                queue_number::table.select(max(queue_number::number)).first(connection)?;
            let mut next = last.unwrap_or(0) + 1;
            let mut numbers = Vec::with_capacity(queues.len());
            for queue in &queues {
                let queue = storable(queue).into_owned();
                if let Some(number) = known.get(&queue) {
                    numbers.push(*number);
                    continue;
                }
                let row = (
                    queue_number::integration_id.eq(id.0),
                    queue_number::queue.eq(&queue),
                    queue_number::number.eq(next),
                );
                diesel::insert_into(queue_number::table).values(row).execute(connection)?;
                numbers.push(next);
                known.insert(queue, next);
                next += 1;
            }
            Ok(numbers)
        });
        numbered.await
    }
}

/// Nobody else changes the deliveries of the integration before the transaction ends.
fn state_of(connection: &mut Connection, id: IntegrationId) -> Result<(), Failure> {
    super::integrations::state(connection, id).map(drop)
}

/// What a secret belongs to: beside another delivery it does not decrypt.
pub(super) fn context_of_delivery(id: i64, name: &str) -> String {
    format!("inflow delivery\n{id}\n{name}")
}

fn keep_secret(
    connection: &mut Connection,
    id: IntegrationId,
    name: &str,
    secret: &SecretString,
    key: &Key,
) -> Result<(), Failure> {
    let sealed = key.seal(&context_of_delivery(id.0, name), secret.expose_secret())?;
    let row = (
        delivery_secret::integration_id.eq(id.0),
        delivery_secret::delivery.eq(name),
        delivery_secret::secret.eq(sealed),
    );
    diesel::insert_into(delivery_secret::table).values(row).execute(connection)?;
    Ok(())
}

fn found(rows: usize, name: &str) -> Result<(), Failure> {
    if rows == 1 {
        Ok(())
    } else {
        Err(StoreError::NoSuchDelivery { name: name.to_owned() }.into())
    }
}

fn note(
    connection: &mut Connection,
    id: IntegrationId,
    name: &str,
    end: &DeliveryEnd,
) -> Result<(), Failure> {
    let row = delivery::table.find((id.0, name));
    let ended =
        (delivery::next_at.eq(end.next_at.map(|at| at.0)), delivery::last_at.eq(end.entry.at.0));
    let update = diesel::update(row);
    let rows = if end.entry.outcome == DeliveryOutcome::Failed {
        update.set((ended, delivery::failures.eq(delivery::failures + 1))).execute(connection)
    } else {
        update.set((ended, delivery::failures.eq(0))).execute(connection)
    };
    found(rows?, name)?;
    let log = delivery_entry::table
        .filter(delivery_entry::integration_id.eq(id.0))
        .filter(delivery_entry::delivery.eq(name));
    let last: Option<i64> = log.select(max(delivery_entry::number)).first(connection)?;
    let number = last.unwrap_or(0) + 1;
    diesel::insert_into(delivery_entry::table)
        .values(entry_row(id, name, number, &end.entry))
        .execute(connection)?;
    let old = log.filter(delivery_entry::number.le(number - DELIVERY_ENTRIES_KEPT));
    diesel::delete(old).execute(connection)?;
    for (series, days) in &end.delivered {
        let series = storable(series);
        let known = delivered_series::table.find((id.0, name, series.as_ref()));
        diesel::delete(known).execute(connection)?;
        let row = SeriesRow { integration_id: id.0, delivery: name, series: &series, days };
        diesel::insert_into(delivered_series::table).values(row).execute(connection)?;
    }
    Ok(())
}

fn entry_row(id: IntegrationId, name: &str, number: i64, entry: &DeliveryEntry) -> EntryRow {
    let outcome = match entry.outcome {
        DeliveryOutcome::Written => WRITTEN,
        DeliveryOutcome::Unchanged => UNCHANGED,
        DeliveryOutcome::Failed => FAILED,
    };
    let text = |text: &Option<String>| text.as_deref().map(|text| storable(text).into_owned());
    EntryRow {
        integration_id: id.0,
        delivery: name.to_owned(),
        number,
        happened_at: entry.at.0,
        outcome: outcome.to_owned(),
        files: entry.files,
        row_count: entry.rows,
        checksum: text(&entry.checksum),
        says: text(&entry.says),
    }
}

fn from_entry(row: EntryRow) -> Result<DeliveryEntry, Failure> {
    let outcome = match row.outcome.as_str() {
        WRITTEN => DeliveryOutcome::Written,
        UNCHANGED => DeliveryOutcome::Unchanged,
        FAILED => DeliveryOutcome::Failed,
        _ => return Err(Unreadable::new("outcome of a delivery").into()),
    };
    Ok(DeliveryEntry {
        at: Timestamp(row.happened_at),
        outcome,
        files: row.files,
        rows: row.row_count,
        checksum: row.checksum,
        says: row.says,
    })
}

fn from_row(row: DeliveryRow) -> Delivery {
    Delivery {
        name: row.name,
        settings: row.settings,
        created_at: Timestamp(row.created_at),
        paused_since: row.paused_at.map(Timestamp),
        last_at: row.last_at.map(Timestamp),
        failures: u32::try_from(row.failures).unwrap_or(u32::MAX),
        next_at: row.next_at.map(Timestamp),
    }
}
