//! The search for the order of the events of one second: the one that takes the lowest ids first, among
//! those in which each change follows from the one before.

use inflow_domain::{Field, TicketEvent, Value};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::trail::{Edge, Numbers, goes_round, is_walkable, start};
use super::{Beside, change_edge, places_of};
use crate::known::Known;
use crate::state::{TicketState, normalized, sets};

/// The most events that a search looks at, however they contradict each other.
const MOST_LOOKS: usize = 1 << 21;

/// Which fields decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// All.
    Everything,
    /// All, but of tags only what was added and removed, and no custom status that may have come by
    /// itself.
    WithoutHints,
    /// Of those the ones that decide about figures.
    Compared,
}

/// A field that several events change.
struct Common {
    field: Field,
    numbers: Numbers,
    /// What each event makes of it, where it changes it.
    edges: Vec<Option<Edge>>,
    /// Whether the edges are all that changes it.
    is_whole: bool,
    /// Whether they go round from wherever they begin: no value beside them is known.
    is_free: bool,
}

/// The events, and what decides about their order.
pub(super) struct Search<'a> {
    events: &'a [&'a TicketEvent],
    known: Known<'a>,
    common: Vec<Common>,
    /// What each event adds to and removes from the tags that several of them touch.
    tags: Vec<Vec<(SmolStr, bool)>>,
    before: TicketState,
    looks: usize,
}

/// One place of the order that is sought.
struct Level {
    state: TicketState,
    /// The next event to try.
    next: usize,
}

impl<'a> Search<'a> {
    /// Nothing where no order can fit.
    pub(super) fn new(
        events: &'a [&'a TicketEvent],
        beside: Beside<'_>,
        blank: &TicketState,
        strictness: Strictness,
        known: Known<'a>,
    ) -> Option<Self> {
        let fields = common_fields(events, strictness, known);
        let mut common: Vec<Common> =
            fields.into_iter().map(|field| Common::new(field, events, known)).collect();
        let tags = match strictness {
            Strictness::Everything => Vec::new(),
            Strictness::Compared if !known.compared.contains(Field::Tags) => Vec::new(),
            _ => tags(events),
        };
        let before = match beside {
            Beside::Before(state) => state.clone(),
            Beside::After(past) => {
                common.retain(|common| common.is_whole);
                before_all(&mut common, &tags, &past.state, |field| past.tells(field), known)?
            }
            Beside::Unknown => {
                common.retain(|common| common.is_whole);
                before_all(&mut common, &tags, blank, |_| false, known)?
            }
        };
        Some(Self { events, known, common, tags, before, looks: 0 })
    }

    /// Whether nothing decides, so that ids do.
    pub(super) fn is_idle(&self) -> bool {
        self.common.is_empty() && self.tags.iter().all(Vec::is_empty)
    }

    /// The order, as places; nothing where none fits or is found in bounded time.
    pub(super) fn first_order(&mut self) -> Option<Vec<usize>> {
        let mut used = vec![false; self.events.len()];
        let mut order = Vec::with_capacity(self.events.len());
        let mut dead_ends = FxHashSet::default();
        let mut levels = vec![Level { state: self.before.clone(), next: 0 }];
        while order.len() < self.events.len() {
            let level = levels.last_mut()?;
            if let Some((event, state)) = self.next(level, &mut used, &dead_ends) {
                order.push(event);
                levels.push(Level { state, next: 0 });
            } else if self.looks > MOST_LOOKS {
                return None;
            } else {
                dead_ends.insert((used.clone(), self.decisive(&level.state)));
                levels.pop();
                used[order.pop()?] = false;
            }
        }
        Some(order)
    }

    /// The next event that may come at a place, marked as used, with the state after it.
    fn next(
        &mut self,
        level: &mut Level,
        used: &mut [bool],
        dead_ends: &FxHashSet<(Vec<bool>, Vec<Value>)>,
    ) -> Option<(usize, TicketState)> {
        while level.next < self.events.len() && self.looks <= MOST_LOOKS {
            let event = level.next;
            level.next += 1;
            self.looks += 1;
            if used[event] || !self.fits(event, &level.state, used) {
                continue;
            }
            used[event] = true;
            let mut state = level.state.clone();
            state.apply_event(self.events[event], false, self.known);
            self.looks += used.len();
            let is_open = self.can_go_on(&state, used)
                && (dead_ends.is_empty()
                    || !dead_ends.contains(&(used.to_vec(), self.decisive(&state))));
            if is_open {
                return Some((event, state));
            }
            used[event] = false;
        }
        None
    }

    /// Whether an event's previous values are what a state holds.
    fn fits(&self, event: usize, state: &TicketState, used: &[bool]) -> bool {
        let changes = |field| places_of(field, &self.events[event].changes).next().is_some();
        let follows = |common: &Common| {
            let Some(edge) = common.edges[event].as_ref().filter(|_| changes(common.field)) else {
                return true;
            };
            let value = common.number(state, self.known);
            common.is_open(used)
                || value.is_some_and(|value| edge.follows(value))
                || (common.numbers.get(&Value::Blank).is_some_and(|blank| edge.follows(blank))
                    && state.has_derived(common.field, self.known))
        };
        let is_held = |tag: &SmolStr| match state.told(Field::Tags) {
            Value::List(tags) => tags.binary_search(tag).is_ok(),
            _ => false,
        };
        self.common.iter().all(follows)
            && self
                .tags
                .get(event)
                .is_none_or(|tags| tags.iter().all(|(tag, is_added)| is_held(tag) != *is_added))
    }

    /// Whether each field by itself lets the events that are left follow.
    fn can_go_on(&self, state: &TicketState, used: &[bool]) -> bool {
        let decided = |common: &&Common| common.is_whole && !common.is_open(used);
        self.common.iter().filter(decided).all(|common| {
            let edges = common.edges.iter().zip(used).filter(|(_, used)| !**used);
            let edges = edges.filter_map(|(edge, _)| edge.as_ref());
            match common.number(state, self.known) {
                Some(value) => is_walkable(value, edges),
                None => edges.count() == 0,
            }
        })
    }

    /// What of a state decides about the events that are left.
    fn decisive(&self, state: &TicketState) -> Vec<Value> {
        let fields = self.common.iter().map(|common| common.field);
        let always = [Field::Status, Field::CustomStatus, Field::Tags];
        fields.chain(always).map(|field| state.told(field).clone()).collect()
    }
}

