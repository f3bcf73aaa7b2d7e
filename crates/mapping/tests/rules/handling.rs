//! Rule 9.7: handling time of tickets, from a field in which an app keeps the seconds spent.

use inflow_domain::{Field, FieldId, HandlingTime, Timestamp};
use inflow_mapping::replay::Inexact;

use crate::story::{
    AGENT, Account, CUSTOMER, DROPDOWN, Event, NUMBER, account, creation, custom, reply, ticket,
    update,
};

/// Tier 1 holds what waits in group 1, tier 2 what waits in group 2.
fn desk() -> Account {
    let views = [
        "1: status less_than pending & group_id is 1",
        "2: status less_than pending & group_id is 2",
    ];
    account(&views).settings(|settings| settings.time_field = Some(FieldId(NUMBER)))
}

fn email(at: i64) -> Event {
    creation(at).create(Field::Group, "1")
}

impl Event {
    /// Somebody spent time on the ticket.
    fn spends(self, from: &str, to: &str) -> Self {
        self.set(custom(NUMBER), from, to)
    }
}

#[track_caller]
fn check(events: impl IntoIterator<Item = Event>, expected: &[&str]) {
    desk().check_ends(ticket(events), expected);
}

#[track_caller]
fn unassigned(events: impl IntoIterator<Item = Event>) -> String {
    desk().engine().count(&ticket(events).history()).unassigned_handling.to_string()
}

#[test]
fn rule_9_7_tracked_time_in_three_updates_one_after_a_transfer() {
    let transfer = update(100).set(Field::Group, "1", "2");
    let events = [
        email(0),
        update(50).spends("", "30"),
        update(60).spends("30", "75.5"),
        transfer,
        update(200).spends("75.5", "100").says(AGENT, "web"),
    ];
    check(
        events.clone(),
        &["1 created 1: moved 4@100, took 75.5 s", "4 entry 2: answered 5@200, 100 s, took 24.5 s"],
    );
    assert_eq!(unassigned(events), "0");
}

#[test]
fn rule_9_7_the_event_that_moves_belongs_to_the_queue_that_it_leaves_and_the_one_it_enters() {
    let transfer = update(100).set(Field::Group, "1", "2").spends("", "60");
    check(
        [email(0), transfer],
        &["1 created 1: moved 2@100, took 60 s", "2 entry 2: unfinished, took 60 s"],
    );
}

#[test]
fn rule_9_7_the_creation_begins_with_nothing() {
    let spent = email(0).create(custom(NUMBER), "40");
    check([spent], &["1 created 1: unfinished, took 40 s"]);
}

#[test]
fn rule_9_7_the_latest_contact_gets_it_in_each_view() {
    let account = account(&["1: status is_not closed", "2: group_id is 2"])
        .settings(|settings| settings.time_field = Some(FieldId(NUMBER)));
    let moved = update(60).set(Field::Group, "", "2");
    account.check_ends(
        ticket([creation(0), moved, reply(90, "sms"), update(120).spends("", "10")]),
        &[
            "1 created 1: unfinished",
            "2 entry 2: unfinished",
            "3 reply 1: unfinished, took 10 s",
            "3 reply 2: unfinished, took 10 s",
        ],
    );
}

#[test]
fn rule_9_7_only_net_increases_count() {
    let twice = update(60).spends("", "50").spends("50", "20");
    check([email(0), twice], &["1 created 1: unfinished, took 20 s"]);
    let back_and_forth = [
        email(0),
        update(60).spends("", "50"),
        update(70).spends("50", "20"),
        update(80).spends("20", ""),
        update(90).spends("", "5"),
    ];
    check(back_and_forth, &["1 created 1: unfinished, took 55 s"]);
    let odd = [email(0), update(60).spends("", "a while"), update(70).spends("a while", "7")];
    check(odd, &["1 created 1: unfinished, took 7 s"]);
}

#[test]
fn rule_9_7_time_after_the_answer_still_belongs_to_the_contact() {
    let answered = update(60).says(AGENT, "web").set(Field::Status, "new", "solved");
    check(
        [email(0), answered, update(90).spends("", "15")],
        &["1 created 1: answered 2@60, 60 s, took 15 s"],
    );
}

#[test]
fn rule_9_7_what_was_moved_gets_nothing_more() {
    let away = update(60).set(Field::Group, "1", "3");
    let events = [email(0), away, update(90).spends("", "15")];
    check(events.clone(), &["1 created 1: moved 2@60"]);
    assert_eq!(unassigned(events), "15");
    // Nor what was answered, where the ticket waits elsewhere.
    let answered = update(30).says(AGENT, "web");
    let away = update(60).set(Field::Group, "1", "3");
    let events = [email(0), answered.clone(), away.clone(), update(90).spends("", "15")];
    check(events.clone(), &["1 created 1: answered 2@30, 30 s"]);
    assert_eq!(unassigned(events), "15");
    // An earlier contact that was not moved gets it where the latest one was, once the ticket waits no more.
    let solved = update(90).set(Field::Status, "new", "solved").spends("", "15");
    check(
        [email(0), answered, reply(40, "email"), away, solved],
        &["1 created 1: answered 2@30, 30 s, took 15 s", "3 reply 1: moved 4@60"],
    );
}

#[test]
fn rule_9_7_time_before_the_window_belongs_to_nobody() {
    let since = |at| desk().settings(move |settings| settings.since = Some(Timestamp(at)));
    let told = || ticket([email(0), update(60).spends("", "15"), update(90).spends("15", "20")]);
    let count = since(70).engine().count(&told().history());
    assert!(count.contacts.is_empty());
    assert_eq!(count.unassigned_handling, HandlingTime::from_seconds(5));
}

#[test]
fn rule_9_7_without_a_field_there_is_none() {
    let desk = desk().settings(|settings| settings.time_field = None);
    let told = ticket([email(0), update(60).spends("", "15")]);
    desk.check_ends(told, &["1 created 1: unfinished"]);
    // One of another kind than numbers holds none either.
    let desk = desk.settings(|settings| settings.time_field = Some(FieldId(DROPDOWN)));
    let told = ticket([email(0).by(CUSTOMER), update(60).set(custom(DROPDOWN), "", "gold")]);
    desk.check_ends(told, &["1 created 1: unfinished"]);
}

#[test]
fn rule_2_4_the_field_is_compared() {
    let told = || ticket([email(0), update(60).spends("", "15")]).shows(custom(NUMBER), "40");
    let reason = Inexact::Snapshot(custom(NUMBER));
    desk().check_inexact(told(), reason, &["1 created email 1"]);
    let without = desk().settings(|settings| settings.time_field = None);
    without.check(told(), &["1 created email 1"]);
}
