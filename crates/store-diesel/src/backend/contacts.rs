//! Contacts: one row each, however many views they count in.

use std::ops::Range;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use inflow_domain::{Channel, Contact, EventId, IntegrationId, TicketId, Timestamp, ViewId};
use smol_str::SmolStr;

use super::Connection;
use super::bulk::{self, BulkRow, Values};
use super::ranges::TicketRange;
use crate::codec::{code, view_list};
use crate::failure::Failure;
use crate::schema::contact;

struct NewContactRow<'a> {
    integration_id: i64,
    ticket_id: i64,
    event_id: i64,
    happened_at: i64,
    kind: i64,
    channel: i64,
    unmapped_channel: Option<&'a str>,
    views: &'a [u8],
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = contact)]
struct ContactRow {
    ticket_id: i64,
    event_id: i64,
    happened_at: i64,
    kind: i64,
    channel: i64,
    unmapped_channel: Option<String>,
    views: Vec<u8>,
}

impl BulkRow for NewContactRow<'_> {
    type Table = contact::table;
    const INSERT: &'static str = "INSERT INTO contact (integration_id, ticket_id, event_id, \
        happened_at, kind, channel, unmapped_channel, views)";
    const ON_CONFLICT: &'static str = "";

    fn bind<'b>(&'b self, mut values: Values<'_, '_, 'b>) -> QueryResult<()> {
        values.push::<BigInt, _>(&self.integration_id)?;
        values.push::<BigInt, _>(&self.ticket_id)?;
        values.push::<BigInt, _>(&self.event_id)?;
        values.push::<BigInt, _>(&self.happened_at)?;
        values.push::<BigInt, _>(&self.kind)?;
        values.push::<BigInt, _>(&self.channel)?;
        values.push::<Nullable<Text>, _>(&self.unmapped_channel)?;
        values.push::<Binary, _>(self.views)
    }
}

/// Writes contacts of tickets that have none.
pub(super) fn insert(
    connection: &mut Connection,
    id: IntegrationId,
    contacts: &[&Contact],
) -> QueryResult<()> {
    let mut lists = Vec::new();
    let mut encoded: Vec<(&Contact, Range<usize>)> = Vec::with_capacity(contacts.len());
    for contact in contacts {
        let start = lists.len();
        view_list::append(&contact.views, &mut lists);
        encoded.push((contact, start..lists.len()));
    }
    let rows: Vec<NewContactRow<'_>> = encoded
        .iter()
        .map(|(contact, range)| new_row(id, contact, &lists[range.clone()]))
        .collect();
    bulk::write(connection, &rows)
}

/// The contacts of some tickets, by ticket and event.
pub(super) fn of_tickets(
    connection: &mut Connection,
    id: IntegrationId,
    tickets: &[i64],
) -> Result<Vec<Contact>, Failure> {
    let rows = contact::table
        .filter(contact::integration_id.eq(id.0).and(contact::ticket_id.eq_any(tickets)))
        .order((contact::ticket_id, contact::event_id))
        .select(ContactRow::as_select())
        .load(connection)?;
    rows.into_iter().map(from_row).collect()
}

/// The contacts of the tickets in a range, by ticket and event.
pub(super) fn of_range(
    connection: &mut Connection,
    id: IntegrationId,
    range: TicketRange,
) -> Result<Vec<Contact>, Failure> {
    let rows = contact::table
        .filter(contact::integration_id.eq(id.0))
        .filter(contact::ticket_id.gt(range.after).and(contact::ticket_id.le(range.until)))
        .order((contact::ticket_id, contact::event_id))
        .select(ContactRow::as_select())
        .load(connection)?;
    rows.into_iter().map(from_row).collect()
}

/// Removes the contacts of the tickets in a range.
pub(super) fn delete_range(
    connection: &mut Connection,
    id: IntegrationId,
    range: TicketRange,
) -> QueryResult<()> {
    let of_range = contact::table
        .filter(contact::integration_id.eq(id.0))
        .filter(contact::ticket_id.gt(range.after).and(contact::ticket_id.le(range.until)));
    diesel::delete(of_range).execute(connection)?;
    Ok(())
}

/// Removes the contacts of some tickets.
pub(super) fn delete(
    connection: &mut Connection,
    id: IntegrationId,
    tickets: &[i64],
) -> QueryResult<()> {
    let of_tickets = contact::table
        .filter(contact::integration_id.eq(id.0).and(contact::ticket_id.eq_any(tickets)));
    diesel::delete(of_tickets).execute(connection)?;
    Ok(())
}

/// Removes every contact.
pub(super) fn delete_all(connection: &mut Connection, id: IntegrationId) -> QueryResult<()> {
    let all = contact::table.filter(contact::integration_id.eq(id.0));
    diesel::delete(all).execute(connection)?;
    Ok(())
}

/// The contacts of one channel of a view in `[from, to)`, by time and event.
pub(super) fn of_queue(
    connection: &mut Connection,
    id: IntegrationId,
    (view, channel): (ViewId, Channel),
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Contact>, Failure> {
    let rows = contact::table
        .filter(contact::integration_id.eq(id.0))
        .filter(contact::happened_at.ge(from.0).and(contact::happened_at.lt(to.0)))
        .filter(contact::channel.eq(code::of_channel(channel)))
        .order((contact::happened_at, contact::event_id))
        .select(ContactRow::as_select());
    let mut contacts = Vec::new();
    for row in rows.load_iter(connection)? {
        let contact = from_row(row?)?;
        if contact.views.contains(&view) {
            contacts.push(contact);
        }
    }
    Ok(contacts)
}

fn new_row<'a>(id: IntegrationId, contact: &'a Contact, views: &'a [u8]) -> NewContactRow<'a> {
    NewContactRow {
        integration_id: id.0,
        ticket_id: contact.ticket.0,
        event_id: contact.event.0,
        happened_at: contact.at.0,
        kind: code::of_kind(contact.kind),
        channel: code::of_channel(contact.channel),
        unmapped_channel: contact.unmapped_channel.as_deref(),
        views,
    }
}

fn from_row(row: ContactRow) -> Result<Contact, Failure> {
    Ok(Contact {
        ticket: TicketId(row.ticket_id),
        event: EventId(row.event_id),
        at: Timestamp(row.happened_at),
        kind: code::kind(row.kind)?,
        channel: code::channel(row.channel)?,
        unmapped_channel: row.unmapped_channel.map(SmolStr::from),
        views: view_list::read(&row.views)?,
    })
}
