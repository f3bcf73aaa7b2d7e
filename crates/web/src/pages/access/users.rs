//! Who may sign in: list, invite, new links, roles, and an end.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_app::IngestError;
use inflow_app::access::users;
use inflow_store::{Role, StoreError, User, UserId};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::fields::{role_named, unfit};
use crate::http::site::Site;
use crate::http::viewer::Administrator;
use crate::pages::errors::PageError;
use crate::pages::i18n::Text;
use crate::pages::layout::{Page, Section, html, with_status};

/// What is typed to invite somebody.
#[derive(Deserialize)]
pub(super) struct Invited {
    name: String,
    role: String,
}

/// What is asked of a user.
#[derive(Deserialize)]
pub(super) struct Asked {
    action: String,
}

/// A link that is shown this once.
struct Shown {
    name: String,
    link: String,
}

#[derive(Template)]
#[template(path = "access/users.html")]
struct UsersPage {
    page: Page,
    users: Vec<User>,
    own: Option<UserId>,
    name: String,
    role: Role,
    wrong: Option<Text>,
    shown: Option<Shown>,
}

impl UsersPage {
    async fn new(administrator: &Administrator, page: Page) -> Result<Self, PageError> {
        let users = users::list(&administrator.0.context).await?;
        let own = administrator.0.user.as_ref().map(|user| user.id);
        let page = page.within(Section::Access);
        let (name, role) = (String::new(), Role::Viewer);
        Ok(Self { page, users, own, name, role, wrong: None, shown: None })
    }
}

pub(super) async fn list(administrator: Administrator, page: Page) -> Result<Response, PageError> {
    Ok(html(&UsersPage::new(&administrator, page).await?))
}

pub(super) async fn invite(
    State(site): State<Site>,
    administrator: Administrator,
    page: Page,
    headers: HeaderMap,
    Form(invited): Form<Invited>,
) -> Result<Response, PageError> {
    let role = role_named(&invited.role)?;
    let added = users::add(&administrator.0.context, &invited.name, role).await;
    let mut shown = UsersPage::new(&administrator, page).await?;
    match added {
        Ok((user, link)) => {
            shown.shown = Some(Shown { name: user.name, link: address(&site, &headers, &link) });
            Ok(html(&shown))
        }
        Err(error) => {
            let wrong = unfit(&error).ok_or_else(|| PageError::from(error))?;
            shown.wrong = Some(shown.page.t(wrong));
            (shown.name, shown.role) = (invited.name, role);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
        }
    }
}

pub(super) async fn change(
    State(site): State<Site>,
    administrator: Administrator,
    page: Page,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Form(asked): Form<Asked>,
) -> Result<Response, PageError> {
    let context = &administrator.0.context;
    let user = users::by_id(context, UserId(id)).await?;
    let changed = match asked.action.as_str() {
        "link" => {
            let link = users::renew_link(context, &user).await?;
            let mut shown = UsersPage::new(&administrator, page).await?;
            shown.shown = Some(Shown { name: user.name, link: address(&site, &headers, &link) });
            return Ok(html(&shown));
        }
        "disable" => users::set_disabled(context, &user, true).await,
        "enable" => users::set_disabled(context, &user, false).await,
        role => users::set_role(context, &user, role_named(role)?).await,
    };
    match changed {
        Ok(()) => Ok(Redirect::to("/access/users").into_response()),
        Err(IngestError::Store(StoreError::LastAdministrator)) => {
            let mut shown = UsersPage::new(&administrator, page).await?;
            shown.wrong = Some(shown.page.t("last-administrator"));
            Ok(with_status(StatusCode::CONFLICT, &shown))
        }
        Err(error) => Err(error.into()),
    }
}

/// Where a link leads, as it can be sent to somebody.
fn address(site: &Site, headers: &HeaderMap, link: &SecretString) -> String {
    format!("{}/link/{}", site.reach.address(headers), link.expose_secret())
}
