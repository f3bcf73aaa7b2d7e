//! The client: one account, one credential, every request counted, retried and kept to its host.
#![expect(clippy::disallowed_types, reason = "the machine's clock unless another is injected")]

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret as _, SecretString};

use crate::address::Endpoint;
use crate::clock::{Clock, SystemClock, ZendeskClock};
use crate::credential::{Credential, basic_authorization, conceal};
use crate::error::{Error, HttpError, Refused, ShapeError};
use crate::export::{PageSize, WITHHELD_SECONDS};
use crate::failure::{Asked, Failure, judge};
use crate::http::{Connections, TimeLimits};
use crate::limits;
use crate::log::log;
use crate::pacer::{Pacer, Pacers};
use crate::page::{OddRow, PageError};
use crate::rate_limit::RateLimitHeaders;
use crate::retry::{Attempts, RetryPolicy};
use crate::token::{ASKED_LIFETIME_SECONDS, AccessToken, TokenCache};

/// A client of one Zendesk account. Clones are cheap and share connections, access token and counters.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use inflow_zendesk::{Client, ClientOptions, Credential, Domain, Endpoint};
///
/// let endpoint = Endpoint::of_domain(&"acme".parse::<Domain>()?);
/// let credential = Credential::OAuthClient {
///     client_id: "inflow".to_owned(),
///     client_secret: std::env::var("ZENDESK_SECRET")?.into(),
/// };
/// let client = Client::new(endpoint, &credential, ClientOptions::default())?;
/// client.me().await?.require_admin()?;
/// println!("{} views", client.views().await?.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    server: Endpoint,
    authority: Authority,
    retry: RetryPolicy,
    clock: Arc<dyn Clock>,
    zendesk_clock: ZendeskClock,
    pacer: Arc<Pacer>,
    requests: AtomicU64,
    token_requests: AtomicU64,
    refusals: AtomicU64,
    odd_rows: Mutex<Vec<OddRow>>,
}

/// How many odd rows of lists are kept until somebody asks for them.
const MOST_ODD_ROWS: usize = 10_000;

/// Failures of a page of one row after which it is given up as too much for the server.
const PAGE_ATTEMPTS: u32 = 4;

/// Where access tokens come from.
const TOKEN_ENDPOINT: &str = "oauth/tokens";

/// How requests are authorized.
enum Authority {
    /// The same value every time.
    Fixed(SecretString),
    /// Access tokens that end.
    OAuth { client_id: String, client_secret: SecretString, tokens: TokenCache },
}

/// What a client can be told beside where and as whom. Whatever is not told is as for a long import.
///
/// ```
/// use inflow_zendesk::{ApiShare, ClientOptions, Pacers, RetryPolicy};
///
/// let fifth = ApiShare::new(0.2).expect("a share is above 0 and up to 1");
/// let options =
///     ClientOptions::default().with_retry(RetryPolicy::quick()).with_pacers(Pacers::new(fifth));
/// assert_eq!(options.retry.max_attempts, 3);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClientOptions {
    /// How patiently requests are tried again.
    pub retry: RetryPolicy,
    /// How long one request may take.
    pub time_limits: TimeLimits,
    /// The present: tokens end and newest minutes are held back by it.
    pub clock: Arc<dyn Clock>,
    /// What keeps requests within the account's limits, and which share of them is taken. Clients of one
    /// program share it, so that together they are as modest as one.
    pub pacers: Pacers,
    /// What requests go through. Clients of one program share it.
    pub connections: Connections,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            retry: RetryPolicy::default(),
            time_limits: TimeLimits::default(),
            clock: Arc::new(SystemClock),
            pacers: Pacers::default(),
            connections: Connections::default(),
        }
    }
}

impl ClientOptions {
    /// With this patience.
    #[must_use]
    pub fn with_retry(self, retry: RetryPolicy) -> Self {
        Self { retry, ..self }
    }

