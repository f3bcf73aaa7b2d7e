//! `cargo xtask verify`: the built program imports simulated accounts, and every cell of its volumes
//! is compared with the truth that the simulator computed in its own way.

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::cells::{self, Difference};
use crate::churn;
use crate::coverage::Coverage;
use crate::databases::{Database, Site};
use crate::dice::Dice;
use crate::figures;
use crate::process::{Program, Workspace, output};
use crate::trial::{GROUPINGS, Plan, Trial};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many accounts, each with its own page size, window and grouping
    #[arg(long, default_value_t = 20)]
    pub(crate) seeds: u64,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    pub(crate) start: u64,
    /// How many tickets an account has; by default it depends on the seed
    #[arg(long)]
    pub(crate) tickets: Option<u64>,
    /// Imports each account at several stages, between which views are added, edited, renamed, removed,
    /// deactivated, made unsupported and brought back, and it grows
    #[arg(long)]
    pub(crate) churn: bool,
    /// Imports each account once more straight through and once more in slices that are left every
    /// second for the present, and compares the three with each other and with the truth
    #[arg(long, conflicts_with = "churn")]
    pub(crate) slices: bool,
    /// What the program keeps its data in
    #[arg(long, value_enum, default_value_t)]
    pub(crate) database: Database,
    /// Keeps every account's folder: the truth, the volumes, the database and the logs
    #[arg(long)]
    pub(crate) keep: bool,
}

impl Arguments {
    /// The number of seeds, from the first one, on SQLite.
    pub(crate) fn of_seeds(seeds: u64) -> Self {
        let database = Database::Sqlite;
        Self { seeds, start: 1, tickets: None, churn: false, slices: false, database, keep: false }
    }
}

/// The database that is imported into once and again.
const DATABASE: &str = "inflow.db";

/// How many differences are printed.
pub(crate) const SHOWN: usize = 20;

/// What all seeds together came to.
#[derive(Default)]
struct Total {
    cells: usize,
    differing: usize,
    kills: u64,
    coverage: Coverage,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    ensure!(arguments.seeds > 0, "--seeds must be at least 1");
    if arguments.churn {
        return churn::run(workspace, arguments);
    }
    let program = workspace.release_program()?;
    let site = arguments.database.site(workspace)?;
    let begin = Instant::now();
    let mut total = Total::default();
    for seed in arguments.start..arguments.start + arguments.seeds {
        verify_one(&program, site, plan(seed, arguments), arguments, &mut total)?;
    }
    let missing = total.coverage.missing();
    println!(
        "verify on {}: {} seeds, {} cells, {} differing, {} kills, {} of {} keys exercised, {:.0} s",
        arguments.database,
        arguments.seeds,
        total.cells,
        total.differing,
        total.kills,
        total.coverage.expected() - missing.len(),
        total.coverage.expected(),
        begin.elapsed().as_secs_f64()
    );
    if !missing.is_empty() {
        println!("never exercised: {}", missing.join(", "));
    }
    ensure!(total.cells > 0, "no account had a single cell: nothing was compared");
    ensure!(total.differing == 0, "{} cells differ from the truth", total.differing);
    ensure!(missing.is_empty(), "{} rules or values were never exercised", missing.len());
    Ok(())
}

/// What is random about a seed's account and import. Any three seeds in a row have one account
/// that is imported whole and one whose import is killed.
pub(crate) fn plan(seed: u64, arguments: &Arguments) -> Plan {
    let mut dice = Dice::new(seed, "plan");
    let whole = seed % 3 == 1;
    let max_page = if whole { None } else { Some(dice.pick(&[1, 2, 3, 7, 50, 333, 1_000])) };
    let tickets = match max_page {
        Some(1) => 60,
        Some(2 | 3) => 150,
        _ => 400,
    };
    Plan {
        seed,
        tickets: arguments.tickets.unwrap_or(tickets),
        max_page,
        talk: whole || dice.below(8) > 0,
        since: if whole { "2020-01-01".to_owned() } else { day_inside_the_history(&mut dice) },
        grouping: GROUPINGS[usize::from(seed.is_multiple_of(2))],
        light: false,
        oddities: true,
        faults: None,
        stages: None,
        oauth: false,
    }
}

/// Whether the import of this seed is killed again and again.
pub(crate) fn is_killed(seed: u64) -> bool {
    seed % 3 == 2
}

