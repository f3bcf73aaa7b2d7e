//! Repair of inexact tickets: which were tried since they last changed, and what their audits tell.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::upsert::excluded;
use inflow_domain::{IntegrationId, TicketEvent, TicketId, Timestamp};
use inflow_store::{InexactTicket, Lease, Repairs, StoreError};

use super::integrations::state_to_import;
use super::{Connection, Ports, ROWS_PER_STATEMENT, doubts, events, retention, staff, tickets};
use crate::codec::storable;
use crate::schema::ticket_repair;

/// What is told of a ticket that its audits left inexact.
const READ: &str = "its audits do not change that";

#[derive(Insertable)]
#[diesel(table_name = ticket_repair, treat_none_as_default_value = false)]
struct RepairRow<'a> {
    integration_id: i64,
    ticket_id: i64,
    outcome: &'a str,
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
            Ok(doubts::add(connection, id, &tickets, &reason)?)
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
            let found = doubts::inexact(connection, id)?.into_keys().rev();
            let ticket = |ticket| InexactTicket {
                ticket: TicketId(ticket),
                tried: tried.contains_key(&ticket),
            };
            Ok(found.map(ticket).collect())
        });
        read.await
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
            events::save_audits(connection, id, &state, ticket, &events)?;
            staff::add_assignees(connection, id, &new_assignees)?;
            tickets::mark(connection, id, &BTreeSet::from([ticket.0]))?;
            doubts::clear(connection, id, ticket)?;
            retention::restore(connection, id, ticket)?;
            Ok(remember(connection, id, ticket, READ)?)
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
            Ok(remember(connection, id, ticket, &reason)?)
        });
        saved.await
    }
}

/// The tickets that were tried, with what came of it.
pub(super) fn tried(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<BTreeMap<i64, String>> {
    let rows: Vec<(i64, String)> = ticket_repair::table
        .filter(ticket_repair::integration_id.eq(id.0))
        .select((ticket_repair::ticket_id, ticket_repair::outcome))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// Forgets that tickets were tried: something new of them was imported.
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
) -> QueryResult<()> {
    diesel::insert_into(ticket_repair::table)
        .values(RepairRow {
            integration_id: id.0,
            ticket_id: ticket.0,
            outcome: &storable(outcome),
        })
        .on_conflict((ticket_repair::integration_id, ticket_repair::ticket_id))
        .do_update()
        .set(ticket_repair::outcome.eq(excluded(ticket_repair::outcome)))
        .execute(connection)?;
    Ok(())
}
