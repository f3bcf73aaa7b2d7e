//! The parts of a ticket event: changed fields, told by which keys are there, and comments.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::shape;
use super::via::Via;
use crate::value::JsonValue;

/// One part of a ticket event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChildEvent<'a> {
    /// The part's id: the order in which changes apply.
    pub id: Option<i64>,
    /// What it is.
    pub kind: ChildKind,
    /// How it came in, in any shape.
    pub via: Via<'a>,
    /// The new values of a Create or Change.
    pub fields: FieldValues<'a>,
    /// What a Change replaced: any value; for custom fields it may be an object by field id. `None` where
    /// the key is missing.
    pub previous_value: Option<JsonValue<'a>>,
    /// Tags that the change added: the truth where present.
    pub added_tags: Option<JsonValue<'a>>,
    /// Tags that the change removed: the truth where present.
    pub removed_tags: Option<JsonValue<'a>>,
    /// Who wrote a comment.
    pub author_id: Option<i64>,
    /// Whether a comment is public.
    pub public: Option<bool>,
    /// Whether the update has a comment, where comments are not side-loaded.
    pub comment_present: Option<bool>,
    /// Whether that comment is public.
    pub comment_public: Option<bool>,
}

/// What a part of a ticket event is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ChildKind {
    /// A field set when the ticket was created.
    Create,
    /// A changed field.
    Change,
    /// A comment, public or not: `Comment`, `VoiceComment`, `TpeVoiceComment`.
    Comment,
    /// What staff sent to a channel: `ChannelBackEvent`.
    ChannelBack,
    /// The beginning of a session of chat or messaging: `ChatStartedEvent`.
    ChatStarted,
    /// Anything else: notifications, macros, and kinds yet unknown.
    #[default]
    Other,
}

/// A ticket's field that an event can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangedField {
    /// `status`
    Status,
    /// `priority`
    Priority,
    /// `type`
    Type,
    /// `assignee_id`
    AssigneeId,
    /// `group_id`
    GroupId,
    /// `requester_id`
    RequesterId,
    /// `organization_id`
    OrganizationId,
    /// `brand_id`
    BrandId,
    /// `ticket_form_id`
    TicketFormId,
    /// `satisfaction_score`
    SatisfactionScore,
    /// `satisfaction_comment`
    SatisfactionComment,
    /// `due_date` or `due_at`
    DueAt,
    /// `custom_status_id`
    CustomStatusId,
    /// `tags`
    Tags,
    /// `subject`
    Subject,
    /// `custom_ticket_fields`: an object of values by field id.
    CustomTicketFields,
}

/// The new values of one Create or Change: nearly always one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldValues<'a> {
    first: Option<(ChangedField, JsonValue<'a>)>,
    further: Vec<(ChangedField, JsonValue<'a>)>,
}

impl<'a> FieldValues<'a> {
    /// The fields with their new values, in the order they stood.
    pub fn iter(&self) -> impl Iterator<Item = (ChangedField, JsonValue<'a>)> + '_ {
        self.first.iter().chain(&self.further).copied()
    }

    /// The new value of one field, if the event has it.
    pub fn get(&self, field: ChangedField) -> Option<JsonValue<'a>> {
        self.iter().find(|(found, _)| *found == field).map(|(_, value)| value)
    }

    fn push(&mut self, field: ChangedField, value: JsonValue<'a>) {
        if self.first.is_none() {
            self.first = Some((field, value));
        } else {
            self.further.push((field, value));
        }
    }
}

impl ChildKind {
    pub(crate) fn of_name(name: &str) -> Self {
        match name {
            "Create" => Self::Create,
            "Change" => Self::Change,
            "Comment" | "VoiceComment" | "TpeVoiceComment" => Self::Comment,
            "ChannelBackEvent" => Self::ChannelBack,
            "ChatStartedEvent" => Self::ChatStarted,
            _ => Self::Other,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for ChildEvent<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ChildVisitor)
    }
}

#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Id,
    EventType,
    Via,
    AuthorId,
    Public,
    CommentPresent,
    CommentPublic,
    PreviousValue,
    AddedTags,
    RemovedTags,
    Status,
    Priority,
    Type,
    AssigneeId,
    GroupId,
    RequesterId,
    OrganizationId,
    BrandId,
    TicketFormId,
    SatisfactionScore,
    SatisfactionComment,
    #[serde(alias = "due_date")]
    DueAt,
    CustomStatusId,
    Tags,
    Subject,
    CustomTicketFields,
    #[serde(other)]
    Other,
}

