//! `cargo xtask chaos --workers N`: that many services import all accounts into one PostgreSQL database,
//! through faults. At random moments one of them is killed (SIGKILL) and begun again, or frozen for longer
//! than its leases last. When the faults are over and all have caught up, every cell is compared with the
//! simulator's truth.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::fleet::Fleet;
use super::storm::plan;
use super::{Arguments, USUAL_PERCENT};
use crate::cells;
use crate::databases::Site;
use crate::dice::Dice;
use crate::postgres::PoolMode;
use crate::process::Program;
use crate::trial::{Plan, Trial};

/// The longest time between two kills: the whole fleet lives that long on average, times half its size.
const LONGEST_PEACE: Duration = Duration::from_millis(1500);

/// After how many kills a worker is frozen.
const KILLS_FOR_A_FREEZE: u64 = 8;

/// Imports that end well after the faults are over: one that may have begun before, one that may repair what
/// a fault kept from it, and one that finds nothing to do.
const GOOD_ENDS: usize = 3;

/// A command that is refused while an integration is counted is tried so often.
const TRIES: u32 = 6;

/// Nobody needs longer to catch up.
const PATIENCE: Duration = Duration::from_secs(600);

pub(super) fn run(
    program: &Program,
    site: Site<'_>,
    workers: u64,
    arguments: &Arguments,
) -> Result<()> {
    let begin = Instant::now();
    let mut fleet = Fleet::new(program, site)?;
    let accounts = accounts(program, &mut fleet, arguments)?;
    fleet.divide()?;
    for _ in 0..workers {
        fleet.start()?;
    }
    storm(&mut fleet, site, workers, arguments)?;
    let mut faults = 0;
    for (name, account) in &accounts {
        faults += account.injected()?.values().sum::<u64>();
        account.switch_faults(false)?;
        // What waits longer and longer after failures is due at once.
        resume(&fleet, name)?;
    }
    catch_up(&fleet, accounts.len())?;
    fleet.stop()?;
    let (cells, differing) = compare(&fleet, &accounts)?;
    println!(
        "chaos with {workers} workers on {}{}: {} accounts, {cells} cells compared, {differing} differing, {} kills, \
         {} freezes, {} takeovers, {faults} faults, {:.0} s",
        arguments.database,
        beside(arguments),
        accounts.len(),
        fleet.kills,
        fleet.freezes,
        fleet.takeovers,
        begin.elapsed().as_secs_f64(),
    );
    ensure!(cells > 0, "no account had a single cell: nothing was compared");
    ensure!(differing == 0, "{differing} cells differ from the truth");
    ensure!(fleet.takeovers > 0 || fleet.kills == 0, "no kill met an import");
    Ok(())
}

/// Resumes an integration. While much of it is counted the program refuses that after ten seconds, and says to
/// run the command again.
fn resume(fleet: &Fleet<'_>, name: &str) -> Result<()> {
    let mut outcome = Ok(Vec::new());
    for _ in 0..TRIES {
        outcome = fleet.ask(&mut fleet.command(&["integration", "resume", "--name", name]));
        if outcome.is_ok() {
            break;
        }
    }
    outcome.map(drop)
}

/// What happens to the database in the middle.
fn beside(arguments: &Arguments) -> &'static str {
    match arguments.pooler {
        Some(PoolMode::Session) => " through PgBouncer by sessions, killed once",
        Some(PoolMode::Transaction) => " through PgBouncer by transactions, killed once",
        None if arguments.patroni => " with a failover by Patroni",
        None if arguments.failover => " with a failover",
        None => "",
    }
}

/// The accounts by the names that they are connected under, with their faults on.
fn accounts<'a>(
    program: &'a Program,
    fleet: &mut Fleet<'_>,
    arguments: &Arguments,
) -> Result<BTreeMap<String, Trial<'a>>> {
    if arguments.keep {
        println!("kept in {}", fleet.keep().display());
    }
    let mut accounts = BTreeMap::new();
    for seed in arguments.start..arguments.start + arguments.seeds {
        // Each has a folder for its truth, and its data in the fleet's database.
        let mut account = Trial::start(
            program,
            Site::Sqlite,
            Plan { faults: Some(USUAL_PERCENT), ..plan(seed) },
        )?;
        let name = format!("seed-{seed}");
        if arguments.keep {
            account.keep();
            println!("{name}: kept in {}", account.folder().display());
        }
        account.switch_faults(false)?;
        let mut adding = fleet.command(&account.adding(&name));
        fleet.ask(account.give_secret(&mut adding)).with_context(|| name.clone())?;
        account.switch_faults(true)?;
        accounts.insert(name, account);
    }
    Ok(accounts)
}

