//! Pausing, resuming, deleting, purging and connecting again.

use crate::program::{Place, SINCE, Zendesk};

#[test]
fn a_paused_integration_is_not_imported_until_it_is_resumed() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    assert_eq!(place.listed("acme")["status"], "new");
    place.succeeds(&["integration", "pause", "--name", "acme"]);
    let paused = place.listed("acme");
    assert_eq!(paused["status"], "paused");
    assert!(paused["status_since"].is_string(), "{paused}");
    let told = place.fails(2, &["import", "--integration", "acme"]);
    assert!(told.contains("\"acme\": it is paused since "), "{told}");
    let resume = "inflow integration resume --name \"acme\"";
    assert!(told.contains(resume), "{told}");
    let shown = place.succeeds(&["integration", "show", "--name", "acme"]).out;
    assert!(shown.contains("none: it is paused") && shown.contains(resume), "{shown}");
    assert!(!shown.contains("inflow import"), "{shown}");
    place.succeeds(&["queues", "--integration", "acme"]);

    let said = place.succeeds(&["integration", "resume", "--name", "acme"]).out;
    assert!(said.contains("brings what was missed since "), "{said}");
    place.succeeds(&["import", "--integration", "acme"]);
    let running = place.listed("acme");
    assert_eq!(running["status"], "operational");
    assert!(running["last_success"].is_string() && running["events_until"].is_string());
    assert!(place.volumes("acme").lines().count() > 10);
}

#[test]
fn a_deleted_integration_can_be_read_and_connected_again() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    place.succeeds(&["import", "--integration", "acme"]);
    let (volumes, views) = (place.volumes("acme"), place.json(&["views", "--integration", "acme"]));
    place.succeeds(&["integration", "delete", "--name", "acme"]);

    let deleted = place.json(&["integration", "show", "--name", "acme"]);
    assert_eq!(deleted["status"], "deleted");
    let shown = place.succeeds(&["integration", "show", "--name", "acme"]).out;
    assert!(shown.contains("none: it is deleted"), "{shown}");
    assert_eq!((&deleted["credentials"], &deleted["identity"]), (&"erased".into(), &"".into()));
    assert_eq!(place.volumes("acme"), volumes);
    let queues = place.json(&["queues", "--integration", "acme"]);
    let queues = queues.as_array().expect("a list");
    assert!(!queues.is_empty() && queues.iter().all(|queue| queue["state"] == "inactive"));
    let ended = place.json(&["views", "--integration", "acme"]);
    assert_ne!(ended, views);
    assert!(ended.to_string().contains("inactive, history kept"), "{ended}");
    for refused in ["pause", "resume", "delete", "test"] {
        let told = place.fails(2, &["integration", refused, "--name", "acme"]);
        assert!(told.contains("it was deleted at "), "{refused}: {told}");
    }
    let told = place.fails(2, &["import", "--integration", "acme"]);
    assert!(told.contains("connect the same domain under the same name"), "{told}");

    let mut adding = Place::adding("acme", &zendesk);
    adding[7] = "phone-number";
    let told = place.fails(2, &adding);
    assert!(told.contains("groups calls by ivr, and grouping never changes"), "{told}");
    let adding = Place::adding("acme", &zendesk);
    let told = place.fails(2, &[&adding[..], &["--since", "2026-01-01"]].concat());
    assert!(told.contains("begins at 2026-08-01T00:00:00Z"), "{told}");
    let said = place.succeeds(&adding);
    assert!(said.out.contains("from 2026-08-01T00:00:00Z on"), "{}", said.out);
    assert!(said.notes.contains("of the deleted integration of this name go on"));
    assert_eq!(place.volumes("acme"), volumes);
    assert_eq!(place.listed("acme")["status"], "operational");
    let said = place.succeeds(&["import", "--integration", "acme"]).out;
    assert!(said.contains("acme: 0 tickets"), "the history is not read again: {said}");
    assert_eq!(place.volumes("acme"), volumes);
}

#[test]
fn the_name_of_a_deleted_integration_is_free_for_another_domain() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    place.succeeds(&["integration", "delete", "--name", "acme"]);
    let mut adding = Place::adding("acme", &zendesk);
    adding[5] = "other";
    place.succeeds(&[&adding[..], &["--since", SINCE]].concat());
    let list = place.json(&["integration", "list"]);
    let names: Vec<&str> =
        list.as_array().expect("a list").iter().filter_map(|row| row["name"].as_str()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names[0] == "acme" && names[1].starts_with("acme (deleted 20"), "{names:?}");
    assert_eq!(place.listed("acme")["domain"], "other.zendesk.com");
}

#[test]
fn a_purge_has_to_be_confirmed_by_the_name() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    place.add("beside", &zendesk);
    place.succeeds(&["import", "--integration", "acme"]);
    let purge = ["integration", "delete", "--name", "acme", "--purge"];
    let told = place.fails(2, &purge);
    assert!(told.contains("--yes-purge \"acme\""), "{told}");
    let told = place.fails(2, &[&purge[..], &["--yes-purge", "beside"]].concat());
    assert!(told.contains("nothing was removed"), "{told}");
    assert!(place.volumes("acme").lines().count() > 10);
    place.succeeds(&[&purge[..], &["--yes-purge", "acme"]].concat());
    let told = place.fails(2, &["queues", "--integration", "acme"]);
    assert!(told.contains("there is no integration \"acme\": there are beside"), "{told}");
    place.add("acme", &zendesk);
    assert_eq!(place.listed("acme")["status"], "new");
}
