//! All figures as files: the columns of docs/interface.md, one row per queue and interval.

use std::io;

use inflow_domain::time_zone::TimeZone;
use serde::Serialize;
use serde_json::Number;

use super::all::{FullBucket, FullBuckets};
#[cfg(feature = "parquet")]
use super::all_parquet::FullParquetRows;
use super::files::{CHUNK, COLUMNS, FileFormat, VolumeRow};
use super::text::{TextForm, inert};
use crate::figures::queues::Queue;
use crate::figures::rows::{Out, SerialRows};

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FullRow {
    /// The queue's id.
    pub queue_id: String,
    /// The queue's name.
    pub queue: String,
    /// The queue's channel.
    pub channel: &'static str,
    /// The view, for a Support queue.
    pub view_id: Option<i64>,
    /// Whether older history is still to come (rule 8.6), which JSON says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preliminary: Option<bool>,
    /// When the interval starts, in RFC 3339.
    pub interval_start: String,
    /// How long it is.
    pub interval_seconds: i64,
    /// Contacts that arrived.
    pub offered: i64,
    /// Calls handled.
    pub handled: Option<i64>,
    /// Calls abandoned.
    pub abandoned: Option<i64>,
    /// Seconds of handling.
    pub handling_time_seconds: Option<Number>,
    /// Average handling time.
    pub aht_seconds: Option<Number>,
    /// Contacts by kind (rule 9.1).
    pub created: Option<i64>,
    /// Replies.
    pub replies: Option<i64>,
    /// Replies that reopened a solved ticket.
    pub reopenings: Option<i64>,
    /// Entries.
    pub entries: Option<i64>,
    /// Contacts by their end (rule 9.3); of calls the handled ones.
    pub answered: Option<i64>,
    /// Settled.
    pub settled: Option<i64>,
    /// Moved.
    pub moved: Option<i64>,
    /// Dropped.
    pub dropped: Option<i64>,
    /// Without an end.
    pub unfinished: Option<i64>,
    /// Contacts that wait at the interval's end (rule 9.5).
    pub waiting: Option<i64>,
    /// Their tickets.
    pub waiting_tickets: Option<i64>,
    /// Seconds from arrival to answer (rule 9.4).
    pub answer_seconds: Option<i64>,
    /// Average speed of answer.
    pub asa_seconds: Option<Number>,
    /// Answered within the target.
    pub within_target: Option<i64>,
    /// Calls by what Zendesk tells of them (rule 9.6).
    pub abandoned_in_ivr: Option<i64>,
    /// Abandoned in the queue.
    pub abandoned_in_queue: Option<i64>,
    /// Voicemails.
    pub voicemails: Option<i64>,
    /// Callbacks.
    pub callbacks: Option<i64>,
    /// Outside business hours.
    pub outside_business_hours: Option<i64>,
}

/// The names of the columns that are appended, in order.
pub const FURTHER_COLUMNS: [&str; 19] = [
    "created",
    "replies",
    "reopenings",
    "entries",
    "answered",
    "settled",
    "moved",
    "dropped",
    "unfinished",
    "waiting",
    "waiting_tickets",
    "answer_seconds",
    "asa_seconds",
    "within_target",
    "abandoned_in_ivr",
    "abandoned_in_queue",
    "voicemails",
    "callbacks",
    "outside_business_hours",
];

