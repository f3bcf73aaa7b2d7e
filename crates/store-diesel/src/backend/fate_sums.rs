//! The sums of what becomes of contacts: of those that arrived in an interval, and of what waits at its end
//! (rule 9). What waits is kept as changes, with what each week comes to, so that no instant needs more than
//! the quarter hours of its own week.

use std::collections::BTreeMap;

use diesel::prelude::*;
use inflow_domain::{Channel, Contact, Fates, IntegrationId, Interval, Timestamp, ViewId, Waiting};
use inflow_store::{QuarterFates, QueueFates};
use rustc_hash::FxHashMap;

use super::bulk::{BulkRow, Values};
use super::{Connection, write_rows};
use crate::codec::fates_block::{self, Cell};
use crate::codec::{code, volume_block};
use crate::failure::Failure;
use crate::schema::{fate_volume, queue_waiting};

/// As many cells are added up in memory before they are written.
const CELLS: usize = 14_000;

/// A view's id and the number of a channel.
type Queue = (i64, i64);

/// By how much the tickets that wait change, each once: by queue and start of the interval.
pub(super) type TicketChanges = BTreeMap<(ViewId, i64, i64), i64>;

struct FateVolumeRow {
    integration_id: i64,
    view_id: i64,
    channel: i64,
    week_start: i64,
    fates: Vec<u8>,
}

struct QueueWaitingRow {
    integration_id: i64,
    view_id: i64,
    channel: i64,
    weeks: Vec<u8>,
}

/// Differences that are not written yet.
pub(super) struct FateTally {
    id: IntegrationId,
    cells: FxHashMap<(Queue, i64), Cell>,
}

impl FateTally {
    pub(super) fn new(id: IntegrationId) -> Self {
        Self { id, cells: FxHashMap::default() }
    }

    /// Adds a contact, or takes it away, in every view that it counts in.
    pub(super) fn add(&mut self, contact: &Contact, times: i64) {
        let channel = code::of_channel(contact.channel);
        let start = start_of(contact.at);
        let waiting = |contacts| Waiting { contacts, tickets: 0 };
        for counted in &contact.views {
            let queue = (counted.view.0, channel);
            let arrived = Cell { fates: Fates::of(contact, counted), waiting: waiting(1) };
            self.cells.entry((queue, start)).or_default().add(&arrived, times);
            if let Some(end) = &counted.end {
                let ended = Cell { fates: Fates::default(), waiting: waiting(-1) };
                self.cells.entry((queue, start_of(end.at))).or_default().add(&ended, times);
            }
        }
    }

    /// Adds by how much the tickets that wait change.
    pub(super) fn add_tickets(&mut self, changes: &TicketChanges) {
        for ((view, channel, start), change) in changes {
            let waiting = Waiting { contacts: 0, tickets: *change };
            let cell = Cell { fates: Fates::default(), waiting };
            self.cells.entry(((view.0, *channel), *start)).or_default().add(&cell, 1);
        }
    }

    /// Writes the differences where there are many.
    pub(super) fn spill(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        if self.cells.len() < CELLS { Ok(()) } else { self.write(connection) }
    }

    /// Writes the differences. What came down to nothing is removed, so that the rows are those of a count
    /// from the beginning.
    pub(super) fn write(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        self.cells.retain(|_, cell| !cell.is_empty());
        let mut keys: Vec<(Queue, i64)> = self.cells.keys().copied().collect();
        keys.sort_unstable();
        for keys in keys.chunk_by(|left, right| left.0 == right.0) {
            let taken = keys.iter().filter_map(|key| self.cells.remove_entry(key));
            let cells: Vec<(Queue, i64, Cell)> =
                taken.map(|((queue, start), cell)| (queue, start, cell)).collect();
            self.write_weeks(connection, &cells)?;
            self.write_waiting(connection, &cells)?;
        }
        Ok(())
    }