fn storm(fleet: &mut Fleet<'_>, site: Site<'_>, workers: u64, arguments: &Arguments) -> Result<()> {
    let mut dice = Dice::new(arguments.start, "fleet");
    let kills = arguments.kills * arguments.seeds;
    for number in 0..=kills {
        if number == kills / 2 {
            sleep(dice.moment(LONGEST_PEACE));
            trouble(site, arguments)?;
        }
        if number == kills {
            return Ok(());
        }
        sleep(dice.moment(LONGEST_PEACE));
        let mut worker = || usize::try_from(dice.below(workers)).expect("there are few");
        fleet.kill(worker())?;
        if (number + 1) % KILLS_FOR_A_FREEZE == 0 {
            fleet.freeze(worker())?;
        }
    }
    Ok(())
}

/// What happens to the database itself.
fn trouble(site: Site<'_>, arguments: &Arguments) -> Result<()> {
    let Some(server) = site.server() else { return Ok(()) };
    if arguments.failover {
        server.fail_over()?;
    } else if arguments.pooler.is_some() {
        server.restart_pooler()?;
    }
    Ok(())
}

/// Waits until every account was imported well so often.
fn catch_up(fleet: &Fleet<'_>, accounts: usize) -> Result<()> {
    let begin = Instant::now();
    let mut successes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    loop {
        let list = fleet.ask(&mut fleet.command(&["integration", "list", "--format", "json"]))?;
        let list: Vec<Value> = serde_json::from_slice(&list)?;
        for one in &list {
            // What was never imported has no text here; that is one of the values that it has.
            let name = one["name"].as_str().context("an integration has no name")?;
            successes.entry(name.to_owned()).or_default().insert(one["last_success"].to_string());
        }
        ensure!(list.len() == accounts, "{} integrations are listed of {accounts}", list.len());
        let names = successes.keys();
        if successes.values().all(|seen| seen.len() > GOOD_ENDS)
            && names.map(|name| still_to_come(fleet, name)).sum::<Result<u64>>()? == 0
        {
            return Ok(());
        }
        if begin.elapsed() > PATIENCE {
            let behind = list.iter().filter(|one| {
                one["name"].as_str().is_some_and(|name| successes[name].len() <= GOOD_ENDS)
            });
            let behind: Vec<String> = behind.map(ToString::to_string).collect();
            bail!("did not catch up within {PATIENCE:?}: {}", behind.join("\n"));
        }
        sleep(Duration::from_millis(300));
    }
}

/// How much a service has still to read: tickets that wait for their audits, and one for older history (rule 8.6).
/// It reads a part in each of its cycles.
fn still_to_come(fleet: &Fleet<'_>, name: &str) -> Result<u64> {
    let show = ["integration", "show", "--name", name, "--format", "json"];
    let shown: Value = serde_json::from_slice(&fleet.ask(&mut fleet.command(&show))?)?;
    let waiting = shown["waiting_for_repair"].as_u64().context("nothing is told of repairs")?;
    let preliminary = shown["preliminary"].as_bool().context("nothing is told of the history")?;
    Ok(waiting + u64::from(preliminary))
}

fn compare(fleet: &Fleet<'_>, accounts: &BTreeMap<String, Trial<'_>>) -> Result<(usize, usize)> {
    let (mut cells, mut differing) = (0, 0);
    for (name, account) in accounts {
        let arguments = ["volumes", "--integration", name, "--format", "csv"];
        let volumes = fleet.ask(&mut fleet.command(&arguments))?;
        fs::write(account.file("volumes.csv"), &volumes)?;
        let truth = cells::read(&fs::read(account.file("truth.csv"))?).context("truth.csv")?;
        let (count, differences) = cells::compare(&truth, &cells::read(&volumes)?);
        println!("{name}: {count} cells, {} differing", differences.len());
        for difference in differences.iter().take(5) {
            println!("  {name}: {difference}");
        }
        cells += count;
        differing += differences.len();
    }
    Ok((cells, differing))
}
