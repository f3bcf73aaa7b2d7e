//! What becomes of an answer: members that Zendesk does not name so are left out; of the rest, texts are
//! replaced and numbers are 0 unless their place says that they are structure (`vocabulary.rs`).
//!
//! Ids stay as they are: the order of events and their parts follows from them (rules 2.2 and 2.5), and outside
//! the account they name nobody. What a view compares is replaced alike on both sides.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use crate::error::Error;
use crate::replacement::{Replacements, is_time};
use crate::vocabulary::{custom_field, is_word};
use crate::walk::Walk;

/// The access token that the program sees, and that a scenario names.
pub(crate) const NEUTRAL_TOKEN: &str = "fixture-access-token";

/// Replaces what an account's answers hold, the same way through one recording.
pub(crate) struct Scrubber {
    pub(crate) replacements: Replacements,
    fields: BTreeMap<i64, CustomField>,
    /// Texts that a view looks for as a whole, in lower case.
    phrases: BTreeSet<String>,
    cursors: HashMap<String, String>,
    originals: HashMap<String, String>,
    pub(crate) notes: BTreeSet<String>,
}

struct CustomField {
    kind: String,
    options: BTreeSet<String>,
}

impl Scrubber {
    pub(crate) fn new(now: i64) -> Result<Self, Error> {
        Ok(Self {
            replacements: Replacements::new(now)?,
            fields: BTreeMap::new(),
            phrases: BTreeSet::new(),
            cursors: HashMap::new(),
            originals: HashMap::new(),
            notes: BTreeSet::new(),
        })
    }

    /// The answer to a request of that path, without anything personal.
    pub(crate) fn answer(&mut self, path: &str, answer: &Value) -> Value {
        self.learn_fields(answer);
        self.learn_views(answer);
        Walk { scrubber: self, path }.value("", answer, false)
    }

    /// The original of a cursor that the program was given.
    pub(crate) fn original_cursor(&self, replaced: &str) -> Option<&String> {
        self.originals.get(replaced)
    }

    /// Types and options of fields decide what becomes of values; they must be known before a view is.
    pub(crate) fn learn_fields(&mut self, answer: &Value) {
        for field in list(&answer["ticket_fields"]) {
            let Some(id) = field["id"].as_i64() else { continue };
            let kind = field["type"].as_str().unwrap_or_default().to_owned();
            let options = list(&field["custom_field_options"]);
            let options = options.iter().map(|option| text_of(&option["id"])).collect();
            self.fields.insert(id, CustomField { kind, options });
        }
    }

    fn learn_views(&mut self, answer: &Value) {
        for view in list(&answer["views"]) {
            let conditions = ["all", "any"].map(|set| list(&view["conditions"][set]));
            for condition in conditions.into_iter().flatten() {
                self.learn_condition(&view["id"], condition);
            }
        }
    }

    fn learn_condition(&mut self, view: &Value, condition: &Value) {
        let (field, operator) = (text_of(&condition["field"]), text_of(&condition["operator"]));
        let value = &condition["value"];
        if field == "description_includes_word" && operator.starts_with("is") {
            let texts: Vec<String> = match value {
                Value::Array(texts) => texts.iter().map(text_of).collect(),
                text => vec![text_of(text)],
            };
            self.phrases.insert(texts.join(" ").to_lowercase());
        }
        let is_order = operator.starts_with("less_than") || operator.starts_with("greater_than");
        let kind =
            custom_field(&field).and_then(|id| self.fields.get(&id)).map(|f| f.kind.as_str());
        let kept = match kind {
            Some("integer" | "decimal") => {
                self.replacements.number(&text_of(value)) == Some(text_of(value))
            }
            Some("date") => true,
            kind => kind.is_none(),
        };
        if is_order && !kept {
            self.notes.insert(format!(
                "view {view} asks which of two values of field {field} comes first, which scrubbing changes: \
                 what it counts is not the account's"
            ));
        }
    }

