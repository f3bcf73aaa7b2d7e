//! Contacts: one row each, however many views they count in.

use std::ops::Range;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use inflow_domain::{Channel, Contact, EventId, IntegrationId, TicketId, Timestamp, ViewId};
use smol_str::SmolStr;

use super::Connection;
use super::bulk::{self, BulkRow, Values};
use super::counted_views::ViewNumbers;
use super::histories::Batch;
use crate::codec::code;
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
    const ON_CONFLICT: &'static str = "ON CONFLICT (integration_id, ticket_id, event_id) \
        DO UPDATE SET happened_at = excluded.happened_at, kind = excluded.kind, \
        channel = excluded.channel, unmapped_channel = excluded.unmapped_channel, \
        views = excluded.views";

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

/// Writes contacts; one of the same event is replaced.
pub(super) fn save(
    connection: &mut Connection,
    id: IntegrationId,
    contacts: &[&Contact],
    numbers: &mut ViewNumbers,
) -> QueryResult<()> {
    let mut lists = Vec::new();
    let mut encoded: Vec<(&Contact, Range<usize>)> = Vec::with_capacity(contacts.len());
    for contact in contacts {
        let start = lists.len();
        numbers.append(&contact.views, &mut lists);
        encoded.push((contact, start..lists.len()));
    }
    let rows: Vec<NewContactRow<'_>> = encoded
        .iter()
        .map(|(contact, range)| new_row(id, contact, &lists[range.clone()]))
        .collect();
    bulk::write(connection, &rows)
}

/// Removes a contact.
pub(super) fn delete(
    connection: &mut Connection,
    id: IntegrationId,
    contact: &Contact,
) -> QueryResult<()> {
    let row = contact::table.find((id.0, contact.ticket.0, contact.event.0));
    diesel::delete(row).execute(connection)?;
    Ok(())
}

/// The contacts of some tickets, by ticket and event.
pub(super) fn of_batch(
    connection: &mut Connection,
    id: IntegrationId,
    batch: &Batch,
    numbers: &ViewNumbers,
) -> Result<Vec<Contact>, Failure> {
    let rows = contact::table
        .filter(contact::integration_id.eq(id.0))
        .order((contact::ticket_id, contact::event_id))
        .select(ContactRow::as_select())
        .into_boxed();
    let rows = match batch {
        Batch::Range(range) => {
            rows.filter(contact::ticket_id.gt(range.after).and(contact::ticket_id.le(range.until)))
        }
        Batch::Ids(ids) => rows.filter(contact::ticket_id.eq_any(ids)),
    };
    let mut contacts = Vec::new();
    for row in rows.load_iter(connection)? {
        contacts.push(from_row(row?, numbers)?);
    }
    Ok(contacts)
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
    let numbers = ViewNumbers::load(connection, id)?;
    let mut contacts = Vec::new();
    for row in rows.load_iter(connection)? {
        let contact = from_row(row?, &numbers)?;
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

fn from_row(row: ContactRow, numbers: &ViewNumbers) -> Result<Contact, Failure> {
    Ok(Contact {
        ticket: TicketId(row.ticket_id),
        event: EventId(row.event_id),
        at: Timestamp(row.happened_at),
        kind: code::kind(row.kind)?,
        channel: code::channel(row.channel)?,
        unmapped_channel: row.unmapped_channel.map(SmolStr::from),
        views: numbers.read(&row.views)?,
    })
}
