//! Connecting through the built program: each failure has its own sentence, advice and exit status;
//! credentials can be changed; no secret is ever shown or written, and none goes to another host.
//!
//! Start with [`program::Place`], which runs the binary on a database of its own. Whoever answers is
//! either the built simulator ([`program::Simulator`]) or recorded answers with a twist
//! ([`zendesk::Zendesk`]).

mod credentials;
#[path = "../support/database.rs"]
mod database;
mod failures;
mod hosts;
mod program;
mod secrets;
#[path = "../support/stored.rs"]
mod stored;
mod zendesk;
