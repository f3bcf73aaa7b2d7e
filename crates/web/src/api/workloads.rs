//! Workloads: queues that are planned as one (rule 10), and how much queues overlap.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use inflow_app::accounts::workloads::{self as making, Wanted as Members};
use inflow_app::figures::queues::covered;
use inflow_app::figures::words::queue_state;
use inflow_app::figures::workloads::{
    Overlap, WorkloadReport, overlaps, workload, workloads, would_see,
};
use inflow_app::import::progress::Silent;
use inflow_app::{Context, Progress};
use inflow_domain::{Channel, Timestamp};
use inflow_store::Integration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::contacts::{self, ContactDescribed};
use super::endpoint::Endpoint;
use super::explanations::{Figure, FigureShown, explained};
use super::extract::{Body, Chosen, Parameters, Query, Values};
use super::failures::busy;
use super::problem::{Problem, ProblemDocument, shown};
use super::quality::day_text;
use super::queues::{ChannelName, QueueStateName};
use super::volumes::{self, DayOrInstant, Volume, encoded};
use crate::http::site::Site;

/// So long an answer waits for the figures of what changed; they are counted to the end in any case.
const PATIENCE: Duration = Duration::from_secs(5);

/// A workload.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Workload)]
struct WorkloadShown {
    /// Opaque; never changes. It is the `queue_id` of the workload's volumes and contacts.
    #[schema(example = "workload-1-email")]
    workload_id: String,
    /// Its name.
    workload: String,
    #[schema(value_type = ChannelName)]
    channel: &'static str,
    /// Its views or Talk queues.
    members: Vec<MemberShown>,
    /// Whether one of them goes on.
    #[schema(value_type = QueueStateName)]
    state: &'static str,
    /// Whether its figures are counted as it is; else they follow with the next import.
    counted: bool,
    /// All its contacts.
    offered: i64,
    #[schema(format = DateTime)]
    made_at: String,
    /// Since when all its views have the conditions that count; `null` for Talk.
    #[schema(format = DateTime)]
    definition_since: Option<String>,
    /// From when on it is fully imported (rule 8.2).
    #[schema(format = DateTime)]
    coverage_from: Option<String>,
    /// Until when it is fully imported.
    #[schema(format = DateTime)]
    coverage_until: Option<String>,
    /// From when on its figures are complete, where events were dropped before it was counted; `null`
    /// where none were.
    #[schema(format = DateTime)]
    complete_from: Option<String>,
}

/// A view or Talk queue of a workload.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WorkloadMember)]
struct MemberShown {
    /// The id of the view or queue.
    member_id: String,
    /// Its title or name.
    member: String,
}

/// Workloads.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Workloads)]
struct WorkloadsShown {
    /// By name.
    workloads: Vec<WorkloadShown>,
}

/// A workload to be made: of views with one channel, or of Talk queues.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Care", "channel": "email", "views": ["25", "Urgent"]}))]
struct NewWorkload {
    /// A unique name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The channel of the views; Talk queues have one by themselves.
    #[schema(value_type = Option<ChannelName>)]
    channel: Option<String>,
    /// Views, by id or title.
    #[serde(default)]
    #[schema(required = false)]
    views: Vec<String>,
    /// Talk queues, by id or name.
    #[serde(default)]
    #[schema(required = false)]
    call_queues: Vec<String>,
}

/// What a workload that is not made yet would be made of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"channel": "email", "views": ["25", "Urgent"]}))]
struct WorkloadTrial {
    /// The channel of the views; Talk queues have one by themselves.
    #[schema(value_type = Option<ChannelName>)]
    channel: Option<String>,
    /// Views, by id or title.
    #[serde(default)]
    #[schema(required = false)]
    views: Vec<String>,
    /// Talk queues, by id or name.
    #[serde(default)]
    #[schema(required = false)]
    call_queues: Vec<String>,
}

/// What a workload would have seen.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TriedWorkload)]
struct TrialShown {
    /// All its contacts.
    offered: i64,
    /// Days of UTC with a contact.
    days: Vec<DayShown>,
}

/// A day of a workload that is not made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TriedWorkloadDay)]
struct DayShown {
    #[schema(format = Date)]
    day: String,
    offered: i64,
}

/// What is changed of a workload.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WorkloadChange {
    /// The new name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
}

