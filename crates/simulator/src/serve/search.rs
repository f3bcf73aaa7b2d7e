//! Search, as far as clients use it to read an account: by kind, instants, status and people.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::answer::Answer;
use super::paging::{List, page};
use super::query::Query;
use super::records;
use crate::account::Account;
use crate::instant;
use crate::render;

/// The most results that a search ever gives.
const MOST_RESULTS: usize = 1_000;

/// What can be looked for: the word in a query, and the path of its records.
const KINDS: [(&str, &str); 4] = [
    ("ticket", "tickets"),
    ("user", "users"),
    ("organization", "organizations"),
    ("group", "groups"),
];

/// Records that a query fits, a page of them.
pub(super) fn found(account: &Account, query: &Query) -> Answer {
    let mut rows = match results(account, query) {
        Ok(rows) => rows,
        Err(refusal) => return refusal,
    };
    if query.get("sort_order") == Some("desc") {
        rows.reverse();
    }
    let size = query.number("per_page").unwrap_or(100_usize).clamp(1, 100);
    let number = query.number("page").unwrap_or(1_usize).max(1);
    if (number - 1).saturating_mul(size) >= MOST_RESULTS {
        let description =
            "Invalid search: Requested response size was greater than Search Response Limits";
        let body = json!({"error": "invalid", "description": description});
        return Answer::refused(StatusCode::UNPROCESSABLE_ENTITY, body);
    }
    let asked = query.get("query").unwrap_or_default();
    let mut answer = page(account, query, List { path: "search", key: "results" }, &rows);
    if let Some(body) = answer.json_mut() {
        // What was looked for goes on with the pages.
        for link in ["next_page", "previous_page"] {
            if let Some(url) = body[link].as_str() {
                body[link] = json!(format!("{url}&query={}", escaped(asked)));
            }
        }
        body["facets"] = Value::Null;
    }
    answer
}

/// How many records a query fits.
pub(super) fn count(account: &Account, query: &Query) -> Answer {
    results(account, query)
        .map_or_else(|refusal| refusal, |rows| Answer::ok(json!({"count": rows.len()})))
}

fn results(account: &Account, query: &Query) -> Result<Vec<Value>, Answer> {
    let terms: Vec<Term<'_>> = query
        .get("query")
        .unwrap_or_default()
        .split_whitespace()
        .map(|term| Term::of(term).ok_or_else(|| unknown(term)))
        .collect::<Result<_, _>>()?;
    let kind = terms.iter().find(|term| term.field == "type").map(|term| term.value);
    let wanted = |name: &str| kind.is_none_or(|kind| kind == name);
    let mut rows = Vec::new();
    for (name, path) in KINDS.into_iter().filter(|(name, _)| wanted(name)) {
        let fitting = records_of(account, path)
            .into_iter()
            .filter(|row| terms.iter().all(|term| term.fits(row)));
        rows.extend(fitting.map(|mut row| {
            row["result_type"] = json!(name);
            row
        }));
    }
    Ok(rows)
}

fn records_of(account: &Account, path: &str) -> Vec<Value> {
    if path != "tickets" {
        return records::all(account, path);
    }
    (0..account.ticket_count())
        .map(|number| account.ticket(number))
        .filter(|ticket| !ticket.deleted)
        .map(|ticket| render::ticket::render(&account.catalog, &ticket))
        .collect()
}

fn unknown(term: &str) -> Answer {
    let description = format!("The simulated account cannot search for {term}");
    let body = json!({"error": "invalid", "description": description});
    Answer::refused(StatusCode::UNPROCESSABLE_ENTITY, body)
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// One condition of a query.
struct Term<'a> {
    field: &'a str,
    operator: &'a str,
    value: &'a str,
}

impl<'a> Term<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let place = text.find([':', '<', '>'])?;
        let length = 1 + usize::from(text[place + 1..].starts_with('='));
        let (operator, value) = text[place..].split_at(length);
        let field = text[..place].trim_start_matches("ticket_");
        let known = ["type", "status", "role", "email"].contains(&field) && operator == ":"
            || ["created", "updated", "group_id", "assignee_id"].contains(&field);
        (known && !value.is_empty()).then_some(Self { field, operator, value })
    }

    fn fits(&self, row: &Value) -> bool {
        let field = match self.field {
            "type" => return true,
            "created" => "created_at",
            "updated" => "updated_at",
            field => field,
        };
        let found = match &row[field] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return false,
        };
        // Instants are written alike, so that they compare as texts; a day comes before its instants.
        match self.operator {
            ">" => found.as_str() > self.value,
            ">=" => found.as_str() >= self.value,
            "<" => found.as_str() < self.value,
            "<=" => found.as_str() <= self.value,
            _ if instant::parse(&found).is_some() => found.starts_with(self.value),
            _ => found == self.value,
        }
    }
}
