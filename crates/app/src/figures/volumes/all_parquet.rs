//! All figures as Parquet: native types, and one group of rows in memory at a time.

use std::io;

use inflow_domain::HandlingTime;
use inflow_domain::time_zone::TimeZone;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::Result;
use parquet::file::writer::SerializedFileWriter;

use super::all::FullBucket;
use super::all_files::{FURTHER_COLUMNS, FullRow};
use super::parquet::{Optional, noted, write_optional};
use crate::figures::row_groups::{ROWS_PER_GROUP, failed, file, push_text, write_column};
use crate::figures::rows::Out;

/// The columns of all figures, which may all be absent but for those of the interval: averages are exact to
/// three decimals, and the handling time of a ticket to six.
fn full_schema() -> String {
    let mut schema = String::from(
        "message volumes {
        REQUIRED BYTE_ARRAY queue_id (STRING);
        REQUIRED BYTE_ARRAY queue (STRING);
        REQUIRED BYTE_ARRAY channel (STRING);
        OPTIONAL INT64 view_id;
        REQUIRED INT64 interval_start (TIMESTAMP(MILLIS,true));
        REQUIRED INT64 interval_seconds;
        REQUIRED INT64 offered;
        OPTIONAL INT64 handled;
        OPTIONAL INT64 abandoned;
        OPTIONAL INT64 handling_time_seconds (DECIMAL(18,6));
        OPTIONAL INT64 aht_seconds (DECIMAL(18,3));\n",
    );
    for name in FURTHER_COLUMNS {
        let decimals = if name == "asa_seconds" { " (DECIMAL(18,3))" } else { "" };
        schema.push_str("OPTIONAL INT64 ");
        schema.push_str(name);
        schema.push_str(decimals);
        schema.push_str(";\n");
    }
    schema.push('}');
    schema
}

/// Columns of all figures that may be absent, in the order of the schema.
const OPTIONAL_COLUMNS: usize = 1 + 4 + FURTHER_COLUMNS.len();

/// Collects rows with all figures and writes them group by group.
pub(super) struct FullParquetRows<'a> {
    file: SerializedFileWriter<Out<'a>>,
    texts: [Vec<ByteArray>; 3],
    /// Start and length of the interval, and what was offered.
    numbers: [Vec<i64>; 3],
    optional: [Optional; OPTIONAL_COLUMNS],
}

impl<'a> FullParquetRows<'a> {
    pub(super) fn new(zone: TimeZone, out: Out<'a>) -> io::Result<Self> {
        let file = file(&full_schema(), Some(noted(zone)), out)?;
        let optional = std::array::from_fn(|_| Optional::default());
        Ok(Self { file, texts: Default::default(), numbers: Default::default(), optional })
    }

    pub(super) fn push(&mut self, row: &FullRow, full: &FullBucket) -> io::Result<()> {
        for (column, text) in
            self.texts.iter_mut().zip([row.queue_id.as_str(), row.queue.as_str(), row.channel])
        {
            push_text(column, text);
        }
        let bucket = &full.bucket;
        for (column, number) in
            self.numbers.iter_mut().zip([bucket.start.0 * 1000, bucket.seconds, row.offered])
        {
            column.push(number);
        }
        let support = full.support.as_ref();
        let figures = &bucket.figures;
        let handling = match support {
            Some(support) => support.handling.map(HandlingTime::micros),
            None => figures.handling_time_seconds().and_then(|time| time.checked_mul(1_000_000)),
        };
        let aht = match support {
            Some(support) => support.aht_milliseconds(),
            None => figures.aht_milliseconds(),
        };
        let asa = full.asa_milliseconds();
        let values: [Option<i64>; OPTIONAL_COLUMNS] = [
            row.view_id,
            row.handled,
            row.abandoned,
            handling,
            aht,
            row.created,
            row.replies,
            row.reopenings,
            row.entries,
            row.answered,
            row.settled,
            row.moved,
            row.dropped,
            row.unfinished,
            row.waiting,
            row.waiting_tickets,
            row.answer_seconds,
            asa,
            row.within_target,
            row.abandoned_in_ivr,
            row.abandoned_in_queue,
            row.voicemails,
            row.callbacks,
            row.outside_business_hours,
        ];
        for (column, value) in self.optional.iter_mut().zip(values) {
            column.push(value);
        }
        if self.numbers[0].len() < ROWS_PER_GROUP { Ok(()) } else { self.write() }
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.write()?;
        self.file.close().map(|_| ()).map_err(failed)
    }

    fn write(&mut self) -> io::Result<()> {
        if self.numbers[0].is_empty() {
            return Ok(());
        }
        let mut writer = self.file.next_row_group().map_err(failed)?;
        let mut write = || -> Result<()> {
            for texts in &mut self.texts {
                write_column::<ByteArrayType>(&mut writer, texts, None)?;
                texts.clear();
            }
            let (view, others) = self.optional.split_at_mut(1);
            write_optional(&mut writer, &view[0])?;
            for numbers in &mut self.numbers {
                write_column::<Int64Type>(&mut writer, numbers, None)?;
                numbers.clear();
            }
            for column in others.iter() {
                write_optional(&mut writer, column)?;
            }
            Ok(())
        };
        write().map_err(failed)?;
        self.optional = std::array::from_fn(|_| Optional::default());
        writer.close().map(|_| ()).map_err(failed)
    }
}
