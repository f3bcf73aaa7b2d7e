//! Ticket events: the keys, the time and the authors are columns, the rest is one blob.

use inflow_domain::{
    ChangeKind, Comment, EventId, Field, FieldChange, TagDelta, TicketEvent, TicketId, Timestamp,
    UserId,
};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::Unreadable;
use super::value::{StoredField, StoredValue, StoredVia, borrowed, owned};

/// Says in a row's comment author that there are several: the blob names them.
pub(crate) const SEVERAL_AUTHORS: i64 = -2;

#[derive(Serialize, Deserialize)]
struct StoredEvent<'a> {
    via: &'a str,
    merge: bool,
    creates: bool,
    #[serde(borrow)]
    changes: Vec<StoredChange<'a>>,
    comments: Vec<StoredComment<'a>>,
}

#[derive(Serialize, Deserialize)]
struct StoredChange<'a> {
    field: StoredField,
    create: bool,
    #[serde(borrow)]
    value: StoredValue<'a>,
    previous: StoredValue<'a>,
    tags: Option<StoredTags<'a>>,
}

#[derive(Serialize, Deserialize)]
struct StoredTags<'a> {
    #[serde(borrow)]
    added: Vec<&'a str>,
    removed: Vec<&'a str>,
}

#[derive(Serialize, Deserialize)]
struct StoredComment<'a> {
    /// Absent where the event's author wrote it.
    author: Option<i64>,
    public: bool,
    #[serde(borrow)]
    via: StoredVia<'a>,
}

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
    let comments = event.comments.iter().map(|comment| StoredComment {
        author: (comment.author != event.author).then_some(comment.author.0),
        public: comment.public,
        via: StoredVia::from(&comment.via),
    });
    let stored = StoredEvent {
        via: &event.via,
        merge: event.merge,
        creates: event.creates,
        changes: changes.map(StoredChange::from).collect(),
        comments: comments.collect(),
    };
    super::append(&stored, buffer);
}

/// The event of a row.
pub(crate) fn read(columns: &EventColumns, body: &[u8]) -> Result<TicketEvent, Unreadable> {
    let stored: StoredEvent<'_> = super::read("ticket event", body)?;
    let author = UserId(columns.author);
    let comments = stored.comments.into_iter().map(|comment| Comment {
        author: comment.author.map_or(author, UserId),
        public: comment.public,
        via: comment.via.into(),
    });
    Ok(TicketEvent {
        ticket: TicketId(columns.ticket),
        id: EventId(columns.id),
        at: Timestamp(columns.at),
        author,
        via: SmolStr::new(stored.via),
        merge: stored.merge,
        creates: stored.creates,
        changes: stored.changes.into_iter().map(FieldChange::from).collect(),
        comments: comments.collect(),
    })
}

impl<'a> From<&'a FieldChange> for StoredChange<'a> {
    fn from(change: &'a FieldChange) -> Self {
        let tags = change.tags.as_ref();
        Self {
            field: change.field.into(),
            create: change.kind == ChangeKind::Create,
            value: StoredValue::from(&change.value),
            previous: StoredValue::from(&change.previous),
            tags: tags.map(|tags| StoredTags {
                added: borrowed(&tags.added),
                removed: borrowed(&tags.removed),
            }),
        }
    }
}

impl From<StoredChange<'_>> for FieldChange {
    fn from(change: StoredChange<'_>) -> Self {
        Self {
            field: change.field.into(),
            kind: if change.create { ChangeKind::Create } else { ChangeKind::Change },
            value: change.value.into(),
            previous: change.previous.into(),
            tags: change
                .tags
                .map(|tags| TagDelta { added: owned(&tags.added), removed: owned(&tags.removed) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use inflow_domain::{Value, Via};

    use super::*;

    fn comment(author: i64) -> Comment {
        Comment { author: UserId(author), public: true, via: Via::named("web") }
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
        let event = event(vec![comment(7), comment(8)]);
        assert_eq!(round_trip(&event, true), event);
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
