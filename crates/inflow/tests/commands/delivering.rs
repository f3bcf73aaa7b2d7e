//! `inflow delivery`: files that are written by themselves after an import, whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use inflow_simulator::Options;
use serde_json::Value;

use crate::program::{NAME, Printed, Program, rows};

/// A program with an imported account, and an empty folder.
fn with_folder() -> (Program, PathBuf) {
    let program = Program::imported(&Options::verification(3), "2023-01-01");
    let folder = program.path("planners");
    std::fs::create_dir(&folder).expect("a folder");
    (program, folder)
}

/// The ids of the queues that take calls.
pub(crate) fn call_queues(program: &Program) -> Vec<String> {
    let queues = program.json("queues", &[]);
    let ids = rows(&queues).iter().filter_map(|queue| queue["queue_id"].as_str());
    ids.filter(|id| id.starts_with("calls-")).map(str::to_owned).collect()
}

fn delivery(program: &Program, command: &str, name: &str, rest: &[&str]) -> Printed {
    let asked = ["delivery", command, "--integration", NAME, "--name", name];
    program.runs(&[&asked[..], rest].concat())
}

fn add(program: &Program, name: &str, folder: &Path, rest: &[&str]) -> Printed {
    let to = format!("file://{}/", folder.display());
    let ids = call_queues(program);
    let queues: Vec<&str> = ids.iter().flat_map(|id| ["--queue", id.as_str()]).collect();
    delivery(program, "add", name, &[&["--to", &to][..], &queues, rest].concat())
}

fn import(program: &Program) {
    program.succeeds(&["import", "--integration", NAME]);
}

/// The visible files of a folder with what is in them.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file"));
    let read = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().expect("a name");
        (name, std::fs::read(entry.path()).expect("a file"))
    };
    entries.map(read).filter(|(name, _)| !name.starts_with('.')).collect()
}

fn log(program: &Program, name: &str) -> Vec<Value> {
    let printed = delivery(program, "log", name, &["--format", "json"]);
    assert_eq!(printed.status, Some(0), "{}", printed.notes);
    rows(&serde_json::from_str(&printed.out).expect("JSON")).to_vec()
}

fn outcomes(program: &Program, name: &str) -> Vec<String> {
    let outcome = |entry: &Value| entry["outcome"].as_str().expect("an outcome").to_owned();
    log(program, name).iter().map(outcome).collect()
}

/// What `volumes` writes in a format at once.
pub(crate) fn exported(program: &Program, format: &str) -> Vec<Vec<u8>> {
    let folder = program.path("exported");
    std::fs::create_dir_all(&folder).expect("a folder");
    let (ids, into) = (call_queues(program), format!("{}/", folder.display()));
    let queues: Vec<&str> = ids.iter().flat_map(|id| ["--queue", id.as_str()]).collect();
    let asked = ["volumes", "--integration", NAME, "--format", format, "-o", &into];
    program.succeeds(&[&asked[..], &queues].concat());
    let found = files(&folder).into_values().collect();
    std::fs::remove_dir_all(&folder).expect("removed");
    found
}

#[test]
fn an_import_delivers_everything_once_and_then_what_changed() {
    let (program, folder) = with_folder();
    let added = add(&program, "daily", &folder, &["--format", "injixo"]);
    assert_eq!(added.status, Some(0), "{}", added.notes);
    assert_eq!(files(&folder), BTreeMap::new(), "the test's file is gone");
    import(&program);
    let delivered = files(&folder);
    assert!(delivered.keys().all(|name| name.starts_with("acme-daily-20")), "{delivered:?}");
    assert_eq!(delivered.values().cloned().collect::<Vec<_>>(), exported(&program, "injixo"));

    import(&program);
    assert_eq!(files(&folder), delivered);
    let entries = log(&program, "daily");
    assert_eq!(outcomes(&program, "daily"), ["unchanged", "written"]);
    let lines: usize =
        delivered.values().map(|bytes| bytes.split(|byte| *byte == b'\n').count() - 2).sum();
    assert_eq!(entries[1]["rows"], lines);
    assert_eq!(entries[1]["files"], delivered.len());
    assert_eq!(entries[1]["checksum"].as_str().map(str::len), Some(64));
    assert_eq!(entries[0]["checksum"], Value::Null);
}

