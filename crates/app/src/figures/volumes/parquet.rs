//! Volumes as Parquet: native types, and one group of rows in memory at a time.

use std::io;

use inflow_domain::time_zone::TimeZone;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::Result;
use parquet::file::metadata::KeyValue;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};

use super::Bucket;
use crate::figures::queues::Queue;
use crate::figures::row_groups::{
    ROWS_PER_GROUP, failed, file, of_a_dataset, push_text, write_column,
};
use crate::figures::rows::Out;

/// The columns of docs/interface.md. An average is exact to three decimals, so a decimal holds it.
const SCHEMA: &str = "message volumes {
    REQUIRED BYTE_ARRAY queue_id (STRING);
    REQUIRED BYTE_ARRAY queue (STRING);
    REQUIRED BYTE_ARRAY channel (STRING);
    OPTIONAL INT64 view_id;
    REQUIRED INT64 interval_start (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 interval_seconds;
    REQUIRED INT64 offered;
    OPTIONAL INT64 handled;
    OPTIONAL INT64 abandoned;
    OPTIONAL INT64 handling_time_seconds;
    OPTIONAL INT64 aht_seconds (DECIMAL(18,3));
}";

/// Collects rows and writes them group by group.
pub(in crate::figures) struct ParquetRows<'a> {
    file: SerializedFileWriter<Out<'a>>,
    group: Group,
}

impl<'a> ParquetRows<'a> {
    /// A file that names the zone that its days and hours are those of; its instants are UTC.
    pub(super) fn new(zone: TimeZone, out: Out<'a>) -> io::Result<Self> {
        Ok(Self { file: file(SCHEMA, Some(noted(zone)), out)?, group: Group::default() })
    }

    /// A file of a dataset, whose rows have the integration's name in the place of the queue's id.
    pub(in crate::figures) fn of_a_dataset(zone: TimeZone, out: Out<'a>) -> io::Result<Self> {
        let file = file(&of_a_dataset(SCHEMA), Some(noted(zone)), out)?;
        Ok(Self { file, group: Group::default() })
    }

    /// Adds a row; `id` is the queue's.
    pub(in crate::figures) fn push(
        &mut self,
        queue: &Queue,
        id: &str,
        bucket: &Bucket,
    ) -> io::Result<()> {
        self.group.push(queue, id, bucket);
        if self.group.offered.len() < ROWS_PER_GROUP { Ok(()) } else { self.write() }
    }

    pub(in crate::figures) fn finish(mut self) -> io::Result<()> {
        self.write()?;
        self.file.close().map(|_| ()).map_err(failed)
    }

    fn write(&mut self) -> io::Result<()> {
        let group = std::mem::take(&mut self.group);
        if group.offered.is_empty() {
            return Ok(());
        }
        let mut writer = self.file.next_row_group().map_err(failed)?;
        group.write(&mut writer).map_err(failed)?;
        writer.close().map(|_| ()).map_err(failed)
    }
}

/// What a file notes of the zone that its days and hours are those of.
pub(super) fn noted(zone: TimeZone) -> KeyValue {
    KeyValue::new("time_zone".to_owned(), zone.name().to_owned())
}

/// Values that may be absent: those that are there, and for each row whether it has one.
#[derive(Default)]
pub(super) struct Optional {
    values: Vec<i64>,
    present: Vec<i16>,
}

impl Optional {
    pub(super) fn push(&mut self, value: Option<i64>) {
        self.present.push(i16::from(value.is_some()));
        self.values.extend(value);
    }
}

/// A group of rows, column by column.
#[derive(Default)]
struct Group {
    queue_id: Vec<ByteArray>,
    queue: Vec<ByteArray>,
    channel: Vec<ByteArray>,
    view_id: Optional,
    interval_start: Vec<i64>,
    interval_seconds: Vec<i64>,
    offered: Vec<i64>,
    handled: Optional,
    abandoned: Optional,
    handling_time_seconds: Optional,
    aht_milliseconds: Optional,
}

impl Group {
    fn push(&mut self, queue: &Queue, id: &str, bucket: &Bucket) {
        let (key, figures) = (&queue.summary.key, &bucket.figures);
        // Rows of one queue share their texts.
        push_text(&mut self.queue_id, id);
        push_text(&mut self.queue, &queue.name);
        push_text(&mut self.channel, key.channel().as_str());
        self.view_id.push(key.view().map(|view| view.0));
        self.interval_start.push(bucket.start.0 * 1000);
        self.interval_seconds.push(bucket.seconds);
        self.offered.push(figures.offered);
        self.handled.push(figures.handled);
        self.abandoned.push(figures.abandoned);
        self.handling_time_seconds.push(figures.handling_time_seconds());
        self.aht_milliseconds.push(figures.aht_milliseconds());
    }

