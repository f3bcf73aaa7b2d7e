//! Files that planners' products read, made from volumes and contacts: what each maker's importer takes,
//! and a refusal with the reason for what it does not.
//!
//! **This crate never does I/O, never asks for the time, and never makes a figure up**: what is absent
//! stays absent, or is refused where the format wants a number.
//!
//! Start with [`write()`]: series of intervals in, files out.

mod amazon_connect;
pub mod assembled;
mod calabrio;
mod clock;
mod csv_file;
mod file;
mod genesys_cloud;
mod injixo;
mod map;
mod refusal;
mod series;
mod target;
pub mod xlsx;

pub use file::{File, MAX_BYTES_OF_INJIXO, slug};
pub use map::{Entry, Map, MapError};
pub use refusal::{Reason, Refusal};
pub use series::{Row, Series, Source, Standing, Work};
pub use target::Target;

use inflow_domain::time_zone::TimeZone;
use inflow_domain::{IntervalLength, Timestamp};

/// What decides about the files beside the figures.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// The names of the planner's product for ours.
    pub map: &'a Map,
    /// The length of the intervals.
    pub length: IntervalLength,
    /// The zone of local times, where the format has such.
    pub zone: TimeZone,
    /// When it is now.
    pub now: Timestamp,
    /// After how many days an interval with unfinished contacts is written as it stands.
    pub settle_days: u32,
    /// Write every interval, also those that will still change.
    pub unfinished: bool,
    /// Write 0 where the format wants a handling time and none is known.
    pub without_handling_time: bool,
}

/// What is worth telling whoever asked for the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notes {
    /// Intervals that were left out, since they may still change.
    pub left_out: u64,
    /// Rows whose local time came twice, and that were added to another one's.
    pub added_up: u64,
}

/// The files, and what to tell about them. With nothing to write there is no file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// In the order in which they are to be read.
    pub files: Vec<File>,
    /// What to tell.
    pub notes: Notes,
}

/// Checks what can be checked before any figure is read: names, channels, the length of the intervals,
/// handling times.
pub fn check(target: Target, sources: &[&Source], options: &Options<'_>) -> Result<(), Refusal> {
    target::places(target, sources, options).map(|_| ())
}

/// Makes the files of a format, or says why it cannot hold what is asked for.
pub fn write(target: Target, series: &[Series], options: &Options<'_>) -> Result<Written, Refusal> {
    let sources: Vec<&Source> = series.iter().map(|series| &series.source).collect();
    let places = target::places(target, &sources, options)?;
    let (rows, left_out) = series::due(series, options);
    let mut written = match target {
        Target::Injixo => injixo::write(&rows, &places, options)?,
        Target::GenesysCloud => genesys_cloud::write(&rows, &places, options)?,
        Target::Calabrio => calabrio::write(&rows, &places, options)?,
        Target::AmazonConnect => amazon_connect::write(&rows, &places, options)?,
    };
    written.notes.left_out = left_out;
    Ok(written)
}
