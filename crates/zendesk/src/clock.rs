//! The present: our own, injected so that tests can set it, and Zendesk's, as its answers tell it.
#![expect(clippy::disallowed_types, reason = "the one place of this crate that asks the system")]

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap};

/// Tells the present instant.
pub trait Clock: fmt::Debug + Send + Sync {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    fn epoch_seconds(&self) -> i64;
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place of this crate that reads the system's clock"
    )]
    fn epoch_seconds(&self) -> i64 {
        chrono::Utc::now().timestamp()
    }
}

/// Zendesk's clock. What it withholds goes by that one, and ours may be wrong: the `Date` of every
/// answer tells the difference. Until one did, ours is taken.
///
/// A date is as old as its answer was under way, so this clock is late rather than early, and nothing is
/// taken for known before it is.
#[derive(Debug)]
pub(crate) struct ZendeskClock {
    own: Arc<dyn Clock>,
    ahead_seconds: AtomicI64,
}

impl ZendeskClock {
    pub(crate) fn new(own: Arc<dyn Clock>) -> Self {
        Self { own, ahead_seconds: AtomicI64::new(0) }
    }

    /// Takes note of an answer that has just come.
    pub(crate) fn note(&self, headers: &HeaderMap) {
        let date = headers.get(DATE).and_then(|value| value.to_str().ok());
        if let Some(date) = date.and_then(|date| DateTime::parse_from_rfc2822(date.trim()).ok()) {
            let ahead = date.timestamp().saturating_sub(self.own.epoch_seconds());
            self.ahead_seconds.store(ahead, Ordering::Relaxed);
        }
    }

    /// Whole seconds since 1970 by Zendesk.
    pub(crate) fn epoch_seconds(&self) -> i64 {
        self.at(self.own.epoch_seconds())
    }

    /// The same for an instant of our own clock.
    pub(crate) fn at(&self, own_epoch_seconds: i64) -> i64 {
        own_epoch_seconds.saturating_add(self.ahead_seconds.load(Ordering::Relaxed))
    }
}
