//! Rows as CSV or JSON, whatever they tell of, one after the other in memory that does not grow with them.

use std::io::{self, Write};

use serde::Serialize;

/// Where a file goes.
pub type Out<'a> = &'a mut (dyn Write + Send);

/// The forms of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextForm {
    /// A line a row, after one with the names of the columns.
    Csv,
    /// An array with an object a row.
    Json,
}

/// Writes rows as text to the end of a buffer.
pub(super) struct SerialRows {
    form: TextForm,
    has_begun: bool,
}

impl SerialRows {
    /// Rows of that form.
    pub(super) fn new(form: TextForm) -> Self {
        Self { form, has_begun: false }
    }

    /// What they are written as.
    pub(super) fn form(&self) -> TextForm {
        self.form
    }

    /// Writes what comes before the first row: the names of the columns, or the start of a list.
    pub(super) fn begin<'c>(
        &self,
        columns: impl IntoIterator<Item = &'c &'static str>,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        match self.form {
            TextForm::Csv => {
                let mut csv = csv::Writer::from_writer(out);
                csv.write_record(columns)?;
                csv.flush()
            }
            TextForm::Json => out.write_all(b"["),
        }
    }

    /// Writes some rows.
    pub(super) fn rows(
        &mut self,
        rows: impl IntoIterator<Item = impl Serialize>,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        match self.form {
            TextForm::Csv => {
                let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(out);
                for row in rows {
                    csv.serialize(row)?;
                }
                csv.flush()
            }
            TextForm::Json => {
                for row in rows {
                    out.extend_from_slice(if self.has_begun { b",\n" } else { b"\n" });
                    self.has_begun = true;
                    serde_json::to_writer(&mut *out, &row)?;
                }
                Ok(())
            }
        }
    }

    /// Writes what comes after the last row.
    pub(super) fn end(&self, out: &mut Vec<u8>) {
        match (self.form, self.has_begun) {
            (TextForm::Csv, _) => {}
            (TextForm::Json, true) => out.extend_from_slice(b"\n]\n"),
            (TextForm::Json, false) => out.extend_from_slice(b"]\n"),
        }
    }
}
