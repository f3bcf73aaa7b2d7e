//! The built program with a database of its own, and simulated accounts to read.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use inflow_simulator::{Account, Options, ServeOptions, Simulator};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::database::Database;

/// From when on the tests import.
pub(crate) const SINCE: &str = "2026-08-01";

/// A simulated account that is served until it is dropped.
pub(crate) struct Zendesk {
    pub(crate) address: String,
    _runtime: Runtime,
}

impl Zendesk {
    /// A small account, the same for each seed.
    pub(crate) fn small(seed: u64) -> Self {
        Self::listening(seed, "127.0.0.1:0", ServeOptions::default())
    }

    /// The same at a place, for whom it lets in.
    pub(crate) fn listening(seed: u64, address: &str, access: ServeOptions) -> Self {
        let options = Options { tickets: 60, ..Options::demo(seed) };
        let runtime = Runtime::new().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind(address)).expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let simulator = Simulator::new(Account::generate(&options), access);
        runtime.spawn(async move { simulator.serve(listener).await });
        Self { address, _runtime: runtime }
    }
}

/// A database and a key of one test.
pub(crate) struct Place {
    database: Database,
    folder: TempDir,
}

/// What a command printed.
#[derive(Debug)]
pub(crate) struct Printed {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) notes: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { database: Database::in_folder(folder.path()), folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The address of the database.
    pub(crate) fn database_url(&self) -> String {
        self.database.url()
    }

    /// The address of the same database on the streaming replica that `INFLOW_TEST_REPLICA` names, where there
    /// is one.
    pub(crate) fn replica_url(&self) -> Option<String> {
        let server = std::env::var("INFLOW_TEST_REPLICA").ok()?;
        let url = self.database_url();
        let place = url.split_once('?').map_or(url.as_str(), |(place, _)| place);
        let (_, name) = place.rsplit_once('/').expect("the database's name");
        Some(server.replace("/postgres?", &format!("/{name}?")))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_on(&self.database.url(), arguments)
    }

    /// The program on another database, with the key of this place.
    pub(crate) fn command_on(&self, database_url: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_inflow"));
        command
            .args(arguments)
            .stdin(Stdio::null())
            .env("INFLOW_DATABASE_URL", database_url)
            .env("INFLOW_KEY_FILE", self.path("inflow.key"))
            .env("INFLOW_CONFIG", "")
            .env("TOKEN", "simulated-token")
            .env("WRONG", "another-token");
        command
    }

    pub(crate) fn runs(&self, arguments: &[&str]) -> Printed {
        printed(&mut self.command(arguments))
    }

    pub(crate) fn succeeds(&self, arguments: &[&str]) -> Printed {
        let printed = self.runs(arguments);
        assert_eq!(printed.status, Some(0), "{arguments:?}: {}", printed.notes);
        printed
    }

    /// A command that has to end with this status; what it says of the error.
    pub(crate) fn fails(&self, status: i32, arguments: &[&str]) -> String {
        let printed = self.runs(arguments);
        assert_eq!(printed.status, Some(status), "{arguments:?}: {}", printed.notes);
        printed.notes
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let printed = self.succeeds(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&printed.out).expect("JSON")
    }

    /// The options that connect a name to an account.
    pub(crate) fn adding<'a>(name: &'a str, zendesk: &'a Zendesk) -> Vec<&'a str> {
        let mut options = vec!["integration", "add", "--name", name, "--domain", "acme"];
        options.extend(["--grouping", "ivr", "--username", "admin@example.com"]);
        options.extend(["--api-token-env", "TOKEN", "--base-url", &zendesk.address]);
        options
    }

    pub(crate) fn add(&self, name: &str, zendesk: &Zendesk) {
        self.succeeds(&[&Self::adding(name, zendesk)[..], &["--since", SINCE]].concat());
    }

    /// How `integration list` shows one of that name.
    pub(crate) fn listed(&self, name: &str) -> Value {
        let list = self.json(&["integration", "list"]);
        let found = list.as_array().expect("a list").iter().find(|row| row["name"] == name);
        found.unwrap_or_else(|| panic!("{name} is not listed: {list}")).clone()
    }

    pub(crate) fn volumes(&self, name: &str) -> String {
        self.succeeds(&["volumes", "--integration", name, "--format", "csv"]).out
    }
}

pub(crate) fn printed(command: &mut Command) -> Printed {
    let output = command.output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Printed { status: output.status.code(), out: text(output.stdout), notes: text(output.stderr) }
}
