//! Signing in and out.

use std::net::SocketAddr;

use askama::Template;
use axum::Form;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_app::IngestError;
use inflow_app::access::sessions::{self, Typed};
use inflow_app::access::users;
use inflow_app::accounts::integrations::{DEFAULT_ACCOUNT, fit_account};
use inflow_store::Actor;
use secrecy::SecretString;
use serde::Deserialize;

use super::cookies::{with_cookie, with_sign_in};
use super::next::safe_next;
use crate::http::cookie::{Cookie, DeviceCookie};
use crate::http::refusal::{Refusal, Surface};
use crate::http::site::Site;
use crate::http::viewer::Viewer;
use crate::pages::i18n::Text;
use crate::pages::layout::{Page, html, with_status};

/// Where a browser comes from.
#[derive(Deserialize)]
pub(super) struct Asked {
    next: Option<String>,
    account: Option<String>,
}

/// What was typed.
#[derive(Deserialize)]
pub(super) struct Entered {
    #[serde(default)]
    account: String,
    name: String,
    password: SecretString,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "access/sign_in.html")]
struct SignInPage {
    page: Page,
    form_token: String,
    account: String,
    name: String,
    next: String,
    wrong: Option<Text>,
    /// Whether nobody can sign in yet, and a link is to be opened first.
    lacks_administrator: bool,
}

pub(super) async fn show(
    State(site): State<Site>,
    Query(asked): Query<Asked>,
    page: Page,
    headers: HeaderMap,
) -> Response {
    let cookie = Cookie::of_or_new(&site.reach, &headers);
    // Of the usual account alone: nobody learns by this which others there are.
    let usual = site.context_of(DEFAULT_ACCOUNT, Actor::operator());
    let lacks_administrator = !users::has_administrator(&usual).await.unwrap_or(true);
    let shown = SignInPage {
        page,
        form_token: cookie.form_token(),
        lacks_administrator,
        account: asked.account.unwrap_or_else(|| DEFAULT_ACCOUNT.to_owned()),
        name: String::new(),
        next: safe_next(asked.next.as_deref()).into_owned(),
        wrong: None,
    };
    with_cookie(html(&shown), &cookie.kept(&site.reach))
}

pub(super) async fn sign_in(
    State(site): State<Site>,
    extensions: Extensions,
    page: Page,
    headers: HeaderMap,
    Form(entered): Form<Entered>,
) -> Response {
    let account = match entered.account.trim() {
        "" => DEFAULT_ACCOUNT,
        account => account,
    };
    // What can be no account's name is nobody's account.
    let account = fit_account(account).unwrap_or_default();
    let context = site.context_of(account, Actor::operator());
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
    let address = site.reach.client(&headers, peer);
    let device = DeviceCookie::of(&site.reach, &headers);
    let typed = Typed { name: entered.name.clone(), password: entered.password, address, device };
    let (status, wrong) = match sessions::sign_in(&context, &site.hashing, typed).await {
        Ok(signed_in) => {
            let target = safe_next(entered.next.as_deref());
            return with_sign_in(&site, Redirect::to(&target).into_response(), signed_in);
        }
        Err(IngestError::WrongPassword) => (StatusCode::FORBIDDEN, page.t("sign-in-wrong")),
        Err(IngestError::TooManyAttempts { until }) => {
            let seconds = until.0 - page.now.0;
            let slowed = page.t("sign-in-slowed").with("seconds", seconds);
            (StatusCode::TOO_MANY_REQUESTS, slowed)
        }
        Err(error) => return Refusal::unavailable(&error).answer(Surface::Page),
    };
    let cookie = Cookie::of_or_new(&site.reach, &headers);
    let shown = SignInPage {
        page,
        form_token: cookie.form_token(),
        account: account.to_owned(),
        name: entered.name,
        next: safe_next(entered.next.as_deref()).into_owned(),
        wrong: Some(wrong),
        lacks_administrator: false,
    };
    with_status(status, &shown)
}

pub(super) async fn sign_out(State(site): State<Site>, viewer: Viewer) -> Response {
    if let Some(cookie) = &viewer.cookie
        && let Err(error) = sessions::sign_out(&viewer.context, cookie.secret()).await
    {
        return Refusal::unavailable(&error).answer(Surface::Page);
    }
    with_cookie(Redirect::to("/sign-in").into_response(), &Cookie::forgotten(&site.reach))
}
