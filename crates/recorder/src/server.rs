//! The server between the program and Zendesk.

use std::collections::{BTreeMap, HashMap};
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use url::{Host, Url, form_urlencoded};

use crate::error::Error;
use crate::scenario::{self, Connection};
use crate::scrub::{NEUTRAL_TOKEN, Scrubber};

const TOKENS: &str = "/oauth/tokens";
const VIEWS: &str = "/api/v2/views";
const TICKET_FIELDS: &str = "/api/v2/ticket_fields";
const CALLS: &str = "/api/v2/channels/voice/stats/incremental/calls";

/// How many rows are asked for at once is no part of a recorded request.
const FREE_PARAMETERS: [&str; 2] = ["per_page", "page[size]"];

/// Answers of these statuses are final; any other is the moment's and passed on without its text.
const FINAL: [u16; 5] = [200, 400, 403, 404, 422];

/// Pages of events with their comments can take Zendesk minutes.
const TIME_LIMIT: Duration = Duration::from_secs(300);

/// What is recorded, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecorderOptions {
    /// `https://….zendesk.com`, or a server on this machine.
    pub account: String,
    /// How many pages of each export are recorded; the last one is made the end.
    pub pages: Option<usize>,
    /// How many rows a page of an export has.
    pub page_size: Option<u32>,
    /// The present, in epoch seconds.
    pub now: i64,
}

/// A running recorder. It stops with the value.
pub struct Recorder {
    address: String,
    site: Arc<Site>,
    server: JoinHandle<()>,
}

struct Site {
    account: Url,
    http: reqwest::Client,
    pages: Option<usize>,
    page_size: Option<u32>,
    state: Mutex<Recording>,
}

struct Recording {
    scrubber: Scrubber,
    recorded: Vec<Recorded>,
    pages: HashMap<String, usize>,
    access_token: Option<String>,
    /// The fields, asked for before the views that they explain.
    fields: Option<Fetched>,
}

