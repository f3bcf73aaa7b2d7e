//! The exports of users and organizations.

use serde_json::{Value, json};

use super::answer::Answer;
use super::exports::{
    MOST_ROWS, any_start_time, decode, encode, escaped, page_size, start_time, time_answer,
    with_rows,
};
use super::query::Query;
use super::records;
use crate::account::Account;
use crate::instant;
use crate::render::HOST;

/// Users by cursor, in the order of (last change, id).
pub(super) fn users_by_cursor(account: &Account, query: &Query) -> Answer {
    let position = match query.get("cursor") {
        Some(cursor) => match decode(cursor) {
            Some((at, id)) => (at, id + 1),
            None => return Answer::bad_request("InvalidValue", "Invalid cursor"),
        },
        None => match start_time(query) {
            Ok(start) => (start, i64::MIN),
            Err(refusal) => return refusal,
        },
    };
    let mut users = changed_since(account, "users", position.0);
    users.retain(|(place, _)| *place >= position);
    let size = page_size(account, query).min(users.len());
    let more = size < users.len();
    let last = size.checked_sub(1).map(|last| users[last].0);
    let cursor =
        last.map(|(at, id)| encode(at, id)).or_else(|| query.get("cursor").map(ToOwned::to_owned));
    let url = cursor.as_ref().map(|cursor| {
        format!("{HOST}/api/v2/incremental/users/cursor.json?cursor={}", escaped(cursor))
    });
    let body = json!({
        "after_url": url, "after_cursor": cursor, "before_url": null, "before_cursor": null,
        "end_of_stream": !more,
    });
    let rows = users.into_iter().take(size).map(|(_, row)| row).collect();
    Answer::ok(with_rows(body, "users", rows))
}

/// Users or organizations by time: the account is small enough for a page.
pub(super) fn by_time(account: &Account, query: &Query, key: &str) -> Answer {
    let start = match any_start_time(query) {
        Ok(start) => start,
        Err(refusal) => return refusal,
    };
    let changed = changed_since(account, key, start);
    debug_assert!(changed.len() <= MOST_ROWS, "an account has a few dozen users");
    let end_time = changed.last().map_or(start, |((at, _), _)| *at);
    let rows = changed.into_iter().map(|(_, row)| row).collect();
    time_answer(key, &format!("incremental/{key}"), rows, end_time, true)
}

/// Records with their places in an export, from an instant on.
fn changed_since(account: &Account, path: &str, start: i64) -> Vec<((i64, i64), Value)> {
    let place = |row: &Value| {
        let at = row["updated_at"].as_str().and_then(instant::parse);
        (at.unwrap_or_default(), row["id"].as_i64().unwrap_or_default())
    };
    let mut rows: Vec<_> =
        records::all(account, path).into_iter().map(|row| (place(&row), row)).collect();
    rows.retain(|((at, _), _)| *at >= start);
    rows.sort_by_key(|(place, _)| *place);
    rows
}
