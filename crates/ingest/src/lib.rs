//! The use cases: connect an account, discover it, import its history, count it, explain a figure.
//!
//! **This crate never knows a database, a command line or how a page looks**; it joins the client of
//! Zendesk, the engine and the ports of the store. Start with [`import::import`].

pub mod access;
pub mod audits;
pub mod channels;
pub mod clients;
pub mod connect;
pub mod context;
mod counter;
pub mod counting;
pub mod discover;
pub mod error;
pub mod explain;
pub mod import;
pub mod integrations;
pub mod leases;
pub mod lives;
mod odd_rows;
pub mod preview;
pub mod progress;
pub mod quality;
pub mod queues;
mod reading;
pub mod reconcile;
mod reconcile_tickets;
pub mod recount;
pub mod repair;
pub mod retention;
pub mod runs;
pub mod service;
pub mod status;
pub mod stop;
pub mod trouble;
pub mod views;
pub mod volumes;
mod walk;
pub mod wire;
pub mod words;

pub use context::Context;
pub use error::IngestError;
/// What the engine says, as it stands in the answers of the use cases.
pub use inflow_mapping::{Offence, QueueState, Reason, Verdict};
pub use progress::{Progress, Reading, Stage};
pub use stop::{Stop, StopHandle};
