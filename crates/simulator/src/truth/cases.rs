//! The truth about small accounts of the kinds that real ones were found to hold.

use serde_json::json;

use super::tests::{NOON, account, created, kinds};
use super::{Grouping, TruthOptions};
use crate::account::{Account, Tickets};
use crate::generate::story::{Draft, Story, object};
use crate::model::{Change, CommentKind, CommentVia, Event, Ticket, Val, Via};
use crate::talk::{self, Call};
use crate::views::{Condition, when};
use crate::{Oddities, Options};

type Found = (i64, &'static str, &'static str);

/// Does something to the account's one ticket.
fn with_ticket(account: &mut Account, change: impl FnOnce(&mut Ticket)) {
    if let Tickets::Kept { tickets, .. } = &mut account.tickets {
        change(&mut tickets[0]);
        tickets[0].generated_at = tickets[0].updated_at();
    }
}

fn with_ids(mut account: Account, ids: &[i64]) -> Account {
    with_ticket(&mut account, |ticket| {
        for (event, id) in ticket.events.iter_mut().zip(ids) {
            event.id = *id;
        }
    });
    account
}

/// The same account with another condition beside "open".
fn asking(mut account: Account, all: Vec<Condition>) -> Account {
    account.views[0].all = all;
    account
}

/// Contacts with whether the view holds them.
fn held(account: &Account) -> Vec<(i64, &'static str, bool)> {
    let truth = account.truth(TruthOptions { since: 0, grouping: Grouping::Ivr });
    let contacts = truth.contacts.iter();
    contacts
        .map(|contact| (contact.at - NOON, contact.kind, !contact.view_ids.is_empty()))
        .collect()
}

fn by_agent(story: &Story<'_>) -> Draft {
    Draft::by(story.catalog.agents[0], "Web form")
}

fn set(story: &mut Story<'_>, field: &str, value: Val) {
    let draft = by_agent(story).with(field, value);
    story.push(draft);
}

fn set_status(story: &mut Story<'_>, status: &str) {
    set(story, "status", Val::text(status));
}

/// A public comment of somebody, and nothing else.
fn says(story: &mut Story<'_>, author: i64, slug: &str) {
    let draft =
        Draft::by(author, "Web form").with_comment(author, true, object(slug), "hello".to_owned());
    story.push(draft);
}

fn last_event<'a>(story: &'a mut Story<'_>) -> &'a mut Event {
    story.ticket.events.last_mut().unwrap()
}

#[test]
fn rule_2_5_the_creation_comes_first_whatever_its_id() {
    // Case A.
    let moved = account(|story| {
        created(story, "email");
        set_status(story, "open");
        story.at += 500;
        set(story, "group_id", Val::id(story.catalog.groups[1]));
    });
    let group = moved.catalog.groups[1].to_string();
    let conditions = vec![when("status", "is", "open"), when("group_id", "is", group)];
    let moved = asking(with_ids(moved, &[200, 100, 300]), conditions);
    assert_eq!(kinds(&moved, 0), [(0, "created", "email"), (500, "entry", "email")]);
}

#[test]
fn rule_2_5_previous_values_order_a_second_and_else_the_lowest_ids() {
    let told = |statuses: &[&str], ids: &[i64]| -> Vec<Found> {
        let account = account(|story| {
            created(story, "email");
            story.at += 100;
            for status in statuses {
                set_status(story, status);
            }
        });
        kinds(&with_ids(account, ids), 0)
    };
    // new, pending, open, whatever the ids: it waits again after the second of them.
    let entered = [(0, "created", "email"), (100, "entry", "email")];
    assert_eq!(told(&["pending", "open"], &[9, 8, 7]), entered);
    assert_eq!(told(&["pending", "open", "solved"], &[9, 3, 8, 1]), entered);
    // Two ways lead through it: the one with the lowest ids first is taken.
    let truth = |ids: &[i64]| {
        let account = account(|story| {
            created(story, "email");
            story.at += 100;
            set(story, "tags", Val::text("vip"));
            set_status(story, "pending");
        });
        let conditions =
            vec![when("status", "less_than", "pending"), when("current_tags", "includes", "vip")];
        kinds(&asking(with_ids(account, ids), conditions), 0)
    };
    assert_eq!(truth(&[1, 2, 3]), entered);
    assert_eq!(truth(&[1, 3, 2]), [(0, "created", "email")]);
}

