//! Output: answers on standard output or into a file, as tables, CSV or JSON.

pub mod explanation;
pub mod volumes;

use std::io::{self, BufWriter, Write};
use std::path::Path;

use comfy_table::{ContentArrangement, Table, TableComponent, presets};
use serde::Serialize;
use tempfile::NamedTempFile;

pub use crate::telemetry::hint;

use crate::cli::Format;
use crate::failure::InputError;

/// Where a long answer goes: standard output, or a file that takes its place only once it is whole.
pub enum Destination<'a> {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A file beside the one asked for, and the one asked for.
    File(BufWriter<NamedTempFile>, &'a Path),
}

impl<'a> Destination<'a> {
    /// The file, or standard output where none is named.
    pub fn new(path: Option<&'a Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self::Stdout(BufWriter::new(io::stdout()))) };
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let partial =
            NamedTempFile::new_in(directory.unwrap_or(Path::new("."))).map_err(|error| {
                InputError(format!("{} cannot be written: {}", path.display(), error.kind()))
            })?;
        Ok(Self::File(BufWriter::new(partial), path))
    }

    /// Says that the answer is whole.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush()?,
            Self::File(out, path) => {
                let partial = out.into_inner().map_err(io::IntoInnerError::into_error)?;
                partial.persist(path).map_err(|error| {
                    let kind = error.error.kind();
                    InputError(format!("{} cannot be written: {kind}", path.display()))
                })?;
            }
        }
        Ok(())
    }
}

impl Write for Destination<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File(out, _) => out.flush(),
        }
    }
}

/// Runs `write` on standard output.
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out)?;
    Ok(out.flush()?)
}

/// Prints rows in the asked form: a table with these headings, JSON with the rows' names, or CSV
/// with the names of their records, which have no lists.
pub fn print_rows<R: Serialize, C: Serialize + Default>(
    format: Format,
    headings: &[&str],
    rows: &[R],
    cells: impl Fn(&R) -> Vec<String>,
    record: impl Fn(&R) -> C,
) -> anyhow::Result<()> {
    to_stdout(|out| {
        match format {
            Format::Table => {
                let rows = rows.iter().map(cells);
                writeln!(out, "{}", table(headings, rows))?;
            }
            Format::Json => {
                serde_json::to_writer_pretty(&mut *out, rows)?;
                writeln!(out)?;
            }
            Format::Csv => {
                if rows.is_empty() {
                    return Ok(out.write_all(&csv_header::<C>()?)?);
                }
                let mut csv = csv::Writer::from_writer(out);
                for row in rows {
                    csv.serialize(record(row))?;
                }
                csv.flush()?;
            }
        }
        Ok(())
    })
}

/// The header of a CSV file without records: that of any one.
fn csv_header<C: Serialize + Default>() -> anyhow::Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.serialize(C::default())?;
    let mut text = csv.into_inner().map_err(csv::IntoInnerError::into_error)?;
    let end = text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |end| end + 1);
    text.truncate(end);
    Ok(text)
}

/// A table for people.
pub fn table(headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    for rule in [
        TableComponent::HorizontalLines,
        TableComponent::MiddleIntersections,
        TableComponent::LeftBorderIntersections,
        TableComponent::RightBorderIntersections,
    ] {
        table.remove_style(rule);
    }
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(headings);
    table.add_rows(
        rows.into_iter().map(|row| row.iter().map(|cell| printable(cell)).collect::<Vec<_>>()),
    );
    table
}

/// A text of the customer's for a terminal: control characters would recolour or break it. Line
/// breaks within a cell are ours.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}
