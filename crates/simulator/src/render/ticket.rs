//! A ticket's current snapshot, as the ticket export lists it.

use serde_json::{Map, Value, json};

use super::{HOST, custom_value, via_object};
use crate::catalog::Catalog;
use crate::dice::shape;
use crate::instant;
use crate::model::{Event, State, Ticket};

/// The snapshot.
pub(crate) fn render(catalog: &Catalog, ticket: &Ticket) -> Value {
    let state = ticket.shown_state();
    let subject = state.text("subject").unwrap_or_default();
    let fields = custom_fields(catalog, ticket);
    let mut row = json!({
        "url": format!("{HOST}/api/v2/tickets/{}.json", ticket.id),
        "id": ticket.id,
        "external_id": null,
        "created_at": instant::rfc3339(ticket.created_at),
        "updated_at": instant::rfc3339(ticket.updated_at()),
        "generated_timestamp": ticket.generated_at,
        "type": state.text("type"),
        "subject": subject,
        "raw_subject": subject,
        "description": ticket.shown_description(),
        "priority": state.text("priority"),
        "status": if ticket.deleted { "deleted" } else { state.text("status").unwrap_or_default() },
        "custom_status_id": state.id("custom_status_id"),
        "recipient": ticket.shown_recipient(),
        "requester_id": state.id("requester_id"),
        "submitter_id": ticket.submitter,
        "assignee_id": state.id("assignee_id"),
        "organization_id": state.id("organization_id"),
        "group_id": state.id("group_id"),
        "brand_id": state.id("brand_id"),
        "ticket_form_id": state.id("ticket_form_id"),
        "collaborator_ids": [],
        "follower_ids": [],
        "email_cc_ids": [],
        "followup_ids": [],
        "sharing_agreement_ids": [],
        "forum_topic_id": null,
        "problem_id": null,
        "has_incidents": false,
        "is_public": true,
        "due_at": due_date(ticket, &state),
        "tags": state.get("tags").items(),
        "custom_fields": fields.clone(),
        "fields": fields,
        "allow_channelback": false,
        "allow_attachments": true,
        "from_messaging_channel": false,
    });
    let object = row.as_object_mut().expect("written as an object");
    varying(ticket, object);
    row
}

/// The id of a ticket's satisfaction rating.
fn rating_id(ticket: &Ticket) -> i64 {
    360_077_000_000 + ticket.id
}

/// The satisfaction rating of a ticket that has one and is not deleted.
pub(crate) fn rating(ticket: &Ticket) -> Option<Value> {
    if ticket.deleted {
        return None;
    }
    let state = ticket.shown_state();
    let score = state.text("satisfaction_score").filter(|score| *score != "unoffered")?;
    let rated =
        |event: &&Event| event.changes.iter().any(|change| change.field == "satisfaction_score");
    let at = ticket.events.iter().rfind(rated).map_or(ticket.created_at, |event| event.at);
    let id = rating_id(ticket);
    Some(json!({
        "id": id,
        "url": format!("{HOST}/api/v2/satisfaction_ratings/{id}.json"),
        "ticket_id": ticket.id,
        "score": score,
        "comment": if shape(ticket.id, 2, 3) == 0 { json!("…") } else { Value::Null },
        "reason": if shape(ticket.id, 2, 3) == 0 { "Some reason" } else { "No reason provided" },
        "assignee_id": state.id("assignee_id"),
        "group_id": state.id("group_id"),
        "requester_id": state.id("requester_id"),
        "created_at": instant::rfc3339(at),
        "updated_at": instant::rfc3339(at),
    }))
}

/// What some accounts write, others leave out, and others call nothing.
fn varying(ticket: &Ticket, object: &mut Map<String, Value>) {
    if let Some(support_type) = ticket.support_type {
        object.insert("support_type".to_owned(), json!(support_type));
    }
    let state = ticket.shown_state();
    let score = state.text("satisfaction_score");
    let comment = state.text("satisfaction_comment");
    let rating = match (score, shape(ticket.id, 2, 3)) {
        (None, _) if ticket.unreadable.rating && comment.is_none() => json!(false),
        (Some(score), shape) if shape == 0 || comment.is_some() => {
            // Beside good and bad a comment makes another score of them.
            let comment = comment.or_else(|| (!matches!(score, "good" | "bad")).then_some("…"));
            let id = rating_id(ticket);
            json!({"score": score, "id": id, "comment": comment, "reason": "Some reason"})
        }
        (Some(score), _) => json!({"score": score}),
        (None, 0) => json!({"score": "unoffered"}),
        (None, _) => Value::Null,
    };
    object.insert("satisfaction_rating".to_owned(), rating);
    if ticket.via.channel.is_some() {
        object.insert("via".to_owned(), via_object(&ticket.via, shape(ticket.id, 3, 2) == 0));
    } else if shape(ticket.id, 4, 2) == 0 {
        object.insert("via".to_owned(), json!({}));
    }
}

/// Where there is none, now and then one that nobody can read.
fn due_date(ticket: &Ticket, state: &State) -> Value {
    match state.text("due_date") {
        None if ticket.unreadable.due_date => json!("10203-01-01T00:00:00Z"),
        due_date => json!(due_date),
    }
}

fn custom_fields(catalog: &Catalog, ticket: &Ticket) -> Value {
    let state = ticket.shown_state();
    let text = shape(ticket.id, 5, 2) == 0;
    let unreadable = ticket.unreadable.custom_field.then_some(Value::Null);
    let fields = catalog.all_fields().map(|field| {
        let name = field.id.to_string();
        let value = state.get(&name);
        // Snapshots write a checkbox as it is, never as a text.
        let written = custom_value(catalog, &name, &value, text && field.kind != "checkbox");
        let unchecked =
            field.kind == "checkbox" && written.is_null() && shape(ticket.id, 6, 2) == 0;
        json!({"id": field.id, "value": if unchecked { json!(false) } else { written }})
    });
    unreadable.into_iter().chain(fields).collect()
}
