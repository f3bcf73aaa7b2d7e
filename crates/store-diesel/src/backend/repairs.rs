//! Repair: whose audits are to be asked for, who was tried since it last changed, and what audits tell.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::upsert::excluded;
use inflow_domain::{IntegrationId, TicketEvent, TicketId, Timestamp};
use inflow_store::{InexactTicket, Lease, Repairs, StoreError};
use rustc_hash::FxHashMap;

use super::doubts::Flaw;
use super::integrations::state_to_import;
use super::{Connection, Ports, ROWS_PER_STATEMENT, doubts, events, retention, staff, tickets};
use crate::codec::storable;
use crate::schema::{doubtful_ticket, inexact_ticket, ticket_repair};

/// What is told of a ticket that its audits left inexact.
const READ: &str = "its audits do not change that";

#[derive(Insertable)]
#[diesel(table_name = ticket_repair, treat_none_as_default_value = false)]
struct RepairRow<'a> {
    integration_id: i64,
    ticket_id: i64,
    outcome: &'a str,
    asked_for: i64,
}

#[async_trait]
impl Repairs for Ports {
    async fn doubt(
        &self,
        lease: Lease,
        tickets: Vec<TicketId>,
        reason: &str,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let reason = reason.to_owned();
        let tickets = tickets.iter().map(|ticket| ticket.0).collect();
        let saved = self.write_under(lease, move |connection| {
            state_to_import(connection, id)?;
            doubts::add(connection, id, &tickets, &reason)
        });
        saved.await
    }

    async fn doubt_since(
        &self,
        lease: Lease,
        from: Timestamp,
        until: Timestamp,
        reason: &str,
    ) -> Result<u64, StoreError> {
        let id = lease.integration;
        let reason = reason.to_owned();
        let saved = self.write_under(lease, move |connection| {
            state_to_import(connection, id)?;
            let tickets = doubts::touched(connection, id, from, until)?;
            doubts::add(connection, id, &tickets, &reason)?;
            Ok(tickets.len() as u64)
        });
        saved.await
    }

    async fn tickets_without_snapshot(
        &self,
        id: IntegrationId,
    ) -> Result<Vec<TicketId>, StoreError> {
        let read = self.database.read(move |connection| {
            let tickets = doubts::without_snapshot(connection, id)?;
            Ok(tickets.into_iter().map(TicketId).collect())
        });
        read.await
    }

    async fn inexact_tickets(&self, id: IntegrationId) -> Result<Vec<InexactTicket>, StoreError> {
        let read = self.database.read(move |connection| {
            let tried = tried(connection, id)?;
            let found = doubts::inexact(connection, id)?.into_iter().rev();
            let ticket = |(ticket, flaw): (i64, Flaw)| InexactTicket {
                ticket: TicketId(ticket),
                tried: tried.get(&ticket).is_some_and(|tried| tried.covers(&flaw)),
            };
            Ok(found.map(ticket).collect())
        });
        read.await
    }

    async fn waiting(&self, id: IntegrationId, most: usize) -> Result<Vec<TicketId>, StoreError> {
        let read = self.database.read(move |connection| {
            let first = format!(
                "{} GROUP BY flawed.ticket_id \
                 ORDER BY COALESCE(MAX(tried.postponed_at), 0), flawed.ticket_id DESC LIMIT {most}",
                waiting(id),
            );
            let rows: Vec<Waiting> = diesel::sql_query(first).load(connection)?;
            Ok(rows.into_iter().map(|row| TicketId(row.ticket_id)).collect())
        });
        read.await
    }

    async fn number_waiting(&self, id: IntegrationId) -> Result<u64, StoreError> {
        self.database.read(move |connection| Ok(number_waiting(connection, id)?)).await
    }

    async fn save_audits(
        &self,
        lease: Lease,
        ticket: TicketId,
        events: Vec<TicketEvent>,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let assignees = self.known_assignees.unknown(id, events::assignees(&events));
        let new_assignees = assignees.clone();
        let saved = self.write_under(lease, move |connection| {
            let state = state_to_import(connection, id)?;
            let last = events.iter().map(|event| event.at.0).max();
            let asked_for = last_change(connection, id, ticket)?.max(last.unwrap_or(i64::MIN));
            events::save_audits(connection, id, &state, ticket, &events)?;
            staff::add_assignees(connection, id, &new_assignees)?;
            tickets::mark(connection, id, &BTreeSet::from([ticket.0]))?;
            doubts::clear(connection, id, ticket)?;
            retention::restore(connection, id, ticket)?;
            Ok(remember(connection, id, ticket, READ, asked_for)?)
        });
        saved.await?;
        self.known_assignees.remember(id, &assignees);
        Ok(())
    }

    async fn save_failure(
        &self,
        lease: Lease,
        ticket: TicketId,
        reason: &str,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let reason = reason.to_owned();
        let saved = self.write_under(lease, move |connection| {
            state_to_import(connection, id)?;
            let asked_for = last_change(connection, id, ticket)?;
            Ok(remember(connection, id, ticket, &reason, asked_for)?)
        });
        saved.await
    }

