//! The account over HTTP. Every request passes [`answer`]: limits and faults, when they come,
//! belong there, before anything else looks at the request.

mod auth;
mod clock;
mod exports;
mod lists;
mod query;
mod situation;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use self::auth::{Gate, Visitor};
use self::query::Query;
pub use self::situation::Situation;
use crate::account::Account;
use crate::render;

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
        }
    }
}

/// What the handlers share.
struct Site {
    account: Arc<Account>,
    gate: Gate,
    situation: Option<Situation>,
}

/// Serves the account on a listener until the future is dropped.
pub async fn serve(
    account: Arc<Account>,
    listener: TcpListener,
    options: ServeOptions,
) -> io::Result<()> {
    let site = Arc::new(Site { account, situation: options.situation, gate: Gate::new(options) });
    let router = Router::new().fallback(handle).with_state(site);
    axum::serve(listener, router).await
}

async fn handle(
    State(site): State<Arc<Site>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(situation) = site.situation {
        return situation.answer(&method, uri.path());
    }
    answer(&site, &method, &uri, &headers, &body).into_response()
}

/// A status and a JSON body.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    body: Value,
}

impl Answer {
    fn ok(body: Value) -> Self {
        Self { status: StatusCode::OK, body }
    }

    fn refused(status: StatusCode, body: Value) -> Self {
        Self { status, body }
    }

    /// There is no such path.
    fn no_endpoint() -> Self {
        Self::refused(
            StatusCode::NOT_FOUND,
            json!({"error": "InvalidEndpoint", "description": "Not found"}),
        )
    }

    /// There is no such record.
    fn no_record() -> Self {
        Self::refused(
            StatusCode::NOT_FOUND,
            json!({"error": "RecordNotFound", "description": "Not found"}),
        )
    }

    fn bad_request(error: &str, description: &str) -> Self {
        Self::refused(StatusCode::BAD_REQUEST, json!({"error": error, "description": description}))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let headers = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
        (self.status, headers, self.body.to_string()).into_response()
    }
}

/// The answer to a request.
fn answer(site: &Site, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Answer {
    let path = uri.path().trim_end_matches('/');
    let path = path.strip_suffix(".json").unwrap_or(path);
    if path == "/oauth/tokens" && method == Method::POST {
        return site.gate.token(body);
    }
    let visitor = site.gate.visitor(headers);
    let Some(path) = path.strip_prefix("/api/v2/").filter(|_| method == Method::GET) else {
        return Answer::no_endpoint();
    };
    let query = Query::of(uri);
    let segments: Vec<&str> = path.split('/').collect();
    match &visitor {
        Visitor::Expired => return auth::expired(),
        Visitor::OutOfScope => return auth::forbidden(),
        Visitor::Anonymous if segments == ["users", "me"] => {
            return Answer::ok(json!({"user": render::lists::anonymous()}));
        }
        Visitor::Anonymous => return auth::unauthenticated(),
        Visitor::Admin(_) | Visitor::Agent(_) => {}
    }
    route(site, &visitor, &segments, &query)
}

fn route(site: &Site, visitor: &Visitor, segments: &[&str], query: &Query) -> Answer {
    let account = &site.account;
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
        ["custom_statuses"] => lists::custom_statuses(account),
        ["ticket_fields"] => lists::ticket_fields(account, query),
        ["tickets", id, "audits"] => lists::audits(account, id, query),
        ["incremental", "tickets", "cursor"] => exports::tickets_by_cursor(account, query),
        ["incremental", "tickets"] => exports::tickets_by_time(account, query, false),
        ["incremental", "tickets", "sample"] => exports::tickets_by_time(account, query, true),
        ["incremental", "ticket_events"] => exports::ticket_events(account, query, false),
        ["incremental", "ticket_events", "sample"] => exports::ticket_events(account, query, true),
        ["channels", "voice", "stats", "incremental", "calls"] => exports::calls(account, query),
        _ => Answer::no_endpoint(),
    }
}
