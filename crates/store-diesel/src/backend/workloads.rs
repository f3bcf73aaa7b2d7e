//! Workloads and what they are made of.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::{
    Call, CallFates, CallQueue, Figures, IntegrationId, Interval, Members, QueueKey, Timestamp,
    ViewId, Workload, WorkloadId,
};
use inflow_store::{QuarterCalls, QueueCalls, QueueSummary, StoreError, Workloads};

use super::integrations::state;
use super::{Connection, Ports, call_sums, calls};
use crate::codec::{Unreadable, code, storable};
use crate::failure::Failure;
use crate::schema::{integration, workload, workload_member};

#[derive(Insertable)]
#[diesel(table_name = workload, treat_none_as_default_value = false)]
struct WorkloadRow<'a> {
    integration_id: i64,
    workload_id: i64,
    name: Cow<'a, str>,
    channel: Option<i64>,
    made_at: i64,
}

#[derive(Insertable)]
#[diesel(table_name = workload_member, treat_none_as_default_value = false)]
struct MemberRow {
    integration_id: i64,
    workload_id: i64,
    member: String,
}

#[async_trait]
impl Workloads for Ports {
    async fn workloads(&self, id: IntegrationId) -> Result<Vec<Workload>, StoreError> {
        self.database.read(move |connection| load(connection, id)).await
    }

    async fn add_workload(
        &self,
        id: IntegrationId,
        name: &str,
        members: Members,
        at: Timestamp,
    ) -> Result<Workload, StoreError> {
        let name = name.to_owned();
        let added = self.database.write(move |connection| {
            state(connection, id)?;
            let (integration_id, row) = (id, integration::table.find(id.0));
            let made: i64 = row.select(integration::workloads_made).first(connection)?;
            let workload_id = made + 1;
            let update = diesel::update(row).set(integration::workloads_made.eq(workload_id));
            update.execute(connection)?;
            let id = WorkloadId(workload_id);
            let added = Workload { id, name: name.clone(), members: members.clone(), made_at: at };
            save(connection, integration_id, &added)?;
            Ok(added)
        });
        added.await
    }

    async fn rename_workload(
        &self,
        id: IntegrationId,
        workload: WorkloadId,
        name: &str,
    ) -> Result<(), StoreError> {
        let name = name.to_owned();
        let renamed = self.database.write(move |connection| {
            state(connection, id)?;
            let update = diesel::update(workload::table.find((id.0, workload.0)));
            let renamed = update.set(workload::name.eq(storable(&name))).execute(connection);
            one(renamed.map_err(|error| named(error.into(), &name))?)
        });
        renamed.await
    }

    async fn remove_workload(
        &self,
        id: IntegrationId,
        workload: WorkloadId,
    ) -> Result<(), StoreError> {
        let removed = self.database.write(move |connection| {
            state(connection, id)?;
            let members = workload_member::table
                .filter(workload_member::integration_id.eq(id.0))
                .filter(workload_member::workload_id.eq(workload.0));
            diesel::delete(members).execute(connection)?;
            let row = workload::table.find((id.0, workload.0));
            one(diesel::delete(row).execute(connection)?)
        });
        removed.await
    }
}

/// All of an integration, by id.
pub(super) fn load(
    connection: &mut Connection,
    id: IntegrationId,
) -> Result<Vec<Workload>, Failure> {
    let rows: Vec<(i64, String, Option<i64>, i64)> = workload::table
        .filter(workload::integration_id.eq(id.0))
        .order(workload::workload_id)
        .select((workload::workload_id, workload::name, workload::channel, workload::made_at))
        .load(connection)?;
    let members: Vec<(i64, String)> = workload_member::table
        .filter(workload_member::integration_id.eq(id.0))
        .select((workload_member::workload_id, workload_member::member))
        .load(connection)?;
    let mut by_workload: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (workload, member) in members {
        by_workload.entry(workload).or_default().push(member);
    }
    let read = |(workload, name, channel, made_at)| {
        let members = by_workload.remove(&workload).unwrap_or_default();
        let members = match channel {
            Some(channel) => Members::Views {
                channel: code::channel(channel)?,
                views: members.iter().map(|view| view_of(view)).collect::<Result<_, _>>()?,
            },
            None => {
                Members::Calls(members.iter().map(|one| queue_of(one)).collect::<Result<_, _>>()?)
            }
        };
        let (id, made_at) = (WorkloadId(workload), Timestamp(made_at));
        Ok(Workload { id, name, members, made_at })
    };
    rows.into_iter().map(read).collect()
}

