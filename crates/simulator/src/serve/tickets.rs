//! Tickets one by one and in lists, with what belongs to each: audits, comments, metrics and ratings.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::paging::{List, MOST_ROWS, page, page_of};
use super::query::Query;
use super::records;
use crate::account::{Account, EventRow};
use crate::instant;
use crate::model::Ticket;
use crate::render::{self, HOST, metric};

/// The most audits of a page of all tickets' ones.
const MOST_AUDITS: usize = 1_000;

/// How long a deleted ticket can be brought back.
const DELETED_FOR_SECONDS: i64 = 30 * 86_400;

/// `tickets`: all that are not deleted.
pub(super) fn list(account: &Account, query: &Query) -> Answer {
    let standing = standing(account);
    let row = |place: usize| {
        let ticket = account.ticket(standing[place]);
        render::ticket::render(&account.catalog, &ticket)
    };
    let list = List { path: "tickets", key: "tickets" };
    beside_tickets(account, query, page_of(account, query, list, standing.len(), &row))
}

/// How many tickets are not deleted.
pub(super) fn count(account: &Account, query: &Query) -> Answer {
    records::count_answer(query, standing(account).len())
}

fn standing(account: &Account) -> Vec<usize> {
    (0..account.ticket_count()).filter(|number| !account.ticket(*number).deleted).collect()
}

/// Up to a hundred tickets by their ids; deleted ones are not shown.
pub(super) fn by_ids(account: &Account, query: &Query) -> Answer {
    let ids: Vec<&str> = query.all("ids").into_iter().flat_map(|ids| ids.split(',')).collect();
    if ids.len() > MOST_ROWS {
        return Answer::bad_request("TooManyValues", "Too many ids");
    }
    let found = ids.iter().filter_map(|id| account.ticket_by_id(id.parse().ok()?));
    let rows: Vec<Value> = found
        .filter(|ticket| !ticket.deleted)
        .map(|ticket| render::ticket::render(&account.catalog, &ticket))
        .collect();
    let count = rows.len();
    let body = json!({"tickets": rows, "next_page": null, "previous_page": null, "count": count});
    beside_tickets(account, query, Answer::ok(body))
}

/// One ticket, or something that belongs to it; nothing of a deleted one can be read any more, and of a
/// scrubbed one nothing but itself.
pub(super) fn one(account: &Account, id: &str, part: Option<&str>, query: &Query) -> Answer {
    let found = id.parse().ok().and_then(|id| account.ticket_by_id(id));
    let is_there = |ticket: &Ticket| part.map_or(!ticket.deleted, |_| !ticket.is_gone());
    let Some(ticket) = found.filter(|ticket| is_there(ticket)) else {
        return Answer::no_record();
    };
    match part {
        None => {
            let row = render::ticket::render(&account.catalog, &ticket);
            Answer::ok(json!({"ticket": row}))
        }
        Some("audits") => audits(account, &ticket, query),
        Some("comments") => comments(account, &ticket, query),
        Some("metrics") => {
            Answer::ok(json!({"ticket_metric": metric::render(&account.catalog, &ticket)}))
        }
        Some(_) => Answer::no_endpoint(),
    }
}

fn audits(account: &Account, ticket: &Ticket, query: &Query) -> Answer {
    let row = |number| render::audit::render(&account.catalog, ticket, number);
    let path = format!("tickets/{}/audits", ticket.id);
    let list = List { path: &path, key: "audits" };
    page_of(account, query, list, ticket.events.len(), &row)
}

/// `ticket_audits`: those of all tickets, from the latest back. A link leads back until nothing comes.
pub(super) fn all_audits(account: &Account, query: &Query) -> Answer {
    let mut rows = account.events_from(i64::MIN, usize::MAX);
    rows.retain(|row| !account.ticket(row.ticket).deleted);
    let most = account.options.max_page.unwrap_or(MOST_AUDITS).clamp(1, MOST_AUDITS);
    let size = query.number("limit").unwrap_or(most).clamp(1, most);
    let end = query.number("cursor").unwrap_or(rows.len()).min(rows.len());
    let start = end.saturating_sub(size);
    let audit = |row: &EventRow| {
        render::audit::render(&account.catalog, &account.ticket(row.ticket), row.number)
    };
    let audits: Vec<Value> = rows[start..end].iter().rev().map(audit).collect();
    let link =
        |cursor: usize| format!("{HOST}/api/v2/ticket_audits.json?cursor={cursor}&limit={size}");
    Answer::ok(json!({
        "count": audits.len(),
        "before_url": (end > 0).then(|| link(start)),
        "before_cursor": (end > 0).then(|| start.to_string()),
        "after_url": link((end + size).min(rows.len())),
        "after_cursor": (end + size).min(rows.len()).to_string(),
        "audits": audits,
    }))
}

