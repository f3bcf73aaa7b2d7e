//! What `inflow doctor` finds, and that it says what to do.

use std::fs;
use std::os::unix::fs::FileExt as _;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::database::is_sqlite;
use crate::program::{Place, SINCE, Zendesk};

/// What it finds of a check; it has to end with this status.
fn examined(place: &Place, status: i32, options: &[&str]) -> Vec<Value> {
    let arguments = [&["doctor", "--format", "json"], options].concat();
    let printed = place.runs(&arguments);
    assert_eq!(printed.status, Some(status), "{}{}", printed.out, printed.notes);
    for secret in ["simulated-token", "another-token"] {
        assert!(!printed.out.contains(secret) && !printed.notes.contains(secret));
    }
    serde_json::from_str(&printed.out).expect("JSON")
}

/// What it found of a check that asks for something to be done: that, and what to do.
fn to_do(findings: &[Value], check: &str) -> (String, String) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found = findings.iter().find(|found| found["check"] == check && found["well"] == false);
    let found = found.unwrap_or_else(|| panic!("{check} is well: {findings:?}"));
    (text(&found["found"]), text(&found["advice"]))
}

#[test]
fn a_sound_installation_is_well() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    if !is_sqlite() {
        // The server of the tests may lose what it wrote, to be quick, and that alone is told.
        let findings = examined(&place, 1, &[]);
        to_do(&findings, "durability");
        assert_eq!(findings.iter().filter(|found| found["well"] == false).count(), 1);
        return;
    }
    assert!(examined(&place, 0, &[]).iter().all(|found| found["well"] == true));
    place.add("acme", &zendesk);
    place.add("paused", &zendesk);
    place.succeeds(&["integration", "pause", "--name", "paused"]);
    let findings = examined(&place, 0, &[]);
    for (check, integration) in [
        ("database", None),
        ("integrity", None),
        ("rows", None),
        ("disk", None),
        ("importer", None),
        ("key file", None),
        ("time zones", None),
        ("zendesk", Some("default/acme")),
        ("clock", Some("default/acme")),
    ] {
        let found = findings
            .iter()
            .find(|found| found["check"] == check && found["integration"].as_str() == integration);
        assert!(found.is_some_and(|found| found["well"] == true), "{check}: {findings:?}");
    }
    assert!(!findings.iter().any(|found| found["integration"] == "default/paused"));
    // Nobody answers any more: that is told, unless nobody is asked.
    drop(zendesk);
    let (found, advice) = to_do(&examined(&place, 1, &[]), "zendesk");
    assert!(found.contains("took no connection") && !advice.is_empty(), "{found}");
    examined(&place, 0, &["--offline"]);
}

#[test]
fn what_is_wrong_is_told_with_what_to_do() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    let key = place.path("inflow.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("set");
    let (found, advice) = to_do(&examined(&place, 1, &["--offline"]), "key file");
    assert!(found.contains("may read") && advice.starts_with("chmod 600"), "{found}: {advice}");
    fs::write(&key, "0".repeat(64)).expect("written");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("set");
    let findings = examined(&place, 1, &[]);
    assert!(to_do(&findings, "key file").0.contains("cannot be decrypted"));
    assert!(to_do(&findings, "zendesk").0.contains("cannot be decrypted"));
    fs::remove_file(&key).expect("removed");
    assert!(to_do(&examined(&place, 1, &["--offline"]), "key file").0.contains("is not there"));
}

#[test]
fn a_damaged_database_is_found() {
    // A server's files are its own.
    if !is_sqlite() {
        return;
    }
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.succeeds(&[&Place::adding("acme", &zendesk)[..], &["--since", SINCE]].concat());
    place.succeeds(&["import", "--integration", "acme"]);
    let database = place.path("inflow.db");
    let file = fs::OpenOptions::new().write(true).open(&database).expect("the database");
    // The pages behind those of the schema's beginning.
    for page in 20..24 {
        file.write_all_at(&[0xff; 4096], page * 4096).expect("written");
    }
    let findings = examined(&place, 1, &["--offline"]);
    let damaged = |check| findings.iter().any(|f| f["check"] == check && f["well"] == false);
    assert!(damaged("integrity") || damaged("database"), "{findings:?}");
    fs::write(&database, "no database at all").expect("written");
    let (found, advice) = to_do(&examined(&place, 1, &[]), "database");
    assert!(found.contains("damaged or no Inflow database") && !advice.is_empty(), "{found}");
}
