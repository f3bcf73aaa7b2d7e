//! The built program with a database of its own and a simulated account to read.

use std::path::PathBuf;
use std::process::{Command, Output};

use inflow_simulator::{Account, Options, ServeOptions, Simulator};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::database::Database;

/// The name that the account is connected under.
pub(crate) const NAME: &str = "acme";

/// A program, and the account that it is connected to.
pub(crate) struct Program {
    database: Database,
    folder: TempDir,
    /// Where the account is served.
    base_url: String,
    _server: tokio::runtime::Runtime,
}

/// What a command printed.
pub(crate) struct Printed {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) notes: String,
}

impl Program {
    /// Connects to an account made from these options, from a day on.
    pub(crate) fn connected(options: &Options, since: &str) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("an address");
        let simulator = Simulator::new(Account::generate(options), ServeOptions::default());
        runtime.spawn(async move { simulator.serve(listener).await });
        let base_url = format!("http://{address}");
        let program = Self { base_url, _server: runtime, ..Self::without_accounts() };
        program.add(NAME, since);
        program
    }

    /// A program that is connected to nothing.
    pub(crate) fn without_accounts() -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::in_folder(folder.path());
        Self { database, folder, base_url: String::new(), _server: runtime }
    }

    /// Connects to the account under a name.
    pub(crate) fn add(&self, name: &str, since: &str) {
        self.succeeds(&[
            "integration",
            "add",
            "--name",
            name,
            "--domain",
            "acme",
            "--grouping",
            "ivr",
            "--username",
            "admin@example.com",
            "--api-token-env",
            "TOKEN",
            "--base-url",
            &self.base_url,
            "--since",
            since,
        ]);
    }

    /// The same, imported.
    pub(crate) fn imported(options: &Options, since: &str) -> Self {
        let program = Self::connected(options, since);
        program.succeeds(&["import", "--integration", NAME]);
        program
    }

    /// Where a file of the program's folder is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file of the program's folder.
    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).expect("a file");
        path.display().to_string()
    }

    pub(crate) fn runs(&self, arguments: &[&str]) -> Printed {
        let output = self.command(arguments).output().expect("the program runs");
        let Output { status, stdout, stderr } = output;
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Printed { status: status.code(), out: text(stdout), notes: text(stderr) }
    }

    /// The command with the program's database.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_inflow"));
        command
            .args(arguments)
            .env("INFLOW_DATABASE_URL", self.database.url())
            .env("INFLOW_KEY_FILE", self.folder.path().join("key"))
            .env("TOKEN", "simulated-token");
        command
    }

    pub(crate) fn succeeds(&self, arguments: &[&str]) -> Printed {
        let printed = self.runs(arguments);
        assert_eq!(printed.status, Some(0), "{arguments:?}: {}", printed.notes);
        printed
    }

    /// What a command answers in JSON.
    pub(crate) fn json_of(&self, arguments: &[&str]) -> Value {
        let printed = self.succeeds(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&printed.out).expect("JSON")
    }

    /// A command on the integration.
    pub(crate) fn of_integration(&self, command: &str, rest: &[&str]) -> Printed {
        self.succeeds(&[&[command, "--integration", NAME], rest].concat())
    }

    /// What a command on the integration answers in JSON.
    pub(crate) fn json(&self, command: &str, rest: &[&str]) -> Value {
        let printed = self.of_integration(command, &[rest, &["--format", "json"]].concat());
        serde_json::from_str(&printed.out).expect("JSON")
    }
}

/// The rows of a JSON list.
pub(crate) fn rows(list: &Value) -> &[Value] {
    list.as_array().expect("a list")
}

/// The lines of a CSV after its header, and the header.
pub(crate) fn csv(printed: &Printed) -> (&str, Vec<&str>) {
    let mut lines = printed.out.lines();
    (lines.next().expect("a header"), lines.collect())
}
