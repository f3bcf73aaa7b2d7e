//! What an account looks like: views, fields, staff, and whether texts are kept.

use inflow_domain::{
    Condition, ConditionValue, CustomField, CustomStatus, CustomStatuses, Field, FieldCatalog,
    FieldChange, FieldId, FieldKind, TicketEvent, TicketId, TicketSnapshot, UserId, Value, View,
};

use super::StoreFactory;
use super::sample::{
    add, at, change, count_changes, creation, discovery, event, held, save_events, save_tickets,
    snapshot, view,
};
use crate::{Discovery, TicketBookmark, ViewVersion};

/// A view whose definition changed gets a version; one that did not was seen once more; one that
/// is gone keeps the time when it was last seen.
pub async fn a_changed_view_is_a_version(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let condition = |value| Condition { field: "status".into(), operator: "is".into(), value };
    let first = view(1, "Open");
    let values = [
        ConditionValue::One("open".to_owned()),
        ConditionValue::Many(vec!["a".to_owned(), "b".to_owned()]),
        ConditionValue::Blank,
    ];
    let edited = View { all: values.map(condition).to_vec(), ..first.clone() };
    let moved = View { all: vec![], any: edited.all.clone(), ..first.clone() };
    let unreadable = View { unreadable: Some("no conditions".to_owned()), ..first.clone() };
    let other = view(2, "Other");
    for (seconds, views) in [
        (10, vec![other.clone(), first.clone()]),
        (20, vec![first.clone(), other.clone()]),
        (30, vec![edited.clone()]),
        (40, vec![moved.clone()]),
        (50, vec![unreadable.clone()]),
    ] {
        let found = discovery(seconds, &[], views);
        store.imports.save_discovery(held(id), found).await.expect("a discovery");
    }
    let version = |view, first_seen, last_seen| ViewVersion {
        view,
        first_seen: at(first_seen),
        last_seen: at(last_seen),
    };
    let expected = [
        version(first, 10, 20),
        version(edited, 30, 30),
        version(moved, 40, 40),
        version(unreadable, 50, 50),
        version(other, 10, 20),
    ];
    assert_eq!(store.reports.views(id).await.expect("views"), expected);
    let inputs = store.counts.inputs(id).await.expect("inputs");
    assert_eq!((inputs.views.as_slice(), inputs.discovered_at), (&expected[..], Some(at(50))));
}

/// The fields are those that were found last.
pub async fn fields_are_replaced(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let dropdown = CustomField {
        kind: FieldKind::Dropdown,
        zendesk_type: "tagger".into(),
        options: [(77, "gold".into()), (-1, "silver".into())].into(),
    };
    let text =
        CustomField { kind: FieldKind::Text, zendesk_type: "lookup".into(), options: [].into() };
    for fields in [
        FieldCatalog { fields: [(FieldId(1), dropdown.clone()), (FieldId(2), text)].into() },
        FieldCatalog { fields: [(FieldId(1), dropdown)].into() },
        FieldCatalog::default(),
    ] {
        let found = Discovery { fields: Some(fields.clone()), ..discovery(0, &[], vec![]) };
        store.imports.save_discovery(held(id), found).await.expect("a discovery");
        assert_eq!(store.counts.inputs(id).await.expect("inputs").fields, fields);
    }
}

/// The custom statuses are those that were found last, and stay where they were not looked at.
pub async fn statuses_are_replaced(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let other = add(&store, "Sales").await;
    let status =
        |category: &str, is_default| CustomStatus { category: category.into(), is_default };
    let all = [(7, status("open", true)), (8, status("open", false)), (-9, status("o\0dd", true))];
    let some = CustomStatuses::new(all[..2].iter().cloned().collect());
    let odd = CustomStatuses::new(all.into());
    let found = Discovery { statuses: Some(some.clone()), ..discovery(0, &[], vec![]) };
    store.imports.save_discovery(held(other), found).await.expect("a discovery");
    for (found, expected) in [
        (Some(odd), [(-9, "o\u{fffd}dd", true), (7, "open", true), (8, "open", false)].as_slice()),
        (Some(some), &[(7, "open", true), (8, "open", false)]),
        (None, &[(7, "open", true), (8, "open", false)]),
        (Some(CustomStatuses::default()), &[]),
    ] {
        let found = Discovery { statuses: found, ..discovery(0, &[], vec![]) };
        store.imports.save_discovery(held(id), found).await.expect("a discovery");
        let statuses = store.counts.inputs(id).await.expect("inputs").statuses;
        let known = statuses.iter().map(|(id, one)| (id, one.category.as_str(), one.is_default));
        assert_eq!(known.collect::<Vec<_>>(), expected);
    }
    assert_eq!(store.counts.inputs(other).await.expect("inputs").statuses.iter().count(), 2);
}

/// Staff and fields that were not looked at stay as they are.
pub async fn what_was_not_looked_at_stays(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let field =
        CustomField { kind: FieldKind::Text, zendesk_type: "text".into(), options: [].into() };
    let fields = FieldCatalog { fields: [(FieldId(1), field)].into() };
    let whole = Discovery { fields: Some(fields.clone()), ..discovery(5, &[7], vec![]) };
    let views_alone =
        Discovery { staff: None, fields: None, ..discovery(9, &[], vec![view(1, "Open")]) };
    let views_alone = Discovery { fully_at: whole.fully_at, ..views_alone };
    for found in [whole, views_alone] {
        store.imports.save_discovery(held(id), found).await.expect("a discovery");
    }
    let inputs = store.counts.inputs(id).await.expect("inputs");
    assert_eq!((inputs.staff, inputs.fields), (vec![UserId(7)], fields));
    assert_eq!((inputs.views.len(), inputs.discovered_at), (1, Some(at(9))));
    let bookmarks = store.imports.bookmarks(id).await.expect("bookmarks");
    assert_eq!(bookmarks.fully_discovered_at, Some(at(5)));
}

