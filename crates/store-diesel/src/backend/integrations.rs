//! Connected accounts.

use std::borrow::Cow;

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::{Grouping, IntegrationId, Timestamp};
use inflow_store::{
    Coverage, Credentials, Integration, Integrations, Life, NewIntegration, StoreError,
};
use secrecy::{ExposeSecret as _, SecretString};

use super::upkeep::key_to_seal_with;
use super::{
    Connection, Ports, history, leases, lock, lock_integration, overwrite_what_is_deleted,
};
use crate::codec::{Unreadable, storable};
use crate::failure::Failure;
use crate::key_file::KeyFile;
use crate::locks::Lock;
use crate::schema::integration;

const API_TOKEN: &str = "api-token";
const OAUTH_CLIENT: &str = "oauth-client";
/// In the place of the kind where there are no credentials any more.
pub(super) const ERASED: &str = "erased";

#[derive(Queryable, Selectable)]
#[diesel(table_name = integration)]
struct IntegrationRow {
    id: i64,
    account: String,
    name: String,
    domain: String,
    base_url: Option<String>,
    grouping: String,
    since: i64,
    created_at: i64,
    credential_kind: String,
    credential_identity: String,
    coverage_from: Option<i64>,
    coverage_until: Option<i64>,
    calls_until: Option<i64>,
    provisional_from: Option<i64>,
    last_success: Option<i64>,
    paused_at: Option<i64>,
    deleted_at: Option<i64>,
}

#[derive(Insertable)]
#[diesel(table_name = integration, treat_none_as_default_value = false)]
struct NewRow<'a> {
    account: Cow<'a, str>,
    name: Cow<'a, str>,
    domain: Cow<'a, str>,
    base_url: Option<Cow<'a, str>>,
    grouping: &'a str,
    since: i64,
    created_at: i64,
    credential_kind: &'a str,
    credential_identity: &'a str,
    credential_secret: &'a [u8],
    keeps_text: bool,
}

/// What saving rows depends on.
pub(super) struct State {
    pub(super) grouping: Grouping,
    pub(super) keeps_text: bool,
    /// Whether anything was counted: before, everything will be counted anyway.
    pub(super) counted: bool,
    pub(super) deleted: bool,
}

/// The state of an integration that rows are read for; a deleted one takes none any more.
pub(super) fn state_to_import(
    connection: &mut Connection,
    id: IntegrationId,
) -> Result<State, Failure> {
    let state = state(connection, id)?;
    if state.deleted { Err(StoreError::Deleted.into()) } else { Ok(state) }
}

/// The state of an integration, read in the transaction that saves rows. From here on no other
/// transaction saves rows of it, so that all of them see each other's work whole.
pub(super) fn state(connection: &mut Connection, id: IntegrationId) -> Result<State, Failure> {
    lock_integration(connection, id)?;
    let columns = (
        integration::grouping,
        integration::keeps_text,
        integration::counted_with.is_not_null(),
        integration::deleted_at.is_not_null(),
    );
    let row = integration::table.find(id.0).select(columns).first(connection).optional()?;
    let (grouping, keeps_text, counted, deleted): (String, bool, bool, bool) =
        row.ok_or(StoreError::NoSuchIntegration)?;
    Ok(State { grouping: read_grouping(&grouping)?, keeps_text, counted, deleted })
}

/// An update of one integration has to find it.
pub(super) fn found(rows: usize) -> Result<(), Failure> {
    if rows == 1 { Ok(()) } else { Err(StoreError::NoSuchIntegration.into()) }
}

fn read_grouping(name: &str) -> Result<Grouping, Unreadable> {
    Grouping::from_name(name).ok_or(Unreadable::new("grouping"))
}

