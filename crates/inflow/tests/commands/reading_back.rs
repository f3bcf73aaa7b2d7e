//! Files of every format, read back by programs that others made: pandas, openpyxl and DuckDB.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use inflow_simulator::Options;

use crate::counterparts::{printed, python};
use crate::delivering::call_queues;
use crate::program::{NAME, Program, csv, rows};

/// What the products call our queues.
fn map(program: &Program, ids: &[String]) -> String {
    let mut map = String::new();
    for (number, id) in ids.iter().enumerate() {
        // Writing into a String does not fail.
        let _ = writeln!(map, "[{id:?}]\nname = \"Desk {number}\"\nid = \"{}\"", number + 1);
    }
    program.file("map.toml", &map)
}

/// Writes the same volumes in a format into a folder of its name.
fn write(program: &Program, queues: &[&str], format: &str, rest: &[&str]) {
    let folder = program.path("read").join(format);
    std::fs::create_dir_all(&folder).expect("a folder");
    let (command, into) = match format {
        "assembled" => ("contacts", folder.join("conversations.csv")),
        "csv" | "parquet" | "xlsx" => ("volumes", folder.join(format!("volumes.{format}"))),
        _ => ("volumes", folder.join("")),
    };
    let into = into.display().to_string();
    let asked = [command, "--integration", NAME, "--format", format, "-o", &into];
    program.succeeds(&[&asked[..], queues, rest].concat());
}

#[test]
fn others_read_the_volumes_that_were_written() {
    let Some(python) = python() else { return };
    let program = Program::imported(&Options::verification(3), "2023-01-01");
    let ids = call_queues(&program);
    let queues: Vec<&str> = ids.iter().flat_map(|id| ["--queue", id.as_str()]).collect();
    let map = map(&program, &ids);
    let planned = ["--map", map.as_str(), "--unfinished"];
    for format in ["injixo", "genesys-cloud", "calabrio", "amazon-connect"] {
        write(&program, &queues, format, &planned);
    }
    for format in ["csv", "parquet", "xlsx", "assembled"] {
        write(&program, &queues, format, &[]);
    }
    for command in ["volumes", "contacts"] {
        let lake = program.path("read").join("lake").display().to_string();
        let asked = [command, "--integration", NAME, "--partition", "day", "-o", &lake];
        program.succeeds(&[&asked[..], &queues].concat());
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands/counterparts/read.py");
    let read = printed(Command::new(python).arg(script).arg(program.path("read")));
    let read: BTreeMap<String, i64> = serde_json::from_str(&read).expect("JSON");

    let volumes = program.of_integration("volumes", &[&queues[..], &["--format", "csv"]].concat());
    let (header, lines) = csv(&volumes);
    let place = header.split(',').position(|name| name == "offered").expect("a column");
    let mut reader = ::csv::ReaderBuilder::new();
    let joined = lines.join("\n");
    let mut reader = reader.has_headers(false).from_reader(joined.as_bytes());
    let offered: i64 = reader
        .records()
        .map(|line| line.expect("a line")[place].parse::<i64>().expect("one"))
        .sum();
    assert!(offered > 0);
    assert_eq!(read.len(), 11);
    for (format, sum) in read {
        assert_eq!(sum, offered, "{format}");
    }
}

/// docs/analysis.md says that its questions are asked by a test.
#[test]
fn the_questions_of_the_analysis_are_answered() {
    let Some(python) = python() else { return };
    let program = Program::imported(&Options::verification(3), "2023-01-01");
    let all = program.json("queues", &[]);
    let ids = rows(&all).iter().map(|queue| queue["queue_id"].as_str().expect("an id"));
    // A file for each queue and day: some queues are enough.
    let (calls, views): (Vec<&str>, Vec<&str>) = ids.partition(|id| id.starts_with("calls-"));
    let asked = calls.iter().take(2).chain(views.iter().take(12));
    let queues: Vec<&str> = asked.flat_map(|id| ["--queue", *id]).collect();
    let lake = program.path("lake").display().to_string();
    for command in ["volumes", "contacts"] {
        let written = ["--format", "parquet", "--partition", "day", "-o", &lake];
        program.of_integration(command, &[&queues[..], &written].concat());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = folder.join("tests/commands/counterparts/questions.py");
    let document = folder.join("../../docs/analysis.md");
    let answered = printed(Command::new(python).arg(script).arg(document).arg(&lake));
    let answered: BTreeMap<String, i64> = serde_json::from_str(&answered).expect("JSON");
    assert_eq!(answered.len(), 10, "{answered:?}");
    for (question, found) in answered {
        assert!(found > 0, "question {question} has no answer");
    }
}
