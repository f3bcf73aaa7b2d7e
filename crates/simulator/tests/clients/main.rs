//! The simulated account, read by other people's clients: zenpy and tap-zendesk, as PyPI has them.
//!
//! `cargo xtask test` installs them into the target directory and names their Python in
//! `INFLOW_TEST_CLIENTS`. Without it nothing is read, which fails where `CI` is true.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use inflow_simulator::{Account, Options, ServeOptions, Simulator};
use serde_json::Value;
use tokio::net::TcpListener;

const PYTHON: &str = "INFLOW_TEST_CLIENTS";

type Ids = BTreeMap<String, Vec<Value>>;

#[test]
fn zenpy_and_tap_zendesk_read_every_row() {
    let Some(python) = std::env::var_os(PYTHON).filter(|python| !python.is_empty()) else {
        let skipped =
            format!("SKIPPED: {PYTHON} is not set; cargo xtask test installs the clients");
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{skipped}");
        eprintln!("{skipped}");
        return;
    };
    // tap-zendesk rests a minute after 450 tickets.
    let account = Account::generate(&Options { tickets: 160, ..Options::demo(1) });
    let read = read(Path::new(&python), account.clone());
    check_zenpy(&account, &read["zenpy"]);
    check_tap(&account, &read["tap-zendesk"]);
}

