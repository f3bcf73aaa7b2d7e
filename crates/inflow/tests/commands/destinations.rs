//! Deliveries to servers that others made: whole or not at all, not twice, and nothing of a secret told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use inflow_simulator::Options;
use serde_json::Value;

use crate::counterparts::{Line, server, ssh};
use crate::delivering::{call_queues, exported, files};
use crate::program::{NAME, Printed, Program, rows};

const SECRET: &str = "a-secret";

/// Runs a command about the delivery "daily" with what reaches this machine.
fn delivery(program: &Program, command: &str, rest: &[&str], secret: &str) -> Printed {
    let asked = ["delivery", command, "--integration", NAME, "--name", "daily"];
    let mut command = program.command(&[&asked[..], rest].concat());
    let certificate = program.path("receiver/maker.pem");
    if certificate.is_file() {
        command.env("SSL_CERT_FILE", certificate);
    }
    command.env("INFLOW_DELIVERY_NETWORKS", "127.0.0.1").env("SECRET", secret);
    let output = command.output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let printed = Printed {
        status: output.status.code(),
        out: text(output.stdout),
        notes: text(output.stderr),
    };
    for said in [&printed.out, &printed.notes] {
        assert!(!said.contains(SECRET), "{said}");
    }
    printed
}

fn add(program: &Program, to: &[&str], secret: &str) -> Printed {
    let ids = call_queues(program);
    let queues: Vec<&str> = ids.iter().flat_map(|id| ["--queue", id.as_str()]).collect();
    let with_secret =
        if to.contains(&"--secret-file") { &[][..] } else { &["--secret-env", "SECRET"] };
    delivery(program, "add", &[to, &queues, with_secret, &["--format", "injixo"]].concat(), secret)
}

fn run(program: &Program) -> Printed {
    delivery(program, "run", &[], "")
}

fn outcomes(program: &Program) -> Vec<String> {
    let printed = delivery(program, "log", &["--format", "json"], "");
    let log: Value = serde_json::from_str(&printed.out).expect("JSON");
    rows(&log).iter().map(|entry| entry["outcome"].as_str().expect("one").to_owned()).collect()
}

fn imported() -> Program {
    Program::imported(&Options::verification(3), "2023-01-01")
}

/// Delivers everything once through a line that breaks first, and sees what lies there: nothing half, nothing twice.
fn delivers_whole(
    program: &Program,
    to: &[&str],
    line: &Line,
    lies_there: &mut dyn FnMut() -> Vec<String>,
) {
    let whole: Vec<String> = exported(program, "injixo")
        .into_iter()
        .map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
        .collect();
    let refused = add(program, to, "another");
    assert_eq!(refused.status, Some(2), "{}", refused.notes);
    assert!(
        refused.notes.contains("wrong") || refused.notes.contains("cannot be read"),
        "{}",
        refused.notes
    );
    let added = add(program, to, SECRET);
    assert_eq!(added.status, Some(0), "{}", added.notes);
    assert_eq!(lies_there(), Vec::<String>::new(), "the test's file is gone");
    for bytes in [200, 900, 2500, 4000, 6000] {
        line.cut_after(bytes);
        let cut = run(program);
        let found = lies_there();
        assert!(found.iter().all(|text| whole.contains(text)), "half a file after {bytes} bytes");
        if cut.status == Some(0) {
            break;
        }
        assert_eq!(outcomes(program)[0], "failed");
    }
    line.cut_after(usize::MAX);
    let ended = run(program);
    assert_eq!(ended.status, Some(0), "{}", ended.notes);
    assert_eq!(lies_there(), whole);
    let again = run(program);
    assert!(again.out.contains("nothing changed"), "{}", again.out);
    let tested = delivery(program, "test", &[], "");
    assert_eq!(tested.status, Some(0), "{}", tested.notes);
    assert_eq!(lies_there(), whole);
}

/// Forgets what was delivered, as a process does that is killed before it notes it.
fn forgets(program: &Program, to: &[&str]) {
    assert_eq!(delivery(program, "remove", &[], "").status, Some(0));
    assert_eq!(add(program, to, SECRET).status, Some(0));
}

fn texts(folder: &Path) -> Vec<String> {
    let found: BTreeMap<String, Vec<u8>> = files(folder);
    found.into_values().map(|bytes| String::from_utf8(bytes).expect("UTF-8")).collect()
}

