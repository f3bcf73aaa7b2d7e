//! Reading: queues, volumes, and the contacts behind every figure.

use std::collections::BTreeMap;

use async_trait::async_trait;
use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use inflow_domain::{
    Call, Channel, Contact, FieldId, Figures, IntegrationId, Interval, QueueKey, TicketHistory,
    TicketId, Timestamp, ViewId,
};
use inflow_store::{
    Quality, QueueCalls, QueueFates, QueueRecord, QueueSummary, Reports, StoreError, ViewVersion,
};

use super::histories::{self, Batch};
use super::{
    Connection, Ports, call_sums, calls, contacts, discovery, doubts, fate_sums, odd_rows, repairs,
    retention, workloads,
};
use crate::codec::{code, volume_block};
use crate::failure::Failure;
use crate::schema::{
    call, changed_field, contact, integration, queue, ticket, ticket_event, volume,
};

/// A week's start and its counts.
type Week = (i64, Vec<u8>);

#[async_trait]
impl Reports for Ports {
    async fn queues(&self, id: IntegrationId) -> Result<Vec<QueueSummary>, StoreError> {
        let read = self.database.read(move |connection| {
            let mut queues = view_queues(connection, id, None)?;
            queues.retain(|queue| queue.key.workload().is_none());
            queues.extend(call_sums::queues(connection, id, None)?);
            queues.sort_by_cached_key(|queue| queue.key.id());
            Ok(queues)
        });
        read.await
    }

    async fn queue(
        &self,
        id: IntegrationId,
        queue: &QueueKey,
    ) -> Result<Option<QueueRecord>, StoreError> {
        let queue = queue.clone();
        let read = self.database.read(move |connection| {
            let (mut found, versions) = match queue {
                QueueKey::View { view, channel } => (
                    view_queues(connection, id, Some((view, channel)))?,
                    discovery::versions(connection, id, view)?,
                ),
                QueueKey::Calls(queue) => {
                    (call_sums::queues(connection, id, Some(&queue))?, Vec::new())
                }
                QueueKey::Workload { .. } => {
                    (view_queues(connection, id, queue.as_view())?, Vec::new())
                }
                QueueKey::CallWorkload(workload) => {
                    let summary = workloads::call_summary(connection, id, workload)?;
                    (summary.into_iter().collect(), Vec::new())
                }
            };
            let Some(summary) = found.pop() else { return Ok(None) };
            let row = integration::table.find(id.0).select(integration::discovered_at);
            let discovered_at: Option<i64> = row.first(connection)?;
            let drops = retention::drops(connection, id)?;
            let discovered_at = discovered_at.map(Timestamp);
            Ok(Some(QueueRecord { summary, versions, discovered_at, drops }))
        });
        read.await
    }

