//! One's own password.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use inflow_app::IngestError;
use inflow_app::access::{sessions, users};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::cookies::with_cookie;
use super::fields::unfit;
use crate::http::cookie::DeviceCookie;
use crate::http::site::Site;
use crate::http::viewer::Viewer;
use crate::pages::errors::PageError;
use crate::pages::i18n::Text;
use crate::pages::layout::{Page, html, with_status};

/// What is typed.
#[derive(Deserialize)]
pub(super) struct Entered {
    present: SecretString,
    password: SecretString,
    again: SecretString,
}

#[derive(Template)]
#[template(path = "access/password.html")]
struct PasswordPage {
    page: Page,
    name: String,
    wrong: Option<Text>,
    done: bool,
}

pub(super) async fn show(viewer: Viewer, page: Page) -> Response {
    let name = viewer.context.actor.name;
    html(&PasswordPage { page, name, wrong: None, done: false })
}

pub(super) async fn change(
    State(site): State<Site>,
    viewer: Viewer,
    page: Page,
    Form(entered): Form<Entered>,
) -> Result<Response, PageError> {
    let name = viewer.context.actor.name.clone();
    let wrong = match changed(&site, &viewer, entered).await {
        Ok(device) => {
            let told = html(&PasswordPage { page, name, wrong: None, done: true });
            return Ok(with_cookie(told, &DeviceCookie::kept(&site.reach, &device)));
        }
        Err(None) => page.t("passwords-differ"),
        Err(Some(IngestError::WrongPassword)) => page.t("password-wrong"),
        Err(Some(IngestError::TooManyAttempts { until })) => {
            page.t("sign-in-slowed").with("seconds", until.0 - page.now.0)
        }
        Err(Some(error)) => page.t(unfit(&error).ok_or_else(|| PageError::from(error))?),
    };
    let shown = PasswordPage { page, name, wrong: Some(wrong), done: false };
    Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

/// Changes it; what the browser shows from now on, since it is known by the password as well. Without an error of the use case where the two new ones differ.
async fn changed(
    site: &Site,
    viewer: &Viewer,
    entered: Entered,
) -> Result<SecretString, Option<IngestError>> {
    let Entered { present, password, again } = entered;
    let (Some(user), Some(cookie)) = (&viewer.user, &viewer.cookie) else { return Err(None) };
    if password.expose_secret() != again.expose_secret() {
        return Err(None);
    }
    let passwords = (present, password);
    let changed =
        users::change_password(&viewer.context, &site.hashing, user, passwords, cookie.secret());
    changed.await?;
    Ok(sessions::new_device(&viewer.context, user).await?)
}
