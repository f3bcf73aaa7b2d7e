//! The importer as a service: every integration of every account, each at its own moment of the
//! cycle, so many at once, none held up by another.
//!
//! What is due stands in the store, so that pausing, resuming, deleting and changing credentials
//! beside the service are heard within seconds.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use inflow_domain::{IntegrationId, Timestamp};
use inflow_store::{Life, Scheduled};
use tokio::task::{Id, JoinSet, LocalSet};
use tokio::time::Instant;

use crate::clients::Clients;
use crate::context::Context;
use crate::error::IngestError;
use crate::import::ImportReport;
use crate::progress::Silent;
use crate::runs::{self, Advise};
use crate::stop::{Stop, StopHandle};

/// How often the service looks for what is due.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// A run that takes longer mostly waits for Zendesk's limits: it goes on, and the next one begins
/// beside it.
const QUICK: Duration = Duration::from_secs(60);

/// So many long runs are carried on beside each quick one, so that memory stays bounded.
const LONG_RUNS_FOR_EACH: usize = 8;

/// The longest that is waited after failures, where the cycle itself is not longer.
const LONGEST_WAIT_SECONDS: i64 = 6 * 3600;

/// How the service works.
#[derive(Debug, Clone, Copy)]
pub struct ServiceOptions {
    /// From one run of an integration to its next.
    pub every: Duration,
    /// How many runs go on at once, without those that wait for long.
    pub concurrent: usize,
}

/// Hears how runs end, to measure.
pub trait Observer: Send + Sync {
    /// A run ended.
    fn ended(&self, run: &EndedRun<'_>);
}

/// A run that ended.
#[derive(Debug)]
pub struct EndedRun<'a> {
    /// The account.
    pub account: &'a str,
    /// The integration's name.
    pub integration: &'a str,
    /// How long it took.
    pub took: Duration,
    /// What it did, or why it failed.
    pub outcome: &'a Result<ImportReport, IngestError>,
    /// Requests that were sent, the repair's and failed ones too.
    pub requests: u64,
    /// How many of them Zendesk refused for being too many.
    pub refusals: u64,
}

/// The sign that the service goes on: when it last looked for what is due.
#[derive(Debug, Default)]
pub struct Pulse(AtomicI64);

impl Pulse {
    /// Whether it looked lately.
    pub fn is_felt(&self, now: Timestamp) -> bool {
        now.0 - self.0.load(Ordering::Relaxed) < 60
    }

    fn beat(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::Relaxed);
    }
}

/// What the service works with.
#[derive(Clone)]
pub struct Service {
    /// The ports.
    pub context: Context,
    /// How it works.
    pub options: ServiceOptions,
    /// What to do about errors.
    pub advise: Advise,
    /// Who measures.
    pub observer: Arc<dyn Observer>,
    /// The sign that it goes on.
    pub pulse: Arc<Pulse>,
    /// The clients of the accounts.
    pub clients: Arc<Clients>,
}

/// A run that goes on.
struct Running {
    task: Id,
    began: Instant,
    stop: StopHandle,
}

impl Service {
    /// Imports what is due until a stop is asked for, and ends when every run has stopped at its next
    /// commit. The caller has the right to import.
    pub async fn run(&self, stop: &Stop) {
        // On one thread: runs wait for Zendesk and for the database, which has threads of its own.
        LocalSet::new().run_until(self.carry_on(stop)).await;
    }

