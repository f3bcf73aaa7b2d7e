//! Pages of lists that are not exports: by cursor if the request speaks of one, else by number.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::query::Query;
use crate::account::Account;
use crate::render::HOST;

/// The most rows of a list's page, and of records by their ids.
pub(super) const MOST_ROWS: usize = 100;

/// The most pages that can be asked for by number.
const MOST_PAGES: usize = 100;

/// Where a list lies, and what holds its rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct List<'a> {
    /// The path below `/api/v2/`.
    pub(super) path: &'a str,
    /// The member of the body.
    pub(super) key: &'a str,
}

/// A page of rows that are there already.
pub(super) fn page(account: &Account, query: &Query, list: List<'_>, rows: &[Value]) -> Answer {
    page_of(account, query, list, rows.len(), &|place| rows[place].clone())
}

/// A page of a number of rows, of which only those that are shown are written.
pub(super) fn page_of(
    account: &Account,
    query: &Query,
    list: List<'_>,
    count: usize,
    row: &dyn Fn(usize) -> Value,
) -> Answer {
    let most = account.options.max_page.unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS);
    let by_cursor = query.get("page[size]").is_some() || query.get("page[after]").is_some();
    let size = query.number(if by_cursor { "page[size]" } else { "per_page" });
    let size = size.unwrap_or(most).clamp(1, most);
    let page = if by_cursor {
        page_by_cursor(query, list, count, size)
    } else {
        page_by_number(query, list, count, size)
    };
    match page {
        Ok((mut body, start)) => {
            let rows = (start.min(count)..(start + size).min(count)).map(row).collect();
            body.insert(list.key.to_owned(), Value::Array(rows));
            Answer::ok(Value::Object(body))
        }
        Err(refusal) => refusal,
    }
}

/// What is said about a page beside its rows, and its first row.
type Page = Result<(Map<String, Value>, usize), Answer>;

fn page_by_cursor(query: &Query, list: List<'_>, count: usize, size: usize) -> Page {
    let start = match query.get("page[after]").map(decode) {
        Some(Some(start)) => start,
        None => 0,
        Some(None) => return Err(Answer::bad_request("InvalidValue", "Invalid cursor")),
    };
    let end = start.saturating_add(size).min(count);
    let cursor = STANDARD.encode(format!("place:{end}"));
    // There is a next link even after the last page; only `has_more` tells.
    let next =
        (start < end).then(|| format!("{HOST}/api/v2/{}.json?page%5Bafter%5D={cursor}", list.path));
    let mut body = Map::new();
    body.insert(
        "meta".to_owned(),
        json!({"has_more": end < count, "after_cursor": cursor, "before_cursor": null}),
    );
    body.insert("links".to_owned(), json!({"next": next, "prev": null}));
    Ok((body, start.min(count)))
}

fn decode(cursor: &str) -> Option<usize> {
    let text = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
    text.strip_prefix("place:")?.parse().ok()
}

fn page_by_number(query: &Query, list: List<'_>, count: usize, size: usize) -> Page {
    let number: usize = query.number("page").unwrap_or(1).max(1);
    if number > MOST_PAGES {
        return Err(Answer::refused(
            StatusCode::BAD_REQUEST,
            json!({"errors": [{"code": "InvalidPaginationDepth", "title": "Invalid pagination depth",
                "detail": "Offset pagination ends after 100 pages; use cursor pagination"}]}),
        ));
    }
    let link =
        |number: usize| format!("{HOST}/api/v2/{}.json?page={number}&per_page={size}", list.path);
    let next = (number * size < count).then(|| link(number + 1));
    let previous = (number > 1).then(|| link(number - 1));
    let mut body = Map::new();
    body.insert("count".to_owned(), json!(count));
    body.insert("next_page".to_owned(), json!(next));
    body.insert("previous_page".to_owned(), json!(previous));
    Ok((body, (number - 1) * size))
}
