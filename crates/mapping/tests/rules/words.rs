//! What is told to people: every reason in its own words.

use std::collections::BTreeSet;

use inflow_domain::{Field, Value};
use inflow_mapping::Reason;
use inflow_mapping::contacts::{ChannelSource, Nothing};
use inflow_mapping::explain::Side;
use inflow_mapping::replay::{Inexact, InexactKind};

use crate::story::{HOUR, account, creation, reply, ticket};

#[track_caller]
fn check<const N: usize>(told: &[String; N]) {
    assert!(told.iter().all(|words| !words.is_empty()));
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), N, "{told:?}");
}

#[test]
fn every_reason_has_words_of_its_own() {
    check(&[Side::Staff, Side::System, Side::Customer].map(|side| side.as_str().to_owned()));
    let sources = [
        ChannelSource::Ticket,
        ChannelSource::Comment,
        ChannelSource::Label,
        ChannelSource::LatestContact,
    ];
    check(&sources.map(|source| source.as_str().to_owned()));
    let nothing = [
        Nothing::BeforeWindow,
        Nothing::OutboundCall,
        Nothing::RunningSession,
        Nothing::Merge,
        Nothing::NotWaiting,
        Nothing::NoFurtherView,
        Nothing::AfterClosing,
    ];
    check(&nothing.map(|nothing| nothing.as_str().to_owned()));
    let inexact = [
        Inexact::PreviousValue(Field::Group),
        Inexact::PreviousValue(Field::Brand),
        Inexact::Snapshot(Field::Group),
        Inexact::LostCreation,
        Inexact::NoStart,
    ];
    check(&inexact.map(|reason| reason.to_string()));
    let kinds = inexact.map(|reason| {
        let words = reason.to_string();
        let (kind, field) = InexactKind::of_words(&words).expect("words of ours");
        (kind, field.to_owned())
    });
    let expected = [
        (InexactKind::PreviousValue, "group_id"),
        (InexactKind::PreviousValue, "brand_id"),
        (InexactKind::Snapshot, "group_id"),
        (InexactKind::LostCreation, ""),
        (InexactKind::NoStart, ""),
    ];
    assert_eq!(kinds, expected.map(|(kind, field)| (kind, field.to_owned())));
    assert_eq!(InexactKind::of_words("it is so"), None);
    let unsupported = [
        Reason::Channel,
        Reason::Sla,
        Reason::Skills,
        Reason::BusinessHours,
        Reason::Role,
        Reason::UpdatedAt,
        Reason::TicketIsPublic,
        Reason::Viewer,
        Reason::ChangeOperator,
        Reason::UnknownField,
        Reason::UnknownOperator,
        Reason::UnreadableValue,
        Reason::Unreadable,
    ];
    check(&unsupported.map(|reason| reason.to_string()));
}

#[test]
fn conditions_show_what_they_saw() {
    let account = account(&[
        "1: status is new & group_id is 7 & assignee_id is requester_id & current_tags includes a",
        "2: priority greater_than low & custom_fields_34 less_than 5 & custom_fields_31 present",
        "3: description_includes_word is parcel & support_type is 0 & recipient is help",
        "4: NEW is 1 & assigned_at is 2 & exact_created_at less_than 2025-01-01",
    ]);
    let created = creation(0).create(Field::Group, "7").create(Field::Tags, "a b");
    let later = reply(HOUR, "email").set(Field::Priority, "", "high");
    let told = ticket([created, later]).shown(|snapshot| {
        snapshot.description = Some("Where is it?".to_owned());
        snapshot.recipient = Value::text("help@example.com");
    });
    let explained = account.engine().explain(&told.history());
    let saw: Vec<Vec<&str>> = explained.events[1]
        .views
        .iter()
        .map(|view| view.conditions.iter().map(|one| one.after.0.as_str()).collect())
        .collect();
    let expected: [&[&str]; 4] = [
        &["new", "7", "(blank) and 900", "a b"],
        &["high", "", ""],
        &["3 words", "agent", "help@example.com"],
        &["1 h", "not at all", "1970-01-01T00:00:00Z"],
    ];
    assert_eq!(saw, expected);
}
