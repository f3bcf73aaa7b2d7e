//! The importer as a service: every integration of every account, each at its own moment of the
//! cycle, a limited number at once, none held up by another.
//!
//! What is due stands in the store, so that pausing, resuming, deleting and changing credentials
//! beside the service are heard within seconds, and so that several services share the work of one
//! database: each takes the leases of as much as it has room for. A run whose process was killed goes on
//! as soon as its lease is free.

pub mod runs;
pub mod status;
mod unable;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use inflow_domain::{IntegrationId, Timestamp};
use inflow_store::{Due, Lease, Life, Scheduled, StoreError};
use tokio::task::{Id, JoinError, JoinSet, LocalSet};
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::accounts::clients::Clients;
use crate::context::Context;
use crate::error::IngestError;
use crate::import::ImportReport;
use crate::import::history::HistoryOptions;
use crate::import::leases::under;
use crate::import::progress::{Progress, Stage};
use crate::import::repair::RepairBudget;
use crate::service::runs::{Advise, RunOptions};
use crate::stop::{Stop, StopHandle};
use unable::Unable;

/// How often the service looks for what is due.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// A run that takes longer mostly waits for Zendesk's limits: it goes on, and the next one begins
/// beside it.
const QUICK: Duration = Duration::from_secs(60);

/// How many long runs continue beside each quick one: memory stays bounded.
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
    /// For how many days the events of closed tickets are kept; for ever where it says nothing.
    pub keep_events: Option<u32>,
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

/// A service that looked for nothing for so long does not go on.
const LONGEST_SILENCE: Duration = Duration::from_secs(60);

/// A clock that is set right moves by less.
const JUMP_SECONDS: i64 = 60;

/// How long a jump of the clock is told.
const JUMP_TOLD_FOR: Duration = Duration::from_secs(3_600);

/// The sign that the service goes on: when it last looked for what is due, and took what was.
#[derive(Debug, Default)]
pub struct Pulse {
    clocks: Mutex<Clocks>,
    is_unable: AtomicBool,
    unopened: Mutex<HashSet<IntegrationId>>,
}

/// The machine's clock beside another one, which nobody sets.
#[derive(Debug, Default)]
struct Clocks {
    last: Option<(Timestamp, Instant)>,
    /// By how many seconds the machine's clock jumped last, and when.
    jump: Option<(i64, Instant)>,
}

impl Pulse {
    /// Whether it looked lately, whatever the machine's clock shows.
    pub fn is_felt(&self) -> bool {
        let clocks = self.clocks.lock().unwrap_or_else(PoisonError::into_inner);
        clocks.last.is_some_and(|(_, at)| at.elapsed() < LONGEST_SILENCE)
    }

    /// By how many seconds the machine's clock jumped when it last did within the hour: ahead, or behind where that
    /// is negative.
    pub fn clock_jumped(&self) -> Option<i64> {
        let clocks = self.clocks.lock().unwrap_or_else(PoisonError::into_inner);
        clocks.jump.filter(|(_, at)| at.elapsed() < JUMP_TOLD_FOR).map(|(seconds, _)| seconds)
    }

    /// Whether the key file opens the credentials of nothing that is to be imported.
    pub fn is_unable(&self) -> bool {
        self.is_unable.load(Ordering::Relaxed)
    }

    /// Whether the key file opened an integration's credentials when it was last looked.
    pub fn opens(&self, id: IntegrationId) -> bool {
        !self.unopened.lock().unwrap_or_else(PoisonError::into_inner).contains(&id)
    }

    /// The key file is looked at before anything is due, and whatever the last runs did.
    fn see(&self, wanted: &HashSet<IntegrationId>, unopened: &HashSet<IntegrationId>) {
        let is_unable = !wanted.is_empty() && wanted.is_subset(unopened);
        self.is_unable.store(is_unable, Ordering::Relaxed);
        self.unopened.lock().unwrap_or_else(PoisonError::into_inner).clone_from(unopened);
    }

