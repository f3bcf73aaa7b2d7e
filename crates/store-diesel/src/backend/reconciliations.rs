//! What the last comparison with Zendesk's own views came to.

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::{IntegrationId, Timestamp};
use inflow_store::{Reconciliation, Reconciliations, StoreError};

use super::Ports;
use super::integrations::state;
use crate::schema::reconciliation;

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = reconciliation, treat_none_as_default_value = false)]
struct ReconciliationRow {
    integration_id: i64,
    made_at: i64,
    views: i64,
    tickets: i64,
    differing: i64,
}

#[async_trait]
impl Reconciliations for Ports {
    async fn save_reconciliation(
        &self,
        id: IntegrationId,
        outcome: Reconciliation,
    ) -> Result<(), StoreError> {
        let saved = self.database.write(move |connection| {
            state(connection, id)?;
            diesel::delete(reconciliation::table.find(id.0)).execute(connection)?;
            let row = ReconciliationRow {
                integration_id: id.0,
                made_at: outcome.at.0,
                views: outcome.views,
                tickets: outcome.tickets,
                differing: outcome.differing,
            };
            diesel::insert_into(reconciliation::table).values(row).execute(connection)?;
            Ok(())
        });
        saved.await
    }

    async fn last_reconciliation(
        &self,
        id: IntegrationId,
    ) -> Result<Option<Reconciliation>, StoreError> {
        let read = self.database.read(move |connection| {
            let row = reconciliation::table.find(id.0).select(ReconciliationRow::as_select());
            Ok(row.first(connection).optional()?.map(|row| Reconciliation {
                at: Timestamp(row.made_at),
                views: row.views,
                tickets: row.tickets,
                differing: row.differing,
            }))
        });
        read.await
    }
}
