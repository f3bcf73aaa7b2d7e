//! The account over HTTP. Every request passes [`Site::answer`]: first the limits, then the account's own
//! answer, then the faults, which change it; at last everything is counted.

mod answer;
mod asked;
mod auth;
mod builder;
mod clock;
mod exports;
mod faults;
mod ledger;
mod limits;
mod line;
mod lists;
mod paging;
mod people;
mod query;
mod records;
mod search;
mod situation;
mod talk;
#[cfg(test)]
mod tests;
mod tickets;

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::net::TcpListener;

use self::answer::Answer;
use self::asked::Asked;
use self::auth::{Gate, Visitor};
use self::faults::Faults;
use self::ledger::Ledger;
use self::limits::Limits;
use self::line::{Lines, Switch};
use self::query::Query;
use crate::account::Account;
use crate::render;

pub use self::builder::{Running, SimulatorBuilder};
pub use self::clock::Clock;
pub use self::faults::{FaultKinds, FaultOptions};
pub use self::situation::Situation;

/// Whom the server lets in.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// The admin's address.
    pub username: String,
    /// An agent's address, who may not export.
    pub agent_username: String,
    /// The API token of both.
    pub api_token: String,
    /// The identifier of the OAuth client.
    pub oauth_client_id: String,
    /// Its secret.
    pub oauth_client_secret: String,
    /// What is wrong with the account, so that nobody is let in.
    pub situation: Option<Situation>,
    /// How many requests a minute each export takes; no limit at all where absent.
    pub limit: Option<u32>,
    /// Which faults there are; none unless chosen.
    pub faults: FaultOptions,
    /// What it takes for the present.
    pub clock: Clock,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            username: "admin@example.com".to_owned(),
            agent_username: "agent@example.com".to_owned(),
            api_token: "simulated-token".to_owned(),
            oauth_client_id: "inflow-demo".to_owned(),
            oauth_client_secret: "simulated-secret".to_owned(),
            situation: None,
            limit: None,
            faults: FaultOptions::default(),
            clock: Clock::default(),
        }
    }
}

/// A simulated account that can be served, and tells what it was asked.
#[derive(Clone)]
pub struct Simulator(Arc<Site>);

/// What the handlers share.
struct Site {
    /// The account at each of its stages, one of which is served.
    stages: Vec<Arc<Account>>,
    stage: AtomicUsize,
    situation: Option<Situation>,
    gate: Gate,
    faults: Faults,
    limits: Mutex<Limits>,
    ledger: Mutex<Ledger>,
    clock: Clock,
    begun: Instant,
}

impl Simulator {
    /// A server of the account. Nothing is listened on yet.
    pub fn new(account: Account, options: ServeOptions) -> Self {
        Self::staged(vec![account], options)
    }

    /// The same of an account at several stages, of which there must be one. The first is served until
    /// `POST /_simulator/stage/K` chooses another.
    pub fn staged(stages: Vec<Account>, options: ServeOptions) -> Self {
        Self(Arc::new(Site::new(stages, options)))
    }

    /// Serves the account on a listener until the future is dropped.
    pub async fn serve(&self, listener: TcpListener) -> io::Result<()> {
        let router = Router::new().fallback(handle).with_state(Arc::clone(&self.0));
        let service = router.into_make_service_with_connect_info::<Switch>();
        axum::serve(Lines(listener), service).await
    }

    /// What it was asked so far, in a sentence.
    pub fn summary(&self) -> String {
        let (requests, refused) = self.0.ledger().requests_and_refusals();
        let faults = self.0.faults.count();
        format!(
            "{requests} requests were answered, {refused} of them with 429; {faults} faults were injected"
        )
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Simulator").field("asked", &self.summary()).finish_non_exhaustive()
    }
}

async fn handle(
    State(site): State<Arc<Site>>,
    ConnectInfo(line): ConnectInfo<Switch>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = site.answer(&method, &uri, &headers, &body);
    let answer = answer.with("date", &site.clock.date());
    let (delay, delivery) = (answer.delay, answer.delivery);
    if delay > Duration::ZERO {
        tokio::time::sleep(delay).await;
    }
    let response = answer.into_response();
    let length = axum::body::HttpBody::size_hint(response.body()).lower();
    line.set(delivery, usize::try_from(length).unwrap_or(usize::MAX));
    response
}

impl Site {
    fn new(stages: Vec<Account>, options: ServeOptions) -> Self {
        let stages: Vec<Arc<Account>> = stages.into_iter().map(Arc::new).collect();
        let whole = stages.last().expect("an account has a stage");
        Self {
            faults: Faults::new(Arc::clone(whole), options.faults.clone()),
            limits: Mutex::new(Limits::new(options.limit)),
            ledger: Mutex::default(),
            clock: options.clock,
            begun: Instant::now(),
            situation: options.situation,
            gate: Gate::new(options),
            stages,
            stage: AtomicUsize::new(0),
        }
    }

    /// The account at the stage that is served.
    fn account(&self) -> &Account {
        &self.stages[self.stage.load(Ordering::Relaxed)]
    }

