//! Deliveries of plain tables: volumes and contacts as CSV, JSON and Parquet, volumes as a spreadsheet, and datasets
//! with a file for each queue and day.
//!
//! Days are those of the asked zone. A file holds the days that changed and those that may still change; a dataset's
//! file takes the place of what the day had before, so one that did not change is left as it is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use inflow_domain::IntervalLength;
use inflow_domain::time_zone::TimeZone;
use inflow_formats::{File, Map, Options};
use inflow_store::Integration;
use sha2::{Digest as _, Sha256};

use super::asked::{Due, EVER, Ready, all_queues, is_asked};
use super::days::Days;
use super::settings::{Plain, Settings, XLSX};
use crate::context::Context;
use crate::error::IngestError;
use crate::figures::contacts::{Arrived, ContactPages, ContactWriter};
#[cfg(feature = "parquet")]
use crate::figures::datasets;
use crate::figures::planners::{self, Sheet};
use crate::figures::queues::Queue;
use crate::figures::volumes::files::{FileFormat, FileWriter};
use crate::figures::volumes::{Bucket, Fill, Shape, buckets};

/// So many files of a dataset are written at once; the rest follows with the next imports, the newest days first.
#[cfg(feature = "parquet")]
const MOST_PARTS: usize = 500;

/// A delivery of a table with what it needs to know of the account.
pub(super) struct Job<'a> {
    context: &'a Context,
    integration: &'a Integration,
    settings: &'a Settings,
    zone: TimeZone,
    length: IntervalLength,
    /// The first of the days that are written again with every change.
    may_change_from: i64,
    queues: Vec<Queue>,
}

/// A queue, and which of its days are not as they were delivered.
struct Change {
    now: Days,
    before: Days,
    days: BTreeSet<i64>,
}

impl<'a> Job<'a> {
    /// The queues are looked up, and the settings are looked at.
    pub(super) async fn new(
        context: &'a Context,
        integration: &'a Integration,
        settings: &'a Settings,
    ) -> Result<Self, IngestError> {
        let mut queues = all_queues(context, integration).await?;
        queues.retain(|queue| is_asked(settings, queue));
        queues.sort_by_cached_key(Queue::id);
        let (zone, length) = (settings.zone()?, settings.length()?);
        let may_change_from =
            number(zone.local(context.clock.now()).date()) - i64::from(settings.days);
        Ok(Self { context, integration, settings, zone, length, may_change_from, queues })
    }

    /// What is to be written now in a form.
    pub(super) async fn due(
        &self,
        form: Plain,
        noted: &BTreeMap<String, Vec<u8>>,
        whose: &str,
    ) -> Result<Due, IngestError> {
        let mut changes = Vec::with_capacity(self.queues.len());
        for queue in &self.queues {
            changes.push(self.change(queue, noted).await?);
        }
        if changes.iter().all(|change| change.days.is_empty()) {
            return Ok(Due::default());
        }
        match form {
            Plain::Table(format) if self.settings.contacts => {
                let file = self.contacts(format, &changes).await?;
                Ok(self.whole(file, format.name(), changes, whose))
            }
            Plain::Table(format) => {
                let file = self.volumes(format, &changes).await?;
                Ok(self.whole(file, format.name(), changes, whose))
            }
            Plain::Sheet => {
                let file = self.sheet(&changes).await?;
                Ok(self.whole(file, XLSX, changes, whose))
            }
            #[cfg(feature = "parquet")]
            Plain::Dataset => self.parts(&changes).await,
        }
    }

    /// What a queue's days are noted under.
    fn key(&self, queue: &Queue) -> String {
        format!("{} {}", queue.id(), self.length.name())
    }

