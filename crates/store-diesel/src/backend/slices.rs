//! History that grows backwards: the bookmarks of the slice that is being read.

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::{Call, IntegrationId, TicketEvent, TicketSnapshot, Timestamp};
use inflow_store::{History, Lease, Slice, Slices, Step, StoreError, TicketPlace};

use super::history::load;
use super::integrations::{found, state_to_import};
use super::{Connection, Ports, calls, events, staff, tickets};
use crate::codec::storable;
use crate::failure::Failure;
use crate::schema::{changed_ticket, history, integration, ticket_event};

#[async_trait]
impl Slices for Ports {
    async fn history(&self, id: IntegrationId) -> Result<History, StoreError> {
        self.database.read(move |connection| load(connection, id)).await
    }

    async fn begin(&self, lease: Lease, from: Timestamp) -> Result<(), StoreError> {
        let id = lease.integration;
        let begun = self.write_under(lease, move |connection| {
            state_to_import(connection, id)?;
            diesel::insert_into(history::table)
                .values((history::integration_id.eq(id.0), history::begins_at.eq(from.0)))
                .on_conflict(history::integration_id)
                .do_update()
                .set(history::begins_at.eq(from.0))
                .execute(connection)?;
            let update = diesel::update(integration::table.find(id.0)).set((
                integration::tickets_cursor.eq(None::<String>),
                integration::tickets_generated_at.eq(None::<i64>),
            ));
            found(update.execute(connection)?)
        });
        begun.await
    }

    async fn begin_slice(&self, lease: Lease, from: Timestamp) -> Result<(), StoreError> {
        let id = lease.integration;
        let begun = self.write_under(lease, move |connection| {
            state_to_import(connection, id)?;
            if load(connection, id)?.slice.is_some() {
                return Ok(());
            }
            let slice = Slice {
                from,
                tickets: TicketPlace { cursor: None, reached: from },
                ticket_events: from,
                calls: from,
            };
            set_slice(connection, id, Some(&slice))
        });
        begun.await
    }

    async fn save_slice_tickets(
        &self,
        lease: Lease,
        tickets: Vec<TicketSnapshot>,
        step: Step<TicketPlace>,
        passed_over: bool,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let assignees = self.known_assignees.unknown(id, tickets::assignees(&tickets));
        let new_assignees = assignees.clone();
        let saved = self.write_under(lease, move |connection| {
            let state = state_to_import(connection, id)?;
            let slice = slice(connection, id)?;
            let cursor = step.from.cursor.as_deref().map(storable);
            expect(&slice.tickets.cursor.as_deref(), &cursor.as_deref())?;
            expect(&slice.tickets.reached, &step.from.reached)?;
            tickets::save(connection, id, &state, &tickets)?;
            staff::add_assignees(connection, id, &new_assignees)?;
            if passed_over {
                let update = diesel::update(integration::table.find(id.0));
                update.set(integration::tickets_passed_over.eq(true)).execute(connection)?;
            }
            set_slice(connection, id, Some(&Slice { tickets: step.to.clone(), ..slice }))
        });
        saved.await?;
        self.known_assignees.remember(id, &assignees);
        Ok(())
    }

    async fn save_slice_events(
        &self,
        lease: Lease,
        events: Vec<TicketEvent>,
        step: Step<Timestamp>,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let assignees = self.known_assignees.unknown(id, events::assignees(&events));
        let new_assignees = assignees.clone();
        let saved = self.write_under(lease, move |connection| {
            let state = state_to_import(connection, id)?;
            let slice = slice(connection, id)?;
            expect(&slice.ticket_events, &step.from)?;
            events::save(connection, id, &state, &events)?;
            staff::add_assignees(connection, id, &new_assignees)?;
            set_slice(connection, id, Some(&Slice { ticket_events: step.to, ..slice }))
        });
        saved.await?;
        self.known_assignees.remember(id, &assignees);
        Ok(())
    }

