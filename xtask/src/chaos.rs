//! `cargo xtask chaos`: imports through faults and kills (SIGKILL) at random moments give the same
//! volumes, byte for byte, as one that was left alone (rule 8.4), and every run in between that fails
//! says clearly why.

mod fleet;
mod requests;
mod storm;
mod workers;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Result, bail, ensure};

use self::storm::{Storm, weather};
use crate::databases::{Database, Site};
use crate::postgres::{PoolMode, Server};
use crate::process::{Program, Workspace};
use crate::simulated::Injected;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many accounts, each with its own page size, window, credentials, faults and kills
    #[arg(long, default_value_t = 50)]
    pub(crate) seeds: u64,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    pub(crate) start: u64,
    /// How often the imports of an account are killed at most; with --workers, how often for each account
    /// one of the services is
    #[arg(long, default_value_t = 4)]
    pub(crate) kills: u64,
    /// How many accounts are imported at the same time; most of their time is waiting
    #[arg(long, default_value_t = 8)]
    pub(crate) at_once: u64,
    /// Imports all accounts into one PostgreSQL database by this many services, of which one is killed and
    /// begun again, or frozen for longer than its leases last, at random moments
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=16))]
    pub(crate) workers: Option<u64>,
    /// What the program keeps its data in
    #[arg(long, value_enum, default_value_t)]
    pub(crate) database: Database,
    /// With --workers: the database is reached through PgBouncer, which is killed and begun again in the middle
    #[arg(
        long,
        value_enum,
        value_name = "MODE",
        requires = "workers",
        conflicts_with = "failover"
    )]
    pub(crate) pooler: Option<PoolMode>,
    /// With --workers: the primary of the database fails in the middle, and a streaming replica takes over
    #[arg(long, requires = "workers")]
    pub(crate) failover: bool,
    /// With --failover: the two servers are Patroni's, which promotes the replica by itself
    #[arg(long, requires = "failover")]
    pub(crate) patroni: bool,
    /// Keeps every account's folder: the volumes, the databases and the logs
    #[arg(long)]
    pub(crate) keep: bool,
}

impl Arguments {
    /// The number of seeds, from the first one, on SQLite.
    pub(crate) fn of_seeds(seeds: u64) -> Self {
        let database = Database::Sqlite;
        Self {
            seeds,
            start: 1,
            kills: 4,
            at_once: 8,
            workers: None,
            database,
            pooler: None,
            failover: false,
            patroni: false,
            keep: false,
        }
    }
}

/// How many requests in a hundred meet a fault where it is no matter of theirs.
const USUAL_PERCENT: u64 = 10;

/// From this number of seeds on every kind of fault must have come. Some kinds need a request that only chance
/// brings, so further seeds may follow: a number at a time, a number of times.
const SEEDS_FOR_EVERY_KIND: u64 = 3;
const FURTHER_SEEDS: u64 = 3;
const FURTHER_TIMES: u64 = 4;

/// What all seeds together came to.
#[derive(Default)]
struct Total {
    storms: Vec<Storm>,
    failures: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    ensure!(arguments.seeds > 0, "--seeds must be at least 1");
    ensure!(arguments.at_once > 0, "--at-once must be at least 1");
    let program = workspace.release_program()?;
    let site = arguments.database.site(workspace)?;
    if let Some(count) = arguments.workers {
        let Some(_) = site.server() else {
            bail!(
                "on SQLite one importer works on a database: --workers takes --database postgres"
            );
        };
        let own = if arguments.patroni {
            Some(Server::cluster()?)
        } else if arguments.failover {
            Some(Server::pair()?)
        } else {
            arguments.pooler.map(Server::pooled).transpose()?
        };
        let site = own.as_ref().map_or(site, Site::Postgres);
        return workers::run(&program, site, count, arguments);
    }
    let begin = Instant::now();
    // Both wait most of the time, so they go on beside each other.
    let (total, requests) = thread::scope(|scope| {
        let requests = scope.spawn(|| requests::compare(&program, site, arguments.start));
        let total = until_every_kind_came(&program, site, arguments);
        (total, requests.join().expect("a comparison does not panic"))
    });
    total.print(arguments.database, begin);
    requests?.judge()?;
    ensure!(total.failures.is_empty(), "{} seeds did not get there", total.failures.len());
    let cells: usize = total.storms.iter().map(|storm| storm.cells).sum();
    ensure!(cells > 0, "no account had a single cell: nothing was compared");
    let differing: usize = total.storms.iter().map(|storm| storm.differing).sum();
    ensure!(differing == 0, "{differing} cells differ from those of the quiet imports");
    let missing = total.missing();
    ensure!(
        missing.is_empty() || arguments.seeds < SEEDS_FOR_EVERY_KIND,
        "never injected: {}",
        missing.join(", ")
    );
    Ok(())
}

