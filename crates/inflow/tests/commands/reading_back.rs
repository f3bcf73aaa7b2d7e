//! Files of every format, read back by programs that others made: pandas, openpyxl and DuckDB.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{Days, NaiveDate};
use inflow_simulator::{HISTORY_ENDS, Options};

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

/// Where the documents keep a file of each format.
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples");

/// With this variable the examples of the documents are written anew.
const UPDATE: &str = "INFLOW_UPDATE_EXAMPLES";

/// Writes the same volumes in every format, each into a folder of its name.
fn write_all(program: &Program, whole: &Path, queues: &[&str], map: &str, days: &[&str]) {
    let planned = [&["--map", map, "--unfinished"], days].concat();
    for format in ["injixo", "genesys-cloud", "calabrio", "amazon-connect"] {
        write(program, whole, queues, format, &planned);
    }
    for format in ["csv", "parquet", "xlsx", "assembled"] {
        write(program, whole, queues, format, days);
    }
    for command in ["volumes", "contacts"] {
        let lake = whole.join("lake").display().to_string();
        let asked = [command, "--integration", NAME, "--partition", "day", "-o", &lake];
        program.succeeds(&[&asked[..], queues, days].concat());
    }
}

/// Writes them in one format.
fn write(program: &Program, whole: &Path, queues: &[&str], format: &str, rest: &[&str]) {
    let folder = whole.join(format);
    fs::create_dir_all(&folder).expect("a folder");
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
    let whole = program.path("read");
    write_all(&program, &whole, &queues, &map, &[]);
    let read = read(&python, &whole);

    let volumes = program.of_integration("volumes", &[&queues[..], &["--format", "csv"]].concat());
    let (header, lines) = csv(&volumes);
    let place = header.split(',').position(|name| name == "offered").expect("a column");
    let mut reader = ::csv::ReaderBuilder::new();
    let joined = lines.join("\n");
    let mut reader = reader.has_headers(false).from_reader(joined.as_bytes());
    let records: Vec<::csv::StringRecord> =
        reader.records().map(|line| line.expect("a line")).collect();
    let offered: i64 =
        records.iter().map(|line| line[place].parse::<i64>().expect("a number")).sum();
    assert!(offered > 0);
    assert_eq!(read.len(), 11);
    for (format, sum) in read {
        assert_eq!(sum, offered, "{format}");
    }
}

/// What the files of a folder hold, as others read them.
fn read(python: &Path, folder: &Path) -> BTreeMap<String, i64> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands/counterparts/read.py");
    let read = printed(Command::new(python).arg(script).arg(folder));
    serde_json::from_str(&read).expect("JSON")
}

/// docs/planners.md has a file of each format: of one queue of a service desk, on its busiest day. Others read them,
/// and they are what the program writes.
#[test]
fn others_read_the_examples_of_the_documents() {
    let Some(python) = python() else { return };
    let desk = Options { tickets: 2_000, days: 180, ..Options::lifelike(1, HISTORY_ENDS) };
    let program = Program::imported(&desk, "2026-01-01");
    let ids = call_queues(&program);
    let queue = ["--queue", ids[0].as_str()];
    let map = map(&program, &ids[..1]);
    let days = ["--interval", "1d", "--format", "csv"];
    let days = program.of_integration("volumes", &[&queue[..], &days].concat());
    let mut reader = ::csv::Reader::from_reader(days.out.as_bytes());
    let days = reader.records().map(|line| line.expect("a line"));
    let offered = |line: &::csv::StringRecord| line[6].parse::<i64>().expect("a number");
    let busiest = days.max_by_key(offered).expect("a day");
    let day = &busiest[4][..10];
    let next = NaiveDate::parse_from_str(day, "%Y-%m-%d").expect("a day") + Days::new(1);
    let next = next.to_string();
    let written = program.path("examples");
    write_all(&program, &written, &queue, &map, &["--from", day, "--to", &next]);
    let kept = Path::new(EXAMPLES);
    if std::env::var_os(UPDATE).is_some() {
        copy(&written, kept);
    }
    let (names, of_kept) = (names(&written), names(kept));
    let again = format!("{UPDATE}=1 writes docs/examples anew");
    assert!(of_kept.keys().eq(names.keys()), "{of_kept:?}, not {names:?}: {again}");
    let is_csv = |path: &Path| path.extension().is_some_and(|ending| ending == "csv");
    for (name, path) in names.iter().filter(|(_, path)| is_csv(path)) {
        let text = |path: &Path| fs::read_to_string(path).expect("a text");
        assert_eq!(text(&of_kept[name]), text(path), "{name}: {again}");
    }
    let read = read(&python, kept);
    let sums: BTreeSet<i64> = read.values().copied().collect();
    assert!(read.len() == 11 && sums == [offered(&busiest)].into(), "{read:?}");
}

/// The files of a folder and of those in it, by name. Calabrio's have a time in theirs, so that no two are alike.
fn names(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut names = BTreeMap::new();
    let mut ahead = vec![folder.to_owned()];
    while let Some(inner) = ahead.pop() {
        for entry in fs::read_dir(inner).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                ahead.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("a file of it");
            let name = name.to_str().expect("a name");
            let name = if name.starts_with("calabrio/") { "calabrio/*.csv" } else { name };
            names.insert(name.to_owned(), path);
        }
    }
    names
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    for path in names(from).values() {
        let target = to.join(path.strip_prefix(from).expect("a file of it"));
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        fs::copy(path, target).expect("a copy");
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