#[test]
fn rule_2_2_a_status_alone_brings_its_default_custom_status() {
    // Case B2; and a custom status that belongs to the status stays.
    let account = account(|story| {
        let customer = created(story, "email");
        let review = story.catalog.statuses[2].id;
        story.at += 100;
        set(story, "custom_status_id", Val::id(review));
        story.at += 100;
        set_status(story, "open");
        story.at += 100;
        set_status(story, "pending");
        story.at += 100;
        says(story, customer, "email");
        last_event(story).changes.push(by_status("pending", "open"));
    });
    let custom = |place: usize| account.catalog.statuses[place].id.to_string();
    let found = |place: usize| {
        held(&asking(account.clone(), vec![when("custom_status_id", "is", custom(place))]))
    };
    // New by default; in review by the custom status alone, which opens it; open by default again.
    assert_eq!(found(0), [(0, "created", true), (400, "reply", false)]);
    assert_eq!(found(2), [(0, "created", false), (100, "entry", true), (400, "reply", false)]);
    assert_eq!(found(1), [(0, "created", false), (400, "reply", true)]);
}

fn by_status(before: &str, after: &str) -> Change {
    let (before, after) = (Val::text(before), Val::text(after));
    Change { field: "status".to_owned(), before, after }
}

#[test]
fn rule_2_2_previous_values_order_children_whose_ids_contradict_them() {
    let mut account = account(|story| {
        created(story, "email");
        story.at += 100;
        let draft = by_agent(story)
            .with("status", Val::text("pending"))
            .with("status", Val::text("open"))
            .with("group_id", Val::id(story.catalog.groups[0]));
        story.push(draft);
        last_event(story).is_reversed = true;
    });
    account.views[0].all = vec![when("group_id", "is_not", ""), when("status", "is", "open")];
    assert_eq!(kinds(&account, 0), [(0, "created", "email"), (100, "entry", "email")]);
}

#[test]
fn rule_2_4_a_scrubbed_ticket_keeps_its_figures() {
    // Case C.
    for deleted in [true, false] {
        let mut account = account(|story| {
            created(story, "email");
            for status in ["pending", "open", "solved", "closed"] {
                story.at += 100;
                set_status(story, status);
            }
        });
        let before = kinds(&account, 0);
        assert_eq!(before, [(0, "created", "email"), (200, "entry", "email")]);
        with_ticket(&mut account, |ticket| (ticket.deleted, ticket.scrubbed) = (deleted, true));
        assert_eq!(kinds(&account, 0), before);
        assert_eq!(kinds(&account, NOON + 50), [(200, "entry", "email")]);
    }
}

