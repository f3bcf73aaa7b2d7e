//! Volumes for people: a table as wide as the longest name needs, whose rows are not kept.

use std::collections::BTreeSet;
use std::io;

use inflow_app::figures::queues::Queue;
use inflow_app::figures::volumes::Bucket;
use inflow_app::figures::volumes::files::{FileFormat, FileWriter, Out, VolumeRow};
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

impl Table<'_> {
    /// The name that is printed, with what tells the queue from others of that name.
    fn name(&self, queue: &Queue, id: &str) -> String {
        name(queue, self.alike.contains(id).then_some(id))
    }
}

fn name(queue: &Queue, id: Option<&str>) -> String {
    let name = printable(&queue.name.replace('\n', " "));
    id.map_or_else(|| name.clone(), |id| format!("{name} [{id}]"))
}

/// The ids of queues that cannot be told apart by their names.
fn alike(queues: &[Queue]) -> BTreeSet<String> {
    let named = |name: &str| queues.iter().filter(|queue| queue.name.trim() == name.trim()).count();
    queues.iter().filter(|queue| named(&queue.name) > 1).map(Queue::id).collect()
}

impl<'a> Writer<'a> {
    /// A writer of the asked form.
    pub fn new(
        format: VolumesFormat,
        zone: TimeZone,
        queues: &[Queue],
        out: Out<'a>,
    ) -> io::Result<Self> {
        let format = match format {
            VolumesFormat::Csv => FileFormat::Csv,
            VolumesFormat::Json => FileFormat::Json,
            #[cfg(feature = "parquet")]
            VolumesFormat::Parquet => FileFormat::Parquet,
            // Those of planners' products are written otherwise.
            _ => {
                let alike = alike(queues);
                let shown = |queue: &Queue| {
                    let id = queue.id();
                    name(queue, alike.contains(&id).then_some(id.as_str())).chars().count()
                };
                let widest = queues.iter().map(shown).max();
                let width = widest.unwrap_or(0).max(HEADINGS[0].len());
                write_table_line(out, width, &HEADINGS)?;
                return Ok(Self::Table(Table { out, zone, width, alike }));
            }
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
