//! Which events the export keeps back, and which one is too heavy: pure functions of the account.
//!
//! Only what a careful reader can notice is kept back for good (rule 2.4): the effect of a lost event
//! shows in a later change's previous value or in the ticket's snapshot, in a field that decides about
//! figures, a lost creation in the snapshot's own time, and the ticket's audits still tell it. All of it
//! belongs to tickets that were created where the export was first asked to begin, or later: of an older
//! ticket the walk back from its snapshot hides what is missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::account::Account;
use crate::dice::scatter;
use crate::model::{Event, Ticket, Val};
use crate::options::Manner;
use crate::truth::is_supported;
use crate::views::View;

/// How far behind the newest event a late one may lie.
const LATE_SECONDS: i64 = 900;

/// One ticket of this many loses an event.
const TICKETS_PER_LOSS: u64 = 25;

/// Fields that are always compared, and those that are where a view reads them (rule 2.4). The snapshot
/// shows their present value in one way only.
const COMPARED: [&str; 2] = ["status", "assignee_id"];
const COMPARED_WHERE_READ: [&str; 4] = ["priority", "type", "group_id", "organization_id"];

/// The events that the export treats unlike others, each with its instant.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    /// They never come.
    pub(super) lost: BTreeMap<i64, i64>,
    /// They come only some requests after later ones.
    pub(super) late: BTreeMap<i64, i64>,
    /// A page with its comments is never made in time.
    pub(super) heavy: Option<i64>,
    /// The instant of the newest event.
    pub(super) newest: i64,
}

impl Held {
    /// Chooses the events of an account whose export is read from an instant on.
    pub(super) fn of(account: &Account, begin: i64) -> Self {
        if account.options.manner == Manner::Light {
            return Self::default();
        }
        let mut held = Self::default();
        let compared = compared(account);
        let mut heavy = None;
        for number in 0..account.ticket_count() {
            let ticket = account.ticket(number);
            held.newest = held.newest.max(ticket.updated_at());
            if ticket.is_gone() || ticket.created_at < begin {
                continue;
            }
            let draw = scatter(account.options.seed ^ scatter(ticket.id.cast_unsigned()));
            if draw.is_multiple_of(TICKETS_PER_LOSS) {
                held.lost.extend(loss(&ticket, &compared, draw / TICKETS_PER_LOSS));
            } else if let Some(event) =
                ticket.events[1..].iter().find(|event| event.comment.is_some())
            {
                heavy = heavy.min(Some((draw, event.id))).or(Some((draw, event.id)));
            }
        }
        held.heavy = heavy.map(|(_, id)| id);
        held.late = late(account, begin, &held);
        held
    }

    /// Those that are kept back: the lost ones, and the late ones while they are.
    pub(super) fn hidden(&self, lost: bool, late: bool) -> BTreeSet<i64> {
        let lost = self.lost.keys().filter(|_| lost);
        lost.chain(self.late.keys().filter(|_| late)).copied().collect()
    }
}

/// The fields in which a loss shows.
fn compared(account: &Account) -> Vec<&'static str> {
    let counts = |view: &&View| view.active && is_supported(&account.catalog, view);
    let conditions =
        account.views.iter().filter(counts).flat_map(|view| view.all.iter().chain(&view.any));
    let read: BTreeSet<&str> = conditions.map(|condition| condition.field.as_str()).collect();
    let where_read = COMPARED_WHERE_READ.into_iter().filter(|field| read.contains(field));
    COMPARED.into_iter().chain(where_read).collect()
}

/// The event of a ticket that never comes, if one can be chosen whose loss shows.
fn loss(ticket: &Ticket, compared: &[&str], draw: u64) -> Option<(i64, i64)> {
    let candidates: Vec<usize> =
        (0..ticket.events.len()).filter(|&place| is_noticed(ticket, compared, place)).collect();
    let count = u64::try_from(candidates.len()).ok().filter(|count| *count > 0)?;
    let event = &ticket.events[candidates[usize::try_from(draw % count).ok()?]];
    Some((event.id, event.at))
}

/// Whether the loss of an event shows in what remains.
fn is_noticed(ticket: &Ticket, compared: &[&str], place: usize) -> bool {
    if place == 0 {
        // Otherwise the next event might pass for the creation.
        return ticket.events.get(1).is_some_and(|second| second.at > ticket.created_at + 60);
    }
    compared.iter().any(|field| {
        let before = ticket.events[place - 1].after.get(field);
        let after = ticket.events[place].after.get(field);
        let mut later = ticket.events[place + 1..].iter();
        let next =
            later.find(|event| changes(event, field) || (*field == "status" && sets_status(event)));
        // A blank previous value may be left out, and then it says nothing; nor does a custom status that is
        // set alone tell which status it found.
        let shows = next.is_none_or(|event| changes(event, field) && after != Val::Blank);
        before != after && shows
    })
}