impl Key {
    fn changed_field(&self) -> Option<ChangedField> {
        Some(match self {
            Self::Status => ChangedField::Status,
            Self::Priority => ChangedField::Priority,
            Self::Type => ChangedField::Type,
            Self::AssigneeId => ChangedField::AssigneeId,
            Self::GroupId => ChangedField::GroupId,
            Self::RequesterId => ChangedField::RequesterId,
            Self::OrganizationId => ChangedField::OrganizationId,
            Self::BrandId => ChangedField::BrandId,
            Self::TicketFormId => ChangedField::TicketFormId,
            Self::SatisfactionScore => ChangedField::SatisfactionScore,
            Self::SatisfactionComment => ChangedField::SatisfactionComment,
            Self::DueAt => ChangedField::DueAt,
            Self::CustomStatusId => ChangedField::CustomStatusId,
            Self::Tags => ChangedField::Tags,
            Self::Subject => ChangedField::Subject,
            Self::CustomTicketFields => ChangedField::CustomTicketFields,
            _ => return None,
        })
    }
}

struct ChildVisitor;

impl<'de> Visitor<'de> for ChildVisitor {
    type Value = ChildEvent<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a child event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut child = ChildEvent::default();
        let mut kind = None;
        while let Some(key) = map.next_key::<Key>()? {
            match key {
                Key::Id => child.id = map.next_value::<Integer>()?.0,
                Key::EventType => {
                    kind = map.next_value::<Name<'de>>()?.0.map(|name| ChildKind::of_name(&name));
                }
                Key::Via => child.via = map.next_value()?,
                Key::AuthorId => child.author_id = map.next_value::<Integer>()?.0,
                Key::Public => child.public = map.next_value::<Boolean>()?.0,
                Key::CommentPresent => child.comment_present = map.next_value::<Boolean>()?.0,
                Key::CommentPublic => child.comment_public = map.next_value::<Boolean>()?.0,
                Key::PreviousValue => child.previous_value = Some(map.next_value()?),
                Key::AddedTags => child.added_tags = present(map.next_value()?),
                Key::RemovedTags => child.removed_tags = present(map.next_value()?),
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
                field => match field.changed_field() {
                    Some(field) => child.fields.push(field, map.next_value()?),
                    None => {
                        map.next_value::<IgnoredAny>()?;
                    }
                },
            }
        }
        child.settle(kind);
        Ok(child)
    }
}

impl ChildEvent<'_> {
    /// Decides what the part is. `type` is the ticket's type in a Create or Change, but the kind's name
    /// in a Comment and wherever `event_type` is missing.
    fn settle(&mut self, event_type: Option<ChildKind>) {
        let kind = event_type.or_else(|| {
            let name = self.fields.get(ChangedField::Type)?.text()?;
            let kind = ChildKind::of_name(&name);
            self.fields.remove(ChangedField::Type);
            Some(kind)
        });
        self.kind = kind.unwrap_or_default();
        // Notifications have a subject of their own, which is no change of the ticket's.
        if !matches!(self.kind, ChildKind::Create | ChildKind::Change) {
            self.fields = FieldValues::default();
        }
    }
}

impl FieldValues<'_> {
    fn remove(&mut self, field: ChangedField) {
        self.further.retain(|(found, _)| *found != field);
        if self.first.is_some_and(|(found, _)| found == field) {
            self.first = (!self.further.is_empty()).then(|| self.further.remove(0));
        }
    }
}

fn present(value: JsonValue<'_>) -> Option<JsonValue<'_>> {
    (!value.is_null()).then_some(value)
}

#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Integer(#[serde(deserialize_with = "shape::integer")] Option<i64>);

#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Boolean(#[serde(deserialize_with = "shape::boolean")] Option<bool>);

#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow, deserialize_with = "shape::text")] Option<Cow<'a, str>>);
