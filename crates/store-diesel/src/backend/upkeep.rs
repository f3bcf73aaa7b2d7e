//! Backups, keys, and a look at the whole.

use std::path::Path;

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_store::{Examination, StoreError, Upkeep};

use super::integrations::{ERASED, context};
use super::{Connection, Ports, lock, overwrite_what_is_deleted};
use crate::failure::Failure;
use crate::key_file::KeyFile;
use crate::locks::Lock;
use crate::schema::integration;

#[async_trait]
impl Upkeep for Ports {
    async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        self.database.copy_to(to).await
    }

    async fn examine(&self) -> Result<Examination, StoreError> {
        self.database.examine().await
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

    async fn rotate_key(&self) -> Result<usize, StoreError> {
        let key_file = self.key_file.clone();
        let rotated = self.database.write(move |connection| {
            lock(connection, Lock::ChangeKey)?;
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
}

/// Id, kind, identity and sealed secret.
type Secret = (i64, String, String, Vec<u8>);

fn secrets(connection: &mut Connection) -> QueryResult<Vec<Secret>> {
    integration::table
        .filter(integration::credential_kind.ne(ERASED))
        .order(integration::id)
        .select((
            integration::id,
            integration::credential_kind,
            integration::credential_identity,
            integration::credential_secret,
        ))
        .load(connection)
}

fn check(key_file: &KeyFile, secrets: &[Secret]) -> Result<(), StoreError> {
    let key = key_file.read()?;
    for (id, kind, identity, sealed) in secrets {
        key.open(&context(*id, kind, identity), sealed)?;
    }
    Ok(())
}

fn seal_again(
    connection: &mut Connection,
    key_file: &KeyFile,
    secrets: &[Secret],
) -> Result<(), Failure> {
    let key = key_file.read()?;
    for (id, kind, identity, sealed) in secrets {
        let context = context(*id, kind, identity);
        let sealed = key.seal(&context, &key.open(&context, sealed)?)?;
        let update = diesel::update(integration::table.find(id));
        update.set(integration::credential_secret.eq(sealed)).execute(connection)?;
    }
    Ok(())
}
