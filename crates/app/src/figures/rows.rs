//! Rows as CSV or JSON, whatever they tell of, one after the other in memory that does not grow with them.

use std::io::{self, Write};

use serde::Serialize;

/// Where a file goes.
pub type Out<'a> = &'a mut (dyn Write + Send);

/// Writes rows as text.
pub(super) enum SerialRows<'a> {
    /// A line each.
    Csv(Box<csv::Writer<Out<'a>>>),
    /// The elements of one list.
    Json {
        /// Where they go.
        out: Out<'a>,
        /// Whether one was written.
        has_begun: bool,
    },
}

impl<'a> SerialRows<'a> {
    /// CSV, which begins with the names of its columns.
    pub(super) fn csv<'c>(
        columns: impl IntoIterator<Item = &'c &'static str>,
        out: Out<'a>,
    ) -> io::Result<Self> {
        let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(out);
        csv.write_record(columns)?;
        Ok(Self::Csv(Box::new(csv)))
    }

    /// A list of JSON.
    pub(super) fn json(out: Out<'a>) -> io::Result<Self> {
        out.write_all(b"[")?;
        Ok(Self::Json { out, has_begun: false })
    }

    /// Writes one row.
    pub(super) fn write(&mut self, row: &impl Serialize) -> io::Result<()> {
        match self {
            Self::Csv(csv) => Ok(csv.serialize(row)?),
            Self::Json { out, has_begun } => {
                out.write_all(if *has_begun { b",\n" } else { b"\n" })?;
                *has_begun = true;
                Ok(serde_json::to_writer(out, row)?)
            }
        }
    }

    /// Writes what comes after the last row.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Csv(mut csv) => csv.flush(),
            Self::Json { out, has_begun } => {
                out.write_all(if has_begun { b"\n]\n" } else { b"]\n" })?;
                out.flush()
            }
        }
    }
}
