//! Conditions of views: which are supported (rule 6.2) and when they are true (rule 6.4).

mod compile;
mod predicate;

pub use compile::compile;
pub use predicate::{Compiled, Moment, Order, Predicate, Source, Subject, TextMatch, TicketFacts};
pub(crate) use predicate::{searched, words};
