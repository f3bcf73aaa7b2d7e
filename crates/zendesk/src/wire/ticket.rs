//! The ticket, as the cursor export gives it.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer};

use super::shape;
use super::via::{SatisfactionRating, Via};
use crate::page::Row;
use crate::value::JsonValue;

/// A ticket's snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ticket<'a> {
    /// The ticket's number in its account.
    pub id: i64,
    /// When it was created, epoch seconds.
    pub created_at: Option<i64>,
    /// When an update last changed it, epoch seconds.
    pub updated_at: Option<i64>,
    /// When anything last wrote it, epoch seconds: the export's own order.
    pub generated_timestamp: Option<i64>,
    /// The status (its category where custom statuses are on), or `deleted`.
    pub status: Option<Cow<'a, str>>,
    /// The custom status.
    pub custom_status_id: Option<i64>,
    /// `question`, `incident`, `problem` or `task`.
    pub ticket_type: Option<Cow<'a, str>>,
    /// `low`, `normal`, `high` or `urgent`.
    pub priority: Option<Cow<'a, str>>,
    /// The subject; where it is missing, the raw subject.
    pub subject: JsonValue<'a>,
    /// The description: the first comment's words.
    pub description: JsonValue<'a>,
    /// The address that the mail came to.
    pub recipient: Option<Cow<'a, str>>,
    /// Who asks.
    pub requester_id: Option<i64>,
    /// Who works on it.
    pub assignee_id: Option<i64>,
    /// The group it is assigned to.
    pub group_id: Option<i64>,
    /// The requester's organization.
    pub organization_id: Option<i64>,
    /// The brand.
    pub brand_id: Option<i64>,
    /// The form.
    pub ticket_form_id: Option<i64>,
    /// When a task is due, epoch seconds.
    pub due_at: Option<i64>,
    /// The tags: a list, or one text; see [`JsonValue::words`].
    pub tags: JsonValue<'a>,
    /// The custom fields' values by field id.
    pub custom_fields: Vec<(i64, JsonValue<'a>)>,
    /// The satisfaction rating's score.
    pub satisfaction_score: Option<Cow<'a, str>>,
    /// Whether the customer wrote a comment beside the score.
    pub has_satisfaction_comment: bool,
    /// How it came in.
    pub via: Via<'a>,
    /// `agent` or `ai_agent`; older accounts are silent.
    pub support_type: Option<Cow<'a, str>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Ticket<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        // `fields` repeats `custom_fields`; it is read only where the latter is missing.
        let values = if wire.custom_fields.is_null() { wire.fields } else { wire.custom_fields };
        let custom_fields = shape::members::<FieldValue<'de>>(values);
        Ok(Self {
            id: wire.id,
            created_at: wire.created_at,
            updated_at: wire.updated_at,
            generated_timestamp: wire.generated_timestamp,
            status: wire.status,
            custom_status_id: wire.custom_status_id,
            ticket_type: wire.ticket_type,
            priority: wire.priority,
            subject: if wire.subject.is_null() { wire.raw_subject } else { wire.subject },
            description: wire.description,
            recipient: wire.recipient,
            requester_id: wire.requester_id,
            assignee_id: wire.assignee_id,
            group_id: wire.group_id,
            organization_id: wire.organization_id,
            brand_id: wire.brand_id,
            ticket_form_id: wire.ticket_form_id,
            due_at: wire.due_at,
            tags: wire.tags,
            custom_fields: custom_fields.into_iter().map(|field| (field.id, field.value)).collect(),
            satisfaction_score: wire.satisfaction_rating.score,
            has_satisfaction_comment: wire.satisfaction_rating.has_comment,
            via: wire.via,
            support_type: wire.support_type,
        })
    }
}

impl<'a> Row<'a> for Ticket<'a> {
    fn lacks(&self) -> Option<&'static str> {
        let times = [self.updated_at, self.generated_timestamp, self.created_at];
        times.iter().all(Option::is_none).then_some("expected updated_at, found a blank")
    }
}

#[derive(serde::Deserialize)]
struct Wire<'a> {
    #[serde(deserialize_with = "shape::required_integer")]
    id: i64,
    #[serde(default, deserialize_with = "shape::row_instant")]
    created_at: Option<i64>,
    #[serde(default, deserialize_with = "shape::row_instant")]
    updated_at: Option<i64>,
    #[serde(default, deserialize_with = "shape::instant")]
    generated_timestamp: Option<i64>,
    #[serde(borrow, default, deserialize_with = "shape::text")]
    status: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "shape::integer")]
    custom_status_id: Option<i64>,
    #[serde(borrow, default, rename = "type", deserialize_with = "shape::text")]
    ticket_type: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "shape::text")]
    priority: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    subject: JsonValue<'a>,
    #[serde(borrow, default)]
    raw_subject: JsonValue<'a>,
    #[serde(borrow, default)]
    description: JsonValue<'a>,
    #[serde(borrow, default, deserialize_with = "shape::text")]
    recipient: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "shape::integer")]
    requester_id: Option<i64>,
    #[serde(default, deserialize_with = "shape::integer")]
    assignee_id: Option<i64>,
    #[serde(default, deserialize_with = "shape::integer")]
    group_id: Option<i64>,
    #[serde(default, deserialize_with = "shape::integer")]
    organization_id: Option<i64>,
    #[serde(default, deserialize_with = "shape::integer")]
    brand_id: Option<i64>,
    #[serde(default, deserialize_with = "shape::integer")]
    ticket_form_id: Option<i64>,
    #[serde(default, deserialize_with = "shape::instant")]
    due_at: Option<i64>,
    #[serde(borrow, default)]
    tags: JsonValue<'a>,
    #[serde(borrow, default)]
    custom_fields: JsonValue<'a>,
    #[serde(borrow, default)]
    fields: JsonValue<'a>,
    #[serde(borrow, default)]
    satisfaction_rating: SatisfactionRating<'a>,
    #[serde(borrow, default)]
    via: Via<'a>,
    #[serde(borrow, default, deserialize_with = "shape::text")]
    support_type: Option<Cow<'a, str>>,
}

#[derive(serde::Deserialize)]
struct FieldValue<'a> {
    #[serde(deserialize_with = "shape::required_integer")]
    id: i64,
    #[serde(borrow, default)]
    value: JsonValue<'a>,
}
