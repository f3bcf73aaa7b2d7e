//! Trying out a view that does not exist yet, over the stored history.

use axum::Json;
use inflow_domain::QueueKey;
use inflow_ingest::preview::{
    PreviewedView, SeenByDay, count_view, known_fields, previewed, written_view,
};
use inflow_ingest::words::field_notes;
use inflow_ingest::{Context, IngestError};
use inflow_store::Integration;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::Endpoint;
use super::conditions::{ConditionShown, ReasonShown, conditions, reasons};
use super::extract::{Chosen, JsonText};
use super::heavy::Heavy;
use super::problem::{Problem, ProblemDocument};
use super::queues::ChannelName;

/// A view that was tried.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ViewTrial)]
struct Trial {
    title: String,
    /// Whether it could be counted (rule 6.1).
    supported: bool,
    conditions: Vec<ConditionShown>,
    /// Why it is not supported.
    reasons: Vec<ReasonShown>,
    /// What else is worth knowing.
    notes: Vec<String>,
    /// From when to when the stored history was counted.
    #[schema(format = DateTime)]
    from: String,
    #[schema(format = DateTime)]
    to: String,
    /// All contacts; `null` where it is not supported.
    total: Option<i64>,
    /// Days of UTC with a contact.
    days: Vec<TrialDay>,
}

/// A day of a queue of a view that was tried.
#[derive(Debug, Serialize, ToSchema)]
struct TrialDay {
    queue: String,
    #[schema(value_type = ChannelName)]
    channel: &'static str,
    #[schema(format = Date)]
    day: String,
    offered: i64,
}

/// A view in Zendesk's form: with a title, and with conditions under `conditions` or beside the title;
/// at least one condition. It may stand in a member `view`, as Zendesk shows it.
#[derive(ToSchema)]
#[schema(as = WrittenView, example = json!({
    "title": "Open VIP",
    "conditions": {"all": [{"field": "status", "operator": "is", "value": "open"}], "any": []}
}))]
#[expect(dead_code, reason = "it describes what Zendesk's form is; the client of Zendesk reads it")]
struct WrittenView {
    title: Option<String>,
    conditions: Option<WrittenGroups>,
    /// Conditions that must all be true, where they stand beside the title.
    all: Option<Vec<WrittenCondition>>,
    /// Conditions of which one must be true, where they stand beside the title.
    any: Option<Vec<WrittenCondition>>,
}

/// Conditions in their groups.
#[derive(ToSchema)]
#[expect(dead_code, reason = "see WrittenView")]
struct WrittenGroups {
    /// Conditions that must all be true.
    all: Option<Vec<WrittenCondition>>,
    /// Conditions of which one must be true.
    any: Option<Vec<WrittenCondition>>,
}

/// A condition in Zendesk's form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "see WrittenView")]
struct WrittenCondition {
    field: String,
    operator: Option<String>,
    /// A text, a number, true or false, nothing, or a list of these.
    value: Option<serde_json::Value>,
}

/// Tries a view out
///
/// Judges a view that does not exist yet, and counts what it would have seen in the whole stored
/// history. Nothing is saved, and Zendesk is not asked.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/view-trials",
    tag = "Views",
    params(("integration_id" = i64, Path, description = "The integration")),
    request_body(content = WrittenView, description = "The view, as Zendesk shows or takes it"),
    responses(
        (status = 200, description = "What it would have seen", body = Trial),
        (status = 409, description = "Nothing is imported yet, or the view judges texts that are not kept",
            body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
async fn try_view(
    chosen: Chosen,
    heavy: Heavy,
    JsonText(text): JsonText,
) -> Result<Json<Trial>, Problem> {
    let view = written_view(&text).map_err(|wrong| {
        Problem::field("body", wrong, "send a view in Zendesk's form, with a title and conditions")
    })?;
    let Chosen { context, integration, .. } = chosen;
    let coverage = integration.coverage.ok_or(IngestError::NothingImported)?;
    let found = previewed(view, &known_fields(&context, &integration).await?);
    let seen = if found.verdict.is_supported() {
        Some(count(heavy, context, integration, &found).await?)
    } else {
        None
    };
    let view = &found.view;
    Ok(Json(Trial {
        title: view.title.clone(),
        supported: found.verdict.is_supported(),
        conditions: conditions(view),
        reasons: reasons(&found.verdict),
        notes: field_notes(&found.unknown_fields),
        from: coverage.from.to_string(),
        to: coverage.until.to_string(),
        total: seen.as_ref().map(|seen| seen.values().sum()),
        days: seen
            .iter()
            .flatten()
            .map(|((channel, day), offered)| TrialDay {
                queue: QueueKey::View { view: view.id, channel: *channel }.name(&view.title),
                channel: channel.as_str(),
                day: day.to_string().chars().take("2025-09-01".len()).collect(),
                offered: *offered,
            })
            .collect(),
    }))
}

async fn count(
    heavy: Heavy,
    context: Context,
    integration: Integration,
    found: &PreviewedView,
) -> Result<SeenByDay, Problem> {
    let view = found.view.clone();
    Ok(heavy.run(async move { count_view(&context, &integration, &view).await }).await??)
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint::viewer(routes!(try_view))]
}
