//! What becomes of a ticket's contacts, found on the way through its events (rule 9).
//!
//! A contact is unfinished only while the ticket waits for the team: any event after which it does not
//! ends them all (rule 9.3). So few contacts are open at a time, and an event that ends none of them
//! costs a comparison.

use inflow_domain::{
    Channel, Contact, ContactKind, ContactView, End, EventId, Field, HandlingTime, Outcome, Side,
    Timestamp, UserId, Value, ViewId,
};

use crate::contacts::Staff;
use crate::counted::CountedWorkload;
use crate::judge::Follower;
use crate::state::TicketState;
use crate::walk::{Meaning, Step};

/// The contacts of a ticket, so far.
#[derive(Debug, Default)]
pub(crate) struct Counting {
    pub(crate) contacts: Vec<Contact>,
    /// Handling time for which no view has a contact (rule 9.7).
    pub(crate) unassigned: HandlingTime,
    open: Vec<Open>,
    /// When the event before happened.
    last_at: Option<Timestamp>,
}

/// A contact that is unfinished in a view.
#[derive(Debug, Clone, Copy)]
struct Open {
    view: ViewId,
    /// The contact's place, and the view's place among those of the contact.
    contact: usize,
    place: usize,
    /// It is in a workload, and is moved no more (rule 10.2).
    is_stopped: bool,
}

impl Counting {
    /// Takes the next event.
    pub(crate) fn take(&mut self, staff: &Staff, judge: &mut impl Follower, step: Step<'_>) {
        if !self.open.is_empty() {
            self.end(staff, judge, &step);
        }
        self.last_at = Some(step.event.at);
        let (handling, after, before) = (step.handling, step.after, step.before);
        let (event, is_creation) = (step.event, step.is_creation);
        if let Some(contact) = contact(staff, step) {
            self.arrive(staff, contact, after.state.is_waiting(), event.author);
        }
        if handling.is_zero() {
            return;
        }
        // Where the ticket does not wait, no view need hold it.
        let held = after.state.is_waiting().then(|| {
            let mut held = judge.holding(after);
            if !before.deleted && !is_creation {
                held.extend(judge.held_before(after));
            }
            held
        });
        let is_held = |view| held.as_ref().is_none_or(|held| held.contains(&view));
        self.assign(handling, event.id, is_held);
    }

    /// The contacts are known; those of a ticket that is deleted by no event are dropped. A workload keeps
    /// those of its channel alone (rule 10.2): till here the others took their part of the handling time,
    /// as they do in a view.
    pub(crate) fn finish(&mut self, deleted_at: Option<Timestamp>, workloads: &[CountedWorkload]) {
        if let Some(at) = deleted_at {
            self.end_all(End { outcome: Outcome::Dropped, at, event: None });
        }
        if workloads.is_empty() {
            return;
        }
        for Contact { channel, views, .. } in &mut self.contacts {
            views.retain(|counted| is_of_channel(workloads, counted.view, *channel));
        }
    }

    fn arrive(&mut self, staff: &Staff, mut contact: Contact, waits: bool, author: UserId) {
        if waits {
            let place_of_contact = self.contacts.len();
            let open = |(place, view): (usize, ViewId)| Open {
                view,
                contact: place_of_contact,
                place,
                is_stopped: false,
            };
            self.open.extend(contact.view_ids().enumerate().map(open));
        } else {
            let outcome = without_waiting(staff, author);
            let end = End { outcome, at: contact.at, event: Some(contact.event) };
            contact.views.iter_mut().for_each(|counted| counted.end = Some(end));
        }
        self.contacts.push(contact);
    }

    /// Ends what a later event ends.
    fn end(&mut self, staff: &Staff, judge: &mut impl Follower, step: &Step<'_>) {
        if let Some(end) = later_end(staff, step) {
            self.end_all(end);
            return;
        }
        let stopped = self.last_at.map(|since| judge.stopped(step.after, since));
        for stopped in stopped.into_iter().flatten() {
            let open = self.open.iter_mut().filter(|open| open.view == stopped);
            open.for_each(|open| open.is_stopped = true);
        }
        let movable = self.open.iter().filter(|open| !open.is_stopped);
        let left = judge.left(step.after, movable.map(|open| open.view));
        if left.is_empty() {
            return;
        }
        let contacts = &mut self.contacts;
        let moved = end_by(step, Outcome::Moved);
        self.open.retain(|open| {
            let stays = open.is_stopped || left.binary_search(&open.view).is_err();
            if !stays {
                contacts[open.contact].views[open.place].end = Some(moved);
            }
            stays
        });
    }

