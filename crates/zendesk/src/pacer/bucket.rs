//! One budget of requests: what the server tells of it, and what was taken from it here.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::rate_limit::Budget;

/// Limits count by the minute. The second more covers requests that travel faster than those before.
const COUNTED: Duration = Duration::from_secs(61);

/// Servers count seconds by rounding up or down: what they tell is true to one.
const ROUNDING: Duration = Duration::from_secs(1);

/// How long the request that enters a new window may keep the others waiting for what its answer tells.
const ENTRY_PATIENCE: Duration = Duration::from_secs(2);

/// A budget of requests.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    /// How many requests a minute are taken at most, whatever the server tells; one is always allowed.
    allowance: Option<f64>,
    /// How many requests a minute the server says that it takes.
    total: Option<u32>,
    /// How much longer than a minute requests count.
    longer: Duration,
    /// When requests were sent, the last minute's.
    sent: VecDeque<Instant>,
    /// What the server told last.
    window: Option<Window>,
    /// Requests without an answer, which the server may or may not have counted.
    in_flight: u32,
    /// When the request was sent that found the told window over and went ahead.
    entered: Option<Instant>,
    /// A refusal asked to wait until then.
    closed_until: Option<Instant>,
}

/// A stretch of time within which the server takes a number of requests.
#[derive(Debug, Clone, Copy)]
struct Window {
    remaining: u32,
    /// It ends between these: whole seconds and the answer's way leave that much open.
    ends_after: Instant,
    ends_before: Instant,
    /// When the request was sent whose answer told the end.
    asked: Instant,
}

impl Bucket {
    pub(super) fn new(allowance: Option<f64>) -> Self {
        Self { allowance, ..Self::default() }
    }

    /// The most requests in some minutes.
    pub(super) fn of_minutes(minutes: u32, allowance: f64) -> Self {
        let longer = Duration::from_secs(60 * u64::from(minutes.saturating_sub(1)));
        Self { longer, ..Self::new(Some(allowance)) }
    }

    pub(super) fn set_allowance(&mut self, allowance: f64) {
        self.allowance = Some(allowance);
    }

    /// When the next request may be sent: now, or not before an instant. An answer may change that.
    pub(super) fn ready(&mut self, now: Instant) -> Result<(), Instant> {
        let counted = COUNTED + self.longer;
        while self.sent.front().is_some_and(|sent| *sent + counted <= now) {
            self.sent.pop_front();
        }
        if let Some(closed_until) = self.closed_until.filter(|until| *until > now) {
            return Err(closed_until);
        }
        if let (Some(allowance), Some(oldest)) = (self.allowance, self.sent.front()) {
            let sent = u32::try_from(self.sent.len()).unwrap_or(u32::MAX);
            if f64::from(sent) + 1.0 > allowance {
                return Err(*oldest + counted);
            }
        }
        match self.window {
            Some(window) if now < window.ends_before => {
                if window.remaining > self.in_flight {
                    Ok(())
                } else {
                    Err(window.ends_before)
                }
            }
            // The new window's size is not told yet: one request goes ahead and brings the answer.
            Some(_) => match self.entered.map(|entered| entered + ENTRY_PATIENCE) {
                Some(patience) if now < patience => Err(patience),
                _ => Ok(()),
            },
            None => Ok(()),
        }
    }

    /// Takes note that a request is sent.
    pub(super) fn take(&mut self, now: Instant) {
        self.sent.push_back(now);
        self.in_flight += 1;
        if self.window.is_some_and(|window| now >= window.ends_before) {
            self.entered = Some(now);
        }
    }

    /// Takes note that a request was answered, or never will be.
    pub(super) fn release(&mut self, sent: Instant, now: Instant, told: Option<Budget>) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if self.entered == Some(sent) {
            self.entered = None;
        }
        let learned = told.is_some_and(|told| self.learn(told, sent, now));
        if let (false, Some(window)) = (learned, &mut self.window) {
            // The server may have counted it all the same.
            window.remaining = window.remaining.saturating_sub(1);
        }
    }

    /// Takes what an answer tells, and whether it told anything. Answers may come in another order than
    /// the server counted in, so within one window the smallest remainder is the newest.
    pub(super) fn learn(&mut self, told: Budget, sent: Instant, now: Instant) -> bool {
        self.total = told.total.or(self.total);
        let Some(remaining) = told.remaining else { return false };
        let told = match told.resets {
            Some(resets) => Window {
                remaining,
                ends_after: (sent + resets).checked_sub(ROUNDING).unwrap_or(sent),
                ends_before: now + resets + ROUNDING,
                asked: sent,
            },
            None => Window { remaining, ends_after: sent, ends_before: now + COUNTED, asked: sent },
        };
        match &mut self.window {
            Some(known) if sent < known.ends_before && told.ends_after < known.ends_before => {
                // An answer about an earlier window tells nothing of this one.
                if told.ends_before > known.ends_after {
                    known.remaining = known.remaining.min(told.remaining);
                    known.ends_after = known.ends_after.max(told.ends_after);
                    // The last word on the end suits servers whose windows slide, too.
                    if sent >= known.asked {
                        known.asked = sent;
                        known.ends_before = told.ends_before;
                    }
                }
            }
            window => {
                *window = Some(told);
                self.entered = None;
            }
        }
        true
    }

    /// How many requests a minute are allowed, where that is known.
    pub(super) fn a_minute(&self) -> Option<f64> {
        let total = self.total.map(f64::from);
        [total, self.allowance].into_iter().flatten().min_by(f64::total_cmp)
    }

    /// Takes note of a refusal: nothing is sent before an instant.
    pub(super) fn close_until(&mut self, instant: Instant) {
        self.closed_until = self.closed_until.max(Some(instant));
    }
}
