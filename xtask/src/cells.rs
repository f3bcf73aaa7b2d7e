//! Cells of a volumes CSV, and the differences between two of them.
//!
//! A cell is one quarter hour of one queue, with its five figures. The queue is known by its view
//! (or name, for Talk), channel and name, not by its id, which only the program knows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Context, Result, ensure};

/// The columns that are compared, in this order.
const FIGURES: [&str; 5] =
    ["offered", "handled", "abandoned", "handling_time_seconds", "aht_seconds"];

/// One quarter hour of one queue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    view_id: String,
    channel: String,
    queue: String,
    interval_start: String,
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let view = if self.view_id.is_empty() { "Talk" } else { &self.view_id };
        write!(formatter, "{} [{view}, {}] at {}", self.queue, self.channel, self.interval_start)
    }
}

/// All cells of one file.
pub(crate) type Cells = BTreeMap<Key, [String; 5]>;

/// Reads a volumes CSV; a cell that stands there twice is an error.
pub(crate) fn read(csv: &[u8]) -> Result<Cells> {
    let mut reader = csv::Reader::from_reader(csv);
    let headers = reader.headers()?.clone();
    let column = |name: &str| {
        headers
            .iter()
            .position(|header| header == name)
            .with_context(|| format!("the CSV has no column {name}"))
    };
    let [view_id, channel, queue, interval_start] =
        [column("view_id")?, column("channel")?, column("queue")?, column("interval_start")?];
    let figures = FIGURES.map(column).into_iter().collect::<Result<Vec<_>>>()?;
    let mut cells = Cells::new();
    for record in reader.records() {
        let record = record?;
        let key = Key {
            view_id: record[view_id].to_owned(),
            channel: record[channel].to_owned(),
            queue: record[queue].to_owned(),
            interval_start: record[interval_start].to_owned(),
        };
        let shown = key.to_string();
        let values = std::array::from_fn(|figure| plain(&record[figures[figure]]));
        ensure!(cells.insert(key, values).is_none(), "the CSV has a cell twice: {shown}");
    }
    Ok(cells)
}

/// A number without the zeros behind its point that mean nothing; an absent one stays absent.
fn plain(number: &str) -> String {
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        number.to_owned()
    }
}

/// A cell that the two sides don't agree on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    key: Key,
    expected: Option<[String; 5]>,
    found: Option<[String; 5]>,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |values: &Option<[String; 5]>| match values {
            Some(values) => FIGURES
                .iter()
                .zip(values)
                .filter(|(_, value)| !value.is_empty())
                .map(|(figure, value)| format!("{figure} {value}"))
                .collect::<Vec<_>>()
                .join(", "),
            None => "no such cell".to_owned(),
        };
        write!(
            formatter,
            "{}: expected {}; found {}",
            self.key,
            side(&self.expected),
            side(&self.found)
        )
    }
}

/// How many cells the two sides have together, and those that differ, in both directions.
pub(crate) fn compare(expected: &Cells, found: &Cells) -> (usize, Vec<Difference>) {
    let only_found = found.keys().filter(|key| !expected.contains_key(key)).count();
    let mut differences: Vec<Difference> = expected
        .iter()
        .filter(|(key, values)| found.get(key) != Some(values))
        .map(|(key, values)| Difference {
            key: key.clone(),
            expected: Some(values.clone()),
            found: found.get(key).cloned(),
        })
        .collect();
    differences.extend(found.iter().filter(|(key, _)| !expected.contains_key(key)).map(
        |(key, values)| Difference {
            key: key.clone(),
            expected: None,
            found: Some(values.clone()),
        },
    ));
    (expected.len() + only_found, differences)
}

/// Those cells whose view (or Talk) has any among the others.
pub(crate) fn of_same_views(cells: &Cells, others: &Cells) -> Cells {
    let views: BTreeSet<&str> = others.keys().map(|key| key.view_id.as_str()).collect();
    let mut same = cells.clone();
    same.retain(|key, _| views.contains(key.view_id.as_str()));
    same
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "queue_id,queue,channel,view_id,interval_start,interval_seconds,offered,handled,abandoned,handling_time_seconds,aht_seconds";

    fn cells(rows: &[&str]) -> Cells {
        read(format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes()).unwrap()
    }

    fn difference(expected: &[&str], found: &[&str]) -> (usize, Vec<String>) {
        let (count, differences) = compare(&cells(expected), &cells(found));
        (count, differences.iter().map(ToString::to_string).collect())
    }

    const MAIL: &str =
        ",\"Open, new (email)\",email,9007199254740993,2025-09-01T09:15:00Z,900,2,,,,";
    const CALL: &str = ",Calls Inbound Ungrouped,call,,2025-09-01T09:15:00Z,900,3,2,1,75,37.5";

    #[test]
    fn the_queue_id_and_trailing_zeros_make_no_difference() {
        let found = [
            "17,\"Open, new (email)\",email,9007199254740993,2025-09-01T09:15:00Z,900,2,,,,",
            "18,Calls Inbound Ungrouped,call,,2025-09-01T09:15:00Z,900,3,2,1,75,37.500",
        ];
        assert_eq!(difference(&[MAIL, CALL], &found), (2, vec![]));
    }

    #[test]
    fn a_missing_a_further_and_another_cell_are_each_told() {
        let other = ",Calls Inbound Ungrouped,call,,2025-09-01T09:15:00Z,900,3,2,1,76,38";
        let further = ",Calls Inbound Ungrouped,call,,2025-09-01T09:30:00Z,900,1,,,,";
        let (count, told) = difference(&[MAIL, CALL], &[other, further]);
        assert_eq!(count, 3);
        assert_eq!(
            told,
            [
                "Calls Inbound Ungrouped [Talk, call] at 2025-09-01T09:15:00Z: expected offered 3, handled 2, abandoned 1, handling_time_seconds 75, aht_seconds 37.5; found offered 3, handled 2, abandoned 1, handling_time_seconds 76, aht_seconds 38",
                "Open, new (email) [9007199254740993, email] at 2025-09-01T09:15:00Z: expected offered 2; found no such cell",
                "Calls Inbound Ungrouped [Talk, call] at 2025-09-01T09:30:00Z: expected no such cell; found offered 1",
            ]
        );
    }

    #[test]
    fn cells_of_the_same_views_are_those_of_every_channel_and_time() {
        let chat = MAIL.replace("email", "chat").replace("09:15", "10:15");
        let other = MAIL.replace("9007199254740993", "9007199254740992");
        let all = cells(&[MAIL, &chat, &other, CALL]);
        assert_eq!(of_same_views(&all, &cells(&[MAIL])), cells(&[MAIL, &chat]));
        assert_eq!(of_same_views(&all, &cells(&[CALL])), cells(&[CALL]));
    }

    #[test]
    fn zero_is_not_absent() {
        let zero = MAIL.replace(",2,,,,", ",2,0,,,");
        assert_eq!(difference(&[MAIL], &[&zero]).1.len(), 1);
    }

    #[test]
    fn a_cell_twice_and_a_missing_column_are_errors() {
        let twice = format!("{HEADER}\n{MAIL}\n{MAIL}\n");
        assert!(read(twice.as_bytes()).unwrap_err().to_string().contains("a cell twice"));
        let error = read(b"queue,channel\n").unwrap_err().to_string();
        assert_eq!(error, "the CSV has no column view_id");
    }
}