/// Whether an event sets a custom status alone, and with it the status (rule 2.2).
fn sets_status(event: &Event) -> bool {
    changes(event, "custom_status_id") && !changes(event, "status")
}

fn changes(event: &Event, field: &str) -> bool {
    event.changes.iter().any(|change| change.field == field)
}

/// Every second event shortly before the newest, of tickets that were created in that time as well.
fn late(account: &Account, begin: i64, held: &Held) -> BTreeMap<i64, i64> {
    let since = held.newest - LATE_SECONDS + 60;
    account
        .events_from(since, usize::MAX)
        .into_iter()
        .filter(|row| row.at < held.newest)
        .filter_map(|row| {
            let ticket = account.ticket(row.ticket);
            let id = ticket.events[row.number].id;
            let fit = ticket.created_at >= begin.max(since) && !ticket.is_gone();
            (fit && scatter(id.cast_unsigned()).is_multiple_of(2) && !held.lost.contains_key(&id))
                .then_some((id, row.at))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Oddities, Options};

    fn account() -> Account {
        Account::generate(&Options { tickets: 300, ..Options::verification(5) })
    }

    #[test]
    fn some_events_are_kept_back_and_the_same_ones_every_time() {
        let (account, begin) = (account(), account().options.begin());
        let held = Held::of(&account, begin);
        assert_eq!(held, Held::of(&account, begin));
        assert!((4..30).contains(&held.lost.len()), "{:?}", held.lost.len());
        assert!(!held.late.is_empty() && held.heavy.is_some());
        assert!(held.late.values().all(|at| held.newest - at < LATE_SECONDS && *at < held.newest));
        let (lost, late) = (held.lost.len(), held.late.len());
        assert_eq!(held.hidden(true, true).len(), lost + late);
        assert_eq!(held.hidden(false, true).len(), late);
    }

    #[test]
    fn only_tickets_of_the_window_lose_events_and_none_that_is_deleted() {
        let account = account();
        let begin = account.options.end - 200 * 86_400;
        let held = Held::of(&account, begin);
        for number in 0..account.ticket_count() {
            let ticket = account.ticket(number);
            let lost: Vec<usize> = (0..ticket.events.len())
                .filter(|&place| held.lost.contains_key(&ticket.events[place].id))
                .collect();
            assert!(lost.len() <= 1);
            assert!(lost.is_empty() || ticket.created_at >= begin && !ticket.deleted);
        }
    }

    #[test]
    fn a_loss_shows_in_the_snapshot_or_in_a_later_change() {
        let account = account();
        check_losses(&account);
        // Where few fields are read, nothing is lost that shows in the others alone (rule 2.4).
        let reads_little = |view: &View| {
            let mut conditions = view.all.iter().chain(&view.any);
            conditions.all(|condition| COMPARED.contains(&condition.field.as_str()))
        };
        let views = account.views.iter().filter(|view| reads_little(view)).cloned().collect();
        assert!(compared(&account).len() > COMPARED.len());
        let narrow = Account { views, ..account };
        assert_eq!(compared(&narrow), COMPARED);
        check_losses(&narrow);
    }

    #[test]
    fn a_status_that_a_custom_status_brought_back_shows_no_loss() {
        let options =
            Options { tickets: 300, oddities: Oddities::All, ..Options::verification(35) };
        check_losses(&Account::generate(&options));
    }

    fn check_losses(account: &Account) {
        let held = Held::of(account, account.options.begin());
        let compared = compared(account);
        let mut creations = 0;
        for number in 0..account.ticket_count() {
            let ticket = account.ticket(number);
            let remaining: Vec<_> =
                ticket.events.iter().filter(|event| !held.lost.contains_key(&event.id)).collect();
            if remaining.len() == ticket.events.len() {
                continue;
            }
            if remaining[0].id != ticket.events[0].id {
                creations += 1;
                assert!(remaining[0].at > ticket.created_at + 60);
                continue;
            }
            // Replay what remains: somewhere it must contradict itself.
            let mut state = crate::model::State::default();
            let mut noticed = false;
            for event in &remaining {
                for change in &event.changes {
                    noticed |= compared.contains(&change.field.as_str())
                        && event.id != remaining[0].id
                        && state.get(&change.field) != change.before;
                    state.set(&change.field, change.after.clone());
                }
                if sets_status(event) {
                    state.set("status", event.after.get("status"));
                }
            }
            let last = ticket.last_state();
            noticed |= compared.iter().any(|field| {
                // A creation that sets no status leaves the ticket new.
                let status = *field == "status" && state.get(field) == Val::Blank;
                !status && state.get(field) != last.get(field)
            });
            assert!(noticed, "the loss of an event of ticket {} does not show", ticket.id);
        }
        assert!(creations > 0);
    }
}
