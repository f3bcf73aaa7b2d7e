//! Comparing with Zendesk's own views at a button. It goes on by itself while the page says so.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_app::accounts::trouble::Trouble;
use inflow_app::figures::quality::drift_percent;
use inflow_app::figures::reconcile::{
    Cause, DifferingTicket, Holder, Note, ReconciledView, Report, comparable,
};
use inflow_app::{IngestError, service::runs};
use inflow_domain::Timestamp;
use inflow_store::Integration;

use super::chosen::chosen;
use super::errors::PageError;
use super::layout::{Page, Tab, html};
use super::ticket;
use super::trouble::{Told, told};
use crate::http::comparisons::Comparison;
use crate::http::route::{Right, Route};
use crate::http::site::Site;
use crate::http::viewer::{Administrator, Viewer};
use crate::pages::i18n::Text;

/// How often a page about a comparison that goes on is brought up to date.
const REFRESH_SECONDS: u32 = 2;

/// The most tickets of a view that are named.
const MOST_NAMED: usize = 20;

#[derive(Template)]
#[template(path = "comparison.html")]
struct ComparisonPage {
    page: Page,
    integration: Integration,
    running_since: Option<Timestamp>,
    failure: Option<ShownFailure>,
    found: Option<Found>,
    /// Whether one can be begun.
    can_begin: bool,
}

struct ShownFailure {
    told: Option<Told>,
    reason: String,
}

/// What a comparison found, in words.
struct Found {
    at: Timestamp,
    imported_until: Timestamp,
    requests: u64,
    drift: Option<String>,
    views: Vec<ShownView>,
}

struct ShownView {
    title: String,
    held: Option<usize>,
    zendesk: Option<usize>,
    difference: Option<i64>,
    unexplained: usize,
    archived: usize,
    is_fresh: bool,
    note: Option<Text>,
    tickets: Vec<ShownTicket>,
    more: usize,
}

struct ShownTicket {
    number: i64,
    address: String,
    words: String,
}

pub(crate) fn routes() -> Vec<Route> {
    let path = "/integrations/{id}/comparison";
    vec![Route::get(path, Right::Viewer, show), Route::post(path, Right::Administrator, begin)]
}

/// `POST /integrations/{id}/comparison`: begins one, unless one goes on.
async fn begin(
    Administrator(viewer): Administrator,
    State(site): State<Site>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    site.comparisons.begin(&viewer.context, integration)?;
    Ok(Redirect::to(&format!("/integrations/{id}/comparison")).into_response())
}

/// `GET /integrations/{id}/comparison`
async fn show(
    viewer: Viewer,
    State(site): State<Site>,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let latest = site.comparisons.latest(integration.id);
    let running_since = match &latest {
        Some(Comparison::Running(since)) => Some(*since),
        _ => None,
    };
    let page = Page {
        refresh_seconds: running_since.map(|_| REFRESH_SECONDS),
        ..page.about(&integration, Tab::Quality)
    };
    let can_begin = can_begin(&page, &integration) && running_since.is_none();
    let (failure, found) = match latest {
        Some(Comparison::Failed(error)) => (Some(shown_failure(&page, error.as_deref())), None),
        Some(Comparison::Done(report)) => (None, Some(shown(&page, &integration, &report))),
        Some(Comparison::Running(_)) | None => (None, None),
    };
    Ok(html(&ComparisonPage { page, integration, running_since, failure, found, can_begin }))
}

/// Whether the reader may begin a comparison, and there is something to compare.
pub(super) fn can_begin(page: &Page, integration: &Integration) -> bool {
    page.is_administrator() && comparable(integration).is_ok()
}

fn shown_failure(page: &Page, error: Option<&IngestError>) -> ShownFailure {
    let trouble = error.and_then(|error| Some((Trouble::of(error)?, error)));
    ShownFailure {
        told: trouble.map(|(trouble, error)| told(page, trouble, error)),
        reason: error.map(runs::chain).unwrap_or_default(),
    }
}

fn shown(page: &Page, integration: &Integration, report: &Report) -> Found {
    let view = |view: &ReconciledView| shown_view(page, integration, view);
    let mut views: Vec<ShownView> = report.views.iter().map(view).collect();
    // What needs a look comes first, what could not be compared last.
    views.sort_by_key(|view| (std::cmp::Reverse(view.unexplained), view.difference.is_none()));
    Found {
        at: report.at,
        imported_until: report.imported_until,
        requests: report.requests,
        drift: drift_percent(&report.outcome).map(|percent| page.percent(percent, 2)),
        views,
    }
}

fn shown_view(page: &Page, integration: &Integration, view: &ReconciledView) -> ShownView {
    let tickets = view.tickets.as_deref().unwrap_or_default();
    let ticket = |ticket: &DifferingTicket| shown_ticket(page, integration, ticket);
    ShownView {
        title: view.title.clone(),
        held: view.held,
        zendesk: view.zendesk,
        difference: view.difference(),
        unexplained: view.drift(),
        archived: view.archived,
        is_fresh: view.fresh,
        note: view.note.map(|note| page.t(note_message(note))),
        tickets: tickets.iter().take(MOST_NAMED).map(ticket).collect(),
        more: tickets.len().saturating_sub(MOST_NAMED),
    }
}

fn shown_ticket(page: &Page, integration: &Integration, found: &DifferingTicket) -> ShownTicket {
    let holder = match found.holder {
        Holder::Inflow => "held-by-inflow",
        Holder::Zendesk => "held-by-zendesk",
    };
    let cause = found.cause.map_or("cause-unknown", cause_message);
    ShownTicket {
        number: found.ticket.0,
        address: ticket::address_of(integration, found.ticket),
        words: format!("{}, {}", page.t(holder), page.t(cause)),
    }
}

fn note_message(note: Note) -> &'static str {
    match note {
        Note::Unsupported => "note-unsupported",
        Note::Inactive => "note-inactive",
        Note::Edited => "note-edited",
        Note::NotTold => "note-not-told",
        Note::StillCounting => "note-still-counting",
        Note::TooLong => "note-too-long",
        Note::Restricted => "note-restricted",
    }
}

fn cause_message(cause: Cause) -> &'static str {
    match cause {
        Cause::ChangedSince => "cause-changed-since",
        Cause::GoneSince => "cause-gone-since",
        Cause::BeforeTheHistory => "cause-before-the-history",
        Cause::Archiving => "cause-archiving",
        Cause::Inexact => "cause-inexact",
    }
}
