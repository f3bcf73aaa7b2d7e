//! Explanations name the author's side (rule 1) and what each condition saw before and after.

use inflow_domain::{Field, ViewId};
use inflow_mapping::explain::{ExplainedView, Side};

use crate::story::{AGENT, CUSTOMER, SYSTEM, account, creation, reply, ticket, update};

#[test]
fn every_author_has_a_side() {
    let told =
        ticket([creation(0), update(60).by(AGENT), update(120).by(SYSTEM), reply(180, "email")]);
    let explained = account(&[]).engine().explain(&told.history());
    let sides: Vec<Side> = explained.events.iter().map(|event| event.side).collect();
    assert_eq!(sides, [Side::Customer, Side::Staff, Side::System, Side::Customer]);
}

#[test]
fn the_first_commenter_is_the_author() {
    let told = ticket([creation(0), update(60).by(AGENT).says(CUSTOMER, "email")]);
    let explained = account(&[]).engine().explain(&told.history());
    assert_eq!(explained.events[1].side, Side::Customer);
}

#[test]
fn conditions_show_what_they_saw_before_and_after() {
    let account = account(&["1: status is open any priority is high"]);
    let opened = update(60).set(Field::Status, "new", "open").set(Field::Priority, "", "high");
    let explained = account.engine().explain(&ticket([creation(0), opened]).history());
    let [created, opened] = explained.events.as_slice() else { panic!("two events") };

    let view: &ExplainedView = &created.views[0];
    assert_eq!((view.held_before, view.holds_after, view.counts()), (false, false, false));
    assert!(view.conditions.iter().all(|condition| condition.before.is_none()));

    let view = &opened.views[0];
    assert_eq!((view.held_before, view.holds_after, view.counts()), (false, true, true));
    let [status, priority] = view.conditions.as_slice() else { panic!("two conditions") };
    assert!(status.required && !priority.required);
    assert_eq!(status.before, Some(("new".to_owned(), false)));
    assert_eq!(status.after, ("open".to_owned(), true));
    assert_eq!(priority.before, Some((String::new(), false)));
    assert_eq!(priority.after, ("high".to_owned(), true));
    assert_eq!(view.view, ViewId(1));
}

#[test]
fn a_deleted_ticket_is_in_no_view() {
    let account = account(&["1: status is_not closed"]);
    let deleted = update(60).set(Field::Status, "new", "deleted");
    let told = ticket([creation(0), deleted, reply(120, "email")]);
    account.check(told.clone(), &["1 created email 1", "3 reply email -"]);
    let explained = account.engine().explain(&told.history());
    let held: Vec<bool> = explained.events.iter().map(|event| event.views[0].holds_after).collect();
    assert_eq!(held, [true, false, false]);
}
