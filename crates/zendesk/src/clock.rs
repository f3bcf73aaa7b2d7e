//! The present, injected so that tests can set it.

use std::fmt;

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
