//! Users and their one-time links.

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::Timestamp;
use inflow_store::{NewUser, OneTimeLink, Role, SecretHash, StoreError, User, UserId, Users};
use secrecy::{ExposeSecret as _, SecretString};

use super::{Connection, Ports, lock};
use crate::codec::{Unreadable, storable};
use crate::failure::Failure;
use crate::locks::Lock;
use crate::schema::{one_time_link, web_session, web_user};

#[derive(Queryable, Selectable)]
#[diesel(table_name = web_user)]
pub(super) struct UserRow {
    id: i64,
    account: String,
    name: String,
    role: String,
    password_hash: Option<String>,
    created_at: i64,
    disabled_at: Option<i64>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = one_time_link, treat_none_as_default_value = false)]
struct LinkRow {
    hash: Vec<u8>,
    account: String,
    user_id: Option<i64>,
    expires_at: i64,
}

impl UserRow {
    pub(super) fn into_user(self) -> Result<User, Failure> {
        Ok(User {
            id: UserId(self.id),
            account: self.account,
            name: self.name,
            role: read_role(&self.role)?,
            created_at: Timestamp(self.created_at),
            disabled_at: self.disabled_at.map(Timestamp),
            has_password: self.password_hash.is_some(),
        })
    }
}

pub(super) fn read_role(name: &str) -> Result<Role, Unreadable> {
    Role::from_name(name).ok_or(Unreadable::new("role"))
}

#[async_trait]
impl Users for Ports {
    async fn add_user(&self, new: NewUser) -> Result<User, StoreError> {
        self.database.write(move |connection| add(connection, &new)).await
    }

    async fn users(&self, account: &str) -> Result<Vec<User>, StoreError> {
        let account = account.to_owned();
        let listed = self.database.read(move |connection| {
            let rows = web_user::table.filter(web_user::account.eq(storable(&account)));
            let rows = rows.select(UserRow::as_select()).load(connection)?;
            let mut list =
                rows.into_iter().map(UserRow::into_user).collect::<Result<Vec<_>, _>>()?;
            // Sorted here: databases collate texts in different ways.
            list.sort_by(|left, right| left.name.cmp(&right.name));
            Ok(list)
        });
        listed.await
    }

    async fn user(&self, account: &str, name: &str) -> Result<Option<User>, StoreError> {
        let (account, name) = (account.to_owned(), name.to_owned());
        let found = self.database.read(move |connection| {
            by_name(connection, &account, &name)?.map(UserRow::into_user).transpose()
        });
        found.await
    }

    async fn password_hash(&self, id: UserId) -> Result<Option<SecretString>, StoreError> {
        let read = self.database.read(move |connection| {
            let hash = web_user::table.find(id.0).select(web_user::password_hash);
            let hash: Option<Option<String>> = hash.first(connection).optional()?;
            Ok(hash.flatten().map(SecretString::from))
        });
        read.await
    }

    async fn set_password(
        &self,
        id: UserId,
        hash: SecretString,
        but: Option<SecretHash>,
    ) -> Result<(), StoreError> {
        let set = self.database.write(move |connection| {
            let but = but.as_ref().map_or(&[][..], |hash| &hash[..]);
            put_password(connection, id, &hash, but)
        });
        set.await
    }

    async fn set_role(&self, account: &str, id: UserId, role: Role) -> Result<(), StoreError> {
        let account = account.to_owned();
        let set = self.database.write(move |connection| {
            lock(connection, Lock::Access)?;
            let administered_before = administered(connection, &account)?;
            let of_account =
                web_user::table.find(id.0).filter(web_user::account.eq(storable(&account)));
            let update = diesel::update(of_account).set(web_user::role.eq(role.as_str()));
            found(update.execute(connection)?)?;
            keeps_administrator(connection, &account, administered_before)
        });
        set.await
    }

    async fn set_disabled(
        &self,
        account: &str,
        id: UserId,
        at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let account = account.to_owned();
        let set = self.database.write(move |connection| {
            lock(connection, Lock::Access)?;
            let administered_before = administered(connection, &account)?;
            let of_account =
                web_user::table.find(id.0).filter(web_user::account.eq(storable(&account)));
            let at = at.map(|at| at.0);
            let update = diesel::update(of_account).set(web_user::disabled_at.eq(at));
            found(update.execute(connection)?)?;
            if at.is_some() {
                end_all(connection, id, &[])?;
            }
            keeps_administrator(connection, &account, administered_before)
        });
        set.await
    }

    async fn has_administrator(&self, account: &str) -> Result<bool, StoreError> {
        let account = account.to_owned();
        self.database.read(move |connection| Ok(administered(connection, &account)?)).await
    }

    async fn add_link(&self, hash: SecretHash, link: OneTimeLink) -> Result<(), StoreError> {
        let added = self.database.write(move |connection| {
            lock(connection, Lock::Access)?;
            let user_id = link.user.map(|user| user.0);
            if let Some(id) = user_id {
                let earlier = one_time_link::table.filter(one_time_link::user_id.eq(id));
                diesel::delete(earlier).execute(connection)?;
            }
            let row = LinkRow {
                hash: hash.to_vec(),
                account: storable(&link.account).into_owned(),
                user_id,
                expires_at: link.expires_at.0,
            };
            diesel::insert_into(one_time_link::table).values(row).execute(connection)?;
            Ok(())
        });
        added.await
    }

