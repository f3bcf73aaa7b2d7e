//! Where the database and the key are, and what is said where they are not.

use std::fs;
use std::process::Command;

use crate::database::is_sqlite;
use crate::program::{Place, Zendesk, printed};
use crate::serving::{Service, wait_until};

/// A command of somebody who names no database.
fn nowhere(place: &Place, arguments: &[&str]) -> Command {
    let mut command = place.command(arguments);
    command.env_remove("INFLOW_DATABASE_URL").env_remove("INFLOW_KEY_FILE");
    command
        .env_remove("XDG_DATA_HOME")
        .env_remove("XDG_CONFIG_HOME")
        .env("HOME", place.path("home"));
    command
}

#[test]
fn no_command_begins_another_installation_unasked() {
    let place = Place::new();
    let usual = place.path("home/.local/share/inflow/inflow.db").display().to_string();
    for arguments in [
        &["api-key", "create", "--name", "reports"][..],
        &["api-key", "revoke", "--name", "reports"],
        &["user", "add", "--name", "ann"],
        &["user", "reset-link", "--name", "ann"],
        &["key", "rotate"],
        &["backup", "--to", "copy.db"],
        &["import", "--integration", "acme"],
        &["volumes", "--integration", "acme"],
        &["integration", "show", "--name", "acme"],
    ] {
        let told = printed(&mut nowhere(&place, arguments));
        assert_eq!(
            (told.status, told.out.as_str()),
            (Some(2), ""),
            "{arguments:?}: {}",
            told.notes
        );
        assert!(told.notes.contains(&usual), "{arguments:?}: {}", told.notes);
        assert!(told.notes.contains("INFLOW_DATABASE_URL"), "{arguments:?}: {}", told.notes);
        assert!(!place.path("home").exists(), "{arguments:?}");
    }
}

#[test]
fn whoever_makes_a_database_is_told_where() {
    if !is_sqlite() {
        let told = Place::new().succeeds(&["api-key", "create", "--name", "reports"]);
        assert!(told.notes.contains("a new database was made: postgres"), "{}", told.notes);
        return;
    }
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    let mut adding = Place::adding("acme", &zendesk);
    adding.extend(["--since", "2026-08-01"]);
    let made =
        |name: &str| format!("a new database was made: sqlite://{}", place.path(name).display());
    let told = printed(&mut nowhere(&place, &adding));
    assert_eq!(told.status, Some(0), "{}", told.notes);
    assert!(told.notes.contains(&made("home/.local/share/inflow/inflow.db")), "{}", told.notes);
    let told = printed(&mut nowhere(&place, &["api-key", "create", "--name", "reports"]));
    assert_eq!(told.status, Some(0), "{}", told.notes);
    assert!(!told.notes.contains("a new database"), "{}", told.notes);
    let told = place.succeeds(&["api-key", "create", "--name", "reports"]);
    assert!(told.notes.contains(&made("inflow.db")), "{}", told.notes);
    // What can only be about something that is there makes nothing anywhere.
    let elsewhere = format!("sqlite://{}", place.path("mistyped.db").display());
    let told = printed(&mut place.command_on(&elsewhere, &["volumes", "--integration", "acme"]));
    assert_eq!(told.status, Some(2), "{}", told.notes);
    assert!(!place.path("mistyped.db").exists(), "{}", told.notes);
}

#[test]
fn a_password_on_the_command_line_is_warned_of() {
    let place = Place::new();
    let address = "postgres://inflow:hunter2@127.0.0.1:1/inflow";
    let asked = ["user", "list"];
    let told = printed(place.command(&asked).args(["--database-url", address]));
    assert!(told.notes.contains("can read the password in --database-url"), "{}", told.notes);
    assert!(!told.notes.contains("hunter2"), "{}", told.notes);
    let told = printed(&mut place.command_on(address, &asked));
    assert!(!told.notes.contains("can read the password"), "{}", told.notes);
}

/// The key file is looked at by itself: nothing has to be due, and nothing waits longer than it is away.
#[test]
fn a_service_is_not_ready_while_its_key_file_is_away() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    place.succeeds(&["import", "--integration", "acme"]);
    let (key, away) = (place.path("inflow.key"), place.path("away.key"));
    fs::rename(&key, &away).expect("taken away");
    let is_ready = |service: &Service| service.get("/health/ready").0.contains("200");
    let tells = |service: &Service, value: u8| {
        let line = format!(
            "inflow_integration_credentials_opened{{account=\"default\",integration=\"acme\"}} {value}"
        );
        service.metrics(&place).contains(&line)
    };
    // From the start, though nothing is due for a day.
    let service = Service::start_with(&place, &["--every", "24h"]);
    wait_until("it looked", || service.get("/health/ready").1.contains("key file"));
    assert!(tells(&service, 0));
    fs::rename(&away, &key).expect("brought back");
    wait_until("ready", || is_ready(&service));
    assert!(tells(&service, 1));
    // Later too, and for as long as it lasts, also after what was due failed.
    fs::rename(&key, &away).expect("taken away");
    wait_until("not ready", || !is_ready(&service));
    place.succeeds(&["integration", "resume", "--name", "acme"]);
    wait_until("it was tried", || place.listed("acme")["status"] == "needs attention");
    for command in [&["integration", "list"][..], &["integration", "show", "--name", "acme"]] {
        let told = place.succeeds(command);
        assert!(!told.out.contains("last 0 runs"), "{}", told.out);
    }
    assert!(!is_ready(&service));
    // It goes on within seconds once it is back.
    let back = std::time::Instant::now();
    fs::rename(&away, &key).expect("brought back");
    wait_until("imported", || place.listed("acme")["status"] == "operational");
    assert!(is_ready(&service) && back.elapsed().as_secs() < 30, "{:?}", back.elapsed());
}
