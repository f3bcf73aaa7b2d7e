//! A look at a sample of every kind of row that no query looks into: whether each can be read back.

use diesel::prelude::*;
use inflow_store::Examined;

use super::Connection;
use crate::codec::event::EventColumns;
use crate::codec::{definition, event, figures_block, snapshot, view_list, volume_block};
use crate::schema::{
    call, call_volume, contact, custom_field, integration, ticket, ticket_event, view_version,
    volume,
};

/// How many rows of a kind are read of each integration, the newest by their keys.
const ROWS: i64 = 200;

/// Instants of Zendesk lie within these, the years 1970 to 9999.
const INSTANTS: std::ops::RangeInclusive<i64> = 0..=253_402_300_799;

/// Whether each row of a sample can be read.
type Look = fn(&mut Connection, i64) -> QueryResult<Vec<bool>>;

/// Every kind, as it is told.
const KINDS: [(&str, Look); 8] = [
    ("tickets", tickets),
    ("ticket events", ticket_events),
    ("calls", calls),
    ("contacts", contacts),
    ("volumes", volumes),
    ("figures of calls", figures_of_calls),
    ("views", views),
    ("custom fields", custom_fields),
];

/// What the look found.
pub(super) fn look(connection: &mut Connection) -> QueryResult<Examined> {
    let ids: Vec<i64> =
        integration::table.order(integration::id).select(integration::id).load(connection)?;
    let (mut read, mut unreadable) = (0_usize, Vec::new());
    for (kind, look) in KINDS {
        let mut of_kind = 0_usize;
        for id in &ids {
            let rows = look(connection, *id)?;
            read += rows.len();
            of_kind += rows.iter().filter(|is_readable| !**is_readable).count();
        }
        if of_kind > 0 {
            unreadable.push(format!("{of_kind} {kind}"));
        }
    }
    let advice = "restore the database from a backup, or import the integrations concerned anew: what they \
                  count may be wrong";
    Ok(Examined {
        about: "rows",
        found: if unreadable.is_empty() {
            format!("a sample of {read} can be read")
        } else {
            format!("of a sample of {read} cannot be read: {}", unreadable.join(", "))
        },
        advice: (!unreadable.is_empty()).then(|| advice.to_owned()),
    })
}

fn tickets(connection: &mut Connection, id: i64) -> QueryResult<Vec<bool>> {
    let rows: Vec<(i64, i64, Vec<u8>)> = ticket::table
        .filter(ticket::integration_id.eq(id).and(ticket::snapshot.ne(Vec::new())))
        .order(ticket::ticket_id.desc())
        .limit(ROWS)
        .select((ticket::ticket_id, ticket::generated_at, ticket::snapshot))
        .load(connection)?;
    let read = |(ticket, generated_at, bytes): &(i64, i64, Vec<u8>)| {
        snapshot::read(*ticket, *generated_at, bytes).is_ok_and(|snapshot| {
            let times = [snapshot.created_at, snapshot.updated_at, snapshot.generated_at];
            times.iter().all(|at| INSTANTS.contains(&at.0))
        })
    };
    Ok(rows.iter().map(read).collect())
}

fn ticket_events(connection: &mut Connection, id: i64) -> QueryResult<Vec<bool>> {
    let rows: Vec<(i64, i64, i64, i64, Vec<u8>)> = ticket_event::table
        .filter(ticket_event::integration_id.eq(id))
        .order((ticket_event::ticket_id.desc(), ticket_event::event_id.desc()))
        .limit(ROWS)
        .select((
            ticket_event::ticket_id,
            ticket_event::event_id,
            ticket_event::happened_at,
            ticket_event::author_id,
            ticket_event::body,
        ))
        .load(connection)?;
    let read = |(ticket, id, at, author, body): (i64, i64, i64, i64, Vec<u8>)| {
        let columns = EventColumns { ticket, id, at, author };
        INSTANTS.contains(&at) && event::read(&columns, &body).is_ok()
    };
    Ok(rows.into_iter().map(read).collect())
}

fn calls(connection: &mut Connection, id: i64) -> QueryResult<Vec<bool>> {
    let rows: Vec<(i64, i64)> = call::table
        .filter(call::integration_id.eq(id))
        .order(call::call_id.desc())
        .limit(ROWS)
        .select((call::created_at, call::updated_at))
        .load(connection)?;
    let read = |(created_at, updated_at): &(i64, i64)| {
        INSTANTS.contains(created_at) && INSTANTS.contains(updated_at)
    };
    Ok(rows.iter().map(read).collect())
}

fn contacts(connection: &mut Connection, id: i64) -> QueryResult<Vec<bool>> {
    let rows: Vec<Vec<u8>> = contact::table
        .filter(contact::integration_id.eq(id))
        .order((contact::ticket_id.desc(), contact::event_id.desc()))
        .limit(ROWS)
        .select(contact::views)
        .load(connection)?;
    Ok(rows.iter().map(|views| view_list::read(views).all(|number| number.is_ok())).collect())
}

fn volumes(connection: &mut Connection, id: i64) -> QueryResult<Vec<bool>> {
    let rows: Vec<(i64, Vec<u8>)> = volume::table
        .filter(volume::integration_id.eq(id))
        .order((volume::view_id.desc(), volume::channel.desc(), volume::week_start.desc()))
        .limit(ROWS)
        .select((volume::week_start, volume::counts))
        .load(connection)?;
    Ok(rows.iter().map(|(start, counts)| volume_block::read(*start, counts).is_ok()).collect())
}

fn figures_of_calls(connection: &mut Connection, id: i64) -> QueryResult<Vec<bool>> {
    let rows: Vec<(i64, Vec<u8>)> = call_volume::table
        .filter(call_volume::integration_id.eq(id))
        .order((call_volume::queue.desc(), call_volume::week_start.desc()))
        .limit(ROWS)
        .select((call_volume::week_start, call_volume::figures))
        .load(connection)?;
    Ok(rows.iter().map(|(start, figures)| figures_block::read(*start, figures).is_ok()).collect())
}

fn views(connection: &mut Connection, id: i64) -> QueryResult<Vec<bool>> {
    let rows: Vec<Vec<u8>> = view_version::table
        .filter(view_version::integration_id.eq(id))
        .order((view_version::view_id.desc(), view_version::version_no.desc()))
        .limit(ROWS)
        .select(view_version::definition)
        .load(connection)?;
    Ok(rows.iter().map(|bytes| definition::read_conditions(bytes).is_ok()).collect())
}

fn custom_fields(connection: &mut Connection, id: i64) -> QueryResult<Vec<bool>> {
    let rows: Vec<Vec<u8>> = custom_field::table
        .filter(custom_field::integration_id.eq(id))
        .order(custom_field::field_id.desc())
        .limit(ROWS)
        .select(custom_field::options)
        .load(connection)?;
    Ok(rows.iter().map(|bytes| definition::read_options(bytes).is_ok()).collect())
}
