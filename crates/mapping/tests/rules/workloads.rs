//! Rules 10.1 and 10.2: a workload of views counts as one more view made of others.

use inflow_domain::{Channel, Field, FieldId, UserId, WorkloadId};

use crate::story::{
    AGENT, Account, Event, NUMBER, Ticket, account, creation, custom, reply, ticket, update,
};

/// Group 1 is in view 1, group 2 in view 2, both with whatever is urgent in view 3; workload 1 has all e-mail of
/// the views 1 and 2.
fn desk() -> Account {
    let views = [
        "1: status less_than pending & group_id is 1",
        "2: status less_than pending & group_id is 2",
        "3: status less_than pending & priority is urgent",
    ];
    account(&views)
        .settings(|settings| settings.time_field = Some(FieldId(NUMBER)))
        .workload(Channel::Email, &[1, 2])
}

/// A customer's e-mail that waits in a group.
fn email(at: i64, group: &str) -> Event {
    creation(at).create(Field::Group, group)
}

fn transfer(at: i64, from: &str, to: &str) -> Event {
    update(at).set(Field::Group, from, to)
}

fn answer(at: i64) -> Event {
    update(at).says(AGENT, "web")
}

#[track_caller]
fn check(events: impl IntoIterator<Item = Event>, expected: &[&str]) {
    desk().check(ticket(events), expected);
}

#[track_caller]
fn check_ends(account: &Account, events: impl IntoIterator<Item = Event>, expected: &[&str]) {
    account.check_ends(ticket(events), expected);
}

/// What workload 1 comes to: the lines of its contacts and their ends.
fn workload_lines(account: &Account, told: Ticket) -> Vec<String> {
    let count = account.engine().count(&told.history());
    let view = inflow_domain::ViewId::of_workload(WorkloadId(1));
    let line = |contact: &inflow_domain::Contact| {
        let counted = contact.in_view(view)?;
        Some(format!("{} {:?} {}", contact.event, counted.end, counted.handling))
    };
    count.contacts.iter().filter_map(line).collect()
}

#[test]
fn rule_10_2_a_contact_in_overlapping_views_is_one() {
    let views = [
        "1: status is new",
        "2: status is new",
        "3: status is new",
        "4: status is new",
        "5: status is new",
    ];
    let all = account(&views).workload(Channel::Email, &[1, 2, 3, 4, 5]);
    all.check(ticket([creation(0)]), &["1 created email w1,1,2,3,4,5"]);
    all.check_ends(
        ticket([creation(0), answer(60)]),
        &[
            "1 created w1: answered 2@60, 60 s",
            "1 created 1: answered 2@60, 60 s",
            "1 created 2: answered 2@60, 60 s",
            "1 created 3: answered 2@60, 60 s",
            "1 created 4: answered 2@60, 60 s",
            "1 created 5: answered 2@60, 60 s",
        ],
    );
}

#[test]
fn rule_10_2_one_of_its_views_has_to_hold_the_ticket_after_the_event() {
    check([email(0, "1")], &["1 created email w1,1"]);
    check([email(0, "3")], &["1 created email -"]);
    check([email(0, "3").create(Field::Priority, "urgent")], &["1 created email 3"]);
    check(
        [email(0, "2"), reply(60, "email"), reply(120, "email").set(Field::Group, "2", "3")],
        &["1 created email w1,2", "2 reply email w1,2", "3 reply email -"],
    );
}

#[test]
fn rule_10_1_contacts_of_other_channels_are_none_of_its() {
    let called = |channel: &str| ticket([email(0, "1"), reply(60, channel)]);
    desk().check(called("email"), &["1 created email w1,1", "2 reply email w1,1"]);
    desk().check(called("facebook"), &["1 created email w1,1", "2 reply social_media 1"]);
    // An entry has the channel of the latest contact (rule 5.1).
    let moved = [email(0, "3"), reply(60, "facebook"), transfer(120, "3", "1")];
    check(moved, &["1 created email -", "2 reply social_media -", "3 entry social_media 1"]);
    let both = desk().workload(Channel::SocialMedia, &[1]);
    both.check(called("facebook"), &["1 created email w1,1", "2 reply social_media w2,1"]);
}

