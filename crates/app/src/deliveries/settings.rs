//! What is delivered where and when: kept as JSON, which the store never looks into.

use inflow_destinations::{Access, Address, Destination, Reach};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{IntervalLength, Timestamp};
use inflow_formats::Target;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::error::IngestError;
use crate::figures::volumes::files::FileFormat;

/// The name of Assembled's format.
pub(super) const ASSEMBLED: &str = "assembled";
/// The name of the format of spreadsheets.
pub(super) const XLSX: &str = "xlsx";
/// How a dataset is divided.
const BY_DAY: &str = "day";
const DAY_SECONDS: i64 = 86_400;

/// What a delivery is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
pub struct Settings {
    /// The name of the format.
    pub format: String,
    /// Where the files go.
    pub to: String,
    /// The ids of the queues; all of them where none is named.
    pub queues: Vec<String>,
    /// The name of the intervals' length.
    pub interval: String,
    /// The name of the zone of local times.
    pub time_zone: String,
    /// The map, as it was written.
    pub map: Option<String>,
    /// After how many days an interval is written as it stands.
    pub settle_days: u32,
    /// Whether every interval is written.
    pub unfinished: bool,
    /// Whether 0 is written where a handling time is wanted and none is known.
    pub without_handling_time: bool,
    /// How many days are written again with every change.
    pub days: u32,
    /// Not before this time of each day; after each import where nothing is said.
    pub at: Option<String>,
    /// What belongs to the destination beside its secret.
    #[serde(default)]
    pub access: Access,
    /// Whether a folder has to lie under the one that the operator names: so it is where a user made the delivery.
    #[serde(default)]
    pub confined: bool,
    /// Whether contacts are delivered, and not volumes.
    #[serde(default)]
    pub contacts: bool,
    /// `day` where Parquet is divided into a dataset with a file for each queue and day.
    #[serde(default)]
    pub partition: Option<String>,
}

/// What kind of files a delivery writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Volumes for a planners' product.
    Planners(Target),
    /// Contacts for Assembled.
    Assembled,
    /// Volumes or contacts in the columns of docs/interface.md.
    Plain(Plain),
}

/// How volumes and contacts are written for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    /// A file of rows.
    Table(FileFormat),
    /// Volumes as a spreadsheet.
    Sheet,
    /// Parquet, a file for each queue and day.
    #[cfg(feature = "parquet")]
    Dataset,
}