#[test]
fn files_lie_whole_in_a_bucket_of_s3_and_are_written_once() {
    let Some(mut moto) = server(&["s3"]) else { return };
    let program = imported();
    let line = Line::to(moto.port);
    let endpoint = format!("http://127.0.0.1:{}", line.port);
    let to = ["--to", "s3://planners/in/", "--endpoint", &endpoint, "--user", "an-id"];
    let list = |moto: &mut crate::counterparts::Server| -> BTreeMap<String, (String, String)> {
        serde_json::from_str(&moto.asked()).expect("JSON")
    };
    // Its server takes every secret.
    let whole: Vec<String> = exported(&program, "injixo")
        .into_iter()
        .map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
        .collect();
    let none = delivery(&program, "add", &[&to[..], &["--format", "injixo"]].concat(), "");
    assert!(none.status == Some(2) && none.notes.contains("secret"), "{}", none.notes);
    let added = add(&program, &to, SECRET);
    assert_eq!(added.status, Some(0), "{}", added.notes);
    assert!(list(&mut moto).is_empty(), "the test's file is gone");
    line.cut_after(700);
    assert_eq!(run(&program).status, Some(1));
    assert!(list(&mut moto).is_empty(), "half a file");
    line.cut_after(usize::MAX);
    let ended = run(&program);
    assert_eq!(ended.status, Some(0), "{}", ended.notes);
    let found = list(&mut moto);
    assert!(found.keys().all(|name| name.starts_with("in/acme-daily-20")), "{found:?}");
    assert_eq!(found.values().map(|(text, _)| text.clone()).collect::<Vec<_>>(), whole);
    // Killed before it was noted, the delivery finds its files there and leaves them as they are.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    forgets(&program, &to);
    assert_eq!(run(&program).status, Some(0));
    assert_eq!(list(&mut moto), found, "nothing was written twice");
}

#[test]
fn files_lie_whole_in_a_folder_of_webdav() {
    let program = imported();
    let folder = program.path("dav");
    fs::create_dir(&folder).expect("a folder");
    let Some(dav) = server(&["webdav", folder.to_str().expect("a path"), SECRET]) else { return };
    let line = Line::to(dav.port);
    let to = format!("webdav://planner@127.0.0.1:{}/", line.port);
    delivers_whole(&program, &["--to", &to], &line, &mut || texts(&folder));
    let gone = format!("webdav://planner@127.0.0.1:{}/nowhere/", line.port);
    let refused = delivery(
        &program,
        "add",
        &["--to", &gone, "--secret-env", "SECRET", "--format", "injixo", "--unfinished"],
        SECRET,
    );
    assert_eq!(refused.status, Some(2), "{}", refused.notes);
}

#[test]
fn files_lie_whole_in_a_folder_of_sftp() {
    let program = imported();
    let (folder, keys) = (program.path("sftp"), program.path("keys"));
    fs::create_dir(&folder).and_then(|()| fs::create_dir(&keys)).expect("folders");
    let Some(ssh) = ssh(&keys) else { return };
    let line = Line::to(ssh.server.port);
    let to = format!("sftp://{}@127.0.0.1:{}{}/", ssh.user, line.port, folder.display());
    let key = ssh.user_key.display().to_string();
    let unknown = add(&program, &["--to", &to, "--secret-file", &key], "");
    assert_eq!(unknown.status, Some(2), "{}", unknown.notes);
    assert!(unknown.notes.contains(&ssh.fingerprint), "the key that it shows: {}", unknown.notes);
    let trusted = ["--to", &to, "--host-key", &ssh.fingerprint];
    let refused = add(&program, &trusted, "no such password");
    assert!(refused.status == Some(2) && refused.notes.contains("wrong"), "{}", refused.notes);
    let with_key = [&trusted[..], &["--secret-file", &key]].concat();
    let whole: Vec<String> = exported(&program, "injixo")
        .into_iter()
        .map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
        .collect();
    let added = add(&program, &with_key, "");
    assert_eq!(added.status, Some(0), "{}", added.notes);
    for bytes in [300, 2000, 3000, 4000, 6000] {
        line.cut_after(bytes);
        let cut = run(&program);
        let found = texts(&folder);
        assert!(
            found.iter().all(|text| whole.contains(text)),
            "half a file after {bytes} bytes: {}",
            cut.notes
        );
    }
    line.cut_after(usize::MAX);
    let ended = run(&program);
    assert_eq!(ended.status, Some(0), "{}", ended.notes);
    assert_eq!(texts(&folder), whole);
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), whole.len(), "no draft is left");
    forgets_with(&program, &with_key);
    let written = |folder: &Path| {
        let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file"));
        let times = entries.map(|entry| entry.metadata().expect("one").modified().expect("a time"));
        times.collect::<Vec<_>>()
    };
    let before = written(&folder);
    assert_eq!(run(&program).status, Some(0));
    assert_eq!(written(&folder), before, "nothing was written twice");
}

