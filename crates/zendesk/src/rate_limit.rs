//! What an answer's headers say about request limits.

use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// Where no header tells how long to wait: limits count by the minute.
const UNTOLD_WAIT: Duration = Duration::from_secs(60);

/// Longer waits than this are taken for this long, so that no header can carry an instant out of range.
const LONGEST_TOLD: Duration = Duration::from_secs(30 * 86_400);

/// The headers of the limits that belong to one endpoint or a group of them begin so.
const ENDPOINT_PREFIX: &str = "zendesk-ratelimit-";

/// What is left of one limit.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Budget {
    /// How many requests are taken in all, a minute.
    pub(crate) total: Option<u32>,
    /// How many more requests are taken until it resets.
    pub(crate) remaining: Option<u32>,
    /// How long until it resets, in whole seconds, rounded as the server likes.
    pub(crate) resets: Option<Duration>,
}

/// The limits that one answer tells of. The names of headers are in lower case here, however they came.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct RateLimitHeaders {
    /// `Retry-After`, in seconds or as a date.
    retry_after: Option<Duration>,
    /// How many requests the whole account may make a minute.
    pub(crate) account_limit: Option<u32>,
    /// What is left of that.
    pub(crate) account: Budget,
    /// The endpoint's own limits, by name (`zendesk-ratelimit-NAME: total=10; remaining=0; resets=27`).
    pub(crate) endpoint: Vec<(String, Budget)>,
}

impl RateLimitHeaders {
    pub(crate) fn read(headers: &HeaderMap, now_epoch_seconds: i64) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        // The same limit has two names, and where they differ the stricter one is safe.
        let least =
            |names: [&str; 2]| names.into_iter().filter_map(|name| count(text(name)?)).min();
        let account_limit = least(["x-rate-limit", "ratelimit-limit"]);
        let account = Budget {
            total: account_limit,
            remaining: least(["x-rate-limit-remaining", "ratelimit-remaining"]),
            resets: text("ratelimit-reset")
                .or_else(|| text("x-rate-limit-reset"))
                .and_then(seconds),
        };
        let endpoint = headers
            .iter()
            .filter_map(|(name, value)| {
                let name = name.as_str().strip_prefix(ENDPOINT_PREFIX)?;
                Some((name.to_owned(), endpoint_budget(value.to_str().ok()?)))
            })
            .collect();
        let retry_after = text(RETRY_AFTER.as_str());
        Self {
            retry_after: retry_after.and_then(|text| told_wait(text, now_epoch_seconds)),
            account_limit,
            account,
            endpoint,
        }
    }

    /// The wait that a `Retry-After` header asks for, if there is one.
    pub(crate) fn asked_wait(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The wait after a refusal for too many requests: as `Retry-After` says, else until the endpoint's
    /// limit resets (the longest of those that are used up, since several may apply), else the account's.
    pub(crate) fn wait_after_refusal(&self) -> Duration {
        let used_up = |(_, budget): &(String, Budget)| {
            budget.resets.filter(|_| budget.remaining.is_none_or(|remaining| remaining == 0))
        };
        self.retry_after
            .or_else(|| self.endpoint.iter().filter_map(used_up).max())
            .or(self.account.resets)
            .unwrap_or(UNTOLD_WAIT)
    }
}

fn seconds(text: &str) -> Option<Duration> {
    let value = text.trim().parse::<f64>().ok()?;
    Duration::try_from_secs_f64(value.ceil()).ok().map(|wait| wait.min(LONGEST_TOLD))
}

/// A count, whatever stands behind it (`100, 100;w=60`).
fn count(text: &str) -> Option<u32> {
    text.split([',', ';']).next()?.trim().parse().ok()
}

fn told_wait(text: &str, now_epoch_seconds: i64) -> Option<Duration> {
    seconds(text).or_else(|| {
        let date = DateTime::parse_from_rfc2822(text.trim()).ok()?;
        let wait = date.timestamp().saturating_sub(now_epoch_seconds);
        Some(Duration::from_secs(u64::try_from(wait).unwrap_or(0)).min(LONGEST_TOLD))
    })
}

fn endpoint_budget(text: &str) -> Budget {
    let value = |wanted: &str| {
        text.split([';', ','])
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value)
    };
    Budget {
        total: value("total").and_then(count),
        remaining: value("remaining").and_then(count),
        resets: value("resets").and_then(seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[(&'static str, &'static str)]) -> RateLimitHeaders {
        let map = headers
            .iter()
            .map(|(name, value)| {
                (name.parse().expect("a header name"), value.parse().expect("a header value"))
            })
            .collect::<HeaderMap>();
        RateLimitHeaders::read(&map, 1_695_680_609)
    }

    #[test]
    fn the_most_specific_header_decides() {
        for (headers, expected) in [
            (&[][..], 60),
            (&[("retry-after", "27"), ("ratelimit-reset", "3")], 27),
            (&[("retry-after", "Mon, 25 Sep 2023 22:24:29 GMT")], 60),
            (&[("retry-after", "Mon, 25 Sep 2023 22:20:00 GMT")], 0),
            (&[("retry-after", "soon"), ("ratelimit-reset", "41")], 41),
            (&[("retry-after", "1e300"), ("ratelimit-reset", "41")], 41),
            (&[("retry-after", "1e18")], 30 * 86_400),
            (&[("x-rate-limit-reset", "12")], 12),
            (
                &[
                    ("zendesk-ratelimit-incremental-exports", "total=10; remaining=0; resets=7"),
                    ("zendesk-ratelimit-other", "total=20; remaining=19; resets=50"),
                    ("ratelimit-reset", "41"),
                ],
                7,
            ),
        ] {
            assert_eq!(read(headers).wait_after_refusal().as_secs(), expected, "{headers:?}");
        }
    }

    #[test]
    fn budgets_are_read_in_every_form() {
        let budget = |total, remaining, resets: Option<u64>| Budget {
            total,
            remaining,
            resets: resets.map(Duration::from_secs),
        };
        let old = read(&[("X-Rate-Limit", "700"), ("X-Rate-Limit-Remaining", "699")]);
        assert_eq!(
            (old.account_limit, old.account),
            (Some(700), budget(Some(700), Some(699), None))
        );
        let new = read(&[
            ("ratelimit-limit", "400, 400;w=60"),
            ("RateLimit-Remaining", " 12 "),
            ("ratelimit-reset", "41"),
        ]);
        assert_eq!(
            (new.account_limit, new.account),
            (Some(400), budget(Some(400), Some(12), Some(41)))
        );
        let both = read(&[("x-rate-limit", "700"), ("ratelimit-limit", "200")]);
        assert_eq!(both.account_limit, Some(200));
        for (text, expected) in [
            ("total=10; remaining=9; resets=2", budget(Some(10), Some(9), Some(2))),
            ("Total=10,Remaining=0,Resets=0.2", budget(Some(10), Some(0), Some(1))),
            ("resets = 17 ; remaining = 19", budget(None, Some(19), Some(17))),
            ("remaining=many; resets=-1", budget(None, None, None)),
            ("", budget(None, None, None)),
        ] {
            let headers = [("Zendesk-RateLimit-Incremental-Exports", text)];
            let expected = vec![("incremental-exports".to_owned(), expected)];
            assert_eq!(read(&headers).endpoint, expected, "{text}");
        }
        assert_eq!(read(&[("content-type", "text/html")]), RateLimitHeaders::default());
    }
}
