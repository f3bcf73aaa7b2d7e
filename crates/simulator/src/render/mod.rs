//! The account's contents as Zendesk writes them, in the many shapes that Zendesk uses for one thing.

pub(crate) mod audit;
pub(crate) mod event;
pub(crate) mod lists;
pub(crate) mod metric;
pub(crate) mod settings;
pub(crate) mod teams;
pub(crate) mod ticket;
pub(crate) mod voice;

use serde_json::{Value, json};

use crate::catalog::Catalog;
use crate::model::{Comment, CommentKind, Val, Via};

/// The account's address; links in answers carry it, whatever address was asked.
pub(crate) const HOST: &str = "https://simulated.zendesk.com";

/// A via as an object.
pub(crate) fn via_object(via: &Via, numeric: bool) -> Value {
    let channel = match &via.channel {
        Some(channel) if numeric => {
            channel.parse::<i64>().map_or_else(|_| json!(channel), |number| json!(number))
        }
        Some(channel) => json!(channel),
        None => Value::Null,
    };
    json!({"channel": channel, "source": {"from": {}, "to": {}, "rel": via.rel}})
}

/// Whether a field is a custom one: it goes by its id, also when the account no longer has it.
pub(crate) fn is_custom(field: &str) -> bool {
    field.parse::<i64>().is_ok()
}

/// What the child that holds a comment is called.
pub(crate) fn kind_of_comment(kind: CommentKind) -> &'static str {
    match kind {
        CommentKind::Plain => "Comment",
        CommentKind::Voice => "VoiceComment",
        CommentKind::TpeVoice => "TpeVoiceComment",
        CommentKind::ChannelBack => "ChannelBackEvent",
        CommentKind::ChatStarted => "ChatStartedEvent",
    }
}

/// A comment of a kind that names neither an author nor whether it is public.
pub(crate) fn authorless(content: &Comment, id: i64) -> Option<Value> {
    let value = match content.kind {
        CommentKind::ChannelBack => json!({"text": content.body, "source_id": 9}),
        CommentKind::ChatStarted => json!({
            "visitor_id": format!("visitor-{id}"),
            "chat_id": format!("2301.1000.{id}"),
            "history": [
                {"chat_index": 0, "type": "ChatMessage", "message": content.body, "filename": null, "message_id": "m1"},
            ],
        }),
        CommentKind::Plain | CommentKind::Voice | CommentKind::TpeVoice => return None,
    };
    Some(json!({"id": id, "type": kind_of_comment(content.kind), "value": value}))
}

/// Whether a field holds an id.
pub(crate) fn is_id(field: &str) -> bool {
    field.ends_with("_id")
}

/// A custom field's value by the field's type; `text` writes numbers as texts.
pub(crate) fn custom_value(catalog: &Catalog, field: &str, value: &Val, text: bool) -> Value {
    let kind = catalog.field(field).map_or("text", |field| field.kind);
    match value {
        Val::Blank => Value::Null,
        Val::List(items) => json!(items),
        Val::Text(content) => match kind {
            "checkbox" if !text => json!(content == "true"),
            "integer" if !text => {
                content.parse::<i64>().map_or_else(|_| json!(content), |number| json!(number))
            }
            "decimal" if !text => {
                content.parse::<f64>().map_or_else(|_| json!(content), |number| json!(number))
            }
            _ => json!(content),
        },
    }
}
