//! Repair of inexact tickets: which were tried since they last changed, and what their audits tell.

use std::collections::BTreeSet;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::upsert::excluded;
use inflow_domain::{IntegrationId, TicketEvent, TicketId};
use inflow_store::{InexactTicket, Repairs, StoreError};

use super::integrations::state;
use super::{Connection, Ports, ROWS_PER_STATEMENT, events, staff, tickets};
use crate::schema::{inexact_ticket, ticket_repair};

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
    async fn inexact_tickets(&self, id: IntegrationId) -> Result<Vec<InexactTicket>, StoreError> {
        let read = self.database.read(move |connection| {
            let repair = ticket_repair::integration_id
                .eq(inexact_ticket::integration_id)
                .and(ticket_repair::ticket_id.eq(inexact_ticket::ticket_id));
            let rows: Vec<(i64, Option<i64>)> = inexact_ticket::table
                .left_join(ticket_repair::table.on(repair))
                .filter(inexact_ticket::integration_id.eq(id.0))
                .order(inexact_ticket::ticket_id.desc())
                .select((inexact_ticket::ticket_id, ticket_repair::ticket_id.nullable()))
                .load(connection)?;
            let ticket = |(ticket, tried): (i64, Option<i64>)| InexactTicket {
                ticket: TicketId(ticket),
                tried: tried.is_some(),
            };
            Ok(rows.into_iter().map(ticket).collect())
        });
        read.await
    }

    async fn save_audits(
        &self,
        id: IntegrationId,
        ticket: TicketId,
        events: Vec<TicketEvent>,
    ) -> Result<(), StoreError> {
        let assignees = self.known_assignees.unknown(id, events::assignees(&events));
        let new_assignees = assignees.clone();
        let saved = self.database.write(move |connection| {
            let state = state(connection, id)?;
            events::save_audits(connection, id, &state, ticket, &events)?;
            staff::add_assignees(connection, id, &new_assignees)?;
            tickets::mark(connection, id, &BTreeSet::from([ticket.0]))?;
            Ok(remember(connection, id, ticket, READ)?)
        });
        saved.await?;
        self.known_assignees.remember(id, &assignees);
        Ok(())
    }

    async fn save_failure(
        &self,
        id: IntegrationId,
        ticket: TicketId,
        reason: &str,
    ) -> Result<(), StoreError> {
        let reason = reason.to_owned();
        let saved = self.database.write(move |connection| {
            state(connection, id)?;
            Ok(remember(connection, id, ticket, &reason)?)
        });
        saved.await
    }
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
        .values(RepairRow { integration_id: id.0, ticket_id: ticket.0, outcome })
        .on_conflict((ticket_repair::integration_id, ticket_repair::ticket_id))
        .do_update()
        .set(ticket_repair::outcome.eq(excluded(ticket_repair::outcome)))
        .execute(connection)?;
    Ok(())
}
