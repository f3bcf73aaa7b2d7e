//! The index against the plain way of judging: whatever views and tickets, both find the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use inflow_domain::{
    ChangeKind, Channel, ChannelTable, Comment, CommentKind, Condition, ConditionValue, Contact,
    ContactView, CustomField, CustomStatus, CustomStatuses, End, EventId, Field, FieldCatalog,
    FieldChange, FieldId, FieldKind, HandlingTime, TagDelta, TicketEvent, TicketHistory, TicketId,
    TicketSnapshot, Timestamp, UserId, Value, Via, View, ViewId, WorkloadId,
};
use proptest::prelude::*;
use proptest::sample::{Index as Choice, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::{TestCaseError, TestRunner};

use super::{Index, Tracker};
use crate::counted::{CountedView, CountedWorkload};
use crate::engine::Engine;
use crate::explain::Explanation;
use crate::judge::{Judge, Plain};
use crate::replay::Inexact;
use crate::settings::Settings;
use crate::verdict::verdict;
use crate::walk::{Meaning, walk};

const KINDS: [FieldKind; 6] = [
    FieldKind::Dropdown,
    FieldKind::MultiSelect,
    FieldKind::Checkbox,
    FieldKind::Number,
    FieldKind::Date,
    FieldKind::Text,
];

/// One field more than the account lists.
fn custom() -> impl Strategy<Value = FieldId> {
    (31_i64..=37).prop_map(FieldId)
}

fn catalog() -> FieldCatalog {
    let field = |kind| {
        let options = [(501, "gold".into()), (502, "silver".into())].into();
        CustomField { kind, zendesk_type: "".into(), options }
    };
    FieldCatalog { fields: (31..).map(FieldId).zip(KINDS.map(field)).collect() }
}

/// Two custom statuses of some statuses, of which the first is the default.
fn statuses() -> CustomStatuses {
    let status =
        |category: &str, is_default| CustomStatus { category: category.into(), is_default };
    let known = [
        (7, status("new", true)),
        (8, status("open", true)),
        (10, status("open", false)),
        (11, status("solved", true)),
    ];
    CustomStatuses::new(known.into())
}

/// Values in many spellings; the first ones are blank.
fn values(field: Field) -> &'static [&'static str] {
    match field {
        Field::Status => {
            &["", "new", "open", "open", "pending", "hold", "solved", "closed", "deleted", "odd"]
        }
        Field::Type => &["", "question", "incident", "problem", "task"],
        Field::Priority => &["", "low", "normal", "high", "urgent", "odd"],
        Field::Satisfaction => &["", "unoffered", "offered", "bad", "bad_with_comment", "good"],
        Field::SatisfactionComment => &["", "Thank you", "No thanks"],
        Field::Tags => &["", "vip", "vip old", "old", "vip new old", "unheard"],
        Field::DueAt => &["", "1970-01-01T03:00:00Z", "1970-01-01 05:00:00 +0200", "7200", "never"],
        Field::Subject => &["", "Where is my parcel?", "A Refund, please", "parcel"],
        Field::Custom(FieldId(31)) => &["", "gold", "silver", "501", "gold silver", "x"],
        Field::Custom(FieldId(32)) => &["", "gold", "silver", "gold silver", "silver gold x", "x"],
        Field::Custom(FieldId(33)) => &["", "false", "0", "true", "1", "perhaps"],
        Field::Custom(FieldId(34)) => &["", "0", "9.5", "10", "10.0", "1e1", "007", "ten"],
        Field::Custom(FieldId(35)) => &["", "2025-01-31", "2025-02-01T00:00:00Z", "2024-12-31"],
        Field::Custom(_) => &["", "Big", "big", "10", "9", "9.5", "two words"],
        _ => &["", "7", "8", "900", "901", "10", "11"],
    }
}

fn field() -> impl Strategy<Value = Field> {
    let system = Field::SYSTEM.to_vec();
    prop_oneof![
        4 => select(vec![Field::Status, Field::CustomStatus, Field::Assignee, Field::Tags]),
        1 => select(vec![Field::Satisfaction, Field::SatisfactionComment]),
        4 => select(system),
        3 => custom().prop_map(Field::Custom),
    ]
}

