//! The custom ticket fields of an account: what their values mean.

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
