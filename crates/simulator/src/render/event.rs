//! Ticket events as the incremental export lists them: the field's name is a key, and the values
//! come in whatever form.

use serde_json::{Map, Value, json};

use super::{custom_value, is_id, kind_of_comment, via_object};
use crate::catalog::Catalog;
use crate::dice::shape;
use crate::instant;
use crate::model::{Change, Comment, CommentVia, Event, Ticket, Val};

/// One event; comments only in outline unless they were asked for.
pub(crate) fn render(
    catalog: &Catalog,
    ticket: &Ticket,
    number: usize,
    with_comments: bool,
) -> Value {
    let event = &ticket.events[number];
    let mut row = json!({
        "id": event.id,
        "ticket_id": (!ticket.is_stray).then_some(ticket.id),
        "timestamp": event.at,
        "created_at": instant::rfc3339(event.at),
        "updater_id": event.author,
        "via": event.label,
        "system": {},
        "event_type": "Audit",
    });
    let object = row.as_object_mut().expect("written as an object");
    let creation = number == 0 && !ticket.is_stray;
    let children = children(catalog, event, creation, with_comments);
    object.insert("child_events".to_owned(), Value::Array(children));
    match shape(event.id, 1, 5) {
        0 => {
            object.insert("metadata".to_owned(), json!({"custom": {}, "flags": [15]}));
        }
        1 => {
            object.insert("merged_ticket_ids".to_owned(), json!([]));
            object.insert(
                "system".to_owned(),
                json!({"client": "Mozilla/5.0", "location": "Delft", "latitude": 52.0}),
            );
        }
        _ => {}
    }
    row
}

fn children(catalog: &Catalog, event: &Event, creation: bool, with_comments: bool) -> Vec<Value> {
    let mut children = Vec::new();
    let mut next_id = event.id + 1;
    let mut id = || {
        next_id += 1;
        next_id - 1
    };
    if let Some(content) = &event.comment {
        children.push(comment(event, content, id(), with_comments));
    }
    let mut ids: Vec<i64> = event.changes.iter().map(|_| id()).collect();
    if event.is_reversed {
        ids.reverse();
    }
    for (change, id) in event.changes.iter().zip(ids) {
        children.push(field_change(catalog, event, change, creation, id));
    }
    match shape(event.id, 2, 8) {
        0 => children.push(json!({
            "id": id(), "event_type": "Notification", "via": "Rule", "via_reference_id": 42,
            "subject": "Re: your request", "body": "We are on it", "recipients": [1, 2],
        })),
        1 => children.push(json!({
            "id": id(), "event_type": "AgentMacroReference", "via": event.label, "macro_id": 5, "macro_title": "Thanks",
        })),
        2 => children.push(json!({"id": id(), "event_type": "Change", "locale_id": 1, "previous_value": "8"})),
        3 => children.push(json!({"id": id(), "event_type": "SomethingNewer", "value": {"status": "closed"}})),
        _ => {}
    }
    // What counts is the order of the ids; that of the list means nothing.
    if shape(event.id, 3, 4) == 0 {
        children.reverse();
    }
    children
}

fn comment(event: &Event, content: &Comment, id: i64, whole: bool) -> Value {
    let kind = kind_of_comment(content.kind);
    if !whole {
        return json!({
            "id": id, "event_type": kind, "via": event.label,
            "comment_present": true, "comment_public": content.public,
        });
    }
    if let Some(mut told) = super::authorless(content, id) {
        let object = told.as_object_mut().expect("written as an object");
        object.insert("event_type".to_owned(), json!(kind));
        object.insert("via".to_owned(), json!(event.label));
        return told;
    }
    let author = if shape(id, 4, 6) == 0 {
        json!(content.author.to_string())
    } else {
        json!(content.author)
    };
    let mut row = json!({
        "id": id,
        "event_type": kind,
        "type": kind,
        "via_reference_id": null,
        "author_id": author,
        "body": content.body,
        "html_body": format!("<div class=\"zd-comment\" dir=\"auto\">{}</div>", content.body),
        "plain_body": content.body,
        "public": content.public,
        "attachments": [],
        "audit_id": event.id,
        "created_at": instant::rfc3339(event.at),
    });
    let via = match &content.via {
        CommentVia::Object(via) => Some(via_object(via, shape(id, 5, 2) == 0)),
        CommentVia::Text(text) => Some(json!(text)),
        CommentVia::Empty => Some(json!({})),
        CommentVia::Absent if shape(id, 6, 2) == 0 => Some(Value::Null),
        CommentVia::Absent => None,
    };
    if let Some(via) = via {
        row.as_object_mut().expect("written as an object").insert("via".to_owned(), via);
    }
    row
}