    async fn change(
        &self,
        queue: &Queue,
        noted: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Change, IngestError> {
        let mut entries: BTreeMap<i64, Sha256> = BTreeMap::new();
        // A new name changes every row.
        let names = format!("{}\n{}\n", self.integration.name, queue.name);
        let mut add = |day: NaiveDate, text: &str| {
            let hasher =
                entries.entry(number(day)).or_insert_with(|| Sha256::new_with_prefix(&names));
            hasher.update(text);
        };
        if self.settings.contacts {
            let mut pages = ContactPages::new(self.context, self.integration, queue, EVER);
            while let Some(contacts) = pages.next().await? {
                for arrived in contacts {
                    add(self.zone.local(arrived.at).date(), &told_of_contact(&arrived)?);
                }
            }
        } else {
            for bucket in self.buckets(queue).await? {
                add(self.zone.local(bucket.start).date(), &told_of_interval(&bucket));
            }
        }
        let now = Days::of_entries(entries);
        let before = noted.get(&self.key(queue)).map_or(&[][..], Vec::as_slice);
        let before = Days::from_bytes(before, &now);
        let days = now.changed_since(&before);
        Ok(Change { now, before, days })
    }

    /// The intervals of a queue that are written: those that will not change any more, or are old enough.
    async fn buckets(&self, queue: &Queue) -> Result<Vec<Bucket>, IngestError> {
        let (shape, key) = (self.shape(Fill::None), &queue.summary.key);
        let all = buckets(self.context, self.integration, key, &shape).await?;
        if self.settings.unfinished {
            return Ok(all.collect());
        }
        let due = self.due_starts(queue, &shape).await?;
        Ok(all.filter(|bucket| due.contains(&bucket.start.0)).collect())
    }

    async fn due_starts(&self, queue: &Queue, shape: &Shape) -> Result<BTreeSet<i64>, IngestError> {
        let source = planners::source(queue);
        let series = planners::series(self.context, self.integration, queue, source, shape).await?;
        let map = Map::default();
        let options = Options {
            map: &map,
            length: self.length,
            zone: self.zone,
            now: self.context.clock.now(),
            settle_days: self.settings.settle_days,
            unfinished: self.settings.unfinished,
            without_handling_time: false,
        };
        Ok(series.due(&options).rows.iter().map(|row| row.start.0).collect())
    }

    fn shape(&self, fill: Fill) -> Shape {
        Shape { length: self.length, zone: self.zone, fill, from: EVER.0, to: EVER.1 }
    }

    /// Whether a day of a queue is written: it changed, or may still change.
    fn is_wanted(&self, change: &Change, day: i64) -> bool {
        day >= self.may_change_from || change.days.contains(&day)
    }

    async fn sheet(&self, changes: &[Change]) -> Result<OpenFile, IngestError> {
        let mut file = OpenFile::default();
        let shape = self.shape(Fill::None);
        let mut sheet = Sheet::new(&shape);
        for (queue, change) in self.queues.iter().zip(changes) {
            let rows = self.rows(queue, change).await?;
            file.count(self.zone, &rows);
            sheet.add(queue, rows.into_iter());
        }
        file.bytes = sheet.file(self.integration)?;
        Ok(file)
    }

    async fn volumes(
        &self,
        format: FileFormat,
        changes: &[Change],
    ) -> Result<OpenFile, IngestError> {
        let (mut file, mut bytes) = (OpenFile::default(), Vec::new());
        let writer = FileWriter::new(format, self.zone, &mut bytes).map_err(IngestError::Rows)?;
        let mut writer = writer.preliminary(self.integration.is_preliminary());
        for (queue, change) in self.queues.iter().zip(changes) {
            let rows = self.rows(queue, change).await?;
            file.count(self.zone, &rows);
            writer.queue(queue, rows.into_iter()).map_err(IngestError::Rows)?;
        }
        writer.finish().map_err(IngestError::Rows)?;
        file.bytes = bytes;
        Ok(file)
    }

    /// What is written in one file, and what is noted then.
    fn whole(
        &self,
        file: OpenFile,
        ending: &'static str,
        changes: Vec<Change>,
        whose: &str,
    ) -> Due {
        let delivered = self.queues.iter().zip(changes);
        let delivered = delivered.filter(|(_, change)| !change.days.is_empty());
        let delivered = delivered.map(|(queue, change)| (self.key(queue), change.now.to_bytes()));
        let files = file.ready(ending, whose).into_iter().collect();
        Due { files, delivered: delivered.collect(), waiting: 0 }
    }

    /// The rows of a queue on the wanted days. Of days that were delivered otherwise those intervals are written too
    /// that have nothing in them: what they had before may be gone.
    async fn rows(&self, queue: &Queue, change: &Change) -> Result<Vec<Bucket>, IngestError> {
        let day_of = |bucket: &Bucket| number(self.zone.local(bucket.start).date());
        let mut rows = self.buckets(queue).await?;
        rows.retain(|bucket| self.is_wanted(change, day_of(bucket)));
        let is_emptied = |day: i64| change.days.contains(&day) && change.before.has(day);
        if change.days.iter().any(|day| is_emptied(*day)) {
            let key = &queue.summary.key;
            let all = buckets(self.context, self.integration, key, &self.shape(Fill::Zero)).await?;
            rows.extend(
                all.filter(|bucket| bucket.figures.offered == 0 && is_emptied(day_of(bucket))),
            );
            rows.sort_by_key(|bucket| bucket.start);
            rows.dedup_by_key(|bucket| bucket.start);
        }
        Ok(rows)
    }

    async fn contacts(
        &self,
        format: FileFormat,
        changes: &[Change],
    ) -> Result<OpenFile, IngestError> {
        let (mut file, mut bytes) = (OpenFile::default(), Vec::new());
        let writer = ContactWriter::new(format, false, &mut bytes);
        let mut writer = writer.map_err(IngestError::Rows)?;
        for (queue, change) in self.queues.iter().zip(changes) {
            let mut pages = ContactPages::new(self.context, self.integration, queue, EVER);
            while let Some(mut contacts) = pages.next().await? {
                let day_of = |one: &Arrived| self.zone.local(one.at).date();
                contacts.retain(|one| self.is_wanted(change, number(day_of(one))));
                for one in &contacts {
                    file.add(day_of(one));
                }
                writer.write(contacts).map_err(IngestError::Rows)?;
            }
        }
        writer.finish().map_err(IngestError::Rows)?;
        file.bytes = bytes;
        Ok(file)
    }

    /// A file for each day that changed, the newest first, as many as are written at once.
    #[cfg(feature = "parquet")]
    async fn parts(&self, changes: &[Change]) -> Result<Due, IngestError> {
        let mut wanted: Vec<(i64, usize)> = Vec::new();
        for (place, change) in changes.iter().enumerate() {
            wanted.extend(change.days.iter().map(|day| (*day, place)));
        }
        wanted.sort_unstable_by(|one, other| other.cmp(one));
        let waiting = wanted.len().saturating_sub(MOST_PARTS);
        wanted.truncate(MOST_PARTS);
        let mut due = Due { waiting, ..Due::default() };
        for (place, (queue, change)) in self.queues.iter().zip(changes).enumerate() {
            let days = wanted.iter().filter(|(_, of)| *of == place).map(|(day, _)| *day);
            let days: BTreeSet<i64> = days.collect();
            if days.is_empty() {
                continue;
            }
            let written = change.now.over(&change.before, &days);
            due.delivered.push((self.key(queue), written.to_bytes()));
            due.files.extend(self.parts_of(queue, &days).await?);
        }
        due.files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(due)
    }

    #[cfg(feature = "parquet")]
    async fn parts_of(
        &self,
        queue: &Queue,
        days: &BTreeSet<i64>,
    ) -> Result<Vec<Ready>, IngestError> {
        let mut parts: BTreeMap<NaiveDate, (u64, Vec<u8>)> = BTreeMap::new();
        let (integration, zone) = (self.integration, self.zone);
        if self.settings.contacts {
            let pages = ContactPages::new(self.context, integration, queue, EVER);
            let mut all = datasets::ContactDays::new(pages, zone);
            while let Some((day, contacts)) = all.next().await? {
                if days.contains(&number(day)) {
                    let rows = contacts.len() as u64;
                    let bytes = datasets::contacts(integration, contacts);
                    parts.insert(day, (rows, bytes.map_err(IngestError::Rows)?));
                }
            }
        } else {
            let rows = self.buckets(queue).await?;
            for (day, rows) in datasets::by_day(zone, rows.into_iter()) {
                if days.contains(&number(day)) {
                    let bytes = datasets::volumes(integration, queue, zone, &rows);
                    parts.insert(day, (rows.len() as u64, bytes.map_err(IngestError::Rows)?));
                }
            }
        }
        let kind = self.kind();
        // What a day had that has nothing any more is replaced by a file without rows.
        for day in days.iter().filter_map(|day| day_of(*day)) {
            if let std::collections::btree_map::Entry::Vacant(place) = parts.entry(day) {
                let nothing = match kind {
                    datasets::Kind::Contacts => datasets::contacts(integration, Vec::new()),
                    datasets::Kind::Volumes => datasets::volumes(integration, queue, zone, &[]),
                };
                place.insert((0, nothing.map_err(IngestError::Rows)?));
            }
        }
        let id = queue.id();
        let ready = |(day, (rows, bytes))| {
            let name = datasets::path(integration.id, &id, day, kind);
            Ready { name, rows, bytes }
        };
        Ok(parts.into_iter().map(ready).collect())
    }

    #[cfg(feature = "parquet")]
    fn kind(&self) -> datasets::Kind {
        if self.settings.contacts { datasets::Kind::Contacts } else { datasets::Kind::Volumes }
    }
}

/// A file in the making.
#[derive(Default)]
struct OpenFile {
    bytes: Vec<u8>,
    rows: u64,
    span: Option<(NaiveDate, NaiveDate)>,
}

impl OpenFile {
    fn count(&mut self, zone: TimeZone, rows: &[Bucket]) {
        for bucket in rows {
            self.add(zone.local(bucket.start).date());
        }
    }

