//! Each way in which a connection fails: its sentence, what to do, and the exit status.

use std::net::TcpListener;

use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::program::{ADMIN, AGENT, CLIENT, Place, SECRET, Simulator, TOKEN};
use crate::zendesk::Zendesk;

/// Adding fails like this, with either kind of credentials, and saves nothing.
fn check_situation(situation: &str, status: i32, said: &[&str]) {
    let simulator = Simulator::start(&["--situation", situation]);
    let place = Place::new();
    for (secret, sign_in) in [(TOKEN, ADMIN), (SECRET, CLIENT)] {
        place.add(secret, &simulator.address, sign_in).failed(status, said);
    }
    assert_eq!(place.run("", &["integration", "list", "--format", "json"]).out, "[]\n");
}

#[test]
fn a_renamed_account_is_told_its_new_name() {
    let said = ["has moved", "renamed-sim.zendesk.com", "add --domain renamed-sim.zendesk.com"];
    check_situation("moved", 4, &said);
}

#[test]
fn a_host_mapped_account_is_told_its_name_and_what_to_enter() {
    check_situation(
        "host-mapped",
        4,
        &["support.sim.example", "is no Zendesk domain", "Admin Center"],
    );
}

#[test]
fn an_unknown_account_is_told() {
    check_situation("no-account", 4, &["there is no zendesk account at", "check the spelling"]);
}

#[test]
fn a_closed_account_is_told() {
    check_situation("closed", 4, &["is closed or suspended", "ask the account's owner"]);
}

#[test]
fn an_address_that_is_not_allowed_is_told() {
    let said = ["not on its list of allowed ones", "IP restrictions", "public address"];
    check_situation("allow-list", 3, &said);
}

#[test]
fn the_way_to_the_sign_in_page_is_a_refusal() {
    check_situation("sign-in", 3, &["refused the credentials", "sign-in page"]);
}

#[test]
fn refused_credentials_name_all_that_may_be_wrong() {
    let token = [
        "a wrong user name or API token",
        "token access that is switched off",
        "a suspended user",
        "check the user name and the token",
    ];
    let client = [
        "a wrong identifier or secret",
        "of the kind public",
        "check the identifier",
        "confidential",
    ];
    let place = Place::new();
    let suspended = Simulator::start(&["--situation", "suspended"]);
    place.add(TOKEN, &suspended.address, ADMIN).failed(3, &token);
    place.add(SECRET, &suspended.address, CLIENT).failed(3, &client);
    let simulator = Simulator::start(&[]);
    place.add("wrong", &simulator.address, ADMIN).failed(3, &token);
    place.add("wrong", &simulator.address, CLIENT).failed(3, &client);
}

#[test]
fn an_agent_is_told_that_only_admins_may_read() {
    let simulator = Simulator::start(&[]);
    let said = ["the role \"agent\"", "only an admin", "sign in as an admin"];
    Place::new().add(TOKEN, &simulator.address, AGENT).failed(3, &said);
}

#[test]
fn an_account_without_talk_is_a_note_and_no_failure() {
    let simulator = Simulator::start(&["--no-talk"]);
    let place = Place::new();
    let added = place.add(SECRET, &simulator.address, CLIENT).well();
    assert!(added.error.contains("note: this account has no Talk"), "{added:?}");
    place.run("", &["import", "--integration", "acme"]).well();
}

