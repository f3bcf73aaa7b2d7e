//! Comparing with Zendesk's own views: beginning it, and what it came to, view by view.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use inflow_app::accounts::trouble::Trouble;
use inflow_app::figures::quality::drift_percent;
use inflow_app::figures::reconcile::{
    Cause, DifferingTicket, Holder, Note, ReconciledView, Report,
};
use inflow_app::{IngestError, service::runs};
use inflow_store::Reconciliation;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::extract::Chosen;
use super::failures::remedy;
use super::problem::TroubleName;
use super::problem::{Kind, Problem, ProblemDocument};
use crate::http::comparisons::Comparison;
use crate::http::site::Site;

/// The comparison of the tickets in the views with Zendesk's own.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reconciliation)]
struct ReconciliationShown {
    /// How the latest one is doing.
    #[schema(value_type = ReconciliationState)]
    state: &'static str,
    /// Since when it goes on.
    #[schema(format = DateTime)]
    running_since: Option<String>,
    /// Why it broke off.
    failure: Option<String>,
    /// In which way Zendesk could not be read, where that is why.
    #[schema(value_type = Option<TroubleName>)]
    failure_trouble: Option<&'static str>,
    /// What to do about it.
    failure_advice: Option<&'static str>,
    /// What the last one came to that ended well; `null` where none did.
    last: Option<OutcomeShown>,
}

/// How a comparison is doing.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes texts")]
enum ReconciliationState {
    Running,
    Ended,
    Failed,
}

/// What a comparison came to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationOutcome)]
struct OutcomeShown {
    #[schema(format = DateTime)]
    at: String,
    /// How many views could be compared.
    views_compared: i64,
    /// How many tickets Zendesk held in them.
    zendesk_tickets: i64,
    /// How many tickets one side alone held, without a reason that explains it.
    differing_tickets: i64,
    /// Their share in percent; `null` where no view could be compared.
    drift_percent: Option<f64>,
    /// Up to when tickets were imported; as long as the views are told.
    #[schema(format = DateTime)]
    imported_until: Option<String>,
    /// Requests made to Zendesk; as long as the views are told.
    requests: Option<u64>,
    /// View by view, by id. They are told by the service that compared them, until it ends or the next
    /// comparison begins; `null` afterwards.
    views: Option<Vec<ViewShown>>,
}

/// A view with the tickets that either side holds to be in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReconciledView)]
struct ViewShown {
    view_id: i64,
    title: String,
    /// Whether both sides say how many tickets it holds.
    compared: bool,
    /// How many tickets Inflow holds to be in it.
    inflow: Option<usize>,
    /// How many Zendesk holds in it.
    zendesk: Option<usize>,
    /// The first minus the second.
    difference: Option<i64>,
    /// How many of them differ without a reason that explains it.
    unexplained: usize,
    /// How many more meet its conditions and are held to be archived.
    archived: usize,
    /// Whether Zendesk's count is of the time of the comparison.
    fresh: bool,
    /// Why it is not compared, or its tickets are not listed.
    #[schema(value_type = Option<NoteName>)]
    note: Option<&'static str>,
    /// The tickets that one side alone holds; `null` where Zendesk's list was not read, which it is
    /// where the counts differ.
    tickets: Option<Vec<TicketShown>>,
}

/// A ticket that one side alone holds in a view.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DifferingTicket)]
struct TicketShown {
    ticket_id: i64,
    #[schema(value_type = HolderName)]
    held_by: &'static str,
    /// The likely reason, where one is known.
    #[schema(value_type = Option<CauseName>)]
    reason: Option<&'static str>,
}

/// Who holds a ticket to be in a view.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes texts")]
enum HolderName {
    Inflow,
    Zendesk,
}

/// Why a view is not compared, or its tickets are not listed: it is not supported (rule 6.3); it is not
/// active; it changed or went since the last import; Zendesk tells no count of it, or was still
/// counting; it has too many tickets to be listed; Zendesk does not show them to this user.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "it describes texts")]
enum NoteName {
    NotSupported,
    NotActive,
    Edited,
    NotTold,
    StillCounting,
    TooMany,
    Restricted,
}

/// Why one side alone may hold a ticket: it changed or was deleted since the last import; it last changed
/// before the imported history; it is closed, and when Zendesk archives it is not known to the day; its
/// history is not exact (rule 2.4), which alone is drift.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "it describes texts")]
enum CauseName {
    ChangedSince,
    DeletedSince,
    BeforeTheHistory,
    Archiving,
    Inexact,
}

