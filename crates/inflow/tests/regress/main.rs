//! Regression: every scenario of fixtures/ is imported from its recorded answers, on a manual clock and
//! into SQLite; what the program then says is compared with the figures that the rules ask for and with
//! the snapshots beside the scenario. `cargo xtask regress` runs it and looks for forgotten snapshots.
//!
//! Start with [`run`]; fixtures/README.md describes the files.

#[path = "../support/database.rs"]
mod database;
mod expectations;
mod kept;
mod program;
mod scenario;
mod server;
mod snapshots;
#[path = "../support/stored.rs"]
mod stored;

use std::collections::BTreeSet;
use std::fs;

use crate::program::Program;
use crate::scenario::{Import, Scenario};
use crate::server::RecordedZendesk;
use crate::snapshots::Snapshots;

/// One test a scenario. A folder's name has hyphens where the test's has underscores.
macro_rules! scenarios {
    ($($name:ident),+ $(,)?) => {
        const SCENARIOS: &[&str] = &[$(stringify!($name)),+];

        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                run(stringify!($name)).await;
            }
        )+
    };
}

scenarios! {
    agent_became_end_user,
    all_channels,
    big_ids,
    chat_session,
    clock_change,
    conditions,
    documentation_example,
    email_then_chat,
    entries_and_transfers,
    merged_and_deleted,
    no_talk_403,
    no_talk_404,
    older_than_window,
    one_view_several_channels,
    other_spellings,
    outbound_calls,
    page_boundary_one_second,
    repaired_from_audits,
    same_title_views,
    second_import,
    snapshot_behind_events,
    talk_by_ivr,
    talk_by_number,
    talk_ungrouped,
    text_view_privacy,
    unsupported_views,
    views_change,
    what_becomes_of_contacts,
}

#[test]
fn every_written_folder_is_a_test() {
    let folders = folders(Scenario::is_written);
    let tests: BTreeSet<String> = SCENARIOS.iter().map(|name| name.replace('_', "-")).collect();
    assert_eq!(folders, tests, "folders of fixtures/ on the left, tests on the right");
}

#[test]
fn shared_answers_hold_nothing_personal() {
    let shared = scenario::fixtures().join("_common");
    if shared.is_dir() {
        inflow_recorder::check_scenario(&shared).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Whatever was recorded needs no entry in the list.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recorded_scenarios() {
    for name in folders(|scenario| !scenario.is_written()) {
        run(&name).await;
    }
}

/// The names of all scenarios of a kind.
fn folders(wanted: impl Fn(&Scenario) -> bool) -> BTreeSet<String> {
    fs::read_dir(scenario::fixtures())
        .expect("the fixtures are there")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.join("scenario.json").is_file())
        .map(|path| path.file_name().expect("a folder has a name").to_string_lossy().into_owned())
        .filter(|name| wanted(&Scenario::load(name)))
        .collect()
}

async fn run(test: &str) {
    let scenario = Scenario::load(&test.replace('_', "-"));
    let zendesk = RecordedZendesk::start(&scenario).await;
    let program = Program::new(&scenario);
    for (number, import) in scenario.imports.iter().enumerate() {
        let answers = zendesk.answer(import).await;
        let told = async {
            if number == 0 {
                program.add_integration(&scenario, import, &zendesk.address()).await?;
            }
            program.import(import).await
        }
        .await;
        answers.check_all_was_asked_for(&told);
        let notes = told.unwrap_or_else(|error| panic!("the import failed: {error:#}"));
        let tickets = scenario.tickets(number + 1);
        let kept = program.kept(import, &tickets).await.expect("what is kept can be read");
        let said = Said { notes: &notes, kept: &kept, events: &program.all_events(&tickets) };
        compare(&scenario, number, import, &program, &said);
    }
    program.check_never_stored(&scenario.never_stored);
}

/// What was found after an import beside the reports.
struct Said<'a> {
    notes: &'a [String],
    kept: &'a str,
    events: &'a str,
}

/// What the program says after an import, against the rules' figures first: they explain most.
fn compare(
    scenario: &Scenario,
    number: usize,
    import: &Import,
    program: &Program,
    said: &Said<'_>,
) {
    let prefix = match (scenario.imports.len(), number) {
        (1, _) => "",
        (_, 0) => "first-",
        _ => "second-",
    };
    let mut volumes = Vec::new();
    for asked in &import.volumes {
        let csv = program.volumes(asked);
        match &asked.expected {
            Some(expected) => expectations::check_volumes(&asked.name, expected, &csv),
            None => assert!(!scenario.is_written(), "{}: no expected rows", asked.name),
        }
        volumes.push((asked.name.as_str(), csv));
    }
    if let Some(expected) = &import.contacts {
        expectations::check_contacts(expected, &program.contacts());
    }
    let (queues, views, quality) = (program.queues(), program.views(), program.quality());
    match &import.expected {
        Some(expected) => expectations::check_report(expected, &queues, &views, &quality),
        None => assert!(!scenario.is_written(), "no expected diagnostics"),
    }

    let snapshots = Snapshots::of(scenario, prefix);
    for (name, csv) in &volumes {
        snapshots.assert(&format!("volumes-{name}"), csv);
    }
    snapshots.assert("queues", &queues);
    snapshots.assert("views", &views);
    snapshots.assert("diagnostics", &format!("{quality}notes: {:#?}\n", said.notes));
    snapshots.assert("events", said.events);
    snapshots.assert("kept", said.kept);
    if let Some(calls) = program.all_calls() {
        snapshots.assert("calls", &calls);
    }
    for asked in &import.explain {
        snapshots.assert(&format!("explain-{}", asked.name), &program.explain(asked));
    }
}
