//! `cargo xtask bench engine`: how long counting takes, how much memory and how large the database
//! is, against the number of views and of ticket events, beside the floors: decoding the same pages
//! with plain typed structs, and reading the same rows from SQLite
//! (crates/inflow/examples/engine_bench).

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;

use crate::process::{Usage, Workspace, measure, output};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Small accounts only, in a minute; says nothing of what is to be reached
    #[arg(long)]
    quick: bool,
}

/// Ticket events of one ticket of the account that is measured.
const EVENTS_A_TICKET: u64 = 4;

/// Accounts as numbers of ticket events and views.
const ACCOUNTS: [(u64, u64); 6] = [
    (1_000_000, 10),
    (1_000_000, 100),
    (1_000_000, 1_000),
    (100_000, 500),
    (1_000_000, 500),
    (10_000_000, 500),
];
const QUICK_ACCOUNTS: [(u64, u64); 4] =
    [(100_000, 10), (100_000, 100), (100_000, 1_000), (400_000, 100)];

/// A recount of the largest account may take so long.
const MOST_FOR_TEN_MILLION: Duration = Duration::from_secs(30);
/// A new view over a million ticket events may take so long.
const MOST_FOR_A_NEW_VIEW: Duration = Duration::from_secs(3);
/// A count may hold so much memory, in bytes.
const MOST_MEMORY: u64 = 500_000_000;
/// The database may hold so much for each ticket event, in bytes.
const MOST_BYTES_AN_EVENT: f64 = 200.0;
/// How many times as long a recount with a thousand views may take as one with ten.
const MOST_GROWTH: f64 = 2.5;

/// What was measured of one account.
struct Measured {
    events: u64,
    views: u64,
    count: Usage,
    recount: Usage,
    new_view: Usage,
    bytes: u64,
    read: Usage,
    decode_seconds: f64,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let program = workspace.release_example("engine_bench")?;
    let accounts = if arguments.quick { &QUICK_ACCOUNTS[..] } else { &ACCOUNTS[..] };
    println!(
        "{:>10} {:>6} {:>8} {:>10} {:>9} {:>9} {:>7} {:>8} {:>12} {:>12}",
        "events",
        "views",
        "count",
        "events/s",
        "recount",
        "new view",
        "peak",
        "B/event",
        "read floor",
        "decode floor",
    );
    let mut all = Vec::new();
    for (events, views) in accounts {
        let measured = account(&program, *events, *views)
            .with_context(|| format!("{events} events under {views} views"))?;
        report(&measured);
        all.push(measured);
    }
    growth(&all, arguments.quick)?;
    if arguments.quick { Ok(()) } else { check(&all) }
}

fn account(program: &Path, events: u64, views: u64) -> Result<Measured> {
    let folder = TempDir::new()?;
    let bench = Bench { program, file: folder.path().join("bench.db"), folder };
    let (tickets, views_text) = ((events / EVENTS_A_TICKET).to_string(), views.to_string());
    bench.on_file("fill", &[&tickets, &views_text])?;
    let count = bench.on_file("count", &[])?;
    // Opened once more and closed, the database has no log beside it any more.
    let recount = bench.on_file("recount", &[])?;
    let bytes = std::fs::metadata(&bench.file)?.len();
    bench.on_file("add-view", &[&tickets, &views_text])?;
    let new_view = bench.on_file("count", &[])?;
    let read = bench.on_file("read", &[])?;
    let mut decode = Command::new(program);
    let decoded = output(decode.args(["decode", &tickets]), &bench.log())?;
    let decode_seconds = String::from_utf8(decoded)?.trim().parse()?;
    Ok(Measured { events, views, count, recount, new_view, bytes, read, decode_seconds })
}

struct Bench<'p> {
    program: &'p Path,
    file: PathBuf,
    folder: TempDir,
}

impl Bench<'_> {
    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn on_file(&self, task: &str, arguments: &[&str]) -> Result<Usage> {
        let mut command = Command::new(self.program);
        command.arg(task).arg(&self.file).args(arguments);
        measure(&mut command, &self.log())
    }
}

impl Measured {
    fn bytes_an_event(&self) -> f64 {
        as_float(self.bytes) / as_float(self.events)
    }
}

/// One line: times as they pass on the clock, and how many times a floor they are.
fn report(measured: &Measured) {
    let recount = measured.recount.elapsed.as_secs_f64();
    let read = measured.read.elapsed.as_secs_f64();
    let decode = measured.decode_seconds;
    println!(
        "{:>10} {:>6} {:>7.2}s {:>10.0} {recount:>8.2}s {:>8.2}s {:>5.0}MB {:>8.1} \
         {read:>6.2}s {:>4.1}x {decode:>6.2}s {:>4.1}x",
        measured.events,
        measured.views,
        measured.count.elapsed.as_secs_f64(),
        as_float(measured.events) / measured.count.elapsed.as_secs_f64(),
        measured.new_view.elapsed.as_secs_f64(),
        as_float(peak(measured)) / 1e6,
        measured.bytes_an_event(),
        recount / read,
        recount / decode,
    );
}

fn peak(measured: &Measured) -> u64 {
    let Measured { count, recount, new_view, .. } = measured;
    count.peak_memory.max(recount.peak_memory).max(new_view.peak_memory)
}

/// How a recount grows from the fewest views to the most, in processor time.
fn growth(all: &[Measured], quick: bool) -> Result<()> {
    let of = |views| {
        let found = all.iter().find(|measured| measured.views == views);
        found.map(|measured| measured.recount.processor.as_secs_f64())
    };
    let (Some(few), Some(many)) = (of(10), of(1_000)) else { return Ok(()) };
    let growth = many / few;
    println!(
        "from 10 to 1,000 views: {growth:.2} times the processor time (at most {MOST_GROWTH})"
    );
    ensure!(quick || growth <= MOST_GROWTH, "a recount grows {growth:.2} times");
    Ok(())
}

fn check(all: &[Measured]) -> Result<()> {
    for measured in all {
        let Measured { events, views, recount, new_view, .. } = measured;
        let what = format!("{events} events under {views} views");
        let peak = peak(measured);
        ensure!(peak < MOST_MEMORY, "{what}: counting takes {} MB", peak / 1_000_000);
        let bytes = measured.bytes_an_event();
        ensure!(bytes <= MOST_BYTES_AN_EVENT, "{what}: {bytes:.0} bytes for each event");
        if *events == 10_000_000 {
            ensure!(recount.elapsed <= MOST_FOR_TEN_MILLION, "{what}: the recount takes too long");
        }
        if *events == 1_000_000 {
            ensure!(new_view.elapsed <= MOST_FOR_A_NEW_VIEW, "{what}: a new view takes too long");
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "numbers are shown and compared roughly")]
fn as_float(number: u64) -> f64 {
    number as f64
}
