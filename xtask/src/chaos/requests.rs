//! How many requests an import takes where four requests in ten fail: a page's size follows what the server
//! cannot make, and not luck.

use std::fs;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::storm::{PANICKED, plan};
use crate::databases::Site;
use crate::process::{Ending, Program, output};
use crate::trial::{Plan, Trial};

/// Tickets of an account with about 8,000 events.
const TICKETS: u64 = 1_300;

/// How many requests in a hundred meet a fault.
const PERCENT: u64 = 40;

/// How many times as many requests are allowed as without faults.
const MOST: u64 = 4;

/// Some faults end an import: it goes on in the next, so often at most.
const MOST_IMPORTS: u64 = 20;

const PATIENCE: Duration = Duration::from_secs(900);

const DATABASE: &str = "requests.db";

/// What an account cost without faults, and with them.
pub(super) struct Requests {
    quiet: u64,
    faulty: u64,
    imports: u64,
}

/// Imports an account without faults and one with them, until an import ends well.
pub(super) fn compare(program: &Program, site: Site<'_>, seed: u64) -> Result<Requests> {
    let quiet_plan = Plan { tickets: TICKETS, max_page: None, oauth: false, ..plan(seed) };
    let faulty_plan = Plan { faults: Some(PERCENT), ..quiet_plan.clone() };
    let mut quiet = Trial::start(program, site, quiet_plan)?;
    quiet.connect(DATABASE)?;
    let before = quiet.requests()?;
    output(&mut quiet.import(DATABASE), &quiet.log())?;
    let expected = quiet.volumes(DATABASE)?;
    let quiet_requests = quiet.requests()? - before;
    drop(quiet);

    let mut faulty = Trial::start(program, site, faulty_plan)?;
    faulty.switch_faults(false)?;
    faulty.connect(DATABASE)?;
    faulty.switch_faults(true)?;
    let before = faulty.requests()?;
    let mut imports = 1;
    while !ends_well(&faulty, imports)? {
        imports += 1;
        ensure!(imports <= MOST_IMPORTS, "{MOST_IMPORTS} imports among faults did not end well");
    }
    let faulty_requests = faulty.requests()? - before;
    faulty.switch_faults(false)?;
    for _ in 0..2 {
        output(&mut faulty.import(DATABASE), &faulty.log())?;
    }
    ensure!(faulty.volumes(DATABASE)? == expected, "the figures differ from those without faults");
    Ok(Requests { quiet: quiet_requests, faulty: faulty_requests, imports })
}

fn ends_well(trial: &Trial<'_>, number: u64) -> Result<bool> {
    let log = trial.file(&format!("import-{number}.log"));
    let ending = trial.import_and_kill(DATABASE, PATIENCE, &log)?;
    let said = fs::read_to_string(&log)?;
    ensure!(!said.contains(PANICKED), "import {number} {PANICKED} some point:\n{said}");
    match ending {
        Ending::Killed => anyhow::bail!("import {number} did not end within {PATIENCE:?}:\n{said}"),
        Ending::Ended(status) => Ok(status.success()),
    }
}

impl Requests {
    /// Prints them; fails where faults cost too many.
    pub(super) fn judge(&self) -> Result<()> {
        let Self { quiet, faulty, imports } = self;
        println!(
            "requests: {quiet} without faults, {faulty} where {PERCENT} of 100 meet one, in {imports} imports"
        );
        ensure!(
            *faulty <= MOST * quiet,
            "faults cost {faulty} requests in the place of {quiet}: more than {MOST} times as many"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_four_times_as_many_are_too_many() {
        let of = |faulty| Requests { quiet: 30, faulty, imports: 1 }.judge();
        assert!(of(120).is_ok());
        assert!(of(121).is_err());
    }
}
