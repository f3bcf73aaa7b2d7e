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
mod options;
mod refusal;
mod series;
mod target;
mod written;
pub mod xlsx;

pub use file::{File, MAX_BYTES_OF_INJIXO, slug};
pub use map::{Entry, Map, MapError};
pub use options::Options;
pub use refusal::{Reason, Refusal};
pub use series::{Row, Series, Source, Standing, Work};
pub use target::Target;
pub use written::{Notes, Written};

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
