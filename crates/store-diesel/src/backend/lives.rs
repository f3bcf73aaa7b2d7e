//! Pausing, resuming, deleting, taking up again and purging integrations.

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::{IntegrationId, Timestamp};
use inflow_store::{Credentials, Lives, StoreError};
use secrecy::ExposeSecret as _;

use super::integrations::{ERASED, context, found, parts, state, state_to_import};
use super::upkeep::key_to_seal_with;
use super::{Connection, Ports, leases, lock, overwrite_what_is_deleted};
use crate::codec::storable;
use crate::failure::Failure;
use crate::locks::Lock;
use crate::schema::{delivery_secret, import_run, integration};

/// Every table with rows of an integration, those that refer to its own row first. A test compares them
/// with the database's.
const TABLES: &[&str] = &[
    "lease",
    "view_version",
    "custom_field",
    "custom_status",
    "staff",
    "ticket",
    "ticket_event",
    "ticket_repair",
    "changed_field",
    "call",
    "call_queue",
    "call_volume",
    "changed_ticket",
    "contact",
    "volume",
    "fate_volume",
    "queue_waiting",
    "robot",
    "queue",
    "inexact_ticket",
    "counted_view",
    "doubtful_ticket",
    "odd_row",
    "import_run",
    "channel_override",
    "reconciliation",
    "delivery",
    "delivered_series",
    "delivery_entry",
    "delivery_secret",
    "queue_number",
    "workload",
    "workload_member",
    "event_drop",
    "history",
];

#[async_trait]
impl Lives for Ports {
    async fn pause(&self, id: IntegrationId, at: Timestamp) -> Result<(), StoreError> {
        let paused = self.database.write(move |connection| {
            state_to_import(connection, id)?;
            let active = integration::table.find(id.0).filter(integration::paused_at.is_null());
            let update = diesel::update(active).set(integration::paused_at.eq(at.0));
            update.execute(connection)?;
            Ok(())
        });
        paused.await
    }

    async fn resume(&self, id: IntegrationId) -> Result<(), StoreError> {
        let resumed = self.database.write(move |connection| {
            state_to_import(connection, id)?;
            let update = diesel::update(integration::table.find(id.0));
            found(update.set(integration::paused_at.eq(None::<i64>)).execute(connection)?)
        });
        resumed.await
    }

    async fn delete(&self, id: IntegrationId, at: Timestamp) -> Result<(), StoreError> {
        let deleted = self.database.write(move |connection| {
            state_to_import(connection, id)?;
            overwriting(connection, |connection| erase(connection, id, at))
        });
        deleted.await?;
        self.database.empty_log().await;
        Ok(())
    }

    async fn take_up(
        &self,
        id: IntegrationId,
        credentials: Credentials,
        base_url: Option<String>,
    ) -> Result<(), StoreError> {
        let key_file = self.key_file.clone();
        let taken_up = self.database.write(move |connection| {
            lock(connection, Lock::SealSecrets)?;
            if !state(connection, id)?.deleted {
                return Err(StoreError::NotDeleted.into());
            }
            let (kind, identity, secret) = parts(&credentials);
            let key = key_to_seal_with(connection, &key_file)?;
            let sealed = key.seal(&context(id.0, kind, &identity), secret.expose_secret())?;
            let update = diesel::update(integration::table.find(id.0)).set((
                integration::deleted_at.eq(None::<i64>),
                integration::paused_at.eq(None::<i64>),
                integration::base_url.eq(base_url.as_deref().map(storable)),
                integration::credential_kind.eq(kind),
                integration::credential_identity.eq(identity),
                integration::credential_secret.eq(sealed),
            ));
            found(update.execute(connection)?)
        });
        taken_up.await
    }

    async fn purge(&self, id: IntegrationId) -> Result<(), StoreError> {
        let purged = self.database.write(move |connection| {
            // Before anything else is locked: it waits for who just writes under the lease.
            leases::remove(connection, id)?;
            state(connection, id)?;
            overwriting(connection, |connection| {
                for table in TABLES {
                    let rows = format!("DELETE FROM {table} WHERE integration_id = {id}");
                    diesel::sql_query(rows).execute(connection)?;
                }
                found(diesel::delete(integration::table.find(id.0)).execute(connection)?)
            })
        });
        purged.await?;
        self.database.empty_log().await;
        Ok(())
    }
}

/// Marks an integration as deleted and erases how it and its deliveries signed in; its run has no next one.
fn erase(connection: &mut Connection, id: IntegrationId, at: Timestamp) -> Result<(), Failure> {
    let run = diesel::update(import_run::table.find(id.0));
    run.set(import_run::next_at.eq(None::<i64>)).execute(connection)?;
    let secrets = delivery_secret::table.filter(delivery_secret::integration_id.eq(id.0));
    diesel::delete(secrets).execute(connection)?;
    let update = diesel::update(integration::table.find(id.0)).set((
        integration::deleted_at.eq(at.0),
        integration::paused_at.eq(None::<i64>),
        integration::credential_kind.eq(ERASED),
        integration::credential_identity.eq(""),
        integration::credential_secret.eq(Vec::new()),
    ));
    found(update.execute(connection)?)
}

/// Does work so that nothing of what it deletes can be read from the database's file.
pub(super) fn overwriting(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<(), Failure>,
) -> Result<(), Failure> {
    overwrite_what_is_deleted(connection, true)?;
    let done = work(connection);
    overwrite_what_is_deleted(connection, false)?;
    done
}
