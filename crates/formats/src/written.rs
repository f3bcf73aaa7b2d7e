//! What was written.

use crate::file::File;

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
