//! Volumes for people: a table as wide as the longest name needs, whose rows are not kept.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;

use inflow_app::figures::queues::{Queue, namesakes};
use inflow_app::figures::volumes::Bucket;
use inflow_app::figures::volumes::all::FullBuckets;
use inflow_app::figures::volumes::all_files::{FullRow, FullWriter};
use inflow_app::figures::volumes::files::{FileWriter, Out, VolumeRow};
use inflow_domain::time_zone::TimeZone;

use super::printable;
use crate::cli::VolumesFormat;

/// Writes rows, queue after queue.
pub enum Writer<'a> {
    /// A file for programs.
    File(FileWriter<'a>),
    /// A table.
    Table(Table<'a>),
}

/// A table with the width of its names.
pub struct Table<'a> {
    out: Out<'a>,
    zone: TimeZone,
    width: usize,
    /// The ids of queues whose name others have too.
    alike: BTreeSet<String>,
}

impl<'a> Table<'a> {
    fn new(zone: TimeZone, queues: &[Queue], out: Out<'a>) -> Self {
        let alike = namesakes(queues);
        let shown = |queue: &Queue| {
            let id = queue.id();
            name(queue, alike.contains(&id).then_some(id.as_str())).chars().count()
        };
        let widest = queues.iter().map(shown).max();
        Self { out, zone, width: widest.unwrap_or(0).max(HEADINGS[0].len()), alike }
    }

    /// The name that is printed, with what tells the queue from others of that name.
    fn name(&self, queue: &Queue, id: &str) -> String {
        name(queue, self.alike.contains(id).then_some(id))
    }
}

fn name(queue: &Queue, id: Option<&str>) -> String {
    let name = printable(&queue.name.replace('\n', " "));
    id.map_or_else(|| name.clone(), |id| format!("{name} [{id}]"))
}

impl<'a> Writer<'a> {
    /// A writer of the asked form.
    pub fn new(
        format: VolumesFormat,
        zone: TimeZone,
        queues: &[Queue],
        out: Out<'a>,
    ) -> io::Result<Self> {
        let Some(format) = format.of_file() else {
            let table = Table::new(zone, queues, out);
            write_table_line(&mut *table.out, table.width, &HEADINGS)?;
            return Ok(Self::Table(table));
        };
        Ok(Self::File(FileWriter::new(format, zone, out)?))
    }

    /// The same, where texts of CSV that a spreadsheet would run get an apostrophe in front.
    #[must_use]
    pub fn for_spreadsheets(self, for_spreadsheets: bool) -> Self {
        match self {
            Self::File(file) => Self::File(file.for_spreadsheets(for_spreadsheets)),
            Self::Table(..) => self,
        }
    }

    /// The same, where JSON says of each row that older history is still to come.
    #[must_use]
    pub fn preliminary(self, is_preliminary: bool) -> Self {
        match self {
            Self::File(file) => Self::File(file.preliminary(is_preliminary)),
            Self::Table(..) => self,
        }
    }

    /// Writes one queue's rows.
    pub fn queue(
        &mut self,
        queue: &Queue,
        buckets: impl Iterator<Item = Bucket>,
    ) -> io::Result<()> {
        match self {
            Self::File(file) => file.queue(queue, buckets),
            Self::Table(table) => {
                let id = queue.id();
                let name = table.name(queue, &id);
                for bucket in buckets {
                    let cells = cells(&name, &VolumeRow::new(queue, &id, table.zone, &bucket));
                    let cells = cells.each_ref().map(String::as_str);
                    write_table_line(&mut *table.out, table.width, &cells)?;
                }
                Ok(())
            }
        }
    }

    /// Writes what comes after the last row.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::File(file) => file.finish(),
            Self::Table(_) => Ok(()),
        }
    }
}

const HEADINGS: [&str; 6] =
    ["queue", "interval", "offered", "handled", "abandoned", "AHT in seconds"];

