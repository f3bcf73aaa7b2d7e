//! The incremental exports, each with its own paging and its own behaviour at the edges.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::answer::Answer;
use super::query::Query;
use super::tickets::beside_tickets;
use crate::account::{Account, EventRow, TicketRow};
use crate::render::{self, HOST};

/// The most rows that a page of an export ever has.
pub(super) const MOST_ROWS: usize = 1_000;

/// The most rows of a sample.
const SAMPLE_ROWS: usize = 50;

/// How many rows a page has: what was asked, within what the account and Zendesk allow.
pub(super) fn page_size(account: &Account, query: &Query) -> usize {
    let asked = query.number("per_page").unwrap_or(MOST_ROWS);
    asked.min(account.options.max_page.unwrap_or(MOST_ROWS)).clamp(1, MOST_ROWS)
}

/// The start time, which must lie more than a minute back.
pub(super) fn start_time(query: &Query) -> Result<i64, Answer> {
    let start = any_start_time(query)?;
    if start > query.asked_at - 60 {
        return Err(Answer::refused(
            StatusCode::BAD_REQUEST,
            json!({"error": "StartTimeTooRecent", "description": "Too recent start_time. Use a start_time older than 60 seconds"}),
        ));
    }
    Ok(start)
}

/// The start time of an export that takes the present as well: clients ask so what they may read.
pub(super) fn any_start_time(query: &Query) -> Result<i64, Answer> {
    query.seconds("start_time").ok_or_else(|| {
        Answer::bad_request("InvalidValue", "Missing or invalid parameter: start_time")
    })
}

/// Tickets by cursor: strictly ordered by (generated timestamp, id), pages exactly as long as asked.
pub(super) fn tickets_by_cursor(account: &Account, query: &Query) -> Answer {
    let position = match query.get("cursor") {
        Some(cursor) => match decode(cursor) {
            // The cursor names the last row that was given; the next one follows it.
            Some((at, id)) => (at, id + 1),
            None => return Answer::bad_request("InvalidValue", "Invalid cursor"),
        },
        None => match start_time(query) {
            Ok(start) => (start, i64::MIN),
            Err(refusal) => return refusal,
        },
    };
    let size = page_size(account, query);
    let shown = |row: &TicketRow| is_shown(account, query, *row);
    let (rows, last) = shown_tickets(account, position, size, &shown);
    let more = last.is_some_and(|last| !account.tickets_from(last.at, last.id + 1, 1).is_empty());
    let cursor = last
        .map(|last| encode(last.at, last.id))
        .or_else(|| query.get("cursor").map(ToOwned::to_owned));
    let url = |cursor: &Option<String>| {
        // The link leaves out what else was asked for.
        cursor.as_ref().map(|cursor| {
            format!("{HOST}/api/v2/incremental/tickets/cursor.json?cursor={}", escaped(cursor))
        })
    };
    let body = json!({
        "after_url": url(&cursor),
        "after_cursor": cursor,
        "before_url": null,
        "before_cursor": null,
        "end_of_stream": !more,
    });
    let rows = rows.iter().map(|row| ticket(account, *row)).collect();
    beside_tickets(account, query, Answer::ok(with_rows(body, "tickets", rows)))
}

/// Rows from a place on that are to be shown, and the last row that was looked at.
fn shown_tickets(
    account: &Account,
    mut position: (i64, i64),
    size: usize,
    shown: &dyn Fn(&TicketRow) -> bool,
) -> (Vec<TicketRow>, Option<TicketRow>) {
    let mut rows = Vec::new();
    let mut last = None;
    while rows.len() < size {
        let found = account.tickets_from(position.0, position.1, size - rows.len());
        let Some(end) = found.last().copied() else { break };
        position = (end.at, end.id + 1);
        last = Some(end);
        rows.extend(found.into_iter().filter(shown));
    }
    (rows, last)
}

/// Tickets that only a bot worked on are left out unless asked for; deleted ones are not.
fn is_shown(account: &Account, query: &Query, row: TicketRow) -> bool {
    let ticket = account.ticket(row.ticket);
    let support_type = ticket.support_type.unwrap_or("agent");
    let scope = query.get("support_type_scope").unwrap_or("agent");
    let without_deleted = query.get("exclude_deleted") == Some("true");
    (scope == "all" || scope == support_type) && !(without_deleted && ticket.deleted)
}

fn ticket(account: &Account, row: TicketRow) -> Value {
    render::ticket::render(&account.catalog, &account.ticket(row.ticket))
}

pub(super) fn encode(at: i64, id: i64) -> String {
    STANDARD.encode(format!("{at}.0||{id}|"))
}

