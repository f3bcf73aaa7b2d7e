//! Views: which are queues and which cannot be, what is to come, and trying one out.

use axum::Json;
use inflow_domain::QueueKey;
use inflow_ingest::preview::{
    EnteredAccess, PreviewedView, SeenByDay, count_stored, count_view, known_fields, last_days,
    preview, preview_entered, previewed, written_view,
};
use inflow_ingest::queues::{Queue, queues};
use inflow_ingest::views::{ViewReport, views};
use inflow_ingest::words::{field_notes, view_state};
use inflow_ingest::{Context, IngestError};
use inflow_store::Integration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::Endpoint;
use super::conditions::{ConditionShown, ReasonShown, conditions, reasons};
use super::entries::{Credentials, domain};
use super::extract::{Asking, Body, Chosen, JsonText, Object, Parameters, Query, Values};
use super::failures::of_entered;
use super::heavy::Heavy;
use super::problem::{Kind, Problem, ProblemDocument};
use super::queues::ChannelName;

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
    conditions: Vec<ConditionShown>,
    /// Why it is not supported.
    reasons: Vec<ReasonShown>,
    /// What else is worth knowing.
    notes: Vec<String>,
    /// The ids of its queues; none before the first contact.
    queue_ids: Vec<String>,
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

/// A view as Zendesk has it now, with what will become of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreviewedView)]
struct PreviewedViewShown {
    view_id: i64,
    title: String,
    /// What will become of it.
    #[schema(value_type = OutlookName)]
    verdict: &'static str,
    /// The names of the queues to come; channels are known only once contacts are counted.
    queues: Option<String>,
    /// Whether Zendesk shows it as active.
    active: bool,
    conditions: Vec<ConditionShown>,
    /// Why it is not supported.
    reasons: Vec<ReasonShown>,
    /// What else is worth knowing.
    notes: Vec<String>,
}

/// What will become of a view.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes texts")]
enum OutlookName {
    #[schema(rename = "will count")]
    WillCount,
    #[schema(rename = "inactive")]
    Inactive,
    #[schema(rename = "not supported")]
    NotSupported,
}

/// What an account's views will come to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Preview)]
struct PreviewShown {
    /// Requests made to Zendesk.
    requests: u64,
    /// Whether calls can be read; `null` where that was not asked.
    has_talk: Option<bool>,
    /// By id.
    views: Vec<PreviewedViewShown>,
    /// What they saw lately, where that was asked for.
    counted: Option<CountedShown>,
}

/// What queues saw in a time of the stored history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CountedPreview)]
struct CountedShown {
    #[schema(format = DateTime)]
    from: String,
    #[schema(format = DateTime)]
    to: String,
    /// By queue id.
    queues: Vec<SeenQueue>,
    /// Views that will count and could not be counted now: they judge texts that are not kept (rule 6.5).
    without_text: Vec<i64>,
}

/// What a queue saw.
#[derive(Debug, Serialize, ToSchema)]
struct SeenQueue {
    queue_id: String,
    queue: String,
    #[schema(value_type = ChannelName)]
    channel: &'static str,
    view_id: Option<i64>,
    offered: i64,
}

/// An account that is not saved yet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPreview)]
struct NewPreview {
    /// The account: `acme`, `acme.zendesk.com` and `https://acme.zendesk.com/agent` are all fine.
    #[schema(min_length = 1, max_length = 300)]
    domain: String,
    #[schema(value_type = Credentials)]
    credentials: Object<Credentials>,
    /// A test server in place of the domain; loopback addresses of the service's machine only.
    #[schema(
        max_length = 300,
        pattern = r"^https?://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?/?$"
    )]
    base_url: Option<String>,
}

/// What a preview has.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Previewed {
    /// Whether to count what each queue to come saw in the last 30 days of the stored history.
    count: Option<bool>,
}

impl Parameters for Previewed {
    fn read(values: &mut Values) -> Self {
        Self { count: values.flag("count") }
    }
}

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
    Ok(Json(ViewsShown { views: reports.iter().map(|report| describe(report, &queues)).collect() }))
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
    Ok(Json(describe(report, &queues(context, integration).await?)))
}

