//! `inflow preview`.

use std::collections::BTreeMap;

use inflow_simulator::{Account, Options};
use serde_json::{Value, json};

use crate::program::{NAME, Program, csv, rows};

/// An account whose history ends in the last hours.
fn lively(seed: u64) -> Options {
    let account = Options { tickets: 300, days: 90, ..Options::demo(seed) }.up_to_now();
    // Exports withhold the last minute.
    Options { end: account.end - 3_600, ..account }
}

/// Contacts by queue and day in a time, as `volumes` prints them.
fn volumes(program: &Program, from: &str, to: &str) -> BTreeMap<(String, String), i64> {
    let asked = ["--interval", "1d", "--from", from, "--to", to];
    let mut volumes = BTreeMap::new();
    for row in rows(&program.json("volumes", &asked)) {
        let place =
            (text(row, "queue_id").to_owned(), text(row, "interval_start")[..10].to_owned());
        *volumes.entry(place).or_default() += row["offered"].as_i64().expect("a number");
    }
    volumes
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().expect("a text")
}

#[test]
fn views_are_judged_and_counted_before_an_import() {
    let program = Program::connected(&lively(4), "2024-01-01");
    let before = program.json("preview", &["--count"]);
    let counted = &before["counted"];
    assert_eq!(counted["from_stored_history"], false);
    assert!(counted["requests"].as_u64() > Some(3), "{counted}");
    let seen = rows(&counted["queues"]);
    assert!(seen.iter().any(|queue| queue["view_id"].is_null()), "{counted}");
    assert!(seen.iter().any(|queue| queue["view_id"].is_i64()), "{counted}");
    // Nothing of it is kept.
    let shown = program.succeeds(&["integration", "show", "--name", NAME, "--format", "json"]);
    let shown: Value = serde_json::from_str(&shown.out).expect("JSON");
    assert_eq!((&shown["tickets"], &shown["coverage_until"]), (&Value::Null, &Value::Null));
    assert_eq!(program.json("views", &[]), json!([]));

    program.of_integration("import", &[]);
    let verdicts: Vec<(Value, bool)> = rows(&program.json("views", &[]))
        .iter()
        .map(|view| (view["view_id"].clone(), view["state"] == "counted"))
        .collect();
    let previewed: Vec<(Value, bool)> = rows(&before["views"])
        .iter()
        .map(|view| (view["view_id"].clone(), view["verdict"] == "will count"))
        .collect();
    assert_eq!(previewed, verdicts);

    let after = program.json("preview", &["--count"]);
    let counted = &after["counted"];
    assert_eq!((&counted["from_stored_history"], &counted["requests"]), (&json!(true), &json!(0)));
    let mut expected: BTreeMap<String, i64> = BTreeMap::new();
    for ((queue, _), offered) in volumes(&program, text(counted, "from"), text(counted, "to")) {
        *expected.entry(queue).or_default() += offered;
    }
    let told: BTreeMap<String, i64> = rows(&counted["queues"])
        .iter()
        .map(|row| (text(row, "queue_id").to_owned(), row["offered"].as_i64().expect("a number")))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn verdicts_are_printed_in_every_form() {
    let program = Program::connected(&Options::verification(1), "2026-01-01");
    let found = program.json("preview", &[]);
    assert_eq!(found["counted"], Value::Null);
    let unsupported: Vec<&Value> =
        rows(&found["views"]).iter().filter(|view| view["verdict"] == "not supported").collect();
    assert!(unsupported.len() > 5, "{found}");
    assert!(unsupported.iter().all(|view| !rows(&view["reasons"]).is_empty()));
    let printed = program.of_integration("preview", &["--format", "csv"]);
    let (header, lines) = csv(&printed);
    assert_eq!(header, "view_id,title,verdict,queues,active,conditions,reasons,notes");
    assert!(lines.len() >= rows(&found["views"]).len());
    let printed = program.of_integration("preview", &[]);
    assert!(printed.out.contains("rule 6.2") && printed.out.contains("will count"));
}

/// A view that exists, taken for a new one, sees what it saw.
#[test]
fn a_new_view_sees_what_it_would_have_seen() {
    let options = Options::verification(5);
    let program = Program::imported(&options, "2023-01-01");
    let counted = volumes(&program, "2023-01-01", "2027-01-01");
    let mut checked = 0;
    for view in Account::generate(&options).views() {
        let id = view["id"].as_i64().expect("an id");
        let queue = |day: &Value| format!("view-{id}-{}", text(day, "channel"));
        let expected: BTreeMap<(String, String), i64> = counted
            .iter()
            .filter(|((queue, _), _)| queue.starts_with(&format!("view-{id}-")))
            .map(|(place, offered)| (place.clone(), *offered))
            .collect();
        if expected.is_empty() || checked > 8 {
            continue;
        }
        let file = program.file("view.json", &json!({"view": view}).to_string());
        let seen = program.json("preview", &["--view", &file]);
        assert_eq!(seen["supported"], true, "{seen}");
        let days: BTreeMap<(String, String), i64> = rows(&seen["days"])
            .iter()
            .map(|day| {
                let place = (queue(day), text(day, "day").to_owned());
                (place, day["offered"].as_i64().expect("a number"))
            })
            .collect();
        assert_eq!(days, expected, "{view}");
        assert_eq!(seen["total"].as_i64(), Some(expected.values().sum()));
        checked += 1;
    }
    assert!(checked > 5, "{checked} views were checked");

    let file = program.file(
        "new.json",
        r#"{"title":"Ours","all":[{"field":"status","operator":"less_than","value":"solved"}]}"#,
    );
    let printed = program.of_integration("preview", &["--view", &file, "--format", "csv"]);
    let (header, lines) = csv(&printed);
    assert_eq!(header, "queue,channel,day,offered");
    assert!(lines[0].starts_with("Ours (email),email,"), "{}", lines[0]);
    let printed = program.of_integration("preview", &["--view", &file]);
    assert!(printed.out.contains("Ours (email)") && printed.out.contains("all"), "{}", printed.out);
    assert!(printed.notes.contains("would have seen"), "{}", printed.notes);
}

#[test]
fn what_cannot_be_previewed_is_said() {
    let program = Program::connected(&Options::demo(1), "2026-08-01");
    let condition = |field: &str| {
        format!(r#"{{"title":"New","all":[{{"field":"{field}","operator":"is","value":"1"}}]}}"#)
    };
    let good = program.file("good.json", &condition("group_id"));
    let refused = |file: &str| {
        let printed = program.runs(&["preview", "--integration", NAME, "--view", file]);
        assert_eq!(printed.status, Some(2), "{}", printed.notes);
        printed.notes
    };
    assert!(refused(&good).contains("inflow import"));
    program.of_integration("import", &[]);
    assert!(refused("/nowhere/view.json").contains("cannot be read"));
    assert!(refused(&program.file("bad.json", "{")).contains("expected JSON"));
    assert!(refused(&program.file("none.json", "{}")).contains("expected conditions"));
    let file = program.file("channel.json", &condition("via_id"));
    let printed = program.of_integration("preview", &["--view", &file]);
    assert!(printed.notes.contains("via_id is 1: asks for the channel"), "{}", printed.notes);
    let told = program.json("preview", &["--view", &file]);
    assert_eq!((&told["supported"], &told["total"]), (&json!(false), &Value::Null));
    assert_eq!(program.json("preview", &["--view", &good])["supported"], true);
}
