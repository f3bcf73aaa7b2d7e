//! What odd accounts show, in the exports and beside them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::account::Account;
use crate::render;
use crate::{Grouping, Oddities, Options, TruthOptions};

fn account(oddities: Oddities) -> Account {
    Account::generate(&Options { oddities, ..Options::verification(2) })
}

fn ids(rows: &[Value]) -> BTreeSet<i64> {
    rows.iter().filter_map(|row| row["id"].as_i64()).collect()
}

#[test]
fn only_audits_tell_what_the_export_leaves_out() {
    let account = account(Oddities::All);
    let exported = ids(&account.ticket_events());
    let mut missing = 0;
    for number in 0..account.ticket_count() {
        let ticket = account.ticket(number);
        for (place, event) in ticket.events.iter().enumerate() {
            assert_eq!(exported.contains(&event.id), !event.is_missing);
            if event.is_missing {
                missing += 1;
                assert!(!ticket.is_gone(), "its audits cannot be read");
                let audit = render::audit::render(&account.catalog, &ticket, place);
                assert_eq!(audit["id"], event.id);
            }
        }
        // Whatever is missing is missing up to the end, and late enough to be noticed.
        let first = ticket.events.iter().position(|event| event.is_missing);
        if let Some(first) = first {
            assert!(ticket.events[first..].iter().all(|event| event.is_missing));
            assert!(first == 0 || ticket.events[first].at - ticket.events[first - 1].at > 60);
        }
    }
    assert!(missing > 50, "{missing}");
    let told = self::account(Oddities::Told);
    let count: usize =
        (0..told.ticket_count()).map(|number| told.ticket(number).events.len()).sum();
    assert_eq!(ids(&told.ticket_events()).len(), count);
}

#[test]
fn sessions_and_replies_into_channels_name_nobody() {
    let account = account(Oddities::All);
    let events = account.ticket_events();
    let children = events.iter().filter_map(|row| row["child_events"].as_array()).flatten();
    let kinds = |kind: &str| -> Vec<&Value> {
        children.clone().filter(|child| child["event_type"] == kind).collect()
    };
    for kind in ["ChatStartedEvent", "ChannelBackEvent"] {
        let found = kinds(kind);
        assert!(!found.is_empty());
        assert!(found.iter().all(|child| child["value"].is_object()));
        assert!(found.iter().all(|child| child.get("author_id").is_none()));
        assert!(found.iter().all(|child| child.get("public").is_none()));
    }
    let voices = [kinds("VoiceComment"), kinds("TpeVoiceComment")].concat();
    assert!(voices.iter().any(|child| child["public"] == true));
    assert!(voices.iter().any(|child| child["public"] == false));
}

#[test]
fn unreadable_values_stand_where_there_is_none() {
    let account = account(Oddities::Told);
    let tickets = account.tickets();
    let far = tickets.iter().filter(|row| row["due_at"] == "10203-01-01T00:00:00Z").count();
    let unrated = tickets.iter().filter(|row| row["satisfaction_rating"] == false).count();
    let holes = tickets.iter().filter(|row| row["custom_fields"][0].is_null()).count();
    assert!(far > 0 && unrated > 0 && holes > 0, "{far} {unrated} {holes}");
    let events = account.ticket_events();
    let strays: Vec<&Value> = events.iter().filter(|row| row["ticket_id"].is_null()).collect();
    let times = |rows: &[Value], name: &str| -> Vec<i64> {
        rows.iter().filter_map(|row| row[name].as_i64()).collect()
    };
    // No ticket can have had the events that name none.
    assert_eq!(strays.len(), 2);
    let all = times(&events, "timestamp");
    assert_eq!(all.iter().min().copied(), strays[0]["timestamp"].as_i64());
    assert_eq!(all.iter().max().copied(), strays[1]["timestamp"].as_i64());
    assert_eq!(tickets.len(), account.ticket_count() - 2);
}

#[test]
fn a_snapshot_alone_tells_that_a_ticket_was_away_for_a_time() {
    let options = Options { oddities: Oddities::Told, ..Options::verification(2) };
    let whole = Account::generate(&options);
    let mut seen = 0;
    for number in 0..whole.ticket_count() {
        let ticket = whole.ticket(number);
        let Some((from, until)) = ticket.absent else { continue };
        let shown = |end: i64| {
            let then = ticket.as_of(end)?;
            Some((then.deleted, then.updated_at(), then.generated_at))
        };
        assert!(!shown(from - 1).unwrap().0 && !shown(until).unwrap().0);
        assert_eq!(shown(from), Some((true, from, from)));
        assert_eq!(shown(until - 1), Some((true, from, from)));
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn nothing_odd_is_made_unless_asked_for() {
    let plain = Account::generate(&Options { tickets: 100, ..Options::verification(2) });
    let truth = plain.truth(TruthOptions { since: 0, grouping: Grouping::PhoneNumber });
    for name in
        ["2.2-child-ids-backwards", "2.5-ids-backwards", "2.4-missing-ticket", "7.2-nickname"]
    {
        assert_eq!(truth.exercised.get(&format!("rule/{name}")), Some(&0), "{name}");
    }
    assert!(plain.ticket_events().iter().all(|row| row["ticket_id"].is_i64()));
}
