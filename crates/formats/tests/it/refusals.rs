//! What a format cannot hold is refused, with the reason for each queue.

use inflow_domain::{Channel, IntervalLength};
use inflow_formats::{Map, Options, Reason, Series, Source, Target, check, write};

use crate::sample::{options, row, support, talk, zone};

fn series(source: Source) -> Series {
    Series { source, rows: vec![row("2025-09-01T09:15:00Z", 3, 2, 301)] }
}

fn reasons(target: Target, sources: &[Source], options: &Options<'_>) -> Vec<Reason> {
    let series: Vec<Series> = sources.iter().cloned().map(series).collect();
    let refusal = write(target, &series, options).expect_err("a refusal");
    let all: Vec<&Source> = sources.iter().collect();
    assert_eq!(check(target, &all, options).unwrap_err(), refusal);
    refusal.reasons
}

fn map(text: &str, sources: &[Source]) -> Map {
    Map::read(text, &sources.iter().collect::<Vec<_>>()).unwrap()
}

#[test]
fn queues_of_one_name_are_refused_until_the_map_tells_them_apart() {
    let sources = [
        support("view-1-email", "Open", Channel::Email),
        support("view-2-email", "Open ", Channel::Email),
        support("view-1-chat", "Open", Channel::Chat),
    ];
    let nothing = Map::default();
    let found = reasons(Target::Injixo, &sources, &options(&nothing));
    let [Reason::OneName { name, ids }] = &found[..] else { panic!("{found:?}") };
    assert_eq!((name.as_str(), ids.join(" ")), ("Open", "view-1-email view-2-email".to_owned()));
    let map = map("[\"view-2-email\"]\nname = \"Open too\"", &sources);
    let all: Vec<&Source> = sources.iter().collect();
    assert_eq!(check(Target::Injixo, &all, &options(&map)), Ok(()));
    // Calabrio's queues have no channels.
    let numbered =
        [&sources[0], &sources[2]].map(|source| Source { number: Some(7), ..source.clone() });
    let found = reasons(Target::Calabrio, &numbered, &options(&nothing));
    assert!(matches!(&found[..], [Reason::OneName { .. }, Reason::OneId { .. }]), "{found:?}");
}

#[test]
fn handling_time_is_wanted_by_some_and_never_made_up() {
    let untimed =
        Source { has_handling_time: false, ..support("view-1-chat", "Open", Channel::Chat) };
    let sources = [untimed];
    let map = map("[\"view-1-chat\"]\nname = \"Open\"\nid = \"a\"", &sources);
    for target in [Target::GenesysCloud, Target::AmazonConnect] {
        let found = reasons(target, &sources, &options(&map));
        assert!(matches!(&found[..], [Reason::NoHandlingTime { .. }]), "{found:?}");
        let zero = Options { without_handling_time: true, ..options(&map) };
        assert!(check(target, &[&sources[0]], &zero).is_ok());
    }
    let numbered = Source { number: Some(1), ..sources[0].clone() };
    for target in [Target::Injixo, Target::Calabrio] {
        assert!(check(target, &[&numbered], &options(&Map::default())).is_ok());
    }
}

#[test]
fn rule_9_3_handled_contacts_of_support_are_never_made_up() {
    let sources = [
        Source { has_handled: false, ..support("view-1-email", "Open", Channel::Email) },
        talk("calls-ungrouped", "Calls Inbound Ungrouped"),
    ];
    let found = reasons(Target::Injixo, &sources, &options(&Map::default()));
    assert_eq!(found, [Reason::NoHandled { of: "view-1-email".to_owned() }]);
}

