//! Reading ticket histories: snapshots and events of some tickets, put together by ticket.

use diesel::connection::DefaultLoadingMode;
use diesel::dsl::{count, count_star, exists};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use inflow_domain::{IntegrationId, TicketHistory, TicketId};

use super::Connection;
use super::ranges::TicketRange;
use crate::codec::event::EventColumns;
use crate::codec::{event, snapshot};
use crate::failure::Failure;
use crate::schema::{ticket, ticket_event};

/// Some tickets whose histories are read together.
pub(super) enum Batch {
    /// Those with an id in the range.
    Range(TicketRange),
    /// Those named.
    Ids(Vec<i64>),
}

/// The last one: whether the ticket's history was dropped.
type SnapshotRow = (i64, i64, Vec<u8>, bool);
type EventRow = (i64, i64, i64, i64, Vec<u8>);
type EventColumnTypes = (BigInt, BigInt, BigInt, BigInt, Binary);
type Backend = <Connection as diesel::Connection>::Backend;

/// Hands over the histories of the tickets, by ticket; tickets without snapshot and events have
/// none, and neither have those whose history was dropped. One history at a time is in memory, beside the batch's snapshots.
pub(super) fn each(
    connection: &mut Connection,
    id: IntegrationId,
    batch: &Batch,
    mut take: impl FnMut(&TicketHistory),
) -> Result<(), Failure> {
    let (dropped, snapshots): (Vec<SnapshotRow>, Vec<SnapshotRow>) =
        snapshots(connection, id, batch)?.into_iter().partition(|row| row.3);
    let mut snapshots = snapshots.into_iter().peekable();
    let mut open: Option<TicketHistory> = None;
    let events = events(id, batch);
    for row in events.load_iter::<EventRow, DefaultLoadingMode>(connection)? {
        let (ticket, event, at, author, body) = row?;
        if dropped.binary_search_by_key(&ticket, |row| row.0).is_ok() {
            continue;
        }
        let event = event::read(&EventColumns { ticket, id: event, at, author }, &body)?;
        if let Some(history) = open.as_mut().filter(|history| history.ticket == event.ticket) {
            history.events.push(event);
            continue;
        }
        open.take().iter().for_each(&mut take);
        while let Some(row) = snapshots.next_if(|row| row.0 < ticket) {
            take(&with_snapshot(&row)?);
        }
        let shown = snapshots.next_if(|row| row.0 == ticket);
        let history = shown.map_or(Ok(without_snapshot(ticket)), |row| with_snapshot(&row))?;
        open = Some(TicketHistory { events: vec![event], ..history });
    }
    open.iter().for_each(&mut take);
    for row in snapshots {
        take(&with_snapshot(&row)?);
    }
    Ok(())
}

/// How many tickets are known, by their snapshot or by an event.
pub(super) fn number(connection: &mut Connection, id: IntegrationId) -> QueryResult<i64> {
    let shown =
        ticket::table.filter(ticket::integration_id.eq(id.0).and(ticket::dropped_until.is_null()));
    let with_events = ticket_event::table.filter(ticket_event::integration_id.eq(id.0));
    let of_ticket = ticket_event::table.filter(
        ticket_event::integration_id
            .eq(ticket::integration_id)
            .and(ticket_event::ticket_id.eq(ticket::ticket_id)),
    );
    let number_shown: i64 = shown.select(count_star()).first(connection)?;
    let number_with_events: i64 = with_events
        .select(count(ticket_event::ticket_id).aggregate_distinct())
        .first(connection)?;
    let both: i64 = shown.filter(exists(of_ticket)).select(count_star()).first(connection)?;
    Ok(number_shown + number_with_events - both)
}

fn with_snapshot((ticket, generated_at, bytes, _): &SnapshotRow) -> Result<TicketHistory, Failure> {
    let snapshot = snapshot::read(*ticket, *generated_at, bytes)?;
    Ok(TicketHistory { snapshot: Some(snapshot), ..without_snapshot(*ticket) })
}

fn without_snapshot(ticket: i64) -> TicketHistory {
    TicketHistory { ticket: TicketId(ticket), snapshot: None, events: Vec::new() }
}

fn snapshots(
    connection: &mut Connection,
    id: IntegrationId,
    batch: &Batch,
) -> QueryResult<Vec<SnapshotRow>> {
    let rows = ticket::table
        .filter(ticket::integration_id.eq(id.0))
        .order(ticket::ticket_id)
        .select((
            ticket::ticket_id,
            ticket::generated_at,
            ticket::snapshot,
            ticket::dropped_until.is_not_null(),
        ))
        .into_boxed();
    match batch {
        Batch::Range(range) => rows
            .filter(ticket::ticket_id.gt(range.after).and(ticket::ticket_id.le(range.until)))
            .load(connection),
        Batch::Ids(ids) => rows.filter(ticket::ticket_id.eq_any(ids)).load(connection),
    }
}

fn events(
    id: IntegrationId,
    batch: &Batch,
) -> ticket_event::BoxedQuery<'_, Backend, EventColumnTypes> {
    let rows = ticket_event::table
        .filter(ticket_event::integration_id.eq(id.0))
        .order((ticket_event::ticket_id, ticket_event::event_id))
        .select((
            ticket_event::ticket_id,
            ticket_event::event_id,
            ticket_event::happened_at,
            ticket_event::author_id,
            ticket_event::body,
        ))
        .into_boxed();
    match batch {
        Batch::Range(range) => rows
            .filter(ticket_event::ticket_id.gt(range.after))
            .filter(ticket_event::ticket_id.le(range.until)),
        Batch::Ids(ids) => rows.filter(ticket_event::ticket_id.eq_any(ids)),
    }
}
