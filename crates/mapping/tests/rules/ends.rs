//! Rules 9.1 to 9.3: kinds, reopenings, and how each contact ends in each view.

use inflow_domain::{CommentKind, Field, Timestamp, UserId};

use crate::story::{
    AGENT, Account, CUSTOMER, Event, HOUR, OTHER_CUSTOMER, SYSTEM, account, creation, reply,
    ticket, update, via,
};

/// An agent who answers by itself.
const ROBOT: i64 = 11;

/// Tier 1 holds what waits in group 1, tier 2 what waits in group 2, and view 3 whatever is not closed.
fn desk() -> Account {
    let views = [
        "1: status less_than pending & group_id is 1",
        "2: status less_than pending & group_id is 2",
    ];
    account(&views).settings(|settings| {
        settings.staff.push(UserId(ROBOT));
        settings.robots.insert(UserId(ROBOT));
    })
}

/// A customer's e-mail that waits in tier 1.
fn email(at: i64) -> Event {
    creation(at).create(Field::Group, "1")
}

fn solve(at: i64) -> Event {
    update(at).set(Field::Status, "new", "solved")
}

fn answer(at: i64) -> Event {
    update(at).says(AGENT, "web")
}

#[track_caller]
fn check(events: impl IntoIterator<Item = Event>, expected: &[&str]) {
    desk().check_ends(ticket(events), expected);
}

/// How the customer's e-mail ends by these events.
#[track_caller]
fn email_ends(events: impl IntoIterator<Item = Event>, expected: &str) {
    let expected = format!("1 created 1: {expected}");
    check(std::iter::once(email(0)).chain(events), &[&expected]);
}

#[test]
fn rule_9_3_the_example_of_the_documentation() {
    let answered = answer(HOUR).set(Field::Status, "new", "solved");
    let again = reply(49 * HOUR, "email").set(Field::Status, "solved", "open");
    let answered_again = answer(50 * HOUR).set(Field::Status, "open", "solved");
    check(
        [email(0), answered, again, answered_again],
        &["1 created 1: answered 2@3600, 3600 s", "3 reopening 1: answered 4@180000, 3600 s"],
    );
}

#[test]
fn rule_9_3_a_transfer_moves_and_the_second_queue_answers() {
    let transfer = update(60).set(Field::Group, "1", "2");
    check(
        [email(0), transfer, answer(100)],
        &["1 created 1: moved 2@60", "2 entry 2: answered 3@100, 40 s"],
    );
    // Both in one event: the customer is answered before the ticket moves.
    let answered = answer(60).set(Field::Group, "1", "2");
    check([email(0), answered], &["1 created 1: answered 2@60, 60 s", "2 entry 2: unfinished"]);
}

#[test]
fn rule_9_3_who_ends_the_waiting_decides() {
    email_ends([solve(60)], "settled 2@60");
    email_ends([update(60).set(Field::Status, "new", "pending")], "settled 2@60");
    email_ends([update(60).set(Field::Status, "new", "hold")], "settled 2@60");
    for author in [CUSTOMER, OTHER_CUSTOMER, SYSTEM, ROBOT] {
        email_ends([solve(60).by(author)], "dropped 2@60");
    }
    let internal = solve(60).comment(AGENT, false, via("web", ""));
    email_ends([internal], "settled 2@60");
}

#[test]
fn rule_9_3_only_a_reply_to_the_customer_answers() {
    email_ends([answer(60)], "answered 2@60, 60 s");
    email_ends([update(60).by(CUSTOMER).says(AGENT, "web")], "answered 2@60, 60 s");
    // In the same second as its arrival.
    email_ends([answer(0)], "answered 2@0, 0 s");
    for no_answer in [
        update(60).comment(AGENT, false, via("web", "")),
        update(60).says(SYSTEM, "web"),
        update(60).by(AGENT).says(ROBOT, "web"),
        update(60).says(AGENT, "rule"),
        update(60).says(AGENT, "8"),
        update(60).label("Rule").says(AGENT, ""),
        update(60).label("8").says(AGENT, ""),
        answer(60).merge(),
        update(60).says(AGENT, "merge"),
        update(60).label("19").says(AGENT, ""),
        update(60).label("Merge").says(AGENT, "web"),
    ] {
        email_ends([no_answer], "unfinished");
    }
    // A comment's own channel counts before the event's.
    email_ends([update(60).label("Rule").says(AGENT, "web")], "answered 2@60, 60 s");
    // Of several comments one is enough.
    email_ends([update(60).says(ROBOT, "web").says(AGENT, "web")], "answered 2@60, 60 s");
    let channel_back = || update(60).by(SYSTEM).says(OTHER_CUSTOMER, "sms");
    email_ends([channel_back().kind(CommentKind::ChannelBack)], "answered 2@60, 60 s");
    let by_robot = update(60).by(SYSTEM).says(ROBOT, "sms").kind(CommentKind::ChannelBack);
    email_ends([by_robot], "unfinished");
}

