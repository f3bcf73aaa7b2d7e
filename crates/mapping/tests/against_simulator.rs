//! The engine against a naive reference: whatever account, window and order of events, it finds the
//! contacts that the simulated account knows of, one by one.

#[path = "support/rows.rs"]
mod rows;

use std::collections::BTreeMap;

use inflow_domain::{
    ChannelTable, Contact, ContactView, FieldId, TicketHistory, Timestamp, UserId, View, ViewId,
};
use inflow_mapping::{CountedView, Engine, Settings, verdict};
use inflow_simulator::{
    Account, ContactEnd, Coverage, Grouping, Oddities, Options, TicketContact, TruthOptions,
};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// The account that a case is about.
#[derive(Debug, Clone)]
struct Case {
    seed: u64,
    tickets: usize,
    coverage: Coverage,
    /// Where in the history the window begins.
    window: Window,
    /// In which order the events come.
    order: u64,
}

#[derive(Debug, Clone)]
enum Window {
    Everything,
    Day(u32),
    /// So many seconds after the event at this place.
    Event(usize, i64),
}

const DAYS: u32 = 200;

fn cases() -> impl Strategy<Value = Case> {
    let window = prop_oneof![
        2 => Just(Window::Everything),
        1 => (0..DAYS).prop_map(Window::Day),
        3 => (any::<u16>(), 0_i64..2).prop_map(|(place, after)| Window::Event(place.into(), after)),
    ];
    let coverage = prop_oneof![Just(Coverage::Small), Just(Coverage::Narrow), Just(Coverage::Full)];
    (0_u64..1_000_000, 1_usize..24, coverage, window, any::<u64>()).prop_map(
        |(seed, tickets, coverage, window, order)| Case { seed, tickets, coverage, window, order },
    )
}