    async fn save_slice_calls(
        &self,
        lease: Lease,
        calls: Vec<Call>,
        step: Step<Timestamp>,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let saved = self.write_under(lease, move |connection| {
            let state = state_to_import(connection, id)?;
            let slice = slice(connection, id)?;
            expect(&slice.calls, &step.from)?;
            calls::save(connection, id, state.grouping, &calls)?;
            set_slice(connection, id, Some(&Slice { calls: step.to, ..slice }))
        });
        saved.await
    }

    async fn finish_slice(&self, lease: Lease, from: Timestamp) -> Result<(), StoreError> {
        let id = lease.integration;
        let finished = self.write_under(lease, move |connection| {
            state_to_import(connection, id)?;
            expect(&slice(connection, id)?.from, &from)?;
            set_slice(connection, id, None)?;
            mark_since(connection, id, from)?;
            let update = diesel::update(history::table.find(id.0));
            found(update.set(history::begins_at.eq(from.0)).execute(connection)?)
        });
        finished.await
    }

    async fn forget_calls(&self, lease: Lease) -> Result<(), StoreError> {
        let id = lease.integration;
        let forgotten = self.write_under(lease, move |connection| {
            state_to_import(connection, id)?;
            let update = diesel::update(integration::table.find(id.0)).set((
                integration::calls_bookmark.eq(None::<i64>),
                integration::calls_until.eq(None::<i64>),
                integration::provisional_from.eq(None::<i64>),
            ));
            found(update.execute(connection)?)
        });
        forgotten.await
    }

    async fn estimate(
        &self,
        lease: Lease,
        complete_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let saved = self.write_under(lease, move |connection| {
            let update = diesel::update(history::table.find(id.0));
            let at = complete_at.map(|at| at.0);
            found(update.set(history::complete_at.eq(at)).execute(connection)?)
        });
        saved.await
    }
}

/// The slice that is being read; whoever thinks that there is one was overtaken where there is none.
fn slice(connection: &mut Connection, id: IntegrationId) -> Result<Slice, Failure> {
    Ok(load(connection, id)?.slice.ok_or(StoreError::Overtaken)?)
}

/// Marks every ticket with an event between an instant and where the history began: what was counted
/// while the slice was being read kept no contact of that time.
fn mark_since(
    connection: &mut Connection,
    id: IntegrationId,
    from: Timestamp,
) -> Result<(), Failure> {
    let Some(until) = load(connection, id)?.from else { return Ok(()) };
    ticket_event::table
        .filter(ticket_event::integration_id.eq(id.0))
        .filter(ticket_event::happened_at.ge(from.0).and(ticket_event::happened_at.lt(until.0)))
        .select((ticket_event::integration_id, ticket_event::ticket_id))
        .distinct()
        .insert_into(changed_ticket::table)
        .into_columns((changed_ticket::integration_id, changed_ticket::ticket_id))
        .on_conflict_do_nothing()
        .execute(connection)?;
    Ok(())
}

fn expect<T: PartialEq>(stored: &T, begun_from: &T) -> Result<(), Failure> {
    if stored == begun_from { Ok(()) } else { Err(StoreError::Overtaken.into()) }
}

fn set_slice(
    connection: &mut Connection,
    id: IntegrationId,
    slice: Option<&Slice>,
) -> Result<(), Failure> {
    let cursor = slice.and_then(|slice| slice.tickets.cursor.as_deref());
    let update = diesel::update(history::table.find(id.0)).set((
        history::slice_from.eq(slice.map(|slice| slice.from.0)),
        history::slice_cursor.eq(cursor.map(storable)),
        history::slice_tickets_at.eq(slice.map(|slice| slice.tickets.reached.0)),
        history::slice_events_at.eq(slice.map(|slice| slice.ticket_events.0)),
        history::slice_calls_at.eq(slice.map(|slice| slice.calls.0)),
    ));
    found(update.execute(connection)?)
}
