//! Paces the requests to one account, so that none is refused and other programs keep their share.
//!
//! Zendesk counts requests by windows of time, and its answers tell what is left of them. Each such budget
//! is used up in a burst, then the next window is waited for. Two kinds of budgets apply:
//!
//! - The account's, which the customer's other programs use as well: never more than an [`ApiShare`] of it
//!   is taken, in any minute.
//! - Those that an endpoint's answers name (`zendesk-ratelimit-NAME`), used up whole: nobody else is meant
//!   to export. Which exports share one is told by the names alone. An endpoint whose answers have named
//!   none yet keeps to all that its relatives named.
//!
//! Where the live service names no budget for exports, ten a minute are sent, as Zendesk documents; Talk's
//! export counts apart. Of the counts of many views six in five minutes are sent. A test server on this machine is held to what its headers say and to nothing else:
//! it may have no limits at all.
//!
//! Time is tokio's, which tests can pause: the wall clock counts whole seconds, and may jump.

mod bucket;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use crate::address::Endpoint;
use crate::log::log;
use crate::rate_limit::{Budget, RateLimitHeaders};
use bucket::Bucket;

/// What Zendesk documents for the exports of an account, a minute.
const DOCUMENTED_EXPORTS: f64 = 10.0;

/// What Zendesk documents for the counts of many views, in five minutes.
const DOCUMENTED_VIEW_COUNTS: f64 = 6.0;

/// The share of an account's requests that is taken at most: above 0, up to 1. Half unless told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ApiShare(f64);

impl ApiShare {
    /// A share, if it is one.
    pub fn new(share: f64) -> Option<Self> {
        (share > 0.0 && share <= 1.0).then_some(Self(share))
    }
}

impl Default for ApiShare {
    fn default() -> Self {
        Self(0.5)
    }
}

/// The pacers of all accounts, one each. Clones share them: clients that are given clones of the same
/// pacers keep to an account's limits together.
#[derive(Clone, Default)]
pub struct Pacers(Arc<Shared>);

#[derive(Default)]
struct Shared {
    share: ApiShare,
    by_host: Mutex<HashMap<String, Arc<Pacer>>>,
}

impl Pacers {
    /// Pacers that take at most this share of each account's requests.
    pub fn new(share: ApiShare) -> Self {
        Self(Arc::new(Shared { share, by_host: Mutex::default() }))
    }

    /// The pacer of the account at an endpoint.
    pub(crate) fn of(&self, server: &Endpoint) -> Arc<Pacer> {
        let mut by_host = self.0.by_host.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || Arc::new(Pacer::new(self.0.share, !server.is_loopback()));
        by_host.entry(server.host().to_owned()).or_insert_with(make).clone()
    }
}

impl fmt::Debug for Pacers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pacers").field("share", &self.0.share).finish_non_exhaustive()
    }
}

/// The pacer of one account.
pub(crate) struct Pacer {
    state: Mutex<State>,
    /// Until when requests wait, by what is known now.
    waits_until: Mutex<Option<Instant>>,
    /// An answer may let others go.
    news: Notify,
}

struct State {
    share: ApiShare,
    /// Whether the documented limits are kept where no header tells any.
    live: bool,
    endpoints: HashMap<&'static str, Known>,
    buckets: HashMap<Key, Bucket>,
}

/// What is known of an endpoint.
#[derive(Debug, Default)]
struct Known {
    in_flight: u32,
    answered: bool,
    /// The budgets that its answers name.
    names: Vec<String>,
}

/// Which budget.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Account,
    /// One that answers name.
    Named(String),
    /// That of an endpoint, or of related ones, without a name.
    Unnamed(&'static str),
}

/// Why a request may not be sent yet.
#[derive(Debug)]
enum Wait {
    Until(Instant),
    ForAnAnswer,
}

/// One request's leave to be sent. Dropped without an answer, it counts as sent.
pub(crate) struct Permit<'a> {
    pacer: &'a Pacer,
    endpoint: &'static str,
    taken_from: Vec<Key>,
    sent: Instant,
    told: Option<RateLimitHeaders>,
}

impl Pacer {
    fn new(share: ApiShare, live: bool) -> Self {
        let state = State { share, live, endpoints: HashMap::new(), buckets: HashMap::new() };
        Self { state: Mutex::new(state), waits_until: Mutex::new(None), news: Notify::new() }
    }

