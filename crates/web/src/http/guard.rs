//! Asks for the right of a route before its handler runs: who it is, whether that is enough, and
//! whether a form comes from our own page.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_store::Role;
use url::form_urlencoded;

use crate::http::cookie::Cookie;
use crate::http::refusal::{Refusal, Surface};
use crate::http::route::Right;
use crate::http::site::Site;
use crate::http::viewer::{self, FORM_TOKEN, Viewer};

/// The most bytes that a request may bring.
const LONGEST_BODY: usize = 256 * 1024;
/// How long it may take to arrive.
const LONGEST_ARRIVAL: Duration = Duration::from_secs(30);
/// How long an answer may take to begin.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// What a route is guarded by.
#[derive(Clone)]
pub(crate) struct Guarded {
    pub(crate) site: Site,
    pub(crate) right: Right,
    /// Whether a replica may answer.
    pub(crate) shows_figures: bool,
}

/// Runs the handler for whom it may answer.
pub(crate) async fn guard(
    State(guarded): State<Guarded>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let surface = Surface::of(parts.uri.path());
    let (site, right) = (&guarded.site, guarded.right);
    // The API says which parameter it is.
    if surface == Surface::Page && !are_short(parts.uri.query().unwrap_or_default().as_bytes()) {
        return Refusal::TOO_LONG_A_TEXT.answer(surface);
    }
    if right > Right::Public {
        match admit(site, right, surface, &parts).await {
            Ok(mut viewer) => {
                if guarded.shows_figures {
                    viewer.context = site.of_figures(viewer.context);
                }
                parts.extensions.insert(viewer.reader());
                parts.extensions.insert(viewer);
            }
            Err(refused) => return refused,
        }
    }
    if parts.method.is_safe() {
        return next.run(Request::from_parts(parts, body)).await;
    }
    match with_checked_body(site, surface, parts, body).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal.answer(surface),
    }
}

/// Who asks, where that is enough.
async fn admit(
    site: &Site,
    right: Right,
    surface: Surface,
    parts: &Parts,
) -> Result<Viewer, Response> {
    let found = viewer::recognise(site, surface, parts).await;
    let viewer = found.map_err(|error| Refusal::unavailable(&error).answer(surface))?;
    let viewer = viewer.ok_or_else(|| sign_in_first(surface, &parts.method, &parts.uri))?;
    if right == Right::Administrator && viewer.role < Role::Administrator {
        return Err(Refusal::ADMINISTRATORS.answer(surface));
    }
    Ok(viewer)
}

fn sign_in_first(surface: Surface, method: &Method, uri: &Uri) -> Response {
    match surface {
        Surface::Program => Refusal::SIGN_IN.answer(surface),
        Surface::Page => {
            let mut query = form_urlencoded::Serializer::new(String::new());
            let next = uri.path_and_query().filter(|_| method.is_safe());
            let is_told =
                |next: &&PathAndQuery| next.as_str() != "/" && next.as_str().len() <= LONGEST_NEXT;
            if let Some(next) = next.filter(is_told) {
                query.append_pair("next", next.as_str());
            }
            let query = query.finish();
            let target =
                if query.is_empty() { "/sign-in".to_owned() } else { format!("/sign-in?{query}") };
            Redirect::to(&target).into_response()
        }
    }
}

/// The request with its body in memory, where that is not too long and, of a page's form, carries the
/// token of the page.
async fn with_checked_body(
    site: &Site,
    surface: Surface,
    parts: Parts,
    body: Body,
) -> Result<Request, Refusal> {
    let is_from_us = surface == Surface::Program || site.reach.is_our_page(&parts.headers);
    let body = whole(body).await?;
    if surface == Surface::Page {
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            return Err(Refusal::NO_FORM);
        }
        if !are_short(&body) {
            return Err(Refusal::TOO_LONG_A_TEXT);
        }
        let cookie = Cookie::of(&site.reach, &parts.headers);
        let token = form_urlencoded::parse(&body).find(|(name, _)| name == FORM_TOKEN);
        let is_right = cookie.zip(token).is_some_and(|(cookie, (_, token))| cookie.is_of(&token));
        if !(is_from_us && is_right) {
            return Err(Refusal::FOREIGN_FORM);
        }
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// The longest place that somebody goes on to after signing in.
pub(crate) const LONGEST_NEXT: usize = 2000;

/// The longest text of a field or parameter, in characters: what is meant to be shorter says so itself.
pub(crate) const LONGEST_TEXT: usize = 4000;

/// The field for the definition of a view, which has a limit of its own.
const LONG_FIELD: &str = "view";

/// Whether no text of a form or query is longer than anybody types.
fn are_short(form: &[u8]) -> bool {
    form_urlencoded::parse(form)
        .all(|(name, value)| name == LONG_FIELD || value.chars().count() <= LONGEST_TEXT)
}

/// A body, where it is not too long and does not take too long.
async fn whole(body: Body) -> Result<Bytes, Refusal> {
    if body.size_hint().lower() > LONGEST_BODY as u64 {
        return Err(Refusal::TOO_LONG);
    }
    let read = tokio::time::timeout(LONGEST_ARRIVAL, to_bytes(body, LONGEST_BODY)).await;
    read.map_err(|_| Refusal::UNFINISHED)?.map_err(|_| Refusal::TOO_LONG)
}

/// Gives up on what takes too long.
pub(crate) async fn in_time(request: Request, next: Next) -> Response {
    let surface = Surface::of(request.uri().path());
    match tokio::time::timeout(LONGEST_WAIT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::TOO_SLOW.answer(surface),
    }
}
