use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use inflow_zendesk::{Error, ExportOptions, FailedAt, Outcome};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use wiremock::ResponseTemplate;

use crate::support::{Account, account, client, client_within, get, json, status, token};

const VIEWS: &str = r#"{"views":[{"id":1}],"next_page":null}"#;

/// The first answers are failures, then the list comes.
async fn failing(times: u64, failure: ResponseTemplate) -> Account {
    let account = account().await;
    get("views", &[])
        .respond_with(failure)
        .up_to_n_times(times)
        .with_priority(1)
        .expect(times)
        .mount(&account.server)
        .await;
    get("views", &[]).respond_with(json(VIEWS)).mount(&account.server).await;
    account
}

#[tokio::test]
async fn passing_failures_are_waited_out() {
    for code in [408, 409, 423, 500, 502, 503, 504, 520, 524] {
        let account = failing(3, status(code, "<html>oops</html>")).await;
        assert_eq!(account.client.views().await.expect("in the end").len(), 1, "{code}");
        assert_eq!(account.client.requests_sent(), 4, "{code}");
    }
}

#[tokio::test]
async fn a_rate_limit_is_waited_out_as_long_as_it_asks() {
    let body = r#"{"error":"APIRateLimitExceeded","description":"Number of allowed incremental export API requests per minute exceeded"}"#;
    let account = failing(1, status(429, body).insert_header("retry-after", "1")).await;
    let begun = Instant::now();
    account.client.views().await.expect("after the wait");
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn refusals_do_not_use_up_the_attempts() {
    let account = failing(10, status(429, "slow down").insert_header("retry-after", "0")).await;
    account.client.views().await.expect("ten refusals are no outage");
}

#[tokio::test]
async fn the_limit_of_offset_paging_is_not_retried() {
    for body in [
        r#"{"error":"x","description":"Pagination limit reached for offset model"}"#,
        "Pagination limit reached for offset model",
    ] {
        let account = account().await;
        get("views", &[]).respond_with(status(429, body)).expect(1).mount(&account.server).await;
        let error = account.client.views().await.expect_err("too deep");
        assert!(matches!(error, Error::BadRequest { status: 429, .. }), "{error}");
    }
}

#[tokio::test]
async fn an_outage_ends_in_an_error() {
    let account = failing(4, status(503, "")).await;
    let error = account.client.views().await.expect_err("four attempts failed");
    assert!(matches!(error, Error::ServerFault { status: 503, attempts: 4, .. }), "{error}");
    assert_eq!(error.outcome(), Outcome::Unreachable);
}

#[tokio::test]
async fn garbled_and_cut_bodies_are_fetched_again() {
    for body in
        ["", r#"{"views":[{"id":1}"#, r#"{"views":[{"id":1}]]}"#, "<html>maintenance</html>"]
    {
        let account = failing(2, json(body)).await;
        assert_eq!(account.client.views().await.expect("in the end").len(), 1, "{body}");
    }
    let account = failing(4, json("{")).await;
    let error = account.client.views().await.expect_err("always cut");
    assert!(matches!(error, Error::Damaged { attempts: 4, .. }), "{error}");
}

#[tokio::test]
async fn nobody_listening_is_unreachable_without_the_address_in_the_message() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    drop(listener);
    let account = account().await;
    let client = client(&format!("http://{address}"), &token(), account.clock.clone());
    let error = client.views().await.expect_err("nobody there");
    assert!(matches!(error, Error::Unreachable { attempts: 4, .. }), "{error}");
    assert_eq!(error.outcome(), Outcome::Unreachable);
    let source = std::error::Error::source(&error).expect("a cause").to_string();
    assert!(!source.contains("page"), "{source}");
}

/// Answers raw bytes, then closes the connection; the bytes depend on how many connections came before.
async fn raw_server(answers: &'static [&'static str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let count = Arc::new(AtomicUsize::new(0));
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.expect("a connection");
            let answer = answers[count.fetch_add(1, Ordering::Relaxed).min(answers.len() - 1)];
            tokio::spawn(async move {
                let mut buffer = [0; 4_096];
                let received = socket.read(&mut buffer).await.expect("a request");
                assert!(received > 0, "an empty request");
                socket.write_all(answer.as_bytes()).await.expect("sent");
            });
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn broken_connections_are_tried_again() {
    let base = raw_server(&[
        "",
        "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"views\":[",
        "HTTP/1.1 200 OK\r\ncontent-length: 37\r\n\r\n{\"views\":[{\"id\":1}],\"next_page\":null}",
    ])
    .await;
    let account = account().await;
    let client = client(&base, &token(), account.clock.clone());
    assert_eq!(client.views().await.expect("the third attempt").len(), 1);
    assert_eq!(client.requests_sent(), 3);
}

#[tokio::test]
async fn pages_that_take_too_long_are_halved() {
    let account = account().await;
    let slow = json("{}").set_delay(Duration::from_secs(60));
    for (size, times, failure) in
        [("1000", 6, slow), ("500", 3, json(r#"{"ticket_events":[{"#)), ("250", 3, status(504, ""))]
    {
        get("incremental/ticket_events", &[("per_page", size)])
            .respond_with(failure)
            .expect(times)
            .mount(&account.server)
            .await;
    }
    get("incremental/ticket_events", &[("per_page", "125")])
        .respond_with(json(r#"{"ticket_events":[],"end_of_stream":true,"end_time":null}"#))
        .expect(4)
        .mount(&account.server)
        .await;
    let limit = Duration::from_millis(300);
    let client = client_within(limit, &account.server.uri(), &token(), account.clock.clone());
    let mut export = client.ticket_event_export(0, ExportOptions::default());
    // The full size is tried twice more, since the server may merely have been down; then what passes is
    // held.
    for _ in 0..4 {
        assert!(export.next_page(|rows| rows.len()).await.expect("the small page").last);
    }
}

#[tokio::test]
async fn it_is_told_where_on_the_way_a_request_failed() {
    let silent = raw_server(&[""]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let free = format!("http://{}", listener.local_addr().expect("bound"));
    drop(listener);
    let account = account().await;
    get("views", &[])
        .respond_with(json("{}").set_delay(Duration::from_secs(60)))
        .mount(&account.server)
        .await;
    let insecure = account.server.uri().replace("http://", "https://");
    let slow = account.server.uri();
    for (base, expected, words) in [
        (free, FailedAt::Connection, "took no connection in 4 attempts"),
        (insecure, FailedAt::Security, "no secure connection to"),
        (slow, FailedAt::Time, "did not answer in time"),
        (silent, FailedAt::Transfer, "broke off"),
    ] {
        let limit = Duration::from_millis(300);
        let client = client_within(limit, &base, &token(), account.clock.clone());
        let error = client.views().await.expect_err("nobody answers");
        assert!(error.to_string().contains(words), "{error}");
        let Error::Unreachable { failed_at, .. } = error else { panic!("{error}") };
        assert_eq!(failed_at, expected, "{base}");
    }
}

#[tokio::test]
async fn a_page_of_one_row_that_fails_is_told_as_such() {
    let cut = json(r#"{"ticket_events":[{"id":1,"#);
    for (answer, source) in [(status(502, "<html>"), "status 502"), (cut, "damaged")] {
        let account = account().await;
        get("incremental/ticket_events", &[]).respond_with(answer).mount(&account.server).await;
        let mut export = account.client.ticket_event_export(60, ExportOptions::default());
        let error = export.next_page(|_| ()).await.expect_err("it fails at every size");
        assert!(matches!(error, Error::PageFails { from: Some(60), .. }), "{error}");
        assert!(error.to_string().ends_with("from 1970-01-01T00:01:00Z on"), "{error}");
        let cause = std::error::Error::source(&error).expect("a cause").to_string();
        assert!(cause.contains(source) && cause.ends_with("in 4 attempts"), "{cause}");
        // The full size twice, eight sizes down to 3, then one row as patiently as anything else.
        assert_eq!(account.client.requests_sent(), 14);
    }
}