#[test]
fn rule_10_2_a_transfer_inside_is_no_new_work_and_moves_nothing() {
    let events = [email(0, "1"), transfer(60, "1", "2"), answer(100)];
    check(events.clone(), &["1 created email w1,1", "2 entry email 2"]);
    check_ends(
        &desk(),
        events,
        &[
            "1 created w1: answered 3@100, 100 s",
            "1 created 1: moved 2@60",
            "2 entry 2: answered 3@100, 40 s",
        ],
    );
}

#[test]
fn rule_10_2_an_entry_brings_the_ticket_into_one_and_none_held_it_before() {
    let events =
        [email(0, "3"), transfer(60, "3", "2"), transfer(120, "2", "3"), transfer(180, "3", "1")];
    check_ends(
        &desk(),
        events,
        &[
            "2 entry w1: moved 3@120",
            "2 entry 2: moved 3@120",
            "4 entry w1: unfinished",
            "4 entry 1: unfinished",
        ],
    );
}

#[test]
fn rule_10_2_moved_asks_whether_none_holds_the_ticket_any_more() {
    let both = desk().workload(Channel::Email, &[1, 3]);
    let urgent = email(0, "1").create(Field::Priority, "urgent");
    check_ends(
        &both,
        [urgent, transfer(60, "1", "2"), update(120).set(Field::Priority, "urgent", "low")],
        &[
            "1 created w1: unfinished",
            "1 created w2: moved 3@120",
            "1 created 1: moved 2@60",
            "1 created 3: moved 3@120",
            "2 entry 2: unfinished",
        ],
    );
}

#[test]
fn rule_10_2_a_view_that_no_longer_counts_takes_part_until_then() {
    // Before the instant it holds and moves.
    let until = |until| desk().until(1, until);
    until(50).check(ticket([email(0, "1")]), &["1 created email w1,1"]);
    until(50).check(ticket([email(50, "1")]), &["1 created email -"]);
    check_ends(
        &until(61),
        [email(0, "1"), transfer(60, "1", "3")],
        &["1 created w1: moved 2@60", "1 created 1: moved 2@60"],
    );
    // After it, it brings nothing in.
    until(60).check(ticket([email(0, "3"), transfer(60, "3", "1")]), &["1 created email -"]);
    // And holds nothing: whoever comes from there is new to the others.
    until(60).check(
        ticket([email(0, "1"), transfer(60, "1", "2")]),
        &["1 created email w1,1", "2 entry email w1,2"],
    );
}

#[test]
fn rule_10_2_what_no_remaining_view_held_is_moved_no_more() {
    // Only view 1 held it when that stopped counting.
    let stopped = desk().until(1, 60);
    check_ends(
        &stopped,
        [email(0, "1"), transfer(60, "1", "3"), answer(100)],
        &["1 created w1: answered 3@100, 100 s", "1 created 1: answered 3@100, 100 s"],
    );
    // Neither by an event after which another view held it meanwhile.
    check_ends(
        &stopped,
        [email(0, "1"), transfer(70, "1", "2"), transfer(80, "2", "3")],
        &[
            "1 created w1: unfinished",
            "1 created 1: unfinished",
            "2 entry w1: moved 3@80",
            "2 entry 2: moved 3@80",
        ],
    );
    // View 3 held it too: the contact goes on, and is moved as others are.
    let both = stopped.workload(Channel::Email, &[1, 3]);
    let urgent = email(0, "1").create(Field::Priority, "urgent");
    let calmed = |at| update(at).set(Field::Priority, "urgent", "low");
    check_ends(
        &both,
        [urgent.clone(), calmed(90)],
        &[
            "1 created w1: unfinished",
            "1 created w2: moved 2@90",
            "1 created 1: unfinished",
            "1 created 3: moved 2@90",
        ],
    );
    // The last event before the instant decides, not the arrival.
    check_ends(
        &both,
        [urgent, calmed(59), update(90)],
        &[
            "1 created w1: unfinished",
            "1 created w2: unfinished",
            "1 created 1: unfinished",
            "1 created 3: moved 2@59",
        ],
    );
}

