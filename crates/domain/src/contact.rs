//! A contact: one task that arrives for the team (rule 1).

use smol_str::SmolStr;

use crate::channel::Channel;
use crate::clock::Timestamp;
use crate::ids::{EventId, TicketId, ViewId};

/// Why an event is a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactKind {
    /// The event creates the ticket.
    Created,
    /// A customer wrote a public comment.
    Reply,
    /// The ticket came into a view while it waits for the team.
    Entry,
}

impl ContactKind {
    /// The name in tables and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Reply => "reply",
            Self::Entry => "entry",
        }
    }

    /// The rule that makes it a contact.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Created => "3.1",
            Self::Reply => "3.2",
            Self::Entry => "3.3",
        }
    }
}

/// One contact, with every view that it counts in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The ticket.
    pub ticket: TicketId,
    /// The event that caused it.
    pub event: EventId,
    /// The event's time.
    pub at: Timestamp,
    /// Why it is one.
    pub kind: ContactKind,
    /// The channel (rule 5.1).
    pub channel: Channel,
    /// The Zendesk channel, where no table names it (rule 5.3).
    pub unmapped_channel: Option<SmolStr>,
    /// The views it counts in, sorted; none where the ticket was in no view (rule 4.3).
    pub views: Vec<ViewId>,
}
