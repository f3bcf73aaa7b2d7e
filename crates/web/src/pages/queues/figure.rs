//! Why a figure is what it is: the contacts behind it, each with its rule and what its view saw.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use inflow_app::Context;
use inflow_app::figures::explain::{
    ExplainedContact, ExplainedFigure, ExplainedView, Part, explain_part,
};
use inflow_app::figures::queues::Queue;
use inflow_app::figures::volumes::{Bucket, Fill, Shape, buckets};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Call, IntervalLength, Timestamp};
use inflow_store::Integration;
use serde::Deserialize;

use super::super::explained::{ShownView, kind_messages, shown_view, side_message, source_message};
use super::super::ticket;
use super::super::words::inexact_words;
use super::chart::{clock, interval_words};
use super::chosen::{find_integration, find_queue, known, misunderstood};
use super::list::channel_message;
use crate::http::viewer::Viewer;
use crate::pages::address;
use crate::pages::errors::PageError;
use crate::pages::i18n::Text;
use crate::pages::layout::{Page, Tab, html};

/// Contacts of a page: each is replayed with its ticket.
const CONTACTS: usize = 20;

/// Which figure.
#[derive(Debug, Deserialize)]
pub(super) struct Question {
    at: String,
    #[serde(default)]
    interval: Option<String>,
    #[serde(default)]
    time_zone: Option<String>,
    #[serde(default)]
    contacts: Option<usize>,
}

/// A shorter interval within the figure's.
struct Share {
    interval: String,
    address: String,
    bucket: Bucket,
    clock: Option<String>,
}

/// A contact in words.
struct ShownContact {
    ticket: i64,
    address: String,
    zendesk: String,
    event: i64,
    at: Timestamp,
    kind: Text,
    rule: &'static str,
    rule_words: Text,
    channel: Text,
    source: Option<Text>,
    author: Option<(Text, i64)>,
    is_as_counted: bool,
    inexact: Option<String>,
    dropped_until: Option<Timestamp>,
    view: Option<ShownView>,
    also_in: Vec<String>,
}

/// A call in words.
struct ShownCall {
    call: Call,
    outcome: Text,
    handling: Option<i64>,
}

#[derive(Template)]
#[template(path = "queues/figure.html")]
struct FigurePage {
    page: Page,
    queue: Queue,
    is_talk: bool,
    back: String,
    interval: String,
    length: Text,
    bucket: Bucket,
    clock: Option<String>,
    is_provisional: bool,
    is_recount_due: bool,
    shares: Vec<Share>,
    contacts: Vec<ShownContact>,
    calls: Vec<ShownCall>,
    shown: (usize, usize),
    newer: Option<String>,
    older: Option<String>,
}

/// `GET /integrations/{id}/queues/{queue}/figure`
pub(super) async fn figure(
    viewer: Viewer,
    page: Page,
    Path((id, queue)): Path<(i64, String)>,
    Query(question): Query<Question>,
) -> Result<Response, PageError> {
    let context = &viewer.context;
    let integration = find_integration(context, id).await?;
    let queue = find_queue(context, &integration, &queue).await?;
    let zone = question.time_zone.as_deref().map(TimeZone::from_name);
    let zone = zone.unwrap_or(Some(page.zone)).ok_or(misunderstood("time-zone-unknown"))?;
    let page = Page { zone, ..page.about(&integration, Tab::Queues) };
    let length = question.interval.as_deref().map(IntervalLength::from_name);
    let length = length.unwrap_or(Some(IntervalLength::QuarterHour));
    let length = length.ok_or(misunderstood("queue-wrong-interval"))?;
    let at = Timestamp::parse(&question.at).filter(|at| is_within_calendars(*at));
    let at = at.ok_or(misunderstood("figure-wrong-instant"))?;
    let nth = question.contacts.unwrap_or(1).max(1);
    let shown = explained(context, &integration, page, queue, (at, length), nth).await?;
    Ok(html(&shown))
}

fn is_within_calendars(at: Timestamp) -> bool {
    // From 1990 to 2100: no account has figures beyond, and no calendar ends within.
    (631_152_000..4_102_444_800).contains(&at.0)
}

