//! Connected accounts and their credentials.

use async_trait::async_trait;
use inflow_domain::{Grouping, IntegrationId, Interval, Timestamp};
use secrecy::SecretString;

use crate::error::StoreError;
use crate::lives::Life;

/// How Inflow signs in to Zendesk.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// A user with an API token.
    ApiToken {
        /// The user's e-mail address.
        username: String,
        /// The token.
        token: SecretString,
    },
    /// An OAuth client with the client credentials grant.
    OAuthClient {
        /// The client's identifier.
        client_id: String,
        /// The client's secret.
        client_secret: SecretString,
    },
}

/// An integration to be saved.
#[derive(Debug, Clone)]
pub struct NewIntegration {
    /// The account that it belongs to.
    pub account: String,
    /// The name, unique within the account.
    pub name: String,
    /// The Zendesk domain, such as `acme.zendesk.com`.
    pub domain: String,
    /// A test server's address instead of the domain's.
    pub base_url: Option<String>,
    /// How calls are grouped; fixed from here on.
    pub grouping: Grouping,
    /// From when the history is imported.
    pub since: Timestamp,
    /// When it is saved.
    pub created_at: Timestamp,
    /// How to sign in.
    pub credentials: Credentials,
}

/// From when to when an integration is fully imported (rule 8.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// The first covered instant.
    pub from: Timestamp,
    /// The first instant after the covered time.
    pub until: Timestamp,
    /// The same for calls, which end earlier where Talk could no longer be read; absent where it
    /// never could.
    pub calls_until: Option<Timestamp>,
    /// Intervals of calls from here on are provisional; absent without Talk.
    pub provisional_from: Option<Timestamp>,
}

/// A saved integration, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Integration {
    /// Its id.
    pub id: IntegrationId,
    /// The account that it belongs to.
    pub account: String,
    /// Its name.
    pub name: String,
    /// The Zendesk domain.
    pub domain: String,
    /// A test server's address instead of the domain's.
    pub base_url: Option<String>,
    /// How calls are grouped.
    pub grouping: Grouping,
    /// From when the history is imported.
    pub since: Timestamp,
    /// When it was saved.
    pub created_at: Timestamp,
    /// Whether it is imported.
    pub life: Life,
    /// `api-token` or `oauth-client`; `erased` where it is deleted.
    pub credential_kind: String,
    /// The username or the client's identifier; empty where it is deleted.
    pub credential_identity: String,
    /// What is fully imported; nothing before the first import ends.
    pub coverage: Option<Coverage>,
    /// When the last import ended well.
    pub last_success: Option<Timestamp>,
    /// When older history that is still to come will be there, as far as that can be told (rule 8.6).
    pub history_complete_at: Option<Timestamp>,
}

impl Integration {
    /// The first instant that is covered once the whole history is there (rule 8.2).
    pub fn first_covered(&self) -> Timestamp {
        Interval::at_or_after(self.since).start()
    }

    /// Whether older history is still to come, so that what depends on it may change (rule 8.6).
    pub fn is_preliminary(&self) -> bool {
        self.coverage.is_some_and(|coverage| coverage.from > self.first_covered())
    }
}

/// The port of connected accounts.
#[async_trait]
pub trait Integrations: Send + Sync {
    /// Saves a new one with its credentials encrypted; its name must be free.
    async fn add(&self, new: NewIntegration) -> Result<Integration, StoreError>;

    /// The one of that id, of whichever account.
    async fn by_id(&self, id: IntegrationId) -> Result<Option<Integration>, StoreError>;

    /// All of an account, by name.
    async fn list(&self, account: &str) -> Result<Vec<Integration>, StoreError>;

    /// The one of that name.
    async fn find(&self, account: &str, name: &str) -> Result<Option<Integration>, StoreError>;

    /// Lets its history begin earlier; false where it begins as early already.
    async fn extend(&self, id: IntegrationId, since: Timestamp) -> Result<bool, StoreError>;

    /// Gives it another name, which must be free.
    async fn rename(&self, id: IntegrationId, name: &str) -> Result<(), StoreError>;

    /// Puts other credentials in the place of its present ones, which are erased; nothing else changes.
    async fn set_credentials(
        &self,
        id: IntegrationId,
        credentials: Credentials,
    ) -> Result<(), StoreError>;

    /// Its credentials, decrypted.
    async fn credentials(&self, id: IntegrationId) -> Result<Credentials, StoreError>;
}