    /// Adds the differences of one queue, by time, to its weeks.
    fn write_weeks(
        &self,
        connection: &mut Connection,
        cells: &[(Queue, i64, Cell)],
    ) -> Result<(), Failure> {
        let ((view_id, channel), ..) = cells[0];
        let week_of = |cell: &(Queue, i64, Cell)| volume_block::start_of(cell.1);
        let (first, last) = (week_of(&cells[0]), week_of(&cells[cells.len() - 1]));
        let stored: Vec<(i64, Vec<u8>)> = fate_volume::table
            .filter(fate_volume::integration_id.eq(self.id.0).and(fate_volume::view_id.eq(view_id)))
            .filter(fate_volume::channel.eq(channel))
            .filter(fate_volume::week_start.between(first, last))
            .select((fate_volume::week_start, fate_volume::fates))
            .load(connection)?;
        let stored: FxHashMap<i64, Vec<u8>> = stored.into_iter().collect();
        let mut rows = Vec::new();
        for cells in cells.chunk_by(|left, right| week_of(left) == week_of(right)) {
            let week_start = week_of(&cells[0]);
            let old = stored.get(&week_start).map_or(&[][..], Vec::as_slice);
            let mut week: BTreeMap<i64, Cell> =
                fates_block::read(week_start, old)?.into_iter().collect();
            for (_, start, cell) in cells {
                week.entry(*start).or_default().add(cell, 1);
            }
            week.retain(|_, cell| !cell.is_empty());
            let key = (self.id.0, view_id, channel, week_start);
            if week.is_empty() {
                diesel::delete(fate_volume::table.find(key)).execute(connection)?;
                continue;
            }
            let week: Vec<(i64, Cell)> = week.into_iter().collect();
            let fates = fates_block::write(week_start, &week);
            let integration_id = self.id.0;
            rows.push(FateVolumeRow { integration_id, view_id, channel, week_start, fates });
        }
        Ok(write_rows(connection, &rows)?)
    }

    /// Adds the differences of one queue to what its weeks come to.
    fn write_waiting(
        &self,
        connection: &mut Connection,
        cells: &[(Queue, i64, Cell)],
    ) -> Result<(), Failure> {
        let ((view_id, channel), ..) = cells[0];
        let mut weeks: BTreeMap<i64, Waiting> =
            weeks(connection, self.id, (view_id, channel))?.into_iter().collect();
        for (_, start, cell) in cells {
            weeks.entry(volume_block::start_of(*start)).or_default().add(cell.waiting);
        }
        weeks.retain(|_, change| *change != Waiting::default());
        let weeks: Vec<(i64, Waiting)> = weeks.into_iter().collect();
        let integration_id = self.id.0;
        if weeks.is_empty() {
            let key = (integration_id, view_id, channel);
            diesel::delete(queue_waiting::table.find(key)).execute(connection)?;
            return Ok(());
        }
        let weeks = fates_block::write_weeks(&weeks);
        Ok(write_rows(connection, &[QueueWaitingRow { integration_id, view_id, channel, weeks }])?)
    }
}

/// Removes all sums of an integration.
pub(super) fn clear(connection: &mut Connection, id: IntegrationId) -> QueryResult<()> {
    let volumes = fate_volume::table.filter(fate_volume::integration_id.eq(id.0));
    diesel::delete(volumes).execute(connection)?;
    let waiting = queue_waiting::table.filter(queue_waiting::integration_id.eq(id.0));
    diesel::delete(waiting).execute(connection)?;
    Ok(())
}

/// The intervals in which a contact arrives and ends, where it has ended.
type Stretch = (i64, Option<i64>);

/// By how much the tickets that wait change by the contacts of one ticket: from the interval in which one
/// arrives until that in which the last one that overlaps it ends, in each queue.
pub(super) fn ticket_changes(contacts: &[Contact], times: i64, changes: &mut TicketChanges) {
    let mut stretches: BTreeMap<(ViewId, i64), Vec<Stretch>> = BTreeMap::new();
    for contact in contacts {
        let channel = code::of_channel(contact.channel);
        for counted in &contact.views {
            let stretch = (start_of(contact.at), counted.end.map(|end| start_of(end.at)));
            // What ends in the interval in which it arrives waits at no interval's end.
            if stretch.1 != Some(stretch.0) {
                stretches.entry((counted.view, channel)).or_default().push(stretch);
            }
        }
    }
    for ((view, channel), mut stretches) in stretches {
        stretches.sort_unstable();
        let mut change = |start, amount: i64| {
            *changes.entry((view, channel, start)).or_default() += amount * times;
        };
        let mut stretches = stretches.into_iter().peekable();
        while let Some((start, mut end)) = stretches.next() {
            while let Some(next) = stretches.next_if(|next| end.is_none_or(|end| next.0 <= end)) {
                end = end.zip(next.1).map(|(one, other)| one.max(other));
            }
            change(start, 1);
            if let Some(end) = end {
                change(end, -1);
            }
        }
    }
    changes.retain(|_, change| *change != 0);
}

