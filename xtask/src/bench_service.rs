//! `cargo xtask bench service`: what a service with very many quiet integrations takes, over a whole cycle
//! after all of them were imported for the first time. All read one simulated account.

mod meter;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use self::meter::{Meter, Used};
use crate::databases::{Database, Site};
use crate::postgres::{Durability, Server};
use crate::process::{Workspace, appending, output};
use crate::simulated;
use crate::trial::{Plan, Trial};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many integrations there are
    #[arg(long, default_value_t = 1_000)]
    integrations: u64,
    /// What the program keeps its data in
    #[arg(long, value_enum, default_value_t)]
    database: Database,
    /// A cycle of two minutes, from which one of fifteen is estimated
    #[arg(long)]
    quick: bool,
}

const CYCLE: Duration = Duration::from_secs(900);
const QUICK_CYCLE: Duration = Duration::from_secs(120);
/// A service may take so much of one core on average.
const MOST_OF_A_CORE: f64 = 0.2;
/// It may hold so much memory at its peak, in bytes.
const MOST_MEMORY: u64 = 300_000_000;
/// What is planned at the end of the cycle begins so much later at most.
const GRACE: Duration = Duration::from_secs(10);
/// The first imports take no longer for each integration.
const PATIENCE_FOR_EACH: Duration = Duration::from_secs(3);

const DATABASE: &str = "inflow.db";

/// What a cycle took.
struct Cycle {
    elapsed: Duration,
    service: Used,
    /// Absent where the server is not ours to look at.
    server: Option<Used>,
    requests: u64,
    runs: usize,
    longest_delay: Duration,
}

/// The service, which ends with the value.
struct Service(Child);

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let program = workspace.release_program()?;
    let server = match arguments.database {
        Database::Sqlite => None,
        Database::Postgres => Some(Server::needed(Durability::Full)?),
        Database::Partitioned => bail!("bench service measures sqlite and postgres"),
    };
    let site = server.as_ref().map_or(Site::Sqlite, Site::Postgres);
    let mut trial = Trial::start(&program, site, plan())?;
    trial.create(DATABASE)?;
    println!("connecting {} integrations", arguments.integrations);
    for number in 1..=arguments.integrations {
        let name = name(number);
        output(&mut trial.command(DATABASE, &trial.adding(&name)), &trial.log())?;
    }
    let cycle = if arguments.quick { QUICK_CYCLE } else { CYCLE };
    let log = trial.file("service.log");
    let service = start(&trial, cycle, &log)?;
    println!("importing them for the first time");
    let names = (1..=arguments.integrations).map(name).collect();
    wait_for_first_imports(&log, &names)?;
    println!("measuring a cycle of {} s", cycle.as_secs());
    let mut meter = Meter::new(service.0.id(), server.as_ref().and_then(Server::process))?;
    let measured = measure(&trial, cycle, &log, &mut meter)?;
    report(arguments, &measured, &meter)
}

fn name(number: u64) -> String {
    format!("integration-{number}")
}

/// A small account with Talk, of which nothing new comes.
fn plan() -> Plan {
    Plan {
        seed: 1,
        tickets: 50,
        max_page: None,
        talk: true,
        since: "2020-01-01".to_owned(),
        grouping: "ivr",
        light: true,
        oddities: false,
        faults: None,
        stages: None,
        oauth: false,
    }
}

