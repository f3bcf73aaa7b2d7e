//! Sessions, and attempts to begin one.

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::Timestamp;
use inflow_store::{Guessed, SecretHash, Session, Sessions, StoreError, UserId};

use super::users::UserRow;
use super::{Ports, lock};
use crate::locks::Lock;
use crate::schema::{one_time_link, sign_in_attempt, web_session, web_user};

/// How long wrong passwords are remembered.
const REMEMBERED_SECONDS: i64 = 24 * 3600;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_in_attempt)]
struct AttemptRow {
    hash: Vec<u8>,
    failures: i64,
    last_at: i64,
}

impl AttemptRow {
    /// When the next attempt is looked at: at once while some are free, then after a second, two, four
    /// and so on.
    fn next_at(&self, of: &Guessed) -> Timestamp {
        let beyond = self.failures - i64::from(of.free);
        let wait =
            if beyond < 0 { 0 } else { (1_i64 << beyond.min(32)).min(of.longest_wait_seconds) };
        Timestamp(self.last_at + wait)
    }
}

#[async_trait]
impl Sessions for Ports {
    async fn begin_session(
        &self,
        hash: SecretHash,
        user: UserId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let begun = self.database.write(move |connection| {
            let row = (
                web_session::hash.eq(&hash[..]),
                web_session::user_id.eq(user.0),
                web_session::created_at.eq(at.0),
                web_session::seen_at.eq(at.0),
            );
            diesel::insert_into(web_session::table).values(row).execute(connection)?;
            Ok(())
        });
        begun.await
    }

    async fn session(&self, hash: SecretHash) -> Result<Option<Session>, StoreError> {
        let found = self.database.read(move |connection| {
            let row: Option<(UserRow, i64, i64)> = web_session::table
                .inner_join(web_user::table.on(web_user::id.eq(web_session::user_id)))
                .filter(web_session::hash.eq(&hash[..]))
                .filter(web_user::disabled_at.is_null())
                .select((UserRow::as_select(), web_session::created_at, web_session::seen_at))
                .first(connection)
                .optional()?;
            let Some((user, created_at, seen_at)) = row else { return Ok(None) };
            let (created_at, seen_at) = (Timestamp(created_at), Timestamp(seen_at));
            Ok(Some(Session { user: user.into_user()?, created_at, seen_at }))
        });
        found.await
    }

    async fn see_session(&self, hash: SecretHash, at: Timestamp) -> Result<(), StoreError> {
        let seen = self.database.write(move |connection| {
            let update = diesel::update(web_session::table.find(&hash[..]));
            update.set(web_session::seen_at.eq(at.0)).execute(connection)?;
            Ok(())
        });
        seen.await
    }

    async fn end_session(&self, hash: SecretHash) -> Result<(), StoreError> {
        let ended = self.database.write(move |connection| {
            diesel::delete(web_session::table.find(&hash[..])).execute(connection)?;
            Ok(())
        });
        ended.await
    }

    async fn begin_attempt(
        &self,
        of: &[Guessed],
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let of = of.to_vec();
        let begun = self.database.write(move |connection| {
            lock(connection, Lock::Access)?;
            let (mut rows, mut wait) = (Vec::new(), None);
            for guessed in &of {
                let row = sign_in_attempt::table.find(&guessed.key[..]);
                let row = row.select(AttemptRow::as_select()).first(connection).optional()?;
                let mut row = row.filter(|row| row.last_at > now.0 - REMEMBERED_SECONDS);
                // A clock that was ahead counted it: what is to be waited is waited from now on.
                if let Some(ahead) = row.as_mut().filter(|row| row.last_at > now.0) {
                    ahead.last_at = now.0;
                    let ahead_of_us = diesel::update(sign_in_attempt::table.find(&ahead.hash));
                    ahead_of_us.set(sign_in_attempt::last_at.eq(now.0)).execute(connection)?;
                }
                let next_at = row.as_ref().map(|row| row.next_at(guessed));
                wait = wait.max(next_at.filter(|next_at| *next_at > now));
                let failures = row.map_or(0, |row| row.failures) + 1;
                rows.push(AttemptRow { hash: guessed.key.to_vec(), failures, last_at: now.0 });
            }
            if wait.is_none() {
                for row in rows {
                    diesel::delete(sign_in_attempt::table.find(&row.hash)).execute(connection)?;
                    diesel::insert_into(sign_in_attempt::table).values(row).execute(connection)?;
                }
            }
            Ok(wait)
        });
        begun.await
    }

    async fn forget_attempts(&self, of: &[Guessed]) -> Result<(), StoreError> {
        let keys: Vec<Vec<u8>> = of.iter().map(|guessed| guessed.key.to_vec()).collect();
        let forgotten = self.database.write(move |connection| {
            let rows = sign_in_attempt::table.filter(sign_in_attempt::hash.eq_any(&keys));
            diesel::delete(rows).execute(connection)?;
            Ok(())
        });
        forgotten.await
    }

    async fn take_back_attempt(&self, of: &[Guessed]) -> Result<(), StoreError> {
        let keys: Vec<Vec<u8>> = of.iter().map(|guessed| guessed.key.to_vec()).collect();
        let taken_back = self.database.write(move |connection| {
            lock(connection, Lock::Access)?;
            let rows = sign_in_attempt::table.filter(sign_in_attempt::hash.eq_any(&keys));
            diesel::update(rows)
                .set(sign_in_attempt::failures.eq(sign_in_attempt::failures - 1))
                .execute(connection)?;
            let rows = sign_in_attempt::table.filter(sign_in_attempt::hash.eq_any(&keys));
            diesel::delete(rows.filter(sign_in_attempt::failures.le(0))).execute(connection)?;
            Ok(())
        });
        taken_back.await
    }

    async fn clear_away(
        &self,
        began: Timestamp,
        used: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let cleared = self.database.write(move |connection| {
            let old = web_session::created_at.lt(began.0).or(web_session::seen_at.lt(used.0));
            diesel::delete(web_session::table.filter(old)).execute(connection)?;
            let late = one_time_link::expires_at.le(now.0);
            diesel::delete(one_time_link::table.filter(late)).execute(connection)?;
            let forgotten = sign_in_attempt::last_at.le(now.0 - REMEMBERED_SECONDS);
            diesel::delete(sign_in_attempt::table.filter(forgotten)).execute(connection)?;
            Ok(())
        });
        cleared.await
    }
}