fn field_value() -> impl Strategy<Value = (Field, Value)> {
    field().prop_flat_map(|field| {
        let value = select(values(field)).prop_map(Value::text);
        // Where a text is usual a list may come, and the other way round.
        let list = select(values(field)).prop_map(|text| Value::list(text.split(' ')));
        (Just(field), prop_oneof![9 => value, 1 => list])
    })
}

/// What a view may ask: the condition's field, and what it reads.
const ASKED: &[(&str, Field, &[&str])] = &[
    ("status", Field::Status, &["is", "is_not", "less_than", "greater_than"]),
    ("custom_status_id", Field::CustomStatus, &["is", "is_not", "includes", "not_includes"]),
    ("type", Field::Type, &["is", "is_not"]),
    ("priority", Field::Priority, &["is", "is_not", "less_than", "greater_than"]),
    ("group_id", Field::Group, &["is", "is_not"]),
    ("assignee_id", Field::Assignee, &["is", "is_not"]),
    ("requester_id", Field::Requester, &["is", "is_not"]),
    ("organization_id", Field::Organization, &["is", "is_not"]),
    ("brand_id", Field::Brand, &["is", "is_not"]),
    ("ticket_form_id", Field::Form, &["is", "is_not"]),
    ("current_tags", Field::Tags, &["includes", "not_includes"]),
    ("satisfaction_score", Field::Satisfaction, &["is", "is_not", "less_than", "greater_than"]),
];
const CUSTOM: &[&str] = &[
    "is",
    "is_not",
    "present",
    "not_present",
    "less_than",
    "less_than_equal",
    "greater_than",
    "greater_than_equal",
    "includes",
    "not_includes",
];
const HOURS: &[&str] = &[
    "NEW",
    "OPEN",
    "PENDING",
    "HOLD",
    "SOLVED",
    "CLOSED",
    "assigned_at",
    "assignee_updated_at",
    "requester_updated_at",
    "due_date",
    "due_at",
    "until_due_date",
];
/// Conditions that read what no event changes, and fields that are compared with each other.
const FURTHER: &[(&str, &[&str], &[&str])] = &[
    ("ticket_type_id", &["is", "is_not"], &["1", "4"]),
    ("group_id", &["is", "is_not"], &["requester_id", "assignee_id"]),
    ("assignee_id", &["is", "is_not"], &["requester_id"]),
    (
        "description_includes_word",
        &["includes", "not_includes", "is", "is_not"],
        &["parcel", "refund please", "where is", "", "my parcel", "fragile"],
    ),
    ("support_type", &["is", "is_not"], &["0", "1", "agent", "ai_agent", ""]),
    ("recipient", &["is", "is_not", ""], &["help", "help@example.com", "sales@example.com", ""]),
    (
        "exact_created_at",
        &["less_than", "less_than_equal", "greater_than", "greater_than_equal"],
        &["1970-01-01T00:00:00Z", "1970-01-01T00:01:40Z", "1970-01-02", ""],
    ),
];

fn condition() -> impl Strategy<Value = Condition> {
    let of_field = (select(ASKED), any::<Choice>(), any::<Choice>()).prop_map(
        |((name, field, operators), operator, value)| {
            (name.to_owned(), *operator.get(operators), *value.get(values(field)))
        },
    );
    let of_custom =
        (custom(), select(CUSTOM), any::<Choice>()).prop_map(|(id, operator, value)| {
            (format!("custom_fields_{id}"), operator, *value.get(values(Field::Custom(id))))
        });
    let hours = (
        select(HOURS),
        select(&["is", "less_than", "greater_than"][..]),
        select(&["0", "1", "2", "1.5", "-1", "", "1e25", "-1e25"][..]),
    );
    let hours = hours.prop_map(|(field, operator, value)| (field.to_owned(), operator, value));
    let further = (select(FURTHER), any::<Choice>(), any::<Choice>()).prop_map(
        |((name, operators, values), operator, value)| {
            ((*name).to_owned(), *operator.get(operators), *value.get(values))
        },
    );
    let asked = prop_oneof![4 => of_field, 3 => of_custom, 2 => hours, 2 => further];
    (asked, prop::bool::weighted(0.3)).prop_map(|((field, operator, value), listed)| {
        let value = match value {
            "" => ConditionValue::Blank,
            text if listed => ConditionValue::Many(text.split(' ').map(str::to_owned).collect()),
            text => ConditionValue::One(text.to_owned()),
        };
        Condition { field: field.into(), operator: operator.into(), value }
    })
}

