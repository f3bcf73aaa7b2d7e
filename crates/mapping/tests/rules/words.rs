//! What is told to people: every reason in its own words.

use std::collections::BTreeSet;

use inflow_domain::Field;
use inflow_mapping::Reason;
use inflow_mapping::contacts::{ChannelSource, Nothing};
use inflow_mapping::explain::Side;
use inflow_mapping::replay::Inexact;

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
