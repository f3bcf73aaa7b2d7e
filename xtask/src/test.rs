//! `cargo xtask test`: everything that must pass before a commit, in the order in which a mistake
//! shows soonest.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::browser::DRIVER_VARIABLE;
use crate::clients::{COUNTERPARTS_VARIABLE, PYTHON_VARIABLE};
use crate::databases::Database;
use crate::dated::FakeTime;
use crate::deny::Deny;
use crate::postgres::{
    ADVICE, Cluster, PATRONI_ADVICE, POOLED_VARIABLE, POOLER_ADVICE, PoolMode, Pooler,
    REPLICA_VARIABLE, SERVER_VARIABLE, Server,
};
use crate::process::{Workspace, run as run_command};
use crate::{changelog, chaos, crates, dated, deny, fuzz, licences, links, regress, verify};

type Step<'a> = (String, Box<dyn Fn() -> Result<()> + 'a>);

#[derive(clap::Args, Default)]
pub(crate) struct Arguments {
    /// Only formatting, clippy, unit tests and the recorded scenarios on SQLite
    #[arg(long)]
    quick: bool,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let begin = Instant::now();
    if arguments.quick {
        run_all(&quick_steps(workspace), begin)?;
        println!("==> SKIPPED: all but these; `cargo xtask test` runs everything");
        return Ok(());
    }
    let has_postgres = workspace.server()?.is_some();
    if !has_postgres && workspace.is_ci() {
        bail!("PostgreSQL is not installed, and CI leaves nothing out: {ADVICE}");
    }
    let deny = Deny::find(&workspace.target_directory()?);
    let has_other_days = FakeTime::find().is_some();
    let untested = untested(workspace, deny.is_some())?;
    if let Some(missing) = untested.first().filter(|_| workspace.is_ci()) {
        bail!("CI leaves nothing out, but would leave out {missing}");
    }
    let told = told(has_postgres, &untested);
    println!("{told}");
    let mut steps = steps(workspace);
    if let Some(deny) = &deny {
        let step = || deny.check(workspace);
        steps.insert(0, ("licences and sources of what is linked".to_owned(), Box::new(step)));
    }
    if has_other_days {
        let (name, step) = dated::step(workspace);
        steps.push((name, Box::new(step)));
    }
    if has_postgres {
        steps.push(tests_of_program_on_postgres(workspace));
        steps.extend(comparisons(workspace, Database::Postgres));
        let three = chaos::Arguments { workers: Some(3), ..chaos_of_two() };
        steps.push(chaos_of_services(workspace, "chaos with 3 workers", three));
        let failing_over = chaos::Arguments { failover: true, ..chaos_of_two() };
        steps.push(chaos_of_services(workspace, "chaos with a failover", failing_over));
        steps.push(figures_from_a_replica(workspace));
    }
    if has_postgres && Cluster::is_installed() {
        let patroni = chaos::Arguments { failover: true, patroni: true, ..chaos_of_two() };
        steps.push(chaos_of_services(workspace, "chaos with a failover by Patroni", patroni));
    }
    if has_postgres && Pooler::is_installed() {
        steps.push(store_through_pooler(workspace));
        for (mode, name) in [
            (PoolMode::Transaction, "chaos through PgBouncer by transactions"),
            (PoolMode::Session, "chaos through PgBouncer by sessions"),
        ] {
            let pooled = chaos::Arguments { pooler: Some(mode), ..chaos_of_two() };
            steps.push(chaos_of_services(workspace, name, pooled));
        }
    }
    run_all(&steps, begin)?;
    println!("{told}");
    Ok(())
}

/// What the machine lacks beside PostgreSQL, as far as that leaves something out, and what to do about it.
fn untested(workspace: &Workspace, has_deny: bool) -> Result<Vec<String>> {
    let missing = [workspace.browser()?.missing(), workspace.clients()?.missing()];
    let missing = missing.into_iter().flatten().chain(workspace.counterparts()?.missing());
    let missing = missing.map(str::to_owned);
    let other_days = FakeTime::find().is_none().then(|| {
        format!("the tests of the program on another day; to run them, {}", dated::ADVICE)
    });
    let pooler = (!Pooler::is_installed())
        .then(|| format!("PostgreSQL behind PgBouncer; to test it, {POOLER_ADVICE}"));
    let cluster = (!Cluster::is_installed())
        .then(|| format!("PostgreSQL under Patroni; to test it, {PATRONI_ADVICE}"));
    let licences = (!has_deny).then(|| {
        format!("licences and sources of what is linked; to check them, {}", deny::ADVICE)
    });
    Ok(missing.chain(other_days).chain(pooler).chain(cluster).chain(licences).collect())
}

