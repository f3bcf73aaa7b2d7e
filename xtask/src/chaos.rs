//! `cargo xtask chaos`: an import that is killed (SIGKILL) at random moments and run again gives the
//! same volumes, byte for byte, as one that was left alone (rule 8.4).

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::cells;
use crate::dice::Dice;
use crate::process::{Ending, Workspace, output, run_and_kill};
use crate::trial::{Plan, Trial};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many times an import is killed
    #[arg(long, default_value_t = 50)]
    pub(crate) kills: u64,
    /// The simulated account and the moments follow from it
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many tickets the account has
    #[arg(long, default_value_t = 600)]
    pub(crate) tickets: u64,
}

impl Arguments {
    /// A run of so many kills.
    pub(crate) fn of_kills(kills: u64) -> Self {
        Self { kills, seed: 1, tickets: 600 }
    }
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let program = workspace.release_program()?;
    let trial = Trial::start(&program, plan(arguments))?;
    trial.connect("whole.db")?;
    let begin = Instant::now();
    output(&mut trial.import("whole.db"), &trial.log())?;
    let duration = begin.elapsed();
    let expected = trial.volumes("whole.db")?;
    ensure!(!cells::read(&expected)?.is_empty(), "the volumes have no cell: nothing is compared");

    let mut dice = Dice::new(arguments.seed, "kills");
    let (mut killed, mut imports) = (0, 0);
    while killed < arguments.kills {
        let database = format!("killed-{imports}.db");
        trial.connect(&database)?;
        imports += 1;
        let left = arguments.kills - killed;
        let in_this_import = import_with_kills(&trial, &database, &mut dice, duration, left)?;
        killed += in_this_import;
        ensure!(
            trial.volumes(&database)? == expected,
            "after {in_this_import} kills the volumes differ from those of an import left alone \
             (seed {}, import {imports})",
            arguments.seed
        );
    }
    println!(
        "chaos: {killed} kills over {imports} imports of {:.2} s each, all with the same {} bytes",
        duration.as_secs_f64(),
        expected.len()
    );
    Ok(())
}

/// Small pages, so that there are many commits between which to be killed.
fn plan(arguments: &Arguments) -> Plan {
    Plan {
        seed: arguments.seed,
        tickets: arguments.tickets,
        max_page: Some(50),
        talk: true,
        since: "2025-03-01".to_owned(),
        grouping: "ivr",
        light: false,
    }
}

/// Imports a connected database to its end, killing the import at random moments within
/// `duration`, as often as `most` at most; returns how often it was.
pub(crate) fn import_with_kills(
    trial: &Trial<'_>,
    database: &str,
    dice: &mut Dice,
    duration: Duration,
    most: u64,
) -> Result<u64> {
    let mut killed = 0;
    while killed < most {
        let after = dice.moment(duration);
        match run_and_kill(&mut trial.import(database), after, &trial.log())? {
            Ending::Killed => killed += 1,
            Ending::Finished => return Ok(killed),
        }
    }
    output(&mut trial.import(database), &trial.log())?;
    Ok(killed)
}
