//! The engine: a ticket's history in, its contacts out.

use inflow_domain::{
    ChannelTable, Contact, ContactKind, Field, FieldCatalog, TicketEvent, TicketHistory, Timestamp,
    UserId, ViewId,
};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::conditions::{Compiled, TicketFacts, compile};
use crate::contacts::{Arrival, ChannelReading, Contacts, Conversation, Nothing, Staff};
use crate::counted::CountedView;
use crate::replay::{Inexact, Replay};
use crate::state::TicketState;

/// What the engine counts with.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The views that count, each under one definition.
    pub views: Vec<CountedView>,
    /// Who belongs to the team.
    pub staff: Vec<UserId>,
    /// The custom ticket fields.
    pub fields: FieldCatalog,
    /// Which queue channel a Zendesk channel belongs to.
    pub channels: ChannelTable,
    /// When the imported window begins, where it is told: nothing before it counts (rule 8.2), and
    /// the history of a ticket created since then begins with its creation (rule 2.4).
    pub since: Option<Timestamp>,
}

/// What a ticket's history comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Count {
    /// The contacts, in order.
    pub contacts: Vec<Contact>,
    /// Why the history is not exact, where it is not (rule 2.4).
    pub inexact: Option<Inexact>,
}

/// A view whose conditions are places in the engine's list of distinct conditions.
#[derive(Debug, Clone)]
pub(crate) struct PlacedView {
    pub(crate) id: ViewId,
    pub(crate) all: Vec<usize>,
    pub(crate) any: Vec<usize>,
    pub(crate) until: Option<Timestamp>,
}

/// Counts tickets under fixed settings.
#[derive(Debug, Clone)]
pub struct Engine {
    pub(crate) conditions: Vec<Compiled>,
    pub(crate) views: Vec<PlacedView>,
    pub(crate) settings: Settings,
    pub(crate) staff: Staff,
}

/// What the replay of one event found.
pub(crate) struct Step<'a> {
    pub(crate) event: &'a TicketEvent,
    pub(crate) is_creation: bool,
    pub(crate) before: &'a TicketState,
    pub(crate) after: &'a TicketState,
    pub(crate) outcome: Outcome,
}

/// What an event counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Contact { kind: ContactKind, channel: ChannelReading, views: Vec<ViewId> },
    Nothing(Nothing),
}

impl Engine {
    /// An engine for these settings. Views that are not supported are left out (rule 6.3).
    pub fn new(settings: Settings) -> Self {
        let mut conditions = Vec::new();
        let mut places: FxHashMap<Compiled, usize> = FxHashMap::default();
        let mut place = |compiled: Compiled| {
            *places.entry(compiled.clone()).or_insert_with(|| {
                conditions.push(compiled);
                conditions.len() - 1
            })
        };
        let mut views = Vec::new();
        for counted in &settings.views {
            let compiled = |conditions: &[inflow_domain::Condition]| {
                conditions.iter().map(|one| compile(one, &settings.fields)).collect()
            };
            let all: Result<Vec<Compiled>, _> = compiled(&counted.view.all);
            let any: Result<Vec<Compiled>, _> = compiled(&counted.view.any);
            if let (Ok(all), Ok(any), None) = (all, any, &counted.view.unreadable) {
                let all = all.into_iter().map(&mut place).collect();
                let any = any.into_iter().map(&mut place).collect();
                views.push(PlacedView { id: counted.id(), all, any, until: counted.until });
            }
        }
        views.sort_by_key(|view| view.id);
        let staff = Staff::new(settings.staff.iter().copied());
        Self { conditions, views, settings, staff }
    }

    /// The contacts of a ticket.
    pub fn count(&self, history: &TicketHistory) -> Count {
        let mut contacts = Vec::new();
        let inexact = self.walk(history, &mut contacts, |contacts, step| {
            if let Outcome::Contact { kind, channel, views } = step.outcome {
                contacts.push(Contact {
                    ticket: step.event.ticket,
                    event: step.event.id,
                    at: step.event.at,
                    kind,
                    channel: channel.channel,
                    unmapped_channel: channel.unmapped,
                    views,
                });
            }
        });
        Count { contacts, inexact }
    }

    /// The views that hold a ticket in a state, judged at an instant, sorted (rule 6.1). A deleted
    /// ticket is in none (rule 2.4).
    pub fn holding(&self, state: &TicketState, facts: &TicketFacts, at: Timestamp) -> Vec<ViewId> {
        self.holding_among(self.current_views(at), state, facts, at)
            .into_iter()
            .map(|view| view.id)
            .collect()
    }

    /// The views that still count at an instant (rule 6.5), sorted.
    fn current_views(&self, at: Timestamp) -> impl Iterator<Item = &PlacedView> {
        self.views.iter().filter(move |view| view.until.is_none_or(|until| at < until))
    }

