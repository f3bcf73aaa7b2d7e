//! The people who sign in, each to one account, and the one-time links by which they choose a
//! password.

use async_trait::async_trait;
use inflow_domain::Timestamp;
use secrecy::SecretString;

use crate::error::StoreError;

/// What is kept of a secret that a browser or a program shows: its SHA-256.
pub type SecretHash = [u8; 32];

/// A user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UserId(pub i64);

/// What somebody may do in an account. The later includes the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads everything.
    Viewer,
    /// Changes integrations, users and keys as well.
    Administrator,
}

impl Role {
    /// Both, the lesser first.
    pub const ALL: [Self; 2] = [Self::Viewer, Self::Administrator];

    /// The name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Administrator => "administrator",
        }
    }

    /// The role of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// Somebody who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The user.
    pub id: UserId,
    /// The account that everything is seen of, and of no other.
    pub account: String,
    /// The name, unique in the account.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// When the user was added.
    pub created_at: Timestamp,
    /// Since when the user may not sign in.
    pub disabled_at: Option<Timestamp>,
    /// Whether a password was chosen.
    pub has_password: bool,
}

/// A user to be added.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The account.
    pub account: String,
    /// The name.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// When the user is added.
    pub created_at: Timestamp,
}

/// A link that lets whoever has it choose a password, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeLink {
    /// The account.
    pub account: String,
    /// Whose password is chosen; of nobody yet, where the link makes an account's first administrator.
    pub user: Option<UserId>,
    /// Until when it works.
    pub expires_at: Timestamp,
}

/// The port of users. What belongs to another account is not there.
#[async_trait]
pub trait Users: Send + Sync {
    /// Adds a user without a password.
    async fn add_user(&self, new: NewUser) -> Result<User, StoreError>;

    /// The users of an account, by name.
    async fn users(&self, account: &str) -> Result<Vec<User>, StoreError>;

    /// The user of that name.
    async fn user(&self, account: &str, name: &str) -> Result<Option<User>, StoreError>;

    /// The hash of a user's password, where one was chosen.
    async fn password_hash(&self, id: UserId) -> Result<Option<SecretString>, StoreError>;

    /// Puts another password in the place of the present one. Ends the user's links, and all sessions
    /// but the one named.
    async fn set_password(
        &self,
        id: UserId,
        hash: SecretString,
        but: Option<SecretHash>,
    ) -> Result<(), StoreError>;

    /// Gives a user another role. Refused where no administrator would be left.
    async fn set_role(&self, account: &str, id: UserId, role: Role) -> Result<(), StoreError>;

    /// Lets a user sign in no more, which ends sessions and links, or again. Refused where no
    /// administrator would be left.
    async fn set_disabled(
        &self,
        account: &str,
        id: UserId,
        at: Option<Timestamp>,
    ) -> Result<(), StoreError>;

    /// Whether somebody can sign in to the account as an administrator.
    async fn has_administrator(&self, account: &str) -> Result<bool, StoreError>;

    /// Keeps a link in the place of earlier ones for the same user. Those that make an account's first
    /// administrator work beside each other, since every worker that starts makes one.
    async fn add_link(&self, hash: SecretHash, link: OneTimeLink) -> Result<(), StoreError>;

    /// The link, while it works; one that makes a first administrator does until there is one.
    async fn link(
        &self,
        hash: SecretHash,
        now: Timestamp,
    ) -> Result<Option<OneTimeLink>, StoreError>;

    /// Uses a link up: sets the password of its user, or adds a first administrator of that name.
    /// Ends all sessions of the user.
    async fn use_link(
        &self,
        hash: SecretHash,
        now: Timestamp,
        name: &str,
        password_hash: SecretString,
    ) -> Result<User, StoreError>;
}
