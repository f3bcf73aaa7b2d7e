//! Who asks.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use inflow_app::access::{keys, sessions};
use inflow_app::{Context, IngestError};
use inflow_store::{Actor, ActorKind, Role, User};

use crate::http::cookie::Cookie;
use crate::http::refusal::{Refusal, Surface};
use crate::http::site::Site;

/// The hidden field of every form, with [`Viewer::form_token`] in it.
pub const FORM_TOKEN: &str = "csrf";

/// Who asks, in which account. A handler that takes one is registered with a right above
/// [`Public`](crate::http::route::Right::Public).
#[derive(Clone)]
pub struct Viewer {
    /// The ports, in the account of whoever asks.
    pub context: Context,
    /// What is allowed.
    pub role: Role,
    /// Who is signed in; nobody where a program asks.
    pub user: Option<User>,
    pub(crate) cookie: Option<Cookie>,
}

/// Who reads a page; put into the request's extensions where somebody is signed in.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The name that is shown.
    pub name: String,
    /// Whether changes are offered.
    pub is_administrator: bool,
    /// What every form sends back.
    pub csrf: String,
}

/// Who asks, known to be an administrator of the account.
#[derive(Clone)]
pub struct Administrator(pub Viewer);

impl Viewer {
    /// Whether changes are allowed.
    pub fn is_administrator(&self) -> bool {
        self.role >= Role::Administrator
    }

    /// What pages show of who reads them.
    pub(crate) fn reader(&self) -> Reader {
        Reader {
            name: self.context.actor.name.clone(),
            is_administrator: self.is_administrator(),
            csrf: self.form_token(),
        }
    }

    /// What every form of a page carries in its hidden field [`FORM_TOKEN`].
    pub fn form_token(&self) -> String {
        self.cookie.as_ref().map(Cookie::form_token).unwrap_or_default()
    }
}

/// Who asks: a program by its key where it shows one, else a browser by its cookie. A cookie alone
/// changes nothing through the API, whose requests bring no form token.
pub(crate) async fn recognise(
    site: &Site,
    surface: Surface,
    parts: &Parts,
) -> Result<Option<Viewer>, IngestError> {
    let headers = &parts.headers;
    if surface == Surface::Program && headers.contains_key(header::AUTHORIZATION) {
        return by_key(site, headers).await;
    }
    if surface == Surface::Page || parts.method.is_safe() {
        return by_cookie(site, headers).await;
    }
    Ok(None)
}

async fn by_key(site: &Site, headers: &HeaderMap) -> Result<Option<Viewer>, IngestError> {
    let shown = headers.get(header::AUTHORIZATION).and_then(|shown| shown.to_str().ok());
    let shown = shown.and_then(|shown| shown.split_once(' '));
    let Some((_, shown)) = shown.filter(|(how, _)| how.eq_ignore_ascii_case("bearer")) else {
        return Ok(None);
    };
    let key = keys::recognise(site.context_of_nobody(), shown.trim()).await?;
    Ok(key.map(|key| {
        let actor = Actor { kind: ActorKind::ApiKey, name: key.name };
        let context = site.context_of(&key.account, actor);
        Viewer { context, role: key.role, user: None, cookie: None }
    }))
}

async fn by_cookie(site: &Site, headers: &HeaderMap) -> Result<Option<Viewer>, IngestError> {
    let Some(cookie) = Cookie::of(&site.reach, headers) else { return Ok(None) };
    let session = sessions::signed_in(site.context_of_nobody(), cookie.secret()).await?;
    Ok(session.map(|session| {
        let context = site.context_of_nobody().clone().of_user(&session.user);
        let role = session.user.role;
        Viewer { context, role, user: Some(session.user), cookie: Some(cookie) }
    }))
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get().cloned().ok_or_else(|| {
            // Only a route that is registered as public comes here.
            Refusal::NO_RIGHT.answer(Surface::of(parts.uri.path()))
        })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Administrator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let viewer = Viewer::from_request_parts(parts, state).await?;
        if viewer.is_administrator() {
            return Ok(Self(viewer));
        }
        Err(Refusal::ADMINISTRATORS.answer(Surface::of(parts.uri.path())))
    }
}
