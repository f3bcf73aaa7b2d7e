//! `inflow volumes` in the formats of planners' products.

use std::collections::BTreeSet;
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use inflow_simulator::Options;
use serde_json::Value;

use crate::program::{NAME, Printed, Program, csv, rows};

fn imported() -> Program {
    Program::imported(&Options::verification(3), "2023-01-01")
}

/// The ids of the queues that take calls.
fn call_queues(program: &Program) -> Vec<String> {
    let queues = program.json("queues", &[]);
    let text = |queue: &Value, key: &str| queue[key].as_str().unwrap_or_default().to_owned();
    let ids = rows(&queues).iter().map(|queue| text(queue, "queue_id"));
    ids.filter(|id| id.starts_with("calls-")).collect()
}

/// `--queue` with each of them.
fn of_queues(ids: &[String]) -> Vec<&str> {
    ids.iter().flat_map(|id| ["--queue", id.as_str()]).collect()
}

/// Runs `volumes` on these queues.
fn volumes(program: &Program, ids: &[String], rest: &[&str]) -> Printed {
    let asked = [&["volumes", "--integration", NAME][..], &of_queues(ids), rest].concat();
    program.runs(&asked)
}

/// The sums of two columns.
fn sums(lines: &[&str], separator: u8, columns: [usize; 2]) -> [i64; 2] {
    let text = lines.join("\n");
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(separator).has_headers(false).from_reader(text.as_bytes());
    let mut sums = [0; 2];
    for record in reader.records() {
        let record = record.expect("a line");
        for (sum, column) in sums.iter_mut().zip(columns) {
            *sum += record[column].parse::<i64>().expect("a number");
        }
    }
    sums
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("a file").file_name().into_string().expect("a name")).collect()
}

#[test]
fn sums_are_those_of_the_volumes() {
    let program = imported();
    let ids = call_queues(&program);
    assert!(ids.len() > 1);
    let told = volumes(&program, &ids, &["--format", "csv"]);
    let expected = sums(&csv(&told).1, b',', [6, 7]);
    assert!(expected[1] > 0);
    let folder = program.path("injixo");
    std::fs::create_dir(&folder).expect("a folder");
    let into = format!("{}/", folder.display());
    for zone in ["UTC", "Europe/Amsterdam"] {
        let rest = ["--format", "injixo", "--unfinished", "--time-zone", zone, "-o", &into];
        let printed = volumes(&program, &ids, &rest);
        assert_eq!(printed.status, Some(0), "{}", printed.notes);
        assert!(printed.notes.contains(zone), "{}", printed.notes);
        let mut found = [0; 2];
        for name in names(&folder) {
            assert!(
                name.starts_with("acme-injixo-20")
                    && name.split_once('.').is_some_and(|(_, ending)| ending == "csv"),
                "{name}"
            );
            let path = folder.join(name);
            let text = std::fs::read_to_string(&path).expect("a file");
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(lines[0], "Queue;Date;Time;Offered;Handled;AHT;Channel");
            for (sum, part) in found.iter_mut().zip(sums(&lines[1..], b';', [3, 4])) {
                *sum += part;
            }
            std::fs::remove_file(path).expect("removed");
        }
        assert_eq!(found, expected, "{zone}");
    }
}

#[test]
fn rule_9_3_support_queues_have_handled_contacts_too() {
    let program = imported();
    let queues = program.json("queues", &[]);
    let ids = rows(&queues).iter().filter_map(|queue| queue["queue_id"].as_str());
    let tables = ids.map(|id| format!("[\"{id}\"]\nname = \"{id}\""));
    let map = program.file("names.toml", &tables.collect::<Vec<_>>().join("\n"));
    let rest = ["--format", "injixo", "--map", &map, "--interval", "1h"];
    let [all, settled] = [&["--unfinished"][..], &[]].map(|more| {
        let printed = volumes(
            &program,
            &[],
            &[&rest[..], more, &["--from", "2025-01-01", "--to", "2025-12-31"]].concat(),
        );
        assert_eq!(printed.status, Some(0), "{}", printed.notes);
        printed.out
    });
    let told =
        volumes(&program, &[], &["--format", "csv", "--from", "2025-01-01", "--to", "2025-12-31"]);
    let lines: Vec<&str> = all.lines().skip(1).collect();
    let mut reader = csv::Reader::from_reader(told.out.as_bytes());
    let records = reader.records().map(|record| record.expect("a line"));
    let offered: i64 = records.map(|record| record[6].parse::<i64>().expect("a number")).sum();
    let [found, handled] = sums(&lines, b';', [3, 4]);
    assert_eq!(found, offered);
    let of_support: Vec<&str> =
        lines.iter().copied().filter(|line| line.starts_with("view-")).collect();
    let [offered, of_support] = sums(&of_support, b';', [3, 4]);
    assert!(of_support > 0 && of_support < offered && of_support < handled);
    // Without the option what may still change is left out; what is written is the same.
    let mut settled = settled.lines();
    assert!(settled.all(|line| all.lines().any(|one| one == line)));
    // A handling time is wanted, and the account names no time field.
    let refused = volumes(&program, &[], &["--format", "genesys-cloud", "--map", &map]);
    assert_eq!(refused.status, Some(2));
    assert!(refused.notes.contains("--without-handling-time"), "{}", refused.notes);
}

