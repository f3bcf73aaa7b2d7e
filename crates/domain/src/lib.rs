//! Pure types of contact counting: what a ticket, an event, a contact, a channel, a queue and an
//! interval are. The numbers in the comments are rules of docs/counting.md.
//!
//! **This crate never does I/O, never knows how a value came over the wire or is stored, and never
//! asks the system for the time** outside [`clock::SystemClock`].
//!
//! Start with [`ticket::TicketEvent`] (what happened) and [`contact::Contact`] (what is counted).

pub mod call;
pub mod catalog;
pub mod channel;
pub mod clock;
pub mod contact;
pub mod fates;
pub mod handling;
pub mod ids;
pub mod integration;
pub mod interval;
pub mod queue;
pub mod ticket;
pub mod time_zone;
pub mod value;
pub mod view;
pub mod workload;

pub use call::{Answering, Call, e164};
pub use catalog::{CustomField, CustomStatus, CustomStatuses, FieldCatalog, FieldKind};
pub use channel::{Channel, ChannelTable, Via};
#[expect(clippy::disallowed_types, reason = "the program is wired with it")]
pub use clock::SystemClock;
pub use clock::{Clock, ManualClock, Timestamp};
pub use contact::{Contact, ContactKind, ContactView, End, Outcome, Side};
pub use fates::{Answered, CallFates, Fates, Target, Waiting};
pub use handling::HandlingTime;
pub use ids::{CallId, EventId, FieldId, IntegrationId, TicketId, UserId, ViewId, WorkloadId};
pub use integration::Grouping;
pub use interval::{Figures, Interval, IntervalLength};
pub use queue::{CallQueue, QueueKey};
pub use ticket::{
    ChangeKind, Comment, CommentKind, Field, FieldChange, TagDelta, TicketEvent, TicketHistory,
    TicketSnapshot,
};
pub use value::Value;
pub use view::{Condition, ConditionValue, View};
pub use workload::{Members, Workload};

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
