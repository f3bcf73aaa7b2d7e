//! A server that sends more than anybody wants: what is taken of it has limits.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;
use inflow_zendesk::{Client, Credential, Error, ExportOptions};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use wiremock::ResponseTemplate;

use crate::support::{account, client, get, json, token};

const MEGABYTE: usize = 1 << 20;

/// What the system holds back of what was sent, and more.
const ON_THE_WAY: usize = 48 * MEGABYTE;

/// So many megabytes of spaces before an answer, in some kilobytes.
fn bomb(megabytes: usize, answer: &str) -> ResponseTemplate {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    let spaces = vec![b' '; MEGABYTE];
    for _ in 0..megabytes {
        packed.write_all(&spaces).expect("in memory");
    }
    packed.write_all(answer.as_bytes()).expect("in memory");
    let packed = packed.finish().expect("in memory");
    assert!(packed.len() < 2 * MEGABYTE, "{} bytes are no bomb", packed.len());
    ResponseTemplate::new(200)
        .insert_header("content-encoding", "gzip")
        .set_body_raw(packed, "application/json")
}

/// The most memory that this process ever held, in megabytes, where the system tells it.
fn peak_memory() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<usize>().ok()? / 1_024)
}

fn is_modest() -> bool {
    peak_memory().is_none_or(|megabytes| megabytes < 400)
}

/// Answers with this head, and a chunked body that never ends; how many bytes of it were sent.
async fn endless(head: &'static str) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = sent.clone();
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.expect("a connection");
            let sent = counted.clone();
            tokio::spawn(async move {
                let mut request = [0; 4_096];
                let received = socket.read(&mut request).await.expect("a request");
                assert!(received > 0, "an empty request");
                let head = format!("{head}\r\ntransfer-encoding: chunked\r\n\r\n");
                socket.write_all(head.as_bytes()).await.expect("sent");
                let chunk = [b"10000\r\n".as_slice(), &vec![b'['; 0x1_0000], b"\r\n"].concat();
                while socket.write_all(&chunk).await.is_ok() {
                    sent.fetch_add(chunk.len(), Ordering::Relaxed);
                }
            });
        }
    });
    (format!("http://{address}"), sent)
}

#[tokio::test]
async fn a_bomb_is_refused_before_it_unfolds() {
    let account = account().await;
    get("views", &[]).respond_with(bomb(100, "{}")).expect(1).mount(&account.server).await;
    let error = account.client.views().await.expect_err("too large");
    assert!(matches!(error, Error::TooLarge { endpoint: "views" }), "{error}");
    assert!(is_modest(), "{:?} MB", peak_memory());
}

#[tokio::test]
async fn a_page_that_is_too_large_is_asked_for_in_halves() {
    let account = account().await;
    let page = |id: i64, end: bool| {
        format!(
            r#"{{"ticket_events":[{{"id":{id},"ticket_id":1,"timestamp":9}}],"end_time":10,
                 "end_of_stream":{end}}}"#
        )
    };
    get("incremental/ticket_events", &[("per_page", "1000")])
        .respond_with(bomb(70, &page(1, true)))
        .expect(1)
        .mount(&account.server)
        .await;
    get("incremental/ticket_events", &[("per_page", "500")])
        .respond_with(json(&page(2, true)))
        .expect(1)
        .mount(&account.server)
        .await;
    let mut export = account.client.ticket_event_export(5, ExportOptions::default());
    let page = export.next_page(|rows| rows[0].id).await.expect("the half");
    assert_eq!((page.value, page.last), (2, true));
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let (base, sent) = endless("HTTP/1.1 200 OK").await;
    let account = account().await;
    let client = client(&base, &token(), account.clock.clone());
    let error = client.views().await.expect_err("endless");
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
    let sent = sent.load(Ordering::Relaxed);
    assert!(sent < 64 * MEGABYTE + ON_THE_WAY, "{sent} bytes were sent");
    assert!(is_modest(), "{:?} MB", peak_memory());
}

