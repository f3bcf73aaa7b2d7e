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

/// The text of an error answer without the secret that was sent with the request: the whole of it, what
/// stands behind `Basic` or `Bearer`, and the API token within the former. Servers have been seen to
/// repeat what they refuse.
pub(crate) fn conceal(secret: &SecretString, answer: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(answer).into_owned();
    let whole = secret.expose_secret().trim();
    let value = whole.split_once(' ').map_or(whole, |(_, value)| value);
    let basic = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let token = basic.as_deref().and_then(|plain| Some(plain.split_once("/token:")?.1));
    for secret in [Some(whole), Some(value), token].into_iter().flatten() {
        if !secret.is_empty() {
            text = text.replace(secret, "…");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_repeats_a_secret() {
        let basic = basic_authorization("a@b.c", &"hunter2".into());
        let bearer = SecretString::from("Bearer hunter2");
        let client_secret = SecretString::from(" hunter2\n");
        for secret in [&basic, &bearer, &client_secret] {
            let answer = format!("\"hunter2\" and {} are wrong", secret.expose_secret().trim());
            let shown = conceal(secret, answer.as_bytes());
            assert!(!shown.contains("hunter2") && shown.ends_with("are wrong"), "{shown}");
            assert!(!shown.contains("aHVudGVyMg"), "{shown}");
            assert!(!shown.contains("dG9rZW46aHVudGVyMg"), "{shown}");
        }
    }

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