/// Runs the steps in their order until one fails, and tells how long each took.
fn run_all(steps: &[Step<'_>], begin: Instant) -> Result<()> {
    let mut summary = Vec::new();
    for (name, step) in steps {
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

/// Which databases are tested, and what is left out.
fn told(has_postgres: bool, untested: &[String]) -> String {
    let mut told = if has_postgres {
        "==> databases: SQLite and PostgreSQL".to_owned()
    } else {
        format!(
            "==> databases: SQLite alone\n==> SKIPPED: everything on PostgreSQL; to test it, {ADVICE}"
        )
    };
    for missing in untested {
        told.push_str("\n==> SKIPPED: ");
        told.push_str(missing);
    }
    told
}

/// For the inner loop: what shows most mistakes within a few minutes. Nothing is started or installed for it.
fn quick_steps(workspace: &Workspace) -> Vec<Step<'_>> {
    let plain = |subcommand: &'static str, arguments: &'static [&'static str]| {
        Box::new(move || run_command(&mut plain_cargo(workspace, subcommand, arguments)))
            as Box<dyn Fn() -> Result<()>>
    };
    let regress = || regress::run(workspace, &regress::Arguments::default());
    vec![
        ("formatting".to_owned(), plain("fmt", FORMATTED)),
        ("changelog".to_owned(), Box::new(|| changelog::run(workspace))),
        ("clippy".to_owned(), plain("clippy", LINTED)),
        ("unit tests".to_owned(), plain("test", &["--workspace", "--lib", "--bins"])),
        ("regress on SQLite".to_owned(), Box::new(regress)),
    ]
}

const FORMATTED: &[&str] = &["--all", "--check"];
const LINTED: &[&str] = &["--workspace", "--all-targets", "--", "-D", "warnings"];

fn steps(workspace: &Workspace) -> Vec<Step<'_>> {
    let cargo = |subcommand: &'static str, arguments: &'static [&'static str]| {
        Box::new(move || run_command(&mut cargo(workspace, subcommand, arguments)?))
            as Box<dyn Fn() -> Result<()>>
    };
    let mut steps = vec![
        ("formatting".to_owned(), cargo("fmt", FORMATTED)),
        ("links of the documents".to_owned(), Box::new(|| links::run(workspace))),
        ("notices of licences".to_owned(), Box::new(|| licences::check(workspace))),
        ("changelog".to_owned(), Box::new(|| changelog::run(workspace))),
        ("clippy".to_owned(), cargo("clippy", LINTED)),
        ("tests".to_owned(), cargo("test", &["--workspace"])),
        ("fuzzing".to_owned(), Box::new(|| fuzz::run(workspace, &fuzz::Arguments::of_seconds(10)))),
        ("documentation of the crates".to_owned(), cargo("doc", &["--workspace", "--no-deps"])),
        ("crates as packages".to_owned(), Box::new(|| crates::package(workspace))),
        ("examples of the crates".to_owned(), Box::new(|| crates::examples(workspace))),
    ];
    steps.extend(comparisons(workspace, Database::Sqlite));
    steps
}

/// The program's tests that use a database; what they test without one was tested before.
fn tests_of_program_on_postgres(workspace: &Workspace) -> Step<'_> {
    let tests = ["commands", "connect", "importing", "service"];
    let step = move || {
        let mut command = cargo(workspace, "test", &["--package", "inflow"])?;
        for test in tests {
            command.args(["--test", test]);
        }
        Database::Postgres.chosen(workspace, &mut command)?;
        run_command(&mut command)
    };
    ("tests of the program on PostgreSQL".to_owned(), Box::new(step))
}

