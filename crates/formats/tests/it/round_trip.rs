//! Sums survive: what an importer reads adds up to what was asked to be written.

use inflow_domain::Channel;
use inflow_formats::{Map, Options, Row, Series, Source, Target, write};
use proptest::prelude::*;

use crate::importers::import;
use crate::sample::{at, options, support, zone};

/// Rows around the autumn and the spring change of the clocks.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0_i64..400, any::<bool>(), 0_i64..50, 0_i64..50, 0_i64..9_000, 0_i64..3);
    proptest::collection::vec(row, 1..60).prop_map(|rows| {
        let row = |(quarter, autumn, handled, more, handling, unfinished): (
            i64,
            bool,
            i64,
            i64,
            i64,
            i64,
        )| {
            let first = if autumn { "2025-10-24T12:00:00Z" } else { "2025-03-28T12:00:00Z" };
            Row {
                offered: handled + more,
                handled: Some(handled),
                handling_micros: Some(if handled == 0 { 0 } else { handling * 1_000_000 }),
                unfinished: Some(unfinished),
                ..Row::empty(at(first).plus_seconds(quarter * 900), 900)
            }
        };
        let mut rows: Vec<Row> = rows.into_iter().map(row).collect();
        rows.sort_by_key(|row| row.start);
        rows.dedup_by_key(|row| row.start);
        rows
    })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[-=+@;,\"'|a-zäöü ]{1,40}", Just("=1+1;\"x\",".to_owned()), "[a-z]{255}"]
        .prop_filter("a name", |name| !name.trim().is_empty())
}

/// What Amazon Connect and Genesys Cloud call them, and all of their days in one file.
fn map(sources: &[Source]) -> Map {
    let table =
        |source: &Source| format!("[\"{id}\"]\nname = \"N {id}\"\nid = \"{id}\"\n", id = source.id);
    let tables = sources.iter().map(table).collect::<Vec<_>>().concat();
    Map::read(&tables, &sources.iter().collect::<Vec<_>>()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sums_of_every_format_are_those_of_the_volumes(
        queues in proptest::collection::vec((name(), rows()), 1..4),
        zone_name in prop_oneof![
            Just("UTC"), Just("Europe/Amsterdam"), Just("Australia/Lord_Howe"), Just("Asia/Kathmandu")
        ],
    ) {
        let series: Vec<Series> = queues
            .into_iter()
            .zip(0_u8..)
            .map(|((name, rows), place)| {
                let name = format!("{place}{}", name.chars().take(254).collect::<String>());
                let source = support(&format!("view-{place}-chat"), &name, Channel::Chat);
                Series { source: Source { number: Some(place.into()), ..source }, rows }
            })
            .collect();
        let sources: Vec<Source> = series.iter().map(|series| series.source.clone()).collect();
        let nothing = Map::default();
        let named = map(&sources);
        for (target, map) in [
            (Target::Injixo, &nothing),
            (Target::Calabrio, &nothing),
            (Target::GenesysCloud, &named),
            (Target::AmazonConnect, &named),
        ] {
            let options = Options { zone: zone(zone_name), unfinished: true, ..options(map) };
            let written = write(target, &series, &options).unwrap();
            let taken: Vec<_> = written
                .files
                .iter()
                .flat_map(|file| import(target, file, options.zone).unwrap())
                .collect();
            for one in &series {
                let theirs = map.entry(&one.source).and_then(|entry| entry.name.clone());
                let name = theirs.unwrap_or_else(|| one.source.name.clone());
                let of_it = || taken.iter().filter(|line| line.queue == name);
                let sum = |of: fn(&Row) -> i64| one.rows.iter().map(of).sum::<i64>();
                prop_assert_eq!(of_it().map(|line| line.offered).sum::<i64>(), sum(|row| row.offered));
                let handled = sum(|row| row.handled.unwrap_or(0));
                prop_assert_eq!(of_it().map(|line| line.handled).sum::<i64>(), handled);
                if matches!(target, Target::GenesysCloud | Target::Calabrio) {
                    let handling = sum(|row| row.handling_micros.unwrap_or(0) / 1_000_000);
                    let taken: i64 = of_it().filter_map(|line| line.handling).sum();
                    prop_assert_eq!(taken, handling);
                }
            }
        }
    }
}

#[test]
fn whole_seconds_are_rounded_half_up() {
    let map = Map::default();
    let source = support("view-1-email", "Mail", Channel::Email);
    let written = |handled, handling_micros| {
        let row = Row {
            offered: 9,
            handled: Some(handled),
            handling_micros: Some(handling_micros),
            ..Row::empty(at("2025-09-01T09:15:00Z"), 900)
        };
        let series = [Series { source: source.clone(), rows: vec![row] }];
        let written = write(Target::Injixo, &series, &options(&map)).unwrap();
        import(Target::Injixo, &written.files[0], zone("UTC")).unwrap()[0].handling
    };
    for (handled, handling_micros, seconds) in [
        (2, 301_000_000, Some(151)),
        (2, 300_999_999, Some(150)),
        (1, 499_999, Some(0)),
        (1, 500_000, Some(1)),
        (3, 4_500_000, Some(2)),
        (0, 4_500_000, None),
        (1, i64::MAX, Some(9_223_372_036_855)),
    ] {
        assert_eq!(written(handled, handling_micros), seconds, "{handling_micros}/{handled}");
    }
}
