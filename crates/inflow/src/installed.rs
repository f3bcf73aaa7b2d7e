//! What the service of this machine is set up with, where that can be read: whoever runs a command beside it
//! has to name the same database.

use std::fs;
use std::path::{Path, PathBuf};

use inflow_store_diesel::DatabaseUrl;

/// Where systemd looks for units.
const UNITS: [&str; 5] = [
    "etc/systemd/system",
    "run/systemd/system",
    "usr/local/lib/systemd/system",
    "usr/lib/systemd/system",
    "lib/systemd/system",
];
/// The variables that name a database and its key.
const NAMED: [&str; 3] = ["INFLOW_DATABASE_URL", "INFLOW_CONFIG", "INFLOW_KEY_FILE"];

/// A setting, and the file that it stands in.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    file: PathBuf,
    variable: String,
    value: String,
}

/// What to say of the service's settings behind a sentence; nothing where none are found.
pub(crate) fn told() -> String {
    let found = found(Path::new("/"));
    let Some(first) = found.first() else { return String::new() };
    let settings: Vec<String> =
        found.iter().map(|found| shown(&found.variable, &found.value)).collect();
    format!("; the service of this machine has {} ({})", settings.join(" "), first.file.display())
}

/// A setting without a password.
fn shown(variable: &str, value: &str) -> String {
    if variable == "INFLOW_DATABASE_URL" {
        format!("{variable}={}", DatabaseUrl::from(value.to_owned()))
    } else {
        format!("{variable}={value}")
    }
}

/// The settings of the first unit that has some, or the configuration file in its usual place.
fn found(root: &Path) -> Vec<Found> {
    for folder in UNITS {
        let found = of_unit(root, &root.join(folder).join("inflow.service"));
        if !found.is_empty() {
            return found;
        }
    }
    let file = root.join("etc/inflow/inflow.toml");
    if !file.is_file() {
        return Vec::new();
    }
    let (variable, value) = ("INFLOW_CONFIG".to_owned(), file.display().to_string());
    vec![Found { file, variable, value }]
}

/// The settings of a unit and of what is dropped in beside it, which comes later and wins.
fn of_unit(root: &Path, unit: &Path) -> Vec<Found> {
    let mut files = vec![unit.to_owned()];
    let beside = unit.with_extension("service.d").read_dir();
    let mut dropped_in: Vec<PathBuf> =
        beside.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    dropped_in.sort();
    files.extend(
        dropped_in.into_iter().filter(|file| file.extension().is_some_and(|e| e == "conf")),
    );
    let mut all: Vec<Found> = Vec::new();
    for file in files {
        for (variable, value) in assignments(root, &fs::read_to_string(&file).unwrap_or_default()) {
            all.retain(|found| found.variable != variable);
            all.push(Found { file: file.clone(), variable, value });
        }
    }
    all
}

/// The assignments of our variables in a unit's text, and in the files that it names for them.
fn assignments(root: &Path, unit: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for line in unit.lines() {
        match line.trim().split_once('=') {
            Some(("Environment", words)) => {
                all.extend(words_of(words).iter().filter_map(|word| named(word)));
            }
            Some(("EnvironmentFile", file)) => {
                let file = root.join(file.trim().trim_start_matches(['-', '/']));
                let text = fs::read_to_string(file).unwrap_or_default();
                all.extend(text.lines().flat_map(words_of).filter_map(|word| named(&word)));
            }
            _ => {}
        }
    }
    all
}

/// Words as a unit separates them: by spaces outside quotes.
fn words_of(line: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for letter in line.trim().chars() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, ' ' | '\t') => words.push(String::new()),
            _ => words.last_mut().into_iter().for_each(|word| word.push(letter)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn named(assignment: &str) -> Option<(String, String)> {
    let (variable, value) = assignment.split_once('=')?;
    NAMED.contains(&variable).then(|| (variable.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        }
        root
    }

    fn settings(files: &[(&str, &str)]) -> Vec<String> {
        let root = root(files);
        found(root.path()).iter().map(|found| shown(&found.variable, &found.value)).collect()
    }

    #[test]
    fn the_shipped_unit_is_understood() {
        let unit = include_str!("../../../docs/deploy/inflow.service");
        assert_eq!(
            settings(&[("etc/systemd/system/inflow.service", unit)]),
            ["INFLOW_DATABASE_URL=sqlite:///var/lib/inflow/inflow.db"]
        );
    }

    #[test]
    fn what_is_dropped_in_wins_and_no_password_is_told() {
        let files = [
            (
                "usr/lib/systemd/system/inflow.service",
                "[Service]\nEnvironment=INFLOW_DATABASE_URL=sqlite:///a.db\n",
            ),
            (
                "usr/lib/systemd/system/inflow.service.d/local.conf",
                "[Service]\nEnvironment=X=1 \"INFLOW_DATABASE_URL=postgres://u:secret@db/inflow\"\n\
                 EnvironmentFile=-/etc/inflow/env\n# Environment=INFLOW_CONFIG=/no\n",
            ),
            ("etc/inflow/env", "INFLOW_KEY_FILE='/etc/inflow/my key'\nOTHER=1\n"),
        ];
        assert_eq!(
            settings(&files),
            [
                "INFLOW_DATABASE_URL=postgres://u:***@db/inflow",
                "INFLOW_KEY_FILE=/etc/inflow/my key"
            ]
        );
    }

    #[test]
    fn a_configuration_file_in_its_usual_place_is_named() {
        let root = root(&[("etc/inflow/inflow.toml", "")]);
        let found = found(root.path());
        assert_eq!(found.len(), 1);
        assert!(found[0].variable == "INFLOW_CONFIG" && found[0].value.ends_with("inflow.toml"));
        assert_eq!(settings(&[]), [""; 0]);
    }
}