/// Contacts that count in two queues (rule 10.4).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Overlap)]
struct OverlapShown {
    queue_id: String,
    queue: String,
    /// The contacts of the one queue.
    offered: i64,
    other_queue_id: String,
    other_queue: String,
    /// The contacts of the other one.
    other_offered: i64,
    /// Those that count in both.
    both: i64,
    /// Of a hundred that count in either, so many count in both.
    percent: i64,
    /// Whether they are so much alike that a workload of both is suggested.
    suggested: bool,
}

/// The overlaps of queues of one channel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Overlaps)]
struct OverlapsShown {
    /// Every two queues that share a contact, the most shared first.
    overlaps: Vec<OverlapShown>,
}

/// Which overlaps are wanted.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Compared {
    /// The channel of the queues.
    #[param(value_type = ChannelName, inline)]
    channel: Option<Channel>,
    /// The first wanted instant of arrival: a day of UTC or an instant.
    #[param(value_type = Option<DayOrInstant>, inline)]
    from: Option<Timestamp>,
    /// The first that is no longer wanted.
    #[param(value_type = Option<DayOrInstant>, inline)]
    to: Option<Timestamp>,
}

impl Parameters for Compared {
    fn read(values: &mut Values) -> Self {
        let channel =
            values.named("channel", &Channel::ALL.map(Channel::as_str), Channel::from_name);
        let (from, to) = volumes::range(values);
        Self { channel, from, to }
    }
}

/// The workloads of an integration
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/workloads",
    tag = "Workloads",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses((status = 200, description = "The workloads, by name", body = WorkloadsShown))
)]
async fn list_workloads(chosen: Chosen) -> Result<Json<WorkloadsShown>, Problem> {
    let all = workloads(&chosen.context, &chosen.integration).await?;
    let shown = all.iter().map(|one| describe(&chosen.integration, one));
    Ok(Json(WorkloadsShown { workloads: shown.collect() }))
}

/// Makes a workload
///
/// Its whole history is counted at once, where nobody imports just now; else with the next import.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/workloads",
    tag = "Workloads",
    params(("integration_id" = i64, Path, description = "The integration")),
    request_body = NewWorkload,
    responses(
        (
            status = 201,
            description = "It is made",
            body = WorkloadShown,
            headers(("location" = String, description = "The path of the workload")),
        ),
        (status = 409, description = "The name is taken, or the integration is deleted",
            body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
async fn add_workload(
    State(site): State<Site>,
    chosen: Chosen,
    Body(new): Body<NewWorkload>,
) -> Result<Response, Problem> {
    let wanted = members(new.channel, new.views, new.call_queues)?;
    let (context, integration) = (&chosen.context, &chosen.integration);
    let made = making::add(context, integration, &new.name, &wanted).await?;
    count_soon(&site, context, integration).await;
    let found = workload(context, integration, &made.key().id()).await?;
    let shown = describe(integration, &found);
    let id = encoded(&shown.workload_id);
    let location = format!("/api/v1/integrations/{}/workloads/{id}", integration.id.0);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(shown)).into_response())
}

/// What a workload would have seen
///
/// Nothing is made. A workload of views walks over the whole stored history.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/workload-trials",
    tag = "Workloads",
    params(("integration_id" = i64, Path, description = "The integration")),
    request_body = WorkloadTrial,
    responses(
        (status = 200, description = "Its contacts by day", body = TrialShown),
        (status = 409, description = "Nothing is imported yet", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn try_workload(
    State(site): State<Site>,
    chosen: Chosen,
    Body(trial): Body<WorkloadTrial>,
) -> Result<Json<TrialShown>, Problem> {
    let wanted = members(trial.channel, trial.views, trial.call_queues)?;
    let Chosen { context, integration, .. } = chosen;
    let members = making::members(&context, &integration, &wanted).await?;
    let heavy = site.heavy.take(&context.account).await.ok_or_else(busy)?;
    let seen = async move { would_see(&context, &integration, &members).await };
    let seen = heavy.run(seen).await??;
    let day = |((_, day), offered): (&(Channel, Timestamp), &i64)| DayShown {
        day: day_text(*day),
        offered: *offered,
    };
    Ok(Json(TrialShown { offered: seen.values().sum(), days: seen.iter().map(day).collect() }))
}

/// One workload
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/workloads/{workload_id}",
    tag = "Workloads",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("workload_id" = String, Path, description = "The workload, such as workload-1-email"),
    ),
    responses((status = 200, description = "The workload", body = WorkloadShown))
)]
async fn show_workload(chosen: Chosen) -> Result<Json<WorkloadShown>, Problem> {
    Ok(Json(describe(&chosen.integration, &found(&chosen).await?)))
}

