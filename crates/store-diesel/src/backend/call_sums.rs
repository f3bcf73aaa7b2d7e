//! The sums of calls: a Talk queue's figures are those of its calls (rules 7.3, 7.4 and 9.6), kept by the
//! week so that none of them is read for a volume.

use std::borrow::Cow;
use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::upsert::excluded;
use inflow_domain::{Call, CallQueue, Figures, IntegrationId, Interval, QueueKey, Timestamp};
use inflow_store::{QuarterCalls, QueueCalls, QueueSummary};
use rustc_hash::FxHashMap;

use super::bulk::{BulkRow, Values};
use super::{Connection, ROWS_PER_STATEMENT, calls, write_rows};
use crate::codec::figures_block::{self, Sums};
use crate::codec::{Unreadable, storable, volume_block};
use crate::failure::Failure;
use crate::schema::{call, call_queue, call_volume};

/// Ungrouped calls among the values of queues, of which none is blank (rule 7.2).
const UNGROUPED: &str = "";

/// A queue's value and the start of a week.
type WeekKey = (String, i64);

/// What changes in a week, or what it comes to, by the start of the interval.
type Week = BTreeMap<i64, Sums>;

struct CallVolumeRow<'a> {
    integration_id: i64,
    queue: &'a str,
    week_start: i64,
    figures: Vec<u8>,
}

#[derive(Insertable)]
#[diesel(table_name = call_queue, treat_none_as_default_value = false)]
struct CallQueueRow<'a> {
    integration_id: i64,
    queue: &'a str,
    offered: i64,
    untold: i64,
}

/// A queue with its first and its last week.
#[derive(QueryableByName)]
struct SummaryRow {
    #[diesel(sql_type = Text)]
    queue: String,
    #[diesel(sql_type = BigInt)]
    offered: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    first_week: Option<i64>,
    #[diesel(sql_type = Nullable<Binary>)]
    first_figures: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    last_week: Option<i64>,
    #[diesel(sql_type = Nullable<Binary>)]
    last_figures: Option<Vec<u8>>,
}

/// Differences that are not written yet.
pub(super) struct CallTally {
    id: IntegrationId,
    weeks: BTreeMap<WeekKey, Week>,
}

impl CallTally {
    pub(super) fn new(id: IntegrationId) -> Self {
        Self { id, weeks: BTreeMap::new() }
    }

    /// Adds a call, or takes it away, in the queue of that value.
    pub(super) fn add(&mut self, queue: Option<&str>, call: &Call, amount: i64) {
        let Some((figures, fates)) = call.figures().zip(call.fates()) else { return };
        let start = Interval::containing(call.created_at).start().0;
        let key = (queue.unwrap_or(UNGROUPED).to_owned(), volume_block::start_of(start));
        let sums = Sums {
            offered: figures.offered,
            abandoned: figures.abandoned.unwrap_or(0),
            handling_seconds: figures.handling_seconds.unwrap_or(0),
            fates,
        };
        self.weeks.entry(key).or_default().entry(start).or_default().add(&sums, amount);
    }

    /// Writes the differences. What came down to zero is removed, so that the rows are those of a sum
    /// over all calls.
    pub(super) fn finish(mut self, connection: &mut Connection) -> Result<(), Failure> {
        self.weeks.retain(|_, week| {
            week.retain(|_, sums| *sums != Sums::default());
            !week.is_empty()
        });
        if self.weeks.is_empty() {
            return Ok(());
        }
        self.write_queues(connection)?;
        let mut weeks: Vec<(WeekKey, Week)> = self.weeks.into_iter().collect();
        for weeks in weeks.chunks_mut(ROWS_PER_STATEMENT) {
            write_weeks(connection, self.id, weeks)?;
        }
        Ok(())
    }

    fn write_queues(&self, connection: &mut Connection) -> QueryResult<()> {
        let mut queues: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for ((queue, _), week) in &self.weeks {
            let (offered, untold) = queues.entry(queue).or_default();
            *offered += week.values().map(|sums| sums.offered).sum::<i64>();
            *untold += week.values().map(|sums| sums.fates.untold).sum::<i64>();
        }
        let integration_id = self.id.0;
        let row =
            |(queue, (offered, untold))| CallQueueRow { integration_id, queue, offered, untold };
        let rows: Vec<CallQueueRow<'_>> = queues.into_iter().map(row).collect();
        for rows in rows.chunks(ROWS_PER_STATEMENT) {
            diesel::insert_into(call_queue::table)
                .values(rows)
                .on_conflict((call_queue::integration_id, call_queue::queue))
                .do_update()
                .set((
                    call_queue::offered.eq(call_queue::offered + excluded(call_queue::offered)),
                    call_queue::untold.eq(call_queue::untold + excluded(call_queue::untold)),
                ))
                .execute(connection)?;
        }
        let empty = call_queue::table.filter(call_queue::integration_id.eq(self.id.0));
        diesel::delete(empty.filter(call_queue::offered.eq(0))).execute(connection)?;
        Ok(())
    }
}

