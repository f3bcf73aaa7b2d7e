//! Talk calls. They need no count: a queue's figures are the sums of its calls (rule 7), which change
//! with every call that is saved.

use std::borrow::Cow;

use diesel::prelude::*;
use inflow_domain::{
    Answering, Call, CallId, CallQueue, Grouping, IntegrationId, Timestamp, UserId,
};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::bulk::{BulkRow, Values};
use super::call_sums::CallTally;
use super::{Connection, LoadingMode, ROWS_PER_STATEMENT, write_rows};
use crate::codec::storable;
use crate::failure::Failure;
use crate::schema::{call, integration};

#[expect(clippy::struct_excessive_bools, reason = "each is a column")]
struct NewCallRow<'a> {
    integration_id: i64,
    call_id: i64,
    created_at: i64,
    updated_at: i64,
    inbound: bool,
    completion_status: Cow<'a, str>,
    agent_id: Option<i64>,
    voicemail: bool,
    ivr_group: Option<Cow<'a, str>>,
    number: Option<Cow<'a, str>>,
    talk_seconds: i64,
    hold_seconds: i64,
    wrap_up_seconds: i64,
    queue: Option<Cow<'a, str>>,
    time_to_answer: Option<i64>,
    wait_time: Option<i64>,
    callback: bool,
    outside_business_hours: bool,
    exceeded_queue_wait_time: bool,
    tells_answering: bool,
}

#[derive(Queryable, Selectable)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column")]
#[diesel(table_name = call)]
struct CallRow {
    call_id: i64,
    created_at: i64,
    updated_at: i64,
    inbound: bool,
    completion_status: String,
    agent_id: Option<i64>,
    voicemail: bool,
    ivr_group: Option<String>,
    number: Option<String>,
    talk_seconds: i64,
    hold_seconds: i64,
    wrap_up_seconds: i64,
    queue: Option<String>,
    time_to_answer: Option<i64>,
    wait_time: Option<i64>,
    callback: bool,
    outside_business_hours: bool,
    exceeded_queue_wait_time: bool,
    tells_answering: bool,
}

/// Keeps calls; a newer record replaces the earlier one (rule 7.1), of equally new ones the one
/// that was read later. Its queue's sums lose what the earlier one added, and get what it adds.
pub(super) fn save(
    connection: &mut Connection,
    id: IntegrationId,
    grouping: Grouping,
    calls: &[Call],
) -> Result<(), Failure> {
    let mut sorted: Vec<&Call> = calls.iter().collect();
    sorted.sort_by_key(|call| (call.id, call.updated_at));
    let stored = stored_calls(connection, id, &sorted)?;
    let mut tally = CallTally::new(id);
    let mut rows = Vec::with_capacity(sorted.len());
    for (index, call) in sorted.iter().enumerate() {
        let is_last = sorted.get(index + 1).is_none_or(|next| next.id != call.id);
        if !is_last {
            continue;
        }
        if let Some((before, queue)) = stored.get(&call.id) {
            if before.updated_at > call.updated_at {
                continue;
            }
            tally.add(queue.as_deref(), before, -1);
        }
        let row = new_row(id, grouping, call);
        tally.add(row.queue.as_deref(), call, 1);
        rows.push(row);
    }
    write_rows(connection, &rows)?;
    tally.finish(connection)
}

impl BulkRow for NewCallRow<'_> {
    type Table = call::table;
    const TABLE: &'static str = "call";
    const COLUMNS: &'static str = "integration_id, call_id, created_at, updated_at, inbound, \
        completion_status, agent_id, voicemail, ivr_group, number, talk_seconds, hold_seconds, \
        wrap_up_seconds, queue, time_to_answer, wait_time, callback, outside_business_hours, \
        exceeded_queue_wait_time, tells_answering";
    const ON_CONFLICT: &'static str = "ON CONFLICT (integration_id, call_id) DO UPDATE SET \
        created_at = excluded.created_at, updated_at = excluded.updated_at, \
        inbound = excluded.inbound, completion_status = excluded.completion_status, \
        agent_id = excluded.agent_id, voicemail = excluded.voicemail, \
        ivr_group = excluded.ivr_group, number = excluded.number, \
        talk_seconds = excluded.talk_seconds, hold_seconds = excluded.hold_seconds, \
        wrap_up_seconds = excluded.wrap_up_seconds, queue = excluded.queue, \
        time_to_answer = excluded.time_to_answer, wait_time = excluded.wait_time, \
        callback = excluded.callback, outside_business_hours = excluded.outside_business_hours, \
        exceeded_queue_wait_time = excluded.exceeded_queue_wait_time, \
        tells_answering = excluded.tells_answering";

    fn values<'r>(&'r self, values: &mut impl Values<'r>) -> QueryResult<()> {
        values.integer(&self.integration_id)?;
        values.integer(&self.call_id)?;
        values.integer(&self.created_at)?;
        values.integer(&self.updated_at)?;
        values.truth(&self.inbound)?;
        values.text(&self.completion_status)?;
        values.optional_integer(&self.agent_id)?;
        values.truth(&self.voicemail)?;
        values.optional_text(&self.ivr_group)?;
        values.optional_text(&self.number)?;
        values.integer(&self.talk_seconds)?;
        values.integer(&self.hold_seconds)?;
        values.integer(&self.wrap_up_seconds)?;
        values.optional_text(&self.queue)?;
        values.optional_integer(&self.time_to_answer)?;
        values.optional_integer(&self.wait_time)?;
        values.truth(&self.callback)?;
        values.truth(&self.outside_business_hours)?;
        values.truth(&self.exceeded_queue_wait_time)?;
        values.truth(&self.tells_answering)
    }
}

