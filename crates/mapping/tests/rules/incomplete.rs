//! Rule 2.4: what may be missing without a contradiction, and what the account changed by itself.

use inflow_domain::{Field, FieldId, Timestamp};
use inflow_mapping::replay::Inexact;

use crate::story::{
    Account, DROPDOWN, MULTI_SELECT, TEXT, Ticket, account, creation, custom, reply, ticket, update,
};

fn window(since: i64) -> Account {
    account(&["1: status is new"]).settings(|one| one.since = Some(Timestamp(since)))
}

#[track_caller]
fn check_incomplete(account: &Account, ticket: Ticket, expected: bool) {
    assert_eq!(account.engine().count(&ticket.history()).incomplete, expected);
}

#[test]
fn rule_2_4_a_change_that_no_event_tells() {
    let told = ticket([creation(100), reply(160, "email")]);
    let shown = |at| told.clone().shown(|snapshot| snapshot.updated_at = Timestamp(at));
    for (at, expected) in [(160, false), (220, false), (221, true), (9000, true)] {
        check_incomplete(&window(0), shown(at), expected);
    }
    // Before the window nothing is known anyway.
    check_incomplete(&window(221), shown(221), true);
    check_incomplete(&window(222), shown(221), false);
    // No event is known at all, or none that is younger than the snapshot.
    check_incomplete(&window(150), shown(160).forgets(2), true);
    check_incomplete(&window(0), shown(130), false);
    check_incomplete(&window(0), shown(9000).shown(|snapshot| snapshot.deleted = true), false);
    check_incomplete(&window(0), shown(9000).without_snapshot(), false);
}

#[test]
fn rule_2_4_a_lost_creation_makes_incomplete() {
    let told = ticket([creation(100), reply(160, "email")]);
    check_incomplete(&window(100), told.clone().forgets(1), true);
    check_incomplete(&window(101), told.forgets(1), false);
}

/// A ticket that set a field once, and shows another value of it.
fn showing(field: i64, told: &str, shown: &str) -> Ticket {
    ticket([creation(0).create(custom(field), told)]).shows(custom(field), shown)
}

#[test]
fn rule_2_4_a_renamed_option_is_told_once_for_its_field() {
    let views = [
        "1: custom_fields_31 present",
        "2: custom_fields_32 present",
        "3: custom_fields_36 present",
    ];
    let views =
        account(&[&views[..], &["4: custom_fields_77 present", "5: status is new"]].concat());
    let check = |told: Ticket, expected: Option<Inexact>, altered: &[i64]| {
        let count = views.engine().count(&told.history());
        let fields: Vec<FieldId> = altered.iter().copied().map(FieldId).collect();
        assert_eq!((count.inexact, count.altered_fields), (expected, fields));
    };
    let snapshot = |field| Some(Inexact::Snapshot(custom(field)));
    // `brass` is no option any more.
    check(showing(DROPDOWN, "brass", "gold"), None, &[DROPDOWN]);
    check(showing(DROPDOWN, "brass", ""), None, &[DROPDOWN]);
    check(showing(DROPDOWN, "silver", "gold"), snapshot(DROPDOWN), &[]);
    check(showing(DROPDOWN, "brass", "brass"), None, &[]);
    check(showing(MULTI_SELECT, "brass silver", "gold silver"), None, &[MULTI_SELECT]);
    check(showing(MULTI_SELECT, "brass silver", "silver"), None, &[MULTI_SELECT]);
    check(showing(MULTI_SELECT, "brass silver", "gold"), snapshot(MULTI_SELECT), &[]);
    check(showing(MULTI_SELECT, "silver", "gold silver"), snapshot(MULTI_SELECT), &[]);
    check(showing(TEXT, "brass", "gold"), snapshot(TEXT), &[]);
    // A field that the account no longer lists.
    check(showing(77, "brass", ""), None, &[77]);
    // The change alone explains nothing else.
    let beside = showing(DROPDOWN, "brass", "gold").shows(Field::Status, "open");
    check(beside, Some(Inexact::Snapshot(Field::Status)), &[DROPDOWN]);
    // Nor is it in the way of what comes after it.
    let changed = update(60).set(custom(DROPDOWN), "gold", "silver");
    let later = ticket([creation(0).create(custom(DROPDOWN), "brass"), changed]);
    check(later, None, &[]);
}