    /// The answer to a request.
    fn answer(&self, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Answer {
        let asked = Asked::of(method, uri, self.clock.now());
        if let Some(command) = asked.path.strip_prefix("/_simulator") {
            return self.control(method, command);
        }
        let answer = match self.limits().take(&asked.endpoint, self.begun.elapsed()) {
            Ok(told) => {
                let answer = self.zendesk(&asked, headers, body);
                told.on(self.faults.disturb(&asked, answer))
            }
            Err(refusal) => refusal,
        };
        self.ledger().note(&asked, &answer);
        answer
    }

    /// What Zendesk answers on a good day.
    fn zendesk(&self, asked: &Asked, headers: &HeaderMap, body: &[u8]) -> Answer {
        if let Some(situation) = self.situation {
            return situation.answer(&asked.method, &asked.path);
        }
        if asked.path == "/oauth/tokens" && asked.method == Method::POST {
            return self.gate.token(body, &self.faults);
        }
        let visitor = self.gate.visitor(headers, &self.faults);
        let Some(segments) = asked.segments().filter(|_| asked.method == Method::GET) else {
            return Answer::no_endpoint();
        };
        match &visitor {
            Visitor::Expired => return auth::expired(),
            Visitor::OutOfScope => return auth::forbidden(),
            Visitor::Anonymous if segments == ["users", "me"] => {
                return Answer::ok(json!({"user": render::lists::anonymous()}));
            }
            Visitor::Anonymous => return auth::unauthenticated(),
            Visitor::Admin(_) | Visitor::Agent(_) => {}
        }
        route(self, &visitor, &segments, asked)
    }

    /// What is no part of Zendesk: what was asked so far, and the switches of faults and stages.
    fn control(&self, method: &Method, command: &str) -> Answer {
        match (method, command) {
            (&Method::GET, "") => {}
            (&Method::POST, "/faults/on") => self.faults.switch(true),
            (&Method::POST, "/faults/off") => self.faults.switch(false),
            (&Method::POST, command) if self.serve_stage(command) => {}
            _ => {
                let known = "GET /_simulator, POST /_simulator/faults/on, POST /_simulator/faults/off \
                             and POST /_simulator/stage/K";
                let error = json!({"error": format!("there are only {known}")});
                return Answer::refused(StatusCode::NOT_FOUND, error);
            }
        }
        Answer::ok(json!({
            "requests": self.ledger().report(),
            "exports": self.limits().report(),
            "faults": self.faults.report(),
            "stage": self.stage.load(Ordering::Relaxed),
        }))
    }

    /// Serves another stage, if that is what is commanded and there is one of that number, from 0.
    fn serve_stage(&self, command: &str) -> bool {
        let number = command.strip_prefix("/stage/").and_then(|number| number.parse().ok());
        let Some(stage) = number.filter(|number| *number < self.stages.len()) else { return false };
        self.stage.store(stage, Ordering::Relaxed);
        true
    }

    fn limits(&self) -> MutexGuard<'_, Limits> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn route(site: &Site, visitor: &Visitor, segments: &[&str], asked: &Asked) -> Answer {
    let (account, query) = (site.account(), &asked.query);
    match segments {
        ["incremental" | "channels", ..] if !matches!(visitor, Visitor::Admin(_)) => {
            auth::forbidden()
        }
        ["users", "me"] => site.gate.me(account, visitor),
        ["users"] => lists::users(account, query),
        ["views"] => lists::views(account, query, false),
        ["views", "active"] => lists::views(account, query, true),
        ["views", "count_many"] => lists::view_counts(account, query),
        ["views", id] => lists::view(account, id),
        ["views", id, "count"] => lists::view_count(account, query, id),
        ["views", id, "tickets"] => lists::view_tickets(account, id, query),
        ["custom_statuses"] => lists::custom_statuses(account),
        ["ticket_fields"] => lists::ticket_fields(account, query),
        ["account", "settings"] => {
            let talk = account.options.has_talk;
            Answer::ok(json!({"settings": render::settings::settings(&account.catalog, talk)}))
        }
        ["users", id, "identities"] => lists::identities(account, id, query),
        ["tickets" | "ticket_metrics" | "ticket_audits", ..] => {
            ticket_route(account, segments, query)
        }
        ["incremental", export @ ..] => export_route(site, export, asked),
        ["channels", "voice", "stats", rest @ ..] => talk::stats(account, rest, query),
        ["search"] => search::found(account, query),
        ["search", "count"] => search::count(account, query),
        _ => records::answer(account, segments, query).unwrap_or_else(Answer::no_endpoint),
    }
}

fn ticket_route(account: &Account, segments: &[&str], query: &Query) -> Answer {
    match segments {
        ["tickets"] => tickets::list(account, query),
        ["tickets", "count"] => tickets::count(account, query),
        ["tickets", "show_many"] => tickets::by_ids(account, query),
        ["tickets", id] => tickets::one(account, id, None, query),
        ["tickets", id, part] => tickets::one(account, id, Some(part), query),
        ["ticket_audits"] => tickets::all_audits(account, query),
        ["ticket_metrics"] => tickets::metrics(account, query),
        ["ticket_metrics", id] => tickets::metric(account, id),
        _ => Answer::no_endpoint(),
    }
}

fn export_route(site: &Site, export: &[&str], asked: &Asked) -> Answer {
    let (account, query) = (site.account(), &asked.query);
    match export {
        ["tickets", "cursor"] => exports::tickets_by_cursor(account, query),
        ["tickets"] => exports::tickets_by_time(account, query, false),
        ["tickets", "sample"] => exports::tickets_by_time(account, query, true),
        ["ticket_events"] => {
            exports::ticket_events(account, query, &site.faults.hidden_events(asked))
        }
        ["ticket_events", "sample"] => exports::ticket_event_sample(account, query),
        ["ticket_metric_events"] => exports::ticket_metric_events(account, query),
        ["users", "cursor"] => people::users_by_cursor(account, query),
        ["users"] => people::by_time(account, query, "users"),
        ["organizations"] => people::by_time(account, query, "organizations"),
        _ => Answer::no_endpoint(),
    }
}
