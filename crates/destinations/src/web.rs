//! The one client of HTTP: it follows no redirect, uses no proxy, connects to checked addresses alone, waits for a while
//! and reads so much.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use object_store::client::{
    HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
};
use reqwest::{Request, StatusCode, Url, header};

use crate::error::{DestinationError, Forbidden};
use crate::place::MOST_COMPARED;
use crate::reach::{Guard, Reach};

const TO_CONNECT: Duration = Duration::from_secs(10);
/// Between two pieces of an answer.
const TO_READ: Duration = Duration::from_secs(30);
const TO_ANSWER: Duration = Duration::from_secs(120);
/// So much of an answer is read where something failed.
const MOST_OF_A_FAILURE: usize = 64 << 10;
/// The same of other answers: a file that is compared, and a little around it.
const MOST_OF_AN_ANSWER: usize = MOST_COMPARED + (64 << 10);

/// What a server answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
    /// Where it sends us, which is told and not followed.
    location: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Web {
    client: reqwest::Client,
    guard: Guard,
    plain: bool,
}

impl Web {
    /// A client for encrypted addresses, or for unencrypted ones within the networks that are allowed.
    #[expect(clippy::disallowed_methods, reason = "the one client of deliveries")]
    pub(crate) fn new(reach: &Reach, plain: bool) -> Result<Self, DestinationError> {
        let guard = Guard::new(reach, plain);
        let client = reqwest::Client::builder()
            .user_agent("inflow")
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would look up names itself, and nobody would check what they lead to.
            .no_proxy()
            .https_only(!plain)
            .connect_timeout(TO_CONNECT)
            .read_timeout(TO_READ)
            .timeout(TO_ANSWER)
            .dns_resolver(Arc::new(guard.clone()))
            .build();
        let client = client.map_err(|error| DestinationError::unreachable("the network", error))?;
        Ok(Self { client, guard, plain })
    }

    /// Addresses that are written as numbers are never looked up.
    fn check(&self, host: Option<&str>) -> Result<(), Forbidden> {
        let host = host.unwrap_or_default();
        let number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        number.map_or(Ok(()), |address| self.guard.check(host, address))
    }

    /// Sends a request and reads what is answered.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, DestinationError> {
        let host = request.url().host_str().unwrap_or_default().to_owned();
        self.check(Some(&host))?;
        let failed =
            |error: reqwest::Error| DestinationError::unreachable(&host, error.without_url());
        let answer = self.client.execute(request).await.map_err(failed)?;
        let status = answer.status();
        let location = answer.headers().get(header::LOCATION);
        let location = location.and_then(|location| location.to_str().ok()).map(str::to_owned);
        let most = most_of(status);
        let (mut body, mut pieces) = (BytesMut::new(), answer.bytes_stream());
        while let Some(piece) = pieces.next().await {
            body.extend_from_slice(&piece.map_err(failed)?);
            if body.len() > most {
                body.truncate(most);
                break;
            }
        }
        Ok(Answer { status, body: body.freeze(), location })
    }

    /// The same, where anything but success is an error.
    pub(crate) async fn succeed(&self, request: Request) -> Result<Answer, DestinationError> {
        let host = request.url().host_str().unwrap_or_default().to_owned();
        let answer = self.send(request).await?;
        if answer.status.is_success() { Ok(answer) } else { Err(answer.refusal(&host)) }
    }
}

impl Answer {
    /// What it says where it is no success.
    pub(crate) fn refusal(&self, host: &str) -> DestinationError {
        let elsewhere = self.location.as_deref().filter(|_| self.status.is_redirection());
        let text = match (elsewhere, self.status) {
            (Some(location), _) => {
                let place =
                    Url::parse(location).ok().and_then(|url| url.host_str().map(str::to_owned));
                format!(
                    "it leads on to {}, and redirects are not followed",
                    place.as_deref().unwrap_or("another path")
                )
            }
            (None, StatusCode::UNAUTHORIZED) => "the user or the secret is wrong (401)".to_owned(),
            (None, StatusCode::FORBIDDEN) => "the user may not write there (403)".to_owned(),
            (None, StatusCode::INSUFFICIENT_STORAGE) => "there is no room left (507)".to_owned(),
            (None, status) => format!("{status}: {}", String::from_utf8_lossy(&self.body)),
        };
        DestinationError::refused(host, &text)
    }
}

fn most_of(status: StatusCode) -> usize {
    if status.is_success() { MOST_OF_AN_ANSWER } else { MOST_OF_A_FAILURE }
}

/// The same for the object stores' library.
#[async_trait]
impl HttpService for Web {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let unfit = |error| HttpError::new(HttpErrorKind::Unknown, error);
        self.check(request.uri().host()).map_err(unfit)?;
        if !self.plain && request.uri().scheme_str() != Some("https") {
            return Err(HttpError::new(HttpErrorKind::Unknown, Unencrypted));
        }
        let answer = self.client.call(request).await?;
        let (parts, body) = answer.into_parts();
        let most = most_of(parts.status);
        let (mut read, mut pieces) = (BytesMut::new(), body.bytes_stream());
        while let Some(piece) = pieces.next().await {
            read.extend_from_slice(&piece?);
            if read.len() > most {
                read.truncate(most);
                break;
            }
        }
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::from(read.freeze())))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("nothing is sent unencrypted")]
struct Unencrypted;
