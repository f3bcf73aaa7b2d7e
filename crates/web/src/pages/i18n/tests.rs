//! Every language says everything, with the same values, and nobody asks for what is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use fluent_bundle::FluentResource;
use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;

use super::{Language, catalog, format};

/// The messages of a language, each with the values that it names.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    for file in catalog::files(language) {
        if let Err((_, errors)) = FluentResource::try_new(file.to_owned()) {
            panic!("{}: {errors:?} in\n{file}", language.code());
        }
        let mut id = String::new();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|first: char| first.is_ascii_lowercase())
                && let Some((name, _)) = line.split_once(" =")
            {
                name.clone_into(&mut id);
                let known = messages.insert(id.clone(), BTreeSet::new());
                assert_eq!(known, None, "{} has {id} twice", language.code());
            }
            let values = line.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
            messages.entry(id.clone()).or_default().extend(values.map(str::to_owned));
        }
    }
    messages.retain(|id, _| !id.is_empty());
    messages
}

/// Every file of the crate that may ask for a message.
fn sources() -> String {
    let mut folders =
        ["src", "templates"].map(|name| Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).to_vec();
    let mut texts = String::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the crate") {
            let path: PathBuf = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                texts += &fs::read_to_string(path).expect("a text");
            }
        }
    }
    texts
}

#[test]
fn every_language_has_every_message_with_the_same_values() {
    let english = messages(Language::English);
    for language in Language::ALL {
        let other = messages(language);
        let ids = |messages: &BTreeMap<String, BTreeSet<String>>| {
            messages.keys().cloned().collect::<BTreeSet<_>>()
        };
        let differing: Vec<String> =
            ids(&english).symmetric_difference(&ids(&other)).cloned().collect();
        assert_eq!(differing, Vec::<String>::new(), "{}", language.code());
        for (id, values) in &english {
            assert_eq!(&other[id], values, "{id} in {}", language.code());
        }
    }
}

#[test]
fn messages_are_asked_for_and_those_asked_for_are_there() {
    let (english, sources) = (messages(Language::English), sources());
    let unused: Vec<&String> =
        english.keys().filter(|id| !sources.contains(&format!("\"{id}\""))).collect();
    assert_eq!(unused, Vec::<&String>::new(), "nobody asks for these");
    // Ids that are chosen in Rust stand in a test beside the choice; those of `t("…")` are found here.
    for call in [" page.t(\"", "(page.t(\"", ".text(\""] {
        for rest in sources.split(call).skip(1) {
            let id = rest.split('"').next().unwrap_or_default();
            assert!(english.contains_key(id), "there is no message {id}");
        }
    }
}

#[test]
fn numbers_are_written_as_people_do() {
    let all = |number| Language::ALL.map(|language| format::number(language, number));
    assert_eq!(all(999), ["999", "999", "999", "999"]);
    assert_eq!(all(1234), ["1,234", "1.234", "1.234", "1\u{202f}234"]);
    assert_eq!(
        all(-1_234_567),
        [
            "\u{2212}1,234,567",
            "\u{2212}1.234.567",
            "\u{2212}1.234.567",
            "\u{2212}1\u{202f}234\u{202f}567"
        ]
    );
    let decimal = |value| Language::ALL.map(|language| format::decimal(language, value, 2));
    assert_eq!(decimal(1234.5), ["1,234.5", "1.234,5", "1.234,5", "1\u{202f}234,5"]);
    assert_eq!(decimal(-0.001), ["0", "0", "0", "0"]);
    let percent = Language::ALL.map(|language| format::percent(language, 1.5, 2));
    assert_eq!(percent, ["1.5%", "1,5%", "1,5\u{a0}%", "1,5\u{202f}%"]);
    let counted = Language::English.text("minutes-ago").with("count", 12_345);
    assert_eq!(counted.to_string(), "12,345 minutes ago");
}

#[test]
fn instants_are_written_as_people_do_in_their_zone() {
    let zone = TimeZone::from_name("Europe/Amsterdam").expect("a zone");
    let instant = Timestamp::parse("2026-03-05T23:30:00Z").expect("an instant");
    let written = Language::ALL.map(|language| format::date_time(language, zone, instant));
    assert_eq!(
        written,
        ["6 Mar 2026, 00:30", "6 mrt 2026 00:30", "06.03.2026, 00:30", "6 mars 2026 00:30"]
    );
    let first = NaiveDate::from_ymd_opt(2026, 8, 1).expect("a day");
    let written = Language::ALL.map(|language| format::day_and_month(language, first));
    assert_eq!(written, ["1 Aug", "1 aug", "01.08.", "1er août"]);
}

#[test]
fn spans_are_told_in_their_largest_units() {
    let check = |seconds, expected: &str| {
        assert_eq!(format::duration(Language::German, seconds), expected);
    };
    check(0, "0 Sek.");
    check(59, "59 Sek.");
    check(61, "1 Min. 1 Sek.");
    check(7200, "2 Std.");
    check(90_000, "1 Tag 1 Std.");
    let now = Timestamp(1_000_000);
    let told = |offset| format::from_now(Language::Dutch, now, now.plus_seconds(offset));
    assert_eq!(told(-30), "zojuist");
    assert_eq!(told(90), "over 1 minuut");
    assert_eq!(told(-172_800), "2 dagen geleden");
}
