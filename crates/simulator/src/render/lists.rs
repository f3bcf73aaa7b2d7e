//! Users, views, custom statuses and ticket fields, as their lists show them.

use serde_json::{Value, json};

use super::HOST;
use crate::catalog::{Catalog, CustomField, CustomStatus, User};
use crate::instant;
use crate::views::{Condition, View};

/// When everything that is listed here was made, and last changed.
pub(crate) const SINCE: &str = "2019-01-15T08:00:00Z";

/// A user.
pub(crate) fn user(user: &User) -> Value {
    json!({
        "id": user.id,
        "url": format!("{HOST}/api/v2/users/{}.json", user.id),
        "name": user.name,
        "email": user.email,
        "role": user.role,
        "role_type": if user.role == "end-user" { Value::Null } else { json!(4) },
        "active": true,
        "verified": true,
        "suspended": false,
        "shared": false,
        "created_at": SINCE,
        "updated_at": SINCE,
        "time_zone": "Amsterdam",
        "iana_time_zone": "Europe/Amsterdam",
        "locale": "en-US",
        "organization_id": null,
        "phone": null,
        "tags": [],
        "user_fields": {},
    })
}

/// A user's address, as the list of their identities shows it.
pub(crate) fn identity(user: &User) -> Value {
    json!({
        "id": user.id + 1,
        "url": format!("{HOST}/api/v2/users/{}/identities/{}.json", user.id, user.id + 1),
        "user_id": user.id,
        "type": "email",
        "value": user.email,
        "primary": true,
        "verified": true,
        "verification_method": "low",
        "deliverable_state": "deliverable",
        "undeliverable_count": 0,
        "created_at": SINCE,
        "updated_at": SINCE,
    })
}

/// What wrong or missing credentials are told that they are.
pub(crate) fn anonymous() -> Value {
    json!({
        "id": null, "url": null, "name": "Anonymous user", "email": "invalid@example.com", "role": "end-user",
        "active": false, "created_at": null, "updated_at": null, "time_zone": "Amsterdam", "tags": [],
    })
}

/// A view.
pub(crate) fn view(view: &View, position: usize) -> Value {
    let conditions = |list: &[Condition]| -> Vec<Value> {
        list.iter()
            .map(|condition| {
                json!({"field": condition.field, "operator": condition.operator, "value": condition.value})
            })
            .collect()
    };
    json!({
        "id": view.id,
        "url": format!("{HOST}/api/v2/views/{}.json", view.id),
        "title": view.title,
        "raw_title": view.title,
        "active": view.active,
        "default": false,
        "position": position,
        "description": null,
        "created_at": SINCE,
        "updated_at": instant::rfc3339(view.updated_at),
        "restriction": null,
        "execution": {
            "group_by": "status", "group_order": "asc", "sort_by": "updated", "sort_order": "desc",
            "columns": [{"id": "status", "title": "Status"}], "fields": [], "custom_fields": [],
        },
        "conditions": {"all": conditions(&view.all), "any": conditions(&view.any)},
    })
}

/// A custom status.
pub(crate) fn custom_status(status: &CustomStatus) -> Value {
    json!({
        "id": status.id,
        "url": format!("{HOST}/api/v2/custom_statuses/{}.json", status.id),
        "status_category": status.category,
        "agent_label": status.label,
        "raw_agent_label": status.label,
        "end_user_label": status.label,
        "active": true,
        "default": status.default,
        "created_at": SINCE,
        "updated_at": SINCE,
    })
}

/// All ticket fields: those that every account has, then the account's own.
pub(crate) fn ticket_fields(catalog: &Catalog) -> Vec<Value> {
    let kinds = [
        "subject",
        "description",
        "status",
        "tickettype",
        "priority",
        "group",
        "assignee",
        "custom_status",
    ];
    kinds
        .iter()
        .zip(359_000_000_001_i64..)
        .map(|(kind, id)| field(id, kind, kind, None))
        .chain(catalog.all_fields().map(own_field))
        .collect()
}

fn own_field(own: &CustomField) -> Value {
    let options = (!own.options.is_empty()).then(|| {
        own.options
            .iter()
            .map(|(id, value)| json!({"id": id, "name": value.to_uppercase(), "raw_name": value, "value": value, "default": false}))
            .collect()
    });
    field(own.id, own.kind, own.title, options)
}

fn field(id: i64, kind: &str, title: &str, options: Option<Vec<Value>>) -> Value {
    let mut row = json!({
        "id": id,
        "url": format!("{HOST}/api/v2/ticket_fields/{id}.json"),
        "type": kind,
        "title": title,
        "raw_title": title,
        "description": "",
        "active": true,
        "required": false,
        "removable": options.is_some(),
        "regexp_for_validation": if kind == "regexp" { json!("\\AAB-[0-9]+\\z") } else { Value::Null },
        "tag": null,
        "created_at": SINCE,
        "updated_at": SINCE,
    });
    if let Some(options) = options {
        row.as_object_mut()
            .expect("written as an object")
            .insert("custom_field_options".to_owned(), Value::Array(options));
    }
    row
}
