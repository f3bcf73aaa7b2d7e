//! A Zendesk of recorded answers with a twist: one that sends on, links elsewhere, repeats itself, or
//! fails and repeats what it was sent. It keeps every secret that it gave away.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::program::{Place, Ran, VARIABLE};

/// What the account takes. Each looks different in base64 and percent-encoded.
pub(crate) const USER: &str = "admin@acme.example";
pub(crate) const API_TOKEN: &str = "aPi+t0ken/un?ique&lasting=";
pub(crate) const CLIENT_ID: &str = "inflow-connect";
pub(crate) const CLIENT_SECRET: &str = "cl1ent/s3cret+un?ique&lasting=";

/// The options that name them.
pub(crate) const BY_TOKEN: &[&str] = &["--username", USER, "--api-token-env", VARIABLE];
pub(crate) const BY_CLIENT: &[&str] =
    &["--oauth-client-id", CLIENT_ID, "--oauth-client-secret-env", VARIABLE];

/// The ticket of the recorded account.
pub(crate) const TICKET: &str = "52";

/// What is odd about the server.
#[derive(Default)]
pub(crate) struct Twist {
    /// Every list and export has a second page, and the links to it name this host.
    pub(crate) links_to: Option<String>,
    /// Requests below this path are sent on with this status, to this address.
    pub(crate) redirect: Option<(&'static str, u16, String)>,
    /// The list or export below this path gives the same page for ever.
    pub(crate) repeats: Option<&'static str>,
    /// Access tokens end after a few requests, and every now and then an answer fails.
    pub(crate) is_shaky: bool,
}

/// The server, and what it saw.
pub(crate) struct Zendesk {
    pub(crate) server: MockServer,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    twist: Twist,
    requests: AtomicUsize,
    /// The access tokens that were issued, each with the requests it was good for.
    tokens: Mutex<Vec<(String, usize)>>,
    refuses: AtomicBool,
}

impl Zendesk {
    pub(crate) async fn start() -> Self {
        Self::with(Twist::default()).await
    }

    pub(crate) async fn with(twist: Twist) -> Self {
        let (server, seen) =
            (MockServer::start().await, Arc::new(Seen { twist, ..Seen::default() }));
        Mock::given(any()).respond_with(Answers(seen.clone())).mount(&server).await;
        Self { server, seen }
    }

    /// Connects it to a place by its API token.
    #[track_caller]
    pub(crate) fn connect(&self, place: &Place) -> Ran {
        place.add(API_TOKEN, &self.server.uri(), BY_TOKEN).well()
    }

    /// From now on refuses all credentials, or takes them again.
    pub(crate) fn refuse(&self, refuses: bool) {
        self.seen.refuses.store(refuses, Ordering::Relaxed);
    }

    /// The access tokens that it issued.
    pub(crate) fn issued(&self) -> Vec<String> {
        let tokens = self.seen.tokens.lock().expect("no test panics while it answers");
        tokens.iter().map(|(token, _)| token.clone()).collect()
    }
}

struct Answers(Arc<Seen>);

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let (seen, path) = (&self.0, request.url.path());
        if let Some((below, status, location)) = &seen.twist.redirect
            && path.starts_with(below)
        {
            let answer = ResponseTemplate::new(*status);
            return answer.insert_header("location", format!("{location}{path}").as_str());
        }
        if path == "/oauth/tokens" {
            return seen.token(request);
        }
        let number = seen.requests.fetch_add(1, Ordering::Relaxed);
        if !seen.is_authorized(request) {
            return refusal("invalid_token", request);
        }
        if seen.twist.is_shaky && number % 9 == 4 {
            let page = format!("<html>{}</html>", repeated(request));
            return ResponseTemplate::new(503).set_body_string(page);
        }
        let body = seen.body(path, request);
        if seen.twist.is_shaky && number % 9 == 8 {
            let text = body.to_string();
            return ResponseTemplate::new(200).set_body_string(&text[..text.len() / 2]);
        }
        let status = if path.ends_with("/audits") { 404 } else { 200 };
        ResponseTemplate::new(status).set_body_json(body)
    }
}

