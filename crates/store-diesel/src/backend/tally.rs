//! The sums of a count: what contacts add to volumes and queues, and what old ones took.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::upsert::excluded;
use inflow_domain::{Contact, IntegrationId, Interval};
use rustc_hash::FxHashMap;

use super::bulk::{BulkRow, Values};
use super::{Connection, ROWS_PER_STATEMENT, write_rows};
use crate::codec::{code, volume_block};
use crate::failure::Failure;
use crate::schema::{queue, volume};

/// As many cells are added up in memory before they are written.
const CELLS: usize = 100_000;

/// A view's id and the number of a channel.
type Queue = (i64, i64);

struct VolumeRow {
    integration_id: i64,
    view_id: i64,
    channel: i64,
    week_start: i64,
    counts: Vec<u8>,
}

#[derive(Insertable)]
#[diesel(table_name = queue, treat_none_as_default_value = false)]
struct QueueRow {
    integration_id: i64,
    view_id: i64,
    channel: i64,
    offered: i64,
}

/// Differences that are not written yet.
pub(super) struct Tally {
    id: IntegrationId,
    cells: FxHashMap<(Queue, i64), i64>,
    queues: BTreeMap<Queue, i64>,
}

impl Tally {
    pub(super) fn new(id: IntegrationId) -> Self {
        Self { id, cells: FxHashMap::default(), queues: BTreeMap::new() }
    }

    /// Adds a contact, or takes it away, in every view that it counts in (rule 4).
    pub(super) fn add(&mut self, contact: &Contact, amount: i64) {
        let (channel, start) =
            (code::of_channel(contact.channel), Interval::containing(contact.at).start().0);
        for view in contact.view_ids() {
            *self.cells.entry(((view.0, channel), start)).or_insert(0) += amount;
        }
    }

    /// Writes the differences where there are many.
    pub(super) fn spill(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        if self.cells.len() < CELLS { Ok(()) } else { self.write_cells(connection) }
    }

    /// Writes the differences that are left. What came down to zero is removed, so that the rows
    /// are those of a count from the beginning.
    pub(super) fn finish(mut self, connection: &mut Connection) -> Result<(), Failure> {
        self.write_cells(connection)?;
        Ok(self.write_queues(connection)?)
    }

    fn write_cells(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        let mut cells: Vec<(Queue, i64, i64)> = Vec::with_capacity(self.cells.len());
        cells.extend(self.cells.drain().map(|((queue, start), amount)| (queue, start, amount)));
        cells.retain(|(_, _, amount)| *amount != 0);
        cells.sort_unstable();
        for cells in cells.chunk_by(|left, right| left.0 == right.0) {
            let amounts = cells.iter().map(|(_, _, amount)| amount);
            *self.queues.entry(cells[0].0).or_insert(0) += amounts.sum::<i64>();
            self.write_queue_cells(connection, cells)?;
        }
        Ok(())
    }

    /// Adds the differences of one queue, by time, to its weeks.
    fn write_queue_cells(
        &self,
        connection: &mut Connection,
        cells: &[(Queue, i64, i64)],
    ) -> Result<(), Failure> {
        let ((view_id, channel), first, _) = cells[0];
        let last = cells[cells.len() - 1].1;
        let weeks = volume::table
            .filter(volume::integration_id.eq(self.id.0).and(volume::view_id.eq(view_id)))
            .filter(volume::channel.eq(channel));
        let stored: Vec<(i64, Vec<u8>)> = weeks
            .filter(volume::week_start.between(volume_block::start_of(first), last))
            .select((volume::week_start, volume::counts))
            .load(connection)?;
        let stored: FxHashMap<i64, Vec<u8>> = stored.into_iter().collect();
        let (mut rows, mut empty) = (Vec::new(), Vec::new());
        let week_of = |cell: &(Queue, i64, i64)| volume_block::start_of(cell.1);
        for cells in cells.chunk_by(|left, right| week_of(left) == week_of(right)) {
            let week_start = week_of(&cells[0]);
            let old = stored.get(&week_start).map_or(&[][..], Vec::as_slice);
            let mut counts: BTreeMap<i64, i64> =
                volume_block::read(week_start, old)?.into_iter().collect();
            for (_, start, amount) in cells {
                *counts.entry(*start).or_insert(0) += amount;
            }
            let counts: Vec<(i64, i64)> =
                counts.into_iter().filter(|(_, count)| *count != 0).collect();
            if counts.is_empty() {
                empty.push(week_start);
            } else {
                let counts = volume_block::write(week_start, &counts);
                let integration_id = self.id.0;
                rows.push(VolumeRow { integration_id, view_id, channel, week_start, counts });
            }
        }
        for empty in empty.chunks(ROWS_PER_STATEMENT) {
            diesel::delete(weeks.filter(volume::week_start.eq_any(empty))).execute(connection)?;
        }
        Ok(write_rows(connection, &rows)?)
    }

    fn write_queues(self, connection: &mut Connection) -> QueryResult<()> {
        let row = |((view_id, channel), offered): (&Queue, &i64)| QueueRow {
            integration_id: self.id.0,
            view_id: *view_id,
            channel: *channel,
            offered: *offered,
        };
        let rows: Vec<QueueRow> = self.queues.iter().map(row).collect();
        for rows in rows.chunks(ROWS_PER_STATEMENT) {
            diesel::insert_into(queue::table)
                .values(rows)
                .on_conflict((queue::integration_id, queue::view_id, queue::channel))
                .do_update()
                .set(queue::offered.eq(queue::offered + excluded(queue::offered)))
                .execute(connection)?;
        }
        let empty = queue::table.filter(queue::integration_id.eq(self.id.0));
        diesel::delete(empty.filter(queue::offered.eq(0))).execute(connection)?;
        Ok(())
    }
}

impl BulkRow for VolumeRow {
    type Table = volume::table;
    const TABLE: &'static str = "volume";
    const COLUMNS: &'static str = "integration_id, view_id, channel, week_start, counts";
    const ON_CONFLICT: &'static str = "ON CONFLICT (integration_id, view_id, channel, week_start) \
        DO UPDATE SET counts = excluded.counts";

    fn values<'r>(&'r self, values: &mut impl Values<'r>) -> QueryResult<()> {
        values.integer(&self.integration_id)?;
        values.integer(&self.view_id)?;
        values.integer(&self.channel)?;
        values.integer(&self.week_start)?;
        values.bytes(&self.counts)
    }
}
