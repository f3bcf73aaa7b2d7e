//! Integrations: which there are, how each is doing, and what can be done with them.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use inflow_domain::Timestamp;
use inflow_ingest::integrations::{self as use_cases, Entered, api_token_days_left};
use inflow_ingest::status::{Status, StatusReport, statuses};
use inflow_ingest::{Context, lives};
use inflow_store::Integration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::Endpoint;
use super::entries::{Credentials, domain, first_instant, grouping, name, together};
use super::extract::{Asking, Body, Chosen, Object, Parameters, Query, Values};
use super::failures::of_entered;
use super::problem::{Problem, ProblemDocument};

/// An integration, and how it is doing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Integration)]
pub(super) struct IntegrationShown {
    /// Its number; never changes.
    integration_id: i64,
    /// Its name, unique in the account.
    name: String,
    /// The Zendesk domain.
    #[schema(example = "acme.zendesk.com")]
    domain: String,
    /// A test server in place of the domain.
    base_url: Option<String>,
    /// How calls are grouped into queues (rule 7.2); fixed.
    #[schema(value_type = GroupingName)]
    grouping: &'static str,
    /// The kind of the credentials: `api-token`, `oauth-client`, or `erased` where it is deleted.
    #[schema(value_type = CredentialKind)]
    credentials: String,
    /// The user name, or the client's identifier.
    identity: String,
    /// How many days its API token still works; `null` for an OAuth client.
    api_token_days_left: Option<i64>,
    /// From when the history is imported.
    #[schema(format = DateTime)]
    since: String,
    /// When it was added.
    #[schema(format = DateTime)]
    created_at: String,
    /// From when on it is fully imported (rule 8.2).
    #[schema(format = DateTime)]
    coverage_from: Option<String>,
    /// Until when it is fully imported.
    #[schema(format = DateTime)]
    coverage_until: Option<String>,
    /// The same of calls.
    #[schema(format = DateTime)]
    calls_until: Option<String>,
    /// From when on the figures of calls may still change.
    #[schema(format = DateTime)]
    provisional_from: Option<String>,
    /// When the last import ended well.
    #[schema(format = DateTime)]
    last_success: Option<String>,
    /// How it is doing.
    #[schema(value_type = StatusName)]
    status: &'static str,
    /// Since when it is importing, paused or deleted.
    #[schema(format = DateTime)]
    status_since: Option<String>,
    /// Why the last run ended badly.
    failure: Option<String>,
    /// What to do about it.
    failure_advice: Option<String>,
    /// How many runs in a row ended badly.
    failures_in_a_row: u32,
    /// What the present run does.
    stage: Option<String>,
    /// How many rows of that are done.
    stage_done: Option<u64>,
    /// Of how many, where that is known.
    stage_of: Option<u64>,
    /// Up to when ticket events were read.
    #[schema(format = DateTime)]
    events_until: Option<String>,
    /// When the next run is due.
    #[schema(format = DateTime)]
    next_run: Option<String>,
}

/// How an integration is doing.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes texts")]
enum StatusName {
    #[schema(rename = "new")]
    New,
    #[schema(rename = "importing")]
    Importing,
    #[schema(rename = "operational")]
    Operational,
    #[schema(rename = "paused")]
    Paused,
    #[schema(rename = "needs attention")]
    NeedsAttention,
    #[schema(rename = "deleted")]
    Deleted,
}

/// The kind of credentials.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "it describes texts")]
enum CredentialKind {
    ApiToken,
    OauthClient,
    Erased,
}

/// How calls are grouped into queues (rule 7.2).
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "it describes texts")]
pub(super) enum GroupingName {
    Ivr,
    PhoneNumber,
}

/// Integrations.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Integrations)]
struct IntegrationsShown {
    /// By name.
    integrations: Vec<IntegrationShown>,
}

/// An integration that was connected.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Connected)]
struct ConnectedShown {
    /// The integration.
    integration: IntegrationShown,
    /// Whether calls can be read: the account has Talk, and the user may see it.
    has_talk: bool,
}

/// What a connection test found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Connection)]
struct ConnectionShown {
    /// Whether calls can be read: the account has Talk, and the user may see it.
    has_talk: bool,
}

/// An integration to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewIntegration)]
struct NewIntegration {
    /// A unique name.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
    )]
    name: String,
    /// The account: `acme`, `acme.zendesk.com` and `https://acme.zendesk.com/agent` are all fine.
    #[schema(min_length = 1, max_length = 300)]
    domain: String,
    /// How calls are grouped into queues (rule 7.2): `ivr` or `phone-number`. It cannot be changed later.
    #[schema(value_type = GroupingName)]
    grouping: String,
    #[schema(value_type = Credentials)]
    credentials: Object<Credentials>,
    /// The first day that is imported, in UTC, 2007 or later; three years back unless named.
    #[schema(format = Date)]
    since: Option<String>,
    /// A test server in place of the domain; loopback addresses of the service's machine only.
    #[schema(
        max_length = 300,
        pattern = r"^https?://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?/?$"
    )]
    base_url: Option<String>,
}

/// What is changed of an integration.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IntegrationChange {
    /// The new name.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
    )]
    name: String,
}

