//! Tickets in doubt: something of their history could not be read, whether a count notices it or not.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::upsert::excluded;
use inflow_domain::{IntegrationId, TicketId, Timestamp};

use super::{Connection, LoadingMode, ROWS_PER_STATEMENT, repairs};
use crate::codec::{snapshot, storable};
use crate::failure::Failure;
use crate::schema::{doubtful_ticket, inexact_ticket, ticket, ticket_event};

#[derive(Insertable)]
#[diesel(table_name = doubtful_ticket, treat_none_as_default_value = false)]
struct DoubtRow<'a> {
    integration_id: i64,
    ticket_id: i64,
    reason: &'a str,
}

/// Puts tickets in doubt; a repair that was tried before tells nothing of what is missing now.
pub(super) fn add(
    connection: &mut Connection,
    id: IntegrationId,
    tickets: &BTreeSet<i64>,
    reason: &str,
) -> QueryResult<()> {
    let reason = storable(reason);
    let row = |ticket: &i64| DoubtRow { integration_id: id.0, ticket_id: *ticket, reason: &reason };
    let rows: Vec<DoubtRow<'_>> = tickets.iter().map(row).collect();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        diesel::insert_into(doubtful_ticket::table)
            .values(rows)
            .on_conflict((doubtful_ticket::integration_id, doubtful_ticket::ticket_id))
            .do_update()
            .set(doubtful_ticket::reason.eq(excluded(doubtful_ticket::reason)))
            .execute(connection)?;
    }
    repairs::forget(connection, id, tickets)
}

/// Takes a ticket's doubt away.
pub(super) fn clear(
    connection: &mut Connection,
    id: IntegrationId,
    ticket: TicketId,
) -> QueryResult<()> {
    diesel::delete(doubtful_ticket::table.find((id.0, ticket.0))).execute(connection).map(drop)
}

/// The tickets that by their snapshots were there before an end and updated at a start or later. What
/// was last written before the start was not updated after it.
pub(super) fn touched(
    connection: &mut Connection,
    id: IntegrationId,
    from: Timestamp,
    until: Timestamp,
) -> Result<BTreeSet<i64>, Failure> {
    let rows = ticket::table
        .filter(ticket::integration_id.eq(id.0).and(ticket::generated_at.ge(from.0)))
        .filter(ticket::snapshot.ne(Vec::new()))
        .select((ticket::ticket_id, ticket::generated_at, ticket::snapshot))
        .load_iter::<(i64, i64, Vec<u8>), LoadingMode>(connection)?;
    let mut touched = BTreeSet::new();
    for row in rows {
        let (ticket, generated_at, bytes) = row?;
        let snapshot = snapshot::read(ticket, generated_at, &bytes)?;
        if snapshot.created_at < until && snapshot.updated_at >= from {
            touched.insert(ticket);
        }
    }
    Ok(touched)
}

/// The tickets that have events and no snapshot.
pub(super) fn without_snapshot(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<Vec<i64>> {
    let snapshot = ticket::table
        .filter(ticket::integration_id.eq(ticket_event::integration_id))
        .filter(ticket::ticket_id.eq(ticket_event::ticket_id));
    ticket_event::table
        .filter(ticket_event::integration_id.eq(id.0).and(not(exists(snapshot))))
        .select(ticket_event::ticket_id)
        .distinct()
        .order(ticket_event::ticket_id)
        .load(connection)
}

/// The inexact and the doubtful tickets with the reason; the doubt says more than what it led to.
pub(super) fn inexact(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<BTreeMap<i64, String>> {
    let mut found: Vec<(i64, String)> = inexact_ticket::table
        .filter(inexact_ticket::integration_id.eq(id.0))
        .select((inexact_ticket::ticket_id, inexact_ticket::reason))
        .load(connection)?;
    let doubtful: Vec<(i64, String)> = doubtful_ticket::table
        .filter(doubtful_ticket::integration_id.eq(id.0))
        .select((doubtful_ticket::ticket_id, doubtful_ticket::reason))
        .load(connection)?;
    found.extend(doubtful);
    Ok(found.into_iter().collect())
}
