//! Counts one ticket by hand: two e-mails of a customer, with an agent's answer between them.
//!
//! `cargo run -p inflow-mapping --example count_a_ticket`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use inflow_domain::{
    ChangeKind, Comment, CommentKind, Condition, ConditionValue, EventId, Field, FieldChange,
    QueueKey, TicketEvent, TicketHistory, TicketId, Timestamp, UserId, Value, Via, View, ViewId,
};
use inflow_mapping::contacts::Nothing;
use inflow_mapping::{CountedView, Engine, Settings, verdict};

const CUSTOMER: UserId = UserId(900);
const AGENT: UserId = UserId(10);

fn main() {
    let view = unsolved_tickets();
    println!("{}: {:?}", view.title, verdict(&view));

    let engine = Engine::new(Settings {
        views: vec![CountedView { view: view.clone(), until: None }],
        staff: vec![AGENT],
        ..Settings::default()
    });
    let events = vec![
        event(1, "2025-09-01T09:15:00Z", CUSTOMER, ChangeKind::Create, "", "open"),
        event(2, "2025-09-01T10:00:00Z", AGENT, ChangeKind::Change, "open", "solved"),
        event(3, "2025-09-03T08:30:00Z", CUSTOMER, ChangeKind::Change, "solved", "open"),
    ];
    let history = TicketHistory { ticket: TicketId(1), snapshot: None, events };

    for contact in engine.count(&history).contacts {
        let queues = contact.view_ids().map(|view_id| {
            QueueKey::View { view: view_id, channel: contact.channel }.name(&view.title)
        });
        let queues: Vec<String> = queues.collect();
        println!("{} {} in {}", contact.at, contact.kind.as_str(), queues.join(", "));
    }
    for event in engine.explain(&history).events {
        let why = event.why_nothing.map_or("a contact", Nothing::as_str);
        println!("event {}: rule {}, {why}", event.event, event.rule);
    }
}

fn unsolved_tickets() -> View {
    let unsolved = Condition {
        field: "status".into(),
        operator: "less_than".into(),
        value: ConditionValue::One("solved".to_owned()),
    };
    View {
        id: ViewId(25),
        title: "Open".to_owned(),
        active: true,
        updated_at: Timestamp(0),
        all: vec![unsolved],
        any: Vec::new(),
        unreadable: None,
    }
}

/// An event with a public comment by e-mail that sets the status.
fn event(
    id: i64,
    at: &str,
    author: UserId,
    kind: ChangeKind,
    previous: &str,
    status: &str,
) -> TicketEvent {
    let change = FieldChange {
        field: Field::Status,
        kind,
        value: Value::text(status),
        previous: Value::text(previous),
        tags: None,
    };
    TicketEvent {
        ticket: TicketId(1),
        id: EventId(id),
        at: Timestamp::parse(at).expect("the example's instants are well-formed"),
        author,
        via: "Mail".into(),
        merge: false,
        creates: kind == ChangeKind::Create,
        changes: vec![change],
        comments: vec![Comment {
            kind: CommentKind::Comment,
            author,
            public: true,
            via: Via::named("email"),
        }],
    }
}
