//! From a ticket's audits to its events (rule 2.4). Of comments only author, publicity and origin
//! are taken, as from the export.

use std::collections::HashMap;

use inflow_domain::{
    ChangeKind, Comment, EventId, Field, FieldChange, FieldId, TicketEvent, TicketId, Timestamp,
    UserId, Via,
};
use inflow_zendesk::{Audit, AuditEvent, ChildKind};
use smol_str::SmolStr;

use crate::import::wire;

/// The labels that tell an outbound call (rule 3.1) and a merge (rule 3.2) where only a label is kept.
const OUTBOUND_CALL: &str = "Phone call (outbound)";
const MERGE: &str = "Merge";

/// The events that the audits of a ticket tell. What only the export told of the same events, of
/// those that are known already, stays.
pub fn events(
    audits: &[Audit],
    ticket: TicketId,
    known: &[TicketEvent],
    keeps_text: bool,
) -> Vec<TicketEvent> {
    let of_ticket = |audit: &&Audit| audit.ticket_id.is_none_or(|id| id == ticket.0);
    let told = audits.iter().filter(of_ticket).map(|audit| event(audit, ticket, keeps_text));
    let known: HashMap<EventId, &TicketEvent> =
        known.iter().rev().map(|known| (known.id, known)).collect();
    told.map(|told| match known.get(&told.id) {
        Some(known) => completed(told, known),
        None => told,
    })
    .collect()
}

/// One audit as an event, its parts in the order of their ids (rule 2.2).
fn event(audit: &Audit, ticket: TicketId, keeps_text: bool) -> TicketEvent {
    let author = audit.author_id.map_or(UserId::SYSTEM, UserId);
    let via = wire::via(&audit.via);
    let mut parts: Vec<&AuditEvent> = audit.events.iter().collect();
    parts.sort_by_key(|part| part.id);
    let comment = |part: &&AuditEvent| {
        let kind = wire::comment_kind(part.kind)?;
        Some(Comment {
            kind,
            author: part.author_id.map_or(author, UserId),
            public: wire::is_public(kind, part.public),
            via: wire::via(&part.via),
        })
    };
    let comments: Vec<Comment> = parts.iter().filter_map(comment).collect();
    let merge = via.is_merge() || comments.iter().any(|comment| comment.via.is_merge());
    TicketEvent {
        ticket,
        id: EventId(audit.id),
        at: Timestamp(audit.created_at),
        author,
        via: label(&via),
        merge,
        creates: parts.iter().any(|part| part.kind == ChildKind::Create),
        changes: parts.iter().filter_map(|part| change(part, keeps_text)).collect(),
        comments,
    }
}

/// The audit's channel in the place of the export's label; the rules read both through one table
/// (rule 5.4). What decides whether there is a contact at all may stand beside the channel.
fn label(via: &Via) -> SmolStr {
    if via.is_outbound_call() {
        SmolStr::new_static(OUTBOUND_CALL)
    } else if via.is_merge() {
        SmolStr::new_static(MERGE)
    } else {
        via.channel.clone()
    }
}

fn change(part: &AuditEvent, keeps_text: bool) -> Option<FieldChange> {
    let kind = match part.kind {
        ChildKind::Create => ChangeKind::Create,
        ChildKind::Change => ChangeKind::Change,
        _ => return None,
    };
    let field = field(part.field_name.as_deref()?)?;
    if field == Field::Subject && !keeps_text {
        return None;
    }
    Some(FieldChange {
        field,
        kind,
        value: field.normalize(wire::value(part.value.value())),
        previous: field.normalize(wire::value(part.previous_value.value())),
        tags: None,
    })
}

/// The field that an audit names: a custom field by its id, the others by their words.
fn field(name: &str) -> Option<Field> {
    if let Ok(id) = name.trim().parse() {
        return Some(Field::Custom(FieldId(id)));
    }
    let name = if name == "due_date" { "due_at" } else { name };
    Field::SYSTEM.into_iter().find(|field| field.to_string() == name)
}

