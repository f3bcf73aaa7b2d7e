//! The configuration file, the environment and options.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::program::{Place, Printed, printed};

const PASSWORD: &str = "hunter2-never-shown";

/// A command that reads this configuration file and no other database than it names.
fn configured(place: &Place, text: &str, arguments: &[&str]) -> Command {
    let file = place.path("settings.toml");
    fs::write(&file, text).expect("written");
    let mut command = place.command(arguments);
    command.env("INFLOW_CONFIG", file).env_remove("INFLOW_DATABASE_URL");
    command
}

fn setting(printed: &Printed, key: &str) -> (Value, String) {
    let rows: Vec<Value> = serde_json::from_str(&printed.out).expect("JSON");
    let row = rows.iter().find(|row| row["key"] == key).expect("the setting");
    (row["value"].clone(), row["from"].as_str().expect("a text").to_owned())
}

#[test]
fn options_come_before_the_environment_before_the_file() {
    let place = Place::new();
    let text = "account = \"a\"\nlog = 'info'\n[serve]\nconcurrent = 7\nevery = \"30m\"\n";
    let arguments = ["config", "check", "--format", "json", "--account", "c"];
    let mut command = configured(&place, text, &arguments);
    let printed = printed(command.env("INFLOW_ACCOUNT", "b").env("INFLOW_EVERY", "20m"));
    assert_eq!(printed.status, Some(0), "{}", printed.notes);
    for (key, value, from) in [
        ("account", "c", "command line"),
        ("log", "info", "file"),
        ("log-format", "text", "default"),
        ("serve.concurrent", "7", "file"),
        ("serve.every", "20m", "environment"),
        ("serve.listen", "127.0.0.1:8080", "default"),
    ] {
        assert_eq!(setting(&printed, key), (value.into(), from.to_owned()), "{key}");
    }
    // It is what commands take: the integrations of the account that the file names.
    let url = format!("sqlite://{}", place.path("named.db").display());
    let text = format!("database-url = \"{url}\"\n");
    let listed = crate::program::printed(&mut configured(&place, &text, &["integration", "list"]));
    assert_eq!(listed.status, Some(0), "{}", listed.notes);
    assert!(place.path("named.db").is_file());
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let place = Place::new();
    let text = format!(
        "database-url = \"postgres://u:{PASSWORD}@db/inflow\"\nacount = \"x\"\nlisten = \"x\"\n\
         log-format = \"xml\"\n[serve]\nevery = \"{PASSWORD}\"\nlisen = 1\nconcurrent = 0\n\
         api-share = [1]\n[volumes]\n"
    );
    // Any command refuses them.
    for arguments in [&["config", "check"][..], &["integration", "list"]] {
        let printed = printed(&mut configured(&place, &text, arguments));
        assert_eq!(printed.status, Some(2), "{}", printed.notes);
        for said in [
            "settings.toml:2: there is no setting acount; account may be meant",
            "settings.toml:3: there is no setting listen; serve.listen may be meant",
            "settings.toml:4: log-format: it is text or json",
            "settings.toml:6: serve.every: it is a number with s, m, h or d",
            "settings.toml:7: there is no setting serve.lisen; serve.listen may be meant",
            "settings.toml:8: serve.concurrent: 0 is not in 1..=256",
            "settings.toml:9: serve.api-share: it is a text, a number, true or false",
            "settings.toml:10: there is no setting volumes",
        ] {
            assert!(printed.notes.contains(said), "{said}: {}", printed.notes);
        }
        assert!(!printed.notes.contains(PASSWORD), "{}", printed.notes);
    }
    let unclosed = printed(&mut configured(
        &place,
        &format!("account = \"a\"\ndatabase-url = \"{PASSWORD}\n"),
        &["config", "check"],
    ));
    assert_eq!(unclosed.status, Some(2), "{}", unclosed.notes);
    assert!(unclosed.notes.contains("settings.toml:2: "), "{}", unclosed.notes);
    assert!(!unclosed.notes.contains(PASSWORD), "{}", unclosed.notes);
    let text = "account = \"a\"\n[serve\nevery = \"15m\"\n";
    let unclosed = printed(&mut configured(&place, text, &["config", "check"]));
    assert!(unclosed.notes.contains("settings.toml:2: "), "{}", unclosed.notes);
    assert!(!unclosed.notes.contains("every"), "{}", unclosed.notes);
    let text = "[serv]\nlease = \"30s\"\n";
    let told = printed(&mut configured(&place, text, &["config", "check"])).notes;
    assert!(told.contains("there is no setting serv; [serve] may be meant"), "{told}");
}

#[test]
fn a_mistake_of_the_environment_is_told_of_its_variable_alone() {
    let place = Place::new();
    let text = "account = \"a\"\n[serve]\nconcurrent = 7\n[import]\nlease = \"30s\"\n";
    let mut command = configured(&place, text, &["config", "check"]);
    command.env("INFLOW_EVERY", PASSWORD).env("INFLOW_LEASE", "").env("INFLOW_CONCURRENT", "0");
    let told = printed(&mut command);
    assert_eq!(told.status, Some(2), "{}", told.notes);
    let lines: Vec<&str> = told.notes.lines().collect();
    assert_eq!(lines.len(), 3, "{}", told.notes);
    assert!(lines[0].starts_with("error: INFLOW_CONCURRENT: 0 is not in 1..=256"), "{lines:?}");
    assert!(lines[1].starts_with("INFLOW_EVERY: it is a number with s, m, h or d"), "{lines:?}");
    assert!(lines[2].starts_with("INFLOW_LEASE: it"), "{lines:?}");
    assert!(!told.notes.contains(PASSWORD), "{}", told.notes);
    let mut elsewhere = configured(&place, text, &["integration", "list"]);
    elsewhere.env("HOME", place.path("home")).env_remove("XDG_DATA_HOME");
    assert_eq!(printed(elsewhere.env("INFLOW_EVERY", "bad")).status, Some(0));
}

#[test]
fn what_cannot_work_is_refused() {
    let place = Place::new();
    let check = ["config", "check"];
    let mut public = configured(&place, "[serve]\nlisten = \"0.0.0.0:0\"\n", &check);
    let refused = printed(&mut public);
    assert_eq!(refused.status, Some(2), "{}", refused.notes);
    assert!(refused.notes.contains("can be reached from other machines"), "{}", refused.notes);
    let text = "[serve]\nlisten = \"0.0.0.0:0\"\nlisten-publicly = true\n";
    assert_eq!(printed(&mut configured(&place, text, &check)).status, Some(0));
    let mut unset = configured(&place, text, &check);
    assert_eq!(printed(unset.env("INFLOW_LISTEN_PUBLICLY", "false")).status, Some(2));
    let filter = printed(place.command(&check).env("INFLOW_LOG", "inflow=nonsense"));
    assert_eq!(filter.status, Some(2), "{}", filter.notes);
    let absent = place.fails(2, &["--config", "/nonexistent/inflow.toml", "config", "check"]);
    assert!(absent.contains("there is no configuration file"), "{absent}");
    let folder = place.fails(2, &["--config", "/", "config", "check"]);
    assert!(folder.contains("/ is a folder"), "{folder}");
    let other = printed(&mut configured(&place, "database-url = \"mysql://u:pw-pw@db\"", &check));
    assert_eq!(other.status, Some(2), "{}", other.notes);
    assert!(!other.notes.contains("pw-pw"), "{}", other.notes);
}