/// A contact in words that both sides share; its last part tells for each view how it ended there.
type Line = (i64, i64, i64, String, &'static str, Vec<i64>, Vec<String>);

fn found(contact: &Contact) -> Line {
    (
        contact.ticket.0,
        contact.event.0,
        contact.at.0,
        kind(contact.kind.as_str(), contact.reopening, contact.author_side.as_str()),
        contact.channel.as_str(),
        contact.view_ids().map(|view| view.0).collect(),
        contact.views.iter().map(ended).collect(),
    )
}

fn kind(kind: &str, reopening: bool, side: &str) -> String {
    format!("{}{kind} of {side}", if reopening { "reopening " } else { "" })
}

fn ended(counted: &ContactView) -> String {
    let outcome = counted.end.map_or("unfinished", |end| end.outcome.as_str());
    let at = counted.end.map(|end| end.at.0);
    let event = counted.end.and_then(|end| end.event).map(|event| event.0);
    format!("{}: {outcome} {at:?} {event:?}, took {}", counted.view, counted.handling)
}

fn wanted(contact: &TicketContact) -> Line {
    let mut ends: Vec<(i64, String)> = contact
        .view_ids
        .iter()
        .zip(&contact.ends)
        .map(|(view, end)| {
            let ContactEnd { outcome, at, event_id, handling_seconds } = end;
            (*view, format!("{view}: {outcome} {at:?} {event_id:?}, took {handling_seconds}"))
        })
        .collect();
    ends.sort_unstable();
    let (views, ends) = ends.into_iter().unzip();
    let kind = kind(contact.kind, contact.reopening, contact.author_side);
    (contact.ticket_id, contact.event_id, contact.at, kind, contact.channel, views, ends)
}

fn check(case: &Case) -> Result<(), TestCaseError> {
    let account = Account::generate(&Options {
        tickets: case.tickets,
        days: DAYS,
        steps: 10,
        has_talk: false,
        coverage: case.coverage,
        // The audits are not read here.
        oddities: Oddities::Told,
        ..Options::demo(case.seed)
    });
    let mut events = account.ticket_events();
    let since = match case.window {
        Window::Everything => 0,
        Window::Day(day) => inflow_simulator::HISTORY_ENDS - i64::from(day) * 86_400,
        Window::Event(place, after) => {
            let timestamp = events[place % events.len()]["timestamp"].as_i64();
            timestamp.expect("an event has its second") + after
        }
    };
    // Any order will do, as long as it is another one for another case.
    events.sort_by_key(|event| event["id"].as_i64().map(|id| id.unsigned_abs() ^ case.order));
    let histories = rows::histories(&account.tickets(), &events, Timestamp(since));
    let engine = Engine::new(Settings {
        views: counted_views(&account),
        staff: rows::staff(&account.users(), &histories),
        fields: rows::catalog(&account.ticket_fields()),
        statuses: rows::statuses(&account.custom_statuses()),
        channels: ChannelTable::default(),
        robots: account.robots().into_iter().map(UserId).collect(),
        time_field: Some(FieldId(account.time_field())),
        since: Some(Timestamp(since)),
        ..Settings::default()
    });
    let truth = account.truth(TruthOptions { since, grouping: Grouping::Ivr });
    let mut expected: BTreeMap<i64, Vec<Line>> = BTreeMap::new();
    for contact in &truth.contacts {
        expected.entry(contact.ticket_id).or_default().push(wanted(contact));
    }
    for history in &histories {
        let count = engine.count(history);
        let contacts: Vec<Line> = count.contacts.iter().map(found).collect();
        let expected = expected.remove(&history.ticket.0).unwrap_or_default();
        prop_assert_eq!(differences(&contacts, &expected), "", "ticket {}", history.ticket);
        prop_assert_eq!(count.inexact, None, "ticket {}", history.ticket);
        check_explanation(&engine, history, &count.contacts)?;
    }
    prop_assert!(expected.is_empty(), "tickets without a history: {:?}", expected.keys());
    Ok(())
}

/// What only one side has, short enough to read.
fn differences(found: &[Line], expected: &[Line]) -> String {
    let only = |side: &str, lines: &[Line], others: &[Line]| -> String {
        let lines = lines.iter().filter(|line| !others.contains(line)).map(|line| {
            let same_event = others.iter().find(|other| other.1 == line.1);
            let differ = |view: &&i64| same_event.is_none_or(|other| !other.5.contains(*view));
            let views: Vec<&i64> = line.5.iter().filter(differ).collect();
            let ends = |end: &&String| same_event.is_none_or(|other| !other.6.contains(*end));
            let ends: Vec<&String> = line.6.iter().filter(ends).collect();
            format!(
                "{side}: event {} at {}, {} by {}, views {views:?}, ends {ends:?}\n",
                line.1, line.2, line.3, line.4
            )
        });
        lines.collect()
    };
    only("found", found, expected) + &only("expected", expected, found)
}

/// What is explained is what was counted.
fn check_explanation(
    engine: &Engine,
    history: &TicketHistory,
    contacts: &[Contact],
) -> Result<(), TestCaseError> {
    let explanation = engine.explain(history);
    prop_assert_eq!(explanation.events.len(), history.events.len());
    let explained = explanation.events.iter().filter_map(|event| {
        let views = event.views.iter().filter(|view| view.counts());
        let views: Vec<ViewId> = views.map(|view| view.view).collect();
        Some((event.event, event.kind?, event.channel?.0, views))
    });
    let counted = contacts.iter().map(|contact| {
        (contact.event, contact.kind, contact.channel, contact.view_ids().collect::<Vec<_>>())
    });
    prop_assert_eq!(explained.collect::<Vec<_>>(), counted.collect::<Vec<_>>());
    Ok(())
}

fn counted_views(account: &Account) -> Vec<CountedView> {
    let views = account.views();
    let views = views.iter().map(rows::view).filter(|view: &View| view.active);
    let supported = views.filter(|view| verdict(view).is_supported());
    supported.map(|view| CountedView { view, until: None }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_finds_what_the_account_knows(case in cases()) {
        check(&case)?;
    }
}
