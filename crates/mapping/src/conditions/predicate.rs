//! When a condition is true (rule 6.4).

use inflow_domain::{Field, FieldId, FieldKind, Timestamp, Value};
use rust_decimal::Decimal;
use smol_str::SmolStr;

use crate::state::TicketState;

/// What of a ticket never changes (rule 2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketFacts {
    /// When it was created.
    pub created_at: Timestamp,
    /// The address that the mail came to.
    pub recipient: Value,
    /// `agent` or `ai_agent`.
    pub support_type: Value,
    /// The description in lower case; empty where no view judges text.
    pub description: String,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// Equal.
    Equal,
    /// Less.
    Less,
    /// Less or equal.
    LessEqual,
    /// Greater.
    Greater,
    /// Greater or equal.
    GreaterEqual,
}

impl Order {
    fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::Less => left < right,
            Self::LessEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterEqual => left >= right,
        }
    }
}

/// Fields whose values have a rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// new < open < pending < hold < solved < closed.
    Status,
    /// blank < low < normal < high < urgent.
    Priority,
    /// unoffered < offered < bad < badwithcomment < good < goodwithcomment.
    Satisfaction,
}

impl Subject {
    /// The field.
    pub fn field(self) -> Field {
        match self {
            Self::Status => Field::Status,
            Self::Priority => Field::Priority,
            Self::Satisfaction => Field::Satisfaction,
        }
    }

    /// The values that have a rank, lowest first; the empty one is blank.
    pub fn ranks(self) -> &'static [&'static str] {
        match self {
            Self::Status => &["new", "open", "pending", "hold", "solved", "closed"],
            Self::Priority => &["", "low", "normal", "high", "urgent"],
            Self::Satisfaction => {
                &["", "offered", "bad", "badwithcomment", "good", "goodwithcomment"]
            }
        }
    }

    /// The rank of a value; none for a blank status and for what is no such value.
    pub fn rank(self, value: &Value) -> Option<usize> {
        let text = if value.is_blank() { "" } else { value.as_text()? };
        self.ranks().iter().position(|name| *name == text)
    }
}

/// Since or until when hours are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// Since the ticket was created, while it is new.
    New,
    /// Since the ticket entered a status, while it is in it: its rank.
    Status(usize),
    /// Since the assignee last changed.
    Assigned,
    /// Since the assignee last updated the ticket.
    AssigneeUpdated,
    /// Since the requester last updated the ticket.
    RequesterUpdated,
    /// Since the ticket was due.
    PastDue,
    /// Until the ticket is due.
    UntilDue,
}

/// How a text is searched; everything in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TextMatch {
    /// Any of these words.
    AnyWord(Vec<String>),
    /// This text as a whole.
    Whole(String),
}

/// What a condition asks, without its negation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Predicate {
    /// The field has this value.
    Is(Field, Value),
    /// Two fields of the ticket have the same value.
    SameAs(Field, Field),
    /// The field has, or has among its values, one of these.
    AnyOf(Field, Vec<Value>),
    /// The ticket has one of these tags.
    AnyTag(Vec<SmolStr>),
    /// The field's rank compares with this one.
    Ranked(Subject, Order, Option<usize>),
    /// A custom field's value compares with this one.
    Compared(FieldId, FieldKind, Order, Value),
    /// A custom field is not blank.
    Present(FieldId),
    /// The subject and description hold a text.
    Text(TextMatch),
    /// The support type.
    SupportType(Value),
    /// The recipient's address or its local part, whatever the case.
    Recipient(Value),
    /// Whole hours since or until a moment.
    Hours(Moment, Order, Option<Decimal>),
    /// The instant of the creation.
    Created(Order, Option<Timestamp>),
}

/// What of a ticket a condition reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The value of a field.
    Field(Field),
    /// Whether two fields have the same value.
    Same(Field, Field),
    /// The subject and description.
    Text,
    /// The support type.
    SupportType,
    /// The address that the mail came to.
    Recipient,
    /// The instant of the creation.
    Created,
    /// The hours since or until a moment.
    Hours(Moment),
}

