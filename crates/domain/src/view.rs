//! A Zendesk view as the account lists it.

use smol_str::SmolStr;

use crate::clock::Timestamp;
use crate::ids::{FieldId, ViewId};
use crate::value::Value;

/// The value of a condition, as Zendesk gives it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum ConditionValue {
    /// `null`, `""`, an empty list or absent.
    #[default]
    Blank,
    /// A text, number or boolean.
    One(String),
    /// A list.
    Many(Vec<String>),
}

impl ConditionValue {
    /// The texts, none for blank.
    pub fn texts(&self) -> &[String] {
        match self {
            Self::Blank => &[],
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }

    /// As a field's value would be.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Blank => Value::Blank,
            Self::One(text) => Value::text(text),
            Self::Many(texts) => Value::list(texts),
        }
    }
}

/// One condition of a view.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Condition {
    /// Zendesk's name of the field.
    pub field: SmolStr,
    /// Zendesk's name of the operator; empty where it gives none.
    pub operator: SmolStr,
    /// What is compared with.
    pub value: ConditionValue,
}

impl Condition {
    /// A condition as Zendesk writes it.
    pub fn new(field: &str, operator: &str, value: ConditionValue) -> Self {
        Self { field: field.into(), operator: operator.into(), value }
    }

    /// The custom field that the condition names, in either of Zendesk's spellings.
    pub fn custom_field(&self) -> Option<FieldId> {
        let name = self.field.as_str();
        let id =
            name.strip_prefix("custom_fields_").or_else(|| name.strip_prefix("ticket_fields_"))?;
        id.parse().ok().map(FieldId)
    }
}

/// A view with one definition.
///
/// ```
/// use inflow_domain::{Condition, ConditionValue, View, ViewId};
///
/// let unsolved = Condition::new("status", "less_than", ConditionValue::One("solved".to_owned()));
/// let view = View::new(ViewId(25), "Open tickets").with_all([unsolved]);
/// assert!(view.active);
/// assert_eq!(view.all[0].value.texts(), ["solved"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The view.
    pub id: ViewId,
    /// Its title.
    pub title: String,
    /// Whether agents see it.
    pub active: bool,
    /// When Zendesk last changed it.
    pub updated_at: Timestamp,
    /// Conditions that must all be true.
    pub all: Vec<Condition>,
    /// Conditions of which one must be true, if there are any.
    pub any: Vec<Condition>,
    /// What of the definition could not be read; such a view is not supported.
    pub unreadable: Option<String>,
}

impl View {
    /// An active view that holds every ticket, as long as it has no conditions.
    pub fn new(id: ViewId, title: &str) -> Self {
        Self {
            id,
            title: title.to_owned(),
            active: true,
            updated_at: Timestamp(0),
            all: Vec::new(),
            any: Vec::new(),
            unreadable: None,
        }
    }

    /// The view with these conditions, which must all be true.
    #[must_use]
    pub fn with_all(self, all: impl IntoIterator<Item = Condition>) -> Self {
        Self { all: all.into_iter().collect(), ..self }
    }

    /// The view with these conditions, of which one must be true.
    #[must_use]
    pub fn with_any(self, any: impl IntoIterator<Item = Condition>) -> Self {
        Self { any: any.into_iter().collect(), ..self }
    }
}
