//! Channel overrides.

use std::collections::BTreeMap;

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::{Channel, IntegrationId};
use inflow_store::{Channels, StoreError};

use super::integrations::state;
use super::{Connection, Ports};
use crate::codec::{code, storable};
use crate::failure::Failure;
use crate::schema::channel_override;

#[derive(Insertable)]
#[diesel(table_name = channel_override, treat_none_as_default_value = false)]
struct OverrideRow {
    integration_id: i64,
    zendesk_channel: String,
    channel: i64,
}

#[async_trait]
impl Channels for Ports {
    async fn overrides(&self, id: IntegrationId) -> Result<BTreeMap<String, Channel>, StoreError> {
        self.database.read(move |connection| load(connection, id)).await
    }

    async fn save_overrides(
        &self,
        id: IntegrationId,
        overrides: BTreeMap<String, Channel>,
    ) -> Result<(), StoreError> {
        let saved = self.database.write(move |connection| {
            state(connection, id)?;
            let known = channel_override::table.filter(channel_override::integration_id.eq(id.0));
            diesel::delete(known).execute(connection)?;
            let row = |(zendesk_channel, channel): (&String, &Channel)| OverrideRow {
                integration_id: id.0,
                zendesk_channel: storable(zendesk_channel).into_owned(),
                channel: code::of_channel(*channel),
            };
            let rows: Vec<OverrideRow> = overrides.iter().map(row).collect();
            diesel::insert_into(channel_override::table).values(rows).execute(connection)?;
            Ok(())
        });
        saved.await
    }
}

/// The overrides of an integration.
pub(super) fn load(
    connection: &mut Connection,
    id: IntegrationId,
) -> Result<BTreeMap<String, Channel>, Failure> {
    let rows: Vec<(String, i64)> = channel_override::table
        .filter(channel_override::integration_id.eq(id.0))
        .select((channel_override::zendesk_channel, channel_override::channel))
        .load(connection)?;
    let place = |(name, channel)| Ok((name, code::channel(channel)?));
    rows.into_iter().map(place).collect()
}
