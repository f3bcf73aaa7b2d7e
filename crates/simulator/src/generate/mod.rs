//! Makes the tickets of an account from its seed.

pub(crate) mod changes;
pub(crate) mod channels;
pub(crate) mod course;
pub(crate) mod light;
pub(crate) mod odd;
pub(crate) mod opening;
pub(crate) mod story;

use crate::catalog::Catalog;
use crate::dice::{Dice, scatter, shape};
use crate::generate::story::Story;
use crate::model::Ticket;
use crate::options::{Manner, Options};
use crate::rhythm;

/// The id of the first event: beyond 2^53, where floating point would lose the last digit.
pub(crate) const FIRST_EVENT_ID: i64 = 9_007_199_254_740_993;

/// Ids between one event and the next, for the event's children.
pub(crate) const IDS_PER_EVENT: i64 = 128;

/// All tickets, oldest first.
pub(crate) fn tickets(options: &Options, catalog: &Catalog) -> Vec<Ticket> {
    let mut tickets: Vec<Ticket> = creation_times(options)
        .into_iter()
        .zip(1..)
        .map(|(at, id)| ticket(options, catalog, id, at))
        .collect();
    if options.is_odd() {
        let strays = odd::strays(catalog, options, &tickets);
        tickets.extend(strays);
    }
    number_events(&mut tickets);
    if options.is_odd() {
        odd::number_backwards(&mut tickets, options);
    }
    tickets
}

fn ticket(options: &Options, catalog: &Catalog, id: i64, at: i64) -> Ticket {
    let dice = Dice::new(options.seed, id.cast_unsigned());
    let mut story = Story::new(catalog, dice, id, at, options.end);
    story.lifelike = options.manner == Manner::Lifelike;
    opening::open(&mut story);
    course::unfold(&mut story, options.steps);
    let Story { mut ticket, mut dice, .. } = story;
    if options.is_odd() {
        odd::disturb(&mut ticket, catalog, options);
    }
    // Exports are ordered by an instant of their own, which system writes move as well.
    let later = if dice.chance(30) { dice.between(1, 3_000_000) } else { 0 };
    ticket.generated_at = (ticket.updated_at() + later).min(options.end);
    scrub(&mut ticket, options);
    ticket
}

/// Scrubs half of the tickets that were deleted long enough ago, and in an odd account closed ones too.
/// Those whose tags changed are left out: what a walk back finds of them depends on the form in which
/// each change of tags was written. So are those of which only the erased snapshot would tell an order.
fn scrub(ticket: &mut Ticket, options: &Options) {
    let scrubbed_at = ticket.updated_at() + SCRUBBED_AFTER_SECONDS;
    let later = ticket.events[1..].iter().flat_map(|event| &event.changes);
    let has_new_tags = later.into_iter().any(|change| change.field == "tags");
    let is_closed = ticket.last_state().text("status") == Some("closed");
    let is_chosen = if ticket.deleted {
        shape(ticket.id, 30, 2) == 0
    } else {
        options.is_odd() && is_closed && shape(ticket.id, 31, 4) == 0
    };
    let needs_order = ticket.events[1..].windows(2).any(|pair| pair[0].at == pair[1].at);
    let is_told = ticket.events.iter().all(|event| !event.is_missing);
    let may_be = !options.is_odd() || is_told && !needs_order;
    if is_chosen && may_be && scrubbed_at < options.end && !has_new_tags {
        ticket.scrubbed = true;
        ticket.generated_at = scrubbed_at;
        ticket.events.iter_mut().for_each(|event| event.is_reversed = false);
    }
}

/// How long after its deletion a ticket's contents stay.
const SCRUBBED_AFTER_SECONDS: i64 = 30 * 86_400;

/// One ticket of this many is created in the last quarter of an hour, as if the account went on.
const TICKETS_PER_LATEST: usize = 60;

/// When tickets are created, oldest first.
fn creation_times(options: &Options) -> Vec<i64> {
    let mut dice = Dice::new(options.seed, 0);
    let mut times = if options.manner == Manner::Lifelike {
        let moment = || rhythm::moment(&mut dice, options, options.end - 1);
        std::iter::repeat_with(moment).take(options.tickets).collect()
    } else {
        crowded_times(&mut dice, options)
    };
    times.sort_unstable();
    times
}

/// Instants all over the history, some on the quarter hour, some in crowded seconds.
fn crowded_times(dice: &mut Dice, options: &Options) -> Vec<i64> {
    let (first, last) = (options.begin(), options.end - 1);
    let crowded: Vec<i64> = (0..3).map(|_| dice.between(first, last)).collect();
    let mut times: Vec<i64> = (0..options.tickets)
        .map(|_| {
            let at = dice.between(first, last);
            match dice.between(0, 19) {
                0 => at - at.rem_euclid(900),
                1 => (at - at.rem_euclid(900) - 1).max(first),
                2 => *dice.pick(&crowded),
                _ => at,
            }
        })
        .collect();
    for at in times.iter_mut().step_by(TICKETS_PER_LATEST).skip(1) {
        *at = dice.between(last - 800, last);
    }
    times
}

/// Numbers all events in the order of time; inside one second tickets are mixed, but each ticket's
/// own events keep their order.
fn number_events(tickets: &mut [Ticket]) {
    let mut order: Vec<(i64, u64, usize, usize)> = Vec::new();
    for (place, ticket) in tickets.iter().enumerate() {
        for (number, event) in ticket.events.iter().enumerate() {
            order.push((event.at, scatter(ticket.id.cast_unsigned()), place, number));
        }
    }
    order.sort_unstable();
    for ((_, _, place, number), count) in order.into_iter().zip(0..) {
        tickets[place].events[number].id = FIRST_EVENT_ID + count * IDS_PER_EVENT;
    }
}