/// Renames a workload
#[utoipa::path(
    patch,
    path = "/api/v1/integrations/{integration_id}/workloads/{workload_id}",
    tag = "Workloads",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("workload_id" = String, Path, description = "The workload"),
    ),
    request_body = WorkloadChange,
    responses(
        (status = 200, description = "As it is now", body = WorkloadShown),
        (status = 409, description = "The name is taken, or the integration is deleted",
            body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
async fn rename_workload(
    chosen: Chosen,
    Body(change): Body<WorkloadChange>,
) -> Result<Json<WorkloadShown>, Problem> {
    let (context, integration) = (&chosen.context, &chosen.integration);
    let report = found(&chosen).await?;
    making::rename(context, integration, &report.workload, &change.name).await?;
    Ok(Json(describe(integration, &found(&chosen).await?)))
}

/// Removes a workload
///
/// Its views and queues stay, with their figures.
#[utoipa::path(
    delete,
    path = "/api/v1/integrations/{integration_id}/workloads/{workload_id}",
    tag = "Workloads",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("workload_id" = String, Path, description = "The workload"),
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 409, description = "The integration is deleted", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn remove_workload(chosen: Chosen) -> Result<StatusCode, Problem> {
    let report = found(&chosen).await?;
    making::remove(&chosen.context, &chosen.integration, &report.workload).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The volumes of a workload
///
/// As those of a queue.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/workloads/{workload_id}/volumes",
    tag = "Workloads",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("workload_id" = String, Path, description = "The workload"),
        volumes::Wanted,
        ("if-none-match" = Option<String>, Header, description = "An etag whose rows are known"),
    ),
    responses(
        (
            status = 200,
            description = "The volumes, by time",
            content((Vec<Volume> = "application/json"), (String = "text/csv")),
            headers(
                ("etag" = String, description = "Names these rows"),
                ("link" = Option<String>, description = "The next page, as rel=\"next\""),
            ),
        ),
        (status = 304, description = "The rows are those of the etag"),
    )
)]
async fn workload_volumes(
    State(site): State<Site>,
    headers: HeaderMap,
    chosen: Chosen,
    Query(wanted): Query<volumes::Wanted>,
) -> Result<Response, Problem> {
    let queue = found(&chosen).await?.queue;
    let path = path_of(&chosen, "volumes");
    volumes::answer(&site, &headers, chosen, vec![queue], None, (&wanted, path)).await
}

/// The contacts of a workload
///
/// As those of a queue.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/workloads/{workload_id}/contacts",
    tag = "Workloads",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("workload_id" = String, Path, description = "The workload"),
        contacts::Wanted,
    ),
    responses((
        status = 200,
        description = "The contacts, by time",
        content((Vec<ContactDescribed> = "application/json"), (String = "text/csv")),
        headers(("link" = Option<String>, description = "The next page, as rel=\"next\"")),
    ))
)]
async fn workload_contacts(
    State(site): State<Site>,
    headers: HeaderMap,
    chosen: Chosen,
    Query(wanted): Query<contacts::Wanted>,
) -> Result<Response, Problem> {
    let queue = found(&chosen).await?.queue;
    let path = path_of(&chosen, "contacts");
    contacts::answer(&site, &headers, chosen, vec![queue], (&wanted, path)).await
}

/// Explains a figure of a workload
///
/// As one of a queue.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/workloads/{workload_id}/explanation",
    tag = "Workloads",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("workload_id" = String, Path, description = "The workload"),
        Figure,
    ),
    responses(
        (status = 200, description = "What stands behind the figure", body = FigureShown),
        (status = 409, description = "The interval is not imported, so there is no figure",
            body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
async fn explain_workload(
    chosen: Chosen,
    Query(asked): Query<Figure>,
) -> Result<Json<FigureShown>, Problem> {
    let queue = found(&chosen).await?.queue;
    explained(&chosen, &queue, &asked).await
}

/// How much queues overlap
///
/// Contacts that count in two queues of one channel: what makes sums of queues wrong (rule 10.4). It walks
/// over the contacts of the range.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/overlap",
    tag = "Workloads",
    params(("integration_id" = i64, Path, description = "The integration"), Compared),
    responses((status = 200, description = "The overlaps, the most shared first", body = OverlapsShown))
)]
async fn compare_queues(
    State(site): State<Site>,
    chosen: Chosen,
    Query(asked): Query<Compared>,
) -> Result<Json<OverlapsShown>, Problem> {
    let names = Channel::ALL.map(Channel::as_str).join(", ");
    let missing = || Problem::field("channel", "it is missing", format!("send one of {names}"));
    let channel = asked.channel.ok_or_else(missing)?;
    let from = asked.from.unwrap_or(Timestamp(i64::MIN));
    let to = asked.to.unwrap_or(Timestamp(i64::MAX));
    let Chosen { context, integration, .. } = chosen;
    let heavy = site.heavy.take(&context.account).await.ok_or_else(busy)?;
    let compared = async move { overlaps(&context, &integration, channel, from, to).await };
    let compared = heavy.run(compared).await??;
    Ok(Json(OverlapsShown { overlaps: compared.iter().map(overlap).collect() }))
}