impl Common {
    fn new(field: Field, events: &[&TicketEvent], known: Known<'_>) -> Self {
        let mut numbers = Numbers::default();
        let mut is_whole = true;
        let edges = events.iter().map(|event| {
            let changes = places_of(field, &event.changes).map(|place| &event.changes[place]);
            let edges: Vec<Edge> =
                changes.map(|change| change_edge(change, &mut numbers, known)).collect();
            let edge = Edge::joined(&edges);
            if edge.is_none() && comes_along(field, event, known) {
                let implied = implied_status(field, event, &mut numbers, known);
                is_whole &= implied.is_some();
                return implied;
            }
            // What was blank before there were custom statuses had the default one.
            is_whole &= field != Field::CustomStatus || numbers.get(&Value::Blank).is_none();
            edge
        });
        let edges = edges.collect();
        Self { field, numbers, edges, is_whole, is_free: false }
    }

    /// Whether the next edge may begin anywhere.
    fn is_open(&self, used: &[bool]) -> bool {
        self.is_free && !self.edges.iter().zip(used).any(|(edge, used)| *used && edge.is_some())
    }

    fn number(&self, state: &TicketState, known: Known<'_>) -> Option<usize> {
        self.numbers.get(&normalized(self.field, state.told(self.field), known.fields))
    }
}

/// Whether an event may change a field without saying so: status and custom status (rule 2.2).
fn comes_along(field: Field, event: &TicketEvent, known: Known<'_>) -> bool {
    let (sets_status, sets_custom) = sets(event);
    known.statuses.iter().next().is_some()
        && match field {
            Field::Status => sets_custom && !sets_status,
            Field::CustomStatus => sets_status && !sets_custom,
            _ => false,
        }
}

/// What a custom status that is set alone makes of the status, where the account lists both of them.
fn implied_status(
    field: Field,
    event: &TicketEvent,
    numbers: &mut Numbers,
    known: Known<'_>,
) -> Option<Edge> {
    if field != Field::Status {
        return None;
    }
    let category = |value: &Value| known.statuses.category(value).map(Value::text);
    let changes = event.changes.iter().filter(|change| change.field == Field::CustomStatus);
    let edges: Option<Vec<Edge>> = changes
        .map(|change| {
            let from = numbers.take(&category(&change.previous)?);
            Some(Edge::new(from, numbers.take(&category(&change.value)?)))
        })
        .collect();
    Edge::joined(&edges?)
}

