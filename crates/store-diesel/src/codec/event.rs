//! Ticket events: the keys, the time and the authors are columns, the rest is one compact blob.

use inflow_domain::{
    ChangeKind, Comment, CommentKind, EventId, Field, FieldChange, TagDelta, TicketEvent, TicketId,
    Timestamp, UserId,
};

use super::Unreadable;
use super::body::{self, Reader, Writer};

/// Says in a row's comment author that there are several: the blob names them.
pub(crate) const SEVERAL_AUTHORS: i64 = -2;

/// Bits of a stored change's first number, above the field's number.
const CREATE: u64 = 1 << 4;
const TAGS: u64 = 1 << 5;
const VALUE_SHIFT: u64 = 6;
const PREVIOUS_SHIFT: u64 = 8;

/// Bits of a stored comment's first number.
const PUBLIC: u64 = 1;
const OTHER_AUTHOR: u64 = 2;
const CHANNEL_BACK: u64 = 4;
const CHAT_STARTED: u64 = 8;

/// The columns of a stored event.
pub(crate) struct EventColumns {
    pub(crate) ticket: i64,
    pub(crate) id: i64,
    pub(crate) at: i64,
    pub(crate) author: i64,
}

/// Who wrote the comments, where it was not the author of the event.
pub(crate) fn comment_author(event: &TicketEvent) -> Option<i64> {
    let mut others = event.comments.iter().map(|comment| comment.author);
    let mut others = others.by_ref().filter(|author| *author != event.author);
    let first = others.next()?;
    Some(if others.all(|author| author == first) { first.0 } else { SEVERAL_AUTHORS })
}

/// Appends what no column holds; without the subject where no text is kept.
pub(crate) fn append(event: &TicketEvent, keeps_text: bool, buffer: &mut Vec<u8>) {
    let changes =
        event.changes.iter().filter(|change| keeps_text || change.field != Field::Subject);
    let mut writer = Writer::new(buffer);
    writer.count(u64::from(event.merge) | u64::from(event.creates) << 1);
    writer.text(&event.via);
    writer.length(changes.clone().count());
    for change in changes {
        write_change(&mut writer, change);
    }
    writer.length(event.comments.len());
    for comment in &event.comments {
        let other = comment.author != event.author;
        let kind = match comment.kind {
            CommentKind::Comment => 0,
            CommentKind::ChannelBack => CHANNEL_BACK,
            CommentKind::ChatStarted => CHAT_STARTED,
        };
        let public = if comment.public { PUBLIC } else { 0 };
        writer.count(kind | public | if other { OTHER_AUTHOR } else { 0 });
        if other {
            writer.number(comment.author.0);
        }
        writer.via(&comment.via);
    }
}

/// The event of a row.
pub(crate) fn read(columns: &EventColumns, body: &[u8]) -> Result<TicketEvent, Unreadable> {
    let mut reader = Reader::new("ticket event", body)?;
    let author = UserId(columns.author);
    let flags = reader.count()?;
    let via = reader.text()?;
    let changes = (0..reader.length()?).map(|_| read_change(&mut reader)).collect::<Result<_, _>>();
    let changes = changes?;
    let comments =
        (0..reader.length()?).map(|_| read_comment(&mut reader, author)).collect::<Result<_, _>>();
    let comments = comments?;
    reader.end()?;
    Ok(TicketEvent {
        ticket: TicketId(columns.ticket),
        id: EventId(columns.id),
        at: Timestamp(columns.at),
        author,
        via,
        merge: flags & 1 != 0,
        creates: flags & 2 != 0,
        changes,
        comments,
    })
}

fn write_change<'v>(writer: &mut Writer<'_, 'v>, change: &'v FieldChange) {
    let mut first = body::field_number(change.field)
        | body::kind_of(&change.value) << VALUE_SHIFT
        | body::kind_of(&change.previous) << PREVIOUS_SHIFT;
    if change.kind == ChangeKind::Create {
        first |= CREATE;
    }
    if change.tags.is_some() {
        first |= TAGS;
    }
    writer.count(first);
    writer.field_rest(change.field);
    writer.value(&change.value, 0);
    writer.value(&change.previous, change.value.as_integer().unwrap_or(0));
    if let Some(tags) = &change.tags {
        writer.texts(&tags.added);
        writer.texts(&tags.removed);
    }
}

fn read_change(reader: &mut Reader<'_>) -> Result<FieldChange, Unreadable> {
    let first = reader.count()?;
    let field = reader.field(first & 0xf)?;
    let value = reader.value(first >> VALUE_SHIFT & 3, 0)?;
    let nearby = value.as_integer().unwrap_or(0);
    let previous = reader.value(first >> PREVIOUS_SHIFT & 3, nearby)?;
    let tags = if first & TAGS == 0 {
        None
    } else {
        Some(TagDelta { added: reader.texts()?, removed: reader.texts()? })
    };
    let kind = if first & CREATE == 0 { ChangeKind::Change } else { ChangeKind::Create };
    Ok(FieldChange { field, kind, value, previous, tags })
}

