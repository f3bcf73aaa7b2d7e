//! Volumes as planners' products read them: queues with their intervals, and how sure each interval is.

use inflow_domain::time_zone::TimeZone;
use inflow_domain::{CallFates, Fates, Interval, QueueKey, Target as ServiceLevel, Timestamp};
use inflow_formats::xlsx::{Cell, Table};
use inflow_formats::{Row, Series, Source, Standing, Target, Work, xlsx};
use inflow_store::{Integration, QuarterCalls, QuarterFates};

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::queues::{Queue, covered};
use crate::figures::volumes::files::{COLUMNS, VolumeRow};
use crate::figures::volumes::{Bucket, Shape, buckets};
use crate::import::counting::ENGINE_VERSION;

/// The seconds within which a contact is answered in time, where a format asks for that.
const WITHIN_SECONDS: i64 = 20;
const MICROS: i64 = 1_000_000;

/// A queue as a source of figures, as far as a map needs to know it.
pub fn source(queue: &Queue) -> Source {
    let key = &queue.summary.key;
    let work = if key.is_talk() { Work::Talk } else { Work::Support };
    Source {
        id: key.id(),
        name: queue.name.clone(),
        channel: key.channel(),
        work,
        number: None,
        has_handled: work == Work::Talk,
        has_handling_time: work == Work::Talk,
    }
}

/// Queues as sources for a product: whether their handled contacts and handling times are known, and the
/// numbers by which it knows them where it asks for such.
pub async fn sources(
    context: &Context,
    integration: &Integration,
    target: Target,
    queues: &[Queue],
) -> Result<Vec<Source>, IngestError> {
    let (store, id) = (&context.store, integration.id);
    let has_time_field = store.answers.time_field(id).await?.is_some();
    let mut are_counted = None;
    let mut sources = Vec::with_capacity(queues.len());
    for queue in queues {
        let mut source = source(queue);
        if source.work == Work::Support {
            // Ends are counted for all views at once, or for none yet.
            if are_counted.is_none() {
                let nothing =
                    store.reports.fates(id, &queue.summary.key, Timestamp(0), Timestamp(0));
                are_counted = Some(nothing.await?.is_some());
            }
            source.has_handled = are_counted == Some(true);
            source.has_handling_time = has_time_field;
        }
        sources.push(source);
    }
    if target == Target::Calabrio {
        let ids = sources.iter().map(|source| source.id.clone()).collect();
        let numbers = store.deliveries.queue_numbers(id, ids).await?;
        for (source, number) in sources.iter_mut().zip(numbers) {
            source.number = Some(number);
        }
    }
    Ok(sources)
}

/// The intervals of a queue, as far as they are covered.
pub async fn series(
    context: &Context,
    integration: &Integration,
    queue: &Queue,
    source: Source,
    shape: &Shape,
) -> Result<Series, IngestError> {
    let key = &queue.summary.key;
    let sure = Sure::of(integration, key, shape);
    let mut fates = fates(context, integration, key, shape).await?.into_iter().peekable();
    let mut calls = calls(context, integration, key, shape).await?.into_iter().peekable();
    let mut rows = Vec::new();
    for bucket in buckets(context, integration, key, shape).await? {
        let mut row = row(&bucket, sure);
        if source.work == Work::Support {
            let mut sum = Fates::default();
            while let Some(quarter) = fates.next_if(|one| one.interval.start() < bucket.end()) {
                if quarter.interval.start() >= bucket.start {
                    sum.add(&quarter.fates);
                }
            }
            add_fates(&mut row, &sum, source.has_handling_time);
        } else {
            let mut sum = CallFates::default();
            while let Some(quarter) = calls.next_if(|one| one.interval.start() < bucket.end()) {
                if quarter.interval.start() >= bucket.start {
                    sum.add(&quarter.fates);
                }
            }
            add_call_fates(&mut row, &sum);
        }
        rows.push(row);
    }
    Ok(Series { source, rows })
}

