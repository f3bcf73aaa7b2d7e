//! The built program, run on a database of its own, and the simulator that it serves.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::database::Database;

/// The environment variable that tests hand secrets over in.
pub(crate) const VARIABLE: &str = "CONNECT_TEST_SECRET";

/// A place of one test, with its database and key.
pub(crate) struct Place {
    pub(crate) database: Database,
    folder: TempDir,
}

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) error: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("the system gives a temporary folder");
        Self { database: Database::in_folder(folder.path()), folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the program with a secret in [`VARIABLE`].
    pub(crate) fn run(&self, secret: &str, arguments: &[&str]) -> Ran {
        self.run_with(secret, &[], arguments)
    }

    /// Runs the program with a secret and further variables.
    pub(crate) fn run_with(
        &self,
        secret: &str,
        variables: &[(&str, &str)],
        arguments: &[&str],
    ) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_inflow"))
            .args(arguments)
            .env("INFLOW_DATABASE_URL", self.database.url())
            .env("INFLOW_KEY_FILE", self.path("inflow.key"))
            .env(VARIABLE, secret)
            .envs(variables.iter().copied())
            .output()
            .expect("the binary can be run");
        Ran {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).expect("the program writes UTF-8"),
            error: String::from_utf8(output.stderr).expect("the program writes UTF-8"),
        }
    }

    /// Connects the account at an address; `sign_in` is the options that name the credentials.
    pub(crate) fn add(&self, secret: &str, address: &str, sign_in: &[&str]) -> Ran {
        let mut arguments = vec!["integration", "add", "--name", "acme", "--domain", "acme"];
        arguments.extend(["--grouping", "ivr", "--since", "2025-09-01", "--base-url", address]);
        arguments.extend(sign_in);
        self.run(secret, &arguments)
    }
}

impl Ran {
    /// Fails unless the program ended well.
    #[track_caller]
    pub(crate) fn well(self) -> Self {
        assert_eq!(self.status, Some(0), "{self:#?}");
        self
    }

    /// Fails unless the program ended with this status and said all of this on standard error.
    #[track_caller]
    pub(crate) fn failed(&self, status: i32, said: &[&str]) {
        assert_eq!(self.status, Some(status), "{self:#?}");
        for words in said {
            assert!(self.error.contains(words), "\"{words}\" is missing: {self:#?}");
        }
    }
}

/// The built simulator, which ends with the test.
pub(crate) struct Simulator {
    process: Child,
    pub(crate) address: String,
}

impl Simulator {
    pub(crate) fn start(options: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_inflow"))
            .args(["simulate", "--listen", "127.0.0.1:0", "--demo", "--tickets", "40"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary can be run");
        let out = process.stdout.take().expect("its standard output is ours");
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).expect("it says where it listens");
        let address = line.trim().trim_start_matches("listening on ").to_owned();
        assert!(address.starts_with("http://127.0.0.1:"), "{line}");
        Self { process, address }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing is left of it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The options of the simulator's admin, agent and OAuth client, with their secrets.
pub(crate) const ADMIN: &[&str] = &["--username", "admin@example.com", "--api-token-env", VARIABLE];
pub(crate) const AGENT: &[&str] = &["--username", "agent@example.com", "--api-token-env", VARIABLE];
pub(crate) const CLIENT: &[&str] =
    &["--oauth-client-id", "inflow-demo", "--oauth-client-secret-env", VARIABLE];
pub(crate) const TOKEN: &str = "simulated-token";
pub(crate) const SECRET: &str = "simulated-secret";
