//! Volumes as rows: one per queue and interval, in the columns of docs/interface.md.

use std::io::{self, Write};

use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Figures, Interval, IntervalLength, QueueKey, Timestamp};
use inflow_ingest::queues::Queue;
use serde::Serialize;

use super::printable;
use crate::cli::{Fill, Format};

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VolumeRow<'a> {
    /// The queue's id.
    pub queue_id: &'a str,
    /// The queue's name.
    pub queue: &'a str,
    /// The queue's channel.
    pub channel: &'static str,
    /// The view, for a Support queue.
    pub view_id: Option<i64>,
    /// When the interval starts, in RFC 3339.
    pub interval_start: String,
    /// How long it is.
    pub interval_seconds: i64,
    /// Contacts that arrived.
    pub offered: i64,
    /// Calls handled.
    pub handled: Option<i64>,
    /// Calls abandoned.
    pub abandoned: Option<i64>,
    /// Seconds of handling, absent where nothing was handled.
    pub handling_time_seconds: Option<i64>,
    /// Average handling time, absent where nothing was handled.
    pub aht_seconds: Option<serde_json::Number>,
}

/// The names of the columns, in order.
pub const COLUMNS: [&str; 11] = [
    "queue_id",
    "queue",
    "channel",
    "view_id",
    "interval_start",
    "interval_seconds",
    "offered",
    "handled",
    "abandoned",
    "handling_time_seconds",
    "aht_seconds",
];

/// How quarter hours become rows.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// The length of the rows' intervals.
    pub length: IntervalLength,
    /// The zone of days and times.
    pub zone: TimeZone,
    /// What becomes of intervals without contacts.
    pub fill: Fill,
    /// The first wanted and covered instant.
    pub from: Timestamp,
    /// The first instant no longer wanted or covered.
    pub to: Timestamp,
}

/// An interval of the asked length with its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    start: Timestamp,
    seconds: i64,
    figures: Figures,
}

impl Shape {
    /// Sums quarter hours, which come by time, into intervals of the asked length (rule 8.3); with
    /// `--fill zero` every interval is there (rule 8.2).
    pub fn buckets(&self, key: &QueueKey, quarters: &[(Interval, Figures)]) -> Vec<Bucket> {
        let mut buckets: Vec<Bucket> = Vec::new();
        if self.fill == Fill::None {
            for (interval, figures) in quarters {
                self.add(&mut buckets, *interval, figures);
            }
            return buckets;
        }
        let nothing = nothing_offered(key);
        let mut quarters = quarters.iter().peekable();
        let mut interval = Interval::at_or_after(self.from);
        while interval.start() < self.to {
            let found = quarters.next_if(|(found, _)| *found == interval);
            self.add(&mut buckets, interval, found.map_or(&nothing, |(_, figures)| figures));
            interval = interval.next();
        }
        buckets
    }

    fn add(&self, buckets: &mut Vec<Bucket>, interval: Interval, figures: &Figures) {
        let at = interval.start();
        match buckets.last_mut() {
            Some(last) if at.0 < last.start.0 + last.seconds => last.figures.add(figures),
            _ => {
                let (start, seconds) = self.length.containing(at, self.zone);
                buckets.push(Bucket { start, seconds, figures: *figures });
            }
        }
    }
}

/// The figures of a covered interval without contacts: absent is never 0 (rules 7.6 and 8.2).
fn nothing_offered(key: &QueueKey) -> Figures {
    match key {
        QueueKey::View { .. } => Figures::default(),
        QueueKey::Calls(_) => {
            Figures { offered: 0, handled: Some(0), abandoned: Some(0), handling_seconds: Some(0) }
        }
    }
}

/// Writes rows, queue after queue.
pub enum Writer<'a> {
    /// CSV with the columns' names.
    Csv(Box<csv::Writer<&'a mut dyn Write>>),
    /// A JSON array; whether a row stands in it already.
    Json(&'a mut dyn Write, bool),
    /// A table for people, as wide as the longest name needs; its rows are not kept.
    Table(&'a mut dyn Write, usize),
}

impl<'a> Writer<'a> {
    /// A writer of the asked form.
    pub fn new(format: Format, queues: &[Queue], out: &'a mut dyn Write) -> anyhow::Result<Self> {
        Ok(match format {
            Format::Csv => {
                let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(out);
                csv.write_record(COLUMNS)?;
                Self::Csv(Box::new(csv))
            }
            Format::Json => Self::Json(out, false),
            Format::Table => {
                let widest = queues.iter().map(|queue| queue.name.chars().count()).max();
                let width = widest.unwrap_or(0).max(HEADINGS[0].len());
                write_table_line(out, width, &HEADINGS)?;
                Self::Table(out, width)
            }
        })
    }

    /// Writes one queue's rows.
    pub fn queue(
        &mut self,
        queue: &Queue,
        shape: &Shape,
        buckets: &[Bucket],
    ) -> anyhow::Result<()> {
        let id = queue.id();
        for bucket in buckets {
            let row = row(queue, &id, shape.zone, bucket)?;
            match self {
                Self::Csv(csv) => csv.serialize(&row)?,
                Self::Json(out, begun) => {
                    out.write_all(if *begun { b",\n" } else { b"[\n" })?;
                    *begun = true;
                    serde_json::to_writer(&mut **out, &row)?;
                }
                Self::Table(out, width) => {
                    let cells = cells(&row);
                    write_table_line(&mut **out, *width, &cells.each_ref().map(String::as_str))?;
                }
            }
        }
        Ok(())
    }

    /// Writes what comes after the last row.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Csv(mut csv) => csv.flush()?,
            Self::Json(out, begun) => out.write_all(if begun { b"\n]\n" } else { b"[]\n" })?,
            Self::Table(..) => {}
        }
        Ok(())
    }
}

const HEADINGS: [&str; 6] =
    ["queue", "interval", "offered", "handled", "abandoned", "AHT in seconds"];

/// Names to the left, numbers to the right.
fn write_table_line(out: &mut dyn Write, width: usize, cells: &[&str; 6]) -> io::Result<()> {
    let [queue, interval, offered, handled, abandoned, aht] = cells;
    let line = format!(
        "{queue:width$}  {interval:25}  {offered:>7}  {handled:>7}  {abandoned:>9}  {aht:>14}"
    );
    writeln!(out, "{}", line.trim_end())
}

fn row<'a>(
    queue: &'a Queue,
    id: &'a str,
    zone: TimeZone,
    bucket: &Bucket,
) -> anyhow::Result<VolumeRow<'a>> {
    let key = &queue.summary.key;
    let figures = &bucket.figures;
    Ok(VolumeRow {
        queue_id: id,
        queue: &queue.name,
        channel: key.channel().as_str(),
        view_id: key.view().map(|view| view.0),
        interval_start: zone.format(bucket.start),
        interval_seconds: bucket.seconds,
        offered: figures.offered,
        handled: figures.handled,
        abandoned: figures.abandoned,
        handling_time_seconds: figures.handling_time_seconds(),
        aht_seconds: figures.aht_text().map(|text| text.parse()).transpose()?,
    })
}

fn cells(row: &VolumeRow<'_>) -> [String; 6] {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        printable(&row.queue.replace('\n', " ")),
        row.interval_start.clone(),
        row.offered.to_string(),
        number(row.handled),
        number(row.abandoned),
        row.aht_seconds.as_ref().map(ToString::to_string).unwrap_or_default(),
    ]
}
