//! Rule 2: a ticket's state before and after each of its events.

use inflow_domain::{Field, TicketHistory, Timestamp, Value};
use inflow_mapping::contacts::Nothing;
use inflow_mapping::replay::Inexact;

use crate::story::{
    AGENT, Account, CHECKBOX, CUSTOMER, HOUR, NUMBER, OTHER_CUSTOMER, SYSTEM, account, creation,
    custom, reply, ticket, update,
};

/// One view for each group.
fn groups() -> Account {
    account(&["7: group_id is 7", "8: group_id is 8", "9: group_id is 9"])
}

#[test]
fn rule_2_1_ids_are_exact_beyond_2_to_the_53() {
    let account = account(&["1: group_id is 9007199254740993", "2: group_id is 9007199254740992"]);
    let created = creation(0).create(Field::Group, "9007199254740993");
    account.check(ticket([created]), &["1 created email 1"]);
}

#[test]
fn rule_2_1_numbers_go_by_value_and_texts_by_spelling() {
    let account = account(&["1: custom_fields_34 is 10.5", "2: custom_fields_36 is 10.5"]);
    for (number, text, views) in
        [("10.50", "10.5", "1,2"), ("1.05e1", "10.50", "1"), ("10.51", "10.5 ", "-")]
    {
        let created = creation(0).create(custom(NUMBER), number).create(custom(36), text);
        account.check(ticket([created]), &[&format!("1 created email {views}")]);
    }
}

#[test]
fn rule_2_1_blanks_of_every_spelling_are_one_value() {
    // A blank checkbox is false, a blank score unoffered: no difference between event and snapshot.
    let unticked =
        update(60).set(custom(CHECKBOX), "", "false").set(Field::Satisfaction, "", "unoffered");
    let ticked = update(120).set(custom(CHECKBOX), "", "true");
    let account = account(&["1: custom_fields_33 is true"]);
    account.check(
        ticket([creation(0), unticked, ticked]).shows(Field::Satisfaction, ""),
        &["1 created email -", "3 entry email 1"],
    );
}

#[test]
fn rule_2_1_description_recipient_and_support_type_are_constants() {
    let account = account(&[
        "1: description_includes_word includes parcel",
        "2: recipient is help@example.com",
        "3: support_type is 1",
    ]);
    let told = ticket([creation(0), reply(60, "email")]).shown(|snapshot| {
        snapshot.description = Some("Where is my parcel?".to_owned());
        snapshot.recipient = Value::text("help@example.com");
        snapshot.support_type = "ai_agent".into();
    });
    account.check(told, &["1 created email 1,2,3", "2 reply email 1,2,3"]);
}

#[test]
fn rule_2_2_changes_of_one_event_apply_in_their_order() {
    let by_agent_and_trigger = update(60)
        .set(Field::Group, "7", "8")
        .set(Field::Priority, "", "high")
        .set(Field::Group, "8", "9");
    groups().check(
        ticket([creation(0).create(Field::Group, "7"), by_agent_and_trigger]),
        &["1 created email 7", "2 entry email 9"],
    );
    let there_and_back = update(60).set(Field::Group, "7", "8").set(Field::Group, "8", "7");
    groups().check(
        ticket([creation(0).create(Field::Group, "7"), there_and_back]),
        &["1 created email 7"],
    );
}

#[test]
fn rule_2_2_added_and_removed_tags_are_the_truth() {
    let account = account(&["1: current_tags includes vip", "2: current_tags includes old"]);
    let listed_wrongly = update(60).retag("", "nonsense", &["vip"], &["old"]);
    let account_of = |last| ticket([creation(0).create(Field::Tags, "old new"), last]);
    account.check(
        account_of(listed_wrongly).shows(Field::Tags, "new vip"),
        &["1 created email 2", "2 entry email 1"],
    );
    // Without them the listed value is.
    let listed = update(60).set(Field::Tags, "new old", "vip");
    account.check(account_of(listed), &["1 created email 2", "2 entry email 1"]);
}

#[test]
fn rule_2_3_a_known_creation_starts_blank_and_new() {
    let account = account(&["1: status is new", "2: group_id is ", "3: priority is_not high"]);
    let bare = update(0).by(CUSTOMER).create(Field::Requester, "900").says(CUSTOMER, "email");
    account.check(ticket([bare]).shows(Field::Status, "new"), &["1 created email 1,2,3"]);
}

