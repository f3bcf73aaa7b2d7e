//! Queues with figures to write.

use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Channel, IntervalLength, Timestamp};
use inflow_formats::{Map, Options, Row, Series, Source, Work};

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::from_name(name).unwrap()
}

pub(crate) fn support(id: &str, name: &str, channel: Channel) -> Source {
    Source {
        id: id.to_owned(),
        name: name.to_owned(),
        channel,
        work: Work::Support,
        number: None,
        has_handled: true,
        has_handling_time: true,
    }
}

pub(crate) fn talk(id: &str, name: &str) -> Source {
    Source { work: Work::Talk, ..support(id, name, Channel::Call) }
}

pub(crate) fn row(start: &str, offered: i64, handled: i64, handling: i64) -> Row {
    Row {
        offered,
        handled: Some(handled),
        handling_micros: Some(handling * 1_000_000),
        ..Row::empty(at(start), 900)
    }
}

pub(crate) fn options(map: &Map) -> Options<'_> {
    Options {
        map,
        length: IntervalLength::QuarterHour,
        zone: TimeZone::UTC,
        now: at("2025-11-30T22:30:00Z"),
        settle_days: 7,
        unfinished: false,
        without_handling_time: false,
    }
}

/// An account with every channel, names that need quoting, and intervals that are not ready.
pub(crate) fn account() -> Vec<Series> {
    let mail = Source {
        number: Some(1),
        ..support("view-25-email", "Rückfragen; \"dringend\" (email)", Channel::Email)
    };
    let chat =
        Source { number: Some(2), ..support("view-25-chat", "=SUM(A1) (chat)", Channel::Chat) };
    let calls = Source { number: Some(3), ..talk("calls-for-+49123", "Calls Inbound For +49123") };
    let unfinished = |row: Row, unfinished| Row { unfinished: Some(unfinished), ..row };
    let call = |row: Row, abandoned, answer, waited, within| Row {
        abandoned: Some(abandoned),
        answer_seconds: Some(answer),
        abandoned_wait_seconds: Some(waited),
        within_target: Some(within),
        ..row
    };
    vec![
        Series {
            source: mail,
            rows: vec![
                unfinished(row("2025-09-01T09:15:00Z", 3, 2, 301), 1),
                unfinished(row("2025-11-29T08:00:00Z", 2, 2, 90), 0),
                // Not old enough to be written as it stands.
                unfinished(row("2025-11-30T08:00:00Z", 2, 1, 60), 1),
            ],
        },
        Series { source: chat, rows: vec![unfinished(row("2025-09-01T09:15:00Z", 1, 0, 0), 0)] },
        Series {
            source: calls,
            rows: vec![
                call(row("2025-09-01T09:30:00Z", 4, 2, 125), 1, 31, 40, 1),
                Row {
                    standing: inflow_formats::Standing::Changing,
                    ..call(row("2025-11-30T21:00:00Z", 1, 1, 10), 0, 3, 0, 1)
                },
            ],
        },
    ]
}

/// What the account's queues are called elsewhere.
pub(crate) fn map(account: &[Series]) -> Map {
    let text = r#"
        ["view-25-email"]
        name = "Mail desk"
        id = 11
        skill = ["German", "Billing"]
        language = "de"

        ["=SUM(A1) (chat)"]
        name = "Chat"
        id = "12"
        channel = "Message"

        ["calls-for-+49123"]
        name = "Hotline"
        id = "13"
    "#;
    let known: Vec<&Source> = account.iter().map(|series| &series.source).collect();
    Map::read(text, &known).unwrap()
}