fn forgets_with(program: &Program, to: &[&str]) {
    assert_eq!(delivery(program, "remove", &[], "").status, Some(0));
    assert_eq!(add(program, to, "").status, Some(0));
}

#[test]
fn files_are_posted_to_a_receiver_that_may_fail_in_every_way() {
    let program = imported();
    let folder = program.path("receiver");
    fs::create_dir(&folder).expect("a folder");
    let Some(receiver) = server(&["https", folder.to_str().expect("a path")]) else { return };
    let to = format!("https://localhost:{}/in", receiver.port);
    let to = ["--to", &to, "--header", "X-From: inflow", "--secret-header", "X-Key"];
    let whole: Vec<String> = exported(&program, "injixo")
        .into_iter()
        .map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
        .collect();
    let taken = || -> Vec<Value> {
        let lines = fs::read_to_string(folder.join("taken")).unwrap_or_default();
        lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let refused = add(&program, &to, "another");
    assert!(refused.status == Some(2) && refused.notes.contains("wrong"), "{}", refused.notes);
    let added = add(&program, &to, SECRET);
    assert_eq!(added.status, Some(0), "{}", added.notes);
    fs::remove_file(folder.join("taken")).expect("what the test sent");
    for (mode, says) in [
        ("cut", "could not be reached"),
        ("redirect", "redirects are not followed"),
        ("flood", "500"),
    ] {
        fs::write(folder.join("mode"), mode).expect("written");
        let failed = run(&program);
        assert_eq!(failed.status, Some(1), "{mode}");
        assert!(
            failed.notes.contains(says) && failed.notes.len() < 1000,
            "{mode}: {}",
            failed.notes
        );
        assert!(!failed.notes.contains("token=1"), "{}", failed.notes);
        assert_eq!(taken().len(), 0, "{mode}");
    }
    fs::remove_file(folder.join("mode")).expect("as usual");
    let ended = run(&program);
    assert_eq!(ended.status, Some(0), "{}", ended.notes);
    let taken = taken();
    assert_eq!(
        taken
            .iter()
            .map(|one| one["body"].as_str().expect("a text").to_owned())
            .collect::<Vec<_>>(),
        whole
    );
    assert_eq!((&taken[0]["method"], &taken[0]["path"]), (&"POST".into(), &"/in".into()));
    let headers = &taken[0]["headers"];
    assert_eq!((&headers["x-from"], &headers["x-key"]), (&"inflow".into(), &SECRET.into()));
    assert!(
        headers["content-disposition"].as_str().expect("a name").contains("acme-daily-20"),
        "{headers}"
    );
    assert!(
        headers["content-digest"].as_str().expect("a digest").starts_with("sha-256=:"),
        "{headers}"
    );
}

#[test]
fn nothing_is_delivered_to_this_machine_unless_the_operator_allows_it() {
    let program = imported();
    for to in [
        "https://127.0.0.1:9/in",
        "https://localhost:9/in",
        "https://[::1]:9/in",
        "webdavs://planner@10.0.0.1/",
        "sftp://planner@192.168.0.1/",
        "https://169.254.169.254/latest/",
        "http://[::ffff:10.0.0.1]/",
    ] {
        let asked = [
            "delivery",
            "add",
            "--integration",
            NAME,
            "--name",
            "daily",
            "--format",
            "injixo",
            "--to",
            to,
        ];
        let ids = call_queues(&program);
        let queues: Vec<&str> = ids.iter().flat_map(|id| ["--queue", id.as_str()]).collect();
        let mut command = program.command(
            &[&asked[..], &queues, &["--secret-env", "SECRET", "--host-key", "SHA256:x"]].concat(),
        );
        let output = command.env("SECRET", SECRET).output().expect("the program runs");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{to}: {said}");
        assert!(
            said.contains("private network") && said.contains("delivery-networks"),
            "{to}: {said}"
        );
    }
}
