//! What can go wrong in a store, by what the caller does about it.

use std::error::Error;
use std::path::PathBuf;

use inflow_domain::Timestamp;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another integration of the account has the name: choose another.
    #[error("the name \"{name}\" is taken by another integration")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// Another workload of the integration has the name: choose another.
    #[error("the name \"{name}\" is taken by another workload")]
    WorkloadNameTaken {
        /// The name.
        name: String,
    },
    /// The integration has no such workload (any more).
    #[error("there is no such workload")]
    NoSuchWorkload,
    /// The integration is not there (any more).
    #[error("the integration is not in the database")]
    NoSuchIntegration,
    /// The integration was deleted: nothing is imported for it any more.
    #[error("the integration is deleted")]
    Deleted,
    /// The integration is not deleted, and only a deleted one can be taken up again.
    #[error("the integration is not deleted")]
    NotDeleted,
    /// Another delivery of the integration has the name: choose another.
    #[error("the name \"{name}\" is taken by another delivery")]
    DeliveryNameTaken {
        /// The name.
        name: String,
    },
    /// The integration has no such delivery (any more).
    #[error("there is no delivery \"{name}\"")]
    NoSuchDelivery {
        /// The name.
        name: String,
    },
    /// Another user or key of the account has the name: choose another.
    #[error("the name \"{name}\" is taken")]
    AccessNameTaken {
        /// The name.
        name: String,
    },
    /// The account has no such user (any more).
    #[error("there is no such user")]
    NoSuchUser,
    /// The account has no such key that works.
    #[error("there is no such API key, or it is revoked")]
    NoSuchApiKey,
    /// The one-time link was used, or is too old.
    #[error("the link was used or is too old")]
    LinkUsed,
    /// Nobody would be left who can administer the account.
    #[error("the account would have no administrator left")]
    LastAdministrator,
    /// Another process has the right to import into this database: wait for it, or stop it.
    #[error("another process imports into this database")]
    Claimed,
    /// Another process wrote to the database for longer than was waited for: try again.
    #[error("another process is writing to this database")]
    Busy,
    /// Another worker imports this integration: wait for it.
    #[error("{worker} imports it, with a lease until {until}")]
    Leased {
        /// The other worker's name.
        worker: String,
        /// Until when, unless the lease is renewed.
        until: Timestamp,
    },
    /// Another worker took the integration over: nothing is written for it under this lease any more.
    #[error("another worker has taken over the import")]
    LeaseLost,
    /// What is stored is not what the work began from, as after a server that lacks the latest commits took
    /// over: begin again with what is stored.
    #[error("the database does not stand where this import left it")]
    Overtaken,
    /// The database was written by a newer version: update the program.
    #[error("{location} was written by a newer version of Inflow (migration {migration})")]
    Newer {
        /// Where it is, without secrets.
        location: String,
        /// The migration that this program does not know.
        migration: String,
    },
    /// The database cannot be read as one.
    #[error("{location} is damaged or no Inflow database")]
    Damaged {
        /// Where it is, without secrets.
        location: String,
        /// What the database says.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The database cannot be opened.
    #[error("{location} cannot be opened")]
    Unavailable {
        /// Where it is, without secrets.
        location: String,
        /// What the system says.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The database's own tools make its backups.
    #[error("a PostgreSQL database is not copied by Inflow")]
    BackupElsewhere,
    /// What is to be filled holds something already.
    #[error("the database is not empty")]
    Occupied,
    /// Installations move from SQLite to PostgreSQL, and no other way.
    #[error("only a SQLite database can be moved, and only to PostgreSQL")]
    NoWay,
    /// The key file cannot be used.
    #[error("the key file {path} cannot be used: {reason}")]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// Why, and what a usable one is.
        reason: String,
    },
    /// There is a key file: it is not lost.
    #[error("there is a key file")]
    KeyIsThere,
    /// The stored credentials were encrypted with another key.
    #[error("the credentials cannot be decrypted with the key file {path}")]
    WrongKey {
        /// The file.
        path: PathBuf,
    },
    /// Any other failure of the database.
    #[error("the database failed")]
    Backend(#[source] Box<dyn Error + Send + Sync>),
}
