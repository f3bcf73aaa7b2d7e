//! What can go wrong, by what the caller does about it.

use std::time::Duration;

use chrono::DateTime;

/// Why Zendesk could not be read. No text here holds a secret, an answer's body or a customer's words.
///
/// Further kinds may be added. [`Error::outcome`] and [`Error::is_absence`] sort those that a program does not
/// know by name.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The credential is wrong, expired or switched off: ask for another one.
    #[error("zendesk refused {}: {reason}", refused.meaning())]
    Refused {
        /// What was refused.
        refused: Refused,
        /// What Zendesk said.
        reason: String,
    },
    /// The credential works, but its user is no admin, who alone may read the exports.
    #[error(
        "the credential's user has the role \"{role}\", but only an admin may read the exports"
    )]
    NotAdmin {
        /// The role found.
        role: String,
    },
    /// The account takes no requests from this machine's address: nobody is refused `users/me`, which
    /// answers even strangers.
    #[error(
        "{host} takes no requests from this machine's address, which is not on its list of allowed ones: {message}"
    )]
    AddressNotAllowed {
        /// The host asked.
        host: String,
        /// What Zendesk said.
        message: String,
    },
    /// The role, the plan or the token's scope forbids this endpoint.
    #[error("zendesk does not allow this user to read {endpoint}: {message}")]
    Forbidden {
        /// The endpoint's path.
        endpoint: &'static str,
        /// What Zendesk said.
        message: String,
    },
    /// The account does not have this endpoint.
    #[error("zendesk has no {endpoint} for this account")]
    NotFound {
        /// The endpoint's path.
        endpoint: &'static str,
    },
    /// Nobody has an account at this address: correct the domain.
    #[error("there is no zendesk account at {host}")]
    NoSuchAccount {
        /// The host asked.
        host: String,
    },
    /// The account is suspended or closed.
    #[error("the zendesk account at {host} is closed or suspended (status {status})")]
    AccountClosed {
        /// The host asked.
        host: String,
        /// The status of the answer.
        status: u16,
    },
    /// The account has another address now: redirects are never followed, so correct the domain.
    #[error(
        "the zendesk account at {host} has moved, or is host-mapped, to {target}; redirects are not followed"
    )]
    Moved {
        /// The host asked.
        host: String,
        /// The host it named.
        target: String,
    },
    /// No answer came: try later, or check what the way there failed at.
    #[error("{} in {attempts} attempts", failed_at.sentence(host))]
    Unreachable {
        /// The host asked.
        host: String,
        /// Where on the way it failed.
        failed_at: FailedAt,
        /// How often it was tried.
        attempts: u32,
        /// The last failure.
        #[source]
        source: HttpError,
    },
    /// Zendesk has an outage or maintenance: try later.
    #[error("zendesk answered {endpoint} with status {status} in {attempts} attempts")]
    ServerFault {
        /// The endpoint's path.
        endpoint: &'static str,
        /// The last status.
        status: u16,
        /// How often it was tried.
        attempts: u32,
    },
    /// The account's request limit was used up all the time: try later.
    #[error(
        "zendesk limited the rate of {endpoint} {refusals} times in a row, and asks for {} more seconds",
        wait.as_secs()
    )]
    RateLimited {
        /// The endpoint's path.
        endpoint: &'static str,
        /// How many answers in a row were refusals.
        refusals: u32,
        /// The wait that the last one asked for.
        wait: Duration,
    },
    /// The stored cursor is no longer taken: begin again from the last row's time.
    #[error("zendesk no longer takes the stored cursor of {endpoint}: {message}")]
    InvalidCursor {
        /// The endpoint's path.
        endpoint: &'static str,
        /// What Zendesk said.
        message: String,
    },
    /// The start time is younger than a minute by Zendesk's clock: wait.
    #[error("zendesk finds the start time of {endpoint} too recent; the clocks differ")]
    StartTimeTooRecent {
        /// The endpoint's path.
        endpoint: &'static str,
    },
    /// Zendesk does not understand the request: nothing that waiting would change.
    #[error("zendesk rejected the request of {endpoint} with status {status}: {message}")]
    BadRequest {
        /// The endpoint's path.
        endpoint: &'static str,
        /// The status.
        status: u16,
        /// What Zendesk said.
        message: String,
    },
    /// The answers were cut off or no JSON, every time.
    #[error("the answer of {endpoint} was damaged in {attempts} attempts")]
    Damaged {
        /// The endpoint's path.
        endpoint: &'static str,
        /// How often it was tried.
        attempts: u32,
        /// Where the last answer broke.
        #[source]
        source: ShapeError,
    },
    /// An answer is larger than any that an account gives.
    #[error("the answer of {endpoint} is larger than any answer should be")]
    TooLarge {
        /// The endpoint's path.
        endpoint: &'static str,
    },
    /// A list goes on beyond the length of any that an account has.
    #[error("the list {endpoint} does not end: {pages} pages of it came, with {rows} rows")]
    Endless {
        /// The endpoint's path.
        endpoint: &'static str,
        /// The pages that were read.
        pages: usize,
        /// The rows that were read.
        rows: usize,
    },
    /// An answer has a form that this client does not know.
    #[error("the answer of {endpoint} can't be read")]
    Shape {
        /// The endpoint's path.
        endpoint: &'static str,
        /// Which row, and what was expected.
        #[source]
        source: ShapeError,
    },
    /// The same page comes again and again; going on would never end.
    #[error("zendesk repeats a page of {endpoint} without getting on")]
    Stalled {
        /// The endpoint's path.
        endpoint: &'static str,
    },
    /// Zendesk fails to make a page at one place of an export, however small it is: other places may
    /// pass, and this one later.
    #[error("zendesk fails to give {endpoint}{}", place(*from))]
    PageFails {
        /// The endpoint's path.
        endpoint: &'static str,
        /// The second from which it fails, where that is told.
        from: Option<i64>,
        /// The last failure.
        #[source]
        source: Box<Error>,
    },
    /// The HTTP client could not be set up on this machine.
    #[error("the http client could not be set up")]
    Setup {
        /// Why not.
        #[source]
        source: HttpError,
    },
}

