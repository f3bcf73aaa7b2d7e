//! Dropping the events of old closed tickets: figures stay, and what can no longer be told is told.

use serde_json::Value;

use crate::program::{Place, Zendesk};

/// A place where everything of the account was imported, with this option behind `import`.
fn imported(zendesk: &Zendesk, option: &[&str]) -> Place {
    let place = Place::new();
    let arguments = [&Place::adding("acme", zendesk)[..], &["--since", "2024-09-01"]].concat();
    place.succeeds(&arguments);
    place.succeeds(&[&["import", "--integration", "acme"], option].concat());
    place
}

#[test]
fn figures_stay_when_events_are_dropped() {
    let zendesk = Zendesk::small(7);
    let (whole, dropping) =
        (imported(&zendesk, &[]), imported(&zendesk, &["--keep-events", "120"]));
    let of = |place: &Place| place.json(&["integration", "show", "--name", "acme"]);
    let (all, less) = (of(&whole), of(&dropping));
    let number = |shown: &Value, name: &str| shown[name].as_i64().expect("a number");
    assert_eq!(number(&all, "dropped_tickets"), 0);
    let dropped = number(&less, "dropped_tickets");
    assert!(dropped > 0 && less["dropped_until"].is_string(), "{less}");
    assert_eq!(number(&all, "tickets"), number(&less, "tickets") + dropped);
    assert!(number(&less, "ticket_events") < number(&all, "ticket_events"));
    assert_eq!(number(&all, "contacts"), number(&less, "contacts"));
    assert_eq!(whole.volumes("acme"), dropping.volumes("acme"));

    // Neither another import nor counting everything again changes a figure.
    dropping.succeeds(&["import", "--integration", "acme", "--keep-events", "120"]);
    let dry = dropping.runs(&["recount", "--integration", "acme", "--dry-run"]);
    assert!(dry.notes.contains("would change no figure"), "{}", dry.notes);
    assert!(dry.notes.contains("were dropped"), "{}", dry.notes);
    dropping.succeeds(&["recount", "--integration", "acme"]);
    assert_eq!(whole.volumes("acme"), dropping.volumes("acme"));
    assert_eq!(number(&of(&dropping), "dropped_tickets"), dropped);

    // Some contacts are of tickets that are dropped.
    let volumes = whole.volumes("acme");
    let mut rows: Vec<Vec<&str>> =
        volumes.lines().skip(1).map(|row| row.split(',').collect()).collect();
    rows.retain(|row| !row[3].is_empty());
    rows.sort_by_key(|row| row[4]);
    rows.dedup_by_key(|row| row[4]);
    let explaining = |row: &[&str]| {
        let (queue, interval) = (row[0].to_owned(), row[4].to_owned());
        ["explain", "--integration", "acme", "--queue", &queue, "--interval", &interval]
            .map(str::to_owned)
    };
    let found = rows.iter().find_map(|row| {
        let arguments = explaining(row);
        let arguments = arguments.each_ref().map(String::as_str);
        let contacts = dropping.json(&arguments)["contacts"].as_array().expect("a list").clone();
        let dropped = contacts.into_iter().find(|contact| contact["dropped_until"].is_string());
        dropped.map(|contact| (dropping.succeeds(&arguments).out, contact))
    });
    let (explained, contact) = found.expect("a contact of a dropped ticket");
    assert!(explained.contains("conditions cannot be shown"), "{explained}");
    assert!(contact["as_counted"] == true, "{contact}");
    let ticket = contact["ticket_id"].to_string();
    let told = dropping.fails(2, &["explain", "--integration", "acme", "--ticket", &ticket]);
    assert!(told.contains("were dropped"), "{told}");
    whole.succeeds(&["explain", "--integration", "acme", "--ticket", &ticket]);
    dropping.fails(2, &["import", "--integration", "acme", "--keep-events", "119"]);
}
