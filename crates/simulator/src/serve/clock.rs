//! The one place that looks at the clock: exports refuse start times of the last minute.

use std::time::UNIX_EPOCH;

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "the simulated Zendesk has a clock of its own, as the real one has"
    )]
    let now = std::time::SystemTime::now();
    now.duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