    /// A text of people: subject, description, comment, name, or whatever is not known.
    pub(crate) fn prose(&self, text: &str) -> String {
        let mut replaced = self.replacements.prose(text);
        let lower = text.to_lowercase();
        for phrase in self.phrases.iter().filter(|phrase| lower.contains(phrase.as_str())) {
            let wanted = self.replacements.prose(phrase);
            // It began or ended inside a word. The letters around it keep its first and last word from being
            // found as words.
            if !replaced.contains(&wanted) {
                replaced.extend([" x", &wanted, "x"]);
            }
        }
        replaced
    }

    pub(crate) fn cursor(&mut self, original: &str) -> String {
        let next = self.cursors.len() + 1;
        let replaced = self
            .cursors
            .entry(original.to_owned())
            .or_insert_with(|| format!("cursor-{next}"))
            .clone();
        self.originals.insert(replaced.clone(), original.to_owned());
        replaced
    }

    /// A value of a custom field, in a ticket, a change or a condition.
    pub(crate) fn custom_value(&mut self, field: i64, value: &Value) -> Value {
        match value {
            Value::Array(values) => {
                values.iter().map(|value| self.custom_value(field, value)).collect()
            }
            Value::Object(_) => Value::Null,
            Value::Null | Value::Bool(_) => value.clone(),
            Value::Number(_) | Value::String(_) => self.custom_scalar(field, value),
        }
    }

    fn custom_scalar(&self, field: i64, value: &Value) -> Value {
        let text = text_of(value);
        let known = self.fields.get(&field);
        let kept = match known.map(|known| known.kind.as_str()) {
            Some("checkbox") if is_word(&text) => Some(text.clone()),
            Some("date") => self.replacements.date(&text),
            Some("integer" | "decimal") => self.replacements.number(&text),
            Some("tagger" | "multiselect")
                if known.is_some_and(|known| known.options.contains(&text)) =>
            {
                Some(text.clone())
            }
            _ => None,
        };
        match (kept, value) {
            (Some(kept), Value::Number(_)) => serde_json::from_str(&kept).unwrap_or(Value::Null),
            (Some(kept), _) => Value::from(kept),
            (None, _) => Value::from(self.replacements.items(&text)),
        }
    }

    /// A value of a field that every ticket has: an id, an instant, a word of Zendesk's.
    pub(crate) fn system_value(&self, value: &Value) -> Value {
        match value {
            Value::Array(values) => values.iter().map(|value| self.system_value(value)).collect(),
            Value::Object(_) => Value::Null,
            Value::String(text) => {
                let id = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                let kept = id || is_time(text) || is_word(text) || text == "-1";
                Value::from(if kept { text.clone() } else { self.replacements.items(text) })
            }
            other => other.clone(),
        }
    }

    pub(crate) fn items(&self, value: &Value) -> Value {
        match value {
            Value::Array(values) => values.iter().map(|value| self.items(value)).collect(),
            Value::Null => Value::Null,
            value => Value::from(self.replacements.items(&text_of(value))),
        }
    }

    pub(crate) fn condition_value(&mut self, field: &str, value: &Value) -> Value {
        if let Value::Array(values) = value {
            return values.iter().map(|value| self.condition_value(field, value)).collect();
        }
        let text = text_of(value);
        if value.is_null() || ["current_user", "current_groups"].contains(&text.as_str()) {
            return value.clone();
        }
        match custom_field(field) {
            Some(id) => self.custom_value(id, value),
            None if field == "description_includes_word" => self.replacements.prose(&text).into(),
            None if field == "current_tags" => self.items(value),
            None if field == "recipient" => self.replacements.email(&text).into(),
            None if is_word(field) => self.system_value(value),
            None => self.items(value),
        }
    }

    /// A value that a change of the named field brought or took away.
    pub(crate) fn field_value(&mut self, field: &str, value: &Value) -> Value {
        match (field.parse(), field) {
            (Ok(id), _) => self.custom_value(id, value),
            (_, "subject" | "raw_subject" | "description" | "satisfaction_comment") => {
                match value {
                    Value::String(text) => self.prose(text).into(),
                    _ => Value::Null,
                }
            }
            (_, "tags") => self.items(value),
            (_, field) if is_word(field) => self.system_value(value),
            _ => Value::Null,
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A text or number as text; nothing for the rest.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => String::new(),
    }
}