fn save(connection: &mut Connection, id: IntegrationId, added: &Workload) -> Result<(), Failure> {
    let (channel, members): (_, Vec<String>) = match &added.members {
        Members::Views { channel, views } => {
            (Some(code::of_channel(*channel)), views.iter().map(ToString::to_string).collect())
        }
        Members::Calls(queues) => (None, queues.iter().map(member_of).collect()),
    };
    let row = WorkloadRow {
        integration_id: id.0,
        workload_id: added.id.0,
        name: storable(&added.name),
        channel,
        made_at: added.made_at.0,
    };
    let inserted = diesel::insert_into(workload::table).values(row).execute(connection);
    inserted.map_err(|error| named(error.into(), &added.name))?;
    let row = |member| MemberRow { integration_id: id.0, workload_id: added.id.0, member };
    for members in members.chunks(super::ROWS_PER_STATEMENT) {
        let rows: Vec<MemberRow> = members.iter().cloned().map(row).collect();
        diesel::insert_into(workload_member::table).values(rows).execute(connection)?;
    }
    Ok(())
}

fn member_of(queue: &CallQueue) -> String {
    storable(&QueueKey::Calls(queue.clone()).id()).into_owned()
}

fn queue_of(member: &str) -> Result<CallQueue, Unreadable> {
    match QueueKey::from_id(member) {
        Some(QueueKey::Calls(queue)) => Ok(queue),
        _ => Err(Unreadable::new("Talk queue of a workload")),
    }
}

fn view_of(member: &str) -> Result<ViewId, Unreadable> {
    member.parse().map(ViewId).map_err(|_| Unreadable::new("view of a workload"))
}

fn named(failure: Failure, name: &str) -> Failure {
    if failure.is_taken() {
        StoreError::WorkloadNameTaken { name: name.to_owned() }.into()
    } else {
        failure
    }
}

fn one(rows: usize) -> Result<(), Failure> {
    if rows == 1 { Ok(()) } else { Err(StoreError::NoSuchWorkload.into()) }
}

/// The Talk queues of a workload; none where there is no such workload.
fn queues_of(
    connection: &mut Connection,
    id: IntegrationId,
    wanted: WorkloadId,
) -> Result<BTreeSet<CallQueue>, Failure> {
    let members: Vec<String> = workload_member::table
        .filter(workload_member::integration_id.eq(id.0))
        .filter(workload_member::workload_id.eq(wanted.0))
        .select(workload_member::member)
        .load(connection)?;
    Ok(members.iter().map(|member| queue_of(member)).collect::<Result<_, _>>()?)
}

/// The sums of a workload of Talk queues, by time (rule 10.3).
pub(super) fn call_volumes(
    connection: &mut Connection,
    id: IntegrationId,
    wanted: WorkloadId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Interval, Figures)>, Failure> {
    let mut sums: BTreeMap<Interval, Figures> = BTreeMap::new();
    for queue in queues_of(connection, id, wanted)? {
        for (interval, figures) in call_sums::volumes(connection, id, &queue, from, to)? {
            sums.entry(interval).or_default().add(&figures);
        }
    }
    Ok(sums.into_iter().collect())
}

/// What became of the calls of a workload of Talk queues (rule 10.3): as far as all of them tell.
pub(super) fn call_fates(
    connection: &mut Connection,
    id: IntegrationId,
    wanted: WorkloadId,
    from: Timestamp,
    to: Timestamp,
) -> Result<QueueCalls, Failure> {
    let mut told_from = Timestamp(i64::MIN);
    let mut sums: BTreeMap<Interval, CallFates> = BTreeMap::new();
    for queue in queues_of(connection, id, wanted)? {
        let found = call_sums::fates(connection, id, &queue, from, to)?;
        told_from = told_from.max(found.told_from);
        for quarter in found.quarters {
            sums.entry(quarter.interval).or_default().add(&quarter.fates);
        }
    }
    let quarters = sums.into_iter().map(|(interval, fates)| QuarterCalls { interval, fates });
    Ok(QueueCalls { told_from, quarters: quarters.collect() })
}

/// What a workload of Talk queues counted, where one of them has a call.
pub(super) fn call_summary(
    connection: &mut Connection,
    id: IntegrationId,
    wanted: WorkloadId,
) -> Result<Option<QueueSummary>, Failure> {
    let mut sum: Option<QueueSummary> = None;
    for queue in queues_of(connection, id, wanted)? {
        for found in call_sums::queues(connection, id, Some(&queue))? {
            sum = Some(QueueSummary {
                key: QueueKey::CallWorkload(wanted),
                offered: found.offered + sum.as_ref().map_or(0, |sum| sum.offered),
                first: sum.as_ref().map_or(found.first, |sum| sum.first.min(found.first)),
                last: sum.as_ref().map_or(found.last, |sum| sum.last.max(found.last)),
            });
        }
    }
    Ok(sum)
}

/// The calls of a workload of Talk queues, by time and id.
pub(super) fn load_calls(
    connection: &mut Connection,
    id: IntegrationId,
    wanted: WorkloadId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Call>, Failure> {
    let mut found = Vec::new();
    for queue in queues_of(connection, id, wanted)? {
        found.extend(calls::load(connection, id, &queue, from, to)?);
    }
    found.sort_by_key(|call| (call.created_at, call.id));
    Ok(found)
}
