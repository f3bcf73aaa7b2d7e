//! Robots and the field of the handling time.

use std::collections::BTreeSet;

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::{FieldId, IntegrationId, UserId};
use inflow_store::{Answers, StoreError};

use super::integrations::{found, state};
use super::{Connection, Ports};
use crate::failure::Failure;
use crate::schema::{integration, robot};

#[async_trait]
impl Answers for Ports {
    async fn robots(&self, id: IntegrationId) -> Result<BTreeSet<UserId>, StoreError> {
        self.database.read(move |connection| Ok(robots(connection, id)?)).await
    }

    async fn save_robots(
        &self,
        id: IntegrationId,
        robots: BTreeSet<UserId>,
    ) -> Result<(), StoreError> {
        let saved = self.database.write(move |connection| {
            state(connection, id)?;
            let known = robot::table.filter(robot::integration_id.eq(id.0));
            diesel::delete(known).execute(connection)?;
            for user in &robots {
                diesel::insert_into(robot::table)
                    .values((robot::integration_id.eq(id.0), robot::user_id.eq(user.0)))
                    .execute(connection)?;
            }
            Ok(())
        });
        saved.await
    }

    async fn time_field(&self, id: IntegrationId) -> Result<Option<FieldId>, StoreError> {
        self.database.read(move |connection| time_field(connection, id)).await
    }

    async fn save_time_field(
        &self,
        id: IntegrationId,
        field: Option<FieldId>,
    ) -> Result<(), StoreError> {
        let saved = self.database.write(move |connection| {
            let update = diesel::update(integration::table.find(id.0));
            let field = field.map(|field| field.0);
            found(update.set(integration::time_field.eq(field)).execute(connection)?)
        });
        saved.await
    }
}

/// The robots of an integration.
pub(super) fn robots(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<BTreeSet<UserId>> {
    let users: Vec<i64> = robot::table
        .filter(robot::integration_id.eq(id.0))
        .select(robot::user_id)
        .load(connection)?;
    Ok(users.into_iter().map(UserId).collect())
}

/// The field of the handling time of an integration.
pub(super) fn time_field(
    connection: &mut Connection,
    id: IntegrationId,
) -> Result<Option<FieldId>, Failure> {
    let row = integration::table.find(id.0).select(integration::time_field);
    let field: Option<Option<i64>> = row.first(connection).optional()?;
    Ok(field.ok_or(StoreError::NoSuchIntegration)?.map(FieldId))
}