#[async_trait]
impl Integrations for Ports {
    async fn add(&self, new: NewIntegration) -> Result<Integration, StoreError> {
        let key_file = self.key_file.clone();
        let added = self.database.write(move |connection| {
            lock(connection, Lock::SealSecrets)?;
            let key = key_to_seal_with(connection, &key_file)?;
            let (kind, identity, secret) = parts(&new.credentials);
            insert(connection, &new, kind, &identity)
                .map_err(|failure| named(failure, &new.name))?;
            let row = by_name(connection, &new.account, &new.name)?;
            let row = row.ok_or(StoreError::NoSuchIntegration)?;
            leases::add(connection, row.id)?;
            let sealed = key.seal(&context(row.id, kind, &identity), secret.expose_secret())?;
            let update = diesel::update(integration::table.find(row.id));
            update.set(integration::credential_secret.eq(sealed)).execute(connection)?;
            from_row(connection, row)
        });
        added.await
    }

    async fn by_id(&self, id: IntegrationId) -> Result<Option<Integration>, StoreError> {
        let found = self.database.read(move |connection| {
            let row = integration::table.find(id.0).select(IntegrationRow::as_select());
            let row = row.first(connection).optional()?;
            row.map(|row| from_row(connection, row)).transpose()
        });
        found.await
    }

    async fn list(&self, account: &str) -> Result<Vec<Integration>, StoreError> {
        let account = account.to_owned();
        let listed = self.database.read(move |connection| {
            let rows = integration::table
                .filter(integration::account.eq(storable(&account)))
                .select(IntegrationRow::as_select())
                .load(connection)?;
            let read = |row| from_row(connection, row);
            let mut list = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
            // Sorted here: databases collate texts in different ways.
            list.sort_by(|left, right| left.name.cmp(&right.name));
            Ok(list)
        });
        listed.await
    }

    async fn find(&self, account: &str, name: &str) -> Result<Option<Integration>, StoreError> {
        let (account, name) = (account.to_owned(), name.to_owned());
        let found = self.database.read(move |connection| {
            let row = by_name(connection, &account, &name)?;
            row.map(|row| from_row(connection, row)).transpose()
        });
        found.await
    }

    async fn extend(&self, id: IntegrationId, since: Timestamp) -> Result<bool, StoreError> {
        let extended = self.database.write(move |connection| {
            state_to_import(connection, id)?;
            let later = integration::table.find(id.0).filter(integration::since.gt(since.0));
            let rows =
                diesel::update(later).set(integration::since.eq(since.0)).execute(connection)?;
            Ok(rows == 1)
        });
        extended.await
    }

    async fn rename(&self, id: IntegrationId, name: &str) -> Result<(), StoreError> {
        let name = name.to_owned();
        let renamed = self.database.write(move |connection| {
            let update = diesel::update(integration::table.find(id.0));
            let rows = update.set(integration::name.eq(storable(&name))).execute(connection);
            found(rows.map_err(|error| named(error.into(), &name))?)
        });
        renamed.await
    }

    async fn set_credentials(
        &self,
        id: IntegrationId,
        credentials: Credentials,
    ) -> Result<(), StoreError> {
        let key_file = self.key_file.clone();
        let changed = self.database.write(move |connection| {
            lock(connection, Lock::SealSecrets)?;
            state_to_import(connection, id)?;
            let (kind, identity, secret) = parts(&credentials);
            let key = key_to_seal_with(connection, &key_file)?;
            let sealed = key.seal(&context(id.0, kind, &identity), secret.expose_secret())?;
            overwrite_what_is_deleted(connection, true)?;
            let changed = diesel::update(integration::table.find(id.0)).set((
                integration::credential_kind.eq(kind),
                integration::credential_identity.eq(identity),
                integration::credential_secret.eq(sealed),
            ));
            let changed = changed.execute(connection);
            overwrite_what_is_deleted(connection, false)?;
            found(changed?)
        });
        changed.await?;
        self.database.empty_log().await;
        Ok(())
    }

    async fn credentials(&self, id: IntegrationId) -> Result<Credentials, StoreError> {
        let read = || {
            let key_file = self.key_file.clone();
            self.database.read(move |connection| read_credentials(connection, id, &key_file))
        };
        match read().await {
            // The key may have been changed between the two that were read.
            Err(StoreError::WrongKey { .. }) => read().await,
            done => done,
        }
    }
}

