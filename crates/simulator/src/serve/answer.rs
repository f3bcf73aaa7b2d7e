//! What is answered: a status, headers, a body, and how all that reaches the client.

use std::time::Duration;

use axum::body::Body as HttpBody;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Body,
    pub(super) delivery: Delivery,
    /// How long the client waits for it.
    pub(super) delay: Duration,
}

/// What an answer carries.
#[derive(Clone, Debug)]
pub(super) enum Body {
    Json(Value),
    /// An error page.
    Html(String),
    /// What calls itself JSON and may be anything.
    Raw(Vec<u8>),
}

/// How an answer reaches the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Delivery {
    #[default]
    Whole,
    /// The connection is closed in the middle of the body.
    Cut,
    /// The connection is reset before the answer begins.
    ResetBefore,
    /// The connection is reset in the middle of the body.
    ResetWithin,
}

impl Answer {
    pub(super) fn new(status: StatusCode, body: Body) -> Self {
        let (headers, delivery) = (Vec::new(), Delivery::Whole);
        Self { status, headers, body, delivery, delay: Duration::ZERO }
    }

    pub(super) fn ok(body: Value) -> Self {
        Self::new(StatusCode::OK, Body::Json(body))
    }

    pub(super) fn refused(status: StatusCode, body: Value) -> Self {
        Self::new(status, Body::Json(body))
    }

    /// There is no such path.
    pub(super) fn no_endpoint() -> Self {
        let body = json!({"error": "InvalidEndpoint", "description": "Not found"});
        Self::refused(StatusCode::NOT_FOUND, body)
    }

    /// There is no such record.
    pub(super) fn no_record() -> Self {
        let body = json!({"error": "RecordNotFound", "description": "Not found"});
        Self::refused(StatusCode::NOT_FOUND, body)
    }

    pub(super) fn bad_request(error: &str, description: &str) -> Self {
        Self::refused(StatusCode::BAD_REQUEST, json!({"error": error, "description": description}))
    }

    /// The same with a header.
    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The JSON body, if it is one.
    pub(super) fn json(&self) -> Option<&Value> {
        match &self.body {
            Body::Json(body) => Some(body),
            Body::Html(_) | Body::Raw(_) => None,
        }
    }
}

impl Answer {
    /// The JSON body, to be added to.
    pub(super) fn json_mut(&mut self) -> Option<&mut Value> {
        match &mut self.body {
            Body::Json(body) => Some(body),
            Body::Html(_) | Body::Raw(_) => None,
        }
    }
}

impl Body {
    fn content_type(&self) -> &'static str {
        match self {
            Self::Json(_) | Self::Raw(_) => "application/json; charset=utf-8",
            Self::Html(_) => "text/html; charset=utf-8",
        }
    }

    /// The body's bytes.
    pub(super) fn bytes(self) -> Vec<u8> {
        match self {
            Self::Json(body) => body.to_string().into_bytes(),
            Self::Html(page) => page.into_bytes(),
            Self::Raw(bytes) => bytes,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let content_type = self.body.content_type();
        let bytes = self.body.bytes();
        let empty = bytes.is_empty();
        let mut response = Response::new(HttpBody::from(bytes));
        *response.status_mut() = self.status;
        for (name, value) in self.headers {
            let value = HeaderValue::from_str(&value).expect("written in plain letters");
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
        if !empty {
            let content_type = HeaderValue::from_static(content_type);
            response.headers_mut().insert(header::CONTENT_TYPE, content_type);
        }
        response
    }
}
