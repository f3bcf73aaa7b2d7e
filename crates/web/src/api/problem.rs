//! Problems (RFC 9457): what an endpoint answers where it cannot do what was asked.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::refusal::{Refusal, Surface};

/// The media type of a problem.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// What kinds of problems there are; docs/api.md lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// What came is no JSON, or could not be read.
    Malformed,
    /// Nobody is signed in.
    SignInRequired,
    /// The role does not allow it.
    NotAllowed,
    /// There is no such thing, or none of this account.
    NotFound,
    /// The path takes other methods.
    MethodNotAllowed,
    /// It is given in other forms.
    NotAcceptable,
    /// It did not arrive in time.
    TimedOut,
    /// What is there does not allow it now.
    Conflict,
    /// More came than is taken.
    TooLarge,
    /// It is taken in other forms.
    UnsupportedMediaType,
    /// A field or parameter is wrong.
    InvalidInput,
    /// Zendesk could not be read with what was entered.
    ConnectionFailed,
    /// Too many requests.
    TooManyRequests,
    /// A failure of the program or its database.
    Internal,
    /// Zendesk could not be read for a saved integration.
    ZendeskFailed,
    /// It is busy, or the database does not answer.
    Unavailable,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 16] = [
        Self::Malformed,
        Self::SignInRequired,
        Self::NotAllowed,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::TimedOut,
        Self::Conflict,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::InvalidInput,
        Self::ConnectionFailed,
        Self::TooManyRequests,
        Self::Internal,
        Self::ZendeskFailed,
        Self::Unavailable,
    ];

    /// The kind of an answer with that status, whoever gave it.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let of_status = |kind: &Self| kind.described().1 == status;
        let unknown = if status.is_server_error() { Self::Internal } else { Self::Malformed };
        Self::ALL.into_iter().find(of_status).unwrap_or(unknown)
    }

    /// Its name in the type, its status, and its title.
    pub(crate) fn described(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::Malformed => ("malformed", StatusCode::BAD_REQUEST, "The body cannot be read"),
            Self::SignInRequired => {
                ("sign-in-required", StatusCode::UNAUTHORIZED, "An API key is needed")
            }
            Self::NotAllowed => {
                ("not-allowed", StatusCode::FORBIDDEN, "The role does not allow it")
            }
            Self::NotFound => ("not-found", StatusCode::NOT_FOUND, "There is no such thing"),
            Self::MethodNotAllowed => (
                "method-not-allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "The path does not take this method",
            ),
            Self::NotAcceptable => {
                ("not-acceptable", StatusCode::NOT_ACCEPTABLE, "It is not given in this form")
            }
            Self::TimedOut => {
                ("timed-out", StatusCode::REQUEST_TIMEOUT, "The request did not arrive in time")
            }
            Self::Conflict => ("conflict", StatusCode::CONFLICT, "It cannot be done now"),
            Self::TooLarge => ("too-large", StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"),
            Self::UnsupportedMediaType => (
                "unsupported-media-type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "It is not taken in this form",
            ),
            Self::InvalidInput => {
                ("invalid-input", StatusCode::UNPROCESSABLE_ENTITY, "The input is not valid")
            }
            Self::ConnectionFailed => (
                "connection-failed",
                StatusCode::UNPROCESSABLE_ENTITY,
                "Zendesk cannot be read with this",
            ),
            Self::TooManyRequests => {
                ("too-many-requests", StatusCode::TOO_MANY_REQUESTS, "Too many requests")
            }
            Self::Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR, "It failed"),
            Self::ZendeskFailed => {
                ("zendesk-failed", StatusCode::BAD_GATEWAY, "Zendesk cannot be read")
            }
            Self::Unavailable => {
                ("unavailable", StatusCode::SERVICE_UNAVAILABLE, "It cannot be answered now")
            }
        }
    }
}