    fn end_all(&mut self, end: End) {
        for open in self.open.drain(..) {
            self.contacts[open.contact].views[open.place].end = Some(end);
        }
    }

    /// Gives handling time in each view to the latest contact that was not moved before the event.
    fn assign(&mut self, handling: HandlingTime, event: EventId, is_held: impl Fn(ViewId) -> bool) {
        let mut given: Vec<ViewId> = Vec::new();
        for contact in self.contacts.iter_mut().rev() {
            for counted in &mut contact.views {
                let was_moved = counted
                    .end
                    .is_some_and(|end| end.outcome == Outcome::Moved && end.event != Some(event));
                if was_moved || given.contains(&counted.view) || !is_held(counted.view) {
                    continue;
                }
                counted.handling += handling;
                given.push(counted.view);
            }
        }
        if given.iter().all(|view| view.workload().is_some()) {
            self.unassigned += handling;
        }
    }
}

/// Whether a view tells of contacts of a channel: a workload has those of its own alone (rule 10.2).
pub(crate) fn is_of_channel(workloads: &[CountedWorkload], view: ViewId, channel: Channel) -> bool {
    let Some(id) = view.workload() else { return true };
    workloads.iter().any(|workload| workload.id == id && workload.channel == channel)
}

/// How an event ends every contact that arrived before it, whichever view it counts in (rule 9.3).
pub(crate) fn later_end(staff: &Staff, step: &Step<'_>) -> Option<End> {
    let (event, state) = (step.event, step.after.state);
    let is_deletion = !step.before.deleted && state.is_deleted();
    let is_absorbed = || event.is_merge() && state.get(Field::Status).as_text() == Some("closed");
    let outcome = if is_deletion || is_absorbed() {
        Outcome::Dropped
    } else if answers(staff, step) {
        Outcome::Answered
    } else if state.is_waiting() {
        return None;
    } else {
        without_waiting(staff, event.author)
    };
    Some(end_by(step, outcome))
}

fn end_by(step: &Step<'_>, outcome: Outcome) -> End {
    End { outcome, at: step.event.at, event: Some(step.event.id) }
}

/// Whether an event holds a reply to the customer: a public comment by staff other than the ticket's
/// requester, that neither a merge, nor a rule, nor a robot wrote.
fn answers(staff: &Staff, step: &Step<'_>) -> bool {
    let event = step.event;
    if event.comments.is_empty() || event.is_merge() {
        return false;
    }
    let requester = step.after.state.get(Field::Requester);
    event.comments.iter().any(|comment| {
        let is_by_rule = || {
            let said = if comment.via.is_blank() { &event.label() } else { &comment.via };
            said.is_rule()
        };
        comment.public
            && staff.side_of(comment) == Side::Staff
            && !staff.is_robot(comment.author)
            && *requester != Value::Integer(comment.author.0)
            && !is_by_rule()
    })
}

/// How a contact ends by an event after which the ticket does not wait.
fn without_waiting(staff: &Staff, author: UserId) -> Outcome {
    let by_team = staff.side(author) == Side::Staff && !staff.is_robot(author);
    if by_team { Outcome::Settled } else { Outcome::Dropped }
}

/// The contact that an event is, if it is one.
fn contact(staff: &Staff, step: Step<'_>) -> Option<Contact> {
    let Meaning::Contact { kind, channel, views } = step.meaning else { return None };
    Some(Contact {
        ticket: step.event.ticket,
        event: step.event.id,
        at: step.event.at,
        kind,
        reopening: kind == ContactKind::Reply && reopens(step.before.solved, step.after.state),
        author_side: staff.side(step.event.author),
        channel: channel.channel,
        unmapped_channel: channel.unmapped,
        views: views.into_iter().map(ContactView::unfinished).collect(),
    })
}

/// Whether a solved ticket is neither solved nor closed after an event (rule 9.1).
pub(crate) fn reopens(was_solved: bool, after: &TicketState) -> bool {
    was_solved && !matches!(after.get(Field::Status).as_text(), Some("solved" | "closed"))
}
