//! Rule 3: which events are contacts, and of which kind.

use inflow_domain::{CommentKind, Field, UserId};

use crate::story::{
    AGENT, Account, CUSTOMER, Event, HOUR, OTHER_CUSTOMER, SYSTEM, account, creation, reply,
    ticket, update, via,
};

/// View 1 holds what is unsolved, view 2 what is solved.
fn desk() -> Account {
    account(&["1: status less_than solved", "2: status is solved"])
}

/// Whatever these events are, they count nothing after the creation.
#[track_caller]
fn counts_nothing(events: impl IntoIterator<Item = Event>) {
    let events = std::iter::once(creation(0)).chain(events);
    desk().check(ticket(events), &["1 created email 1"]);
}

#[test]
fn rule_3_1_the_creation_counts_whoever_wrote_it() {
    for author in [CUSTOMER, OTHER_CUSTOMER, AGENT, SYSTEM] {
        let created = creation(0).by(author).without_comments().says(author, "");
        desk().check(ticket([created]), &["1 created email 1"]);
    }
    desk().check(ticket([creation(0).without_comments()]), &["1 created email 1"]);
    let solved = update(0).create(Field::Status, "solved").comment(AGENT, false, via("web", ""));
    desk().check(ticket([solved]), &["1 created email 2"]);
}

#[test]
fn rule_3_1_an_outbound_call_is_no_contact() {
    let answer = || reply(HOUR, "voice");
    let silent = || creation(0).by(AGENT).without_comments();
    let outbound = || via("voice", "outbound");
    let tickets = [
        ticket([silent(), answer()]).came_by(outbound()),
        ticket([silent().label("Phone call (outbound)"), answer()]),
        ticket([silent().label("phone CALL (outbound)"), answer()]).without_snapshot(),
        ticket([silent().label("35"), answer()]),
        ticket([silent().label("46"), answer()]),
        ticket([silent(), answer()]).via("46"),
        ticket([silent().comment(AGENT, true, outbound()), answer()]).without_snapshot(),
    ];
    for ticket in tickets {
        // The view holds the ticket from its creation on, yet that is no entry either.
        desk().check(ticket, &["2 reply call 1"]);
    }
    let inbound = ticket([silent()]).came_by(via("voice", "inbound"));
    desk().check(inbound, &["1 created call 1"]);
    let other_rel = ticket([silent()]).came_by(via("web", "outbound"));
    desk().check(other_rel, &["1 created email 1"]);
}

#[test]
fn rule_3_2_any_customers_public_comment_is_a_reply() {
    desk().check(
        ticket([creation(0), reply(60, "email"), reply(120, "email").by(OTHER_CUSTOMER)]),
        &["1 created email 1", "2 reply email 1", "3 reply email 1"],
    );
    counts_nothing([
        update(60).says(AGENT, "email"),
        update(120).by(CUSTOMER).comment(CUSTOMER, false, via("email", "")),
        update(180).by(SYSTEM).says(SYSTEM, "email"),
    ]);
}

#[test]
fn rule_3_2_the_comments_author_decides_not_the_events() {
    let saved_by_agent = update(60).by(AGENT).says(CUSTOMER, "email");
    desk().check(ticket([creation(0), saved_by_agent]), &["1 created email 1", "2 reply email 1"]);
    counts_nothing([update(60).by(CUSTOMER).says(AGENT, "email")]);
    let both = update(60).says(AGENT, "web").says(CUSTOMER, "sms");
    desk().check(ticket([creation(0), both]), &["1 created email 1", "2 reply social_media 1"]);
}

#[test]
fn rule_3_2_staff_are_no_customers() {
    let former = 11;
    let events = || ticket([creation(0), update(60).by(former).says(former, "email")]);
    desk().check(events(), &["1 created email 1", "2 reply email 1"]);
    let staff = desk().settings(|settings| settings.staff.push(UserId(former)));
    staff.check(events(), &["1 created email 1"]);
}

#[test]
fn rule_3_2_a_merge_comment_is_no_reply() {
    counts_nothing([
        update(60).comment(CUSTOMER, true, via("web", "merge")).merge(),
        update(61).comment(CUSTOMER, true, via("merge", "")).merge(),
        update(62).comment(CUSTOMER, true, via("19", "")).merge(),
        update(63).label("Merge").says(CUSTOMER, "").merge(),
        update(64).label("19").says(CUSTOMER, "email").merge(),
    ]);
}

#[test]
fn rule_3_3_a_transfer_is_an_entry() {
    let account = account(&["1: group_id is 7", "2: group_id is 8", "3: status less_than solved"]);
    account.check(
        ticket([
            creation(0).create(Field::Group, "7"),
            update(60).set(Field::Group, "7", "8"),
            update(120).set(Field::Group, "8", "").says(AGENT, ""),
            update(180).by(SYSTEM).set(Field::Group, "", "7"),
        ]),
        &["1 created email 1,3", "2 entry email 2", "4 entry email 1"],
    );
}

