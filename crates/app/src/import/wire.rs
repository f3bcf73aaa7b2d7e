//! From Zendesk's wire types to the domain's. Texts that no view judges are left behind here, so
//! that they never reach the store (rule 6.5); names, addresses and comments never do.

use std::borrow::Cow;
use std::collections::HashMap;

use inflow_domain::{
    Answering, Call, CallId, ChangeKind, Comment, CommentKind, Condition, ConditionValue,
    CustomField, CustomStatus, CustomStatuses, EventId, Field, FieldCatalog, FieldChange, FieldId,
    FieldKind, TagDelta, TicketEvent, TicketId, TicketSnapshot, Timestamp, UserId, Value, Via,
    View, ViewId, e164,
};
use inflow_zendesk::{self as zendesk, ChangedField, ChildEvent, ChildKind, JsonValue};
use smol_str::SmolStr;

/// A field's value in any of Zendesk's spellings.
pub fn value(json: JsonValue<'_>) -> Value {
    match json.json().as_bytes().first() {
        Some(b'"') => json.text().map_or(Value::Blank, |text| Value::text(&text)),
        Some(b'[') => Value::list(json.words()),
        Some(b'n') | None => Value::Blank,
        Some(b't' | b'f' | b'{') => Value::text(json.json()),
        Some(_) => Value::number(json.json()),
    }
}

/// Where something came from: the object's channel, else the display text.
pub fn via(via: &zendesk::Via<'_>) -> Via {
    let channel = via.channel.as_deref().or(via.label.as_deref()).unwrap_or_default();
    Via {
        channel: SmolStr::new(channel),
        rel: SmolStr::new(via.rel.as_deref().unwrap_or_default()),
    }
}

/// What Zendesk writes over the subject of a ticket that it has erased (rule 2.4).
const SCRUBBED: &str = "SCRUBBED";

/// A ticket's snapshot.
pub fn ticket(wire: &zendesk::Ticket<'_>, keeps_text: bool) -> TicketSnapshot {
    let text = |text: &Option<Cow<'_, str>>| Value::text(text.as_deref().unwrap_or_default());
    let deleted = wire.status.as_deref() == Some("deleted");
    let updated_at = wire.updated_at.or(wire.generated_timestamp).or(wire.created_at).unwrap_or(0);
    let satisfaction_comment =
        if wire.has_satisfaction_comment { Value::text("true") } else { Value::Blank };
    let due_at = wire.due_at.map_or(Value::Blank, Value::Integer);
    let system = [
        (Field::Status, if deleted { Value::Blank } else { text(&wire.status) }),
        (Field::CustomStatus, Value::id(wire.custom_status_id)),
        (Field::Type, text(&wire.ticket_type)),
        (Field::Priority, text(&wire.priority)),
        (Field::Group, Value::id(wire.group_id)),
        (Field::Assignee, Value::id(wire.assignee_id)),
        (Field::Requester, Value::id(wire.requester_id)),
        (Field::Organization, Value::id(wire.organization_id)),
        (Field::Brand, Value::id(wire.brand_id)),
        (Field::Form, Value::id(wire.ticket_form_id)),
        (Field::Tags, Value::list(wire.tags.words())),
        (Field::Satisfaction, Field::Satisfaction.normalize(text(&wire.satisfaction_score))),
        (Field::DueAt, due_at),
        (Field::SatisfactionComment, satisfaction_comment),
        (Field::Subject, if keeps_text { value(wire.subject) } else { Value::Blank }),
    ];
    let custom =
        wire.custom_fields.iter().map(|(id, json)| (Field::Custom(FieldId(*id)), value(*json)));
    TicketSnapshot {
        id: TicketId(wire.id),
        created_at: Timestamp(wire.created_at.unwrap_or(updated_at)),
        updated_at: Timestamp(updated_at),
        generated_at: Timestamp(wire.generated_timestamp.unwrap_or(updated_at)),
        deleted,
        scrubbed: wire.subject.text().as_deref() == Some(SCRUBBED),
        via: via(&wire.via),
        fields: system.into_iter().chain(custom).filter(|(_, value)| !value.is_blank()).collect(),
        recipient: text(&wire.recipient),
        support_type: SmolStr::new(wire.support_type.as_deref().unwrap_or_default()),
        description: keeps_text.then(|| wire.description.text().unwrap_or_default().into_owned()),
    }
}

