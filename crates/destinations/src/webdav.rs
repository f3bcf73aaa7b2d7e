//! A folder of a WebDAV server (RFC 4918): a file is written beside and then moved.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, Request, StatusCode, Url};
use secrecy::{ExposeSecret as _, SecretString};

use crate::error::DestinationError;
use crate::place::{Outgoing, Place, folders_of, needed};
use crate::reach::Reach;
use crate::web::Web;

pub(crate) struct WebDav {
    web: Web,
    base: Url,
    host: String,
    authorization: Option<HeaderValue>,
}

impl WebDav {
    pub(crate) fn new(
        user: Option<&String>,
        base: &Url,
        secret: Option<&SecretString>,
        reach: &Reach,
    ) -> Result<Self, DestinationError> {
        let web = Web::new(reach, base.scheme() == "http")?;
        let authorization = user.map(|user| authorization(user, secret)).transpose()?;
        if user.is_none() && secret.is_some() {
            needed(user, "a password belongs to a user: name the user")?;
        }
        let host = base.host_str().unwrap_or_default().to_owned();
        Ok(Self { web, base: base.clone(), host, authorization })
    }

    fn request(&self, method: Method, name: &str) -> Request {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(name.split('/'));
        }
        let mut request = Request::new(method, url);
        if let Some(authorization) = &self.authorization {
            request.headers_mut().insert(AUTHORIZATION, authorization.clone());
        }
        request
    }

    async fn make_folders(&self, name: &str) -> Result<(), DestinationError> {
        for folder in folders_of(name) {
            let answer = self.web.send(self.request(method("MKCOL"), folder)).await?;
            // It is there already.
            if !answer.status.is_success() && answer.status != StatusCode::METHOD_NOT_ALLOWED {
                return Err(answer.refusal(&self.host));
            }
        }
        Ok(())
    }

    async fn move_draft(&self, file: &Outgoing) -> Result<(), DestinationError> {
        let target = self.request(Method::PUT, &file.name);
        let mut request = self.request(method("MOVE"), &file.draft());
        for (name, value) in [("destination", target.url().as_str()), ("overwrite", "T")] {
            let unfit =
                |_| DestinationError::Access("the address cannot be sent in a header".to_owned());
            request
                .headers_mut()
                .insert(HeaderName::from_static(name), value.parse().map_err(unfit)?);
        }
        self.web.succeed(request).await.map(drop)
    }
}

fn authorization(
    user: &str,
    secret: Option<&SecretString>,
) -> Result<HeaderValue, DestinationError> {
    let secret = needed(
        secret,
        "a user of WebDAV has a password: name the variable or the file that holds it",
    )?;
    let both = STANDARD.encode(format!("{user}:{}", secret.expose_secret()));
    let unfit =
        |_| DestinationError::Access("user and password cannot be sent in a header".to_owned());
    let mut value: HeaderValue = format!("Basic {both}").parse().map_err(unfit)?;
    value.set_sensitive(true);
    Ok(value)
}

fn method(name: &'static str) -> Method {
    Method::from_bytes(name.as_bytes()).unwrap_or_default()
}

#[async_trait]
impl Place for WebDav {
    async fn holds(&self, file: &Outgoing) -> bool {
        let answer = self.web.succeed(self.request(Method::GET, &file.name)).await;
        answer.is_ok_and(|answer| answer.body == file.bytes)
    }

    async fn write(&self, file: &Outgoing) -> Result<(), DestinationError> {
        self.make_folders(&file.name).await?;
        let mut request = self.request(Method::PUT, &file.draft());
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type()));
        *request.body_mut() = Some(file.bytes.clone().into());
        let answer = self.web.send(request).await?;
        if answer.status == StatusCode::CONFLICT || answer.status == StatusCode::NOT_FOUND {
            return Err(DestinationError::refused(
                &self.host,
                &format!("there is no folder {}", self.base.path()),
            ));
        }
        if !answer.status.is_success() {
            return Err(answer.refusal(&self.host));
        }
        let moved = self.move_draft(file).await;
        if moved.is_err() {
            // What is left of it is overwritten by the next one else.
            let _ = self.web.send(self.request(Method::DELETE, &file.draft())).await;
        }
        moved
    }

    async fn remove(&self, name: &str) -> Result<(), DestinationError> {
        self.web.succeed(self.request(Method::DELETE, name)).await.map(drop)
    }
}
