//! Import runs: one row for each integration, the latest run's.

use async_trait::async_trait;
use diesel::prelude::*;
use inflow_domain::{IntegrationId, Timestamp};
use inflow_store::{
    CUT_OFF_AT_MOST, Lease, Run, RunEnd, RunFailure, RunProgress, Runs, Scheduled, StoreError,
};

use super::integrations::{read_life, state, state_to_import};
use super::{Connection, Ports};
use crate::codec::storable;
use crate::failure::Failure;
use crate::schema::{import_run, integration};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = import_run, treat_none_as_default_value = false, treat_none_as_null = true)]
struct RunRow {
    integration_id: i64,
    number: i64,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    stage: Option<String>,
    done: i64,
    total: Option<i64>,
    failure: Option<String>,
    advice: Option<String>,
    attention: bool,
    failures: i64,
    next_at: Option<i64>,
    seconds_left: Option<i64>,
    trouble: Option<String>,
    named: Option<String>,
    cut_off: i64,
}

impl RunRow {
    fn new(id: IntegrationId) -> Self {
        Self {
            integration_id: id.0,
            number: 0,
            started_at: None,
            ended_at: None,
            stage: None,
            done: 0,
            total: None,
            failure: None,
            advice: None,
            attention: false,
            failures: 0,
            next_at: None,
            seconds_left: None,
            trouble: None,
            named: None,
            cut_off: 0,
        }
    }

    fn is_open(&self) -> bool {
        self.started_at.is_some() && self.ended_at.is_none()
    }

    fn forget_failures(&mut self) {
        (self.failure, self.advice) = (None, None);
        (self.trouble, self.named) = (None, None);
        (self.attention, self.failures, self.cut_off) = (false, 0, 0);
    }

    fn plan(&mut self, next_at: Option<Timestamp>) {
        self.next_at = next_at.map(|at| at.0).or(self.next_at);
    }

    fn end(&mut self, at: Timestamp, end: &RunEnd) {
        (self.ended_at, self.cut_off) = (Some(at.0), 0);
        match end {
            RunEnd::Well => self.forget_failures(),
            RunEnd::Stopped => {}
            RunEnd::Unable(failure) => self.tell(failure),
            RunEnd::Badly(failure) => {
                self.tell(failure);
                self.failures += 1;
            }
        }
    }

    fn tell(&mut self, failure: &RunFailure) {
        let kept = |text: &Option<String>| text.as_deref().map(|text| storable(text).into_owned());
        self.failure = Some(storable(&failure.reason).into_owned());
        self.advice = kept(&failure.advice);
        (self.trouble, self.named) = (kept(&failure.trouble), kept(&failure.named));
        self.attention = failure.needs_attention;
    }
}

#[async_trait]
impl Runs for Ports {
    async fn begin(
        &self,
        lease: Lease,
        at: Timestamp,
        next_at: Option<Timestamp>,
    ) -> Result<i64, StoreError> {
        let id = lease.integration;
        let begun = self.write_under(lease, move |connection| {
            state_to_import(connection, id)?;
            let mut number = 0;
            change(connection, id, |row| {
                row.cut_off += i64::from(row.is_open());
                row.number += 1;
                number = row.number;
                (row.started_at, row.ended_at) = (Some(at.0), None);
                (row.stage, row.done, row.total, row.seconds_left) = (None, 0, None, None);
                row.plan(next_at);
            })?;
            Ok(number)
        });
        begun.await
    }

    async fn advance(
        &self,
        lease: Lease,
        number: i64,
        progress: RunProgress,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let advanced = self.write_under(lease, move |connection| {
            let open = import_run::table
                .find(id.0)
                .filter(import_run::number.eq(number).and(import_run::ended_at.is_null()));
            let update = diesel::update(open).set((
                import_run::stage.eq(storable(&progress.stage)),
                import_run::done.eq(to_count(progress.done)),
                import_run::total.eq(progress.of.map(to_count)),
                import_run::seconds_left.eq(progress.seconds_left.map(to_count)),
            ));
            update.execute(connection)?;
            Ok(())
        });
        advanced.await
    }

    async fn end(
        &self,
        lease: Lease,
        number: i64,
        at: Timestamp,
        end: RunEnd,
        next_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let id = lease.integration;
        let ended = self.write_under(lease, move |connection| {
            let deleted = state(connection, id)?.deleted;
            let next_at = next_at.filter(|_| !deleted);
            if row(connection, id)?.is_some_and(|row| row.number == number) {
                change(connection, id, |row| {
                    row.end(at, &end);
                    row.plan(next_at);
                })?;
            }
            Ok(())
        });
        ended.await
    }

