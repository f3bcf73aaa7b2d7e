//! Walking over all tickets of an integration in bounded memory: ranges of ticket ids with about
//! as many tickets and events as fit.

use diesel::prelude::*;
use inflow_domain::IntegrationId;

use super::Connection;
use crate::schema::{ticket, ticket_event};

const TICKETS: i64 = 500;
const EVENTS: i64 = 2000;

/// The ticket ids `(after, until]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TicketRange {
    pub(super) after: i64,
    pub(super) until: i64,
}

/// The range that follows `after`; it has no end where the tickets have none beyond.
pub(super) fn next(
    connection: &mut Connection,
    id: IntegrationId,
    after: i64,
) -> QueryResult<TicketRange> {
    let tickets: Option<i64> = ticket::table
        .filter(ticket::integration_id.eq(id.0).and(ticket::ticket_id.gt(after)))
        .order(ticket::ticket_id)
        .select(ticket::ticket_id)
        .offset(TICKETS - 1)
        .limit(1)
        .first(connection)
        .optional()?;
    let events: Option<i64> = ticket_event::table
        .filter(ticket_event::integration_id.eq(id.0).and(ticket_event::ticket_id.gt(after)))
        .order((ticket_event::ticket_id, ticket_event::event_id))
        .select(ticket_event::ticket_id)
        .offset(EVENTS - 1)
        .limit(1)
        .first(connection)
        .optional()?;
    let until = tickets.into_iter().chain(events).min().unwrap_or(i64::MAX);
    Ok(TicketRange { after, until })
}
