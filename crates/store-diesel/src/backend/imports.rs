//! What was read: rows and the bookmark that they led to in one transaction.

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::{Call, IntegrationId, TicketEvent, TicketSnapshot, Timestamp};
use inflow_store::{
    Bookmarks, Coverage, Discovery, ImportClaim, Imports, Lease, OddRow, StoreError, TicketBookmark,
};

use super::integrations::{found, state_to_import};
use super::{LEASES_EXPIRE, Ports, calls, discovery, events, leases, odd_rows, staff, tickets};
use crate::codec::storable;
use crate::schema::integration;

/// The columns of the bookmarks.
type BookmarkRow = (Option<String>, Option<i64>, Option<i64>, Option<i64>, bool, bool, Option<i64>);

#[async_trait]
impl Imports for Ports {
    async fn claim(&self) -> Result<Box<dyn ImportClaim>, StoreError> {
        let claim = self.database.claim().await?;
        if !LEASES_EXPIRE {
            leases::free_all(&self.database).await?;
        }
        Ok(claim)
    }

    async fn is_claimed(&self) -> Result<bool, StoreError> {
        self.database.is_claimed().await
    }

    async fn bookmarks(&self, id: IntegrationId) -> Result<Bookmarks, StoreError> {
        let read = self.database.read(move |connection| {
            let columns = (
                integration::tickets_cursor,
                integration::tickets_generated_at,
                integration::events_bookmark,
                integration::calls_bookmark,
                integration::keeps_text,
                integration::tickets_passed_over,
                integration::fully_discovered_at,
            );
            let row = integration::table.find(id.0).select(columns).first(connection).optional()?;
            let row: BookmarkRow = row.ok_or(StoreError::NoSuchIntegration)?;
            let (cursor, generated_at, ticket_events, calls, keeps_text, passed_over, fully) = row;
            let generated_at = generated_at.map(Timestamp);
            Ok(Bookmarks {
                tickets: TicketBookmark { cursor, generated_at, passed_over },
                ticket_events: ticket_events.map(Timestamp),
                calls: calls.map(Timestamp),
                fully_discovered_at: fully.map(Timestamp),
                keeps_text,
            })
        });
        read.await
    }

    async fn save_discovery(&self, lease: Lease, found: Discovery) -> Result<(), StoreError> {
        let id = lease.integration;
        self.write_under(lease, move |connection| discovery::save(connection, id, &found)).await
    }

    async fn save_tickets(
        &self,
        lease: Lease,
        tickets: Vec<TicketSnapshot>,
        bookmark: TicketBookmark,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let assignees = self.known_assignees.unknown(id, tickets::assignees(&tickets));
        let new_assignees = assignees.clone();
        let saved = self.write_under(lease, move |connection| {
            let state = state_to_import(connection, id)?;
            tickets::save(connection, id, &state, &tickets)?;
            staff::add_assignees(connection, id, &new_assignees)?;
            let update = diesel::update(integration::table.find(id.0)).set((
                integration::tickets_cursor.eq(bookmark.cursor.as_deref().map(storable)),
                integration::tickets_generated_at.eq(bookmark.generated_at.map(|at| at.0)),
                integration::tickets_passed_over.eq(bookmark.passed_over),
            ));
            found(update.execute(connection)?)
        });
        saved.await?;
        self.known_assignees.remember(id, &assignees);
        Ok(())
    }

    async fn save_ticket_events(
        &self,
        lease: Lease,
        events: Vec<TicketEvent>,
        bookmark: Timestamp,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let assignees = self.known_assignees.unknown(id, events::assignees(&events));
        let new_assignees = assignees.clone();
        let saved = self.write_under(lease, move |connection| {
            let state = state_to_import(connection, id)?;
            events::save(connection, id, &state, &events)?;
            staff::add_assignees(connection, id, &new_assignees)?;
            let update = diesel::update(integration::table.find(id.0))
                .set(integration::events_bookmark.eq(bookmark.0));
            found(update.execute(connection)?)
        });
        saved.await?;
        self.known_assignees.remember(id, &assignees);
        Ok(())
    }

    async fn save_calls(
        &self,
        lease: Lease,
        calls: Vec<Call>,
        bookmark: Timestamp,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let saved = self.write_under(lease, move |connection| {
            let state = state_to_import(connection, id)?;
            calls::save(connection, id, state.grouping, &calls)?;
            let update = diesel::update(integration::table.find(id.0))
                .set(integration::calls_bookmark.eq(bookmark.0));
            found(update.execute(connection)?)
        });
        saved.await
    }

    async fn new_odd_rows(
        &self,
        id: IntegrationId,
        rows: Vec<OddRow>,
    ) -> Result<Vec<OddRow>, StoreError> {
        let read = self.database.read(move |connection| {
            let known = odd_rows::known(connection, id, &rows)?;
            let is_new = |row: &OddRow| !known.contains(&(row.endpoint.clone(), row.key.clone()));
            Ok(rows.into_iter().filter(is_new).collect())
        });
        read.await
    }

    async fn save_odd_rows(&self, lease: Lease, rows: Vec<OddRow>) -> Result<(), StoreError> {
        let id = lease.integration;
        let saved = self.write_under(lease, move |connection| {
            state_to_import(connection, id)?;
            Ok(odd_rows::save(connection, id, &rows)?)
        });
        saved.await
    }

    async fn finish(
        &self,
        lease: Lease,
        coverage: Coverage,
        at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let finished = self.write_under(lease, move |connection| {
            state_to_import(connection, id)?;
            let update = diesel::update(integration::table.find(id.0)).set((
                integration::coverage_from.eq(coverage.from.0),
                integration::coverage_until.eq(coverage.until.0),
                integration::calls_until.eq(coverage.calls_until.map(|until| until.0)),
                integration::provisional_from.eq(coverage.provisional_from.map(|from| from.0)),
                at.map(|at| integration::last_success.eq(at.0)),
            ));
            found(update.execute(connection)?)
        });
        finished.await
    }
}
