//! The arrows between the crates of this workspace, and who may use which crate of others.
//!
//! The graph is a snapshot as well: a new arrow is a commit of its own, which accepts it with
//! `INSTA_UPDATE=always cargo test -p xtask --test layers`.

#![expect(clippy::unwrap_used, reason = "whatever is missing here is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Which crate may use which: these arrows and nothing else. `inflow` may use all.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("mapping", &["domain"]),
    ("zendesk", &[]),
    ("formats", &["domain"]),
    ("destinations", &[]),
    ("store", &["domain"]),
    ("store-diesel", &["store", "domain"]),
    ("app", &["domain", "mapping", "formats", "destinations", "zendesk", "store"]),
    ("web", &["domain", "store", "app"]),
    ("simulator", &[]),
    ("recorder", &[]),
    ("fuzz", &[]),
    (
        "inflow",
        &[
            "domain",
            "mapping",
            "formats",
            "zendesk",
            "store",
            "store-diesel",
            "app",
            "web",
            "simulator",
        ],
    ),
    ("xtask", &[]),
];

/// Further arrows that tests, examples and benchmarks may have.
const ARROWS_OF_TESTS: &[(&str, &[&str])] = &[
    ("mapping", &["simulator"]),
    ("zendesk", &["fuzz"]),
    ("store-diesel", &["fuzz"]),
    ("app", &["fuzz"]),
    ("web", &["store-diesel", "simulator", "zendesk", "fuzz"]),
    ("inflow", &["recorder", "fuzz"]),
];

/// Crates of others that only these of ours may use.
const OWNERS: &[(&str, &[&str])] = &[
    ("prometheus-client", &["web"]),
    ("diesel", &["store-diesel"]),
    ("diesel_migrations", &["store-diesel"]),
    ("deadpool-diesel", &["store-diesel"]),
    ("libsqlite3-sys", &["store-diesel"]),
    ("pq-sys", &["store-diesel"]),
    ("openssl-sys", &["store-diesel"]),
    // The recorder stands between the program and Zendesk: a server to the one, a client to the other.
    ("reqwest", &["zendesk", "recorder", "destinations"]),
    ("object_store", &["destinations"]),
    ("russh", &["destinations"]),
    ("russh-sftp", &["destinations"]),
    ("axum", &["simulator", "recorder", "web"]),
    ("tower", &["web"]),
    ("tower-http", &["web"]),
    ("askama", &["web"]),
    ("argon2", &["app"]),
    ("anyhow", &["inflow", "xtask"]),
    ("clap", &["inflow", "xtask"]),
    ("chrono-tz", &["domain"]),
    ("chacha20poly1305", &["store-diesel"]),
    ("postcard", &["store-diesel"]),
    ("parquet", &["app"]),
    ("rust_xlsxwriter", &["formats"]),
];

/// The same for tests, examples and benchmarks, where they may be used beside the owners:
/// the benchmark's floor stores its rows by diesel, and a written file is read again.
const OWNERS_OF_TESTS: &[(&str, &[&str])] = &[("diesel", &["inflow"]), ("parquet", &["inflow"])];

/// What pure crates never use: no runtime, no network, no database, no wire format, no logging.
const NEVER_IN_PURE_CRATES: &[&str] =
    &["tokio", "futures", "async-trait", "reqwest", "diesel", "serde", "serde_json", "tracing"];
const PURE_CRATES: &[&str] = &["domain", "mapping", "formats"];

/// A direct dependency as a Cargo.toml declares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Dependency {
    name: String,
    internal: bool,
    of_tests: bool,
}

/// The crates of the workspace, by their folder's name, with what they depend on.
type Graph = BTreeMap<String, BTreeSet<Dependency>>;

fn workspace() -> Graph {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    graph(&serde_json::from_slice(&output.stdout).unwrap())
}

fn graph(metadata: &Value) -> Graph {
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap();
            (short(&package["name"]), dependencies.iter().map(dependency).collect())
        })
        .collect()
}

fn dependency(declared: &Value) -> Dependency {
    Dependency {
        name: short(&declared["name"]),
        internal: declared["path"].is_string(),
        of_tests: declared["kind"] == "dev",
    }
}

fn short(name: &Value) -> String {
    let name = name.as_str().unwrap();
    name.strip_prefix("inflow-").unwrap_or(name).to_owned()
}

fn listed(table: &[(&str, &[&str])], key: &str, name: &str) -> bool {
    table.iter().any(|(listed, names)| *listed == key && names.contains(&name))
}

