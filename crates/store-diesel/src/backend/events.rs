//! Ticket events.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use diesel::prelude::*;
use inflow_domain::{Field, IntegrationId, TicketEvent, TicketId};
use rustc_hash::FxHashMap;

use super::bulk::{BulkRow, Values};
use super::integrations::State;
use super::{Connection, ROWS_PER_STATEMENT, doubts, repairs, retention, tickets, write_rows};
use crate::codec::event;
use crate::failure::Failure;
use crate::schema::ticket_event;

pub(super) struct EventRow<'a> {
    pub(super) integration_id: i64,
    pub(super) ticket_id: i64,
    pub(super) event_id: i64,
    pub(super) happened_at: i64,
    pub(super) author_id: i64,
    pub(super) comment_author: Option<i64>,
    pub(super) body: &'a [u8],
}

/// Keeps events; a repeated event replaces the earlier one (rule 2.5).
pub(super) fn save(
    connection: &mut Connection,
    id: IntegrationId,
    state: &State,
    events: &[TicketEvent],
) -> Result<(), Failure> {
    let mut sorted: Vec<&TicketEvent> = events.iter().collect();
    // In the order of the key, which saves the database from jumping; stable, so that of two
    // records of one event the later one stays last.
    sorted.sort_by_key(|event| (event.ticket, event.id));
    let mut bodies = Vec::new();
    let mut encoded: Vec<(&TicketEvent, Range<usize>)> = Vec::with_capacity(sorted.len());
    for (index, event) in sorted.iter().enumerate() {
        let next = sorted.get(index + 1);
        if next.is_none_or(|next| (next.ticket, next.id) != (event.ticket, event.id)) {
            let start = bodies.len();
            event::append(event, state.keeps_text, &mut bodies);
            encoded.push((event, start..bodies.len()));
        }
    }
    let row =
        |(event, range): &(&TicketEvent, Range<usize>)| new_row(id, event, &bodies[range.clone()]);
    let mut rows: Vec<EventRow<'_>> = encoded.iter().map(row).collect();
    if state.counted {
        drop_known(connection, id, &mut rows)?;
        let mut changed: BTreeSet<i64> = rows.iter().map(|row| row.ticket_id).collect();
        let dropped = retention::among(connection, id, &changed)?;
        // What was dropped comes again where a page is read again; what is newer needs the rest back.
        rows.retain(|row| dropped.get(&row.ticket_id).is_none_or(|until| row.happened_at > *until));
        let late = rows.iter().map(|row| row.ticket_id);
        let late: BTreeSet<i64> = late.filter(|ticket| dropped.contains_key(ticket)).collect();
        changed.retain(|ticket| !dropped.contains_key(ticket));
        // What their audits told was dropped with the rest.
        repairs::forget(connection, id, &late)?;
        doubts::add(connection, id, &late, retention::LATE)?;
        tickets::mark(connection, id, &changed)?;
    }
    Ok(write_rows(connection, &rows)?)
}

/// Keeps what the audits of a ticket tell, instead of what the export told (rule 2.4).
pub(super) fn save_audits(
    connection: &mut Connection,
    id: IntegrationId,
    state: &State,
    ticket: TicketId,
    events: &[TicketEvent],
) -> QueryResult<()> {
    let of_ticket = events.iter().filter(|event| event.ticket == ticket);
    let latest: BTreeMap<i64, &TicketEvent> = of_ticket.map(|event| (event.id.0, event)).collect();
    let encode = |event: &&TicketEvent| {
        let mut body = Vec::new();
        event::append(event, state.keeps_text, &mut body);
        body
    };
    let bodies: Vec<Vec<u8>> = latest.values().map(encode).collect();
    let rows = latest.values().zip(&bodies).map(|(event, body)| new_row(id, event, body));
    write_rows(connection, &rows.collect::<Vec<_>>())?;
    let ids: Vec<i64> = latest.into_keys().collect();
    for ids in ids.chunks(ROWS_PER_STATEMENT) {
        let written = ticket_event::table
            .filter(ticket_event::integration_id.eq(id.0))
            .filter(ticket_event::ticket_id.eq(ticket.0).and(ticket_event::event_id.eq_any(ids)));
        diesel::update(written).set(ticket_event::from_audit.eq(true)).execute(connection)?;
    }
    Ok(())
}