impl Seen {
    fn token(&self, request: &Request) -> ResponseTemplate {
        let body: Value = request.body_json().expect("the client asks in JSON");
        if body["client_secret"] != CLIENT_SECRET || self.refuses.load(Ordering::Relaxed) {
            return refusal("invalid_client", request);
        }
        let mut tokens = self.tokens.lock().expect("no test panics while it answers");
        let token = format!("acc3ss+t0ken/{:08}=", tokens.len());
        tokens.push((token.clone(), if self.twist.is_shaky { 4 } else { usize::MAX }));
        ResponseTemplate::new(200).set_body_json(
            json!({"access_token": token, "token_type": "bearer", "expires_in": 900}),
        )
    }

    fn is_authorized(&self, request: &Request) -> bool {
        let sent = authorization(request);
        if self.refuses.load(Ordering::Relaxed) {
            return false;
        }
        if sent == format!("Basic {}", STANDARD.encode(format!("{USER}/token:{API_TOKEN}"))) {
            return true;
        }
        let mut tokens = self.tokens.lock().expect("no test panics while it answers");
        let known = tokens.iter_mut().find(|(token, _)| sent == format!("Bearer {token}"));
        known.is_some_and(|(_, left)| {
            let good = *left > 0;
            *left = left.saturating_sub(1);
            good
        })
    }

    fn body(&self, path: &str, request: &Request) -> Value {
        let mut body = recorded(path);
        if self.twist.repeats.is_some_and(|below| path.starts_with(below)) {
            go_on(&mut body, "https://acme.zendesk.com");
        } else if let Some(host) = &self.twist.links_to {
            let asked_on = request.url.query_pairs().any(|(name, value)| {
                matches!(&*name, "cursor" | "page[after]")
                    || (name == "start_time" && value == NEXT)
            });
            if !asked_on && !path.contains("/voice/") {
                go_on(&mut body, host);
            }
        }
        body
    }
}

/// The start time of a second page.
const NEXT: &str = "1756818000";

/// Makes a page one that has a next one, at a host.
fn go_on(body: &mut Value, host: &str) {
    if body.get("end_of_stream").is_some() {
        body["end_of_stream"] = false.into();
    }
    if body.get("after_cursor").is_some() {
        body["after_cursor"] = "next".into();
        body["after_url"] = format!("{host}/api/v2/incremental/tickets/cursor?cursor=next").into();
    } else if body.get("end_time").is_some() {
        body["end_time"] = NEXT.parse::<i64>().expect("a number").into();
        body["next_page"] = format!("{host}/api/v2/incremental/x?start_time={NEXT}").into();
    } else if body.is_object() {
        let next = format!("{host}/api/v2/x?page%5Bafter%5D=next");
        body["links"] = json!({"next": next});
        body["meta"] = json!({"has_more": true, "after_cursor": "next"});
    }
}

fn recorded(path: &str) -> Value {
    let file = match path.trim_start_matches("/api/v2/") {
        "users/me" => "_common/me.json",
        "users" => "_common/staff.json",
        "views" => "email-then-chat/views.json",
        "custom_statuses" => "_common/custom_statuses.json",
        "ticket_fields" => "_common/ticket_fields.json",
        "incremental/tickets/cursor" => "email-then-chat/tickets.json",
        "incremental/ticket_events" => "email-then-chat/ticket_events.json",
        "channels/voice/stats/incremental/calls" => "_common/no_calls.json",
        _ => "_common/no_audits_404.json",
    };
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let text = std::fs::read_to_string(fixtures.join(file)).expect("the fixture is there");
    serde_json::from_str(&text).expect("the fixture is JSON")
}

fn authorization(request: &Request) -> &str {
    let value = request.headers.get("authorization");
    value.and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// A refusal that repeats what was sent, decoded too: servers do.
fn refusal(code: &str, request: &Request) -> ResponseTemplate {
    ResponseTemplate::new(401)
        .set_body_json(json!({"error": code, "error_description": repeated(request)}))
}

fn repeated(request: &Request) -> String {
    let sent = authorization(request);
    let decoded = sent.strip_prefix("Basic ").and_then(|value| STANDARD.decode(value).ok());
    let decoded = String::from_utf8(decoded.unwrap_or_default()).unwrap_or_default();
    let body = String::from_utf8_lossy(&request.body);
    format!("{} is wrong, that is {} with {body}", sent, decoded.replace('@', " "))
}
