//! Files of Parquet, whatever their rows tell of: written a group of rows at a time.

use std::io;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::rows::Out;

/// As many rows stand in memory.
pub(super) const ROWS_PER_GROUP: usize = 65_536;

/// A file of that schema, with what is noted in it.
pub(super) fn file<'a>(
    schema: &str,
    noted: Option<KeyValue>,
    out: Out<'a>,
) -> io::Result<SerializedFileWriter<Out<'a>>> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(noted.map(|noted| vec![noted]))
        .set_created_by(concat!("inflow ", env!("CARGO_PKG_VERSION")).to_owned());
    let schema = parse_message_type(schema).map_err(failed)?;
    let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties.build()));
    file.map_err(failed)
}

/// The schema of a dataset's files: what their folders say is no column, and what stands in its place are names.
pub(super) fn of_a_dataset(schema: &str) -> String {
    schema.replacen("BYTE_ARRAY queue_id", "BYTE_ARRAY integration_name", 1).replacen(
        "BYTE_ARRAY queue (",
        "BYTE_ARRAY queue_name (",
        1,
    )
}

/// Adds a text, shared with the row before where that has the same.
pub(super) fn push_text(column: &mut Vec<ByteArray>, text: &str) {
    let shared = column.last().filter(|last| last.data() == text.as_bytes()).cloned();
    column.push(shared.unwrap_or_else(|| ByteArray::from(text)));
}

/// Writes the next column; of one that may be absent, `present` says which rows have a value.
pub(super) fn write_column<T: DataType>(
    writer: &mut SerializedRowGroupWriter<'_, Out<'_>>,
    values: &[T::T],
    present: Option<&[i16]>,
) -> Result<()> {
    let missing = || ParquetError::General("the schema has fewer columns".to_owned());
    let mut column = writer.next_column()?.ok_or_else(missing)?;
    column.typed::<T>().write_batch(values, present, None)?;
    column.close()
}

/// What went wrong below is told as it stands.
pub(super) fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause),
        },
        error => io::Error::other(error),
    }
}