fn start(trial: &Trial<'_>, cycle: Duration, log: &Path) -> Result<Service> {
    let every = format!("{}s", cycle.as_secs());
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--every", &every, "--log-format", "json"];
    let mut command = trial.command(DATABASE, &arguments);
    command.env("INFLOW_LOG", "inflow_app=info").stdout(Stdio::null()).stderr(appending(log)?);
    Ok(Service(command.spawn().context("inflow serve could not be started")?))
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn wait_for_first_imports(log: &Path, names: &BTreeSet<String>) -> Result<()> {
    let begin = Instant::now();
    let patience = PATIENCE_FOR_EACH * u32::try_from(names.len()).unwrap_or(u32::MAX).max(100);
    loop {
        let said = fs::read_to_string(log)?;
        let done: BTreeSet<String> = lines(&said, "import caught up").map(|run| run.name).collect();
        if done == *names {
            return Ok(());
        }
        ensure!(
            begin.elapsed() < patience,
            "{} of {} were imported within {patience:?}",
            done.len(),
            names.len()
        );
        sleep(Duration::from_secs(1));
    }
}

fn measure(trial: &Trial<'_>, cycle: Duration, log: &Path, meter: &mut Meter) -> Result<Cycle> {
    // In this order, a run that begins meanwhile counts as one of the cycle and is planned for the next.
    let said_before = fs::read_to_string(log)?.len();
    let planned = planned(trial)?;
    let requests_before = requests(trial)?;
    let (service_before, server_before) = meter.read()?;
    let begin = Instant::now();
    sleep(cycle);
    let elapsed = begin.elapsed();
    let (service, server) = meter.read()?;
    let requests = requests(trial)? - requests_before;
    let said = fs::read_to_string(log)?;
    let said = &said[said_before..];
    let failed = lines(said, "import failed").count();
    ensure!(failed == 0, "{failed} imports failed: {}", trial.file("service.log").display());
    let runs = lines(said, "import began").count();
    sleep(GRACE);
    let said = fs::read_to_string(log)?;
    let longest_delay = longest_delay(&planned, &said[said_before..])?;
    Ok(Cycle {
        elapsed,
        service: service - service_before,
        server: server.zip(server_before).map(|(after, before)| after - before),
        requests,
        runs,
        longest_delay,
    })
}

/// The longest time by which the first run of one began later than planned; every one has to have begun.
fn longest_delay(planned: &BTreeMap<String, f64>, said: &str) -> Result<Duration> {
    let mut begun = BTreeMap::new();
    for run in lines(said, "import began") {
        begun.entry(run.name).or_insert(run.second);
    }
    ensure!(begun.len() == planned.len(), "{} of {} were imported", begun.len(), planned.len());
    let mut longest = Duration::ZERO;
    for (name, second) in &begun {
        let planned = planned.get(name).with_context(|| format!("{name} was never planned"))?;
        longest = longest.max(later(*planned, *second));
    }
    Ok(longest)
}

/// When each integration's next run is due, in seconds of the day.
fn planned(trial: &Trial<'_>) -> Result<BTreeMap<String, f64>> {
    let list = ["integration", "list", "--format", "json"];
    let list = output(&mut trial.command(DATABASE, &list), &trial.log())?;
    let list: Vec<Value> = serde_json::from_slice(&list)?;
    list.iter()
        .map(|one| {
            let name = one["name"].as_str().context("an integration has no name")?;
            let next = one["next_run"].as_str().and_then(second_of_day);
            Ok((name.to_owned(), next.with_context(|| format!("{name} has no next run"))?))
        })
        .collect()
}

fn requests(trial: &Trial<'_>) -> Result<u64> {
    let told = simulated::ask(trial.address(), "GET", "/_simulator")?;
    told["requests"]["total"].as_u64().context("the simulator counts no requests")
}

/// A line of the log about a run.
struct Run {
    name: String,
    second: f64,
}

fn lines<'a>(said: &'a str, message: &'a str) -> impl Iterator<Item = Run> + 'a {
    said.lines().filter(move |line| line.contains(message)).filter_map(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        let name = line["span"]["integration"].as_str()?.to_owned();
        Some(Run { name, second: second_of_day(line["timestamp"].as_str()?)? })
    })
}

/// The second of the day of `2026-11-23T00:10:00.25Z`.
fn second_of_day(instant: &str) -> Option<f64> {
    let (_, time) = instant.strip_suffix('Z')?.split_once('T')?;
    let mut parts = time.split(':').map(|part| part.parse::<f64>().ok());
    Some(parts.next()?? * 3600.0 + parts.next()?? * 60.0 + parts.next()??)
}

/// How much later one second of the day is than another, across midnight; none where it is earlier.
fn later(planned: f64, began: f64) -> Duration {
    let seconds = (began - planned).rem_euclid(86_400.0);
    if seconds < 43_200.0 { Duration::from_secs_f64(seconds) } else { Duration::ZERO }
}

fn report(arguments: &Arguments, cycle: &Cycle, meter: &Meter) -> Result<()> {
    let scale = if arguments.quick { QUICK_CYCLE.div_duration_f64(CYCLE) } else { 1.0 };
    let share = |used: Used| scale * used.processor.div_duration_f64(cycle.elapsed);
    println!(
        "{} integrations on {}, {} runs in {:.0} s, {} requests, longest delay of a run {:.1} s",
        arguments.integrations,
        arguments.database,
        cycle.runs,
        cycle.elapsed.as_secs_f64(),
        cycle.requests,
        cycle.longest_delay.as_secs_f64(),
    );
    if arguments.quick {
        println!(
            "shares of a core are scaled from this cycle to one of {} s, with what is done between runs",
            CYCLE.as_secs()
        );
    }
    let mine = share(cycle.service);
    println!(
        "inflow: {:.1} s of processor time, {mine:.3} of a core (at most {MOST_OF_A_CORE})",
        cycle.service.processor.as_secs_f64()
    );
    if let Some(server) = cycle.server {
        println!(
            "PostgreSQL: {:.1} s of processor time, {:.3} of a core",
            server.processor.as_secs_f64(),
            share(server)
        );
    }
    let peak = meter.peak_memory()?;
    println!(
        "inflow: {} MB of memory at its peak (at most {})",
        peak / 1_000_000,
        MOST_MEMORY / 1_000_000
    );
    ensure!(mine <= MOST_OF_A_CORE, "the service takes {mine:.3} of a core");
    ensure!(peak < MOST_MEMORY, "the service takes {} MB", peak / 1_000_000);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_late_across_midnight_and_never_early() {
        let second = |instant| second_of_day(instant).unwrap();
        let late = |planned, began| later(second(planned), second(began)).as_secs_f64();
        assert!((late("2026-11-22T23:59:59Z", "2026-11-23T00:00:01.5Z") - 2.5).abs() < 1e-6);
        assert!(late("2026-11-23T00:10:00Z", "2026-11-23T00:09:59.9Z") < 1e-6);
        assert_eq!(second_of_day("2026-11-23"), None);
    }

    #[test]
    fn runs_are_read_from_the_log() {
        let said = r#"{"timestamp":"2026-11-23T00:00:02Z","fields":{"message":"import began"},"span":{"integration":"a"}}
{"timestamp":"2026-11-23T00:00:03Z","fields":{"message":"import caught up"},"span":{"integration":"a"}}"#;
        let began: Vec<Run> = lines(said, "import began").collect();
        assert_eq!((began.len(), began[0].name.as_str()), (1, "a"));
    }
}
