//! Small lists that are read whole: users, ticket fields, custom statuses.

use super::shape;

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[non_exhaustive]
pub struct User {
    /// The user's id.
    #[serde(deserialize_with = "shape::required_integer")]
    pub id: i64,
    /// `end-user`, `agent` or `admin`.
    #[serde(default, deserialize_with = "shape::owned_text")]
    pub role: Option<String>,
    /// False once deleted.
    #[serde(default, deserialize_with = "shape::boolean")]
    pub active: Option<bool>,
}

/// A ticket field, the system's own or a custom one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[non_exhaustive]
pub struct TicketField {
    /// The field's id.
    #[serde(deserialize_with = "shape::required_integer")]
    pub id: i64,
    /// Its kind: `tagger`, `multiselect`, `checkbox`, `date`, `integer`, `decimal`, `text`, …
    #[serde(default, rename = "type", deserialize_with = "shape::owned_text")]
    pub field_type: Option<String>,
    /// Its name.
    #[serde(default, deserialize_with = "shape::owned_text")]
    pub title: Option<String>,
    /// Whether it is in use.
    #[serde(default, deserialize_with = "shape::boolean")]
    pub active: Option<bool>,
    /// The options of a drop-down or multi-select field.
    #[serde(default, deserialize_with = "shape::list")]
    pub custom_field_options: Vec<FieldOption>,
}

/// An option of a drop-down or multi-select field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[non_exhaustive]
pub struct FieldOption {
    /// The option's id.
    #[serde(default, deserialize_with = "shape::integer")]
    pub id: Option<i64>,
    /// The tag that choosing it sets.
    #[serde(default, deserialize_with = "shape::owned_text")]
    pub value: Option<String>,
}

/// A custom ticket status.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[non_exhaustive]
pub struct CustomStatus {
    /// The status' id.
    #[serde(deserialize_with = "shape::required_integer")]
    pub id: i64,
    /// The category it belongs to: `new`, `open`, `pending`, `hold` or `solved`.
    #[serde(default, deserialize_with = "shape::owned_text")]
    pub status_category: Option<String>,
    /// Whether it is in use.
    #[serde(default, deserialize_with = "shape::boolean")]
    pub active: Option<bool>,
    /// Whether it is the one of its category that a ticket gets by itself.
    #[serde(default, deserialize_with = "shape::boolean")]
    pub default: Option<bool>,
}
