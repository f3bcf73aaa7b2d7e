//! When a failed request is tried again, and after how long.

use std::time::Duration;

use crate::failure::Failure;

/// How patiently requests are tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts of one request in all, where the server fails or can't be reached.
    pub max_attempts: u32,
    /// The wait after the first failure; it doubles with each further one.
    pub base_delay: Duration,
    /// The longest wait after a failure.
    pub max_delay: Duration,
    /// The longest wait while pages become smaller at one place: each is another request.
    pub max_page_delay: Duration,
    /// Refusals in a row for too many requests, before giving up. Zendesk's limits belong to the whole
    /// account, so other programs may use them up for a while.
    pub max_rate_limit_refusals: u32,
    /// The longest wait for a rate limit that is accepted.
    pub max_rate_limit_wait: Duration,
}

impl Default for RetryPolicy {
    /// For long imports: about two minutes of outage are waited out, and a moment's costs a moment.
    fn default() -> Self {
        Self {
            max_attempts: 10,
            base_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(60),
            max_page_delay: Duration::from_secs(2),
            max_rate_limit_refusals: 20,
            max_rate_limit_wait: Duration::from_secs(3_600),
        }
    }
}

impl RetryPolicy {
    /// For a person who waits, as when a connection is tested.
    pub fn quick() -> Self {
        Self {
            max_attempts: 3,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(5),
            max_page_delay: Duration::from_secs(2),
            max_rate_limit_refusals: 2,
            max_rate_limit_wait: Duration::from_secs(90),
        }
    }

    /// The wait after a number of failures in a row.
    fn delay(&self, failures: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
        self.base_delay.saturating_mul(doubled).min(self.max_delay)
    }
}

/// The attempts of one request.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    failures: u32,
    refusals: u32,
    /// Failures that count no more, since a smaller page is another request.
    of_larger_pages: u32,
}

impl Attempts {
    /// Takes note of a failure after which a smaller page is asked for: that is another request, whose
    /// attempts count anew. Gives the wait before it.
    pub(crate) fn wait_before_smaller(
        &mut self,
        failure: &Failure,
        policy: &RetryPolicy,
    ) -> Duration {
        self.of_larger_pages += self.failures + 1;
        (self.failures, self.refusals) = (0, 0);
        let own = policy.delay(self.of_larger_pages).min(policy.max_page_delay);
        match failure {
            Failure::Server { wait: Some(asked), .. } => {
                (*asked).min(policy.max_rate_limit_wait).max(own)
            }
            _ => own,
        }
    }

    /// Takes note of a failure. `Some` is the wait before the next attempt, `None` means to give up.
    pub(crate) fn wait_after(
        &mut self,
        failure: &Failure,
        policy: &RetryPolicy,
    ) -> Option<Duration> {
        let asked = match failure {
            Failure::Unauthorized { .. } | Failure::TooLarge | Failure::Final(_) => return None,
            Failure::RateLimited { wait } => {
                self.refusals += 1;
                let patient = self.refusals < policy.max_rate_limit_refusals
                    && *wait <= policy.max_rate_limit_wait;
                // The header counts whole seconds; the margin keeps the next attempt past the edge.
                let margin = policy.base_delay.saturating_mul(4).min(Duration::from_secs(1));
                return patient.then(|| *wait + margin);
            }
            Failure::Server { wait, .. } => *wait,
            Failure::Network(_) | Failure::Damaged(_) => None,
        };
        self.refusals = 0;
        self.failures += 1;
        if self.failures >= policy.max_attempts {
            return None;
        }
        // A fault that lasts is waited for ever longer; one that is gone by then costs little.
        let own = policy.delay(self.of_larger_pages + self.failures);
        let of_page = self.of_larger_pages > 0 && failure.suggests_smaller_page();
        let own = if of_page { own.min(policy.max_page_delay) } else { own };
        Some(asked.map_or(own, |asked| asked.min(policy.max_rate_limit_wait).max(own)))
    }

