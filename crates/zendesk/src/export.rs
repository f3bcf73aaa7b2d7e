//! The large exports, page by page. Each page comes with the position that it led to: commit both
//! together and begin there the next time, and no row is lost, whenever the program ends. Rows at the
//! edges of pages come twice; take them by id.

mod calls;
mod skip;
mod ticket_events;
mod tickets;

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use calls::CallExport;
pub use ticket_events::TicketEventExport;
pub use tickets::{TicketExport, TicketPosition};

use crate::client::Client;
use crate::error::Error;
use crate::page::{Envelope, link_parameter};

/// The largest page that Zendesk gives.
const LARGEST_PAGE: u32 = 1_000;

/// The newest minute is withheld by Zendesk, and a start time within it refused.
pub(crate) const WITHHELD_SECONDS: i64 = 61;

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
#[derive(Debug, Clone, PartialEq)]
pub struct ExportPage<T, P> {
    /// What the caller made of the rows.
    pub value: T,
    /// How many rows there were.
    pub rows: usize,
    /// Where to go on after this page: to be committed together with its rows.
    pub position: P,
    /// Whether there is nothing more for now.
    pub last: bool,
    /// With the last page all rows from before this instant, epoch seconds by Zendesk's clock, are given,
    /// but for those that become visible late.
    pub known_until: i64,
    /// How many pages a minute the account's limits allow, where that is known.
    pub pages_a_minute: Option<f64>,
    /// Whether a second was passed over that may hold more rows than the server gave. To be told to the
    /// user: rows may be missing there.
    pub stepped: bool,
}

impl<T, P> ExportPage<T, P> {
    /// What comes of a start that Zendesk's clock finds too recent, whatever ours says: the stream was read
    /// up to there.
    fn too_recent(nothing: T, position: P, start: i64) -> Self {
        tracing::info!(
            start,
            "zendesk finds the start time too recent: the stream was read up to there"
        );
        Self {
            value: nothing,
            rows: 0,
            position,
            last: true,
            known_until: start,
            pages_a_minute: None,
            stepped: false,
        }
    }
}

/// The size of pages: halved when the server fails at them, grown back slowly.
#[derive(Debug)]
pub(crate) struct PageSize {
    wanted: u32,
    state: Mutex<SizeState>,
}

#[derive(Debug, Default)]
struct SizeState {
    current: u32,
    /// Pages in a row that came.
    successes: u32,
    /// Up to here the size doubles with every page that comes: a server that was down for a moment
    /// failed at every size.
    quick_until: u32,
    /// Whether the last growth was a quick one.
    grew_quickly: bool,
    /// Whether the last page failed.
    falling: bool,
}

impl PageSize {
    /// Pages in a row that must succeed before the size grows by half.
    const SUCCESSES_TO_GROW: u32 = 8;

    fn new(options: ExportOptions) -> Self {
        let wanted = options.page_size.clamp(1, LARGEST_PAGE);
        let state = SizeState { current: wanted, ..SizeState::default() };
        Self { wanted, state: Mutex::new(state) }
    }

    pub(crate) fn current(&self) -> u32 {
        self.state().current
    }

    /// Makes the next page smaller; false where it is one row already.
    pub(crate) fn shrink(&self) -> bool {
        let mut state = self.state();
        if !state.falling {
            state.quick_until = if state.grew_quickly { 0 } else { state.current / 2 };
        }
        state.falling = true;
        state.successes = 0;
        let smaller = (state.current / 2).max(1);
        smaller < std::mem::replace(&mut state.current, smaller)
    }

    pub(crate) fn note_success(&self) {
        let mut state = self.state();
        let current = state.current;
        state.falling = false;
        state.grew_quickly = false;
        if current >= self.wanted {
            // Back from a widened page.
            state.current = self.wanted;
        } else if current < state.quick_until {
            state.grew_quickly = true;
            state.current = (current * 2).min(state.quick_until);
        } else if state.successes + 1 >= Self::SUCCESSES_TO_GROW {
            state.successes = 0;
            state.current = (current + current.div_ceil(2)).min(self.wanted);
        } else {
            state.successes += 1;
        }
    }

