//! Why a request is not answered. The answer is bare: the surface that was asked makes a page or a problem of it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

/// Who reads an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surface {
    /// People.
    Page,
    /// Programs.
    Program,
}

impl Surface {
    /// Who asks for a path.
    pub(crate) fn of(path: &str) -> Self {
        let folders = ["/api/", "/assets/", "/health/"];
        let is_program = matches!(path, "/api" | "/metrics")
            || folders.iter().any(|folder| path.starts_with(folder));
        if is_program { Self::Program } else { Self::Page }
    }
}

/// Why a request is not answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// Who asked.
    pub(crate) surface: Surface,
    /// What a problem says.
    pub(crate) detail: &'static str,
    /// The message that a page shows, where its status does not say enough.
    pub(crate) message: Option<&'static str>,
}

impl Refusal {
    pub(crate) const NOT_FOUND: Self =
        Self::new(StatusCode::NOT_FOUND, "nothing is served under this address");
    pub(crate) const NOT_THAT_WAY: Self = Self::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "this is not how this address is asked for: see the methods in Allow",
    );
    pub(crate) const SIGN_IN: Self = Self::new(
        StatusCode::UNAUTHORIZED,
        "an API key is needed, as Authorization: Bearer inflow_...; make one under Access",
    );
    pub(crate) const ADMINISTRATORS: Self = Self::new(
        StatusCode::FORBIDDEN,
        "only an administrator of the account may do this: use a key with that role",
    );
    pub(crate) const TOO_LONG: Self = Self::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "what was sent is longer than 256 KiB, or ended too early",
    );
    pub(crate) const UNFINISHED: Self = Self::new(
        StatusCode::REQUEST_TIMEOUT,
        "what was sent did not arrive within half a minute: send it again",
    );
    pub(crate) const TOO_SLOW: Self = Self::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "this took too long: try again later, or ask for less",
    );
    pub(crate) const CROWDED: Self = Self {
        message: Some("refused-crowded"),
        ..Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too many large answers are being taken just now: send it again in a moment",
        )
    };
    pub(crate) const TOO_LONG_A_TEXT: Self = Self {
        message: Some("refused-too-long"),
        ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "a text is longer than is taken")
    };
    pub(crate) const NO_FORM: Self = Self {
        message: Some("refused-no-form"),
        ..Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "a form is expected")
    };
    pub(crate) const FOREIGN_FORM: Self = Self {
        message: Some("refused-foreign-form"),
        ..Self::new(StatusCode::FORBIDDEN, "this form comes from elsewhere")
    };
    pub(crate) const FOREIGN_HOST: Self = Self {
        message: Some("refused-foreign-host"),
        ..Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this host is not served here: use the address that the service was started with, or name \
             it with --public-url",
        )
    };
    pub(crate) const NO_RIGHT: Self =
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the route of this address asks for no right");

    const fn new(status: StatusCode, detail: &'static str) -> Self {
        Self { status, surface: Surface::Page, detail, message: None }
    }

    /// The answer where the database does not answer.
    pub(crate) fn unavailable(error: &dyn std::error::Error) -> Self {
        let cause = error.source().map(ToString::to_string);
        tracing::warn!(error = error.to_string(), cause, "the database does not answer");
        let detail = "the database does not answer: try again later";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    /// The bare answer, for the surface that was asked to show.
    pub(crate) fn answer(self, surface: Surface) -> Response {
        let mut answer = self.status.into_response();
        answer.extensions_mut().insert(Self { surface, ..self });
        if matches!(self.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT) {
            // The rest of what was sent is not read, so nothing can follow it.
            answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        answer
    }
}
