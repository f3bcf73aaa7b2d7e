//! Zendesk's pages as plain typed structs: what an import reads of them and nothing else. It uses
//! nothing of this workspace: a mistake there must not hide itself here.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A page of the tickets' export.
#[derive(Deserialize)]
pub(crate) struct TicketPage<'a> {
    #[serde(borrow)]
    pub(crate) tickets: Vec<Ticket<'a>>,
    pub(crate) after_cursor: Option<String>,
    pub(crate) end_of_stream: bool,
}

/// A page of the ticket events' export.
#[derive(Deserialize)]
pub(crate) struct TicketEventPage<'a> {
    #[serde(borrow)]
    pub(crate) ticket_events: Vec<TicketEvent<'a>>,
    pub(crate) end_time: Option<i64>,
    pub(crate) end_of_stream: bool,
}

/// An id, which comes as a number or as text.
#[derive(Clone, Copy, Default)]
pub(crate) struct Id(pub(crate) i64);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdVisitor)
    }
}

struct IdVisitor;

impl Visitor<'_> for IdVisitor {
    type Value = Id;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an id")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Id, E> {
        Ok(Id(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Id, E> {
        i64::try_from(number).map(Id).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Id, E> {
        text.parse().map(Id).map_err(E::custom)
    }
}

/// Text of a page, copied only where it has an escape.
pub(crate) type Text<'a> = Option<Cow<'a, str>>;

/// What an import reads of a ticket.
#[derive(Deserialize)]
#[expect(
    dead_code,
    clippy::struct_field_names,
    reason = "what an import reads is decoded under its own name, though only integers are stored"
)]
pub(crate) struct Ticket<'a> {
    pub(crate) id: Id,
    pub(crate) generated_timestamp: i64,
    #[serde(borrow)]
    pub(crate) created_at: Text<'a>,
    #[serde(borrow)]
    pub(crate) updated_at: Text<'a>,
    #[serde(borrow)]
    pub(crate) status: Text<'a>,
    #[serde(borrow, rename = "type")]
    pub(crate) kind: Text<'a>,
    #[serde(borrow)]
    pub(crate) priority: Text<'a>,
    #[serde(borrow)]
    pub(crate) recipient: Text<'a>,
    #[serde(borrow)]
    pub(crate) subject: Text<'a>,
    #[serde(borrow)]
    pub(crate) description: Text<'a>,
    pub(crate) group_id: Option<Id>,
    pub(crate) assignee_id: Option<Id>,
    pub(crate) requester_id: Option<Id>,
    pub(crate) organization_id: Option<Id>,
    pub(crate) brand_id: Option<Id>,
    pub(crate) ticket_form_id: Option<Id>,
    pub(crate) custom_status_id: Option<Id>,
    #[serde(borrow)]
    pub(crate) tags: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) custom_fields: Option<Vec<CustomField<'a>>>,
    #[serde(borrow)]
    pub(crate) satisfaction_rating: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) due_at: Text<'a>,
    #[serde(borrow)]
    pub(crate) via: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "what an import reads is decoded, though only integers are stored")]
pub(crate) struct CustomField<'a> {
    pub(crate) id: Id,
    #[serde(borrow)]
    pub(crate) value: Option<&'a RawValue>,
}

/// What an import reads of a ticket event.
#[derive(Deserialize)]
#[expect(dead_code, reason = "what an import reads is decoded, though only integers are stored")]
pub(crate) struct TicketEvent<'a> {
    pub(crate) id: Id,
    pub(crate) ticket_id: Id,
    pub(crate) timestamp: i64,
    #[serde(borrow)]
    pub(crate) created_at: Text<'a>,
    pub(crate) updater_id: Option<Id>,
    #[serde(borrow)]
    pub(crate) via: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) child_events: Vec<ChildEvent<'a>>,
}

/// What an import reads of a child: a comment, or a change of one field, whose name is a key.
#[derive(Deserialize)]
#[expect(dead_code, reason = "what an import reads is decoded, though only integers are stored")]
pub(crate) struct ChildEvent<'a> {
    pub(crate) id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) event_type: Text<'a>,
    pub(crate) author_id: Option<Id>,
    pub(crate) public: Option<bool>,
    #[serde(borrow)]
    pub(crate) via: Option<&'a RawValue>,
    pub(crate) via_reference_id: Option<IgnoredAny>,
    #[serde(borrow)]
    pub(crate) previous_value: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) status: Option<&'a RawValue>,
    #[serde(borrow, rename = "type")]
    pub(crate) kind: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) priority: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) assignee_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) group_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) requester_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) organization_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) brand_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) ticket_form_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) custom_status_id: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) satisfaction_score: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) subject: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) tags: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) added_tags: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) removed_tags: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(crate) custom_ticket_fields: Option<&'a RawValue>,
}
