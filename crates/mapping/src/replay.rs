//! Replay: a ticket's state before and after each of its events (rule 2).

use inflow_domain::{
    ChangeKind, Field, FieldCatalog, TicketEvent, TicketHistory, TicketSnapshot, Timestamp, Value,
};

use crate::state::{TicketState, normalized};

/// Where a replay starts, and what is known around it.
#[derive(Debug, Clone)]
pub struct Replay<'a> {
    /// The events, each once, by time and id (rule 2.5).
    pub events: Vec<&'a TicketEvent>,
    /// The place among them of the event that creates the ticket, where it is known.
    pub creation: Option<usize>,
    /// When the ticket was created, as far as is known.
    pub created_at: Timestamp,
    /// The latest snapshot.
    pub snapshot: Option<&'a TicketSnapshot>,
}

/// Why a ticket's history is not exact (rule 2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inexact {
    /// A change's previous value is not what the events before it make.
    PreviousValue(Field),
    /// The state after all events is not what the snapshot shows.
    Snapshot(Field),
    /// The ticket was created within the window, and the event that created it is not known.
    LostCreation,
    /// Neither the creation nor a snapshot is known.
    NoStart,
}

impl std::fmt::Display for Inexact {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::PreviousValue(field) => {
                let (before, after) = A_CHANGE_OF;
                write!(formatter, "{before}{}{after}", of(*field))
            }
            Self::Snapshot(field) => write!(formatter, "{NO_PRESENT}{}", of(*field)),
            Self::LostCreation => formatter.write_str(NO_CREATION),
            Self::NoStart => formatter.write_str(NO_START),
        }
    }
}

const A_CHANGE_OF: (&str, &str) = ("a change of ", " does not follow from the events before it");
const NO_PRESENT: &str = "the events do not lead to the ticket's present ";
const NO_CREATION: &str = "it was created since the import begins, but by no known event";
const NO_START: &str = "neither its creation nor its present state is known";

/// What is not exact, apart from the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InexactKind {
    /// See [`Inexact::PreviousValue`].
    PreviousValue,
    /// See [`Inexact::Snapshot`].
    Snapshot,
    /// See [`Inexact::LostCreation`].
    LostCreation,
    /// See [`Inexact::NoStart`].
    NoStart,
}

impl InexactKind {
    /// What the words of an [`Inexact`] tell, with the field that they name, so that it can be told in
    /// other words.
    pub fn of_words(words: &str) -> Option<(Self, &str)> {
        let (before, after) = A_CHANGE_OF;
        let changed = words.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        let present = || words.strip_prefix(NO_PRESENT).map(|field| (Self::Snapshot, field));
        changed.map(|field| (Self::PreviousValue, field)).or_else(present).or(match words {
            NO_CREATION => Some((Self::LostCreation, "")),
            NO_START => Some((Self::NoStart, "")),
            _ => None,
        })
    }
}

/// Custom fields share a reason, so that reasons can be counted.
fn of(field: Field) -> String {
    if let Field::Custom(_) = field { "custom fields".to_owned() } else { field.to_string() }
}

impl<'a> Replay<'a> {
    /// Puts a history in order and finds the event that creates the ticket.
    pub fn new(history: &'a TicketHistory) -> Self {
        let mut events: Vec<&TicketEvent> = history.events.iter().collect();
        events.sort_by_key(|event| (event.at, event.id));
        let snapshot = history.snapshot.as_ref();
        let creation = find_creation(&events, snapshot);
        let created_at = snapshot
            .map(|snapshot| snapshot.created_at)
            .or_else(|| creation.map(|place| events[place].at))
            .or_else(|| events.first().map(|event| event.at))
            .unwrap_or(Timestamp(0));
        Self { events, creation, created_at, snapshot }
    }

    /// The state before the first event, for a ticket whose creation is known (rule 2.3).
    pub fn start_blank(&self) -> TicketState {
        TicketState::blank(self.created_at)
    }

    /// Why the history of a ticket without a known creation is not exact, whatever its events say
    /// (rule 2.4): a ticket as young as the window has its creation within.
    pub fn lacks_its_start(&self, since: Option<Timestamp>) -> Option<Inexact> {
        let Some(snapshot) = self.snapshot else { return Some(Inexact::NoStart) };
        let is_young = since.is_some_and(|since| snapshot.created_at >= since);
        is_young.then_some(Inexact::LostCreation)
    }

    /// The state before the first event by walking back from the snapshot (rule 2.3), or, without
    /// one, from the first change of each field (rule 2.4).
    pub fn start_by_walking_back(&self, catalog: &FieldCatalog) -> TicketState {
        let mut state = match self.snapshot {
            Some(snapshot) => self.walked_back(snapshot, catalog),
            None => self.first_previous_values(catalog),
        };
        self.assume_moments(&mut state);
        state
    }

    fn walked_back(&self, snapshot: &TicketSnapshot, catalog: &FieldCatalog) -> TicketState {
        let mut state = self.snapshot_state(snapshot, catalog);
        for event in self.events.iter().rev().filter(|event| event.at <= snapshot.updated_at) {
            for change in event.changes.iter().rev() {
                state.undo(change, catalog);
            }
        }
        state
    }

