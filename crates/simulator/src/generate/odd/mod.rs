//! What real accounts were found to hold beyond what is documented ([`crate::Oddities`]): changes of a
//! ticket's story after it was told. The states between its events stay true.

mod deleted;
mod missing;
#[cfg(test)]
mod tests;
mod written;

use crate::catalog::Catalog;
use crate::dice::Dice;
use crate::generate::story::{Draft, Story};
use crate::model::{Change, CommentVia, Event, State, Ticket, Val};
use crate::options::{Oddities, Options};

/// Apart from the streams that tell the stories.
const STREAM: u64 = 1 << 40;

/// A ticket whose story becomes odd.
struct Odd<'a> {
    catalog: &'a Catalog,
    dice: Dice,
    end: i64,
    ticket: &'a mut Ticket,
}

/// Makes a ticket's story odd, here and there.
pub(crate) fn disturb(ticket: &mut Ticket, catalog: &Catalog, options: &Options) {
    let dice = Dice::new(options.seed, STREAM | ticket.id.cast_unsigned());
    let mut odd = Odd { catalog, dice, end: options.end, ticket };
    let hides = options.oddities == Oddities::All;
    let is_missing = hides && odd.is_messaging() && odd.dice.chance(50);
    odd.kinds_of_comments(is_missing);
    odd.partners_call();
    odd.mixed_case();
    odd.satisfaction_comments();
    odd.unread_field();
    odd.merge_in_session();
    if is_missing {
        odd.ticket.events.iter_mut().for_each(|event| event.is_missing = true);
    } else {
        odd.restored();
        odd.absent();
        odd.customer_after_closing();
        odd.deletion();
        odd.deleted_while_waiting();
        if hides {
            odd.last_words();
        }
    }
    odd.silence();
    odd.mark_children();
    odd.unreadable();
    odd.written_by_a_rule();
    odd.time_spent();
}

/// Rows of the event export that name no ticket, from before the first ticket and after the last update:
/// no ticket can have had them.
pub(crate) fn strays(catalog: &Catalog, options: &Options, tickets: &[Ticket]) -> Vec<Ticket> {
    let first = tickets.iter().map(|ticket| ticket.created_at).min().unwrap_or(options.end) - 5;
    let stray = |(at, id): (i64, i64)| {
        let mut story = Story::plain(catalog, id, at, options.end);
        story.push(Draft::by(-1, "Rule").with("status", Val::text("closed")));
        Ticket { is_stray: true, deleted: true, scrubbed: true, ..story.ticket }
    };
    let last_id = tickets.last().map_or(0, |ticket| ticket.id);
    [first, options.end].into_iter().zip(last_id + 1..).map(stray).collect()
}

/// Deals the ids of some tickets' events anew: their order says nothing about time.
pub(crate) fn number_backwards(tickets: &mut [Ticket], options: &Options) {
    for ticket in tickets {
        let mut dice = Dice::new(options.seed, (STREAM << 1) | ticket.id.cast_unsigned());
        if dice.chance(60) {
            continue;
        }
        let mut ids: Vec<i64> = ticket.events.iter().map(|event| event.id).collect();
        for event in &mut ticket.events {
            event.id = ids.swap_remove(dice.index(ids.len()));
        }
    }
}

impl Odd<'_> {
    /// Adds a change of a field that nothing else changes from that event on.
    fn amend(&mut self, place: usize, field: &str, after: Val) {
        let before = self.state_before(place).get(field);
        for event in &mut self.ticket.events[place..] {
            event.after.set(field, after.clone());
        }
        let change = Change { field: field.to_owned(), before, after };
        self.ticket.events[place].changes.push(change);
    }

    fn state_before(&self, place: usize) -> State {
        place.checked_sub(1).map(|last| self.ticket.events[last].after.clone()).unwrap_or_default()
    }

    fn last(&self) -> &Event {
        self.ticket.events.last().expect("a ticket begins with an event")
    }

    fn last_status(&self) -> String {
        self.last().after.text("status").unwrap_or_default().to_owned()
    }

    fn requester(&self) -> i64 {
        self.last().after.id("requester_id").expect("every ticket is created with a requester")
    }

    fn agent(&mut self) -> i64 {
        *self.dice.pick(&self.catalog.agents)
    }

    /// Whether another event happens in the same second.
    fn is_crowded(&self, place: usize) -> bool {
        let events = &self.ticket.events;
        let at = |place: usize| events.get(place).map(|event| event.at);
        let before = place.checked_sub(1).and_then(at);
        before == at(place) || at(place + 1) == at(place)
    }
}

/// An event without a change.
fn event(at: i64, author: i64, label: &str, after: State) -> Event {
    Event {
        id: 0,
        at,
        author,
        label: label.to_owned(),
        comment: None,
        changes: Vec::new(),
        after,
        is_missing: false,
        is_reversed: false,
        tells_blank: false,
    }
}

/// Whether an event is a merge, by any of the signs that stories give.
fn is_merge(event: &Event) -> bool {
    let is_sign = |text: &Option<String>| matches!(text.as_deref(), Some("merge" | "19"));
    let by_comment = match event.comment.as_ref().map(|comment| &comment.via) {
        Some(CommentVia::Object(via)) => is_sign(&via.channel) || is_sign(&via.rel),
        _ => false,
    };
    by_comment || event.label == "Merge"
}