    /// With these time limits.
    #[must_use]
    pub fn with_time_limits(self, time_limits: TimeLimits) -> Self {
        Self { time_limits, ..self }
    }

    /// With this clock in place of the machine's.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Sharing these pacers with other clients.
    #[must_use]
    pub fn with_pacers(self, pacers: Pacers) -> Self {
        Self { pacers, ..self }
    }

    /// Sharing these connections with other clients.
    #[must_use]
    pub fn with_connections(self, connections: Connections) -> Self {
        Self { connections, ..self }
    }
}

/// One GET.
pub(crate) struct Request<'a> {
    /// The path below `/api/v2/`, as messages name it.
    pub(crate) endpoint: &'static str,
    /// The path that is asked, where it names one ticket and so differs from the endpoint.
    pub(crate) path: Option<&'a str>,
    pub(crate) query: &'a [(&'static str, String)],
    /// The size of an export's page, which failures make smaller.
    pub(crate) page_size: Option<&'a PageSize>,
    /// Whether a stored cursor is among the parameters.
    pub(crate) with_cursor: bool,
}

impl Client {
    /// A client of the account at an endpoint. Nothing is sent yet.
    pub fn new(
        server: Endpoint,
        credential: &Credential,
        options: ClientOptions,
    ) -> Result<Self, Error> {
        let http = options
            .connections
            .client(options.time_limits, server.is_loopback())
            .map_err(|source| Error::Setup { source: HttpError(source) })?;
        let authority = match credential {
            Credential::ApiToken { username, token } => {
                Authority::Fixed(basic_authorization(username, token))
            }
            Credential::OAuthClient { client_id, client_secret } => Authority::OAuth {
                client_id: client_id.clone(),
                client_secret: client_secret.clone(),
                tokens: TokenCache::default(),
            },
        };
        let ClientOptions { retry, clock, pacers, .. } = options;
        let zendesk_clock = ZendeskClock::new(clock.clone());
        let pacer = pacers.of(&server);
        let (requests, token_requests) = (AtomicU64::new(0), AtomicU64::new(0));
        Ok(Self(Arc::new(Inner {
            http,
            server,
            authority,
            retry,
            clock,
            zendesk_clock,
            pacer,
            requests,
            token_requests,
            refusals: AtomicU64::new(0),
            odd_rows: Mutex::default(),
        })))
    }

    /// Where requests go.
    pub fn endpoint(&self) -> &Endpoint {
        &self.0.server
    }

    /// How many requests were sent so far, by all clones, repeated ones and token requests included.
    pub fn requests_sent(&self) -> u64 {
        self.0.requests.load(Ordering::Relaxed)
    }

    /// How many of them Zendesk refused for being too many.
    pub fn refusals(&self) -> u64 {
        self.0.refusals.load(Ordering::Relaxed)
    }

    /// How many of them asked for an access token.
    pub fn token_requests_sent(&self) -> u64 {
        self.0.token_requests.load(Ordering::Relaxed)
    }