#[test]
fn the_ways_to_an_account_that_is_not_reached_are_told_apart() {
    let place = Place::new();
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let closed = format!("http://{}", free.local_addr().expect("bound"));
    drop(free);
    place.add(TOKEN, &closed, ADMIN).failed(4, &["took no connection", "check that no firewall"]);
    let simulator = Simulator::start(&[]);
    let insecure = simulator.address.replace("http://", "https://");
    let said = ["no secure connection", "clock and root certificates"];
    place.add(TOKEN, &insecure, ADMIN).failed(4, &said);
    // The proxy's name cannot be found, so nothing leaves this machine.
    let mut arguments = vec!["integration", "add", "--name", "acme", "--domain", "acme"];
    arguments.extend(["--grouping", "ivr"]);
    arguments.extend(ADMIN);
    let proxy = [("HTTPS_PROXY", "http://nobody.invalid:1")];
    let ran = place.run_with(TOKEN, &proxy, &arguments);
    ran.failed(4, &["the address of acme.zendesk.com could not be found", "name server (DNS)"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn unexpected_answers_say_what_to_do() {
    for (answer, said) in [
        (ResponseTemplate::new(418), ["with status 418", "update inflow, or report it"]),
        (ResponseTemplate::new(422), ["with status 422", "update inflow, or report it"]),
        (
            ResponseTemplate::new(302).insert_header("location", "/elsewhere"),
            ["redirects to another page of its own", "update inflow, or report it"],
        ),
        (
            ResponseTemplate::new(200).set_body_string("{\"user\":"),
            ["was damaged in 3 attempts", "something on the way cuts or changes answers"],
        ),
    ] {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        Place::new().add(TOKEN, &server.uri(), ADMIN).failed(1, &said);
    }
    // A view that cannot be read is set aside (rule 8.5); an answer that is no list of views ends the import.
    for (answer, status, said) in [
        (
            r#"{"views":[{"id":1},{"title":"x"}],"next_page":null}"#,
            0,
            ["1 rows of views could not be read and were set aside", "row 2"],
        ),
        (r#"{"views":7}"#, 1, ["the answer of views can't be read", "update inflow, or report it"]),
    ] {
        let zendesk = Zendesk::start().await;
        Mock::given(path("/api/v2/views"))
            .respond_with(ResponseTemplate::new(200).set_body_string(answer))
            .with_priority(1)
            .mount(&zendesk.server)
            .await;
        let place = Place::new();
        zendesk.connect(&place);
        place.run("", &["import", "--integration", "acme"]).failed(status, &said);
    }
}

#[test]
fn what_was_typed_is_told_and_what_can_be_typed() {
    let place = Place::new();
    for (domain, taken) in [
        ("acme", true),
        ("acme.zendesk.com", true),
        ("https://acme.zendesk.com/agent", true),
        ("acme.example.com", false),
        ("acme.zendesk.com.evil.example", false),
        ("https://acme.zendesk.com@evil.example", false),
        ("acme.zendesk.com:443", false),
        ("", false),
    ] {
        let mut arguments = vec!["integration", "add", "--name", "a", "--grouping", "ivr"];
        arguments.extend(["--domain", domain, "--base-url", "http://127.0.0.1:1"]);
        arguments.extend(ADMIN);
        let ran = place.run(TOKEN, &arguments);
        if taken {
            ran.failed(4, &["took no connection"]);
        } else {
            ran.failed(2, &["is no Zendesk domain", "such as acme, acme.zendesk.com or"]);
        }
    }
    let explain = place.run("", &["explain", "--integration", "acme"]);
    explain.failed(2, &["--queue", "--ticket"]);
}

#[test]
fn a_missing_ticket_and_a_key_that_cannot_be_used_say_what_to_do() {
    let simulator = Simulator::start(&[]);
    let place = Place::new();
    place.add(SECRET, &simulator.address, CLIENT).well();
    let explain = place.run("", &["explain", "--integration", "acme", "--ticket", "987654321"]);
    explain.failed(2, &["the ticket 987654321 is not among", "`inflow import` reads it"]);
    let key = place.path("inflow.key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let test = ["integration", "test", "--name", "acme"];
        assert!(!place.run("", &test).well().error.contains("warning"));
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).expect("changed");
        let warned = place.run("", &test).well();
        assert!(warned.error.contains("warning: others on this machine"), "{warned:?}");
        assert!(warned.error.contains("chmod 600"), "{warned:?}");
    }
    std::fs::remove_file(&key).expect("removed");
    std::fs::create_dir(&key).expect("a folder where the key should be");
    let test = place.run("", &["integration", "test", "--name", "acme"]);
    test.failed(1, &["cannot be used", "directory", "INFLOW_KEY_FILE"]);
}
