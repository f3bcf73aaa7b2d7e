//! How far back a history reaches, as it stands in its row.

use diesel::prelude::*;
use inflow_domain::{IntegrationId, Timestamp};
use inflow_store::{History, Slice, TicketPlace};

use super::Connection;
use crate::codec::Unreadable;
use crate::failure::Failure;
use crate::schema::history;

#[derive(Queryable, Selectable)]
#[diesel(table_name = history)]
struct HistoryRow {
    begins_at: i64,
    slice_from: Option<i64>,
    slice_cursor: Option<String>,
    slice_tickets_at: Option<i64>,
    slice_events_at: Option<i64>,
    slice_calls_at: Option<i64>,
    complete_at: Option<i64>,
}

/// How far back the history reaches.
pub(super) fn load(connection: &mut Connection, id: IntegrationId) -> Result<History, Failure> {
    let row = history::table.find(id.0).select(HistoryRow::as_select());
    let Some(row): Option<HistoryRow> = row.first(connection).optional()? else {
        return Ok(History::default());
    };
    let at = |at: Option<i64>| at.map(Timestamp).ok_or(Unreadable::new("bookmark of a slice"));
    let slice = |from| {
        Ok::<_, Unreadable>(Slice {
            from: Timestamp(from),
            tickets: TicketPlace {
                cursor: row.slice_cursor.clone(),
                reached: at(row.slice_tickets_at)?,
            },
            ticket_events: at(row.slice_events_at)?,
            calls: at(row.slice_calls_at)?,
        })
    };
    Ok(History {
        from: Some(Timestamp(row.begins_at)),
        slice: row.slice_from.map(slice).transpose()?,
        complete_at: row.complete_at.map(Timestamp),
    })
}

/// When the whole history will be there.
pub(super) fn complete_at(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<Option<Timestamp>> {
    let row = history::table.find(id.0).select(history::complete_at);
    let at: Option<Option<i64>> = row.first(connection).optional()?;
    Ok(at.flatten().map(Timestamp))
}

/// Lets the tickets of the slice that is being read be read again.
pub(super) fn read_tickets_again(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<()> {
    let update = diesel::update(history::table.find(id.0)).set((
        history::slice_cursor.eq(None::<String>),
        history::slice_tickets_at.eq(history::slice_from),
    ));
    update.execute(connection)?;
    Ok(())
}
