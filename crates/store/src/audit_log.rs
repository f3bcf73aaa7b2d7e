//! Who changed what. Entries are added, and never changed.

use async_trait::async_trait;
use inflow_domain::Timestamp;

use crate::error::StoreError;

/// What kind of somebody changes things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// Whoever runs the program's commands.
    Operator,
    /// Somebody who signed in.
    User,
    /// A program with an API key.
    ApiKey,
}

impl ActorKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Operator, Self::User, Self::ApiKey];

    /// The name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::User => "user",
            Self::ApiKey => "api-key",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Who changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// What kind.
    pub kind: ActorKind,
    /// The user's or key's name; empty for the operator.
    pub name: String,
}

impl Actor {
    /// Whoever runs the program's commands.
    pub fn operator() -> Self {
        Self { kind: ActorKind::Operator, name: String::new() }
    }
}

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// The account whose change it is.
    pub account: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What was done, in a word such as `integration.pause`.
    pub action: String,
    /// On what: the name of an integration, a user or a key.
    pub subject: String,
    /// What else is to be told, without secrets.
    pub details: String,
}

/// The port of the audit log.
#[async_trait]
pub trait AuditLog: Send + Sync {
    /// Adds an entry.
    async fn add_entry(&self, entry: AuditEntry) -> Result<(), StoreError>;

    /// The entries of an account with their numbers, the newest first: those below a number, with a limit
    /// at most.
    async fn entries(
        &self,
        account: &str,
        below: Option<i64>,
        most: usize,
    ) -> Result<Vec<(i64, AuditEntry)>, StoreError>;
}