/// A day inside the simulated histories, which go from the end of 2022 to September 2026.
fn day_inside_the_history(dice: &mut Dice) -> String {
    let month = dice.below(42);
    format!("{}-{:02}-{:02}", 2023 + month / 12, month % 12 + 1, 1 + dice.below(28))
}

fn verify_one(
    program: &Program,
    site: Site<'_>,
    plan: Plan,
    arguments: &Arguments,
    total: &mut Total,
) -> Result<()> {
    let begin = Instant::now();
    let seed = plan.seed;
    let described = describe(&plan);
    let mut trial = Trial::start(program, site, plan)?;
    if arguments.keep {
        trial.keep();
        println!("seed {seed}: kept in {}", trial.folder().display());
    }
    let Imported { volumes, names, workloads, kills } =
        import(&mut trial, seed, arguments.database.most_kills())
            .with_context(|| format!("seed {seed}"))?;
    if arguments.slices {
        compare_orders(&mut trial, &volumes).with_context(|| format!("seed {seed}"))?;
    }
    fs::write(trial.file("volumes.csv"), &volumes)?;
    let truth = cells::read(&fs::read(trial.file("truth.csv"))?).context("truth.csv")?;
    let found = cells::read(&volumes).context("the program's volumes")?;
    let (count, differences) = cells::compare(&truth, &found);
    println!(
        "seed {seed}: {described}: {count} cells, {} differing, {kills} kills, {:.1} s",
        differences.len(),
        begin.elapsed().as_secs_f64()
    );
    let expected = cells::read(&fs::read(trial.file("workload-truth.csv"))?)?;
    let found = cells::read(&workloads).context("the program's volumes of workloads")?;
    let (workload_cells, of_workloads) = cells::compare(&expected, &found);
    let (count, differences) = (
        count + workload_cells,
        [differences, of_workloads].into_iter().flatten().collect::<Vec<_>>(),
    );
    println!("seed {seed}: {workload_cells} of the cells are workloads'");
    show(&format!("seed {seed}"), &differences, total.differing);
    if !differences.is_empty() {
        println!("{}", again(seed, arguments));
    }
    let compared = figures::compare(&trial, DATABASE, "", &names, seed)?;
    let (more, told) = (compared.differences.len(), compared.differences);
    println!("seed {seed}: {} rows of all figures and contacts, {more} differing", compared.rows);
    told.iter().take(SHOWN).for_each(|told| println!("  seed {seed}: {told}"));
    if more > 0 {
        println!("{}", again(seed, arguments));
    }
    total.coverage.add(&fs::read(trial.file("exercised.json"))?)?;
    total.cells += count + compared.rows;
    total.differing += differences.len() + more;
    total.kills += kills;
    Ok(())
}

pub(crate) fn describe(plan: &Plan) -> String {
    format!(
        "{} tickets, pages of {}, since {}, {}",
        plan.tickets,
        plan.max_page.map_or_else(|| "Zendesk's size".to_owned(), |size| size.to_string()),
        plan.since,
        if plan.talk { plan.grouping } else { "no Talk" },
    )
}

/// What an import came to.
struct Imported {
    volumes: Vec<u8>,
    /// The names of the workloads.
    names: Vec<String>,
    /// The volumes of the workloads.
    workloads: Vec<u8>,
    kills: u64,
}

