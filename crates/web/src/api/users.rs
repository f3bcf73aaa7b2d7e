//! Users: who can sign in, inviting somebody, roles, and an end.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use inflow_app::Context;
use inflow_app::access::users;
use inflow_store::{User, UserId};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::account::{RoleName, role};
use super::endpoint::Endpoint;
use super::extract::{Asking, Body, PathParts};
use super::problem::{Kind, Problem, ProblemDocument};
use crate::http::site::Site;

/// The users of the account.
#[derive(Debug, Serialize, ToSchema)]
struct Users {
    /// By name.
    users: Vec<UserShown>,
}

/// Somebody who signs in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
struct UserShown {
    user_id: i64,
    name: String,
    #[schema(value_type = RoleName)]
    role: &'static str,
    #[schema(format = DateTime)]
    created_at: String,
    /// Since when the user may not sign in.
    #[schema(format = DateTime)]
    disabled_at: Option<String>,
    /// Whether a password was chosen.
    has_password: bool,
}

/// A user with the link to choose a password by.
#[derive(Serialize, ToSchema)]
struct InvitedUser {
    user: UserShown,
    /// The link, to be passed on to the user. It works once, for three days, and is told this once.
    link: String,
}

/// A user to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewUser)]
struct NewUser {
    /// A name, such as an address of e-mail; unique in the account.
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
    )]
    name: String,
    #[schema(value_type = RoleName)]
    role: String,
}

/// What is changed of a user; what is left away stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserChange {
    #[schema(value_type = Option<RoleName>)]
    role: Option<String>,
    /// Whether the user may sign in no more. Sessions end at once.
    disabled: Option<bool>,
}

/// The users
#[utoipa::path(
    get,
    path = "/api/v1/users",
    tag = "Account",
    responses((status = 200, description = "Who can sign in", body = Users))
)]
async fn list_users(Asking(context): Asking) -> Result<Json<Users>, Problem> {
    let users = users::list(&context).await?.into_iter().map(describe).collect();
    Ok(Json(Users { users }))
}

/// Invites a user
///
/// The answer has the link by which the user chooses a password; nothing is sent to anybody.
#[utoipa::path(
    post,
    path = "/api/v1/users",
    tag = "Account",
    request_body = NewUser,
    responses(
        (status = 201, description = "The user and the link", body = InvitedUser),
        (status = 409, description = "The name is taken", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn invite_user(
    State(site): State<Site>,
    Asking(context): Asking,
    headers: HeaderMap,
    Body(new): Body<NewUser>,
) -> Result<Response, Problem> {
    let (user, link) = users::add(&context, &new.name, role(&new.role)?).await?;
    Ok((StatusCode::CREATED, Json(invited(&site, &headers, user, &link))).into_response())
}

/// Makes a new link for a user
///
/// The user chooses a new password by it. The earlier link works no longer, the present password still
/// does.
#[utoipa::path(
    post,
    path = "/api/v1/users/{user_id}/link",
    tag = "Account",
    params(("user_id" = i64, Path, description = "The user")),
    responses((status = 200, description = "The user and the link", body = InvitedUser))
)]
async fn renew_user_link(
    State(site): State<Site>,
    Asking(context): Asking,
    headers: HeaderMap,
    parts: PathParts,
) -> Result<Json<InvitedUser>, Problem> {
    let user = named(&context, &parts).await?;
    let link = users::renew_link(&context, &user).await?;
    Ok(Json(invited(&site, &headers, user, &link)))
}

/// Changes a user
///
/// Gives another role, ends the access, or allows it again.
#[utoipa::path(
    patch,
    path = "/api/v1/users/{user_id}",
    tag = "Account",
    params(("user_id" = i64, Path, description = "The user")),
    request_body = UserChange,
    responses(
        (status = 200, description = "As it is now", body = UserShown),
        (status = 409, description = "It is the last administrator", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn change_user(
    Asking(context): Asking,
    parts: PathParts,
    Body(change): Body<UserChange>,
) -> Result<Json<UserShown>, Problem> {
    let user = named(&context, &parts).await?;
    if let Some(name) = change.role {
        users::set_role(&context, &user, role(&name)?).await?;
    }
    if let Some(disabled) = change.disabled {
        users::set_disabled(&context, &user, disabled).await?;
    }
    Ok(Json(describe(users::by_id(&context, user.id).await?)))
}

/// The user that the path names.
async fn named(context: &Context, parts: &PathParts) -> Result<User, Problem> {
    let id = parts.get("user_id").parse().map_err(|_| {
        Problem::new(Kind::NotFound, "there is no such user").with_remedy("send its number")
    })?;
    Ok(users::by_id(context, UserId(id)).await?)
}

fn invited(site: &Site, headers: &HeaderMap, user: User, link: &SecretString) -> InvitedUser {
    let link = format!("{}/link/{}", site.reach.address(headers), link.expose_secret());
    InvitedUser { user: describe(user), link }
}

fn describe(user: User) -> UserShown {
    UserShown {
        user_id: user.id.0,
        name: user.name,
        role: user.role.as_str(),
        created_at: user.created_at.to_string(),
        disabled_at: user.disabled_at.map(|at| at.to_string()),
        has_password: user.has_password,
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::administrator(routes!(list_users)),
        Endpoint::administrator(routes!(invite_user)),
        Endpoint::administrator(routes!(renew_user_link)),
        Endpoint::administrator(routes!(change_user)),
    ]
}