    /// Waits until a request may be sent. Where that is known to take longer than the patience, the error
    /// is how long.
    pub(crate) async fn permit(
        &self,
        endpoint: &'static str,
        patience: Duration,
    ) -> Result<Permit<'_>, Duration> {
        let begun = Instant::now();
        loop {
            // Listening begins before looking, so that no answer goes unheard in between.
            let news = self.news.notified();
            let now = Instant::now();
            let wait = self.state().take(endpoint, now);
            self.note_wait(match &wait {
                Err(Wait::Until(instant)) => Some(*instant),
                Ok(_) | Err(Wait::ForAnAnswer) => None,
            });
            match wait {
                Ok(taken_from) => {
                    let waited_milliseconds = (now - begun).as_millis();
                    log!(
                        debug,
                        endpoint = endpoint,
                        waited_milliseconds = waited_milliseconds,
                        "a request may be sent"
                    );
                    return Ok(Permit { pacer: self, endpoint, taken_from, sent: now, told: None });
                }
                Err(Wait::Until(instant)) if instant - now > patience => return Err(instant - now),
                // Either way it is looked again.
                Err(Wait::Until(instant)) => drop(timeout_at(instant, news).await),
                Err(Wait::ForAnAnswer) => news.await,
            }
        }
    }

    /// How long requests still have to wait, if they do now.
    pub(crate) fn wait_left(&self) -> Option<Duration> {
        let until = *self.waits_until.lock().unwrap_or_else(PoisonError::into_inner);
        until?.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    }

    fn note_wait(&self, until: Option<Instant>) {
        *self.waits_until.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }

    /// How many requests a minute an endpoint's own budgets allow, where that is known.
    pub(crate) fn requests_a_minute(&self, endpoint: &'static str) -> Option<f64> {
        let mut state = self.state();
        let keys = state.own_keys(endpoint);
        keys.iter().filter_map(|key| state.bucket(key).a_minute()).min_by(f64::total_cmp)
    }

    /// How many requests a minute the account's own budget allows, where that is known.
    pub(crate) fn account_requests_a_minute(&self) -> Option<f64> {
        self.state().bucket(&Key::Account).a_minute()
    }

    /// Takes note that a request was refused for too many: those that would use the same budget wait.
    pub(crate) fn refused(&self, endpoint: &'static str, told: &RateLimitHeaders, wait: Duration) {
        let until = Instant::now() + wait;
        let mut state = self.state();
        let keys = if told.account.remaining == Some(0) {
            vec![Key::Account]
        } else {
            state.own_keys(endpoint)
        };
        for key in keys {
            state.bucket(&key).close_until(until);
        }
        self.note_wait(Some(until));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// Takes note of what the answer tells.
    pub(crate) fn answered(mut self, told: &RateLimitHeaders) {
        self.told = Some(told.clone());
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let now = Instant::now();
        self.pacer.state().release(self, now);
        self.pacer.news.notify_waiters();
    }
}

impl State {
    /// Takes a request from all budgets that apply, if it may be sent now.
    fn take(&mut self, endpoint: &'static str, now: Instant) -> Result<Vec<Key>, Wait> {
        let known = self.endpoints.entry(endpoint).or_default();
        // Nothing is known of its limits: the first answer tells.
        if !known.answered && known.in_flight > 0 {
            return Err(Wait::ForAnAnswer);
        }
        let mut keys = self.own_keys(endpoint);
        keys.push(Key::Account);
        let not_before = keys.iter().filter_map(|key| self.bucket(key).ready(now).err()).max();
        if let Some(not_before) = not_before {
            return Err(Wait::Until(not_before));
        }
        for key in &keys {
            self.bucket(key).take(now);
        }
        self.endpoints.entry(endpoint).or_default().in_flight += 1;
        Ok(keys)
    }

    /// The budgets of an endpoint beside the account's.
    fn own_keys(&self, endpoint: &'static str) -> Vec<Key> {
        let named = |known: &Known| known.names.iter().cloned().map(Key::Named).collect::<Vec<_>>();
        let own = self.endpoints.get(endpoint).map(named).unwrap_or_default();
        if !own.is_empty() {
            return own;
        }
        let family = family(endpoint);
        let relatives = self.endpoints.iter().filter(|(other, _)| self::family(other) == family);
        let mut keys: Vec<_> = relatives.flat_map(|(_, known)| named(known)).collect();
        keys.push(Key::Unnamed(family));
        keys
    }

    fn bucket(&mut self, key: &Key) -> &mut Bucket {
        let documented = || match key {
            Key::Unnamed(EXPORTS | TALK_EXPORTS) if self.live => {
                Bucket::new(Some(DOCUMENTED_EXPORTS))
            }
            Key::Unnamed(VIEW_COUNTS) if self.live => Bucket::of_minutes(5, DOCUMENTED_VIEW_COUNTS),
            _ => Bucket::default(),
        };
        self.buckets.entry(key.clone()).or_insert_with(documented)
    }

    fn release(&mut self, permit: &Permit<'_>, now: Instant) {
        let Permit { endpoint, taken_from, sent, told, .. } = permit;
        let known = self.endpoints.entry(endpoint).or_default();
        known.in_flight = known.in_flight.saturating_sub(1);
        if let Some(told) = told {
            known.answered = true;
            if !told.endpoint.is_empty() {
                known.names = told.endpoint.iter().map(|(name, _)| name.clone()).collect();
            }
        }
        let budgets = told.as_ref().map(told_budgets).unwrap_or_default();
        for key in taken_from {
            let budget = budgets.iter().find(|(told, _)| told == key).map(|(_, budget)| *budget);
            self.bucket(key).release(*sent, now, budget);
        }
        for (key, budget) in budgets.iter().filter(|(key, _)| !taken_from.contains(key)) {
            self.bucket(key).learn(*budget, *sent, now);
        }
        if let Some(limit) = told.as_ref().and_then(|told| told.account_limit) {
            let allowance = f64::from(limit) * self.share.0;
            self.bucket(&Key::Account).set_allowance(allowance);
        }
    }
}

/// The family of the ticket exports.
const EXPORTS: &str = "incremental";
/// The family of Talk's exports.
const TALK_EXPORTS: &str = "channels/voice/stats/incremental";

/// The counts of many views.
const VIEW_COUNTS: &str = "views/count_many";

/// Endpoints that may share a budget until their answers tell; other endpoints are alone.
fn family(endpoint: &'static str) -> &'static str {
    [EXPORTS, TALK_EXPORTS]
        .into_iter()
        .find(|family| endpoint.starts_with(family))
        .unwrap_or(endpoint)
}

/// The budgets that an answer tells of.
fn told_budgets(told: &RateLimitHeaders) -> Vec<(Key, Budget)> {
    let named = told.endpoint.iter().map(|(name, budget)| (Key::Named(name.clone()), *budget));
    named.chain([(Key::Account, told.account)]).collect()
}
