//! The contacts behind all figures, one row per contact and queue: read a week at a time, so that memory does
//! not grow with them.

#[cfg(feature = "parquet")]
pub(in crate::figures) mod parquet;

use std::io;

use inflow_domain::{Call, Contact, Outcome, Timestamp, ViewId};
use inflow_store::Integration;
use serde::Serialize;

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::queues::{Queue, covered};
use crate::figures::rows::{Out, SerialRows};
use crate::figures::volumes::files::FileFormat;
use crate::figures::volumes::text::{TextForm, inert};

/// So much of a queue is read at once.
const STEP_SECONDS: i64 = 7 * 86_400;

/// One row; instants are UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ContactRow {
    /// Never changes, and is the same in every queue that the contact counts in.
    pub contact_id: String,
    /// The ticket; none of a call.
    pub ticket_id: Option<i64>,
    /// The event that is the contact.
    pub event_id: Option<i64>,
    /// The queue's id.
    pub queue_id: String,
    /// The queue's name.
    pub queue: String,
    /// The queue's channel.
    pub channel: &'static str,
    /// The view, for a queue of one.
    pub view_id: Option<i64>,
    /// created, reply or entry.
    pub kind: Option<&'static str>,
    /// Whether it reopened a solved ticket.
    pub reopening: Option<bool>,
    /// When it arrived.
    pub arrived_at: String,
    /// How it ended in the queue (rule 9.3), or unfinished; of calls answered, abandoned or neither.
    pub outcome: &'static str,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Seconds from arrival to answer, of an answered one.
    pub answer_seconds: Option<i64>,
    /// customer, staff or system.
    pub author_side: Option<&'static str>,
    /// The call.
    pub call_id: Option<i64>,
}

/// The names of the columns, in order.
pub const CONTACT_COLUMNS: [&str; 15] = [
    "contact_id",
    "ticket_id",
    "event_id",
    "queue_id",
    "queue",
    "channel",
    "view_id",
    "kind",
    "reopening",
    "arrived_at",
    "outcome",
    "ended_at",
    "answer_seconds",
    "author_side",
    "call_id",
];

/// A row with its instants, by which rows are sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// When the contact arrived.
    pub at: Timestamp,
    /// When it ended, where it has.
    pub ended: Option<Timestamp>,
    /// Seconds of handling, of a call that was handled.
    pub handling_seconds: Option<i64>,
    /// The row.
    pub row: ContactRow,
}

impl ContactRow {
    fn of_contact(queue: &Queue, queue_id: &str, view: ViewId, contact: &Contact) -> Arrived {
        let end = contact.in_view(view).and_then(|counted| counted.end);
        let is_answered = end.is_some_and(|end| end.outcome == Outcome::Answered);
        let row = Self {
            contact_id: format!("t{}-{}", contact.ticket, contact.event),
            ticket_id: Some(contact.ticket.0),
            event_id: Some(contact.event.0),
            queue_id: queue_id.to_owned(),
            queue: queue.name.clone(),
            channel: queue.summary.key.channel().as_str(),
            view_id: queue.summary.key.view().map(|view| view.0),
            kind: Some(contact.kind.as_str()),
            reopening: Some(contact.reopening),
            arrived_at: contact.at.to_string(),
            outcome: end.map_or("unfinished", |end| end.outcome.as_str()),
            ended_at: end.map(|end| end.at.to_string()),
            answer_seconds: end.filter(|_| is_answered).map(|end| contact.seconds_until(&end)),
            author_side: Some(contact.author_side.as_str()),
            call_id: None,
        };
        Arrived { at: contact.at, ended: end.map(|end| end.at), handling_seconds: None, row }
    }

    fn of_call(queue: &Queue, queue_id: &str, call: &Call) -> Arrived {
        let outcome = if call.handled() {
            "answered"
        } else if call.abandoned() {
            "abandoned"
        } else {
            "neither"
        };
        let row = Self {
            contact_id: format!("c{}", call.id),
            queue_id: queue_id.to_owned(),
            queue: queue.name.clone(),
            channel: queue.summary.key.channel().as_str(),
            arrived_at: call.created_at.to_string(),
            outcome,
            answer_seconds: call.answer_seconds(),
            call_id: Some(call.id.0),
            ..Self::default()
        };
        let handling_seconds =
            call.figures().and_then(|figures| figures.handling_seconds).filter(|_| call.handled());
        Arrived { at: call.created_at, ended: None, handling_seconds, row }
    }
}

/// A queue's contacts, a week at a time.
pub struct ContactPages<'c> {
    context: &'c Context,
    integration: &'c Integration,
    queue: &'c Queue,
    queue_id: String,
    from: Timestamp,
    to: Timestamp,
}

