//! Long exports are divided by time, local clocks that change are told, and nothing makes no file.

use chrono::NaiveDate;
use inflow_domain::{Channel, IntervalLength};
use inflow_formats::{Map, Options, Reason, Row, Series, Source, Target, write};

use crate::importers::import;
use crate::sample::{at, options, row, support, talk, zone};

fn quarters(from: &str, count: i64) -> Vec<Row> {
    let first = row(from, 1, 1, 60);
    (0..count).map(|place| Row { start: first.start.plus_seconds(place * 900), ..first }).collect()
}

#[test]
fn a_file_of_injixo_holds_a_year_and_7_mb() {
    let source = |id: &str| support(id, &format!("{id} {}", "x".repeat(200)), Channel::Email);
    let series = ["view-1-email", "view-2-email"].map(|id| Series {
        source: source(id),
        rows: quarters("2023-12-31T23:00:00Z", 2 * 366 * 96),
    });
    let written = write(Target::Injixo, &series, &options(&Map::default())).unwrap();
    assert!(written.files.len() > 4);
    let mut sum = 0;
    for file in &written.files {
        assert!(file.bytes.len() <= 7_000_000);
        let taken = import(Target::Injixo, file, zone("UTC")).unwrap();
        assert_eq!(taken.len() as u64, file.rows);
        assert_eq!(taken.len() % 2, 0, "a moment is in one file");
        sum += taken.iter().map(|line| line.offered).sum::<i64>();
    }
    assert_eq!(sum, 2 * 2 * 366 * 96);
    let names: Vec<String> = written.files.iter().map(|file| file.name("acme")).collect();
    assert!(names.is_sorted() && names.windows(2).all(|two| two[0] != two[1]), "{names:?}");

    let short =
        Series { source: talk("calls-ungrouped", "Calls"), rows: quarters("2024-01-01", 400 * 96) };
    let written = write(Target::Injixo, &[short], &options(&Map::default())).unwrap();
    let days: Vec<_> = written.files.iter().map(|file| (file.first, file.last)).collect();
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    assert_eq!(days, [(day(2024, 1, 1), day(2024, 12, 30)), (day(2024, 12, 31), day(2025, 2, 3))]);
}

#[test]
fn one_moment_of_very_many_queues_is_divided_too() {
    let series: Vec<Series> = (0..40_000)
        .map(|id| Series {
            source: support(
                &format!("view-{id}-email"),
                &format!("{id} {}", "x".repeat(200)),
                Channel::Email,
            ),
            rows: vec![row("2025-09-01T09:15:00Z", 1, 1, 1)],
        })
        .collect();
    let written = write(Target::Injixo, &series, &options(&Map::default())).unwrap();
    let names: Vec<String> = written.files.iter().map(|file| file.name("a b/ü")).collect();
    assert_eq!(names, ["a-b-ü-2025-09-01-2025-09-01-1.csv", "a-b-ü-2025-09-01-2025-09-01-2.csv"]);
    let rows: u64 = written.files.iter().map(|file| file.rows).sum();
    assert_eq!(rows, 40_000);
}

fn local(length: IntervalLength, zone_name: &str, rows: Vec<Row>) -> Result<(u64, String), Reason> {
    let map = Map::default();
    let options = Options { length, zone: zone(zone_name), unfinished: true, ..options(&map) };
    let source = Source { number: Some(5), ..talk("calls-ungrouped", "Calls") };
    let written = write(Target::Injixo, &[Series { source, rows }], &options)
        .map_err(|mut refusal| refusal.reasons.remove(0))?;
    let [file] = written.files.as_slice() else { panic!("one file") };
    let taken = import(Target::Injixo, file, options.zone).unwrap();
    let lines = taken
        .iter()
        .map(|line| format!("{} {}/{} {:?}", line.time, line.offered, line.handled, line.handling));
    Ok((written.notes.added_up, lines.collect::<Vec<_>>().join("\n")))
}

#[test]
fn the_hour_that_comes_twice_is_added_up_and_told() {
    let rows = || {
        vec![
            row("2025-10-26T00:15:00Z", 2, 1, 100),
            row("2025-10-26T01:15:00Z", 3, 3, 20),
            row("2025-10-26T02:15:00Z", 1, 0, 0),
        ]
    };
    let (added_up, lines) = local(IntervalLength::QuarterHour, "Europe/Amsterdam", rows()).unwrap();
    assert_eq!(added_up, 1);
    assert_eq!(lines, "2025-10-26 02:15:00 5/4 Some(30)\n2025-10-26 03:15:00 1/0 None");
    let (added_up, lines) = local(IntervalLength::QuarterHour, "UTC", rows()).unwrap();
    assert_eq!((added_up, lines.lines().count()), (0, 3));
}

#[test]
fn clocks_that_change_by_half_an_hour_stay_on_the_grid() {
    // 02:00 is put back to 01:30, and half an hour is an interval of its own here.
    let hour = |start: &str, seconds| Row { start: at(start), seconds, ..row(start, 1, 1, 60) };
    let rows = vec![hour("2025-04-05T14:00:00Z", 3600), hour("2025-04-05T15:00:00Z", 1800)];
    let (added_up, lines) = local(IntervalLength::Hour, "Australia/Lord_Howe", rows).unwrap();
    assert_eq!((added_up, lines.as_str()), (1, "2025-04-06 01:00:00 2/2 Some(60)"));
    // 02:00 is put forward to 02:30: an hour that begins at 02:00 does not exist.
    let rows = vec![hour("2025-10-04T15:30:00Z", 1800)];
    let refused = local(IntervalLength::Hour, "Australia/Lord_Howe", rows.clone()).unwrap_err();
    assert!(matches!(refused, Reason::NoSuchTime { .. }), "{refused}");
    let (_, lines) = local(IntervalLength::HalfHour, "Australia/Lord_Howe", rows).unwrap();
    assert_eq!(lines, "2025-10-05 02:30:00 1/1 Some(60)");
}

#[test]
fn what_may_change_is_left_out_and_nothing_makes_no_file() {
    let map = Map::default();
    let row = Row { unfinished: Some(1), ..row("2025-11-23T22:15:00Z", 2, 1, 5) };
    let rows = |row| {
        vec![Series { source: support("view-1-email", "Open", Channel::Email), rows: vec![row] }]
    };
    // It ended at 22:30 seven days ago, to the second.
    let written = |row, options: &Options<'_>| write(Target::Injixo, &rows(row), options).unwrap();
    assert_eq!(written(row, &options(&map)).files.len(), 1);
    let younger = Row { start: row.start.plus_seconds(1), ..row };
    for target in [Target::Injixo, Target::Calabrio, Target::GenesysCloud, Target::AmazonConnect] {
        let source = Source { number: Some(1), ..talk("calls-ungrouped", "Calls") };
        let known = "[\"calls-ungrouped\"]\nname = \"Calls\"\nid = \"1\"";
        let map = Map::read(known, &[&source]).unwrap();
        let series = [Series { source, rows: vec![younger] }];
        let nothing = write(target, &series, &options(&map)).unwrap();
        assert_eq!((nothing.files.len(), nothing.notes.left_out), (0, 1), "{target:?}");
    }
    let all = Options { unfinished: true, ..options(&map) };
    assert_eq!(written(younger, &all).files.len(), 1);
    let finished = Row { unfinished: Some(0), ..younger };
    assert_eq!(written(finished, &options(&map)).files.len(), 1);
    let changing = Row { standing: inflow_formats::Standing::Changing, ..row };
    assert_eq!(written(changing, &options(&map)).files.len(), 0);
}
