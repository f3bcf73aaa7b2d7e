//! The account of whoever asks: who that is, what can be connected, keys, users and changes.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use inflow_app::access::{audit, keys};
use inflow_store::{ApiKey, ApiKeyId, AuditEntry, Role};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::extract::{Asking, Body, Parameters, PathParts, Query, Values};
use super::problem::{Kind, Problem, ProblemDocument};
use super::standing::GroupingName;
use crate::http::viewer::Viewer;

/// How many changes are told unless a number is named, and the most.
const USUAL_ENTRIES: usize = 100;
const MOST_ENTRIES: usize = 1000;

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    /// The account that everything is seen of.
    account: String,
    /// What may be done.
    #[schema(value_type = RoleName)]
    role: &'static str,
    #[schema(value_type = ActorName)]
    kind: &'static str,
    /// The name of the user or of the key.
    name: String,
}

/// What somebody may do: an administrator may do all that a viewer may.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes texts")]
pub(super) enum RoleName {
    Viewer,
    Administrator,
}

/// What kind of somebody changes things; an operator runs the program's commands.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "it describes texts")]
enum ActorName {
    Operator,
    User,
    ApiKey,
}

/// What can be connected.
#[derive(Debug, Serialize, ToSchema)]
struct Catalogue {
    integrations: Vec<Connectable>,
}

/// A system that can be connected.
#[derive(Debug, Serialize, ToSchema)]
struct Connectable {
    #[schema(example = "zendesk")]
    kind: &'static str,
    #[schema(example = "Zendesk")]
    name: &'static str,
    /// The members of `credentials`, by kind.
    credentials: Vec<CredentialFields>,
    groupings: Vec<GroupingShown>,
}

/// The members of one kind of credentials.
#[derive(Debug, Serialize, ToSchema)]
struct CredentialFields {
    kind: &'static str,
    fields: [&'static str; 2],
}

/// A way to group calls into queues (rule 7.2), which cannot be changed once an integration is saved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Grouping)]
struct GroupingShown {
    #[schema(value_type = GroupingName)]
    grouping: &'static str,
    description: &'static str,
}

/// The API keys of the account.
#[derive(Debug, Serialize, ToSchema)]
struct ApiKeys {
    /// By name; revoked ones too.
    api_keys: Vec<KeyShown>,
}

/// An API key, without the key itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey)]
struct KeyShown {
    api_key_id: i64,
    name: String,
    #[schema(value_type = RoleName)]
    role: &'static str,
    #[schema(format = DateTime)]
    created_at: String,
    /// The day of its last use, in UTC.
    #[schema(format = Date)]
    last_used: Option<String>,
    #[schema(format = DateTime)]
    revoked_at: Option<String>,
}

/// An API key that was made.
#[derive(Serialize, ToSchema)]
struct MadeKey {
    api_key: KeyShown,
    /// The key itself. It is told this once and kept nowhere.
    secret: String,
}

/// An API key to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewApiKey)]
struct NewKey {
    /// What it is for, unique among the keys that work.
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
    )]
    name: String,
    #[schema(value_type = RoleName)]
    role: String,
}

/// Changes that were made in the account.
#[derive(Debug, Serialize, ToSchema)]
struct Changes {
    /// The newest first.
    changes: Vec<Change>,
    /// What to send as `before` for earlier ones; `null` where there are none.
    next: Option<i64>,
}

/// A change.
#[derive(Debug, Serialize, ToSchema)]
struct Change {
    #[schema(format = DateTime)]
    at: String,
    #[schema(value_type = ActorName)]
    actor_kind: &'static str,
    /// The name of the user or of the key; empty for an operator.
    actor: String,
    #[schema(example = "integration.pause")]
    action: String,
    /// On what: the name of an integration, a user or a key.
    subject: String,
    details: String,
}

/// Which changes are told.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct WhichChanges {
    /// At most so many; 100 unless named.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
    /// Those before this one.
    before: Option<i64>,
}

impl Parameters for WhichChanges {
    fn read(values: &mut Values) -> Self {
        Self {
            limit: values.count("limit", MOST_ENTRIES),
            before: values.read("before", "send the next of an answer", |text| text.parse().ok()),
        }
    }
}

/// Who asks
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "Account",
    responses((status = 200, description = "Whose key this is, and what it allows", body = Me))
)]
async fn me(viewer: Viewer) -> Json<Me> {
    let actor = &viewer.context.actor;
    Json(Me {
        account: viewer.context.account.clone(),
        role: viewer.role.as_str(),
        kind: actor.kind.as_str(),
        name: actor.name.clone(),
    })
}

