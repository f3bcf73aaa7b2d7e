//! The large exports, page by page. Each page comes with the position that it led to: commit both
//! together and begin there the next time, and no row is lost, whenever the program ends. Rows at the
//! edges of pages come twice; take them by id.

mod calls;
mod ticket_events;
mod tickets;

use std::sync::atomic::{AtomicU32, Ordering};

pub use calls::CallExport;
pub use ticket_events::TicketEventExport;
pub use tickets::{TicketExport, TicketPosition};

use crate::client::Client;
use crate::page::{Envelope, link_parameter};

/// The largest page that Zendesk gives.
const LARGEST_PAGE: u32 = 1_000;

/// The newest minute is withheld by Zendesk, and a start time within it refused.
const WITHHELD_SECONDS: i64 = 61;

/// How an export is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportOptions {
    /// Rows asked for at once, 1 to 1000. Pages that the server can't make in time are halved, and grow
    /// back slowly.
    pub page_size: u32,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self { page_size: LARGEST_PAGE }
    }
}

/// One page of an export, already turned into the caller's own form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPage<T, P> {
    /// What the caller made of the rows.
    pub value: T,
    /// How many rows there were.
    pub rows: usize,
    /// Where to go on after this page: to be committed together with its rows.
    pub position: P,
    /// Whether there is nothing more for now.
    pub last: bool,
    /// Whether a second was passed over that may hold more rows than the server gave. To be told to the
    /// user: rows may be missing there.
    pub stepped: bool,
}

/// The size of pages: halved when the server fails at them, grown back slowly.
#[derive(Debug)]
pub(crate) struct PageSize {
    wanted: u32,
    current: AtomicU32,
    successes: AtomicU32,
}

impl PageSize {
    /// Pages in a row that must succeed before the size grows by half.
    const SUCCESSES_TO_GROW: u32 = 8;

    fn new(options: ExportOptions) -> Self {
        let wanted = options.page_size.clamp(1, LARGEST_PAGE);
        Self { wanted, current: AtomicU32::new(wanted), successes: AtomicU32::new(0) }
    }

    pub(crate) fn current(&self) -> u32 {
        self.current.load(Ordering::Relaxed)
    }

    pub(crate) fn shrink(&self) {
        self.successes.store(0, Ordering::Relaxed);
        self.current.store((self.current() / 2).max(1), Ordering::Relaxed);
    }

    pub(crate) fn note_success(&self) {
        let current = self.current();
        if current >= self.wanted {
            // Back from a widened page.
            self.current.store(self.wanted, Ordering::Relaxed);
        } else if self.successes.fetch_add(1, Ordering::Relaxed) + 1 >= Self::SUCCESSES_TO_GROW {
            self.successes.store(0, Ordering::Relaxed);
            self.current.store((current + current.div_ceil(2)).min(self.wanted), Ordering::Relaxed);
        }
    }

    /// Makes the next page as large as Zendesk allows, for a second that does not fit into one page.
    /// False where it was so large already.
    fn widen(&self) -> bool {
        self.current.swap(LARGEST_PAGE, Ordering::Relaxed) < LARGEST_PAGE
    }
}

/// A start time that Zendesk takes: not within the newest minute, not before 1970.
fn acceptable_start(client: &Client, wanted: i64) -> i64 {
    wanted.min(client.now() - WITHHELD_SECONDS).max(0)
}

/// The time that a page led to: `end_time`, else the start time in the next page's address.
fn led_to(envelope: &Envelope) -> Option<i64> {
    envelope.end_time.or_else(|| {
        link_parameter(envelope.next_link.as_deref()?, "start_time")?.trim().parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_size_halves_to_one_and_grows_back_slowly() {
        let size = PageSize::new(ExportOptions { page_size: 5_000 });
        assert_eq!(size.current(), 1_000);
        size.shrink();
        assert_eq!(size.current(), 500);
        for _ in 0..20 {
            size.shrink();
        }
        assert_eq!(size.current(), 1);
        for _ in 0..7 {
            size.note_success();
        }
        assert_eq!(size.current(), 1);
        size.note_success();
        assert_eq!(size.current(), 2);
        for _ in 0..200 {
            size.note_success();
        }
        assert_eq!(size.current(), 1_000);
    }

    #[test]
    fn a_widened_page_is_widened_once() {
        let size = PageSize::new(ExportOptions { page_size: 1 });
        assert!(size.widen() && !size.widen());
        assert_eq!(size.current(), 1_000);
        size.note_success();
        assert_eq!(size.current(), 1);
    }
}
