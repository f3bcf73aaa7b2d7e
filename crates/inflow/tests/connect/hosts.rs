//! Credentials go to the configured host alone, whatever that host answers, and nothing loops.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::program::{Place, VARIABLE};
use crate::zendesk::{API_TOKEN, BY_CLIENT, CLIENT_SECRET, Twist, Zendesk};

/// Links lead to one place, whatever was asked for: straight, each stream is asked for once.
const IMPORT: [&str; 4] = ["import", "--integration", "acme", "--straight"];

/// Another host, that nobody should ever speak to.
struct Elsewhere {
    address: String,
    visits: Arc<AtomicUsize>,
}

impl Elsewhere {
    fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let visits = Arc::new(AtomicUsize::new(0));
        let counted = visits.clone();
        // It ends with the test's process.
        std::thread::spawn(move || {
            for _ in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { address, visits }
    }

    #[track_caller]
    fn saw_nobody(&self) {
        assert_eq!(self.visits.load(Ordering::SeqCst), 0, "somebody came to the other host");
    }
}

#[test]
fn the_other_host_notices_visitors() {
    let elsewhere = Elsewhere::listen();
    let address = elsewhere.address.trim_start_matches("http://");
    drop(std::net::TcpStream::connect(address).expect("it listens"));
    let begun = Instant::now();
    while elsewhere.visits.load(Ordering::SeqCst) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(10), "the visit was not counted");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn links_to_another_host_are_read_from_the_configured_one() {
    let elsewhere = Elsewhere::listen();
    let links_to = Some(elsewhere.address.clone());
    let zendesk = Zendesk::with(Twist { links_to, ..Twist::default() }).await;
    let place = Place::new();
    zendesk.connect(&place);
    place.run("", &IMPORT).well();
    let requests = zendesk.server.received_requests().await.expect("recorded");
    for next in ["cursor=next", "page%5Bafter%5D=next", "start_time=1756818000"] {
        let followed = |request: &&wiremock::Request| {
            request.url.query().is_some_and(|query| query.contains(next))
        };
        assert!(requests.iter().any(|request| followed(&request)), "{next} was never asked for");
    }
    elsewhere.saw_nobody();
}

#[tokio::test(flavor = "multi_thread")]
async fn no_redirect_is_followed_at_any_endpoint() {
    let elsewhere = Elsewhere::listen();
    let named = elsewhere.address.trim_start_matches("http://").to_owned();
    for (below, status) in [
        ("/api/v2/users/me", 301),
        ("/oauth/tokens", 307),
        ("/api/v2/views", 302),
        ("/api/v2/incremental/tickets", 308),
        ("/api/v2/incremental/ticket_events", 303),
        ("/api/v2/channels", 307),
    ] {
        let redirect = Some((below, status, elsewhere.address.clone()));
        let zendesk = Zendesk::with(Twist { redirect, ..Twist::default() }).await;
        let place = Place::new();
        let added = place.add(CLIENT_SECRET, &zendesk.server.uri(), BY_CLIENT);
        let ran = if added.status == Some(0) { place.run("", &IMPORT) } else { added };
        ran.failed(4, &["has moved, or is host-mapped, to", &named]);
    }
    elsewhere.saw_nobody();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_comes_again_and_again_ends_the_import() {
    let elsewhere = Elsewhere::listen();
    for below in [
        "/api/v2/users",
        "/api/v2/views",
        "/api/v2/incremental/tickets",
        "/api/v2/incremental/ticket_events",
    ] {
        let links_to = Some(elsewhere.address.clone());
        let twist = Twist { repeats: Some(below), links_to, ..Twist::default() };
        let zendesk = Zendesk::with(twist).await;
        let place = Place::new();
        zendesk.connect(&place);
        place.run("", &IMPORT).failed(1, &["repeats a page of", "update inflow, or report it"]);
        let requests = zendesk.server.received_requests().await.expect("recorded").len();
        assert!(requests < 30, "{below}: {requests} requests");
    }
    elsewhere.saw_nobody();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_server_is_never_asked_through_a_proxy() {
    let elsewhere = Elsewhere::listen();
    let zendesk = Zendesk::start().await;
    let place = Place::new();
    zendesk.connect(&place);
    let proxies: Vec<(&str, &str)> =
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
            .map(|name| (name, elsewhere.address.as_str()))
            .into();
    place.run_with("", &proxies, &["integration", "test", "--name", "acme"]).well();
    elsewhere.saw_nobody();
}

#[test]
fn a_base_url_is_on_this_machine() {
    let place = Place::new();
    let port = {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        free.local_addr().expect("bound").port()
    };
    let add = |base_url: &str| {
        let sign_in = ["--username", "a@b.example", "--api-token-env", VARIABLE];
        place.add(API_TOKEN, base_url, &sign_in)
    };
    for refused in [
        "http://127.0.0.1.evil.com",
        "http://localhost.evil.com",
        "http://localhost@evil.com",
        "http://127.0.0.1@evil.com",
        "http://127.0.0.1:80@evil.com",
        "http://evil.com#127.0.0.1",
        "http://evil.com?127.0.0.1",
        "http://evil.com\\@127.0.0.1",
        "http://0.0.0.0",
        "http://[::]",
        "http://[::ffff:10.0.0.1]",
        "http://10.0.0.1",
        "http://127.8.9.10",
        "http://127.1",
        "http://127.0.0.1/path",
        "//127.0.0.1",
        "127.0.0.1",
        "ftp://127.0.0.1",
        "https://acme.zendesk.com",
    ] {
        let ran = add(refused);
        assert_eq!(ran.status, Some(2), "{refused}: {ran:?}");
        assert!(!ran.error.contains(API_TOKEN), "{refused}: {ran:?}");
    }
    for taken in ["http://127.0.0.1", "http://[::1]", "http://localhost"] {
        let ran = add(&format!("{taken}:{port}"));
        assert_eq!(ran.status, Some(4), "{taken}: {ran:?}");
    }
}