/// Adds what is stored to the differences of some weeks, and writes what they come to.
fn write_weeks(
    connection: &mut Connection,
    id: IntegrationId,
    weeks: &mut [(WeekKey, Week)],
) -> Result<(), Failure> {
    let stored = stored_weeks(connection, id, weeks)?;
    let mut rows = Vec::with_capacity(weeks.len());
    for (key, week) in weeks {
        let (queue, week_start) = (key.0.as_str(), key.1);
        if let Some(figures) = stored.get(key) {
            for (start, sums) in figures_block::read(week_start, figures)? {
                week.entry(start).or_default().add(&sums, 1);
            }
        }
        week.retain(|_, sums| *sums != Sums::default());
        if week.is_empty() {
            diesel::delete(call_volume::table.find((id.0, queue, week_start)))
                .execute(connection)?;
            continue;
        }
        let figures: Vec<(i64, Sums)> = week.iter().map(|(start, sums)| (*start, *sums)).collect();
        if !figures.iter().all(|(_, sums)| sums.are_possible()) {
            return Err(Unreadable::new("sum of calls").into());
        }
        let figures = figures_block::write(week_start, &figures);
        rows.push(CallVolumeRow { integration_id: id.0, queue, week_start, figures });
    }
    Ok(write_rows(connection, &rows)?)
}

/// What is stored of some weeks, and perhaps of others.
fn stored_weeks(
    connection: &mut Connection,
    id: IntegrationId,
    weeks: &[(WeekKey, Week)],
) -> QueryResult<FxHashMap<WeekKey, Vec<u8>>> {
    let mut queues: Vec<&str> = weeks.iter().map(|((queue, _), _)| queue.as_str()).collect();
    queues.dedup();
    let mut starts: Vec<i64> = weeks.iter().map(|((_, start), _)| *start).collect();
    starts.sort_unstable();
    starts.dedup();
    let rows: Vec<(String, i64, Vec<u8>)> = call_volume::table
        .filter(call_volume::integration_id.eq(id.0).and(call_volume::queue.eq_any(queues)))
        .filter(call_volume::week_start.eq_any(starts))
        .select((call_volume::queue, call_volume::week_start, call_volume::figures))
        .load(connection)?;
    Ok(rows.into_iter().map(|(queue, start, figures)| ((queue, start), figures)).collect())
}

/// Puts the calls that are stored into their queues (rule 7.2) and sums them, in tables that are still
/// empty: one queue's after another's, so that no more than the weeks of one stand in memory.
pub(in super::super) fn sum_all(connection: &mut Connection) -> Result<(), Failure> {
    calls::queue_all(connection)?;
    let queues: Vec<(i64, Option<String>)> = call::table
        .filter(call::inbound.eq(true))
        .select((call::integration_id, call::queue))
        .distinct()
        .load(connection)?;
    for (id, value) in queues {
        let id = IntegrationId(id);
        let queue = queue_of(value.clone());
        let mut tally = CallTally::new(id);
        let (first, last) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
        let add = |call| tally.add(value.as_deref(), &call, 1);
        calls::each(connection, id, &queue, first, last, add)?;
        tally.finish(connection)?;
    }
    Ok(())
}

/// The Talk queues with a call, or one of them.
pub(super) fn queues(
    connection: &mut Connection,
    id: IntegrationId,
    only: Option<&CallQueue>,
) -> Result<Vec<QueueSummary>, Failure> {
    let weeks =
        "FROM call_volume v WHERE v.integration_id = q.integration_id AND v.queue = q.queue";
    // One statement, however many queues: each costs four looks at the key of their weeks.
    let query = diesel::sql_query(format!(
        "SELECT q.queue, q.offered, \
         (SELECT min(v.week_start) {weeks}) AS first_week, \
         (SELECT v.figures {weeks} ORDER BY v.week_start LIMIT 1) AS first_figures, \
         (SELECT max(v.week_start) {weeks}) AS last_week, \
         (SELECT v.figures {weeks} ORDER BY v.week_start DESC LIMIT 1) AS last_figures \
         FROM call_queue q WHERE q.integration_id = {}{}",
        id.0,
        if only.is_some() { " AND q.queue = $1" } else { "" }
    ));
    let rows: Vec<SummaryRow> = match only {
        Some(queue) => query.bind::<Text, _>(key_of(queue)).load(connection)?,
        None => query.load(connection)?,
    };
    let mut queues = Vec::with_capacity(rows.len());
    for row in rows {
        let first = row.first_week.zip(row.first_figures);
        let last = row.last_week.zip(row.last_figures);
        let (Some(first), Some(last)) = (first, last) else { continue };
        let first = figures_block::read(first.0, &first.1)?.first().map(|(start, _)| *start);
        let last = figures_block::read(last.0, &last.1)?.last().map(|(start, _)| *start);
        let Some((first, last)) = first.zip(last) else { continue };
        let value = Some(row.queue).filter(|value| value != UNGROUPED);
        queues.push(QueueSummary {
            key: QueueKey::Calls(queue_of(value)),
            offered: row.offered,
            first: Interval::containing(Timestamp(first)),
            last: Interval::containing(Timestamp(last)),
        });
    }
    Ok(queues)
}

