//! Reads the whole account through the server, as a client with the documented stop rules does.

mod clients;

use std::collections::BTreeSet;

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::answer::Answer;
use super::exports::time_page;
use super::{Clock, ServeOptions, Simulator, Site};
use crate::{Account, HISTORY_ENDS, Options};

/// An hour after the history ends.
const NOW: i64 = HISTORY_ENDS + 3_600;

fn access() -> ServeOptions {
    ServeOptions { clock: Clock::At(NOW), ..ServeOptions::default() }
}

fn site(max_page: Option<usize>) -> Site {
    let options = Options { tickets: 150, max_page, ..Options::verification(7) };
    Site::new(vec![Account::generate(&options)], access())
}

fn basic(user: &str, token: &str) -> HeaderMap {
    let value = format!("Basic {}", STANDARD.encode(format!("{user}/token:{token}")));
    HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_str(&value).unwrap())])
}

fn ask(site: &Site, path: &str, headers: &HeaderMap) -> Answer {
    site.answer(&Method::GET, &path.parse::<Uri>().unwrap(), headers, b"")
}

fn get(site: &Site, path: &str) -> Value {
    let answer = ask(site, path, &basic("admin@example.com", "simulated-token"));
    assert_eq!(answer.status, StatusCode::OK, "{path}: {answer:?}");
    answer.json().unwrap().clone()
}

