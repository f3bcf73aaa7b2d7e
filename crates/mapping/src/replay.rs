//! Replay: a ticket's state before and after each of its events (rule 2).

use inflow_domain::{
    ChangeKind, Field, TicketEvent, TicketHistory, TicketSnapshot, Timestamp, Value,
};

use crate::altered::is_due_to_the_field;
use crate::known::Known;
use crate::order::{self, Beside};
use crate::past::Past;
use crate::state::{TicketState, normalized};

/// Where a replay starts, and what is known around it.
#[derive(Debug, Clone)]
pub struct Replay<'a> {
    /// The events, each once, by time. Those of one second are in the order of rule 2.5 as far as the
    /// replay has come, and in that of their ids behind that, save that the creation comes first.
    pub events: Vec<&'a TicketEvent>,
    /// The place among them of the event that creates the ticket, where it is known.
    pub creation: Option<usize>,
    /// When the ticket was created, as far as is known.
    pub created_at: Timestamp,
    /// The latest snapshot.
    pub snapshot: Option<&'a TicketSnapshot>,
    /// How many events are in their order for good.
    ordered: usize,
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
    /// Puts a history in order, as far as times and ids tell it, and finds the event that creates the
    /// ticket.
    pub fn new(history: &'a TicketHistory) -> Self {
        let mut events: Vec<&TicketEvent> = history.events.iter().collect();
        events.sort_by_key(|event| (event.at, event.id));
        let snapshot = history.snapshot.as_ref();
        let mut creation = find_creation(&events, snapshot);
        if let Some(place) = &mut creation {
            // Within one second it comes first (rule 2.5).
            let first = events.partition_point(|event| event.at < events[*place].at);
            events[first..=*place].rotate_right(1);
            *place = first;
        }
        let created_at = snapshot
            .map(|snapshot| snapshot.created_at)
            .or_else(|| creation.map(|place| events[place].at))
            .or_else(|| events.first().map(|event| event.at))
            .unwrap_or(Timestamp(0));
        Self { events, creation, created_at, snapshot, ordered: 0 }
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
    pub fn start_by_walking_back(&mut self, known: Known<'_>) -> TicketState {
        let mut state = match self.snapshot {
            Some(snapshot) => self.walked_back(snapshot, known),
            None => self.first_previous_values(known),
        };
        self.assume_moments(&mut state);
        state
    }

    fn walked_back(&mut self, snapshot: &TicketSnapshot, known: Known<'_>) -> TicketState {
        let mut end = self.included(snapshot);
        let untold = if snapshot.scrubbed { self.erased(end) } else { Vec::new() };
        let mut past = Past::new(self.snapshot_state(snapshot, known), untold);
        self.ordered = end;
        while end > 0 {
            let place = self.second_before(end);
            self.order_second(place, end, Beside::After(&past), known);
            for event in self.events[place..end].iter().rev() {
                past.undo(event, known);
            }
            end = place;
        }
        past.state
    }

    /// What a scrubbed snapshot no longer tells of what the first events changed: all but the status, which
    /// is that of the last known change (rule 2.4).
    fn erased(&self, end: usize) -> Vec<Field> {
        let changes = self.events[..end].iter().flat_map(|event| &event.changes);
        let mut fields: Vec<Field> = changes.map(|change| change.field).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.retain(|field| *field != Field::Status);
        fields
    }

    fn first_previous_values(&mut self, known: Known<'_>) -> TicketState {
        let mut end = self.events.len();
        self.ordered = 0;
        let mut state = TicketState::blank(self.created_at);
        while end > 0 {
            let place = self.second_before(end);
            self.order_second(place, end, Beside::Unknown, known);
            for event in self.events[place..end].iter().rev() {
                let order = order::of_changes(event, Beside::Unknown, known);
                for place in (0..event.changes.len()).rev() {
                    let place = order.as_ref().map_or(place, |order| order[place]);
                    let change = &event.changes[place];
                    // Only the listed value tells the tags that never changed.
                    if change.previous.is_blank() {
                        state.undo(change, known.fields);
                    } else {
                        let previous = normalized(change.field, &change.previous, known.fields);
                        state.set(change.field, previous.into_owned());
                    }
                }
            }
            end = place;
        }
        state
    }

    /// How many events a snapshot includes.
    fn included(&self, snapshot: &TicketSnapshot) -> usize {
        self.events.partition_point(|event| event.at <= snapshot.updated_at)
    }

    /// Where the second begins whose events end before a place. The creation stands by itself.
    fn second_before(&self, end: usize) -> usize {
        let at = self.events[end - 1].at;
        let first = self.events[..end].partition_point(|event| event.at < at);
        match self.creation {
            Some(creation) if creation == first && creation + 1 < end => creation + 1,
            _ => first,
        }
    }

    /// Puts the events of one second in order.
    fn order_second(&mut self, from: usize, to: usize, beside: Beside<'_>, known: Known<'_>) {
        let events = &mut self.events[from..to];
        if events.len() > 1 {
            events.sort_by_key(|event| event.id);
            order::of_second(events, beside, known);
        }
    }

    /// Puts the events of the second that begins at a place in order, where they are not yet, by the
    /// state before them (rule 2.5).
    pub fn arrive(&mut self, place: usize, state: &TicketState, known: Known<'_>) {
        if place < self.ordered {
            return;
        }
        let at = self.events[place].at;
        let end = if self.creation == Some(place) {
            place + 1
        } else {
            place + self.events[place..].partition_point(|event| event.at <= at)
        };
        self.order_second(place, end, Beside::Before(state), known);
        self.ordered = end;
    }

    /// Fields that the snapshot fixes but that are no part of the exactness (rule 6.5): a subject
    /// may have changed while no view judged text.
    pub fn start_subject(&self, state: &mut TicketState, known: Known<'_>) {
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
        state.set(Field::Subject, normalized(Field::Subject, subject, known.fields).into_owned());
    }

    /// Turns the state before an event into the one after it. A creation that sets no status makes a
    /// new ticket (rule 2.3). Tells the first compared change whose previous value is not what the state
    /// held (rule 2.4).
    pub fn step(&self, place: usize, state: &mut TicketState, known: Known<'_>) -> Option<Inexact> {
        let event = self.events[place];
        let (status, assignee) =
            (state.get(Field::Status).clone(), state.get(Field::Assignee).clone());
        let disagreeing = state.apply_event(event, self.creation == Some(place), known);
        state.note_moments(&status, &assignee, event);
        disagreeing.map(Inexact::PreviousValue)
    }

    /// Whether an event is the last that the snapshot includes.
    pub fn is_last_before_snapshot(&self, place: usize) -> bool {
        self.snapshot.is_some_and(|snapshot| {
            self.events[place].at <= snapshot.updated_at
                && self.events.get(place + 1).is_none_or(|next| next.at > snapshot.updated_at)
        })
    }

    /// The first compared field in which a state differs from the snapshot (rule 2.4).
    pub fn compare_with_snapshot(&self, state: &TicketState, known: Known<'_>) -> Option<Inexact> {
        let snapshot = self.snapshot?;
        let compared = |field: &Field| known.compared.contains(*field);
        if state.is_surely(&snapshot.fields, compared, known.fields) {
            return None;
        }
        let shown = self.snapshot_state(snapshot, known);
        let differs = |field: &Field| {
            let (told, shown) = (state.get(*field), shown.get(*field));
            told != shown && !is_due_to_the_field(*field, told, shown, known.fields)
        };
        known.compared.iter().find(differs).map(Inexact::Snapshot)
    }

    /// Whether the ticket is deleted after all that is known of it, which leads to a state: the snapshot
    /// decides where it is not older than the last event, else the last deletion or restoring (rule 2.4).
    pub fn is_deleted(&self, state: &TicketState) -> bool {
        let snapshot = self.snapshot.filter(|snapshot| {
            let last = self.events.last();
            last.is_none_or(|last| last.at <= snapshot.updated_at) || !self.tells_deletions()
        });
        match snapshot {
            Some(snapshot) => snapshot.deleted,
            None => state.is_deleted(),
        }
    }

    /// Since when the ticket is deleted, where it is: as its snapshot tells it, or its last event if that is
    /// later (rule 9.3).
    pub fn deleted_at(&self, state: &TicketState) -> Option<Timestamp> {
        let shown = self.snapshot.map(|snapshot| snapshot.updated_at);
        let last = self.events.last().map(|event| event.at);
        shown.max(last).filter(|_| self.is_deleted(state))
    }

    /// Whether Zendesk has erased the ticket, so that nothing of it is compared (rule 2.4).
    pub fn is_erased(&self, state: &TicketState) -> bool {
        self.snapshot.is_some_and(|snapshot| snapshot.scrubbed) || self.is_deleted(state)
    }

    fn tells_deletions(&self) -> bool {
        let deleted = |value: &Value| value.as_text() == Some("deleted");
        let mut changes = self.events.iter().flat_map(|event| &event.changes);
        changes.any(|change| {
            change.field == Field::Status && (deleted(&change.value) || deleted(&change.previous))
        })
    }

    fn snapshot_state(&self, snapshot: &TicketSnapshot, known: Known<'_>) -> TicketState {
        let mut state = TicketState::blank(self.created_at);
        for (field, value) in &snapshot.fields {
            state.set(*field, normalized(*field, value, known.fields).into_owned());
        }
        if (snapshot.deleted || snapshot.scrubbed)
            && let Some(status) = self.last_status(snapshot, known)
        {
            state.set(Field::Status, status);
        }
        if state.told(Field::CustomStatus).is_blank() {
            state.derive_custom_status(known);
        }
        state
    }

    /// The status after the last known change of it that a snapshot includes (rule 2.4), or before the
    /// first one that it does not include.
    fn last_status(&self, snapshot: &TicketSnapshot, known: Known<'_>) -> Option<Value> {
        let (included, later) = self.events.split_at(self.included(snapshot));
        let sets =
            |event: &&TicketEvent| event.changes.iter().any(|change| change.field == Field::Status);
        if let Some(last) = included.iter().rposition(sets) {
            let first = included[..last].partition_point(|event| event.at < included[last].at);
            return order::last_value(Field::Status, &included[first..=last], known);
        }
        let mut changes = later.iter().flat_map(|event| &event.changes);
        changes.find(|change| change.field == Field::Status).map(|change| change.previous.clone())
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
        // Ids are no order in time: what replaced a value is none of the first second's creations.
        let at = events.first()?.at;
        let second = &events[..events.partition_point(|event| event.at <= at)];
        let replaces =
            |event: &TicketEvent| event.changes.iter().any(|change| !change.previous.is_blank());
        let place = second
            .iter()
            .position(|event| event.creates)
            .or_else(|| second.iter().position(|event| !replaces(event)))
            .unwrap_or(0);
        let creates = match snapshot {
            Some(snapshot) => {
                let distance = at.0 - snapshot.created_at.0;
                distance == 0
                    || (second[place].creates && distance.abs() <= CREATION_TOLERANCE_SECONDS)
            }
            None => second[place].creates,
        };
        creates.then_some(place)
    })
}
