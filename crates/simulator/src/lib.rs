//! A simulated Zendesk account: data made from a seed, served over HTTP in Zendesk's own shapes, and
//! the truth about it, worked out from the account's full states.
//!
//! It must never know any other crate of this workspace: it judges the importer, and a mistake that
//! both shared would stay hidden. Time and chance come from its [`Options`], never from outside;
//! only the server looks at a [`Clock`], to refuse start times that lie too late, and
//! [`Options::up_to_now`].
//!
//! Start at [`Simulator::builder`], or at [`Account::generate`] for an account without a server. The feature `truth`
//! adds `Account::truth`: the contacts that an importer must find.

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
// The server asks which tickets a view holds; the rest of the judgement serves the truth alone.
#[cfg_attr(
    not(any(test, feature = "truth")),
    expect(dead_code, unused_imports, unreachable_pub, reason = "it is shown with the feature")
)]
mod truth;
mod views;

pub use account::Account;
pub use options::{Coverage, HISTORY_ENDS, Manner, Oddities, Options};
pub use serve::{
    Clock, FaultKinds, FaultOptions, Running, ServeOptions, Simulator, SimulatorBuilder, Situation,
};
#[cfg(any(test, feature = "truth"))]
pub use truth::{
    Cell, ContactEnd, Grouping, QueueCall, QueueContact, QueueTruth, Settings, TicketContact,
    Truth, TruthOptions, Workload,
};

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