pub(super) fn decode(cursor: &str) -> Option<(i64, i64)> {
    let text = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
    let (at, id) = text.strip_suffix('|')?.split_once(".0||")?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

pub(super) fn escaped(cursor: &str) -> String {
    cursor.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

/// Which rows of a time-based page are given, and the time to continue from.
///
/// `times` are the rows' instants from the start time on, up to one more than the longest page. A
/// page grows so that it does not part a second, as long as it stays below Zendesk's own limit; a
/// page that must part one is continued from that same second, so rows come again.
pub(super) fn time_page(times: &[i64], start: i64, size: usize) -> (usize, i64, bool) {
    let mut length = size.min(times.len());
    let Some(last) = length.checked_sub(1).map(|place| times[place]) else {
        return (0, start, true);
    };
    while length < MOST_ROWS && times.get(length) == Some(&last) {
        length += 1;
    }
    if length == times.len() {
        return (length, last, true);
    }
    let parted = times[length] == last;
    // A whole second was given: going on from it would give it again, which is harmless unless
    // nothing else would ever be given.
    let step = !parted && (length > size || last == start);
    (length, if step { last + 1 } else { last }, false)
}

pub(super) fn time_answer(
    key: &str,
    path: &str,
    rows: Vec<Value>,
    end_time: i64,
    end_of_stream: bool,
) -> Answer {
    let count = rows.len();
    let next_page = format!("{HOST}/api/v2/{path}.json?start_time={end_time}");
    let body = json!({"count": count, "end_time": end_time, "end_of_stream": end_of_stream, "next_page": next_page});
    Answer::ok(with_rows(body, key, rows))
}

/// The rows beside what is said about them; they are moved, for pages are long.
pub(super) fn with_rows(mut body: Value, key: &str, rows: Vec<Value>) -> Value {
    body.as_object_mut().expect("written as an object").insert(key.to_owned(), Value::Array(rows));
    body
}

/// Tickets by time.
pub(super) fn tickets_by_time(account: &Account, query: &Query, sample: bool) -> Answer {
    let start = match start_time(query) {
        Ok(start) => start,
        Err(refusal) => return refusal,
    };
    let mut rows = account.tickets_from(start, i64::MIN, MOST_ROWS + 1);
    if sample {
        rows.truncate(SAMPLE_ROWS);
    }
    let times: Vec<i64> = rows.iter().map(|row| row.at).collect();
    let (length, end_time, end) = time_page(&times, start, page_size(account, query));
    let shown = rows[..length].iter().filter(|row| is_shown(account, query, **row));
    let written = shown.map(|row| ticket(account, *row)).collect();
    let answer = time_answer("tickets", "incremental/tickets", written, end_time, end);
    beside_tickets(account, query, answer)
}

/// Ticket events, by time; inside a second in no order that means anything. Hidden ones, by id, are left
/// out.
pub(super) fn ticket_events(account: &Account, query: &Query, hidden: &BTreeSet<i64>) -> Answer {
    let start = match start_time(query) {
        Ok(start) => start,
        Err(refusal) => return refusal,
    };
    let mut rows = account.events_from(start, MOST_ROWS + 1 + hidden.len());
    if !hidden.is_empty() {
        rows.retain(|row| !hidden.contains(&account.ticket(row.ticket).events[row.number].id));
    }
    rows.truncate(MOST_ROWS + 1);
    event_page(account, query, start, &rows)
}

/// The first few ticket events from a time on.
pub(super) fn ticket_event_sample(account: &Account, query: &Query) -> Answer {
    start_time(query).map_or_else(
        |refusal| refusal,
        |start| event_page(account, query, start, &account.events_from(start, SAMPLE_ROWS)),
    )
}

fn event_page(account: &Account, query: &Query, start: i64, rows: &[EventRow]) -> Answer {
    let times: Vec<i64> = rows.iter().map(|row| row.at).collect();
    let (length, end_time, end) = time_page(&times, start, page_size(account, query));
    let with_comments =
        query.get("include").is_some_and(|include| include.contains("comment_events"));
    let write = |row: &EventRow| {
        let ticket = account.ticket(row.ticket);
        render::event::render(&account.catalog, &ticket, row.number, with_comments)
    };
    let written = rows[..length].iter().map(write).collect();
    time_answer("ticket_events", "incremental/ticket_events", written, end_time, end)
}

/// When the clocks of tickets started and stopped, by time; a page holds what a number of ticket events did.
pub(super) fn ticket_metric_events(account: &Account, query: &Query) -> Answer {
    let start = match any_start_time(query) {
        Ok(start) => start,
        Err(refusal) => return refusal,
    };
    let rows = account.events_from(start, MOST_ROWS + 1);
    let times: Vec<i64> = rows.iter().map(|row| row.at).collect();
    let (length, end_time, end) = time_page(&times, start, page_size(account, query));
    let clocks = |row: &EventRow| {
        render::metric::events(&account.catalog, &account.ticket(row.ticket), row.number)
    };
    let written = rows[..length].iter().flat_map(clocks).collect();
    let path = "incremental/ticket_metric_events";
    time_answer("ticket_metric_events", path, written, end_time, end)
}
