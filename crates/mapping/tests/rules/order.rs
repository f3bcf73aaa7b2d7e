//! Rules 2.2 and 2.5: what came first where neither time nor ids tell it.

use inflow_domain::{Field, Timestamp};
use inflow_mapping::replay::Inexact;

use crate::story::{Account, Event, account, creation, custom, reply, statuses, ticket, update};

/// One view for each group.
fn groups() -> Account {
    account(&["7: group_id is 7", "8: group_id is 8", "9: group_id is 9"])
}

/// Views on custom statuses, in an account that has them.
fn with_statuses(views: &[&str]) -> Account {
    account(views).settings(|settings| settings.statuses = statuses())
}

#[test]
fn rule_2_5_the_creation_comes_first_whatever_its_id() {
    let opened = update(0).set(Field::Status, "new", "open").id(100);
    let moved = update(60).set(Field::Group, "", "7").id(300);
    let told = || ticket([creation(0).id(200), opened.clone(), moved.clone()]);
    let account = account(&["1: status is open & group_id is 7"]);
    account.check(told(), &["200 created email -", "300 entry email 1"]);
    // Also where only its being in the first second makes it the creation.
    let bare = update(0).create(custom(36), "x").id(200);
    let bare = ticket([bare, opened.clone(), moved.clone()]);
    account.check(bare, &["200 created email -", "300 entry email 1"]);
}

fn round_trip() -> [Event; 4] {
    [
        creation(0).create(Field::Group, "7").id(40),
        update(60).set(Field::Group, "7", "8").id(30),
        update(60).set(Field::Group, "8", "9").id(20),
        update(60).set(Field::Group, "9", "7").id(10),
    ]
}

#[test]
fn rule_2_5_events_of_one_second_follow_their_previous_values() {
    let expected =
        ["40 created email 7", "30 entry email 8", "20 entry email 9", "10 entry email 7"];
    groups().check(ticket(round_trip()), &expected);
    // Walking back, the last of them ends with the state after that second.
    groups().check(ticket(round_trip()).forgets(1), &expected[1..]);
    let later = update(120).set(Field::Group, "7", "8").id(5);
    let told = ticket(round_trip().into_iter().chain([later])).forgets(1);
    groups().check(
        told,
        &["30 entry email 8", "20 entry email 9", "10 entry email 7", "5 entry email 8"],
    );
}

#[test]
fn rule_2_5_several_fields_follow_together() {
    let told = ticket([
        creation(0).create(Field::Group, "7"),
        update(60).set(Field::Group, "7", "8").set(Field::Status, "new", "pending").id(30),
        update(60).set(Field::Status, "pending", "open").id(20),
        update(60).set(Field::Group, "8", "7").set(Field::Status, "open", "new").id(10),
    ]);
    groups().check(told.clone(), &["1 created email 7", "10 entry email 7"]);
    groups().check(told.forgets(1), &["10 entry email 7"]);
}

#[test]
fn rule_2_5_among_the_orders_that_fit_the_lowest_ids_come_first() {
    // Both rounds fit: 7 to 8 and back, 7 to 9 and back.
    let told = ticket([
        creation(0).create(Field::Group, "7"),
        update(60).set(Field::Group, "7", "9").id(13),
        update(60).set(Field::Group, "9", "7").id(12),
        update(60).set(Field::Group, "7", "8").id(11),
        update(60).set(Field::Group, "8", "7").id(14),
    ]);
    groups().check(
        told,
        &[
            "1 created email 7",
            "11 entry email 8",
            "14 entry email 7",
            "13 entry email 9",
            "12 entry email 7",
        ],
    );
}

#[test]
fn rule_2_5_where_none_fits_it_is_by_id() {
    let told = ticket([
        creation(0).create(Field::Group, "7"),
        update(60).set(Field::Group, "5", "8").id(12),
        update(60).set(Field::Group, "6", "9").id(11),
    ]);
    let told = told.shows(Field::Group, "8");
    let expected = ["1 created email 7", "11 entry email 9", "12 entry email 8"];
    groups().check_inexact(told, Inexact::PreviousValue(Field::Group), &expected);
}

#[test]
fn rule_2_5_a_field_that_nobody_reads_spoils_no_order() {
    let noise = |event: Event| event.set(custom(36), "gone", "gone too");
    let events = round_trip().into_iter().enumerate();
    let told = ticket(events.map(|(place, event)| if place > 0 { noise(event) } else { event }));
    groups().check(
        told,
        &["40 created email 7", "30 entry email 8", "20 entry email 9", "10 entry email 7"],
    );
}

