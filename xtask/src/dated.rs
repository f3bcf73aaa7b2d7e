//! `cargo xtask dated`: tests run once more on another day. No test reads the machine's clock, but the
//! program does, and what it says must be right on every day.
//!
//! libfaketime moves the clock of the tests and of what they start. Cargo, the PostgreSQL server and the
//! browser keep theirs: nothing that is tested depends on their day.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::process::{Workspace, run as run_command};
use crate::test::cargo;

/// What to do where libfaketime is missing.
pub(crate) const ADVICE: &str = "install libfaketime (Debian: apt-get install faketime), or name its library in INFLOW_TEST_FAKETIME";

/// Names the library where it is at no usual place.
const LIBRARY_VARIABLE: &str = "INFLOW_TEST_FAKETIME";

/// The library for programs of many threads.
const LIBRARY: &str = "faketime/libfaketimeMT.so.1";

/// Days on which programs go wrong.
const DAYS: [(&str, &str); 6] = [
    ("2026-12-31T23:50:00Z", "the year ends"),
    ("2027-03-28T00:50:00Z", "Amsterdam puts the clock forward"),
    ("2027-05-02T09:00:00Z", "Zendesk's API tokens have ended"),
    ("2027-10-31T00:50:00Z", "Amsterdam puts the clock back"),
    ("2028-02-29T09:00:00Z", "a leap day"),
    ("2036-01-01T00:00:00Z", "years from now"),
];

/// Where the tests believe to be: midnight comes at another instant there than at UTC.
const TIME_ZONE: &str = "Europe/Amsterdam";

/// Tests that libfaketime itself disturbs: it is lost where the program runs as another user, and opens files
/// of its own where a program may have few.
const NOT_HERE: [&str; 2] = ["beside::", "a_lack_of_files_is_named_as_what_it_is"];

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The day, or an instant in UTC such as 2026-12-31T23:50:00Z [default: another one at each run]
    #[arg(value_parser = instant)]
    when: Option<DateTime<Utc>>,
    /// All tests, and not only those that start the program
    #[arg(long)]
    all: bool,
}

/// Reads a day, or an instant.
fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let day = text.parse::<NaiveDate>().map(|day| day.and_time(NaiveTime::MIN).and_utc());
    day.or_else(|_| DateTime::parse_from_rfc3339(text).map(|instant| instant.to_utc()))
        .map_err(|_| "expected YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ".to_owned())
}

/// `cargo xtask dated`.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let fake = FakeTime::find().with_context(|| format!("no clock can be moved: {ADVICE}"))?;
    let when = arguments.when.unwrap_or_else(|| day_of_this_run().0);
    let packages: &[&str] = if arguments.all { &["--workspace"] } else { &["--package", "inflow"] };
    // What is built meanwhile does not use the first minutes up.
    run_command(cargo(workspace, "test", &["--tests", "--no-run"])?.args(packages))?;
    println!("==> it is {when} for the tests");
    let mut tests = cargo(workspace, "test", &["--tests"])?;
    let tests = fake.at(when, tests.args(packages))?.arg("--");
    tests.args(NOT_HERE.into_iter().flat_map(|name| ["--skip", name]));
    run_command(tests).with_context(|| repeated(when, arguments.all))
}

/// How to run the same again.
fn repeated(when: DateTime<Utc>, all: bool) -> String {
    let all = if all { " --all" } else { "" };
    format!("cargo xtask dated {}{all}", when.format("%Y-%m-%dT%H:%M:%SZ"))
}

/// The tests that start the program, on one of the days.
pub(crate) fn step(workspace: &Workspace) -> (String, impl Fn() -> Result<()> + '_) {
    let (when, why) = day_of_this_run();
    let name = format!("tests of the program when {why} ({})", repeated(when, false));
    (name, move || run(workspace, &Arguments { when: Some(when), all: false }))
}

/// One of the days, another one at each run, and what is the matter with it.
fn day_of_this_run() -> (DateTime<Utc>, &'static str) {
    let seconds = usize::try_from(present().timestamp()).unwrap_or_default();
    let (when, why) = DAYS[seconds % DAYS.len()];
    (instant(when).expect("the days are instants"), why)
}

#[expect(clippy::disallowed_methods, reason = "another clock is so far ahead of the machine's")]
fn present() -> DateTime<Utc> {
    Utc::now()
}

/// The library that moves a clock.
pub(crate) struct FakeTime {
    library: PathBuf,
}

impl FakeTime {
    /// What is installed.
    pub(crate) fn find() -> Option<Self> {
        let own = std::env::var_os(LIBRARY_VARIABLE).filter(|path| !path.is_empty());
        let library = own.map(PathBuf::from).or_else(installed)?;
        library.is_file().then_some(Self { library })
    }

    /// Has a cargo command run its tests at an instant, from which on their time passes as ever.
    fn at<'a>(&self, when: DateTime<Utc>, command: &'a mut Command) -> Result<&'a mut Command> {
        let ahead = (when - present()).num_seconds();
        let runner: Vec<String> =
            std::iter::once("env".to_owned()).chain(self.variables(ahead)).collect();
        self.moves_a_clock(when, &runner)?;
        let runner = serde_json::to_string(&runner)?;
        Ok(command.arg("--config").arg(format!("target.'cfg(all())'.runner = {runner}")))
    }

    /// What a program's environment holds whose clock is a number of seconds ahead. Waiting and measuring go by
    /// another clock, which stays as it is.
    fn variables(&self, ahead: i64) -> [String; 6] {
        [
            format!("LD_PRELOAD={}", self.library.display()),
            format!("FAKETIME={ahead:+}"),
            "FAKETIME_DONT_FAKE_MONOTONIC=1".to_owned(),
            "DONT_FAKE_MONOTONIC=1".to_owned(),
            "NO_FAKE_STAT=1".to_owned(),
            format!("TZ={TIME_ZONE}"),
        ]
    }

    /// A library that is not heeded would have every test pass.
    fn moves_a_clock(&self, when: DateTime<Utc>, runner: &[String]) -> Result<()> {
        let output = Command::new(&runner[0]).args(&runner[1..]).args(["date", "+%s"]).output()?;
        let told = String::from_utf8_lossy(&output.stdout);
        let seconds: i64 = told.trim().parse().context("date tells no seconds")?;
        let moved = DateTime::from_timestamp(seconds, 0).context("date tells no instant")?;
        let library = self.library.display();
        ensure!(
            (moved - when).abs() < TimeDelta::minutes(1),
            "{library} moves the clock to {moved} and not to {when}"
        );
        Ok(())
    }
}

/// Debian has libraries of each architecture in a folder of its own.
fn installed() -> Option<PathBuf> {
    let below = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from);
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut folders = below.into_iter().chain(folders.map(|folder| folder.path()));
    folders.find_map(|folder| Some(folder.join(LIBRARY)).filter(|path| Path::is_file(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_are_read() {
        for (day, _) in DAYS {
            assert_eq!(
                instant(day).expect("an instant").format("%Y-%m-%dT%H:%M:%SZ").to_string(),
                day
            );
        }
        let day = instant("2028-02-29").expect("a day");
        assert_eq!(repeated(day, true), "cargo xtask dated 2028-02-29T00:00:00Z --all");
        assert!(instant("2027-02-29").is_err() && instant("soon").is_err());
    }
}