/// What became of the contacts of a Support queue, by quarter hours, as far as they are covered.
async fn fates(
    context: &Context,
    integration: &Integration,
    queue: &QueueKey,
    shape: &Shape,
) -> Result<Vec<QuarterFates>, IngestError> {
    let Some(shape) = shape.within_coverage(integration, queue) else { return Ok(Vec::new()) };
    let begin = |at: Timestamp| Interval::at_or_after(at).start();
    let (from, to) = (begin(shape.from), begin(shape.to));
    let found = context.store.reports.fates(integration.id, queue, from, to).await?;
    Ok(found.map_or_else(Vec::new, |found| found.quarters))
}

/// What became of the calls of a Talk queue, by quarter hours, as far as they are covered.
async fn calls(
    context: &Context,
    integration: &Integration,
    queue: &QueueKey,
    shape: &Shape,
) -> Result<Vec<QuarterCalls>, IngestError> {
    let Some(shape) = shape.within_coverage(integration, queue) else { return Ok(Vec::new()) };
    let begin = |at: Timestamp| Interval::at_or_after(at).start();
    let (from, to) = (begin(shape.from), begin(shape.to));
    let found = context.store.reports.call_fates(integration.id, queue, from, to).await?;
    Ok(found.map_or_else(Vec::new, |found| found.quarters))
}

/// How calls were answered, where all of the interval tell it (rule 9.6).
fn add_call_fates(row: &mut Row, fates: &CallFates) {
    if fates.untold > 0 {
        return;
    }
    row.answer_seconds = Some(fates.answer_seconds);
    row.abandoned_wait_seconds = Some(fates.abandoned_wait_seconds);
    row.within_target =
        ServiceLevel::of_seconds(WITHIN_SECONDS).map(|target| fates.within.within(target));
}

/// Handled contacts of Support are the answered and the settled ones (rule 9.3).
fn add_fates(row: &mut Row, fates: &Fates, has_handling_time: bool) {
    let handled = fates.answered + fates.settled;
    row.handled = Some(handled);
    row.unfinished = Some(fates.unfinished());
    row.answer_seconds = Some(fates.answer_seconds);
    row.within_target =
        ServiceLevel::of_seconds(WITHIN_SECONDS).map(|target| fates.within.within(target));
    row.handling_micros = has_handling_time.then(|| fates.handling.micros());
}

/// The time whose figures only change with their contacts' ends.
#[derive(Debug, Clone, Copy)]
struct Sure {
    from: Timestamp,
    until: Timestamp,
}

impl Sure {
    /// What is covered and asked for, without provisional intervals (rule 8.2); nothing while older history
    /// is still to come (rule 8.6).
    fn of(integration: &Integration, queue: &QueueKey, shape: &Shape) -> Self {
        if integration.is_preliminary() {
            return Self { from: shape.to, until: shape.from };
        }
        let (from, until) = covered(integration, queue).unwrap_or((shape.to, shape.from));
        let provisional = integration.coverage.and_then(|found| found.provisional_from);
        let provisional = provisional.filter(|_| queue.is_talk());
        let until = provisional.map_or(until, |provisional| provisional.min(until));
        Self { from: from.max(shape.from), until: until.min(shape.to) }
    }
}

fn row(bucket: &Bucket, sure: Sure) -> Row {
    let figures = &bucket.figures;
    let is_sure = bucket.start >= sure.from && bucket.end() <= sure.until;
    Row {
        standing: if is_sure { Standing::Settled } else { Standing::Changing },
        offered: figures.offered,
        handled: figures.handled,
        handling_micros: figures.handling_seconds.map(|seconds| seconds.saturating_mul(MICROS)),
        abandoned: figures.abandoned,
        ..Row::empty(bucket.start, bucket.seconds)
    }
}

/// The volumes of queues as a spreadsheet, with a sheet about them.
pub async fn spreadsheet(
    context: &Context,
    integration: &Integration,
    queues: &[Queue],
    shape: &Shape,
) -> Result<Vec<u8>, IngestError> {
    let mut sheet = Sheet::new(shape);
    for queue in queues {
        sheet.add(queue, buckets(context, integration, &queue.summary.key, shape).await?);
    }
    sheet.file(integration)
}