fn read_comment(reader: &mut Reader<'_>, author: UserId) -> Result<Comment, Unreadable> {
    let flags = reader.count()?;
    let author = if flags & OTHER_AUTHOR == 0 { author } else { UserId(reader.number()?) };
    let kind = match flags & (CHANNEL_BACK | CHAT_STARTED) {
        0 => CommentKind::Comment,
        CHANNEL_BACK => CommentKind::ChannelBack,
        CHAT_STARTED => CommentKind::ChatStarted,
        _ => return Err(Unreadable::new("comment")),
    };
    Ok(Comment { kind, author, public: flags & PUBLIC != 0, via: reader.via()? })
}

#[cfg(test)]
mod tests {
    use inflow_domain::{Value, Via};
    use proptest::prelude::*;

    use super::super::samples;
    use super::*;

    fn comment(author: i64) -> Comment {
        Comment {
            kind: CommentKind::Comment,
            author: UserId(author),
            public: true,
            via: Via::named("web"),
        }
    }

    fn event(comments: Vec<Comment>) -> TicketEvent {
        TicketEvent {
            ticket: TicketId(9_007_199_254_740_993),
            id: EventId(-5),
            at: Timestamp(1_756_718_100),
            author: UserId(7),
            via: "Web form".into(),
            merge: true,
            creates: false,
            changes: vec![
                FieldChange {
                    field: Field::Tags,
                    kind: ChangeKind::Change,
                    value: Value::list(["a", "b"]),
                    previous: Value::Blank,
                    tags: Some(TagDelta { added: vec!["a".into()], removed: vec!["c".into()] }),
                },
                FieldChange {
                    field: Field::Subject,
                    kind: ChangeKind::Create,
                    value: Value::text("Where is my order?"),
                    previous: Value::Integer(i64::MIN),
                    tags: None,
                },
            ],
            comments,
        }
    }

    fn round_trip(event: &TicketEvent, keeps_text: bool) -> TicketEvent {
        let mut body = Vec::new();
        append(event, keeps_text, &mut body);
        let columns = EventColumns {
            ticket: event.ticket.0,
            id: event.id.0,
            at: event.at.0,
            author: event.author.0,
        };
        read(&columns, &body).expect("a body")
    }

    #[test]
    fn events_come_back_as_they_were() {
        let kinds = [CommentKind::ChannelBack, CommentKind::ChatStarted];
        let others = kinds.map(|kind| Comment { kind, ..comment(8) });
        let mut event = event([vec![comment(7), comment(8)], others.to_vec()].concat());
        event.changes.push(FieldChange {
            field: Field::SatisfactionComment,
            kind: ChangeKind::Change,
            value: Value::text("true"),
            previous: Value::Blank,
            tags: None,
        });
        assert_eq!(round_trip(&event, true), event);
    }

    /// A row as it was written before there were other comments than these.
    #[test]
    fn older_rows_are_read() {
        let columns = EventColumns { ticket: 1, id: 2, at: 3, author: 7 };
        let event = read(&columns, &[1, 0, 90, 0, 2, 1, 52, 0, 3, 16, 0, 0]).expect("an event");
        let comments = [comment(7), Comment { via: Via::default(), ..comment(8) }];
        assert_eq!((event.via.as_str(), event.comments), ("Mail", comments.to_vec()));
    }

    proptest! {
        #[test]
        fn any_event_comes_back_as_it_was(event in samples::event()) {
            prop_assert_eq!(round_trip(&event, true), event);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let columns = EventColumns { ticket: 1, id: 1, at: 1, author: 1 };
            let bytes = [&[1], &bytes[..]].concat();
            if let Ok(event) = read(&columns, &bytes) {
                prop_assert_eq!(round_trip(&event, true), event);
            }
        }
    }

    #[test]
    fn subjects_are_left_out_where_no_text_is_kept() {
        let event = event(vec![]);
        let kept = round_trip(&event, false);
        assert_eq!(kept.changes, event.changes[..1]);
    }

    #[test]
    fn comment_authors_are_named_where_they_differ() {
        assert_eq!(comment_author(&event(vec![])), None);
        assert_eq!(comment_author(&event(vec![comment(7)])), None);
        assert_eq!(comment_author(&event(vec![comment(7), comment(8), comment(8)])), Some(8));
        assert_eq!(comment_author(&event(vec![comment(9), comment(8)])), Some(SEVERAL_AUTHORS));
    }

    #[test]
    fn another_version_is_not_guessed() {
        let columns = EventColumns { ticket: 1, id: 1, at: 1, author: 1 };
        assert!(read(&columns, &[2, 0, 0, 0, 0, 0]).is_err());
        assert!(read(&columns, &[]).is_err());
    }
}
