//! Backups, keys, and a look at the whole.

use std::path::Path;

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::IntegrationId;
use inflow_store::{Examination, Examined, Replication, StoreError, Upkeep};

use super::deliveries::context_of_delivery;
use super::integrations::{ERASED, context};
use super::{Connection, Ports, lock, overwrite_what_is_deleted, sampled};
use crate::failure::Failure;
use crate::key_file::{Key, KeyFile};
use crate::locks::Lock;
use crate::schema::{delivery_secret, integration};

#[async_trait]
impl Upkeep for Ports {
    async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        self.database.copy_to(to).await
    }

    async fn examine(&self) -> Result<Examination, StoreError> {
        let mut examination = self.database.examine().await?;
        let rows = self.database.read(|connection| Ok(sampled::look(connection)?)).await;
        // What is damaged may not be readable at all, and the rest is told all the same.
        examination.findings.push(rows.unwrap_or_else(|error| Examined {
            about: "rows",
            found: error.to_string(),
            advice: Some("see what is said of the database's integrity".to_owned()),
        }));
        Ok(examination)
    }

    async fn is_in_place(&self) -> Result<bool, StoreError> {
        Ok(self.database.is_in_place())
    }

    async fn replication(&self) -> Result<Option<Replication>, StoreError> {
        self.database.replication().await
    }

    async fn check_secrets(&self) -> Result<usize, StoreError> {
        let key_file = self.key_file.clone();
        let checked = self.database.read(move |connection| {
            let secrets = secrets(connection)?;
            if !secrets.is_empty() {
                check(&key_file, &secrets)?;
            }
            Ok(secrets.len())
        });
        checked.await
    }

    async fn unopened_secrets(&self) -> Result<Vec<IntegrationId>, StoreError> {
        let look = || {
            let key_file = self.key_file.clone();
            self.database.read(move |connection| Ok(unopened(&key_file, &secrets(connection)?)))
        };
        let found = look().await?;
        // The key may have been changed between the two that were read.
        if found.is_empty() { Ok(found) } else { look().await }
    }

    async fn rotate_key(&self) -> Result<usize, StoreError> {
        let key_file = self.key_file.clone();
        // What is sealed anew lasts before the old key is taken away.
        let rotated = self.database.write_lastingly(move |connection| {
            lock(connection, Lock::ChangeKey)?;
            key_file.remove_leftovers();
            let secrets = secrets(connection)?;
            if secrets.is_empty() {
                return Ok(0);
            }
            // Nothing is changed unless all can be opened. Both keys stand in the file until every
            // secret is sealed with the new one, so that no crash can part the two.
            check(&key_file, &secrets)?;
            key_file.add_new()?;
            overwrite_what_is_deleted(connection, true)?;
            let sealed = seal_again(connection, &key_file, &secrets);
            overwrite_what_is_deleted(connection, false)?;
            sealed?;
            Ok(secrets.len())
        });
        let rotated = rotated.await?;
        if rotated > 0 {
            let key_file = self.key_file.clone();
            // In a transaction of its own, which nobody can seal a secret beside.
            let kept = self.database.write(move |connection| {
                lock(connection, Lock::ChangeKey)?;
                Ok(key_file.keep_newest()?)
            });
            kept.await?;
            self.database.empty_log().await;
        }
        Ok(rotated)
    }

    async fn replace_lost_key(&self) -> Result<usize, StoreError> {
        let key_file = self.key_file.clone();
        let made = self.database.write(move |connection| {
            lock(connection, Lock::ChangeKey)?;
            if !key_file.is_missing() {
                return Err(StoreError::KeyIsThere.into());
            }
            key_file.read_or_create()?;
            Ok(secrets(connection)?.len())
        });
        made.await
    }
}

/// The key to seal a secret with. It is made where nothing is sealed yet: beside secrets that another key
/// sealed, a new one would hide that theirs is lost.
pub(super) fn key_to_seal_with(
    connection: &mut Connection,
    key_file: &KeyFile,
) -> Result<Key, Failure> {
    if key_file.is_missing() && !secrets(connection)?.is_empty() {
        return Ok(key_file.read()?);
    }
    Ok(key_file.read_or_create()?)
}

impl Ports {
    /// Removes what a process left behind that was ended while it changed the key.
    pub(super) async fn tidy_up(&self) -> Result<(), StoreError> {
        if self.key_file.leftovers().is_empty() {
            return Ok(());
        }
        let key_file = self.key_file.clone();
        // Who changes the key just now has this lock.
        let tidied = self.database.write(move |connection| {
            lock(connection, Lock::ChangeKey)?;
            key_file.remove_leftovers();
            Ok(())
        });
        tidied.await
    }
}

/// A secret as it is sealed.
struct Secret {
    integration: i64,
    /// The delivery whose it is, or nothing where it is the integration's own.
    delivery: Option<String>,
    context: String,
    sealed: Vec<u8>,
}

fn secrets(connection: &mut Connection) -> QueryResult<Vec<Secret>> {
    let own: Vec<(i64, String, String, Vec<u8>)> = integration::table
        .filter(integration::credential_kind.ne(ERASED))
        .order(integration::id)
        .select((
            integration::id,
            integration::credential_kind,
            integration::credential_identity,
            integration::credential_secret,
        ))
        .load(connection)?;
    let of_deliveries: Vec<(i64, String, Vec<u8>)> = delivery_secret::table
        .order((delivery_secret::integration_id, delivery_secret::delivery))
        .select(delivery_secret::all_columns)
        .load(connection)?;
    let own = own.into_iter().map(|(integration, kind, identity, sealed)| Secret {
        integration,
        delivery: None,
        context: context(integration, &kind, &identity),
        sealed,
    });
    let of_deliveries = of_deliveries.into_iter().map(|(integration, delivery, sealed)| Secret {
        integration,
        context: context_of_delivery(integration, &delivery),
        delivery: Some(delivery),
        sealed,
    });
    Ok(own.chain(of_deliveries).collect())
}

fn check(key_file: &KeyFile, secrets: &[Secret]) -> Result<(), StoreError> {
    let key = key_file.read()?;
    for secret in secrets {
        key.open(&secret.context, &secret.sealed)?;
    }
    Ok(())
}

/// The integrations whose own secrets cannot be opened: without them nothing is imported.
fn unopened(key_file: &KeyFile, secrets: &[Secret]) -> Vec<IntegrationId> {
    let key = if secrets.is_empty() { None } else { key_file.read().ok() };
    let is_opened = |secret: &&Secret| {
        key.as_ref().is_some_and(|key| key.open(&secret.context, &secret.sealed).is_ok())
    };
    secrets
        .iter()
        .filter(|secret| secret.delivery.is_none() && !is_opened(secret))
        .map(|secret| IntegrationId(secret.integration))
        .collect()
}

fn seal_again(
    connection: &mut Connection,
    key_file: &KeyFile,
    secrets: &[Secret],
) -> Result<(), Failure> {
    let key = key_file.read()?;
    for secret in secrets {
        let sealed = key.seal(&secret.context, &key.open(&secret.context, &secret.sealed)?)?;
        match &secret.delivery {
            None => {
                let update = diesel::update(integration::table.find(secret.integration));
                update.set(integration::credential_secret.eq(sealed)).execute(connection)?;
            }
            Some(delivery) => {
                let row = delivery_secret::table.find((secret.integration, delivery));
                let update = diesel::update(row);
                update.set(delivery_secret::secret.eq(sealed)).execute(connection)?;
            }
        }
    }
    Ok(())
}
