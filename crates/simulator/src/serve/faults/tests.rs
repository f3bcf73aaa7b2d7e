//! Reads the account through its faults, as a client does that asks again until it is answered.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{FaultKinds, FaultOptions, MOST_IN_A_ROW};
use crate::serve::answer::{Answer, Body, Delivery};
use crate::serve::{Clock, ServeOptions, Simulator, Site};
use crate::{Account, HISTORY_ENDS, Options};

fn options(kinds: &[&str], percent: u64) -> ServeOptions {
    let kinds = kinds.iter().map(|kind| kind.parse::<FaultKinds>().unwrap()).collect();
    ServeOptions {
        faults: FaultOptions { kinds, percent },
        clock: Clock::At(HISTORY_ENDS + 3_600),
        ..ServeOptions::default()
    }
}

fn account() -> Account {
    Account::generate(&Options { tickets: 240, max_page: Some(40), ..Options::verification(5) })
}

fn site(kinds: &[&str], percent: u64) -> Site {
    Site::new(vec![account()], options(kinds, percent))
}

fn ask(site: &Site, path: &str, headers: &HeaderMap) -> Answer {
    site.answer(&Method::GET, &path.parse::<Uri>().unwrap(), headers, b"")
}

fn report(site: &Site) -> Value {
    ask(site, "/_simulator", &HeaderMap::new()).json().unwrap().clone()
}

/// Signs in anew.
fn signed_in(site: &Site) -> HeaderMap {
    let body = br#"{"grant_type":"client_credentials","client_id":"inflow-demo","client_secret":"simulated-secret","scope":"read"}"#;
    let uri: Uri = "/oauth/tokens".parse().unwrap();
    loop {
        let answer = site.answer(&Method::POST, &uri, &HeaderMap::new(), body);
        let Some(token) = usable(&answer).and_then(|body| body["access_token"].as_str()) else {
            continue;
        };
        let value = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
        return HeaderMap::from_iter([(header::AUTHORIZATION, value)]);
    }
}

fn usable(answer: &Answer) -> Option<&Value> {
    let whole = answer.status == StatusCode::OK && answer.delivery == Delivery::Whole;
    answer.json().filter(|_| whole)
}

/// Asks until there is an answer, in pages of half the size where one is too heavy, and at last
/// without comments.
fn get(site: &Site, headers: &mut HeaderMap, path: &str) -> Value {
    let mut rows = 1_000;
    let mut failed = 0;
    loop {
        let include = if failed < 20 { "&include=comment_events" } else { "" };
        let answer = ask(site, &format!("{path}{include}&per_page={rows}"), headers);
        if let Some(body) = usable(&answer) {
            return body.clone();
        }
        failed += 1;
        assert!(failed < 30, "{path} is never answered: {answer:?}");
        match answer.status {
            StatusCode::UNAUTHORIZED => *headers = signed_in(site),
            StatusCode::GATEWAY_TIMEOUT => rows = (rows / 2).max(1),
            _ => {}
        }
    }
}

/// Reads all ticket events; returns their ids.
fn events(site: &Site, headers: &mut HeaderMap, from: i64) -> BTreeSet<i64> {
    let (mut start, mut seen) = (from, BTreeSet::new());
    loop {
        let page =
            get(site, headers, &format!("/api/v2/incremental/ticket_events?start_time={start}"));
        let rows = page["ticket_events"].as_array().unwrap();
        seen.extend(rows.iter().map(|row| row["id"].as_i64().unwrap()));
        start = page["end_time"].as_i64().unwrap();
        if page["end_of_stream"] == true {
            return seen;
        }
    }
}

