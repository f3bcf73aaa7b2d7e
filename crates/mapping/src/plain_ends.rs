//! What becomes of a ticket's contacts, the plain way (rule 9): for each contact in each view, through all
//! later events, down the table of rule 9.3. Explanations use it, and tests hold the
//! [way of counting](crate::ends) to it.

use inflow_domain::{
    Channel, CommentKind, ContactView, End, EventId, Field, HandlingTime, Outcome, Side, Timestamp,
    UserId, Value, ViewId,
};

use crate::contacts::Staff;
use crate::ends::is_of_channel;
use crate::judge::{Judged, Plain};
use crate::walk::{Meaning, Step};

/// What an event shows of all that rule 9 asks.
#[derive(Debug, Clone)]
pub(crate) struct Passage {
    event: EventId,
    at: Timestamp,
    /// The views that the event's contact counts in.
    counts_in: Vec<ViewId>,
    channel: Option<Channel>,
    /// How whatever is still unfinished ends where the ticket does not wait.
    without_waiting: Option<Outcome>,
    erases: bool,
    answers: bool,
    held_before: Vec<ViewId>,
    held_after: Vec<ViewId>,
    handling: HandlingTime,
}

impl Passage {
    /// What an event shows.
    pub(crate) fn of(
        staff: &Staff,
        judged: Judged<'_>,
        plain: &Plain<'_>,
        step: &Step<'_>,
    ) -> Self {
        let (event, after) = (step.event, step.after);
        let status = after.state.get(Field::Status).as_text().unwrap_or_default();
        let before = plain.ticket_before(after).filter(|_| !step.is_creation);
        let was_deleted = before.is_some_and(|ticket| ticket.state.is_deleted());
        let requester = after.state.get(Field::Requester);
        let in_team = |user: UserId| {
            user != UserId::SYSTEM && !staff.is_robot(user) && staff.side(user) == Side::Staff
        };
        let replies = event.comments.iter().filter(|comment| {
            let via = if comment.via.is_blank() { event.label() } else { comment.via.clone() };
            let is_staffs = match comment.kind {
                CommentKind::Comment => in_team(comment.author),
                CommentKind::ChannelBack => !staff.is_robot(comment.author),
                CommentKind::ChatStarted => false,
            };
            let is_requesters = *requester == Value::Integer(comment.author.0);
            comment.public && is_staffs && !is_requesters && !via.is_rule()
        });
        let (counts_in, channel) = match &step.meaning {
            Meaning::Contact { views, channel, .. } => (views.clone(), Some(channel.channel)),
            Meaning::Nothing(_) => (Vec::new(), None),
        };
        Self {
            event: event.id,
            at: event.at,
            counts_in,
            channel,
            without_waiting: match status {
                "new" | "open" => None,
                _ if in_team(event.author) => Some(Outcome::Settled),
                _ => Some(Outcome::Dropped),
            },
            erases: (status == "deleted" && !was_deleted)
                || (status == "closed" && event.is_merge()),
            answers: replies.count() > 0 && !event.is_merge(),
            held_before: before.map(|ticket| judged.holding(ticket)).unwrap_or_default(),
            held_after: judged.holding(after),
            handling: step.handling,
        }
    }

    fn end(&self, outcome: Outcome) -> End {
        End { outcome, at: self.at, event: Some(self.event) }
    }
}

/// What became of the contact of the event at a place, in each view that it counts in.
pub(crate) fn fates(
    judged: Judged<'_>,
    passages: &[Passage],
    deleted_at: Option<Timestamp>,
    place: usize,
) -> Vec<ContactView> {
    let counted = |view: &ViewId| ContactView {
        view: *view,
        end: end_of(judged, passages, deleted_at, place, *view),
        handling: times_of(judged, passages, place, *view).into_iter().sum(),
    };
    let own = &passages[place];
    let tells = |view: &&ViewId| {
        own.channel.is_some_and(|channel| is_of_channel(judged.workloads, **view, channel))
    };
    own.counts_in.iter().filter(tells).map(counted).collect()
}

