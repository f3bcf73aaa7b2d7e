//! Changing credentials, and what is said of API tokens.

use serde_json::Value;

use crate::program::{ADMIN, CLIENT, Place, SECRET, Simulator, TOKEN, VARIABLE};

const TEST: [&str; 4] = ["integration", "test", "--name", "acme"];

fn listed(place: &Place) -> Value {
    let list = place.run("", &["integration", "list", "--format", "json"]).well();
    let list: Value = serde_json::from_str(&list.out).expect("the program writes correct JSON");
    list[0].clone()
}

fn volumes(place: &Place) -> String {
    place.run("", &["volumes", "--integration", "acme", "--format", "csv"]).well().out
}

fn change(place: &Place, secret: &str, sign_in: &[&str]) -> crate::program::Ran {
    let mut arguments = vec!["integration", "credentials", "--name", "acme"];
    arguments.extend(sign_in);
    place.run(secret, &arguments)
}

#[test]
fn credentials_and_their_kind_change_and_nothing_else() {
    let simulator = Simulator::start(&[]);
    let place = Place::new();
    place.add(TOKEN, &simulator.address, ADMIN).well();
    place.run("", &["import", "--integration", "acme"]).well();
    let (before, counted) = (listed(&place), volumes(&place));
    assert!(counted.lines().count() > 10, "{counted}");

    change(&place, "wrong", CLIENT).failed(3, &["integration \"acme\"", "check the identifier"]);
    assert_eq!(listed(&place), before, "nothing is saved where the test fails");
    place.run("", &TEST).well();

    let changed = change(&place, SECRET, CLIENT).well();
    assert!(changed.out.contains("oauth-client inflow-demo from now on"), "{changed:?}");
    let mut expected = before.clone();
    expected["credentials"] = "oauth-client".into();
    expected["identity"] = "inflow-demo".into();
    expected["api_token_days_left"] = Value::Null;
    assert_eq!(listed(&place), expected);
    assert_eq!(volumes(&place), counted);
    place.run("", &TEST).well();
    place.run("", &["import", "--integration", "acme"]).well();
    assert_eq!(volumes(&place), counted);
}

#[test]
fn an_oauth_client_comes_first_and_one_kind_is_taken() {
    let place = Place::new();
    let help = place.run("", &["integration", "add", "--help"]).well().out;
    assert!(help.find("--oauth-client-id") < help.find("--username"), "{help}");
    let none = place.run("", &["integration", "credentials", "--name", "acme"]);
    none.failed(2, &["--oauth-client-id <ID>"]);
    let both = [CLIENT, ADMIN].concat();
    change(&place, SECRET, &both).failed(2, &["cannot be used with"]);
    let missing = ["--username", "admin@example.com"];
    let add = place.add(TOKEN, "http://127.0.0.1:1", &missing);
    add.failed(2, &["--api-token-env VAR or --api-token-file FILE"]);
    let unnamed = ["--username", " ", "--api-token-env", VARIABLE];
    place.add(TOKEN, "http://127.0.0.1:1", &unnamed).failed(2, &["the user name is empty"]);
}

#[test]
fn every_look_at_an_integration_on_a_token_tells_its_end_once() {
    let simulator = Simulator::start(&[]);
    let place = Place::new();
    let told = |error: &str| {
        error.matches("Zendesk ended all API tokens on 2027-04-30").count()
            + error.matches("Zendesk ends all API tokens on 2027-04-30").count()
    };
    let looks: [&[&str]; 4] = [
        &["integration", "list", "--format", "csv"],
        &["integration", "show", "--name", "acme"],
        &TEST,
        &["import", "--integration", "acme"],
    ];
    let added = place.add(TOKEN, &simulator.address, ADMIN).well();
    assert_eq!(told(&added.error), 1, "{added:?}");
    assert!(added.error.contains("inflow integration credentials --name \"acme\""), "{added:?}");
    assert!(listed(&place)["api_token_days_left"].is_i64());
    for look in looks {
        let ran = place.run("", look).well();
        assert_eq!(told(&ran.error), 1, "{ran:?}");
    }
    change(&place, SECRET, CLIENT).well();
    for look in looks {
        let ran = place.run("", look).well();
        assert_eq!(told(&ran.error), 0, "{ran:?}");
    }
}

#[test]
fn a_list_of_nothing_has_its_header() {
    let list = Place::new().run("", &["integration", "list", "--format", "csv"]).well();
    assert!(list.out.starts_with("name,domain,grouping,credentials,identity,api_token_days_left,"));
    assert_eq!(list.out.lines().count(), 1, "{}", list.out);
}