    /// Those of some views that hold a ticket, in their order. A condition that several views share
    /// is judged once.
    fn holding_among<'e>(
        &self,
        views: impl Iterator<Item = &'e PlacedView>,
        state: &TicketState,
        facts: &TicketFacts,
        at: Timestamp,
    ) -> Vec<&'e PlacedView> {
        if state.get(Field::Status).as_text() == Some("deleted") {
            return Vec::new();
        }
        let mut answers: Vec<Option<bool>> = vec![None; self.conditions.len()];
        let mut holds = |place: &usize| {
            *answers[*place].get_or_insert_with(|| self.conditions[*place].holds(state, facts, at))
        };
        views
            .filter(|view| {
                view.all.iter().all(&mut holds)
                    && (view.any.is_empty() || view.any.iter().any(&mut holds))
            })
            .collect()
    }

    /// Replays a ticket and shows every event with what it counts. Where the history is not exact
    /// it is counted by the backward walk (rule 2.4): what was shown is then dropped and the walk
    /// begins again.
    pub(crate) fn walk<T: Default>(
        &self,
        history: &TicketHistory,
        shown: &mut T,
        mut show: impl FnMut(&mut T, Step<'_>),
    ) -> Option<Inexact> {
        let replay = Replay::new(history);
        let catalog = &self.settings.fields;
        if replay.creation.is_none() {
            let start = replay.start_by_walking_back(catalog);
            let later = self.walk_from(start, &replay, shown, &mut show);
            return replay.lacks_its_start(self.settings.since).or(later);
        }
        let mut start = replay.start_blank();
        replay.start_subject(&mut start, catalog);
        let inexact = self.walk_from(start, &replay, shown, &mut show);
        if inexact.is_some() && replay.snapshot.is_some() {
            *shown = T::default();
            self.walk_from(replay.start_by_walking_back(catalog), &replay, shown, &mut show);
        }
        inexact
    }

    fn walk_from<T>(
        &self,
        start: TicketState,
        replay: &Replay<'_>,
        shown: &mut T,
        show: &mut impl FnMut(&mut T, Step<'_>),
    ) -> Option<Inexact> {
        let catalog = &self.settings.fields;
        let facts = facts(replay);
        let contacts = Contacts {
            staff: &self.staff,
            channels: &self.settings.channels,
            snapshot: replay.snapshot,
        };
        let mut conversation = Conversation::default();
        let mut inexact = None;
        let mut before = start;
        let mut after = before.clone();
        for (place, event) in replay.events.iter().enumerate() {
            let found = replay.step(place, &before, &mut after, catalog);
            inexact = inexact.or(found);
            if replay.is_last_before_snapshot(place) {
                inexact = inexact.or_else(|| replay.compare_with_snapshot(&after, catalog));
            }
            let is_creation = replay.creation == Some(place);
            let states = (&before, &after);
            let arrival = contacts.arrival(event, is_creation, states, &mut conversation);
            let outcome = match arrival {
                _ if self.settings.since.is_some_and(|since| event.at < since) => {
                    Outcome::Nothing(Nothing::BeforeWindow)
                }
                Arrival::Nothing(nothing) => Outcome::Nothing(nothing),
                Arrival::Contact(kind, channel) => Outcome::Contact {
                    kind,
                    channel,
                    views: self.holding(&after, &facts, event.at),
                },
                Arrival::PossibleEntry => self.entry(&before, &after, &facts, event.at).map_or(
                    Outcome::Nothing(Nothing::NoFurtherView),
                    |views| Outcome::Contact {
                        kind: ContactKind::Entry,
                        channel: contacts.entry_channel(&conversation),
                        views,
                    },
                ),
            };
            show(shown, Step { event, is_creation, before: &before, after: &after, outcome });
            before.catch_up(&after, event);
        }
        inexact
    }

    /// The views that an event brought the ticket into; none where there are none (rule 3.3).
    fn entry(
        &self,
        before: &TicketState,
        after: &TicketState,
        facts: &TicketFacts,
        at: Timestamp,
    ) -> Option<Vec<ViewId>> {
        if before == after {
            return None;
        }
        let held_after = self.holding_among(self.current_views(at), after, facts, at);
        if held_after.is_empty() {
            return None;
        }
        let held_before = self.holding_among(held_after.iter().copied(), before, facts, at);
        let brought = |view: &&PlacedView| {
            held_before.binary_search_by_key(&view.id, |held| held.id).is_err()
        };
        let views: Vec<ViewId> =
            held_after.into_iter().filter(brought).map(|view| view.id).collect();
        (!views.is_empty()).then_some(views)
    }
}

/// What of a ticket never changes (rule 2.1).
pub(crate) fn facts(replay: &Replay<'_>) -> TicketFacts {
    let support_type = replay.snapshot.map(|snapshot| snapshot.support_type.clone());
    TicketFacts {
        created_at: replay.created_at,
        recipient: replay.snapshot.map(|snapshot| snapshot.recipient.clone()).unwrap_or_default(),
        support_type: support_type
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| SmolStr::new_static("agent")),
        description: replay
            .snapshot
            .and_then(|snapshot| snapshot.description.as_deref())
            .map(str::to_lowercase)
            .unwrap_or_default(),
    }
}