#[test]
fn rule_2_3_a_creation_that_sets_no_status_leaves_the_ticket_new() {
    let account = account(&["1: status is new", "2: priority is high"]);
    let bare = update(0).by(CUSTOMER).create(Field::Requester, "900").says(CUSTOMER, "email");
    let raise = update(60).set(Field::Priority, "", "high");
    let told = || ticket([bare.clone(), raise.clone()]);
    account.check(told().shows(Field::Status, "new"), &["1 created email 1", "2 entry email 2"]);
    // The snapshot of a deleted ticket does not tell it.
    let deleted = told().shown(|snapshot| snapshot.deleted = true);
    account.check(deleted, &["1 created email 1", "2 entry email 2"]);
}

#[test]
fn rule_2_3_the_event_at_the_tickets_creation_creates_it() {
    let account = account(&["1: status is new"]);
    let silent = |at| update(at).by(CUSTOMER).says(CUSTOMER, "email");
    let told = |first| {
        ticket([silent(first)]).shows(Field::Status, "new").shown(|snapshot| {
            snapshot.created_at = Timestamp(100);
        })
    };
    account.check(told(100), &["1 created email 1"]);
    account.check(told(101), &["1 reply email 1"]);
    // With a field that is set for the first time, a minute may lie between.
    for (at, kind) in [(160, "created"), (161, "reply")] {
        let set = silent(at).create(Field::Priority, "high");
        let told = ticket([set]).shows(Field::Status, "new").shown(|snapshot| {
            snapshot.created_at = Timestamp(100);
        });
        account.check(told, &[&format!("1 {kind} email 1")]);
    }
}

#[test]
fn rule_2_3_an_older_ticket_starts_from_its_snapshot_walked_back() {
    let told = ticket([
        creation(0).create(Field::Group, "7").create(Field::Tags, "a b"),
        update(60).set(Field::Group, "7", "8").retag("a b", "b c", &["c"], &["a"]),
        reply(120, "email"),
        update(180).set(Field::Group, "8", "9").set(Field::Group, "9", "7"),
        update(240).retag("b c", "b", &[], &["c"]),
        reply(300, "email").set(Field::Group, "7", "9"),
    ]);
    let account = account(&[
        "7: group_id is 7",
        "8: group_id is 8",
        "9: group_id is 9",
        "10: current_tags includes c",
        "11: current_tags includes a",
        "12: requester_id is 900",
    ]);
    let whole = [
        "1 created email 7,11,12",
        "2 entry email 8,10",
        "3 reply email 8,10,12",
        "4 entry email 7",
        "6 reply email 9,12",
    ];
    account.check(told.clone(), &whole);
    account.check(told.clone().forgets(1), &whole[1..]);
    account.check(told.clone().forgets(2), &whole[2..]);
    account.check(told.clone().forgets(3), &whole[3..]);
    account.check(told.forgets(5), &whole[4..]);
}

#[test]
fn rule_2_3_only_changes_up_to_the_snapshot_are_undone() {
    let told = ticket([
        creation(0).create(Field::Group, "7"),
        reply(60, "email"),
        update(120).set(Field::Group, "7", "8"),
    ]);
    // The ticket moved on after its snapshot was taken.
    let early = told.forgets(1).shows(Field::Group, "7").shown(|snapshot| {
        snapshot.updated_at = Timestamp(60);
    });
    groups().check(early, &["2 reply email 7", "3 entry email 8"]);
}

#[test]
fn rule_2_4_a_previous_value_that_does_not_follow() {
    let told = ticket([
        creation(0).create(Field::Group, "7"),
        update(60).set(Field::Group, "8", "9"),
        reply(120, "email"),
    ]);
    let reason = Inexact::PreviousValue(Field::Group);
    let expected = ["1 created email 7", "2 entry email 9", "3 reply email 9"];
    groups().check_inexact(told.clone(), reason, &expected);
    groups().check_inexact(told.clone().without_snapshot(), reason, &expected);
    // Of an older ticket nothing is known of group 7.
    groups().check(told.forgets(1), &expected[1..]);
}

#[test]
fn rule_2_4_a_snapshot_that_does_not_follow() {
    let account = account(&["1: brand_id is 5", "2: status is new"]);
    let told = ticket([creation(0), reply(60, "email")]).shows(Field::Brand, "5");
    // The brand has no known change: the walk back has had it all along.
    account.check_inexact(
        told.clone(),
        Inexact::Snapshot(Field::Brand),
        &["1 created email 1,2", "2 reply email 1,2"],
    );
    account.check(told.clone().forgets(1), &["2 reply email 1,2"]);
    // What happened after the snapshot is not compared with it.
    let later = ticket([creation(0), update(60).set(Field::Status, "new", "open")]);
    let later = later.shows(Field::Status, "new").shown(|snapshot| {
        snapshot.updated_at = Timestamp(59);
    });
    account.check(later, &["1 created email 2"]);
}

