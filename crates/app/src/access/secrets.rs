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
    /// A known device of a user.
    Device,
    /// The same, where attempts are counted.
    GuessedDevice,
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
            Self::Device => "inflow device\n",
            Self::GuessedDevice => "inflow guessed device\n",
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

/// A secret in digits that are others every time: how well they compress together with a guess tells
/// nothing of it.
pub fn masked(secret: &SecretHash) -> String {
    let mut mask = [0_u8; 32];
    fill_randomly(&mut mask);
    let hidden: SecretHash = std::array::from_fn(|at| secret[at] ^ mask[at]);
    hexadecimal(&mask) + &hexadecimal(&hidden)
}

/// The secret that was masked, where these are such digits.
pub fn unmasked(digits: &str) -> Option<SecretHash> {
    let digits: Option<Vec<u8>> =
        digits.chars().map(|digit| digit.to_digit(16)?.try_into().ok()).collect();
    let digits = digits.filter(|digits| digits.len() == 128)?;
    let byte = |at: usize| digits[2 * at] << 4 | digits[2 * at + 1];
    Some(std::array::from_fn(|at| byte(at) ^ byte(at + 32)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_secret_never_looks_the_same_and_is_read_again() {
        let secret = Purpose::Form.hash("a cookie");
        let (one, other) = (masked(&secret), masked(&secret));
        assert_ne!(one, other);
        assert_eq!((unmasked(&one), unmasked(&other)), (Some(secret), Some(secret)));
        for digits in
            ["", "00", &one[1..], &format!("{one}0"), &one.replace('0', "+"), &"é".repeat(64)]
        {
            assert_ne!(unmasked(digits), Some(secret), "{digits}");
        }
    }
}