/// A spreadsheet in the making.
pub struct Sheet<'a> {
    shape: &'a Shape,
    rows: Vec<Vec<Cell>>,
    offsets: Vec<i32>,
}

impl<'a> Sheet<'a> {
    /// One without rows.
    pub fn new(shape: &'a Shape) -> Self {
        Self { shape, rows: Vec::new(), offsets: Vec::new() }
    }

    /// Adds the intervals of a queue.
    pub fn add(&mut self, queue: &Queue, buckets: impl Iterator<Item = Bucket>) {
        let (id, zone) = (queue.id(), self.shape.zone);
        for bucket in buckets {
            let ahead = zone.seconds_ahead(bucket.start);
            if !self.offsets.contains(&ahead) {
                self.offsets.push(ahead);
            }
            // Beyond its most rows a sheet is refused, so they need not be kept.
            let is_too_long = self.rows.len() > xlsx::MOST_ROWS;
            self.rows.push(if is_too_long { Vec::new() } else { cells(queue, &id, zone, &bucket) });
        }
    }

    /// The file, with a sheet about the figures.
    pub fn file(mut self, integration: &Integration) -> Result<Vec<u8>, IngestError> {
        self.offsets.sort_unstable();
        if self.shape.zone == TimeZone::UTC {
            self.offsets.clear();
        }
        let made_at = integration.coverage.map_or(Timestamp(0), |coverage| coverage.until);
        let (rows, offsets) = (self.rows, self.offsets);
        let about = about(integration, self.shape);
        let table = Table { columns: &COLUMNS, rows, offsets, about, made_at };
        Ok(xlsx::write(&table)?)
    }
}

/// Ids are texts: as numbers of a spreadsheet their last digits would be lost (rule 2.1).
fn cells(queue: &Queue, id: &str, zone: TimeZone, bucket: &Bucket) -> Vec<Cell> {
    let row = VolumeRow::new(queue, id, zone, bucket);
    let whole = |number: Option<i64>| number.map_or(Cell::Empty, Cell::Whole);
    vec![
        Cell::Text(id.to_owned()),
        Cell::Text(row.queue.to_owned()),
        Cell::Text(row.channel.to_owned()),
        row.view_id.map_or(Cell::Empty, |view| Cell::Text(view.to_string())),
        Cell::Time(zone.local(bucket.start)),
        Cell::Whole(row.interval_seconds),
        Cell::Whole(row.offered),
        whole(row.handled),
        whole(row.abandoned),
        whole(row.handling_time_seconds),
        bucket.figures.aht_milliseconds().map_or(Cell::Empty, Cell::Thousandths),
    ]
}

fn about(integration: &Integration, shape: &Shape) -> Vec<(String, String)> {
    let zone = shape.zone;
    let asked = |at: Timestamp, always: i64, all: &str| {
        if at.0 == always { all.to_owned() } else { zone.format(at) }
    };
    let coverage = integration.coverage;
    let told = |at: Option<Timestamp>| at.map_or_else(|| "none".to_owned(), |at| zone.format(at));
    [
        ("account", integration.domain.clone()),
        ("integration", integration.name.clone()),
        ("from", asked(shape.from, i64::MIN, "the beginning")),
        ("to", asked(shape.to, i64::MAX, "the end")),
        ("interval", shape.length.name().to_owned()),
        ("time zone", zone.name().to_owned()),
        ("covered from", told(coverage.map(|coverage| coverage.from))),
        ("covered until", told(coverage.map(|coverage| coverage.until))),
        ("calls covered until", told(coverage.and_then(|coverage| coverage.calls_until))),
        ("calls provisional from", told(coverage.and_then(|coverage| coverage.provisional_from))),
        ("preliminary", if integration.is_preliminary() { "all of it" } else { "none" }.to_owned()),
        ("version of the counting rules", ENGINE_VERSION.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}
