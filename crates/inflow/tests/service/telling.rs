//! What is told on standard error and standard output, also where nobody can read it.

use serde_json::Value;

use crate::program::{Place, Zendesk, printed};
use crate::serving::Service;
#[cfg(target_os = "linux")]
use crate::serving::wait_until;

/// A disk that has no room left.
#[cfg(target_os = "linux")]
fn full() -> std::fs::File {
    std::fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there")
}

#[cfg(target_os = "linux")]
#[test]
fn commands_end_as_they_should_where_nothing_can_be_told() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    let status = |arguments: &[&str]| {
        let mut command = place.command(arguments);
        command.env("INFLOW_LOG", "debug").stderr(full()).status().expect("it runs").code()
    };
    assert_eq!(status(&["integration", "show", "--name", "nope"]), Some(2));
    assert_eq!(status(&["integration", "list", "--nonsense"]), Some(2));
    assert_eq!(status(&["integration", "list", "--log-format", "json"]), Some(0));
    place.add("acme", &zendesk);
    assert_eq!(status(&["import", "--integration", "acme"]), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_service_goes_on_where_nothing_can_be_told() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.env("INFLOW_LOG", "debug");
    let service = Service::logging_to(full(), command);
    wait_until("imported", || place.listed("acme")["status"] == "operational");
    assert_eq!(service.get("/health/live").1, "live\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_service_goes_on_where_nobody_reads_where_it_listens() {
    let place = Place::new();
    let log = std::fs::File::create(place.path("log")).expect("a log");
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0", "--log-format", "json"]);
    command.env("INFLOW_LOG", "info").stdout(full()).stderr(log);
    let mut service =
        Service { child: command.spawn().expect("it runs"), address: String::new(), out: None };
    wait_until("it listens", || {
        let log = std::fs::read_to_string(place.path("log")).expect("a log");
        let Some(line) = log.lines().find(|line| line.contains("listening")) else { return false };
        let told: Value = serde_json::from_str(line).expect("JSON");
        told["fields"]["address"].as_str().expect("an address").clone_into(&mut service.address);
        true
    });
    assert_eq!(service.get("/health/live").1, "live\n");
}

/// The link is told once, and never as a line of the log, which others read and which is kept.
#[test]
fn no_link_or_key_is_in_a_log_whatever_its_format() {
    let place = Place::new();
    let settings = place.path("inflow.toml");
    std::fs::write(&settings, "log-format = \"json\"\nlog = \"trace\"\n").expect("written");
    let log = std::fs::File::create(place.path("log")).expect("a log");
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.env("INFLOW_CONFIG", &settings);
    let service = Service::logging_to(log, command);
    for arguments in [
        ["user", "add", "--name", "ann"],
        ["user", "reset-link", "--name", "ann"],
        ["api-key", "create", "--name", "reports"],
    ] {
        let told = printed(place.command(&arguments).env("INFLOW_CONFIG", &settings));
        assert_eq!(told.status, Some(0), "{}", told.notes);
        let secret = told.out.trim().trim_start_matches("/link/");
        assert!(secret.len() > 40 && !told.notes.contains(secret), "{}", told.notes);
    }
    assert_eq!(service.get("/health/live").1, "live\n");
    let log = std::fs::read_to_string(place.path("log")).expect("a log");
    assert!(!log.is_empty() && !log.contains("/link/"), "{log}");
    for line in log.lines() {
        let told: Value = serde_json::from_str(line).expect("JSON");
        assert!(told.get("spans").is_none(), "a span is told once: {line}");
    }
    // It is told on standard output, below where it listens.
    let link = service.rest_of_output();
    assert!(link.contains("/link/"), "{link}");
}

#[test]
fn failures_are_json_where_logs_are() {
    let place = Place::new();
    place.succeeds(&["user", "list"]);
    let arguments = ["user", "disable", "--name", "nobody", "--log-format", "json"];
    let failed = printed(place.command(&arguments).env("INFLOW_LOG", "off"));
    assert_eq!(failed.status, Some(2), "{}", failed.notes);
    let told: Value = serde_json::from_str(&failed.notes).expect("one line of JSON");
    assert_eq!(told["level"], "ERROR");
    assert_eq!(told["fields"]["message"], "there is no such user");
    assert!(told["fields"]["advice"].as_str().expect("advice").contains("inflow user list"));
    let text = printed(place.command(&arguments[..4]).env("INFLOW_LOG", "info"));
    let lines: Vec<&str> = text.notes.lines().collect();
    assert_eq!(lines[0], "error: there is no such user", "{}", text.notes);
    assert_eq!(lines.len(), 2, "{}", text.notes);
}
