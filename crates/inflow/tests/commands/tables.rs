//! Answers on a terminal: tables that fit it, results before hints, and a bar while something goes on.

use std::sync::LazyLock;

use inflow_simulator::Options;
use unicode_width::UnicodeWidthStr as _;

use crate::database::is_sqlite;
use crate::program::{NAME, Program};
use crate::terminal::{shown, shown_at_any_end};

/// One account for all of these tests, which only look.
static PROGRAM: LazyLock<Program> = LazyLock::new(|| {
    Program::imported(&Options { tickets: 400, ..Options::demo(1) }, "2024-09-01")
});

/// Commands whose answers are tables, without `--format`.
const TABLES: [&[&str]; 17] = [
    &["queues"],
    &["views"],
    &["preview"],
    &["preview", "--count"],
    &["reconcile"],
    &["integration", "list"],
    &["integration", "show", "--name", NAME],
    &["integration", "channels", "--name", NAME],
    &["integration", "robots", "--name", NAME],
    &["volumes"],
    &["volumes", "--interval", "1d"],
    &["volumes", "--interval", "1h", "--time-zone", "Europe/Amsterdam"],
    &["volumes", "--figures", "all", "--target", "4h"],
    &["workload", "list"],
    &["workload", "overlap", "--channel", "email"],
    &["delivery", "list"],
    &["doctor", "--offline"],
];

/// What is left of a line after a bar was drawn and taken away before it.
fn last_drawn(line: &str) -> String {
    let drawn = line.rsplit('\r').next().unwrap_or_default();
    let mut parts = drawn.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part
            .trim_start_matches(|letter: char| !letter.is_ascii_alphabetic())
            .get(1..)
            .unwrap_or_default()
    })
}

#[test]
fn tables_fit_80_and_120_columns() {
    for arguments in TABLES {
        for columns in [80, 120] {
            let (text, status) = shown_at_any_end(&mut PROGRAM.command(arguments), columns);
            // The tests' own PostgreSQL server is quick rather than durable, which the doctor finds.
            let is_faulted = arguments[0] == "doctor" && !is_sqlite();
            assert_eq!(status.success(), !is_faulted, "{text}");
            // Sentences break where the terminal ends; a table's line never does.
            let is_hint = |line: &&str| {
                ["note: ", "counted from ", "warning: "].iter().any(|hint| line.starts_with(hint))
                    || line.contains("views compared at")
            };
            for line in text.lines().map(last_drawn).filter(|line| !is_hint(&line.as_str())) {
                let width = line.width();
                assert!(
                    width <= usize::from(columns),
                    "{arguments:?}: {width} > {columns}: {line}"
                );
            }
        }
    }
}

#[test]
fn ids_and_whole_times_are_printed_where_they_are_asked_for() {
    let terminal = |arguments: &[&str]| shown(&mut PROGRAM.command(arguments), 80);
    let queues = PROGRAM.json_of(&["queues"]);
    // Two views are called Tier 2, and their queues are told apart by ids.
    let id = |name: &str| {
        let all = queues.as_array().expect("a list");
        let found = all.iter().find(|row| row["queue"].as_str().is_some_and(|one| one == name));
        found.expect("a queue")["queue_id"].as_str().expect("an id").to_owned()
    };
    let (own, shared) = (id("Unassigned tickets (email)"), id("Tier 2 (email)"));
    let narrow = terminal(&["queues"]);
    assert!(!narrow.contains(&own), "{narrow}");
    assert!(narrow.contains(&shared), "{narrow}");
    assert!(!narrow.contains(":00Z"), "{narrow}");
    let wide = terminal(&["queues", "--wide"]);
    assert!(wide.contains(&own) && wide.contains(":00Z"), "{wide}");
    let volumes = terminal(&["volumes", "--wide", "--figures", "all"]);
    assert!(volumes.contains("moved") && volumes.contains(":00Z  "), "{volumes}");
    let narrow = terminal(&["volumes", "--figures", "all"]);
    let header = narrow.lines().next().expect("a header");
    assert!(header.contains("answered") && !header.contains("moved"), "{header}");
    assert!(narrow.contains("no room for reopenings, settled, moved, "), "{narrow}");
}

#[test]
fn what_programs_read_is_the_same_on_a_terminal() {
    for command in ["queues", "views", "volumes"] {
        for format in ["csv", "json"] {
            let arguments = [command, "--format", format];
            let piped = PROGRAM.succeeds(&arguments).out.replace("\r\n", "\n");
            let shown = shown(&mut PROGRAM.command(&arguments), 80);
            assert!(shown.starts_with(&piped), "{arguments:?}");
        }
    }
    let piped = PROGRAM.succeeds(&["queues"]).out;
    let longest = piped.lines().map(str::len).max();
    assert!(longest > Some(80) && piped.contains("Unassigned tickets (social_media)"), "{piped}");
}

