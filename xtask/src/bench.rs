//! `cargo xtask bench import`: the processor time and peak memory of an import, beside the floor:
//! reading and decoding the same pages with plain typed structs, and storing as many rows of five
//! integers (crates/inflow/examples/import_floor.rs).

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::databases::{Database, Site};
use crate::postgres::{Durability, Server};
use crate::process::{Program, Usage, Workspace, measure};
use crate::trial::{Plan, Trial};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many tickets the account has; there are three times as many ticket events
    #[arg(long, default_value_t = 100_000)]
    tickets: u64,
    /// Imports ten times the account as well and compares the peak memory
    #[arg(long)]
    also_tenfold: bool,
    /// How often each is measured; the least processor time counts
    #[arg(long, default_value_t = 3)]
    runs: u64,
    /// What the program keeps its data in; PostgreSQL is compared with SQLite, by the time on the clock
    #[arg(long, value_enum, default_value_t)]
    database: Database,
}

/// How many times the floor's processor time an import may take.
const MOST_TIMES_THE_FLOOR: f64 = 3.0;
/// An import may hold so much memory, in bytes.
const MOST_MEMORY: u64 = 150_000_000;
/// How many times the memory ten times the account may take.
const MOST_TIMES_THE_MEMORY: f64 = 1.1;

/// How many times as long PostgreSQL may take as SQLite.
const MOST_TIMES_SQLITE: f64 = 2.0;

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    ensure!(arguments.runs > 0, "--runs must be at least 1");
    let program = workspace.release_program()?;
    if arguments.database == Database::Postgres {
        return beside_sqlite(&program, arguments);
    }
    let floor_program = workspace.release_example("import_floor")?;

    let mut trial = Trial::start(&program, Site::Sqlite, plan(arguments.tickets))?;
    let floor = least(arguments.runs, |run| floor(&floor_program, &trial, run))?;
    report("floor", arguments.tickets, &floor);
    let import = least(arguments.runs, |run| import(&mut trial, run))?;
    report("import", arguments.tickets, &import);
    let times = import.processor.as_secs_f64() / floor.processor.as_secs_f64();
    println!(
        "import / floor: {times:.2} times the processor time (at most {MOST_TIMES_THE_FLOOR})"
    );
    drop(trial);

    let mut peak = import.peak_memory;
    let mut growth = 1.0;
    if arguments.also_tenfold {
        let large = import_of(&program, arguments.tickets * 10)?;
        report("import", arguments.tickets * 10, &large);
        growth = as_float(large.peak_memory) / as_float(import.peak_memory);
        println!(
            "ten times the account: {growth:.2} times the memory (at most {MOST_TIMES_THE_MEMORY})"
        );
        peak = peak.max(large.peak_memory);
    }
    ensure!(times <= MOST_TIMES_THE_FLOOR, "the import takes {times:.2} times the floor's time");
    ensure!(peak < MOST_MEMORY, "the import takes {} MB", peak / 1_000_000);
    ensure!(
        growth <= MOST_TIMES_THE_MEMORY,
        "ten times the account takes {growth:.2} times the memory"
    );
    Ok(())
}

/// The import on PostgreSQL beside that on SQLite. The server is as durable as it is installed, and works
/// beside the program, so that the time on the clock is compared.
fn beside_sqlite(program: &Program, arguments: &Arguments) -> Result<()> {
    let server = Server::needed(Durability::Full)?;
    let quickest = |site| {
        let mut trial = Trial::start(program, site, plan(arguments.tickets))?;
        let runs = (0..arguments.runs).map(|run| import(&mut trial, run));
        let runs = runs.collect::<Result<Vec<_>>>()?;
        runs.into_iter().min_by_key(|usage| usage.elapsed).context("nothing was measured")
    };
    let sqlite = quickest(Site::Sqlite)?;
    report("import into SQLite", arguments.tickets, &sqlite);
    let postgres = quickest(Site::Postgres(&server))?;
    report("import into PostgreSQL", arguments.tickets, &postgres);
    let times = postgres.elapsed.div_duration_f64(sqlite.elapsed);
    println!(
        "PostgreSQL / SQLite: {times:.2} times as long, {:.2} of the throughput (at least {:.2})",
        times.recip(),
        MOST_TIMES_SQLITE.recip()
    );
    ensure!(times <= MOST_TIMES_SQLITE, "PostgreSQL takes {times:.2} times as long as SQLite");
    Ok(())
}

fn plan(tickets: u64) -> Plan {
    Plan {
        seed: 1,
        tickets,
        max_page: None,
        talk: false,
        since: "2020-01-01".to_owned(),
        grouping: "ivr",
        light: true,
        oddities: false,
        faults: None,
        stages: None,
        oauth: false,
    }
}

/// The run that took the least processor time, with the most memory of all of them.
fn least(runs: u64, mut run: impl FnMut(u64) -> Result<Usage>) -> Result<Usage> {
    let mut best = run(0)?;
    for number in 1..runs {
        let usage = run(number)?;
        let peak_memory = best.peak_memory.max(usage.peak_memory);
        if usage.processor < best.processor {
            best = usage;
        }
        best.peak_memory = peak_memory;
    }
    Ok(best)
}

fn floor(floor_program: &Path, trial: &Trial<'_>, run: u64) -> Result<Usage> {
    let mut command = Command::new(floor_program);
    command.arg(trial.address()).arg(trial.file(&format!("floor-{run}.db"))).stdin(Stdio::null());
    measure(&mut command, &trial.log())
}

fn import(trial: &mut Trial<'_>, run: u64) -> Result<Usage> {
    let database = format!("import-{run}.db");
    trial.connect(&database)?;
    measure(&mut trial.import(&database), &trial.log())
}

fn import_of(program: &Program, tickets: u64) -> Result<Usage> {
    import(&mut Trial::start(program, Site::Sqlite, plan(tickets))?, 0)
}

fn report(what: &str, tickets: u64, usage: &Usage) {
    println!(
        "{what} of {tickets} tickets: {:.2} s of processor time, {:.2} s in all, {:.1} MB at its peak",
        usage.processor.as_secs_f64(),
        usage.elapsed.as_secs_f64(),
        as_float(usage.peak_memory) / 1e6
    );
}

#[expect(clippy::cast_precision_loss, reason = "bytes are shown and compared roughly")]
fn as_float(bytes: u64) -> f64 {
    bytes as f64
}
