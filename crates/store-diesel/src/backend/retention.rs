//! Dropping the histories of old closed tickets. The row of such a ticket stays, with an empty snapshot:
//! a page of the export that is read again brings nothing back, and no walk shows the ticket.

use std::collections::BTreeSet;

use async_trait::async_trait;
use diesel::dsl::{exists, max, not};
use diesel::prelude::*;
use diesel::upsert::excluded;
use inflow_domain::{Field, IntegrationId, TicketId, TicketSnapshot, Timestamp};
use inflow_store::{ContactVisitor, Drop, EventDrop, Lease, Retention, StoreError, Swept};
use rustc_hash::FxHashMap;

use super::counted_views::ViewNumbers;
use super::integrations::{found, state_to_import};
use super::ranges::{self, TicketRange};
use super::{Connection, Ports, ROWS_PER_STATEMENT, contacts};
use crate::codec::snapshot;
use crate::failure::Failure;
use crate::schema::{
    changed_ticket, doubtful_ticket, event_drop, inexact_ticket, integration, ticket, ticket_event,
    ticket_repair,
};

/// The status of a ticket that cannot change any more.
const CLOSED: &str = "closed";

/// What is told of a ticket that goes on although it was dropped.
pub(super) const LATE: &str = "an event came after its earlier ones were dropped";

#[async_trait]
impl Retention for Ports {
    async fn sweep(
        &self,
        lease: Lease,
        wanted: Drop,
        after: Option<TicketId>,
    ) -> Result<Swept, StoreError> {
        let id = lease.integration;
        let swept = self.write_under(lease, move |connection| {
            state_to_import(connection, id)?;
            let range = ranges::next(connection, id, after.map_or(i64::MIN, |ticket| ticket.0))?;
            let tickets = droppable(connection, id, range, wanted.before)?;
            if !tickets.is_empty() {
                drop_histories(connection, id, &tickets, wanted.at)?;
            }
            let next = (range.until < i64::MAX).then_some(TicketId(range.until));
            if next.is_none() {
                let update = diesel::update(integration::table.find(id.0));
                found(update.set(integration::swept_at.eq(wanted.at.0)).execute(connection)?)?;
            }
            Ok(Swept { tickets: tickets.len() as u64, next })
        });
        swept.await
    }

    async fn swept_at(&self, id: IntegrationId) -> Result<Option<Timestamp>, StoreError> {
        let read = self.database.read(move |connection| {
            let row = integration::table.find(id.0).select(integration::swept_at);
            let at: Option<Option<i64>> = row.first(connection).optional()?;
            Ok(at.ok_or(StoreError::NoSuchIntegration)?.map(Timestamp))
        });
        read.await
    }

    async fn drops(&self, id: IntegrationId) -> Result<Vec<EventDrop>, StoreError> {
        self.database.read(move |connection| Ok(drops(connection, id)?)).await
    }

    async fn dropped_until(
        &self,
        id: IntegrationId,
        ticket: TicketId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let read = self.database.read(move |connection| {
            let dropped = among(connection, id, &BTreeSet::from([ticket.0]))?;
            Ok(dropped.get(&ticket.0).copied().map(Timestamp))
        });
        read.await
    }

    async fn dropped_contacts(
        &self,
        id: IntegrationId,
        mut visitor: ContactVisitor,
    ) -> Result<(), StoreError> {
        let read = self.database.read(move |connection| {
            let numbers = ViewNumbers::load(connection, id)?;
            contacts::of_dropped(connection, id, &numbers, |contact| visitor(contact))
        });
        read.await
    }
}

/// What was dropped, by time.
pub(super) fn drops(connection: &mut Connection, id: IntegrationId) -> QueryResult<Vec<EventDrop>> {
    let rows: Vec<(i64, i64)> = event_drop::table
        .filter(event_drop::integration_id.eq(id.0))
        .order(event_drop::dropped_at)
        .select((event_drop::dropped_at, event_drop::dropped_until))
        .load(connection)?;
    let drop = |(at, until)| EventDrop { at: Timestamp(at), until: Timestamp(until) };
    Ok(rows.into_iter().map(drop).collect())
}

/// Which of some tickets were dropped, with the time of their last event.
pub(super) fn among(
    connection: &mut Connection,
    id: IntegrationId,
    tickets: &BTreeSet<i64>,
) -> QueryResult<FxHashMap<i64, i64>> {
    let tickets: Vec<i64> = tickets.iter().copied().collect();
    let mut dropped = FxHashMap::default();
    for tickets in tickets.chunks(ROWS_PER_STATEMENT) {
        let rows: Vec<(i64, Option<i64>)> = ticket::table
            .filter(ticket::integration_id.eq(id.0).and(ticket::ticket_id.eq_any(tickets)))
            .filter(ticket::dropped_until.is_not_null())
            .select((ticket::ticket_id, ticket::dropped_until))
            .load(connection)?;
        dropped.extend(rows.into_iter().filter_map(|(ticket, until)| Some((ticket, until?))));
    }
    Ok(dropped)
}

/// A ticket whose whole history is known again is as any other.
pub(super) fn restore(
    connection: &mut Connection,
    id: IntegrationId,
    ticket: TicketId,
) -> QueryResult<()> {
    let row = ticket::table.find((id.0, ticket.0));
    let dropped = row.filter(ticket::dropped_until.is_not_null());
    let without_snapshot = dropped.filter(ticket::snapshot.eq(Vec::new()));
    diesel::delete(without_snapshot).execute(connection)?;
    diesel::update(row).set(ticket::dropped_until.eq(None::<i64>)).execute(connection)?;
    Ok(())
}

