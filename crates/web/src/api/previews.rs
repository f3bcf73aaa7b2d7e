//! Previews: what the views of an account will come to, before it is saved and before an import.

use axum::Json;
use axum::extract::State;
use inflow_app::IngestError;
use inflow_app::accounts::integrations::{Entered, Place, place};
use inflow_app::figures::preview::{
    EnteredAccess, PreviewedView, count_stored, last_days, preview, preview_entered,
};
use inflow_app::figures::words::field_notes;
use inflow_domain::QueueKey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::conditions::{ConditionShown, ReasonShown, conditions, reasons};
use super::endpoint::Endpoint;
use super::entries::{Account, Credentials};
use super::extract::{Asking, Body, Chosen, Object, Parameters, Query, Values};
use super::failures::busy;
use super::failures::of_entered;
use super::problem::{Problem, ProblemDocument};
use super::queues::ChannelName;
use super::standing::GroupingName;
use crate::http::site::Site;

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
    /// The deleted integration whose history would go on; `null` where it would begin anew, or no name
    /// was sent.
    takes_up: Option<i64>,
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
    /// A test server in place of the domain, where the service was started with `--allow-test-servers`;
    /// loopback addresses of the service's machine only.
    #[schema(
        max_length = 300,
        pattern = r"^https?://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?/?$"
    )]
    base_url: Option<String>,
    /// The name under which it would be added. With it, whether it could be is said too: the name is
    /// free, and grouping and first day are those of a deleted integration that would go on.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
    )]
    name: Option<String>,
    /// How calls would be grouped.
    #[schema(value_type = Option<GroupingName>)]
    grouping: Option<String>,
    /// The first day that would be imported, in UTC.
    #[schema(format = Date)]
    since: Option<String>,
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

/// Previews an account before it is saved
///
/// Tests the connection, reads views and fields, and says of every view whether it will count, the names
/// of the queues to come, and the reasons where it will not. Nothing is saved. It takes what adding an
/// integration takes.
#[utoipa::path(
    post,
    path = "/api/v1/previews",
    tag = "Views",
    request_body = NewPreview,
    responses(
        (status = 200, description = "What its views will come to", body = PreviewShown),
        (status = 409, description = "The name is taken", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn preview_account(
    State(site): State<Site>,
    Asking(context): Asking,
    Body(new): Body<NewPreview>,
) -> Result<Json<PreviewShown>, Problem> {
    let is_named = new.name.is_some();
    let account = Account {
        name: new.name,
        domain: new.domain,
        base_url: new.base_url,
        grouping: new.grouping,
        since: new.since,
        credentials: new.credentials.0,
    };
    let entered = account.read(&site, &context).await?;
    let mut takes_up = None;
    if is_named
        && let Place::GoesOn(deleted) = place(&context, &entered).await.map_err(of_entered)?
    {
        takes_up = Some(deleted.id.0);
    }
    let Entered { domain, base_url, credentials, .. } = entered;
    let access = EnteredAccess { domain, base_url, credentials };
    let found = preview_entered(&context, &access).await;
    let (connection, found) = found.map_err(of_entered)?;
    Ok(Json(PreviewShown {
        requests: found.requests,
        has_talk: Some(connection.has_talk),
        takes_up,
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
    State(site): State<Site>,
    chosen: Chosen,
    Query(asked): Query<Previewed>,
) -> Result<Json<PreviewShown>, Problem> {
    let Chosen { context, integration, .. } = chosen;
    let found = preview(&context, &integration).await?;
    let views = found.views.iter().map(describe_previewed).collect();
    let requests = found.requests;
    let mut counted = None;
    if asked.count.unwrap_or(false) {
        let coverage = integration.coverage.ok_or(IngestError::NothingImported)?;
        let (from, to) = last_days(coverage);
        // Only now: what Zendesk answers is waited for without a right that others need.
        let heavy = site.heavy.take(&context.account).await.ok_or_else(busy)?;
        let work = async move { count_stored(&context, &integration, &found).await };
        let seen = heavy.run(work).await??;
        let mut queues: Vec<SeenQueue> = seen.queues.into_iter().map(seen_queue).collect();
        queues.sort_by(|left, right| left.queue_id.cmp(&right.queue_id));
        let without_text = seen.without_text.into_iter().map(|view| view.0).collect();
        let (from, to) = (from.to_string(), to.to_string());
        counted = Some(CountedShown { from, to, queues, without_text });
    }
    Ok(Json(PreviewShown { requests, has_talk: None, takes_up: None, views, counted }))
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
    ]
}
