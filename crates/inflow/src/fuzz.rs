//! What an operator may type or write down: the configuration file, the command line, and every kind of value on it.

use clap::{CommandFactory as _, Parser as _};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{IntervalLength, QueueKey, Timestamp};
use inflow_fuzz::Target;

use crate::cli::Cli;
use crate::config;

fn target(name: &'static str) -> Target {
    Target::new(env!("CARGO_MANIFEST_DIR"), name)
}

#[test]
fn configuration_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("inflow.toml");
    let example = include_str!("../../../docs/deploy/inflow.toml");
    let set = "account = \"acme\"\n[serve]\nevery = \"15m\"\nconcurrent = 4\nlisten = \"127.0.0.1:8080\"\n";
    let words =
        ["[serve]", "[import]", "keep-events", "api-share", "\"\"\"", "1979-05-27T07:32:00Z"];
    target("configuration_files").seeds([example, set]).words(words).check(|input| {
        std::fs::write(&path, input).expect("written");
        match config::entries_of(&path) {
            Ok(number) => number.to_string(),
            Err(mistakes) => {
                let told = mistakes.to_string();
                assert!(!told.is_empty(), "a mistake that is not told");
                told.lines().count().to_string()
            }
        }
    });
}

#[test]
fn command_lines() {
    let seeds = [
        "inflow\nvolumes\n--integration\nacme\n--from\n2025-09-01\n--to\n2025-09-02T09:15:00Z\n--interval\n30m\n--time-zone\nEurope/Amsterdam",
        "inflow\nserve\n--listen\n127.0.0.1:8080\n--every\n15m\n--lease\n30s\n--api-share\n50%\n--public-url\nhttps://x.example",
        "inflow\nexplain\n--ticket\n35\n--integration\nacme",
        "inflow\nintegration\nadd\n--name\nacme\n--domain\nacme.zendesk.com\n--since\n2025-09-01\n--grouping\nivr",
        "inflow\nchannels\n--set\nwhatsapp=chat",
        "inflow\nmigrate\n--to\npostgres://u:p@h/d",
        "inflow\nsimulate\n--tickets\n10\n--rate-limit\n10/min\n--situation\nno-talk",
    ];
    let command = Cli::command();
    let names: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let target = target("command_lines").seeds(seeds).words(names.iter().map(String::as_str));
    target.check(|input| {
        let text = String::from_utf8_lossy(input);
        let outcome = Cli::try_parse_from(text.split('\n').take(40));
        outcome.map(|_| ()).map_err(|error| (error.kind() as u8, error.to_string().len() / 64))
    });
}

#[test]
fn instants_intervals_and_zones() {
    let seeds = [
        "2025-09-01\n15m\nEurope/Amsterdam\nview-56-email",
        "2025-09-01T09:15:00Z\n1d\nUTC\ntalk-ivr-Sales",
        "2026-03-29T02:30\n1w\nAustralia/Lord_Howe\n1",
        "9999-12-31T23:59:59+14:00\n1h\nAmerica/Sao_Paulo\nx",
        "1970-01-01\n30m\nPacific/Apia\nx",
    ];
    target("instants_intervals_and_zones").seeds(seeds).check(|input| {
        let text = String::from_utf8_lossy(input);
        let mut lines = text.split('\n');
        let mut next = || lines.next().unwrap_or_default();
        let (when, length, zone, queue) = (next(), next(), next(), next());
        let instant = Timestamp::parse(when);
        let zone = TimeZone::from_name(zone);
        let length = IntervalLength::from_name(length);
        let local = zone.and_then(|zone| zone.instant(when));
        if let Some(((local, zone), length)) = local.zip(zone).zip(length) {
            let (start, seconds) = length.containing(local, zone);
            let is_within = (start.0..start.0.saturating_add(seconds)).contains(&local.0);
            assert!(is_within, "{local} is not within {seconds} s from {start}");
            assert!(!zone.format(local).is_empty());
        }
        (instant.is_some(), local.is_some(), length.is_some(), QueueKey::from_id(queue).is_some())
    });
}

#[test]
fn rows_of_csv() {
    let seeds = ["=1+1\n@x\n\"a\"\"b\",c\n\r\n\ttab", "Plain\nCafé\n-2"];
    target("rows_of_csv").seeds(seeds).check(|input| {
        let text = String::from_utf8_lossy(input);
        let cells: Vec<&str> = text.split('\n').collect();
        let mut writer = csv::Writer::from_writer(Vec::new());
        for cell in &cells {
            let inert = inflow_app::figures::volumes::text::inert(cell);
            assert!(!inert.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{inert:?} is run");
            assert!(inert.ends_with(cell), "{cell:?} became {inert:?}");
            writer.write_record([&*inert, "1"]).expect("written");
        }
        let written = writer.into_inner().expect("written");
        let read = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&*written)
            .into_records()
            .count();
        assert_eq!(read, cells.len(), "rows are told apart");
        read
    });
}
