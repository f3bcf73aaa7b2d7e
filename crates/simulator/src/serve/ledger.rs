//! What was asked and answered so far, for whoever watches: `GET /_simulator`.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::answer::Answer;
use super::asked::Asked;

/// Counts requests and answers.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    total: u64,
    by_endpoint: BTreeMap<String, u64>,
    by_status: BTreeMap<u16, u64>,
}

impl Ledger {
    /// Takes note of an answer. One that never reached the client whole counts as well.
    pub(super) fn note(&mut self, asked: &Asked, answer: &Answer) {
        self.total += 1;
        // What nobody offers is one entry, however many names are tried.
        let known = answer.status != StatusCode::NOT_FOUND || asked.endpoint.contains("{id}");
        let endpoint = if known { asked.endpoint.as_str() } else { "not found" };
        *self.by_endpoint.entry(endpoint.to_owned()).or_default() += 1;
        *self.by_status.entry(answer.status.as_u16()).or_default() += 1;
    }

    /// How many requests there were, and how many of them were refused for being too many.
    pub(super) fn requests_and_refusals(&self) -> (u64, u64) {
        (self.total, self.by_status.get(&429).copied().unwrap_or_default())
    }

    /// All that was counted.
    pub(super) fn report(&self) -> Value {
        let (total, refused) = self.requests_and_refusals();
        json!({
            "total": total,
            "refused_for_limits": refused,
            "by_endpoint": self.by_endpoint,
            "by_status": self.by_status.iter().map(|(status, count)| (status.to_string(), json!(count))).collect::<serde_json::Map<_, _>>(),
        })
    }
}