/// The closed tickets of a range that did not change since a time, and of which nothing is to be done.
fn droppable(
    connection: &mut Connection,
    id: IntegrationId,
    range: TicketRange,
    before: Timestamp,
) -> Result<Vec<i64>, Failure> {
    let rows: Vec<(i64, i64, Vec<u8>)> = ticket::table
        .filter(ticket::integration_id.eq(id.0))
        .filter(ticket::ticket_id.gt(range.after).and(ticket::ticket_id.le(range.until)))
        .filter(ticket::generated_at.lt(before.0).and(ticket::snapshot.ne(Vec::new())))
        .select((ticket::ticket_id, ticket::generated_at, ticket::snapshot))
        .load(connection)?;
    let mut closed = BTreeSet::new();
    for (ticket, generated_at, bytes) in rows {
        if is_closed(&snapshot::read(ticket, generated_at, &bytes)?) {
            closed.insert(ticket);
        }
    }
    let closed: Vec<i64> = closed.into_iter().collect();
    let mut kept = BTreeSet::new();
    let asked = ticket_repair::table
        .filter(ticket_repair::integration_id.eq(inexact_ticket::integration_id))
        .filter(ticket_repair::ticket_id.eq(inexact_ticket::ticket_id))
        .filter(ticket_repair::asked_for.ge(inexact_ticket::updated_at.nullable()));
    for closed in closed.chunks(ROWS_PER_STATEMENT) {
        let late: Vec<i64> = ticket_event::table
            .filter(ticket_event::integration_id.eq(id.0))
            .filter(ticket_event::ticket_id.eq_any(closed))
            .filter(ticket_event::happened_at.ge(before.0))
            .select(ticket_event::ticket_id)
            .distinct()
            .load(connection)?;
        let changed: Vec<i64> = changed_ticket::table
            .filter(changed_ticket::integration_id.eq(id.0))
            .filter(changed_ticket::ticket_id.eq_any(closed))
            .select(changed_ticket::ticket_id)
            .load(connection)?;
        let inexact: Vec<i64> = inexact_ticket::table
            .filter(inexact_ticket::integration_id.eq(id.0))
            .filter(inexact_ticket::ticket_id.eq_any(closed))
            .filter(inexact_ticket::incomplete.eq(false).or(not(exists(asked))))
            .select(inexact_ticket::ticket_id)
            .load(connection)?;
        let doubtful: Vec<i64> = doubtful_ticket::table
            .filter(doubtful_ticket::integration_id.eq(id.0))
            .filter(doubtful_ticket::ticket_id.eq_any(closed))
            .select(doubtful_ticket::ticket_id)
            .load(connection)?;
        kept.extend([late, changed, inexact, doubtful].concat());
    }
    Ok(closed.into_iter().filter(|ticket| !kept.contains(ticket)).collect())
}

fn is_closed(snapshot: &TicketSnapshot) -> bool {
    let mut fields = snapshot.fields.iter();
    fields.any(|(field, value)| *field == Field::Status && value.to_text() == CLOSED)
}

fn drop_histories(
    connection: &mut Connection,
    id: IntegrationId,
    tickets: &[i64],
    at: Timestamp,
) -> QueryResult<()> {
    let mut last: Option<i64> = None;
    for tickets in tickets.chunks(ROWS_PER_STATEMENT) {
        let ids: Vec<String> = tickets.iter().map(ToString::to_string).collect();
        // A ticket without events was before the imported history.
        let until = format!(
            "UPDATE ticket SET dropped_until = COALESCE((SELECT max(happened_at) FROM ticket_event \
             WHERE ticket_event.integration_id = ticket.integration_id \
             AND ticket_event.ticket_id = ticket.ticket_id), dropped_until, generated_at) \
             WHERE integration_id = {} AND ticket_id IN ({})",
            id.0,
            ids.join(", ")
        );
        diesel::sql_query(until).execute(connection)?;
        let of_tickets = ticket::integration_id.eq(id.0).and(ticket::ticket_id.eq_any(tickets));
        let dropped = ticket::table.filter(of_tickets);
        diesel::update(dropped.clone()).set(ticket::snapshot.eq(Vec::new())).execute(connection)?;
        let until: Option<i64> = dropped.select(max(ticket::dropped_until)).first(connection)?;
        last = last.max(until);
        let events = ticket_event::table.filter(ticket_event::integration_id.eq(id.0));
        diesel::delete(events.filter(ticket_event::ticket_id.eq_any(tickets)))
            .execute(connection)?;
    }
    let row = event_drop::table.find((id.0, at.0)).select(event_drop::dropped_until);
    let before: Option<i64> = row.first(connection).optional()?;
    let until = last.max(before).unwrap_or(at.0);
    diesel::insert_into(event_drop::table)
        .values((
            event_drop::integration_id.eq(id.0),
            event_drop::dropped_at.eq(at.0),
            event_drop::dropped_until.eq(until),
        ))
        .on_conflict((event_drop::integration_id, event_drop::dropped_at))
        .do_update()
        .set(event_drop::dropped_until.eq(excluded(event_drop::dropped_until)))
        .execute(connection)?;
    Ok(())
}
