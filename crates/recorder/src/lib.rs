//! Records what an account answers into a scenario of fixtures/, scrubbed on the way.
//!
//! A small server on this machine stands between the program and Zendesk. What Zendesk answers is scrubbed in
//! memory; the program sees, and the disk gets, the scrubbed answer alone. What is not known to be harmless is
//! replaced or left out: the rules are an allow-list. It must never write an answer as it came, keep the secret
//! that replacements are made with, send a credential to another host than the configured one, or know another
//! crate of this workspace.
//!
//! Start at [`Recorder`]; [`check_scenario`] is what keeps an unscrubbed scenario out of the repository, and
//! `scrub.rs` says what becomes of each member of an answer.

mod detect;
mod error;
mod mark;
mod replacement;
mod scenario;
mod scrub;
mod server;
mod vocabulary;
mod walk;

pub use error::Error;
pub use mark::{SCRUBBER_VERSION, check_scenario};
pub use scenario::Connection;
pub use server::{Recorder, RecorderOptions};

/// The subdomain that every recorded account gets.
pub const NEUTRAL_SUBDOMAIN: &str = "acme";