/// A queue's intervals whose start is in `[from, to)`, by time.
pub(super) fn volumes(
    connection: &mut Connection,
    id: IntegrationId,
    queue: &CallQueue,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Interval, Figures)>, Failure> {
    let mut volumes = Vec::new();
    each(connection, id, queue, (from, to), |interval, sums| {
        let figures = Figures {
            offered: sums.offered,
            handled: Some(sums.fates.answered),
            abandoned: Some(sums.abandoned),
            handling_seconds: Some(sums.handling_seconds),
        };
        volumes.push((interval, figures));
    })?;
    Ok(volumes)
}

/// What became of a queue's calls in the intervals whose start is in `[from, to)`.
pub(super) fn fates(
    connection: &mut Connection,
    id: IntegrationId,
    queue: &CallQueue,
    from: Timestamp,
    to: Timestamp,
) -> Result<QueueCalls, Failure> {
    let mut quarters = Vec::new();
    each(connection, id, queue, (from, to), |interval, sums| {
        quarters.push(QuarterCalls { interval, fates: sums.fates });
    })?;
    Ok(QueueCalls { told_from: told_from(connection, id, queue)?, quarters })
}

/// From when on a queue's calls tell how they were answered: all of them, or from the first one on that does.
fn told_from(
    connection: &mut Connection,
    id: IntegrationId,
    queue: &CallQueue,
) -> Result<Timestamp, Failure> {
    let row = call_queue::table.find((id.0, key_of(queue))).select(call_queue::untold);
    let untold: Option<i64> = row.first(connection).optional()?;
    let (always, never) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
    if untold.unwrap_or(0) == 0 {
        return Ok(always);
    }
    let mut first = never;
    each(connection, id, queue, (always, never), |interval, sums| {
        if sums.fates.untold < sums.offered {
            first = first.min(interval.start());
        }
    })?;
    Ok(first)
}

/// Hands over the sums of a queue's intervals whose start is in a range, by time.
fn each(
    connection: &mut Connection,
    id: IntegrationId,
    queue: &CallQueue,
    (from, to): (Timestamp, Timestamp),
    mut take: impl FnMut(Interval, Sums),
) -> Result<(), Failure> {
    let first_week = volume_block::start_of(from.0.max(i64::MIN + volume_block::SECONDS));
    let weeks: Vec<(i64, Vec<u8>)> = call_volume::table
        .filter(call_volume::integration_id.eq(id.0).and(call_volume::queue.eq(key_of(queue))))
        .filter(call_volume::week_start.ge(first_week).and(call_volume::week_start.lt(to.0)))
        .order(call_volume::week_start)
        .select((call_volume::week_start, call_volume::figures))
        .load(connection)?;
    for (week_start, figures) in weeks {
        for (start, sums) in figures_block::read(week_start, &figures)? {
            if (from.0..to.0).contains(&start) {
                take(Interval::containing(Timestamp(start)), sums);
            }
        }
    }
    Ok(())
}

/// How many of an integration's calls do not tell how they were answered.
pub(super) fn untold(connection: &mut Connection, id: IntegrationId) -> QueryResult<i64> {
    let untold = call_queue::table.filter(call_queue::integration_id.eq(id.0));
    let untold: Vec<i64> = untold.select(call_queue::untold).load(connection)?;
    Ok(untold.iter().sum())
}

/// A queue's name in the tables of sums.
fn key_of(queue: &CallQueue) -> Cow<'_, str> {
    match queue {
        CallQueue::For(value) => storable(value),
        CallQueue::Ungrouped => Cow::Borrowed(UNGROUPED),
    }
}

fn queue_of(value: Option<String>) -> CallQueue {
    value.map_or(CallQueue::Ungrouped, |value| CallQueue::For(value.into()))
}

impl BulkRow for CallVolumeRow<'_> {
    type Table = call_volume::table;
    const TABLE: &'static str = "call_volume";
    const COLUMNS: &'static str = "integration_id, queue, week_start, figures";
    const ON_CONFLICT: &'static str = "ON CONFLICT (integration_id, queue, week_start) \
        DO UPDATE SET figures = excluded.figures";

    fn values<'r>(&'r self, values: &mut impl Values<'r>) -> QueryResult<()> {
        values.integer(&self.integration_id)?;
        values.text(self.queue)?;
        values.integer(&self.week_start)?;
        values.bytes(&self.figures)
    }
}