#[test]
fn what_a_product_cannot_import_is_refused_before_anything_is_written() {
    let program = imported();
    let ids = call_queues(&program);
    let path = program.path("refused.csv");
    let file = path.to_str().expect("a path");
    let unknown = program.file("unknown.toml", "[\"Nobody\"]\nname = \"A\"");
    let key = program.file("key.toml", &format!("[\"{}\"]\nnames = \"A\"", ids[0]));
    for (rest, says) in [
        (&["--format", "genesys-cloud"][..], "say in the map which one this is"),
        (&["--format", "amazon-connect"], "knows queues by its own ids"),
        (&["--format", "injixo", "--interval", "1d"], "no intervals of 1d"),
        (&["--format", "injixo", "--map", &unknown], "no queue or workload of that name"),
        (&["--format", "injixo", "--map", &key], "no key \"names\""),
        (&["--format", "injixo", "--map", "/nowhere.toml"], "cannot be read"),
        (&["--format", "csv", "--unfinished"], "not for csv"),
        (&["--format", "json"], "ends as files of the form csv"),
    ] {
        let printed = volumes(&program, &ids, &[rest, &["-o", file]].concat());
        assert_eq!(printed.status, Some(2), "{rest:?}: {}", printed.notes);
        assert!(printed.notes.contains(says), "{rest:?}: {}", printed.notes);
        assert!(!path.exists());
    }
}

#[test]
fn amazon_connect_gets_its_days_beside_the_quarter_hours() {
    let program = imported();
    let ids = call_queues(&program);
    let tables: Vec<String> = (1..)
        .zip(&ids)
        .map(|(number, id)| format!("[\"{id}\"]\nname = \"Hotline {number}\"\nid = \"q-{number}\""))
        .collect();
    let map = program.file("map.toml", &tables.join("\n"));
    let folder = program.path("amazon");
    std::fs::create_dir(&folder).expect("a folder");
    let into = format!("{}/", folder.display());
    let rest = ["--format", "amazon-connect", "--map", &map, "--unfinished", "-o", &into];
    let printed = volumes(&program, &ids, &rest);
    assert_eq!(printed.status, Some(0), "{}", printed.notes);
    let sum = |ending: &str| {
        let name = names(&folder).into_iter().find(|name| name.ends_with(ending));
        let text = std::fs::read_to_string(folder.join(name.expect("a file"))).expect("text");
        sums(&text.lines().skip(1).collect::<Vec<_>>(), b',', [5, 7])
    };
    let expected = sums(&csv(&volumes(&program, &ids, &["--format", "csv"])).1, b',', [6, 7]);
    assert_eq!((sum("-15mins.csv"), sum("-daily.csv")), (expected, expected));
    assert_eq!(names(&folder).len(), 2);
}

#[test]
fn with_nothing_to_write_no_file_is_written() {
    let program = imported();
    let ids = call_queues(&program);
    let path = program.path("nothing.csv");
    let file = path.to_str().expect("a path");
    let rest = ["--format", "injixo", "--from", "2001-01-01", "--to", "2001-01-02", "-o", file];
    let printed = volumes(&program, &ids, &rest);
    assert_eq!(printed.status, Some(0), "{}", printed.notes);
    assert!(printed.notes.contains("nothing to write"), "{}", printed.notes);
    assert!(!path.exists());
}

#[test]
fn a_spreadsheet_has_the_rows_of_the_csv() {
    let program = imported();
    let path = program.path("volumes.xlsx");
    let rest = ["--interval", "1d", "-o", path.to_str().expect("a path")];
    let printed = volumes(&program, &[], &rest);
    assert_eq!(printed.status, Some(0), "{}", printed.notes);
    let told = program.of_integration("volumes", &["--interval", "1d", "--format", "csv"]);
    let mut book: Xlsx<_> = open_workbook(&path).expect("a spreadsheet");
    let sheet = book.worksheet_range("volumes").expect("the sheet");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(told.out.as_bytes());
    let mut lines = 0;
    for (line, cells) in reader.records().zip(sheet.rows()) {
        lines += 1;
        for (text, cell) in line.expect("a line").iter().zip(cells) {
            let shown = match cell {
                Data::Empty => String::new(),
                Data::String(text) => text.clone(),
                Data::Float(number) => number.to_string(),
                Data::DateTime(time) => {
                    time.as_datetime().expect("a time").format("%Y-%m-%dT%H:%M:%SZ").to_string()
                }
                other => panic!("{other:?}"),
            };
            assert_eq!(shown, text);
        }
    }
    assert_eq!((lines, sheet.height()), (told.out.lines().count(), lines));
    let about = book.worksheet_range("about").expect("the sheet");
    assert!(about.rows().any(|row| row[0] == Data::String("integration".to_owned())
        && row[1] == Data::String(NAME.to_owned())));
}
