//! One failed attempt: whether trying again can help, and what it means in the end.

use std::error::Error as StdError;
use std::fs::File;
use std::io::{self, ErrorKind::UnexpectedEof};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, LOCATION};
use url::Url;

use crate::address::Endpoint;
use crate::error::{
    Error, FailedAt, HttpError, Refused, ShapeError, breaks_off, fails_at_large_pages,
};
use crate::error_body::ErrorBody;
use crate::rate_limit::RateLimitHeaders;

/// Why one attempt failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// 401: a new access token may help.
    Unauthorized { reason: String },
    /// 429: waiting helps.
    RateLimited { wait: Duration },
    /// The server is busy or down.
    Server { status: u16, wait: Option<Duration> },
    /// No connection, no answer in time, or a cut body.
    Network(reqwest::Error),
    /// The body is no JSON: nearly always cut off.
    Damaged(ShapeError),
    /// There is more of it than is taken.
    TooLarge,
    /// Nothing that trying again would change.
    Final(Error),
}

impl Failure {
    /// Whether the answer was too large to be made or sent whole and in time, so that a smaller page may
    /// pass.
    pub(crate) fn suggests_smaller_page(&self) -> bool {
        match self {
            Self::Server { status, .. } => fails_at_large_pages(*status),
            Self::Network(error) => breaks_off(error),
            Self::Damaged(_) | Self::TooLarge => true,
            _ => false,
        }
    }

    /// A word for the log.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Unauthorized { .. } => "unauthorized",
            Self::RateLimited { .. } => "rate limited",
            Self::Server { .. } => "server fault",
            Self::Network(error) if error.is_timeout() => "timeout",
            Self::Network(_) => "network failure",
            Self::Damaged(_) => "damaged body",
            Self::TooLarge => "too large",
            Self::Final(_) => "final",
        }
    }

    /// What remains when no further attempt is made with this credential.
    pub(crate) fn into_error(
        self,
        refused: Refused,
        host: &str,
        endpoint: &'static str,
        attempts: u32,
    ) -> Error {
        match self {
            Self::Unauthorized { reason } => Error::Refused { refused, reason },
            Self::RateLimited { wait } => Error::RateLimited { endpoint, refusals: attempts, wait },
            Self::Server { status, .. } => Error::ServerFault { endpoint, status, attempts },
            Self::Network(source) => Error::Unreachable {
                host: host.to_owned(),
                failed_at: failed_at(&source),
                attempts,
                source: HttpError(source.without_url()),
            },
            Self::Damaged(source) => Error::Damaged { endpoint, attempts, source },
            Self::TooLarge => Error::TooLarge { endpoint },
            Self::Final(error) => error,
        }
    }
}

/// What is asked, as far as the meaning of a failure depends on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// The endpoint's path, as messages name it.
    pub(crate) endpoint: &'static str,
    /// Whether a stored cursor was sent.
    pub(crate) with_cursor: bool,
}

/// What an answer other than success means.
pub(crate) fn judge(
    asked: Asked,
    server: &Endpoint,
    status: StatusCode,
    headers: &HeaderMap,
    limits: &RateLimitHeaders,
    body: &[u8],
) -> Failure {
    let body = ErrorBody::read(body);
    let endpoint = asked.endpoint;
    let host = || server.host().to_owned();
    match status.as_u16() {
        300..=399 => redirected(asked, status.as_u16(), server, headers),
        400 if body.mentions("StartTimeTooRecent") || body.mentions("too recent start_time") => {
            Failure::Final(Error::StartTimeTooRecent { endpoint })
        }
        400 | 422 if asked.with_cursor => {
            Failure::Final(Error::InvalidCursor { endpoint, message: body.message() })
        }
        401 => Failure::Unauthorized { reason: body.message() },
        402 | 451 => Failure::Final(Error::AccountClosed { host: host(), status: status.as_u16() }),
        403 => Failure::Final(Error::Forbidden { endpoint, message: body.message() }),
        404 if body.mentions("no help desk") => {
            Failure::Final(Error::NoSuchAccount { host: host() })
        }
        404 | 410 => Failure::Final(Error::NotFound { endpoint }),
        // The words are whole ones: a page's style sheet may well speak of an offset.
        429 if body.mentions("pagination limit") || body.mentions("offset model") => {
            Failure::Final(Error::BadRequest {
                endpoint,
                status: status.as_u16(),
                message: body.message(),
            })
        }
        429 => Failure::RateLimited { wait: limits.wait_after_refusal() },
        408 | 409 | 423 | 500 | 502..=504 | 506..=599 => {
            Failure::Server { status: status.as_u16(), wait: limits.asked_wait() }
        }
        other => {
            Failure::Final(Error::BadRequest { endpoint, status: other, message: body.message() })
        }
    }
}

