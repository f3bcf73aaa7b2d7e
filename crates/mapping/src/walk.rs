//! The walk: through a ticket's events in order, with what each counts (rules 2 to 5).

use inflow_domain::{ContactKind, TicketEvent, TicketHistory, Value, ViewId};

use crate::conditions::TicketFacts;
use crate::contacts::{Arrival, Before, ChannelReading, Contacts, Conversation, Nothing};
use crate::engine::Shared;
use crate::judge::{Judge, Ticket};
use crate::replay::{Inexact, Replay};
use crate::state::TicketState;

/// What the replay of one event found.
pub(crate) struct Step<'a> {
    pub(crate) event: &'a TicketEvent,
    pub(crate) is_creation: bool,
    /// The ticket after the event, at its instant.
    pub(crate) after: Ticket<'a>,
    pub(crate) outcome: Outcome,
}

/// What an event counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Contact { kind: ContactKind, channel: ChannelReading, views: Vec<ViewId> },
    Nothing(Nothing),
}

/// Replays a ticket and shows every event with what it counts. Where the history is not exact it is
/// counted by the backward walk (rule 2.4): what was shown is then dropped and the walk begins again.
pub(crate) fn walk<J: Judge, T: Default>(
    shared: &Shared,
    history: &TicketHistory,
    judge: &mut J,
    shown: &mut T,
    mut show: impl FnMut(&mut T, &J, Step<'_>),
) -> Option<Inexact> {
    let replay = Replay::new(history);
    let facts = facts(&replay);
    let known = shared.known();
    let mut walk = Walk { shared, replay, facts: &facts, judge };
    if walk.replay.creation.is_none() {
        let start = walk.replay.start_by_walking_back(known);
        let lacking = walk.replay.lacks_its_start(shared.settings.since);
        return walk.from(start, lacking, shown, &mut show);
    }
    let mut start = walk.replay.start_blank();
    walk.replay.start_subject(&mut start, known);
    let inexact = walk.from(start, None, shown, &mut show);
    if inexact.is_some() && walk.replay.snapshot.is_some() {
        *shown = T::default();
        let start = walk.replay.start_by_walking_back(known);
        walk.from(start, None, shown, &mut show);
    }
    inexact
}

/// One ticket and who judges it.
struct Walk<'a, J> {
    shared: &'a Shared,
    replay: Replay<'a>,
    facts: &'a TicketFacts,
    judge: &'a mut J,
}

impl<J: Judge> Walk<'_, J> {
    /// Goes through the events from a state before them. Tells why the history is not exact, whatever
    /// was lacking or is found on the way; of an erased ticket nothing is (rule 2.4).
    fn from<T>(
        &mut self,
        start: TicketState,
        lacking: Option<Inexact>,
        shown: &mut T,
        show: &mut impl FnMut(&mut T, &J, Step<'_>),
    ) -> Option<Inexact> {
        let known = self.shared.known();
        let mut conversation = Conversation::default();
        let mut inexact = None;
        let mut state = start;
        self.judge.start(Ticket { state: &state, facts: self.facts, at: self.replay.created_at });
        for place in 0..self.replay.events.len() {
            self.replay.arrive(place, &state, known);
            let event = self.replay.events[place];
            let is_creation = self.replay.creation == Some(place);
            let before = Before::of(&state);
            self.judge.before(&state);
            let found = self.replay.step(place, &mut state, known);
            inexact = inexact.or(found);
            if self.replay.is_last_before_snapshot(place) {
                inexact = inexact.or_else(|| self.replay.compare_with_snapshot(&state, known));
            }
            let after = Ticket { state: &state, facts: self.facts, at: event.at };
            self.judge.after(after, event, is_creation);
            let contacts = self.contacts();
            let arrival = contacts.arrival(event, is_creation, before, &state, &mut conversation);
            let outcome = self.outcome(arrival, after, &conversation);
            show(shown, self.judge, Step { event, is_creation, after, outcome });
        }
        // A lost creation alone contradicts nothing.
        let inexact = match lacking {
            Some(Inexact::NoStart) => lacking,
            lacking => inexact.or(lacking),
        };
        inexact.filter(|_| !self.replay.is_erased(&state))
    }

    fn contacts(&self) -> Contacts<'_> {
        Contacts {
            staff: &self.shared.staff,
            channels: &self.shared.settings.channels,
            snapshot: self.replay.snapshot,
        }
    }

    /// What an event counts (rules 3 and 4).
    fn outcome(
        &mut self,
        arrival: Arrival,
        after: Ticket<'_>,
        conversation: &Conversation,
    ) -> Outcome {
        if self.shared.settings.since.is_some_and(|since| after.at < since) {
            return Outcome::Nothing(Nothing::BeforeWindow);
        }
        match arrival {
            Arrival::Nothing(nothing) => Outcome::Nothing(nothing),
            Arrival::Contact(kind, channel) => {
                Outcome::Contact { kind, channel, views: self.judge.holding(after) }
            }
            Arrival::PossibleEntry => {
                let views = self.judge.entered(after);
                if views.is_empty() {
                    return Outcome::Nothing(Nothing::NoFurtherView);
                }
                let channel = self.contacts().entry_channel(conversation);
                Outcome::Contact { kind: ContactKind::Entry, channel, views }
            }
        }
    }
}

/// What of a ticket never changes (rule 2.1).
pub(crate) fn facts(replay: &Replay<'_>) -> TicketFacts {
    let snapshot = replay.snapshot;
    let support_type = snapshot.map_or("", |snapshot| snapshot.support_type.as_str());
    let description = snapshot.and_then(|snapshot| snapshot.description.as_deref());
    TicketFacts {
        created_at: replay.created_at,
        recipient: snapshot.map(|snapshot| snapshot.recipient.clone()).unwrap_or_default(),
        support_type: Value::text(if support_type.is_empty() { "agent" } else { support_type }),
        description: description.map(str::to_lowercase).unwrap_or_default(),
    }
}
