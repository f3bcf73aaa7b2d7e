//! Fields and their values inside stored events and snapshots.

use inflow_domain::{Field, FieldId, Value, Via};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

#[derive(Serialize, Deserialize)]
pub(super) enum StoredValue<'a> {
    Blank,
    Integer(i64),
    Text(&'a str),
    #[serde(borrow)]
    List(Vec<&'a str>),
}

impl<'a> From<&'a Value> for StoredValue<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Blank => Self::Blank,
            Value::Integer(number) => Self::Integer(*number),
            Value::Text(text) => Self::Text(text),
            Value::List(items) => Self::List(borrowed(items)),
        }
    }
}

impl From<StoredValue<'_>> for Value {
    fn from(value: StoredValue<'_>) -> Self {
        match value {
            StoredValue::Blank => Self::Blank,
            StoredValue::Integer(number) => Self::Integer(number),
            StoredValue::Text(text) => Self::Text(SmolStr::new(text)),
            StoredValue::List(items) => Self::List(owned(&items)),
        }
    }
}

pub(super) fn borrowed(texts: &[SmolStr]) -> Vec<&str> {
    texts.iter().map(SmolStr::as_str).collect()
}

pub(super) fn owned(texts: &[&str]) -> Vec<SmolStr> {
    texts.iter().map(SmolStr::new).collect()
}

/// The order of the variants is the stored form: new ones go to the end.
#[derive(Serialize, Deserialize)]
pub(super) enum StoredField {
    Status,
    CustomStatus,
    Type,
    Priority,
    Group,
    Assignee,
    Requester,
    Organization,
    Brand,
    Form,
    Tags,
    Satisfaction,
    DueAt,
    Subject,
    Custom(i64),
}

impl From<Field> for StoredField {
    fn from(field: Field) -> Self {
        match field {
            Field::Status => Self::Status,
            Field::CustomStatus => Self::CustomStatus,
            Field::Type => Self::Type,
            Field::Priority => Self::Priority,
            Field::Group => Self::Group,
            Field::Assignee => Self::Assignee,
            Field::Requester => Self::Requester,
            Field::Organization => Self::Organization,
            Field::Brand => Self::Brand,
            Field::Form => Self::Form,
            Field::Tags => Self::Tags,
            Field::Satisfaction => Self::Satisfaction,
            Field::DueAt => Self::DueAt,
            Field::Subject => Self::Subject,
            Field::Custom(id) => Self::Custom(id.0),
        }
    }
}

impl From<StoredField> for Field {
    fn from(field: StoredField) -> Self {
        match field {
            StoredField::Status => Self::Status,
            StoredField::CustomStatus => Self::CustomStatus,
            StoredField::Type => Self::Type,
            StoredField::Priority => Self::Priority,
            StoredField::Group => Self::Group,
            StoredField::Assignee => Self::Assignee,
            StoredField::Requester => Self::Requester,
            StoredField::Organization => Self::Organization,
            StoredField::Brand => Self::Brand,
            StoredField::Form => Self::Form,
            StoredField::Tags => Self::Tags,
            StoredField::Satisfaction => Self::Satisfaction,
            StoredField::DueAt => Self::DueAt,
            StoredField::Subject => Self::Subject,
            StoredField::Custom(id) => Self::Custom(FieldId(id)),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredVia<'a> {
    channel: &'a str,
    rel: &'a str,
}

impl<'a> From<&'a Via> for StoredVia<'a> {
    fn from(via: &'a Via) -> Self {
        Self { channel: &via.channel, rel: &via.rel }
    }
}

impl From<StoredVia<'_>> for Via {
    fn from(via: StoredVia<'_>) -> Self {
        Self { channel: SmolStr::new(via.channel), rel: SmolStr::new(via.rel) }
    }
}
