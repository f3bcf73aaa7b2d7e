//! What becomes of an answer: members that Zendesk does not name so are left out; of the rest, texts are
//! replaced and numbers are 0 unless their place says that they are structure (`vocabulary.rs`).
//!
//! Ids stay as they are: the order of events and their parts follows from them (rules 2.2 and 2.5), and outside
//! the account they name nobody. What a view compares is replaced alike on both sides.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};
use url::Url;

use crate::NEUTRAL_SUBDOMAIN;
use crate::error::Error;
use crate::replacement::{Replacements, is_time};
use crate::vocabulary::{
    custom_field, is_member, is_message, is_number_member, is_word, is_word_member,
};

/// The access token that the program sees, and that a scenario names.
pub(crate) const NEUTRAL_TOKEN: &str = "fixture-access-token";

/// Members of which nothing is structure, down to the last.
const PERSONAL: &[&str] = &[
    "from",
    "to",
    "system",
    "photo",
    "data",
    "attachments",
    "history",
    "recipients",
    "user_fields",
    "custom",
];

/// Replaces what an account's answers hold, the same way through one recording.
pub(crate) struct Scrubber {
    replacements: Replacements,
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
        Walk { scrubber: self, path }.value("", answer, None, false)
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
    fn prose(&self, text: &str) -> String {
        let mut replaced = self.replacements.prose(text);
        let lower = text.to_lowercase();
        for phrase in self.phrases.iter().filter(|phrase| lower.contains(phrase.as_str())) {
            let wanted = self.replacements.prose(phrase);
            // It began or ended inside a word. The letters around it keep its first and last word from being
            // found as words.
            if !replaced.contains(&wanted) {
                replaced.push_str(&format!(" x{wanted}x"));
            }
        }
        replaced
    }

    fn cursor(&mut self, original: &str) -> String {
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
    fn custom_value(&mut self, field: i64, value: &Value) -> Value {
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
    fn system_value(&self, value: &Value) -> Value {
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

    fn items(&self, value: &Value) -> Value {
        match value {
            Value::Array(values) => values.iter().map(|value| self.items(value)).collect(),
            Value::Null => Value::Null,
            value => Value::from(self.replacements.items(&text_of(value))),
        }
    }

    fn condition_value(&mut self, field: &str, value: &Value) -> Value {
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
            None => self.system_value(value),
        }
    }

    /// A value that a change of the named field brought or took away.
    fn field_value(&mut self, field: &str, value: &Value) -> Value {
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

/// The way through one answer.
struct Walk<'a> {
    scrubber: &'a mut Scrubber,
    path: &'a str,
}

impl Walk<'_> {
    /// The value of a member, or of an item of the list that is its value.
    fn value(
        &mut self,
        name: &str,
        value: &Value,
        beside: Option<&Map<String, Value>>,
        personal: bool,
    ) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value.clone(),
            Value::Number(number) => {
                let measured = is_number_member(name) && (number.is_i64() || name.contains("time"));
                if measured && !personal { value.clone() } else { Value::from(0) }
            }
            Value::String(text) => self.text(name, text, personal).into(),
            Value::Array(items) => {
                items.iter().map(|item| self.value(name, item, beside, personal)).collect()
            }
            Value::Object(members) => self.object(members, personal).into(),
        }
    }

    fn object(&mut self, members: &Map<String, Value>, personal: bool) -> Map<String, Value> {
        let mut kept = Map::new();
        for (name, value) in members.iter().filter(|(name, _)| is_member(name)) {
            let personal = personal || PERSONAL.contains(&name.as_str());
            let replaced = if personal { None } else { self.field_value(name, value, members) };
            let replaced =
                replaced.unwrap_or_else(|| self.value(name, value, Some(members), personal));
            kept.insert(name.clone(), replaced);
        }
        kept
    }

    /// A value whose meaning stands beside it: of a field, an option, a condition, a change.
    fn field_value(
        &mut self,
        name: &str,
        value: &Value,
        beside: &Map<String, Value>,
    ) -> Option<Value> {
        let scrubber = &mut *self.scrubber;
        let told = |name: &str| beside.get(name).map(text_of);
        match name {
            "custom_ticket_fields" => Some(custom_values(scrubber, value)),
            "field" if beside.contains_key("value") => {
                let field = text_of(value);
                let known = is_word(&field) || custom_field(&field).is_some();
                Some(Value::from(if known { field } else { scrubber.replacements.word(&field) }))
            }
            "field_name" => {
                let field = text_of(value);
                let known = is_word(&field) || field.parse::<i64>().is_ok();
                Some(Value::from(if known { field } else { scrubber.replacements.word(&field) }))
            }
            "value" | "previous_value" => Some(if let Some(field) = told("field") {
                scrubber.condition_value(&field, value)
            } else if let Some(field) = told("field_name") {
                scrubber.field_value(&field, value)
            } else if beside.contains_key("event_type") {
                previous_value(scrubber, value, beside)
            } else if beside.contains_key("name") || beside.contains_key("raw_name") {
                scrubber.items(value)
            } else {
                let field = beside.get("id").and_then(Value::as_i64);
                field.map_or(Value::Null, |field| scrubber.custom_value(field, value))
            }),
            "tags" | "added_tags" | "removed_tags" | "tag" => Some(scrubber.items(value)),
            // Ids come as texts as well.
            _ if is_number_member(name) && value.is_string() && !is_word_member(name) => {
                Some(scrubber.system_value(value))
            }
            _ => None,
        }
    }

