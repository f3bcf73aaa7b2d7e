//! `cargo xtask schema`: writes docs/openapi.json anew from the API's own description. A test of the
//! web crate fails while the two differ.

use std::fs;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};

use crate::process::{Workspace, shown};

/// Where the document is committed.
const DOCUMENT: &str = "docs/openapi.json";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let arguments = ["--quiet", "--package", "inflow-web", "--example", "openapi"];
    let mut command = workspace.cargo("run", &arguments);
    let output = command.stderr(Stdio::inherit()).output().context("cargo could not be started")?;
    ensure!(output.status.success(), "{} failed: {}", shown(&command), output.status);
    let file = workspace.root().join(DOCUMENT);
    fs::write(&file, &output.stdout)
        .with_context(|| format!("{} cannot be written", file.display()))?;
    println!("{DOCUMENT} is as the API describes itself");
    Ok(())
}
