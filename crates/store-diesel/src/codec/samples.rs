//! Anything that a row may hold, for the tests of what writes and reads rows.

use inflow_domain::{
    ChangeKind, Comment, CommentKind, EventId, Field, FieldChange, FieldId, TagDelta, TicketEvent,
    TicketId, TicketSnapshot, Timestamp, UserId, Value, Via,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use smol_str::SmolStr;

/// Usual words, odd ones, long ones, and one that comes again.
fn word() -> impl Strategy<Value = SmolStr> {
    let any = ".{0,40}".prop_map(SmolStr::from);
    prop_oneof![Just("open".into()), Just("a tag".into()), Just("\0".into()), any]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Blank),
        any::<i64>().prop_map(Value::Integer),
        word().prop_map(Value::Text),
        vec(word(), 0..20).prop_map(Value::List),
    ]
}

fn field() -> impl Strategy<Value = Field> {
    prop_oneof![
        proptest::sample::select(Field::SYSTEM.to_vec()),
        any::<i64>().prop_map(|id| Field::Custom(FieldId(id))),
    ]
}

fn via() -> impl Strategy<Value = Via> {
    (word(), word()).prop_map(|(channel, rel)| Via { channel, rel })
}

fn change() -> impl Strategy<Value = FieldChange> {
    let kind = prop_oneof![Just(ChangeKind::Create), Just(ChangeKind::Change)];
    let tags = (vec(word(), 0..5), vec(word(), 0..5))
        .prop_map(|(added, removed)| TagDelta { added, removed });
    (field(), kind, value(), value(), option::of(tags)).prop_map(
        |(field, kind, value, previous, tags)| FieldChange { field, kind, value, previous, tags },
    )
}

/// A ticket event.
pub(crate) fn event() -> impl Strategy<Value = TicketEvent> {
    let kinds = [CommentKind::Comment, CommentKind::ChannelBack, CommentKind::ChatStarted];
    let comment = (proptest::sample::select(kinds.to_vec()), any::<i64>(), any::<bool>(), via());
    let comment = comment.prop_map(|(kind, author, public, via)| Comment {
        kind,
        author: UserId(author),
        public,
        via,
    });
    let keys = (any::<i64>(), any::<i64>(), any::<i64>(), any::<i64>());
    let flags = (any::<bool>(), any::<bool>());
    (keys, word(), flags, vec(change(), 0..5), vec(comment, 0..4)).prop_map(
        |((ticket, id, at, author), via, (merge, creates), changes, comments)| TicketEvent {
            ticket: TicketId(ticket),
            id: EventId(id),
            at: Timestamp(at),
            author: UserId(author),
            via,
            merge,
            creates,
            changes,
            comments,
        },
    )
}

/// A ticket's snapshot.
pub(crate) fn snapshot() -> impl Strategy<Value = TicketSnapshot> {
    let times = (any::<i64>(), any::<i64>(), any::<i64>());
    let texts = (value(), word(), option::of(".{0,200}"));
    (
        any::<i64>(),
        times,
        (any::<bool>(), any::<bool>()),
        via(),
        vec((field(), value()), 0..8),
        texts,
    )
        .prop_map(
            |(id, (created, updated, generated), (deleted, scrubbed), via, fields, texts)| {
                TicketSnapshot {
                    id: TicketId(id),
                    created_at: Timestamp(created),
                    updated_at: Timestamp(updated),
                    generated_at: Timestamp(generated),
                    deleted,
                    scrubbed,
                    via,
                    fields,
                    recipient: texts.0,
                    support_type: texts.1,
                    description: texts.2,
                }
            },
        )
}
