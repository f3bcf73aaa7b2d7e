//! Failures as pages: in the reader's language, with what to do, and nothing of the machinery.

use std::error::Error as _;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use inflow_app::IngestError;
use inflow_store::StoreError;

use super::layout::{Page, with_status};
use crate::http::refusal::{Refusal, Surface};
use crate::http::site::Site;
use crate::pages::i18n::Text;

/// Why a page cannot be shown. It becomes a page itself in `show`.
#[derive(Debug, Clone)]
pub struct PageError {
    status: StatusCode,
    detail: Option<&'static str>,
}

impl PageError {
    /// Nothing is there.
    pub const NOT_FOUND: Self = Self { status: StatusCode::NOT_FOUND, detail: None };

    /// A status alone: its own page says what it means.
    pub fn of(status: StatusCode) -> Self {
        Self { status, detail: None }
    }

    /// A status with the message that says more.
    pub fn because(status: StatusCode, detail: &'static str) -> Self {
        Self { status, detail: Some(detail) }
    }
}

impl From<IngestError> for PageError {
    fn from(error: IngestError) -> Self {
        match &error {
            IngestError::NoSuchIntegration { .. }
            | IngestError::NoSuchQueue { .. }
            | IngestError::SeveralQueues { .. }
            | IngestError::NoSuchWorkload { .. }
            | IngestError::NoSuchTicket { .. }
            | IngestError::NoSuchEvent { .. }
            | IngestError::Dropped { .. }
            | IngestError::Store(
                StoreError::NoSuchIntegration
                | StoreError::NoSuchUser
                | StoreError::NoSuchApiKey
                | StoreError::NoSuchWorkload
                | StoreError::NoSuchDelivery { .. },
            ) => Self::NOT_FOUND,
            // What is there does not allow it, as a rule because somebody else was quicker.
            IngestError::Deleted { .. }
            | IngestError::Paused { .. }
            | IngestError::NothingImported
            | IngestError::UnfitWorkload(_)
            | IngestError::Store(
                StoreError::NameTaken { .. }
                | StoreError::AccessNameTaken { .. }
                | StoreError::WorkloadNameTaken { .. }
                | StoreError::LastAdministrator
                | StoreError::Deleted
                | StoreError::NotDeleted,
            ) => Self::of(StatusCode::CONFLICT),
            IngestError::Store(_) => {
                told(&error);
                Self::of(StatusCode::SERVICE_UNAVAILABLE)
            }
            _ => {
                told(&error);
                Self::of(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        IngestError::from(error).into()
    }
}

fn told(error: &IngestError) {
    let cause = error.source().map(ToString::to_string);
    tracing::error!(%error, cause, "a page could not be made");
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    status: u16,
    headline: Text,
    explanation: Text,
    detail: Option<Text>,
}

/// Turns every bare failure of the pages into a page. Answers that are HTML already stay, and so do
/// those to programs.
pub(crate) async fn show(State(site): State<Site>, request: Request, next: Next) -> Response {
    if Surface::of(request.uri().path()) != Surface::Page {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    let is_html = |value: &HeaderValue| value.as_bytes().starts_with(b"text/html");
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(is_html);
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let page = Page::read_by(&site, &asked).await;
    let (headline, explanation) = words(status);
    let refusal = response.extensions().get::<Refusal>().and_then(|refusal| refusal.message);
    let detail = response.extensions().get::<PageError>().and_then(|error| error.detail);
    let detail = detail.or(refusal);
    // Some that may do everything are refused as well, for the reason that the detail tells.
    let (explanation, detail) = match detail {
        Some(detail) if status == StatusCode::FORBIDDEN => (detail, None),
        detail => (explanation, detail),
    };
    let shown = ErrorPage {
        status: status.as_u16(),
        headline: page.t(headline),
        explanation: page.t(explanation),
        detail: detail.map(|detail| page.t(detail)),
        page,
    };
    let mut shown = with_status(status, &shown);
    for (name, value) in response.headers() {
        let describes_the_body = [header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name);
        if !describes_the_body && !shown.headers().contains_key(name) {
            shown.headers_mut().append(name, value.clone());
        }
    }
    shown
}

/// The messages of a status: what happened, and what to do.
fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::UNAUTHORIZED => ("error-sign-in", "error-sign-in-help"),
        StatusCode::FORBIDDEN => ("error-forbidden", "error-forbidden-help"),
        StatusCode::NOT_FOUND => ("error-not-found", "error-not-found-help"),
        StatusCode::METHOD_NOT_ALLOWED => ("error-method", "error-method-help"),
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => {
            ("error-timeout", "error-timeout-help")
        }
        StatusCode::CONFLICT => ("error-conflict", "error-conflict-help"),
        StatusCode::PAYLOAD_TOO_LARGE => ("error-too-large", "error-too-large-help"),
        StatusCode::TOO_MANY_REQUESTS => ("error-too-many", "error-too-many-help"),
        StatusCode::SERVICE_UNAVAILABLE => ("error-unavailable", "error-unavailable-help"),
        status if status.is_client_error() => ("error-bad-request", "error-bad-request-help"),
        _ => ("error-internal", "error-internal-help"),
    }
}