/// Runs the seeds, and further ones where a kind of fault did not come.
fn until_every_kind_came(program: &Program, site: Site<'_>, arguments: &Arguments) -> Total {
    let mut total = Total::default();
    let mut seeds = arguments.start..arguments.start + arguments.seeds;
    let last = seeds.end + FURTHER_SEEDS * FURTHER_TIMES;
    loop {
        all(program, site, arguments, seeds.clone(), &mut total);
        let is_enough = arguments.seeds < SEEDS_FOR_EVERY_KIND || total.missing().is_empty();
        if is_enough || !total.failures.is_empty() || seeds.end >= last {
            return total;
        }
        println!("{} did not come yet: {FURTHER_SEEDS} further seeds", total.missing().join(", "));
        seeds = seeds.end..seeds.end + FURTHER_SEEDS;
    }
}

/// Runs the seeds, several at the same time.
fn all(
    program: &Program,
    site: Site<'_>,
    arguments: &Arguments,
    seeds: Range<u64>,
    total: &mut Total,
) {
    let total = Mutex::new(total);
    let next = AtomicU64::new(seeds.start);
    thread::scope(|scope| {
        for _ in 0..arguments.at_once.min(seeds.end - seeds.start) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let outcome = weather(program, site, seed, arguments);
                    let mut total = total.lock().expect("no seed's thread panics with the lock");
                    match outcome {
                        Ok(storm) => {
                            println!("{storm}");
                            total.storms.push(storm);
                        }
                        Err(error) => {
                            println!("seed {seed}: FAILED: {error:#}");
                            total.failures.push(format!("seed {seed}: {error:#}"));
                        }
                    }
                }
            });
        }
    });
}

impl Total {
    fn print(&self, database: Database, begin: Instant) {
        let (injected, survived) =
            (self.sum(|storm| &storm.injected), self.sum(|storm| &storm.survived));
        println!("faults injected, and survived by runs that ended well all the same:");
        for (kind, count) in &injected {
            let survived = survived.get(kind).copied().unwrap_or_default();
            println!("  {kind:20} {count:6} {survived:6}");
        }
        let count = |of: fn(&Storm) -> u64| self.storms.iter().map(of).sum::<u64>();
        println!(
            "chaos on {database}: {} seeds, {} cells, {} differing cells, {} panics, {} kills, {} clear errors, \
             {} good ends, {} faults, {:.0} s",
            self.storms.len() + self.failures.len(),
            self.storms.iter().map(|storm| storm.cells).sum::<usize>(),
            self.storms.iter().map(|storm| storm.differing).sum::<usize>(),
            self.failures.iter().filter(|failure| failure.contains(storm::PANICKED)).count(),
            count(|storm| storm.kills),
            count(|storm| storm.errors),
            count(|storm| storm.ends),
            injected.values().sum::<u64>(),
            begin.elapsed().as_secs_f64(),
        );
        for failure in &self.failures {
            println!("FAILED: {failure}");
        }
    }

    fn sum(&self, of: fn(&Storm) -> &Injected) -> Injected {
        let mut sum = Injected::new();
        for (kind, count) in self.storms.iter().flat_map(of) {
            *sum.entry(kind.clone()).or_default() += count;
        }
        sum
    }

    /// Kinds that never came.
    fn missing(&self) -> Vec<String> {
        let injected = self.sum(|storm| &storm.injected);
        let never: BTreeSet<_> = injected.iter().filter(|(_, count)| **count == 0).collect();
        never.into_iter().map(|(kind, _)| kind.clone()).collect()
    }
}
