//! Volumes as planners' products read them: queues with their intervals, and how sure each interval is.

use inflow_domain::time_zone::TimeZone;
use inflow_domain::{QueueKey, Timestamp};
use inflow_formats::xlsx::{Cell, Table};
use inflow_formats::{Row, Series, Source, Standing, Work, xlsx};
use inflow_store::Integration;

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::queues::{Queue, covered};
use crate::figures::volumes::files::{COLUMNS, VolumeRow};
use crate::figures::volumes::{Bucket, Shape, buckets};
use crate::import::counting::ENGINE_VERSION;

/// A queue as a source of figures. What becomes of the contacts of views is not counted yet, so their
/// handled ones are not known.
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
    let buckets = buckets(context, integration, key, shape).await?;
    Ok(Series { source, rows: buckets.map(|bucket| row(&bucket, sure)).collect() })
}

/// The time whose figures only change with their contacts' ends.
#[derive(Debug, Clone, Copy)]
struct Sure {
    from: Timestamp,
    until: Timestamp,
}

impl Sure {
    /// What is covered and asked for, without provisional intervals (rule 8.2).
    fn of(integration: &Integration, queue: &QueueKey, shape: &Shape) -> Self {
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
        handling_seconds: figures.handling_seconds,
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
    let (mut rows, mut offsets) = (Vec::new(), Vec::new());
    for queue in queues {
        let id = queue.id();
        for bucket in buckets(context, integration, &queue.summary.key, shape).await? {
            let ahead = shape.zone.seconds_ahead(bucket.start);
            if !offsets.contains(&ahead) {
                offsets.push(ahead);
            }
            // Beyond its most rows a sheet is refused, so they need not be kept.
            let is_too_long = rows.len() > xlsx::MOST_ROWS;
            rows.push(if is_too_long {
                Vec::new()
            } else {
                cells(queue, &id, shape.zone, &bucket)
            });
        }
    }
    offsets.sort_unstable();
    if shape.zone == TimeZone::UTC {
        offsets.clear();
    }
    let made_at = integration.coverage.map_or(Timestamp(0), |coverage| coverage.until);
    let about = about(integration, shape);
    let table = Table { columns: &COLUMNS, rows, offsets, about, made_at };
    Ok(xlsx::write(&table)?)
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
        ("version of the counting rules", ENGINE_VERSION.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}