#[test]
fn a_delivery_that_fails_holds_up_no_import_and_is_made_later() {
    let (program, folder) = with_folder();
    let refused = add(&program, "daily", &program.path("nowhere"), &["--format", "injixo"]);
    assert_eq!(refused.status, Some(2), "{}", refused.notes);
    assert!(refused.notes.contains("there is no folder"), "{}", refused.notes);
    assert_eq!(add(&program, "daily", &folder, &["--format", "injixo"]).status, Some(0));
    let taken = add(&program, "daily", &folder, &["--format", "injixo"]);
    assert_eq!(taken.status, Some(2), "{}", taken.notes);

    std::fs::remove_dir(&folder).expect("removed");
    import(&program);
    assert!(!folder.exists(), "a folder that is not mounted is not made");
    let [failed] = &log(&program, "daily")[..] else { panic!("one attempt") };
    assert_eq!(failed["outcome"], "failed");
    assert!(failed["says"].as_str().expect("why").contains("there is no folder"), "{failed}");
    // It waits a while, and goes on at once where somebody asks.
    import(&program);
    assert_eq!(log(&program, "daily").len(), 1);
    let again = delivery(&program, "run", "daily", &[]);
    assert_eq!(again.status, Some(1), "{}", again.notes);
    std::fs::create_dir(&folder).expect("a folder");
    let made = delivery(&program, "run", "daily", &[]);
    assert_eq!(made.status, Some(0), "{}", made.notes);
    assert_eq!(files(&folder).into_values().collect::<Vec<_>>(), exported(&program, "injixo"));
    assert_eq!(outcomes(&program, "daily"), ["written", "failed", "failed"]);
    let shown = delivery(&program, "show", "daily", &["--format", "json"]);
    let shown: Value = serde_json::from_str(&shown.out).expect("JSON");
    assert_eq!(
        (&shown[0]["last_outcome"], &shown[0]["failures_in_a_row"]),
        (&"written".into(), &0.into())
    );
}

#[test]
fn a_paused_delivery_rests_and_a_removed_one_leaves_its_files() {
    let (program, folder) = with_folder();
    assert_eq!(add(&program, "daily", &folder, &["--format", "calabrio"]).status, Some(0));
    assert_eq!(delivery(&program, "pause", "daily", &[]).status, Some(0));
    import(&program);
    assert_eq!((files(&folder).len(), log(&program, "daily").len()), (0, 0));
    assert_eq!(delivery(&program, "resume", "daily", &[]).status, Some(0));
    import(&program);
    let written = files(&folder);
    assert_eq!(written.len(), 1);
    // Each queue keeps the number that it was given.
    let numbers = |bytes: &[u8]| {
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.delimiter(b';').has_headers(false).from_reader(bytes);
        let records = reader.records().map(|record| record.expect("a line"));
        records.map(|record| (record[4].to_owned(), record[3].to_owned())).collect()
    };
    let delivered: BTreeMap<String, String> = numbers(written.values().next().expect("a file"));
    assert_eq!(delivered, numbers(&exported(&program, "calabrio")[0]));
    assert_eq!(delivered.len(), call_queues(&program).len());
    assert_eq!(delivery(&program, "remove", "daily", &[]).status, Some(0));
    assert_eq!(files(&folder), written);
    let gone = delivery(&program, "show", "daily", &[]);
    assert_eq!(gone.status, Some(2), "{}", gone.notes);
}

#[test]
fn what_a_product_cannot_import_is_no_delivery() {
    let (program, folder) = with_folder();
    for (rest, says) in [
        (&["--format", "genesys-cloud"][..], "say in the map"),
        (&["--format", "xls"], "is not delivered"),
        (&["--format", "csv", "--partition", "day"], "only parquet"),
        (&["--format", "xlsx", "--contacts"], "contacts are delivered as"),
        (&["--format", "csv", "--without-handling-time"], "planners' products"),
        (&["--format", "injixo", "--interval", "1d"], "no intervals of 1d"),
        (&["--format", "injixo", "--at", "25:00"], "time of day"),
    ] {
        let refused = add(&program, "daily", &folder, rest);
        assert_eq!(refused.status, Some(2), "{rest:?}: {}", refused.notes);
        assert!(refused.notes.contains(says), "{rest:?}: {}", refused.notes);
    }
    let to = ["--format", "injixo", "--to", "ftp://planners/"];
    let refused = delivery(&program, "add", "daily", &to);
    assert_eq!(refused.status, Some(2), "{}", refused.notes);
    let none = delivery(&program, "show", "daily", &[]);
    assert_eq!(none.status, Some(2), "{}", none.notes);
}

/// The import ids of a file for Assembled with what becomes of each.
fn conversations(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_reader(bytes);
    let records = reader.records().map(|record| record.expect("a line"));
    records.map(|record| (record[1].to_owned(), record[3].to_owned())).collect()
}

