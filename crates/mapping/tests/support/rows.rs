//! Turns an account's raw rows into the engine's types, plainly: whoever imports does it elsewhere
//! and better, and neither may share the other's mistakes.

use std::collections::BTreeMap;

use inflow_domain::{
    ChangeKind, Comment, CommentKind, Condition, ConditionValue, CustomField, CustomStatus,
    CustomStatuses, EventId, Field, FieldCatalog, FieldChange, FieldId, FieldKind, TagDelta,
    TicketEvent, TicketHistory, TicketId, TicketSnapshot, Timestamp, UserId, Value, Via, View,
    ViewId,
};
use serde_json::Value as Row;

/// A value's text; blank where there is none.
fn text(row: &Row) -> String {
    match row {
        Row::Null => String::new(),
        Row::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn integer(row: &Row) -> i64 {
    text(row).parse().expect("a whole number")
}

fn instant(row: &Row) -> Timestamp {
    Timestamp::parse(&text(row)).expect("an instant")
}

fn list(row: &Row) -> &[Row] {
    row.as_array().map_or(&[], Vec::as_slice)
}

fn value(row: &Row) -> Value {
    match row {
        Row::Array(items) => Value::list(items.iter().map(text)),
        Row::Number(number) => Value::number(&number.to_string()),
        other => Value::text(&text(other)),
    }
}

fn via(row: &Row) -> Via {
    if row.is_object() {
        Via { channel: text(&row["channel"]).into(), rel: text(&row["source"]["rel"]).into() }
    } else {
        Via::named(&text(row))
    }
}

/// The custom fields.
pub(crate) fn catalog(rows: &[Row]) -> FieldCatalog {
    let field = |row: &Row| {
        let zendesk_type = text(&row["type"]);
        let options = list(&row["custom_field_options"]).iter();
        let options =
            options.map(|one| (integer(&one["id"]), text(&one["value"]).into())).collect();
        let kind = FieldKind::of_type(&zendesk_type);
        let field = CustomField { kind, zendesk_type: zendesk_type.into(), options };
        (FieldId(integer(&row["id"])), field)
    };
    FieldCatalog { fields: rows.iter().map(field).collect() }
}

/// The custom statuses.
pub(crate) fn statuses(rows: &[Row]) -> CustomStatuses {
    let status = |row: &Row| {
        let category = text(&row["status_category"]).into();
        let is_default = row["default"] == Row::Bool(true);
        (integer(&row["id"]), CustomStatus { category, is_default })
    };
    CustomStatuses::new(rows.iter().map(status).collect())
}

/// A view.
pub(crate) fn view(row: &Row) -> View {
    let conditions = |name: &str| list(&row["conditions"][name]).iter().map(condition).collect();
    View {
        id: ViewId(integer(&row["id"])),
        title: text(&row["title"]),
        active: row["active"] == Row::Bool(true),
        updated_at: instant(&row["updated_at"]),
        all: conditions("all"),
        any: conditions("any"),
        unreadable: None,
    }
}

fn condition(row: &Row) -> Condition {
    let value = match &row["value"] {
        Row::Array(items) if !items.is_empty() => {
            ConditionValue::Many(items.iter().map(text).collect())
        }
        other => match text(other).as_str() {
            "" | "[]" => ConditionValue::Blank,
            text => ConditionValue::One(text.to_owned()),
        },
    };
    Condition { field: text(&row["field"]).into(), operator: text(&row["operator"]).into(), value }
}

/// Every ticket with the events that are known from an instant on.
pub(crate) fn histories(tickets: &[Row], events: &[Row], since: Timestamp) -> Vec<TicketHistory> {
    let mut known: BTreeMap<i64, Vec<TicketEvent>> = BTreeMap::new();
    // An event of no ticket is none (rule 8.5).
    let events = events.iter().filter(|row| !text(&row["ticket_id"]).is_empty());
    for event in events.map(event).filter(|event| event.at >= since) {
        known.entry(event.ticket.0).or_default().push(event);
    }
    let history = |row: &Row| {
        let snapshot = snapshot(row);
        let events = known.get(&snapshot.id.0).cloned().unwrap_or_default();
        TicketHistory { ticket: snapshot.id, snapshot: Some(snapshot), events }
    };
    // A ticket that has not moved since is not exported.
    let exported = |history: &TicketHistory| {
        history.snapshot.as_ref().is_some_and(|snapshot| snapshot.generated_at >= since)
    };
    tickets.iter().map(history).filter(exported).collect()
}

fn event(row: &Row) -> TicketEvent {
    let mut children: Vec<&Row> = list(&row["child_events"]).iter().collect();
    children.sort_by_key(|child| integer(&child["id"]));
    let of_kind =
        |kind: &'static str| children.iter().filter(move |child| child["event_type"] == kind);
    let comment = |child: &&Row| {
        let kind = match child["event_type"].as_str()? {
            "Comment" | "VoiceComment" | "TpeVoiceComment" => CommentKind::Comment,
            "ChannelBackEvent" => CommentKind::ChannelBack,
            "ChatStartedEvent" => CommentKind::ChatStarted,
            _ => return None,
        };
        let mut author = [&child["author_id"], &row["updater_id"]].into_iter();
        let author = author.find(|author| !author.is_null()).expect("somebody wrote it");
        Some(Comment {
            kind,
            author: UserId(integer(author)),
            public: kind != CommentKind::Comment || child["public"] == Row::Bool(true),
            via: via(&child["via"]),
        })
    };
    let comments: Vec<Comment> = children.iter().filter_map(comment).collect();
    TicketEvent {
        ticket: TicketId(integer(&row["ticket_id"])),
        id: EventId(integer(&row["id"])),
        at: instant(&row["created_at"]),
        author: UserId(integer(&row["updater_id"])),
        via: text(&row["via"]).into(),
        merge: via(&row["via"]).is_merge() || comments.iter().any(|one| one.via.is_merge()),
        creates: of_kind("Create").next().is_some(),
        changes: children.iter().flat_map(|child| changes(child)).collect(),
        comments,
    }
}

fn changes(child: &Row) -> Vec<FieldChange> {
    let kind = match child["event_type"].as_str() {
        Some("Create") => ChangeKind::Create,
        Some("Change") => ChangeKind::Change,
        _ => return Vec::new(),
    };
    let change = |field: Field, new: &Row| {
        let tags = (field == Field::Tags && child.get("added_tags").is_some()).then(|| {
            let tags = |row: &Row| list(row).iter().map(|tag| text(tag).into()).collect();
            TagDelta { added: tags(&child["added_tags"]), removed: tags(&child["removed_tags"]) }
        });
        let previous = value(&child["previous_value"]);
        FieldChange { field, kind, value: value(new), previous, tags }
    };
    let keys = child.as_object().expect("a child is an object");
    let system = keys.iter().filter_map(|(key, new)| Some(change(field(key)?, new)));
    let custom = child["custom_ticket_fields"].as_object().into_iter().flatten();
    let custom = custom
        .map(|(id, new)| change(Field::Custom(FieldId(id.parse().expect("a field's id"))), new));
    system.chain(custom).collect()
}

fn field(key: &str) -> Option<Field> {
    if key == "due_date" {
        return Some(Field::DueAt);
    }
    Field::SYSTEM.into_iter().find(|field| field.to_string() == key)
}

fn snapshot(row: &Row) -> TicketSnapshot {
    let deleted = row["status"] == "deleted";
    let system = Field::SYSTEM.into_iter().map(|field| match field {
        Field::Status if deleted => (field, Value::Blank),
        Field::Satisfaction => (field, value(&row["satisfaction_rating"]["score"])),
        Field::SatisfactionComment => (field, value(&row["satisfaction_rating"]["comment"])),
        // What is no instant is blank (rule 8.5).
        Field::DueAt if Timestamp::parse(&text(&row["due_at"])).is_none() => (field, Value::Blank),
        field => (field, value(&row[field.to_string()])),
    });
    let custom = list(&row["custom_fields"]).iter().filter(|one| one.is_object());
    let custom =
        custom.map(|one| (Field::Custom(FieldId(integer(&one["id"]))), value(&one["value"])));
    TicketSnapshot {
        id: TicketId(integer(&row["id"])),
        created_at: instant(&row["created_at"]),
        updated_at: instant(&row["updated_at"]),
        generated_at: Timestamp(integer(&row["generated_timestamp"])),
        deleted,
        scrubbed: row["subject"] == "SCRUBBED",
        via: via(&row["via"]),
        fields: system.chain(custom).filter(|(_, value)| !value.is_blank()).collect(),
        recipient: value(&row["recipient"]),
        support_type: text(&row["support_type"]).into(),
        description: Some(text(&row["description"])),
    }
}

/// Everybody who works for the account, and every assignee of the known history (rule 1).
pub(crate) fn staff(users: &[Row], histories: &[TicketHistory]) -> Vec<UserId> {
    let team = users.iter().filter(|user| user["role"] == "agent" || user["role"] == "admin");
    let mut staff: Vec<UserId> = team.map(|user| UserId(integer(&user["id"]))).collect();
    for history in histories {
        let shown = history.snapshot.iter().flat_map(|snapshot| &snapshot.fields);
        let changes = history.events.iter().flat_map(|event| &event.changes);
        let ever = changes
            .flat_map(|change| [(change.field, &change.value), (change.field, &change.previous)]);
        let values = shown.map(|(field, value)| (*field, value)).chain(ever);
        let assignees = values.filter(|(field, _)| *field == Field::Assignee);
        staff.extend(assignees.filter_map(|(_, value)| value.as_integer()).map(UserId));
    }
    staff
}
