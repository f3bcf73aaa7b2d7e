//! A simulated Zendesk account: data made from a seed, served over HTTP in Zendesk's own shapes, and
//! the truth about it, worked out from the account's full states.
//!
//! It must never know any other crate of this workspace: it judges the importer, and a mistake that
//! both shared would stay hidden. Time and chance come from its [`Options`], never from outside;
//! only the server looks at a [`Clock`], to refuse start times that lie too late, and
//! [`Options::up_to_now`].
//!
//! Start at [`Account::generate`], then [`Account::truth`] and [`Simulator`].

// A call is one long `json!`.
#![recursion_limit = "256"]

mod account;
mod catalog;
mod dice;
mod generate;
mod instant;
mod model;
mod options;
mod render;
mod rhythm;
mod serve;
mod stages;
mod talk;
mod truth;
mod views;

pub use account::Account;
pub use options::{Coverage, HISTORY_ENDS, Manner, Oddities, Options};
pub use serve::{Clock, FaultKinds, FaultOptions, ServeOptions, Simulator, Situation};
pub use truth::{Cell, Grouping, TicketContact, Truth, TruthOptions};