#[test]
fn rule_2_5_tags_tell_the_order_too() {
    let account = account(&["1: current_tags includes b", "2: current_tags includes c"]);
    let events = |listed: bool| {
        let list = |text: &'static str| if listed { text } else { "" };
        [
            creation(0).create(Field::Tags, "a"),
            update(60).retag(list("a"), list("a b"), &["b"], &[]).id(30),
            update(60).retag(list("a b"), list("a"), &[], &["b"]).id(20),
        ]
    };
    for listed in [true, false] {
        let told = ticket(events(listed)).shows(Field::Tags, "a");
        account.check(told.clone(), &["1 created email -", "30 entry email 1"]);
        account.check(told.forgets(1), &["30 entry email 1"]);
    }
    // Where they do not contradict each other only the listed ones tell.
    let told = ticket([
        creation(0).create(Field::Tags, "a"),
        update(60).retag("a", "a b", &["b"], &[]).id(30),
        update(60).retag("a b", "a b c", &["c"], &[]).id(20),
    ]);
    account.check(told, &["1 created email -", "30 entry email 1", "20 entry email 2"]);
}

#[test]
fn rule_2_2_changes_of_one_event_follow_their_previous_values() {
    // By an agent and two triggers, in an order that their ids contradict.
    let jumbled = update(60)
        .set(Field::Group, "8", "9")
        .set(Field::Priority, "", "high")
        .set(Field::Group, "9", "7")
        .set(Field::Group, "5", "8");
    let told = ticket([creation(0).create(Field::Group, "5"), jumbled]).shows(Field::Group, "7");
    groups().check(told.clone(), &["1 created email -", "2 entry email 7"]);
    groups().check(told.forgets(1), &["2 entry email 7"]);
}

#[test]
fn rule_2_2_a_status_brings_its_default_custom_status() {
    let account = with_statuses(&["1: custom_status_id is 10", "2: custom_status_id is 20"]);
    let opened = reply(60, "email").set(Field::Status, "new", "open");
    let told = ticket([creation(0), opened]).shows(Field::CustomStatus, "20");
    account.check(told.clone(), &["1 created email 1", "2 reply email 2"]);
    account.check(told.forgets(1), &["2 reply email 2"]);
    // Where the account has none, nothing comes by itself.
    let plain = crate::story::account(&["1: custom_status_id is "]);
    plain.check(ticket([creation(0)]), &["1 created email 1"]);
}

#[test]
fn rule_2_2_a_custom_status_that_belongs_to_the_status_is_kept() {
    let account = with_statuses(&["1: custom_status_id is 51", "2: custom_status_id is 20"]);
    let told = ticket([
        creation(0).create(Field::CustomStatus, "11"),
        update(60).set(Field::Status, "new", "solved").set(Field::CustomStatus, "11", "51"),
        update(120).set(Field::Status, "solved", "closed"),
    ]);
    account.check(told.clone().shows(Field::CustomStatus, "51"), &["1 created email -"]);
    let reopened = ticket([
        creation(0).create(Field::CustomStatus, "11"),
        update(60).set(Field::Status, "new", "solved").set(Field::CustomStatus, "11", "51"),
        reply(120, "email").set(Field::Status, "solved", "open"),
    ]);
    let reopened = reopened.shows(Field::CustomStatus, "20");
    account.check(reopened, &["1 created email -", "3 reply email 2"]);
}

#[test]
fn rule_2_2_a_custom_status_alone_sets_its_status() {
    let account = with_statuses(&["1: status is open & custom_status_id is 21"]);
    let told = ticket([creation(0), update(60).set(Field::CustomStatus, "10", "21")]);
    account.check(
        told.clone().shows(Field::Status, "open"),
        &["1 created email -", "2 entry email 1"],
    );
    account.check(told.shows(Field::Status, "open").forgets(1), &["2 entry email 1"]);
    let silent = update(60).set(Field::CustomStatus, "", "21");
    let told = ticket([creation(0), silent]).shows(Field::Status, "open");
    account.check(told, &["1 created email -", "2 entry email 1"]);
}

