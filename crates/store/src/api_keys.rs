//! Keys by which programs ask.

use async_trait::async_trait;
use inflow_domain::Timestamp;

use crate::error::StoreError;
use crate::users::{Role, SecretHash};

/// An API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ApiKeyId(pub i64);

/// What is known of an API key; the key itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The key.
    pub id: ApiKeyId,
    /// The account that everything is seen of, and of no other.
    pub account: String,
    /// What it is for.
    pub name: String,
    /// What it allows.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// The first instant of the day (UTC) of its last use.
    pub last_used_day: Option<Timestamp>,
    /// Since when it works no longer.
    pub revoked_at: Option<Timestamp>,
}

/// A key to be kept.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// The account.
    pub account: String,
    /// What it is for, unique among the account's keys that work.
    pub name: String,
    /// What it allows.
    pub role: Role,
    /// When it is made.
    pub created_at: Timestamp,
    /// What it is recognised by.
    pub hash: SecretHash,
}

/// The port of API keys. What belongs to another account is not there.
#[async_trait]
pub trait ApiKeys: Send + Sync {
    /// Keeps a key.
    async fn add_api_key(&self, new: NewApiKey) -> Result<ApiKey, StoreError>;

    /// The keys of an account, revoked ones too, by name and then as they were made.
    async fn api_keys(&self, account: &str) -> Result<Vec<ApiKey>, StoreError>;

    /// The key with this hash, of whichever account, unless it is revoked.
    async fn api_key(&self, hash: SecretHash) -> Result<Option<ApiKey>, StoreError>;

    /// Says on which day a key was used.
    async fn see_api_key(&self, id: ApiKeyId, day: Timestamp) -> Result<(), StoreError>;

    /// Makes a key work no longer; an error where the account has no such key that works.
    async fn revoke_api_key(
        &self,
        account: &str,
        id: ApiKeyId,
        at: Timestamp,
    ) -> Result<(), StoreError>;
}