/// A ticket event, its children in the order of their ids (rule 2.2).
pub fn ticket_event(wire: &zendesk::TicketEvent<'_>, keeps_text: bool) -> TicketEvent {
    let author = wire.updater_id.map_or(UserId::SYSTEM, UserId);
    let label = via(&wire.via);
    let mut children: Vec<&ChildEvent<'_>> = wire.child_events.iter().collect();
    children.sort_by_key(|child| child.id);
    let comments = comments(&children, author);
    let merge = label.is_merge() || comments.iter().any(|comment| comment.via.is_merge());
    TicketEvent {
        ticket: TicketId(wire.ticket_id),
        id: EventId(wire.id),
        at: Timestamp(wire.created_at),
        author,
        via: label.channel,
        merge,
        creates: children.iter().any(|child| child.kind == ChildKind::Create),
        changes: children.iter().flat_map(|child| changes(child, keeps_text)).collect(),
        comments,
    }
}

fn changes(child: &ChildEvent<'_>, keeps_text: bool) -> Vec<FieldChange> {
    let kind = match child.kind {
        ChildKind::Create => ChangeKind::Create,
        ChildKind::Change => ChangeKind::Change,
        _ => return Vec::new(),
    };
    let previous = child.previous_value.unwrap_or_default();
    let mut changes = Vec::new();
    for (changed, json) in child.fields.iter() {
        if changed == ChangedField::CustomTicketFields {
            changes.extend(custom_changes(json, previous, kind));
        } else if let Some(field) = system_field(changed)
            && (keeps_text || field != Field::Subject)
        {
            changes.push(FieldChange {
                field,
                kind,
                value: field.normalize(value(json)),
                previous: field.normalize(value(previous)),
                tags: if field == Field::Tags { tag_delta(child) } else { None },
            });
        }
    }
    changes
}

fn custom_changes(
    values: JsonValue<'_>,
    previous: JsonValue<'_>,
    kind: ChangeKind,
) -> Vec<FieldChange> {
    // Of two of a field the first stands.
    let by_field: Option<HashMap<_, _>> =
        previous.entries().map(|entries| entries.into_iter().rev().collect());
    let entries = values.entries().unwrap_or_default();
    entries
        .into_iter()
        .filter_map(|(id, json)| {
            let field = Field::Custom(FieldId(id.trim().parse().ok()?));
            let previous = match &by_field {
                Some(entries) => entries.get(&id).copied().unwrap_or_default(),
                None => previous,
            };
            Some(FieldChange {
                field,
                kind,
                value: value(json),
                previous: value(previous),
                tags: None,
            })
        })
        .collect()
}

/// Added and removed tags are the truth where present (rule 2.2).
fn tag_delta(child: &ChildEvent<'_>) -> Option<TagDelta> {
    if child.added_tags.is_none() && child.removed_tags.is_none() {
        return None;
    }
    let tags = |json: Option<JsonValue<'_>>| {
        json.unwrap_or_default().words().iter().map(SmolStr::new).collect()
    };
    Some(TagDelta { added: tags(child.added_tags), removed: tags(child.removed_tags) })
}

fn comments(children: &[&ChildEvent<'_>], author: UserId) -> Vec<Comment> {
    let comment = |child: &&ChildEvent<'_>| {
        // Without the side-load the child carries its event's label, which is not the comment's own via.
        let outline = child.comment_present == Some(true) && child.author_id.is_none();
        let kind = comment_kind(child.kind).unwrap_or_default();
        Comment {
            kind,
            author: child.author_id.map_or(author, UserId),
            public: is_public(kind, child.public.or(child.comment_public)),
            via: if outline { Via::default() } else { via(&child.via) },
        }
    };
    let is_comment = |child: &&&ChildEvent<'_>| comment_kind(child.kind).is_some();
    let written: Vec<Comment> = children.iter().filter(is_comment).map(comment).collect();
    if !written.is_empty() {
        return written;
    }
    // Without the side-load a child only says that there was a comment.
    let told = children.iter().filter(|child| child.comment_present == Some(true));
    told.take(1).map(comment).collect()
}

