//! The walk: through a ticket's events in order, with what each counts (rules 2 to 5).

use inflow_domain::{ContactKind, Field, TicketEvent, TicketHistory, Value, ViewId};

use crate::conditions::TicketFacts;
use crate::contacts::{Arrival, ChannelReading, Contacts, Conversation, Nothing};
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
    let catalog = &shared.settings.fields;
    let mut walk = Walk { shared, replay: &replay, facts: &facts, judge };
    if replay.creation.is_none() {
        let later = walk.from(replay.start_by_walking_back(catalog), shown, &mut show);
        return replay.lacks_its_start(shared.settings.since).or(later);
    }
    let mut start = replay.start_blank();
    replay.start_subject(&mut start, catalog);
    let inexact = walk.from(start, shown, &mut show);
    if inexact.is_some() && replay.snapshot.is_some() {
        *shown = T::default();
        walk.from(replay.start_by_walking_back(catalog), shown, &mut show);
    }
    inexact
}

/// One ticket and who judges it.
struct Walk<'a, J> {
    shared: &'a Shared,
    replay: &'a Replay<'a>,
    facts: &'a TicketFacts,
    judge: &'a mut J,
}

impl<J: Judge> Walk<'_, J> {
    fn from<T>(
        &mut self,
        start: TicketState,
        shown: &mut T,
        show: &mut impl FnMut(&mut T, &J, Step<'_>),
    ) -> Option<Inexact> {
        let (replay, catalog) = (self.replay, &self.shared.settings.fields);
        let mut conversation = Conversation::default();
        let mut inexact = None;
        let mut state = start;
        self.judge.start(Ticket { state: &state, facts: self.facts, at: replay.created_at });
        for (place, event) in replay.events.iter().enumerate() {
            let is_creation = replay.creation == Some(place);
            let was_closed = state.get(Field::Status).as_text() == Some("closed");
            self.judge.before(&state);
            let found = replay.step(place, &mut state, catalog);
            inexact = inexact.or(found);
            if replay.is_last_before_snapshot(place) {
                inexact = inexact.or_else(|| replay.compare_with_snapshot(&state, catalog));
            }
            let after = Ticket { state: &state, facts: self.facts, at: event.at };
            self.judge.after(after, event, is_creation);
            let contacts = self.contacts();
            let arrival =
                contacts.arrival(event, is_creation, was_closed, &state, &mut conversation);
            let outcome = self.outcome(arrival, after, &conversation);
            show(shown, self.judge, Step { event, is_creation, after, outcome });
        }
        inexact
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
