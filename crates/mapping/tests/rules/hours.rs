//! Rule 6.4: the conditions that look at the clock.

use inflow_domain::Field;

use crate::story::{
    AGENT, CUSTOMER, Event, HOUR, OTHER_CUSTOMER, SYSTEM, account, creation, reply, ticket, update,
};

/// Whether the condition is true at the last of these events, a customer's reply.
#[track_caller]
fn check(events: &[Event], condition: &str, expected: bool) {
    let account = account(&[&format!("1: {condition}")]);
    let count = account.engine().count(&ticket(events.iter().cloned()).history());
    let last = count.contacts.last().expect("the last event is a reply");
    assert_eq!(!last.views.is_empty(), expected, "{condition}");
    assert_eq!(count.inexact, None);
}

/// After `seconds` in which it counts, the hours are these.
#[track_caller]
fn check_hours(events: &[Event], since: i64, field: &str) {
    for (seconds, hours) in [(0, 0), (HOUR - 1, 0), (HOUR, 1), (2 * HOUR - 1, 1), (30 * HOUR, 30)] {
        let mut events = events.to_vec();
        events.push(reply(since + seconds, "email").by(OTHER_CUSTOMER));
        check(&events, &format!("{field} is {hours}"), true);
        check(&events, &format!("{field} is {}", hours + 1), false);
        check(&events, &format!("{field} less_than {}", hours + 1), true);
        check(&events, &format!("{field} less_than {hours}"), false);
        check(&events, &format!("{field} greater_than {}", hours - 1), true);
        check(&events, &format!("{field} greater_than {hours}"), false);
    }
}

#[test]
fn new_counts_from_the_creation_while_new() {
    check_hours(&[creation(7)], 7, "NEW");
    let opened = [creation(7), reply(HOUR, "email").set(Field::Status, "new", "open")];
    check(&opened, "NEW less_than 100", false);
    // A ticket that is new again counts from its creation, not from when it entered the status.
    let again = [
        creation(0).set(Field::Status, "new", "open"),
        update(HOUR).set(Field::Status, "open", "new"),
    ];
    let at_three = [again[0].clone(), again[1].clone(), reply(3 * HOUR, "email")];
    check(&at_three, "NEW is 3", true);
}

#[test]
fn other_statuses_count_from_when_they_were_entered_while_in_them() {
    for (field, status) in
        [("OPEN", "open"), ("PENDING", "pending"), ("HOLD", "hold"), ("SOLVED", "solved")]
    {
        let entered = update(500).set(Field::Status, "new", status);
        check_hours(&[creation(0), entered.clone()], 500, field);
        let left = reply(600, "email").set(Field::Status, status, "new");
        check(&[creation(0), entered, left], &format!("{field} less_than 100"), false);
    }
}

#[test]
fn closed_is_judged_at_the_closing_alone_since_nothing_counts_after_it() {
    let closing = reply(500, "email").set(Field::Status, "new", "closed");
    check(&[creation(0), closing.clone()], "CLOSED is 0", true);
    check(&[creation(0), closing.clone()], "CLOSED greater_than 0", false);
    check(&[creation(0), closing, reply(500 + 2 * HOUR, "email")], "CLOSED is 2", false);
}

#[test]
fn a_change_to_the_same_status_is_none() {
    let entered = update(500).set(Field::Status, "new", "open");
    let same = update(HOUR).set(Field::Status, "open", "open");
    let there_and_back =
        update(HOUR).set(Field::Status, "open", "pending").set(Field::Status, "pending", "open");
    let later = reply(500 + 3 * HOUR, "email");
    check(&[creation(0), entered.clone(), same, later], "OPEN is 3", true);
    let last = reply(500 + 2 * HOUR, "email");
    check(&[creation(0), entered.clone(), there_and_back, last], "OPEN is 2", true);
    // Entered again, it counts from then.
    let left = update(HOUR).set(Field::Status, "open", "pending");
    let again = update(2 * HOUR).set(Field::Status, "pending", "open");
    check_hours(&[creation(0), entered, left, again], 2 * HOUR, "OPEN");
}

#[test]
fn assigned_at_is_when_the_assignee_last_changed() {
    let assigned = update(500).set(Field::Assignee, "", "10");
    check_hours(&[creation(0), assigned.clone()], 500, "assigned_at");
    check_hours(&[creation(500).create(Field::Assignee, "10")], 500, "assigned_at");
    let same = update(HOUR).set(Field::Assignee, "10", "10");
    let last = reply(500 + 3 * HOUR, "email");
    check(&[creation(0), assigned.clone(), same, last], "assigned_at is 3", true);
    // Being given back is a change, too.
    let back = update(HOUR).set(Field::Assignee, "10", "");
    check_hours(&[creation(0), assigned, back], HOUR, "assigned_at");
    check(&[creation(0), reply(HOUR, "email")], "assigned_at less_than 100", false);
}

