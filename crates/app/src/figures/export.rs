//! Figures of many queues in one file, in any of the forms that there are: as people take them from the pages.

use std::io::{self, Cursor, Write as _};

use inflow_domain::{IntervalLength, Target as Within};
use inflow_formats::{File, Map, Options, Series, Source, Target, Written, slug};
use inflow_store::Integration;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::planners::{self, Sheet};
use crate::figures::queues::Queue;
use crate::figures::volumes::all::full_buckets;
use crate::figures::volumes::all_files::FullWriter;
use crate::figures::volumes::files::{COLUMNS, FileFormat, FileWriter, Out};
use crate::figures::volumes::{Bucket, Shape, buckets};

/// The name of the form of spreadsheets.
const XLSX: &str = "xlsx";

/// After so many days an interval is written as it stands, for planners' products.
const SETTLE_DAYS: u32 = 7;

/// A spreadsheet stands in memory until it is written, and so do the rows of a planners' product: whoever asks for more
/// takes fewer days or queues, longer intervals, or a table, which is written as it is read.
const MOST_CELLS_IN_MEMORY: usize = 2_000_000;
const COLUMNS_OF_A_SHEET: usize = COLUMNS.len();
const FIGURES_OF_A_PRODUCT: usize = 8;

/// What the file is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The columns of docs/interface.md.
    Table(FileFormat),
    /// A spreadsheet.
    Sheet,
    /// What a planners' product reads.
    Planners(Target),
}

impl Form {
    /// The names of all forms.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let tables = FileFormat::NAMED.iter().map(|(name, _)| *name);
        let products = Target::NAMED.into_iter().map(|(name, _)| name);
        [XLSX].into_iter().chain(tables).chain(products)
    }

    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        if name == XLSX {
            return Some(Self::Sheet);
        }
        let table = FileFormat::from_name(name).map(Self::Table);
        table.or_else(|| Target::from_name(name).map(Self::Planners))
    }
}

/// What is exported.
#[derive(Debug)]
pub struct Wanted {
    /// Queues and workloads.
    pub queues: Vec<Queue>,
    /// From when to when, and in which intervals.
    pub shape: Shape,
    /// What the file is to be.
    pub form: Form,
    /// Whether a table tells all figures, answers within this time among them.
    pub all: Option<Within>,
    /// Whether texts of CSV that a spreadsheet would run get an apostrophe in front.
    pub for_spreadsheets: bool,
    /// What a planners' product calls queues, as TOML.
    pub map: Option<String>,
    /// Whether a planners' product gets intervals as well that may still change.
    pub unfinished: bool,
    /// Whether a planners' product gets 0 for a handling time that is not known.
    pub without_handling_time: bool,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The name that it is to have.
    pub name: String,
    /// What is in it.
    pub media_type: &'static str,
}

/// Writes the file; nothing where a planners' product would get no row. Several files of a planners' product become one
/// archive.
pub async fn write(
    context: &Context,
    integration: &Integration,
    wanted: &Wanted,
    out: Out<'_>,
) -> Result<Option<Made>, IngestError> {
    let whose = slug(&integration.name);
    match wanted.form {
        Form::Table(format) => {
            table(context, integration, wanted, format, out).await?;
            let (ending, media_type) = (format.name(), format.media_type());
            Ok(Some(Made { name: format!("{whose}.{ending}"), media_type }))
        }
        Form::Sheet => {
            let bytes = spreadsheet(context, integration, wanted).await?;
            out.write_all(&bytes).map_err(IngestError::Rows)?;
            let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            Ok(Some(Made { name: format!("{whose}.{XLSX}"), media_type }))
        }
        Form::Planners(target) => {
            let map = map(wanted)?;
            let options = Options {
                map: &map,
                length: wanted.shape.length,
                zone: wanted.shape.zone,
                now: context.clock.now(),
                settle_days: SETTLE_DAYS,
                unfinished: wanted.unfinished,
                without_handling_time: wanted.without_handling_time,
            };
            let (queues, shape) = (&wanted.queues, &wanted.shape);
            let mut room = Room::of(FIGURES_OF_A_PRODUCT);
            for queue in queues {
                let rows = buckets(context, integration, &queue.summary.key, shape).await?;
                room.takes(rows.count())?;
            }
            let mut files =
                of_product(context, integration, target, queues, shape, &options).await?.files;
            if target.wants_days() && shape.length != IntervalLength::Day {
                let days = Shape { length: IntervalLength::Day, ..*shape };
                let options = Options { length: IntervalLength::Day, ..options };
                let written =
                    of_product(context, integration, target, queues, &days, &options).await?;
                files.extend(written.files);
            }
            archive(&files, &format!("{whose}-{}", target.name()), out).map_err(IngestError::Rows)
        }
    }
}

