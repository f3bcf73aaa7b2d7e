//! Users, views, custom statuses, ticket fields and audits: the lists that are not exports.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::query::Query;
use crate::account::Account;
use crate::instant;
use crate::model::Ticket;
use crate::render::{self, HOST};
use crate::views::View;

/// The most rows of a list's page.
const MOST_ROWS: usize = 100;

/// Views with so many tickets are not counted anew each time.
const LARGE_VIEW: usize = 50;

/// The most pages that can be asked for by number.
const MOST_PAGES: usize = 100;

/// `users`, by role if asked.
pub(super) fn users(account: &Account, query: &Query) -> Answer {
    let roles = query.all("role");
    let rows = account
        .catalog
        .users
        .iter()
        .filter(|user| roles.is_empty() || roles.contains(&user.role))
        .map(render::lists::user)
        .collect();
    page(account, query, "users", "users", rows)
}

/// `views`, inactive ones included unless asked otherwise.
pub(super) fn views(account: &Account, query: &Query, only_active: bool) -> Answer {
    let wanted = if only_active { Some("true") } else { query.get("active") };
    let rows = account
        .views
        .iter()
        .enumerate()
        .filter(|(_, view)| wanted.is_none_or(|wanted| (wanted == "true") == view.active))
        .map(|(position, view)| render::lists::view(view, position))
        .collect();
    page(account, query, "views", "views", rows)
}

/// One view.
pub(super) fn view(account: &Account, id: &str) -> Answer {
    let found = account.views.iter().position(|view| view.id.to_string() == id);
    found.map_or_else(Answer::no_record, |place| {
        Answer::ok(json!({"view": render::lists::view(&account.views[place], place)}))
    })
}

/// How many tickets up to twenty views hold now.
pub(super) fn view_counts(account: &Account, query: &Query) -> Answer {
    let ids: Vec<&str> = query.all("ids").into_iter().flat_map(|ids| ids.split(',')).collect();
    if ids.len() > 20 {
        return Answer::bad_request("TooManyValues", "Too many ids");
    }
    let asked = |view: &&View| ids.contains(&view.id.to_string().as_str());
    let views: Vec<&View> = account.views.iter().filter(asked).collect();
    let held = account.tickets_in_views(&views, query.asked_at);
    let rows: Vec<Value> = views
        .iter()
        .zip(held)
        .map(|(view, held)| {
            json!({
                "view_id": view.id,
                "url": format!("{HOST}/api/v2/views/{}/count.json", view.id),
                "value": held.len(),
                "pretty": held.len().to_string(),
                // The counts of large views are kept for a while.
                "fresh": held.len() < LARGE_VIEW,
                "active": view.active,
            })
        })
        .collect();
    Answer::ok(json!({"view_counts": rows}))
}

/// The tickets that a view holds now.
pub(super) fn view_tickets(account: &Account, id: &str, query: &Query) -> Answer {
    let Some(view) = account.views.iter().find(|view| view.id.to_string() == id) else {
        return Answer::no_record();
    };
    let held = account.tickets_in_views(&[view], query.asked_at);
    let row = |number: &usize| moment(&account.ticket(*number));
    let rows = held.iter().flatten().map(row).collect();
    page(account, query, "tickets", &format!("views/{id}/tickets"), rows)
}

/// Up to a hundred tickets by their ids; deleted ones are not shown.
pub(super) fn tickets(account: &Account, query: &Query) -> Answer {
    let ids: Vec<&str> = query.all("ids").into_iter().flat_map(|ids| ids.split(',')).collect();
    if ids.len() > MOST_ROWS {
        return Answer::bad_request("TooManyValues", "Too many ids");
    }
    let found = ids.iter().filter_map(|id| account.ticket_by_id(id.parse().ok()?));
    let rows: Vec<Value> =
        found.filter(|ticket| !ticket.deleted).map(|ticket| moment(&ticket)).collect();
    let count = rows.len();
    Answer::ok(json!({"tickets": rows, "next_page": null, "previous_page": null, "count": count}))
}

/// What of a ticket tells whether it changed.
fn moment(ticket: &Ticket) -> Value {
    let state = ticket.last_state();
    json!({
        "id": ticket.id,
        "subject": state.text("subject"),
        "status": state.text("status"),
        "updated_at": instant::rfc3339(ticket.updated_at()),
    })
}

