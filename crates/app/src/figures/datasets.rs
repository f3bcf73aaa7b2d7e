//! Datasets: a folder for each integration, queue and day, with a file of Parquet in each. DuckDB, Spark, Trino and
//! pandas read them as they are: what the folders say are columns (Hive's partitions).
//!
//! **Folders are named by ids, which never change**, so that a new name moves nothing and no day lies there twice.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::io;

use chrono::NaiveDate;
use inflow_domain::IntegrationId;
use inflow_domain::time_zone::TimeZone;
use inflow_store::Integration;

use super::contacts::{self, Arrived, ContactPages};
use super::queues::Queue;
use super::volumes::{Bucket, parquet};
use crate::error::IngestError;

/// What the rows of a dataset are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An interval of a queue.
    Volumes,
    /// A contact of a queue.
    Contacts,
}

impl Kind {
    /// The name of every file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Volumes => "volumes.parquet",
            Self::Contacts => "contacts.parquet",
        }
    }
}

/// The folder of a queue.
pub fn folder(integration: IntegrationId, queue: &str) -> String {
    format!("integration={}/queue={}", integration.0, escaped(queue))
}

/// Where the file of a queue's day lies.
pub fn path(integration: IntegrationId, queue: &str, day: NaiveDate, kind: Kind) -> String {
    format!("{}/date={day}/{}", folder(integration, queue), kind.file_name())
}

/// The day that the folder of a day names.
pub fn day_of_folder(name: &str) -> Option<NaiveDate> {
    name.strip_prefix("date=")?.parse().ok()
}

/// A value in the name of a folder, written as Hive does: what paths and Hive use for themselves is `%` and two
/// digits.
fn escaped(value: &str) -> String {
    let mut escaped = String::new();
    for c in value.chars() {
        if c.is_ascii_control() || "\"#%'*/:=?\\{[]^<>|".contains(c) {
            // Writing into a String does not fail.
            let _ = write!(escaped, "%{:02X}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Intervals by the day on which they begin.
pub fn by_day(
    zone: TimeZone,
    buckets: impl Iterator<Item = Bucket>,
) -> BTreeMap<NaiveDate, Vec<Bucket>> {
    let mut days: BTreeMap<NaiveDate, Vec<Bucket>> = BTreeMap::new();
    for bucket in buckets {
        days.entry(zone.local(bucket.start).date()).or_default().push(bucket);
    }
    days
}

/// A queue's contacts, a day of arrival at a time.
pub struct ContactDays<'c> {
    pages: ContactPages<'c>,
    zone: TimeZone,
    waiting: VecDeque<Arrived>,
    has_ended: bool,
}

impl<'c> ContactDays<'c> {
    /// The days of these contacts on the zone's clock.
    pub fn new(pages: ContactPages<'c>, zone: TimeZone) -> Self {
        Self { pages, zone, waiting: VecDeque::new(), has_ended: false }
    }

    /// The next day with contacts, and those of it; none where all were told.
    pub async fn next(&mut self) -> Result<Option<(NaiveDate, Vec<Arrived>)>, IngestError> {
        let day_of = |arrived: &Arrived| self.zone.local(arrived.at).date();
        loop {
            let days = self.waiting.front().zip(self.waiting.back());
            let is_whole = days.is_some_and(|(first, last)| day_of(first) != day_of(last));
            if is_whole || self.has_ended {
                break;
            }
            match self.pages.next().await? {
                Some(contacts) => self.waiting.extend(contacts),
                None => self.has_ended = true,
            }
        }
        let Some(day) = self.waiting.front().map(day_of) else { return Ok(None) };
        let count = self.waiting.iter().take_while(|arrived| day_of(arrived) == day).count();
        Ok(Some((day, self.waiting.drain(..count).collect())))
    }
}

/// The file of a queue's day, or of one without any interval.
pub fn volumes(
    integration: &Integration,
    queue: &Queue,
    zone: TimeZone,
    buckets: &[Bucket],
) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = parquet::ParquetRows::of_a_dataset(zone, &mut bytes)?;
    for bucket in buckets {
        file.push(queue, &integration.name, bucket)?;
    }
    file.finish()?;
    Ok(bytes)
}

/// The file of a queue's day with these contacts.
pub fn contacts(integration: &Integration, contacts: Vec<Arrived>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = contacts::parquet::ContactParquet::of_a_dataset(&mut bytes)?;
    for mut arrived in contacts {
        // This column stands where files for themselves have the queue's id.
        arrived.row.queue_id.clone_from(&integration.name);
        file.push(&arrived)?;
    }
    file.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_as_hive_names_them() {
        let day = NaiveDate::from_ymd_opt(2025, 9, 1).expect("a day");
        assert_eq!(
            path(IntegrationId(7), "view-25-email", day, Kind::Volumes),
            "integration=7/queue=view-25-email/date=2025-09-01/volumes.parquet"
        );
        assert_eq!(
            path(IntegrationId(7), "calls-group-a/b=50%: Größe", day, Kind::Contacts),
            "integration=7/queue=calls-group-a%2Fb%3D50%25%3A Größe/date=2025-09-01/contacts.parquet"
        );
        assert_eq!(day_of_folder("date=2025-09-01"), Some(day));
        assert_eq!(day_of_folder("date=__HIVE_DEFAULT_PARTITION__"), None);
    }
}
