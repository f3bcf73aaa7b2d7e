//! `cargo xtask fuzz`: tries whatever reads what others wrote with ever more odd bytes, all of it side by side.
//!
//! The targets are tests (`fuzz::NAME`, in their crates' `fuzz.rs`), which make a few tries at each run and go on for as long
//! as is asked for here. An input that fails is kept below `tests/corpus` of its crate, and tried first ever after.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::process::Workspace;

/// How long each target is tried; the name is known to the targets as well.
const SECONDS_VARIABLE: &str = "INFLOW_FUZZ_SECONDS";

/// How each target's test is called, in its crate.
const NAMES: &str = "fuzz::";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How long each target is tried
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Only targets whose name holds this
    target: Option<String>,
}

impl Arguments {
    pub(crate) fn of_seconds(seconds: u64) -> Self {
        Self { seconds, target: None }
    }
}

/// A program of tests, with its targets.
struct Tests {
    program: PathBuf,
    folder: PathBuf,
    targets: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let all = built(workspace)?;
    let wanted = arguments.target.as_deref().unwrap_or_default();
    let all: Vec<Tests> = all
        .into_iter()
        .map(|mut tests| {
            tests.targets.retain(|target| target.contains(wanted));
            tests
        })
        .filter(|tests| !tests.targets.is_empty())
        .collect();
    let number: usize = all.iter().map(|tests| tests.targets.len()).sum();
    ensure!(number > 0, "no target's name holds {wanted}");
    println!("==> {number} targets, {} seconds each", arguments.seconds);
    let begun: Vec<_> =
        all.iter().map(|tests| begin(tests, arguments.seconds)).collect::<Result<_>>()?;
    let mut failed = Vec::new();
    for (tests, mut child) in all.iter().zip(begun) {
        if !child.wait()?.success() {
            failed.push(tests.folder.display().to_string());
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!(
        "targets failed in {}; what they failed on is kept in tests/corpus there: mend it, and commit the file",
        failed.join(", ")
    )
}

/// All of a crate's targets at once, so that the slow ones hold up nobody.
fn begin(tests: &Tests, seconds: u64) -> Result<std::process::Child> {
    let mut command = Command::new(&tests.program);
    command.args(&tests.targets).args(["--exact", "--nocapture", "--test-threads"]);
    command.arg(tests.targets.len().to_string());
    command.current_dir(&tests.folder).env(SECONDS_VARIABLE, seconds.to_string());
    command.env("CARGO_MANIFEST_DIR", &tests.folder).stdout(Stdio::null());
    command.spawn().with_context(|| format!("cannot run {}", tests.program.display()))
}

/// Builds the programs of the tests, and lists their targets.
fn built(workspace: &Workspace) -> Result<Vec<Tests>> {
    // The whole workspace, as other tests are built: a part of it would have its dependencies built anew.
    let mut command =
        workspace.cargo("test", &["--workspace", "--no-run", "--lib", "--test", "it"]);
    command.args(["--message-format", "json-render-diagnostics"]).stderr(Stdio::inherit());
    let output = command.output()?;
    ensure!(output.status.success(), "the tests cannot be built");
    let mut all = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let message: Value = serde_json::from_str(line)?;
        let Some(program) = message["executable"].as_str().map(PathBuf::from) else { continue };
        let manifest = message["manifest_path"].as_str().context("no manifest is told")?;
        let folder =
            PathBuf::from(manifest).parent().context("a manifest lies in a folder")?.into();
        let listed = Command::new(&program).args(["--list", "--format", "terse"]).output()?;
        let listed = String::from_utf8(listed.stdout)?;
        let names = listed.lines().filter_map(|line| line.strip_suffix(": test"));
        // Those of sizes end by themselves, and are run as any other test.
        let is_target = |name: &&str| name.contains(NAMES) && !name.ends_with("in_proportion");
        let targets: Vec<String> = names.filter(is_target).map(str::to_owned).collect();
        all.push(Tests { program, folder, targets });
    }
    Ok(all)
}
