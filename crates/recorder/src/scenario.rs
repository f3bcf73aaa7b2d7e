//! Writing what was recorded, in the format that fixtures/README.md describes.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::NEUTRAL_SUBDOMAIN;
use crate::error::Error;
use crate::mark::{self, SCENARIO, check_scenario};
use crate::server::Recorded;

/// How the account was connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// `ivr` or `phone-number`.
    pub grouping: String,
    /// The first day that was imported.
    pub since: String,
    /// What the program's clock showed all the while.
    pub now: String,
    /// Whether an OAuth client was used, and not an API token.
    pub oauth: bool,
}

/// Writes a scenario into a folder that is not there yet, and leaves nothing behind where it must be refused.
pub(crate) fn write(
    folder: &Path,
    connection: &Connection,
    recorded: &[Recorded],
) -> Result<(), Error> {
    if folder.exists() {
        return Err(Error::Exists(folder.to_owned()));
    }
    if recorded.is_empty() {
        return Err(Error::Nothing);
    }
    let written = write_files(folder, connection, recorded).and_then(|()| check_scenario(folder));
    if written.is_err() {
        // What went wrong is told; a folder that cannot be removed either would be refused by its mark.
        let _ = fs::remove_dir_all(folder);
    }
    written
}

fn write_files(folder: &Path, connection: &Connection, all: &[Recorded]) -> Result<(), Error> {
    let failed = |source| Error::File { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut index = Vec::new();
    for (number, recorded) in all.iter().enumerate() {
        let name = file_name(number + 1, &recorded.path);
        put(folder, &name, &format!("{}\n", recorded.body))?;
        index.push(format!("  {}", line(recorded, &name)));
    }
    put(folder, "index.json", &format!("[\n{}\n]\n", index.join(",\n")))?;
    let scenario = json!({
        "title": "A recorded account",
        "shows": [],
        "origin": mark::recorded(folder)?,
        "domain": NEUTRAL_SUBDOMAIN,
        "credentials": if connection.oauth { "oauth" } else { "api_token" },
        "grouping": connection.grouping,
        "since": connection.since,
        "imports": [{
            "now": connection.now,
            "responses": "index.json",
            "volumes": [{"name": "quarter-hours"}],
            "explain": [],
        }],
        "never_stored": [],
    });
    put(folder, SCENARIO, &format!("{scenario:#}\n"))
}

fn put(folder: &Path, name: &str, text: &str) -> Result<(), Error> {
    let path = folder.join(name);
    fs::write(&path, text).map_err(|source| Error::File { path, source })
}

fn line(recorded: &Recorded, body: &str) -> Value {
    let query = recorded.query.iter().map(|(name, values)| {
        let value = match values.as_slice() {
            [one] => json!(one),
            many => json!(many),
        };
        (name.clone(), value)
    });
    json!({
        "method": recorded.method,
        "path": recorded.path,
        "query": query.collect::<serde_json::Map<_, _>>(),
        "status": recorded.status,
        "body": body,
    })
}

/// `007-incremental-tickets-cursor.json`.
fn file_name(number: usize, path: &str) -> String {
    let path = path.strip_prefix("/api/v2/").unwrap_or(path).trim_matches('/');
    format!("{number:03}-{}.json", path.replace(['/', '_'], "-"))
}
