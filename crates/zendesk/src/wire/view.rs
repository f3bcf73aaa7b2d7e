//! Views and their conditions.

use serde::de::{Deserialize, Deserializer};

use super::shape;
use crate::value::OwnedJsonValue;

/// A view.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct View {
    /// The view's id.
    #[serde(deserialize_with = "shape::required_integer")]
    pub id: i64,
    /// Its name, in the credential user's language.
    #[serde(default, deserialize_with = "shape::owned_text")]
    pub title: Option<String>,
    /// Whether agents see it.
    #[serde(default, deserialize_with = "shape::boolean")]
    pub active: Option<bool>,
    /// When it was created, epoch seconds.
    #[serde(default, deserialize_with = "shape::instant")]
    pub created_at: Option<i64>,
    /// When its definition last changed, epoch seconds.
    #[serde(default, deserialize_with = "shape::instant")]
    pub updated_at: Option<i64>,
    /// Its place in the list.
    #[serde(default, deserialize_with = "shape::integer")]
    pub position: Option<i64>,
    /// Its conditions; `None` where they are missing or not of the known form, since a view must never
    /// be judged by half of its conditions.
    #[serde(default, deserialize_with = "known_conditions")]
    pub conditions: Option<Conditions>,
}

/// How many tickets a view holds, by Zendesk's own count.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct ViewCount {
    /// The view.
    #[serde(deserialize_with = "shape::required_integer")]
    pub view_id: i64,
    /// The count; `None` while Zendesk is still counting.
    #[serde(default, deserialize_with = "shape::integer")]
    pub value: Option<i64>,
    /// False where the count is an older one.
    #[serde(default, deserialize_with = "shape::boolean")]
    pub fresh: Option<bool>,
}

/// A ticket in a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub struct ViewTicket {
    /// The ticket's id.
    #[serde(deserialize_with = "shape::required_integer")]
    pub id: i64,
    /// When it was last changed, epoch seconds.
    #[serde(default, deserialize_with = "shape::instant")]
    pub updated_at: Option<i64>,
}

/// The conditions of a view: it holds a ticket when every one of `all` is true and, if there are any, at
/// least one of `any`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Conditions that must all be true.
    pub all: Vec<Condition>,
    /// Conditions of which one must be true.
    pub any: Vec<Condition>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Condition {
    /// The field it looks at.
    pub field: String,
    /// How it compares; `recipient` may come without one.
    #[serde(default)]
    pub operator: Option<String>,
    /// What it compares with: text, number, list, boolean or null.
    #[serde(default)]
    pub value: OwnedJsonValue,
}

fn known_conditions<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Conditions>, D::Error> {
    #[derive(serde::Deserialize)]
    struct Wire {
        all: Option<Vec<Condition>>,
        any: Option<Vec<Condition>>,
    }
    let raw = OwnedJsonValue::deserialize(deserializer)?;
    let wire: Option<Wire> = serde_json::from_str(raw.value().json()).unwrap_or_default();
    Ok(wire.filter(|wire| wire.all.is_some() || wire.any.is_some()).map(|wire| Conditions {
        all: wire.all.unwrap_or_default(),
        any: wire.any.unwrap_or_default(),
    }))
}