    fn add(&mut self, day: NaiveDate) {
        self.rows += 1;
        let (first, last) = self.span.unwrap_or((day, day));
        self.span = Some((first.min(day), last.max(day)));
    }

    /// The file; none where there is no row.
    fn ready(self, ending: &'static str, whose: &str) -> Option<Ready> {
        let (first, last) = self.span?;
        let (rows, bytes) = (self.rows, self.bytes);
        Some(Ready::of(File { first, last, part: None, ending, rows, bytes }, whose))
    }
}

/// The number of a day.
fn number(day: NaiveDate) -> i64 {
    i64::from(day.to_epoch_days())
}

/// The day of a number.
#[cfg(feature = "parquet")]
fn day_of(number: i64) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(i32::try_from(number).ok()?)
}

/// All that an interval's row says; a figure that is absent is no 0.
fn told_of_interval(bucket: &Bucket) -> String {
    let figures = bucket.figures;
    let numbers = [figures.handled, figures.abandoned, figures.handling_seconds];
    let [handled, abandoned, handling] =
        numbers.map(|number| number.map_or_else(|| "-".to_owned(), |number| number.to_string()));
    let (start, seconds, offered) = (bucket.start.0, bucket.seconds, figures.offered);
    format!("{start} {seconds} {offered} {handled} {abandoned} {handling}\n")
}

/// All that a contact's row says.
fn told_of_contact(arrived: &Arrived) -> Result<String, IngestError> {
    let row = serde_json::to_string(&arrived.row);
    row.map_err(|error| IngestError::UnfitDelivery { says: error.to_string() })
}