/// A purge that is meant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Purge {
    /// The integration's name, once more.
    #[schema(min_length = 1)]
    confirm: String,
}

/// Which integrations are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Listed {
    /// The one of that name alone.
    name: Option<String>,
}

impl Parameters for Listed {
    fn read(values: &mut Values) -> Self {
        Self { name: values.take("name") }
    }
}

/// The integrations of the account
///
/// All of them, deleted ones too, with how each is doing.
#[utoipa::path(
    get,
    path = "/api/v1/integrations",
    tag = "Integrations",
    params(Listed),
    responses((status = 200, description = "The integrations, by name", body = IntegrationsShown))
)]
async fn list_integrations(
    Asking(context): Asking,
    Query(asked): Query<Listed>,
) -> Result<Json<IntegrationsShown>, Problem> {
    let mut all = use_cases::list(&context).await?;
    all.retain(|integration| asked.name.as_ref().is_none_or(|name| integration.name == *name));
    Ok(Json(IntegrationsShown { integrations: shown(&context, &all).await? }))
}

/// Adds an integration
///
/// The connection is tested first: the credentials must be an admin's. Nothing is saved where the test
/// fails; the problem then names the field that is wrong. Adding the domain of a deleted integration
/// under its name takes its history up where it ended.
#[utoipa::path(
    post,
    path = "/api/v1/integrations",
    tag = "Integrations",
    request_body = NewIntegration,
    responses(
        (
            status = 201,
            description = "It is connected, and imported by the service",
            body = ConnectedShown,
            headers(("location" = String, description = "The path of the integration")),
        ),
        (status = 409, description = "The name is taken", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn add_integration(
    Asking(context): Asking,
    Body(new): Body<NewIntegration>,
) -> Result<Response, Problem> {
    let (name, domain, base_url, grouping) =
        (name(&new.name), domain(&new.domain), new.base_url, grouping(&new.grouping));
    let goes_on = lives::deleted_before(&context, &new.name, &new.domain).await;
    let goes_on = goes_on.unwrap_or_default().filter(|_| new.since.is_none());
    let since = match goes_on {
        Some(deleted) => Ok(deleted.since),
        None => first_instant(new.since.as_deref(), context.clock.now()),
    };
    let (name, domain, grouping, since, credentials) =
        together(name, domain, grouping, since, new.credentials.0.read("credentials"))?;
    let entered = Entered { name, domain, base_url, grouping, since, credentials };
    let (saved, connection) = use_cases::add(&context, entered).await.map_err(of_entered)?;
    let location = format!("/api/v1/integrations/{}", saved.id.0);
    let integration = one(&context, saved).await?;
    let connected = ConnectedShown { integration, has_talk: connection.has_talk };
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(connected)).into_response())
}

/// One integration
///
/// With how it is doing: status, progress of the present run, coverage, what is wrong and what to do.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses((status = 200, description = "The integration", body = IntegrationShown))
)]
async fn show_integration(chosen: Chosen) -> Result<Json<IntegrationShown>, Problem> {
    Ok(Json(one(&chosen.context, chosen.integration).await?))
}