fn comments(account: &Account, ticket: &Ticket, query: &Query) -> Answer {
    let mut rows: Vec<Value> = (0..ticket.events.len())
        .filter_map(|number| render::audit::comment(ticket, number))
        .collect();
    if query.get("sort_order") == Some("desc") || query.get("sort") == Some("-created_at") {
        rows.reverse();
    }
    let path = format!("tickets/{}/comments", ticket.id);
    page(account, query, List { path: &path, key: "comments" }, &rows)
}

/// `ticket_metrics`: those of all tickets that are not deleted.
pub(super) fn metrics(account: &Account, query: &Query) -> Answer {
    let standing = standing(account);
    let row = |place: usize| metric::render(&account.catalog, &account.ticket(standing[place]));
    let list = List { path: "ticket_metrics", key: "ticket_metrics" };
    page_of(account, query, list, standing.len(), &row)
}

/// The metrics of that id.
pub(super) fn metric(account: &Account, id: &str) -> Answer {
    let found = id.parse().ok().and_then(|id| account.ticket_by_id(metric::ticket_id(id)));
    let found = found.filter(|ticket| !ticket.deleted);
    found.map_or_else(Answer::no_record, |ticket| {
        Answer::ok(json!({"ticket_metric": metric::render(&account.catalog, &ticket)}))
    })
}

/// All satisfaction ratings.
pub(super) fn ratings(account: &Account) -> Vec<Value> {
    (0..account.ticket_count())
        .filter_map(|number| render::ticket::rating(&account.ticket(number)))
        .collect()
}

/// Tickets that were deleted and are not gone yet.
pub(super) fn deleted(account: &Account) -> Vec<Value> {
    let since = account.options.end - DELETED_FOR_SECONDS;
    (0..account.ticket_count())
        .map(|number| account.ticket(number))
        .filter(|ticket| ticket.deleted && !ticket.scrubbed && ticket.updated_at() > since)
        .map(|ticket| {
            let state = ticket.last_state();
            json!({
                "id": ticket.id,
                "subject": state.text("subject"),
                "description": ticket.shown_description(),
                "actor": {"id": ticket.events.last().map(|event| event.author), "name": null},
                "deleted_at": instant::rfc3339(ticket.updated_at()),
                "previous_state": state.text("status"),
            })
        })
        .collect()
}

/// The tags on tickets that are not deleted, the most frequent first.
pub(super) fn tags(account: &Account) -> Vec<Value> {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for number in standing(account) {
        for tag in account.ticket(number).last_state().get("tags").items() {
            *counts.entry(tag).or_default() += 1;
        }
    }
    let mut rows: Vec<(String, usize)> = counts.into_iter().collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    rows.into_iter().map(|(name, count)| json!({"name": name, "count": count})).collect()
}

/// The answer with what `include` asks for beside its tickets.
pub(super) fn beside_tickets(account: &Account, query: &Query, mut answer: Answer) -> Answer {
    let Some(include) = query.get("include") else { return answer };
    let Some(Value::Object(body)) = answer.json_mut() else { return answer };
    let Some(Value::Array(rows)) = body.get_mut("tickets") else { return answer };
    let mut beside = Map::new();
    for wanted in include.split(',') {
        match wanted {
            "metric_sets" => include_metrics(account, rows),
            "users" => {
                let fields = ["requester_id", "submitter_id", "assignee_id"];
                beside.insert("users".to_owned(), named(account, "users", rows, &fields));
            }
            "groups" | "organizations" | "brands" | "ticket_forms" => {
                let field = format!("{}_id", wanted.trim_end_matches('s'));
                beside.insert(wanted.to_owned(), named(account, wanted, rows, &[&field]));
            }
            _ => {}
        }
    }
    body.extend(beside);
    answer
}

fn include_metrics(account: &Account, rows: &mut [Value]) {
    for row in rows {
        let ticket = row["id"].as_i64().and_then(|id| account.ticket_by_id(id));
        let Some((object, ticket)) = row.as_object_mut().zip(ticket) else { continue };
        object.insert("metric_set".to_owned(), metric::render(&account.catalog, &ticket));
    }
}

/// The records that rows name in some of their fields.
fn named(account: &Account, path: &str, rows: &[Value], fields: &[&str]) -> Value {
    let is_named = |record: &Value| {
        rows.iter().any(|row| fields.iter().any(|field| row[*field] == record["id"]))
    };
    records::all(account, path).into_iter().filter(is_named).collect()
}