/// What became of a queue's contacts in `[from, to)`, and what waited.
pub(super) fn of_queue(
    connection: &mut Connection,
    id: IntegrationId,
    (view, channel): (ViewId, Channel),
    from: Timestamp,
    to: Timestamp,
) -> Result<QueueFates, Failure> {
    let channel = code::of_channel(channel);
    let first_week = volume_block::start_of(from.0.max(i64::MIN + volume_block::SECONDS));
    let mut found = QueueFates::default();
    for (week, change) in weeks(connection, id, (view.0, channel))? {
        if week < first_week {
            found.waiting_before.add(change);
        }
    }
    let stored: Vec<(i64, Vec<u8>)> = fate_volume::table
        .filter(fate_volume::integration_id.eq(id.0).and(fate_volume::view_id.eq(view.0)))
        .filter(fate_volume::channel.eq(channel))
        .filter(fate_volume::week_start.ge(first_week).and(fate_volume::week_start.lt(to.0)))
        .order(fate_volume::week_start)
        .select((fate_volume::week_start, fate_volume::fates))
        .load(connection)?;
    for (week_start, bytes) in stored {
        for (start, Cell { fates, waiting }) in fates_block::read(week_start, &bytes)? {
            if start < from.0 {
                found.waiting_before.add(waiting);
            } else if start < to.0 {
                let interval = Interval::containing(Timestamp(start));
                found.quarters.push(QuarterFates { interval, fates, change: waiting });
            }
        }
    }
    Ok(found)
}

/// By how much what waits in a queue changed in each week, by the week's start.
fn weeks(
    connection: &mut Connection,
    id: IntegrationId,
    (view_id, channel): Queue,
) -> Result<Vec<(i64, Waiting)>, Failure> {
    let row = queue_waiting::table.find((id.0, view_id, channel)).select(queue_waiting::weeks);
    let bytes: Option<Vec<u8>> = row.first(connection).optional()?;
    Ok(fates_block::read_weeks(bytes.as_deref().unwrap_or_default())?)
}

fn start_of(at: Timestamp) -> i64 {
    Interval::containing(at).start().0
}

impl BulkRow for FateVolumeRow {
    type Table = fate_volume::table;
    const TABLE: &'static str = "fate_volume";
    const COLUMNS: &'static str = "integration_id, view_id, channel, week_start, fates";
    const ON_CONFLICT: &'static str = "ON CONFLICT (integration_id, view_id, channel, week_start) \
        DO UPDATE SET fates = excluded.fates";

    fn values<'r>(&'r self, values: &mut impl Values<'r>) -> QueryResult<()> {
        values.integer(&self.integration_id)?;
        values.integer(&self.view_id)?;
        values.integer(&self.channel)?;
        values.integer(&self.week_start)?;
        values.bytes(&self.fates)
    }
}

impl BulkRow for QueueWaitingRow {
    type Table = queue_waiting::table;
    const TABLE: &'static str = "queue_waiting";
    const COLUMNS: &'static str = "integration_id, view_id, channel, weeks";
    const ON_CONFLICT: &'static str = "ON CONFLICT (integration_id, view_id, channel) \
        DO UPDATE SET weeks = excluded.weeks";

    fn values<'r>(&'r self, values: &mut impl Values<'r>) -> QueryResult<()> {
        values.integer(&self.integration_id)?;
        values.integer(&self.view_id)?;
        values.integer(&self.channel)?;
        values.bytes(&self.weeks)
    }
}

#[cfg(test)]
mod tests {
    use inflow_domain::{ContactKind, ContactView, End, EventId, Outcome, Side, TicketId};
    use proptest::prelude::*;

    use super::*;

    fn contact(at: i64, end: Option<i64>) -> Contact {
        let end = end.map(|at| End { outcome: Outcome::Settled, at: Timestamp(at), event: None });
        let view = ContactView { end, ..ContactView::unfinished(ViewId(1)) };
        Contact {
            ticket: TicketId(1),
            event: EventId(at),
            at: Timestamp(at),
            kind: ContactKind::Reply,
            reopening: false,
            author_side: Side::Customer,
            channel: Channel::Email,
            unmapped_channel: None,
            views: vec![view],
        }
    }

    proptest! {
        /// At the end of every interval a ticket waits where one of its contacts does (rule 9.5).
        #[test]
        fn a_ticket_waits_once_while_a_contact_of_it_waits(
            contacts in prop::collection::vec((0..9000_i64, prop::option::of(0..5000_i64)), 0..8),
        ) {
            let contacts: Vec<(i64, Option<i64>)> =
                contacts.into_iter().map(|(at, after)| (at, after.map(|after| at + after))).collect();
            let told: Vec<Contact> = contacts.iter().map(|(at, end)| contact(*at, *end)).collect();
            let mut changes = TicketChanges::new();
            ticket_changes(&told, 1, &mut changes);
            let mut waiting = 0;
            for start in (0..16_000).step_by(900) {
                let change = changes.get(&(ViewId(1), code::of_channel(Channel::Email), start));
                waiting += change.copied().unwrap_or(0);
                let end = start + 900;
                let waits = |(at, ended): &(i64, Option<i64>)| {
                    *at < end && ended.is_none_or(|ended| ended >= end)
                };
                prop_assert_eq!(waiting, i64::from(contacts.iter().any(waits)), "at {}", end);
            }
            let before = changes.clone();
            ticket_changes(&told, -1, &mut changes);
            prop_assert!(changes.is_empty(), "{:?}", before);
        }
    }
}