/// The kind of comment that a part is; nothing else is one (rule 3.2).
pub fn comment_kind(kind: ChildKind) -> Option<CommentKind> {
    match kind {
        ChildKind::Comment => Some(CommentKind::Comment),
        ChildKind::ChannelBack => Some(CommentKind::ChannelBack),
        ChildKind::ChatStarted => Some(CommentKind::ChatStarted),
        ChildKind::Create | ChildKind::Change | ChildKind::Other => None,
    }
}

/// Whether a comment is public: comments say so, what comes from or goes to a channel is (rule 3.2).
pub fn is_public(kind: CommentKind, told: Option<bool>) -> bool {
    match kind {
        CommentKind::Comment => told.unwrap_or(false),
        CommentKind::ChannelBack | CommentKind::ChatStarted => true,
    }
}

fn system_field(changed: ChangedField) -> Option<Field> {
    Some(match changed {
        ChangedField::Status => Field::Status,
        ChangedField::Priority => Field::Priority,
        ChangedField::Type => Field::Type,
        ChangedField::AssigneeId => Field::Assignee,
        ChangedField::GroupId => Field::Group,
        ChangedField::RequesterId => Field::Requester,
        ChangedField::OrganizationId => Field::Organization,
        ChangedField::BrandId => Field::Brand,
        ChangedField::TicketFormId => Field::Form,
        ChangedField::SatisfactionScore => Field::Satisfaction,
        ChangedField::SatisfactionComment => Field::SatisfactionComment,
        ChangedField::DueAt => Field::DueAt,
        ChangedField::CustomStatusId => Field::CustomStatus,
        ChangedField::Tags => Field::Tags,
        ChangedField::Subject => Field::Subject,
        ChangedField::CustomTicketFields => return None,
    })
}

/// A Talk call.
pub fn call(wire: &zendesk::Call<'_>) -> Call {
    let text = |text: &Option<Cow<'_, str>>| text.as_deref().map(SmolStr::new);
    let filled = |text: &SmolStr| !text.trim().is_empty();
    let created_at = wire.created_at.or(wire.updated_at).unwrap_or(0);
    Call {
        id: CallId(wire.id),
        created_at: Timestamp(created_at),
        updated_at: Timestamp(wire.updated_at.unwrap_or(created_at)),
        inbound: wire.direction.as_deref() == Some("inbound"),
        completion_status: text(&wire.completion_status).unwrap_or_default(),
        agent: wire.agent_id.filter(|agent| *agent != 0).map(UserId),
        voicemail: wire.voicemail.unwrap_or(false),
        ivr_group: text(&wire.ivr_destination_group_name),
        // Newer records name the line instead, which may be a nickname (rule 7.2).
        number: text(&wire.phone_number)
            .filter(filled)
            .map(|number| e164(&number))
            .or_else(|| text(&wire.line)),
        talk_seconds: wire.talk_time.unwrap_or(0),
        hold_seconds: wire.hold_time.unwrap_or(0),
        wrap_up_seconds: wire.wrap_up_time.unwrap_or(0),
        answering: Some(Answering {
            time_to_answer: wire.time_to_answer,
            wait_time: wire.wait_time,
            callback: wire.callback.unwrap_or(false),
            outside_business_hours: wire.outside_business_hours.unwrap_or(false),
            exceeded_queue_wait_time: wire.exceeded_queue_wait_time.unwrap_or(false),
        }),
    }
}