/// Compares with Zendesk's own views
///
/// Begins it, unless it goes on already: it takes minutes, and with a thousand views most of an hour. Ask
/// for it again until its state is no longer `running`. It goes on in the service that was asked.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/reconciliation",
    tag = "Quality",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses(
        (
            status = 202,
            description = "It goes on",
            body = ReconciliationShown,
            headers(("location" = String, description = "The path to ask for")),
        ),
        (status = 409, description = "The integration is deleted, or nothing is imported yet",
            body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
async fn begin_reconciliation(
    State(site): State<Site>,
    chosen: Chosen,
) -> Result<Response, Problem> {
    let Chosen { context, integration, .. } = &chosen;
    site.comparisons.begin(context, integration.clone())?;
    let location = format!("/api/v1/integrations/{}/reconciliation", integration.id);
    let shown = shown(&site, &chosen).await?.ok_or_else(nothing)?;
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(shown)).into_response())
}

/// The latest comparison with Zendesk's own views
///
/// Whether it goes on, and what the last one came to that ended well, `inflow reconcile` included.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/reconciliation",
    tag = "Quality",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses((status = 200, description = "What it came to", body = ReconciliationShown))
)]
async fn show_reconciliation(
    State(site): State<Site>,
    chosen: Chosen,
) -> Result<Json<ReconciliationShown>, Problem> {
    Ok(Json(shown(&site, &chosen).await?.ok_or_else(nothing)?))
}

fn nothing() -> Problem {
    Problem::new(Kind::NotFound, "the views were not compared with Zendesk's own yet")
        .with_remedy("begin a comparison: send POST to this path, with an administrator's key")
}

async fn shown(site: &Site, chosen: &Chosen) -> Result<Option<ReconciliationShown>, Problem> {
    let id = chosen.integration.id;
    let latest = site.comparisons.latest(id);
    let kept = chosen.context.store.reconciliations.last_reconciliation(id).await?;
    if latest.is_none() && kept.is_none() {
        return Ok(None);
    }
    let report = match &latest {
        // Another program may have made a later one.
        Some(Comparison::Done(report)) if kept == Some(report.outcome) => Some(report.as_ref()),
        _ => None,
    };
    let last = kept.map(|kept| outcome(&kept, report));
    let ended = ReconciliationShown {
        state: "ended",
        running_since: None,
        failure: None,
        failure_trouble: None,
        failure_advice: None,
        last,
    };
    Ok(Some(match latest {
        Some(Comparison::Running(since)) => ReconciliationShown {
            state: "running",
            running_since: Some(since.to_string()),
            ..ended
        },
        Some(Comparison::Failed(error)) => failed(error.as_deref(), ended),
        Some(Comparison::Done(_)) | None => ended,
    }))
}

fn failed(error: Option<&IngestError>, ended: ReconciliationShown) -> ReconciliationShown {
    let trouble = error.and_then(Trouble::of);
    let reason = match error {
        Some(error) if trouble.is_some() => runs::chain(error),
        _ => "the program or its database failed; its log says why".to_owned(),
    };
    ReconciliationShown {
        state: "failed",
        failure: Some(reason),
        failure_trouble: trouble.map(Trouble::as_str),
        failure_advice: trouble.map(remedy),
        ..ended
    }
}

fn outcome(kept: &Reconciliation, report: Option<&Report>) -> OutcomeShown {
    let Reconciliation { at, views, tickets, differing } = kept;
    OutcomeShown {
        at: at.to_string(),
        views_compared: *views,
        zendesk_tickets: *tickets,
        differing_tickets: *differing,
        drift_percent: drift_percent(kept),
        imported_until: report.map(|report| report.imported_until.to_string()),
        requests: report.map(|report| report.requests),
        views: report.map(|report| report.views.iter().map(view).collect()),
    }
}

fn view(view: &ReconciledView) -> ViewShown {
    let tickets = |tickets: &Vec<DifferingTicket>| tickets.iter().map(ticket).collect();
    ViewShown {
        view_id: view.id.0,
        title: view.title.clone(),
        compared: view.is_compared(),
        inflow: view.held,
        zendesk: view.zendesk,
        difference: view.difference(),
        unexplained: view.drift(),
        archived: view.archived,
        fresh: view.fresh,
        note: view.note.map(note_name),
        tickets: view.tickets.as_ref().map(tickets),
    }
}

fn ticket(found: &DifferingTicket) -> TicketShown {
    TicketShown {
        ticket_id: found.ticket.0,
        held_by: match found.holder {
            Holder::Inflow => "inflow",
            Holder::Zendesk => "zendesk",
        },
        reason: found.cause.map(cause_name),
    }
}

fn note_name(note: Note) -> &'static str {
    match note {
        Note::Unsupported => "not-supported",
        Note::Inactive => "not-active",
        Note::Edited => "edited",
        Note::NotTold => "not-told",
        Note::StillCounting => "still-counting",
        Note::TooLong => "too-many",
        Note::Restricted => "restricted",
    }
}

fn cause_name(cause: Cause) -> &'static str {
    match cause {
        Cause::ChangedSince => "changed-since",
        Cause::GoneSince => "deleted-since",
        Cause::BeforeTheHistory => "before-the-history",
        Cause::Archiving => "archiving",
        Cause::Inexact => "inexact",
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::viewer(routes!(show_reconciliation)),
        Endpoint::administrator(routes!(begin_reconciliation)),
    ]
}