fn field_change(
    catalog: &Catalog,
    event: &Event,
    change: &Change,
    creation: bool,
    id: i64,
) -> Value {
    let mut row = Map::new();
    row.insert("id".to_owned(), json!(id));
    row.insert("event_type".to_owned(), json!(if creation { "Create" } else { "Change" }));
    row.insert("via".to_owned(), json!(if shape(id, 7, 3) == 0 { "Rule" } else { &event.label }));
    row.insert("via_reference_id".to_owned(), Value::Null);
    if super::is_custom(&change.field) {
        let value = custom_value(catalog, &change.field, &change.after, shape(id, 8, 2) == 0);
        row.insert("custom_ticket_fields".to_owned(), json!({&change.field: value}));
        if !creation {
            let before = custom_value(catalog, &change.field, &change.before, shape(id, 9, 2) == 0);
            previous(&mut row, before, (id, event.tells_blank));
        }
    } else if change.field == "tags" {
        tags(&mut row, change, creation, id);
    } else {
        let due = change.field == "due_date" && shape(id, 10, 2) == 0;
        let key = if due { "due_at" } else { &change.field };
        row.insert(
            key.to_owned(),
            plain(&change.field, &change.after, shape(id, 11, 2) == 0, shape(id, 12, 3) == 0),
        );
        if !creation {
            let before = plain(&change.field, &change.before, shape(id, 13, 2) == 0, false);
            previous(&mut row, before, (id, event.tells_blank));
        }
    }
    Value::Object(row)
}

/// A previous value that was blank is null, an empty text, or not there.
fn previous(row: &mut Map<String, Value>, before: Value, (id, tells_blank): (i64, bool)) {
    if before.is_null() {
        match shape(id, 14, if tells_blank { 2 } else { 3 }) {
            0 => {
                row.insert("previous_value".to_owned(), Value::Null);
            }
            1 => {
                row.insert("previous_value".to_owned(), json!(""));
            }
            _ => {}
        }
    } else {
        row.insert("previous_value".to_owned(), before);
    }
}

fn plain(field: &str, value: &Val, id_as_text: bool, blank_as_text: bool) -> Value {
    match value.as_text() {
        None if blank_as_text => json!(""),
        None => Value::Null,
        Some(text) if is_id(field) && !id_as_text => {
            text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number))
        }
        Some(text) => json!(text),
    }
}

fn tags(row: &mut Map<String, Value>, change: &Change, creation: bool, id: i64) {
    let (before, after) = (change.before.items(), change.after.items());
    let joined = |tags: &std::collections::BTreeSet<String>| {
        json!(tags.iter().map(String::as_str).collect::<Vec<_>>().join(" "))
    };
    row.insert(
        "tags".to_owned(),
        if shape(id, 15, 2) == 0 { json!(after) } else { joined(&after) },
    );
    if creation {
        return;
    }
    row.insert(
        "previous_value".to_owned(),
        if shape(id, 16, 2) == 0 { json!(before) } else { joined(&before) },
    );
    if shape(id, 17, 4) != 0 {
        row.insert("added_tags".to_owned(), json!(after.difference(&before).collect::<Vec<_>>()));
        row.insert("removed_tags".to_owned(), json!(before.difference(&after).collect::<Vec<_>>()));
    }
}
