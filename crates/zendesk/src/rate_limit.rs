//! What an answer's headers say about request limits.

use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// Where no header tells how long to wait: limits count by the minute.
const UNTOLD_WAIT: Duration = Duration::from_secs(60);

/// How long an answer asks to wait, in order of precedence.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RateLimitHeaders {
    /// `Retry-After`, in seconds or as a date.
    retry_after: Option<Duration>,
    /// `resets` of the endpoint's own limit (`zendesk-ratelimit-…: total=10; remaining=0; resets=27`);
    /// the longest of those that are used up, since several may apply.
    endpoint_resets: Option<Duration>,
    /// The account's limit.
    account_resets: Option<Duration>,
}

impl RateLimitHeaders {
    pub(crate) fn read(headers: &HeaderMap, now_epoch_seconds: i64) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let endpoint_resets = headers
            .iter()
            .filter(|(name, _)| name.as_str().starts_with("zendesk-ratelimit-"))
            .filter_map(|(_, value)| used_up_resets(value.to_str().ok()?))
            .max();
        Self {
            retry_after: headers
                .get(RETRY_AFTER)
                .and_then(|value| retry_after(value.to_str().ok()?, now_epoch_seconds)),
            endpoint_resets,
            account_resets: text("ratelimit-reset")
                .or_else(|| text("x-rate-limit-reset"))
                .and_then(seconds),
        }
    }

    /// The wait that a `Retry-After` header asks for, if there is one.
    pub(crate) fn asked_wait(self) -> Option<Duration> {
        self.retry_after
    }

    /// The wait after a refusal for too many requests.
    pub(crate) fn wait_after_refusal(self) -> Duration {
        self.retry_after.or(self.endpoint_resets).or(self.account_resets).unwrap_or(UNTOLD_WAIT)
    }
}

fn seconds(text: &str) -> Option<Duration> {
    let value = text.trim().parse::<f64>().ok()?;
    Duration::try_from_secs_f64(value.ceil()).ok()
}

fn retry_after(text: &str, now_epoch_seconds: i64) -> Option<Duration> {
    seconds(text).or_else(|| {
        let date = DateTime::parse_from_rfc2822(text.trim()).ok()?;
        let wait = date.timestamp().saturating_sub(now_epoch_seconds);
        Some(Duration::from_secs(u64::try_from(wait).unwrap_or(0)))
    })
}

/// `resets` of an endpoint's limit, unless something remains of it.
fn used_up_resets(text: &str) -> Option<Duration> {
    let pair = |wanted: &str| {
        text.split([';', ','])
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim())
    };
    if pair("remaining").is_some_and(|remaining| remaining != "0") {
        return None;
    }
    pair("resets").and_then(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(headers: &[(&'static str, &'static str)]) -> u64 {
        let map = headers
            .iter()
            .map(|(name, value)| {
                (name.parse().expect("a header name"), value.parse().expect("a header value"))
            })
            .collect::<HeaderMap>();
        RateLimitHeaders::read(&map, 1_695_680_609).wait_after_refusal().as_secs()
    }

    #[test]
    fn the_most_specific_header_decides() {
        for (headers, expected) in [
            (&[][..], 60),
            (&[("retry-after", "27"), ("ratelimit-reset", "3")], 27),
            (&[("retry-after", "Mon, 25 Sep 2023 22:24:29 GMT")], 60),
            (&[("retry-after", "Mon, 25 Sep 2023 22:20:00 GMT")], 0),
            (&[("retry-after", "soon"), ("ratelimit-reset", "41")], 41),
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
            assert_eq!(wait(headers), expected, "{headers:?}");
        }
    }
}