    fn text(&mut self, name: &str, text: &str, personal: bool) -> String {
        let scrubber = &mut *self.scrubber;
        if text.trim().is_empty() || (!personal && name.ends_with("_at") && is_time(text)) {
            return text.to_owned();
        }
        match name {
            "recipient" | "email" | "address" => scrubber.replacements.email(text),
            "phone_number" | "phone" | "formatted_phone" | "line" | "formatted_from"
            | "formatted_to" => scrubber.replacements.phone(text),
            "ivr_destination_group_name" => {
                format!("Group {}", scrubber.replacements.word(text.trim()))
            }
            "raw_title" if text.starts_with("{{zd.") => {
                zendesks_title(text, &scrubber.replacements)
            }
            "title" | "raw_title" => format!("Title {}", scrubber.replacements.word(text.trim())),
            "access_token" => NEUTRAL_TOKEN.to_owned(),
            "after_cursor" | "before_cursor" => scrubber.cursor(text),
            "after_url" | "before_url" | "next_page" | "previous_page" | "next" | "prev" => {
                self.link(text)
            }
            "error" | "code" | "description" | "error_description" | "message" | "name"
                if is_message(text) =>
            {
                text.to_owned()
            }
            name if name == "url" || name.ends_with("_url") => {
                format!("https://{NEUTRAL_SUBDOMAIN}.zendesk.com/")
            }
            name if !personal && is_word_member(name) => word(text, &scrubber.replacements),
            _ => scrubber.prose(text),
        }
    }

    /// A link of paging: the neutral host, the path that was asked, and the parameters that the client reads.
    fn link(&mut self, link: &str) -> String {
        let mut kept = format!("https://{NEUTRAL_SUBDOMAIN}.zendesk.com{}.json", self.path);
        let Ok(link) = Url::parse(link) else { return kept };
        let mut separator = '?';
        for (name, value) in link.query_pairs() {
            let number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            let value = match &*name {
                "cursor" | "page[after]" | "page[before]" => self.scrubber.cursor(&value),
                "start_time" | "page" | "per_page" | "page[size]" if number => value.into_owned(),
                _ => continue,
            };
            let name = name.replace('[', "%5B").replace(']', "%5D");
            kept.push_str(&format!("{separator}{name}={value}"));
            separator = '&';
        }
        kept
    }
}

/// Zendesk's own titles are known by a placeholder, which is kept where it is nothing else.
fn zendesks_title(text: &str, replacements: &Replacements) -> String {
    let key = text.strip_prefix("{{zd.").and_then(|rest| rest.strip_suffix("}}"));
    let plain = |key: &str| key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if key.is_some_and(plain) {
        text.to_owned()
    } else {
        format!("Title {}", replacements.word(text))
    }
}

fn word(text: &str, replacements: &Replacements) -> String {
    let number = text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    if number || is_word(text) { text.to_owned() } else { replacements.word(text) }
}

fn custom_values(scrubber: &mut Scrubber, values: &Value) -> Value {
    let Value::Object(values) = values else { return Value::Null };
    let mut kept = Map::new();
    for (id, value) in values {
        if let Ok(field) = id.trim().parse() {
            kept.insert(id.clone(), scrubber.custom_value(field, value));
        }
    }
    Value::Object(kept)
}

/// What a field had before the change, in an event: the field's name stands beside it as a member.
fn previous_value(scrubber: &mut Scrubber, value: &Value, beside: &Map<String, Value>) -> Value {
    if let Some(Value::Object(fields)) = beside.get("custom_ticket_fields") {
        if value.is_object() {
            return custom_values(scrubber, value);
        }
        let field = fields.keys().find_map(|id| id.trim().parse().ok());
        return field.map_or(Value::Null, |field| scrubber.custom_value(field, value));
    }
    let named = ["subject", "tags"].into_iter().find(|name| beside.contains_key(*name));
    scrubber.field_value(named.unwrap_or("status"), value)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A text or number as text; nothing for the rest.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => String::new(),
    }
}