/// A view. Conditions that cannot be read make it unreadable, never half a view.
pub fn view(wire: &zendesk::View) -> View {
    let conditions = |conditions: &[zendesk::Condition]| {
        conditions.iter().map(condition).collect::<Vec<Condition>>()
    };
    let known = wire.conditions.as_ref();
    View {
        id: ViewId(wire.id),
        title: wire.title.clone().unwrap_or_else(|| format!("View {}", wire.id)),
        active: wire.active.unwrap_or(true),
        updated_at: Timestamp(wire.updated_at.or(wire.created_at).unwrap_or(0)),
        all: known.map(|known| conditions(&known.all)).unwrap_or_default(),
        any: known.map(|known| conditions(&known.any)).unwrap_or_default(),
        unreadable: wire.unreadable.map(str::to_owned),
    }
}

fn condition(wire: &zendesk::Condition) -> Condition {
    let json = wire.value.value();
    let value = if let Some(members) = json.list() {
        let texts: Vec<String> = members.iter().filter_map(|one| text_of(*one)).collect();
        if texts.is_empty() { ConditionValue::Blank } else { ConditionValue::Many(texts) }
    } else {
        text_of(json).map_or(ConditionValue::Blank, ConditionValue::One)
    };
    Condition {
        field: SmolStr::new(&wire.field),
        operator: SmolStr::new(wire.operator.as_deref().unwrap_or_default()),
        value,
    }
}

fn text_of(json: JsonValue<'_>) -> Option<String> {
    let text = match json.text() {
        Some(text) => text.into_owned(),
        None if json.is_null() => return None,
        None => json.json().to_owned(),
    };
    (!text.is_empty()).then_some(text)
}

/// The ticket fields of an account.
pub fn field_catalog(wire: &[zendesk::TicketField]) -> FieldCatalog {
    let fields = wire.iter().map(|field| {
        let zendesk_type = field.field_type.as_deref().unwrap_or_default();
        let options = field
            .custom_field_options
            .iter()
            .filter_map(|option| Some((option.id?, SmolStr::new(option.value.as_deref()?))));
        let known = CustomField {
            kind: FieldKind::of_type(zendesk_type),
            zendesk_type: SmolStr::new(zendesk_type),
            options: options.collect(),
        };
        (FieldId(field.id), known)
    });
    FieldCatalog { fields: fields.collect() }
}

/// The custom statuses of an account.
pub fn custom_statuses(wire: &[zendesk::CustomStatus]) -> CustomStatuses {
    let statuses = wire.iter().filter_map(|status| {
        let category = SmolStr::new(status.status_category.as_deref()?);
        let is_default = status.default.unwrap_or(false);
        Some((status.id, CustomStatus { category, is_default }))
    });
    CustomStatuses::new(statuses.collect())
}

#[cfg(test)]
mod tests {
    use inflow_domain::{Grouping, QueueKey};

    use super::*;