    /// How many attempts failed in the way that ended them.
    pub(crate) fn counted(&self, failure: &Failure) -> u32 {
        if matches!(failure, Failure::RateLimited { .. }) {
            self.refusals
        } else {
            self.failures.max(1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(wait: Option<u64>) -> Failure {
        Failure::Server { status: 503, wait: wait.map(Duration::from_secs) }
    }

    #[test]
    fn waits_double_up_to_the_cap_and_end() {
        let policy = RetryPolicy {
            max_attempts: 5,
            base_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(3),
            ..RetryPolicy::default()
        };
        let mut attempts = Attempts::default();
        let waits: Vec<_> = (0..5)
            .map(|_| attempts.wait_after(&server(None), &policy).map(|wait| wait.as_secs()))
            .collect();
        assert_eq!(waits, [Some(1), Some(2), Some(3), Some(3), None]);
        assert_eq!(attempts.counted(&server(None)), 5);
    }

    #[test]
    fn moments_cost_moments_and_two_minutes_are_waited_out() {
        let mut attempts = Attempts::default();
        let policy = RetryPolicy::default();
        let waits: Vec<_> =
            std::iter::from_fn(|| attempts.wait_after(&server(None), &policy)).collect();
        assert_eq!(waits[0], Duration::from_millis(250));
        let whole = waits.iter().sum::<Duration>();
        assert!((120..=180).contains(&whole.as_secs()), "{whole:?}");
    }

    #[test]
    fn smaller_pages_count_anew_and_wait_a_little_longer() {
        let mut attempts = Attempts::default();
        let policy = RetryPolicy { max_attempts: 3, ..RetryPolicy::default() };
        let timed_out = Failure::Server { status: 504, wait: None };
        let waits: Vec<_> =
            (0..6).map(|_| attempts.wait_before_smaller(&timed_out, &policy).as_millis()).collect();
        assert_eq!(waits, [250, 500, 1_000, 2_000, 2_000, 2_000]);
        let wait =
            |attempts: &mut Attempts, failure: &Failure| attempts.wait_after(failure, &policy);
        assert_eq!(wait(&mut attempts, &timed_out), Some(Duration::from_secs(2)));
        // An outage is waited out as any.
        assert_eq!(wait(&mut attempts, &server(None)), Some(Duration::from_secs(32)));
        assert_eq!(wait(&mut attempts, &timed_out), None);
    }

    #[test]
    fn no_wait_for_a_smaller_page_is_longer_than_the_policy_says() {
        let longest = Duration::from_millis(300);
        let policy = RetryPolicy { max_page_delay: longest, ..RetryPolicy::default() };
        let timed_out = Failure::Server { status: 504, wait: None };
        let mut attempts = Attempts::default();
        let waits: Vec<_> =
            (0..3).map(|_| attempts.wait_before_smaller(&timed_out, &policy).as_millis()).collect();
        assert_eq!(waits, [250, 300, 300]);
        // Nor one for the same page again.
        assert_eq!(attempts.wait_after(&timed_out, &policy), Some(longest));
    }

    #[test]
    fn the_servers_wish_lengthens_the_wait() {
        let mut attempts = Attempts::default();
        let wait = attempts.wait_after(&server(Some(27)), &RetryPolicy::default());
        assert_eq!(wait, Some(Duration::from_secs(27)));
    }

    #[test]
    fn rate_limits_are_waited_out_with_a_margin_and_counted_apart() {
        let policy =
            RetryPolicy { max_attempts: 1, max_rate_limit_refusals: 3, ..RetryPolicy::default() };
        let limited = |wait| Failure::RateLimited { wait: Duration::from_secs(wait) };
        let mut attempts = Attempts::default();
        assert_eq!(attempts.wait_after(&limited(27), &policy), Some(Duration::from_secs(28)));
        assert_eq!(attempts.wait_after(&limited(0), &policy), Some(Duration::from_secs(1)));
        assert_eq!(attempts.wait_after(&limited(0), &policy), None);
        assert_eq!(attempts.counted(&limited(0)), 3);
        assert_eq!(Attempts::default().wait_after(&limited(3_601), &policy), None);
    }
}