impl Source {
    /// The fields whose value decides about it.
    pub fn read(self) -> Vec<Field> {
        match self {
            Self::Field(field) => vec![field],
            Self::Same(left, right) => vec![left, right],
            Self::Text => vec![Field::Subject],
            Self::SupportType | Self::Recipient | Self::Created => Vec::new(),
            Self::Hours(moment) => match moment {
                Moment::New | Moment::Status(_) => vec![Field::Status],
                Moment::Assigned | Moment::AssigneeUpdated => vec![Field::Assignee],
                Moment::RequesterUpdated => vec![Field::Requester],
                Moment::PastDue | Moment::UntilDue => vec![Field::DueAt],
            },
        }
    }

    /// The fields that an event may change it through. Of hours, time changes them as well.
    pub fn fields(self) -> Vec<Field> {
        match self {
            // A status and a custom status bring each other along (rule 2.2).
            Self::Field(Field::Status | Field::CustomStatus) => {
                vec![Field::Status, Field::CustomStatus]
            }
            Self::Field(Field::Satisfaction) => {
                vec![Field::Satisfaction, Field::SatisfactionComment]
            }
            Self::Field(field) => vec![field],
            Self::Same(left, right) => vec![left, right],
            Self::Text => vec![Field::Subject],
            Self::SupportType | Self::Recipient | Self::Created | Self::Hours(_) => Vec::new(),
        }
    }
}

/// A condition that can be judged.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Compiled {
    /// What it asks.
    pub predicate: Predicate,
    /// Whether the answer is turned round: `is_not` is the exact negation of `is`.
    pub negated: bool,
}

impl Compiled {
    /// Whether the condition is true of a ticket at an instant.
    pub fn holds(&self, state: &TicketState, facts: &TicketFacts, at: Timestamp) -> bool {
        self.predicate.holds(state, facts, at) != self.negated
    }

    /// The value that the condition looks at, for explanations.
    pub fn saw(&self, state: &TicketState, facts: &TicketFacts, at: Timestamp) -> String {
        self.predicate.saw(state, facts, at)
    }
}

impl Predicate {
    /// What it reads.
    pub fn source(&self) -> Source {
        match self {
            Self::Is(field, _) | Self::AnyOf(field, _) => Source::Field(*field),
            Self::SameAs(left, right) => Source::Same(*left, *right),
            Self::AnyTag(_) => Source::Field(Field::Tags),
            Self::Ranked(subject, ..) => Source::Field(subject.field()),
            Self::Compared(field, ..) | Self::Present(field) => {
                Source::Field(Field::Custom(*field))
            }
            Self::Text(_) => Source::Text,
            Self::SupportType(_) => Source::SupportType,
            Self::Recipient(_) => Source::Recipient,
            Self::Hours(moment, ..) => Source::Hours(*moment),
            Self::Created(..) => Source::Created,
        }
    }

    fn holds(&self, state: &TicketState, facts: &TicketFacts, at: Timestamp) -> bool {
        match self {
            Self::Is(field, value) => state.get(*field) == value,
            Self::SameAs(left, right) => state.get(*left) == state.get(*right),
            Self::AnyOf(field, values) => any_of(state.get(*field), values),
            Self::AnyTag(tags) => match state.get(Field::Tags) {
                Value::List(held) => tags.iter().any(|tag| held.binary_search(tag).is_ok()),
                _ => false,
            },
            Self::Ranked(subject, order, rank) => {
                let held = subject.rank(state.get(subject.field()));
                held.zip(*rank).is_some_and(|(held, rank)| order.holds(&held, &rank))
            }
            Self::Compared(field, kind, order, value) => {
                compare(*kind, state.get(Field::Custom(*field)), *order, value)
            }
            Self::Present(field) => !state.get(Field::Custom(*field)).is_blank(),
            Self::Text(text) => text.found_in(&searched(state, facts)),
            Self::SupportType(value) => facts.support_type == *value,
            Self::Recipient(value) => is_recipient(&facts.recipient, value),
            Self::Hours(moment, ..) => self.holds_for_hours(moment.hours(state, facts, at)),
            Self::Created(order, instant) => {
                instant.is_some_and(|instant| order.holds(&facts.created_at, &instant))
            }
        }
    }

    /// Whether a condition on hours is true of a number of hours; what never happened is false (rule 6.4).
    pub(crate) fn holds_for_hours(&self, held: Option<i64>) -> bool {
        let Self::Hours(_, order, Some(hours)) = self else { return false };
        held.is_some_and(|held| order.holds(&Decimal::from(held), hours))
    }

