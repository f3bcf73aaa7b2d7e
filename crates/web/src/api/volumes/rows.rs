//! The rows of some queues, read one queue after the other.

use std::hash::{Hash as _, Hasher as _};
use std::vec;

use axum::body::Bytes;
use inflow_app::figures::queues::{self, Queue};
use inflow_app::figures::volumes::all::{FullBuckets, full_buckets};
use inflow_app::figures::volumes::all_files::FullText;
use inflow_app::figures::volumes::text::{TextForm, TextRows};
use inflow_app::figures::volumes::{Buckets, Fill, Shape};
use inflow_app::{Context, IngestError};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Figures, Interval, IntervalLength, QueueKey, Target, Timestamp};
use inflow_store::Integration;
use rustc_hash::FxHasher;

use super::{Cursor, Wanted};
use crate::api::problem::Problem;
use crate::api::streaming::{Pieces, ROOM, broken};
use crate::http::streams::PIECE as CHUNK;

/// Which figures are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum FigureSet {
    /// Those of arrival.
    Basic,
    /// Every figure of rule 9, with the target that is asked for.
    All(Option<Target>),
}

/// What was read of one queue.
pub(crate) enum Known {
    /// The quarter hours with contacts.
    Basic(Shape, Vec<(Interval, Figures)>),
    /// Every figure.
    Full(Box<FullBuckets>),
}

/// How rows are written.
enum Text {
    Basic(TextRows),
    Full(FullText),
}

/// Rows of some queues, one queue after the other.
pub(super) struct Rows {
    context: Context,
    integration: Integration,
    shape: Shape,
    form: TextForm,
    for_spreadsheets: bool,
    figures: FigureSet,
    /// Where the rows of the first queue begin.
    cursor: Option<Timestamp>,
    waiting: vec::IntoIter<Queue>,
    /// What was read of the next queue already.
    known: Option<Known>,
    present: Option<(Queue, Present)>,
    text: Text,
    is_begun: bool,
    is_done: bool,
}

/// What is left of a queue.
enum Present {
    Basic(Buckets),
    Full(Box<FullBuckets>),
}

/// The shape of a queue's rows: as far as it is covered, and from the cursor on.
pub(super) fn shape_of(
    integration: &Integration,
    shape: Shape,
    queue: &QueueKey,
    cursor: Option<Timestamp>,
) -> Shape {
    let covered = shape.within_coverage(integration, queue);
    let shape = covered.unwrap_or(Shape { to: shape.from, ..shape });
    Shape { from: shape.from.max(cursor.unwrap_or(shape.from)), ..shape }
}

/// Reads what is asked for of a queue.
pub(super) async fn read(
    context: &Context,
    integration: &Integration,
    queue: &QueueKey,
    shape: Shape,
    figures: FigureSet,
) -> Result<Known, IngestError> {
    if let FigureSet::All(target) = figures {
        let read = full_buckets(context, integration, queue, &shape, target).await?;
        return Ok(Known::Full(Box::new(read)));
    }
    let quarters = if shape.from < shape.to {
        queues::volumes(context, integration, queue, shape.from, shape.to).await?
    } else {
        Vec::new()
    };
    Ok(Known::Basic(shape, quarters))
}

impl Rows {
    pub(super) fn new(
        context: Context,
        integration: Integration,
        mut queues: Vec<Queue>,
        wanted: &Wanted,
        form: TextForm,
    ) -> Self {
        let (shape, figures) = (wanted.shape(), wanted.figure_set());
        if let Some(begin) = &wanted.cursor {
            queues.retain(|queue| queue.id() >= begin.queue_id);
        }
        let cursor = queues.first().and_then(|queue| wanted.cursor_in(&queue.id()));
        let for_spreadsheets = wanted.is_for_spreadsheets();
        let is_preliminary = integration.is_preliminary();
        let text = match figures {
            FigureSet::Basic => {
                let rows = TextRows::new(form, shape.zone).for_spreadsheets(for_spreadsheets);
                Text::Basic(rows.preliminary(is_preliminary))
            }
            FigureSet::All(_) => {
                let rows = FullText::new(form, shape.zone).for_spreadsheets(for_spreadsheets);
                Text::Full(rows.preliminary(is_preliminary))
            }
        };
        Self {
            context,
            integration,
            shape,
            form,
            figures,
            cursor,
            waiting: queues.into_iter(),
            known: None,
            present: None,
            text,
            for_spreadsheets,
            is_begun: false,
            is_done: false,
        }
    }

    /// Takes what was read of the only queue.
    pub(super) fn knows(&mut self, known: Option<Known>) {
        self.known = known.filter(|_| self.waiting.len() == 1);
    }

    async fn take_known(
        &mut self,
        queue: &QueueKey,
        cursor: Option<Timestamp>,
    ) -> Result<Known, IngestError> {
        if let Some(known) = self.known.take() {
            return Ok(known);
        }
        let shape = shape_of(&self.integration, self.shape, queue, cursor);
        read(&self.context, &self.integration, queue, shape, self.figures).await
    }

