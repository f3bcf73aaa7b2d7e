//! Nothing of one account is visible in another.

use crate::program::{Place, Zendesk};

#[test]
fn accounts_do_not_see_each_other() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    place.succeeds(&["import", "--integration", "acme"]);
    let list = place.succeeds(&elsewhere(&["integration", "list", "--format", "csv"]));
    assert_eq!(list.out.lines().count(), 1, "only the header: {}", list.out);
    for command in [
        &["integration", "show", "--name", "acme"][..],
        &["integration", "test", "--name", "acme"],
        &["integration", "rename", "--name", "acme", "--to", "mine"],
        &["integration", "channels", "--name", "acme"],
        &["integration", "pause", "--name", "acme"],
        &["integration", "resume", "--name", "acme"],
        &["integration", "delete", "--name", "acme", "--purge", "--yes-purge", "acme"],
        &["import", "--integration", "acme"],
        &["views", "--integration", "acme"],
        &["queues", "--integration", "acme"],
        &["volumes", "--integration", "acme"],
        &["recount", "--integration", "acme"],
        &["explain", "--integration", "acme", "--ticket", "1"],
    ] {
        let told = place.fails(2, &elsewhere(command));
        assert!(told.contains("no integration \"acme\": none is saved yet"), "{command:?}: {told}");
    }
    // The same name is free there, and what happens to it stays there.
    let add = Place::adding("acme", &zendesk);
    place.succeeds(&elsewhere(&add));
    place.succeeds(&elsewhere(&["integration", "pause", "--name", "acme"]));
    assert_eq!(place.listed("acme")["status"], "operational");
    place.fails(2, &["integration", "list", "--account", " "]);
}

fn elsewhere<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [arguments, &["--account", "other"]].concat()
}
