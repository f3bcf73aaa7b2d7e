//! What an operator does to a database as a whole: backups, keys, and a look at how it is.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use inflow_domain::{IntegrationId, Timestamp};

use crate::error::StoreError;

/// Something that a look at a database found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// What was looked at, in a word or two.
    pub about: &'static str,
    /// How it is.
    pub found: String,
    /// What has to be done about it; nothing where all is well.
    pub advice: Option<String>,
}

/// What a look at a database found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Examination {
    /// One after the other.
    pub findings: Vec<Examined>,
    /// The database's own clock, where it has one.
    pub clock: Option<Timestamp>,
    /// The folder of its files and how many bytes they have, where they are on this machine.
    pub files: Option<(PathBuf, u64)>,
}

/// What a database server says of its database, by which a replica is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replication {
    /// The installation that the server belongs to, which its replicas have in common with it; nothing where
    /// this user may not ask.
    pub system: Option<String>,
    /// The database's name there.
    pub database: String,
    /// How many seconds a replica is behind; nothing of a server that is none.
    pub behind: Option<i64>,
}

/// The port of upkeep.
#[async_trait]
pub trait Upkeep: Send + Sync {
    /// Copies everything as of one moment into a new file, while others read and write.
    async fn backup(&self, to: &Path) -> Result<(), StoreError>;

    /// Looks at the whole database: whether it is sound, and whether it is set up as it has to be.
    /// Nobody is held up meanwhile.
    async fn examine(&self) -> Result<Examination, StoreError>;

    /// Whether the database is still where it was opened: a file may have been removed since, or another put
    /// into its place, and what is written then is lost.
    async fn is_in_place(&self) -> Result<bool, StoreError>;

    /// What the server says of replication; nothing where the database is no server's.
    async fn replication(&self) -> Result<Option<Replication>, StoreError>;

    /// Opens every stored secret with the key file, and tells none; how many there are.
    async fn check_secrets(&self) -> Result<usize, StoreError>;

    /// The integrations whose stored secrets the key file does not open now; all that have one where it cannot
    /// be read.
    async fn unopened_secrets(&self) -> Result<Vec<IntegrationId>, StoreError>;

    /// Makes a new key and encrypts the credentials of all integrations with it; how many there are.
    /// Whatever cuts this off, the key file opens every secret afterwards.
    async fn rotate_key(&self) -> Result<usize, StoreError>;

    /// Makes a new key where that of the saved credentials is lost for good; of how many integrations they
    /// have to be entered again. An error where there is a key file.
    async fn replace_lost_key(&self) -> Result<usize, StoreError>;
}