/// What a workload is to be made of.
fn members(
    channel: Option<String>,
    views: Vec<String>,
    call_queues: Vec<String>,
) -> Result<Members, Problem> {
    let of_name = |name: String| {
        let names = Channel::ALL.map(Channel::as_str).join(", ");
        let unknown = || {
            let detail = format!("there is no channel \"{}\"", shown(&name));
            Problem::field("channel", detail, format!("send one of {names}"))
        };
        Channel::from_name(&name).ok_or_else(unknown)
    };
    Ok(Members { channel: channel.map(of_name).transpose()?, views, call_queues })
}

/// Counts what changed, and waits a moment for it. Where somebody imports just now, or others count, the
/// next import counts it.
pub(crate) async fn count_soon(site: &Site, context: &Context, integration: &Integration) {
    let (context, integration) = (context.clone(), integration.clone());
    let Some(heavy) = site.heavy.take(&context.account).await else { return };
    let counting = heavy.run(async move {
        let progress: Arc<dyn Progress> = Arc::new(Silent);
        let counted = making::count_in_service(&context, &integration, &progress).await;
        if let Err(error) = counted {
            tracing::warn!(%error, "what changed is counted with the next import");
        }
    });
    // What takes longer goes on by itself.
    let _ = tokio::time::timeout(PATIENCE, counting).await;
}

/// The workload that the path names.
async fn found(chosen: &Chosen) -> Result<WorkloadReport, Problem> {
    let wanted = chosen.part("workload_id");
    Ok(workload(&chosen.context, &chosen.integration, wanted).await?)
}

fn path_of(chosen: &Chosen, part: &str) -> String {
    let id = encoded(chosen.part("workload_id"));
    format!("/api/v1/integrations/{}/workloads/{id}/{part}", chosen.integration.id.0)
}

fn describe(integration: &Integration, report: &WorkloadReport) -> WorkloadShown {
    let queue = &report.queue;
    let key = &queue.summary.key;
    let coverage = covered(integration, key);
    let member =
        |(id, name): &(String, String)| MemberShown { member_id: id.clone(), member: name.clone() };
    WorkloadShown {
        workload_id: queue.id(),
        workload: report.workload.name.clone(),
        channel: key.channel().as_str(),
        members: report.members.iter().map(member).collect(),
        state: queue_state(queue.state),
        counted: report.is_counted,
        offered: queue.summary.offered,
        made_at: report.workload.made_at.to_string(),
        definition_since: queue.definition_since.map(|since| since.to_string()),
        coverage_from: coverage.map(|(from, _)| from.to_string()),
        coverage_until: coverage.map(|(_, until)| until.to_string()),
        complete_from: queue.complete_from.map(|from| from.to_string()),
    }
}

fn overlap(overlap: &Overlap) -> OverlapShown {
    let ((left, offered), (right, other_offered)) = (&overlap.left, &overlap.right);
    OverlapShown {
        queue_id: left.id(),
        queue: left.name.clone(),
        offered: *offered,
        other_queue_id: right.id(),
        other_queue: right.name.clone(),
        other_offered: *other_offered,
        both: overlap.both,
        percent: overlap.percent(),
        suggested: overlap.suggests_workload(),
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::viewer(routes!(list_workloads)),
        Endpoint::administrator(routes!(add_workload)),
        Endpoint::viewer(routes!(try_workload)),
        Endpoint::viewer(routes!(show_workload)),
        Endpoint::administrator(routes!(rename_workload)),
        Endpoint::administrator(routes!(remove_workload)),
        Endpoint::viewer(routes!(workload_volumes)),
        Endpoint::viewer(routes!(workload_contacts)),
        Endpoint::viewer(routes!(explain_workload)),
        Endpoint::viewer(routes!(compare_queues)),
    ]
}