#[test]
fn rule_2_2_a_custom_status_that_is_gone_gives_way_to_the_default() {
    let account = with_statuses(&["1: custom_status_id is 20", "2: status is open"]);
    let told = ticket([
        creation(0).create(Field::CustomStatus, "99"),
        update(60).set(Field::Status, "new", "open"),
    ]);
    let told = told.shows(Field::CustomStatus, "20");
    account.check(told, &["1 created email -", "2 entry email 1,2"]);
    // What it belonged to is not known, so the status stays.
    let told = ticket([creation(0), update(60).set(Field::CustomStatus, "10", "99")]);
    account.check(told, &["1 created email -"]);
}

#[test]
fn rule_2_5_statuses_and_custom_statuses_follow_each_other() {
    let account = with_statuses(&["1: custom_status_id is 20", "2: custom_status_id is 21"]);
    let told = ticket([
        creation(0),
        update(60).set(Field::Status, "new", "open").id(30),
        update(60).set(Field::CustomStatus, "20", "21").id(20),
    ]);
    account.check(told.clone(), &["1 created email -", "30 entry email 1", "20 entry email 2"]);
    // Walking back, nothing tells of another custom status before (rule 2.3).
    account.check(told.forgets(1), &["20 entry email 2"]);
}

#[test]
fn rule_2_5_the_snapshot_ends_with_a_whole_second() {
    let told = ticket(round_trip()).shown(|snapshot| snapshot.updated_at = Timestamp(60));
    groups().check(
        told,
        &["40 created email 7", "30 entry email 8", "20 entry email 9", "10 entry email 7"],
    );
}

#[test]
fn rule_2_5_scores_follow_each_other_as_they_are_spelled() {
    let account =
        account(&["1: satisfaction_score is good", "2: satisfaction_score is goodwithcomment"]);
    let score = Field::Satisfaction;
    let told = ticket([
        creation(0).create(score, "offered"),
        update(60).set(score, "offered", "good").id(40),
        update(60).set(score, "good", "good_with_comment").id(30),
        update(60).set(score, "goodwithcomment", "good").id(20),
    ]);
    let expected =
        ["1 created email -", "40 entry email 1", "30 entry email 2", "20 entry email 1"];
    account.check(told.clone(), &expected);
    account.check(told.forgets(1), &expected[1..]);
}

#[test]
fn rule_2_5_walking_back_no_order_ends_with_a_custom_status_that_came_along() {
    let account = with_statuses(&["1: status is open", "2: custom_status_id is 21"]);
    let both = |status: [&str; 2], custom: [&str; 2]| {
        let event = update(60).set(Field::Status, status[0], status[1]);
        event.set(Field::CustomStatus, custom[0], custom[1])
    };
    // The custom status of pending is the default one: it tells nothing of the one before.
    let silent = update(120).set(Field::Status, "open", "pending");
    let told = |first: Event, second: Event| {
        let told = ticket([creation(0), first.id(30), second.id(20), silent.clone()]);
        told.shows(Field::CustomStatus, "30").forgets(1)
    };
    let way = told(both(["solved", "hold"], ["50", "40"]), both(["hold", "open"], ["40", "21"]));
    account.check(way, &["20 entry email 1,2"]);
    // They may also go round, which the custom statuses alone could begin anywhere.
    let round = told(both(["open", "hold"], ["21", "40"]), both(["hold", "open"], ["40", "21"]));
    account.check(round, &["20 entry email 1,2"]);
}

#[test]
fn rule_2_5_walking_back_no_order_ends_with_a_status_that_came_along() {
    let account = with_statuses(&["1: status is open"]);
    let told = ticket([
        creation(0),
        update(60).set(Field::Status, "solved", "hold").set(Field::CustomStatus, "50", "40").id(30),
        update(60).set(Field::Status, "hold", "open").set(Field::CustomStatus, "40", "20").id(20),
        update(120).set(Field::CustomStatus, "20", "31"),
    ]);
    let told = told.shows(Field::Status, "pending").forgets(1);
    account.check(told, &["20 entry email 1"]);
}

#[test]
fn rule_2_5_walking_back_no_order_ends_with_what_zendesk_erased() {
    let told = ticket([
        creation(0),
        update(60).set(Field::Group, "7", "8").id(30),
        update(60).set(Field::Group, "8", "9").id(20),
        update(120).set(Field::Status, "open", "closed"),
    ]);
    let told = told.shown(|snapshot| {
        snapshot.scrubbed = true;
        snapshot.fields.clear();
    });
    groups().check(told.forgets(1), &["30 entry email 8", "20 entry email 9"]);
}