fn ids(rows: &Value) -> Vec<i64> {
    rows.as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

#[test]
fn cursor_pages_give_every_ticket_once() {
    for size in [None, Some(1), Some(7)] {
        let site = site(size);
        let mut path =
            "/api/v2/incremental/tickets/cursor.json?start_time=0&support_type_scope=all"
                .to_owned();
        let mut seen = Vec::new();
        loop {
            let page = get(&site, &path);
            seen.extend(ids(&page["tickets"]));
            let cursor = page["after_cursor"].as_str().unwrap();
            assert!(
                page["after_url"].as_str().unwrap().starts_with("https://simulated.zendesk.com/")
            );
            path = format!(
                "/api/v2/incremental/tickets/cursor?cursor={cursor}&support_type_scope=all"
            );
            if page["end_of_stream"] == true {
                break;
            }
        }
        let unique: BTreeSet<i64> = seen.iter().copied().collect();
        assert_eq!((seen.len(), unique.len()), (150, 150), "page size {size:?}");
    }
}

#[test]
fn bot_tickets_come_only_when_asked_for() {
    let site = site(None);
    let all = get(&site, "/api/v2/incremental/tickets/cursor?start_time=0&support_type_scope=all");
    let agents = get(&site, "/api/v2/incremental/tickets/cursor?start_time=0");
    assert!(ids(&all["tickets"]).len() > ids(&agents["tickets"]).len());
}

#[test]
fn time_pages_give_every_event_and_repeat_some() {
    for size in [None, Some(1), Some(5)] {
        let site = site(size);
        let expected: BTreeSet<i64> =
            site.account().ticket_events().iter().map(|row| row["id"].as_i64().unwrap()).collect();
        let (mut start, mut seen, mut rows) = (0, BTreeSet::new(), 0);
        loop {
            let page = get(
                &site,
                &format!(
                    "/api/v2/incremental/ticket_events?start_time={start}&include=comment_events"
                ),
            );
            seen.extend(ids(&page["ticket_events"]));
            rows += ids(&page["ticket_events"]).len();
            assert!(page["next_page"].is_string());
            let end = page["end_time"].as_i64().unwrap();
            if page["end_of_stream"] == true {
                let again =
                    get(&site, &format!("/api/v2/incremental/ticket_events?start_time={end}"));
                assert!(!ids(&again["ticket_events"]).is_empty(), "a poll repeats the last row");
                break;
            }
            assert!(end > start, "stuck at {start}");
            start = end;
        }
        assert_eq!(seen, expected, "page size {size:?}");
        assert!(size.is_none() || rows > expected.len(), "page edges repeat rows");
    }
}

#[test]
fn time_pages_behave_as_recorded() {
    // Seven rows of one second: the page of one grows, and goes on from the next second.
    assert_eq!(time_page(&[5; 8].map(|at| at), 0, 1), (8, 5, true));
    assert_eq!(time_page(&[5, 5, 5, 9], 0, 1), (3, 6, false));
    // A page that ends with a second is continued from it, so rows come again.
    assert_eq!(time_page(&[5, 6, 9], 0, 2), (2, 6, false));
    // A page that would not move does.
    assert_eq!(time_page(&[5, 6, 9], 5, 1), (1, 6, false));
    // A full page is cut inside a busy second.
    let mut times = vec![5; 990];
    times.extend([7; 11]);
    assert_eq!(time_page(&times, 0, 1_000), (1_000, 7, false));
    assert_eq!(time_page(&[], 5, 1), (0, 5, true));
}

#[test]
fn calls_are_read_by_any_of_the_stop_rules() {
    for size in [None, Some(1), Some(3)] {
        let site = site(size);
        let expected = site.account().calls().len();
        let (mut start, mut seen) = (0, BTreeSet::new());
        loop {
            let page = get(
                &site,
                &format!("/api/v2/channels/voice/stats/incremental/calls?start_time={start}"),
            );
            let before = seen.len();
            seen.extend(ids(&page["calls"]));
            assert!(page.get("end_of_stream").is_none() && page["next_page"].is_string());
            let end = page["end_time"].as_i64().unwrap();
            if end == start {
                break;
            }
            assert!(seen.len() > before, "a page of seen rows would end the reading too early");
            start = end;
        }
        assert_eq!(seen.len(), expected, "page size {size:?}");
        assert!(expected > 0);
    }
}

#[test]
fn lists_page_by_cursor_and_by_number() {
    let site = site(Some(4));
    let (mut path, mut seen) = ("/api/v2/views.json?page%5Bsize%5D=100".to_owned(), Vec::new());
    loop {
        let page = get(&site, &path);
        seen.extend(ids(&page["views"]));
        assert!(page["links"]["next"].is_string(), "there is a next link even at the end");
        if page["meta"]["has_more"] == false {
            break;
        }
        let cursor = page["meta"]["after_cursor"].as_str().unwrap();
        path = format!("/api/v2/views?page[size]=100&page[after]={cursor}");
    }
    assert_eq!(seen.len(), site.account().views.len());
    let page = get(&site, "/api/v2/users?role[]=agent&role[]=admin&page=2");
    assert_eq!(ids(&page["users"]).len(), 4);
    assert_eq!(page["count"], 11);
    assert!(page["users"].as_array().unwrap().iter().all(|user| user["role"] != "end-user"));
}

#[test]
fn credentials_are_told_apart() {
    let site = site(None);
    let wrong = basic("admin@example.com", "guess");
    assert!(ask(&site, "/api/v2/users/me.json", &wrong).json().unwrap()["user"]["id"].is_null());
    assert_eq!(ask(&site, "/api/v2/views", &wrong).status, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(&site, "/api/v2/views", &HeaderMap::new()).status, StatusCode::UNAUTHORIZED);
    let agent = basic("agent@example.com", "simulated-token");
    assert_eq!(ask(&site, "/api/v2/users/me", &agent).json().unwrap()["user"]["role"], "agent");
    assert_eq!(ask(&site, "/api/v2/views", &agent).status, StatusCode::OK);
    assert_eq!(
        ask(&site, "/api/v2/incremental/tickets/cursor?start_time=0", &agent).status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(get(&site, "/api/v2/users/me")["user"]["role"], "admin");
    let unknown = ask(&site, "/api/v2/moons", &basic("admin@example.com", "simulated-token"));
    assert_eq!(
        (unknown.status, &unknown.json().unwrap()["error"]),
        (StatusCode::NOT_FOUND, &Value::from("InvalidEndpoint"))
    );
}

#[test]
fn oauth_tokens_are_issued_and_checked() {
    let site = site(None);
    let uri: Uri = "/oauth/tokens".parse().unwrap();
    let post = |body: &str| site.answer(&Method::POST, &uri, &HeaderMap::new(), body.as_bytes());
    let bearer = |token: &str| {
        let value = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
        HeaderMap::from_iter([(header::AUTHORIZATION, value)])
    };
    let json = r#"{"grant_type":"client_credentials","client_id":"inflow-demo","client_secret":"simulated-secret","scope":"read"}"#;
    let token = post(json).json().unwrap()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(ask(&site, "/api/v2/views", &bearer(&token)).status, StatusCode::OK);
    let form = "grant_type=client_credentials&client_id=inflow-demo&client_secret=simulated-secret&scope=moon";
    let blind = post(form).json().unwrap()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(ask(&site, "/api/v2/views", &bearer(&blind)).status, StatusCode::FORBIDDEN);
    let stale = ask(&site, "/api/v2/views", &bearer("stale"));
    assert_eq!(
        (stale.status, &stale.json().unwrap()["error"]),
        (StatusCode::UNAUTHORIZED, &Value::from("invalid_token"))
    );
    assert_eq!(post(&json.replace("simulated-secret", "x")).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn start_times_are_checked() {
    let site = site(None);
    let admin = basic("admin@example.com", "simulated-token");
    let late = ask(&site, "/api/v2/incremental/ticket_events?start_time=99999999999", &admin);
    assert_eq!(
        (late.status, &late.json().unwrap()["error"]),
        (StatusCode::BAD_REQUEST, &Value::from("StartTimeTooRecent"))
    );
    assert_eq!(
        ask(&site, "/api/v2/incremental/ticket_events", &admin).status,
        StatusCode::BAD_REQUEST
    );
}

#[test]
fn an_account_without_talk_has_no_calls() {
    let options = Options { tickets: 3, has_talk: false, ..Options::demo(1) };
    let site = Site::new(vec![Account::generate(&options)], access());
    let admin = basic("admin@example.com", "simulated-token");
    let calls = ask(&site, "/api/v2/channels/voice/stats/incremental/calls?start_time=0", &admin);
    assert_eq!(calls.status, StatusCode::NOT_FOUND);
}

#[test]
fn audits_of_a_deleted_ticket_are_gone() {
    let site = site(None);
    let admin = basic("admin@example.com", "simulated-token");
    let deleted =
        (0..150).map(|number| site.account().ticket(number)).find(|ticket| ticket.deleted).unwrap();
    let gone = ask(&site, &format!("/api/v2/tickets/{}/audits", deleted.id), &admin);
    assert_eq!(gone.json().unwrap()["error"], "RecordNotFound");
    let audits = get(&site, "/api/v2/tickets/1/audits.json");
    assert_eq!(audits["audits"].as_array().unwrap().len(), site.account().ticket(0).events.len());
}

#[test]
fn a_scrubbed_tickets_snapshot_shows_next_to_nothing_and_its_audits_are_gone() {
    let site = site(None);
    let admin = basic("admin@example.com", "simulated-token");
    let scrubbed =
        (0..150).map(|number| site.account().ticket(number)).find(|ticket| ticket.scrubbed);
    let id = scrubbed.unwrap().id;
    let gone = ask(&site, &format!("/api/v2/tickets/{id}/audits"), &admin);
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let page = get(&site, "/api/v2/incremental/tickets/cursor?start_time=0&support_type_scope=all");
    let rows = page["tickets"].as_array().unwrap();
    let shown = rows.iter().find(|row| row["id"] == id).unwrap();
    assert_eq!(
        [&shown["status"], &shown["subject"], &shown["description"]],
        ["deleted", "SCRUBBED", "X"]
    );
    assert!(shown["group_id"].is_null() && shown["tags"] == serde_json::json!([]));
}

#[tokio::test]
async fn the_account_is_served_over_http() {
    let account = Account::generate(&Options { tickets: 5, ..Options::demo(2) });
    let simulator = Simulator::new(account, access());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { simulator.serve(listener).await });
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request =
        "GET /api/v2/users/me.json HTTP/1.1\r\nHost: simulated\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    server.abort();
    assert!(response.starts_with("HTTP/1.1 200 OK"), "{response}");
    assert!(response.contains("Anonymous user"), "{response}");
    assert!(response.contains("\r\ndate: Tue, 01 Sep 2026 01:00:00 GMT\r\n"), "{response}");
}

#[test]
fn another_stage_is_served_when_it_is_chosen() {
    let options = Options { tickets: 40, ..Options::verification(4) };
    let site = Site::new(Account::stages(&options, 2), access());
    let command = |command: &str| {
        let uri: Uri = format!("/_simulator/stage/{command}").parse().unwrap();
        site.answer(&Method::POST, &uri, &HeaderMap::new(), b"").status
    };
    let path = "/api/v2/incremental/ticket_events?start_time=0";
    let first = ids(&get(&site, path)["ticket_events"]);
    assert_eq!(command("1"), StatusCode::OK);
    let second = ids(&get(&site, path)["ticket_events"]);
    assert!(!first.is_empty() && first.len() < second.len());
    assert_eq!(command("2"), StatusCode::NOT_FOUND);
    assert_eq!(command("first"), StatusCode::NOT_FOUND);
    assert_eq!(ids(&get(&site, path)["ticket_events"]), second);
    assert_eq!(command("0"), StatusCode::OK);
    assert_eq!(ids(&get(&site, path)["ticket_events"]), first);
}