    async fn postpone(
        &self,
        lease: Lease,
        ticket: TicketId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let saved = self.write_under(lease, move |connection| {
            state_to_import(connection, id)?;
            diesel::insert_into(ticket_repair::table)
                .values((
                    ticket_repair::integration_id.eq(id.0),
                    ticket_repair::ticket_id.eq(ticket.0),
                    ticket_repair::outcome.eq(""),
                    ticket_repair::postponed_at.eq(at.0),
                ))
                .on_conflict((ticket_repair::integration_id, ticket_repair::ticket_id))
                .do_update()
                .set(ticket_repair::postponed_at.eq(at.0))
                .execute(connection)?;
            Ok(())
        });
        saved.await
    }
}

/// A ticket's last attempt.
pub(super) struct Tried {
    pub(super) outcome: String,
    asked_for: Option<i64>,
}

impl Tried {
    /// Whether the attempt came after the ticket's last known change.
    pub(super) fn covers(&self, flaw: &Flaw) -> bool {
        self.asked_for.is_some_and(|asked_for| asked_for >= flaw.updated_at)
    }
}

/// The tickets that were tried, with what came of it.
pub(super) fn tried(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<BTreeMap<i64, Tried>> {
    let rows: Vec<(i64, String, Option<i64>)> = ticket_repair::table
        .filter(ticket_repair::integration_id.eq(id.0))
        .select((ticket_repair::ticket_id, ticket_repair::outcome, ticket_repair::asked_for))
        .load(connection)?;
    let tried = |(ticket, outcome, asked_for)| (ticket, Tried { outcome, asked_for });
    Ok(rows.into_iter().map(tried).collect())
}

/// Up to which change the audits of some tickets were saved, where they were.
pub(super) fn read_up_to(
    connection: &mut Connection,
    id: IntegrationId,
    tickets: &[i64],
) -> QueryResult<FxHashMap<i64, i64>> {
    let rows: Vec<(i64, Option<i64>)> = ticket_repair::table
        .filter(ticket_repair::integration_id.eq(id.0).and(ticket_repair::outcome.eq(READ)))
        .filter(ticket_repair::ticket_id.eq_any(tickets))
        .select((ticket_repair::ticket_id, ticket_repair::asked_for))
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(ticket, read)| Some((ticket, read?))).collect())
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    ticket_id: i64,
}

/// The rows of `flawed` that wait: their audits were not asked for since they last changed. Of the
/// incomplete ones only those that changed within the covered time.
fn waiting(id: IntegrationId) -> String {
    format!(
        "WITH flawed AS (\
             SELECT ticket_id, updated_at FROM inexact_ticket WHERE integration_id = {id} AND \
             (NOT incomplete OR updated_at < (SELECT coverage_until FROM integration WHERE id = {id})) \
             UNION ALL \
             SELECT ticket_id, updated_at FROM doubtful_ticket WHERE integration_id = {id}) \
         SELECT flawed.ticket_id AS ticket_id FROM flawed LEFT JOIN ticket_repair tried \
         ON tried.integration_id = {id} AND tried.ticket_id = flawed.ticket_id \
         WHERE (tried.asked_for IS NULL OR tried.asked_for < flawed.updated_at)",
        id = id.0,
    )
}

/// How many tickets wait.
pub(super) fn number_waiting(connection: &mut Connection, id: IntegrationId) -> QueryResult<u64> {
    let all = format!("{} GROUP BY flawed.ticket_id", waiting(id));
    let number = format!("SELECT COUNT(*) AS ticket_id FROM ({all}) AS all_waiting");
    let number: Waiting = diesel::sql_query(number).get_result(connection)?;
    Ok(number.ticket_id.unsigned_abs())
}

/// The last known change of a ticket that is inexact, incomplete or in doubt.
fn last_change(
    connection: &mut Connection,
    id: IntegrationId,
    ticket: TicketId,
) -> QueryResult<i64> {
    let counted: Option<i64> = inexact_ticket::table
        .find((id.0, ticket.0))
        .select(inexact_ticket::updated_at)
        .first(connection)
        .optional()?;
    let doubted: Option<i64> = doubtful_ticket::table
        .find((id.0, ticket.0))
        .select(doubtful_ticket::updated_at)
        .first(connection)
        .optional()?;
    Ok(counted.max(doubted).unwrap_or(0))
}

/// Forgets that tickets were tried.
pub(super) fn forget(
    connection: &mut Connection,
    id: IntegrationId,
    tickets: &BTreeSet<i64>,
) -> QueryResult<()> {
    let tickets: Vec<i64> = tickets.iter().copied().collect();
    for tickets in tickets.chunks(ROWS_PER_STATEMENT) {
        let tried = ticket_repair::table
            .filter(ticket_repair::integration_id.eq(id.0))
            .filter(ticket_repair::ticket_id.eq_any(tickets));
        diesel::delete(tried).execute(connection)?;
    }
    Ok(())
}

fn remember(
    connection: &mut Connection,
    id: IntegrationId,
    ticket: TicketId,
    outcome: &str,
    asked_for: i64,
) -> QueryResult<()> {
    diesel::insert_into(ticket_repair::table)
        .values(RepairRow {
            integration_id: id.0,
            ticket_id: ticket.0,
            outcome: &storable(outcome),
            asked_for,
        })
        .on_conflict((ticket_repair::integration_id, ticket_repair::ticket_id))
        .do_update()
        .set((
            ticket_repair::outcome.eq(excluded(ticket_repair::outcome)),
            ticket_repair::asked_for.eq(excluded(ticket_repair::asked_for)),
            ticket_repair::postponed_at.eq(None::<i64>),
        ))
        .execute(connection)?;
    Ok(())
}
