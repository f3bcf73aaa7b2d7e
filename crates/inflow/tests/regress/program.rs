//! The program under test: the import through its own wiring with a manual clock, everything that is
//! read afterwards through the binary.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::str;
use std::sync::{Arc, Mutex};

use anyhow::Context as _;
use inflow_app::accounts::integrations::{self, Entered};
use inflow_app::import::import;
use inflow_app::{Context, Progress, Stage, Stop};
use inflow_domain::{Grouping, ManualClock, Timestamp};
use inflow_program::cli::Global;
use inflow_program::wiring::context_with;
use inflow_store::Credentials;
use inflow_zendesk::RetryPolicy;
use secrecy::SecretString;
use serde_json::Value;

use crate::database::Database;
use crate::kept;
use crate::scenario::{CredentialKind, Explain, Import, Scenario, Volumes};
use crate::stored::stored;

/// The name that the account is connected under.
const INTEGRATION: &str = "recorded";

/// Secrets of the connection, which must not be found in the database either.
const SECRETS: [&str; 2] = ["fixture-token", "fixture-secret"];

/// A program with a database of its own.
pub(crate) struct Program {
    database: Database,
    folder: tempfile::TempDir,
    name: String,
}

impl Program {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let folder = tempfile::tempdir().expect("the system gives a temporary folder");
        let database = Database::in_folder(folder.path());
        Self { database, folder, name: scenario.domain.clone() }
    }

    fn key_file(&self) -> PathBuf {
        self.folder.path().join("key")
    }

    async fn context(&self, import: &Import) -> anyhow::Result<Context> {
        let global = Global {
            database_url: Some(self.database.url().into()),
            key_file: Some(self.key_file().into()),
            ..Global::default()
        };
        let clock = Arc::new(ManualClock::at(instant(&import.now)));
        context_with(&global, clock, RetryPolicy::quick()).await
    }

    pub(crate) async fn add_integration(
        &self,
        scenario: &Scenario,
        import: &Import,
        address: &str,
    ) -> anyhow::Result<()> {
        let credentials = match scenario.credentials {
            CredentialKind::ApiToken => Credentials::ApiToken {
                username: "admin@acme.example".to_owned(),
                token: SecretString::from("fixture-token"),
            },
            CredentialKind::Oauth => Credentials::OAuthClient {
                client_id: "fixture-client".to_owned(),
                client_secret: SecretString::from("fixture-secret"),
            },
        };
        let entered = Entered {
            name: INTEGRATION.to_owned(),
            domain: self.name.clone(),
            base_url: Some(address.to_owned()),
            grouping: Grouping::from_name(&scenario.grouping).context("no such grouping")?,
            since: instant(&scenario.since),
            credentials,
        };
        integrations::add(&self.context(import).await?, entered).await?;
        Ok(())
    }

    /// Imports until caught up; returns what the user was told.
    pub(crate) async fn import(&self, this: &Import) -> anyhow::Result<Vec<String>> {
        let context = self.context(this).await?;
        let integration = integrations::find(&context, INTEGRATION).await?;
        let notes = Arc::new(Notes::default());
        let (stop, _handle) = Stop::new();
        import(&context, &integration, notes.clone(), &stop).await?;
        let told = notes.0.lock().expect("no test panics while it is told").clone();
        Ok(told)
    }

    /// What is kept of these tickets, and of the account.
    pub(crate) async fn kept(
        &self,
        this: &Import,
        tickets: &BTreeSet<i64>,
    ) -> anyhow::Result<String> {
        let context = self.context(this).await?;
        let integration = integrations::find(&context, INTEGRATION).await?;
        Ok(kept::everything(&context.store, integration.id, tickets).await)
    }

    pub(crate) fn queues(&self) -> String {
        self.ask(&["queues", "--integration", INTEGRATION, "--format", "json"])
    }

    pub(crate) fn views(&self) -> String {
        self.ask(&["views", "--integration", INTEGRATION, "--format", "json"])
    }

    pub(crate) fn quality(&self) -> String {
        let said = self.ask(&["integration", "show", "--name", INTEGRATION, "--format", "json"]);
        // The binary counts an API token's days by the machine's clock.
        let days = |line: &&str| line.trim_start().starts_with("\"api_token_days_left\": ");
        assert_eq!(said.lines().filter(days).count(), 1, "{said}");
        said.split_inclusive('\n').filter(|line| !days(line)).collect()
    }

    pub(crate) fn volumes(&self, asked: &Volumes) -> String {
        let mut arguments = vec!["volumes", "--integration", INTEGRATION, "--format", "csv"];
        for (option, value) in [
            ("--interval", &asked.interval),
            ("--time-zone", &asked.time_zone),
            ("--fill", &asked.fill),
            ("--from", &asked.from),
            ("--to", &asked.to),
        ] {
            if let Some(value) = value {
                arguments.extend([option, value]);
            }
        }
        self.ask(&arguments)
    }

    pub(crate) fn contacts(&self) -> String {
        self.ask(&["contacts", "--integration", INTEGRATION, "--format", "json"])
    }

    pub(crate) fn explain(&self, asked: &Explain) -> String {
        let ticket = asked.ticket.map(|ticket| ticket.to_string());
        let mut arguments = vec!["explain", "--integration", INTEGRATION];
        for (option, value) in
            [("--queue", &asked.queue), ("--interval", &asked.interval), ("--ticket", &ticket)]
        {
            if let Some(value) = value {
                arguments.extend([option, value]);
            }
        }
        self.ask(&arguments)
    }

    /// One line for each event of these tickets: what it counts, where, and by which rule.
    pub(crate) fn all_events(&self, tickets: &BTreeSet<i64>) -> String {
        let mut lines = String::new();
        for ticket in tickets {
            let id = ticket.to_string();
            let explained = self.ask_json(&["--ticket", &id]);
            writeln!(lines, "ticket {ticket} {}", explained["inexact"])
                .expect("a String takes every text");
            for event in list(&explained["events"]) {
                lines.push_str(&event_line(event));
            }
        }
        lines
    }

    /// One line for each call behind a figure; nothing where there is no Talk queue.
    pub(crate) fn all_calls(&self) -> Option<String> {
        let csv = self.ask(&["volumes", "--integration", INTEGRATION, "--format", "csv"]);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let mut lines = String::new();
        for row in reader.records().map(|row| row.expect("the program writes correct CSV")) {
            if row[3].is_empty() {
                let figure = self.ask_json(&["--queue", &row[0], "--interval", &row[4]]);
                for call in list(&figure["calls"]) {
                    writeln!(lines, "{} {}", &row[0], by_name(call))
                        .expect("a String takes every text");
                }
            }
        }
        (!lines.is_empty()).then_some(lines)
    }

    fn ask_json(&self, which: &[&str]) -> Value {
        let mut arguments = vec!["explain", "--integration", INTEGRATION, "--format", "json"];
        arguments.extend(which);
        serde_json::from_str(&self.ask(&arguments)).expect("the program writes correct JSON")
    }

    /// Runs the binary on the database; what it says on standard output.
    fn ask(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_inflow"))
            .args(arguments)
            .env("INFLOW_DATABASE_URL", self.database.url())
            .env("INFLOW_KEY_FILE", self.key_file())
            .output()
            .expect("the binary can be run");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "inflow {}: {error}", arguments.join(" "));
        String::from_utf8(output.stdout).expect("the program writes UTF-8")
    }

    /// Fails where one of these texts, or a secret, stands in what the program stored.
    pub(crate) fn check_never_stored(&self, texts: &[String]) {
        let bytes = stored(&self.database.url(), self.folder.path());
        for text in texts.iter().map(String::as_str).chain(SECRETS) {
            let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!found, "\"{text}\" is stored");
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// An object in one line with its fields by name: whether serde_json keeps their order depends on what else
/// is built.
fn by_name(object: &Value) -> String {
    let fields: BTreeMap<String, &Value> = object
        .as_object()
        .expect("an object")
        .iter()
        .map(|(name, value)| (name.clone(), value))
        .collect();
    serde_json::to_string(&fields).expect("values are correct JSON")
}

fn event_line(event: &Value) -> String {
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let views = list(&event["views"]);
    let named = |name: &str| {
        let chosen = views.iter().filter(|view| view[name] == true);
        chosen.map(|view| view["view_id"].to_string()).collect::<Vec<_>>().join(" ")
    };
    let outcome = if event["kind"].is_null() {
        format!("nothing: {}", text("why_nothing"))
    } else {
        let views = named("counts");
        format!("{}, {} from {}, in [{views}]", text("kind"), text("channel"), text("channel_from"))
    };
    format!(
        "  event {} {} by {} {}: {outcome} (rule {}); views [{}] -> [{}]\n",
        event["event_id"],
        text("time"),
        text("side"),
        event["author_id"],
        text("rule"),
        named("held_before"),
        named("holds_after"),
    )
}

fn instant(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap_or_else(|| panic!("{text} is no instant"))
}

/// Keeps what the user would be told.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Progress for Notes {
    fn stage(&self, _stage: Stage) {}

    fn advanced(&self, _stage: Stage, _done: u64, _of: Option<u64>) {}

    fn note(&self, text: &str) {
        self.0.lock().expect("no test panics while it is told").push(text.to_owned());
    }
}