#[test]
fn rule_3_3_the_ticket_must_wait_for_the_team() {
    let account = account(&["1: group_id is 8"]);
    for (status, expected) in [
        ("new", &["1 created email -", "2 entry email 1"][..]),
        ("open", &["1 created email -", "2 entry email 1"]),
        ("pending", &["1 created email -"]),
        ("hold", &["1 created email -"]),
        ("solved", &["1 created email -"]),
        ("closed", &["1 created email -"]),
    ] {
        let created = creation(0).set(Field::Status, "new", status);
        let moved = update(60).create(Field::Group, "8");
        account.check(ticket([created, moved]), expected);
    }
}

#[test]
fn rule_3_3_the_status_is_that_after_the_event() {
    let account = account(&["1: status is open", "2: status is pending"]);
    account.check(
        ticket([
            creation(0),
            update(60).set(Field::Status, "new", "open"),
            update(120).set(Field::Status, "open", "pending"),
            update(180).set(Field::Status, "pending", "open"),
            update(240).set(Field::Status, "open", "open"),
        ]),
        &["1 created email -", "2 entry email 1", "4 entry email 1"],
    );
}

#[test]
fn rule_3_3_a_merge_is_no_entry() {
    let account = account(&["1: group_id is 8"]);
    let merged = update(60).label("Merge").create(Field::Group, "8").merge();
    let silent = update(120).set(Field::Priority, "", "high");
    account.check(ticket([creation(0), merged, silent]), &["1 created email -"]);
}

#[test]
fn rule_3_3_time_alone_is_no_entry() {
    let account = account(&["1: NEW greater_than 1", "2: priority is high"]);
    let wait = update(3 * HOUR).says(AGENT, "");
    let raise = update(4 * HOUR).set(Field::Priority, "", "high");
    account.check(ticket([creation(0), wait, raise]), &["1 created email -", "3 entry email 2"]);
    // Time has passed before, but another condition became true only now.
    let both = crate::story::account(&["1: NEW greater_than 1 & priority is high"]);
    let raise = update(4 * HOUR).set(Field::Priority, "", "high");
    both.check(ticket([creation(0), raise]), &["1 created email -", "2 entry email 1"]);
}

#[test]
fn rule_3_3_a_reply_is_never_an_entry_as_well() {
    let account = account(&["1: status is open", "2: status less_than solved"]);
    account.check(
        ticket([creation(0), reply(60, "email").set(Field::Status, "new", "open")]),
        &["1 created email 2", "2 reply email 1,2"],
    );
}

#[test]
fn rule_3_4_a_session_goes_on_for_sixty_minutes() {
    let chat = |at| reply(at, "chat");
    let expected = |last: &'static str| vec!["1 created chat 1", last];
    let at = |seconds| ticket([creation(0), chat(seconds)]).via("chat");
    desk().check(at(HOUR), &["1 created chat 1"]);
    desk().check(at(HOUR + 1), &expected("2 reply chat 1"));
    // Every message prolongs the session, also one that counts nothing.
    let long = [creation(0), chat(HOUR), chat(2 * HOUR), chat(3 * HOUR + 1)];
    desk().check(ticket(long).via("chat"), &expected("4 reply chat 1"));
}

#[test]
fn rule_3_4_a_further_message_is_no_entry_either() {
    let account = account(&["1: status is open"]);
    let message = reply(60, "native_messaging").set(Field::Status, "new", "open");
    account.check(ticket([creation(0), message]).via("native_messaging"), &["1 created chat -"]);
}

#[test]
fn rule_3_4_only_customers_public_chat_messages_make_a_session() {
    let chat = |at| reply(at, "chat");
    // By mail, the agent's, a private one.
    let before = [
        reply(5 * HOUR, "email"),
        update(5 * HOUR).says(AGENT, "chat"),
        update(5 * HOUR).comment(CUSTOMER, false, via("chat", "")),
    ];
    let mut expected = vec!["1 created email 1", "2 reply email 1", "5 reply chat 1"];
    let events = [creation(0)].into_iter().chain(before).chain([chat(5 * HOUR + 60)]);
    desk().check(ticket(events), &expected);
    // A creation by the agent is no message of the customer's.
    let by_agent = creation(0).by(AGENT).without_comments().says(AGENT, "");
    expected = vec!["1 created chat 1", "2 reply chat 1"];
    desk().check(ticket([by_agent, chat(60)]).via("chat"), &expected);
    // Any customer's message prolongs it.
    let others = [creation(0), chat(60).by(OTHER_CUSTOMER).says(OTHER_CUSTOMER, "chat")];
    desk().check(ticket(others).via("chat"), &["1 created chat 1"]);
}

#[test]
fn rule_3_4_a_mail_during_a_session_is_a_reply() {
    let events = [creation(0), reply(60, "email"), reply(120, "chat"), reply(180, "sms")];
    desk().check(
        ticket(events).via("chat"),
        &["1 created chat 1", "2 reply email 1", "4 reply social_media 1"],
    );
}

#[test]
fn rule_3_4_the_known_history_decides() {
    let events = [creation(0), reply(60, "chat"), reply(120, "chat")];
    desk().check(ticket(events).via("chat").forgets(1), &["2 reply chat 1"]);
}