#[test]
fn the_same_requests_meet_the_same_faults() {
    let read = || {
        // A token that ends would end the test's own session.
        let kinds: Vec<&str> = FaultKinds::names().filter(|name| *name != "token-ends").collect();
        let site = site(&kinds, 30);
        let headers = signed_in(&site);
        let statuses: Vec<_> = (0..200)
            .map(|_| {
                let answer = ask(&site, "/api/v2/views?page[size]=100", &headers);
                (answer.status, answer.delivery, answer.delay, answer.body.bytes())
            })
            .collect();
        (statuses, report(&site)["faults"].clone())
    };
    let (first, second) = (read(), read());
    assert_eq!(first, second);
    // Each kind that a list can meet came.
    let injected = first.1["injected"].as_object().unwrap();
    let met: BTreeSet<&str> = injected
        .iter()
        .filter(|(_, count)| count.as_u64() > Some(0))
        .map(|(kind, _)| kind.as_str())
        .collect();
    let of_exports_and_calls = [
        "heavy-page",
        "heavy-event",
        "late-row",
        "lost-event",
        "repeated-row",
        "repeated-edge",
        "repeated-end",
        "forbidden-optional",
        "stale-cursor",
        "start-too-recent",
        "unknown-event",
    ];
    let of_lists = FaultKinds::names()
        .filter(|name| *name != "token-ends" && !of_exports_and_calls.contains(name));
    assert_eq!(met, of_lists.collect(), "{}", first.1);
}

#[test]
fn no_request_fails_for_ever() {
    let kinds = ["too-many", "http-500", "http-503", "reset-before", "cut-json"];
    let site = site(&kinds, 100);
    let headers = signed_in(&site);
    let failed: Vec<bool> = (0..30)
        .map(|_| usable(&ask(&site, "/api/v2/custom_statuses", &headers)).is_none())
        .collect();
    let in_a_row = usize::try_from(MOST_IN_A_ROW).unwrap();
    for (place, failed) in failed.iter().enumerate() {
        assert_eq!(*failed, place % (in_a_row + 1) != in_a_row, "request {place}");
    }
}

#[test]
fn lost_and_late_events_are_kept_back_and_all_come_when_faults_are_off() {
    let site = site(&["lost-event", "late-row", "heavy-event", "heavy-page"], 10);
    let mut headers = signed_in(&site);
    let begin = site.account().options.begin();
    let all: BTreeSet<i64> =
        site.account().ticket_events().iter().map(|row| row["id"].as_i64().unwrap()).collect();
    let first = events(&site, &mut headers, begin);
    let injected = report(&site)["faults"]["injected"].clone();
    let count = |kind: &str| usize::try_from(injected[kind].as_u64().unwrap()).unwrap();
    let missing = all.difference(&first).count();
    assert_eq!(missing, count("lost-event") + count("late-row"), "{injected}");
    assert!(count("lost-event") > 0 && count("late-row") > 0, "{injected}");
    assert!(count("heavy-event") > 0 && count("heavy-page") > 0, "{injected}");
    // Late ones come a few requests later, lost ones do not.
    let later: BTreeSet<i64> = (0..4)
        .flat_map(|_| events(&site, &mut headers, site.account().options.end - 900))
        .collect();
    let known: BTreeSet<i64> = first.union(&later).copied().collect();
    assert_eq!(all.difference(&known).count(), count("lost-event"));
    site.answer(
        &Method::POST,
        &"/_simulator/faults/off".parse::<Uri>().unwrap(),
        &HeaderMap::new(),
        b"",
    );
    assert_eq!(events(&site, &mut headers, begin), all);
}

#[test]
fn every_kind_comes_when_everything_is_read() {
    let site = site(&["all"], 10);
    let mut headers = signed_in(&site);
    for _ in 0..12 {
        events(&site, &mut headers, site.account().options.begin());
        let mut path =
            "/api/v2/incremental/tickets/cursor?support_type_scope=all&start_time=0".to_owned();
        loop {
            let page = get(&site, &mut headers, &path);
            let cursor = page["after_cursor"].as_str().unwrap();
            path = format!(
                "/api/v2/incremental/tickets/cursor?support_type_scope=all&cursor={cursor}"
            );
            if page["end_of_stream"] == true {
                break;
            }
        }
        for path in ["tickets/3/audits?", "views?active=true", "users?role=agent"] {
            get(&site, &mut headers, &format!("/api/v2/{path}"));
        }
        let late = site.account().options.end - 86_400;
        get(
            &site,
            &mut headers,
            &format!("/api/v2/channels/voice/stats/incremental/calls?start_time={late}"),
        );
    }
    let injected = report(&site)["faults"]["injected"].clone();
    let never: Vec<&str> =
        FaultKinds::names().filter(|name| injected[name].as_u64() == Some(0)).collect();
    assert!(never.is_empty(), "never injected: {never:?} in {injected}");
}