#[test]
fn assembled_gets_each_contact_once() {
    let (program, folder) = with_folder();
    let written = program.succeeds(&["contacts", "--integration", NAME, "--format", "assembled"]);
    let written = conversations(written.out.as_bytes());
    let contacts = program.json("contacts", &[]);
    let id_of = |row: &Value| match (&row["ticket_id"], &row["call_id"]) {
        (Value::Null, call) => format!("call-{call}"),
        (ticket, _) => format!("{ticket}-{}", row["event_id"]),
    };
    let expected: BTreeSet<String> = rows(&contacts).iter().map(id_of).collect();
    assert!(
        written.len() > 20 && written.keys().eq(expected.iter()),
        "each contact, and each once"
    );
    assert!(written.values().any(|status| status == "solved"));

    let to = format!("file://{}/", folder.display());
    let added = delivery(&program, "add", "talks", &["--format", "assembled", "--to", &to]);
    assert_eq!(added.status, Some(0), "{}", added.notes);
    let made = delivery(&program, "run", "talks", &[]);
    assert_eq!(made.status, Some(0), "{}", made.notes);
    let [bytes] = &files(&folder).into_values().collect::<Vec<_>>()[..] else { panic!("one file") };
    assert_eq!(conversations(bytes), written);
    let again = delivery(&program, "run", "talks", &[]);
    assert!(again.out.contains("nothing changed"), "{}", again.out);
}

#[test]
fn a_workload_is_delivered_by_its_name() {
    let (program, folder) = with_folder();
    let ids = call_queues(&program);
    let queues = program.json("queues", &[]);
    let name_of = |id: &String| {
        let row = rows(&queues).iter().find(|row| row["queue_id"] == id.as_str()).expect("a queue");
        row["queue"].as_str().expect("a name").to_owned()
    };
    let names: Vec<String> = ids.iter().map(name_of).collect();
    let members = names.iter().flat_map(|name| ["--call-queue", name.as_str()]);
    let asked = ["workload", "add", "--integration", NAME, "--name", "Phone desk"];
    program.succeeds(&asked.into_iter().chain(members).collect::<Vec<_>>());
    import(&program);
    let to = format!("file://{}/", folder.display());
    let rest = ["--format", "injixo", "--workload", "Phone desk", "--to", &to];
    let added = delivery(&program, "add", "desk", &rest);
    assert_eq!(added.status, Some(0), "{}", added.notes);
    import(&program);
    let delivered = files(&folder).into_values().next().expect("a file");
    let lines = String::from_utf8(delivered).expect("UTF-8");
    assert!(lines.lines().skip(1).all(|line| line.starts_with("Phone desk;")), "{lines}");
}

#[test]
fn tables_are_delivered_with_the_rows_of_volumes_and_contacts() {
    let (program, folder) = with_folder();
    let to = format!("file://{}/", folder.display());
    for (name, command, rest) in [
        ("a", "volumes", &["--format", "csv"][..]),
        ("b", "volumes", &["--format", "json"]),
        ("c", "volumes", &["--format", "parquet"]),
        ("d", "volumes", &["--format", "xlsx"]),
        ("e", "contacts", &["--format", "csv", "--contacts"]),
        ("f", "contacts", &["--format", "parquet", "--contacts"]),
    ] {
        let rest = [&["--to", &to, "--unfinished"], rest].concat();
        let added = delivery(&program, "add", name, &rest);
        assert_eq!(added.status, Some(0), "{name}: {}", added.notes);
        let made = delivery(&program, "run", name, &[]);
        assert_eq!(made.status, Some(0), "{name}: {}", made.notes);
        let found = files(&folder);
        let begin = format!("acme-{name}-20");
        let (file, delivered) =
            found.iter().find(|(file, _)| file.starts_with(&begin)).expect("a file");
        let ending = file.rsplit('.').next().expect("an ending");
        let path = program.path(&format!("exported.{ending}")).display().to_string();
        program.succeeds(&[command, "--integration", NAME, "-o", &path]);
        let exported = std::fs::read(&path).expect("a file");
        assert!(*delivered == exported, "{file} has other rows than inflow {command} writes");
        let again = delivery(&program, "run", name, &[]);
        assert!(again.out.contains("nothing changed"), "{name}: {}", again.out);
    }
}

