//! `inflow workload …`, and what workloads count.

use inflow_simulator::{Account, Grouping, Options, Truth, TruthOptions, Workload};
use serde_json::{Value, json};

use crate::program::{NAME, Program, csv, rows};

/// The first instant of 2023.
const SINCE: i64 = 1_672_531_200;

fn truth(options: &Options) -> Truth {
    let since = TruthOptions { since: SINCE, grouping: Grouping::Ivr };
    Account::generate(options).truth(since)
}

fn add(program: &Program, workload: &Workload) {
    let mut asked = vec!["workload", "add", "--integration", NAME, "--name", &workload.name];
    let views: Vec<String> = workload.view_ids.iter().map(ToString::to_string).collect();
    if !views.is_empty() {
        asked.extend(["--channel", workload.channel]);
    }
    asked.extend(views.iter().flat_map(|view| ["--view", view]));
    asked.extend(workload.call_queues.iter().flat_map(|queue| ["--call-queue", queue]));
    program.succeeds(&asked);
}

fn of_workload(program: &Program, name: &str, rest: &[&str]) -> Vec<Value> {
    let asked = ["volumes", "--integration", NAME, "--workload", name, "--format", "json"];
    let printed = program.succeeds(&[&asked[..], rest].concat());
    rows(&serde_json::from_str(&printed.out).expect("JSON")).to_vec()
}

/// Each workload has the figures that the account knows, to the last cell, as soon as it is made (rules 10.2
/// and 10.3); and nothing changes for the queues.
#[test]
fn workloads_count_what_the_account_knows() {
    let options = Options::verification(3);
    let program = Program::imported(&options, "2023-01-01");
    let truth = truth(&options);
    let queues = program.of_integration("volumes", &["--format", "csv"]).out;
    assert!(truth.workloads.len() > 4, "{:?}", truth.workloads);
    for workload in &truth.workloads {
        add(&program, workload);
        let found = of_workload(&program, &workload.name, &[]);
        let cells = truth.workload_cells.iter().filter(|cell| cell.queue == workload.name);
        let expected: Vec<Value> = cells
            .map(|cell| {
                json!([
                    cell.queue,
                    cell.channel,
                    cell.interval_start,
                    cell.offered,
                    cell.handled,
                    cell.abandoned,
                    cell.handling_time_seconds,
                ])
            })
            .collect();
        let found: Vec<Value> = found
            .iter()
            .map(|row| {
                assert_eq!(row["view_id"], Value::Null, "a workload is no view");
                let start = row["interval_start"].as_str().expect("an instant");
                let start: chrono::DateTime<chrono::Utc> = start.parse().expect("an instant");
                json!([
                    row["queue"],
                    row["channel"],
                    start.timestamp(),
                    row["offered"],
                    row["handled"],
                    row["abandoned"],
                    row["handling_time_seconds"],
                ])
            })
            .collect();
        assert_eq!(found, expected, "{workload:?}");
    }
    assert_eq!(program.of_integration("volumes", &["--format", "csv"]).out, queues);
    assert_eq!(program.json("recount", &["--dry-run"]), json!([]));
    program.of_integration("recount", &[]);
    let listed = program.json_of(&["workload", "list", "--integration", NAME]);
    let counted = rows(&listed).iter().filter(|row| row["counted"] == true).count();
    assert_eq!(counted, truth.workloads.len());
    for row in rows(&listed) {
        let name = row["workload"].as_str().expect("a name");
        let cells = truth.workload_cells.iter().filter(|cell| cell.queue == name);
        assert_eq!(row["offered"], json!(cells.map(|cell| cell.offered).sum::<u64>()), "{name}");
    }
}

/// What a workload would have seen is what it then counts, and each contact behind a figure is told.
#[test]
fn what_a_workload_would_see_is_what_it_counts_and_explains() {
    let options = Options::verification(4);
    let program = Program::imported(&options, "2023-01-01");
    let truth = truth(&options);
    let all = &truth.workloads[0];
    let views: Vec<String> = all.view_ids.iter().map(ToString::to_string).collect();
    let mut asked = vec!["workload", "add", "--integration", NAME, "--name", "Trial"];
    asked.extend(["--channel", all.channel]);
    asked.extend(views.iter().flat_map(|view| ["--view", view]));
    let seen = program.succeeds(&[&asked[..], &["--dry-run", "--format", "csv"]].concat());
    let (header, seen) = csv(&seen);
    assert_eq!(header, "workload,channel,day,offered");
    assert_eq!(program.json_of(&["workload", "list", "--integration", NAME]), json!([]));
    program.succeeds(&asked);
    let days = of_workload(&program, "Trial", &["--interval", "1d"]);
    let counted: Vec<String> = days
        .iter()
        .map(|row| {
            let day = &row["interval_start"].as_str().expect("an instant")[..10];
            format!("Trial,{},{day},{}", all.channel, row["offered"])
        })
        .collect();
    assert_eq!(seen, counted);

    let quarter = &of_workload(&program, "Trial", &[])[0];
    let interval = quarter["interval_start"].as_str().expect("an instant");
    let explained = program.json("explain", &["--workload", "Trial", "--interval", interval]);
    assert_eq!(explained["offered"], quarter["offered"]);
    for contact in rows(&explained["contacts"]) {
        assert_eq!(contact["as_counted"], true);
        assert_eq!(contact["workloads"][0]["counts"], true, "{contact}");
        assert_eq!(contact["counted"]["workload_ids"], json!([1]));
    }
    let told = program.of_integration("explain", &["--workload", "Trial", "--interval", interval]);
    assert!(told.out.contains("counts in workload 1 of the views"), "{}", told.out);
}