/// What can be connected
#[utoipa::path(
    get,
    path = "/api/v1/catalogue",
    tag = "Integrations",
    responses((status = 200, description = "The systems", body = Catalogue))
)]
async fn catalogue() -> Json<Catalogue> {
    let client = ["oauth_client_id", "oauth_client_secret"];
    Json(Catalogue {
        integrations: vec![Connectable {
            kind: "zendesk",
            name: "Zendesk",
            credentials: vec![
                CredentialFields { kind: "oauth-client", fields: client },
                CredentialFields { kind: "api-token", fields: ["username", "api_token"] },
            ],
            groupings: vec![
                GroupingShown {
                    grouping: "ivr",
                    description: "by the group that the IVR sent the call to",
                },
                GroupingShown {
                    grouping: "phone-number",
                    description: "by the number that was called",
                },
            ],
        }],
    })
}

/// The API keys
#[utoipa::path(
    get,
    path = "/api/v1/api-keys",
    tag = "Account",
    responses((status = 200, description = "The keys, without the keys themselves", body = ApiKeys))
)]
async fn list_keys(Asking(context): Asking) -> Result<Json<ApiKeys>, Problem> {
    let api_keys = keys::list(&context).await?.iter().map(describe).collect();
    Ok(Json(ApiKeys { api_keys }))
}

/// Makes an API key
///
/// The key itself is told this once.
#[utoipa::path(
    post,
    path = "/api/v1/api-keys",
    tag = "Account",
    request_body = NewKey,
    responses(
        (status = 201, description = "The key", body = MadeKey),
        (status = 409, description = "The name is taken", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn make_key(Asking(context): Asking, Body(new): Body<NewKey>) -> Result<Response, Problem> {
    let role = role(&new.role)?;
    let (made, secret) = keys::create(&context, &new.name, role).await?;
    let made = MadeKey { api_key: describe(&made), secret: secret.expose_secret().to_owned() };
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Revokes an API key
#[utoipa::path(
    delete,
    path = "/api/v1/api-keys/{api_key_id}",
    tag = "Account",
    params(("api_key_id" = i64, Path, description = "The key")),
    responses((status = 204, description = "It works no longer"))
)]
async fn revoke_key(Asking(context): Asking, parts: PathParts) -> Result<StatusCode, Problem> {
    let id = parts.get("api_key_id").parse().map_err(|_| {
        Problem::new(Kind::NotFound, "there is no such API key").with_remedy("send its number")
    })?;
    keys::revoke(&context, ApiKeyId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The log of changes
///
/// Who changed what in the account, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/changes",
    tag = "Account",
    params(WhichChanges),
    responses((status = 200, description = "The changes", body = Changes))
)]
async fn changes(
    Asking(context): Asking,
    Query(asked): Query<WhichChanges>,
) -> Result<Json<Changes>, Problem> {
    let limit = asked.limit.unwrap_or(USUAL_ENTRIES);
    let mut found = audit::entries(&context, asked.before, limit + 1).await?;
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().map(|(number, _)| *number).filter(|_| has_more);
    let changes = found.into_iter().map(|(_, entry)| describe_change(entry)).collect();
    Ok(Json(Changes { changes, next }))
}

/// The role of that name.
pub(super) fn role(name: &str) -> Result<Role, Problem> {
    Role::from_name(name).ok_or_else(|| {
        Problem::field("role", "there is no such role", "send viewer or administrator")
    })
}

fn describe(key: &ApiKey) -> KeyShown {
    KeyShown {
        api_key_id: key.id.0,
        name: key.name.clone(),
        role: key.role.as_str(),
        created_at: key.created_at.to_string(),
        last_used: key.last_used_day.map(super::quality::day_text),
        revoked_at: key.revoked_at.map(|at| at.to_string()),
    }
}

fn describe_change(entry: AuditEntry) -> Change {
    Change {
        at: entry.at.to_string(),
        actor_kind: entry.actor.kind.as_str(),
        actor: entry.actor.name,
        action: entry.action,
        subject: entry.subject,
        details: entry.details,
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::viewer(routes!(me)),
        Endpoint::viewer(routes!(catalogue)),
        Endpoint::administrator(routes!(list_keys)),
        Endpoint::administrator(routes!(make_key)),
        Endpoint::administrator(routes!(revoke_key)),
        Endpoint::administrator(routes!(changes)),
    ]
}
