//! What Zendesk measures of a ticket: its metrics, and the events at which clocks start and stop.

use serde_json::{Value, json};

use super::HOST;
use crate::catalog::Catalog;
use crate::instant;
use crate::model::{Event, Ticket};

/// Statuses in which the customer waits, and those in which the team does.
const CUSTOMER_WAITS: [&str; 3] = ["new", "open", "hold"];
const TEAM_WAITS: [&str; 1] = ["pending"];

/// How much larger the id of a ticket's metrics is than its own.
const IDS_APART: i64 = 360_088_000_000;

/// The id of the ticket that metrics are of.
pub(crate) fn ticket_id(metrics: i64) -> i64 {
    metrics.saturating_sub(IDS_APART)
}

/// A ticket's metrics. The account has no schedule, so business hours are all hours.
pub(crate) fn render(catalog: &Catalog, ticket: &Ticket) -> Value {
    let id = IDS_APART + ticket.id;
    let state = ticket.last_state();
    let minutes = |seconds: Option<i64>| {
        let minutes = seconds.map(|seconds| seconds / 60);
        json!({"calendar": minutes, "business": minutes})
    };
    let since_creation = |event: &Event| event.at - ticket.created_at;
    let solutions: Vec<&Event> = ticket.events.iter().filter(|event| is_solution(event)).collect();
    let assignments = changes(ticket, "assignee_id");
    let assignee = state.id("assignee_id");
    let by = |author: Option<i64>| ticket.events.iter().rfind(|event| Some(event.author) == author);
    let at = |event: Option<&Event>| event.map(|event| instant::rfc3339(event.at));
    let commented = ticket.events.iter().rfind(|event| event.comment.is_some());
    let is_finished = matches!(state.text("status"), Some("solved" | "closed"));
    json!({
        "id": id,
        "url": format!("{HOST}/api/v2/ticket_metrics/{id}.json"),
        "ticket_id": ticket.id,
        "created_at": instant::rfc3339(ticket.created_at),
        "updated_at": instant::rfc3339(ticket.updated_at()),
        "group_stations": changes(ticket, "group_id").len(),
        "assignee_stations": assignments.len(),
        "reopens": ticket.events.windows(2).filter(|pair| is_reopening(pair)).count(),
        "replies": replies(catalog, ticket).count(),
        "assignee_updated_at": at(by(assignee).filter(|_| assignee.is_some())),
        "requester_updated_at": at(by(state.id("requester_id")).or(ticket.events.first())),
        "status_updated_at": at(last_change(ticket, "status")),
        "custom_status_updated_at": at(last_change(ticket, "custom_status_id")),
        "initially_assigned_at": at(assignments.first().copied()),
        "assigned_at": at(assignments.last().copied()),
        "solved_at": at(solutions.last().copied().filter(|_| is_finished)),
        "latest_comment_added_at": at(commented),
        "reply_time_in_minutes": minutes(replies(catalog, ticket).next().map(since_creation)),
        "first_resolution_time_in_minutes":
            minutes(solutions.first().map(|event| since_creation(event))),
        "full_resolution_time_in_minutes":
            minutes(solutions.last().filter(|_| is_finished).map(|event| since_creation(event))),
        "agent_wait_time_in_minutes": minutes(Some(seconds_in(ticket, &TEAM_WAITS))),
        "requester_wait_time_in_minutes": minutes(Some(seconds_in(ticket, &CUSTOMER_WAITS))),
        "on_hold_time_in_minutes": minutes(Some(seconds_in(ticket, &["hold"]))),
    })
}

/// The clocks that one of a ticket's events starts and stops.
pub(crate) fn events(catalog: &Catalog, ticket: &Ticket, number: usize) -> Vec<Value> {
    if ticket.is_stray {
        return Vec::new();
    }
    let event = &ticket.events[number];
    let first_reply = replies(catalog, ticket).next().map(|reply| reply.id);
    let waits = |event: &Event| {
        event.after.text("status").is_some_and(|status| CUSTOMER_WAITS.contains(&status))
    };
    let waited = number.checked_sub(1).map(|before| waits(&ticket.events[before]));
    let mut clocks = Vec::new();
    if number == 0 {
        clocks.push(("reply_time", "activate"));
    }
    if first_reply == Some(event.id) {
        clocks.push(("reply_time", "fulfill"));
    }
    match (waited, waits(event)) {
        (None | Some(false), true) => clocks.push(("requester_wait_time", "activate")),
        (Some(true), false) if is_solution(event) => {
            clocks.push(("requester_wait_time", "fulfill"));
        }
        (Some(true), false) => clocks.push(("requester_wait_time", "pause")),
        _ => {}
    }
    // The ids of what an event holds count up from its own; these lie behind them.
    clocks
        .into_iter()
        .zip(event.id + 100..)
        .map(|((metric, kind), id)| {
            json!({
                "id": id, "ticket_id": ticket.id, "metric": metric, "instance_id": 1, "type": kind,
                "time": instant::rfc3339(event.at),
            })
        })
        .collect()
}

/// The team's public answers.
fn replies<'a>(catalog: &'a Catalog, ticket: &'a Ticket) -> impl Iterator<Item = &'a Event> {
    let is_reply = |event: &&Event| {
        event.comment.as_ref().is_some_and(|comment| {
            let is_staff = catalog.agents.contains(&comment.author)
                || catalog.former_agents.contains(&comment.author);
            comment.public && is_staff && event.after.id("requester_id") != Some(comment.author)
        })
    };
    ticket.events.iter().skip(1).filter(is_reply)
}

/// The events that gave a field another value than none.
fn changes<'a>(ticket: &'a Ticket, field: &str) -> Vec<&'a Event> {
    let sets = |event: &&Event| {
        event.changes.iter().any(|change| change.field == field && change.after.as_text().is_some())
    };
    ticket.events.iter().filter(sets).collect()
}

fn last_change<'a>(ticket: &'a Ticket, field: &str) -> Option<&'a Event> {
    let changed = |event: &&Event| event.changes.iter().any(|change| change.field == field);
    ticket.events.iter().rfind(changed).or(ticket.events.first())
}

fn is_solution(event: &Event) -> bool {
    let solved = |text: Option<&str>| text == Some("solved");
    event.changes.iter().any(|change| change.field == "status" && solved(change.after.as_text()))
}

fn is_reopening(pair: &[Event]) -> bool {
    let was_solved = pair[0].after.text("status") == Some("solved");
    was_solved && matches!(pair[1].after.text("status"), Some("new" | "open" | "pending" | "hold"))
}

/// How long a ticket was in some statuses, up to its last event.
fn seconds_in(ticket: &Ticket, statuses: &[&str]) -> i64 {
    let held =
        |event: &Event| event.after.text("status").is_some_and(|status| statuses.contains(&status));
    let pairs = ticket.events.windows(2);
    pairs.filter(|pair| held(&pair[0])).map(|pair| pair[1].at - pair[0].at).sum()
}
