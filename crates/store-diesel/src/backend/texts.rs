//! Erasing subjects and descriptions, once no active view judges text any more (rule 6.5).

use diesel::prelude::*;
use inflow_domain::{Field, IntegrationId, TicketEvent, TicketSnapshot};

use super::events::new_row;
use super::ranges::{self, TicketRange};
use super::tickets::TicketRow;
use super::{Connection, write_rows};
use crate::codec::event::EventColumns;
use crate::codec::{event, snapshot};
use crate::failure::Failure;
use crate::schema::{ticket, ticket_event};

/// Erases every stored text of an integration, also from the places that it leaves in the file.
pub(super) fn erase(connection: &mut Connection, id: IntegrationId) -> Result<(), Failure> {
    super::overwrite_what_is_deleted(connection, true)?;
    let erased = erase_rows(connection, id);
    super::overwrite_what_is_deleted(connection, false)?;
    erased
}

fn erase_rows(connection: &mut Connection, id: IntegrationId) -> Result<(), Failure> {
    let mut after = i64::MIN;
    while after < i64::MAX {
        let range = ranges::next(connection, id, after)?;
        erase_in_snapshots(connection, id, range)?;
        erase_in_events(connection, id, range)?;
        after = range.until;
    }
    Ok(())
}

fn erase_in_snapshots(
    connection: &mut Connection,
    id: IntegrationId,
    range: TicketRange,
) -> Result<(), Failure> {
    let rows: Vec<(i64, i64, Vec<u8>)> = ticket::table
        .filter(ticket::integration_id.eq(id.0))
        .filter(ticket::ticket_id.gt(range.after).and(ticket::ticket_id.le(range.until)))
        .filter(ticket::snapshot.ne(Vec::new()))
        .select((ticket::ticket_id, ticket::generated_at, ticket::snapshot))
        .load(connection)?;
    let mut without: Vec<(i64, i64, Vec<u8>)> = Vec::new();
    for (ticket, generated_at, bytes) in rows {
        let read = snapshot::read(ticket, generated_at, &bytes)?;
        if snapshot_has_text(&read) {
            let mut bytes = Vec::new();
            snapshot::append(&read, false, &mut bytes);
            without.push((ticket, generated_at, bytes));
        }
    }
    let row = |(ticket, generated_at, bytes)| TicketRow {
        integration_id: id.0,
        ticket_id: ticket,
        generated_at,
        snapshot: bytes,
    };
    let rows = without.iter().map(|(ticket, at, bytes)| row((*ticket, *at, bytes.as_slice())));
    write_rows(connection, &rows.collect::<Vec<_>>())?;
    Ok(())
}

fn erase_in_events(
    connection: &mut Connection,
    id: IntegrationId,
    range: TicketRange,
) -> Result<(), Failure> {
    let rows: Vec<(i64, i64, i64, i64, Vec<u8>)> = ticket_event::table
        .filter(ticket_event::integration_id.eq(id.0))
        .filter(ticket_event::ticket_id.gt(range.after))
        .filter(ticket_event::ticket_id.le(range.until))
        .select((
            ticket_event::ticket_id,
            ticket_event::event_id,
            ticket_event::happened_at,
            ticket_event::author_id,
            ticket_event::body,
        ))
        .load(connection)?;
    let mut without: Vec<(TicketEvent, Vec<u8>)> = Vec::new();
    for (ticket, event, at, author, body) in rows {
        let read = event::read(&EventColumns { ticket, id: event, at, author }, &body)?;
        if read.changes.iter().any(|change| change.field == Field::Subject) {
            let mut body = Vec::new();
            event::append(&read, false, &mut body);
            without.push((read, body));
        }
    }
    let rows = without.iter().map(|(event, body)| new_row(id, event, body));
    write_rows(connection, &rows.collect::<Vec<_>>())?;
    Ok(())
}

fn snapshot_has_text(snapshot: &TicketSnapshot) -> bool {
    snapshot.description.is_some()
        || snapshot.fields.iter().any(|(field, _)| *field == Field::Subject)
}