/// What each client read, by name.
fn read(python: &Path, account: Account) -> BTreeMap<String, Ids> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let access = ServeOptions::default();
    let simulator = Simulator::new(account, access.clone());
    runtime.spawn(async move { simulator.serve(listener).await });
    let output = Command::new(python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/read.py"))
        .arg(&address)
        .arg(token(&address, &access))
        .output()
        .expect("Python can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// An access token for the simulated account.
fn token(address: &str, access: &ServeOptions) -> String {
    use std::io::{Read as _, Write as _};
    let place = address.trim_start_matches("http://");
    let body = format!(
        "grant_type=client_credentials&scope=read&client_id={}&client_secret={}",
        access.oauth_client_id, access.oauth_client_secret
    );
    let mut stream = std::net::TcpStream::connect(place).expect("it listens");
    write!(
        stream,
        "POST /oauth/tokens HTTP/1.1\r\nHost: {place}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let body: Value = serde_json::from_str(body).expect("JSON");
    body["access_token"].as_str().expect("a token").to_owned()
}

/// The rows as a set of one of their members; none comes twice.
#[track_caller]
fn set(read: &Ids, name: &str) -> BTreeSet<String> {
    let rows = read.get(name).unwrap_or_else(|| panic!("{name} was not read"));
    let set: BTreeSet<String> = rows.iter().map(Value::to_string).collect();
    assert_eq!(set.len(), rows.len(), "{name} has rows twice");
    set
}

fn members<'a>(rows: impl IntoIterator<Item = &'a Value>, member: &str) -> BTreeSet<String> {
    rows.into_iter().map(|row| row[member].to_string()).filter(|id| id != "null").collect()
}

fn is_deleted(ticket: &Value) -> bool {
    ticket["status"] == "deleted"
}

/// The ids of comments: those of the events of tickets that can be read one by one.
fn comments(account: &Account, tickets: &BTreeSet<String>) -> usize {
    let events = account.ticket_events();
    let children = events
        .iter()
        .filter(|event| tickets.contains(&event["ticket_id"].to_string()))
        .flat_map(|event| event["child_events"].as_array().into_iter().flatten());
    children.filter(|child| child["event_type"] == "Comment").count()
}

fn check_zenpy(account: &Account, read: &Ids) {
    let tickets = account.tickets();
    let standing: Vec<&Value> = tickets.iter().filter(|ticket| !is_deleted(ticket)).collect();
    let ids = members(standing.iter().copied(), "id");
    for name in ["tickets", "tickets by cursor", "search", "metrics"] {
        assert_eq!(set(read, name), ids, "{name}");
    }
    // Exports leave out what only a bot worked on, unless it is asked for.
    let exported = tickets.iter().filter(|ticket| ticket["support_type"] != "ai_agent");
    let exported = members(exported, "id");
    for name in ["tickets by time", "tickets by export cursor"] {
        assert_eq!(set(read, name), exported, "{name}");
    }
    assert_eq!((set(read, "tickets by ids").len(), set(read, "ticket").len()), (50, 1));
    let users = members(&account.users(), "id");
    for name in ["users", "users by cursor", "users by time"] {
        assert_eq!(set(read, name), users, "{name}");
    }
    assert_eq!(set(read, "views"), members(&account.views(), "id"));
    assert_eq!(set(read, "ticket_fields"), members(&account.ticket_fields(), "id"));
    assert_eq!(set(read, "calls"), members(&account.calls(), "id"));
    assert_eq!(set(read, "phone_numbers"), members(&account.calls(), "phone_number_id"));
    assert_eq!(read["view"][0], read["view"][1], "a view holds as many tickets as it says");
    let rated = |ticket: &&&Value| {
        let score = &ticket["satisfaction_rating"]["score"];
        score.is_string() && score != "unoffered"
    };
    assert_eq!(set(read, "satisfaction_ratings").len(), standing.iter().filter(rated).count());
    assert_eq!(set(read, "comments").len(), comments(account, &ids));
    let events = account.ticket_events();
    let audits = events.iter().filter(|event| ids.contains(&event["ticket_id"].to_string()));
    assert_eq!(set(read, "audits"), members(audits, "id"));
    for (list, member) in [
        ("groups", "group_id"),
        ("brands", "brand_id"),
        ("organizations", "organization_id"),
        ("ticket_forms", "ticket_form_id"),
    ] {
        let (list, used) = (set(read, list), members(standing.iter().copied(), member));
        assert!(list.is_superset(&used) && !used.is_empty(), "{member}");
    }
    assert_eq!(set(read, "organizations by time"), set(read, "organizations"));
    for name in ["requester", "group", "brand", "organization", "assignee", "submitter"] {
        // Deleted tickets aside, each is found when a ticket is asked for it.
        let named = standing.iter().map(|ticket| &ticket[format!("{name}_id")]);
        // The export and the tickets are in orders of their own.
        let mut named: Vec<i64> = named.filter_map(Value::as_i64).filter(|id| *id > 0).collect();
        named.sort_unstable();
        let mut found: Vec<i64> = read[name].iter().filter_map(Value::as_i64).collect();
        found.sort_unstable();
        assert_eq!(found, named, "{name}");
    }
}

fn check_tap(account: &Account, read: &Ids) {
    let tickets = account.tickets();
    let exported = tickets.iter().filter(|ticket| ticket["support_type"] != "ai_agent");
    let exported: Vec<&Value> = exported.collect();
    assert_eq!(set(read, "tickets"), members(exported.iter().copied(), "id"));
    let standing = exported.iter().copied().filter(|ticket| !is_deleted(ticket));
    let standing = members(standing, "id");
    assert_eq!(set(read, "ticket_metrics").len(), standing.len());
    let events = account.ticket_events();
    let audits = events.iter().filter(|event| standing.contains(&event["ticket_id"].to_string()));
    assert_eq!(set(read, "ticket_audits"), members(audits, "id"));
    assert_eq!(set(read, "ticket_comments").len(), comments(account, &standing));
    assert_eq!(set(read, "users"), members(&account.users(), "id"));
    assert_eq!(set(read, "ticket_fields"), members(&account.ticket_fields(), "id"));
    assert_eq!(set(read, "talk_phone_numbers"), members(&account.calls(), "phone_number_id"));
    // This export repeats the second that a page ends with: its rows may come twice, and none is missing.
    let clocks = &read["ticket_metric_events"];
    let known: BTreeSet<String> = clocks.iter().map(Value::to_string).collect();
    assert_eq!(known, members(&account.ticket_metric_events(), "id"));
    assert!(clocks.len() < known.len() + known.len() / 10, "{} of {}", clocks.len(), known.len());
    let tags: BTreeSet<String> = tickets
        .iter()
        .filter(|ticket| !is_deleted(ticket))
        .flat_map(|ticket| ticket["tags"].as_array().cloned().unwrap_or_default())
        .map(|tag| tag.to_string())
        .collect();
    assert_eq!(set(read, "tags"), tags);
    for (name, count) in [
        ("groups", 5),
        ("organizations", 5),
        ("ticket_forms", 3),
        ("group_memberships", 55),
        ("macros", 0),
        ("sla_policies", 0),
    ] {
        assert_eq!(set(read, name).len(), count, "{name}");
    }
}
