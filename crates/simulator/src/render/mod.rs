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
use crate::model::{Val, Via};

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
