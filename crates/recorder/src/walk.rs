//! The way through one answer: what each member means by its name and by what stands beside it.

use serde_json::{Map, Value};
use url::Url;

use crate::NEUTRAL_SUBDOMAIN;
use crate::replacement::{Replacements, is_time};
use crate::scrub::{NEUTRAL_TOKEN, Scrubber, text_of};
use crate::vocabulary::{
    custom_field, is_member, is_message, is_number_member, is_word, is_word_member,
};

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

/// Fields that an event names by a member; what others had before is left out.
const CHANGED: &[&str] = &[
    "subject",
    "tags",
    "status",
    "priority",
    "type",
    "assignee_id",
    "group_id",
    "requester_id",
    "organization_id",
    "brand_id",
    "ticket_form_id",
    "satisfaction_score",
    "due_date",
    "due_at",
    "custom_status_id",
];

/// The way through one answer.
pub(crate) struct Walk<'a> {
    pub(crate) scrubber: &'a mut Scrubber,
    pub(crate) path: &'a str,
}

impl Walk<'_> {
    /// The value of a member, or of an item of the list that is its value.
    pub(crate) fn value(&mut self, name: &str, value: &Value, personal: bool) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value.clone(),
            Value::Number(number) => {
                let measured = is_number_member(name) && (number.is_i64() || name.contains("time"));
                if measured && !personal { value.clone() } else { Value::from(0) }
            }
            Value::String(text) => self.text(name, text, personal).into(),
            Value::Array(items) => {
                items.iter().map(|item| self.value(name, item, personal)).collect()
            }
            Value::Object(members) => self.object(members, personal).into(),
        }
    }

    fn object(&mut self, members: &Map<String, Value>, personal: bool) -> Map<String, Value> {
        let mut kept = Map::new();
        for (name, value) in members.iter().filter(|(name, _)| is_member(name)) {
            let personal = personal || PERSONAL.contains(&name.as_str());
            let replaced = if personal { None } else { self.field_value(name, value, members) };
            let replaced = replaced.unwrap_or_else(|| self.value(name, value, personal));
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
            kept.push(separator);
            kept.extend([&name, "=", &value]);
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
    let named = CHANGED.iter().find(|name| beside.contains_key(**name));
    named.map_or(Value::Null, |field| scrubber.field_value(field, value))
}
