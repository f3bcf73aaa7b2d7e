//! What a count takes again, and that it comes to the same figures.

use std::collections::BTreeMap;

use inflow_domain::{
    ChangeKind, Channel, Comment, CommentKind, Condition, ConditionValue, Contact, ContactKind,
    ContactView, CustomField, CustomStatus, CustomStatuses, End, EventId, Field, FieldCatalog,
    FieldChange, FieldId, FieldKind, Outcome, Side, TicketEvent, TicketHistory, TicketId, UserId,
    Value, Via, View,
};
use inflow_store::{TicketCount, TicketCounter as _};
use proptest::prelude::*;

use super::*;

fn contact(event: i64, views: &[i64]) -> Contact {
    Contact {
        ticket: TicketId(1),
        event: EventId(event),
        at: Timestamp(event),
        kind: ContactKind::Reply,
        channel: Channel::Email,
        unmapped_channel: None,
        reopening: false,
        author_side: Side::Customer,
        views: views.iter().map(|view| ContactView::unfinished(ViewId(*view))).collect(),
    }
}

fn condition(field: &str, operator: &str, value: &str) -> Condition {
    let value = ConditionValue::One(value.to_owned());
    Condition { field: field.into(), operator: operator.into(), value }
}

fn counted(id: i64, all: Vec<Condition>, until: Option<i64>) -> CountedView {
    let (title, updated_at) = (format!("View {id}"), Timestamp(0));
    let view = View {
        id: ViewId(id),
        title,
        active: true,
        updated_at,
        all,
        any: vec![],
        unreadable: None,
    };
    CountedView { view, until: until.map(Timestamp) }
}

fn settings_of(views: &[CountedView]) -> Settings {
    Settings { views: views.to_vec(), staff: vec![UserId(1)], ..Settings::default() }
}

fn counter_of(views: &[CountedView], unchanged: BTreeSet<ViewId>) -> EngineCounter {
    EngineCounter {
        engine: Engine::new(settings_of(views)),
        frozen: [].into(),
        unchanged,
        known_from: None,
    }
}

fn inputs(fields: &FieldCatalog) -> CountingInputs {
    CountingInputs { fields: fields.clone(), ..CountingInputs::default() }
}

#[test]
fn what_erased_texts_counted_stays() {
    let frozen = [(ViewId(7), Some(Timestamp(30)))].into();
    let counter = EngineCounter { frozen, ..counter_of(&[], BTreeSet::new()) };
    let before = [contact(10, &[7]), contact(20, &[5, 7]), contact(30, &[7])];
    let mut count = TicketCount { contacts: vec![contact(20, &[9])], ..TicketCount::default() };
    let history = TicketHistory { ticket: TicketId(1), snapshot: None, events: Vec::new() };
    counter.carry_over(&history, &before, &mut count);
    assert_eq!(count.contacts, [contact(10, &[7]), contact(20, &[7, 9])]);
}

/// Later events move nothing in a view that is judged no more, and the other ends go on (rule 9.3).
#[test]
fn contacts_of_erased_texts_still_end() {
    let frozen = [(ViewId(7), None)].into();
    let counter = EngineCounter { frozen, ..counter_of(&[], BTreeSet::new()) };
    let event = |id: i64, author: i64, status: &str| TicketEvent {
        ticket: TicketId(1),
        id: EventId(id),
        at: Timestamp(id),
        author: UserId(author),
        via: "Mail".into(),
        merge: false,
        creates: false,
        changes: vec![FieldChange {
            field: Field::Status,
            kind: ChangeKind::Change,
            value: Value::text(status),
            previous: Value::Blank,
            tags: None,
        }],
        comments: vec![],
    };
    let events = vec![event(10, 900, "open"), event(20, 1, "open"), event(30, 1, "pending")];
    let history = TicketHistory { ticket: TicketId(1), snapshot: None, events };
    let before = [contact(10, &[7]), contact(40, &[7])];
    let mut count = TicketCount::default();
    counter.carry_over(&history, &before, &mut count);
    let end = End { outcome: Outcome::Settled, at: Timestamp(30), event: Some(EventId(30)) };
    let ended = ContactView { end: Some(end), ..ContactView::unfinished(ViewId(7)) };
    let expected = [Contact { views: vec![ended], ..contact(10, &[7]) }, contact(40, &[7])];
    assert_eq!(count.contacts, expected);
}

