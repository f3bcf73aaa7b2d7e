//! Volumes for people: a table as wide as the longest name needs, whose rows are not kept.

use std::io;

use inflow_domain::time_zone::TimeZone;
use inflow_ingest::queues::Queue;
use inflow_ingest::volumes::Bucket;
use inflow_ingest::volumes::files::{FileFormat, FileWriter, Out, VolumeRow};

use super::printable;
use crate::cli::VolumesFormat;

/// Writes rows, queue after queue.
pub enum Writer<'a> {
    /// A file for programs.
    File(FileWriter<'a>),
    /// A table with the width of its names.
    Table(Out<'a>, TimeZone, usize),
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
            VolumesFormat::Table => {
                let widest = queues.iter().map(|queue| queue.name.chars().count()).max();
                let width = widest.unwrap_or(0).max(HEADINGS[0].len());
                write_table_line(out, width, &HEADINGS)?;
                return Ok(Self::Table(out, zone, width));
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
            Self::Table(out, zone, width) => {
                let id = queue.id();
                for bucket in buckets {
                    let cells = cells(&VolumeRow::new(queue, &id, *zone, &bucket));
                    write_table_line(&mut **out, *width, &cells.each_ref().map(String::as_str))?;
                }
                Ok(())
            }
        }
    }

    /// Writes what comes after the last row.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::File(file) => file.finish(),
            Self::Table(..) => Ok(()),
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