#[test]
fn rule_2_4_a_ticket_of_the_window_has_its_creation_within() {
    let told = ticket([creation(100), reply(160, "email"), reply(220, "email")]);
    let window =
        |since| account(&["1: status is new"]).settings(|one| one.since = Some(Timestamp(since)));
    let replies = ["2 reply email 1", "3 reply email 1"];
    window(100).check_inexact(told.clone().forgets(1), Inexact::LostCreation, &replies);
    window(101).check(told.clone().forgets(1), &replies);
    window(100).check(told.clone(), &["1 created email 1", replies[0], replies[1]]);
    // Nor does a ticket of which no event is known at all.
    window(100).check_inexact(told.clone().forgets(3), Inexact::LostCreation, &[]);
    // Walking back from the snapshot, nothing contradicts it.
    let gap = told.forgets(1).shown(|snapshot| snapshot.created_at = Timestamp(150));
    let gap = gap.shows(Field::Status, "open");
    window(100).check_inexact(
        gap.clone(),
        Inexact::LostCreation,
        &["2 reply email -", "3 reply email -"],
    );
    // Without a snapshot nothing tells when the ticket was created.
    window(100).check_inexact(
        gap.without_snapshot(),
        Inexact::NoStart,
        &["2 reply email -", "3 reply email -"],
    );
}

#[test]
fn rule_8_2_nothing_before_the_window_counts() {
    // Audits told of the first two events.
    let told = ticket([
        creation(100).by(SYSTEM).set(Field::Group, "", "7"),
        reply(160, "chat").set(Field::Group, "7", "8"),
        reply(200, "chat"),
        update(220).set(Field::Group, "8", "9"),
    ]);
    let window = groups().settings(|account| account.since = Some(Timestamp(161)));
    // The session before the window runs on, and its channel is the entry's.
    window.check(told.clone(), &["4 entry chat 9"]);
    let explained = window.engine().explain(&told.history());
    let whys: Vec<(&str, Option<Nothing>)> =
        explained.events.iter().map(|event| (event.rule, event.why_nothing)).collect();
    let before = ("8.2", Some(Nothing::BeforeWindow));
    assert_eq!(whys[..2], [before, before]);
    assert_eq!(whys[3], ("3.3", None));
}

#[test]
fn rule_2_4_every_inexact_ticket_is_counted_once() {
    let told = ticket([creation(0), reply(60, "email"), reply(120, "chat"), reply(180, "chat")]);
    let account = account(&["2: status is new", "3: ticket_form_id is 6"]);
    account.check_inexact(
        told.shows(Field::Form, "5"),
        Inexact::Snapshot(Field::Form),
        &["1 created email 2", "2 reply email 2", "3 reply chat 2"],
    );
}

#[test]
fn rule_2_4_the_status_of_a_deleted_ticket_is_not_compared() {
    let told = ticket([
        creation(0),
        reply(60, "email").set(Field::Status, "new", "open"),
        reply(120, "email"),
    ]);
    let deleted = told.shown(|snapshot| {
        snapshot.deleted = true;
        snapshot.fields.retain(|(field, _)| *field != Field::Status);
    });
    let account = account(&["1: status is new", "2: status is open"]);
    let whole = ["1 created email 1", "2 reply email 2", "3 reply email 2"];
    account.check(deleted.clone(), &whole);
    // Walking back, the status is that of the last known change.
    account.check(deleted.clone().forgets(1), &whole[1..]);
    account.check(deleted.forgets(2), &["3 reply email -"]);
}

#[test]
fn rule_2_4_without_creation_and_snapshot_the_first_changes_tell_the_start() {
    let told = ticket([
        creation(0).create(Field::Group, "7").create(Field::Tags, "a b"),
        reply(60, "email"),
        update(120).set(Field::Group, "7", "8").set(Field::Group, "8", "9"),
        update(180).set(Field::Group, "9", "8").retag("a b", "a b c", &["c"], &[]),
        reply(240, "email").retag("a b c", "b c", &[], &["a"]),
    ]);
    let account = account(&[
        "7: group_id is 7",
        "8: group_id is 8",
        "9: group_id is 9",
        "10: current_tags includes b",
        "11: status is ",
    ]);
    account.check_inexact(
        told.without_snapshot().forgets(1),
        Inexact::NoStart,
        // The status is told by no change: blank, so the ticket does not wait for the team.
        &["2 reply email 7,10,11", "5 reply email 8,10,11"],
    );
}