/// What the HTTP client says of a request that it could not do: for people and logs. Programs decide by the
/// [`Error`] around it.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct HttpError(pub(crate) reqwest::Error);

/// Which credential was refused, and so what may be wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// A user name with its API token.
    ApiToken,
    /// An OAuth client, which got no access token.
    OAuthClient,
    /// The access token that an OAuth client had just got.
    AccessToken,
}

impl Refused {
    /// Zendesk answers alike to all that may be wrong, so each is named.
    fn meaning(self) -> &'static str {
        match self {
            Self::ApiToken => {
                "the credentials (a wrong user name or API token, token access that is switched off, \
                 or a suspended user)"
            }
            Self::OAuthClient => {
                "the credentials (a wrong identifier or secret of the OAuth client, or a client of the \
                 kind public)"
            }
            Self::AccessToken => {
                "the access token that it had just given (an OAuth client that was switched off, or \
                 whose user is suspended)"
            }
        }
    }
}

/// Where on the way to Zendesk a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailedAt {
    /// The name has no address, or no name server answered.
    Name,
    /// Nobody takes connections at the address.
    Connection,
    /// The connection cannot be made secure.
    Security,
    /// The time limit passed.
    Time,
    /// The connection broke off.
    Transfer,
    /// This process had too many files and connections open: nothing of the way was tried, and it passes.
    Descriptors,
}

impl FailedAt {
    fn sentence(self, host: &str) -> String {
        match self {
            Self::Name => format!("the address of {host} could not be found"),
            Self::Connection => format!("{host} took no connection"),
            Self::Security => format!("no secure connection to {host} could be made"),
            Self::Time => format!("{host} did not answer in time"),
            Self::Transfer => format!("the connection to {host} broke off"),
            Self::Descriptors => {
                format!("this process has too many files open to reach {host} just now")
            }
        }
    }
}

/// Where an answer could not be read. It tells the expected form, never the value found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// One row of a list.
    #[error("row {row} (counted from 1{}): {problem}", id.map(|id| format!(", id {id}")).unwrap_or_default())]
    Row {
        /// The row, counted from 1.
        row: usize,
        /// The row's id, if that can be read.
        id: Option<i64>,
        /// What was expected.
        problem: String,
    },
    /// The answer around the rows.
    #[error("{problem}")]
    Answer {
        /// What was expected.
        problem: String,
    },
}

/// What an [`Error`] means for a program as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Zendesk refused: credentials, role, or address not allowed.
    Refused,
    /// Zendesk could not be reached: network, outage, unknown, closed or moved domain.
    Unreachable,
    /// Anything else.
    Failed,
}

impl Error {
    /// What this means for the program as a whole.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Refused { .. }
            | Self::NotAdmin { .. }
            | Self::AddressNotAllowed { .. }
            | Self::Forbidden { .. } => Outcome::Refused,
            Self::NoSuchAccount { .. }
            | Self::AccountClosed { .. }
            | Self::Moved { .. }
            | Self::Unreachable { .. }
            | Self::ServerFault { .. } => Outcome::Unreachable,
            Self::PageFails { source, .. } => source.outcome(),
            Self::NotFound { .. }
            | Self::RateLimited { .. }
            | Self::InvalidCursor { .. }
            | Self::StartTimeTooRecent { .. }
            | Self::BadRequest { .. }
            | Self::Damaged { .. }
            | Self::TooLarge { .. }
            | Self::Endless { .. }
            | Self::Shape { .. }
            | Self::Stalled { .. }
            | Self::Setup { .. } => Outcome::Failed,
        }
    }

    /// Whether the account merely lacks this endpoint, or its user may not use it: for an optional
    /// endpoint, such as Talk's, that is a note and not a failure.
    pub fn is_absence(&self) -> bool {
        matches!(self, Self::Forbidden { .. } | Self::NotFound { .. })
    }

    /// Whether the server failed to make or send this answer, and so may well give another one.
    pub(crate) fn is_of_the_page(&self) -> bool {
        match self {
            Self::PageFails { .. } | Self::Damaged { .. } | Self::TooLarge { .. } => true,
            Self::ServerFault { status, .. } => fails_at_large_pages(*status),
            Self::Unreachable { source, .. } => breaks_off(&source.0),
            _ => false,
        }
    }

    /// Names the second from which pages fail.
    pub(crate) fn at_second(self, second: i64) -> Self {
        match self {
            Self::PageFails { endpoint, source, .. } => {
                Self::PageFails { endpoint, from: Some(second), source }
            }
            other => other,
        }
    }
}

/// Whether a server answers so that could not make an answer in time.
pub(crate) fn fails_at_large_pages(status: u16) -> bool {
    matches!(status, 500 | 502 | 504 | 524)
}

/// Whether an answer did not come in time, or not whole.
pub(crate) fn breaks_off(error: &reqwest::Error) -> bool {
    error.is_timeout() && !error.is_connect() || error.is_body() || error.is_decode()
}

fn place(from: Option<i64>) -> String {
    match from.and_then(|from| DateTime::from_timestamp(from, 0)) {
        Some(from) => format!(" from {} on", from.format("%Y-%m-%dT%H:%M:%SZ")),
        None => " at one place, even row by row".to_owned(),
    }
}