/// A ticket that is answered, and of which the export leaves out what a customer says so much later.
fn missing(pause: i64, say: impl FnOnce(&mut Story<'_>, i64)) -> Account {
    account(|story| {
        let customer = created(story, "email");
        story.at += 1_000;
        set_status(story, "pending");
        story.at += pause;
        say(story, customer);
        last_event(story).is_missing = true;
    })
}

#[test]
fn rule_2_4_audits_tell_a_last_reply_that_the_export_leaves_out() {
    // Case D: by mail, and by messaging.
    let created = (0, "created", "email");
    let mail = |pause| missing(pause, |story, customer| says(story, customer, "email"));
    assert_eq!(kinds(&mail(7_200), 0), [created, (8_200, "reply", "email")]);
    assert_eq!(kinds(&mail(61), 0), [created, (1_061, "reply", "email")]);
    // A minute is not noticed, and then nobody can know.
    assert_eq!(kinds(&mail(60), 0), [created]);
    for author in [None, Some(-1)] {
        let messaging = missing(7_200, |story, customer| {
            let author = author.unwrap_or(customer);
            let draft = Draft::by(author, "Native messaging").with_comment(
                author,
                false,
                CommentVia::Absent,
                "hello".to_owned(),
            );
            story.push(draft);
            last_event(story).comment.as_mut().unwrap().kind = CommentKind::ChatStarted;
        });
        assert_eq!(kinds(&messaging, 0), [created, (8_200, "reply", "chat")]);
    }
}

#[test]
fn rule_2_4_audits_tell_what_was_before_the_window_too_but_it_has_no_figure() {
    let session = || {
        account(|story| {
            let customer = created(story, "chat");
            story.at += 3_000;
            says(story, customer, "chat");
            story.at += 7_200;
            says(story, customer, "chat");
        })
    };
    // Told by the export alone, the first message of the window begins a session.
    let known = [(3_000, "reply", "chat"), (10_200, "reply", "chat")];
    assert_eq!(kinds(&session(), NOON + 1), known);
    let mut lost = session();
    with_ticket(&mut lost, |ticket| ticket.events[2].is_missing = true);
    assert_eq!(kinds(&lost, NOON + 1), known[1..]);
    // Nothing that is missing from before the window is asked for.
    assert_eq!(kinds(&lost, NOON + 10_201), []);
}

#[test]
fn rule_2_4_audits_tell_a_ticket_that_the_export_leaves_out_altogether() {
    let mut account = account(|story| {
        let customer = created(story, "native_messaging");
        story.at += 3_601;
        says(story, customer, "native_messaging");
    });
    let all = kinds(&account, 0);
    assert_eq!(all, [(0, "created", "chat"), (3_601, "reply", "chat")]);
    with_ticket(&mut account, |ticket| {
        ticket.events.iter_mut().for_each(|event| event.is_missing = true);
    });
    assert_eq!(kinds(&account, 0), all);
    // Of a deleted one there are no audits.
    with_ticket(&mut account, |ticket| ticket.deleted = true);
    assert_eq!(kinds(&account, 0), []);
}

#[test]
fn rule_6_4_a_comment_makes_another_score_of_good_and_bad() {
    // Case E.
    let account = account(|story| {
        created(story, "email");
        story.at += 100;
        set(story, "satisfaction_score", Val::text("good"));
        story.at += 100;
        set(story, "satisfaction_comment", Val::text("quick"));
    });
    let entered = |operator, score| {
        let score = when("satisfaction_score", operator, score);
        kinds(&asking(account.clone(), vec![score]), 0).last().copied()
    };
    let (first, second) = ((100, "entry", "email"), (200, "entry", "email"));
    assert_eq!(entered("is", "good_with_comment"), Some(second));
    assert_eq!(entered("is", "goodwithcomment"), Some(second));
    assert_eq!(entered("greater_than", "good"), Some(second));
    assert_eq!(entered("is", "good"), Some(first));
    assert_eq!(entered("is_not", "good_with_comment"), Some((0, "created", "email")));
}

fn call() -> Call {
    let options = Options { tickets: 3, ..Options::demo(1) };
    let call = Account::generate(&options).calls.remove(0);
    Call { inbound: true, agent_id: Some(7), talk_time: Some(60), voicemail: None, ..call }
}

fn cells(call: Call) -> Vec<(String, Option<u64>)> {
    let mut account = account(|story| {
        created(story, "email");
    });
    account.calls = vec![call];
    let truth = account.truth(TruthOptions { since: 0, grouping: Grouping::PhoneNumber });
    let cells = truth.cells.into_iter().filter(|cell| cell.view_id.is_none());
    cells.map(|cell| (cell.queue, cell.handled)).collect()
}

#[test]
fn rule_7_2_a_lines_nickname_stays_as_it_is() {
    // Case F.
    let queue = |phone_number, line| cells(Call { phone_number, line, ..call() }).remove(0).0;
    for nickname in ["24/7", "2024", "Night desk"] {
        assert_eq!(queue(None, Some(nickname)), format!("Calls Inbound For {nickname}"));
    }
    assert_eq!(queue(Some(""), Some("+31 20 555 01 23")), "Calls Inbound For +31205550123");
    assert_eq!(queue(None, Some("0031205550123")), "Calls Inbound For +31205550123");
    assert_eq!(queue(Some("+31205550123"), Some("24/7")), "Calls Inbound For +31205550123");
    assert_eq!(queue(None, None), "Calls Inbound Ungrouped");
    let shown = talk::render(&Call { phone_number: None, line: Some("24/7"), ..call() });
    assert_eq!((&shown["phone_number"], &shown["line"]), (&json!(null), &json!("24/7")));
}

#[test]
fn rule_7_3_agent_0_is_none() {
    // Case G.
    assert_eq!(cells(call()).remove(0).1, Some(1));
    assert_eq!(cells(Call { agent_id: Some(0), ..call() }).remove(0).1, Some(0));
}

#[test]
fn rule_3_1_a_call_that_a_partners_telephony_made_is_no_contact() {
    // Case H.
    let begun = |label: &str| {
        let account = account(|story| {
            created(story, "api");
            label.clone_into(&mut story.ticket.events[0].label);
        });
        kinds(&account, 0)
    };
    assert_eq!(begun("CTI phone call (outbound)"), []);
    assert_eq!(begun("Acme Dialer: PHONE CALL (OUTBOUND)"), []);
    assert_eq!(begun("CTI phone call (inbound)"), [(0, "created", "case")]);
    assert_eq!(begun("Phone call (outbound) log"), [(0, "created", "case")]);
}

#[test]
fn rule_3_3_neither_deletion_nor_restoring_is_an_entry() {
    // Case I; a deleted ticket is in no view, whatever the view asks for.
    let account = account(|story| {
        let customer = created(story, "email");
        for status in ["deleted", "open"] {
            story.at += 86_400;
            set_status(story, status);
        }
        story.at += 100;
        says(story, customer, "email");
    });
    let all = [(0, "created", "email"), (172_900, "reply", "email")];
    assert_eq!(kinds(&account, 0), all);
    let not_solved = asking(account, vec![when("status", "is_not", "solved")]);
    assert_eq!(held(&not_solved), [(0, "created", true), (172_900, "reply", true)]);
    with_deletion_at_the_end(not_solved);
}

fn with_deletion_at_the_end(mut account: Account) {
    with_ticket(&mut account, |ticket| {
        ticket.events.truncate(2);
        ticket.deleted = true;
    });
    assert_eq!(held(&account), [(0, "created", true)]);
}

#[test]
fn rule_6_4_the_case_of_addresses_is_ignored() {
    // Case J.
    let account = account(|story| {
        story.ticket.recipient = Some("support@Example.com".to_owned());
        created(story, "email");
    });
    let holds = |operator, asked: &str| {
        held(&asking(account.clone(), vec![when("recipient", operator, asked)]))[0].2
    };
    assert!(holds("is", "Support@Example.com") && holds("is", "SUPPORT"));
    assert!(!holds("is_not", "SUPPORT@example.COM") && holds("is_not", "example.com"));
}

#[test]
fn rule_3_2_every_kind_of_comment_is_somebodys() {
    let reply = |kind, public, by_customer: bool| {
        let account = account(|story| {
            let customer = created(story, "email");
            let author = if by_customer { customer } else { story.catalog.agents[0] };
            story.at += 100;
            says(story, author, "web");
            let comment = last_event(story).comment.as_mut().unwrap();
            (comment.kind, comment.public) = (kind, public);
        });
        kinds(&account, 0).len() == 2
    };
    for kind in [CommentKind::Plain, CommentKind::Voice, CommentKind::TpeVoice] {
        assert!(reply(kind, true, true), "{kind:?}");
        assert!(!reply(kind, false, true) && !reply(kind, true, false), "{kind:?}");
    }
    // Staff's, whoever saved the event; and a customer's.
    assert!(!reply(CommentKind::ChannelBack, true, true));
    assert!(reply(CommentKind::ChatStarted, true, false));
}

#[test]
fn rule_3_4_a_merge_comment_prolongs_no_session() {
    let account = account(|story| {
        let customer = created(story, "chat");
        story.at += 3_000;
        says(story, customer, "chat");
        let merge = Via { channel: Some("chat".to_owned()), rel: Some("merge".to_owned()) };
        last_event(story).comment.as_mut().unwrap().via = CommentVia::Object(merge);
        story.at += 3_000;
        says(story, customer, "chat");
    });
    assert_eq!(kinds(&account, 0), [(0, "created", "chat"), (6_000, "reply", "chat")]);
}

#[test]
fn rule_3_5_nothing_counts_after_closing() {
    let account = account(|story| {
        let customer = created(story, "email");
        story.at += 100;
        set_status(story, "closed");
        story.at += 100;
        says(story, customer, "email");
    });
    assert_eq!(kinds(&account, 0), [(0, "created", "email")]);
}

#[test]
fn what_is_told_leads_to_the_state_that_the_snapshot_shows() {
    // Rule 2.4: an odd account is exact, wherever its window begins.
    for seed in 1..=3 {
        let wishes = Options { oddities: Oddities::All, ..Options::verification(seed) };
        let account = Account::generate(&wishes);
        for number in 0..account.ticket_count() {
            let ticket = account.ticket(number);
            for since in [0, ticket.created_at + 1, account.options.end - 200 * 86_400] {
                let Some(known) = super::known::known(&account.catalog, &ticket, since) else {
                    continue;
                };
                let told = &known.ticket.events.last().unwrap().after;
                for field in told.fields().chain(ticket.last_state().fields()) {
                    // A backward walk of an erased ticket begins with what is left of it.
                    let is_erased = ticket.scrubbed && !known.has_creation;
                    let is_same = super::chain::is_same(
                        &account.catalog,
                        field,
                        &told.get(field),
                        &ticket.last_state().get(field),
                    );
                    assert!(is_same || is_erased, "ticket {} since {since}: {field}", ticket.id);
                }
            }
        }
    }
}
