//! A mock account and a client of it, with waits of milliseconds and a clock that stands.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::DateTime;
use inflow_zendesk::{Client, ClientOptions, Clock, Credential, Endpoint, RetryPolicy, TimeLimits};
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockBuilder, MockServer, ResponseTemplate};

/// 2025-09-01T00:00:00Z.
pub(crate) const NOW: i64 = 1_756_684_800;

#[derive(Debug)]
pub(crate) struct ManualClock(AtomicI64);

impl ManualClock {
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for ManualClock {
    fn epoch_seconds(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

pub(crate) struct Account {
    pub(crate) server: MockServer,
    pub(crate) client: Client,
    pub(crate) clock: Arc<ManualClock>,
}

pub(crate) fn token() -> Credential {
    Credential::ApiToken { username: "admin@example.com".into(), token: "hunter2".into() }
}

pub(crate) async fn account() -> Account {
    account_with(&token()).await
}

pub(crate) async fn account_with(credential: &Credential) -> Account {
    let server = MockServer::start().await;
    let clock = Arc::new(ManualClock(AtomicI64::new(NOW)));
    let client = client(&server.uri(), credential, clock.clone());
    Account { server, client, clock }
}

pub(crate) fn client(base: &str, credential: &Credential, clock: Arc<ManualClock>) -> Client {
    client_within(Duration::from_secs(60), base, credential, clock)
}

/// A client that waits so long for an answer.
pub(crate) fn client_within(
    total: Duration,
    base: &str,
    credential: &Credential,
    clock: Arc<ManualClock>,
) -> Client {
    let retry = RetryPolicy {
        max_attempts: 4,
        base_delay: Duration::from_millis(1),
        max_delay: Duration::from_millis(5),
        ..RetryPolicy::default()
    };
    let time_limits = TimeLimits::new(Duration::from_secs(30), total);
    let endpoint = Endpoint::test_server(base).expect("a loopback address");
    Client::new(
        endpoint,
        credential,
        ClientOptions::default().with_retry(retry).with_time_limits(time_limits).with_clock(clock),
    )
    .expect("a client can be set up")
}

/// A GET below `/api/v2/` with these parameters among others.
pub(crate) fn get(endpoint: &str, parameters: &[(&str, &str)]) -> MockBuilder {
    let start = Mock::given(method("GET")).and(path(format!("/api/v2/{endpoint}")));
    parameters.iter().fold(start, |mock, (name, value)| mock.and(query_param(*name, *value)))
}

pub(crate) fn json(body: &str) -> ResponseTemplate {
    status(200, body)
}

pub(crate) fn status(status: u16, body: &str) -> ResponseTemplate {
    at(NOW, ResponseTemplate::new(status).set_body_raw(body.as_bytes(), "application/json"))
}

/// An answer given at an instant of the server's clock.
pub(crate) fn at(epoch_seconds: i64, answer: ResponseTemplate) -> ResponseTemplate {
    let instant = DateTime::from_timestamp(epoch_seconds, 0).expect("in range");
    answer.insert_header("date", instant.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
}
