//! Users, views, custom statuses and ticket fields: the lists that are not exports.

use serde_json::{Value, json};

use super::answer::Answer;
use super::paging::{List, page, page_of};
use super::query::Query;
use crate::account::Account;
use crate::render::{self, HOST};
use crate::views::View;

/// Views with this many tickets are not counted anew each time.
const LARGE_VIEW: usize = 50;

/// `users`, by role if asked.
pub(super) fn users(account: &Account, query: &Query) -> Answer {
    let roles = query.all("role");
    let rows = account
        .catalog
        .users
        .iter()
        .filter(|user| roles.is_empty() || roles.contains(&user.role))
        .map(render::lists::user)
        .collect::<Vec<_>>();
    page(account, query, List { path: "users", key: "users" }, &rows)
}

/// How a user signs in and is reached: by the one address.
pub(super) fn identities(account: &Account, id: &str, query: &Query) -> Answer {
    let Some(user) = account.catalog.users.iter().find(|user| user.id.to_string() == id) else {
        return Answer::no_record();
    };
    let path = format!("users/{id}/identities");
    let list = List { path: &path, key: "identities" };
    page(account, query, list, &[render::lists::identity(user)])
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
        .collect::<Vec<_>>();
    page(account, query, List { path: "views", key: "views" }, &rows)
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
    let rows: Vec<Value> =
        views.iter().zip(held).map(|(view, held)| view_count_row(view, held.len())).collect();
    Answer::ok(json!({"view_counts": rows}))
}

/// How many tickets one view holds now.
pub(super) fn view_count(account: &Account, query: &Query, id: &str) -> Answer {
    let Some(view) = account.views.iter().find(|view| view.id.to_string() == id) else {
        return Answer::no_record();
    };
    let held = account.tickets_in_views(&[view], query.asked_at).first().map_or(0, Vec::len);
    Answer::ok(json!({"view_count": view_count_row(view, held)}))
}

fn view_count_row(view: &View, held: usize) -> Value {
    json!({
        "view_id": view.id,
        "url": format!("{HOST}/api/v2/views/{}/count.json", view.id),
        "value": held,
        "pretty": held.to_string(),
        // The counts of large views are kept for a while.
        "fresh": held < LARGE_VIEW,
        "active": view.active,
    })
}

/// The tickets that a view holds now.
pub(super) fn view_tickets(account: &Account, id: &str, query: &Query) -> Answer {
    let Some(view) = account.views.iter().find(|view| view.id.to_string() == id) else {
        return Answer::no_record();
    };
    let held = account.tickets_in_views(&[view], query.asked_at);
    let held: Vec<usize> = held.into_iter().flatten().collect();
    let row = |place: usize| render::ticket::render(&account.catalog, &account.ticket(held[place]));
    let path = format!("views/{id}/tickets");
    page_of(account, query, List { path: &path, key: "tickets" }, held.len(), &row)
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
        return page(account, query, List { path: "ticket_fields", key: "ticket_fields" }, &rows);
    }
    let count = rows.len();
    Answer::ok(
        json!({"ticket_fields": rows, "next_page": null, "previous_page": null, "count": count}),
    )
}