async fn explained(
    context: &Context,
    integration: &Integration,
    page: Page,
    queue: Queue,
    (at, length): (Timestamp, IntervalLength),
    nth: usize,
) -> Result<FigurePage, PageError> {
    let no_figure = || PageError::because(StatusCode::NOT_FOUND, "figure-not-imported");
    let known = known(integration, &queue).ok_or_else(no_figure)?;
    let (key, zone) = (&queue.summary.key, page.zone);
    let (start, seconds) = length.containing(at, zone);
    let end = start.plus_seconds(seconds);
    let shape = Shape { length, zone, fill: Fill::Zero, from: start, to: end };
    let mut whole = buckets(context, integration, key, &shape).await?;
    let bucket = whole.next().ok_or_else(no_figure)?;
    // What lies outside of what is imported has no figure, so nothing of it is explained.
    let (from, to) = (start.max(known.covered.0), end.min(known.covered.1));
    let skip = (nth - 1).saturating_mul(CONTACTS);
    let part = Part { skip, take: CONTACTS };
    let figure = explain_part(context, integration, key, from, to, part).await?;
    let here = address::of_queue(integration.id, &queue.id());
    let this = address::of_figure(&here, start, length, zone);
    let page_of = |nth: usize| format!("{this}&contacts={nth}#contacts");
    let count = figure.contacts.len() + figure.calls.len();
    let offered = usize::try_from(bucket.figures.offered).unwrap_or(0);
    Ok(FigurePage {
        is_talk: key.is_talk(),
        back: here.clone(),
        interval: interval_words(&page, (start, end), length),
        length: page.t(super::queue::length_message(length)),
        clock: clock(&bucket.figures),
        is_provisional: known.provisional_from.is_some_and(|from| end > from),
        is_recount_due: figure.is_recount_due,
        shares: shares(context, integration, &page, &queue, (&here, &shape)).await?,
        shown: (skip.min(offered) + usize::from(count > 0), skip + count),
        newer: (nth > 1).then(|| page_of(nth - 1)),
        older: (skip + count < offered).then(|| page_of(nth + 1)),
        contacts: contacts(&page, integration, &queue, &figure),
        calls: figure.calls.into_iter().map(|call| shown_call(&page, call)).collect(),
        bucket,
        page,
        queue,
    })
}

/// The shorter intervals with contacts of a longer one.
async fn shares(
    context: &Context,
    integration: &Integration,
    page: &Page,
    queue: &Queue,
    (here, whole): (&str, &Shape),
) -> Result<Vec<Share>, PageError> {
    let length = match whole.length {
        IntervalLength::Week => IntervalLength::Day,
        IntervalLength::Day => IntervalLength::Hour,
        IntervalLength::Hour | IntervalLength::HalfHour => IntervalLength::QuarterHour,
        IntervalLength::QuarterHour => return Ok(Vec::new()),
    };
    let shape = Shape { length, fill: Fill::None, ..*whole };
    let shares = buckets(context, integration, &queue.summary.key, &shape).await?;
    let shown = |bucket: Bucket| Share {
        interval: interval_words(page, (bucket.start, bucket.end()), length),
        address: address::of_figure(here, bucket.start, length, page.zone),
        clock: clock(&bucket.figures),
        bucket,
    };
    Ok(shares.map(shown).collect())
}

fn contacts(
    page: &Page,
    integration: &Integration,
    queue: &Queue,
    figure: &ExplainedFigure,
) -> Vec<ShownContact> {
    let shown = |contact: &ExplainedContact| shown_contact(page, integration, queue, contact);
    figure.contacts.iter().map(shown).collect()
}

fn shown_contact(
    page: &Page,
    integration: &Integration,
    queue: &Queue,
    explained: &ExplainedContact,
) -> ShownContact {
    let (contact, event) = (&explained.contact, explained.event.as_ref());
    let (kind, rule_words) = kind_messages(contact.kind);
    let views = event.map(|event| event.views.as_slice()).unwrap_or_default();
    let own = |view: &&ExplainedView| Some(view.view) == queue.summary.key.view();
    let others = views.iter().filter(|view| view.counts() && !own(view));
    let source = event.and_then(|event| event.channel).map(|(_, source)| source);
    ShownContact {
        ticket: contact.ticket.0,
        address: ticket::address_of(integration, contact.ticket),
        zendesk: ticket::in_zendesk(integration, contact.ticket),
        event: contact.event.0,
        at: contact.at,
        kind: page.t(kind),
        rule: contact.kind.rule(),
        rule_words: page.t(rule_words),
        channel: page.t(channel_message(contact.channel)),
        source: source.map(|source| page.t(source_message(source))),
        author: event.map(|event| (page.t(side_message(event.side)), event.author.0)),
        is_as_counted: explained.is_as_counted,
        inexact: explained.inexact.as_deref().map(|why| inexact_words(page.language, why)),
        dropped_until: explained.dropped_until,
        view: views.iter().find(own).map(|view| shown_view(page, view)),
        also_in: others.map(|view| view.title.clone()).collect(),
    }
}

fn shown_call(page: &Page, call: Call) -> ShownCall {
    let outcome = match (call.handled(), call.abandoned()) {
        (true, true) => "call-handled-and-abandoned",
        (true, false) => "call-handled",
        (false, true) => "call-abandoned",
        (false, false) => "call-neither",
    };
    let figures = call.figures().filter(|_| call.handled());
    let handling = figures.and_then(|figures| figures.handling_seconds);
    ShownCall { outcome: page.t(outcome), handling, call }
}