impl FullRow {
    /// The row of an interval, with its times in a zone; `id` is the queue's.
    pub fn new(queue: &Queue, id: &str, zone: TimeZone, full: &FullBucket) -> Self {
        let basic = VolumeRow::new(queue, id, zone, &full.bucket);
        let mut row = Self {
            queue_id: id.to_owned(),
            queue: queue.name.clone(),
            channel: basic.channel,
            view_id: basic.view_id,
            interval_start: basic.interval_start,
            interval_seconds: basic.interval_seconds,
            offered: basic.offered,
            handled: basic.handled,
            abandoned: basic.abandoned,
            handling_time_seconds: basic.handling_time_seconds.map(Number::from),
            aht_seconds: basic.aht_seconds,
            ..Self::default()
        };
        if let Some(support) = &full.support {
            let fates = &support.fates;
            row.handling_time_seconds =
                support.handling.and_then(|time| time.to_string().parse().ok());
            row.aht_seconds = support.aht_milliseconds().and_then(number_of_thousandths);
            row.created = Some(fates.created);
            row.replies = Some(fates.replies);
            row.reopenings = Some(fates.reopenings);
            row.entries = Some(fates.entries);
            row.answered = Some(fates.answered);
            row.settled = Some(fates.settled);
            row.moved = Some(fates.moved);
            row.dropped = Some(fates.dropped);
            row.unfinished = Some(fates.unfinished());
            row.waiting = Some(support.waiting.contacts);
            row.waiting_tickets = Some(support.waiting.tickets);
            row.answer_seconds = Some(fates.answer_seconds);
            row.asa_seconds = support.asa_milliseconds().and_then(number_of_thousandths);
            row.within_target = support.within_target;
        }
        if let Some(talk) = &full.talk {
            let fates = &talk.fates;
            row.answered = Some(fates.answered);
            row.abandoned_in_ivr = Some(fates.abandoned_in_ivr);
            row.abandoned_in_queue = Some(fates.abandoned_in_queue);
            row.voicemails = Some(fates.voicemails);
            row.asa_seconds = full.asa_milliseconds().and_then(number_of_thousandths);
            row.answer_seconds = talk.answering.map(|told| told.answer_seconds);
            row.within_target = talk.answering.and_then(|told| told.within_target);
            row.callbacks = talk.answering.map(|told| told.callbacks);
            row.outside_business_hours = talk.answering.map(|told| told.outside_business_hours);
        }
        row
    }
}

/// Thousandths as a number with up to three decimals.
fn number_of_thousandths(thousandths: i64) -> Option<Number> {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').parse().ok()
}

/// So many rows are written at once.
const ROWS_AT_ONCE: usize = 256;

/// Writes rows with all figures to the end of a buffer.
pub struct FullText {
    rows: SerialRows,
    zone: TimeZone,
    for_spreadsheets: bool,
    is_preliminary: bool,
}

impl FullText {
    /// Rows of that form, with their times in that zone.
    pub fn new(form: TextForm, zone: TimeZone) -> Self {
        Self { rows: SerialRows::new(form), zone, for_spreadsheets: false, is_preliminary: false }
    }

    /// The same, where texts of CSV that a spreadsheet would run get an apostrophe in front.
    #[must_use]
    pub fn for_spreadsheets(self, for_spreadsheets: bool) -> Self {
        let for_spreadsheets = for_spreadsheets && self.rows.form() == TextForm::Csv;
        Self { for_spreadsheets, ..self }
    }

    /// The same, where JSON says of each row that older history is still to come (rule 8.6).
    #[must_use]
    pub fn preliminary(self, is_preliminary: bool) -> Self {
        let is_preliminary = is_preliminary && self.rows.form() == TextForm::Json;
        Self { is_preliminary, ..self }
    }

    /// Writes what comes before the first row.
    pub fn begin(&self, out: &mut Vec<u8>) -> io::Result<()> {
        self.rows.begin(COLUMNS.iter().chain(&FURTHER_COLUMNS), out)
    }