    async fn carry_on(&self, stop: &Stop) {
        let (mut tasks, mut running) = (JoinSet::new(), HashMap::new());
        loop {
            if let Err(error) = self.look(&mut tasks, &mut running).await {
                tracing::error!(reason = %runs::chain(&error), "the service could not look for what is due");
            }
            tokio::select! {
                () = stop.requested() => break,
                Some(ended) = tasks.join_next_with_id() => forget(ended, &mut running),
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        tracing::info!(runs = running.len(), "stopping: every run ends at its next commit");
        for one in running.values() {
            one.stop.stop();
        }
        while tasks.join_next().await.is_some() {}
    }

    /// Stops runs of what is paused or deleted, and begins runs of what is due.
    async fn look(
        &self,
        tasks: &mut JoinSet<()>,
        running: &mut HashMap<IntegrationId, Running>,
    ) -> Result<(), IngestError> {
        let schedule = self.context.store.runs.schedule().await?;
        let now = self.context.clock.now();
        self.pulse.beat(now);
        let active = |one: &&Scheduled| one.life == Life::Active;
        let wanted: HashMap<IntegrationId, &Scheduled> =
            schedule.iter().filter(active).map(|one| (one.id, one)).collect();
        for (id, one) in running.iter() {
            if !wanted.contains_key(id) {
                one.stop.stop();
            }
        }
        self.clients.keep_only(|id| wanted.contains_key(&id));
        let mut due: Vec<&Scheduled> = wanted.into_values().collect();
        due.retain(|one| !running.contains_key(&one.id) && is_due(one, now));
        // The longest overdue goes first; of those that were never planned, the oldest.
        due.sort_by_key(|one| (one.next_at, one.id));
        for one in due {
            if !self.has_room(running) {
                break;
            }
            let (stop, handle) = Stop::new();
            let task = tasks.spawn_local(self.clone().import(*one, stop));
            let began = Instant::now();
            running.insert(one.id, Running { task: task.id(), began, stop: handle });
        }
        Ok(())
    }

    fn has_room(&self, running: &HashMap<IntegrationId, Running>) -> bool {
        let concurrent = self.options.concurrent.max(1);
        let quick = running.values().filter(|one| one.began.elapsed() < QUICK).count();
        quick < concurrent && running.len() < concurrent * (1 + LONG_RUNS_FOR_EACH)
    }

    /// One run, and when the next one is due.
    async fn import(self, one: Scheduled, stop: Stop) {
        let context = &self.context;
        // Planned first, so that not even a fault of the program makes a run due for ever.
        let planned = self.plan(one, one.failures + 1).await;
        let found = match planned {
            Ok(()) => context.store.integrations.by_id(one.id).await.map_err(IngestError::from),
            Err(error) => Err(error),
        };
        let integration = match found {
            Ok(Some(integration)) => integration,
            Ok(None) => return,
            Err(error) => {
                tracing::error!(reason = %runs::chain(&error), "a run could not begin");
                return;
            }
        };
        let (began, (sent, refused)) = (Instant::now(), self.clients.requests_sent(one.id));
        let outcome =
            runs::run(context, &integration, &self.clients, Arc::new(Silent), &stop, self.advise)
                .await;
        let planned = match &outcome {
            Ok(_) => self.plan(one, 0).await,
            // It goes on as soon as it may.
            Err(IngestError::Stopped) => self.plan_at(one, context.clock.now()).await,
            Err(_) => self.plan(one, one.failures + 1).await,
        };
        // What is deleted, or gone, has no next run.
        if let Err(error) = planned {
            tracing::info!(reason = %runs::chain(&error), "no next run is planned");
        }
        let (all_sent, all_refused) = self.clients.requests_sent(one.id);
        self.observer.ended(&EndedRun {
            account: &integration.account,
            integration: &integration.name,
            took: began.elapsed(),
            outcome: &outcome,
            requests: all_sent.saturating_sub(sent),
            refusals: all_refused.saturating_sub(refused),
        });
    }

    async fn plan(&self, one: Scheduled, failures: u32) -> Result<(), IngestError> {
        let next = next_run(one.id, self.context.clock.now(), self.options.every, failures);
        self.plan_at(one, next).await
    }

    async fn plan_at(&self, one: Scheduled, next: Timestamp) -> Result<(), IngestError> {
        Ok(self.context.store.runs.plan(one.id, next).await?)
    }
}

fn forget(
    ended: Result<(Id, ()), tokio::task::JoinError>,
    running: &mut HashMap<IntegrationId, Running>,
) {
    let id = match ended {
        Ok((id, ())) => id,
        Err(error) => {
            tracing::error!(%error, "a run ended by a fault of the program");
            error.id()
        }
    };
    running.retain(|_, one| one.task != id);
}

/// What was never planned is due at once.
fn is_due(one: &Scheduled, now: Timestamp) -> bool {
    one.next_at.is_none_or(|next_at| next_at <= now)
}

/// When the next run is due: at the integration's own moment of the cycle, which follows from its id
/// and spreads them evenly. After each failure in a row twice as many cycles are waited.
fn next_run(id: IntegrationId, now: Timestamp, every: Duration, failures: u32) -> Timestamp {
    let cycle = i64::try_from(every.as_secs()).unwrap_or(i64::MAX).max(1);
    let moment = moment(id, cycle);
    let next = now.0 - (now.0 - moment).rem_euclid(cycle) + cycle;
    let longest = (LONGEST_WAIT_SECONDS / cycle).max(1);
    let cycles = 1_i64.checked_shl(failures.saturating_sub(1).min(30)).unwrap_or(1).min(longest);
    Timestamp(next + (cycles - 1) * cycle)
}

/// A moment of the cycle for each id: neighbours lie far apart, by the golden ratio's fraction.
fn moment(id: IntegrationId, cycle: i64) -> i64 {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let spread = id.0.cast_unsigned().wrapping_mul(GOLDEN) >> 32;
    let moment = (u128::from(spread) * u128::from(cycle.unsigned_abs())) >> 32;
    i64::try_from(moment).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const QUARTER: Duration = Duration::from_secs(900);

    #[test]
    fn runs_are_spread_over_the_cycle() {
        let mut by_minute: BTreeMap<i64, u32> = BTreeMap::new();
        for id in 1..=1500 {
            *by_minute.entry(moment(IntegrationId(id), 900) / 60).or_default() += 1;
        }
        assert_eq!(by_minute.len(), 15);
        assert!(by_minute.values().all(|count| (90..=110).contains(count)), "{by_minute:?}");
    }

    #[test]
    fn each_integration_keeps_its_moment_and_waits_a_cycle_at_most() {
        for id in [1, 2, 77, 123_456] {
            let id = IntegrationId(id);
            let mut now = Timestamp(1_790_000_000);
            let first = next_run(id, now, QUARTER, 0);
            assert!(first > now && first.0 - now.0 <= 900);
            now = first.plus_seconds(40);
            assert_eq!(next_run(id, now, QUARTER, 0), first.plus_seconds(900));
        }
    }

    #[test]
    fn failures_wait_longer_and_longer_up_to_a_limit() {
        let (id, now) = (IntegrationId(3), Timestamp(1_790_000_000));
        let first = next_run(id, now, QUARTER, 1);
        assert_eq!(first, next_run(id, now, QUARTER, 0), "one failure is tried again next time");
        let cycles: Vec<i64> = (1..9)
            .map(|failures| (next_run(id, now, QUARTER, failures).0 - first.0) / 900 + 1)
            .collect();
        assert_eq!(cycles, [1, 2, 4, 8, 16, 24, 24, 24]);
        assert_eq!(next_run(id, now, QUARTER, u32::MAX).0 - first.0, 23 * 900);
        let day = Duration::from_secs(86_400);
        assert_eq!(next_run(id, now, day, 9), next_run(id, now, day, 0));
    }

    #[test]
    fn what_was_never_planned_is_due() {
        let one =
            Scheduled { id: IntegrationId(1), life: Life::Active, next_at: None, failures: 0 };
        assert!(is_due(&one, Timestamp(5)));
        assert!(is_due(&Scheduled { next_at: Some(Timestamp(5)), ..one }, Timestamp(5)));
        assert!(!is_due(&Scheduled { next_at: Some(Timestamp(6)), ..one }, Timestamp(5)));
    }
}