fn read_credentials(
    connection: &mut Connection,
    id: IntegrationId,
    key_file: &KeyFile,
) -> Result<Credentials, Failure> {
    let columns = (
        integration::credential_kind,
        integration::credential_identity,
        integration::credential_secret,
    );
    let row = integration::table.find(id.0).select(columns).first(connection).optional()?;
    let (kind, identity, sealed): (String, String, Vec<u8>) =
        row.ok_or(StoreError::NoSuchIntegration)?;
    if kind == ERASED {
        return Err(StoreError::Deleted.into());
    }
    let secret = key_file.read()?.open(&context(id.0, &kind, &identity), &sealed)?;
    let secret = SecretString::from(secret.as_str());
    match kind.as_str() {
        API_TOKEN => Ok(Credentials::ApiToken { username: identity, token: secret }),
        OAUTH_CLIENT => Ok(Credentials::OAuthClient { client_id: identity, client_secret: secret }),
        _ => Err(Unreadable::new("kind of credentials").into()),
    }
}

pub(super) fn parts(credentials: &Credentials) -> (&'static str, Cow<'_, str>, &SecretString) {
    match credentials {
        Credentials::ApiToken { username, token } => (API_TOKEN, storable(username), token),
        Credentials::OAuthClient { client_id, client_secret } => {
            (OAUTH_CLIENT, storable(client_id), client_secret)
        }
    }
}

/// What a secret belongs to: moved to another row, or beside another username, it does not decrypt.
pub(super) fn context(id: i64, kind: &str, identity: &str) -> String {
    format!("inflow credentials\n{id}\n{kind}\n{identity}")
}

/// Inserts the row without its secret, whose context needs the id that the database gives.
fn insert(
    connection: &mut Connection,
    new: &NewIntegration,
    kind: &str,
    identity: &str,
) -> Result<(), Failure> {
    let row = NewRow {
        account: storable(&new.account),
        name: storable(&new.name),
        domain: storable(&new.domain),
        base_url: new.base_url.as_deref().map(storable),
        grouping: new.grouping.as_str(),
        since: new.since.0,
        created_at: new.created_at.0,
        credential_kind: kind,
        credential_identity: identity,
        credential_secret: &[],
        keeps_text: false,
    };
    diesel::insert_into(integration::table).values(row).execute(connection)?;
    Ok(())
}

fn named(failure: Failure, name: &str) -> Failure {
    if failure.is_taken() {
        StoreError::NameTaken { name: name.to_owned() }.into()
    } else {
        failure
    }
}

fn by_name(
    connection: &mut Connection,
    account: &str,
    name: &str,
) -> QueryResult<Option<IntegrationRow>> {
    integration::table
        .filter(integration::account.eq(storable(account)))
        .filter(integration::name.eq(storable(name)))
        .select(IntegrationRow::as_select())
        .first(connection)
        .optional()
}

pub(super) fn read_life(paused_at: Option<i64>, deleted_at: Option<i64>) -> Life {
    match (deleted_at, paused_at) {
        (Some(at), _) => Life::Deleted { at: Timestamp(at) },
        (None, Some(since)) => Life::Paused { since: Timestamp(since) },
        (None, None) => Life::Active,
    }
}

fn from_row(connection: &mut Connection, row: IntegrationRow) -> Result<Integration, Failure> {
    let history_complete_at = history::complete_at(connection, IntegrationId(row.id))?;
    let coverage = row.coverage_from.zip(row.coverage_until).map(|(from, until)| Coverage {
        from: Timestamp(from),
        until: Timestamp(until),
        calls_until: row.calls_until.map(Timestamp),
        provisional_from: row.provisional_from.map(Timestamp),
    });
    Ok(Integration {
        id: IntegrationId(row.id),
        account: row.account,
        name: row.name,
        domain: row.domain,
        base_url: row.base_url,
        grouping: read_grouping(&row.grouping)?,
        since: Timestamp(row.since),
        created_at: Timestamp(row.created_at),
        life: read_life(row.paused_at, row.deleted_at),
        credential_kind: row.credential_kind,
        credential_identity: row.credential_identity,
        coverage,
        last_success: row.last_success.map(Timestamp),
        history_complete_at,
    })
}
