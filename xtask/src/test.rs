//! `cargo xtask test`: everything that must pass before a commit, in the order in which a mistake
//! shows soonest.

use std::time::Instant;

use anyhow::{Context, Result};

use crate::process::{Workspace, run as run_command};
use crate::{chaos, links, regress, verify};

type Step<'a> = (&'static str, Box<dyn Fn() -> Result<()> + 'a>);

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let begin = Instant::now();
    let steps = steps(workspace);
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
    Ok(())
}

fn steps(workspace: &Workspace) -> Vec<Step<'_>> {
    let cargo = |subcommand: &'static str, arguments: &'static [&'static str]| {
        Box::new(move || {
            // Tests never write a snapshot, and documentation has no broken link.
            let mut command = workspace.cargo(subcommand, arguments);
            command.env("INSTA_UPDATE", "no").env("RUSTDOCFLAGS", "-D warnings");
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
