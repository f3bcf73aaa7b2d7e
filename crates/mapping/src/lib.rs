//! The counting engine: views and a ticket's history in, contacts and reasons out. Pure and
//! deterministic; odd data is answered with a diagnostic, never with a failure. The numbers in the
//! comments are rules of docs/counting.md.
//!
//! **This crate never does I/O, never asks for the time, never knows the wire or the store.**
//!
//! Start with [`engine::Engine::count`]; [`verdict::verdict`] judges whether a view can be counted,
//! [`replay`] rebuilds a ticket's state, [`contacts`] decides what is a contact, `walk` puts
//! them together, `ends` what becomes of them, and [`explain`](engine::Engine::explain) says why. `index` is
//! what makes counting
//! under many views fast.

mod altered;
pub mod conditions;
pub mod contacts;
pub mod counted;
mod custom;
mod ends;
pub mod engine;
pub mod explain;
mod incomplete;
mod index;
mod judge;
pub mod known;
mod order;
mod past;
mod plain_ends;
pub mod present;
pub mod replay;
mod settings;
pub mod state;
pub mod verdict;
mod walk;

pub use contacts::{ChannelSource, Nothing};
pub use counted::{CountedView, CountedWorkload, QueueState, ViewHistory, ViewVersion};
pub use engine::{Count, Engine};
pub use explain::{
    ExplainedCondition, ExplainedEvent, ExplainedView, ExplainedWorkload, Explanation, Side,
};
pub use known::fields_read;
pub use present::Present;
pub use replay::{Inexact, InexactKind};
pub use settings::Settings;
pub use verdict::{Offence, Reason, Verdict, judges_text, verdict};

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
