//! The use cases: connect an account, discover it, import its history, count it, explain a figure.
//!
//! **This crate never knows a database, a command line or how a page looks**; it joins the client of
//! Zendesk, the engine and the ports of the store. Start with [`import::import`].
//!
//! A folder for each thing that is done: `accounts/` connects them and keeps what is entered for them,
//! `import/` reads and counts, `figures/` tells and explains what was counted, `service/` imports on its
//! own, `access/` says who may do what, `deliveries/` writes files after imports.

pub mod access;
pub mod accounts;
pub mod context;
pub mod deliveries;
pub mod error;
pub mod figures;
#[cfg(test)]
mod fuzz;
pub mod import;
pub mod service;
pub mod stop;

pub use context::Context;
pub use error::IngestError;
pub use import::progress::{Progress, Reading, Stage};
/// What the engine says, as it stands in the answers of the use cases.
pub use inflow_mapping::{Offence, QueueState, Reason, Verdict};
pub use stop::{Stop, StopHandle};