#[test]
fn rule_3_5_what_agents_and_the_system_do_counts_nothing() {
    counts_nothing([
        update(60).says(AGENT, "email").set(Field::Status, "new", "pending"),
        update(120).comment(AGENT, false, via("web", "")),
        update(180).by(SYSTEM).label("Rule").retag("", "nudged", &["nudged"], &[]),
        update(240).set(Field::Status, "pending", "solved"),
        update(300).by(SYSTEM).label("Rule").set(Field::Status, "solved", "closed"),
        update(360).by(SYSTEM).retag("nudged", "", &[], &["nudged"]),
    ]);
}

#[test]
fn rule_3_5_everything_after_closing_counts_nothing() {
    counts_nothing([
        update(60).by(SYSTEM).label("Rule").set(Field::Status, "new", "closed"),
        reply(120, "email"),
        update(180).set(Field::Status, "closed", "open"),
    ]);
}

#[test]
fn rule_3_6_what_a_ticket_counted_stays_when_it_is_deleted() {
    let deleted = ticket([creation(0), reply(60, "email")]).shown(|snapshot| {
        snapshot.deleted = true;
        snapshot.fields.retain(|(field, _)| *field != Field::Status);
    });
    desk().check(deleted, &["1 created email 1", "2 reply email 1"]);
    let merged = update(120).label("Merge").merge().set(Field::Status, "new", "closed");
    let merged = merged.retag("", "closed_by_merge", &["closed_by_merge"], &[]);
    desk().check(
        ticket([creation(0), reply(60, "email"), merged]),
        &["1 created email 1", "2 reply email 1"],
    );
}

#[test]
fn rule_3_1_partners_outbound_calls_are_no_contacts() {
    let silent = || creation(0).by(AGENT).without_comments();
    for label in ["CTI phone call (outbound)", "cti PHONE CALL (Outbound)", "Phone call (outbound)"]
    {
        desk().check(ticket([silent().label(label)]), &[]);
        desk().check(ticket([silent()]).via(label), &[]);
        let said = silent().comment(AGENT, true, via(label, ""));
        desk().check(ticket([said]).without_snapshot(), &[]);
    }
    let inbound = ticket([silent().label("CTI phone call (inbound)")]).via("voice");
    desk().check(inbound, &["1 created call 1"]);
}

#[test]
fn rule_3_2_a_session_that_starts_is_a_customers_message() {
    let started = |at, label: &str, own: &str| {
        let event = update(at).by(SYSTEM).label(label).comment(SYSTEM, true, via(own, ""));
        event.kind(CommentKind::ChatStarted)
    };
    let events = [creation(0), started(60, "native_messaging", ""), reply(120, "chat")];
    desk().check(ticket(events), &["1 created email 1", "2 reply chat 1"]);
    // On the channel of its event; on its own where that has none.
    let told = ticket([creation(0), started(60, "whatsapp", "chat"), started(120, "", "chat")]);
    desk().check(told, &["1 created email 1", "2 reply social_media 1", "3 reply chat 1"]);
    // A creation that holds one begins a session.
    let created = started(0, "native_messaging", "").create(Field::Status, "new");
    let told = ticket([created, reply(HOUR, "chat"), reply(3 * HOUR, "chat")]).via("chat");
    desk().check(told, &["1 created chat 1", "3 reply chat 1"]);
}

#[test]
fn rule_3_2_what_is_sent_to_a_channel_is_staffs() {
    let sent = update(60).by(CUSTOMER).says(CUSTOMER, "any_channel").kind(CommentKind::ChannelBack);
    counts_nothing([sent]);
}

#[test]
fn rule_3_2_every_comment_of_a_merge_event_is_a_merge_comment() {
    let merged = update(60).says(CUSTOMER, "email").comment(AGENT, false, via("web", "merge"));
    counts_nothing([merged]);
    counts_nothing([update(60).label("merge").says(CUSTOMER, "email")]);
}

#[test]
fn rule_3_4_a_merge_comment_makes_no_session() {
    let by_agent = creation(0).by(AGENT).without_comments();
    let merged = update(60).label("Merge").says(CUSTOMER, "chat");
    desk().check(
        ticket([by_agent, merged, reply(120, "chat")]).via("chat"),
        &["1 created chat 1", "3 reply chat 1"],
    );
    // Nor does it prolong one.
    let merged = update(HOUR).says(CUSTOMER, "chat").comment(AGENT, false, via("web", "merge"));
    desk().check(
        ticket([creation(0), merged, reply(HOUR + 60, "chat")]).via("chat"),
        &["1 created chat 1", "3 reply chat 1"],
    );
}

#[test]
fn rule_5_3_a_sample_ticket_is_a_case_that_is_known() {
    let count = desk().engine().count(&ticket([creation(0)]).via("sample_ticket").history());
    assert_eq!(count.contacts[0].channel, inflow_domain::Channel::Case);
    assert_eq!(count.contacts[0].unmapped_channel, None);
}
