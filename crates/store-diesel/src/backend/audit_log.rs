//! Who changed what.

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::Timestamp;
use inflow_store::{Actor, ActorKind, AuditEntry, AuditLog, StoreError};

use super::Ports;
use crate::codec::{Unreadable, storable};
use crate::failure::Failure;
use crate::schema::audit_entry;

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_entry)]
struct EntryRow {
    id: i64,
    account: String,
    happened_at: i64,
    actor_kind: String,
    actor_name: String,
    action: String,
    subject: String,
    details: String,
}

impl EntryRow {
    fn into_entry(self) -> Result<(i64, AuditEntry), Failure> {
        let kind = ActorKind::from_name(&self.actor_kind);
        let kind = kind.ok_or(Unreadable::new("kind of actor"))?;
        let entry = AuditEntry {
            account: self.account,
            at: Timestamp(self.happened_at),
            actor: Actor { kind, name: self.actor_name },
            action: self.action,
            subject: self.subject,
            details: self.details,
        };
        Ok((self.id, entry))
    }
}

#[async_trait]
impl AuditLog for Ports {
    async fn add_entry(&self, entry: AuditEntry) -> Result<(), StoreError> {
        let added = self.database.write(move |connection| {
            let row = (
                audit_entry::account.eq(storable(&entry.account)),
                audit_entry::happened_at.eq(entry.at.0),
                audit_entry::actor_kind.eq(entry.actor.kind.as_str()),
                audit_entry::actor_name.eq(storable(&entry.actor.name)),
                audit_entry::action.eq(storable(&entry.action)),
                audit_entry::subject.eq(storable(&entry.subject)),
                audit_entry::details.eq(storable(&entry.details)),
            );
            diesel::insert_into(audit_entry::table).values(row).execute(connection)?;
            Ok(())
        });
        added.await
    }

    async fn entries(
        &self,
        account: &str,
        below: Option<i64>,
        most: usize,
    ) -> Result<Vec<(i64, AuditEntry)>, StoreError> {
        let account = account.to_owned();
        let listed = self.database.read(move |connection| {
            let rows = audit_entry::table
                .filter(audit_entry::account.eq(storable(&account)))
                .filter(audit_entry::id.lt(below.unwrap_or(i64::MAX)))
                .order(audit_entry::id.desc())
                .limit(i64::try_from(most).unwrap_or(i64::MAX))
                .select(EntryRow::as_select())
                .load(connection)?;
            rows.into_iter().map(EntryRow::into_entry).collect()
        });
        listed.await
    }
}
