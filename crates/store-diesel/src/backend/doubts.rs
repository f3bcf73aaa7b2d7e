//! Tickets in doubt: something of their history could not be read, whether a count notices it or not.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::{exists, max, not};
use diesel::prelude::*;
use diesel::upsert::excluded;
use inflow_domain::{IntegrationId, TicketId, TicketSnapshot, Timestamp};
use rustc_hash::FxHashMap;

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
    updated_at: i64,
}

/// Puts tickets in doubt. Passed over are those that Zendesk has erased (rule 2.4), and those whose
/// audits, which hold everything, were saved since they last changed.
pub(super) fn add(
    connection: &mut Connection,
    id: IntegrationId,
    tickets: &BTreeSet<i64>,
    reason: &str,
) -> Result<(), Failure> {
    let reason = storable(reason);
    let tickets: Vec<i64> = tickets.iter().copied().collect();
    for tickets in tickets.chunks(ROWS_PER_STATEMENT) {
        let changed = last_changes(connection, id, tickets)?;
        let read = repairs::read_up_to(connection, id, tickets)?;
        let row = |ticket: &i64| {
            let updated_at = changed.get(ticket).map_or(Some(0), |change| *change)?;
            let is_known = read.get(ticket).is_some_and(|read| *read >= updated_at);
            let row =
                DoubtRow { integration_id: id.0, ticket_id: *ticket, reason: &reason, updated_at };
            (!is_known).then_some(row)
        };
        let rows: Vec<DoubtRow<'_>> = tickets.iter().filter_map(row).collect();
        diesel::insert_into(doubtful_ticket::table)
            .values(rows)
            .on_conflict((doubtful_ticket::integration_id, doubtful_ticket::ticket_id))
            .do_update()
            .set((
                doubtful_ticket::reason.eq(excluded(doubtful_ticket::reason)),
                doubtful_ticket::updated_at.eq(excluded(doubtful_ticket::updated_at)),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// When each of some tickets last changed as far as is known: by its snapshot, else by its last event;
/// nothing for those that Zendesk has erased.
fn last_changes(
    connection: &mut Connection,
    id: IntegrationId,
    tickets: &[i64],
) -> Result<FxHashMap<i64, Option<i64>>, Failure> {
    let events: Vec<(i64, Option<i64>)> = ticket_event::table
        .filter(ticket_event::integration_id.eq(id.0))
        .filter(ticket_event::ticket_id.eq_any(tickets))
        .group_by(ticket_event::ticket_id)
        .select((ticket_event::ticket_id, max(ticket_event::happened_at)))
        .load(connection)?;
    let mut changes: FxHashMap<i64, Option<i64>> = events.into_iter().collect();
    let rows: Vec<(i64, i64, Vec<u8>)> = ticket::table
        .filter(ticket::integration_id.eq(id.0).and(ticket::ticket_id.eq_any(tickets)))
        .filter(ticket::snapshot.ne(Vec::new()))
        .select((ticket::ticket_id, ticket::generated_at, ticket::snapshot))
        .load(connection)?;
    for (ticket, generated_at, bytes) in rows {
        let shown = snapshot::read(ticket, generated_at, &bytes)?;
        changes.insert(ticket, (!shown.is_erased()).then_some(shown.updated_at.0));
    }
    Ok(changes)
}

/// Notes what new snapshots tell of tickets in doubt: that they changed since, so that their audits are
/// asked for again, or that Zendesk has erased them, so that nothing is.
pub(super) fn renew<'s>(
    connection: &mut Connection,
    id: IntegrationId,
    snapshots: impl Iterator<Item = &'s TicketSnapshot>,
) -> QueryResult<()> {
    let doubts = doubtful_ticket::table.filter(doubtful_ticket::integration_id.eq(id.0));
    if !diesel::select(exists(doubts)).get_result::<bool>(connection)? {
        return Ok(());
    }
    for shown in snapshots {
        let doubt = doubts.filter(doubtful_ticket::ticket_id.eq(shown.id.0));
        if shown.is_erased() {
            diesel::delete(doubt).execute(connection)?;
        } else {
            diesel::update(doubt.filter(doubtful_ticket::updated_at.lt(shown.updated_at.0)))
                .set(doubtful_ticket::updated_at.eq(shown.updated_at.0))
                .execute(connection)?;
        }
    }
    Ok(())
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

/// A ticket that is inexact or in doubt.
pub(super) struct Flaw {
    pub(super) reason: String,
    /// The ticket's last known change.
    pub(super) updated_at: i64,
}

/// The inexact and the doubtful tickets with the reason; the doubt says more than what it led to.
pub(super) fn inexact(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<BTreeMap<i64, Flaw>> {
    let mut found: Vec<(i64, String, i64)> = inexact_ticket::table
        .filter(inexact_ticket::integration_id.eq(id.0))
        .filter(inexact_ticket::incomplete.eq(false))
        .select((inexact_ticket::ticket_id, inexact_ticket::reason, inexact_ticket::updated_at))
        .load(connection)?;
    let doubtful: Vec<(i64, String, i64)> = doubtful_ticket::table
        .filter(doubtful_ticket::integration_id.eq(id.0))
        .select((doubtful_ticket::ticket_id, doubtful_ticket::reason, doubtful_ticket::updated_at))
        .load(connection)?;
    found.extend(doubtful);
    let flaw = |(ticket, reason, updated_at)| (ticket, Flaw { reason, updated_at });
    Ok(found.into_iter().map(flaw).collect())
}