/// Staff are the users found last and everyone who is or was an assignee (rule 1); a count
/// remembers them, and later changes of side are told until the next count.
pub async fn staff_is_discovered_or_assigned(factory: &impl StoreFactory) {
    fn users(ids: &[i64]) -> Vec<UserId> {
        ids.iter().copied().map(UserId).collect()
    }
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let staff = || async {
        let inputs = store.counts.inputs(id).await.expect("inputs");
        (inputs.staff, inputs.staff_changes)
    };
    let found = discovery(0, &[30, 10, 30], vec![]);
    store.imports.save_discovery(held(id), found).await.expect("a discovery");
    assert_eq!(staff().await, (users(&[10, 30]), users(&[10, 30])));
    let assigned = change(Field::Assignee, Value::Integer(40), Value::Integer(50));
    let unassigned = change(Field::Assignee, Value::Integer(45), Value::Blank);
    let changes = vec![assigned, unassigned];
    save_events(&store, id, vec![TicketEvent { changes, ..event(1, 1, 0, 99) }]).await;
    let fields = vec![(Field::Assignee, Value::Integer(60)), (Field::Group, Value::Integer(70))];
    save_tickets(&store, id, vec![TicketSnapshot { fields, ..snapshot(1, 5) }]).await;
    let everyone = users(&[10, 30, 40, 45, 50, 60]);
    assert_eq!(staff().await, (everyone.clone(), everyone.clone()));
    count_changes(&store, id).await;
    assert_eq!(staff().await, (everyone, vec![]));
    // One leaves, one leaves who was an assignee too, one comes.
    let found = discovery(10, &[30, 40, 80], vec![]);
    store.imports.save_discovery(held(id), found).await.expect("a discovery");
    let found = discovery(20, &[30, 80], vec![]);
    store.imports.save_discovery(held(id), found).await.expect("a discovery");
    assert_eq!(staff().await, (users(&[30, 40, 45, 50, 60, 80]), users(&[10, 80])));
    count_changes(&store, id).await;
    assert_eq!(staff().await.1, vec![]);
}

/// Subjects and descriptions are kept while they are wanted. When they become wanted the ticket
/// export begins anew; when they no longer are, they are erased and nothing else is.
pub async fn texts_are_kept_only_while_wanted(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let subject = |text: &str| change(Field::Subject, Value::Blank, Value::text(text));
    let group = change(Field::Group, Value::Blank, Value::Integer(4));
    let with = |changes: Vec<FieldChange>| TicketEvent { changes, ..creation(1, 1, 0, 99, 4) };
    let written = with(vec![subject("Invoice"), group.clone()]);
    let without_text = with(vec![group]);
    let status = (Field::Status, Value::text("open"));
    let shown = TicketSnapshot {
        fields: vec![status.clone(), (Field::Subject, Value::text("Invoice"))],
        description: Some("It is wrong".to_owned()),
        ..snapshot(1, 5)
    };
    let shown_without_text =
        TicketSnapshot { fields: vec![status], description: None, ..shown.clone() };
    let bookmark = TicketBookmark {
        cursor: Some("c".to_owned()),
        generated_at: Some(at(5)),
        passed_over: false,
    };
    let read = || async {
        let found = store.reports.ticket(id, TicketId(1)).await.expect("a look");
        let history = found.expect("a ticket");
        (history.snapshot, history.events)
    };
    let discover = |seconds, keeps_text| {
        let found = Discovery { keeps_text, ..discovery(seconds, &[], vec![]) };
        store.imports.save_discovery(held(id), found)
    };
    let save = || async {
        let imports = &store.imports;
        imports.save_ticket_events(held(id), vec![written.clone()], at(6)).await.expect("events");
        let tickets = vec![shown.clone()];
        imports.save_tickets(held(id), tickets, bookmark.clone()).await.expect("tickets");
    };
    save().await;
    assert_eq!(read().await, (Some(shown_without_text.clone()), vec![without_text.clone()]));
    discover(10, true).await.expect("a discovery");
    let bookmarks = store.imports.bookmarks(id).await.expect("bookmarks");
    assert!(bookmarks.keeps_text);
    assert_eq!(bookmarks.tickets, TicketBookmark::default());
    assert_eq!(bookmarks.ticket_events, Some(at(6)));
    save().await;
    assert_eq!(read().await, (Some(shown.clone()), vec![written.clone()]));
    discover(20, true).await.expect("a discovery");
    assert_eq!(store.imports.bookmarks(id).await.expect("bookmarks").tickets, bookmark);
    discover(30, false).await.expect("a discovery");
    assert_eq!(read().await, (Some(shown_without_text), vec![without_text]));
    let bookmarks = store.imports.bookmarks(id).await.expect("bookmarks");
    assert_eq!((bookmarks.tickets, bookmarks.keeps_text), (bookmark, false));
}
