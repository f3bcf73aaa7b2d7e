//! Contacts: one row each, however many views they count in.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use diesel::connection::DefaultLoadingMode;
use diesel::dsl::{count_star, exists};
use diesel::prelude::*;
use inflow_domain::{
    Channel, Contact, ContactView, EventId, IntegrationId, Side, TicketId, Timestamp, ViewId,
};
use smol_str::SmolStr;

use super::bulk::{BulkRow, Values};
use super::counted_views::ViewNumbers;
use super::histories::Batch;
use super::{Connection, LoadingMode, ROWS_PER_STATEMENT, write_rows};
use crate::codec::{code, ends, storable};
use crate::failure::Failure;
use crate::schema::{contact, ticket};

struct NewContactRow<'a> {
    integration_id: i64,
    ticket_id: i64,
    event_id: i64,
    happened_at: i64,
    kind: i64,
    channel: i64,
    unmapped_channel: Option<Cow<'a, str>>,
    views: &'a [u8],
    ends: &'a [u8],
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
    ends: Option<Vec<u8>>,
}

impl BulkRow for NewContactRow<'_> {
    type Table = contact::table;
    const TABLE: &'static str = "contact";
    const COLUMNS: &'static str = "integration_id, ticket_id, event_id, happened_at, kind, \
        channel, unmapped_channel, views, ends";
    const ON_CONFLICT: &'static str = "ON CONFLICT (integration_id, ticket_id, event_id) \
        DO UPDATE SET happened_at = excluded.happened_at, kind = excluded.kind, \
        channel = excluded.channel, unmapped_channel = excluded.unmapped_channel, \
        views = excluded.views, ends = excluded.ends";

    fn values<'r>(&'r self, values: &mut impl Values<'r>) -> QueryResult<()> {
        values.integer(&self.integration_id)?;
        values.integer(&self.ticket_id)?;
        values.integer(&self.event_id)?;
        values.integer(&self.happened_at)?;
        values.integer(&self.kind)?;
        values.integer(&self.channel)?;
        values.optional_text(&self.unmapped_channel)?;
        values.bytes(self.views)?;
        values.bytes(self.ends)
    }
}

/// How many contacts of `[from, to)` count in a view, by channel.
pub(super) fn arrivals(
    connection: &mut Connection,
    id: IntegrationId,
    from: Timestamp,
    to: Timestamp,
) -> Result<BTreeMap<Channel, i64>, Failure> {
    let rows: Vec<(i64, i64)> = contact::table
        .filter(contact::integration_id.eq(id.0).and(contact::views.ne(Vec::new())))
        .filter(contact::happened_at.ge(from.0).and(contact::happened_at.lt(to.0)))
        .group_by(contact::channel)
        .select((contact::channel, count_star()))
        .load(connection)?;
    rows.into_iter().map(|(channel, count)| Ok((code::channel(channel)?, count))).collect()
}

/// Writes contacts; one of the same event is replaced.
pub(super) fn save(
    connection: &mut Connection,
    id: IntegrationId,
    contacts: &[&Contact],
    numbers: &mut ViewNumbers,
) -> QueryResult<()> {
    let mut lists = Vec::new();
    let mut encoded: Vec<(&Contact, [Range<usize>; 2])> = Vec::with_capacity(contacts.len());
    for contact in contacts {
        let start = lists.len();
        let views = numbers.append(&contact.views, &mut lists);
        let middle = lists.len();
        ends::append(contact, &views, &mut lists);
        encoded.push((contact, [start..middle, middle..lists.len()]));
    }
    let rows: Vec<NewContactRow<'_>> = encoded
        .iter()
        .map(|(contact, ranges)| new_row(id, contact, ranges.clone().map(|range| &lists[range])))
        .collect();
    write_rows(connection, &rows)
}

/// Removes contacts, which the query builder has no words for: by pairs of ids.
pub(super) fn delete(
    connection: &mut Connection,
    id: IntegrationId,
    contacts: &[&Contact],
) -> QueryResult<()> {
    for contacts in contacts.chunks(ROWS_PER_STATEMENT) {
        let pair = |contact: &&Contact| format!("({}, {})", contact.ticket, contact.event);
        let pairs: Vec<String> = contacts.iter().map(pair).collect();
        let delete = format!(
            "DELETE FROM contact WHERE integration_id = {id} \
             AND (ticket_id, event_id) IN (VALUES {})",
            pairs.join(", ")
        );
        diesel::sql_query(delete).execute(connection)?;
    }
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
    for row in rows.load_iter::<ContactRow, DefaultLoadingMode>(connection)? {
        contacts.push(from_row(row?, numbers)?);
    }
    Ok(contacts)
}

/// Hands over the contacts of tickets whose histories were dropped.
pub(super) fn of_dropped(
    connection: &mut Connection,
    id: IntegrationId,
    numbers: &ViewNumbers,
    mut take: impl FnMut(&Contact),
) -> Result<(), Failure> {
    let dropped = ticket::table
        .filter(ticket::integration_id.eq(contact::integration_id))
        .filter(ticket::ticket_id.eq(contact::ticket_id))
        .filter(ticket::dropped_until.is_not_null());
    let rows = contact::table
        .filter(contact::integration_id.eq(id.0).and(exists(dropped)))
        .select(ContactRow::as_select());
    for row in rows.load_iter::<ContactRow, LoadingMode>(connection)? {
        take(&from_row(row?, numbers)?);
    }
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
    let numbers = ViewNumbers::load(connection, id)?;
    let mut contacts = Vec::new();
    for row in rows.load_iter::<ContactRow, LoadingMode>(connection)? {
        let contact = from_row(row?, &numbers)?;
        if contact.in_view(view).is_some() {
            contacts.push(contact);
        }
    }
    Ok(contacts)
}

fn new_row<'a>(
    id: IntegrationId,
    contact: &'a Contact,
    [views, ends]: [&'a [u8]; 2],
) -> NewContactRow<'a> {
    NewContactRow {
        integration_id: id.0,
        ticket_id: contact.ticket.0,
        event_id: contact.event.0,
        happened_at: contact.at.0,
        kind: code::of_kind(contact.kind),
        channel: code::of_channel(contact.channel),
        unmapped_channel: contact.unmapped_channel.as_deref().map(storable),
        views,
        ends,
    }
}

fn from_row(row: ContactRow, numbers: &ViewNumbers) -> Result<Contact, Failure> {
    let views = numbers.read(&row.views)?.into_iter();
    let mut contact = Contact {
        ticket: TicketId(row.ticket_id),
        event: EventId(row.event_id),
        at: Timestamp(row.happened_at),
        kind: code::kind(row.kind)?,
        channel: code::channel(row.channel)?,
        unmapped_channel: row.unmapped_channel.map(SmolStr::from),
        reopening: false,
        author_side: Side::Customer,
        views: views.map(ContactView::unfinished).collect(),
    };
    // Until everything is counted again, an older database tells no ends.
    if let Some(bytes) = &row.ends {
        ends::read(&mut contact, bytes)?;
    }
    contact.views.sort_unstable_by_key(|counted| counted.view);
    Ok(contact)
}
