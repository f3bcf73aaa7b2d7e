//! Which events are contacts, of which kind and channel (rules 3 and 5).

use inflow_domain::{
    Channel, ChannelTable, Comment, CommentKind, ContactKind, Field, Side, TicketEvent,
    TicketSnapshot, Timestamp, UserId, Via,
};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::state::TicketState;

/// A chat session goes on for this long after a customer's message (rule 3.4).
const SESSION_SECONDS: i64 = 3600;

/// Who belongs to the team (rule 1), and who answers by itself (rule 9.3).
#[derive(Debug, Clone, Default)]
pub struct Staff {
    users: FxHashSet<i64>,
    robots: FxHashSet<i64>,
}

impl Staff {
    /// The staff with these ids, without robots.
    pub fn new(users: impl IntoIterator<Item = UserId>) -> Self {
        let users = users.into_iter().map(|user| user.0).collect();
        Self { users, robots: FxHashSet::default() }
    }

    /// The same, with these robots, be they staff or not.
    #[must_use]
    pub fn with_robots(self, robots: impl IntoIterator<Item = UserId>) -> Self {
        Self { robots: robots.into_iter().map(|robot| robot.0).collect(), ..self }
    }

    /// Whether a user is a robot, whose replies answer nothing.
    pub fn is_robot(&self, user: UserId) -> bool {
        self.robots.contains(&user.0)
    }

    /// On whose side an author is.
    pub fn side(&self, author: UserId) -> Side {
        if author == UserId::SYSTEM {
            Side::System
        } else if self.users.contains(&author.0) {
            Side::Staff
        } else {
            Side::Customer
        }
    }

    /// On whose side a comment was written: its kind tells it, else its author (rule 3.2).
    pub fn side_of(&self, comment: &Comment) -> Side {
        match comment.kind {
            CommentKind::Comment => self.side(comment.author),
            CommentKind::ChannelBack => Side::Staff,
            CommentKind::ChatStarted => Side::Customer,
        }
    }

    /// Whether a customer wrote a comment.
    pub fn is_customers(&self, comment: &Comment) -> bool {
        self.side_of(comment) == Side::Customer
    }
}

/// Where a channel was read from (rule 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelSource {
    /// The ticket's own via.
    Ticket,
    /// The comment's via.
    Comment,
    /// The event's label.
    Label,
    /// The ticket's latest created or reply contact.
    LatestContact,
}

impl ChannelSource {
    /// The source in a planner's words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ticket => "the ticket's channel",
            Self::Comment => "the comment's channel",
            Self::Label => "the event's label",
            Self::LatestContact => "the ticket's latest contact",
        }
    }
}

/// A channel and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelReading {
    /// The queue channel.
    pub channel: Channel,
    /// The Zendesk channel, where no table names it (rule 5.3).
    pub unmapped: Option<SmolStr>,
    /// Where it was read.
    pub source: ChannelSource,
}

/// Why an event counts nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nothing {
    /// It lies before the imported window (rule 8.2).
    BeforeWindow,
    /// The ticket begins with an outbound call (rule 3.1).
    OutboundCall,
    /// A further message of a running chat session (rule 3.4).
    RunningSession,
    /// A merge (rules 3.2 and 3.3).
    Merge,
    /// It restores a deleted ticket (rule 3.3).
    Restoring,
    /// The ticket does not wait for the team after it (rule 3.3).
    NotWaiting,
    /// It brought the ticket into no further view (rule 3.5).
    NoFurtherView,
    /// The ticket was closed before it (rule 3.5).
    AfterClosing,
}

impl Nothing {
    /// The reason in a planner's words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BeforeWindow => "it lies before the imported window",
            Self::OutboundCall => "the ticket begins with an outbound call",
            Self::AfterClosing => "the ticket was closed before",
            Self::RunningSession => "a further message of a running chat session",
            Self::Merge => "a merge",
            Self::Restoring => "the ticket was deleted before, and is restored",
            Self::NotWaiting => {
                "no customer wrote publicly, and the ticket does not wait for the team"
            }
            Self::NoFurtherView => {
                "no customer wrote publicly, and the ticket came into no further view"
            }
        }
    }

    /// The rule.
    pub fn rule(self) -> &'static str {
        match self {
            Self::BeforeWindow => "8.2",
            Self::OutboundCall => "3.1",
            Self::RunningSession => "3.4",
            Self::Merge | Self::Restoring | Self::NotWaiting => "3.3",
            Self::NoFurtherView | Self::AfterClosing => "3.5",
        }
    }
}

/// What an event is before any view is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// A created or reply contact.
    Contact(ContactKind, ChannelReading),
    /// An entry, if it brought the ticket into a view.
    PossibleEntry,
    /// No contact of any kind.
    Nothing(Nothing),
}

/// What of the state before an event decides about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// Whether the ticket was closed.
    pub closed: bool,
    /// Whether it was solved.
    pub solved: bool,
    /// Whether it was deleted.
    pub deleted: bool,
}

impl Before {
    /// What of a state decides.
    pub fn of(state: &TicketState) -> Self {
        let status = state.get(Field::Status).as_text();
        let (closed, solved) = (status == Some("closed"), status == Some("solved"));
        Self { closed, solved, deleted: state.is_deleted() }
    }
}