#[test]
fn only_what_changed_is_judged_again() {
    let field = |kind, options: &[(i64, &str)]| CustomField {
        kind,
        zendesk_type: "tagger".into(),
        options: options.iter().map(|(id, tag)| (*id, (*tag).into())).collect(),
    };
    let catalog =
        |kind, options| FieldCatalog { fields: [(FieldId(5), field(kind, options))].into() };
    let fields = catalog(FieldKind::Dropdown, &[(1, "one")]);
    let of_status = counted(1, vec![condition("status", "is", "open")], None);
    let of_field = counted(2, vec![condition("custom_fields_5", "is", "1")], None);
    let since = Timestamp(0);
    let before = fingerprint(since, None, &[of_status.clone(), of_field.clone()], &inputs(&fields));
    let check = |views: &[CountedView], fields: &FieldCatalog, expected: Unchanged| {
        let now = fingerprint(since, None, views, &inputs(fields));
        assert_eq!(unchanged_views(&now, Some(&before)), expected);
        assert_eq!(unchanged_views(&now, None), Unchanged::Nothing);
    };
    let views = |views: &[i64]| Unchanged::Views(views.iter().copied().map(ViewId).collect());
    let mut renamed = of_status.clone();
    renamed.view.title = "Another".to_owned();
    check(&[renamed, of_field.clone()], &fields, Unchanged::AllViews);
    check(std::slice::from_ref(&of_field), &fields, views(&[2]));
    let added = counted(3, vec![], None);
    check(&[of_status.clone(), of_field.clone(), added], &fields, views(&[1, 2]));
    let ended = CountedView { until: Some(Timestamp(9)), ..of_status.clone() };
    check(&[ended, of_field.clone()], &fields, views(&[2]));
    let edited = counted(1, vec![condition("status", "is", "new")], None);
    check(&[edited, of_field.clone()], &fields, views(&[2]));
    let both = [of_status, of_field];
    check(&both, &catalog(FieldKind::Dropdown, &[(1, "two")]), views(&[1]));
    check(&both, &catalog(FieldKind::Text, &[(1, "one")]), Unchanged::Nothing);
    // What is compared decides whether tickets are exact, and so about every view (rule 2.4).
    let reads_more = counted(3, vec![condition("brand_id", "is", "5")], None);
    check(&[both[0].clone(), both[1].clone(), reads_more], &fields, Unchanged::Nothing);
    let status = CustomStatus { category: "open".into(), is_default: true };
    let statuses = CustomStatuses::new([(7, status)].into());
    let with_statuses = CountingInputs { statuses, ..inputs(&fields) };
    let now = fingerprint(since, None, &both, &with_statuses);
    assert_eq!(unchanged_views(&now, Some(&before)), Unchanged::Nothing);
}

/// A view over few fields, so that tickets often move in and out.
fn any_view(id: i64) -> impl Strategy<Value = CountedView> {
    let one = prop_oneof![
        prop::sample::select(vec!["new", "open", "solved"]).prop_map(|status| ("status", status)),
        prop::sample::select(vec!["1", "2", ""]).prop_map(|group| ("group_id", group)),
    ];
    let one = (one, prop::sample::select(vec!["is", "is_not"]))
        .prop_map(|((field, value), operator)| condition(field, operator, value));
    (prop::collection::vec(one, 0..3), prop::option::of(0_i64..9000))
        .prop_map(move |(all, until)| counted(id, all, until))
}

fn any_views() -> impl Strategy<Value = Vec<CountedView>> {
    (1_i64..6).prop_flat_map(|count| (1..=count).map(any_view).collect::<Vec<_>>())
}

fn any_event() -> impl Strategy<Value = TicketEvent> {
    let status = prop::option::of(prop::sample::select(vec!["new", "open", "solved", "closed"]));
    (1_i64..40, 0_i64..9000, 1_i64..4, any::<[bool; 2]>(), status, prop::option::of(0_i64..3))
        .prop_map(|(id, at, author, [creates, public], status, group)| {
            let change = |field, value| FieldChange {
                field,
                kind: ChangeKind::Change,
                value,
                previous: Value::Blank,
                tags: None,
            };
            let status = status.map(|status| change(Field::Status, Value::text(status)));
            let group = group.map(|group| change(Field::Group, Value::text(&group.to_string())));
            let via = Via::named("email");
            TicketEvent {
                ticket: TicketId(1),
                id: EventId(id),
                at: Timestamp(at),
                author: UserId(author),
                via: "Mail".into(),
                merge: false,
                creates: creates && id < 5,
                changes: status.into_iter().chain(group).collect(),
                comments: vec![Comment {
                    kind: CommentKind::Comment,
                    author: UserId(author),
                    public,
                    via,
                }],
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever becomes of the views, judging those that changed comes to what a count under all of
    /// them comes to.
    #[test]
    fn judging_the_changed_views_alone_equals_judging_all(
        events in prop::collection::vec(any_event(), 0..12),
        history_of_views in prop::collection::vec(any_views(), 2..5),
    ) {
        // The store keeps each event once.
        let events: BTreeMap<EventId, TicketEvent> =
            events.into_iter().map(|event| (event.id, event)).collect();
        let events = events.into_values().collect();
        let history = TicketHistory { ticket: TicketId(1), snapshot: None, events };
        let fields = FieldCatalog::default();
        let mut views = &history_of_views[0];
        let mut count = counter_of(views, BTreeSet::new()).count(&history);
        for next in &history_of_views[1..] {
            let name = |views: &[CountedView]| fingerprint(Timestamp(0), None, views, &inputs(&fields));
            let unchanged = match unchanged_views(&name(next), Some(&name(views))) {
                Unchanged::Views(unchanged) => unchanged,
                Unchanged::AllViews => continue,
                // What a view reads is compared under all of them.
                Unchanged::Nothing => BTreeSet::new(),
            };
            let judged: Vec<CountedView> =
                next.iter().filter(|view| !unchanged.contains(&view.id())).cloned().collect();
            let further_fields = compared_fields(next);
            let settings = Settings { further_fields, ..settings_of(&judged) };
            let engine = Engine::new(settings);
            let others = EngineCounter { engine, frozen: [].into(), unchanged, known_from: None };
            let mut changed = others.count(&history);
            others.carry_over(&history, &count.contacts, &mut changed);
            let mut whole = counter_of(next, BTreeSet::new()).count(&history);
            // Ids are no order in time, so the engine has another one than the rows.
            for count in [&mut changed, &mut whole] {
                count.contacts.sort_by_key(|contact| contact.event);
            }
            prop_assert_eq!(&changed, &whole);
            (views, count) = (next, changed);
        }
    }
}
