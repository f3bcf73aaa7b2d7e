//! An account whose answers fail by chance: a page's size follows what the server cannot make, not luck.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::TryStreamExt as _;
use inflow_zendesk::{Client, ClientOptions, Endpoint, ExportOptions, RetryPolicy};
use wiremock::{Request, Respond, ResponseTemplate};

use crate::support::{Account, account, get, json, status, token};

const EVENTS: i64 = 8_000;

/// Fails so many of a hundred requests, and half of those for more than `heavy_above` rows.
struct Unlucky {
    percent: u64,
    heavy_above: i64,
    draws: Mutex<u64>,
    asked: Arc<Mutex<Vec<i64>>>,
}

impl Unlucky {
    fn draw(&self) -> u64 {
        let mut state = self.draws.lock().expect("nothing panicked");
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Respond for Unlucky {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let asked = |name: &str| {
            let found = request.url.query_pairs().find(|(key, _)| key == name);
            found.and_then(|(_, value)| value.parse::<i64>().ok()).expect(name)
        };
        let (start, size) = (asked("start_time"), asked("per_page"));
        self.asked.lock().expect("nothing panicked").push(size);
        if self.draw() % 100 < self.percent {
            return match self.draw() % 6 {
                0 => status(429, "").insert_header("retry-after", "0"),
                1 => status(500, ""),
                2 => status(502, "<html>"),
                3 => status(503, "").insert_header("retry-after", "0"),
                4 => status(504, ""),
                _ => json(r#"{"ticket_events":[{"id":1,"#),
            };
        }
        if size > self.heavy_above && self.draw().is_multiple_of(2) {
            return status(504, "");
        }
        let last = (start + size - 1).min(EVENTS);
        let rows: Vec<String> = (start..=last)
            .map(|id| format!(r#"{{"id":{id},"ticket_id":1,"timestamp":{id}}}"#))
            .collect();
        let (rows, end) = (rows.join(","), last == EVENTS);
        json(&format!(
            r#"{{"ticket_events":[{rows}],"end_time":{},"end_of_stream":{end}}}"#,
            last + 1
        ))
    }
}

/// A client as patient as an import's, with waits of milliseconds.
fn patient_client(account: &Account) -> Client {
    let retry = RetryPolicy {
        base_delay: Duration::from_millis(1),
        max_delay: Duration::from_millis(5),
        ..RetryPolicy::default()
    };
    let server = Endpoint::test_server(&account.server.uri()).expect("a loopback address");
    let clock = account.clock.clone();
    let options = ClientOptions::default().with_retry(retry).with_clock(clock);
    Client::new(server, &token(), options).expect("a client can be set up")
}

/// The sizes that are asked for until all events are read, and how many pages came.
async fn read(seed: u64, percent: u64, heavy_above: i64) -> (Vec<i64>, usize) {
    let account: Account = account().await;
    let asked = Arc::new(Mutex::new(Vec::new()));
    let unlucky =
        Unlucky { percent, heavy_above, draws: Mutex::new(seed << 32), asked: asked.clone() };
    get("incremental/ticket_events", &[]).respond_with(unlucky).mount(&account.server).await;
    let export = patient_client(&account).ticket_event_export(1, ExportOptions::default());
    let pages: Vec<_> = export
        .pages(|rows| rows.iter().map(|row| row.id).collect::<Vec<_>>())
        .try_collect()
        .await
        .expect("the whole stream");
    let ids: Vec<i64> = pages.iter().flat_map(|page| page.value.clone()).collect();
    assert_eq!(ids, (1..=EVENTS).collect::<Vec<_>>(), "seed {seed}");
    let sizes = asked.lock().expect("nothing panicked").clone();
    (sizes, pages.len())
}

#[tokio::test]
async fn four_failures_in_ten_cost_no_more_than_four_times_the_requests() {
    let (quiet, pages) = read(0, 0, i64::MAX).await;
    assert_eq!((quiet.len(), pages), (8, 8));
    let mut more_pages = 0;
    for seed in 1..=20 {
        let (asked, read) = read(seed, 40, i64::MAX).await;
        assert!(asked.len() <= 4 * quiet.len(), "seed {seed}: {asked:?}");
        more_pages += read - pages;
    }
    assert!(more_pages <= 20, "{more_pages} more pages in twenty exports of eight");
}

#[tokio::test]
async fn pages_that_are_too_heavy_half_the_time_are_read_in_some_tens_of_requests() {
    for seed in 1..=20 {
        let (asked, _) = read(seed, 40, 500).await;
        assert!(asked.len() <= 80, "seed {seed}: {} requests: {asked:?}", asked.len());
    }
}
