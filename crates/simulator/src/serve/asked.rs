//! A request, as far as the answer depends on it.

use axum::http::{Method, Uri};

use super::query::Query;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) method: Method,
    /// The path without its form (`.json`).
    pub(super) path: String,
    /// The path below `/api/v2/`, with `{id}` for each number: requests are counted by it.
    pub(super) endpoint: String,
    pub(super) query: Query,
}

impl Asked {
    /// Reads a request's method and address, and notes when it came.
    pub(super) fn of(method: &Method, uri: &Uri, at: i64) -> Self {
        let path = uri.path().trim_end_matches('/');
        let path = path.strip_suffix(".json").unwrap_or(path).to_owned();
        let named = path.strip_prefix("/api/v2/").unwrap_or(path.trim_start_matches('/'));
        let without_ids = named.split('/').map(|part| match part.parse::<i64>() {
            Ok(_) => "{id}",
            Err(_) => part,
        });
        let endpoint = without_ids.collect::<Vec<_>>().join("/");
        Self { method: method.clone(), path, endpoint, query: Query::of(uri, at) }
    }

    /// The parts of the path below `/api/v2/`, if it lies there.
    pub(super) fn segments(&self) -> Option<Vec<&str>> {
        Some(self.path.strip_prefix("/api/v2/")?.split('/').collect())
    }

    /// Whether an export that tells its end is asked.
    pub(super) fn is_ticket_export(&self) -> bool {
        matches!(self.endpoint.as_str(), "incremental/tickets/cursor" | "incremental/ticket_events")
    }

    /// Whether an export is asked.
    pub(super) fn is_export(&self) -> bool {
        self.is_ticket_export() || self.endpoint == "channels/voice/stats/incremental/calls"
    }

    /// Where an export is asked to go on.
    pub(super) fn position(&self) -> Option<&str> {
        self.query.get("cursor").or_else(|| self.query.get("start_time"))
    }
}
