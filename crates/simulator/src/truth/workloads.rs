//! What workloads count (rule 10): each is told from the views that a ticket was in around each of its
//! contacts, which the walk through the ticket notes down.

use std::collections::{BTreeMap, BTreeSet};

use super::counted::Counted;
use super::ends::{self, ContactEnd, Fate, Fates, Passage};
use super::exercised::Exercised;
use super::told::{Cell, TicketContact};
use crate::dice::Dice;

/// Workloads have a stream of choices of their own.
const STREAM: u64 = 10;

/// A workload that a planner of the account would make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// Its name.
    pub name: String,
    /// Its one channel.
    pub channel: &'static str,
    /// Its views; none for Talk.
    pub view_ids: Vec<i64>,
    /// Its Talk queues, by name; none for Support.
    pub call_queues: Vec<String>,
}

/// The views that a ticket was in before an event and after it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Around {
    pub(super) before: BTreeSet<i64>,
    pub(super) after: BTreeSet<i64>,
    /// The workloads that the contact counts in, by place, with what became of it there.
    pub(super) workloads: Vec<(usize, ContactEnd)>,
}

/// A ticket's events, those of its contacts among them, and when it was deleted.
pub(super) struct History<'a> {
    pub(super) passages: &'a [Passage],
    pub(super) places: &'a [usize],
    pub(super) deleted_at: Option<i64>,
}

