//! The database of one test: a SQLite file in the test's folder, or, where `INFLOW_TEST_DATABASE` is
//! `postgres`, a database of the server that `INFLOW_TEST_POSTGRES` names.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

static MADE: AtomicU32 = AtomicU32::new(0);

/// A database that nobody else uses, gone with this value.
pub(crate) struct Database {
    folder: PathBuf,
    made: Option<Made>,
}

struct Made {
    server: String,
    name: String,
}

/// Whether tests use SQLite, which alone is a file.
pub(crate) fn is_sqlite() -> bool {
    match std::env::var("INFLOW_TEST_DATABASE").as_deref() {
        Ok("postgres") => false,
        Ok("sqlite") | Err(_) => true,
        Ok(other) => panic!("INFLOW_TEST_DATABASE is {other}"),
    }
}

impl Database {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let folder = folder.to_path_buf();
        if is_sqlite() {
            return Self { folder, made: None };
        }
        let server = std::env::var("INFLOW_TEST_POSTGRES")
            .expect("INFLOW_TEST_POSTGRES names a server: cargo xtask postgres -- cargo test …");
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("inflow_program_{}_{number}", std::process::id());
        connect(&server).batch_execute(&format!("create database {name}")).expect("a database");
        Self { folder, made: Some(Made { server, name }) }
    }

    /// The address, as the program takes it.
    pub(crate) fn url(&self) -> String {
        match &self.made {
            None => format!("sqlite://{}", self.folder.join("inflow.db").display()),
            Some(made) => made.url(),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(Made { server, name }) = &self.made {
            let dropped = PgConnection::establish(server).map(|mut server| {
                server.batch_execute(&format!("drop database {name} with (force)"))
            });
            if !matches!(dropped, Ok(Ok(()))) {
                eprintln!("the database {name} is left on the server for tests: {dropped:?}");
            }
        }
    }
}

impl Made {
    /// The address of the server with another database's name.
    fn url(&self) -> String {
        let (place, parameters) = self.server.split_once('?').unwrap_or((&self.server, ""));
        let (scheme, rest) = place.split_once("://").expect("an address with a scheme");
        let host = rest.split_once('/').map_or(rest, |(host, _)| host);
        format!("{scheme}://{host}/{}?{parameters}", self.name)
    }
}

fn connect(url: &str) -> PgConnection {
    PgConnection::establish(url).expect("the server for tests")
}
