//! The walk: through a ticket's events in order, with what each counts (rules 2 to 5).

use inflow_domain::{
    ContactKind, Field, HandlingTime, TicketEvent, TicketHistory, Timestamp, Value, ViewId,
};

use crate::conditions::TicketFacts;
use crate::contacts::{Arrival, Before, ChannelReading, Contacts, Conversation, Nothing};
use crate::judge::{Judge, Ticket};
use crate::replay::{Inexact, Replay};
use crate::settings::Shared;
use crate::state::TicketState;

/// What the replay of one event found.
pub(crate) struct Step<'a> {
    pub(crate) event: &'a TicketEvent,
    pub(crate) is_creation: bool,
    pub(crate) before: Before,
    /// The ticket after the event, at its instant.
    pub(crate) after: Ticket<'a>,
    /// The net increase of its handling time (rule 9.7).
    pub(crate) handling: HandlingTime,
    pub(crate) meaning: Meaning,
}

/// What the replay of a whole ticket found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Walked {
    /// Why the history is not exact, where it is not (rule 2.4).
    pub(crate) inexact: Option<Inexact>,
    /// Since when the ticket is deleted, where it is: as its snapshot tells it, or its last event if that
    /// is later (rule 9.3).
    pub(crate) deleted_at: Option<Timestamp>,
}

/// What an event counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
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
    mut show: impl FnMut(&mut T, &mut J, Step<'_>),
) -> Walked {
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
    let walked = walk.from(start, None, shown, &mut show);
    if walked.inexact.is_some() && walk.replay.snapshot.is_some() {
        *shown = T::default();
        let start = walk.replay.start_by_walking_back(known);
        let again = walk.from(start, None, shown, &mut show);
        return Walked { inexact: walked.inexact, ..again };
    }
    walked
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
        show: &mut impl FnMut(&mut T, &mut J, Step<'_>),
    ) -> Walked {
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
            let time_field = self.time_field_of(event);
            let time_before = time_field.map(|field| HandlingTime::of_value(state.get(field)));
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
            let meaning = self.meaning(arrival, after, &conversation);
            let time = time_field.map(|field| HandlingTime::of_value(state.get(field)));
            let handling = time.zip(time_before).map(|(now, then)| now.increase_from(then));
            let handling = handling.unwrap_or_default();
            let step = Step { event, is_creation, before, after, handling, meaning };
            show(shown, self.judge, step);
        }
        // A lost creation alone contradicts nothing.
        let inexact = match lacking {
            Some(Inexact::NoStart) => lacking,
            lacking => inexact.or(lacking),
        };
        Walked {
            inexact: inexact.filter(|_| !self.replay.is_erased(&state)),
            deleted_at: self.replay.deleted_at(&state),
        }
    }

    /// The field of the handling time, where an event within the window changes it.
    fn time_field_of(&self, event: &TicketEvent) -> Option<Field> {
        let field = Field::Custom(self.shared.settings.time_field?);
        let changes_it = event.changes.iter().any(|change| change.field == field);
        (changes_it && !self.is_before_window(event.at)).then_some(field)
    }

    fn is_before_window(&self, at: Timestamp) -> bool {
        self.shared.settings.since.is_some_and(|since| at < since)
    }

    fn contacts(&self) -> Contacts<'_> {
        Contacts {
            staff: &self.shared.staff,
            channels: &self.shared.settings.channels,
            snapshot: self.replay.snapshot,
        }
    }

    /// What an event counts (rules 3 and 4).
    fn meaning(
        &mut self,
        arrival: Arrival,
        after: Ticket<'_>,
        conversation: &Conversation,
    ) -> Meaning {
        if self.is_before_window(after.at) {
            return Meaning::Nothing(Nothing::BeforeWindow);
        }
        match arrival {
            Arrival::Nothing(nothing) => Meaning::Nothing(nothing),
            Arrival::Contact(kind, channel) => {
                Meaning::Contact { kind, channel, views: self.judge.holding(after) }
            }
            Arrival::PossibleEntry => {
                let views = self.judge.entered(after);
                if views.is_empty() {
                    return Meaning::Nothing(Nothing::NoFurtherView);
                }
                let channel = self.contacts().entry_channel(conversation);
                Meaning::Contact { kind: ContactKind::Entry, channel, views }
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