/// Notes which of a ticket's contacts count in a workload, and how each of them ends there (rule 10.2).
pub(super) fn end(
    (number, workload): (usize, &Workload),
    views: &[Counted<'_>],
    history: &History<'_>,
    (contacts, around): (&[TicketContact], &mut [Around]),
    exercised: &mut Exercised,
) {
    let of_workload = |view: &&Counted<'_>| workload.view_ids.contains(&view.definition.id);
    let until = |view: &Counted<'_>| (view.definition.id, view.until);
    let lives: Vec<(i64, Option<i64>)> = views.iter().filter(of_workload).map(until).collect();
    let mut fates = Fates::new();
    for (contact, (around, place)) in contacts.iter().zip(around.iter().zip(history.places)) {
        // Time belongs to the latest contact, whatever its channel (rule 9.7).
        if counts(workload, contact, around, exercised) {
            fates.insert((*place, 0), fate(&lives, history, *place));
        }
    }
    let holds = |held: &[i64], _| lives.iter().any(|(view, _)| held.contains(view));
    let mut ends = ends::told(history.passages, &fates, holds);
    let of_channel = |(contact, _): &(&TicketContact, _)| contact.channel == workload.channel;
    let all = contacts.iter().zip(around.iter_mut().zip(history.places));
    for (_, (around, place)) in all.filter(of_channel) {
        around.workloads.extend(ends.remove(&(*place, 0)).map(|end| (number, end)));
    }
}

/// How the contact of the event at a place ends. Where a view ends that alone held the ticket, nothing moves
/// the contact any more.
fn fate(lives: &[(i64, Option<i64>)], history: &History<'_>, place: usize) -> Option<Fate> {
    let passages = history.passages;
    let end = |place: usize, outcome| Fate { place: Some(place), outcome, at: passages[place].at };
    if let Some(outcome) = passages[place].ends_own {
        return Some(end(place, outcome));
    }
    let mut stays = false;
    for next in place + 1..passages.len() {
        let (before, passage) = (&passages[next - 1], &passages[next]);
        for ended in lives.iter().filter_map(|(_, until)| *until) {
            if before.at < ended && ended <= passage.at {
                let remains = |until: &Option<i64>| until.is_none_or(|until| ended < until);
                let holds = |(view, until): &(i64, Option<i64>)| {
                    remains(until) && before.after.contains(view)
                };
                stays |= !lives.iter().any(holds);
            }
        }
        if let Some((outcome, _)) = passage.ends {
            return Some(end(next, outcome));
        }
        if !stays && !lives.iter().any(|(view, _)| passage.after.contains(view)) {
            return Some(end(next, "moved"));
        }
    }
    history.deleted_at.map(|at| Fate { place: None, outcome: "dropped", at })
}

/// Workloads of the account: of all views, of a few, of one, and of Talk queues.
pub(super) fn workloads(seed: u64, views: &[Counted<'_>], calls: &[Cell]) -> Vec<Workload> {
    let mut dice = Dice::new(seed, STREAM);
    let mut ids: Vec<i64> = views.iter().map(|view| view.definition.id).collect();
    ids.sort_unstable();
    let mut workloads = Vec::new();
    let mut make = |name: &str, channel, view_ids: Vec<i64>, call_queues: Vec<String>| {
        if !view_ids.is_empty() || !call_queues.is_empty() {
            workloads.push(Workload { name: name.to_owned(), channel, view_ids, call_queues });
        }
    };
    make("All e-mail", "email", ids.clone(), Vec::new());
    for (name, channel) in [
        ("Bestellungen, \"gro\u{df}e\"", "email"),
        ("Chats", "chat"),
        ("Social", "social_media"),
        ("=1+1", "case"),
    ] {
        let few = ids.iter().copied().filter(|_| dice.chance(15)).collect();
        make(name, channel, few, Vec::new());
    }
    if !ids.is_empty() {
        make("One view", "email", vec![*dice.pick(&ids)], Vec::new());
    }
    let names: BTreeSet<&str> = calls.iter().map(|cell| cell.queue.as_str()).collect();
    let some = names.iter().step_by(2).map(|name| (*name).to_owned()).collect();
    make("Phones", "call", Vec::new(), some);
    workloads
}

/// The cells of workloads that have any, by name and time.
pub(super) fn cells(
    workloads: &[Workload],
    contacts: &[(TicketContact, Around)],
    calls: &[Cell],
) -> Vec<Cell> {
    let mut told = Vec::new();
    for (number, workload) in workloads.iter().enumerate() {
        let mut found: BTreeMap<i64, Cell> = BTreeMap::new();
        for (contact, around) in contacts {
            if around.workloads.iter().any(|(place, _)| *place == number) {
                let start = contact.at - contact.at.rem_euclid(900);
                let cell = found.entry(start).or_insert_with(|| blank(workload, start, None));
                cell.offered += 1;
            }
        }
        for call in calls.iter().filter(|cell| workload.call_queues.contains(&cell.queue)) {
            let start = call.interval_start;
            add(found.entry(start).or_insert_with(|| blank(workload, start, Some(0))), call);
        }
        told.extend(found.into_values());
    }
    told
}

/// Rule 10.2: whether one of its views has the ticket, and for an entry none had it.
fn counts(
    workload: &Workload,
    contact: &TicketContact,
    around: &Around,
    exercised: &mut Exercised,
) -> bool {
    let had =
        |views: &BTreeSet<i64>| workload.view_ids.iter().filter(|id| views.contains(id)).count();
    let (before, after) = (had(&around.before), had(&around.after));
    let is_inside = contact.kind == "entry" && before > 0;
    if is_inside && contact.view_ids.iter().any(|id| workload.view_ids.contains(id)) {
        exercised.count("rule/10.2-transfer-inside");
    }
    if after > 1 && !is_inside {
        exercised.count("rule/10.2-several-views");
    }
    after > 0 && !is_inside
}

fn blank(workload: &Workload, interval_start: i64, calls: Option<u64>) -> Cell {
    Cell {
        view_id: None,
        queue: workload.name.clone(),
        channel: workload.channel,
        interval_start,
        offered: 0,
        handled: calls,
        abandoned: calls,
        handling_time_seconds: None,
    }
}

/// Rule 10.3.
fn add(sum: &mut Cell, call: &Cell) {
    sum.offered += call.offered;
    sum.handled = sum.handled.zip(call.handled).map(|(sum, more)| sum + more);
    sum.abandoned = sum.abandoned.zip(call.abandoned).map(|(sum, more)| sum + more);
    if let Some(seconds) = call.handling_time_seconds {
        sum.handling_time_seconds = Some(sum.handling_time_seconds.unwrap_or(0) + seconds);
    }
}