/// Names to the left, numbers to the right.
fn write_table_line(out: Out<'_>, width: usize, cells: &[&str; 6]) -> io::Result<()> {
    let [queue, interval, offered, handled, abandoned, aht] = cells;
    let line = format!(
        "{queue:width$}  {interval:25}  {offered:>7}  {handled:>7}  {abandoned:>9}  {aht:>14}"
    );
    writeln!(out, "{}", line.trim_end())
}

fn cells(name: &str, row: &VolumeRow<'_>) -> [String; 6] {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        name.to_owned(),
        row.interval_start.clone(),
        row.offered.to_string(),
        number(row.handled),
        number(row.abandoned),
        row.aht_seconds.as_ref().map(ToString::to_string).unwrap_or_default(),
    ]
}

/// Writes all figures, queue after queue.
pub enum FullTableOrFile<'a> {
    /// A file for programs.
    File(FullWriter<'a>),
    /// A table.
    Table(Table<'a>),
}

impl<'a> FullTableOrFile<'a> {
    /// A writer of the asked form.
    pub fn new(
        format: VolumesFormat,
        zone: TimeZone,
        for_spreadsheets: bool,
        queues: &[Queue],
        out: Out<'a>,
    ) -> io::Result<Self> {
        let Some(format) = format.of_file() else {
            let table = Table::new(zone, queues, out);
            write_full_line(&mut *table.out, table.width, &FULL_HEADINGS.map(str::to_owned))?;
            return Ok(Self::Table(table));
        };
        Ok(Self::File(FullWriter::new(format, zone, for_spreadsheets, out)?))
    }

    /// The same, where JSON says of each row that older history is still to come (rule 8.6).
    #[must_use]
    pub fn preliminary(self, is_preliminary: bool) -> Self {
        match self {
            Self::File(file) => Self::File(file.preliminary(is_preliminary)),
            table @ Self::Table(_) => table,
        }
    }

    /// Writes one queue's rows, and says whether it is not known of some calls how they were answered.
    pub fn queue(&mut self, queue: &Queue, mut buckets: FullBuckets) -> io::Result<bool> {
        match self {
            Self::File(file) => file.queue(queue, &mut buckets)?,
            Self::Table(table) => {
                let id = queue.id();
                let name = table.name(queue, &id);
                for full in &mut buckets {
                    let row = FullRow::new(queue, &id, table.zone, &full);
                    write_full_line(&mut *table.out, table.width, &full_cells(&name, &row))?;
                }
            }
        }
        Ok(buckets.lacks_answering())
    }

    /// Writes what comes after the last row.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::File(file) => file.finish(),
            Self::Table(_) => Ok(()),
        }
    }
}

/// What people look at; files have the other columns too.
const FULL_HEADINGS: [&str; 14] = [
    "queue",
    "interval",
    "offered",
    "reopenings",
    "answered",
    "settled",
    "moved",
    "dropped",
    "unfinished",
    "waiting",
    "tickets waiting",
    "ASA in seconds",
    "within target",
    "AHT in seconds",
];

fn full_cells(name: &str, row: &FullRow) -> [String; 14] {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let average = |average: &Option<serde_json::Number>| {
        average.as_ref().map(ToString::to_string).unwrap_or_default()
    };
    [
        name.to_owned(),
        row.interval_start.clone(),
        row.offered.to_string(),
        number(row.reopenings),
        number(row.answered),
        number(row.settled),
        number(row.moved),
        number(row.dropped),
        number(row.unfinished),
        number(row.waiting),
        number(row.waiting_tickets),
        average(&row.asa_seconds),
        number(row.within_target),
        average(&row.aht_seconds),
    ]
}

fn write_full_line(out: Out<'_>, width: usize, cells: &[String; 14]) -> io::Result<()> {
    let mut line = format!("{:width$}  {:25}", cells[0], cells[1]);
    for (cell, heading) in cells[2..].iter().zip(&FULL_HEADINGS[2..]) {
        let wide = heading.len().max(7);
        write!(line, "  {cell:>wide$}").expect("a String takes every text");
    }
    writeln!(out, "{}", line.trim_end())
}