/// Previews an account before it is saved
///
/// Tests the connection, reads views and fields, and says of every view whether it will count, the names
/// of the queues to come, and the reasons where it will not. Nothing is saved.
#[utoipa::path(
    post,
    path = "/api/v1/previews",
    tag = "Views",
    request_body = NewPreview,
    responses((status = 200, description = "What its views will come to", body = PreviewShown))
)]
async fn preview_account(
    Asking(context): Asking,
    Body(new): Body<NewPreview>,
) -> Result<Json<PreviewShown>, Problem> {
    let NewPreview { domain: entered, credentials: Object(credentials), base_url } = new;
    let (domain, credentials) = match (domain(&entered), credentials.read("credentials")) {
        (Ok(domain), Ok(credentials)) => (domain, credentials),
        (domain, credentials) => {
            let errors = domain.err().into_iter().chain(credentials.err().unwrap_or_default());
            return Err(Problem::fields(errors.collect()));
        }
    };
    let access = EnteredAccess { domain, base_url, credentials };
    let found = preview_entered(&context, &access).await;
    let (connection, found) = found.map_err(of_entered)?;
    Ok(Json(PreviewShown {
        requests: found.requests,
        has_talk: Some(connection.has_talk),
        views: found.views.iter().map(describe_previewed).collect(),
        counted: None,
    }))
}

/// Previews the views of a saved integration
///
/// As Zendesk has them now, which is what the next import will count.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/preview",
    tag = "Views",
    params(("integration_id" = i64, Path, description = "The integration"), Previewed),
    responses(
        (status = 200, description = "What its views will come to", body = PreviewShown),
        (status = 409, description = "It is deleted, or there is no history to count yet",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 502, description = "Zendesk cannot be read", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn preview_views(
    chosen: Chosen,
    Query(asked): Query<Previewed>,
    heavy: Heavy,
) -> Result<Json<PreviewShown>, Problem> {
    let Chosen { context, integration, .. } = chosen;
    let found = preview(&context, &integration).await?;
    let views = found.views.iter().map(describe_previewed).collect();
    let requests = found.requests;
    let mut counted = None;
    if asked.count.unwrap_or(false) {
        let coverage = integration.coverage.ok_or(IngestError::NothingImported)?;
        let (from, to) = last_days(coverage);
        let work = async move { count_stored(&context, &integration, &found).await };
        let seen = heavy.run(work).await??;
        let mut queues: Vec<SeenQueue> = seen.queues.into_iter().map(seen_queue).collect();
        queues.sort_by(|left, right| left.queue_id.cmp(&right.queue_id));
        let without_text = seen.without_text.into_iter().map(|view| view.0).collect();
        let (from, to) = (from.to_string(), to.to_string());
        counted = Some(CountedShown { from, to, queues, without_text });
    }
    Ok(Json(PreviewShown { requests, has_talk: None, views, counted }))
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

fn describe(report: &ViewReport, queues: &[Queue]) -> ViewShown {
    let view = &report.view;
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
        conditions: conditions(view),
        reasons: reasons(&report.verdict),
        notes: field_notes(&report.unknown_fields),
        queue_ids: queues.iter().filter(of_view).map(Queue::id).collect(),
    }
}

fn describe_previewed(previewed: &PreviewedView) -> PreviewedViewShown {
    let view = &previewed.view;
    PreviewedViewShown {
        view_id: view.id.0,
        title: view.title.clone(),
        verdict: previewed.outlook(),
        queues: previewed.queues_to_come(),
        active: view.active,
        conditions: conditions(view),
        reasons: reasons(&previewed.verdict),
        notes: field_notes(&previewed.unknown_fields),
    }
}

fn seen_queue((key, queue, offered): (QueueKey, String, i64)) -> SeenQueue {
    SeenQueue {
        queue_id: key.id(),
        queue,
        channel: key.channel().as_str(),
        view_id: key.view().map(|view| view.0),
        offered,
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::administrator(routes!(preview_account)),
        Endpoint::administrator(routes!(preview_views)),
        Endpoint::viewer(routes!(list_views)),
        Endpoint::viewer(routes!(show_view)),
        Endpoint::viewer(routes!(try_view)),
    ]
}
