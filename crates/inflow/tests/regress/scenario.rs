//! A scenario as it stands in its folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use inflow_recorder::check_scenario;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What `scenario.json` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    #[serde(skip)]
    pub(crate) folder: PathBuf,
    /// What it shows; for the reader.
    #[serde(rename = "title")]
    _title: String,
    /// The rules of docs/counting.md that it shows; for the reader.
    #[serde(rename = "shows")]
    _shows: Vec<String>,
    /// The mark that `check_scenario` has read.
    pub(crate) origin: Value,
    pub(crate) domain: String,
    pub(crate) credentials: CredentialKind,
    pub(crate) grouping: String,
    pub(crate) since: String,
    pub(crate) imports: Vec<Import>,
    /// Texts that must not be found in the database's files.
    pub(crate) never_stored: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CredentialKind {
    ApiToken,
    Oauth,
}

/// One import with what is asked of the program after it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Import {
    /// What the clock shows.
    pub(crate) now: String,
    /// The file with the recorded requests and answers.
    pub(crate) responses: String,
    pub(crate) volumes: Vec<Volumes>,
    pub(crate) explain: Vec<Explain>,
    /// Every contact of every queue, where the scenario shows what becomes of them.
    #[serde(default)]
    pub(crate) contacts: Option<Vec<ExpectedContact>>,
    /// What a recorded scenario has not.
    pub(crate) expected: Option<Expected>,
}

/// Options of `inflow volumes`, and the rows that the rules ask for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Volumes {
    pub(crate) name: String,
    pub(crate) interval: Option<String>,
    pub(crate) time_zone: Option<String>,
    pub(crate) fill: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    /// What a recorded scenario has not.
    pub(crate) expected: Option<Vec<ExpectedRow>>,
}

/// A row of volumes, derived from the rules by hand. What is left out is absent from the row as well,
/// save for the view and the quarter of an hour, which are left out where they go without saying.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedRow {
    pub(crate) queue: String,
    pub(crate) view_id: Option<i64>,
    pub(crate) interval_start: String,
    pub(crate) interval_seconds: Option<i64>,
    pub(crate) offered: i64,
    pub(crate) handled: Option<i64>,
    pub(crate) abandoned: Option<i64>,
    pub(crate) handling_time_seconds: Option<i64>,
    pub(crate) aht_seconds: Option<f64>,
}

/// A contact in a queue with what became of it, derived from the rules by hand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) struct ExpectedContact {
    pub(crate) queue: String,
    pub(crate) ticket_id: i64,
    pub(crate) event_id: i64,
    pub(crate) kind: String,
    pub(crate) reopening: bool,
    pub(crate) arrived_at: String,
    pub(crate) outcome: String,
    pub(crate) ended_at: Option<String>,
    pub(crate) answer_seconds: Option<i64>,
    pub(crate) author_side: String,
}

/// Options of `inflow explain`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Explain {
    pub(crate) name: String,
    pub(crate) queue: Option<String>,
    pub(crate) interval: Option<String>,
    pub(crate) ticket: Option<i64>,
}

/// What else the rules ask for, derived by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    /// By view, the beginnings of the offending conditions.
    pub(crate) unsupported_views: BTreeMap<String, Vec<String>>,
    pub(crate) inactive_queues: BTreeSet<String>,
    pub(crate) contacts: i64,
    pub(crate) contacts_outside_views: i64,
    pub(crate) unmapped_channels: BTreeMap<String, i64>,
    pub(crate) inexact_tickets: i64,
}

/// A request and the file that answers it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recorded {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, Value>,
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// Set while values are changed to see whether that is noticed: by the figures, not by the mark.
const CHANGED: &str = "INFLOW_REGRESS_CHANGED";

/// The folder of all scenarios; another one can be named, to try what a change of a fixture does.
pub(crate) fn fixtures() -> PathBuf {
    env::var_os("INFLOW_REGRESS_FIXTURES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures"), PathBuf::from)
}

impl Scenario {
    pub(crate) fn load(name: &str) -> Self {
        let folder = fixtures().join(name);
        let folder = folder.canonicalize().unwrap_or_else(|error| panic!("{name}: {error}"));
        if env::var_os(CHANGED).is_none() {
            check_scenario(&folder).unwrap_or_else(|error| panic!("{error}"));
        }
        let scenario: Self = read(&folder.join("scenario.json"));
        Self { folder, ..scenario }
    }

    /// Whether its figures were derived from the rules, by hand.
    pub(crate) fn is_written(&self) -> bool {
        self.origin == "written"
    }

    /// The recorded requests of an import.
    pub(crate) fn recorded(&self, import: &Import) -> Vec<Recorded> {
        read(&self.folder.join(&import.responses))
    }

    /// Every ticket with an event in an answer to the first imports, by id.
    pub(crate) fn tickets(&self, imports: usize) -> BTreeSet<i64> {
        let exports = self.imports[..imports]
            .iter()
            .flat_map(|import| self.recorded(import))
            .filter(|recorded| recorded.path.ends_with("/ticket_events"));
        let pages: Vec<Value> =
            exports.map(|recorded| read(&self.folder.join(recorded.body))).collect();
        let events = pages.iter().filter_map(|page| page["ticket_events"].as_array()).flatten();
        events.map(|event| integer(&event["ticket_id"])).collect()
    }
}

/// An id that stands as number or as text.
fn integer(value: &Value) -> i64 {
    let text = value.as_str().and_then(|text| text.parse().ok());
    value.as_i64().or(text).unwrap_or_else(|| panic!("{value} is no id"))
}

fn read<T: DeserializeOwned>(path: &Path) -> T {
    let shown = path.display();
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{shown}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{shown}: {error}"))
}
