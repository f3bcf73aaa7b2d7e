//! The sums of a count: what contacts add to volumes and queues, and what old ones took.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::upsert::excluded;
use inflow_domain::{Contact, IntegrationId, Interval};
use rustc_hash::FxHashMap;

use super::{Connection, ROWS_PER_STATEMENT};
use crate::codec::code;
use crate::schema::{queue, volume};

/// As many cells are added up in memory before they are written.
const CELLS: usize = 100_000;

/// A view's id and the number of a channel.
type Queue = (i64, i64);

#[derive(Insertable)]
#[diesel(table_name = volume, treat_none_as_default_value = false)]
struct VolumeRow {
    integration_id: i64,
    view_id: i64,
    channel: i64,
    interval_start: i64,
    offered: i64,
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
    /// Where cells may have come down to zero: a queue's first and last such interval.
    lowered: BTreeMap<Queue, (i64, i64)>,
}

impl Tally {
    pub(super) fn new(id: IntegrationId) -> Self {
        Self { id, cells: FxHashMap::default(), queues: BTreeMap::new(), lowered: BTreeMap::new() }
    }

    /// Adds a contact, or takes it away, in every view that it counts in (rule 4).
    pub(super) fn add(&mut self, contact: &Contact, amount: i64) {
        let (channel, start) =
            (code::of_channel(contact.channel), Interval::containing(contact.at).start().0);
        for view in &contact.views {
            *self.cells.entry(((view.0, channel), start)).or_insert(0) += amount;
        }
    }

    /// Writes the differences where there are many.
    pub(super) fn spill(&mut self, connection: &mut Connection) -> QueryResult<()> {
        if self.cells.len() < CELLS { Ok(()) } else { self.write_cells(connection) }
    }

    /// Writes the differences that are left, and removes what came down to zero, so that the rows
    /// are those of a count from the beginning.
    pub(super) fn finish(mut self, connection: &mut Connection) -> QueryResult<()> {
        self.write_cells(connection)?;
        for ((view, channel), (first, last)) in &self.lowered {
            let empty = volume::table
                .filter(volume::integration_id.eq(self.id.0).and(volume::view_id.eq(view)))
                .filter(volume::channel.eq(channel))
                .filter(volume::interval_start.between(first, last))
                .filter(volume::offered.eq(0));
            diesel::delete(empty).execute(connection)?;
        }
        self.write_queues(connection)
    }

    fn write_cells(&mut self, connection: &mut Connection) -> QueryResult<()> {
        let cells = self.cells.drain().filter(|(_, amount)| *amount != 0);
        let mut cells: Vec<((Queue, i64), i64)> = cells.collect();
        // In the order of the key, which saves the database from jumping.
        cells.sort_unstable();
        for ((queue, start), amount) in &cells {
            *self.queues.entry(*queue).or_insert(0) += amount;
            if *amount < 0 {
                let (first, last) = self.lowered.entry(*queue).or_insert((*start, *start));
                (*first, *last) = ((*first).min(*start), (*last).max(*start));
            }
        }
        let row = |((view_id, channel), interval_start): (Queue, i64), offered| VolumeRow {
            integration_id: self.id.0,
            view_id,
            channel,
            interval_start,
            offered,
        };
        for cells in cells.chunks(ROWS_PER_STATEMENT) {
            let rows: Vec<VolumeRow> = cells.iter().map(|(cell, by)| row(*cell, *by)).collect();
            diesel::insert_into(volume::table)
                .values(&rows)
                .on_conflict((
                    volume::integration_id,
                    volume::view_id,
                    volume::channel,
                    volume::interval_start,
                ))
                .do_update()
                .set(volume::offered.eq(volume::offered + excluded(volume::offered)))
                .execute(connection)?;
        }
        Ok(())
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

/// Removes every sum.
pub(super) fn delete_all(connection: &mut Connection, id: IntegrationId) -> QueryResult<()> {
    diesel::delete(volume::table.filter(volume::integration_id.eq(id.0))).execute(connection)?;
    diesel::delete(queue::table.filter(queue::integration_id.eq(id.0))).execute(connection)?;
    Ok(())
}