/// What is stored of some calls, each with its queue.
fn stored_calls(
    connection: &mut Connection,
    id: IntegrationId,
    calls: &[&Call],
) -> QueryResult<FxHashMap<CallId, (Call, Option<String>)>> {
    let mut stored = FxHashMap::default();
    for calls in calls.chunks(ROWS_PER_STATEMENT) {
        let ids = calls.iter().map(|call| call.id.0);
        let rows = call::table
            .filter(call::integration_id.eq(id.0).and(call::call_id.eq_any(ids)))
            .select(CallRow::as_select());
        for mut row in rows.load(connection)? {
            let queue = row.queue.take();
            let call = from_row(row);
            stored.insert(call.id, (call, queue));
        }
    }
    Ok(stored)
}

/// The inbound calls of a queue in `[from, to)`, by time and id.
pub(super) fn load(
    connection: &mut Connection,
    id: IntegrationId,
    queue: &CallQueue,
    from: Timestamp,
    to: Timestamp,
) -> QueryResult<Vec<Call>> {
    let mut calls = Vec::new();
    each(connection, id, queue, from, to, |call| calls.push(call))?;
    Ok(calls)
}

/// Reads them one at a time.
pub(super) fn each(
    connection: &mut Connection,
    id: IntegrationId,
    queue: &CallQueue,
    from: Timestamp,
    to: Timestamp,
    mut take: impl FnMut(Call),
) -> QueryResult<()> {
    let calls = call::table
        .filter(call::integration_id.eq(id.0).and(call::inbound.eq(true)))
        .filter(call::created_at.ge(from.0).and(call::created_at.lt(to.0)))
        .order((call::created_at, call::call_id))
        .select(CallRow::as_select())
        .into_boxed();
    let calls = match queue {
        CallQueue::For(value) => calls.filter(call::queue.eq(storable(value))),
        CallQueue::Ungrouped => calls.filter(call::queue.is_null()),
    };
    for row in calls.load_iter::<CallRow, LoadingMode>(connection)? {
        take(from_row(row?));
    }
    Ok(())
}

/// Finds the queue of every number that is stored anew.
pub(super) fn queue_all(connection: &mut Connection) -> Result<(), Failure> {
    let numbers: Vec<(i64, Option<String>)> = call::table
        .inner_join(integration::table.on(integration::id.eq(call::integration_id)))
        .filter(integration::grouping.eq(Grouping::PhoneNumber.as_str()))
        .filter(call::number.is_not_null())
        .select((call::integration_id, call::number))
        .distinct()
        .load(connection)?;
    for (id, number) in numbers {
        let queue = match CallQueue::of_number(number.as_deref()) {
            CallQueue::For(value) => Some(storable(&value).into_owned()),
            CallQueue::Ungrouped => None,
        };
        let of_number = call::integration_id.eq(id).and(call::number.eq(number));
        diesel::update(call::table.filter(of_number))
            .set(call::queue.eq(queue))
            .execute(connection)?;
    }
    Ok(())
}

fn new_row(id: IntegrationId, grouping: Grouping, call: &Call) -> NewCallRow<'_> {
    let told = call.answering.unwrap_or_default();
    NewCallRow {
        integration_id: id.0,
        call_id: call.id.0,
        created_at: call.created_at.0,
        updated_at: call.updated_at.0,
        inbound: call.inbound,
        completion_status: storable(&call.completion_status),
        agent_id: call.agent.map(|agent| agent.0),
        voicemail: call.voicemail,
        ivr_group: call.ivr_group.as_deref().map(storable),
        number: call.number.as_deref().map(storable),
        talk_seconds: call.talk_seconds,
        hold_seconds: call.hold_seconds,
        wrap_up_seconds: call.wrap_up_seconds,
        queue: match call.queue(grouping) {
            CallQueue::For(value) => Some(Cow::Owned(storable(&value).into_owned())),
            CallQueue::Ungrouped => None,
        },
        time_to_answer: told.time_to_answer,
        wait_time: told.wait_time,
        callback: told.callback,
        outside_business_hours: told.outside_business_hours,
        exceeded_queue_wait_time: told.exceeded_queue_wait_time,
        tells_answering: call.answering.is_some(),
    }
}

fn from_row(row: CallRow) -> Call {
    Call {
        id: CallId(row.call_id),
        created_at: Timestamp(row.created_at),
        updated_at: Timestamp(row.updated_at),
        inbound: row.inbound,
        completion_status: row.completion_status.into(),
        agent: row.agent_id.map(UserId),
        voicemail: row.voicemail,
        ivr_group: row.ivr_group.map(SmolStr::from),
        number: row.number.map(SmolStr::from),
        talk_seconds: row.talk_seconds,
        hold_seconds: row.hold_seconds,
        wrap_up_seconds: row.wrap_up_seconds,
        answering: row.tells_answering.then_some(Answering {
            time_to_answer: row.time_to_answer,
            wait_time: row.wait_time,
            callback: row.callback,
            outside_business_hours: row.outside_business_hours,
            exceeded_queue_wait_time: row.exceeded_queue_wait_time,
        }),
    }
}