/// In which way Zendesk could not be read.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "it describes texts")]
pub(super) enum TroubleName {
    NotZendesk,
    NotABase,
    NotLoopback,
    TokenRefused,
    ClientRefused,
    AccessRefused,
    NotAdmin,
    AddressNotAllowed,
    Forbidden,
    NoSuchAccount,
    AccountClosed,
    Moved,
    NameNotFound,
    NoConnection,
    NotSecure,
    NoAnswer,
    TooManyFiles,
    Overloaded,
    Unreadable,
}

/// A field or parameter that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FieldError)]
pub(crate) struct FieldError {
    /// The field of the body, or the parameter, such as `credentials.api_token` or `from`.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) detail: String,
    /// What to do about it.
    pub(crate) remedy: String,
}

/// A problem, as RFC 9457 describes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDocument {
    /// `urn:inflow:problem:` and the kind.
    #[schema(example = "urn:inflow:problem:invalid-input")]
    r#type: String,
    /// The kind in words.
    title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened.
    detail: String,
    /// What to do about it, where something can be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
    /// What is wrong with which field or parameter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// In which way Zendesk could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<TroubleName>)]
    trouble: Option<&'static str>,
}

/// An answer that says why it is none.
#[derive(Debug, Clone)]
pub(crate) struct Problem(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    kind: Kind,
    detail: String,
    remedy: Option<String>,
    errors: Vec<FieldError>,
    trouble: Option<&'static str>,
    retry_after: Option<u32>,
}

impl Problem {
    /// A problem of that kind.
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            detail: detail.into(),
            remedy: None,
            errors: Vec::new(),
            trouble: None,
            retry_after: None,
        }))
    }

    /// One field that is wrong.
    pub(crate) fn field(field: &str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        let problem = Self::new(Kind::InvalidInput, format!("{field} is not valid"));
        problem.with_field(field, detail, remedy)
    }

    /// Several fields that are wrong.
    pub(crate) fn fields(errors: Vec<FieldError>) -> Self {
        let names: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        let mut problem =
            Self::new(Kind::InvalidInput, format!("{} {verb} not valid", names.join(", ")));
        problem.0.errors = errors;
        problem
    }

    /// With what to do about it.
    pub(crate) fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.0.remedy = Some(remedy.into());
        self
    }

    /// With one more field that is wrong.
    pub(crate) fn with_field(
        mut self,
        field: &str,
        detail: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let (field, detail, remedy) = (field.to_owned(), detail.into(), remedy.into());
        self.0.errors.push(FieldError { field, detail, remedy });
        self
    }

    /// With the way in which Zendesk could not be read.
    pub(crate) fn with_trouble(mut self, trouble: &'static str) -> Self {
        self.0.trouble = Some(trouble);
        self
    }

    /// With the seconds after which it may be tried again.
    pub(crate) fn with_retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Parts { kind, detail, remedy, errors, trouble, retry_after } = *self.0;
        let (name, status, title) = kind.described();
        let r#type = format!("urn:inflow:problem:{name}");
        let document = ProblemDocument {
            r#type,
            title,
            status: status.as_u16(),
            detail,
            remedy,
            errors,
            trouble,
        };
        let body = serde_json::to_string_pretty(&document)
            .expect("a document of texts and numbers can be written");
        let mut response = (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if kind == Kind::SignInRequired {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// The beginning of a text that came.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(100).map(|char| if char.is_control() { '\u{fffd}' } else { char }).collect()
}

/// Makes a problem of what was refused to a program.
pub(crate) async fn show(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let refusal = response.extensions().get::<Refusal>().copied();
    let Some(refusal) = refusal.filter(|refusal| refusal.surface == Surface::Program) else {
        return response;
    };
    let problem = Problem::new(Kind::of_status(refusal.status), refusal.detail);
    let mut shown = problem.into_response();
    for (name, value) in response.headers() {
        if !shown.headers().contains_key(name) && name != header::CONTENT_LENGTH {
            shown.headers_mut().append(name, value.clone());
        }
    }
    shown
}
