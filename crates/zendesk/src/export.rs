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
use crate::log::log;
use crate::page::{Envelope, OddRow, link_parameter};

/// The largest page that Zendesk gives.
const LARGEST_PAGE: u32 = 1_000;

/// The newest minute is withheld by Zendesk, and a start time within it refused.
pub(crate) const WITHHELD_SECONDS: i64 = 61;

/// How an export is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportOptions {
    /// Rows asked for at once, 1 to 1000. Pages that the server fails at twice are halved, and grow back.
    pub page_size: u32,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self { page_size: LARGEST_PAGE }
    }
}

impl ExportOptions {
    /// Rows of a page, 1 to 1000.
    pub fn of_page_size(page_size: u32) -> Self {
        Self { page_size }
    }
}

/// One page of an export, already turned into the caller's own form.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportPage<T, P> {
    /// What the caller made of the rows.
    pub value: T,
    /// How many rows there were, those that were set aside included.
    pub rows: usize,
    /// The rows that could not be read whole.
    pub odd: Vec<OddRow>,
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
        log!(
            info,
            start = start,
            "zendesk finds the start time too recent: the stream was read up to there"
        );
        Self {
            value: nothing,
            rows: 0,
            odd: Vec::new(),
            position,
            last: true,
            known_until: start,
            pages_a_minute: None,
            stepped: false,
        }
    }
}

/// The size of pages. It follows what the server cannot make, and not luck: a page that fails is asked for
/// again as it was, and only what fails again at the same place is halved. The next place gets the whole
/// size again at once. Where three places in a row pass with a smaller page alone, that is the size from then
/// on; it is held for a while, then doubled as long as pages pass. Where they don't, it is held for longer.
#[derive(Debug)]
pub(crate) struct PageSize {
    wanted: u32,
    state: Mutex<SizeState>,
}

#[derive(Debug, Default)]
struct SizeState {
    /// The size of the next page.
    current: u32,
    /// How often the page at this place failed so far.
    failures: u32,
    /// The size that each place begins with.
    level: u32,
    /// The level that is known to pass, where a greater one is being tried.
    fallback: Option<u32>,
    /// How many places in a row passed with a smaller page alone.
    heavy_places: u32,
    /// How many further pages keep the level.
    hold: u32,
    /// How often the level was lowered since the full size passed.
    lowered: u32,
}

impl PageSize {
    /// Pages that keep a lower level; twice as many each further time.
    const HOLD: u32 = 4;
    /// The most of them.
    const LONGEST_HOLD: u32 = 32;
    /// How many heavy places in a row are no accident.
    const HEAVY_PLACES: u32 = 3;

    fn new(options: ExportOptions) -> Self {
        let wanted = options.page_size.clamp(1, LARGEST_PAGE);
        let state = SizeState { current: wanted, level: wanted, ..SizeState::default() };
        Self { wanted, state: Mutex::new(state) }
    }

    pub(crate) fn current(&self) -> u32 {
        self.state().current
    }

    /// Takes note that the page failed. It becomes smaller where it failed before at the same place, or is
    /// known to be too large; false where it stays as it is, or is one row already.
    pub(crate) fn note_failure(&self, too_large: bool) -> bool {
        let mut state = self.state();
        state.failures += 1;
        if state.failures == 1 && !too_large {
            return false;
        }
        state.failures = state.failures.max(2);
        let smaller = (state.current / 2).max(1);
        smaller < std::mem::replace(&mut state.current, smaller)
    }

    pub(crate) fn note_success(&self) {
        let mut state = self.state();
        let was_heavy = std::mem::take(&mut state.failures) > 1;
        if was_heavy {
            state.note_heavy_place();
        } else {
            state.note_passed(self.wanted);
        }
        state.current = state.level;
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

impl SizeState {
    /// A place passed with a page that had been made smaller for it.
    fn note_heavy_place(&mut self) {
        self.heavy_places += 1;
        // Once may be luck: a server that is down for a moment fails at every size.
        if self.fallback.is_none() && self.heavy_places < PageSize::HEAVY_PLACES {
            return;
        }
        self.level = self.fallback.take().unwrap_or(self.current);
        self.heavy_places = 0;
        let doubled = PageSize::HOLD.checked_shl(self.lowered).unwrap_or(PageSize::LONGEST_HOLD);
        self.hold = doubled.min(PageSize::LONGEST_HOLD);
        self.lowered = (self.lowered + 1).min(8);
    }

    /// A place passed with the level's size.
    fn note_passed(&mut self, wanted: u32) {
        (self.heavy_places, self.fallback) = (0, None);
        if self.level >= wanted {
            self.lowered = 0;
        } else if self.hold > 0 {
            self.hold -= 1;
        } else {
            self.fallback = Some(self.level);
            self.level = (self.level * 2).min(wanted);
        }
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
    fn a_failure_is_tried_again_at_the_same_size() {
        let size = PageSize::new(ExportOptions { page_size: 5_000 });
        assert!(!size.note_failure(false));
        assert_eq!(size.current(), 1_000);
        size.note_success();
        // The next place begins anew.
        assert!(!size.note_failure(false));
        assert!(size.note_failure(false) && size.note_failure(false));
        assert_eq!(size.current(), 250);
        size.note_success();
        assert_eq!(size.current(), 1_000, "once may have been luck");
    }

    #[test]
    fn what_is_too_large_is_halved_at_once_down_to_a_row() {
        let size = PageSize::new(ExportOptions::default());
        assert!(size.note_failure(true));
        assert_eq!(size.current(), 500);
        for _ in 0..20 {
            size.note_failure(true);
        }
        assert!(!size.note_failure(false));
        assert_eq!(size.current(), 1);
        size.note_success();
        assert_eq!(size.current(), 1_000);
    }

    /// The sizes that are asked for where the server makes no page above 125 rows.
    fn sizes_of_a_slow_server(pages: usize) -> Vec<u32> {
        let size = PageSize::new(ExportOptions::default());
        let mut asked = Vec::new();
        for _ in 0..pages {
            while size.current() > 125 {
                asked.push(size.current());
                size.note_failure(false);
            }
            asked.push(size.current());
            size.note_success();
        }
        asked
    }

    #[test]
    fn pages_that_are_really_too_heavy_cost_few_requests_for_nothing() {
        let asked = sizes_of_a_slow_server(4);
        let once = [1_000, 1_000, 500, 250, 125];
        assert_eq!(asked, [&once[..], &once, &once, &[125]].concat());
        let for_nothing = |pages: usize| sizes_of_a_slow_server(pages).len() - pages;
        assert!(for_nothing(100) <= 24, "{}", for_nothing(100));
        assert!(for_nothing(1_000) <= 84, "{}", for_nothing(1_000));
    }

    #[test]
    fn the_full_size_comes_back_step_by_step_after_heavy_places() {
        let size = PageSize::new(ExportOptions::default());
        for _ in 0..3 {
            for _ in 0..4 {
                size.note_failure(false);
            }
            size.note_success();
        }
        let sizes: Vec<u32> = (0..8)
            .map(|_| {
                size.note_success();
                size.current()
            })
            .collect();
        assert_eq!(sizes, [125, 125, 125, 125, 250, 500, 1_000, 1_000]);
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