    async fn hurry(&self, id: IntegrationId, now: Timestamp) -> Result<(), StoreError> {
        let hurried = self.database.write(move |connection| {
            state_to_import(connection, id)?;
            change(connection, id, |row| {
                row.forget_failures();
                row.next_at = row.next_at.map(|_| now.0);
            })
        });
        hurried.await
    }

    async fn latest(&self, id: IntegrationId) -> Result<Run, StoreError> {
        let read = self.database.read(move |connection| Ok(row(connection, id)?));
        Ok(read.await?.map(from_row).unwrap_or_default())
    }

    async fn schedule(&self) -> Result<Vec<Scheduled>, StoreError> {
        let read = self.database.read(|connection| {
            let rows: Vec<ScheduleRow> =
                every_schedule().order(integration::id).load(connection)?;
            Ok(rows.into_iter().map(from_schedule_row).collect())
        });
        read.await
    }
}

/// What a scheduler knows of one integration.
pub(super) fn scheduled(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<Option<Scheduled>> {
    let row = every_schedule().filter(integration::id.eq(id.0)).first(connection).optional()?;
    Ok(row.map(from_schedule_row))
}

/// Id, paused, deleted, next run, failures, and whether the latest run may continue.
type ScheduleRow = (i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<bool>);

/// Whether the latest run did not end and, where nobody has the lease, continues at once.
#[diesel::dsl::auto_type]
pub(super) fn goes_on() -> _ {
    let most: i64 = i64::from(CUT_OFF_AT_MOST);
    let is_open = import_run::started_at.is_not_null().and(import_run::ended_at.is_null());
    is_open.and(import_run::cut_off.lt(most))
}

#[diesel::dsl::auto_type(no_type_alias)]
fn every_schedule() -> _ {
    integration::table
        .left_join(import_run::table.on(import_run::integration_id.eq(integration::id)))
        .select((
            integration::id,
            integration::paused_at,
            integration::deleted_at,
            import_run::next_at.nullable(),
            import_run::failures.nullable(),
            goes_on().nullable(),
        ))
}

fn from_schedule_row(
    (id, paused_at, deleted_at, next_at, failures, is_open): ScheduleRow,
) -> Scheduled {
    Scheduled {
        id: IntegrationId(id),
        life: read_life(paused_at, deleted_at),
        next_at: next_at.map(Timestamp),
        failures: failures.and_then(|failures| u32::try_from(failures).ok()).unwrap_or(0),
        is_open: is_open.unwrap_or(false),
    }
}

fn row(connection: &mut Connection, id: IntegrationId) -> QueryResult<Option<RunRow>> {
    import_run::table.find(id.0).select(RunRow::as_select()).first(connection).optional()
}

fn change(
    connection: &mut Connection,
    id: IntegrationId,
    change: impl FnOnce(&mut RunRow),
) -> Result<(), Failure> {
    let mut changed = row(connection, id)?.unwrap_or_else(|| RunRow::new(id));
    change(&mut changed);
    diesel::insert_into(import_run::table)
        .values(&changed)
        .on_conflict(import_run::integration_id)
        .do_update()
        .set(&changed)
        .execute(connection)?;
    Ok(())
}

fn to_count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn from_row(row: RunRow) -> Run {
    let (done, of, left) = (row.done, row.total, row.seconds_left);
    let progress = |stage| RunProgress {
        stage,
        done: u64::try_from(done).unwrap_or(0),
        of: of.and_then(|of| u64::try_from(of).ok()),
        seconds_left: left.and_then(|left| u64::try_from(left).ok()),
    };
    let (advice, needs_attention) = (row.advice, row.attention);
    let (trouble, named) = (row.trouble, row.named);
    let failure = |reason| RunFailure { reason, advice, needs_attention, trouble, named };
    Run {
        number: row.number,
        started_at: row.started_at.map(Timestamp),
        ended_at: row.ended_at.map(Timestamp),
        progress: row.stage.map(progress),
        failure: row.failure.map(failure),
        failures: u32::try_from(row.failures).unwrap_or(0),
        next_at: row.next_at.map(Timestamp),
        cut_off: u32::try_from(row.cut_off).unwrap_or(0),
    }
}