/// A request with its scrubbed answer.
pub(crate) struct Recorded {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, Vec<String>>,
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// What Zendesk answered, as it came: in memory only.
struct Fetched {
    status: u16,
    headers: HeaderMap,
    body: Option<Value>,
}

/// What the program asked.
#[derive(Clone)]
struct Asked {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
}

impl Recorder {
    /// Starts on a free port of this machine.
    pub async fn start(options: &RecorderOptions) -> Result<Self, Error> {
        let account = account(&options.account)?;
        let http = client(is_loopback(&account)).map_err(|error| Error::Start(error.into()))?;
        let scrubber = Scrubber::new(options.now)?;
        let recording = Recording {
            scrubber,
            recorded: Vec::new(),
            pages: HashMap::new(),
            access_token: None,
            fields: None,
        };
        let site = Arc::new(Site {
            account,
            http,
            pages: options.pages,
            page_size: options.page_size,
            state: Mutex::new(recording),
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(|error| Error::Start(error.into()))?;
        let address = listener.local_addr().map_err(|error| Error::Start(error.into()))?;
        let router = Router::new().fallback(handle).with_state(Arc::clone(&site));
        let server = tokio::spawn(async move {
            // It ends with the recorder, and no sooner.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address: format!("http://{address}"), site, server })
    }

    /// Where the program is to send its requests.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Writes what was recorded so far into a folder that is not there yet, and returns how many requests there
    /// are and what scrubbing could not keep.
    pub async fn write(
        &self,
        folder: &Path,
        connection: &Connection,
    ) -> Result<(usize, Vec<String>), Error> {
        let recording = self.site.state.lock().await;
        scenario::write(folder, connection, &recording.recorded)?;
        Ok((recording.recorded.len(), recording.scrubber.notes.iter().cloned().collect()))
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The account's own address or a loopback one: credentials go nowhere else.
fn account(entered: &str) -> Result<Url, Error> {
    let refused = || Error::Address(entered.split('@').next_back().unwrap_or_default().to_owned());
    let url = Url::parse(entered).map_err(|_| refused())?;
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    let zendesk = url.scheme() == "https"
        && url.port().is_none()
        && url.host_str().is_some_and(|host| host.ends_with(".zendesk.com"));
    let here = matches!(url.scheme(), "http" | "https") && is_loopback(&url);
    if plain && (zendesk || here) { Ok(url) } else { Err(refused()) }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the recorder has its own client: no redirects, time limits"
)]
fn client(loopback: bool) -> Result<reqwest::Client, reqwest::Error> {
    let builder = reqwest::Client::builder()
        .user_agent("inflow-recorder")
        .redirect(Policy::none())
        .referer(false)
        .timeout(TIME_LIMIT);
    if loopback { builder.no_proxy() } else { builder }.build()
}

async fn handle(State(site): State<Arc<Site>>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, 1 << 20).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let path = parts.uri.path();
    let asked = Asked {
        method: parts.method,
        path: path.strip_suffix(".json").unwrap_or(path).to_owned(),
        query: form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect(),
        headers: parts.headers,
        body,
    };
    let reading = asked.method == Method::GET && asked.path.starts_with("/api/v2/");
    let signing_in = asked.method == Method::POST && asked.path == TOKENS;
    if !(reading || signing_in) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut recording = site.state.lock().await;
    site.answer(&mut recording, &asked).await
}

impl Site {
    /// Answers from what is recorded, else from the account.
    async fn answer(&self, recording: &mut Recording, asked: &Asked) -> Response {
        let key = asked.key();
        let known = recording.recorded.iter().find(|one| one.is(asked, &key));
        if let Some(known) = known.filter(|known| known.path != TOKENS) {
            return answer(known.status, HeaderMap::new(), known.body.clone());
        }
        let fetched = match self.fetched(recording, asked).await {
            Ok(fetched) => fetched,
            Err(status) => return answer(status.as_u16(), HeaderMap::new(), String::new()),
        };
        let headers = readable(&fetched.headers);
        let Some(body) = fetched.body.filter(|_| FINAL.contains(&fetched.status)) else {
            // An unreadable success is worth another try.
            let status = if fetched.status == 200 { 502 } else { fetched.status };
            return answer(status, headers, "{}".to_owned());
        };
        if asked.path == TOKENS {
            recording.access_token = body["access_token"].as_str().map(str::to_owned);
        }
        let mut scrubbed = recording.scrubber.answer(&asked.path, &body);
        drop(body);
        self.end_after_pages(recording, asked, &mut scrubbed);
        let body = scrubbed.to_string();
        if !recording.recorded.iter().any(|one| one.is(asked, &key)) {
            recording.recorded.push(Recorded {
                method: asked.method.to_string(),
                path: asked.path.clone(),
                query: key,
                status: fetched.status,
                body: body.clone(),
            });
        }
        answer(fetched.status, headers, body)
    }

    async fn fetched(
        &self,
        recording: &mut Recording,
        asked: &Asked,
    ) -> Result<Fetched, StatusCode> {
        let done = recording.pages.get(&asked.path).copied().unwrap_or(0);
        if asked.path == CALLS && self.pages.is_some_and(|pages| done >= pages) {
            return Ok(no_further_calls(asked));
        }
        if asked.path == VIEWS && recording.fields.is_none() {
            let fields =
                Asked { path: TICKET_FIELDS.to_owned(), query: Vec::new(), ..asked.clone() };
            let fields = self.fetch(recording, &fields).await?;
            recording.scrubber.learn_fields(fields.body.as_ref().unwrap_or(&Value::Null));
            recording.fields = Some(fields);
        }
        let ready = recording.fields.as_ref().is_some_and(|fields| fields.status == 200);
        if asked.path == TICKET_FIELDS && asked.query.is_empty() && ready {
            return recording.fields.replace(Fetched::used()).ok_or(StatusCode::BAD_GATEWAY);
        }
        self.fetch(recording, asked).await
    }

    /// Sends the request on, with what the program knows only in its scrubbed form put back.
    async fn fetch(&self, recording: &Recording, asked: &Asked) -> Result<Fetched, StatusCode> {
        let mut url = self.account.clone();
        url.set_path(&format!("{}{}", self.account.path().trim_end_matches('/'), asked.path));
        if !asked.query.is_empty() {
            url.query_pairs_mut().extend_pairs(self.original_query(recording, asked)?);
        }
        let mut request = self.http.request(asked.method.clone(), url);
        for name in [header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT] {
            if let Some(value) = asked.headers.get(&name) {
                request = request.header(name, value);
            }
        }
        let neutral = asked.headers.get(header::AUTHORIZATION);
        if neutral.is_some_and(|value| value == &format!("Bearer {NEUTRAL_TOKEN}")) {
            let token = recording.access_token.clone().ok_or(StatusCode::UNAUTHORIZED)?;
            let mut headers = HeaderMap::new();
            let mut value = header::HeaderValue::from_str(&format!("Bearer {token}"))
                .map_err(|_| StatusCode::UNAUTHORIZED)?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
            request = request.headers(headers);
        }
        let answer =
            request.body(asked.body.clone()).send().await.map_err(|_| StatusCode::BAD_GATEWAY)?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await.map_err(|_| StatusCode::BAD_GATEWAY)?;
        Ok(Fetched { status, headers, body: serde_json::from_slice(&body).ok() })
    }

    fn original_query(
        &self,
        recording: &Recording,
        asked: &Asked,
    ) -> Result<Vec<(String, String)>, StatusCode> {
        let original = |(name, value): &(String, String)| {
            let value = match name.as_str() {
                "cursor" | "page[after]" => recording
                    .scrubber
                    .original_cursor(value)
                    .ok_or(StatusCode::BAD_REQUEST)?
                    .clone(),
                "per_page" => self.page_size.map_or_else(|| value.clone(), |size| size.to_string()),
                _ => value.clone(),
            };
            Ok((name.clone(), value))
        };
        asked.query.iter().map(original).collect()
    }

    /// Makes the last page that is wanted of an export its end.
    fn end_after_pages(&self, recording: &mut Recording, asked: &Asked, page: &mut Value) {
        let done = recording.pages.entry(asked.path.clone()).or_default();
        // The connection's test asks for calls of the present, and gets none.
        if page["count"] != 0 {
            *done += 1;
        }
        if self.pages.is_some_and(|pages| *done >= pages) && page.get("end_of_stream").is_some() {
            page["end_of_stream"] = json!(true);
        }
    }
}

/// An end that the program takes for one: an empty page.
fn no_further_calls(asked: &Asked) -> Fetched {
    let start = asked.query.iter().find(|(name, _)| name == "start_time");
    let start: Option<i64> = start.and_then(|(_, value)| value.parse().ok());
    let body = json!({"calls": [], "count": 0, "next_page": null, "end_time": start});
    Fetched { status: 200, headers: HeaderMap::new(), body: Some(body) }
}

/// The headers that the program reads: limits, waits, the kind of the body.
fn readable(headers: &HeaderMap) -> HeaderMap {
    let is_read = |name: &str| {
        ["retry-after", "date"].contains(&name)
            || ["x-rate-limit", "ratelimit-", "zendesk-ratelimit-"]
                .iter()
                .any(|of| name.starts_with(of))
    };
    let read = headers.iter().filter(|(name, _)| is_read(name.as_str()));
    read.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn answer(status: u16, headers: HeaderMap, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let kind = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (status, headers, kind, body).into_response()
}

impl Fetched {
    /// In place of an answer that was given away.
    fn used() -> Self {
        Self { status: 0, headers: HeaderMap::new(), body: None }
    }
}

impl Asked {
    /// The parameters that tell requests apart, sorted.
    fn key(&self) -> BTreeMap<String, Vec<String>> {
        let mut key: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in &self.query {
            if !FREE_PARAMETERS.contains(&name.as_str()) {
                key.entry(name.clone()).or_default().push(value.clone());
            }
        }
        for values in key.values_mut() {
            values.sort();
        }
        key
    }
}

impl Recorded {
    fn is(&self, asked: &Asked, key: &BTreeMap<String, Vec<String>>) -> bool {
        self.method == asked.method.as_str() && self.path == asked.path && self.query == *key
    }
}
