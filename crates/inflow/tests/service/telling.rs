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
    command.env("INFLOW_LOG", "off").stdout(full()).stderr(log);
    let mut service = Service { child: command.spawn().expect("it runs"), address: String::new() };
    // Whatever logs are filtered by, the link is told; and as JSON, as they are.
    wait_until("a link", || {
        let log = std::fs::read_to_string(place.path("log")).expect("a log");
        let Some((line, _)) = log.split_once('\n') else { return false };
        let told: Value = serde_json::from_str(line).expect("JSON");
        let told = told["fields"]["message"].as_str().expect("a text");
        let address = told.lines().last().and_then(|line| line.strip_prefix("http://"));
        let (address, _) = address.expect("an address").split_once("/link/").expect("a link");
        service.address = address.to_owned();
        true
    });
    assert_eq!(service.get("/health/live").1, "live\n");
}

#[test]
fn failures_are_json_where_logs_are() {
    let place = Place::new();
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
