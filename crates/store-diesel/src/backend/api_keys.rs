//! API keys.

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::Timestamp;
use inflow_store::{ApiKey, ApiKeyId, ApiKeys, NewApiKey, SecretHash, StoreError};

use super::users::{read_role, taken};
use super::{Connection, Ports};
use crate::codec::storable;
use crate::failure::Failure;
use crate::schema::api_key;

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_key)]
struct KeyRow {
    id: i64,
    account: String,
    name: String,
    role: String,
    created_at: i64,
    last_used_day: Option<i64>,
    revoked_at: Option<i64>,
}

impl KeyRow {
    fn into_key(self) -> Result<ApiKey, Failure> {
        Ok(ApiKey {
            id: ApiKeyId(self.id),
            account: self.account,
            name: self.name,
            role: read_role(&self.role)?,
            created_at: Timestamp(self.created_at),
            last_used_day: self.last_used_day.map(Timestamp),
            revoked_at: self.revoked_at.map(Timestamp),
        })
    }
}

#[async_trait]
impl ApiKeys for Ports {
    async fn add_api_key(&self, new: NewApiKey) -> Result<ApiKey, StoreError> {
        let added = self.database.write(move |connection| {
            let row = (
                api_key::account.eq(storable(&new.account)),
                api_key::name.eq(storable(&new.name)),
                api_key::role.eq(new.role.as_str()),
                api_key::hash.eq(&new.hash[..]),
                api_key::created_at.eq(new.created_at.0),
            );
            let added = diesel::insert_into(api_key::table).values(row).execute(connection);
            added.map_err(|error| taken(error.into(), &new.name))?;
            working(connection, new.hash)?.ok_or(StoreError::NoSuchApiKey)?.into_key()
        });
        added.await
    }

    async fn api_keys(&self, account: &str) -> Result<Vec<ApiKey>, StoreError> {
        let account = account.to_owned();
        let listed = self.database.read(move |connection| {
            let rows = api_key::table.filter(api_key::account.eq(storable(&account)));
            let rows = rows.select(KeyRow::as_select()).load(connection)?;
            let mut list = rows.into_iter().map(KeyRow::into_key).collect::<Result<Vec<_>, _>>()?;
            list.sort_by(|left, right| (&left.name, left.id.0).cmp(&(&right.name, right.id.0)));
            Ok(list)
        });
        listed.await
    }

    async fn api_key(&self, hash: SecretHash) -> Result<Option<ApiKey>, StoreError> {
        let found = self
            .database
            .read(move |connection| working(connection, hash)?.map(KeyRow::into_key).transpose());
        found.await
    }

    async fn see_api_key(&self, id: ApiKeyId, day: Timestamp) -> Result<(), StoreError> {
        let seen = self.database.write(move |connection| {
            let update = diesel::update(api_key::table.find(id.0));
            update.set(api_key::last_used_day.eq(day.0)).execute(connection)?;
            Ok(())
        });
        seen.await
    }

    async fn revoke_api_key(
        &self,
        account: &str,
        id: ApiKeyId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let account = account.to_owned();
        let revoked = self.database.write(move |connection| {
            let key = api_key::table
                .find(id.0)
                .filter(api_key::account.eq(storable(&account)))
                .filter(api_key::revoked_at.is_null());
            let rows = diesel::update(key).set(api_key::revoked_at.eq(at.0)).execute(connection)?;
            if rows == 1 { Ok(()) } else { Err(StoreError::NoSuchApiKey.into()) }
        });
        revoked.await
    }
}

fn working(connection: &mut Connection, hash: SecretHash) -> QueryResult<Option<KeyRow>> {
    api_key::table
        .filter(api_key::hash.eq(&hash[..]))
        .filter(api_key::revoked_at.is_null())
        .select(KeyRow::as_select())
        .first(connection)
        .optional()
}
