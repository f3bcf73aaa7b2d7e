//! `cargo xtask regress`: every recorded scenario of fixtures/ is imported, and queues, verdicts,
//! volumes, diagnostics and explanations are compared with the snapshots beside it.
//!
//! The comparison itself lives in the program's tests. This task runs them, and sees to it that no
//! scenario was left out and no snapshot lies about that nothing asserts any more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::databases::Database;
use crate::mutate;
use crate::process::{Workspace, run as run_command};

#[derive(clap::Args, Default)]
pub(crate) struct Arguments {
    /// Accepts what the program gives now, and removes snapshots that nothing asserts
    #[arg(long)]
    pub(crate) bless: bool,
    /// What the program keeps its data in; the snapshots are the same
    #[arg(long, value_enum, default_value_t)]
    pub(crate) database: Database,
    /// Changes this many values in a copy of the fixtures, one at a time, and prints what nothing noticed
    #[arg(long, value_name = "N", conflicts_with_all = ["bless", "database"])]
    pub(crate) mutate: Option<u64>,
    /// Which values are changed follows from it
    #[arg(long, default_value_t = 1, requires = "mutate")]
    pub(crate) seed: u64,
}

/// Fewer scenarios than these are a mistake of whoever removed one.
const LEAST_SCENARIOS: usize = 16;

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    if let Some(count) = arguments.mutate {
        return mutate::run(workspace, count, arguments.seed);
    }
    let folder = tempfile::tempdir()?;
    let list = folder.path().join("asserted");
    fs::write(&list, "")?;
    let mut command = workspace.cargo("test", &["--package", "inflow", "--test", "regress"]);
    command
        .env("INFLOW_REGRESS_ASSERTED", &list)
        .env("INSTA_UPDATE", if arguments.bless { "always" } else { "no" })
        .env_remove("INSTA_FORCE_PASS")
        .env_remove("INFLOW_REGRESS_CHANGED");
    arguments.database.chosen(workspace, &mut command)?;
    run_command(&mut command)
        .context("a scenario differs from its snapshots, or was not scrubbed")?;

    let asserted = asserted(workspace, &fs::read_to_string(&list)?)?;
    let scenarios = check_scenarios(workspace, &asserted)?;
    let unreferenced: Vec<PathBuf> =
        snapshots(workspace)?.into_iter().filter(|file| !asserted.contains(file)).collect();
    if arguments.bless {
        for file in &unreferenced {
            fs::remove_file(file)?;
            println!("removed {}, which no scenario asserts", shown(workspace, file));
        }
    } else if let Some(first) = unreferenced.first() {
        bail!(
            "{} snapshots are asserted by no scenario, the first is {}; \
             `cargo xtask regress --bless` removes them",
            unreferenced.len(),
            shown(workspace, first)
        );
    }
    println!(
        "regress on {}: {scenarios} scenarios, {} snapshots",
        arguments.database,
        asserted.len()
    );
    Ok(())
}

/// The files that the tests say they have compared.
fn asserted(workspace: &Workspace, list: &str) -> Result<BTreeSet<PathBuf>> {
    list.lines()
        .map(|line| {
            let file = workspace.root().join(line);
            file.canonicalize()
                .with_context(|| format!("the asserted snapshot {} is not there", file.display()))
        })
        .collect()
}

/// Every scenario of fixtures/ must have been compared with at least one snapshot of its own.
fn check_scenarios(workspace: &Workspace, asserted: &BTreeSet<PathBuf>) -> Result<usize> {
    let mut scenarios = 0;
    for entry in fs::read_dir(workspace.root().join("fixtures"))? {
        let folder = entry?.path().canonicalize()?;
        if !folder.join("scenario.json").is_file() {
            continue;
        }
        scenarios += 1;
        ensure!(
            asserted.iter().any(|file| file.starts_with(&folder)),
            "the scenario {} was not run",
            shown(workspace, &folder)
        );
    }
    ensure!(
        scenarios >= LEAST_SCENARIOS,
        "there are {scenarios} scenarios; at least {LEAST_SCENARIOS} are wanted"
    );
    Ok(scenarios)
}

/// All snapshots beside the scenarios and the program's tests.
fn snapshots(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders =
        vec![workspace.root().join("fixtures"), workspace.root().join("crates/inflow/tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "snap") {
                found.push(path.canonicalize()?);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A path as seen from the top of the checkout.
fn shown(workspace: &Workspace, path: &Path) -> String {
    let root = workspace.root().canonicalize().unwrap_or_default();
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