#[test]
fn rule_10_2_views_may_stop_one_after_the_other() {
    let account = desk().until(1, 60).until(2, 120);
    // View 2 held it after the last event before 60, and nobody after the last before 120.
    check_ends(
        &account,
        [email(0, "1"), transfer(30, "1", "2"), update(60), transfer(150, "2", "3")],
        &["1 created w1: unfinished", "1 created 1: moved 2@30", "2 entry 2: unfinished"],
    );
    check_ends(
        &account,
        [email(0, "1"), transfer(30, "1", "2"), transfer(119, "2", "3")],
        &["1 created w1: moved 3@119", "1 created 1: moved 2@30", "2 entry 2: moved 3@119"],
    );
}

#[test]
fn rule_10_2_a_workload_of_one_view_is_that_views_queue() {
    let told = || {
        [
            email(0, "1"),
            reply(60, "facebook").label("Facebook post"),
            update(70).set(custom(NUMBER), "", "30"),
            transfer(100, "1", "2"),
            transfer(200, "2", "1"),
            answer(300).set(custom(NUMBER), "30", "50"),
        ]
    };
    let views = ["1: status less_than pending & group_id is 1"];
    let one = || account(&views).settings(|settings| settings.time_field = Some(FieldId(NUMBER)));
    for account in [one(), one().until(1, 100), one().until(1, 200), one().until(1, 201)] {
        for channel in [Channel::Email, Channel::SocialMedia] {
            let count = account.engine().count(&ticket(told()).history());
            let view = inflow_domain::ViewId(1);
            let queue: Vec<String> = count
                .contacts
                .iter()
                .filter(|contact| contact.channel == channel)
                .filter_map(|contact| {
                    let counted = contact.in_view(view)?;
                    Some(format!("{} {:?} {}", contact.event, counted.end, counted.handling))
                })
                .collect();
            let with = |settings: &mut inflow_mapping::Settings| {
                settings.workloads = vec![inflow_mapping::CountedWorkload {
                    id: WorkloadId(1),
                    channel,
                    views: [view].into(),
                }];
            };
            let settings = account.clone().settings(with);
            assert_eq!(workload_lines(&settings, ticket(told())), queue, "{channel}");
        }
    }
}

#[test]
fn rule_9_7_a_workload_has_its_own_part_of_the_handling_time() {
    let events = [
        email(0, "1"),
        update(50).set(custom(NUMBER), "", "30"),
        transfer(100, "1", "2"),
        answer(200).set(custom(NUMBER), "30", "75"),
    ];
    check_ends(
        &desk(),
        events,
        &[
            "1 created w1: answered 4@200, 200 s, took 75 s",
            "1 created 1: moved 3@100, took 30 s",
            "3 entry 2: answered 4@200, 100 s, took 45 s",
        ],
    );
    // What no view has is reported, also where a workload has it: a merge brings the ticket into no view anew.
    let merged = transfer(100, "1", "2").merge();
    let told = [email(0, "1"), merged, update(150).set(custom(NUMBER), "", "20")];
    check_ends(
        &desk(),
        told.clone(),
        &["1 created w1: unfinished, took 20 s", "1 created 1: moved 2@100"],
    );
    let count = desk().engine().count(&ticket(told).history());
    assert_eq!(count.unassigned_handling.to_string(), "20");
}

#[test]
fn rule_10_2_deletions_and_robots_end_contacts_of_workloads_too() {
    let robots = desk().settings(|settings| {
        settings.staff.push(UserId(11));
        settings.robots.insert(UserId(11));
    });
    let solved = update(60).by(11).set(Field::Status, "new", "solved");
    check_ends(
        &robots,
        [email(0, "1"), solved],
        &["1 created w1: dropped 2@60", "1 created 1: dropped 2@60"],
    );
    let gone = ticket([email(0, "1")]).shown(|shown| shown.deleted = true);
    robots.check_ends(gone, &["1 created w1: dropped -@0", "1 created 1: dropped -@0"]);
}
