//! Instants in whole seconds, and the one place that asks the system for the time.
#![expect(clippy::disallowed_types, reason = "the one place that asks the system")]

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, Utc};

/// An instant: seconds since 1970-01-01T00:00:00Z, as Zendesk's own times are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads RFC 3339 (`2025-09-01T09:15:00Z`, any offset) or a date alone (its first UTC instant).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Some(Self(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()));
        }
        if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
            return Some(Self(instant.timestamp()));
        }
        // Zendesk writes due dates of older events as `2025-09-01 12:00:00 +0200` or `... UTC`.
        let text = text.replace(" UTC", " +0000");
        DateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S %z")
            .ok()
            .map(|instant| Self(instant.timestamp()))
    }

    /// The same instant for calendar work; the epoch where chrono cannot hold it.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0, 0).unwrap_or_default()
    }

    /// This instant moved by whole seconds.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Whole hours from `earlier` to this instant, rounded down (rule 6.4).
    pub fn whole_hours_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(3600)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_utc().format("%Y-%m-%dT%H:%M:%SZ").fmt(formatter)
    }
}

/// Tells the time. Everything that needs "now" takes one, so that tests choose it.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    fn now(&self) -> Timestamp {
        Timestamp(Utc::now().timestamp())
    }
}

/// A clock that stands still until it is set.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves the hands.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_spelling_of_an_instant() {
        let expected = Some(Timestamp(1_756_718_100));
        assert_eq!(Timestamp::parse("2025-09-01T09:15:00Z"), expected);
        assert_eq!(Timestamp::parse("2025-09-01T11:15:00+02:00"), expected);
        assert_eq!(Timestamp::parse("2025-09-01 11:15:00 +0200"), expected);
        assert_eq!(Timestamp::parse("2025-09-01 09:15:00 UTC"), expected);
        assert_eq!(
            Timestamp::parse("2025-09-01").map(|day| day.to_string()).as_deref(),
            Some("2025-09-01T00:00:00Z")
        );
        assert_eq!(Timestamp::parse("tomorrow"), None);
    }

    #[test]
    fn hours_are_rounded_down() {
        assert_eq!(Timestamp(3600).whole_hours_since(Timestamp(0)), 1);
        assert_eq!(Timestamp(3599).whole_hours_since(Timestamp(0)), 0);
        assert_eq!(Timestamp(0).whole_hours_since(Timestamp(1)), -1);
    }
}
