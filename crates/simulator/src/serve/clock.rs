//! What the simulated Zendesk takes for the present. The `Date` of every answer tells it, and exports
//! refuse start times of its last minute.

use std::time::UNIX_EPOCH;

use chrono::DateTime;

/// The clock of a simulated account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Clock {
    /// The machine's.
    #[default]
    System,
    /// It stands still at an instant, in seconds since 1970.
    At(i64),
}

impl Clock {
    /// Seconds since 1970.
    pub(crate) fn now(self) -> i64 {
        match self {
            Self::System => of_the_machine(),
            Self::At(instant) => instant,
        }
    }

    /// The present as a header has it.
    pub(super) fn date(self) -> String {
        let now = DateTime::from_timestamp(self.now(), 0).unwrap_or_default();
        now.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }
}

fn of_the_machine() -> i64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "the simulated Zendesk has a clock of its own, as the real one has"
    )]
    let now = std::time::SystemTime::now();
    now.duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