/// `custom_statuses`: one page, always.
pub(super) fn custom_statuses(account: &Account) -> Answer {
    let rows: Vec<Value> =
        account.catalog.statuses.iter().map(render::lists::custom_status).collect();
    Answer::ok(json!({"custom_statuses": rows}))
}

/// `ticket_fields`: all at once unless pages are asked for.
pub(super) fn ticket_fields(account: &Account, query: &Query) -> Answer {
    let rows = render::lists::ticket_fields(&account.catalog);
    if query.get("page[size]").is_some() || query.get("page[after]").is_some() {
        return page(account, query, "ticket_fields", "ticket_fields", rows);
    }
    let count = rows.len();
    Answer::ok(
        json!({"ticket_fields": rows, "next_page": null, "previous_page": null, "count": count}),
    )
}

/// A ticket's audits; those of a deleted ticket cannot be read any more.
pub(super) fn audits(account: &Account, id: &str, query: &Query) -> Answer {
    let found = id.parse().ok().and_then(|id| account.ticket_by_id(id));
    let Some(ticket) = found.filter(|ticket| !ticket.deleted) else {
        return Answer::no_record();
    };
    let rows = (0..ticket.events.len())
        .map(|number| render::audit::render(&account.catalog, &ticket, number))
        .collect();
    page(account, query, "audits", &format!("tickets/{id}/audits"), rows)
}

/// A page of a list: by cursor if the request speaks of one, else by number.
fn page(account: &Account, query: &Query, key: &str, path: &str, rows: Vec<Value>) -> Answer {
    let most = account.options.max_page.unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS);
    if query.get("page[size]").is_some() || query.get("page[after]").is_some() {
        let size = query.number("page[size]").unwrap_or(most).clamp(1, most);
        page_by_cursor(query, key, path, rows, size)
    } else {
        let size = query.number("per_page").unwrap_or(most).clamp(1, most);
        page_by_number(query, key, path, rows, size)
    }
}

fn page_by_cursor(query: &Query, key: &str, path: &str, rows: Vec<Value>, size: usize) -> Answer {
    let start = match query.get("page[after]").map(decode) {
        Some(Some(start)) => start,
        None => 0,
        Some(None) => return Answer::bad_request("InvalidValue", "Invalid cursor"),
    };
    let end = (start + size).min(rows.len());
    let more = end < rows.len();
    let cursor = STANDARD.encode(format!("place:{end}"));
    let shown: Vec<Value> = rows.into_iter().skip(start).take(size).collect();
    // There is a next link even after the last page; only `has_more` tells.
    let next =
        (!shown.is_empty()).then(|| format!("{HOST}/api/v2/{path}.json?page%5Bafter%5D={cursor}"));
    let mut body = Map::new();
    body.insert(
        "meta".to_owned(),
        json!({"has_more": more, "after_cursor": cursor, "before_cursor": null}),
    );
    body.insert("links".to_owned(), json!({"next": next, "prev": null}));
    body.insert(key.to_owned(), Value::Array(shown));
    Answer::ok(Value::Object(body))
}

fn decode(cursor: &str) -> Option<usize> {
    let text = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
    text.strip_prefix("place:")?.parse().ok()
}

fn page_by_number(query: &Query, key: &str, path: &str, rows: Vec<Value>, size: usize) -> Answer {
    let number: usize = query.number("page").unwrap_or(1).max(1);
    if number > MOST_PAGES {
        return Answer::refused(
            StatusCode::BAD_REQUEST,
            json!({"errors": [{"code": "InvalidPaginationDepth", "title": "Invalid pagination depth",
                "detail": "Offset pagination ends after 100 pages; use cursor pagination"}]}),
        );
    }
    let link = |number: usize| format!("{HOST}/api/v2/{path}.json?page={number}&per_page={size}");
    let count = rows.len();
    let next = (number * size < count).then(|| link(number + 1));
    let previous = (number > 1).then(|| link(number - 1));
    let shown: Vec<Value> = rows.into_iter().skip((number - 1) * size).take(size).collect();
    let mut body = Map::new();
    body.insert("count".to_owned(), json!(count));
    body.insert("next_page".to_owned(), json!(next));
    body.insert("previous_page".to_owned(), json!(previous));
    body.insert(key.to_owned(), Value::Array(shown));
    Answer::ok(Value::Object(body))
}