/// What compares the program's figures, with the program on a database.
fn comparisons(workspace: &Workspace, database: Database) -> Vec<Step<'_>> {
    let verified = move |churn| {
        let three = verify::Arguments::of_seeds(3);
        verify::run(workspace, &verify::Arguments { churn, database, ..three })
    };
    let stormed = move || {
        let three = chaos::Arguments::of_seeds(3);
        chaos::run(workspace, &chaos::Arguments { database, ..three })
    };
    let compared = regress::Arguments { database, ..regress::Arguments::default() };
    vec![
        (format!("regress on {database}"), Box::new(move || regress::run(workspace, &compared))),
        (format!("verify on {database}"), Box::new(move || verified(false))),
        (format!("verify --churn on {database}"), Box::new(move || verified(true))),
        (format!("chaos on {database}"), Box::new(stormed)),
    ]
}

/// The tests of the store, where each transaction has another session of the server.
fn store_through_pooler(workspace: &Workspace) -> Step<'_> {
    let step = move || {
        let server = Server::pooled(PoolMode::Transaction)?;
        let arguments = ["--package", "inflow-store-diesel", "--test", "both", "--"];
        let mut command = cargo(workspace, "test", &arguments)?;
        // It ends the sessions of the server, which are not the program's here.
        command.args(["--skip", "a_server_that_was_started_again_is_used_again"]);
        command.env(SERVER_VARIABLE, server.database_url("postgres")).env(POOLED_VARIABLE, "true");
        run_command(&mut command)
    };
    ("tests of the store through PgBouncer".to_owned(), Box::new(step))
}

/// The tests of the program that read from a streaming replica.
fn figures_from_a_replica(workspace: &Workspace) -> Step<'_> {
    let step = move || {
        let server = Server::pair()?;
        let replica = server.replica_url().context("the server has no replica")?;
        let arguments = ["--package", "inflow", "--test", "service", "replica"];
        let mut command = cargo(workspace, "test", &arguments)?;
        command
            .env(SERVER_VARIABLE, server.database_url("postgres"))
            .env(REPLICA_VARIABLE, replica);
        command.env("INFLOW_TEST_DATABASE", "postgres");
        run_command(&mut command)
    };
    ("figures from a replica".to_owned(), Box::new(step))
}

/// Services that are killed beside each other, over one database.
fn chaos_of_services<'w>(
    workspace: &'w Workspace,
    name: &str,
    arguments: chaos::Arguments,
) -> Step<'w> {
    (name.to_owned(), Box::new(move || chaos::run(workspace, &arguments)))
}

/// Two services that import three accounts.
fn chaos_of_two() -> chaos::Arguments {
    let (workers, database) = (Some(2), Database::Postgres);
    chaos::Arguments { workers, database, ..chaos::Arguments::of_seeds(3) }
}

/// A cargo command whose tests find no server, browser or clients, and leave out what needs them. They write no
/// snapshot.
fn plain_cargo(workspace: &Workspace, subcommand: &str, arguments: &[&str]) -> Command {
    let mut command = workspace.cargo(subcommand, arguments);
    command.env("INSTA_UPDATE", "no").env("CI", "false");
    for variable in [SERVER_VARIABLE, DRIVER_VARIABLE, PYTHON_VARIABLE, COUNTERPARTS_VARIABLE] {
        command.env_remove(variable);
    }
    command
}

/// A cargo command whose tests find the server, the browser and the clients, write no snapshot, and whose documentation
/// has no broken link.
pub(crate) fn cargo(
    workspace: &Workspace,
    subcommand: &str,
    arguments: &[&str],
) -> Result<Command> {
    let mut command = workspace.cargo(subcommand, arguments);
    command.env("INSTA_UPDATE", "no").env("RUSTDOCFLAGS", "-D warnings");
    match workspace.server()? {
        Some(server) => command.env(SERVER_VARIABLE, server.url()),
        None => command.env_remove(SERVER_VARIABLE),
    };
    workspace.browser()?.shown_to(&mut command);
    workspace.clients()?.shown_to(&mut command);
    workspace.counterparts()?.shown_to(&mut command);
    Database::Sqlite.chosen(workspace, &mut command)?;
    Ok(command)
}
