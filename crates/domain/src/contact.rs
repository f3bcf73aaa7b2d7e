//! A contact: one task that arrives for the team (rule 1), and what becomes of it (rule 9).

use smol_str::SmolStr;

use crate::channel::Channel;
use crate::clock::Timestamp;
use crate::handling::HandlingTime;
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
    /// Every kind, in the order of the rules.
    pub const ALL: [Self; 3] = [Self::Created, Self::Reply, Self::Entry];

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

/// On whose side somebody is (rule 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Anyone who is neither staff nor the system.
    Customer,
    /// The team.
    Staff,
    /// Zendesk itself.
    System,
}

impl Side {
    /// Every side.
    pub const ALL: [Self; 3] = [Self::Customer, Self::Staff, Self::System];

    /// The side's name in tables and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Staff => "staff",
            Self::System => "system",
        }
    }
}

/// How a contact ended in a view (rule 9.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Staff replied publicly.
    Answered,
    /// Staff ended the waiting without a public reply.
    Settled,
    /// The ticket left the view.
    Moved,
    /// The waiting ended without staff, or the ticket is gone.
    Dropped,
}

impl Outcome {
    /// Every outcome, in the order in which the figures of rule 9.3 name them.
    pub const ALL: [Self; 4] = [Self::Answered, Self::Settled, Self::Moved, Self::Dropped];

    /// The name in tables and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Settled => "settled",
            Self::Moved => "moved",
            Self::Dropped => "dropped",
        }
    }
}

/// The end of a contact in a view (rule 9.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct End {
    /// How it ended.
    pub outcome: Outcome,
    /// When.
    pub at: Timestamp,
    /// The event that ended it; nothing where the snapshot alone tells that the ticket is deleted.
    pub event: Option<EventId>,
}

/// A view that a contact counts in, with what became of the contact there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContactView {
    /// The view.
    pub view: ViewId,
    /// How it ended there; nothing while it is unfinished.
    pub end: Option<End>,
    /// What of the ticket's handling time it got there (rule 9.7).
    pub handling: HandlingTime,
}

impl ContactView {
    /// A contact that is unfinished in a view.
    pub fn unfinished(view: ViewId) -> Self {
        Self { view, end: None, handling: HandlingTime::ZERO }
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
    /// Whether it is a reply that reopened a solved ticket (rule 9.1).
    pub reopening: bool,
    /// On whose side the event's author is.
    pub author_side: Side,
    /// The channel (rule 5.1).
    pub channel: Channel,
    /// The Zendesk channel, where no table names it (rule 5.3).
    pub unmapped_channel: Option<SmolStr>,
    /// The views it counts in, sorted; none where the ticket was in no view (rule 4.3).
    pub views: Vec<ContactView>,
}

impl Contact {
    /// The ids of the views it counts in, sorted.
    pub fn view_ids(&self) -> impl Iterator<Item = ViewId> + '_ {
        self.views.iter().map(|counted| counted.view)
    }

    /// What became of it in a view; nothing where it does not count there.
    pub fn in_view(&self, view: ViewId) -> Option<&ContactView> {
        let place = self.views.binary_search_by_key(&view, |counted| counted.view).ok()?;
        Some(&self.views[place])
    }

    /// The seconds from its arrival to an end.
    pub fn seconds_until(&self, end: &End) -> i64 {
        end.at.0.saturating_sub(self.at.0)
    }
}
