//! Ticket snapshots: the keys and the position are columns, the rest is one compact blob.

use inflow_domain::{Field, TicketId, TicketSnapshot, Timestamp, Value};

use super::Unreadable;
use super::body::{self, Reader, Writer};

/// Bits of the first number.
const DELETED: u64 = 1;
const DESCRIBED: u64 = 2;
/// Where the kind of the recipient's value stands in the first number: two bits.
const RECIPIENT_SHIFT: u64 = 2;
const SCRUBBED: u64 = 1 << 4;
/// Where the kind of a field's value stands beside the field's number.
const VALUE_SHIFT: u64 = 4;

/// Appends what no column holds; without subject and description where no text is kept.
pub(crate) fn append(snapshot: &TicketSnapshot, keeps_text: bool, buffer: &mut Vec<u8>) {
    let fields = snapshot.fields.iter().filter(|(field, _)| keeps_text || *field != Field::Subject);
    let description = snapshot.description.as_deref().filter(|_| keeps_text);
    let mut writer = Writer::new(buffer);
    let mut first = body::kind_of(&snapshot.recipient) << RECIPIENT_SHIFT;
    if snapshot.deleted {
        first |= DELETED;
    }
    if snapshot.scrubbed {
        first |= SCRUBBED;
    }
    if description.is_some() {
        first |= DESCRIBED;
    }
    writer.count(first);
    writer.number(snapshot.created_at.0);
    writer.number(snapshot.updated_at.0.wrapping_sub(snapshot.created_at.0));
    writer.via(&snapshot.via);
    writer.value(&snapshot.recipient, 0);
    writer.text(&snapshot.support_type);
    writer.length(fields.clone().count());
    for (field, value) in fields {
        writer.count(body::field_number(*field) | body::kind_of(value) << VALUE_SHIFT);
        writer.field_rest(*field);
        writer.value(value, 0);
    }
    if let Some(description) = description {
        writer.text(description);
    }
}

/// The snapshot of a row.
pub(crate) fn read(
    ticket: i64,
    generated_at: i64,
    bytes: &[u8],
) -> Result<TicketSnapshot, Unreadable> {
    let mut reader = Reader::new("ticket snapshot", bytes)?;
    let first = reader.count()?;
    let created_at = reader.number()?;
    let updated_at = created_at.wrapping_add(reader.number()?);
    let via = reader.via()?;
    let recipient = reader.value(first >> RECIPIENT_SHIFT & 3, 0)?;
    let support_type = reader.text()?;
    let fields = (0..reader.length()?).map(|_| read_field(&mut reader)).collect::<Result<_, _>>();
    let fields = fields?;
    let described = first & DESCRIBED != 0;
    let description = if described { Some(reader.text()?.to_string()) } else { None };
    reader.end()?;
    Ok(TicketSnapshot {
        id: TicketId(ticket),
        created_at: Timestamp(created_at),
        updated_at: Timestamp(updated_at),
        generated_at: Timestamp(generated_at),
        deleted: first & DELETED != 0,
        scrubbed: first & SCRUBBED != 0,
        via,
        fields,
        recipient,
        support_type,
        description,
    })
}

fn read_field(reader: &mut Reader<'_>) -> Result<(Field, Value), Unreadable> {
    let first = reader.count()?;
    let field = reader.field(first & 0xf)?;
    Ok((field, reader.value(first >> VALUE_SHIFT & 3, 0)?))
}

#[cfg(test)]
mod tests {
    use inflow_domain::{FieldId, Via};
    use proptest::prelude::*;

    use super::super::samples;
    use super::*;

    fn snapshot() -> TicketSnapshot {
        TicketSnapshot {
            id: TicketId(5),
            created_at: Timestamp(-1),
            updated_at: Timestamp(1_756_718_100),
            generated_at: Timestamp(1_756_718_200),
            deleted: true,
            scrubbed: false,
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
        for (deleted, scrubbed) in [(true, true), (true, false), (false, true), (false, false)] {
            let snapshot = TicketSnapshot { deleted, scrubbed, ..snapshot() };
            assert_eq!(round_trip(&snapshot, true), snapshot);
        }
    }

    proptest! {
        #[test]
        fn any_snapshot_comes_back_as_it_was(snapshot in samples::snapshot()) {
            prop_assert_eq!(round_trip(&snapshot, true), snapshot);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let bytes = [&[1], &bytes[..]].concat();
            if let Ok(snapshot) = read(1, 1, &bytes) {
                prop_assert_eq!(round_trip(&snapshot, true), snapshot);
            }
        }
    }

    #[test]
    fn texts_are_left_out_where_none_is_kept() {
        let kept = round_trip(&snapshot(), false);
        assert_eq!((kept.fields.len(), kept.description), (1, None));
    }
}
