//! Who may ask over HTTP: users with passwords, their sessions, API keys, and the log of changes.

pub mod audit;
pub mod devices;
pub mod keys;
pub mod password;
pub mod secrets;
pub mod sessions;
pub mod users;

use crate::error::IngestError;
use crate::figures::words::can_be_seen;

/// A name of a user or key as it is kept and looked for: addresses of e-mail in small letters.
fn fit_name(name: &str) -> Result<String, IngestError> {
    let name = name.trim();
    let length = name.chars().count();
    if !(1..=100).contains(&length) || !can_be_seen(name) {
        return Err(IngestError::UnfitAccessName);
    }
    Ok(if name.contains('@') { name.to_lowercase() } else { name.to_owned() })
}
