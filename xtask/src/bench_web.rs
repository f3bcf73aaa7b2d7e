//! `cargo xtask bench web`: volumes of one queue as JSON beside reading the same rows from the database,
//! and the pages of that queue and of one of calls (crates/web/examples/web_bench.rs).

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};

use crate::process::{Workspace, shown};

/// How many times as long volumes as JSON may take as reading the same rows.
const MOST_FOR_VOLUMES: f64 = 3.0;
/// The milliseconds that the page of a queue may take, 95 of 100 times.
const MOST_FOR_A_PAGE: f64 = 50.0;

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let arguments = ["--quiet", "--release", "--package", "inflow-web", "--example", "web_bench"];
    let mut command = workspace.cargo("run", &arguments);
    let output = command.stderr(Stdio::inherit()).output().context("cargo could not be started")?;
    ensure!(output.status.success(), "{} failed: {}", shown(&command), output.status);
    let told = String::from_utf8(output.stdout)?;
    print!("{told}");
    let (ratio, page) = (figure(&told, "volumes ")?, figure(&told, "page ")?);
    let talk_page = figure(&told, "talk-page ")?;
    println!("volumes as JSON: {ratio} times reading, at most {MOST_FOR_VOLUMES}");
    for (of, page) in [("a Support queue", page), ("a Talk queue", talk_page)] {
        println!("page of {of}: {page} ms 95 of 100 times, at most {MOST_FOR_A_PAGE}");
    }
    ensure!(ratio <= MOST_FOR_VOLUMES, "volumes as JSON take {ratio} times as long as reading");
    let page = page.max(talk_page);
    ensure!(page <= MOST_FOR_A_PAGE, "the page of a queue takes {page} ms");
    Ok(())
}

fn figure(told: &str, name: &str) -> Result<f64> {
    let line = told.lines().find_map(|line| line.strip_prefix(name));
    Ok(line.with_context(|| format!("no line begins with \"{name}\""))?.parse()?)
}
