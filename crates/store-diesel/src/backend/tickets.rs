//! Ticket snapshots, and the marks of tickets that are to be counted again.

use std::collections::BTreeSet;
use std::ops::Range;

use diesel::prelude::*;
use inflow_domain::{Field, IntegrationId, TicketSnapshot};
use rustc_hash::FxHashMap;

use super::bulk::{BulkRow, Values};
use super::integrations::State;
use super::{Connection, ROWS_PER_STATEMENT, doubts, write_rows};
use crate::codec::snapshot;
use crate::schema::{changed_ticket, ticket};

pub(super) struct TicketRow<'a> {
    pub(super) integration_id: i64,
    pub(super) ticket_id: i64,
    pub(super) generated_at: i64,
    pub(super) snapshot: &'a [u8],
}

struct ChangedTicketRow {
    integration_id: i64,
    ticket_id: i64,
}

/// Keeps snapshots: of two of one ticket the one with the higher position, the later on a tie.
pub(super) fn save(
    connection: &mut Connection,
    id: IntegrationId,
    state: &State,
    tickets: &[TicketSnapshot],
) -> QueryResult<()> {
    let mut latest: Vec<&TicketSnapshot> = tickets.iter().collect();
    // Stable: of equal positions the later one stays last.
    latest.sort_by_key(|ticket| (ticket.id, ticket.generated_at));
    let mut bytes = Vec::new();
    let mut encoded: Vec<(&TicketSnapshot, Range<usize>)> = Vec::with_capacity(latest.len());
    for (index, ticket) in latest.iter().enumerate() {
        if latest.get(index + 1).is_none_or(|next| next.id != ticket.id) {
            let start = bytes.len();
            snapshot::append(ticket, state.keeps_text, &mut bytes);
            encoded.push((ticket, start..bytes.len()));
        }
    }
    let row = |(ticket, range): &(&TicketSnapshot, Range<usize>)| TicketRow {
        integration_id: id.0,
        ticket_id: ticket.id.0,
        generated_at: ticket.generated_at.0,
        snapshot: &bytes[range.clone()],
    };
    let mut rows: Vec<TicketRow<'_>> = encoded.iter().map(row).collect();
    if state.counted {
        mark_changes(connection, id, &mut rows)?;
    }
    write_rows(connection, &rows)?;
    doubts::renew(connection, id, encoded.iter().map(|(ticket, _)| *ticket))
}

impl BulkRow for TicketRow<'_> {
    type Table = ticket::table;
    const TABLE: &'static str = "ticket";
    const COLUMNS: &'static str = "integration_id, ticket_id, generated_at, snapshot";
    const ON_CONFLICT: &'static str = "ON CONFLICT (integration_id, ticket_id) \
        DO UPDATE SET generated_at = excluded.generated_at, snapshot = excluded.snapshot \
        WHERE excluded.generated_at >= ticket.generated_at";

    fn values<'r>(&'r self, values: &mut impl Values<'r>) -> QueryResult<()> {
        values.integer(&self.integration_id)?;
        values.integer(&self.ticket_id)?;
        values.integer(&self.generated_at)?;
        values.bytes(self.snapshot)
    }
}

/// The assignees that snapshots name.
pub(super) fn assignees(tickets: &[TicketSnapshot]) -> BTreeSet<i64> {
    let fields = tickets.iter().flat_map(|ticket| &ticket.fields);
    fields
        .filter(|(field, _)| *field == Field::Assignee)
        .filter_map(|(_, value)| value.as_integer())
        .collect()
}

/// Marks tickets, so that the next count takes them.
pub(super) fn mark(
    connection: &mut Connection,
    id: IntegrationId,
    tickets: &BTreeSet<i64>,
) -> QueryResult<()> {
    let row = |ticket: &i64| ChangedTicketRow { integration_id: id.0, ticket_id: *ticket };
    let rows: Vec<ChangedTicketRow> = tickets.iter().map(row).collect();
    write_rows(connection, &rows)
}

impl BulkRow for ChangedTicketRow {
    type Table = changed_ticket::table;
    const TABLE: &'static str = "changed_ticket";
    const COLUMNS: &'static str = "integration_id, ticket_id";
    const ON_CONFLICT: &'static str = "ON CONFLICT DO NOTHING";

    fn values<'r>(&'r self, values: &mut impl Values<'r>) -> QueryResult<()> {
        values.integer(&self.integration_id)?;
        values.integer(&self.ticket_id)
    }
}

/// Marks the tickets whose snapshot brings something new, and drops the rows that bring nothing:
/// reading a page again must not count its tickets again.
fn mark_changes(
    connection: &mut Connection,
    id: IntegrationId,
    rows: &mut Vec<TicketRow<'_>>,
) -> QueryResult<()> {
    let ids: Vec<i64> = rows.iter().map(|row| row.ticket_id).collect();
    let mut stored: FxHashMap<i64, (i64, Vec<u8>, bool)> = FxHashMap::default();
    for ids in ids.chunks(ROWS_PER_STATEMENT) {
        let found: Vec<(i64, i64, Vec<u8>, bool)> = ticket::table
            .filter(ticket::integration_id.eq(id.0).and(ticket::ticket_id.eq_any(ids)))
            .select((
                ticket::ticket_id,
                ticket::generated_at,
                ticket::snapshot,
                ticket::dropped_until.is_not_null(),
            ))
            .load(connection)?;
        let keyed = found.into_iter();
        stored.extend(keyed.map(|(ticket, at, bytes, dropped)| (ticket, (at, bytes, dropped))));
    }
    let mut changed = BTreeSet::new();
    rows.retain(|row| {
        let stored = stored.get(&row.ticket_id);
        // Nothing that a page brings of a dropped ticket is counted before its audits are read.
        if let Some((position, _, true)) = stored {
            return row.generated_at > *position;
        }
        let outdated = stored.is_some_and(|(position, ..)| *position > row.generated_at);
        let differs = stored.is_none_or(|(_, bytes, _)| bytes != row.snapshot);
        let moved = stored.is_none_or(|(position, ..)| *position != row.generated_at);
        if differs && !outdated {
            changed.insert(row.ticket_id);
        }
        !outdated && (differs || moved)
    });
    mark(connection, id, &changed)
}