/// Every breach of the tables above, as a sentence.
fn breaches(graph: &Graph) -> Vec<String> {
    let mut found = Vec::new();
    for (name, dependencies) in graph {
        if !ARROWS.iter().any(|(listed, _)| listed == name) {
            found.push(format!("{name} is in no layer: say which crates it may use"));
        }
        for dependency in dependencies {
            let allowed = if dependency.internal {
                is_arrow_allowed(name, dependency)
            } else {
                is_use_allowed(name, dependency)
            };
            if !allowed {
                let tests = if dependency.of_tests { " in its tests" } else { "" };
                found.push(format!("{name} may not use {}{tests}", dependency.name));
            }
        }
    }
    found
}

fn is_arrow_allowed(name: &str, dependency: &Dependency) -> bool {
    listed(ARROWS, name, &dependency.name)
        || (dependency.of_tests && listed(ARROWS_OF_TESTS, name, &dependency.name))
}

fn is_use_allowed(name: &str, dependency: &Dependency) -> bool {
    let used = dependency.name.as_str();
    if dependency.of_tests && listed(OWNERS_OF_TESTS, used, name) {
        return true;
    }
    let owned = OWNERS.iter().any(|(owned, _)| *owned == used);
    let pure = PURE_CRATES.contains(&name) && !dependency.of_tests;
    (!owned || listed(OWNERS, used, name)) && !(pure && NEVER_IN_PURE_CRATES.contains(&used))
}

/// The arrows between our own crates, one a line.
fn arrows(graph: &Graph) -> String {
    let mut lines = Vec::new();
    for (name, dependencies) in graph {
        let internal: Vec<&Dependency> =
            dependencies.iter().filter(|dependency| dependency.internal).collect();
        if internal.is_empty() {
            lines.push(format!("{name} -> nothing"));
        }
        for dependency in &internal {
            let beside = Dependency { of_tests: false, ..(*dependency).clone() };
            if dependency.of_tests && internal.contains(&&beside) {
                continue;
            }
            let tests = if dependency.of_tests { " (tests only)" } else { "" };
            lines.push(format!("{name} -> {}{tests}", dependency.name));
        }
    }
    lines.join("\n")
}

#[test]
fn crates_use_only_what_their_layer_may() {
    assert_eq!(breaches(&workspace()), Vec::<String>::new());
}

#[test]
fn the_arrow_graph_is_the_accepted_one() {
    insta::assert_snapshot!("arrows", arrows(&workspace()));
}

/// The source files of a crate, with their lines that are no comments.
fn lines_of_code(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            lines_of_code(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.extend(lines.map(|line| (path.clone(), line.to_owned())));
        }
    }
}

/// Commands are words of the command line: what lies below the program serves pages and an API as well.
#[test]
fn no_crate_below_the_program_names_its_commands() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("crates");
    let mut lines = Vec::new();
    for (name, _) in ARROWS.iter().filter(|(name, _)| !["inflow", "xtask"].contains(name)) {
        lines_of_code(&crates.join(name).join("src"), &mut lines);
    }
    assert!(lines.len() > 10_000, "the sources are elsewhere");
    lines.retain(|(_, line)| line.contains("`inflow "));
    assert!(lines.is_empty(), "{lines:#?}");
}

#[test]
fn breaches_are_found() {
    let package = |name: &str, dependencies: &[Value]| serde_json::json!({ "name": name, "dependencies": dependencies });
    let internal =
        |name: &str| serde_json::json!({ "name": name, "path": "/somewhere", "kind": null });
    let foreign = |name: &str, kind: Value| serde_json::json!({ "name": name, "kind": kind });
    let metadata = serde_json::json!({ "packages": [
        package("inflow-domain", &[foreign("tokio", Value::Null), foreign("tokio", "dev".into())]),
        package("inflow-store", &[internal("inflow-zendesk"), internal("inflow-domain")]),
        package("inflow-app", &[foreign("reqwest", "dev".into())]),
        package("inflow", &[foreign("diesel", "dev".into()), foreign("diesel", Value::Null)]),
        package("inflow-worker", &[]),
    ] });
    assert_eq!(
        breaches(&graph(&metadata)),
        [
            "app may not use reqwest in its tests",
            "domain may not use tokio",
            "inflow may not use diesel",
            "store may not use zendesk",
            "worker is in no layer: say which crates it may use",
        ]
    );
}
