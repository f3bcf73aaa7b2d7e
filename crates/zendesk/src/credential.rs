//! As whom requests are made.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};

/// A credential of a Zendesk account. Its debug form never shows a secret.
#[derive(Clone)]
pub enum Credential {
    /// A user's e-mail address with an API token. Zendesk ends API tokens on 2027-04-30.
    ApiToken {
        /// The e-mail address of the user, who must be an admin.
        username: String,
        /// The API token.
        token: SecretString,
    },
    /// A confidential OAuth client, which gets short-lived access tokens by the client credentials grant.
    OAuthClient {
        /// The client's identifier (its text, not its number).
        client_id: String,
        /// The client's secret.
        client_secret: SecretString,
    },
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ApiToken { username, .. } => formatter
                .debug_struct("ApiToken")
                .field("username", username)
                .finish_non_exhaustive(),
            Self::OAuthClient { client_id, .. } => formatter
                .debug_struct("OAuthClient")
                .field("client_id", client_id)
                .finish_non_exhaustive(),
        }
    }
}

/// The `Authorization` value of an API token. Zendesk marks the user name with `/token`, which users
/// often copy along.
pub(crate) fn basic_authorization(username: &str, token: &SecretString) -> SecretString {
    let user = username.trim();
    let user = user.strip_suffix("/token").unwrap_or(user);
    let plain = format!("{user}/token:{}", token.expose_secret().trim());
    SecretString::from(format!("Basic {}", STANDARD.encode(plain)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let token = Credential::ApiToken { username: "a@b.c".into(), token: "hunter2".into() };
        let client =
            Credential::OAuthClient { client_id: "id".into(), client_secret: "hunter2".into() };
        let shown = format!("{token:?} {client:?}");
        assert!(
            !shown.contains("hunter2") && shown.contains("a@b.c") && shown.contains("\"id\""),
            "{shown}"
        );
    }

    #[test]
    fn the_user_name_is_marked_once() {
        for user in ["a@b.c", "a@b.c/token", " a@b.c "] {
            let value = basic_authorization(user, &"t".into());
            assert_eq!(value.expose_secret(), "Basic YUBiLmMvdG9rZW46dA==", "{user}");
        }
    }
}