impl Settings {
    /// The names of the formats that are delivered.
    pub fn formats() -> Vec<&'static str> {
        let tables = FileFormat::NAMED.iter().map(|(name, _)| *name).chain([XLSX]);
        Target::NAMED.iter().map(|(name, _)| *name).chain([ASSEMBLED]).chain(tables).collect()
    }

    /// The usual ones: every queue by quarter hours, in UTC.
    pub fn new(format: &str, to: &str) -> Self {
        Self {
            format: format.to_owned(),
            to: to.to_owned(),
            queues: Vec::new(),
            interval: IntervalLength::QuarterHour.name().to_owned(),
            time_zone: TimeZone::UTC.name().to_owned(),
            map: None,
            settle_days: 7,
            unfinished: false,
            without_handling_time: false,
            days: 35,
            at: None,
            access: Access::default(),
            confined: false,
            contacts: false,
            partition: None,
        }
    }

    /// Whether what is delivered are contacts; Assembled takes nothing else.
    pub fn has_contacts(&self) -> bool {
        self.contacts || self.format == ASSEMBLED
    }

    pub(super) fn to_text(&self) -> Result<String, IngestError> {
        serde_json::to_string(self).map_err(|error| unfit(&error.to_string()))
    }

    pub(super) fn from_text(text: &str) -> Result<Self, IngestError> {
        serde_json::from_str(text).map_err(|error| unfit(&error.to_string()))
    }

    /// The kind of files that is asked for.
    pub(super) fn form(&self) -> Result<Form, IngestError> {
        let form = self.form_of_name()?;
        if matches!(form, Form::Plain(_)) && (self.map.is_some() || self.without_handling_time) {
            return Err(unfit(&format!(
                "a map, and 0 for handling times that are not known, are for planners' products, not for {}",
                self.format
            )));
        }
        if self.contacts && matches!(form, Form::Planners(_) | Form::Plain(Plain::Sheet)) {
            return Err(unfit(&format!(
                "contacts are delivered as csv, json, parquet or assembled, not as {}",
                self.format
            )));
        }
        Ok(form)
    }

    fn form_of_name(&self) -> Result<Form, IngestError> {
        match self.partition.as_deref() {
            #[cfg(feature = "parquet")]
            Some(BY_DAY) if self.format == FileFormat::Parquet.name() => {
                return Ok(Form::Plain(Plain::Dataset));
            }
            Some(BY_DAY) => return Err(unfit("only parquet is divided by day")),
            Some(other) => {
                return Err(unfit(&format!("a dataset is divided by {BY_DAY}, not by {other}")));
            }
            None => {}
        }
        if let Some(target) = Target::from_name(&self.format) {
            return Ok(Form::Planners(target));
        }
        if let Some(format) = FileFormat::from_name(&self.format) {
            return Ok(Form::Plain(Plain::Table(format)));
        }
        match self.format.as_str() {
            ASSEMBLED => Ok(Form::Assembled),
            XLSX => Ok(Form::Plain(Plain::Sheet)),
            other => {
                let known = Self::formats().join(", ");
                Err(unfit(&format!("{other} is not delivered; these are: {known}")))
            }
        }
    }

    pub(super) fn length(&self) -> Result<IntervalLength, IngestError> {
        let length = IntervalLength::from_name(&self.interval);
        length.ok_or_else(|| unfit(&format!("no intervals are {} long", self.interval)))
    }

    pub(super) fn zone(&self) -> Result<TimeZone, IngestError> {
        let zone = TimeZone::from_name(&self.time_zone);
        zone.ok_or_else(|| unfit(&format!("there is no time zone {}", self.time_zone)))
    }

    pub(super) fn destination(
        &self,
        secret: Option<&SecretString>,
        reach: &Reach,
    ) -> Result<Destination, IngestError> {
        let address = Address::parse(&self.to)?;
        if self.confined {
            reach.confine(&address)?;
        }
        Ok(Destination::new(&address, &self.access, secret, reach)?)
    }

    /// When the next one is due after one that went well; after the next import where nothing is said.
    pub(super) fn next_at(&self, now: Timestamp) -> Result<Option<Timestamp>, IngestError> {
        let Some(at) = &self.at else { return Ok(None) };
        let at = TimeOfDay::parse(at).ok_or_else(|| unfit(&format!("{at} is no time of day")))?;
        Ok(Some(at.next_after(now, self.zone()?)))
    }
}

fn unfit(says: &str) -> IngestError {
    IngestError::UnfitDelivery { says: says.to_owned() }
}

/// A time of day on a local clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay {
    minutes: i64,
}

impl TimeOfDay {
    /// Reads `06:30`.
    pub fn parse(text: &str) -> Option<Self> {
        let time = chrono::NaiveTime::parse_from_str(text, "%H:%M").ok()?;
        let seconds = (time - chrono::NaiveTime::MIN).num_seconds();
        Some(Self { minutes: seconds / 60 })
    }

    /// The first instant after another at which the clock shows this time, or has just passed it over.
    pub fn next_after(self, now: Timestamp, zone: TimeZone) -> Timestamp {
        let today = zone.local(now).date();
        let of_day = |days: u64| {
            let day = today.checked_add_days(chrono::Days::new(days)).unwrap_or(today);
            let wanted =
                day.and_time(chrono::NaiveTime::MIN) + chrono::Duration::minutes(self.minutes);
            let guess = zone.start_of_day(day).plus_seconds(self.minutes * 60);
            // The clocks may have been changed since the day began.
            guess.plus_seconds((wanted - zone.local(guess)).num_seconds())
        };
        let next = (0..3).map(of_day).find(|at| *at > now);
        next.unwrap_or_else(|| now.plus_seconds(DAY_SECONDS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_comes_once_a_day_on_the_local_clock() {
        let zone = TimeZone::from_name("Europe/Amsterdam").expect("a zone");
        let at = |text: &str| Timestamp::parse(text).expect("an instant");
        let next = |now: &str| {
            let six = TimeOfDay::parse("06:30").expect("a time");
            six.next_after(at(now), zone).to_string()
        };
        assert_eq!(next("2025-09-01T00:00:00Z"), "2025-09-01T04:30:00Z");
        assert_eq!(next("2025-09-01T04:30:00Z"), "2025-09-02T04:30:00Z");
        // The clocks are put back at night, and forward.
        assert_eq!(next("2025-10-25T12:00:00Z"), "2025-10-26T05:30:00Z");
        assert_eq!(next("2025-03-29T12:00:00Z"), "2025-03-30T04:30:00Z");
        for wrong in ["", "6", "24:00", "06:60", "06:30:00"] {
            assert_eq!(TimeOfDay::parse(wrong), None, "{wrong}");
        }
    }
}