#[test]
fn rule_9_3_a_robot_settles_and_answers_nothing() {
    let replied = update(60).by(ROBOT).says(ROBOT, "web");
    email_ends([replied.clone()], "unfinished");
    email_ends([replied.set(Field::Status, "new", "solved")], "dropped 2@60");
    // It is staff all the same: no customer.
    let named = account(&["1: status less_than solved"]).settings(|settings| {
        settings.robots.insert(UserId(AGENT));
    });
    named.check_ends(ticket([creation(0), answer(60)]), &["1 created 1: unfinished"]);
    named.check_ends(ticket([creation(0), solve(60)]), &["1 created 1: dropped 2@60"]);
    // A customer who is named is still a customer.
    let named = account(&["1: status less_than solved"]).settings(|settings| {
        settings.robots.insert(UserId(CUSTOMER));
    });
    named.check_ends(
        ticket([creation(0), reply(60, "email")]),
        &["1 created 1: unfinished", "2 reply 1: unfinished"],
    );
}

#[test]
fn rule_9_3_three_emails_before_one_answer() {
    check(
        [email(0), reply(60, "email"), reply(120, "email"), answer(HOUR)],
        &[
            "1 created 1: answered 4@3600, 3600 s",
            "2 reply 1: answered 4@3600, 3540 s",
            "3 reply 1: answered 4@3600, 3480 s",
        ],
    );
}

#[test]
fn rule_9_3_merges_drop_the_absorbed_ticket_alone() {
    let absorbed = update(60).merge().set(Field::Status, "new", "closed").says(AGENT, "web");
    email_ends([absorbed], "dropped 2@60");
    // The ticket that takes the other one in goes on waiting.
    email_ends([update(60).merge().says(AGENT, "web")], "unfinished");
    let solved_with_it = update(60).merge().says(AGENT, "web").set(Field::Status, "new", "solved");
    email_ends([solved_with_it], "settled 2@60");
    // Closed without a merge, by staff.
    email_ends([update(60).set(Field::Status, "new", "closed")], "settled 2@60");
}

#[test]
fn rule_9_3_deletion_drops_whoever_deletes_and_restoring_begins_nothing() {
    let deleted = || answer(60).set(Field::Status, "new", "deleted");
    email_ends([deleted()], "dropped 2@60");
    let restored = update(120).set(Field::Status, "deleted", "open");
    email_ends([deleted(), restored.clone()], "dropped 2@60");
    check(
        [email(0), deleted(), restored, reply(180, "email"), answer(200)],
        &["1 created 1: dropped 2@60", "4 reply 1: answered 5@200, 20 s"],
    );
}

#[test]
fn rule_9_3_a_snapshot_alone_tells_a_deletion() {
    let told = |updated_at| {
        ticket([email(0), update(60)]).shown(|shown| {
            shown.deleted = true;
            shown.updated_at = Timestamp(updated_at);
        })
    };
    desk().check_ends(told(500), &["1 created 1: dropped -@500"]);
    desk().check_ends(told(60), &["1 created 1: dropped -@60"]);
    // Of a snapshot that is older than the last event, and no event that tells deletions.
    desk().check_ends(told(30), &["1 created 1: dropped -@60"]);
    let answered = ticket([email(0), answer(60)]).shown(|shown| shown.deleted = true);
    desk().check_ends(answered, &["1 created 1: answered 2@60, 60 s"]);
}

#[test]
fn rule_9_3_an_event_may_end_its_own_contact() {
    let views = ["1: status is solved", "2: status is pending"];
    let solved = |author| {
        let event = update(0).by(author).create(Field::Status, "solved");
        ticket([event.create(Field::Requester, "900").says(author, "web")])
    };
    let robots = |account: Account| {
        account.settings(|settings| {
            settings.staff.push(UserId(ROBOT));
            settings.robots.insert(UserId(ROBOT));
        })
    };
    let account = robots(account(&views));
    account.check_ends(solved(AGENT), &["1 created 1: settled 1@0"]);
    for author in [CUSTOMER, SYSTEM, ROBOT] {
        account.check_ends(solved(author), &["1 created 1: dropped 1@0"]);
    }
    // A reply after which the ticket does not wait: the customer's thanks, and what an agent forwards.
    let pending = creation(0).set(Field::Status, "new", "pending").by(AGENT);
    let thanks = reply(60, "email");
    account.check_ends(
        ticket([pending.clone(), thanks.clone()]),
        &["1 created 2: settled 1@0", "2 reply 2: dropped 2@60"],
    );
    account.check_ends(
        ticket([pending, thanks.by(AGENT)]),
        &["1 created 2: settled 1@0", "2 reply 2: settled 2@60"],
    );
}