#[test]
fn an_untold_end_is_repeated_once_and_told() {
    let site = site(&["repeated-end"], 100);
    let headers = signed_in(&site);
    let end = site.account().options.end - 600;
    let path = format!("/api/v2/incremental/ticket_events?start_time={end}");
    let first = ask(&site, &path, &headers).json().unwrap().clone();
    assert_eq!(first["end_of_stream"], false);
    let next = format!("/api/v2/incremental/ticket_events?start_time={}", first["end_time"]);
    let second = ask(&site, &next, &headers).json().unwrap().clone();
    assert_eq!(
        (&second["ticket_events"], &second["end_of_stream"]),
        (&first["ticket_events"], &Value::Bool(true))
    );
}

#[test]
fn links_and_rows_are_altered() {
    let altered = |kind: &str, path: &str| {
        let site = site(&[kind], 100);
        let headers = signed_in(&site);
        ask(&site, path, &headers).json().unwrap().clone()
    };
    let tickets = "/api/v2/incremental/tickets/cursor?start_time=0";
    let after = altered("foreign-link", tickets)["after_url"].as_str().unwrap().to_owned();
    assert!(after.starts_with("https://elsewhere.example.net/api/v2/incremental/tickets/cursor"));
    let rows = altered("repeated-row", tickets)["tickets"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 41);
    assert!(rows[..40].contains(&rows[40]));
    let known = altered("unknown-property", tickets);
    assert_eq!(known["tickets"][0]["moon_phase"]["full"][0], true);
    let events = altered("unknown-event", "/api/v2/incremental/ticket_events?start_time=0");
    let children = events["ticket_events"][0]["child_events"].as_array().unwrap();
    assert!(children.iter().any(|child| child["event_type"] == "MoonPhaseChange"));
    let audits = altered("unknown-event", "/api/v2/tickets/1/audits");
    let children = audits["audits"][0]["events"].as_array().unwrap();
    assert!(children.iter().any(|child| child["type"] == "MoonPhaseChange"));
}

#[test]
fn bodies_are_spoilt() {
    let spoilt = |kind: &str| {
        let site = site(&[kind], 100);
        let headers = signed_in(&Site::new(vec![account()], options(&[], 0)));
        // The first token is the same on every server.
        signed_in(&site);
        match ask(&site, "/api/v2/views", &headers).body {
            Body::Raw(bytes) => bytes,
            other => panic!("{kind}: {other:?}"),
        }
    };
    let is_json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).is_ok();
    assert!(!is_json(&spoilt("cut-json")) && !is_json(&spoilt("garbled-json")));
    assert!(String::from_utf8(spoilt("garbled-bytes")).is_err());
}

/// What a client receives of one answer, and how its connection ended.
async fn received(kind: &str) -> (String, std::io::Result<usize>) {
    let simulator = Simulator::new(account(), options(&[kind], 100));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { simulator.serve(listener).await });
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = "GET /api/v2/users/me HTTP/1.1\r\nHost: simulated\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let wait = Duration::from_secs(10);
    let ended = tokio::time::timeout(wait, stream.read_to_end(&mut bytes)).await.unwrap();
    server.abort();
    (String::from_utf8(bytes).unwrap(), ended)
}

#[tokio::test]
async fn connections_break_off() {
    let (text, ended) = received("cut-body").await;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let told: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .and_then(|length| length.parse().ok())
        .unwrap();
    assert!(ended.is_ok() && body.len() == told / 2, "{text}");
    let (text, ended) = received("reset-before").await;
    assert!(text.is_empty() && ended.is_err(), "{text} {ended:?}");
    assert!(received("reset-within").await.1.is_err());
}
