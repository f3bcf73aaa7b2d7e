//! Lines of CSV in memory.

use crate::refusal::Reason;

/// Writes lines, separated and quoted as RFC 4180 has it, that end with a line feed.
pub(crate) struct CsvLines(csv::Writer<Vec<u8>>);

impl CsvLines {
    pub(crate) fn new(separator: u8) -> Self {
        let mut builder = csv::WriterBuilder::new();
        builder.delimiter(separator).terminator(csv::Terminator::Any(b'\n'));
        Self(builder.from_writer(Vec::new()))
    }

    pub(crate) fn line<'a>(
        &mut self,
        values: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Reason> {
        self.0.write_record(values).map_err(|error| Reason::Unmade { says: error.to_string() })
    }

    pub(crate) fn bytes(self) -> Result<Vec<u8>, Reason> {
        self.0.into_inner().map_err(|error| Reason::Unmade { says: error.to_string() })
    }
}

/// One line alone.
pub(crate) fn line<'a>(
    separator: u8,
    values: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<u8>, Reason> {
    let mut lines = CsvLines::new(separator);
    lines.line(values)?;
    lines.bytes()
}
