//! The truth about accounts small enough to know it by heart, and the reach of random ones.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Grouping, TruthOptions};
use crate::account::{Account, Tickets};
use crate::catalog::Catalog;
use crate::generate::story::{Draft, Story, object};
use crate::model::{Val, Via};
use crate::views::{View, when};
use crate::{Oddities, Options};

pub(super) const NOON: i64 = 1_757_332_800;

fn options() -> Options {
    Options { tickets: 0, has_talk: false, ..Options::demo(1) }
}

/// An account of one ticket and one view, "Open".
pub(super) fn account(tell: impl FnOnce(&mut Story<'_>)) -> Account {
    let mut account = Account::generate(&options());
    let catalog: Catalog = account.catalog.clone();
    let mut story = Story::plain(&catalog, 1, NOON, NOON + 90 * 86_400);
    tell(&mut story);
    let mut ticket = story.ticket;
    for (event, id) in ticket.events.iter_mut().zip(1..) {
        event.id = id;
    }
    ticket.generated_at = ticket.updated_at();
    account.options.tickets = 1;
    account.views = vec![View {
        id: 1,
        title: "Open".to_owned(),
        active: true,
        updated_at: 0,
        all: vec![when("status", "less_than", "pending")],
        any: vec![],
    }];
    account.tickets =
        Tickets::Kept { tickets: vec![ticket], by_generated: vec![], by_time: vec![] };
    account
}

pub(super) fn created(story: &mut Story<'_>, slug: &str) -> i64 {
    let customer = story.catalog.customers[0];
    story.ticket.via = Via { channel: Some(slug.to_owned()), rel: None };
    let draft = Draft::by(customer, "Mail")
        .with_comment(customer, true, object(slug), "help".to_owned())
        .with("requester_id", Val::id(customer))
        .with("status", Val::text("new"));
    story.push(draft);
    customer
}

pub(super) fn kinds(account: &Account, since: i64) -> Vec<(i64, &'static str, &'static str)> {
    let truth = account.truth(TruthOptions { since, grouping: Grouping::Ivr });
    truth
        .contacts
        .iter()
        .map(|contact| (contact.at - NOON, contact.kind, contact.channel))
        .collect()
}

/// Rule 4.2.
fn worked_example(story: &mut Story<'_>) {
    let customer = created(story, "email");
    let agent = story.catalog.agents[0];
    story.at += 3_600;
    let answer = Draft::by(agent, "Web form")
        .with_comment(agent, true, object("web"), "done".to_owned())
        .with("assignee_id", Val::id(agent))
        .with("status", Val::text("solved"));
    story.push(answer);
    story.at += 2 * 86_400;
    let reply = Draft::by(customer, "Mail")
        .with_comment(customer, true, object("email"), "no".to_owned())
        .with("status", Val::text("open"));
    story.push(reply);
}

#[test]
fn the_worked_example_counts_two_mails() {
    let account = account(worked_example);
    let truth = account.truth(TruthOptions { since: 0, grouping: Grouping::Ivr });
    let cells: Vec<(&str, i64, u64)> = truth
        .cells
        .iter()
        .map(|cell| (cell.queue.as_str(), cell.interval_start - NOON, cell.offered))
        .collect();
    assert_eq!(cells, [("Open (email)", 0, 1), ("Open (email)", 176_400, 1)]);
    assert_eq!(kinds(&account, 0), [(0, "created", "email"), (176_400, "reply", "email")]);
    let mut csv = Vec::new();
    truth.write_cells(&mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(csv.lines().nth(1), Some(",Open (email),email,1,2025-09-08T12:00:00Z,900,1,,,,"));
}

#[test]
fn an_older_ticket_counts_only_what_is_known() {
    let account = account(worked_example);
    assert_eq!(kinds(&account, NOON + 1), [(176_400, "reply", "email")]);
    assert_eq!(
        kinds(&account, NOON),
        kinds(&account, 0),
        "the window begins with its first second"
    );
}

#[test]
fn a_chat_session_is_one_contact_until_an_hour_passes() {
    let account = account(|story| {
        let customer = created(story, "chat");
        for pause in [3_600, 3_600, 3_601] {
            story.at += pause;
            let draft = Draft::by(customer, "Chat").with_comment(
                customer,
                true,
                object("chat"),
                "hello".to_owned(),
            );
            story.push(draft);
        }
    });
    assert_eq!(kinds(&account, 0), [(0, "created", "chat"), (10_801, "reply", "chat")]);
    // Of an older ticket the first known message begins a session.
    assert_eq!(kinds(&account, NOON + 1), [(3_600, "reply", "chat"), (10_801, "reply", "chat")]);
}

#[test]
fn a_return_to_the_view_is_an_entry_of_the_last_contacts_channel() {
    let account = account(|story| {
        created(story, "whatsapp");
        let agent = story.catalog.agents[1];
        for status in ["pending", "open", "solved"] {
            story.at += 1_000;
            story.push(Draft::by(agent, "Web form").with("status", Val::text(status)));
        }
    });
    assert_eq!(
        kinds(&account, 0),
        [(0, "created", "social_media"), (2_000, "entry", "social_media")]
    );
}

#[test]
fn who_was_assignee_in_the_known_history_is_staff() {
    let tell = |story: &mut Story<'_>| {
        created(story, "email");
        let former = story.catalog.former_agents[0];
        for assignee in [Val::id(former), Val::Blank] {
            story.at += 1_000;
            story.push(Draft::by(-1, "Rule").with("assignee_id", assignee));
        }
        story.at += 1_000;
        story.push(Draft::by(former, "Mail").with_comment(
            former,
            true,
            object("email"),
            "x".to_owned(),
        ));
    };
    assert_eq!(kinds(&account(tell), 0), [(0, "created", "email")]);
    // The change away from the former agent is known, and with it who was assigned before.
    assert_eq!(kinds(&account(tell), NOON + 1_500), []);
    assert_eq!(kinds(&account(tell), NOON + 2_500), [(3_000, "reply", "email")]);
}

#[test]
fn hours_conditions_round_down_and_older_instants_are_the_creation() {
    let mut account = account(|story| {
        created(story, "email");
        let agent = story.catalog.agents[1];
        for (pause, status) in [(7_199, "open"), (3_599, "open"), (1, "open")] {
            story.at += pause;
            story.push(
                Draft::by(agent, "Web form")
                    .with("status", Val::text(status))
                    .with("tags", Val::text(pause.to_string())),
            );
        }
    });
    account.views[0].all = vec![when("OPEN", "is", json!("1"))];
    // Opened at 7199; the view is entered by time passing, not by the event at 10799.
    assert_eq!(kinds(&account, 0), [(0, "created", "email")]);
    account.views[0].all =
        vec![when("OPEN", "greater_than", 0), when("current_tags", "includes", "1")];
    assert_eq!(kinds(&account, 0), [(0, "created", "email"), (10_799, "entry", "email")]);
    // An importer from 10000 on does not know when it was opened: since the creation, 2 hours ago.
    account.views[0].all = vec![when("OPEN", "is", 2), when("current_tags", "includes", "3599")];
    assert_eq!(kinds(&account, NOON + 10_000), [(10_798, "entry", "email")]);
}

#[test]
fn the_same_wishes_give_the_same_account() {
    let options = Options { tickets: 60, ..Options::verification(3) };
    let (one, two) = (Account::generate(&options), Account::generate(&options));
    assert_eq!(one.ticket_events(), two.ticket_events());
    assert_eq!(one.tickets(), two.tickets());
    assert_eq!(one.views(), two.views());
    assert_eq!(one.calls(), two.calls());
    let other = Account::generate(&Options { seed: 4, ..options });
    assert_ne!(one.ticket_events(), other.ticket_events());
}

#[test]
fn a_few_random_accounts_exercise_everything() {
    let mut exercised: BTreeMap<String, u64> = BTreeMap::new();
    for seed in 1..=3 {
        let wishes = Options { oddities: Oddities::All, ..Options::verification(seed) };
        let account = Account::generate(&wishes);
        let since = account.options.begin() + i64::from(account.options.days) * 86_400 / 3;
        let grouping = if seed % 2 == 0 { Grouping::Ivr } else { Grouping::PhoneNumber };
        for (name, count) in account.truth(TruthOptions { since, grouping }).exercised {
            *exercised.entry(name).or_default() += count;
        }
    }
    let never: Vec<&String> =
        exercised.iter().filter(|(_, count)| **count == 0).map(|(name, _)| name).collect();
    assert_eq!(never, Vec::<&String>::new());
}

#[test]
fn light_accounts_have_a_truth_too() {
    let options = Options::light(5, 500);
    let account = Account::generate(&options);
    let truth = account.truth(TruthOptions { since: 0, grouping: Grouping::Ivr });
    let count = |kind: &str| truth.contacts.iter().filter(|contact| contact.kind == kind).count();
    assert_eq!((count("created"), count("reply")), (500, 500));
    let events = account.ticket_events();
    let times: Vec<i64> = events.iter().map(|event| event["timestamp"].as_i64().unwrap()).collect();
    assert_eq!(times.len(), 1_500);
    assert!(times.is_sorted());
}

/// The worked example's ticket in an account whose one view was listed like this, stage by stage.
fn counted_under(lists: &[&[View]]) -> Vec<(String, i64, u64)> {
    let mut account = account(worked_example);
    let (present, former) = lists.split_last().unwrap();
    account.views = present.to_vec();
    account.former_views = former.iter().map(|list| list.to_vec()).collect();
    let truth = account.truth(TruthOptions { since: 0, grouping: Grouping::Ivr });
    // Rule 4.3: the contacts are there, whether they are in a view or not.
    assert_eq!(truth.contacts.len(), 2);
    truth
        .cells
        .into_iter()
        .map(|cell| (cell.queue, cell.interval_start - NOON, cell.offered))
        .collect()
}

#[test]
fn rule_6_5_a_view_that_ends_keeps_its_contacts_before_its_change() {
    let open = account(worked_example).views.remove(0);
    let ended = |active: bool, at: i64| {
        let mut view = View { active, updated_at: NOON + at, ..open.clone() };
        if active {
            view.all.push(when("via_id", "is", "4"));
        }
        view
    };
    let both = [("Open (email)".to_owned(), 0, 1), ("Open (email)".to_owned(), 176_400, 1)];
    let stages = |lists: &[&[View]], expected: &[(String, i64, u64)]| {
        assert_eq!(counted_under(lists), expected);
    };
    let open_list = std::slice::from_ref(&open);
    for active in [false, true] {
        stages(&[open_list, &[ended(active, 176_400)]], &both[..1]);
        stages(&[open_list, &[ended(active, 176_401)]], &both);
        // The first change that ended it counts, and none where it is back.
        stages(&[open_list, &[ended(active, 9)], &[ended(!active, 176_401)]], &both[..1]);
        stages(&[open_list, &[ended(active, 9)], open_list], &both);
        stages(&[&[ended(active, 176_401)]], &[]);
    }
}

#[test]
fn rule_6_5_a_view_that_is_gone_keeps_everything_under_its_last_name() {
    let open = account(worked_example).views.remove(0);
    let renamed = View { title: "Waiting".to_owned(), updated_at: NOON, ..open.clone() };
    let solved = View { all: vec![when("status", "is", "solved")], ..renamed.clone() };
    let waiting = ["Waiting (email)".to_owned(), "Waiting (email)".to_owned()];
    let [first, second] = waiting;
    assert_eq!(
        counted_under(&[std::slice::from_ref(&open), &[renamed], &[]]),
        [(first, 0, 1), (second, 176_400, 1)]
    );
    // Edited, the whole history is judged by the new conditions, which nothing that counts meets.
    assert_eq!(counted_under(&[&[open], &[solved], &[]]), []);
}

/// Rule 10.2: the ticket is in both views when it comes, and then in the second alone.
#[test]
fn a_workload_counts_a_contact_of_two_views_once_and_no_transfer_inside() {
    let mut account = account(|story| {
        created(story, "email");
        story.at += 900;
        let agent = story.catalog.agents[0];
        story.push(Draft::by(agent, "Web form").with("status", Val::text("open")));
    });
    let view = |id, status: &str| View {
        id,
        title: format!("View {id}"),
        active: true,
        updated_at: 0,
        all: vec![when("status", "is", status)],
        any: vec![],
    };
    account.views = vec![account.views[0].clone(), view(2, "new"), view(3, "open")];
    let truth = account.truth(TruthOptions { since: 0, grouping: Grouping::Ivr });
    let of = |name: &str| -> Vec<(i64, u64)> {
        let cells = truth.workload_cells.iter().filter(|cell| cell.queue == name);
        cells.map(|cell| (cell.interval_start - NOON, cell.offered)).collect()
    };
    assert_eq!(of("All e-mail"), [(0, 1)]);
    // The queues themselves: one in each of two views, and the entry in the third.
    assert_eq!(truth.cells.iter().map(|cell| cell.offered).sum::<u64>(), 3);
    let mut csv = Vec::new();
    truth.write_workloads(&mut csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(csv.lines().nth(3), Some("All e-mail,email,3,"));
}