/// Views that share conditions, more of them than a word has bits now and then.
fn views() -> impl Strategy<Value = Vec<CountedView>> {
    let places = || prop::collection::vec(any::<Choice>(), 0..4);
    let until =
        prop::option::weighted(0.2, select(&[0_i64, 99, 100, 101, 160, 3700, 7300, 90_000][..]))
            .prop_map(|until| until.map(Timestamp));
    let view = (places(), places(), prop::bool::weighted(0.4), until);
    let number = prop_oneof![4 => 0_usize..12, 1 => 60_usize..140];
    let views = number.prop_flat_map(move |number| prop::collection::vec(view.clone(), number));
    (prop::collection::vec(condition(), 1..30), views).prop_map(|(conditions, views)| {
        let of =
            |places: &[Choice]| places.iter().map(|one| one.get(&conditions).clone()).collect();
        let views = (0..).zip(&views).map(|(id, (all, any, has_any, until))| CountedView {
            view: View {
                id: ViewId(id),
                title: String::new(),
                active: true,
                updated_at: Timestamp(0),
                all: of(all),
                any: if *has_any { of(any) } else { Vec::new() },
                unreadable: None,
            },
            until: *until,
        });
        views.collect()
    })
}

/// Workloads of views: of some that are there and one that is not, and more than a word has bits now and
/// then.
fn workloads() -> impl Strategy<Value = Vec<CountedWorkload>> {
    let channel = select(&[Channel::Email, Channel::Email, Channel::Chat][..]);
    let views = prop::collection::btree_set((0_i64..14).prop_map(ViewId), 1..5);
    let number = prop_oneof![1 => Just(0_usize), 6 => 1_usize..6, 1 => 60_usize..70];
    let workloads = number.prop_flat_map(move |number| {
        prop::collection::vec((channel.clone(), views.clone()), number)
    });
    workloads.prop_map(|workloads| {
        let workload =
            |(id, (channel, views))| CountedWorkload { id: WorkloadId(id), channel, views };
        (1..).zip(workloads).map(workload).collect()
    })
}