#[test]
fn channels_are_those_of_the_maker() {
    let named = |channel: Channel, asked: &str| {
        let source = support("view-1-x", "Open", channel);
        let channel =
            if asked.is_empty() { String::new() } else { format!("channel = \"{asked}\"") };
        let text = format!("[\"view-1-x\"]\nname = \"Open\"\nid = \"1\"\n{channel}");
        (map(&text, std::slice::from_ref(&source)), source)
    };
    for (target, channel, asked, is_taken) in [
        (Target::Injixo, Channel::Case, "", true),
        (Target::Injixo, Channel::Case, "documents", true),
        (Target::Injixo, Channel::Email, "email", false),
        (Target::GenesysCloud, Channel::Chat, "Message", true),
        (Target::GenesysCloud, Channel::SocialMedia, "", true),
        (Target::GenesysCloud, Channel::Case, "", false),
        (Target::GenesysCloud, Channel::Case, "Email", true),
        (Target::GenesysCloud, Channel::Email, "Voice", false),
        (Target::AmazonConnect, Channel::Chat, "", true),
        (Target::AmazonConnect, Channel::SocialMedia, "", false),
        (Target::AmazonConnect, Channel::SocialMedia, "CHAT", true),
        (Target::AmazonConnect, Channel::Email, "", false),
        (Target::AmazonConnect, Channel::Email, "CHAT", false),
        (Target::AmazonConnect, Channel::Case, "CHAT", false),
        (Target::Calabrio, Channel::Case, "anything", true),
    ] {
        let (map, source) = named(channel, asked);
        let taken = check(target, &[&source], &options(&map));
        assert_eq!(taken.is_ok(), is_taken, "{target:?} {channel} as {asked}: {taken:?}");
    }
}

#[test]
fn values_are_those_that_the_maker_reads() {
    let long = support("view-1-email", &"ä".repeat(300), Channel::Email);
    let broken = support("view-2-email", "Open\r\nClosed", Channel::Email);
    let blank = support("view-3-email", "  ", Channel::Email);
    let found = reasons(Target::Injixo, &[long, broken, blank], &options(&Map::default()));
    assert!(
        matches!(
            &found[..],
            [
                Reason::TooLong { characters: 300, .. },
                Reason::Control { .. },
                Reason::NoName { .. }
            ]
        ),
        "{found:?}"
    );
    let calls = [talk("calls-for-+49123", "Calls Inbound For +49123")];
    let map_of_id = map("[\"calls-for-+49123\"]\nid = \"a-1\"", &calls);
    let found = reasons(Target::AmazonConnect, &calls, &options(&map_of_id));
    assert!(matches!(&found[..], [Reason::Characters { .. }]), "{found:?}");
    let nothing = Map::default();
    let found = reasons(Target::Calabrio, &calls, &options(&nothing));
    assert!(matches!(&found[..], [Reason::NoNumber { .. }]), "{found:?}");
    let found = reasons(Target::Calabrio, &calls, &options(&map_of_id));
    assert!(matches!(&found[..], [Reason::NotANumber { .. }]), "{found:?}");
    let found = reasons(Target::GenesysCloud, &calls, &options(&nothing));
    assert!(matches!(&found[..], [Reason::NoNameThere { .. }]), "{found:?}");
}

#[test]
fn intervals_are_those_that_the_maker_reads() {
    let calls = Source { number: Some(1), ..talk("calls-ungrouped", "Calls") };
    let map =
        map("[\"calls-ungrouped\"]\nname = \"Calls\"\nid = \"1\"", std::slice::from_ref(&calls));
    for (target, lengths) in [
        (Target::Injixo, "15m 30m 1h"),
        (Target::GenesysCloud, "15m"),
        (Target::Calabrio, "15m 30m 1h"),
        (Target::AmazonConnect, "15m 30m 1d"),
    ] {
        let read = IntervalLength::NAMED.into_iter().filter(|(_, length)| {
            check(target, &[&calls], &Options { length: *length, ..options(&map) }).is_ok()
        });
        assert_eq!(read.map(|(name, _)| name).collect::<Vec<_>>().join(" "), lengths);
    }
    // A day of another clock is no day there.
    let day =
        Options { length: IntervalLength::Day, zone: zone("Europe/Amsterdam"), ..options(&map) };
    let rows =
        vec![inflow_formats::Row { seconds: 86_400, ..row("2025-09-01T22:00:00Z", 1, 1, 1) }];
    let refused =
        write(Target::AmazonConnect, &[Series { source: calls, rows }], &day).unwrap_err();
    assert!(matches!(&refused.reasons[..], [Reason::OffTheGrid { .. }]), "{refused}");
}

#[test]
fn a_refusal_names_every_reason() {
    let sources = [
        support("view-1-case", "Open", Channel::Case),
        support("view-2-email", "Closed", Channel::Email),
    ];
    let series: Vec<Series> = sources.iter().cloned().map(series).collect();
    let refused = write(Target::AmazonConnect, &series, &options(&Map::default())).unwrap_err();
    insta::assert_snapshot!("refusal", refused);
}
