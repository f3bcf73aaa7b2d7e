//! The keys of programs: made, shown once, revoked.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_app::access::keys;
use inflow_store::{ApiKey, ApiKeyId, Role};
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use super::fields::{role_named, unfit};
use crate::http::viewer::Administrator;
use crate::pages::errors::PageError;
use crate::pages::i18n::Text;
use crate::pages::layout::{Page, Section, html, with_status};

/// What is typed to make a key.
#[derive(Deserialize)]
pub(super) struct Wanted {
    name: String,
    role: String,
}

#[derive(Template)]
#[template(path = "access/keys.html")]
struct KeysPage {
    page: Page,
    keys: Vec<ApiKey>,
    name: String,
    role: Role,
    wrong: Option<Text>,
    shown: Option<String>,
}

impl KeysPage {
    async fn new(administrator: &Administrator, page: Page) -> Result<Self, PageError> {
        let keys = keys::list(&administrator.0.context).await?;
        let page = page.within(Section::Access);
        let (name, role) = (String::new(), Role::Viewer);
        Ok(Self { page, keys, name, role, wrong: None, shown: None })
    }
}

pub(super) async fn list(administrator: Administrator, page: Page) -> Result<Response, PageError> {
    Ok(html(&KeysPage::new(&administrator, page).await?))
}

pub(super) async fn create(
    administrator: Administrator,
    page: Page,
    Form(wanted): Form<Wanted>,
) -> Result<Response, PageError> {
    let role = role_named(&wanted.role)?;
    let made = keys::create(&administrator.0.context, &wanted.name, role).await;
    let mut shown = KeysPage::new(&administrator, page).await?;
    match made {
        Ok((_, key)) => {
            shown.shown = Some(key.expose_secret().to_owned());
            Ok(html(&shown))
        }
        Err(error) => {
            let wrong = unfit(&error).ok_or_else(|| PageError::from(error))?;
            shown.wrong = Some(shown.page.t(wrong));
            (shown.name, shown.role) = (wanted.name, role);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
        }
    }
}

pub(super) async fn revoke(
    administrator: Administrator,
    Path(id): Path<i64>,
) -> Result<Response, PageError> {
    keys::revoke(&administrator.0.context, ApiKeyId(id)).await?;
    Ok(Redirect::to("/access/keys").into_response())
}