#[test]
fn assignee_updated_at_is_the_assignees_last_event() {
    let assigned = || update(100).by(SYSTEM).set(Field::Assignee, "", "10");
    // The event's author counts, not its comment's.
    let by_assignee = update(500).by(AGENT).says(OTHER_CUSTOMER, "email");
    check_hours(&[creation(0), assigned(), by_assignee], 500, "assignee_updated_at");
    let for_assignee = update(500).by(OTHER_CUSTOMER).says(AGENT, "email");
    let last = || reply(HOUR, "email");
    let never = [creation(0), assigned(), for_assignee, last()];
    check(&never, "assignee_updated_at less_than 100", false);
    // Who is the assignee after the event: taking it is an update by the assignee, giving it is not.
    let taken = update(500).by(AGENT).set(Field::Assignee, "", "10");
    check_hours(&[creation(0), taken.clone()], 500, "assignee_updated_at");
    let given = update(HOUR).by(AGENT).set(Field::Assignee, "10", "11");
    let later = reply(500 + 3 * HOUR, "email");
    check(&[creation(0), taken, given.clone(), later.clone()], "assignee_updated_at is 3", true);
    let only_given = [creation(0), assigned(), given, later];
    check(&only_given, "assignee_updated_at less_than 100", false);
}

#[test]
fn requester_updated_at_is_the_requesters_last_event() {
    check_hours(&[creation(500)], 500, "requester_updated_at");
    let for_requester = update(HOUR).by(AGENT).says(CUSTOMER, "email");
    let last = reply(500 + 4 * HOUR, "email").by(OTHER_CUSTOMER);
    check(&[creation(500), for_requester, last], "requester_updated_at is 4", true);
    let handed_over = update(700).by(OTHER_CUSTOMER).set(Field::Requester, "900", "901");
    let events = [creation(0), handed_over, reply(HOUR + 700, "email")];
    check(&events, "requester_updated_at is 1", true);
    let by_agent = creation(0).by(AGENT);
    let events = [by_agent, reply(HOUR, "email").by(OTHER_CUSTOMER)];
    check(&events, "requester_updated_at less_than 100", false);
}

#[test]
fn hours_past_and_until_due_are_rounded_down_and_may_be_negative() {
    let due = "1970-01-02T00:00:00Z";
    let at = |seconds| [creation(0).create(Field::DueAt, due), reply(24 * HOUR + seconds, "email")];
    for (seconds, past, until) in [
        (0, 0, 0),
        (1, 0, -1),
        (HOUR - 1, 0, -1),
        (HOUR, 1, -1),
        (HOUR + 1, 1, -2),
        (-1, -1, 0),
        (-HOUR, -1, 1),
        (-HOUR - 1, -2, 1),
    ] {
        for field in ["due_date", "due_at"] {
            check(&at(seconds), &format!("{field} is {past}"), true);
            check(&at(seconds), &format!("{field} less_than {past}"), false);
            check(&at(seconds), &format!("{field} greater_than {}", past - 1), true);
        }
        check(&at(seconds), &format!("until_due_date is {until}"), true);
        check(&at(seconds), &format!("until_due_date greater_than {until}"), false);
        check(&at(seconds), &format!("until_due_date less_than {}", until + 1), true);
    }
    for field in ["due_date", "due_at", "until_due_date"] {
        for operator in ["less_than", "greater_than", "is"] {
            let never = [creation(0), reply(HOUR, "email")];
            check(&never, &format!("{field} {operator} 0"), false);
        }
    }
}

#[test]
fn the_due_date_is_that_of_the_state() {
    let moved = update(60).set(Field::DueAt, "1970-01-02 01:00:00 +0100", "1970-01-03T00:00:00Z");
    let created = creation(0).create(Field::DueAt, "1970-01-02T00:00:00Z");
    check(&[created, moved, reply(HOUR, "email")], "until_due_date is 47", true);
}

#[test]
fn the_creation_is_an_instant() {
    // The reply is on 1970-01-02, the creation on 1970-01-01 at 01:00.
    let events = [creation(HOUR), reply(24 * HOUR, "email")];
    for (operator, [earlier, same, later]) in [
        ("less_than", [false, false, true]),
        ("less_than_equal", [false, true, true]),
        ("greater_than", [true, false, false]),
        ("greater_than_equal", [true, true, false]),
    ] {
        let field = "exact_created_at";
        check(&events, &format!("{field} {operator} 1970-01-01T00:59:59Z"), earlier);
        check(&events, &format!("{field} {operator} 1970-01-01T02:00:00+01:00"), same);
        check(&events, &format!("{field} {operator} 1970-01-01T01:00:01Z"), later);
        check(&events, &format!("{field} {operator} 1970-01-02"), later);
        check(&events, &format!("{field} {operator} "), false);
    }
}

#[test]
fn the_state_before_an_event_is_judged_at_the_events_instant() {
    let raise = update(2 * HOUR + 60).set(Field::Priority, "", "high");
    for (field, change) in [
        ("OPEN", update(HOUR + 60).set(Field::Status, "new", "open")),
        ("assigned_at", update(HOUR + 60).set(Field::Assignee, "", "10")),
        ("assignee_updated_at", update(HOUR + 60).by(AGENT).set(Field::Assignee, "", "10")),
        ("requester_updated_at", update(HOUR + 60).by(CUSTOMER)),
    ] {
        // In the view since the second event, an hour ago: the third brings the ticket into no view.
        let account = account(&[&format!("1: {field} is 1"), "2: priority is high"]);
        let told = ticket([creation(0), change, raise.clone()]);
        account.check(told, &["1 created email -", "3 entry email 2"]);
    }
}
