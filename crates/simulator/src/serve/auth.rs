//! Who asks, and what they are told when they may not.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::ServeOptions;
use super::answer::Answer;
use super::faults::Faults;
use crate::account::Account;
use crate::dice::scatter;
use crate::render;

/// Who asks.
#[derive(Debug)]
pub(super) enum Visitor {
    /// An admin, by address.
    Admin(String),
    /// An agent, by address.
    Agent(String),
    /// Nobody known: Zendesk answers `users/me` to them all the same.
    Anonymous,
    /// Somebody with a bearer token that is none, or no more.
    Expired,
    /// Somebody whose token has no scope that means anything.
    OutOfScope,
}

/// Knows the credentials, and the tokens that it issued.
pub(super) struct Gate {
    options: ServeOptions,
    tokens: Mutex<BTreeMap<String, Token>>,
    issued: AtomicU64,
}

/// An issued access token.
#[derive(Debug)]
struct Token {
    /// Whether its scope lets read.
    reads: bool,
    /// How many more requests it is good for, where it ends early.
    uses_left: Option<u64>,
}

impl Gate {
    pub(super) fn new(options: ServeOptions) -> Self {
        Self { options, tokens: Mutex::default(), issued: AtomicU64::new(0) }
    }

    /// Whom the headers speak for.
    pub(super) fn visitor(&self, headers: &HeaderMap, faults: &Faults) -> Visitor {
        let header = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let (scheme, secret) = header.split_once(' ').unwrap_or_default();
        if scheme.eq_ignore_ascii_case("bearer") {
            return self.bearer(secret, faults);
        }
        let decoded = STANDARD
            .decode(secret)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .unwrap_or_default();
        match decoded.split_once("/token:") {
            Some((user, token))
                if token == self.options.api_token && user == self.options.username =>
            {
                Visitor::Admin(user.to_owned())
            }
            Some((user, token))
                if token == self.options.api_token && user == self.options.agent_username =>
            {
                Visitor::Agent(user.to_owned())
            }
            _ => Visitor::Anonymous,
        }
    }

    fn bearer(&self, secret: &str, faults: &Faults) -> Visitor {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        match tokens.get_mut(secret) {
            Some(Token { uses_left: Some(0), .. }) => {
                tokens.remove(secret);
                faults.note_token_end();
                Visitor::Expired
            }
            Some(token) => {
                token.uses_left = token.uses_left.map(|left| left - 1);
                if token.reads {
                    Visitor::Admin(self.options.username.clone())
                } else {
                    Visitor::OutOfScope
                }
            }
            None => Visitor::Expired,
        }
    }

    /// `users/me`.
    pub(super) fn me(&self, account: &Account, visitor: &Visitor) -> Answer {
        let (Visitor::Admin(address) | Visitor::Agent(address)) = visitor else {
            return Answer::ok(json!({"user": render::lists::anonymous()}));
        };
        // Other addresses than the account's own may be configured; they stand for its first two users.
        let fallback = usize::from(*address != self.options.username);
        let user =
            account.catalog.user_by_email(address).unwrap_or(&account.catalog.users[fallback]);
        Answer::ok(json!({"user": render::lists::user(user)}))
    }

    /// `POST /oauth/tokens`, with a JSON or a form body.
    pub(super) fn token(&self, body: &[u8], faults: &Faults) -> Answer {
        let fields = fields_of(body);
        let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
        if field("grant_type") != "client_credentials" {
            return oauth_error(StatusCode::BAD_REQUEST, "unsupported_grant_type");
        }
        let known = field("client_id") == self.options.oauth_client_id
            && field("client_secret") == self.options.oauth_client_secret;
        if !known {
            return unknown_client();
        }
        let scope = if field("scope").is_empty() { "read" } else { field("scope") };
        let number = self.issued.fetch_add(1, Ordering::Relaxed);
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let token = format!("simulated{:016x}{:016x}", scatter(number), scatter(!number));
        // Any scope gets a token; only some open a door.
        let reads = scope.split_whitespace().any(|scope| scope == "read");
        tokens.insert(token.clone(), Token { reads, uses_left: faults.token_uses(number) });
        Answer::ok(
            json!({"access_token": token, "token_type": "bearer", "scope": scope, "expires_in": 1_800}),
        )
    }
}

fn fields_of(body: &[u8]) -> BTreeMap<String, String> {
    if let Ok(Value::Object(object)) = serde_json::from_slice(body) {
        return object
            .into_iter()
            .filter_map(|(name, value)| value.as_str().map(|value| (name, value.to_owned())))
            .collect();
    }
    let text = String::from_utf8_lossy(body);
    let uri = format!("/?{text}").parse::<axum::http::Uri>().unwrap_or_default();
    axum::extract::Query::try_from_uri(&uri).map(|query| query.0).unwrap_or_default()
}

fn oauth_error(status: StatusCode, error: &str) -> Answer {
    let description = "Client authentication failed or the grant is not supported.";
    Answer::refused(status, json!({"error": error, "error_description": description}))
}

/// A client that is unknown, or has another secret.
pub(super) fn unknown_client() -> Answer {
    oauth_error(StatusCode::UNAUTHORIZED, "invalid_client")
}

/// Missing or wrong credentials.
pub(super) fn unauthenticated() -> Answer {
    Answer::refused(StatusCode::UNAUTHORIZED, json!({"error": "Couldn't authenticate you"}))
}

/// A bearer token that is none, or no more.
pub(super) fn expired() -> Answer {
    let description =
        "The access token provided is expired, revoked, malformed or invalid for other reasons.";
    Answer::refused(
        StatusCode::UNAUTHORIZED,
        json!({"error": "invalid_token", "error_description": description}),
    )
}

/// A role or scope that does not reach so far.
pub(super) fn forbidden() -> Answer {
    let message = "You do not have access to this page. Please contact the account owner of this help desk for \
                   further help.";
    Answer::refused(
        StatusCode::FORBIDDEN,
        json!({"error": {"title": "Forbidden", "message": message}}),
    )
}
