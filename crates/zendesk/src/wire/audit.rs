//! One update of a ticket, as the ticket's own audits tell it: uniformly typed, with a via object.

use serde::de::{Deserializer, Error};

use super::child_event::ChildKind;
use super::shape;
use super::via::{Via, owned_via};
use crate::value::OwnedJsonValue;

/// One update of a ticket. It has the id of the ticket event that the export gives for it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[non_exhaustive]
pub struct Audit {
    /// The audit's id, the same as its ticket event's.
    #[serde(deserialize_with = "shape::required_integer")]
    pub id: i64,
    /// The ticket, where it is told.
    #[serde(default, deserialize_with = "shape::integer")]
    pub ticket_id: Option<i64>,
    /// When it happened, epoch seconds.
    #[serde(deserialize_with = "required_instant")]
    pub created_at: i64,
    /// Who made the update; -1 is the system.
    #[serde(default, deserialize_with = "shape::integer")]
    pub author_id: Option<i64>,
    /// How it came in.
    #[serde(default, deserialize_with = "owned_via")]
    pub via: Via<'static>,
    /// What it changed and said, and what followed from it.
    #[serde(default, deserialize_with = "shape::list")]
    pub events: Vec<AuditEvent>,
}

/// One part of an audit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[non_exhaustive]
pub struct AuditEvent {
    /// The part's id: the order in which changes apply.
    #[serde(default, deserialize_with = "shape::integer")]
    pub id: Option<i64>,
    /// What it is; kinds that are not known are ignored.
    #[serde(default, rename = "type", deserialize_with = "kind")]
    pub kind: ChildKind,
    /// How it came in, where that differs from the audit.
    #[serde(default, deserialize_with = "owned_via")]
    pub via: Via<'static>,
    /// The field of a Create or Change: a name, or the id of a custom field.
    #[serde(default, deserialize_with = "shape::owned_text")]
    pub field_name: Option<String>,
    /// The field's new value. Ids are texts.
    #[serde(default)]
    pub value: OwnedJsonValue,
    /// What a Change replaced.
    #[serde(default)]
    pub previous_value: OwnedJsonValue,
    /// Who wrote a comment; may differ from the audit's author.
    #[serde(default, deserialize_with = "shape::integer")]
    pub author_id: Option<i64>,
    /// Whether a comment is public.
    #[serde(default, deserialize_with = "shape::boolean")]
    pub public: Option<bool>,
}

fn required_instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    shape::row_instant(deserializer)?
        .ok_or_else(|| D::Error::custom("expected an instant, found a blank"))
}

fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ChildKind, D::Error> {
    let name = shape::text(deserializer)?;
    Ok(name.map(|name| ChildKind::of_name(&name)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Audit {
        serde_json::from_str(json).expect(json)
    }

    #[test]
    fn every_shape_of_an_audit() {
        let audit = read(
            r#"{"id":"9007199254740993","ticket_id":7,"created_at":"2025-09-01T00:00:00Z","author_id":-1,
                "via":{"channel":"voice","source":{"from":{},"to":{},"rel":"inbound"}},"metadata":{"x":1},
                "events":[
                  {"id":2,"type":"Create","field_name":"tags","value":["a","b"]},
                  {"id":"3","type":"Change","field_name":35,"value":true,"previous_value":null},
                  {"type":"Change","field_name":"due_at","value":{"minutes":5}},
                  {"id":4,"type":"VoiceComment","public":"true","author_id":"8","data":{"call_id":1}},
                  {"id":5,"type":"Notification","subject":"x","recipients":[1],"value":[{}]},
                  {"id":6,"type":"ChatStartedEvent","value":{"history":[]},"via":{}},
                  {"id":7}]}"#,
        );
        assert_eq!((audit.id, audit.ticket_id), (9_007_199_254_740_993, Some(7)));
        assert_eq!((audit.created_at, audit.author_id), (1_756_684_800, Some(-1)));
        assert_eq!(audit.via.rel.as_deref(), Some("inbound"));
        let kinds: Vec<ChildKind> = audit.events.iter().map(|event| event.kind).collect();
        let other = ChildKind::Other;
        let (create, change) = (ChildKind::Create, ChildKind::Change);
        let (comment, started) = (ChildKind::Comment, ChildKind::ChatStarted);
        assert_eq!(kinds, [create, change, change, comment, other, started, other], "{audit:?}");
        assert_eq!(audit.events[0].value.value().words(), ["a", "b"]);
        let custom = &audit.events[1];
        assert_eq!((custom.id, custom.field_name.as_deref()), (Some(3), Some("35")));
        assert_eq!(custom.value.value().text().as_deref(), Some("true"));
        assert!(custom.previous_value.value().is_null());
        let comment = &audit.events[3];
        assert_eq!((comment.author_id, comment.public), (Some(8), Some(true)));
    }

    #[test]
    fn what_is_missing_is_blank_save_for_id_and_time() {
        let audit = read(r#"{"id":1,"created_at":1756684800,"via":"Web form","events":null}"#);
        assert_eq!((audit.ticket_id, audit.author_id), (None, None));
        assert_eq!(audit.via.label.as_deref(), Some("Web form"));
        assert_eq!(audit.events, []);
        for json in [r#"{"created_at":1}"#, r#"{"id":1}"#, r#"{"id":1,"created_at":null}"#] {
            assert!(serde_json::from_str::<Audit>(json).is_err(), "{json}");
        }
    }
}
