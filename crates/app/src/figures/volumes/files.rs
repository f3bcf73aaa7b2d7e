//! Volumes as files: one row per queue and interval, in the columns of docs/interface.md.

use std::io;

use inflow_domain::time_zone::TimeZone;
use serde::Serialize;

use super::Bucket;
#[cfg(feature = "parquet")]
use super::parquet::ParquetRows;
use super::text::{TextForm, TextRows};
use crate::figures::queues::Queue;
pub use crate::figures::rows::Out;

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

impl<'a> VolumeRow<'a> {
    /// The row of an interval, with its times in a zone; `id` is the queue's.
    pub fn new(queue: &'a Queue, id: &'a str, zone: TimeZone, bucket: &Bucket) -> Self {
        let (key, figures) = (&queue.summary.key, &bucket.figures);
        Self {
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
            aht_seconds: figures.aht_text().and_then(|text| text.parse().ok()),
        }
    }
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

/// The forms of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// For spreadsheets.
    Csv,
    /// For programs.
    Json,
    /// For data frames and databases.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl FileFormat {
    /// Every form with its name, which is also the ending of its files.
    pub const NAMED: &'static [(&'static str, Self)] = &[
        ("csv", Self::Csv),
        ("json", Self::Json),
        #[cfg(feature = "parquet")]
        ("parquet", Self::Parquet),
    ];

    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// Its name, and the ending of its files.
    pub fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Json => "application/json",
            #[cfg(feature = "parquet")]
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// Writes rows, queue after queue, in memory that does not grow with them.
pub struct FileWriter<'a> {
    rows: Rows<'a>,
}

/// How many bytes of text are written at once.
pub(super) const CHUNK: usize = 64 * 1024;

enum Rows<'a> {
    Text(Out<'a>, TextRows),
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetRows<'a>>),
}

impl<'a> FileWriter<'a> {
    /// A writer of that form, whose times are in that zone; Parquet's are instants.
    pub fn new(format: FileFormat, zone: TimeZone, out: Out<'a>) -> io::Result<Self> {
        let rows = match format {
            FileFormat::Csv => Rows::text(TextForm::Csv, zone, out)?,
            FileFormat::Json => Rows::text(TextForm::Json, zone, out)?,
            #[cfg(feature = "parquet")]
            FileFormat::Parquet => Rows::Parquet(Box::new(ParquetRows::new(zone, out)?)),
        };
        Ok(Self { rows })
    }

    /// The same, where texts of CSV that a spreadsheet would run get an apostrophe in front.
    #[must_use]
    pub fn for_spreadsheets(self, for_spreadsheets: bool) -> Self {
        let rows = match self.rows {
            Rows::Text(out, rows) => Rows::Text(out, rows.for_spreadsheets(for_spreadsheets)),
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows) => Rows::Parquet(rows),
        };
        Self { rows }
    }

    /// The same, where JSON says of each row that older history is still to come (rule 8.6).
    #[must_use]
    pub fn preliminary(self, is_preliminary: bool) -> Self {
        let rows = match self.rows {
            Rows::Text(out, rows) => Rows::Text(out, rows.preliminary(is_preliminary)),
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows) => Rows::Parquet(rows),
        };
        Self { rows }
    }

    /// Writes one queue's rows.
    pub fn queue(
        &mut self,
        queue: &Queue,
        buckets: impl Iterator<Item = Bucket>,
    ) -> io::Result<()> {
        match &mut self.rows {
            Rows::Text(out, rows) => {
                rows.queue(queue);
                let mut chunk = Vec::with_capacity(CHUNK + 1024);
                for bucket in buckets {
                    rows.row(&bucket, &mut chunk);
                    if chunk.len() >= CHUNK {
                        out.write_all(&chunk)?;
                        chunk.clear();
                    }
                }
                out.write_all(&chunk)?;
            }
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows) => {
                let id = queue.id();
                for bucket in buckets {
                    rows.push(queue, &id, &bucket)?;
                }
            }
        }
        Ok(())
    }

    /// Writes what comes after the last row.
    pub fn finish(self) -> io::Result<()> {
        match self.rows {
            Rows::Text(out, rows) => {
                let mut last = Vec::new();
                rows.end(&mut last);
                out.write_all(&last)?;
                out.flush()
            }
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows) => rows.finish(),
        }
    }
}

impl<'a> Rows<'a> {
    fn text(form: TextForm, zone: TimeZone, out: Out<'a>) -> io::Result<Self> {
        let rows = TextRows::new(form, zone);
        let mut first = Vec::new();
        rows.begin(&mut first);
        out.write_all(&first)?;
        Ok(Self::Text(out, rows))
    }
}
