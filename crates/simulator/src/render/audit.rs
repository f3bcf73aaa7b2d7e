//! A ticket's audits: the same history in the uniform shape of the per-ticket endpoint.

use serde_json::{Value, json};

use super::{authorless, kind_of_comment, via_object};
use crate::catalog::Catalog;
use crate::generate::channels::CHANNELS;
use crate::instant;
use crate::model::{Change, CommentVia, Event, Ticket, Val, Via};

/// One audit.
pub(crate) fn render(catalog: &Catalog, ticket: &Ticket, number: usize) -> Value {
    let event = &ticket.events[number];
    let mut events = Vec::new();
    let mut id = event.id;
    if let Some(comment) = &event.comment {
        id += 1;
        events.push(authorless(comment, id).unwrap_or_else(|| {
            json!({
                "id": id, "type": kind_of_comment(comment.kind), "author_id": comment.author,
                "audit_id": event.id, "public": comment.public, "body": comment.body, "plain_body": comment.body,
                "html_body": format!("<div class=\"zd-comment\" dir=\"auto\">{}</div>", comment.body),
                "attachments": [],
            })
        }));
    }
    let mut ids: Vec<i64> = event.changes.iter().zip(id + 1..).map(|(_, id)| id).collect();
    if event.is_reversed {
        ids.reverse();
    }
    for (change, id) in event.changes.iter().zip(ids) {
        events.push(field_change(catalog, change, number == 0, id));
    }
    json!({
        "id": event.id,
        "ticket_id": ticket.id,
        "created_at": instant::rfc3339(event.at),
        "author_id": event.author,
        "via": via_object(&via(ticket, event, number), false),
        "metadata": {"system": {"client": "Mozilla/5.0", "ip_address": "192.0.2.1"}, "custom": {}},
        "events": events,
    })
}

/// The comment of an event, as the list of a ticket's comments shows it.
pub(crate) fn comment(ticket: &Ticket, number: usize) -> Option<Value> {
    let event = &ticket.events[number];
    let comment = event.comment.as_ref().filter(|comment| authorless(comment, 0).is_none())?;
    Some(json!({
        "id": event.id + 1,
        "type": kind_of_comment(comment.kind),
        "author_id": comment.author,
        "body": comment.body,
        "html_body": format!("<div class=\"zd-comment\" dir=\"auto\">{}</div>", comment.body),
        "plain_body": comment.body,
        "public": comment.public,
        "attachments": [],
        "audit_id": event.id,
        "via": via_object(&via(ticket, event, number), false),
        "created_at": instant::rfc3339(event.at),
        "metadata": {"system": {"client": "Mozilla/5.0", "ip_address": "192.0.2.1"}, "custom": {}},
    }))
}

fn field_change(catalog: &Catalog, change: &Change, creation: bool, id: i64) -> Value {
    let name = if change.field == "due_date" { "due_at" } else { &change.field };
    let custom = catalog.field(&change.field).is_some();
    let write = |value: &Val| match value {
        Val::Blank if change.field == "tags" => json!([]),
        Val::Blank => Value::Null,
        Val::List(items) => json!(items),
        Val::Text(text) if custom && (text == "true" || text == "false") => json!(text == "true"),
        Val::Text(text) => json!(text),
    };
    if creation {
        json!({"id": id, "type": "Create", "field_name": name, "value": write(&change.after)})
    } else {
        json!({
            "id": id, "type": "Change", "field_name": name,
            "value": write(&change.after), "previous_value": write(&change.before),
        })
    }
}

/// Audits know the channel as an object, where events show only a label.
fn via(ticket: &Ticket, event: &Event, number: usize) -> Via {
    if event.label.to_lowercase().ends_with("phone call (outbound)") {
        return Via { channel: Some("voice".to_owned()), rel: Some("outbound".to_owned()) };
    }
    if number == 0 && ticket.via.channel.is_some() {
        return ticket.via.clone();
    }
    if let Some(CommentVia::Object(via)) = event.comment.as_ref().map(|comment| &comment.via) {
        return via.clone();
    }
    let known = CHANNELS
        .iter()
        .find(|(_, labels)| labels.iter().any(|label| label.eq_ignore_ascii_case(&event.label)))
        .map(|(slug, _)| (*slug).to_owned());
    let channel = known.unwrap_or_else(|| event.label.to_lowercase().replace(' ', "_"));
    Via { channel: Some(channel), rel: None }
}
