//! Requests over HTTP keep to what the answers' headers tell.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::future::join_all;
use inflow_zendesk::ExportOptions;
use wiremock::{Request, Respond, ResponseTemplate};

use crate::support::{account, get, json, status};

const EMPTY: &str = r#"{"ticket_events":[],"end_of_stream":true,"end_time":null}"#;
const VIEWS: &str = r#"{"views":[],"next_page":null}"#;

/// Takes so many requests in each window of two seconds, and tells what is left.
struct Limited {
    total: usize,
    window: Mutex<(Instant, usize)>,
    refused: Arc<Mutex<u32>>,
}

impl Respond for Limited {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let length = Duration::from_secs(2);
        let mut window = self.window.lock().expect("nothing panicked");
        if window.0.elapsed() >= length {
            *window = (Instant::now(), 0);
        }
        window.1 += 1;
        let resets = length.saturating_sub(window.0.elapsed()).as_secs_f64().ceil();
        let remaining = self.total.saturating_sub(window.1);
        let answer = if window.1 > self.total {
            *self.refused.lock().expect("nothing panicked") += 1;
            status(429, "")
        } else {
            json(EMPTY)
        };
        answer.insert_header(
            "Zendesk-RateLimit-incremental-exports",
            format!("total={}; remaining={remaining}; resets={resets}", self.total),
        )
    }
}

#[tokio::test]
async fn clones_that_ask_at_once_are_never_refused() {
    let account = account().await;
    let refused = Arc::new(Mutex::new(0));
    let window = Mutex::new((Instant::now(), 0));
    let limited = Limited { total: 4, window, refused: refused.clone() };
    get("incremental/ticket_events", &[]).respond_with(limited).mount(&account.server).await;
    let begun = Instant::now();
    let answers = join_all((0..10).map(|_| {
        let mut export = account.client.clone().ticket_event_export(0, ExportOptions::default());
        async move { export.next_page(|rows| rows.len()).await.map(|page| page.rows) }
    }))
    .await;
    assert!(answers.into_iter().all(|rows| rows.is_ok_and(|rows| rows == 0)));
    assert_eq!(
        (account.client.requests_sent(), *refused.lock().expect("nothing panicked")),
        (10, 0)
    );
    let waited = begun.elapsed();
    assert!(waited >= Duration::from_secs(4), "10 requests need a third window: {waited:?}");
}

#[tokio::test]
async fn a_clones_refusal_holds_the_others_back() {
    let account = account().await;
    get("views", &[])
        .respond_with(status(429, "slow down").insert_header("retry-after", "1"))
        .up_to_n_times(1)
        .expect(1)
        .with_priority(1)
        .mount(&account.server)
        .await;
    get("views", &[]).respond_with(json(VIEWS)).expect(4).mount(&account.server).await;
    let clones = (0..4).map(|_| account.client.clone()).collect::<Vec<_>>();
    let answers = join_all(clones.iter().map(inflow_zendesk::Client::views)).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(account.client.requests_sent(), 5);
}
