//! Output: answers on standard output or into a file, as tables, CSV or JSON.

pub mod explanation;
pub mod table;
mod terminal;
pub mod volumes;

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;

use inflow_app::figures::volumes::text::inert;
use serde::Serialize;
use tempfile::NamedTempFile;

pub use crate::telemetry::hint;

use self::table::{Column, Room};
use self::terminal::Harmless;
pub(crate) use self::terminal::harmless;
use crate::cli::{Format, FormatArgs};
use crate::failure::InputError;

/// Where a long answer goes: standard output, or a file that takes its place only once it is whole.
pub enum Destination<'a> {
    /// Standard output.
    Stdout(Box<dyn Write + Send>),
    /// A file beside the one asked for, and the one asked for.
    File(BufWriter<NamedTempFile>, &'a Path),
}

impl<'a> Destination<'a> {
    /// The file, or standard output where none is named.
    pub fn new(path: Option<&'a Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Self::Stdout(stdout())) };
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

/// Standard output: files and programs get every byte, a terminal nothing that would change what it shows.
fn stdout() -> Box<dyn Write + Send> {
    let out = io::stdout();
    if out.is_terminal() {
        Box::new(BufWriter::new(Harmless::new(out)))
    } else {
        Box::new(BufWriter::new(out))
    }
}

/// Runs `write` on standard output.
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut out = stdout();
    write(&mut out)?;
    Ok(out.flush()?)
}

/// Prints rows in the asked form: a table with these columns, JSON with the rows' names, or CSV
/// with the names of their records, which have no lists.
pub fn print_rows<R: Serialize, C: Serialize + Default>(
    form: impl Into<FormatArgs>,
    columns: &[Column],
    rows: &[R],
    cells: impl Fn(&R) -> Vec<String>,
    record: impl Fn(&R) -> C,
) -> anyhow::Result<()> {
    let FormatArgs { format, spreadsheet, wide } = form.into();
    to_stdout(|out| {
        match format {
            Format::Table => {
                let rows = rows.iter().map(cells);
                writeln!(out, "{}", table::table(columns, Room::of_stdout(wide), rows))?;
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
                for (number, row) in rows.iter().enumerate() {
                    if spreadsheet {
                        write_inert(&mut csv, &record(row), number == 0)?;
                    } else {
                        csv.serialize(record(row))?;
                    }
                }
                csv.flush()?;
            }
        }
        Ok(())
    })
}

/// Prints hints, each on a line of its own: after the result, which they are about.
pub fn hints(hints: &[String]) {
    for text in hints {
        hint(text);
    }
}

/// Writes a record without texts that a spreadsheet would run; numbers stay numbers.
fn write_inert<W: Write, C: Serialize>(
    csv: &mut csv::Writer<W>,
    record: &C,
    with_header: bool,
) -> anyhow::Result<()> {
    let mut plain = csv::Writer::from_writer(Vec::new());
    plain.serialize(record)?;
    let text = plain.into_inner().map_err(csv::IntoInnerError::into_error)?;
    let mut reader = csv::Reader::from_reader(&text[..]);
    let header = reader.headers()?.clone();
    if with_header {
        csv.write_record(&header)?;
    }
    let values = serde_json::to_value(record)?;
    let is_text = |name: &str| values.get(name).is_some_and(serde_json::Value::is_string);
    for cells in reader.records() {
        let cells = cells?;
        let inert = |(name, cell)| if is_text(name) { inert(cell) } else { Cow::Borrowed(cell) };
        csv.write_record(header.iter().zip(&cells).map(inert).map(Cow::into_owned))?;
    }
    Ok(())
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

/// A text of the customer's for a terminal: control characters would recolour or break it, and others turn
/// or hide what stands beside them. Line breaks within a cell are ours.
pub fn printable(text: &str) -> String {
    harmless(text, &['\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Row {
        #[serde(rename = "the_name")]
        name: &'static str,
        difference: i64,
        view: Option<i64>,
        note: Option<&'static str>,
    }

    #[test]
    fn numbers_stay_numbers_where_texts_become_inert() {
        let mut csv = csv::Writer::from_writer(Vec::new());
        let row = |name, note| Row { name, difference: -3, view: None, note };
        write_inert(&mut csv, &row("=1+1", Some("-2")), true).expect("a row");
        write_inert(&mut csv, &row("a, \"b\"", None), false).expect("a row");
        let text = String::from_utf8(csv.into_inner().expect("text")).expect("UTF-8");
        assert_eq!(text, "the_name,difference,view,note\n'=1+1,-3,,'-2\n\"a, \"\"b\"\"\",-3,,\n");
    }

    #[test]
    fn nothing_of_a_text_moves_a_terminal() {
        let text = "a\u{1b}[31mb\u{9b}c\u{202e}d\u{2066}e\u{200f}f\u{7}g\r\th\ni";
        let shown = printable(text);
        assert_eq!(
            shown,
            "a\u{fffd}[31mb\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f\u{fffd}g\u{fffd}\u{fffd}h\ni"
        );
        for kept in ["Zoë", "می\u{200c}خواهم", "👩\u{200d}🚒", "日本"] {
            assert_eq!(printable(kept), kept);
        }
    }
}