#[test]
fn rule_9_3_an_agents_own_public_comment_is_no_answer_to_itself() {
    // The agent's own ticket waits, although its creation holds a public comment by staff.
    let own = update(0).create(Field::Status, "open").create(Field::Requester, "900");
    let own = own.create(Field::Group, "1").says(AGENT, "web");
    check([own.clone()], &["1 created 1: unfinished"]);
    check([own, answer(60)], &["1 created 1: answered 2@60, 60 s"]);
}

#[test]
fn rule_9_3_an_agent_who_asks_answers_nothing() {
    let asked = update(0).create(Field::Status, "new").create(Field::Requester, "10");
    let asked = asked.create(Field::Group, "1").says(AGENT, "web");
    let again = update(60).says(AGENT, "web");
    check([asked.clone(), again.clone()], &["1 created 1: unfinished"]);
    // The requester after the event decides.
    let handed_on = again.set(Field::Requester, "10", "900");
    check([asked, handed_on], &["1 created 1: answered 2@60, 60 s"]);
}

#[test]
fn rule_9_3_time_that_passes_ends_nothing_but_moves_at_the_next_event() {
    let account = account(&["1: NEW less_than 2 & status is new", "2: status is new"]);
    let note = update(5 * HOUR).comment(AGENT, false, via("web", ""));
    account
        .check_ends(ticket([creation(0)]), &["1 created 1: unfinished", "1 created 2: unfinished"]);
    account.check_ends(
        ticket([creation(0), note.clone()]),
        &["1 created 1: moved 2@18000", "1 created 2: unfinished"],
    );
    // A reply that arrives then counts in one view, and the first one has left the other.
    account.check_ends(
        ticket([creation(0), reply(5 * HOUR, "email"), answer(6 * HOUR)]),
        &[
            "1 created 1: moved 2@18000",
            "1 created 2: answered 3@21600, 21600 s",
            "2 reply 2: answered 3@21600, 3600 s",
        ],
    );
}

#[test]
fn rule_9_3_a_view_that_no_longer_counts_moves_nothing() {
    let until =
        |until: i64| desk().settings(|settings| settings.views[0].until = Some(Timestamp(until)));
    let transfer = || update(60).set(Field::Group, "1", "3");
    until(61).check_ends(ticket([email(0), transfer()]), &["1 created 1: moved 2@60"]);
    until(60).check_ends(ticket([email(0), transfer()]), &["1 created 1: unfinished"]);
    until(60).check_ends(
        ticket([email(0), transfer(), answer(100)]),
        &["1 created 1: answered 3@100, 100 s"],
    );
}

#[test]
fn rule_3_4_messages_of_a_running_session_end_contacts_too() {
    let message = |at| reply(at, "chat").label("Chat");
    let told = [email(0).label("Chat"), message(60), message(120)];
    let with = |last: Event| ticket(told.clone().into_iter().chain([last])).via("chat");
    desk().check_ends(with(answer(200)), &["1 created 1: answered 4@200, 200 s"]);
    // The customer's further message leaves the queue.
    let leaves = message(200).set(Field::Group, "1", "2");
    desk().check_ends(with(leaves), &["1 created 1: moved 4@200"]);
    let solves = message(200).set(Field::Status, "new", "solved");
    desk().check_ends(with(solves), &["1 created 1: dropped 4@200"]);
}

#[test]
fn rule_9_1_a_reopening_comes_from_solved_and_is_neither_solved_nor_closed() {
    let desk = account(&["1: status is_not new"]);
    let kinds = |from: &str, to: &str| {
        let came = update(60).set(Field::Status, "new", from);
        let again = reply(120, "email").set(Field::Status, from, to);
        let count = desk.engine().count(&ticket([creation(0), came, again]).history());
        count.contacts.last().is_some_and(|contact| contact.reopening)
    };
    for to in ["open", "new", "pending", "hold"] {
        assert!(kinds("solved", to), "{to}");
    }
    for (from, to) in [("solved", "closed"), ("pending", "open"), ("open", "open")] {
        assert!(!kinds(from, to), "{from} {to}");
    }
    // It stays solved; an agent who reopens is no reply.
    let solved = || update(60).set(Field::Status, "new", "solved");
    let thanks = ticket([creation(0), solved(), reply(120, "email")]);
    let by_agent = update(120).set(Field::Status, "solved", "open");
    for told in [thanks, ticket([creation(0), solved(), by_agent])] {
        let count = desk.engine().count(&told.history());
        assert!(count.contacts.iter().all(|contact| !contact.reopening));
    }
}

#[test]
fn rule_9_3_contacts_in_no_view_end_nowhere_and_ends_differ_by_view() {
    let account = account(&["1: priority is high", "2: status less_than solved"]);
    let raised = update(60).set(Field::Priority, "", "high");
    let lowered = update(120).set(Field::Priority, "high", "low");
    account.check_ends(
        ticket([creation(0), raised, lowered, answer(200)]),
        &["1 created 2: answered 4@200, 200 s", "2 entry 1: moved 3@120"],
    );
}
