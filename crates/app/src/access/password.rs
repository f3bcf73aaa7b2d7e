//! Passwords: argon2id, a few at a time.

use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

use super::secrets::fill_randomly;
use crate::error::IngestError;

/// How many are worked on at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// How many characters a password may have.
const LONGEST: usize = 500;

/// The hash of no password, with the parameters of every other: what a user who is not there is
/// compared with, so that the answer takes as long.
const OF_NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$aW5mbG93LW5vYm9keS4u$\
                         AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Makes and compares hashes of passwords.
#[derive(Debug, Clone)]
pub struct PasswordHashing {
    permits: Arc<Semaphore>,
}

impl Default for PasswordHashing {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl PasswordHashing {
    /// The hash of a new password, if it can be one.
    ///
    /// # Panics
    ///
    /// Never: the parameters are fixed, and the password is not too long for them.
    pub async fn hash(
        &self,
        name: &str,
        password: SecretString,
    ) -> Result<SecretString, IngestError> {
        let text = password.expose_secret();
        let length = text.chars().count();
        if !(12..=LONGEST).contains(&length) || text.eq_ignore_ascii_case(name.trim()) {
            return Err(IngestError::UnfitPassword);
        }
        let hashed = self.work(move || {
            let mut salt = [0_u8; 16];
            fill_randomly(&mut salt);
            let salt = SaltString::encode_b64(&salt).expect("a salt of 16 bytes");
            let hash = argon2id().hash_password(password.expose_secret().as_bytes(), &salt);
            SecretString::from(hash.expect("fixed parameters and a short password").to_string())
        });
        Ok(hashed.await)
    }

    /// Whether a password is the hashed one. Takes as long where there is none; one that is too long to be
    /// anybody's is not looked at.
    pub async fn is_right(&self, hash: Option<SecretString>, password: SecretString) -> bool {
        if password.expose_secret().chars().count() > LONGEST {
            return false;
        }
        let verified = self.work(move || {
            let text = hash.as_ref().map_or(OF_NOBODY, |hash| hash.expose_secret());
            let expected = PasswordHash::new(text);
            expected.is_ok_and(|expected| {
                let password = password.expose_secret().as_bytes();
                argon2id().verify_password(password, &expected).is_ok()
            })
        });
        verified.await
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let permit = self.permits.clone().acquire_owned().await;
        let working = tokio::task::spawn_blocking(move || {
            // Kept to the end, also where whoever waited went away.
            let _permit = permit;
            work()
        });
        working.await.expect("hashing does not panic")
    }
}

/// The parameters that OWASP names first: 19 MiB, two passes.
fn argon2id() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_recognised() {
        let hashing = PasswordHashing::default();
        let password = || SecretString::from("correct horse battery");
        let hash = hashing.hash("ann", password()).await.expect("a hash");
        assert!(hash.expose_secret().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hashing.is_right(Some(hash.clone()), password()).await);
        assert!(!hashing.is_right(Some(hash.clone()), "correct horse batterY".into()).await);
        let again = hashing.hash("ann", password()).await.expect("a hash");
        assert_ne!(hash.expose_secret(), again.expose_secret());
    }

    #[tokio::test]
    async fn nobody_is_hashed_like_everybody() {
        let nobody = PasswordHash::new(OF_NOBODY).expect("a hash that can be read");
        let params = Params::try_from(&nobody).expect("parameters");
        let usual = Params::default();
        assert_eq!(
            (params.m_cost(), params.t_cost(), params.p_cost()),
            (usual.m_cost(), usual.t_cost(), usual.p_cost())
        );
        assert!(!PasswordHashing::default().is_right(None, "anything at all".into()).await);
    }

    #[tokio::test]
    async fn an_unfit_password_is_refused() {
        let hashing = PasswordHashing::default();
        for password in ["", "short", "elevenchars", &"x".repeat(501), "Ann@example.org"] {
            let hashed = hashing.hash("ann@example.org", password.into()).await;
            assert!(matches!(hashed, Err(IngestError::UnfitPassword)), "{password}");
        }
    }
}
