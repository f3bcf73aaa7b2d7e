//! Rules 4, 6.1 and 6.5: in which views a contact counts.

use inflow_domain::{Field, Timestamp, ViewId};
use inflow_mapping::{CountedView, QueueState, ViewHistory, ViewVersion};

use crate::story::{AGENT, HOUR, account, creation, reply, ticket, update, view};

#[test]
fn rule_4_1_a_contact_counts_in_every_view_that_holds_the_ticket_after_it() {
    let account = account(&["1: status is open", "2: status is solved", "3: priority is high"]);
    account.check(
        ticket([
            creation(0).create(Field::Priority, "high"),
            update(60).set(Field::Status, "new", "solved"),
            reply(120, "email").set(Field::Status, "solved", "open"),
        ]),
        &["1 created email 3", "3 reply email 1,3"],
    );
}

#[test]
fn rule_4_1_an_entry_counts_only_in_the_views_it_brought() {
    let account =
        account(&["1: status less_than solved", "2: priority is high", "3: type is task"]);
    let both = update(60).set(Field::Priority, "", "high").set(Field::Type, "", "task");
    account.check(ticket([creation(0), both]), &["1 created email 1", "2 entry email 2,3"]);
}

#[test]
fn rule_4_2_the_worked_example() {
    let account = account(&["1: status less_than solved"]);
    account.check(
        ticket([
            creation(0),
            update(HOUR).says(AGENT, "email").set(Field::Status, "new", "solved"),
            reply(49 * HOUR, "email").set(Field::Status, "solved", "open"),
        ]),
        &["1 created email 1", "3 reply email 1"],
    );
}

#[test]
fn rule_4_3_a_contact_in_no_view_is_still_a_contact() {
    let account = account(&["1: status is solved"]);
    account.check(
        ticket([creation(0), reply(60, "email")]),
        &["1 created email -", "2 reply email -"],
    );
}

#[test]
fn rule_4_4_one_ticket_counts_in_several_channels() {
    let account = account(&["1: status less_than solved", "2: status is_not closed"]);
    account.check(
        ticket([creation(0), reply(60, "chat")]),
        &["1 created email 1,2", "2 reply chat 1,2"],
    );
}

#[test]
fn rule_6_1_all_and_at_least_one_of_any() {
    let holds = |conditions: &str, expected: bool| {
        let account = account(&[&format!("1: {conditions}")]);
        let created = creation(0).create(Field::Priority, "high").create(Field::Group, "7");
        let expected = if expected { "1 created email 1" } else { "1 created email -" };
        account.check(ticket([created]), &[expected]);
    };
    holds("status is new & priority is high", true);
    holds("status is new & priority is low", false);
    holds("status is new any priority is low | group_id is 7", true);
    holds("status is new any priority is low | group_id is 8", false);
    holds("status is open any priority is high | group_id is 7", false);
    holds(" any priority is low | group_id is 7", true);
    holds(" any priority is low", false);
    holds("", true);
}

#[test]
fn rule_6_3_an_unsupported_view_makes_no_queue() {
    let account = account(&["1: status is new & via_id is 4", "2: status is new any role is 1"]);
    account.check(ticket([creation(0)]), &["1 created email -"]);
    let unreadable = account.settings(|settings| {
        settings.views = vec![CountedView { view: view("3: status is new"), until: None }];
        settings.views[0].view.unreadable = Some("conditions".to_owned());
    });
    unreadable.check(ticket([creation(0)]), &["1 created email -"]);
}

#[test]
fn rule_6_5_an_inactive_view_holds_contacts_before_its_end() {
    let account = account(&["1: status less_than solved", "2: status less_than solved"])
        .settings(|settings| settings.views[1].until = Some(Timestamp(100)));
    account.check(
        ticket([creation(0), reply(99, "email"), reply(100, "email"), reply(101, "email")]),
        &["1 created email 1,2", "2 reply email 1,2", "3 reply email 1", "4 reply email 1"],
    );
    // Neither does an event bring a ticket into a view that has ended.
    let account = crate::story::account(&["1: priority is high"])
        .settings(|settings| settings.views[0].until = Some(Timestamp(100)));
    let raise = |at| ticket([creation(0), update(at).set(Field::Priority, "", "high")]);
    account.check(raise(99), &["1 created email -", "2 entry email 1"]);
    account.check(raise(100), &["1 created email -"]);
}

/// A version of view 1: its conditions, whether it is active, its `updated_at`, its last discovery.
type Version = (&'static str, bool, i64, i64);

#[track_caller]
fn counted(versions: &[Version], discovered_at: i64, expected: Option<(&str, Option<i64>)>) {
    let versions = versions.iter().map(|(conditions, active, updated_at, last_seen)| {
        let mut view = view(&format!("1: {conditions}"));
        (view.active, view.updated_at) = (*active, Timestamp(*updated_at));
        ViewVersion { view, last_seen: Timestamp(*last_seen) }
    });
    let history =
        ViewHistory { versions: versions.collect(), discovered_at: Timestamp(discovered_at) };
    let expected = expected.map(|(conditions, until)| {
        let view = view(&format!("1: {conditions}"));
        (ViewId(1), view.all, until.map(Timestamp))
    });
    let found = history.counted();
    assert_eq!(found.clone().map(|found| (found.id(), found.view.all, found.until)), expected);
    if let Some(found) = found {
        let ended = found.until.is_some();
        assert_eq!(found.state() == QueueState::Inactive, ended);
    }
}

#[test]
fn rule_6_5_which_definition_counts_and_until_when() {
    const OPEN: &str = "status is open";
    const NEW: &str = "status is new";
    const ROLE: &str = "role is 1";
    // Active and supported: everything. Edited: everything under the new definition.
    counted(&[(OPEN, true, 5, 50)], 50, Some((OPEN, None)));
    counted(&[(OPEN, true, 5, 40), (NEW, true, 42, 50)], 50, Some((NEW, None)));
    // Deactivated or no longer supported: before that change, under the last supported one.
    counted(&[(OPEN, true, 5, 40), (OPEN, false, 42, 50)], 50, Some((OPEN, Some(42))));
    counted(&[(OPEN, true, 5, 40), (ROLE, true, 42, 50)], 50, Some((OPEN, Some(42))));
    let twice =
        [(OPEN, true, 5, 20), (NEW, true, 25, 30), (ROLE, true, 31, 40), (ROLE, false, 45, 50)];
    counted(&twice, 50, Some((NEW, Some(31))));
    // Gone: up to the last discovery that listed it, whatever was seen then.
    counted(&[(OPEN, true, 5, 40)], 50, Some((OPEN, Some(41))));
    counted(&[(OPEN, true, 5, 30), (OPEN, false, 32, 40)], 50, Some((OPEN, Some(32))));
    // Back again: everything.
    let back = [(OPEN, true, 5, 20), (OPEN, false, 25, 30), (OPEN, true, 45, 50)];
    counted(&back, 50, Some((OPEN, None)));
    // Never countable: no queue.
    counted(&[(OPEN, false, 5, 50)], 50, None);
    counted(&[(ROLE, true, 5, 50)], 50, None);
    counted(&[(ROLE, true, 5, 40)], 50, None);
}