    /// Writes rows of a queue until there is so much text; false where none is left.
    pub fn rows(
        &mut self,
        queue: &Queue,
        buckets: &mut FullBuckets,
        enough: usize,
        out: &mut Vec<u8>,
    ) -> io::Result<bool> {
        while out.len() < enough {
            let some: Vec<FullBucket> = buckets.by_ref().take(ROWS_AT_ONCE).collect();
            let is_last = some.len() < ROWS_AT_ONCE;
            self.write(queue, &some, out)?;
            if is_last {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Writes these rows of a queue.
    pub fn write(
        &mut self,
        queue: &Queue,
        buckets: &[FullBucket],
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        let (id, zone, for_spreadsheets) = (queue.id(), self.zone, self.for_spreadsheets);
        let preliminary = self.is_preliminary.then_some(true);
        let row = |full: &FullBucket| {
            let row = FullRow { preliminary, ..FullRow::new(queue, &id, zone, full) };
            if for_spreadsheets { row.inert() } else { row }
        };
        self.rows.rows(buckets.iter().map(row), out)
    }

    /// Writes what comes after the last row.
    pub fn end(&self, out: &mut Vec<u8>) {
        self.rows.end(out);
    }
}

impl FullRow {
    /// The same, with texts that no spreadsheet runs.
    fn inert(self) -> Self {
        let (queue_id, queue) = (&*self.queue_id, &*self.queue);
        let texts = (inert(queue_id).into_owned(), inert(queue).into_owned());
        Self { queue_id: texts.0, queue: texts.1, ..self }
    }
}

/// Writes rows with all figures, queue after queue, in memory that does not grow with them.
pub struct FullWriter<'a> {
    rows: Rows<'a>,
}

enum Rows<'a> {
    Text(Out<'a>, FullText),
    #[cfg(feature = "parquet")]
    Parquet(Box<FullParquetRows<'a>>, TimeZone),
}

impl<'a> FullWriter<'a> {
    /// A writer of that form, whose times are in that zone; Parquet's are instants.
    pub fn new(
        format: FileFormat,
        zone: TimeZone,
        for_spreadsheets: bool,
        out: Out<'a>,
    ) -> io::Result<Self> {
        let text = |form, out: Out<'a>| {
            let rows = FullText::new(form, zone).for_spreadsheets(for_spreadsheets);
            let mut first = Vec::new();
            rows.begin(&mut first)?;
            out.write_all(&first)?;
            Ok::<_, io::Error>(Rows::Text(out, rows))
        };
        let rows = match format {
            FileFormat::Csv => text(TextForm::Csv, out)?,
            FileFormat::Json => text(TextForm::Json, out)?,
            #[cfg(feature = "parquet")]
            FileFormat::Parquet => Rows::Parquet(Box::new(FullParquetRows::new(zone, out)?), zone),
        };
        Ok(Self { rows })
    }

    /// The same, where JSON says of each row that older history is still to come (rule 8.6).
    #[must_use]
    pub fn preliminary(self, is_preliminary: bool) -> Self {
        let rows = match self.rows {
            Rows::Text(out, rows) => Rows::Text(out, rows.preliminary(is_preliminary)),
            #[cfg(feature = "parquet")]
            parquet @ Rows::Parquet(..) => parquet,
        };
        Self { rows }
    }

    /// Writes one queue's rows.
    pub fn queue(&mut self, queue: &Queue, buckets: &mut FullBuckets) -> io::Result<()> {
        match &mut self.rows {
            Rows::Text(out, rows) => {
                let mut chunk = Vec::with_capacity(CHUNK + 1024);
                loop {
                    let is_more = rows.rows(queue, buckets, CHUNK, &mut chunk)?;
                    out.write_all(&chunk)?;
                    chunk.clear();
                    if !is_more {
                        return Ok(());
                    }
                }
            }
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows, zone) => {
                let id = queue.id();
                for full in buckets {
                    rows.push(&FullRow::new(queue, &id, *zone, &full), &full)?;
                }
                Ok(())
            }
        }
    }

    /// Writes what comes after the last row.
    pub fn finish(self) -> io::Result<()> {
        match self.rows {
            Rows::Text(out, rows) => {
                let mut last = Vec::new();
                rows.end(&mut last);
                out.write_all(&last)?;
                out.flush()
            }
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows, _) => rows.finish(),
        }
    }
}
