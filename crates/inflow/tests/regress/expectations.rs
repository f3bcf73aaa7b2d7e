//! The figures that the rules ask for, derived by hand in `scenario.json`, against what the program says.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::scenario::{Expected, ExpectedContact, ExpectedRow};

const QUARTER_HOUR_SECONDS: i64 = 900;

/// A row of the CSV of volumes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    queue_id: String,
    queue: String,
    channel: String,
    view_id: Option<i64>,
    interval_start: String,
    interval_seconds: i64,
    offered: i64,
    handled: Option<i64>,
    abandoned: Option<i64>,
    handling_time_seconds: Option<i64>,
    aht_seconds: Option<f64>,
}

/// Every expected row is there, and no other.
pub(crate) fn check_volumes(name: &str, expected: &[ExpectedRow], csv: &str) {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let mut rows: Vec<Row> =
        reader.deserialize().map(|row| row.expect("a row of the known columns")).collect();
    for row in &rows {
        assert!(!row.queue_id.is_empty(), "a row without a queue id: {row:?}");
        let call = row.view_id.is_none();
        let named = row.queue.ends_with(&format!("({})", row.channel));
        assert!(call && row.channel == "call" || !call && named, "an odd channel: {row:?}");
    }
    for expected in expected {
        let Some(place) = rows.iter().position(|row| fits(row, expected)) else {
            panic!("{name}: the rules ask for {expected:#?}\nthe program says\n{csv}");
        };
        rows.remove(place);
    }
    assert!(rows.is_empty(), "{name}: the rules do not ask for {rows:#?}");
}

/// Every expected contact is there as the rules have it, and no other.
pub(crate) fn check_contacts(expected: &[ExpectedContact], json: &str) {
    let mut found: Vec<ExpectedContact> = serde_json::from_str(json).expect("contacts");
    let mut expected = expected.to_vec();
    found.sort();
    expected.sort();
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected, "on the right what the rules ask for");
    }
    assert_eq!(found.len(), expected.len(), "contacts");
}

fn fits(row: &Row, expected: &ExpectedRow) -> bool {
    row.queue == expected.queue
        && expected.view_id.is_none_or(|view| row.view_id == Some(view))
        && row.interval_start == expected.interval_start
        && row.interval_seconds == expected.interval_seconds.unwrap_or(QUARTER_HOUR_SECONDS)
        && row.offered == expected.offered
        && row.handled == expected.handled
        && row.abandoned == expected.abandoned
        && row.handling_time_seconds == expected.handling_time_seconds
        && same(row.aht_seconds, expected.aht_seconds)
}

/// Whether both are absent, or the same to three decimals.
fn same(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() < 0.0005,
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// Verdicts, inactive queues and diagnostics are as expected.
pub(crate) fn check_report(expected: &Expected, queues: &str, views: &str, quality: &str) {
    let parse = |json: &str| -> Value { serde_json::from_str(json).expect("correct JSON") };
    check_verdicts(expected, &parse(views));
    let queues = parse(queues);
    let queues = queues.as_array().expect("a list of queues");
    let inactive: BTreeSet<String> = queues
        .iter()
        .filter(|queue| queue["state"] != "active")
        .map(|q| text(&q["queue"]))
        .collect();
    assert_eq!(inactive, expected.inactive_queues, "inactive queues");

    let quality = parse(quality);
    assert_eq!(quality["contacts"], expected.contacts, "contacts in tickets");
    let outside = &quality["contacts_outside_views"];
    assert_eq!(*outside, expected.contacts_outside_views, "contacts outside every view");
    assert_eq!(counts(&quality["unmapped_channels"]), expected.unmapped_channels);
    let inexact: i64 = counts(&quality["inexact_tickets"]).values().sum();
    assert_eq!(inexact, expected.inexact_tickets, "inexact tickets: {quality:#}");
}

fn check_verdicts(expected: &Expected, views: &Value) {
    let mut offending = BTreeMap::new();
    for view in views.as_array().expect("a list of views") {
        let reasons = view["reasons"].as_array().expect("a list of reasons");
        assert_eq!(view["supported"] == true, reasons.is_empty(), "reasons of {view:#}");
        if !reasons.is_empty() {
            offending.insert(view["view_id"].to_string(), reasons.iter().map(text).collect());
        }
    }
    let ids = |views: &BTreeMap<String, Vec<String>>| views.keys().cloned().collect::<Vec<_>>();
    assert_eq!(ids(&offending), ids(&expected.unsupported_views), "views that are not supported");
    for (view, conditions) in &expected.unsupported_views {
        let reasons = &offending[view];
        assert_eq!(reasons.len(), conditions.len(), "reasons of view {view}: {reasons:#?}");
        for (reason, condition) in reasons.iter().zip(conditions) {
            assert!(reason.starts_with(condition), "view {view}: {condition}: {reason}");
        }
    }
}

/// A list of what came how often.
fn counts(list: &Value) -> BTreeMap<String, i64> {
    let counts = list.as_array().expect("a list of counts").iter();
    counts.map(|one| (text(&one["what"]), one["count"].as_i64().expect("a count"))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
