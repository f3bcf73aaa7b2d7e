//! How rows hold what no query looks into: a version byte, then the compact form of `body.rs` in the
//! large tables and postcard of private types in the small ones.
//! The types of the domain never say how they are stored.

mod body;
pub(crate) mod code;
pub(crate) mod definition;
pub(crate) mod ends;
pub(crate) mod event;
pub(crate) mod fates_block;
pub(crate) mod figures_block;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod snapshot;
mod varint;
pub(crate) mod view_list;
pub(crate) mod volume_block;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The only version so far; another shape of a row takes the next number.
const VERSION: u8 = 1;

/// A stored value that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("a stored {what} cannot be read")]
pub(crate) struct Unreadable {
    what: &'static str,
    #[source]
    source: Option<postcard::Error>,
}

impl Unreadable {
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, source: None }
    }
}

/// A text as every database can hold it: PostgreSQL's texts have no U+0000, which nothing stops
/// Zendesk or a user from sending. On every database the replacement character stands for it, so
/// that the same is told of the same account.
pub(crate) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

/// Appends a value to a buffer.
fn append<T: Serialize>(value: &T, buffer: &mut Vec<u8>) {
    buffer.push(VERSION);
    postcard::to_io(value, buffer).expect("writing to memory cannot fail");
}

/// Reads a value, which may borrow from the bytes.
fn read<'a, T: Deserialize<'a>>(what: &'static str, bytes: &'a [u8]) -> Result<T, Unreadable> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => {
            postcard::from_bytes(rest).map_err(|source| Unreadable { what, source: Some(source) })
        }
        _ => Err(Unreadable::new(what)),
    }
}
