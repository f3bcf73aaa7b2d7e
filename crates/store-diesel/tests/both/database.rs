//! Databases of their own for tests: files, and databases of the server that `INFLOW_TEST_POSTGRES`
//! names.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use inflow_store::Store;
use inflow_store_diesel::{DatabaseUrl, OpenOptions, open};
use tempfile::TempDir;

/// Names the server: an address of a database where the user may make others.
const SERVER: &str = "INFLOW_TEST_POSTGRES";

static MADE: AtomicU32 = AtomicU32::new(0);

/// A database that nobody else uses, gone with this value.
pub(crate) struct Database {
    folder: TempDir,
    url: DatabaseUrl,
    /// The server's own database and the name of the one that was made.
    made: Option<(String, String)>,
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("data/inflow.db").display()).into();
        Self { folder, url, made: None }
    }

    /// Nothing where no server is named, which is said, and which continuous integration refuses.
    pub(crate) fn postgres() -> Option<Self> {
        Self::postgres_with("ENCODING 'UTF8'")
    }

    pub(crate) fn postgres_with(options: &str) -> Option<Self> {
        let Ok(server) = std::env::var(SERVER) else {
            let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!in_ci, "{SERVER} names no server: PostgreSQL would go untested");
            eprintln!("SKIPPED on PostgreSQL: {SERVER} names no server");
            return None;
        };
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("inflow_test_{}_{number}", std::process::id());
        PgConnection::establish(&server)
            .expect("the server for tests")
            .batch_execute(&format!("CREATE DATABASE {name} {options} TEMPLATE template0"))
            .expect("a database of its own");
        let folder = tempfile::tempdir().expect("a folder");
        let url = with_database(&server, &name).into();
        Some(Self { folder, url, made: Some((server, name)) })
    }

    pub(crate) fn options(&self) -> OpenOptions {
        let key_file = self.folder.path().join("keys/inflow.key");
        OpenOptions { database_url: self.url.clone(), key_file }
    }

    /// A connection beside a store's.
    pub(crate) fn connect(&self) -> PgConnection {
        PgConnection::establish(self.url.expose()).expect("a connection")
    }

    pub(crate) async fn open(&self) -> Store {
        open(&self.options()).await.expect("a store")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((server, name)) = &self.made else { return };
        let dropped = PgConnection::establish(server).map(|mut connection| {
            connection.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
        });
        if let Err(error) = dropped {
            eprintln!("the database {name} is left on the server for tests: {error}");
        }
    }
}

/// The address with another database's name.
fn with_database(server: &str, name: &str) -> String {
    let (place, parameters) = server.split_once('?').unwrap_or((server, ""));
    let (scheme, rest) = place.split_once("://").expect("an address with a scheme");
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    let joint = if parameters.is_empty() { "" } else { "?" };
    format!("{scheme}://{host}/{name}{joint}{parameters}")
}