#[test]
fn rule_2_5_the_order_is_time_and_then_id() {
    let created = creation(0).create(Field::Group, "7").id(50);
    let earlier = update(60).set(Field::Group, "7", "8").id(30);
    let second = reply(90, "email").set(Field::Group, "8", "9").id(20);
    let third = reply(90, "email").set(Field::Group, "9", "7").id(21);
    let expected =
        ["50 created email 7", "30 entry email 8", "20 reply email 9", "21 reply email 7"];
    let shown = ticket([created.clone(), earlier.clone(), second.clone(), third.clone()]);
    let shown = shown.history().snapshot;
    for order in [
        [created.clone(), earlier.clone(), second.clone(), third.clone()],
        [third.clone(), second.clone(), earlier.clone(), created.clone()],
        [second, created, third, earlier],
    ] {
        let told = ticket(order).shown(|snapshot| *snapshot = shown.clone().expect("it is told"));
        groups().check(told, &expected);
    }
}

#[test]
fn rule_6_4_unknown_instants_of_an_older_ticket_are_its_creation() {
    let told = ticket([
        creation(0).create(Field::Assignee, "10"),
        update(60).set(Field::Status, "new", "open").says(AGENT, ""),
        reply(5 * HOUR, "email"),
        update(6 * HOUR).by(SYSTEM).set(Field::Assignee, "10", ""),
        reply(8 * HOUR, "email").by(OTHER_CUSTOMER),
    ]);
    let account = account(&[
        "1: assigned_at greater_than 4",
        "2: assignee_updated_at greater_than 4",
        "3: requester_updated_at greater_than 4",
        "4: OPEN greater_than 4",
    ]);
    // Event 3: 5 h since the assignment at 0 h; 4 h since the assignee's update and the opening at 60 s.
    account.check(told.clone(), &["1 created email -", "3 reply email 1", "5 reply email 2,4"]);
    // What event 2 did is then not known, and taken as the creation.
    account.check(told.forgets(2), &["3 reply email 1,2,4", "5 reply email 2,4"]);
}

#[test]
fn rule_6_4_an_unknown_message_of_the_requester_is_the_creation() {
    let account = account(&["1: requester_updated_at is 5", "2: requester_updated_at is 4"]);
    let wrote = reply(HOUR, "email");
    let other = reply(5 * HOUR, "email").by(OTHER_CUSTOMER);
    let told = ticket([creation(0), wrote, other]);
    account.check(told.clone().forgets(1), &["2 reply email -", "3 reply email 2"]);
    account.check(told.forgets(2), &["3 reply email 1"]);
}

/// Where a ticket is now: by its last state, by hours at the asked instant, and nowhere once deleted.
#[test]
fn rule_2_4_a_ticket_is_where_its_last_state_puts_it() {
    let views = ["1: status is closed", "2: status is open", "3: SOLVED greater_than 2"];
    let engine = account(&views).engine();
    let events = || {
        [
            creation(0),
            update(100).set(Field::Status, "new", "open"),
            update(200).set(Field::Status, "open", "solved"),
        ]
    };
    let at = |history: &TicketHistory, at: i64| {
        let present = engine.present(history, Timestamp(at));
        let views: Vec<i64> = present.views.iter().map(|view| view.0).collect();
        (views, present.closed_since.map(|since| since.0))
    };
    let solved = ticket(events()).history();
    assert_eq!(at(&solved, 200 + 3 * HOUR - 1), (vec![], None));
    assert_eq!(at(&solved, 200 + 3 * HOUR), (vec![3], None));
    let closing = update(300).set(Field::Status, "solved", "closed");
    let closed = ticket(events().into_iter().chain([closing])).history();
    assert_eq!(at(&closed, 400), (vec![1], Some(300)));
    let deleted = ticket(events()).shown(|snapshot| snapshot.deleted = true).history();
    assert_eq!(at(&deleted, 200 + 3 * HOUR), (vec![], None));
    // Only its snapshot tells of a ticket that did not change within the window.
    let old = ticket([creation(0)]).shows(Field::Status, "closed").forgets(1).history();
    assert_eq!(at(&old, 400).0, [1]);
}

#[test]
fn rule_2_4_a_deleted_ticket_walks_back_from_its_last_known_status() {
    let account = account(&["1: status is open"]);
    let told = ticket([
        creation(0),
        update(60).set(Field::Status, "new", "open"),
        reply(120, "email"),
        update(180).set(Field::Priority, "", "high"),
    ]);
    let deleted = told.forgets(1).shown(|shown| shown.deleted = true);
    account.check(deleted.shows(Field::Status, "deleted"), &["2 entry email 1", "3 reply email 1"]);
}
