//! The access token of an OAuth client: one for all tasks, renewed before its end and once on a 401.

use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;

use crate::error::ShapeError;
use crate::wire::shape;

/// The lifetime that is asked for. Zendesk allows 300 to 172,800 seconds; two hours keep the requests
/// few and a leaked token short-lived.
pub(crate) const ASKED_LIFETIME_SECONDS: i64 = 7_200;

/// The lifetime taken where the answer tells none: the shortest that was observed by default.
const UNTOLD_LIFETIME_SECONDS: i64 = 1_800;

/// The `Authorization` value of one access token, and which renewal it came from.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) authorization: SecretString,
    pub(crate) generation: u64,
    renew_at: i64,
}

/// Holds the current token. The lock is kept while a token is fetched, so that all tasks wait for one
/// renewal instead of each making its own.
#[derive(Debug, Default)]
pub(crate) struct TokenCache(Mutex<Option<Token>>);

impl TokenCache {
    /// The current token, or a new one where there is none, it nears its end, or it is the refused one.
    pub(crate) async fn get<E, F>(
        &self,
        now: i64,
        refused_generation: Option<u64>,
        fetch: impl FnOnce() -> F,
    ) -> Result<Token, E>
    where
        F: Future<Output = Result<AccessToken, E>>,
    {
        let mut current = self.0.lock().await;
        let usable = current
            .as_ref()
            .filter(|token| now < token.renew_at && refused_generation != Some(token.generation));
        if let Some(token) = usable {
            return Ok(token.clone());
        }
        let generation = current.as_ref().map_or(0, |token| token.generation + 1);
        let fetched = fetch().await?;
        let lifetime = fetched.expires_in.unwrap_or(UNTOLD_LIFETIME_SECONDS).max(1);
        // A tenth of the lifetime, at most five minutes, is kept as reserve for requests under way.
        let reserve = (lifetime / 10).min(300);
        let token = Token {
            authorization: SecretString::from(format!(
                "Bearer {}",
                fetched.access_token.expose_secret()
            )),
            generation,
            renew_at: now + lifetime - reserve,
        };
        *current = Some(token.clone());
        Ok(token)
    }
}

/// The answer of the token endpoint.
pub(crate) struct AccessToken {
    access_token: SecretString,
    expires_in: Option<i64>,
}

impl AccessToken {
    pub(crate) fn read(text: &str) -> Result<Self, ShapeError> {
        #[derive(serde::Deserialize)]
        struct Wire {
            access_token: String,
            #[serde(default, deserialize_with = "shape::seconds")]
            expires_in: Option<i64>,
        }
        let wire: Wire = serde_json::from_str(text)
            .map_err(|_| ShapeError::Answer { problem: "expected an access token".to_owned() })?;
        Ok(Self {
            access_token: SecretString::from(wire.access_token),
            expires_in: wire.expires_in.filter(|&seconds| seconds > 0),
        })
    }
}