/// Imports; makes the workloads; imports once more; and for some seeds imports into another database, killed again and
/// again. All must give the same volumes (rule 8.4).
fn import(trial: &mut Trial<'_>, seed: u64, most_kills: u64) -> Result<Imported> {
    let database = DATABASE;
    trial.connect(database)?;
    let begin = Instant::now();
    output(&mut trial.import(database), &trial.log())?;
    let duration = begin.elapsed();
    let volumes = trial.volumes(database)?;
    let names = trial.make_workloads(database)?;
    ensure!(trial.volumes(database)? == volumes, "workloads changed the volumes of queues");
    let workloads = trial.workload_volumes(database, &names)?;
    output(&mut trial.import(database), &trial.log())?;
    ensure!(trial.volumes(database)? == volumes, "a second import changed the volumes");
    let again = trial.workload_volumes(database, &names)?;
    ensure!(again == workloads, "a second import changed the volumes of workloads");
    trial.name_settings(database, "")?;
    ensure!(trial.volumes(database)? == volumes, "robots or a field of time changed the volumes");
    if !is_killed(seed) {
        return Ok(Imported { volumes, names, workloads, kills: 0 });
    }
    let killed = "killed.db";
    trial.connect(killed)?;
    let mut dice = Dice::new(seed, "kills");
    let kills = trial.import_with_kills(killed, &mut dice, duration, most_kills)?;
    ensure!(trial.volumes(killed)? == volumes, "an import killed {kills} times gave other volumes");
    trial.make_workloads(killed)?;
    ensure!(
        trial.workload_volumes(killed, &names)? == workloads,
        "an import killed {kills} times gave other volumes of workloads"
    );
    trial.name_settings(killed, "")?;
    for named in [Vec::new(), names.iter().flat_map(|name| ["--workload", name]).collect()] {
        let same = trial.all_figures(killed, &named)? == trial.all_figures(database, &named)?
            && trial.contacts(killed, &named)? == trial.contacts(database, &named)?;
        ensure!(same, "an import killed {kills} times gave other figures or contacts");
    }
    Ok(Imported { volumes, names, workloads, kills })
}

/// Imports straight through, and in slices: both must give the same volumes (rule 8.6).
fn compare_orders(trial: &mut Trial<'_>, volumes: &[u8]) -> Result<()> {
    let (straight, sliced) = ("straight.db", "sliced.db");
    trial.connect(straight)?;
    output(&mut trial.import_straight(straight), &trial.log())?;
    ensure!(trial.volumes(straight)? == volumes, "a straight import gave other volumes");
    let names = trial.make_workloads(straight)?;
    let workloads = trial.workload_volumes(straight, &names)?;
    trial.connect(sliced)?;
    output(&mut trial.import_in_slices(sliced), &trial.log())?;
    ensure!(trial.volumes(sliced)? == volumes, "an import in slices gave other volumes");
    trial.make_workloads(sliced)?;
    ensure!(
        trial.workload_volumes(sliced, &names)? == workloads,
        "an import in slices gave other volumes of workloads"
    );
    for of in [&["--figures", "all"][..], &["--figures", "all", "--interval", "1d"]] {
        ensure!(
            trial.figures(sliced, of)? == trial.figures(straight, of)?,
            "an import in slices gave other figures of what became of contacts"
        );
    }
    Ok(())
}

/// Prints differences as far as not enough have been printed before.
pub(crate) fn show(place: &str, differences: &[Difference], before: usize) {
    for difference in differences.iter().take(SHOWN.saturating_sub(before)) {
        println!("  {place}: {difference}");
    }
}

/// The command that repeats a seed.
pub(crate) fn again(seed: u64, arguments: &Arguments) -> String {
    let tickets =
        arguments.tickets.map(|tickets| format!(" --tickets {tickets}")).unwrap_or_default();
    let churn = if arguments.churn { " --churn" } else { "" };
    let slices = if arguments.slices { " --slices" } else { "" };
    let database = arguments.database.option();
    format!(
        "  again: cargo xtask verify --seeds 1 --start {seed}{tickets}{churn}{slices}{database} --keep"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_three_seeds_in_a_row_have_both_groupings_a_whole_import_and_a_killed_one() {
        for start in 0..50 {
            let plans: Vec<Plan> =
                (start..start + 3).map(|seed| plan(seed, &Arguments::of_seeds(3))).collect();
            for grouping in GROUPINGS {
                assert!(plans.iter().any(|plan| plan.grouping == grouping));
            }
            assert!(plans.iter().any(|plan| plan.talk && plan.max_page.is_none()));
            assert!((start..start + 3).any(is_killed));
        }
    }

    #[test]
    fn twenty_seeds_have_pages_of_one_row_and_windows_that_are_days() {
        let plans: Vec<Plan> = (1..=20).map(|seed| plan(seed, &Arguments::of_seeds(20))).collect();
        assert!(plans.iter().any(|plan| plan.max_page == Some(1)));
        for plan in plans {
            let parts: Vec<u32> = plan.since.split('-').map(|part| part.parse().unwrap()).collect();
            assert!((1..=12).contains(&parts[1]) && (1..=28).contains(&parts[2]), "{}", plan.since);
            assert!(plan.since.as_str() < "2026-07-01", "{}", plan.since);
        }
    }
}
