//! A whole ticket: every event with what it changed, what it counts in which views, and why.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_app::IngestError;
use inflow_app::figures::explain::{
    ExplainedEvent, ExplainedTicket, ExplainedView, explain_ticket,
};
use inflow_domain::{Channel, EventId, QueueKey, TicketId, Timestamp};
use inflow_store::Integration;
use serde::Deserialize;

use super::address;
use super::chosen::chosen;
use super::errors::PageError;
use super::explained::{ShownView, kind_messages, shown_view, side_message, source_message};
use super::layout::{Page, Tab, html, with_status};
use super::queues::list::channel_message;
use super::words::{inexact_words, nothing_message, seen_words, state_field};
use crate::http::route::{Right, Route};
use crate::http::viewer::Viewer;
use crate::pages::i18n::Text;

/// Which ticket is looked for.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    ticket: String,
}

/// Which event is looked at with every view.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    event: Option<i64>,
}

#[derive(Template)]
#[template(path = "tickets/find.html")]
struct FindPage {
    page: Page,
    integration: Integration,
    typed: String,
    wrong: Option<Text>,
}

#[derive(Template)]
#[template(path = "tickets/ticket.html")]
struct TicketPage {
    page: Page,
    here: String,
    ticket: i64,
    zendesk: String,
    counted: usize,
    events: Vec<ShownEvent>,
    /// Whether one event alone is shown, with every view.
    is_one: bool,
    inexact: Option<String>,
    is_recount_due: bool,
    not_judged: Vec<String>,
    views: String,
}

/// An event in words.
struct ShownEvent {
    id: i64,
    at: Timestamp,
    author: (Text, i64),
    kind: Option<Text>,
    rule: &'static str,
    why: Text,
    channel: Option<(Text, Text)>,
    changes: Vec<Change>,
    /// The queues that it counts in, by name, and the views that hold the ticket without that.
    queues: Vec<(String, String)>,
    holding: Vec<String>,
    /// Every view; empty unless the event alone is shown.
    views: Vec<ShownView>,
}

/// A field that views read, before and after an event.
struct Change {
    field: String,
    before: Option<String>,
    after: String,
}

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/integrations/{id}/tickets", Right::Viewer, find),
        Route::get("/integrations/{id}/tickets/{ticket}", Right::Viewer, ticket),
    ]
}

/// Where a ticket is explained.
pub(crate) fn address_of(integration: &Integration, ticket: TicketId) -> String {
    format!("/integrations/{}/tickets/{ticket}", integration.id)
}

/// Where Zendesk shows a ticket.
pub(crate) fn in_zendesk(integration: &Integration, ticket: TicketId) -> String {
    format!("https://{}/agent/tickets/{ticket}", integration.domain)
}

/// `GET /integrations/{id}/tickets`: asks for a ticket's number, and leads to it.
async fn find(
    viewer: Viewer,
    page: Page,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let typed = wanted.ticket.trim().trim_start_matches('#').to_owned();
    if let Ok(ticket) = typed.parse() {
        return Ok(Redirect::to(&address_of(&integration, TicketId(ticket))).into_response());
    }
    let page = page.about(&integration, Tab::Queues);
    let wrong = (!typed.is_empty()).then(|| page.t("ticket-no-number"));
    let status = wrong.as_ref().map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    Ok(with_status(status, &FindPage { page, integration, typed, wrong }))
}

/// `GET /integrations/{id}/tickets/{ticket}`
async fn ticket(
    viewer: Viewer,
    page: Page,
    Path((id, ticket)): Path<(String, String)>,
    Query(event): Query<Event>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let page = page.about(&integration, Tab::Queues);
    let ticket = ticket.parse().map(TicketId).map_err(|_| PageError::NOT_FOUND)?;
    let wanted = event.event.map(EventId);
    match explain_ticket(&viewer.context, &integration, ticket, wanted).await {
        Ok(found) => Ok(html(&shown(page, &integration, ticket, wanted.is_some(), &found))),
        Err(error) => Err(missing(&error).unwrap_or_else(|| error.into())),
    }
}

fn missing(error: &IngestError) -> Option<PageError> {
    let message = match error {
        IngestError::NoSuchTicket { .. } => "ticket-not-imported",
        IngestError::NoSuchEvent { .. } => "ticket-no-such-event",
        IngestError::Dropped { .. } => "ticket-dropped",
        _ => return None,
    };
    Some(PageError::because(StatusCode::NOT_FOUND, message))
}

fn shown(
    page: Page,
    integration: &Integration,
    ticket: TicketId,
    is_one: bool,
    found: &ExplainedTicket,
) -> TicketPage {
    let explanation = &found.explanation;
    let event = |event| shown_event(&page, integration, event, is_one);
    TicketPage {
        here: address_of(integration, ticket),
        ticket: ticket.0,
        zendesk: in_zendesk(integration, ticket),
        counted: explanation.events.iter().filter(|event| event.kind.is_some()).count(),
        events: explanation.events.iter().map(event).collect(),
        is_one,
        inexact: explanation
            .inexact
            .map(|reason| inexact_words(page.language, &reason.to_string())),
        is_recount_due: found.is_recount_due,
        not_judged: found.not_judged.iter().map(|(_, title, _)| title.clone()).collect(),
        views: format!("/integrations/{}/views", integration.id),
        page,
    }
}

fn shown_event(
    page: &Page,
    integration: &Integration,
    event: &ExplainedEvent,
    is_one: bool,
) -> ShownEvent {
    let kind = event.kind.map(kind_messages);
    let why = kind.map(|(_, rule)| rule).or(event.why_nothing.map(nothing_message));
    let queue = |(view, channel): (&ExplainedView, Channel)| {
        let key = QueueKey::View { view: view.view, channel };
        (key.name(&view.title), address::of_queue(integration.id, &key.id()))
    };
    let channel = event.channel;
    let counts = event.views.iter().filter(|view| view.counts());
    let holding = event.views.iter().filter(|view| view.holds_after && !view.counts());
    ShownEvent {
        id: event.event.0,
        at: event.at,
        author: (page.t(side_message(event.side)), event.author.0),
        kind: kind.map(|(kind, _)| page.t(kind)),
        rule: event.rule,
        why: page.t(why.unwrap_or("nothing-no-further-view")),
        channel: channel.map(|(channel, source)| {
            (page.t(channel_message(channel)), page.t(source_message(source)))
        }),
        changes: changes(page, event),
        queues: counts.filter_map(|view| Some(queue((view, channel?.0)))).collect(),
        holding: holding.map(|view| view.title.clone()).collect(),
        views: event.views.iter().filter(|_| is_one).map(|view| shown_view(page, view)).collect(),
    }
}

/// What the event changed of what views read, and all of that where it creates the ticket. How much
/// time has passed is left away: that changes by itself.
fn changes(page: &Page, event: &ExplainedEvent) -> Vec<Change> {
    let mut seen: BTreeMap<(usize, String), Change> = BTreeMap::new();
    for explained in event.views.iter().flat_map(|view| &view.conditions) {
        let condition = &explained.condition;
        let Some((place, field)) = state_field(page.language, condition) else { continue };
        let value = |value: &str| seen_words(page, condition, value);
        let before = explained.before.as_ref().map(|(before, _)| value(before));
        let after = value(&explained.after.0);
        if before.as_ref() != Some(&after) && (before.is_some() || !explained.after.0.is_empty()) {
            seen.entry((place, field.clone())).or_insert(Change { field, before, after });
        }
    }
    seen.into_values().collect()
}