/// A redirect is followed never: to a sign-in page it means that the credential was not taken, elsewhere
/// that the account has another address.
fn redirected(asked: Asked, status: u16, server: &Endpoint, headers: &HeaderMap) -> Failure {
    let target = headers
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|location| server.base().join(location).ok());
    let host_of = |target: &Url| {
        let host = target.host_str()?;
        Some(target.port().map_or(host.to_owned(), |port| format!("{host}:{port}")))
    };
    let Some((target, address)) = target.and_then(|target| Some((host_of(&target)?, target)))
    else {
        return unexpected(asked, status, "it redirects to an unnamed place");
    };
    if host_of(server.base()).as_ref() != Some(&target) {
        Failure::Final(Error::Moved { host: server.host().to_owned(), target })
    } else if is_sign_in(address.path()) {
        Failure::Unauthorized { reason: "it leads to the account's sign-in page".to_owned() }
    } else {
        unexpected(asked, status, "it redirects to another page of its own")
    }
}

fn unexpected(asked: Asked, status: u16, message: &str) -> Failure {
    let (endpoint, message) = (asked.endpoint, message.to_owned());
    Failure::Final(Error::BadRequest { endpoint, status, message })
}

fn is_sign_in(path: &str) -> bool {
    ["/access", "/auth", "/login", "/signin"].iter().any(|start| path.starts_with(start))
}

/// How the system says that the process, or the whole machine, has no file descriptors left: EMFILE and
/// ENFILE on every Unix, WSAEMFILE on Windows.
const NO_DESCRIPTORS: [i32; 3] = [24, 23, 10024];

fn lacks_descriptors(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| NO_DESCRIPTORS.contains(&code))
}

/// The most files that looking up a name and reading the machine's certificates open at once.
const FILES_OF_A_MOMENT: usize = 8;

/// Whether hardly anything can be opened now: names and certificates cannot be read then, which does not
/// say so.
pub(crate) fn has_no_descriptor_left() -> bool {
    let opened = (0..FILES_OF_A_MOMENT).map(|_| File::open("."));
    opened.collect::<io::Result<Vec<File>>>().is_err_and(|error| lacks_descriptors(&error))
}

/// Where a request failed that got no answer. The causes' texts are looked at where they have no type of
/// their own here.
fn failed_at(error: &reqwest::Error) -> FailedAt {
    let mut causes: Vec<&(dyn StdError + 'static)> = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause);
        next = cause.source();
    }
    let mut system = causes.iter().filter_map(|cause| cause.downcast_ref::<io::Error>());
    let is_of_a_name = causes.iter().any(|cause| cause.to_string() == "dns error");
    if system.clone().any(lacks_descriptors) || (is_of_a_name && has_no_descriptor_left()) {
        FailedAt::Descriptors
    } else if error.is_timeout() {
        FailedAt::Time
    } else if is_of_a_name {
        FailedAt::Name
    } else if !error.is_connect() {
        FailedAt::Transfer
    } else if system.any(|cause| cause.get_ref().is_some() || cause.kind() == UnexpectedEof) {
        // The system's own failures carry nothing within; those of the handshake do.
        if has_no_descriptor_left() { FailedAt::Descriptors } else { FailedAt::Security }
    } else {
        FailedAt::Connection
    }
}
