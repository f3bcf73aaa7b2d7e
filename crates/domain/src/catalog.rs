//! The custom ticket fields and the custom statuses of an account: what their values mean.

use std::borrow::Cow;
use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::ids::FieldId;
use crate::value::Value;

/// How the values of a custom field are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// One option, by its tag.
    Dropdown,
    /// Several options, by their tags.
    MultiSelect,
    /// True or false; blank is false.
    Checkbox,
    /// A whole or decimal number.
    Number,
    /// An ISO day.
    Date,
    /// Anything else: compared as text.
    Text,
}

impl FieldKind {
    /// The kind of a Zendesk field type; unlisted types are text.
    pub fn of_type(zendesk_type: &str) -> Self {
        match zendesk_type {
            "tagger" => Self::Dropdown,
            "multiselect" => Self::MultiSelect,
            "checkbox" => Self::Checkbox,
            "integer" | "decimal" => Self::Number,
            "date" => Self::Date,
            _ => Self::Text,
        }
    }
}

/// A custom ticket field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomField {
    /// How its values are compared.
    pub kind: FieldKind,
    /// Zendesk's own type, such as `tagger`.
    pub zendesk_type: SmolStr,
    /// The options: id to tag.
    pub options: BTreeMap<i64, SmolStr>,
}

/// The custom ticket fields of an account, by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldCatalog {
    /// The fields.
    pub fields: BTreeMap<FieldId, CustomField>,
}

impl FieldCatalog {
    /// The kind of a field; text where the account does not list it.
    pub fn kind(&self, field: FieldId) -> FieldKind {
        self.fields.get(&field).map_or(FieldKind::Text, |field| field.kind)
    }

    /// The value as this field compares it, so that equal values have one form.
    pub fn normalize<'v>(&self, field: FieldId, value: &'v Value) -> Cow<'v, Value> {
        match (self.kind(field), value) {
            (FieldKind::MultiSelect, Value::Text(_) | Value::Integer(_)) => {
                Cow::Owned(value.clone().into_list())
            }
            (FieldKind::Checkbox, _) => match value.to_text().to_ascii_lowercase().as_str() {
                "" | "false" | "0" => Cow::Owned(Value::Blank),
                "true" | "1" => Cow::Owned(Value::text("true")),
                _ => Cow::Borrowed(value),
            },
            (FieldKind::Number, Value::Text(_)) => {
                value.as_decimal().map_or(Cow::Borrowed(value), |number| {
                    Cow::Owned(Value::text(&number.normalize().to_string()))
                })
            }
            (FieldKind::Date, Value::Text(text)) => match text.get(..10) {
                Some(day) => Cow::Owned(Value::text(day)),
                None => Cow::Borrowed(value),
            },
            _ => Cow::Borrowed(value),
        }
    }

    /// A condition's value as this field compares it: an option's id is its tag (rule 6.4).
    pub fn normalize_condition(&self, field: FieldId, value: &Value) -> Value {
        let Some(known) = self.fields.get(&field) else { return value.clone() };
        let tag_of = |item: &SmolStr| {
            if known.options.values().any(|tag| tag == item) {
                return item.clone();
            }
            let id = item.parse::<i64>().ok();
            id.and_then(|id| known.options.get(&id)).unwrap_or(item).clone()
        };
        let translated = match (known.kind, value) {
            (FieldKind::MultiSelect, other) => Value::list(other.to_items().iter().map(tag_of)),
            (FieldKind::Dropdown, Value::Integer(_) | Value::Text(_)) => {
                Value::text(&tag_of(&value.to_text()))
            }
            (FieldKind::Dropdown, Value::List(items)) => Value::list(items.iter().map(tag_of)),
            _ => value.clone(),
        };
        self.normalize(field, &translated).into_owned()
    }
}

/// A custom ticket status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomStatus {
    /// The status that it belongs to, such as `open`.
    pub category: SmolStr,
    /// Whether a ticket gets it by itself when it comes into that status.
    pub is_default: bool,
}

/// The custom statuses of an account (rule 2.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomStatuses {
    statuses: BTreeMap<i64, CustomStatus>,
    /// By status; of several the one with the lowest id.
    defaults: BTreeMap<SmolStr, i64>,
}

