//! `inflow volumes` and `inflow contacts` as datasets: a file of Parquet for each queue and day, in folders that DuckDB,
//! Spark, Trino and pandas read as columns.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveTime};
use inflow_app::Context;
use inflow_app::figures::contacts::ContactPages;
use inflow_app::figures::datasets::{self, ContactDays, Kind};
use inflow_app::figures::queues::Queue;
use inflow_app::figures::volumes::{Shape, buckets};
use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;
use inflow_store::Integration;

use crate::failure::InputError;
use crate::output::{Destination, hint};

/// A dataset in a folder.
struct Dataset<'a> {
    folder: &'a Path,
    integration: &'a Integration,
    kind: Kind,
    zone: TimeZone,
    from: Timestamp,
    to: Timestamp,
    files: usize,
    rows: usize,
}

/// Writes volumes, and takes away the files of asked days that have none any more.
pub(super) async fn volumes(
    context: &Context,
    integration: &Integration,
    queues: &[Queue],
    shape: &Shape,
    folder: Option<&Path>,
) -> anyhow::Result<()> {
    let range = (shape.from, shape.to);
    let mut dataset = Dataset::new(folder, integration, Kind::Volumes, shape.zone, range)?;
    for queue in queues {
        let mut written = BTreeSet::new();
        let all = buckets(context, integration, &queue.summary.key, shape).await?;
        for (day, rows) in datasets::by_day(shape.zone, all) {
            let bytes = datasets::volumes(integration, queue, shape.zone, &rows)?;
            dataset.write(queue, day, rows.len(), &bytes)?;
            written.insert(day);
        }
        dataset.clear(queue, &written)?;
    }
    dataset.tell();
    Ok(())
}

/// Writes contacts, and takes away the files of asked days that have none any more.
pub(super) async fn contacts(
    context: &Context,
    integration: &Integration,
    queues: &[Queue],
    zone: TimeZone,
    range: (Timestamp, Timestamp),
    folder: Option<&Path>,
) -> anyhow::Result<()> {
    let mut dataset = Dataset::new(folder, integration, Kind::Contacts, zone, range)?;
    for queue in queues {
        let mut written = BTreeSet::new();
        let pages = ContactPages::new(context, integration, queue, range);
        let mut days = ContactDays::new(pages, zone);
        while let Some((day, rows)) = days.next().await? {
            let count = rows.len();
            dataset.write(queue, day, count, &datasets::contacts(integration, rows)?)?;
            written.insert(day);
        }
        dataset.clear(queue, &written)?;
    }
    dataset.tell();
    Ok(())
}

impl<'a> Dataset<'a> {
    fn new(
        folder: Option<&'a Path>,
        integration: &'a Integration,
        kind: Kind,
        zone: TimeZone,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Self, InputError> {
        let Some(folder) = folder else {
            let refused = "a dataset needs a folder: name it, such as -o lake/";
            return Err(InputError(refused.to_owned()));
        };
        for at in [from, to].into_iter().filter(|at| *at != Timestamp(i64::MIN) && at.0 != i64::MAX)
        {
            let local = zone.local(at);
            if local.time() != NaiveTime::MIN && zone.start_of_day(local.date()) != at {
                return Err(InputError(format!(
                    "a dataset is written by whole days, and {} lies within one: write a day (2025-09-01)",
                    zone.format(at)
                )));
            }
        }
        Ok(Self { folder, integration, kind, zone, from, to, files: 0, rows: 0 })
    }

    fn write(
        &mut self,
        queue: &Queue,
        day: NaiveDate,
        rows: usize,
        bytes: &[u8],
    ) -> anyhow::Result<()> {
        let path = datasets::path(self.integration.id, &queue.id(), day, self.kind);
        let path = self.folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| unwritable(parent, &error))?;
        }
        let mut out = Destination::new(Some(&path))?;
        out.write_all(bytes)?;
        out.finish()?;
        self.files += 1;
        self.rows += rows;
        Ok(())
    }

    /// Takes away what an earlier command wrote of asked days that have nothing any more.
    fn clear(&self, queue: &Queue, written: &BTreeSet<NaiveDate>) -> anyhow::Result<()> {
        let folder = self.folder.join(datasets::folder(self.integration.id, &queue.id()));
        let Ok(entries) = fs::read_dir(&folder) else { return Ok(()) };
        for entry in entries {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let Some(day) = datasets::day_of_folder(&name) else { continue };
            let start = self.zone.start_of_day(day);
            if written.contains(&day) || start < self.from || start >= self.to {
                continue;
            }
            let of_day = folder.join(name);
            let file = of_day.join(self.kind.file_name());
            if file.is_file() {
                fs::remove_file(&file).map_err(|error| unwritable(&file, &error))?;
                // Other files may lie beside it.
                let _ = fs::remove_dir(&of_day);
            }
        }
        Ok(())
    }

    fn tell(&self) {
        let folder: PathBuf = self.folder.into();
        let (files, rows) = (self.files, self.rows);
        hint(&format!(
            "written: {}, {rows} rows in {files} files, one a queue and day",
            folder.display()
        ));
    }
}

fn unwritable(path: &Path, error: &io::Error) -> InputError {
    InputError(format!("{} cannot be written: {}", path.display(), error.kind()))
}
