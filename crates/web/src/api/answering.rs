//! Who answers by itself in an integration, and where the handling time of its tickets stands (rules 9.3 and
//! 9.7).

use axum::Json;
use axum::extract::State;
use inflow_app::accounts::answers;
use inflow_domain::{FieldId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::extract::{Body, Chosen};
use super::problem::{Problem, ProblemDocument};
use super::workloads::count_soon;
use crate::http::site::Site;

/// Users with an agent's role that answer by themselves.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Robots)]
struct RobotsShown {
    /// Their ids in Zendesk.
    user_ids: Vec<i64>,
}

/// Which users answer by themselves from now on, and which no longer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"add": [35436], "remove": []}))]
struct RobotsChange {
    #[serde(default)]
    #[schema(required = false)]
    add: Vec<i64>,
    #[serde(default)]
    #[schema(required = false)]
    remove: Vec<i64>,
}

/// The ticket field that holds the seconds spent on a ticket.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimeField)]
struct TimeFieldShown {
    /// `null` where none is named: then tickets have no handling time.
    #[schema(required = true)]
    field_id: Option<i64>,
}

/// The ticket field that holds the seconds spent from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TimeFieldChange {
    /// A numeric field; `null` for none.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    field_id: Option<i64>,
}

/// The robots of an integration
///
/// Users with an agent's role whose replies are no answers (rule 9.3).
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/robots",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses((status = 200, description = "The robots", body = RobotsShown))
)]
async fn list_robots(chosen: Chosen) -> Result<Json<RobotsShown>, Problem> {
    robots(&chosen).await
}

/// Names robots
///
/// The whole history is counted again: at once where nobody imports just now, else with the next import.
#[utoipa::path(
    patch,
    path = "/api/v1/integrations/{integration_id}/robots",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    request_body = RobotsChange,
    responses(
        (status = 200, description = "As they are now", body = RobotsShown),
        (status = 409, description = "The integration is deleted", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn change_robots(
    State(site): State<Site>,
    chosen: Chosen,
    Body(change): Body<RobotsChange>,
) -> Result<Json<RobotsShown>, Problem> {
    let users = |ids: Vec<i64>| ids.into_iter().map(UserId).collect::<Vec<_>>();
    let (add, remove) = (users(change.add), users(change.remove));
    let (context, integration) = (&chosen.context, &chosen.integration);
    if answers::change_robots(context, integration, &add, &remove).await? {
        count_soon(&site, &chosen.context, &chosen.integration).await;
    }
    robots(&chosen).await
}

/// The time field of an integration
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/time-field",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses((status = 200, description = "The field", body = TimeFieldShown))
)]
async fn show_time_field(chosen: Chosen) -> Result<Json<TimeFieldShown>, Problem> {
    time_field(&chosen).await
}

/// Names the time field
///
/// The whole history is counted again: at once where nobody imports just now, else with the next import.
#[utoipa::path(
    put,
    path = "/api/v1/integrations/{integration_id}/time-field",
    tag = "Integrations",
    params(("integration_id" = i64, Path, description = "The integration")),
    request_body = TimeFieldChange,
    responses(
        (status = 200, description = "As it is now", body = TimeFieldShown),
        (status = 409, description = "The integration is deleted", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn name_time_field(
    State(site): State<Site>,
    chosen: Chosen,
    Body(change): Body<TimeFieldChange>,
) -> Result<Json<TimeFieldShown>, Problem> {
    let field = change.field_id.map(FieldId);
    if answers::name_time_field(&chosen.context, &chosen.integration, field).await? {
        count_soon(&site, &chosen.context, &chosen.integration).await;
    }
    time_field(&chosen).await
}

async fn robots(chosen: &Chosen) -> Result<Json<RobotsShown>, Problem> {
    let robots = answers::robots(&chosen.context, &chosen.integration).await?;
    Ok(Json(RobotsShown { user_ids: robots.into_iter().map(|user| user.0).collect() }))
}

async fn time_field(chosen: &Chosen) -> Result<Json<TimeFieldShown>, Problem> {
    let field = answers::time_field(&chosen.context, &chosen.integration).await?;
    Ok(Json(TimeFieldShown { field_id: field.map(|field| field.0) }))
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::viewer(routes!(list_robots)),
        Endpoint::administrator(routes!(change_robots)),
        Endpoint::viewer(routes!(show_time_field)),
        Endpoint::administrator(routes!(name_time_field)),
    ]
}
