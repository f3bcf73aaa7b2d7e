//! Contacts as Parquet: native types, and one group of rows in memory at a time.

use std::io;

use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::Result;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};

use super::Arrived;
use crate::figures::row_groups::{ROWS_PER_GROUP, failed, file, of_a_dataset, write_column};
use crate::figures::rows::Out;

/// The columns of docs/interface.md.
const SCHEMA: &str = "message contacts {
    REQUIRED BYTE_ARRAY contact_id (STRING);
    OPTIONAL INT64 ticket_id;
    OPTIONAL INT64 event_id;
    REQUIRED BYTE_ARRAY queue_id (STRING);
    REQUIRED BYTE_ARRAY queue (STRING);
    REQUIRED BYTE_ARRAY channel (STRING);
    OPTIONAL INT64 view_id;
    OPTIONAL BYTE_ARRAY kind (STRING);
    OPTIONAL BOOLEAN reopening;
    REQUIRED INT64 arrived_at (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY outcome (STRING);
    OPTIONAL INT64 ended_at (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 answer_seconds;
    OPTIONAL BYTE_ARRAY author_side (STRING);
    OPTIONAL INT64 call_id;
}";

/// Collects contacts and writes them group by group.
pub(in crate::figures) struct ContactParquet<'a> {
    file: SerializedFileWriter<Out<'a>>,
    rows: Vec<Arrived>,
}

impl<'a> ContactParquet<'a> {
    pub(super) fn new(out: Out<'a>) -> io::Result<Self> {
        Ok(Self { file: file(SCHEMA, None, out)?, rows: Vec::new() })
    }

    /// A file of a dataset, whose rows have the integration's name in the place of the queue's id.
    pub(in crate::figures) fn of_a_dataset(out: Out<'a>) -> io::Result<Self> {
        Ok(Self { file: file(&of_a_dataset(SCHEMA), None, out)?, rows: Vec::new() })
    }

    pub(in crate::figures) fn push(&mut self, arrived: &Arrived) -> io::Result<()> {
        self.rows.push(arrived.clone());
        if self.rows.len() < ROWS_PER_GROUP { Ok(()) } else { self.write() }
    }

    pub(in crate::figures) fn finish(mut self) -> io::Result<()> {
        self.write()?;
        self.file.close().map(|_| ()).map_err(failed)
    }

    fn write(&mut self) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(failed)?;
        write_columns(&self.rows, &mut group).map_err(failed)?;
        self.rows.clear();
        group.close().map(|_| ()).map_err(failed)
    }
}

/// Writes the columns in the order of the schema.
fn write_columns(
    rows: &[Arrived],
    group: &mut SerializedRowGroupWriter<'_, Out<'_>>,
) -> Result<()> {
    let text = |of: &dyn Fn(&Arrived) -> &str| -> Vec<ByteArray> {
        rows.iter().map(|row| ByteArray::from(of(row))).collect()
    };
    required::<ByteArrayType>(group, &text(&|row| &row.row.contact_id))?;
    optional::<Int64Type>(group, rows, |row| row.row.ticket_id)?;
    optional::<Int64Type>(group, rows, |row| row.row.event_id)?;
    required::<ByteArrayType>(group, &text(&|row| &row.row.queue_id))?;
    required::<ByteArrayType>(group, &text(&|row| &row.row.queue))?;
    required::<ByteArrayType>(group, &text(&|row| row.row.channel))?;
    optional::<Int64Type>(group, rows, |row| row.row.view_id)?;
    optional::<ByteArrayType>(group, rows, |row| row.row.kind.map(ByteArray::from))?;
    optional::<BoolType>(group, rows, |row| row.row.reopening)?;
    let arrived: Vec<i64> = rows.iter().map(|row| row.at.0 * 1000).collect();
    required::<Int64Type>(group, &arrived)?;
    required::<ByteArrayType>(group, &text(&|row| row.row.outcome))?;
    optional::<Int64Type>(group, rows, |row| row.ended.map(|at| at.0 * 1000))?;
    optional::<Int64Type>(group, rows, |row| row.row.answer_seconds)?;
    optional::<ByteArrayType>(group, rows, |row| row.row.author_side.map(ByteArray::from))?;
    optional::<Int64Type>(group, rows, |row| row.row.call_id)
}

fn required<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Out<'_>>,
    values: &[T::T],
) -> Result<()> {
    write_column::<T>(group, values, None)
}

fn optional<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Out<'_>>,
    rows: &[Arrived],
    of: impl Fn(&Arrived) -> Option<T::T>,
) -> Result<()> {
    let found: Vec<Option<T::T>> = rows.iter().map(of).collect();
    let present: Vec<i16> = found.iter().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<T::T> = found.into_iter().flatten().collect();
    write_column::<T>(group, &values, Some(&present))
}
