//! Views: which are queues and which cannot be, and what they were before.

use axum::Json;
use inflow_app::Context;
use inflow_app::figures::queues::{Queue, queues};
use inflow_app::figures::views::{ViewReport, views};
use inflow_app::figures::words::{field_notes, view_state};
use inflow_store::{Integration, ViewVersion};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::conditions::{ConditionShown, ReasonShown, conditions, reasons};
use super::endpoint::Endpoint;
use super::extract::Chosen;
use super::problem::{Kind, Problem};

/// A view.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = View)]
struct ViewShown {
    view_id: i64,
    title: String,
    /// Whether its present definition is supported (rule 6.1).
    supported: bool,
    /// What becomes of it.
    #[schema(value_type = ViewStateName)]
    state: &'static str,
    /// Whether Zendesk shows it as active.
    active: bool,
    /// Whether the last discovery listed it.
    listed: bool,
    /// When it was last edited.
    #[schema(format = DateTime)]
    updated_at: String,
    /// Since when it has the conditions that count.
    #[schema(format = DateTime)]
    definition_since: Option<String>,
    /// From when on the figures of its queues are complete, where events were dropped before they could
    /// be counted; `null` where none were.
    #[schema(format = DateTime)]
    complete_from: Option<String>,
    conditions: Vec<ConditionShown>,
    /// Why it is not supported.
    reasons: Vec<ReasonShown>,
    /// What else is worth knowing.
    notes: Vec<String>,
    /// The ids of its queues; none before the first contact.
    queue_ids: Vec<String>,
    /// What it was before, the latest first.
    earlier_versions: Vec<VersionShown>,
}

/// What a view was before it was edited or renamed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ViewVersion)]
struct VersionShown {
    /// When it became that.
    #[schema(format = DateTime)]
    updated_at: String,
    title: String,
    conditions: Vec<ConditionShown>,
}

/// What becomes of a view (rules 6.3 and 6.5).
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes texts")]
enum ViewStateName {
    #[schema(rename = "counted")]
    Counted,
    #[schema(rename = "inactive, history kept")]
    HistoryKept,
    #[schema(rename = "inactive")]
    Inactive,
    #[schema(rename = "not supported")]
    NotSupported,
}

/// Views.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Views)]
struct ViewsShown {
    /// By id.
    views: Vec<ViewShown>,
}

/// The views of an integration
///
/// Every view that was ever listed, with whether it counts, its conditions, and why it is not supported
/// where it is not (rule 6.3).
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/views",
    tag = "Views",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses((status = 200, description = "The views, by id", body = ViewsShown))
)]
async fn list_views(chosen: Chosen) -> Result<Json<ViewsShown>, Problem> {
    let (context, integration) = (&chosen.context, &chosen.integration);
    let reports = views(context, integration).await?;
    let queues = queues(context, integration).await?;
    let versions = versions(context, integration).await?;
    let describe = |report| describe(report, &queues, &versions);
    Ok(Json(ViewsShown { views: reports.iter().map(describe).collect() }))
}

/// One view
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/views/{view_id}",
    tag = "Views",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("view_id" = i64, Path, description = "The view"),
    ),
    responses((status = 200, description = "The view", body = ViewShown))
)]
async fn show_view(chosen: Chosen) -> Result<Json<ViewShown>, Problem> {
    let (context, integration) = (&chosen.context, &chosen.integration);
    let wanted: Option<i64> = chosen.part("view_id").parse().ok();
    let reports = views(context, integration).await?;
    let report =
        reports.iter().find(|report| Some(report.view.id.0) == wanted).ok_or_else(|| {
            Problem::new(Kind::NotFound, "no such view was ever listed")
                .with_remedy("ask for the views of the integration")
        })?;
    let queues = queues(context, integration).await?;
    Ok(Json(describe(report, &queues, &versions(context, integration).await?)))
}

/// Every version of every view, the latest first.
async fn versions(
    context: &Context,
    integration: &Integration,
) -> Result<Vec<ViewVersion>, Problem> {
    let mut versions = context.store.reports.views(integration.id).await?;
    versions.reverse();
    Ok(versions)
}

fn describe(report: &ViewReport, queues: &[Queue], versions: &[ViewVersion]) -> ViewShown {
    let view = &report.view;
    let versions = versions.iter().filter(|version| version.view.id == view.id);
    let of_view = |queue: &&Queue| queue.summary.key.view() == Some(view.id);
    ViewShown {
        view_id: view.id.0,
        title: view.title.clone(),
        supported: report.verdict.is_supported(),
        state: view_state(report),
        active: view.active,
        listed: report.listed,
        updated_at: view.updated_at.to_string(),
        definition_since: report.definition_since.map(|since| since.to_string()),
        complete_from: report.complete_from.map(|from| from.to_string()),
        conditions: conditions(view),
        reasons: reasons(&report.verdict),
        notes: field_notes(&report.unknown_fields),
        queue_ids: queues.iter().filter(of_view).map(Queue::id).collect(),
        earlier_versions: versions.skip(1).map(describe_version).collect(),
    }
}

fn describe_version(version: &ViewVersion) -> VersionShown {
    let view = &version.view;
    VersionShown {
        updated_at: view.updated_at.to_string(),
        title: view.title.clone(),
        conditions: conditions(view),
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint::viewer(routes!(list_views)), Endpoint::viewer(routes!(show_view))]
}
