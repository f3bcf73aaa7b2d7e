//! `inflow explain`.

use inflow_simulator::Options;
use serde_json::{Value, json};

use crate::program::{NAME, Program, rows};

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().expect("a text")
}

/// Every contact of a figure is explained, also where the views or channels changed since.
#[test]
fn an_explained_figure_is_the_counted_one() {
    let program = Program::imported(&Options::verification(3), "2023-01-01");
    let volumes = program.json("volumes", &[]);
    let explain = |row: &Value| {
        let asked = ["--queue", text(row, "queue_id"), "--interval", text(row, "interval_start")];
        program.json("explain", &asked)
    };
    let busy: Vec<&Value> = rows(&volumes).iter().step_by(150).collect();
    assert!(busy.len() > 10);
    for row in &busy {
        let figure = explain(row);
        assert_eq!(figure["offered"], row["offered"], "{row}");
        let (contacts, calls) = (rows(&figure["contacts"]), rows(&figure["calls"]));
        assert_eq!(Some((contacts.len() + calls.len()) as u64), row["offered"].as_u64(), "{row}");
        assert!(contacts.iter().all(|contact| contact["as_counted"] == true), "{figure}");
        assert_eq!(figure["recount_due"], false);
    }

    let asked = ["integration", "channels", "--name", NAME];
    let moved = ["whatsapp", "line", "viber", "telegram", "wechat", "kakaotalk", "google_rcs"];
    let moved: Vec<String> = moved.iter().map(|name| format!("{name}=email")).collect();
    let set: Vec<&str> = moved.iter().map(String::as_str).collect();
    program.succeeds(&[&asked[..], &["--set"], &set].concat());
    let differs = |contact: &Value| contact["channel"] != contact["counted"]["channel"];
    let mut moved = 0;
    for row in rows(&volumes).iter().filter(|row| row["channel"] == "social_media").step_by(10) {
        let figure = explain(row);
        assert_eq!(figure["offered"], row["offered"], "{row}");
        assert_eq!(figure["recount_due"], true);
        for contact in rows(&figure["contacts"]) {
            assert_eq!(contact["as_counted"], json!(!differs(contact)), "{contact}");
            moved += usize::from(differs(contact));
        }
        if moved > 0 {
            let asked =
                ["--queue", text(row, "queue_id"), "--interval", text(row, "interval_start")];
            let printed = program.of_integration("explain", &asked);
            assert!(printed.notes.contains("recount --dry-run"), "{}", printed.notes);
            assert!(printed.out.contains("the next count finds this"), "{}", printed.out);
            return;
        }
    }
    panic!("no contact changed its channel");
}

/// One event, with every view; an event that the ticket does not have is refused.
#[test]
fn one_event_is_explained_view_by_view() {
    let program = Program::imported(&Options::verification(1), "2023-01-01");
    let ticket = program.json("explain", &["--ticket", "7"]);
    let events = rows(&ticket["events"]);
    let quiet = events.iter().find(|event| event["kind"].is_null()).expect("an event of no kind");
    let id = quiet["event_id"].to_string();
    let one = program.json("explain", &["--ticket", "7", "--event", &id]);
    assert_eq!(one["events"], json!([quiet]));
    assert!(!rows(&quiet["views"]).is_empty());
    let printed = program.of_integration("explain", &["--ticket", "7", "--event", &id]);
    assert!(printed.out.contains("counts nothing (rule"), "{}", printed.out);
    assert!(printed.out.contains("does not count in view"), "{}", printed.out);
    assert!(printed.out.contains("none of these events counts in a queue"), "{}", printed.out);
    assert!(printed.out.contains("is not judged: not supported"), "{}", printed.out);
    let refused =
        program.runs(&["explain", "--integration", NAME, "--ticket", "7", "--event", "1"]);
    assert_eq!(refused.status, Some(2));
    assert!(refused.notes.contains("--ticket 7"), "{}", refused.notes);
}

/// Two queues of one name are told apart by their ids: a figure is that of one, and never a sum unasked.
#[test]
fn a_name_that_several_queues_have_is_refused_with_their_ids() {
    let program = Program::imported(&Options::demo(1), "2026-01-01");
    let queues = program.json("queues", &[]);
    let alike = |row: &&Value| {
        rows(&queues).iter().filter(|other| other["queue"] == row["queue"]).count() > 1
    };
    let name = text(rows(&queues).iter().find(alike).expect("two of one name"), "queue");
    let ids: Vec<&str> = rows(&queues)
        .iter()
        .filter(|row| row["queue"] == name)
        .map(|row| text(row, "queue_id"))
        .collect();
    let volumes = program.of_integration("volumes", &["--queue", name, "--format", "json"]);
    let told: Value = serde_json::from_str(&volumes.out).expect("JSON");
    let start = text(&rows(&told)[0], "interval_start");
    let refused =
        program.runs(&["explain", "--integration", NAME, "--queue", name, "--interval", start]);
    assert_eq!((refused.status, refused.out.as_str()), (Some(2), ""), "{}", refused.notes);
    for id in &ids {
        assert!(refused.notes.contains(id), "{id}: {}", refused.notes);
        assert!(volumes.notes.contains(id), "{id}: {}", volumes.notes);
    }
    // Each of them has its own rows and is explained by its id; a table tells them apart.
    let of: std::collections::BTreeSet<&str> =
        rows(&told).iter().map(|row| text(row, "queue_id")).collect();
    assert_eq!(of, ids.iter().copied().collect());
    program.of_integration("explain", &["--queue", ids[0], "--interval", start]);
    let table = program.of_integration("volumes", &["--queue", name]).out;
    assert!(ids.iter().all(|id| table.contains(&format!("{name} [{id}]"))), "{table}");
}