    fn saw(&self, state: &TicketState, facts: &TicketFacts, at: Timestamp) -> String {
        match self {
            Self::Is(field, _) | Self::AnyOf(field, _) => state.get(*field).to_string(),
            Self::SameAs(left, right) => {
                let shown = |field: &Field| match state.get(*field) {
                    Value::Blank => "(blank)".to_owned(),
                    value => value.to_string(),
                };
                format!("{} and {}", shown(left), shown(right))
            }
            Self::AnyTag(_) => state.get(Field::Tags).to_string(),
            Self::Ranked(subject, ..) => state.get(subject.field()).to_string(),
            Self::Compared(field, ..) | Self::Present(field) => {
                state.get(Field::Custom(*field)).to_string()
            }
            // The text itself is never shown.
            Self::Text(_) => format!("{} words", words(&searched(state, facts)).count()),
            Self::SupportType(_) => facts.support_type.to_string(),
            Self::Recipient(_) => facts.recipient.to_string(),
            Self::Hours(moment, ..) => match moment.hours(state, facts, at) {
                Some(hours) => format!("{hours} h"),
                None => "not at all".to_owned(),
            },
            Self::Created(..) => facts.created_at.to_string(),
        }
    }
}

impl Moment {
    /// The instant that hours are counted from or to; none where it never came (rule 6.4).
    pub fn instant(self, state: &TicketState, facts: &TicketFacts) -> Option<Timestamp> {
        let status = || Subject::Status.rank(state.get(Field::Status));
        match self {
            Self::New => (status()? == 0).then_some(facts.created_at),
            Self::Status(rank) => (status()? == rank).then_some(state.status_since),
            Self::Assigned => state.assigned_at,
            Self::AssigneeUpdated => state.assignee_updated_at,
            Self::RequesterUpdated => state.requester_updated_at,
            Self::PastDue | Self::UntilDue => state.get(Field::DueAt).as_integer().map(Timestamp),
        }
    }

    /// Whole hours between its instant and the one asked about, rounded down (rule 6.4).
    pub fn hours_between(self, instant: Timestamp, at: Timestamp) -> i64 {
        match self {
            Self::UntilDue => instant.whole_hours_since(at),
            _ => at.whole_hours_since(instant),
        }
    }

    fn hours(self, state: &TicketState, facts: &TicketFacts, at: Timestamp) -> Option<i64> {
        self.instant(state, facts).map(|instant| self.hours_between(instant, at))
    }
}

impl TextMatch {
    pub(crate) fn found_in(&self, text: &str) -> bool {
        match self {
            Self::AnyWord(wanted) => words(text).any(|word| wanted.iter().any(|w| w == word)),
            Self::Whole(wanted) if wanted.is_empty() => text.trim().is_empty(),
            Self::Whole(wanted) => text.contains(wanted.as_str()),
        }
    }
}

/// Words are runs of letters and digits (rule 6.4).
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

pub(crate) fn searched(state: &TicketState, facts: &TicketFacts) -> String {
    let subject = state.get(Field::Subject).to_text().to_lowercase();
    format!("{subject}\n{}", facts.description)
}

fn any_of(held: &Value, values: &[Value]) -> bool {
    match held {
        Value::List(items) => items.iter().any(|item| values.contains(&Value::text(item))),
        held => values.contains(held),
    }
}

fn is_recipient(held: &Value, value: &Value) -> bool {
    let (held, wanted) = (held.to_text().to_lowercase(), value.to_text().to_lowercase());
    held == wanted
        || (!wanted.is_empty()
            && held.split_once('@').is_some_and(|(local, _)| local == wanted.as_str()))
}

/// Comparison with a blank side is false (rule 6.4). Numbers are compared by value, days by the
/// calendar, everything else as strings (rule 2.1).
fn compare(kind: FieldKind, held: &Value, order: Order, value: &Value) -> bool {
    if held.is_blank() || value.is_blank() {
        return false;
    }
    let numbers = || held.as_decimal().zip(value.as_decimal());
    match kind {
        FieldKind::Number => numbers().is_some_and(|(held, value)| order.holds(&held, &value)),
        FieldKind::Date => order.holds(&held.to_text(), &value.to_text()),
        _ => match numbers() {
            Some((held, value)) => order.holds(&held, &value),
            None => order.holds(&held.to_text(), &value.to_text()),
        },
    }
}
