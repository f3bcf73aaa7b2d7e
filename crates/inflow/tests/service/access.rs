//! `inflow user` and `inflow api-key`.

use crate::program::Place;

#[test]
fn users_and_keys_are_made_listed_and_ended() {
    let place = Place::new();
    let added = place.succeeds(&["user", "add", "--name", "Ann@Example.org", "--administrator"]);
    assert!(added.out.starts_with("/link/"), "{}", added.out);
    let again = place.succeeds(&["user", "reset-link", "--name", "ann@example.org"]);
    assert_ne!(added.out, again.out);
    let told = place.fails(2, &["user", "add", "--name", "ann@example.org"]);
    assert!(told.contains("is taken"), "{told}");
    let told = place.fails(2, &["user", "add", "--name", " "]);
    assert!(told.contains("1 to 100 characters"), "{told}");
    place.succeeds(&["user", "add", "--name", "bob", "--account", "other"]);
    let listed = place.json(&["user", "list"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
    assert_eq!(listed[0]["name"], "ann@example.org");
    assert_eq!(listed[0]["state"], "invited");
    place.fails(2, &["user", "disable", "--name", "bob"]);
    place.succeeds(&["user", "disable", "--name", "ann@example.org"]);
    assert_eq!(place.json(&["user", "list"])[0]["state"], "disabled");

    let key = place.succeeds(&["api-key", "create", "--name", "script"]).out;
    assert!(key.starts_with("inflow_") && key.trim().len() == 71, "{key}");
    let listed = place.json(&["api-key", "list"]);
    assert_eq!((&listed[0]["name"], &listed[0]["role"]), (&"script".into(), &"viewer".into()));
    assert!(!listed.to_string().contains(key.trim()));
    place.fails(2, &["api-key", "revoke", "--name", "script", "--account", "other"]);
    place.succeeds(&["api-key", "revoke", "--name", "script"]);
    place.fails(2, &["api-key", "revoke", "--name", "script"]);
    assert!(place.json(&["api-key", "list"])[0]["revoked_at"].is_string());
}
