//! Where a ticket is now: what reconciliation compares with Zendesk's own views.

use inflow_domain::{Field, Timestamp, ViewId};
use inflow_mapping::replay::Inexact;

use crate::story::{HOUR, account, creation, ticket, update};

#[test]
fn it_is_in_the_views_that_hold_it_at_that_instant() {
    let views = ["1: status is solved", "2: status is open", "3: SOLVED greater_than 5"];
    let engine = account(&views).engine();
    let told = ticket([creation(0), update(HOUR).set(Field::Status, "new", "solved")]).history();
    let soon = engine.present(&told, Timestamp(2 * HOUR));
    assert_eq!((soon.views, soon.closed_since, soon.inexact), (vec![ViewId(1)], None, None));
    let later = engine.present(&told, Timestamp(9 * HOUR));
    assert_eq!(later.views, [ViewId(1), ViewId(3)]);
}

#[test]
fn it_is_closed_since_the_event_that_closed_it() {
    let engine = account(&["1: status is closed"]).engine();
    let closing = update(5 * HOUR).set(Field::Status, "new", "closed");
    let told = ticket([creation(0), closing]).shown(|shown| shown.updated_at.0 += HOUR).history();
    let present = engine.present(&told, Timestamp(9 * HOUR));
    assert_eq!(present.closed_since, Some(Timestamp(5 * HOUR)));
    assert_eq!(present.views, [ViewId(1)]);
}

#[test]
fn a_closing_that_no_event_tells_is_no_later_than_the_last_change() {
    let engine = account(&[]).engine();
    let told = ticket([creation(0), update(HOUR).set(Field::Priority, "", "high")])
        .forgets(1)
        .shows(Field::Status, "closed")
        .shown(|shown| shown.created_at = Timestamp(0))
        .shown(|shown| shown.updated_at = Timestamp(2 * HOUR));
    let present = engine.present(&told.history(), Timestamp(9 * HOUR));
    assert_eq!(present.closed_since, Some(Timestamp(2 * HOUR)));
}

#[test]
fn a_deleted_one_is_nowhere() {
    let engine = account(&["1: status is new"]).engine();
    let told = ticket([creation(0)]).shown(|shown| shown.deleted = true).history();
    assert_eq!(engine.present(&told, Timestamp(HOUR)).views, []);
}

#[test]
fn it_says_why_the_history_is_not_exact() {
    let engine = account(&["1: status is pending"]).engine();
    let told = ticket([creation(0)]).shows(Field::Status, "pending").history();
    let present = engine.present(&told, Timestamp(HOUR));
    assert_eq!(present.inexact, Some(Inexact::Snapshot(Field::Status)));
}
