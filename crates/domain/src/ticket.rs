//! Tickets: the fields that conditions can read, what an event changes, what a snapshot shows.

use std::fmt;

use smol_str::SmolStr;

use crate::channel::Via;
use crate::clock::Timestamp;
use crate::ids::{EventId, FieldId, TicketId, UserId};
use crate::value::Value;

/// A ticket field whose history is replayed (rule 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The status category: new, open, pending, hold, solved, closed.
    Status,
    /// The custom status.
    CustomStatus,
    /// question, incident, problem, task, or blank.
    Type,
    /// low, normal, high, urgent, or blank.
    Priority,
    /// The group.
    Group,
    /// The agent that the ticket is assigned to.
    Assignee,
    /// Who asks.
    Requester,
    /// The requester's organisation.
    Organization,
    /// The brand.
    Brand,
    /// The ticket form.
    Form,
    /// The tags.
    Tags,
    /// The satisfaction score, with its comment where a state is read (rule 6.4).
    Satisfaction,
    /// When a task is due, in seconds since 1970.
    DueAt,
    /// The subject; known only while a view judges text.
    Subject,
    /// Whether a comment stands beside the satisfaction score; never its words.
    SatisfactionComment,
    /// A custom field.
    Custom(FieldId),
}

impl Field {
    /// Every field that each ticket has.
    pub const SYSTEM: [Self; 15] = [
        Self::Status,
        Self::CustomStatus,
        Self::Type,
        Self::Priority,
        Self::Group,
        Self::Assignee,
        Self::Requester,
        Self::Organization,
        Self::Brand,
        Self::Form,
        Self::Tags,
        Self::Satisfaction,
        Self::DueAt,
        Self::Subject,
        Self::SatisfactionComment,
    ];

    /// The value in the one form that this field compares, so that equal values are `==` (rule
    /// 2.1). The form of a custom field depends on the account's fields: see
    /// [`FieldCatalog::normalize`](crate::catalog::FieldCatalog::normalize).
    pub fn normalize(self, value: Value) -> Value {
        match self {
            Self::Tags => value.into_list(),
            Self::Satisfaction => satisfaction(&value),
            Self::SatisfactionComment if !value.is_blank() => Value::text("true"),
            Self::DueAt => match &value {
                Value::Text(text) => {
                    Timestamp::parse(text).map_or(value, |due| Value::Integer(due.0))
                }
                _ => value,
            },
            _ => value,
        }
    }
}

/// Spellings of a satisfaction score vary, and blank is `unoffered` (rule 2.1).
fn satisfaction(value: &Value) -> Value {
    match value.to_text().replace('_', "").as_str() {
        "unoffered" | "true" | "" => Value::Blank,
        "false" => Value::text("offered"),
        other => Value::text(other),
    }
}

impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Status => "status",
            Self::CustomStatus => "custom_status_id",
            Self::Type => "type",
            Self::Priority => "priority",
            Self::Group => "group_id",
            Self::Assignee => "assignee_id",
            Self::Requester => "requester_id",
            Self::Organization => "organization_id",
            Self::Brand => "brand_id",
            Self::Form => "ticket_form_id",
            Self::Tags => "tags",
            Self::Satisfaction => "satisfaction_score",
            Self::DueAt => "due_at",
            Self::Subject => "subject",
            Self::SatisfactionComment => "satisfaction_comment",
            Self::Custom(id) => return write!(formatter, "custom_fields_{id}"),
        })
    }
}

/// Whether a field was first set or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// Set for the first time, as the event that creates a ticket does.
    Create,
    /// Changed from a previous value.
    Change,
}

/// Tags that an event added and removed: the truth where present (rule 2.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TagDelta {
    /// Tags added.
    pub added: Vec<SmolStr>,
    /// Tags removed.
    pub removed: Vec<SmolStr>,
}

/// One field's new value within an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which field.
    pub field: Field,
    /// First set or changed.
    pub kind: ChangeKind,
    /// The value after.
    pub value: Value,
    /// The value before, as Zendesk says it.
    pub previous: Value,
    /// For tags, what was added and removed.
    pub tags: Option<TagDelta>,
}

impl FieldChange {
    /// A field that is first set, as by the event that creates a ticket.
    pub fn first(field: Field, value: Value) -> Self {
        Self { field, kind: ChangeKind::Create, value, previous: Value::Blank, tags: None }
    }

    /// A field that changes from one value to another.
    pub fn between(field: Field, previous: Value, value: Value) -> Self {
        Self { field, kind: ChangeKind::Change, value, previous, tags: None }
    }
}

/// What a comment is, which may tell on whose side it was written (rule 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CommentKind {
    /// Written in Zendesk or said on the telephone: its author tells the side.
    #[default]
    Comment,
    /// Sent to a channel: by staff, whoever its author is.
    ChannelBack,
    /// The beginning of a session of chat or messaging: by a customer, whoever its author is.
    ChatStarted,
}

/// A comment, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// What it is.
    pub kind: CommentKind,
    /// Who wrote it; may differ from who saved the event.
    pub author: UserId,
    /// Whether the customer can read it.
    pub public: bool,
    /// Where it came from; blank where Zendesk does not say.
    pub via: Via,
}

impl Comment {
    /// A comment that the customer can read.
    pub fn public(author: UserId, via: Via) -> Self {
        Self { kind: CommentKind::Comment, author, public: true, via }
    }

