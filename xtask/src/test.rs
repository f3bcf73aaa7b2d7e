//! `cargo xtask test`: everything that must pass before a commit, in the order in which a mistake
//! shows soonest.

use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::postgres::{SERVER_VARIABLE, Server};
use crate::process::{Workspace, run as run_command};
use crate::{chaos, links, regress, verify};

type Step<'a> = (&'static str, Box<dyn Fn() -> Result<()> + 'a>);

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let begin = Instant::now();
    let server = Server::find()?;
    if server.is_none() && workspace.is_ci() {
        bail!("PostgreSQL is not installed, and CI leaves nothing out: {}", Server::advice());
    }
    let databases = told(server.is_some());
    println!("{databases}");
    let steps = steps(workspace, server.as_ref());
    let mut summary = Vec::new();
    for (name, step) in &steps {
        println!("==> {name}");
        let step_begin = Instant::now();
        let outcome = step();
        let seconds = step_begin.elapsed().as_secs_f64();
        if outcome.is_err() {
            println!("==> {name} FAILED after {seconds:.1} s");
        }
        outcome.with_context(|| format!("the step \"{name}\" failed"))?;
        println!("==> {name} passed in {seconds:.1} s");
        summary.push(format!("  {seconds:7.1} s  {name}"));
    }
    println!("\n{}", summary.join("\n"));
    println!("all {} steps passed in {:.1} s", steps.len(), begin.elapsed().as_secs_f64());
    println!("{databases}");
    Ok(())
}

/// Which databases are tested.
fn told(has_postgres: bool) -> String {
    if has_postgres {
        return "==> databases: SQLite and PostgreSQL".to_owned();
    }
    let advice = Server::advice();
    format!(
        "==> databases: SQLite alone\n==> SKIPPED: everything on PostgreSQL; to test it, {advice}"
    )
}

fn steps<'a>(workspace: &'a Workspace, server: Option<&'a Server>) -> Vec<Step<'a>> {
    let cargo = move |subcommand: &'static str, arguments: &'static [&'static str]| {
        Box::new(move || {
            // Tests never write a snapshot, and documentation has no broken link.
            let mut command = workspace.cargo(subcommand, arguments);
            command.env("INSTA_UPDATE", "no").env("RUSTDOCFLAGS", "-D warnings");
            match server {
                Some(server) => command.env(SERVER_VARIABLE, server.url()),
                None => command.env_remove(SERVER_VARIABLE),
            };
            run_command(&mut command)
        }) as Box<dyn Fn() -> Result<()>>
    };
    vec![
        ("formatting", cargo("fmt", &["--all", "--check"])),
        ("links of the documents", Box::new(|| links::run(workspace))),
        ("clippy", cargo("clippy", &["--workspace", "--all-targets", "--", "-D", "warnings"])),
        ("tests", cargo("test", &["--workspace"])),
        ("documentation of the crates", cargo("doc", &["--workspace", "--no-deps"])),
        ("regress", Box::new(|| regress::run(workspace, &regress::Arguments::default()))),
        ("verify", Box::new(|| verify::run(workspace, &verify::Arguments::of_seeds(3)))),
        (
            "verify --churn",
            Box::new(|| {
                verify::run(
                    workspace,
                    &verify::Arguments { churn: true, ..verify::Arguments::of_seeds(3) },
                )
            }),
        ),
        ("chaos", Box::new(|| chaos::run(workspace, &chaos::Arguments::of_seeds(3)))),
    ]
}
