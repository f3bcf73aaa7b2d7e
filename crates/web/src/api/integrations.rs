//! Integrations: which there are, and what can be done with them.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use inflow_app::accounts::integrations as use_cases;
use inflow_app::accounts::lives;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::entries::{Account, Credentials, first_instant, name_of};
use super::extract::{Asking, Body, Chosen, Object, Parameters, Query, Values};
use super::failures::of_entered;
use super::problem::{Problem, ProblemDocument};
use super::standing::{GroupingName, IntegrationShown, one, shown};
use crate::http::site::Site;

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
    /// A test server in place of the domain, where the service was started with `--allow-test-servers`;
    /// loopback addresses of the service's machine only.
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

/// An earlier beginning of the history.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Extension {
    /// The first day that is imported, in UTC, 2007 or later.
    #[schema(format = Date)]
    since: String,
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
    State(site): State<Site>,
    Asking(context): Asking,
    Body(new): Body<NewIntegration>,
) -> Result<Response, Problem> {
    let account = Account {
        name: Some(new.name),
        domain: new.domain,
        base_url: new.base_url,
        grouping: Some(new.grouping),
        since: new.since,
        credentials: new.credentials.0,
    };
    let entered = account.read(&site, &context).await?;
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
    let name = name_of(&change.name).map_err(|error| Problem::fields(vec![error]))?;
    use_cases::rename(&chosen.context, &chosen.integration, &name).await?;
    now(chosen).await
}

/// Extends the window
///
/// Lets the history begin at an earlier day. The figures that are there stay, preliminary until the service
/// has read what is missing (rule 8.6). A later day than the present one is refused.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/extend",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    request_body = Extension,
    responses(
        (status = 200, description = "As it is now", body = IntegrationShown),
        (status = 409, description = "It is deleted, or events of closed tickets were dropped",
            body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
async fn extend_integration(
    chosen: Chosen,
    Body(extension): Body<Extension>,
) -> Result<Json<IntegrationShown>, Problem> {
    let now_at = chosen.context.clock.now();
    let since = first_instant(Some(&extension.since), now_at)
        .map_err(|error| Problem::fields(vec![error]))?;
    use_cases::extend(&chosen.context, &chosen.integration, since).await?;
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

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::viewer(routes!(list_integrations)),
        Endpoint::administrator(routes!(add_integration)),
        Endpoint::viewer(routes!(show_integration)),
        Endpoint::administrator(routes!(rename_integration)),
        Endpoint::administrator(routes!(extend_integration)),
        Endpoint::administrator(routes!(delete_integration)),
        Endpoint::administrator(routes!(change_credentials)),
        Endpoint::administrator(routes!(test_connection)),
        Endpoint::administrator(routes!(pause_integration)),
        Endpoint::administrator(routes!(resume_integration)),
        Endpoint::administrator(routes!(purge_integration)),
    ]
}