/// The fields that an event changes and another one too.
fn common_fields(events: &[&TicketEvent], strictness: Strictness, known: Known<'_>) -> Vec<Field> {
    let mut seen = FxHashSet::default();
    let mut fields = Vec::new();
    for change in events.iter().flat_map(|event| &event.changes) {
        if seen.insert(change.field) {
            fields.push(change.field);
        }
    }
    let touches = |event: &TicketEvent, field| {
        places_of(field, &event.changes).next().is_some() || comes_along(field, event, known)
    };
    fields.retain(|field| {
        let by_itself = || events.iter().any(|event| comes_along(*field, event, known));
        let decides = match strictness {
            Strictness::Everything => true,
            _ if *field == Field::Tags => false,
            _ if *field == Field::CustomStatus && by_itself() => false,
            Strictness::WithoutHints => true,
            Strictness::Compared => known.compared.contains(*field),
        };
        decides && events.iter().filter(|event| touches(event, *field)).count() > 1
    });
    fields
}

/// What each event adds to (true) and removes from the tags that several events touch.
fn tags(events: &[&TicketEvent]) -> Vec<Vec<(SmolStr, bool)>> {
    let mut tags: Vec<Vec<(SmolStr, bool)>> = events.iter().map(|event| tags_of(event)).collect();
    let touched: Vec<SmolStr> = tags.iter().flatten().map(|(tag, _)| tag.clone()).collect();
    let is_common = |tag: &SmolStr| touched.iter().filter(|one| *one == tag).count() > 1;
    for tags in &mut tags {
        tags.retain(|(tag, _)| is_common(tag));
    }
    tags
}

/// The tags that an event adds and removes, each once: those that it both adds and removes are left out.
fn tags_of(event: &TicketEvent) -> Vec<(SmolStr, bool)> {
    let mut tags: Vec<(SmolStr, bool)> = Vec::new();
    for change in event.changes.iter().filter(|change| change.field == Field::Tags) {
        let (added, removed) = if let Some(delta) = &change.tags {
            (delta.added.clone(), delta.removed.clone())
        } else {
            let (before, after) = (change.previous.to_items(), change.value.to_items());
            let only = |these: &[SmolStr], others: &[SmolStr]| -> Vec<SmolStr> {
                these.iter().filter(|tag| !others.contains(tag)).cloned().collect()
            };
            (only(&after, &before), only(&before, &after))
        };
        tags.extend(added.into_iter().map(|tag| (tag, true)));
        tags.extend(removed.into_iter().map(|tag| (tag, false)));
    }
    let all = tags.clone();
    tags.retain(|(tag, _)| all.iter().filter(|(one, _)| one == tag).count() == 1);
    tags
}

/// The state before all events, from the one after them as far as it is told: what several of them change
/// begins with the only value that it can have begun with, if there is only one.
fn before_all(
    common: &mut [Common],
    tags: &[Vec<(SmolStr, bool)>],
    beside: &TicketState,
    tells: impl Fn(Field) -> bool,
    known: Known<'_>,
) -> Option<TicketState> {
    let mut before = beside.clone();
    for common in common.iter_mut() {
        let edges: Vec<Edge> = common.edges.iter().flatten().cloned().collect();
        let end = if tells(common.field) { Some(common.number(beside, known)?) } else { None };
        common.is_free = end.is_none() && goes_round(&edges);
        let first = start(&edges, end).filter(|first| is_walkable(*first, &edges))?;
        before.set(common.field, common.numbers.value(first)?.clone());
    }
    let mut held = before.told(Field::Tags).to_items();
    let mut touched: Vec<&SmolStr> = tags.iter().flatten().map(|(tag, _)| tag).collect();
    touched.sort_unstable();
    touched.dedup();
    for tag in touched {
        let of_tag = || tags.iter().flatten().filter(|(one, _)| one == tag);
        let added = of_tag().filter(|(_, is_added)| *is_added).count();
        let removed = of_tag().count() - added;
        let is_held = held.contains(tag);
        let was_held = match added.abs_diff(removed) {
            0 => is_held,
            1 if tells(Field::Tags) && (added > removed) != is_held => return None,
            1 => removed > added,
            _ => return None,
        };
        held.retain(|one| one != tag);
        if was_held {
            held.push(tag.clone());
        }
    }
    if !tags.is_empty() {
        before.set(Field::Tags, Value::list(held));
    }
    Some(before)
}
