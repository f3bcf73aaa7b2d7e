//! SQLite and PostgreSQL behind the ports of inflow-store.
//!
//! **This crate never knows how contacts are found, how Zendesk speaks, or what time it is**; it
//! keeps what it is given, and hands ticket histories to the counter that it is given.
//!
//! Start with [`open`]. The queries in `backend/` are written once and compiled once for each
//! database: the module of a database (`sqlite.rs`, `postgres.rs`) names its connection type, opens
//! it, begins its transactions, locks, writes many rows and says what its errors mean, and includes
//! `backend/` as its child. The schema and the rows' encoding (`codec/`) are the same on every
//! database.

mod address;
mod codec;
mod database_url;
mod disk;
mod failure;
#[cfg(test)]
mod fuzz;
mod key_file;
mod locks;
mod migrating;
mod moving;
mod owner;
mod postgres;
mod schema;
mod sqlite;

use std::path::PathBuf;

use inflow_store::{Store, StoreError};

use crate::address::Address;
pub use crate::database_url::DatabaseUrl;
use crate::key_file::KeyFile;
pub use crate::moving::{MovedTable, move_to_postgres};

/// What is opened.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// The database: `sqlite://` and the path of its file, which is made where it is missing; or
    /// `postgres://` and what follows in libpq's addresses.
    pub database_url: DatabaseUrl,
    /// The file with the key of the secrets, made when credentials are first saved.
    pub key_file: PathBuf,
}

/// Opens a database, makes a file where there is none, and brings its schema up to date.
///
/// The key file is not touched before credentials are saved or read.
pub async fn open(options: &OpenOptions) -> Result<Store, StoreError> {
    let key_file = KeyFile::new(options.key_file.clone());
    match address::parse(&options.database_url)? {
        Address::File(file) => {
            let key_file = key_file.beside(file.clone());
            sqlite::open(file, key_file).await
        }
        Address::Server(server) => postgres::open(server, key_file).await,
    }
}

/// Opens a streaming replica to read from. Its schema is that of its primary, and nothing can be written.
pub async fn open_replica(options: &OpenOptions) -> Result<Store, StoreError> {
    match address::parse(&options.database_url)? {
        Address::Server(server) => {
            let server = server.for_reading();
            postgres::open_replica(server, KeyFile::new(options.key_file.clone())).await
        }
        Address::File(_) => Err(StoreError::Unavailable {
            location: options.database_url.to_string(),
            source: "only a PostgreSQL database has replicas".into(),
        }),
    }
}

/// Whether there is a database already, which [`open`] would only bring up to date.
pub async fn is_there(database_url: &DatabaseUrl) -> Result<bool, StoreError> {
    match address::parse(database_url)? {
        Address::File(file) => Ok(file.exists()),
        Address::Server(server) => postgres::is_there(server).await,
    }
}