    fn beat(&self, now: Timestamp) {
        let (mut clocks, here) =
            (self.clocks.lock().unwrap_or_else(PoisonError::into_inner), Instant::now());
        if let Some((before, then)) = clocks.last {
            let passed = i64::try_from(here.duration_since(then).as_secs()).unwrap_or(i64::MAX);
            let jump = now.0.saturating_sub(before.0).saturating_sub(passed);
            if jump.saturating_abs() > JUMP_SECONDS {
                tracing::warn!(seconds = jump, "the machine's clock jumped");
                clocks.jump = Some((jump, here));
            }
        }
        clocks.last = Some((now, here));
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

/// Whether this process could open the credentials of what it was to import.
type CouldOpen = bool;

/// Hears whether a run has come to its repair.
#[derive(Debug, Default)]
struct Repairing(AtomicBool);

impl Repairing {
    fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Progress for Repairing {
    fn stage(&self, stage: Stage) {
        if stage == Stage::Repairing {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    fn advanced(&self, _stage: Stage, _done: u64, _of: Option<u64>) {}

    fn note(&self, _text: &str) {}
}

/// A run that goes on.
struct Running {
    task: Id,
    began: Instant,
    lease: Lease,
    stop: StopHandle,
    /// Whether it is past its figures and only repairs.
    repairs: Arc<Repairing>,
    budget: RepairBudget,
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
        let mut unable = Unable::default();
        loop {
            if let Err(error) = self.look(&mut tasks, &mut running, &mut unable).await {
                tracing::error!(reason = %runs::chain(&error), "the service could not look for what is due");
            }
            tokio::select! {
                () = stop.requested() => break,
                Some(ended) = tasks.join_next_with_id() => {
                    self.forget(ended, &mut running, &mut unable).await;
                }
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        tracing::info!(runs = running.len(), "stopping: every run ends at its next commit");
        for one in running.values() {
            one.stop.stop();
        }
        while let Some(ended) = tasks.join_next_with_id().await {
            self.forget(ended, &mut running, &mut unable).await;
        }
    }

    /// Stops runs of what is paused or deleted, and begins runs of what is due and free.
    async fn look(
        &self,
        tasks: &mut JoinSet<CouldOpen>,
        running: &mut HashMap<IntegrationId, Running>,
        unable: &mut Unable,
    ) -> Result<(), IngestError> {
        let store = &self.context.store;
        let schedule = store.runs.schedule().await?;
        let now = self.context.clock.now();
        let active = schedule.iter().filter(|one| one.life == Life::Active);
        let wanted: HashSet<IntegrationId> = active.map(|one| one.id).collect();
        for (id, one) in running.iter() {
            if !wanted.contains(id) {
                one.stop.stop();
            }
        }
        self.clients.keep_only(|id| wanted.contains(&id));
        if unable.is_to_look() {
            let unopened = store.upkeep.unopened_secrets().await?;
            unable.see(unopened.into_iter().collect());
            self.pulse.see(&wanted, unable.unopened());
        }
        let except: HashSet<IntegrationId> =
            running.keys().copied().chain(unable.lately()).collect();
        let latest = latest(now, self.options.every);
        let is_due = |one: &Scheduled| one.is_due(now, latest) && !except.contains(&one.id);
        let rests = unable.rests(&wanted);
        let room = if rests { 0 } else { self.room(running) };
        let something_is_due = schedule.iter().any(is_due);
        if room == 0 || !something_is_due {
            if something_is_due && !rests {
                // Repairs never hold up an import.
                for one in running.values() {
                    one.budget.give_way();
                }
            }
            self.pulse.beat(now);
            return Ok(());
        }
        let due = Due { now, latest, room, except: except.into_iter().collect() };
        for lease in store.leases.take_due(&self.context.worker, due).await? {
            let (stop, handle) = Stop::new();
            let (repairs, budget) =
                (Arc::<Repairing>::default(), RepairBudget::of_cycle(self.options.every));
            let run = self.clone().import(lease, stop, repairs.clone(), budget.clone());
            let (task, began) = (tasks.spawn_local(run).id(), Instant::now());
            let one = Running { task, began, lease, stop: handle, repairs, budget };
            running.insert(lease.integration, one);
        }
        self.pulse.beat(now);
        Ok(())
    }

    /// How many runs may begin.
    fn room(&self, running: &HashMap<IntegrationId, Running>) -> usize {
        let concurrent = self.options.concurrent.max(1);
        let is_quick = |one: &&Running| one.began.elapsed() < QUICK && !one.repairs.is_on();
        let quick = running.values().filter(is_quick).count();
        let all = concurrent * (1 + LONG_RUNS_FOR_EACH);
        concurrent.saturating_sub(quick).min(all.saturating_sub(running.len()))
    }

    /// One run, under a lease that was taken.
    async fn import(
        self,
        lease: Lease,
        stop: Stop,
        repairs: Arc<Repairing>,
        repair: RepairBudget,
    ) -> CouldOpen {
        let (context, id) = (&self.context, lease.integration);
        let found = context.store.integrations.by_id(id).await;
        let found = found.and_then(|integration| integration.ok_or(StoreError::NoSuchIntegration));
        let integration = match found {
            Ok(integration) => integration,
            Err(error) => {
                tracing::error!(integration_id = id.0, %error, "a run could not begin");
                self.give_back(lease).await;
                return true;
            }
        };
        let next_run = |failures| next_run(id, context.clock.now(), self.options.every, failures);
        let (began, (sent, refused)) = (Instant::now(), self.clients.requests_sent(id));
        let options = RunOptions {
            clients: &self.clients,
            progress: repairs,
            stop: &stop,
            advise: self.advise,
            keep_events: self.options.keep_events,
            history: HistoryOptions::of_cycle(self.options.every),
            repair,
            next_run: Some(&next_run),
        };
        let leases = context.store.leases.as_ref();
        let run = runs::run(context, &integration, lease, options);
        let outcome = under(leases, &context.worker, lease, run);
        let outcome = Box::pin(outcome.instrument(runs::span(&integration))).await;
        let (all_sent, all_refused) = self.clients.requests_sent(id);
        self.observer.ended(&EndedRun {
            account: &integration.account,
            integration: &integration.name,
            took: began.elapsed(),
            outcome: &outcome,
            requests: all_sent.saturating_sub(sent),
            refusals: all_refused.saturating_sub(refused),
        });
        !outcome.is_err_and(|error| runs::is_of_this_process(&error))
    }

    /// Forgets a run that ended. One that ended by a fault of the program left its lease behind.
    async fn forget(
        &self,
        ended: Result<(Id, CouldOpen), JoinError>,
        running: &mut HashMap<IntegrationId, Running>,
        unable: &mut Unable,
    ) {
        let task = ended.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let of_task = running.iter().find(|(_, one)| one.task == task).map(|(id, _)| *id);
        let Some(one) = of_task.and_then(|id| running.remove(&id)) else { return };
        match ended {
            Ok((_, was_able)) => unable.note(one.lease.integration, was_able),
            Err(fault) => {
                tracing::error!(%fault, "a run ended by a fault of the program");
                self.give_back(one.lease).await;
            }
        }
    }

    async fn give_back(&self, lease: Lease) {
        if let Err(error) = self.context.store.leases.release(lease).await {
            tracing::warn!(%error, "a lease could not be given back");
        }
    }
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

/// No run is planned for later: what is was planned by a clock that was ahead.
fn latest(now: Timestamp, every: Duration) -> Timestamp {
    let cycle = i64::try_from(every.as_secs()).unwrap_or(i64::MAX).max(1);
    now.plus_seconds(cycle.max(LONGEST_WAIT_SECONDS).saturating_add(cycle))
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

    #[tokio::test(start_paused = true)]
    async fn a_jump_of_the_clock_is_told_for_an_hour_and_stops_no_pulse() {
        let (pulse, begin) = (Pulse::default(), Timestamp(1_790_000_000));
        assert!(!pulse.is_felt());
        pulse.beat(begin);
        tokio::time::advance(Duration::from_secs(2)).await;
        pulse.beat(begin.plus_seconds(3));
        assert_eq!((pulse.is_felt(), pulse.clock_jumped()), (true, None));
        for years in [10, -10] {
            let jump = years * 365 * 86_400;
            tokio::time::advance(Duration::from_secs(2)).await;
            pulse.beat(begin.plus_seconds(jump));
            assert!(pulse.is_felt());
            assert!(pulse.clock_jumped().is_some_and(|seconds| seconds.signum() == years.signum()));
            tokio::time::advance(Duration::from_secs(2)).await;
            pulse.beat(begin);
        }
        tokio::time::advance(LONGEST_SILENCE).await;
        assert!(!pulse.is_felt(), "it looks for nothing any more");
        tokio::time::advance(JUMP_TOLD_FOR).await;
        assert_eq!(pulse.clock_jumped(), None);
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
        for every in [QUARTER, Duration::from_secs(7), Duration::from_secs(7 * 86_400)] {
            for (id, failures) in [(1, 0), (2, 1), (3, 8), (77, u32::MAX)] {
                assert!(next_run(IntegrationId(id), now, every, failures) <= latest(now, every));
            }
        }
        let day = Duration::from_secs(86_400);
        assert_eq!(next_run(id, now, day, 9), next_run(id, now, day, 0));
    }
}