    /// Names what the rows are made from, and so the rows.
    pub(super) async fn etag(&mut self) -> Result<String, Problem> {
        let mut hasher = FxHasher::default();
        let Shape { length, zone, fill, from, to } = self.shape;
        (self.form == TextForm::Json, fill == Fill::Zero, zone.name(), from, to).hash(&mut hasher);
        (TimeZone::data_version(), self.cursor).hash(&mut hasher);
        self.integration.is_preliminary().hash(&mut hasher);
        if self.for_spreadsheets {
            "spreadsheet".hash(&mut hasher);
        }
        if let FigureSet::All(target) = self.figures {
            ("all", target).hash(&mut hasher);
        }
        let name = IntervalLength::NAMED.iter().position(|(_, named)| *named == length);
        name.hash(&mut hasher);
        let queues = self.waiting.as_slice().to_vec();
        let mut cursor = self.cursor;
        for queue in &queues {
            let known = self.take_known(&queue.summary.key, cursor.take()).await?;
            (queue.id(), &queue.name).hash(&mut hasher);
            known.name(&mut hasher);
            if queues.len() == 1 {
                self.known = Some(known);
            }
        }
        Ok(format!("W/\"{:016x}\"", hasher.finish()))
    }

    /// Goes on with the next queue; false after the last one.
    async fn next_queue(&mut self) -> Result<bool, IngestError> {
        let Some(queue) = self.waiting.next() else { return Ok(false) };
        let cursor = self.cursor.take();
        let present = match self.take_known(&queue.summary.key, cursor).await? {
            Known::Basic(shape, quarters) => {
                Present::Basic(Buckets::new(shape, &queue.summary.key, quarters))
            }
            Known::Full(buckets) => Present::Full(buckets),
        };
        if let Text::Basic(text) = &mut self.text {
            text.queue(&queue);
        }
        self.present = Some((queue, present));
        Ok(true)
    }

    fn begin(&self, out: &mut Vec<u8>) -> Result<(), IngestError> {
        match &self.text {
            Text::Basic(text) => text.begin(out),
            Text::Full(text) => text.begin(out).map_err(broken)?,
        }
        Ok(())
    }

    fn end(&self, out: &mut Vec<u8>) {
        match &self.text {
            Text::Basic(text) => text.end(out),
            Text::Full(text) => text.end(out),
        }
    }

    /// Writes rows of the present queue; false where none is left.
    fn more(&mut self, out: &mut Vec<u8>) -> Result<bool, IngestError> {
        match (&mut self.text, &mut self.present) {
            (Text::Basic(text), Some((_, Present::Basic(buckets)))) => {
                Ok(text.rows(buckets, CHUNK, out))
            }
            (Text::Full(text), Some((queue, Present::Full(buckets)))) => {
                text.rows(queue, buckets, CHUNK, out).map_err(broken)
            }
            _ => Ok(false),
        }
    }

    /// Writes the next row of the present queue where there is room; tells when it begins.
    fn one(&mut self, has_room: bool, out: &mut Vec<u8>) -> Result<Option<Timestamp>, IngestError> {
        match (&mut self.text, &mut self.present) {
            (Text::Basic(text), Some((_, Present::Basic(buckets)))) => {
                let Some(bucket) = buckets.next() else { return Ok(None) };
                if has_room {
                    text.row(&bucket, out);
                }
                Ok(Some(bucket.start))
            }
            (Text::Full(text), Some((queue, Present::Full(buckets)))) => {
                let Some(full) = buckets.next() else { return Ok(None) };
                if has_room {
                    text.write(queue, &[full], out).map_err(broken)?;
                }
                Ok(Some(full.bucket.start))
            }
            _ => Ok(None),
        }
    }

    /// A page with so many rows, and the cursor of the next one.
    pub(super) async fn page(
        &mut self,
        limit: usize,
    ) -> Result<(Vec<u8>, Option<String>), IngestError> {
        let mut page = Vec::new();
        self.begin(&mut page)?;
        let (mut rows, mut next) = (0, None);
        'queues: while self.next_queue().await? {
            while let Some(start) = self.one(rows < limit, &mut page)? {
                if rows == limit {
                    next = self.present.as_ref().map(|(queue, _)| Cursor::text(start, queue));
                    break 'queues;
                }
                rows += 1;
            }
        }
        self.end(&mut page);
        Ok((page, next))
    }
}

impl Pieces for Rows {
    fn is_done(&self) -> bool {
        self.is_done
    }

    fn stop(&mut self) {
        self.is_done = true;
    }

    async fn piece(&mut self) -> Result<Option<Bytes>, IngestError> {
        if self.is_done {
            return Ok(None);
        }
        let mut chunk = Vec::with_capacity(CHUNK + ROOM);
        if !self.is_begun {
            self.begin(&mut chunk)?;
            self.is_begun = true;
        }
        loop {
            if self.more(&mut chunk)? {
                return Ok(Some(chunk.into()));
            }
            if !self.next_queue().await? {
                self.end(&mut chunk);
                self.is_done = true;
                return Ok(Some(chunk.into()));
            }
        }
    }
}

impl Known {
    /// Adds what it is made of to the name of the rows.
    fn name(&self, hasher: &mut FxHasher) {
        match self {
            Self::Full(buckets) => buckets.hash(hasher),
            Self::Basic(shape, quarters) => {
                (shape.from, shape.to, quarters.len()).hash(hasher);
                for (interval, figures) in quarters {
                    // One number for both is quicker than two.
                    hasher.write_i64(interval.start().0.rotate_left(32) ^ figures.offered);
                    if let Figures { handled: Some(handled), abandoned, handling_seconds, .. } =
                        figures
                    {
                        (handled, abandoned, handling_seconds).hash(hasher);
                    }
                }
            }
        }
    }
}