/// One event before its ticket's state is known.
#[derive(Debug, Clone)]
struct Told {
    after: i64,
    author: i64,
    via: &'static str,
    changes: Vec<(Field, Value)>,
    /// Whether tags are told as added and removed.
    tags_differ: bool,
    /// Zendesk's previous value is another than the history's.
    gap: bool,
    comment: Option<(i64, bool, &'static str)>,
    kind: CommentKind,
}

fn told() -> impl Strategy<Value = Told> {
    let people = || select(&[900_i64, 901, 10, 11, -1][..]);
    let seconds = select(&[0_i64, 1, 60, 1799, 3599, 3600, 3601, 5400, 7200, 20_000][..]);
    let via =
        select(&["Mail", "Web form", "Chat", "Phone call (outbound)", "merge", "Rule", ""][..]);
    let channel = select(&["", "email", "chat", "whatsapp", "merge", "pigeon", "rule"][..]);
    let comment = prop::option::of((people(), prop::bool::weighted(0.8), channel));
    let changes = prop::collection::vec(field_value(), 0..4);
    let kind =
        select(&[CommentKind::Comment, CommentKind::ChannelBack, CommentKind::ChatStarted][..]);
    let flags = (any::<bool>(), prop::bool::weighted(0.03), kind);
    (seconds, people(), via, changes, comment, flags).prop_map(
        |(after, author, via, changes, comment, (tags_differ, gap, kind))| Told {
            after,
            author,
            via,
            changes,
            tags_differ,
            gap,
            comment,
            kind,
        },
    )
}

fn event(
    id: i64,
    at: i64,
    told: &Told,
    creates: bool,
    state: &mut Vec<(Field, Value)>,
) -> TicketEvent {
    let mut change = |(field, value): &(Field, Value)| {
        let value = if *field == Field::Tags { value.clone().into_list() } else { value.clone() };
        let known = state.iter().find(|(known, _)| known == field);
        let previous = known.map(|(_, value)| value.clone()).unwrap_or_default();
        state.retain(|(known, _)| known != field);
        state.push((*field, value.clone()));
        let (now, then) = (value.to_items(), previous.to_items());
        let tags = (*field == Field::Tags && told.tags_differ).then(|| TagDelta {
            added: now.iter().filter(|tag| !then.contains(tag)).cloned().collect(),
            removed: then.iter().filter(|tag| !now.contains(tag)).cloned().collect(),
        });
        let previous = if told.gap { Value::text("8") } else { previous };
        let kind = if creates { ChangeKind::Create } else { ChangeKind::Change };
        FieldChange { field: *field, kind, value, previous, tags }
    };
    let comment = told.comment.map(|(author, public, channel)| Comment {
        kind: told.kind,
        author: UserId(author),
        public,
        via: Via::named(channel),
    });
    TicketEvent {
        ticket: TicketId(1),
        id: EventId(id),
        at: Timestamp(at),
        author: UserId(told.author),
        via: told.via.into(),
        merge: told.via == "merge",
        creates,
        changes: told.changes.iter().map(&mut change).collect(),
        comments: comment.into_iter().collect(),
    }
}

/// A ticket: some are whole, some older than the window, and of some nothing agrees.
fn ticket() -> impl Strategy<Value = TicketHistory> {
    let shown = prop::option::weighted(
        0.9,
        (
            prop::collection::vec(field_value(), 0..2),
            prop::bool::weighted(0.1),
            prop::bool::weighted(0.1),
            select(&["", "agent", "ai_agent"][..]),
            select(&["", "Help@Example.com", "sales@example.com", "help"][..]),
            prop::option::of(select(&["My parcel is lost", "refund", "X"][..])),
            prop::bool::weighted(0.1),
        ),
    );
    let events = prop::collection::vec(told(), 1..10);
    let begin = select(&[0_i64, 99, 100, 101, 90_000][..]);
    let ids = prop_oneof![Just(1_i64), Just(-1), Just(7)];
    (events, shown, 0_usize..3, begin, ids).prop_map(|(told, shown, forgotten, begin, ids)| {
        let (mut at, mut state, mut events) = (begin, Vec::new(), Vec::new());
        for (id, told) in (0..).zip(&told) {
            // Backwards and in a jumble too: ids are no order in time.
            let number = (id * ids).rem_euclid(17);
            at += if id == 0 { 0 } else { told.after };
            events.push(event(number, at, told, id == 0, &mut state));
        }
        let snapshot = shown.map(|(odd, deleted, early, support, recipient, text, is_odd)| {
            if is_odd {
                state.extend(odd);
            }
            TicketSnapshot {
                id: TicketId(1),
                created_at: Timestamp(begin),
                updated_at: Timestamp(if early { begin + 60 } else { at }),
                generated_at: Timestamp(at),
                deleted,
                scrubbed: text == Some("X"),
                via: Via::named("email"),
                fields: state,
                recipient: Value::text(recipient),
                support_type: support.into(),
                description: text.map(str::to_owned),
            }
        });
        events.drain(..forgotten.saturating_sub(1).min(events.len()));
        TicketHistory { ticket: TicketId(1), snapshot, events }
    })
}

/// What a judge's walk through a ticket finds.
fn found(
    engine: &Engine,
    history: &TicketHistory,
    judge: &mut impl Judge,
) -> (Vec<(EventId, Meaning)>, Option<Inexact>) {
    let mut outcomes = Vec::new();
    let walked = walk(&engine.shared, history, judge, &mut outcomes, |outcomes, _, step| {
        outcomes.push((step.event.id, step.meaning));
    });
    (outcomes, walked.inexact)
}

fn check(
    views: Vec<CountedView>,
    workloads: Vec<CountedWorkload>,
    tickets: &[TicketHistory],
    since: Option<i64>,
    most_words: usize,
) -> Result<(), TestCaseError> {
    let engine = Engine::new(Settings {
        views,
        workloads,
        staff: vec![UserId(10), UserId(11)],
        robots: [UserId(11), UserId(901)].into(),
        time_field: Some(FieldId(34)),
        fields: catalog(),
        channels: ChannelTable::default(),
        statuses: statuses(),
        further_fields: BTreeSet::new(),
        since: since.map(Timestamp),
    });
    let judged = engine.shared.judged();
    let index = Arc::new(Index::new(judged.views, judged.workloads));
    let mut tracker = Tracker::remembering(index, most_words);
    // The second time everything is known.
    for history in tickets.iter().chain(tickets) {
        let plain = found(&engine, history, &mut Plain::new(judged));
        prop_assert_eq!(found(&engine, history, &mut tracker), plain);
    }
    for history in tickets {
        check_ends(&engine, history)?;
    }
    Ok(())
}

/// What became of a ticket's contacts is the same by the index and by plain judging, and adds up.
fn check_ends(engine: &Engine, history: &TicketHistory) -> Result<(), TestCaseError> {
    let count = engine.count(history);
    let explained = engine.explain(history);
    let contacts = explained.events.iter().filter(|event| event.kind.is_some());
    let plain: Vec<(EventId, Vec<ContactView>, bool)> = contacts
        .map(|event| {
            let workloads = event.workloads.iter().filter_map(|workload| workload.counted);
            let counted = workloads.chain(event.views.iter().filter_map(|view| view.counted));
            (event.event, counted.collect(), event.reopening)
        })
        .collect();
    let found: Vec<(EventId, Vec<ContactView>, bool)> = count
        .contacts
        .iter()
        .map(|contact| (contact.event, contact.views.clone(), contact.reopening))
        .collect();
    prop_assert_eq!(found, plain);
    prop_assert_eq!(count.unassigned_handling, explained.unassigned_handling);
    check_conservation(&count.contacts, &explained)
}

/// At every event, in every view: waiting before + offered - ended = waiting after, and nothing waits where
/// the ticket does not (rules 9.3 and 9.5). Everything that took time is somewhere (rule 9.7).
fn check_conservation(contacts: &[Contact], explained: &Explanation) -> Result<(), TestCaseError> {
    let mut waiting: BTreeMap<ViewId, BTreeSet<EventId>> = BTreeMap::new();
    for event in &explained.events {
        let ended_here = |end: Option<End>| end.is_some_and(|end| end.event == Some(event.event));
        for contact in contacts {
            for counted in &contact.views {
                let waiting = waiting.entry(counted.view).or_default();
                if contact.event == event.event {
                    prop_assert!(waiting.insert(contact.event), "it arrives once");
                }
                if ended_here(counted.end) {
                    prop_assert!(
                        waiting.remove(&contact.event),
                        "it ends once, and after its arrival"
                    );
                    prop_assert!(counted.end.is_some_and(|end| end.at >= contact.at));
                }
            }
        }
    }
    for contact in contacts {
        for counted in &contact.views {
            let is_waiting = waiting[&counted.view].contains(&contact.event);
            let ended_by_event = counted.end.is_some_and(|end| end.event.is_some());
            prop_assert_eq!(is_waiting, !ended_by_event);
        }
    }
    let taken: HandlingTime = explained.events.iter().map(|event| event.handling).sum();
    let views: BTreeSet<ViewId> = contacts.iter().flat_map(Contact::view_ids).collect();
    for view in views {
        let given = contacts.iter().filter_map(|contact| contact.in_view(view));
        let given: HandlingTime = given.map(|counted| counted.handling).sum();
        if view.workload().is_none() {
            prop_assert!(given + explained.unassigned_handling <= taken);
        }
        prop_assert!(given <= taken);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_finds_what_plain_judging_finds(
        views in views(),
        workloads in workloads(),
        tickets in prop::collection::vec(ticket(), 1..5),
        since in prop::option::of(select(&[0_i64, 100, 3700][..])),
        most_words in prop_oneof![Just(0_usize), Just(1 << 21)],
    ) {
        check(views, workloads, &tickets, since, most_words)?;
    }
}

/// What the cases are made of is what views may ask: otherwise they would test nothing.
#[test]
fn every_condition_of_the_cases_is_supported() {
    let mut runner = TestRunner::deterministic();
    let mut supported = 0;
    for _ in 0..500 {
        let condition = condition().new_tree(&mut runner).expect("a condition").current();
        let view = View {
            id: ViewId(1),
            title: String::new(),
            active: true,
            updated_at: Timestamp(0),
            all: vec![condition],
            any: Vec::new(),
            unreadable: None,
        };
        supported += usize::from(verdict(&view).is_supported());
    }
    assert!(supported > 450, "{supported} of 500 conditions are supported");
}