/// Every file below a folder, by its path there.
fn below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").display().to_string();
                found.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn a_dataset_has_a_file_for_each_queue_and_day() {
    let (program, folder) = with_folder();
    let to = format!("file://{}/", folder.display());
    for (name, command, rest) in [
        ("v", "volumes", &["--unfinished"][..]),
        ("c", "contacts", &["--contacts", "--unfinished"]),
    ] {
        let lake = program.path(&format!("lake-{command}"));
        let into = lake.display().to_string();
        let asked = [command, "--integration", NAME, "--partition", "day"];
        let without = program.runs(&asked);
        assert_eq!(without.status, Some(2), "{}", without.notes);
        let asked = [&asked[..], &["--format", "parquet", "-o", &into]].concat();
        program.succeeds(&asked);
        let exported = below(&lake);
        assert!(exported.len() > 20, "{command}");
        let is_part =
            |path: &String| path.starts_with("integration=1/queue=") && path.contains("/date=20");
        assert!(exported.keys().all(is_part), "{exported:?}");
        // What an earlier command wrote of a day that has nothing any more goes; another file stays.
        let of_queue = exported.keys().next().and_then(|path| path.split("/date=").next());
        let empty = lake.join(of_queue.expect("a queue")).join("date=1999-01-01");
        std::fs::create_dir(&empty).expect("a folder");
        std::fs::write(empty.join(format!("{command}.parquet")), "old").expect("written");
        std::fs::write(lake.join("notes.txt"), "mine").expect("written");
        program.succeeds(&asked);
        assert!(!empty.exists() && lake.join("notes.txt").exists());

        let rest = [&["--to", &to, "--format", "parquet", "--partition", "day"], rest].concat();
        let added = delivery(&program, "add", name, &rest);
        assert_eq!(added.status, Some(0), "{}", added.notes);
        // Not more than 500 files at once, the newest days first.
        for attempt in 0..50 {
            let made = delivery(&program, "run", name, &[]);
            assert_eq!(made.status, Some(0), "{}", made.notes);
            if made.out.contains("nothing changed") {
                assert_eq!(attempt, exported.len().div_ceil(500), "{command}");
                break;
            }
            assert_eq!(
                made.out.contains("follow with the next imports"),
                (attempt + 1) * 500 < exported.len(),
                "{}",
                made.out
            );
        }
        let file = format!("{command}.parquet");
        let delivered = below(&folder).into_iter().filter(|(path, _)| path.ends_with(&file));
        assert!(delivered.eq(exported), "{command}");
    }
}

/// Makes a delivery as soon as nobody else works at the integration: on PostgreSQL the right of a process that
/// was killed ends with its lease.
fn run_once_free(program: &Program) -> Printed {
    for _ in 0..60 {
        let printed = delivery(program, "run", "daily", &[]);
        if printed.status == Some(0) {
            return printed;
        }
        std::thread::sleep(Duration::from_secs(1));
    }
    delivery(program, "run", "daily", &[])
}

#[test]
fn a_delivery_that_is_killed_leaves_whole_files_and_is_made_again() {
    survives_kills(20, 12);
}

#[test]
#[ignore = "takes minutes: started by hand"]
fn two_hundred_kills_leave_whole_files_and_a_log_that_tells_the_truth() {
    survives_kills(200, 2);
}

/// Kills deliveries, each a little later than the one before, and sees what lies there.
fn survives_kills(kills: u64, apart_millis: u64) {
    let (program, folder) = with_folder();
    let whole = exported(&program, "injixo");
    assert_eq!(add(&program, "daily", &folder, &["--format", "injixo"]).status, Some(0));
    for attempt in 0..kills {
        let asked = ["delivery", "run", "--integration", NAME, "--name", "daily"];
        let mut command = program.command(&asked);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program runs");
        std::thread::sleep(Duration::from_millis(attempt * apart_millis));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let found: Vec<Vec<u8>> = files(&folder).into_values().collect();
        assert!(found.iter().all(|bytes| whole.contains(bytes)), "half a file at {attempt}");
        if log(&program, "daily").iter().any(|entry| entry["outcome"] == "written") {
            assert_eq!(found, whole, "the log tells the truth");
            assert_eq!(delivery(&program, "remove", "daily", &[]).status, Some(0));
            assert_eq!(add(&program, "daily", &folder, &["--format", "injixo"]).status, Some(0));
        }
    }
    let ended = run_once_free(&program);
    assert_eq!(ended.status, Some(0), "{}", ended.notes);
    assert_eq!(files(&folder).into_values().collect::<Vec<_>>(), whole);
    let names = std::fs::read_dir(&folder).expect("a folder");
    assert_eq!(names.count(), whole.len(), "nothing is left of what was cut off");
    assert_eq!(outcomes(&program, "daily"), ["written"]);
}