#[test]
fn results_come_before_hints() {
    let program = Program::connected(&Options { tickets: 30, ..Options::demo(2) }, "2026-06-01");
    let hint = "nothing is fully imported yet";
    for arguments in [&["queues"][..], &["volumes"], &["recount", "--dry-run"]] {
        let text = shown(&mut program.command(arguments), 80);
        let place = text.find(hint).unwrap_or_else(|| panic!("{arguments:?}: {text}"));
        let header = text.find("offered").or_else(|| text.find("recounted"));
        assert!(header.is_some_and(|header| header < place), "{arguments:?}: {text}");
    }
    for (arguments, result, hint) in [
        (&["integration", "test", "--name", NAME][..], "can be read", "API token"),
        (&["integration", "show", "--name", NAME], "what to do", "all API tokens"),
        (&["user", "add", "--name", "ann"], "/link/", "it works once"),
        (&["api-key", "create", "--name", "script"], "inflow_", "only now"),
    ] {
        let text = shown(&mut program.command(arguments), 200);
        let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
        let last = text.rfind(hint).expect("a hint");
        assert!(place(result) < last, "{arguments:?}: {text}");
    }
}

#[test]
fn the_only_integration_needs_no_name() {
    let program = Program::connected(&Options { tickets: 30, ..Options::demo(3) }, "2026-06-01");
    program.succeeds(&["import"]);
    let named = program.of_integration("volumes", &["--format", "csv"]).out;
    assert_eq!(program.succeeds(&["volumes", "--format", "csv"]).out, named);
    program.succeeds(&["workload", "list"]);
    program.succeeds(&["delivery", "list"]);
    program.add("second", "2026-06-01");
    for command in ["volumes", "queues", "import", "contacts", "reconcile"] {
        let refused = program.runs(&[command]);
        assert_eq!(refused.status, Some(2), "{command}: {}", refused.notes);
        let says = &refused.notes;
        assert!(says.contains("--integration") && says.contains("\"second\""), "{says}");
        assert!(says.contains(&format!("\"{NAME}\"")), "{says}");
    }
    // A deleted one is no choice while there is another, and can still be read alone.
    program.succeeds(&["integration", "delete", "--name", "second"]);
    assert_eq!(program.succeeds(&["volumes", "--format", "csv"]).out, named);
    program.succeeds(&[
        "integration",
        "delete",
        "--name",
        "second",
        "--purge",
        "--yes-purge",
        "second",
    ]);
    program.succeeds(&["integration", "delete", "--name", NAME]);
    assert_eq!(program.succeeds(&["volumes", "--format", "csv"]).out, named);
    program.succeeds(&["integration", "delete", "--name", NAME, "--purge", "--yes-purge", NAME]);
    let refused = program.runs(&["volumes"]);
    assert_eq!(refused.status, Some(2));
    assert!(refused.notes.contains("inflow integration add"), "{}", refused.notes);
}

#[test]
fn help_names_the_groupings() {
    let program = Program::without_accounts();
    let help = program.succeeds(&["integration", "add", "--help"]).out;
    for part in ["ivr", "phone-number", "By the number that was called"] {
        assert!(help.contains(part), "{part}: {help}");
    }
    let short = program.succeeds(&["integration", "add", "-h"]).out;
    assert!(short.contains("ivr, phone-number"), "{short}");
    let refused = program.runs(&["integration", "add", "--grouping", "number"]);
    assert_eq!(refused.status, Some(2));
    assert!(refused.notes.contains("ivr, phone-number"), "{}", refused.notes);
}

#[test]
fn a_bar_is_drawn_on_a_terminal_alone() {
    let program = Program::connected(&Options { tickets: 300, ..Options::demo(4) }, "2024-09-01");
    let text = shown(&mut program.command(&["import"]), 80);
    assert!(text.contains("reading ticket events [") && text.contains(" %"), "{text}");
    let again = program.succeeds(&["import"]);
    assert!(again.notes.contains("reading ticket events\n"), "{}", again.notes);
    assert!(!again.notes.contains('[') && !again.notes.contains('\u{1b}'), "{}", again.notes);
}

#[test]
fn the_demo_is_read_on_one_screen() {
    let program = Program::without_accounts();
    let printed = program.succeeds(&["demo", "--no-serve"]);
    let lines = printed.out.lines().count() + printed.notes.lines().count();
    // The link and the address of its page are four more.
    assert!(lines <= 36, "{lines}: {}{}", printed.notes, printed.out);
    assert!(printed.out.lines().all(|line| line.width() <= 120), "{}", printed.out);
}