    async fn volumes(
        &self,
        id: IntegrationId,
        queue: &QueueKey,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(Interval, Figures)>, StoreError> {
        let queue = queue.clone();
        let read = self.database.read(move |connection| match queue {
            QueueKey::View { view, channel } => {
                view_volumes(connection, id, (view, channel), from, to)
            }
            QueueKey::Workload { workload, channel } => {
                let view = ViewId::of_workload(workload);
                view_volumes(connection, id, (view, channel), from, to)
            }
            QueueKey::Calls(queue) => call_sums::volumes(connection, id, &queue, from, to),
            QueueKey::CallWorkload(workload) => {
                workloads::call_volumes(connection, id, workload, from, to)
            }
        });
        read.await
    }

    async fn fates(
        &self,
        id: IntegrationId,
        queue: &QueueKey,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Option<QueueFates>, StoreError> {
        let Some((view, channel)) = queue.as_view() else { return Ok(None) };
        let read = self.database.read(move |connection| {
            let counts_ends = integration::table.find(id.0).select(integration::counts_ends);
            if !counts_ends.first::<bool>(connection).optional()?.unwrap_or(false) {
                return Ok(None);
            }
            fate_sums::of_queue(connection, id, (view, channel), from, to).map(Some)
        });
        read.await
    }

    async fn call_fates(
        &self,
        id: IntegrationId,
        queue: &QueueKey,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Option<QueueCalls>, StoreError> {
        let queue = queue.clone();
        let read = self.database.read(move |connection| match queue {
            QueueKey::Calls(queue) => call_sums::fates(connection, id, &queue, from, to).map(Some),
            QueueKey::CallWorkload(workload) => {
                workloads::call_fates(connection, id, workload, from, to).map(Some)
            }
            QueueKey::View { .. } | QueueKey::Workload { .. } => Ok(None),
        });
        read.await
    }

    async fn contacts(
        &self,
        id: IntegrationId,
        queue: &QueueKey,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Contact>, StoreError> {
        let Some((view, channel)) = queue.as_view() else { return Ok(Vec::new()) };
        let read = self
            .database
            .read(move |connection| contacts::of_queue(connection, id, (view, channel), from, to));
        read.await
    }

    async fn arrivals(
        &self,
        id: IntegrationId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<BTreeMap<Channel, i64>, StoreError> {
        self.database.read(move |connection| contacts::arrivals(connection, id, from, to)).await
    }

    async fn calls(
        &self,
        id: IntegrationId,
        queue: &QueueKey,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Call>, StoreError> {
        let queue = queue.clone();
        let read = self.database.read(move |connection| match queue {
            QueueKey::Calls(queue) => Ok(calls::load(connection, id, &queue, from, to)?),
            QueueKey::CallWorkload(workload) => {
                workloads::load_calls(connection, id, workload, from, to)
            }
            QueueKey::View { .. } | QueueKey::Workload { .. } => Ok(Vec::new()),
        });
        read.await
    }

    async fn ticket(
        &self,
        id: IntegrationId,
        ticket: TicketId,
    ) -> Result<Option<TicketHistory>, StoreError> {
        let read = self.database.read(move |connection| {
            let mut found = None;
            let batch = Batch::Ids(vec![ticket.0]);
            histories::each(connection, id, &batch, |history| found = Some(history.clone()))?;
            Ok(found)
        });
        read.await
    }

    async fn views(&self, id: IntegrationId) -> Result<Vec<ViewVersion>, StoreError> {
        self.database.read(move |connection| discovery::views(connection, id)).await
    }

    async fn quality(&self, id: IntegrationId) -> Result<Quality, StoreError> {
        self.database.read(move |connection| Ok(quality(connection, id)?)).await
    }
}

/// The queues of views, or one of them.
fn view_queues(
    connection: &mut Connection,
    id: IntegrationId,
    only: Option<(ViewId, Channel)>,
) -> Result<Vec<QueueSummary>, Failure> {
    let mut rows = queue::table
        .filter(queue::integration_id.eq(id.0))
        .select((queue::view_id, queue::channel, queue::offered))
        .into_boxed();
    if let Some((view, channel)) = only {
        let channel = code::of_channel(channel);
        rows = rows.filter(queue::view_id.eq(view.0).and(queue::channel.eq(channel)));
    }
    let rows: Vec<(i64, i64, i64)> = rows.load(connection)?;
    let mut queues = Vec::with_capacity(rows.len());
    for (view, channel, offered) in rows {
        let weeks = volume::table
            .filter(volume::integration_id.eq(id.0).and(volume::view_id.eq(view)))
            .filter(volume::channel.eq(channel))
            .select((volume::week_start, volume::counts));
        let first: Option<Week> =
            weeks.order(volume::week_start.asc()).first(connection).optional()?;
        let last: Option<Week> =
            weeks.order(volume::week_start.desc()).first(connection).optional()?;
        let (Some(first), Some(last)) = (first, last) else { continue };
        let first = volume_block::read(first.0, &first.1)?.first().map(|(start, _)| *start);
        let last = volume_block::read(last.0, &last.1)?.last().map(|(start, _)| *start);
        let Some((first, last)) = first.zip(last) else { continue };
        let key = QueueKey::counted_as(ViewId(view), code::channel(channel)?);
        queues.push(QueueSummary {
            key,
            offered,
            first: Interval::containing(Timestamp(first)),
            last: Interval::containing(Timestamp(last)),
        });
    }
    Ok(queues)
}

fn view_volumes(
    connection: &mut Connection,
    id: IntegrationId,
    (view, channel): (ViewId, Channel),
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Interval, Figures)>, Failure> {
    let first_week = volume_block::start_of(from.0.max(i64::MIN + volume_block::SECONDS));
    let weeks: Vec<Week> = volume::table
        .filter(volume::integration_id.eq(id.0).and(volume::view_id.eq(view.0)))
        .filter(volume::channel.eq(code::of_channel(channel)))
        .filter(volume::week_start.ge(first_week).and(volume::week_start.lt(to.0)))
        .order(volume::week_start)
        .select((volume::week_start, volume::counts))
        .load(connection)?;
    let mut volumes = Vec::new();
    for (week_start, counts) in weeks {
        let counts = volume_block::read(week_start, &counts)?.into_iter();
        let counts = counts.filter(|(start, _)| (from.0..to.0).contains(start));
        volumes.extend(counts.map(|(start, offered)| {
            let figures = Figures { offered, ..Figures::default() };
            (Interval::containing(Timestamp(start)), figures)
        }));
    }
    Ok(volumes)
}

fn quality(connection: &mut Connection, id: IntegrationId) -> QueryResult<Quality> {
    let events = ticket_event::table.filter(ticket_event::integration_id.eq(id.0));
    let contacts = contact::table.filter(contact::integration_id.eq(id.0));
    let calls = call::table.filter(call::integration_id.eq(id.0));
    let last_event: Option<i64> =
        events.select(max(ticket_event::happened_at)).first(connection)?;
    let outside = contacts.filter(contact::views.eq(Vec::new()));
    let dropped = ticket::table
        .filter(ticket::integration_id.eq(id.0).and(ticket::dropped_until.is_not_null()));
    let last_dropped: Option<i64> = dropped.select(max(ticket::dropped_until)).first(connection)?;
    Ok(Quality {
        tickets: histories::number(connection, id)?,
        ticket_events: events.select(count_star()).first(connection)?,
        calls: calls.select(count_star()).first(connection)?,
        untold_calls: call_sums::untold(connection, id)?,
        contacts: contacts.select(count_star()).first(connection)?,
        contacts_outside_views: outside.select(count_star()).first(connection)?,
        unmapped_channels: unmapped_channels(connection, id)?,
        inexact_tickets: inexact_tickets(connection, id)?,
        waiting_for_repair: repairs::number_waiting(connection, id)?,
        changed_fields: changed_fields(connection, id)?,
        odd_rows: odd_rows::told(connection, id)?,
        dropped_tickets: dropped.select(count_star()).first(connection)?,
        last_event: last_event.max(last_dropped).map(Timestamp),
    })
}

fn changed_fields(connection: &mut Connection, id: IntegrationId) -> QueryResult<Vec<FieldId>> {
    let fields: Vec<i64> = changed_field::table
        .filter(changed_field::integration_id.eq(id.0))
        .order(changed_field::field_id)
        .select(changed_field::field_id)
        .load(connection)?;
    Ok(fields.into_iter().map(FieldId).collect())
}

fn unmapped_channels(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<Vec<(String, i64)>> {
    let rows: Vec<(Option<String>, i64)> = contact::table
        .filter(contact::integration_id.eq(id.0).and(contact::unmapped_channel.is_not_null()))
        .group_by(contact::unmapped_channel)
        .select((contact::unmapped_channel, count_star()))
        .load(connection)?;
    let named = rows.into_iter().filter_map(|(channel, count)| Some((channel?, count)));
    Ok(most_first(named.collect()))
}

fn inexact_tickets(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<Vec<(String, i64)>> {
    let tried = repairs::tried(connection, id)?;
    let mut told: BTreeMap<String, i64> = BTreeMap::new();
    for (ticket, flaw) in doubts::inexact(connection, id)? {
        let reason = match tried.get(&ticket).filter(|tried| tried.covers(&flaw)) {
            Some(tried) => format!("{}; {}", flaw.reason, tried.outcome),
            None => flaw.reason,
        };
        *told.entry(reason).or_default() += 1;
    }
    Ok(most_first(told.into_iter().collect()))
}

fn most_first(mut counts: Vec<(String, i64)>) -> Vec<(String, i64)> {
    counts.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    counts
}