#[tokio::test]
async fn an_endless_error_is_cut_off_sooner() {
    for (head, is_expected) in [
        (
            "HTTP/1.1 404 Not Found",
            (|error| matches!(error, Error::NotFound { .. })) as fn(&Error) -> bool,
        ),
        ("HTTP/1.1 422 No", |error| matches!(error, Error::BadRequest { .. })),
        ("HTTP/1.1 503 Busy", |error| matches!(error, Error::ServerFault { .. })),
    ] {
        let (base, sent) = endless(head).await;
        let account = account().await;
        let client = client(&base, &token(), account.clock.clone());
        let error = client.views().await.expect_err("an error");
        assert!(is_expected(&error), "{head}: {error}");
        let sent = sent.load(Ordering::Relaxed);
        assert!(sent < 4 * ON_THE_WAY, "{head}: {sent} bytes were sent");
        assert!(is_modest(), "{:?} MB", peak_memory());
    }
}

#[tokio::test]
async fn an_endless_access_token_is_none() {
    let (base, sent) = endless("HTTP/1.1 200 OK").await;
    let account = account().await;
    let credential = Credential::OAuthClient { client_id: "a".into(), client_secret: "b".into() };
    let client: Client = client(&base, &credential, account.clock.clone());
    let error = client.views().await.expect_err("endless");
    assert!(matches!(error, Error::TooLarge { endpoint: "oauth/tokens" }), "{error}");
    let sent = sent.load(Ordering::Relaxed);
    assert!(sent < ON_THE_WAY, "{sent} bytes were sent");
}

#[tokio::test]
async fn a_list_without_end_is_given_up() {
    let account = account().await;
    let next = |request: &wiremock::Request| {
        let after = request.url.query_pairs().find(|(key, _)| key == "page[after]");
        let page = after.and_then(|(_, value)| value.parse::<u32>().ok()).unwrap_or(0) + 1;
        json(&format!(
            r#"{{"views":[{{"id":{page}}}],"meta":{{"has_more":true,"after_cursor":"{page}"}},"links":{{}}}}"#
        ))
    };
    get("views", &[]).respond_with(next).mount(&account.server).await;
    let error = account.client.views().await.expect_err("endless");
    assert!(matches!(error, Error::Endless { pages: 2_000, rows: 2_000, .. }), "{error}");
}

#[tokio::test]
async fn pages_of_nothing_but_small_things_are_too_large() {
    let account = account().await;
    let many = |member: &str, times: usize| vec![member; times].join(",");
    let children = format!(
        r#"{{"ticket_events":[{{"id":1,"ticket_id":1,"timestamp":1,"child_events":[{}]}}],"end_time":2}}"#,
        many("{}", 2_000_000)
    );
    get("incremental/ticket_events", &[])
        .respond_with(json(&children))
        .mount(&account.server)
        .await;
    let rows = format!(r#"{{"views":[{}]}}"#, many("0", 2_000_000));
    get("views", &[]).respond_with(json(&rows)).mount(&account.server).await;
    let options = ExportOptions::of_page_size(1);
    let mut export = account.client.ticket_event_export(0, options);
    let error = export.next_page(|_| ()).await.expect_err("too large");
    assert!(matches!(error, Error::PageFails { .. }), "{error}");
    let error = account.client.views().await.expect_err("too large");
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
    assert_eq!(account.client.requests_sent(), 2, "asking again would give the same");
    assert!(is_modest(), "{:?} MB", peak_memory());
}

#[tokio::test]
async fn a_ticket_with_a_million_tags_is_read() {
    let account = account().await;
    let tags: Vec<String> = (0..1_000_000).map(|tag| format!("\"t{tag}\"")).collect();
    let body = format!(
        r#"{{"tickets":[{{"id":1,"updated_at":9,"tags":[{}]}}],"end_of_stream":true}}"#,
        tags.join(",")
    );
    get("incremental/tickets/cursor", &[]).respond_with(json(&body)).mount(&account.server).await;
    let from = inflow_zendesk::TicketPosition::StartTime(0);
    let mut export = account.client.ticket_export(from, ExportOptions::default());
    let page = export.next_page(|rows| rows[0].tags.words().len()).await.expect("a page");
    assert_eq!(page.value, 1_000_000);
    assert!(is_modest(), "{:?} MB", peak_memory());
}
