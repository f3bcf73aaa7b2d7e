//! `inflow volumes --figures all` and `inflow contacts` against the account's own truth (rule 9).

use std::collections::{BTreeMap, BTreeSet};

use inflow_simulator::{Account, Grouping, Oddities, Options, TicketContact, TruthOptions};
use serde_json::{Value, json};

use crate::program::{NAME, Program, rows};

/// 2023-01-01.
const SINCE: i64 = 1_672_531_200;
const QUARTER: i64 = 900;

/// A view and a channel.
type Queue = (i64, &'static str);

/// A contact in one of its views.
struct Told<'a> {
    contact: &'a TicketContact,
    outcome: &'static str,
    ended: Option<i64>,
    seconds: i64,
}

fn told(contacts: &[TicketContact]) -> BTreeMap<Queue, Vec<Told<'_>>> {
    let mut told: BTreeMap<Queue, Vec<Told<'_>>> = BTreeMap::new();
    for contact in contacts {
        for (view, end) in contact.view_ids.iter().zip(&contact.ends) {
            told.entry((*view, contact.channel)).or_default().push(Told {
                contact,
                outcome: end.outcome,
                ended: end.at,
                seconds: end.handling_seconds,
            });
        }
    }
    told
}

/// The row of a quarter hour as the rules have it, by the names of the columns.
fn expected(queue: &[Told<'_>], start: i64) -> BTreeMap<&'static str, i64> {
    let end = start + QUARTER;
    let arrived = || queue.iter().filter(move |one| (start..end).contains(&one.contact.at));
    let count = |of: &dyn Fn(&&Told<'_>) -> bool| {
        i64::try_from(arrived().filter(|one| of(one)).count()).expect("few")
    };
    let waits =
        |one: &&Told<'_>| one.contact.at < end && one.ended.is_none_or(|ended| ended >= end);
    let waiting: Vec<&Told<'_>> = queue.iter().filter(waits).collect();
    let tickets: BTreeSet<i64> = waiting.iter().map(|one| one.contact.ticket_id).collect();
    let answers = arrived().filter(|one| one.outcome == "answered");
    let answers: Vec<i64> = answers.filter_map(|one| Some(one.ended? - one.contact.at)).collect();
    let mut row = BTreeMap::from([
        ("offered", count(&|_| true)),
        ("reopenings", count(&|one| one.contact.reopening)),
        ("unfinished", count(&|one| one.outcome == "unfinished")),
        ("waiting", i64::try_from(waiting.len()).expect("few")),
        ("waiting_tickets", i64::try_from(tickets.len()).expect("few")),
        ("answer_seconds", answers.iter().sum()),
        ("handling_time_seconds", arrived().map(|one| one.seconds).sum()),
    ]);
    let soon = answers.iter().filter(|seconds| **seconds <= 4 * 3600).count();
    row.insert("within_target", i64::try_from(soon).expect("few"));
    for (name, kind) in [("created", "created"), ("replies", "reply"), ("entries", "entry")] {
        row.insert(name, count(&|one| one.contact.kind == kind));
    }
    for outcome in ["answered", "settled", "moved", "dropped"] {
        row.insert(outcome, count(&|one| one.outcome == outcome));
    }
    row
}

fn instant(text: &Value) -> i64 {
    let text = text.as_str().expect("an instant");
    inflow_domain::Timestamp::parse(text).expect("an instant").0
}

fn check_volumes(printed: &Value, told: &BTreeMap<Queue, Vec<Told<'_>>>) -> usize {
    let mut checked = 0;
    for row in rows(printed).iter().filter(|row| !row["view_id"].is_null()) {
        let view = row["view_id"].as_i64().expect("an id");
        let of_row = |(queue, _): &(&Queue, _)| queue.0 == view && row["channel"] == queue.1;
        let queue = told.iter().find(of_row).map(|(_, queue)| queue).expect("a queue");
        for (name, number) in expected(queue, instant(&row["interval_start"])) {
            assert_eq!(row[name], json!(number), "{name} of {row}");
        }
        let [asa, answered] = ["asa_seconds", "answered"].map(|name| row[name].as_f64());
        assert_eq!(asa.is_some(), answered != Some(0.0), "{row}");
        checked += 1;
    }
    checked
}

#[test]
fn all_figures_and_contacts_are_those_of_the_account() {
    let options = Options { oddities: Oddities::Told, ..Options::verification(3) };
    let account = Account::generate(&options);
    let program = Program::imported(&options, "2023-01-01");
    let robots: Vec<String> = account.robots().iter().map(ToString::to_string).collect();
    let named = ["integration", "robots", "--name", NAME, "--format", "json", "--add"];
    let robots: Vec<&str> = robots.iter().map(String::as_str).collect();
    program.succeeds(&[&named[..], &robots].concat());
    let field = account.time_field().to_string();
    program.succeeds(&["integration", "time-field", "--name", NAME, "--field", &field]);

    let truth = account.truth(TruthOptions { since: SINCE, grouping: Grouping::Ivr });
    let told = told(&truth.contacts);
    let printed = program.json("volumes", &["--figures", "all", "--target", "240m"]);
    assert!(check_volumes(&printed, &told) > 1000);
    // Counting again comes to the same.
    program.of_integration("recount", &[]);
    let again = program.json("volumes", &["--figures", "all", "--target", "4h"]);
    assert_eq!(again, printed);

    let contacts = program.json("contacts", &[]);
    let mut expected: Vec<String> = Vec::new();
    for ((view, channel), queue) in &told {
        for Told { contact, outcome, ended, .. } in queue {
            let TicketContact { ticket_id, event_id, kind, reopening, author_side, .. } = contact;
            expected.push(format!(
                "{ticket_id} {event_id} {view} {channel} {kind} {reopening} {} {outcome} {ended:?} {author_side}",
                contact.at
            ));
        }
    }
    let mut found: Vec<String> = Vec::new();
    for row in rows(&contacts).iter().filter(|row| row["call_id"].is_null()) {
        let text = |name: &str| row[name].as_str().expect("a text");
        let number = |name: &str| row[name].as_i64().expect("a number");
        let ended = row["ended_at"].as_str().map(|_| instant(&row["ended_at"]));
        found.push(format!(
            "{} {} {} {} {} {} {} {} {ended:?} {}",
            number("ticket_id"),
            number("event_id"),
            number("view_id"),
            text("channel"),
            text("kind"),
            row["reopening"],
            instant(&row["arrived_at"]),
            text("outcome"),
            text("author_side"),
        ));
    }
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found.len(), expected.len());
    assert_eq!(found, expected);

    // Without a field no time is there.
    program.succeeds(&["integration", "time-field", "--name", NAME, "--field", "none"]);
    let without = program.json("volumes", &["--figures", "all"]);
    let support = rows(&without).iter().filter(|row| !row["view_id"].is_null());
    for row in support {
        assert!(row["handling_time_seconds"].is_null() && row["within_target"].is_null(), "{row}");
    }
}

#[test]
fn what_cannot_be_asked_is_refused_with_what_can() {
    let program = Program::connected(&Options::demo(1), "2026-01-01");
    let volumes = ["volumes", "--integration", NAME];
    let field = ["integration", "time-field", "--name", NAME, "--field"];
    let robots = ["integration", "robots", "--name", NAME];
    for (asked, rest, sentence) in [
        (&volumes[..], &["--figures", "all", "--target", "5h"][..], "4h, 8h, 12h"),
        (&volumes, &["--target", "4h"], "--figures all"),
        (&volumes, &["--figures", "all", "--format", "injixo"], "injixo has columns of its own"),
        (&field, &["7"], "no ticket field 7"),
        (&field, &["seven"], "the id of a ticket field, or none"),
        (&robots, &["--remove", "7"], "none of the robots"),
        (&robots, &["--add", "0"], "no user's id"),
        (&["contacts", "--integration", NAME], &["-o", "x.txt"], "end it with .csv"),
    ] {
        let printed = program.runs(&[asked, rest].concat());
        assert_eq!(printed.status, Some(2), "{rest:?}: {}", printed.notes);
        assert!(printed.notes.contains(sentence), "{rest:?}: {}", printed.notes);
    }
}