    /// A comment among the team.
    pub fn internal(author: UserId, via: Via) -> Self {
        Self { public: false, ..Self::public(author, via) }
    }
}

/// One update of a ticket (rule 1).
///
/// ```
/// use inflow_domain::{
///     Comment, EventId, Field, FieldChange, TicketEvent, TicketId, Timestamp, UserId, Value, Via,
/// };
///
/// let (customer, nine) = (UserId(900), Timestamp::parse("2025-09-01T09:15:00Z").unwrap());
/// let event = TicketEvent::new(TicketId(1), EventId(7), nine, customer)
///     .with_changes([FieldChange::first(Field::Status, Value::text("new"))])
///     .with_comments([Comment::public(customer, Via::named("email"))]);
/// assert!(event.creates);
/// assert!(!event.is_merge());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketEvent {
    /// The ticket.
    pub ticket: TicketId,
    /// The event.
    pub id: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// Who saved it.
    pub author: UserId,
    /// The display label (`Web form`), or an id.
    pub via: SmolStr,
    /// Whether the event or one of its comments came from a merge (rule 3.2).
    pub merge: bool,
    /// Whether the event has any Create child, of a known field or not.
    pub creates: bool,
    /// What changed, in the order of the parts' ids.
    pub changes: Vec<FieldChange>,
    /// The comments.
    pub comments: Vec<Comment>,
}

impl TicketEvent {
    /// An update that neither changes nor says anything yet.
    pub fn new(ticket: TicketId, id: EventId, at: Timestamp, author: UserId) -> Self {
        Self {
            ticket,
            id,
            at,
            author,
            via: SmolStr::default(),
            merge: false,
            creates: false,
            changes: Vec::new(),
            comments: Vec::new(),
        }
    }

    /// The event with Zendesk's display label of how it came in, such as `Mail`.
    #[must_use]
    pub fn with_label(self, label: &str) -> Self {
        Self { via: label.into(), ..self }
    }

    /// The event with these changes. It creates the ticket if one of them sets a field for the first time.
    #[must_use]
    pub fn with_changes(self, changes: impl IntoIterator<Item = FieldChange>) -> Self {
        let changes: Vec<FieldChange> = changes.into_iter().collect();
        let creates = changes.iter().any(|change| change.kind == ChangeKind::Create);
        Self { creates, changes, ..self }
    }

    /// The event with these comments.
    #[must_use]
    pub fn with_comments(self, comments: impl IntoIterator<Item = Comment>) -> Self {
        Self { comments: comments.into_iter().collect(), ..self }
    }

    /// The event's label as a via.
    pub fn label(&self) -> Via {
        Via { channel: self.via.clone(), rel: SmolStr::default() }
    }

    /// Whether it is a merge event, whose comments are all merge comments (rule 3.2).
    pub fn is_merge(&self) -> bool {
        self.merge
            || self.label().is_merge()
            || self.comments.iter().any(|comment| comment.via.is_merge())
    }
}

/// A ticket as Zendesk last showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketSnapshot {
    /// The ticket.
    pub id: TicketId,
    /// When it was created.
    pub created_at: Timestamp,
    /// The last event that this snapshot includes.
    pub updated_at: Timestamp,
    /// Zendesk's own position of this snapshot, in seconds; the highest one wins.
    pub generated_at: Timestamp,
    /// Whether the ticket is deleted; its status is then not told (rule 2.4).
    pub deleted: bool,
    /// Whether Zendesk has erased what the ticket held (rule 2.4).
    pub scrubbed: bool,
    /// Where the ticket came from.
    pub via: Via,
    /// Every field that is not blank, without the status of a deleted ticket.
    pub fields: Vec<(Field, Value)>,
    /// The address that the mail came to.
    pub recipient: Value,
    /// `agent` or `ai_agent`; empty where Zendesk is silent.
    pub support_type: SmolStr,
    /// The first comment; known only while a view judges text.
    pub description: Option<String>,
}

impl TicketSnapshot {
    /// Whether Zendesk has erased the ticket, so that nothing can be compared or asked for (rule 2.4).
    pub fn is_erased(&self) -> bool {
        self.deleted || self.scrubbed
    }
}

/// All that is known of one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketHistory {
    /// The ticket.
    pub ticket: TicketId,
    /// Its latest snapshot, where one was imported.
    pub snapshot: Option<TicketSnapshot>,
    /// Its events, each once, in any order.
    pub events: Vec<TicketEvent>,
}

impl TicketHistory {
    /// The history of a ticket whose snapshot is not known.
    pub fn of_events(ticket: TicketId, events: Vec<TicketEvent>) -> Self {
        Self { ticket, snapshot: None, events }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_of_a_field_get_one_form() {
        let check = |field: Field, left: &str, right: &str| {
            assert_eq!(field.normalize(Value::text(left)), field.normalize(Value::text(right)));
        };
        check(Field::Satisfaction, "", "unoffered");
        check(Field::Satisfaction, "true", "unoffered");
        check(Field::Satisfaction, "bad_with_comment", "badwithcomment");
        check(Field::DueAt, "2025-09-01T12:00:00Z", "2025-09-01 14:00:00 +0200");
        check(Field::Tags, "b a", "a b");
        check(Field::SatisfactionComment, "They were kind", "and quick");
        assert_eq!(Field::Status.normalize(Value::text("open")), Value::text("open"));
    }
}
