//! Secrets that browsers and programs show, of which only a hash is kept.

use std::fmt::Write as _;

use inflow_store::SecretHash;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

/// What a secret is for: one made for one thing is worth nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A session's cookie.
    Session,
    /// The hidden field of a form, made from the cookie.
    Form,
    /// A one-time link.
    Link,
    /// An API key.
    ApiKey,
    /// A user's name, where attempts are counted.
    GuessedName,
    /// A client's address, where attempts are counted.
    GuessedAddress,
}

impl Purpose {
    fn label(self) -> &'static str {
        match self {
            Self::Session => "inflow session\n",
            Self::Form => "inflow form\n",
            Self::Link => "inflow link\n",
            Self::ApiKey => "inflow api key\n",
            Self::GuessedName => "inflow guessed name\n",
            Self::GuessedAddress => "inflow guessed address\n",
        }
    }

    /// What is kept of a secret.
    pub fn hash(self, secret: &str) -> SecretHash {
        let hash = Sha256::new().chain_update(self.label()).chain_update(secret);
        hash.finalize().into()
    }
}

/// A new secret: 32 unpredictable bytes in hexadecimal digits.
pub fn new_secret() -> SecretString {
    let mut bytes = [0_u8; 32];
    fill_randomly(&mut bytes);
    hexadecimal(&bytes).into()
}

/// Bytes as hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[expect(clippy::disallowed_methods, reason = "the one place of secrets that are shown once")]
pub(super) fn fill_randomly(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("a system without unpredictable bytes keeps no secret");
}