    /// Writes the columns in the order of the schema.
    fn write(&self, writer: &mut SerializedRowGroupWriter<'_, Out<'_>>) -> Result<()> {
        for texts in [&self.queue_id, &self.queue, &self.channel] {
            write_column::<ByteArrayType>(writer, texts, None)?;
        }
        write_optional(writer, &self.view_id)?;
        for numbers in [&self.interval_start, &self.interval_seconds, &self.offered] {
            write_column::<Int64Type>(writer, numbers, None)?;
        }
        write_optional(writer, &self.handled)?;
        write_optional(writer, &self.abandoned)?;
        write_optional(writer, &self.handling_time_seconds)?;
        write_optional(writer, &self.aht_milliseconds)
    }
}

pub(super) fn write_optional(
    writer: &mut SerializedRowGroupWriter<'_, Out<'_>>,
    column: &Optional,
) -> Result<()> {
    write_column::<Int64Type>(writer, &column.values, Some(&column.present))
}

#[cfg(test)]
mod tests {
    use inflow_domain::{CallQueue, Channel, Figures, Interval, QueueKey, Timestamp, ViewId};
    use inflow_mapping::QueueState;
    use inflow_store::QueueSummary;
    use parquet::file::metadata::RowGroupMetaData;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::super::files::{COLUMNS, FileFormat, FileWriter};
    use super::*;

    fn queue(key: QueueKey, title: &str) -> Queue {
        let interval = Interval::containing(Timestamp(0));
        Queue {
            name: key.name(title),
            summary: QueueSummary { key, offered: 0, first: interval, last: interval },
            state: QueueState::Active,
            definition_since: None,
            complete_from: None,
        }
    }

    fn quarter(number: usize, figures: Figures) -> Bucket {
        let start = Timestamp(i64::try_from(number).expect("a small number") * 900);
        Bucket { start, seconds: 900, figures }
    }

    fn written(queues: &[(&Queue, Vec<Bucket>)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer =
            FileWriter::new(FileFormat::Parquet, TimeZone::UTC, &mut bytes).expect("a writer");
        for (queue, buckets) in queues {
            writer.queue(queue, buckets.iter().copied()).expect("written rows");
        }
        writer.finish().expect("a whole file");
        bytes
    }

    #[test]
    fn rows_come_back_with_their_types() {
        let mail = queue(QueueKey::View { view: ViewId(25), channel: Channel::Email }, "Öffen");
        let calls = queue(QueueKey::Calls(CallQueue::For("+49123456789".into())), "");
        let offered = Figures { offered: 3, ..Figures::default() };
        let called = Figures {
            offered: 4,
            handled: Some(3),
            abandoned: Some(1),
            handling_seconds: Some(755),
        };
        let missed = Figures { handled: Some(0), handling_seconds: Some(0), ..called };
        let bytes = written(&[
            (&mail, vec![quarter(1_951_909, offered)]),
            (&calls, vec![quarter(1, called), quarter(2, missed)]),
        ]);
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("a file");
        let rows: Vec<Vec<(String, Field)>> = reader
            .get_row_iter(None)
            .expect("rows")
            .map(|row| row.expect("a row").into_columns())
            .collect();
        let names: Vec<&str> = rows[0].iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, COLUMNS);
        let line = |row: &Vec<(String, Field)>| {
            row.iter().map(|(_, field)| field.to_string()).collect::<Vec<_>>().join(" ")
        };
        let lines = [
            "\"view-25-email\" \"Öffen (email)\" \"email\" 25 \
             2025-09-01 09:15:00.000 +00:00 900 3 null null null null",
            "\"calls-for-+49123456789\" \"Calls Inbound For +49123456789\" \"call\" null \
             1970-01-01 00:15:00.000 +00:00 900 4 3 1 755 251.667",
            "\"calls-for-+49123456789\" \"Calls Inbound For +49123456789\" \"call\" null \
             1970-01-01 00:30:00.000 +00:00 900 4 0 1 null null",
        ];
        assert_eq!(rows.iter().map(line).collect::<Vec<_>>(), lines);
        assert!(matches!(rows[0][4].1, Field::TimestampMillis(1_756_718_100_000)));
    }

    #[test]
    fn a_long_history_is_written_in_groups() {
        let mail = queue(QueueKey::View { view: ViewId(25), channel: Channel::Email }, "Open");
        let offered = Figures { offered: 1, ..Figures::default() };
        let quarters = (0..=ROWS_PER_GROUP).map(|number| quarter(number, offered)).collect();
        let bytes = written(&[(&mail, quarters)]);
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("a file");
        let metadata = reader.metadata();
        let groups: Vec<i64> =
            metadata.row_groups().iter().map(RowGroupMetaData::num_rows).collect();
        assert_eq!(groups, [65_536, 1]);
    }

    #[test]
    fn nothing_is_a_file_too() {
        let bytes = written(&[]);
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("a file");
        assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
    }
}