    fn first_previous_values(&self, catalog: &FieldCatalog) -> TicketState {
        let mut state = TicketState::blank(self.created_at);
        for change in self.events.iter().rev().flat_map(|event| event.changes.iter().rev()) {
            // Only the listed value tells the tags that never changed.
            if change.previous.is_blank() {
                state.undo(change, catalog);
            } else {
                let previous = normalized(change.field, &change.previous, catalog);
                state.set(change.field, previous.into_owned());
            }
        }
        state
    }

    /// Fields that the snapshot fixes but that are no part of the exactness (rule 6.5): a subject
    /// may have changed while no view judged text.
    pub fn start_subject(&self, state: &mut TicketState, catalog: &FieldCatalog) {
        let Some(snapshot) = self.snapshot.filter(|snapshot| snapshot.description.is_some()) else {
            return;
        };
        let included = self.events.iter().filter(|event| event.at <= snapshot.updated_at);
        let mut changes = included.flat_map(|event| &event.changes);
        let shown = snapshot.fields.iter().find(|(field, _)| *field == Field::Subject);
        let subject = match changes.find(|change| change.field == Field::Subject) {
            Some(first_change) => Some(&first_change.previous),
            None => shown.map(|(_, subject)| subject),
        };
        let subject = subject.unwrap_or(&Value::Blank);
        state.set(Field::Subject, normalized(Field::Subject, subject, catalog).into_owned());
    }

    /// Turns the state before an event into the one after it. A creation that sets no status makes a
    /// new ticket (rule 2.3). Tells the first change whose previous value is not what the state held
    /// (rule 2.4).
    pub fn step(
        &self,
        place: usize,
        state: &mut TicketState,
        catalog: &FieldCatalog,
    ) -> Option<Inexact> {
        let event = self.events[place];
        let (status, assignee) =
            (state.get(Field::Status).clone(), state.get(Field::Assignee).clone());
        let mut inexact = None;
        for change in &event.changes {
            let compared = change.field != Field::Subject;
            if inexact.is_none() && compared && !state.agrees_with(change, catalog) {
                inexact = Some(Inexact::PreviousValue(change.field));
            }
            state.apply(change, catalog);
        }
        if self.creation == Some(place) && state.get(Field::Status).is_blank() {
            state.set(Field::Status, Value::text("new"));
        }
        state.note_moments(&status, &assignee, event);
        inexact
    }

    /// Whether an event is the last that the snapshot includes.
    pub fn is_last_before_snapshot(&self, place: usize) -> bool {
        self.snapshot.is_some_and(|snapshot| {
            self.events[place].at <= snapshot.updated_at
                && self.events.get(place + 1).is_none_or(|next| next.at > snapshot.updated_at)
        })
    }

    /// The first field in which a state differs from the snapshot. The status of a deleted ticket
    /// is not compared (rule 2.4).
    pub fn compare_with_snapshot(
        &self,
        state: &TicketState,
        catalog: &FieldCatalog,
    ) -> Option<Inexact> {
        let snapshot = self.snapshot?;
        let compared = |field: &Field| {
            *field != Field::Subject && !(snapshot.deleted && *field == Field::Status)
        };
        if state.is_surely(&snapshot.fields, compared, catalog) {
            return None;
        }
        let shown = self.snapshot_state(snapshot, catalog);
        state.differences(&shown).into_iter().find(compared).map(Inexact::Snapshot)
    }

    fn snapshot_state(&self, snapshot: &TicketSnapshot, catalog: &FieldCatalog) -> TicketState {
        let mut state = TicketState::blank(self.created_at);
        for (field, value) in &snapshot.fields {
            state.set(*field, normalized(*field, value, catalog).into_owned());
        }
        if snapshot.deleted {
            // In a backward walk the status is that of the last known status change (rule 2.4).
            let mut changes = self.events.iter().flat_map(|event| &event.changes);
            let last = changes.rfind(|change| change.field == Field::Status);
            state.set(Field::Status, last.map(|change| change.value.clone()).unwrap_or_default());
        }
        state
    }

    /// An instant that the history doesn't tell is taken as the ticket's creation (rule 6.4).
    fn assume_moments(&self, state: &mut TicketState) {
        let unknown = Some(self.created_at);
        if self.creation.is_none() {
            state.assigned_at = unknown;
            state.assignee_updated_at = unknown;
            state.requester_updated_at = unknown;
        } else if !state.get(Field::Assignee).is_blank() {
            state.assigned_at = unknown;
        }
    }
}

/// How far from the ticket's creation an event with a Create child may lie to be the creation.
const CREATION_TOLERANCE_SECONDS: i64 = 60;

/// The event that creates the ticket: the first one that sets a status for the first time, or sets
/// anything at the ticket's creation, or simply happened at that very second.
fn find_creation(events: &[&TicketEvent], snapshot: Option<&TicketSnapshot>) -> Option<usize> {
    let sets_status = |event: &TicketEvent| {
        event
            .changes
            .iter()
            .any(|change| change.field == Field::Status && change.kind == ChangeKind::Create)
    };
    events.iter().position(|event| sets_status(event)).or_else(|| {
        let first = events.first()?;
        let creates = match snapshot {
            Some(snapshot) => {
                let distance = first.at.0 - snapshot.created_at.0;
                distance == 0 || (first.creates && distance.abs() <= CREATION_TOLERANCE_SECONDS)
            }
            None => first.creates,
        };
        creates.then_some(0)
    })
}