impl CustomStatuses {
    /// The statuses with these ids.
    pub fn new(statuses: BTreeMap<i64, CustomStatus>) -> Self {
        let mut defaults = BTreeMap::new();
        for (id, status) in statuses.iter().filter(|(_, status)| status.is_default) {
            defaults.entry(status.category.clone()).or_insert(*id);
        }
        Self { statuses, defaults }
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.statuses.is_empty()
    }

    /// Every status, by id.
    pub fn iter(&self) -> impl Iterator<Item = (i64, &CustomStatus)> {
        self.statuses.iter().map(|(id, status)| (*id, status))
    }

    /// The status that a custom status belongs to; nothing where the account does not list it.
    pub fn category(&self, custom: &Value) -> Option<&str> {
        let status = self.statuses.get(&custom.as_integer()?)?;
        Some(status.category.as_str())
    }

    /// The custom status that a ticket gets by itself in a status.
    pub fn default_of(&self, status: &Value) -> Option<Value> {
        self.defaults.get(status.as_text()?).copied().map(Value::Integer)
    }

    /// The custom status of a ticket that came into a status without being given one (rule 2.2);
    /// nothing where it keeps the one that it has.
    pub fn derived(&self, custom: &Value, status: &Value) -> Option<Value> {
        let belongs = self.category(custom).is_some_and(|of| status.as_text() == Some(of));
        if belongs { None } else { self.default_of(status) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog(kind: FieldKind) -> FieldCatalog {
        let options = [(77, SmolStr::new("gold")), (78, SmolStr::new("silver"))].into();
        let field = CustomField { kind, zendesk_type: SmolStr::default(), options };
        FieldCatalog { fields: [(FieldId(1), field)].into() }
    }

    #[test]
    fn equal_values_get_one_form() {
        let check = |kind, left: &str, right: &str| {
            let catalog = catalog(kind);
            assert_eq!(
                catalog.normalize(FieldId(1), &Value::text(left)),
                catalog.normalize(FieldId(1), &Value::text(right)),
            );
        };
        check(FieldKind::Checkbox, "", "false");
        check(FieldKind::Checkbox, "true", "1");
        check(FieldKind::Number, "10.50", "10.5");
        check(FieldKind::Number, "007", "7");
        check(FieldKind::Date, "2025-01-31", "2025-01-31T00:00:00+00:00");
        check(FieldKind::MultiSelect, "a b", "b a");
    }

    #[test]
    fn a_status_brings_its_own_custom_status() {
        let status =
            |category: &str, is_default| CustomStatus { category: category.into(), is_default };
        let known = [
            (1, status("open", false)),
            (3, status("open", true)),
            (2, status("open", true)),
            (4, status("solved", true)),
            (5, status("hold", false)),
        ];
        let statuses = CustomStatuses::new(known.into());
        let derived = |custom: &str, status: &str| {
            let derived = statuses.derived(&Value::text(custom), &Value::text(status));
            derived.map(|value| value.to_string())
        };
        assert_eq!(derived("", "open").as_deref(), Some("2"));
        assert_eq!(derived("4", "open").as_deref(), Some("2"));
        assert_eq!(derived("99", "open").as_deref(), Some("2"), "one that is gone");
        for (custom, status) in [("1", "open"), ("4", "closed"), ("4", "deleted"), ("2", "hold")] {
            assert_eq!(derived(custom, status), None, "{custom} in {status}");
        }
        assert_eq!(statuses.category(&Value::text("5")), Some("hold"));
        assert_eq!(CustomStatuses::default().derived(&Value::Blank, &Value::text("open")), None);
    }

    #[test]
    fn options_may_be_named_by_id() {
        let catalog = catalog(FieldKind::Dropdown);
        let by_id = catalog.normalize_condition(FieldId(1), &Value::Integer(77));
        assert_eq!(by_id, Value::text("gold"));
        assert_eq!(
            catalog.normalize_condition(FieldId(2), &Value::Integer(77)),
            Value::Integer(77)
        );
    }
}