/// The row of an event.
pub(super) fn new_row<'a>(id: IntegrationId, event: &TicketEvent, body: &'a [u8]) -> EventRow<'a> {
    EventRow {
        integration_id: id.0,
        ticket_id: event.ticket.0,
        event_id: event.id.0,
        happened_at: event.at.0,
        author_id: event.author.0,
        comment_author: event::comment_author(event),
        body,
    }
}

impl BulkRow for EventRow<'_> {
    type Table = ticket_event::table;
    const TABLE: &'static str = "ticket_event";
    const COLUMNS: &'static str =
        "integration_id, ticket_id, event_id, happened_at, author_id, comment_author, body";
    // A repeated event replaces the earlier one (rule 2.5).
    const ON_CONFLICT: &'static str = "ON CONFLICT (integration_id, ticket_id, event_id) \
        DO UPDATE SET happened_at = excluded.happened_at, author_id = excluded.author_id, \
        comment_author = excluded.comment_author, body = excluded.body";

    fn values<'r>(&'r self, values: &mut impl Values<'r>) -> QueryResult<()> {
        values.integer(&self.integration_id)?;
        values.integer(&self.ticket_id)?;
        values.integer(&self.event_id)?;
        values.integer(&self.happened_at)?;
        values.integer(&self.author_id)?;
        values.optional_integer(&self.comment_author)?;
        values.bytes(self.body)
    }
}

/// Everyone whom events make, or show to have been, an assignee.
pub(super) fn assignees(events: &[TicketEvent]) -> BTreeSet<i64> {
    let changes = events.iter().flat_map(|event| &event.changes);
    changes
        .filter(|change| change.field == Field::Assignee)
        .flat_map(|change| [&change.value, &change.previous])
        .filter_map(inflow_domain::Value::as_integer)
        .collect()
}

/// When an event happened, its author, its body, and whether its ticket's audits told it.
type StoredEvent = (i64, i64, Vec<u8>, bool);

/// Drops the rows that are stored already: reading a page again must not count its tickets again,
/// and must not bring back what the ticket's audits corrected.
fn drop_known(
    connection: &mut Connection,
    id: IntegrationId,
    rows: &mut Vec<EventRow<'_>>,
) -> QueryResult<()> {
    let (Some(first), Some(last)) =
        (rows.iter().map(|row| row.event_id).min(), rows.iter().map(|row| row.event_id).max())
    else {
        return Ok(());
    };
    let mut ids: Vec<i64> = rows.iter().map(|row| row.ticket_id).collect();
    ids.dedup();
    let mut stored: FxHashMap<(i64, i64), StoredEvent> = FxHashMap::default();
    for ids in ids.chunks(ROWS_PER_STATEMENT) {
        let found: Vec<(i64, i64, i64, i64, Vec<u8>, bool)> = ticket_event::table
            .filter(ticket_event::integration_id.eq(id.0))
            .filter(ticket_event::ticket_id.eq_any(ids))
            .filter(ticket_event::event_id.between(first, last))
            .select((
                ticket_event::ticket_id,
                ticket_event::event_id,
                ticket_event::happened_at,
                ticket_event::author_id,
                ticket_event::body,
                ticket_event::from_audit,
            ))
            .load(connection)?;
        let keyed = found.into_iter();
        stored.extend(keyed.map(|(ticket, event, at, author, body, from_audit)| {
            ((ticket, event), (at, author, body, from_audit))
        }));
    }
    rows.retain(|row| {
        let stored = stored.get(&(row.ticket_id, row.event_id));
        stored.is_none_or(|(at, author, body, from_audit)| {
            let same =
                (*at, *author, body.as_slice()) == (row.happened_at, row.author_id, row.body);
            !same && !from_audit
        })
    });
    Ok(())
}