/// What of a ticket's past events decides about the next.
#[derive(Debug, Clone, Default)]
pub struct Conversation {
    last_chat_message: Option<Timestamp>,
    latest_contact: Option<ChannelReading>,
}

/// Decides about one ticket's events, in order.
#[derive(Debug, Clone, Copy)]
pub struct Contacts<'a> {
    /// Who belongs to the team.
    pub staff: &'a Staff,
    /// Which queue channel a Zendesk channel belongs to.
    pub channels: &'a ChannelTable,
    /// The ticket's snapshot, for its via.
    pub snapshot: Option<&'a TicketSnapshot>,
}

impl Contacts<'_> {
    /// What an event is, and what the conversation is after it.
    pub fn arrival(
        &self,
        event: &TicketEvent,
        is_creation: bool,
        before: Before,
        after: &TicketState,
        conversation: &mut Conversation,
    ) -> Arrival {
        let messages = self.customer_messages(event, is_creation);
        let arrival = if is_creation {
            self.creation(event)
        } else if before.closed {
            Arrival::Nothing(Nothing::AfterClosing)
        } else {
            Self::later_event(event, before, after, &messages, conversation)
        };
        if messages.iter().any(|message| message.channel == Channel::Chat) {
            conversation.last_chat_message = Some(event.at);
        }
        if let Arrival::Contact(_, reading) = &arrival {
            conversation.latest_contact = Some(reading.clone());
        }
        arrival
    }

    /// The channel of an entry (rule 5.1).
    pub fn entry_channel(&self, conversation: &Conversation) -> ChannelReading {
        if let Some(latest) = &conversation.latest_contact {
            return ChannelReading {
                channel: latest.channel,
                unmapped: None,
                source: ChannelSource::LatestContact,
            };
        }
        let via = self.snapshot.map(|snapshot| snapshot.via.clone()).unwrap_or_default();
        self.read(&via, ChannelSource::Ticket)
    }

    fn creation(&self, event: &TicketEvent) -> Arrival {
        let comments = event.comments.iter().map(|comment| &comment.via);
        let vias = self.snapshot.iter().map(|snapshot| &snapshot.via).chain(comments);
        if event.label().is_outbound_call() || vias.into_iter().any(Via::is_outbound_call) {
            return Arrival::Nothing(Nothing::OutboundCall);
        }
        Arrival::Contact(ContactKind::Created, self.creation_channel(event))
    }

    fn later_event(
        event: &TicketEvent,
        before: Before,
        after: &TicketState,
        messages: &[ChannelReading],
        conversation: &Conversation,
    ) -> Arrival {
        let mut runs_on = false;
        for message in messages {
            if message.channel == Channel::Chat && conversation.is_running(event.at) {
                runs_on = true;
            } else {
                return Arrival::Contact(ContactKind::Reply, message.clone());
            }
        }
        if runs_on {
            Arrival::Nothing(Nothing::RunningSession)
        } else if event.is_merge() {
            Arrival::Nothing(Nothing::Merge)
        } else if before.deleted && !after.is_deleted() {
            Arrival::Nothing(Nothing::Restoring)
        } else if after.is_waiting() {
            Arrival::PossibleEntry
        } else {
            Arrival::Nothing(Nothing::NotWaiting)
        }
    }

    /// The channel of every public comment by a customer; those of a merge event are none of theirs (rule 3.2).
    fn customer_messages(&self, event: &TicketEvent, is_creation: bool) -> Vec<ChannelReading> {
        if event.comments.is_empty() || event.is_merge() {
            return Vec::new();
        }
        let by_customer = |comment: &&Comment| comment.public && self.staff.is_customers(comment);
        let message = |comment: &Comment| {
            if is_creation {
                self.creation_channel(event)
            } else {
                self.comment_channel(event, comment)
            }
        };
        event.comments.iter().filter(by_customer).map(message).collect()
    }

    fn creation_channel(&self, event: &TicketEvent) -> ChannelReading {
        if let Some(snapshot) = self.snapshot
            && !snapshot.via.is_blank()
        {
            return self.read(&snapshot.via, ChannelSource::Ticket);
        }
        match event.comments.iter().find(|comment| !comment.via.is_blank()) {
            Some(comment) => self.read(&comment.via, ChannelSource::Comment),
            None => self.read(&event.label(), ChannelSource::Label),
        }
    }

    /// A session that starts has the channel of its event (rule 3.2).
    fn comment_channel(&self, event: &TicketEvent, comment: &Comment) -> ChannelReading {
        let starts_session = comment.kind == CommentKind::ChatStarted;
        if comment.via.is_blank() || (starts_session && !event.label().is_blank()) {
            self.read(&event.label(), ChannelSource::Label)
        } else {
            self.read(&comment.via, ChannelSource::Comment)
        }
    }

    /// Every value that no table names is a case, and reported (rule 5.3).
    fn read(&self, via: &Via, source: ChannelSource) -> ChannelReading {
        let name = via.zendesk_channel();
        let known = self.channels.lookup(&name);
        let unmapped = known
            .is_none()
            .then(|| if name.is_empty() { SmolStr::new_static("(none)") } else { name });
        ChannelReading { channel: known.unwrap_or(Channel::Case), unmapped, source }
    }
}

impl Conversation {
    fn is_running(&self, at: Timestamp) -> bool {
        self.last_chat_message.is_some_and(|last| at.0 - last.0 <= SESSION_SECONDS)
    }
}