/// Keeps what the export told and the audit is silent about: a repair corrects a ticket's history,
/// and never takes a contact out of its channel or brings a merge back.
fn completed(mut told: TicketEvent, known: &TicketEvent) -> TicketEvent {
    told.merge |= known.merge;
    let label = known.label();
    if told.via.is_empty() || label.is_outbound_call() || label.is_merge() {
        told.via = known.via.clone();
    }
    if told.comments.len() == known.comments.len() {
        for (comment, known) in told.comments.iter_mut().zip(&known.comments) {
            if comment.via.is_blank() {
                comment.via = known.via.clone();
            }
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use inflow_domain::{CommentKind, Value};

    use super::*;

    fn read(json: &str, known: &[TicketEvent], keeps_text: bool) -> Vec<TicketEvent> {
        let audits: Vec<Audit> = serde_json::from_str(json).expect(json);
        events(&audits, TicketId(7), known, keeps_text)
    }

    fn one(json: &str) -> TicketEvent {
        let mut events = read(&format!("[{json}]"), &[], false);
        events.pop().expect("one event")
    }

    #[test]
    fn an_audit_becomes_the_event_that_it_is() {
        let event = one(
            r#"{"id":5,"ticket_id":7,"created_at":"2025-09-01T00:00:00Z","author_id":3,
                "via":{"channel":"email","source":{"from":{},"to":{},"rel":null}},
                "events":[
                  {"id":9,"type":"Change","field_name":"status","value":"open","previous_value":"new"},
                  {"id":8,"type":"Create","field_name":"assignee_id","value":"9007199254740993"},
                  {"id":10,"type":"Create","field_name":"35","value":"x"},
                  {"id":11,"type":"Change","field_name":"tags","value":["b","a"],"previous_value":"a"},
                  {"id":12,"type":"Change","field_name":"due_at",
                   "value":"2025-09-01T00:00:00Z","previous_value":""},
                  {"id":13,"type":"Change","field_name":"satisfaction_score","value":"unoffered"},
                  {"id":14,"type":"Change","field_name":"subject","value":"a secret"},
                  {"id":15,"type":"Change","field_name":"locale_id","value":"1"},
                  {"id":16,"type":"Change","field_name":"reply_time","value":{"minutes":5}},
                  {"id":17,"type":"Comment","public":true,"author_id":4},
                  {"id":18,"type":"VoiceComment","public":false,"via":{"channel":"voice"}},
                  {"id":19,"type":"Notification","field_name":"status","value":"closed"}]}"#,
        );
        assert_eq!(
            (event.id, event.at, event.author),
            (EventId(5), Timestamp(1_756_684_800), UserId(3))
        );
        assert!(event.creates && !event.merge);
        assert_eq!(event.via, "email");
        let changes: Vec<(Field, Value, Value)> = event
            .changes
            .iter()
            .map(|change| (change.field, change.value.clone(), change.previous.clone()))
            .collect();
        let blank = || Value::Blank;
        assert_eq!(
            changes,
            [
                (Field::Assignee, Value::Integer(9_007_199_254_740_993), blank()),
                (Field::Status, Value::text("open"), Value::text("new")),
                (Field::Custom(FieldId(35)), Value::text("x"), blank()),
                (Field::Tags, Value::list(["a", "b"]), Value::list(["a"])),
                (Field::DueAt, Value::Integer(1_756_684_800), blank()),
                (Field::Satisfaction, blank(), blank()),
            ]
        );
        let comments: Vec<(UserId, bool, &str)> = event
            .comments
            .iter()
            .map(|comment| (comment.author, comment.public, comment.via.channel.as_str()))
            .collect();
        assert_eq!(comments, [(UserId(4), true, ""), (UserId(3), false, "voice")]);
    }

    #[test]
    fn origins_that_decide_about_contacts_are_told() {
        for (via, label, merge, outbound) in [
            (r#"{"channel":"voice","source":{"rel":"outbound"}}"#, OUTBOUND_CALL, false, true),
            (r#"{"channel":"voice","source":{"rel":"inbound"}}"#, "voice", false, false),
            (r#"{"channel":"web","source":{"rel":"merge"}}"#, MERGE, true, false),
            (r#"{"channel":19}"#, MERGE, true, false),
            (r#""Web form""#, "Web form", false, false),
            ("{}", "", false, false),
        ] {
            let event = one(&format!(r#"{{"id":1,"created_at":1,"via":{via}}}"#));
            let found = (event.via.as_str(), event.merge, event.label().is_outbound_call());
            assert_eq!(found, (label, merge, outbound), "{via}");
        }
        let child = r#"{"id":1,"created_at":1,"via":{"channel":"web"},
            "events":[{"id":2,"type":"Comment","via":{"channel":"web","source":{"rel":"merge"}}}]}"#;
        assert!(one(child).merge);
    }

    #[test]
    fn rule_3_2_sessions_and_what_goes_to_channels_are_comments() {
        let event = one(
            r#"{"id":5,"ticket_id":7,"created_at":1,"author_id":-1,"via":{"channel":"native_messaging"},
                "events":[{"id":1,"type":"ChatStartedEvent","value":{"chat_id":"x"}},
                  {"id":2,"type":"ChannelBackEvent","via":{"channel":"any_channel"}},
                  {"id":3,"type":"ChatEndedEvent"},
                  {"id":4,"type":"Change","field_name":"satisfaction_comment","value":"Kind"},
                  {"id":5,"type":"Notification","via":{"source":{"rel":"merge"}}}]}"#,
        );
        let comments: Vec<(CommentKind, bool)> =
            event.comments.iter().map(|one| (one.kind, one.public)).collect();
        assert_eq!(comments, [(CommentKind::ChatStarted, true), (CommentKind::ChannelBack, true)]);
        assert!(!event.merge);
        assert_eq!(event.changes[0].field, Field::SatisfactionComment);
        assert_eq!(event.changes[0].value, Value::text("true"));
    }

    #[test]
    fn what_only_the_export_told_stays() {
        let audit = |via: &str| {
            format!(
                r#"[{{"id":1,"ticket_id":7,"created_at":1,"author_id":3,"via":{via},
                     "events":[{{"id":2,"type":"Comment","public":true}}]}},
                    {{"id":4,"ticket_id":8,"created_at":1}}]"#
            )
        };
        let mut known = read(&audit(r#"{"channel":"email"}"#), &[], false);
        assert_eq!(known.len(), 1, "another ticket's audit is left out");
        known[0].merge = true;
        known[0].comments[0].via = Via::named("native_messaging");
        let told = read(&audit("{}"), &known, false);
        assert_eq!(told, known);
        let told = read(&audit(r#"{"channel":"chat"}"#), &known, false);
        assert_eq!((told[0].via.as_str(), told[0].merge), ("chat", true));
        for label in ["35", MERGE] {
            known[0].via = SmolStr::new(label);
            let told = read(&audit(r#"{"channel":"voice"}"#), &known, false);
            assert_eq!(told[0].via, label);
        }
        known[0].comments.clear();
        let told = read(&audit("{}"), &known, false);
        assert!(told[0].comments[0].via.is_blank());
    }

    #[test]
    fn subjects_are_taken_only_while_a_view_judges_text() {
        let audit = r#"[{"id":1,"created_at":1,"events":[
            {"id":2,"type":"Change","field_name":"subject","value":"a","previous_value":"b"},
            {"id":3,"type":"Change","field_name":"due_date","value":"2025-09-01T00:00:00Z"}]}]"#;
        let fields = |keeps_text: bool| -> Vec<Field> {
            read(audit, &[], keeps_text)[0].changes.iter().map(|change| change.field).collect()
        };
        assert_eq!(fields(true), [Field::Subject, Field::DueAt]);
        assert_eq!(fields(false), [Field::DueAt]);
    }
}