impl<'c> ContactPages<'c> {
    /// The contacts that arrived in `[from, to)`, as far as that is covered (rule 8.2).
    pub fn new(
        context: &'c Context,
        integration: &'c Integration,
        queue: &'c Queue,
        (from, to): (Timestamp, Timestamp),
    ) -> Self {
        let summary = &queue.summary;
        let (first, until) = covered(integration, &summary.key).unwrap_or((to, from));
        let from = from.max(first).max(summary.first.start());
        let to = to.min(until).min(summary.last.end());
        Self { context, integration, queue, queue_id: queue.id(), from, to }
    }

    /// From when on none were read yet.
    pub fn read_until(&self) -> Timestamp {
        self.from
    }

    /// The next ones, by time and contact; none where all were told.
    pub async fn next(&mut self) -> Result<Option<Vec<Arrived>>, IngestError> {
        while self.from < self.to {
            let (from, to) = (self.from, self.to.min(self.from.plus_seconds(STEP_SECONDS)));
            self.from = to;
            let mut rows = self.rows(from, to).await?;
            rows.sort_by(|left, right| {
                (left.at, &left.row.contact_id).cmp(&(right.at, &right.row.contact_id))
            });
            if !rows.is_empty() {
                return Ok(Some(rows));
            }
        }
        Ok(None)
    }

    async fn rows(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Arrived>, IngestError> {
        let (reports, id) = (&self.context.store.reports, self.integration.id);
        let key = &self.queue.summary.key;
        let Some((view, _)) = key.as_view() else {
            let calls = reports.calls(id, key, from, to).await?;
            let row = |call| ContactRow::of_call(self.queue, &self.queue_id, call);
            return Ok(calls.iter().map(row).collect());
        };
        let contacts = reports.contacts(id, key, from, to).await?;
        let row = |contact| ContactRow::of_contact(self.queue, &self.queue_id, view, contact);
        Ok(contacts.iter().map(row).collect())
    }
}

/// Writes contacts as text to the end of a buffer.
pub struct ContactText {
    rows: SerialRows,
    for_spreadsheets: bool,
}

impl ContactText {
    /// Rows of that form. Where it is for spreadsheets, texts of CSV that one would run get an apostrophe in
    /// front.
    pub fn new(form: TextForm, for_spreadsheets: bool) -> Self {
        let for_spreadsheets = for_spreadsheets && form == TextForm::Csv;
        Self { rows: SerialRows::new(form), for_spreadsheets }
    }

    /// Writes what comes before the first one.
    pub fn begin(&self, out: &mut Vec<u8>) -> io::Result<()> {
        self.rows.begin(&CONTACT_COLUMNS, out)
    }

    /// Writes some contacts.
    pub fn write(
        &mut self,
        contacts: impl IntoIterator<Item = Arrived>,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        let for_spreadsheets = self.for_spreadsheets;
        let row = |Arrived { mut row, .. }| {
            if for_spreadsheets {
                row.queue_id = inert(&row.queue_id).into_owned();
                row.queue = inert(&row.queue).into_owned();
            }
            row
        };
        self.rows.rows(contacts.into_iter().map(row), out)
    }

    /// Writes what comes after the last one.
    pub fn end(&self, out: &mut Vec<u8>) {
        self.rows.end(out);
    }
}

/// Writes contacts in memory that does not grow with them.
pub struct ContactWriter<'a> {
    rows: Rows<'a>,
}

enum Rows<'a> {
    Text(Out<'a>, ContactText),
    #[cfg(feature = "parquet")]
    Parquet(Box<parquet::ContactParquet<'a>>),
}

impl<'a> ContactWriter<'a> {
    /// A writer of that form.
    pub fn new(format: FileFormat, for_spreadsheets: bool, out: Out<'a>) -> io::Result<Self> {
        let text = |form, out: Out<'a>| {
            let rows = ContactText::new(form, for_spreadsheets);
            let mut first = Vec::new();
            rows.begin(&mut first)?;
            out.write_all(&first)?;
            Ok::<_, io::Error>(Rows::Text(out, rows))
        };
        let rows = match format {
            FileFormat::Csv => text(TextForm::Csv, out)?,
            FileFormat::Json => text(TextForm::Json, out)?,
            #[cfg(feature = "parquet")]
            FileFormat::Parquet => Rows::Parquet(Box::new(parquet::ContactParquet::new(out)?)),
        };
        Ok(Self { rows })
    }

    /// Writes some contacts.
    pub fn write(&mut self, contacts: Vec<Arrived>) -> io::Result<()> {
        match &mut self.rows {
            Rows::Text(out, rows) => {
                let mut text = Vec::new();
                rows.write(contacts, &mut text)?;
                out.write_all(&text)
            }
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows) => contacts.iter().try_for_each(|arrived| rows.push(arrived)),
        }
    }

    /// Writes what comes after the last one.
    pub fn finish(self) -> io::Result<()> {
        match self.rows {
            Rows::Text(out, rows) => {
                let mut last = Vec::new();
                rows.end(&mut last);
                out.write_all(&last)?;
                out.flush()
            }
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows) => rows.finish(),
        }
    }
}
