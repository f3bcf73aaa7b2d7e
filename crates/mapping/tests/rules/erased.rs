//! Rules 2.4 and 3.3: what is compared, and what becomes of deleted tickets.

use inflow_domain::{Field, Timestamp};
use inflow_mapping::replay::Inexact;

use crate::story::{Account, HOUR, Ticket, account, creation, custom, reply, ticket, update};

const DAY: i64 = 24 * HOUR;

fn desk() -> Account {
    account(&["1: status is open", "2: status is open & group_id is 7"])
}

/// Its events tell a field that its snapshot does not show.
fn with_lost_field() -> Ticket {
    let told = ticket([creation(0), update(60).set(custom(36), "", "x"), reply(120, "email")]);
    told.shown(|snapshot| snapshot.fields.retain(|(field, _)| *field != custom(36)))
}

#[test]
fn rule_2_4_a_field_that_no_view_reads_makes_no_ticket_inexact() {
    account(&["1: status is new"])
        .check(with_lost_field(), &["1 created email 1", "3 reply email 1"]);
    let gap = update(60).set(custom(36), "never", "x").set(Field::Group, "5", "7");
    account(&["1: status is new"]).check(ticket([creation(0), gap]), &["1 created email 1"]);
}

#[test]
fn rule_2_4_a_field_that_a_view_reads_is_compared() {
    let expected = ["1 created email -", "3 reply email -"];
    let reads = |views: &[&str]| {
        let reason = Inexact::Snapshot(custom(36));
        account(views).check_inexact(with_lost_field(), reason, &expected);
    };
    reads(&["1: custom_fields_36 is y"]);
    reads(&["1: status is solved any ticket_fields_36 present | type is task"]);
    // Also where the view that reads it is not among those that are judged.
    let others = account(&["1: status is solved"]);
    let others = others.settings(|settings| settings.further_fields = [custom(36)].into());
    others.check_inexact(with_lost_field(), Inexact::Snapshot(custom(36)), &expected);
}

#[test]
fn rule_2_4_status_requester_and_assignee_are_always_compared() {
    for field in [Field::Status, Field::Requester, Field::Assignee] {
        let told = ticket([creation(0)]).shows(field, "pending");
        account(&["1: brand_id is 5"]).check_inexact(
            told,
            Inexact::Snapshot(field),
            &["1 created email -"],
        );
    }
}

#[test]
fn rule_2_4_of_an_erased_ticket_nothing_is_compared() {
    let events = || {
        [
            creation(0).create(Field::Group, "7"),
            reply(60, "email").set(Field::Status, "new", "open"),
            update(120).set(Field::Group, "5", "7"),
        ]
    };
    let expected = ["1 created email -", "2 reply email 1,2"];
    for (deleted, scrubbed) in [(true, true), (true, false), (false, true)] {
        let told = ticket(events()).shows(Field::Group, "").shows(Field::Requester, "4711");
        let told = told.shown(|snapshot| {
            (snapshot.deleted, snapshot.scrubbed) = (deleted, scrubbed);
            snapshot.fields.retain(|(field, _)| !deleted || *field != Field::Status);
        });
        desk().check(told.clone(), &expected);
        // Nor is it missed that it began.
        let window = desk().settings(|settings| settings.since = Some(Timestamp(0)));
        window.check(told.forgets(3), &[]);
    }
}

/// A ticket that is deleted and restored, as events tell it.
fn restored() -> Ticket {
    ticket([
        creation(0).create(Field::Group, "7"),
        update(60).set(Field::Status, "new", "open"),
        update(HOUR).set(Field::Status, "open", "deleted"),
        update(DAY).set(Field::Status, "deleted", "open"),
        update(2 * DAY).set(Field::Status, "open", "deleted"),
        reply(2 * DAY + 60, "email"),
        update(3 * DAY).set(Field::Status, "deleted", "open").set(Field::Group, "7", "8"),
        update(4 * DAY).set(Field::Group, "8", "7"),
    ])
}

#[test]
fn rule_3_3_restoring_is_no_entry() {
    let expected = ["1 created email -", "2 entry email 1,2", "6 reply email -", "8 entry email 2"];
    desk().check(restored(), &expected);
    desk().check(restored().forgets(1), &expected[1..]);
    // A customer who writes with it replies.
    let told = ticket([
        creation(0),
        update(60).set(Field::Status, "new", "deleted"),
        reply(120, "email").set(Field::Status, "deleted", "open"),
    ]);
    desk().check(told, &["1 created email -", "3 reply email 1"]);
}

#[test]
fn rule_2_4_whether_a_ticket_is_deleted_the_newer_word_decides() {
    let views = |told: Ticket| desk().engine().present(&told.history(), Timestamp(9 * DAY)).views;
    let deletion = || [creation(0), update(60).set(Field::Status, "new", "open")];
    let by_event = update(HOUR).set(Field::Status, "open", "deleted");
    // The snapshot shows the last event: it decides.
    let open = ticket(deletion());
    assert_eq!(views(open.clone()).len(), 1);
    assert!(views(open.clone().shown(|snapshot| snapshot.deleted = true)).is_empty());
    // The snapshot is older: the events decide.
    let told = ticket(deletion().into_iter().chain([by_event.clone()]));
    let early = told.shows(Field::Status, "open").shown(|shown| shown.updated_at = Timestamp(60));
    assert!(views(early).is_empty());
    let again = update(2 * HOUR).set(Field::Status, "deleted", "open");
    let told = ticket(deletion().into_iter().chain([by_event, again]));
    let early = told.shown(|shown| {
        shown.updated_at = Timestamp(HOUR);
        shown.deleted = true;
        shown.fields.retain(|(field, _)| *field != Field::Status);
    });
    assert_eq!(views(early).len(), 1);
    // No event tells of any: the snapshot's word stays.
    let told = ticket(deletion().into_iter().chain([reply(HOUR, "email")]));
    let early = told.shown(|shown| (shown.updated_at, shown.deleted) = (Timestamp(60), true));
    assert!(views(early).is_empty());
}