    /// The rows of lists that could not be read whole since this was last asked. Those of exports come with
    /// their pages.
    pub fn take_odd_rows(&self) -> Vec<OddRow> {
        std::mem::take(&mut self.0.odd_rows.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn note_odd_rows(&self, rows: Vec<OddRow>) {
        let mut known = self.0.odd_rows.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MOST_ODD_ROWS.saturating_sub(known.len());
        known.extend(rows.into_iter().take(room));
    }

    /// How long requests still have to wait for Zendesk's limits, if one does now.
    pub fn limit_wait(&self) -> Option<Duration> {
        self.0.pacer.wait_left()
    }

    /// How many requests a minute are sent to the account at most, all of its clients' together, where its
    /// answers told its limit.
    pub fn account_requests_a_minute(&self) -> Option<f64> {
        self.0.pacer.account_requests_a_minute()
    }

    /// How many requests a minute an endpoint may be sent, where that is known.
    pub(crate) fn requests_a_minute(&self, endpoint: &'static str) -> Option<f64> {
        self.0.pacer.requests_a_minute(endpoint)
    }

    /// The present by our own clock.
    fn now(&self) -> i64 {
        self.0.clock.epoch_seconds()
    }

    /// The present by Zendesk's clock, as far as its answers told it.
    pub fn zendesk_now(&self) -> i64 {
        self.0.zendesk_clock.epoch_seconds()
    }

    /// Does a request, and tells up to when Zendesk must have shown everything in its answer.
    pub(crate) async fn timed<T>(
        &self,
        request: impl Future<Output = Result<T, Error>>,
    ) -> (Result<T, Error>, i64) {
        let asked_at = self.now();
        let answer = request.await;
        // Only now Zendesk's clock is known for certain.
        (answer, self.0.zendesk_clock.at(asked_at) - WITHHELD_SECONDS)
    }

    /// Sends a GET until it is answered and its answer decoded, as patiently as the policy says.
    pub(crate) async fn fetch<T>(
        &self,
        request: Request<'_>,
        decode: impl FnMut(&str) -> Result<T, PageError> + Send,
    ) -> Result<T, Error> {
        self.get_within(&self.0.retry, request, decode).await
    }

    /// The same with less patience: two attempts.
    pub(crate) async fn probe<T>(
        &self,
        request: Request<'_>,
        decode: impl FnMut(&str) -> Result<T, PageError> + Send,
    ) -> Result<T, Error> {
        let quick = RetryPolicy { max_attempts: self.0.retry.max_attempts.min(2), ..self.0.retry };
        self.get_within(&quick, request, decode).await
    }

    async fn get_within<T>(
        &self,
        policy: &RetryPolicy,
        request: Request<'_>,
        mut decode: impl FnMut(&str) -> Result<T, PageError> + Send,
    ) -> Result<T, Error> {
        let endpoint = request.endpoint;
        let mut attempts = Attempts::default();
        let (mut refused, mut page_failures) = (None, 0);
        loop {
            let (authorization, generation) = self.authorization(refused).await?;
            let failure = match self.send_get(&request, &authorization).await {
                Ok(body) => match decode_body(&body, &mut decode) {
                    Ok(value) => {
                        request.page_size.inspect(|size| size.note_success());
                        return Ok(value);
                    }
                    Err(PageError::Shape(source)) => return Err(Error::Shape { endpoint, source }),
                    Err(PageError::Damaged(source)) => Failure::Damaged(source),
                    Err(PageError::TooLarge) => Failure::TooLarge,
                },
                Err(failure) => failure,
            };
            // A refused access token is replaced once; its successor's refusal is final.
            if matches!(failure, Failure::Unauthorized { .. })
                && generation.is_some()
                && refused.is_none()
            {
                refused = generation;
                continue;
            }
            let of_page = request.page_size.filter(|_| failure.suggests_smaller_page());
            let too_large = matches!(failure, Failure::TooLarge);
            if of_page.is_some_and(|size| size.note_failure(too_large)) {
                let wait = attempts.wait_before_smaller(&failure, policy);
                wait_out(endpoint, &failure, wait).await;
                page_failures = 0;
                continue;
            }
            page_failures += u32::from(of_page.is_some());
            let most = PAGE_ATTEMPTS.min(policy.max_attempts);
            let is_enough = page_failures >= most || too_large;
            if of_page.is_some_and(|size| size.current() == 1) && is_enough {
                // It may go on failing here, and there are ways around it.
                let source = Box::new(self.given_up(failure, endpoint, page_failures));
                return Err(Error::PageFails { endpoint, from: None, source });
            }
            self.pause(policy, &mut attempts, failure, endpoint).await?;
        }
    }

    async fn send_get(
        &self,
        request: &Request<'_>,
        authorization: &SecretString,
    ) -> Result<Vec<u8>, Failure> {
        let mut query = request.query.to_vec();
        if let Some(size) = request.page_size {
            query.push(("per_page", size.current().to_string()));
        }
        let path = request.path.unwrap_or(request.endpoint);
        let address = self.0.server.address(&format!("/api/v2/{path}"), &query);
        let mut value = HeaderValue::from_str(authorization.expose_secret()).map_err(|_| {
            Failure::Unauthorized {
                reason: "the access token holds letters that no header can carry".to_owned(),
            }
        })?;
        value.set_sensitive(true);
        let builder = self.0.http.request(Method::GET, address).header(AUTHORIZATION, value);
        let asked = Asked { endpoint: request.endpoint, with_cursor: request.with_cursor };
        self.send(builder, asked, authorization, limits::MOST_BYTES).await
    }

    /// Sends once, when the account's limits allow it, and tells success from failure. What was sent as
    /// a secret is taken out of what an error answer says.
    async fn send(
        &self,
        builder: RequestBuilder,
        asked: Asked,
        secret: &SecretString,
        most_bytes: usize,
    ) -> Result<Vec<u8>, Failure> {
        let pacer = &self.0.pacer;
        let permit = pacer
            .permit(asked.endpoint, self.0.retry.max_rate_limit_wait)
            .await
            .map_err(|wait| Failure::RateLimited { wait })?;
        self.0.requests.fetch_add(1, Ordering::Relaxed);
        let answer =
            builder.header(ACCEPT, "application/json").send().await.map_err(Failure::Network)?;
        self.0.zendesk_clock.note(answer.headers());
        let limits = RateLimitHeaders::read(answer.headers(), self.zendesk_now());
        permit.answered(&limits);
        let status = answer.status();
        log!(debug, endpoint = asked.endpoint, status = status.as_u16(), "zendesk answered");
        if status.is_success() {
            let body = limits::read(answer, most_bytes).await.map_err(Failure::Network)?;
            return if body.is_whole { Ok(body.bytes) } else { Err(Failure::TooLarge) };
        }
        let headers = answer.headers().clone();
        let body = limits::read(answer, limits::MOST_BYTES_OF_A_WORD).await;
        let body = conceal(secret, &body.map(|body| body.bytes).unwrap_or_default());
        let failure = judge(asked, &self.0.server, status, &headers, &limits, body.as_bytes());
        if let Failure::RateLimited { wait } = failure {
            self.0.refusals.fetch_add(1, Ordering::Relaxed);
            pacer.refused(asked.endpoint, &limits, wait);
        }
        Err(failure)
    }

    /// What it is that a refusal of this endpoint refuses.
    pub(crate) fn refused_as(&self, endpoint: &str) -> Refused {
        match &self.0.authority {
            Authority::Fixed(_) => Refused::ApiToken,
            Authority::OAuth { .. } if endpoint == TOKEN_ENDPOINT => Refused::OAuthClient,
            Authority::OAuth { .. } => Refused::AccessToken,
        }
    }

    /// Waits before the next attempt, or gives up.
    async fn pause(
        &self,
        policy: &RetryPolicy,
        attempts: &mut Attempts,
        failure: Failure,
        endpoint: &'static str,
    ) -> Result<(), Error> {
        let Some(wait) = attempts.wait_after(&failure, policy) else {
            let counted = attempts.counted(&failure);
            return Err(self.given_up(failure, endpoint, counted));
        };
        wait_out(endpoint, &failure, wait).await;
        Ok(())
    }

    /// What remains of a failure after the last attempt.
    fn given_up(&self, failure: Failure, endpoint: &'static str, attempts: u32) -> Error {
        failure.into_error(self.refused_as(endpoint), self.0.server.host(), endpoint, attempts)
    }

    /// The `Authorization` value to use, with the generation of the access token behind it.
    async fn authorization(
        &self,
        refused: Option<u64>,
    ) -> Result<(SecretString, Option<u64>), Error> {
        match &self.0.authority {
            Authority::Fixed(value) => Ok((value.clone(), None)),
            Authority::OAuth { client_id, client_secret, tokens } => {
                let fetch = || self.fetch_token(client_id, client_secret);
                let token = tokens.get(self.now(), refused, fetch).await?;
                Ok((token.authorization, Some(token.generation)))
            }
        }
    }

    async fn fetch_token(
        &self,
        client_id: &str,
        client_secret: &SecretString,
    ) -> Result<AccessToken, Error> {
        let endpoint = TOKEN_ENDPOINT;
        let asked = Asked { endpoint, with_cursor: false };
        let address = self.0.server.address("/oauth/tokens", &[]);
        let body = serde_json::json!({
            "grant_type": "client_credentials",
            "client_id": client_id.trim(),
            "client_secret": client_secret.expose_secret().trim(),
            "scope": "read",
            "expires_in": ASKED_LIFETIME_SECONDS,
        })
        .to_string();
        let mut attempts = Attempts::default();
        loop {
            self.0.token_requests.fetch_add(1, Ordering::Relaxed);
            let builder = self.0.http.request(Method::POST, address.clone());
            let builder = builder.header(CONTENT_TYPE, "application/json").body(body.clone());
            let most = limits::MOST_BYTES_OF_A_WORD;
            let failure = match self.send(builder, asked, client_secret, most).await {
                Ok(answer) => {
                    match decode_body(&answer, &mut |text| {
                        AccessToken::read(text).map_err(PageError::Damaged)
                    }) {
                        Ok(token) => return Ok(token),
                        Err(PageError::Damaged(source) | PageError::Shape(source)) => {
                            Failure::Damaged(source)
                        }
                        Err(PageError::TooLarge) => Failure::TooLarge,
                    }
                }
                Err(failure) => token_refusal(failure, self.0.server.host()),
            };
            self.pause(&self.0.retry, &mut attempts, failure, endpoint).await?;
        }
    }
}

async fn wait_out(endpoint: &'static str, failure: &Failure, wait: Duration) {
    log!(
        info,
        endpoint = endpoint,
        failure = failure.name(),
        wait_milliseconds = wait.as_millis(),
        "zendesk request failed and will be sent again"
    );
    tokio::time::sleep(wait).await;
}

/// A token endpoint that rejects the request rejects the client: its id, secret or kind is wrong. Where
/// there is none, there is no account; and what is forbidden without a word of OAuth is forbidden to this
/// machine's address.
fn token_refusal(failure: Failure, host: &str) -> Failure {
    let host = host.to_owned();
    match failure {
        Failure::Final(Error::BadRequest { status: 400..=499, message, .. }) => {
            Failure::Unauthorized { reason: message }
        }
        Failure::Final(Error::Forbidden { message, .. }) if is_of_oauth(&message) => {
            Failure::Unauthorized { reason: message }
        }
        Failure::Final(Error::Forbidden { message, .. }) => {
            Failure::Final(Error::AddressNotAllowed { host, message })
        }
        Failure::Final(Error::NotFound { .. }) => Failure::Final(Error::NoSuchAccount { host }),
        other => other,
    }
}

/// Whether a message begins with one of OAuth's own error codes (RFC 6749, section 5.2).
fn is_of_oauth(message: &str) -> bool {
    let codes = ["invalid_", "unauthorized_client", "unsupported_grant_type", "access_denied"];
    codes.iter().any(|code| message.starts_with(code))
}

/// Decodes a body, which must be UTF-8. Checking that once for all is faster than text by text.
fn decode_body<T>(
    body: &[u8],
    decode: &mut impl FnMut(&str) -> Result<T, PageError>,
) -> Result<T, PageError> {
    let text = std::str::from_utf8(body).map_err(|error| {
        PageError::Damaged(ShapeError::Answer {
            problem: format!(
                "expected UTF-8, found another byte at position {}",
                error.valid_up_to()
            ),
        })
    })?;
    decode(text.trim_start_matches('\u{feff}'))
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("host", &self.0.server.host())
            .finish_non_exhaustive()
    }
}
