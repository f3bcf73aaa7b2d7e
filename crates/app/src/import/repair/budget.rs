//! How much of a cycle a repair may take: it must hold up nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use inflow_domain::Timestamp;
use inflow_zendesk::Client;

/// A repair takes at most this part of a cycle: a minute of a quarter of an hour.
const PART_OF_A_CYCLE: u32 = 15;

/// However short the cycle is, so much may be taken.
const LEAST_TIME: Duration = Duration::from_secs(5);
const LEAST_REQUESTS: u64 = 10;

/// Within that time it takes at most this share of the requests that may be sent to the account.
const SHARE_OF_REQUESTS: f64 = 0.5;

/// Half of what the smallest of Zendesk's plans takes in a minute, where the account does not tell.
const UNTOLD_REQUESTS: f64 = 100.0;

/// How much time and how many requests a repair may take.
#[derive(Debug, Clone, Default)]
pub struct RepairBudget {
    time: Option<Duration>,
    gives_way: Arc<AtomicBool>,
}

impl RepairBudget {
    /// All that it needs, as a command takes that somebody waits for.
    pub fn unlimited() -> Self {
        Self::default()
    }

    /// A small part of a service's cycle.
    pub fn of_cycle(every: Duration) -> Self {
        let time = (every / PART_OF_A_CYCLE).max(LEAST_TIME);
        Self { time: Some(time), gives_way: Arc::default() }
    }

    /// What of it a cycle may take beside the reading of older history.
    pub(crate) fn within_cycle(&self, every: Duration) -> Self {
        let most = Self::of_cycle(every).time;
        let time = self.time.map_or(most, |time| most.map(|most| most.min(time)));
        Self { time, gives_way: self.gives_way.clone() }
    }

    /// Asks the repair to end after its present ticket: others wait for its place.
    pub fn give_way(&self) {
        self.gives_way.store(true, Ordering::Relaxed);
    }

    pub(super) fn begin(&self, now: Timestamp, client: &Client) -> Spending<'_> {
        Spending { budget: self, began: now, requests_before: client.requests_sent() }
    }

    /// How many requests may be sent in that time.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of requests, cut off at its bounds"
    )]
    fn requests(&self, a_minute: Option<f64>) -> Option<u64> {
        let minutes = self.time?.as_secs_f64() / 60.0;
        let requests = a_minute.unwrap_or(UNTOLD_REQUESTS) * minutes * SHARE_OF_REQUESTS;
        Some((requests as u64).max(LEAST_REQUESTS))
    }
}

/// A budget that is being spent.
pub(super) struct Spending<'a> {
    budget: &'a RepairBudget,
    began: Timestamp,
    requests_before: u64,
}

impl Spending<'_> {
    pub(super) fn is_limited(&self) -> bool {
        self.budget.time.is_some()
    }

    /// Whether no further ticket may be asked for. One always may, so that every repair comes to an end.
    pub(super) fn is_spent(&self, now: Timestamp, client: &Client, tickets: u64) -> bool {
        let sent = client.requests_sent() - self.requests_before;
        let requests = self.budget.requests(client.account_requests_a_minute());
        let is_spent = self.time_left(now).is_some_and(|left| left.is_zero())
            || requests.is_some_and(|requests| sent >= requests)
            || self.budget.gives_way.load(Ordering::Relaxed);
        tickets > 0 && is_spent
    }

    /// How long the present ticket may take; without end where nothing is limited.
    pub(super) fn time_left(&self, now: Timestamp) -> Option<Duration> {
        let taken = u64::try_from(now.0 - self.began.0).unwrap_or(0);
        Some(self.budget.time?.saturating_sub(Duration::from_secs(taken)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repair_takes_a_minute_of_a_quarter_of_an_hour() {
        let requests = |seconds, a_minute| {
            RepairBudget::of_cycle(Duration::from_secs(seconds)).requests(a_minute)
        };
        assert_eq!(requests(900, Some(350.0)), Some(175));
        assert_eq!(requests(900, None), Some(50));
        assert_eq!(requests(3600, Some(400.0)), Some(800));
        assert_eq!(requests(60, Some(200.0)), Some(10), "a short cycle");
        assert_eq!(RepairBudget::unlimited().requests(Some(700.0)), None);
        let time = |seconds| RepairBudget::of_cycle(Duration::from_secs(seconds)).time;
        assert_eq!(time(900), Some(Duration::from_secs(60)));
        assert_eq!(time(5), Some(Duration::from_secs(5)));
    }
}
