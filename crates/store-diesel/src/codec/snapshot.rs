//! Ticket snapshots: the keys and the position are columns, the rest is one blob.

use inflow_domain::{Field, TicketId, TicketSnapshot, Timestamp};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::Unreadable;
use super::value::{StoredField, StoredValue, StoredVia};

#[derive(Serialize, Deserialize)]
struct StoredSnapshot<'a> {
    created_at: i64,
    updated_at: i64,
    deleted: bool,
    #[serde(borrow)]
    via: StoredVia<'a>,
    fields: Vec<(StoredField, StoredValue<'a>)>,
    recipient: StoredValue<'a>,
    support_type: &'a str,
    description: Option<&'a str>,
}

/// Appends what no column holds; without subject and description where no text is kept.
pub(crate) fn append(snapshot: &TicketSnapshot, keeps_text: bool, buffer: &mut Vec<u8>) {
    let fields = snapshot.fields.iter().filter(|(field, _)| keeps_text || *field != Field::Subject);
    let stored = StoredSnapshot {
        created_at: snapshot.created_at.0,
        updated_at: snapshot.updated_at.0,
        deleted: snapshot.deleted,
        via: StoredVia::from(&snapshot.via),
        fields: fields.map(|(field, value)| ((*field).into(), value.into())).collect(),
        recipient: StoredValue::from(&snapshot.recipient),
        support_type: &snapshot.support_type,
        description: snapshot.description.as_deref().filter(|_| keeps_text),
    };
    super::append(&stored, buffer);
}

/// The snapshot of a row.
pub(crate) fn read(
    ticket: i64,
    generated_at: i64,
    bytes: &[u8],
) -> Result<TicketSnapshot, Unreadable> {
    let stored: StoredSnapshot<'_> = super::read("ticket snapshot", bytes)?;
    let fields = stored.fields.into_iter().map(|(field, value)| (field.into(), value.into()));
    Ok(TicketSnapshot {
        id: TicketId(ticket),
        created_at: Timestamp(stored.created_at),
        updated_at: Timestamp(stored.updated_at),
        generated_at: Timestamp(generated_at),
        deleted: stored.deleted,
        via: stored.via.into(),
        fields: fields.collect(),
        recipient: stored.recipient.into(),
        support_type: SmolStr::new(stored.support_type),
        description: stored.description.map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use inflow_domain::{FieldId, Value, Via};

    use super::*;

    fn snapshot() -> TicketSnapshot {
        TicketSnapshot {
            id: TicketId(5),
            created_at: Timestamp(-1),
            updated_at: Timestamp(1_756_718_100),
            generated_at: Timestamp(1_756_718_200),
            deleted: true,
            via: Via { channel: "voice".into(), rel: "voicemail".into() },
            fields: vec![
                (Field::Subject, Value::text("Invoice")),
                (Field::Custom(FieldId(360_000_000_001)), Value::list(["x", "y"])),
            ],
            recipient: Value::text("help@acme.example"),
            support_type: "ai_agent".into(),
            description: Some("The invoice is wrong".to_owned()),
        }
    }

    fn round_trip(snapshot: &TicketSnapshot, keeps_text: bool) -> TicketSnapshot {
        let mut bytes = Vec::new();
        append(snapshot, keeps_text, &mut bytes);
        read(snapshot.id.0, snapshot.generated_at.0, &bytes).expect("a snapshot")
    }

    #[test]
    fn snapshots_come_back_as_they_were() {
        assert_eq!(round_trip(&snapshot(), true), snapshot());
    }

    #[test]
    fn texts_are_left_out_where_none_is_kept() {
        let kept = round_trip(&snapshot(), false);
        assert_eq!((kept.fields.len(), kept.description), (1, None));
    }
}