    /// Makes the next page as large as Zendesk allows, for a second that does not fit into one page.
    /// False where it was so large already.
    fn widen(&self) -> bool {
        std::mem::replace(&mut self.state().current, LARGEST_PAGE) < LARGEST_PAGE
    }

    fn state(&self) -> MutexGuard<'_, SizeState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notices a server that gives the same page for ever, however its positions move.
#[derive(Debug)]
struct Repeats<K> {
    previous: HashSet<K>,
    pages: u32,
}

impl<K: Eq + Hash> Repeats<K> {
    /// A page may come twice at an edge, and no oftener.
    const PLAUSIBLE: u32 = 2;
    /// Pages without rows in a row that are plausible.
    const PLAUSIBLE_EMPTY: u32 = 100;

    /// How often a place is asked again that gave no rows and named no end.
    const ASKED_AGAIN: u32 = 4;

    fn new() -> Self {
        Self { previous: HashSet::new(), pages: 0 }
    }

    /// Whether a place that gave no rows, and yet no end, is asked once more. Where it goes on like
    /// that it is an error, since what follows would be missing.
    fn ask_again(&self, endpoint: &'static str) -> Result<(), Error> {
        if self.pages < Self::ASKED_AGAIN { Ok(()) } else { Err(Error::Stalled { endpoint }) }
    }

    /// Takes note of a page by its rows' keys; how many pages in a row brought nothing new, this one
    /// included.
    fn note(&mut self, keys: Vec<K>) -> u32 {
        let repeats = keys.iter().all(|key| self.previous.contains(key));
        self.pages = if repeats { self.pages + 1 } else { 0 };
        self.previous = keys.into_iter().collect();
        self.pages
    }

    /// The same, where only the stream's end may repeat.
    fn check(&mut self, endpoint: &'static str, keys: Vec<K>) -> Result<(), Error> {
        let plausible = if keys.is_empty() { Self::PLAUSIBLE_EMPTY } else { Self::PLAUSIBLE };
        if self.note(keys) > plausible { Err(Error::Stalled { endpoint }) } else { Ok(()) }
    }
}

/// A start time that Zendesk takes: not within the newest minute, not before 1970.
fn acceptable_start(client: &Client, wanted: i64) -> i64 {
    wanted.min(client.zendesk_now() - WITHHELD_SECONDS).max(0)
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
        // The server was down, perhaps: the way back is quick, up to half of what failed.
        for expected in [2, 4, 8] {
            size.note_success();
            assert_eq!(size.current(), expected);
        }
        // It was not: from here on the way is slow.
        size.shrink();
        for _ in 0..7 {
            size.note_success();
        }
        assert_eq!(size.current(), 4);
        size.note_success();
        assert_eq!(size.current(), 6);
        for _ in 0..200 {
            size.note_success();
        }
        assert_eq!(size.current(), 1_000);
    }

    #[test]
    fn one_failure_halves_the_page_for_a_while() {
        let size = PageSize::new(ExportOptions::default());
        assert!(size.shrink());
        for _ in 0..7 {
            size.note_success();
        }
        assert_eq!(size.current(), 500);
        size.note_success();
        assert_eq!(size.current(), 750);
    }

    #[test]
    fn pages_that_bring_nothing_new_are_counted() {
        let mut repeats = Repeats::new();
        let told: Vec<u32> = [vec![1, 2], vec![2], vec![2], vec![2, 3], vec![], vec![]]
            .map(|page| repeats.note(page))
            .into();
        assert_eq!(told, [0, 1, 2, 0, 1, 2]);
        for page in [vec![7], vec![7], vec![7]] {
            repeats.check("x", page).expect("at an edge");
        }
        assert!(matches!(repeats.check("x", vec![7]), Err(Error::Stalled { .. })));
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