/// Handling time for which no view has a contact (rule 9.7).
pub(crate) fn unassigned(judged: Judged<'_>, passages: &[Passage]) -> HandlingTime {
    let is_given = |place: usize| {
        judged.views.iter().any(|view| taker_of(judged, passages, place, view.id).is_some())
    };
    (0..passages.len())
        .filter(|place| !is_given(*place))
        .map(|place| passages[place].handling)
        .sum()
}

fn end_of(
    judged: Judged<'_>,
    passages: &[Passage],
    deleted_at: Option<Timestamp>,
    place: usize,
    view: ViewId,
) -> Option<End> {
    let own = &passages[place];
    if let Some(outcome) = own.without_waiting {
        return Some(own.end(outcome));
    }
    for (number, later) in (place + 1..).zip(&passages[place + 1..]) {
        let moves = || is_moved(judged, &passages[place..=number], view);
        let table = [
            later.erases.then_some(Outcome::Dropped),
            later.answers.then_some(Outcome::Answered),
            later.without_waiting,
            moves().then_some(Outcome::Moved),
        ];
        if let Some(outcome) = table.into_iter().flatten().next() {
            return Some(later.end(outcome));
        }
    }
    deleted_at.map(|at| End { outcome: Outcome::Dropped, at, event: None })
}

/// Whether the last of these events moves the contact of the first in a view or workload (rules 6.5 and 10.2).
fn is_moved(judged: Judged<'_>, passages: &[Passage], view: ViewId) -> bool {
    let [arrival, .., event] = passages else { return false };
    let is_one =
        |id: ViewId| match judged.workloads.iter().find(|workload| workload.as_view() == view) {
            Some(workload) => workload.views.contains(&id),
            None => id == view,
        };
    let members: Vec<(ViewId, Option<Timestamp>)> = judged
        .views
        .iter()
        .map(|known| (known.id, known.until))
        .filter(|(id, _)| is_one(*id))
        .collect();
    let one_holds_beyond = |passage: &Passage, instant: Timestamp| {
        let remains = |until: Option<Timestamp>| until.is_none_or(|until| instant < until);
        members.iter().any(|(id, until)| remains(*until) && passage.held_after.contains(id))
    };
    let stopped_at = |until: Timestamp| {
        let last = passages.iter().rfind(|passage| passage.at < until);
        last.is_some_and(|last| !one_holds_beyond(last, until))
    };
    let untils = members.iter().filter_map(|(_, until)| *until);
    let mut passed = untils.filter(|until| arrival.at < *until && *until <= event.at);
    !passed.any(stopped_at) && !one_holds_beyond(event, event.at)
}

/// The handling times that a contact gets in a view.
fn times_of(
    judged: Judged<'_>,
    passages: &[Passage],
    contact: usize,
    view: ViewId,
) -> Vec<HandlingTime> {
    let is_taken = |place: &usize| taker_of(judged, passages, *place, view) == Some(contact);
    (contact..passages.len()).filter(is_taken).map(|place| passages[place].handling).collect()
}

/// The place of the contact that gets the time of an event in a view.
fn taker_of(judged: Judged<'_>, passages: &[Passage], place: usize, view: ViewId) -> Option<usize> {
    let event = &passages[place];
    if event.handling.is_zero() {
        return None;
    }
    let is_held = event.held_before.contains(&view) || event.held_after.contains(&view);
    if event.without_waiting.is_none() && !is_held {
        return None;
    }
    let was_moved_before = |contact: usize| {
        // What comes after the event moves nothing before it.
        let end = end_of(judged, &passages[..=place], None, contact, view);
        end.is_some_and(|end| end.outcome == Outcome::Moved && end.event != Some(event.event))
    };
    (0..=place)
        .rev()
        .find(|contact| passages[*contact].counts_in.contains(&view) && !was_moved_before(*contact))
}
