//! `inflow reconcile`.

use inflow_simulator::Options;
use serde_json::Value;

use crate::program::{NAME, Program, csv, rows};

fn compared(report: &Value) -> Vec<&Value> {
    rows(&report["views"]).iter().filter(|view| view["compared"] == true).collect()
}

/// The simulated account judges its views in its own way: every view agrees, ticket by ticket.
#[test]
fn the_account_holds_what_inflow_holds() {
    let program = Program::imported(&Options::verification(2), "2023-01-01");
    let report = program.json("reconcile", &[]);
    assert!(compared(&report).len() > 50, "{report}");
    let held = compared(&report).iter().filter(|view| view["inflow"].as_u64() > Some(0)).count();
    assert!(held > 20, "{held} views hold tickets");
    for view in compared(&report) {
        assert_eq!(view["unexplained"], 0, "{view}");
    }
    assert_eq!(report["differing_tickets"], 0);
    assert_eq!(report["drift_percent"], 0.0);
    let unsupported = rows(&report["views"]).iter().filter(|view| view["compared"] == false);
    for view in unsupported {
        assert!(view["note"].as_str().is_some_and(|note| note.starts_with("not compared")));
    }
    let shown = program.succeeds(&["integration", "show", "--name", NAME, "--format", "json"]);
    let shown: Value = serde_json::from_str(&shown.out).expect("JSON");
    assert_eq!(shown["drift_percent"], 0.0);
    assert_eq!(shown["reconciled_at"], report["at"]);
}

/// Tickets that were last changed before the imported history are named with that reason.
#[test]
fn tickets_that_were_never_imported_are_named() {
    let options = Options { tickets: 400, ..Options::demo(5) };
    let program = Program::imported(&options, "2026-06-01");
    let report = program.json("reconcile", &[]);
    let tickets = compared(&report).into_iter().filter_map(|view| view["tickets"].as_array());
    let tickets: Vec<Value> = tickets.flatten().cloned().collect();
    assert!(!tickets.is_empty(), "{report}");
    for ticket in &tickets {
        assert_eq!(ticket["held_by"], "zendesk", "{ticket}");
        assert_eq!(ticket["reason"], "last changed before the imported history", "{ticket}");
    }
    assert_eq!(report["drift_percent"], 0.0);
    let printed = program.of_integration("reconcile", &[]);
    assert!(printed.out.contains("in zendesk alone: last changed before"), "{}", printed.out);
    assert!(printed.notes.contains("drift 0 %"), "{}", printed.notes);
    let printed = program.of_integration("reconcile", &["--format", "csv"]);
    let (header, lines) = csv(&printed);
    assert_eq!(
        header,
        "view_id,title,compared,inflow,zendesk,difference,unexplained,archived,fresh,note,tickets"
    );
    assert_eq!(lines.len(), rows(&report["views"]).len());
}

#[test]
fn there_is_nothing_to_compare_before_an_import() {
    let program = Program::connected(&Options::demo(1), "2026-06-01");
    let refused = program.runs(&["reconcile", "--integration", NAME]);
    assert_eq!(refused.status, Some(2));
    assert!(refused.notes.contains("inflow import"), "{}", refused.notes);
}
