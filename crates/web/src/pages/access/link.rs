//! One-time links: choosing a password, and becoming an account's first administrator.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_app::IngestError;
use inflow_app::access::{sessions, users};
use inflow_store::StoreError;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::cookies::{with_cookie, with_sign_in};
use super::fields::unfit;
use crate::http::cookie::Cookie;
use crate::http::refusal::{Refusal, Surface};
use crate::http::site::Site;
use crate::pages::errors::PageError;
use crate::pages::i18n::Text;
use crate::pages::layout::{Page, html, with_status};

/// What was typed.
#[derive(Deserialize)]
pub(super) struct Entered {
    #[serde(default)]
    name: String,
    password: SecretString,
    again: SecretString,
}

#[derive(Template)]
#[template(path = "access/link.html")]
struct LinkPage {
    page: Page,
    form_token: String,
    name: String,
    /// The first administrator chooses a name as well.
    chooses_name: bool,
    wrong: Option<Text>,
}

pub(super) async fn show(
    State(site): State<Site>,
    Path(secret): Path<String>,
    page: Page,
    headers: HeaderMap,
) -> Response {
    let user = match users::linked(site.context_of_nobody(), &secret).await {
        Ok(user) => user,
        Err(error) => return refused(&error),
    };
    let cookie = Cookie::of_or_new(&site.reach, &headers);
    let shown = LinkPage {
        page,
        form_token: cookie.form_token(),
        chooses_name: user.is_none(),
        name: user.map(|user| user.name).unwrap_or_default(),
        wrong: None,
    };
    with_cookie(html(&shown), &cookie.kept(&site.reach))
}

pub(super) async fn choose(
    State(site): State<Site>,
    Path(secret): Path<String>,
    page: Page,
    headers: HeaderMap,
    Form(entered): Form<Entered>,
) -> Response {
    let context = site.context_of_nobody();
    let user = match users::linked(context, &secret).await {
        Ok(user) => user,
        Err(error) => return refused(&error),
    };
    let wrong = if entered.password.expose_secret() == entered.again.expose_secret() {
        let (name, password) = (entered.name.as_str(), entered.password);
        match users::use_link(context, &site.hashing, &secret, name, password).await {
            Ok(user) => {
                return match sessions::sign_in_known(context, user).await {
                    Ok(signed_in) => {
                        with_sign_in(&site, Redirect::to("/").into_response(), signed_in)
                    }
                    Err(error) => refused(&error),
                };
            }
            Err(error) => match unfit(&error) {
                Some(message) => message,
                None => return refused(&error),
            },
        }
    } else {
        "passwords-differ"
    };
    let shown = LinkPage {
        form_token: Cookie::of_or_new(&site.reach, &headers).form_token(),
        chooses_name: user.is_none(),
        name: user.map_or(entered.name, |user| user.name),
        wrong: Some(page.t(wrong)),
        page,
    };
    with_status(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

fn refused(error: &IngestError) -> Response {
    match error {
        IngestError::Store(StoreError::LinkUsed | StoreError::NoSuchUser) => {
            PageError::because(StatusCode::NOT_FOUND, "link-used").into_response()
        }
        error => Refusal::unavailable(error).answer(Surface::Page),
    }
}
