//! Who is signed in, and how often somebody tried.

use async_trait::async_trait;
use inflow_domain::Timestamp;

use crate::error::StoreError;
use crate::users::{SecretHash, User, UserId};

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub user: User,
    /// Since when.
    pub created_at: Timestamp,
    /// When something was last asked for, to some minutes.
    pub seen_at: Timestamp,
}

/// Something that wrong passwords are counted of: a user's name or a client's address, in a form that
/// tells neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guessed {
    /// Of what.
    pub key: SecretHash,
    /// How many may be wrong before the next has to wait.
    pub free: u32,
    /// The longest that the next one waits.
    pub longest_wait_seconds: i64,
}

/// The port of sessions.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Signs a user in.
    async fn begin_session(
        &self,
        hash: SecretHash,
        user: UserId,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Who is signed in; nobody where the user is disabled.
    async fn session(&self, hash: SecretHash) -> Result<Option<Session>, StoreError>;

    /// Says that something was asked for.
    async fn see_session(&self, hash: SecretHash, at: Timestamp) -> Result<(), StoreError>;

    /// Signs out; nothing happens where nobody is signed in.
    async fn end_session(&self, hash: SecretHash) -> Result<(), StoreError>;

    /// Counts an attempt as wrong before it is looked at, so that many at once are counted too; the
    /// instant to wait for, and nothing counted, where one of these was wrong too often.
    async fn begin_attempt(
        &self,
        of: &[Guessed],
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError>;

    /// Forgets the attempts: the password was right.
    async fn forget_attempts(&self, of: &[Guessed]) -> Result<(), StoreError>;

    /// Takes back one attempt of each: it was right, and those before it stay.
    async fn take_back_attempt(&self, of: &[Guessed]) -> Result<(), StoreError>;

    /// Removes sessions that began or were last used before these instants, links that work no longer,
    /// and attempts older than a day.
    async fn clear_away(
        &self,
        began: Timestamp,
        used: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError>;
}
