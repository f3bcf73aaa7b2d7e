//! `cargo xtask verify --churn`: each account is imported at several stages of its life, between which
//! it grows and its views change. After each import every cell is compared with the truth of that stage
//! (rule 6.5), and at last with what a database counts that sees the account for the first time.

use std::collections::BTreeMap;
use std::fs;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::cells::{self, Cells};
use crate::databases::Site;
use crate::dice::Dice;
use crate::figures;
use crate::process::{Program, Workspace, output};
use crate::trial::{Plan, Trial};
use crate::verify::{Arguments, SHOWN, again, describe, is_killed, plan, show};

/// The database that sees every stage, the one whose imports are killed, and the newcomer.
const DATABASES: [&str; 3] = ["inflow.db", "killed.db", "newcomer.db"];

/// What all seeds together came to.
#[derive(Default)]
struct Total {
    cells: usize,
    differing: usize,
    kills: u64,
    changes: BTreeMap<String, u64>,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let program = workspace.release_program()?;
    let site = arguments.database.site(workspace)?;
    let begin = Instant::now();
    let mut total = Total::default();
    for seed in arguments.start..arguments.start + arguments.seeds {
        let stages = Some(3 + seed % 2);
        let plan = Plan { stages, ..plan(seed, arguments) };
        churn_one(&program, site, plan, arguments, &mut total)
            .with_context(|| format!("seed {seed}"))?;
    }
    let changes: Vec<String> =
        total.changes.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    println!(
        "churn on {}: {} seeds, {} cells, {} differing, {} kills, {:.0} s; views: {}",
        arguments.database,
        arguments.seeds,
        total.cells,
        total.differing,
        total.kills,
        begin.elapsed().as_secs_f64(),
        changes.join(", "),
    );
    ensure!(total.cells > 0, "no account had a single cell: nothing was compared");
    ensure!(total.differing == 0, "{} cells differ from the truth", total.differing);
    for (kind, count) in &total.changes {
        ensure!(*count > 0, "no view was ever {kind}");
    }
    Ok(())
}

fn churn_one(
    program: &Program,
    site: Site<'_>,
    plan: Plan,
    arguments: &Arguments,
    total: &mut Total,
) -> Result<()> {
    let (begin, seed) = (Instant::now(), plan.seed);
    let described = describe(&plan);
    let stages = plan.stages.context("an account that churns has stages")?;
    let mut trial = Trial::start(program, site, plan)?;
    if arguments.keep {
        trial.keep();
        println!("seed {seed}: kept in {}", trial.folder().display());
    }
    let before = (total.cells, total.differing, total.kills);
    let cells = import_stages(&mut trial, seed, (stages, arguments.database.most_kills()), total)?;
    let newcomers = import_as_newcomer(&mut trial, seed, total)?;
    for (kind, count) in read_changes(&fs::read(trial.file("changes.json"))?)? {
        *total.changes.entry(kind).or_default() += count;
    }
    let differing = total.differing - before.1;
    println!(
        "seed {seed}: {described}, {stages} stages: {} cells, {differing} differing, {} kills, {:.1} s",
        total.cells - before.0,
        total.kills - before.2,
        begin.elapsed().as_secs_f64(),
    );
    if differing > 0 {
        println!("{}", again(seed, arguments));
        return Ok(());
    }
    let (_, differences) = cells::compare(&cells::of_same_views(&cells, &newcomers), &newcomers);
    ensure!(differences.is_empty(), "a newcomer counts otherwise: {}", differences[0]);
    Ok(())
}

/// Imports every stage, for some seeds also into a database whose imports are killed, and returns the
/// cells of the last.
fn import_stages(
    trial: &mut Trial<'_>,
    seed: u64,
    (stages, most_kills): (u64, u64),
    total: &mut Total,
) -> Result<Cells> {
    let [database, killed, _] = DATABASES;
    trial.connect(database)?;
    if is_killed(seed) {
        trial.connect(killed)?;
    }
    let mut dice = Dice::new(seed, "kills");
    let mut last = Cells::new();
    for stage in 0..stages {
        trial.serve_stage(stage)?;
        let begin = Instant::now();
        output(&mut trial.import(database), &trial.log())?;
        let duration = begin.elapsed();
        let volumes = trial.volumes(database)?;
        let folder = format!("stage-{stage}");
        last = compare(trial, &folder, seed, &volumes, total)?;
        if stage == 0 {
            trial.name_settings(database, &folder)?;
        }
        compare_all(trial, (database, &folder), seed, total)?;
        if is_killed(seed) {
            let kills = trial.import_with_kills(killed, &mut dice, duration, most_kills)?;
            let same = trial.volumes(killed)? == volumes;
            ensure!(same, "stage {stage}: an import killed {kills} times gave other volumes");
            total.kills += kills;
        }
    }
    Ok(last)
}

/// Imports the last stage into a database that saw none before.
fn import_as_newcomer(trial: &mut Trial<'_>, seed: u64, total: &mut Total) -> Result<Cells> {
    let [.., newcomer] = DATABASES;
    trial.connect(newcomer)?;
    output(&mut trial.import(newcomer), &trial.log())?;
    trial.name_settings(newcomer, "newcomer")?;
    compare_all(trial, (newcomer, "newcomer"), seed, total)?;
    compare(trial, "newcomer", seed, &trial.volumes(newcomer)?, total)
}

/// Compares all figures and the contacts with the truth in a folder.
fn compare_all(
    trial: &Trial<'_>,
    (database, folder): (&str, &str),
    seed: u64,
    total: &mut Total,
) -> Result<()> {
    let compared = figures::compare(trial, database, folder, &[], seed)?;
    for told in compared.differences.iter().take(SHOWN) {
        println!("  seed {seed}, {folder}: {told}");
    }
    total.cells += compared.rows;
    total.differing += compared.differences.len();
    Ok(())
}

/// Compares volumes with the truth in a folder, and returns them as cells.
fn compare(
    trial: &Trial<'_>,
    folder: &str,
    seed: u64,
    volumes: &[u8],
    total: &mut Total,
) -> Result<Cells> {
    let folder_path = trial.file(folder);
    fs::write(folder_path.join("volumes.csv"), volumes)?;
    let truth = cells::read(&fs::read(folder_path.join("truth.csv"))?).context("truth.csv")?;
    let found = cells::read(volumes).context("the program's volumes")?;
    let (count, differences) = cells::compare(&truth, &found);
    show(&format!("seed {seed}, {folder}"), &differences, total.differing);
    total.cells += count;
    total.differing += differences.len();
    Ok(found)
}

fn read_changes(json: &[u8]) -> Result<BTreeMap<String, u64>> {
    let changes: BTreeMap<String, u64> =
        serde_json::from_slice(json).context("changes.json is no object of counts")?;
    ensure!(!changes.is_empty(), "changes.json is empty");
    Ok(changes)
}