    fn read_event(children: &str) -> TicketEvent {
        let json = format!(
            r#"{{"id":2,"ticket_id":1,"timestamp":1600000000,"updater_id":7,"via":"Messaging",
                "event_type":"Audit","child_events":[{children}]}}"#
        );
        ticket_event(&serde_json::from_str(&json).expect("a ticket event"), false)
    }

    #[test]
    fn rule_3_2_only_some_parts_are_comments() {
        let event = read_event(
            r#"{"id":9,"event_type":"ChatStartedEvent","value":{"history":[]},"via":{}},
               {"id":3,"event_type":"ChannelBackEvent","public":false},
               {"id":4,"event_type":"TpeVoiceComment","public":true,"author_id":8},
               {"id":5,"event_type":"VoiceComment","public":false},
               {"id":6,"event_type":"FacebookComment","public":true},
               {"id":7,"event_type":"SMS","public":true},
               {"id":8,"event_type":"Change","status":"open","via":{"source":{"rel":"merge"}}}"#,
        );
        let comments: Vec<(CommentKind, i64, bool)> =
            event.comments.iter().map(|one| (one.kind, one.author.0, one.public)).collect();
        let expected = [
            (CommentKind::ChannelBack, 7, true),
            (CommentKind::Comment, 8, true),
            (CommentKind::Comment, 7, false),
            (CommentKind::ChatStarted, 7, true),
        ];
        assert_eq!(comments, expected);
        assert!(!event.merge, "only an event and its comments make it a merge");
        let merge = r#"{"id":3,"event_type":"Comment","public":true,"via":{"channel":"web",
            "source":{"rel":"merge"}}}"#;
        assert!(read_event(merge).merge);
    }

    #[test]
    fn rule_6_4_of_a_satisfaction_comment_only_its_being_there_is_kept() {
        let event = read_event(
            r#"{"id":3,"event_type":"Change","satisfaction_comment":"They were kind","previous_value":null},
               {"id":4,"event_type":"Change","satisfaction_comment":"","previous_value":"Kind"}"#,
        );
        let is_there = Value::text("true");
        let changes: Vec<(Field, &Value, &Value)> =
            event.changes.iter().map(|one| (one.field, &one.value, &one.previous)).collect();
        let field = Field::SatisfactionComment;
        let expected = [(field, &is_there, &Value::Blank), (field, &Value::Blank, &is_there)];
        assert_eq!(changes, expected);
        let shown = |rating: &str| {
            let json = format!(r#"{{"id":1,"satisfaction_rating":{rating},"subject":"a"}}"#);
            ticket(&serde_json::from_str(&json).expect("a ticket"), false).fields
        };
        let good = (Field::Satisfaction, Value::text("good"));
        assert_eq!(
            shown(r#"{"score":"good","comment":"Kind"}"#),
            [good.clone(), (field, is_there)]
        );
        assert_eq!(shown(r#"{"score":"good","comment":null}"#), [good]);
    }

    #[test]
    fn rule_2_4_an_erased_ticket_is_told_whether_texts_are_kept_or_not() {
        let scrubbed = |subject: &str, keeps_text| {
            let json = format!(r#"{{"id":1,"status":"deleted","subject":"{subject}"}}"#);
            ticket(&serde_json::from_str(&json).expect("a ticket"), keeps_text).scrubbed
        };
        assert!(scrubbed("SCRUBBED", false) && scrubbed("SCRUBBED", true));
        assert!(!scrubbed("Scrubbed floors", true) && !scrubbed("", false));
    }

    #[test]
    fn rule_7_2_a_line_may_be_called_by_a_number_or_a_nickname() {
        let queue = |fields: &str| {
            let json = format!(r#"{{"id":1,"agent_id":0,"talk_time":60,{fields}}}"#);
            let call = call(&serde_json::from_str(&json).expect("a call"));
            assert!(!call.handled(), "agent 0 is none (rule 7.3)");
            QueueKey::Calls(call.queue(Grouping::PhoneNumber)).name("")
        };
        for (fields, name) in [
            (r#""phone_number":null,"line":"24/7""#, "24/7"),
            (r#""phone_number":"","line":"2024""#, "2024"),
            (r#""phone_number":"+49 123","line":"2024""#, "+49123"),
            (r#""phone_number":"49 123","line":"Sales""#, "+49123"),
            (r#""line":"+49 (123)""#, "+49123"),
            (r#""line":"0049 123""#, "+49123"),
        ] {
            assert_eq!(queue(fields), format!("Calls Inbound For {name}"), "{fields}");
        }
    }

    #[test]
    fn an_outlined_comment_has_no_via_of_its_own() {
        let row = |child: &str| {
            let json = format!(
                r#"{{"id":2,"ticket_id":1,"timestamp":1600000000,"updater_id":7,"via":"Twitter DM",
                    "event_type":"Audit","child_events":[{child}]}}"#
            );
            ticket_event(&serde_json::from_str(&json).expect("a ticket event"), false).comments
        };
        let outlined = row(
            r#"{"id":3,"event_type":"Comment","via":"Twitter DM","comment_present":true,"comment_public":true}"#,
        );
        assert!(outlined[0].via.is_blank() && outlined[0].public);
        let whole = row(
            r#"{"id":3,"event_type":"Comment","author_id":7,"public":true,"via":{"channel":"chat"}}"#,
        );
        assert_eq!(whole[0].via.channel, "chat");
    }
}