/// Renames an integration
#[utoipa::path(
    patch,
    path = "/api/v1/integrations/{integration_id}",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    request_body = IntegrationChange,
    responses(
        (status = 200, description = "As it is now", body = IntegrationShown),
        (status = 409, description = "The name is taken", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn rename_integration(
    chosen: Chosen,
    Body(change): Body<IntegrationChange>,
) -> Result<Json<IntegrationShown>, Problem> {
    let name = name(&change.name).map_err(|error| Problem::fields(vec![error]))?;
    use_cases::rename(&chosen.context, &chosen.integration, &name).await?;
    now(chosen).await
}

/// Changes the credentials
///
/// Puts other credentials of the same Zendesk account in the place of the present ones. They are tested
/// first, and nothing changes where the test fails.
#[utoipa::path(
    put,
    path = "/api/v1/integrations/{integration_id}/credentials",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    request_body = Credentials,
    responses(
        (status = 200, description = "They are in use from now on", body = ConnectedShown),
        (status = 409, description = "The integration is deleted", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn change_credentials(
    chosen: Chosen,
    Body(entered): Body<Credentials>,
) -> Result<Json<ConnectedShown>, Problem> {
    let credentials = entered.read("").map_err(Problem::fields)?;
    let (context, integration) = (&chosen.context, &chosen.integration);
    let changed = use_cases::change_credentials(context, integration, credentials).await;
    let has_talk = changed.map_err(of_entered)?.has_talk;
    let Json(integration) = now(chosen).await?;
    Ok(Json(ConnectedShown { integration, has_talk }))
}

/// Tests the connection
///
/// With the saved credentials.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/test",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses(
        (status = 200, description = "Zendesk can be read", body = ConnectionShown),
        (status = 409, description = "The integration is deleted", body = ProblemDocument,
            content_type = "application/problem+json"),
        (status = 502, description = "Zendesk cannot be read", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn test_connection(chosen: Chosen) -> Result<Json<ConnectionShown>, Problem> {
    let connection = use_cases::test(&chosen.context, &chosen.integration).await?;
    Ok(Json(ConnectionShown { has_talk: connection.has_talk }))
}

/// Pauses an integration
///
/// It is not imported until it is resumed. A run that goes on stops at its next commit.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/pause",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses(
        (status = 200, description = "It is paused", body = IntegrationShown),
        (status = 409, description = "The integration is deleted", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn pause_integration(chosen: Chosen) -> Result<Json<IntegrationShown>, Problem> {
    lives::pause(&chosen.context, &chosen.integration).await?;
    now(chosen).await
}

/// Resumes an integration
///
/// It is imported again; what was missed is read.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/resume",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses(
        (status = 200, description = "It is imported again", body = IntegrationShown),
        (status = 409, description = "The integration is deleted", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn resume_integration(chosen: Chosen) -> Result<Json<IntegrationShown>, Problem> {
    lives::resume(&chosen.context, &chosen.integration).await?;
    now(chosen).await
}

/// Deletes an integration
///
/// It is imported no more and its credentials are erased. Queues and history stay and can be read.
#[utoipa::path(
    delete,
    path = "/api/v1/integrations/{integration_id}",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses(
        (status = 200, description = "It is deleted", body = IntegrationShown),
        (status = 409, description = "It was deleted before", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn delete_integration(chosen: Chosen) -> Result<Json<IntegrationShown>, Problem> {
    lives::delete(&chosen.context, &chosen.integration).await?;
    now(chosen).await
}

/// Removes an integration with everything that was kept of it
///
/// Also a deleted one. It cannot be undone, so the name is to be sent once more.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/purge",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    request_body = Purge,
    responses((status = 204, description = "It is gone"))
)]
async fn purge_integration(
    chosen: Chosen,
    Body(purge): Body<Purge>,
) -> Result<StatusCode, Problem> {
    if purge.confirm.trim() != chosen.integration.name {
        let detail = "that is not the name of this integration: nothing was removed";
        return Err(Problem::field("confirm", detail, "send the integration's name"));
    }
    lives::purge(&chosen.context, &chosen.integration).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As it is after a change.
async fn now(chosen: Chosen) -> Result<Json<IntegrationShown>, Problem> {
    let changed = use_cases::by_id(&chosen.context, chosen.integration.id).await?;
    Ok(Json(one(&chosen.context, changed.ok_or_else(super::failures::missing_integration)?).await?))
}

async fn one(context: &Context, integration: Integration) -> Result<IntegrationShown, Problem> {
    let mut shown = shown(context, &[integration]).await?;
    shown.pop().ok_or_else(super::failures::missing_integration)
}

async fn shown(context: &Context, all: &[Integration]) -> Result<Vec<IntegrationShown>, Problem> {
    let reports = statuses(context, all).await?;
    let now = context.clock.now();
    let pairs = all.iter().zip(&reports);
    Ok(pairs.map(|(integration, report)| describe(integration, report, now)).collect())
}

fn describe(integration: &Integration, report: &StatusReport, now: Timestamp) -> IntegrationShown {
    let time = |time: Timestamp| time.to_string();
    let run = &report.run;
    let failure = run.failure.as_ref();
    let progress = run.progress.as_ref().filter(|_| report.status == Status::Importing);
    let coverage = integration.coverage;
    IntegrationShown {
        integration_id: integration.id.0,
        name: integration.name.clone(),
        domain: integration.domain.clone(),
        base_url: integration.base_url.clone(),
        grouping: integration.grouping.as_str(),
        credentials: integration.credential_kind.clone(),
        identity: integration.credential_identity.clone(),
        api_token_days_left: api_token_days_left(&integration.credential_kind, now),
        since: time(integration.since),
        created_at: time(integration.created_at),
        coverage_from: coverage.map(|coverage| time(coverage.from)),
        coverage_until: coverage.map(|coverage| time(coverage.until)),
        calls_until: coverage.and_then(|coverage| coverage.calls_until).map(time),
        provisional_from: coverage.and_then(|coverage| coverage.provisional_from).map(time),
        last_success: integration.last_success.map(time),
        status: report.status.as_str(),
        status_since: report.since(integration).map(time),
        failure: failure.map(|failure| failure.reason.clone()),
        failure_advice: failure.and_then(|failure| failure.advice.clone()),
        failures_in_a_row: run.failures,
        stage: progress.map(|progress| progress.stage.clone()),
        stage_done: progress.map(|progress| progress.done),
        stage_of: progress.and_then(|progress| progress.of),
        events_until: report.last_event.map(time),
        next_run: report.next_run.map(time),
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::viewer(routes!(list_integrations)),
        Endpoint::administrator(routes!(add_integration)),
        Endpoint::viewer(routes!(show_integration)),
        Endpoint::administrator(routes!(rename_integration)),
        Endpoint::administrator(routes!(delete_integration)),
        Endpoint::administrator(routes!(change_credentials)),
        Endpoint::administrator(routes!(test_connection)),
        Endpoint::administrator(routes!(pause_integration)),
        Endpoint::administrator(routes!(resume_integration)),
        Endpoint::administrator(routes!(purge_integration)),
    ]
}