async fn spreadsheet(
    context: &Context,
    integration: &Integration,
    wanted: &Wanted,
) -> Result<Vec<u8>, IngestError> {
    let (mut sheet, mut room) = (Sheet::new(&wanted.shape), Room::of(COLUMNS_OF_A_SHEET));
    for queue in &wanted.queues {
        let rows = buckets(context, integration, &queue.summary.key, &wanted.shape).await?;
        let rows: Vec<Bucket> = rows.collect();
        room.takes(rows.len())?;
        sheet.add(queue, rows.into_iter());
    }
    sheet.file(integration)
}

/// How much of what stands in memory there may still be.
struct Room {
    columns: usize,
    rows: usize,
}

impl Room {
    fn of(columns: usize) -> Self {
        Self { columns, rows: MOST_CELLS_IN_MEMORY / columns }
    }

    fn takes(&mut self, rows: usize) -> Result<(), IngestError> {
        let left = self.rows.checked_sub(rows).ok_or_else(|| IngestError::UnfitDelivery {
            says: format!(
                "more than {} rows are too many for one such file: take fewer days or queues, longer intervals, CSV, \
                 JSON or Parquet, or a delivery",
                MOST_CELLS_IN_MEMORY / self.columns
            ),
        })?;
        self.rows = left;
        Ok(())
    }
}

/// The map that is given, of the queues that are exported.
fn map(wanted: &Wanted) -> Result<Map, IngestError> {
    let Some(text) = &wanted.map else { return Ok(Map::default()) };
    let sources: Vec<Source> = wanted.queues.iter().map(planners::source).collect();
    let read = Map::read(text, &sources.iter().collect::<Vec<_>>());
    read.map_err(|error| IngestError::UnfitDelivery { says: format!("the map: {error}") })
}

/// The files of a planners' product.
pub async fn of_product(
    context: &Context,
    integration: &Integration,
    target: Target,
    queues: &[Queue],
    shape: &Shape,
    options: &Options<'_>,
) -> Result<Written, IngestError> {
    let sources = planners::sources(context, integration, target, queues).await?;
    inflow_formats::check(target, &sources.iter().collect::<Vec<_>>(), options)?;
    let mut series: Vec<Series> = Vec::with_capacity(queues.len());
    for (queue, source) in queues.iter().zip(sources) {
        series.push(planners::series(context, integration, queue, source, shape).await?);
    }
    Ok(inflow_formats::write(target, &series, options)?)
}

async fn table(
    context: &Context,
    integration: &Integration,
    wanted: &Wanted,
    format: FileFormat,
    out: Out<'_>,
) -> Result<(), IngestError> {
    let (shape, zone) = (&wanted.shape, wanted.shape.zone);
    let is_preliminary = integration.is_preliminary();
    if let Some(target) = wanted.all {
        let writer = FullWriter::new(format, zone, wanted.for_spreadsheets, out);
        let mut writer = writer.map_err(IngestError::Rows)?.preliminary(is_preliminary);
        for queue in &wanted.queues {
            let key = &queue.summary.key;
            let mut rows = full_buckets(context, integration, key, shape, Some(target)).await?;
            writer.queue(queue, &mut rows).map_err(IngestError::Rows)?;
        }
        return writer.finish().map_err(IngestError::Rows);
    }
    let writer = FileWriter::new(format, zone, out).map_err(IngestError::Rows)?;
    let writer = writer.for_spreadsheets(wanted.for_spreadsheets);
    let mut writer = writer.preliminary(is_preliminary);
    for queue in &wanted.queues {
        let rows = buckets(context, integration, &queue.summary.key, shape).await?;
        writer.queue(queue, rows).map_err(IngestError::Rows)?;
    }
    writer.finish().map_err(IngestError::Rows)
}

/// One file as it is, several as a ZIP archive.
fn archive(files: &[File], whose: &str, out: Out<'_>) -> io::Result<Option<Made>> {
    match files {
        [] => Ok(None),
        [file] => {
            out.write_all(&file.bytes)?;
            Ok(Some(Made { name: file.name(whose), media_type: "text/csv; charset=utf-8" }))
        }
        files => {
            let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
            for file in files {
                archive.start_file(file.name(whose), SimpleFileOptions::default())?;
                archive.write_all(&file.bytes)?;
            }
            out.write_all(&archive.finish()?.into_inner())?;
            Ok(Some(Made { name: format!("{whose}.zip"), media_type: "application/zip" }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_memory_has_a_limit() {
        let mut room = Room::of(COLUMNS_OF_A_SHEET);
        let most = MOST_CELLS_IN_MEMORY / COLUMNS_OF_A_SHEET;
        assert!(room.takes(most - 1).is_ok() && room.takes(1).is_ok());
        let refused = room.takes(1).expect_err("too many");
        assert!(refused.to_string().contains("longer intervals"), "{refused}");
    }
}