    async fn link(
        &self,
        hash: SecretHash,
        now: Timestamp,
    ) -> Result<Option<OneTimeLink>, StoreError> {
        self.database.read(move |connection| Ok(working_link(connection, hash, now)?)).await
    }

    async fn use_link(
        &self,
        hash: SecretHash,
        now: Timestamp,
        name: &str,
        password_hash: SecretString,
    ) -> Result<User, StoreError> {
        let name = name.to_owned();
        let used = self.database.write(move |connection| {
            lock(connection, Lock::Access)?;
            let link = working_link(connection, hash, now)?.ok_or(StoreError::LinkUsed)?;
            diesel::delete(one_time_link::table.find(&hash[..])).execute(connection)?;
            let id = match link.user {
                Some(id) => id,
                None => first_administrator(connection, &link.account, &name, now)?,
            };
            put_password(connection, id, &password_hash, &[])?;
            let row = web_user::table.find(id.0).select(UserRow::as_select());
            row.first(connection).optional()?.ok_or(StoreError::NoSuchUser)?.into_user()
        });
        used.await
    }
}

fn first_administrator(
    connection: &mut Connection,
    account: &str,
    name: &str,
    now: Timestamp,
) -> Result<UserId, Failure> {
    let (account, name) = (account.to_owned(), name.to_owned());
    let new = NewUser { account, name, role: Role::Administrator, created_at: now };
    Ok(add(connection, &new)?.id)
}

fn add(connection: &mut Connection, new: &NewUser) -> Result<User, Failure> {
    let row = (
        web_user::account.eq(storable(&new.account)),
        web_user::name.eq(storable(&new.name)),
        web_user::role.eq(new.role.as_str()),
        web_user::created_at.eq(new.created_at.0),
    );
    let added = diesel::insert_into(web_user::table).values(row).execute(connection);
    added.map_err(|error| taken(error.into(), &new.name))?;
    let row = by_name(connection, &new.account, &new.name)?;
    row.ok_or(StoreError::NoSuchUser)?.into_user()
}

/// What it means that a user or key with the same unique name is there.
pub(super) fn taken(failure: Failure, name: &str) -> Failure {
    if failure.is_taken() {
        StoreError::AccessNameTaken { name: name.to_owned() }.into()
    } else {
        failure
    }
}

fn found(rows: usize) -> Result<(), Failure> {
    if rows == 1 { Ok(()) } else { Err(StoreError::NoSuchUser.into()) }
}

fn by_name(connection: &mut Connection, account: &str, name: &str) -> QueryResult<Option<UserRow>> {
    web_user::table
        .filter(web_user::account.eq(storable(account)).and(web_user::name.eq(storable(name))))
        .select(UserRow::as_select())
        .first(connection)
        .optional()
}

fn put_password(
    connection: &mut Connection,
    id: UserId,
    hash: &SecretString,
    but: &[u8],
) -> Result<(), Failure> {
    let update = diesel::update(web_user::table.find(id.0));
    let update = update.set(web_user::password_hash.eq(hash.expose_secret()));
    found(update.execute(connection)?)?;
    end_all(connection, id, but)
}

/// Ends a user's links, and all sessions but the one with that hash.
fn end_all(connection: &mut Connection, id: UserId, but: &[u8]) -> Result<(), Failure> {
    let links = one_time_link::table.filter(one_time_link::user_id.eq(id.0));
    diesel::delete(links).execute(connection)?;
    let sessions =
        web_session::table.filter(web_session::user_id.eq(id.0)).filter(web_session::hash.ne(but));
    diesel::delete(sessions).execute(connection)?;
    Ok(())
}

fn administered(connection: &mut Connection, account: &str) -> QueryResult<bool> {
    let administrators = web_user::table
        .filter(web_user::account.eq(storable(account)))
        .filter(web_user::role.eq(Role::Administrator.as_str()))
        .filter(web_user::disabled_at.is_null())
        .filter(web_user::password_hash.is_not_null());
    diesel::select(diesel::dsl::exists(administrators)).get_result(connection)
}

/// Fails, and so takes back what was changed, where the change took away the last administrator.
fn keeps_administrator(
    connection: &mut Connection,
    account: &str,
    administered_before: bool,
) -> Result<(), Failure> {
    if administered_before && !administered(connection, account)? {
        return Err(StoreError::LastAdministrator.into());
    }
    Ok(())
}

fn working_link(
    connection: &mut Connection,
    hash: SecretHash,
    now: Timestamp,
) -> QueryResult<Option<OneTimeLink>> {
    let row: Option<LinkRow> = one_time_link::table
        .find(&hash[..])
        .filter(one_time_link::expires_at.gt(now.0))
        .select(LinkRow::as_select())
        .first(connection)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    // Of several links that make a first administrator, none makes a second one.
    if row.user_id.is_none() && administered(connection, &row.account)? {
        return Ok(None);
    }
    Ok(Some(OneTimeLink {
        account: row.account,
        user: row.user_id.map(UserId),
        expires_at: Timestamp(row.expires_at),
    }))
}