/// Rule 10.1: what cannot be one is refused, with what to do.
#[test]
fn what_cannot_be_a_workload_is_refused() {
    let options = Options::verification(5);
    let program = Program::imported(&options, "2023-01-01");
    let views = program.json("views", &[]);
    let title = |row: &Value| row["title"].as_str().expect("a title").to_owned();
    let twice = rows(&views)
        .iter()
        .find(|row| rows(&views).iter().filter(|other| other["title"] == row["title"]).count() > 1)
        .expect("two views of one title");
    let same: Vec<String> = rows(&views)
        .iter()
        .filter(|row| row["title"] == twice["title"])
        .map(|row| row["view_id"].to_string())
        .collect();
    let unsupported =
        rows(&views).iter().find(|row| row["supported"] == false).expect("an unsupported view");
    let unsupported = unsupported["view_id"].to_string();
    let good = truth(&options).workloads[0].view_ids[0].to_string();
    let queues = program.json("queues", &[]);
    let of_kind = |talk: bool| {
        let found = rows(&queues).iter().find(|row| row["view_id"].is_null() == talk);
        found.expect("a queue")["queue"].as_str().expect("a name").to_owned()
    };
    let (calls, of_view) = (of_kind(true), of_kind(false));
    let refused = |rest: &[&str], sentences: &[&str]| {
        let asked = ["workload", "add", "--integration", NAME, "--name", "W"];
        let printed = program.runs(&[&asked[..], rest].concat());
        assert_eq!(printed.status, Some(2), "{rest:?}: {}", printed.notes);
        for sentence in sentences {
            assert!(printed.notes.contains(sentence), "{rest:?}: {}", printed.notes);
        }
    };
    refused(&["--channel", "email"], &["--view", "--call-queue"]);
    refused(&["--view", &good], &["--channel"]);
    refused(&["--channel", "email", "--view", &good, "--call-queue", &calls], &["never in one"]);
    refused(&["--channel", "email", "--view", "Nowhere"], &["no view \"Nowhere\""]);
    let ids: Vec<&str> = same.iter().map(String::as_str).collect();
    refused(&["--channel", "email", "--view", &title(twice)], &ids);
    refused(&["--channel", "email", "--view", &unsupported], &["counts nothing", "not supported"]);
    refused(&["--channel", "pigeon", "--view", &good], &["email, chat"]);
    refused(&["--channel", "email", "--call-queue", &calls], &["channel call"]);
    refused(&["--call-queue", &of_view], &["not of Talk"]);
    refused(&["--call-queue", "Nobody"], &["no queue \"Nobody\""]);
    let empty = ["workload", "add", "--integration", NAME, "--name", " ", "--call-queue", &calls];
    assert_eq!(program.runs(&empty).status, Some(2));
    assert_eq!(program.json_of(&["workload", "list", "--integration", NAME]), json!([]));

    program.succeeds(&[
        "workload",
        "add",
        "--integration",
        NAME,
        "--name",
        "W",
        "--call-queue",
        &calls,
    ]);
    refused(&["--channel", "email", "--view", &good], &["taken"]);
    let one = |verb, rest: &[&str]| {
        let asked = ["workload", verb, "--integration", NAME, "--name", "W"];
        program.runs(&[&asked[..], rest].concat())
    };
    assert!(one("show", &[]).out.contains(&calls));
    assert_eq!(one("rename", &["--to", "V"]).status, Some(0));
    assert_eq!(one("show", &[]).status, Some(2));
    let gone = one("remove", &[]);
    assert_eq!(gone.status, Some(2));
    assert!(gone.notes.contains("there are V"), "{}", gone.notes);
    program.succeeds(&["workload", "remove", "--integration", NAME, "--name", "V"]);
    assert_eq!(program.json_of(&["workload", "list", "--integration", NAME]), json!([]));
}

/// Rule 10.4: what is shared is the sum of both less what a workload of both counts.
#[test]
fn overlaps_are_what_sums_count_twice() {
    let options = Options::verification(5);
    let program = Program::imported(&options, "2023-01-01");
    let asked = ["workload", "overlap", "--integration", NAME, "--channel", "email"];
    let found = program.json_of(&asked);
    let found = rows(&found);
    assert!(found.len() > 3, "{found:?}");
    let number = |row: &Value, name: &str| row[name].as_i64().expect("a number");
    for (place, row) in found.iter().enumerate().step_by(found.len() / 3) {
        let view = |name: &str| {
            let id = row[name].as_str().expect("an id").strip_prefix("view-").expect("of a view");
            id.strip_suffix("-email").expect("of mail").to_owned()
        };
        let (left, right) = (view("queue_id"), view("other_queue_id"));
        let name = format!("Both {place}");
        let making =
            ["workload", "add", "--integration", NAME, "--name", &name, "--channel", "email"];
        program.succeeds(&[&making[..], &["--view", &left, "--view", &right]].concat());
        let either: i64 = of_workload(&program, &name, &["--interval", "1d"])
            .iter()
            .map(|row| number(row, "offered"))
            .sum();
        // An entry that only a transfer between both is counts in one of them, and is no new work for both.
        let sum = number(row, "offered") + number(row, "other_offered") - number(row, "both");
        assert!(either <= sum, "{row}: {either}");
        assert_eq!(number(row, "percent"), number(row, "both") * 100 / sum);
        assert_eq!(row["suggested"], number(row, "percent") >= 90);
    }
    let later = program.json_of(&[&asked[..], &["--from", "2026-01-01"]].concat());
    let both = |rows: &[Value]| rows.iter().map(|row| number(row, "both")).sum::<i64>();
    assert!(both(rows(&later)) < both(found));
}
