//! Whatever takes files by HTTPS: POST to the address, or PUT to the address with the file's name behind it.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{
    AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
};
use reqwest::{Method as Verb, Request, Url};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::address::{Access, Method};
use crate::error::DestinationError;
use crate::place::{Outgoing, Place, needed};
use crate::reach::Reach;
use crate::web::Web;

pub(crate) struct Post {
    web: Web,
    url: Url,
    method: Method,
    headers: HeaderMap,
}

impl Post {
    pub(crate) fn new(
        url: &Url,
        access: &Access,
        secret: Option<&SecretString>,
        reach: &Reach,
    ) -> Result<Self, DestinationError> {
        let web = Web::new(reach, url.scheme() == "http")?;
        let headers = headers(access, secret)?;
        Ok(Self { web, url: url.clone(), method: access.method, headers })
    }

    fn request(&self, verb: Verb, name: &str) -> Request {
        let mut url = self.url.clone();
        if self.method == Method::Put
            && let Ok(mut path) = url.path_segments_mut()
        {
            path.pop_if_empty().extend(name.split('/'));
        }
        let mut request = Request::new(verb, url);
        *request.headers_mut() = self.headers.clone();
        request
    }
}

/// The headers that are sent along; the secret is marked, so that nothing prints it.
fn headers(access: &Access, secret: Option<&SecretString>) -> Result<HeaderMap, DestinationError> {
    let mut headers = HeaderMap::new();
    for header in &access.headers {
        let wrong = || {
            DestinationError::Access(format!("\"{header}\" is no header: write it as Name: value"))
        };
        let (name, value) = header.split_once(':').ok_or_else(wrong)?;
        let name: HeaderName = name.trim().parse().map_err(|_| wrong())?;
        headers.append(name, value.trim().parse().map_err(|_| wrong())?);
    }
    let name = access.secret_header.as_deref().map(str::parse::<HeaderName>).transpose();
    let name = name
        .map_err(|_| DestinationError::Access("the secret's header has no fit name".to_owned()))?;
    if name.is_some() && secret.is_none() {
        needed(secret, "the header that is named takes a secret, from a variable or a file")?;
    }
    if let Some(secret) = secret {
        let unfit =
            |_| DestinationError::Access("the secret cannot be the value of a header".to_owned());
        let mut value: HeaderValue = secret.expose_secret().trim().parse().map_err(unfit)?;
        value.set_sensitive(true);
        headers.insert(name.unwrap_or(AUTHORIZATION), value);
    }
    Ok(headers)
}

#[async_trait]
impl Place for Post {
    /// Nobody can ask it.
    async fn holds(&self, _: &Outgoing) -> bool {
        false
    }

    async fn write(&self, file: &Outgoing) -> Result<(), DestinationError> {
        let verb = if self.method == Method::Put { Verb::PUT } else { Verb::POST };
        let mut request = self.request(verb, &file.name);
        let digest = STANDARD.encode(Sha256::digest(&file.bytes));
        let named = file.name.replace('"', "");
        // What comes twice is told by its digest (RFC 9530) and its key.
        for (name, value) in [
            (CONTENT_TYPE, file.media_type().to_owned()),
            (CONTENT_DISPOSITION, format!("attachment; filename=\"{named}\"")),
            (HeaderName::from_static("content-digest"), format!("sha-256=:{digest}:")),
            (HeaderName::from_static("idempotency-key"), format!("\"{digest}\"")),
        ] {
            if let (Ok(value), false) = (value.parse(), request.headers().contains_key(&name)) {
                request.headers_mut().insert(name, value);
            }
        }
        *request.body_mut() = Some(file.bytes.clone().into());
        self.web.succeed(request).await.map(drop)
    }

    /// What was sent by POST lies wherever the receiver put it.
    async fn remove(&self, name: &str) -> Result<(), DestinationError> {
        if self.method == Method::Post {
            return Ok(());
        }
        self.web.succeed(self.request(Verb::DELETE, name)).await.map(drop)
    }
}
