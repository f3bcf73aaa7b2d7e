//! One seed: a quiet import, and one through faults and kills.

use std::fmt;
use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::{Arguments, USUAL_PERCENT};
use crate::cells;
use crate::databases::Site;
use crate::dice::Dice;
use crate::process::{Ending, Program, output};
use crate::simulated::Injected;
use crate::trial::{GROUPINGS, Plan, Trial};

/// What a message of a panic has in common with no other.
pub(super) const PANICKED: &str = "panicked at";

/// Imports that end well before the faults are switched off: the first reads everything, the second
/// what is new, from its bookmarks.
const GOOD_ENDS: u64 = 2;

/// Imports in all, before a seed is given up.
const MOST_IMPORTS: u64 = 60;

/// No import takes longer.
const PATIENCE: Duration = Duration::from_secs(900);

/// What a seed came to.
#[derive(Debug, Default)]
pub(super) struct Storm {
    seed: u64,
    described: String,
    elapsed: Duration,
    pub(super) cells: usize,
    pub(super) differing: usize,
    pub(super) kills: u64,
    /// Runs that failed and said why.
    pub(super) errors: u64,
    /// Runs that ended well among faults.
    pub(super) ends: u64,
    pub(super) injected: Injected,
    /// Those injected into runs that ended well.
    pub(super) survived: Injected,
}

impl fmt::Display for Storm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "seed {}: {}: {} cells, {} differing, {} faults, {} kills, {} clear errors, {} good ends, {:.0} s",
            self.seed,
            self.described,
            self.cells,
            self.differing,
            self.injected.values().sum::<u64>(),
            self.kills,
            self.errors,
            self.ends,
            self.elapsed.as_secs_f64(),
        )
    }
}

/// The whole of a seed.
pub(super) fn weather(
    program: &Program,
    site: Site<'_>,
    seed: u64,
    arguments: &Arguments,
) -> Result<Storm> {
    let begin = Instant::now();
    let quiet_plan = plan(seed);
    let described = describe(&quiet_plan);
    let stormy_plan = Plan { faults: Some(USUAL_PERCENT), ..quiet_plan.clone() };
    let mut quiet = Trial::start(program, site, quiet_plan)?;
    let mut stormy = Trial::start(program, site, stormy_plan)?;
    if arguments.keep {
        quiet.keep();
        stormy.keep();
        let folders = [quiet.folder().display(), stormy.folder().display()];
        println!("seed {seed}: kept in {} (quiet) and {} (stormy)", folders[0], folders[1]);
    }
    quiet.connect(DATABASE)?;
    let import_begin = Instant::now();
    // Whatever becomes of slices in the storm, a straight import gives the same (rule 8.6).
    output(&mut quiet.import_straight(DATABASE), &quiet.log())?;
    let duration = import_begin.elapsed();
    let expected = quiet.volumes(DATABASE)?;

    let mut storm = Storm { seed, described, ..Storm::default() };
    stormy.switch_faults(false)?;
    stormy.connect(DATABASE)?;
    stormy.switch_faults(true)?;
    let mut dice = Dice::new(seed, "storm");
    storm.pass_over(&stormy, &mut dice, duration, arguments.kills)?;
    stormy.switch_faults(false)?;
    // The first may repair what a fault kept from it; the second must find nothing to do.
    for _ in 0..2 {
        output(&mut stormy.import(DATABASE), &stormy.log())?;
    }
    storm.compare(&expected, &stormy)?;
    storm.elapsed = begin.elapsed();
    Ok(storm)
}

const DATABASE: &str = "inflow.db";

/// What is random about a seed's account and import. Every other seed signs in by OAuth.
pub(super) fn plan(seed: u64) -> Plan {
    let mut dice = Dice::new(seed, "weather");
    Plan {
        seed,
        tickets: 300,
        max_page: dice.pick(&[Some(25), Some(60), Some(150), None]),
        talk: true,
        since: dice.pick(&["2023-01-01", "2024-06-01", "2025-09-15"]).to_owned(),
        grouping: GROUPINGS[usize::from(dice.below(2) == 0)],
        light: false,
        oddities: true,
        faults: None,
        stages: None,
        oauth: !seed.is_multiple_of(2),
    }
}

fn describe(plan: &Plan) -> String {
    format!(
        "{}, pages of {}, since {}",
        if plan.oauth { "OAuth" } else { "API token" },
        plan.max_page.map_or_else(|| "Zendesk's size".to_owned(), |rows| rows.to_string()),
        plan.since,
    )
}

impl Storm {
    /// Imports among faults until it ended well often enough.
    fn pass_over(
        &mut self,
        trial: &Trial<'_>,
        dice: &mut Dice,
        duration: Duration,
        most_kills: u64,
    ) -> Result<()> {
        for number in 1..=MOST_IMPORTS {
            let is_killed = self.kills < most_kills && dice.below(2) == 0;
            let scale = dice.pick(&[1, 4, 20]);
            let after = if is_killed { dice.moment(duration * scale) } else { PATIENCE };
            let before = trial.injected()?;
            let log = trial.file(&format!("import-{number}.log"));
            let ending = trial.import_and_kill(DATABASE, after, &log)?;
            self.injected = trial.injected()?;
            let said = fs::read_to_string(&log)?;
            ensure!(!said.contains(PANICKED), "import {number} {PANICKED} some point:\n{said}");
            match ending {
                Ending::Killed if is_killed => self.kills += 1,
                Ending::Killed => bail!("import {number} did not end within {PATIENCE:?}:\n{said}"),
                Ending::Ended(status) if status.success() => {
                    self.ends += 1;
                    self.survive(&before);
                    if self.ends == GOOD_ENDS {
                        return Ok(());
                    }
                }
                Ending::Ended(status) => {
                    let clear = matches!(status.code(), Some(1 | 3 | 4))
                        && said.lines().any(|line| line.starts_with("error: "));
                    ensure!(clear, "import {number} ended with {status} and said:\n{said}");
                    self.errors += 1;
                }
            }
        }
        bail!("{MOST_IMPORTS} imports did not end well {GOOD_ENDS} times")
    }

    /// Counts what came since `before` as survived.
    fn survive(&mut self, before: &Injected) {
        for (kind, count) in &self.injected {
            let earlier = before.get(kind).copied().unwrap_or_default();
            *self.survived.entry(kind.clone()).or_default() += count - earlier;
        }
    }

    /// Compares the figures cell by cell, and byte for byte.
    fn compare(&mut self, expected: &[u8], trial: &Trial<'_>) -> Result<()> {
        let found = trial.volumes(DATABASE)?;
        let (count, differences) = cells::compare(
            &cells::read(expected).context("the quiet volumes")?,
            &cells::read(&found).context("the stormy volumes")?,
        );
        self.cells = count;
        self.differing = differences.len();
        for difference in differences.iter().take(5) {
            println!("seed {}: {difference}", self.seed);
        }
        ensure!(
            found == expected || !differences.is_empty(),
            "the same cells are printed in other bytes"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_differ_and_half_of_them_sign_in_by_oauth() {
        let plans: Vec<Plan> = (1..=40).map(plan).collect();
        assert_eq!(plans.iter().filter(|plan| plan.oauth).count(), 20);
        assert!(plans.iter().any(|plan| plan.max_page.is_none()));
        assert!(plans.iter().any(|plan| plan.max_page == Some(25) && plan.oauth));
        assert_eq!(plan(7), plan(7));
    }
}
