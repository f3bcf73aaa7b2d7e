//! Follows tickets with the index: which answer each column gives to the present state, and which
//! views that leaves.

use std::sync::Arc;

use inflow_domain::{Field, TicketEvent, Timestamp, ViewId};

use super::Index;
use super::memory::{Answer, MOST_WORDS, Memory};
use super::workloads::Union;
use crate::conditions::Source;
use crate::judge::{Follower, Judge, Ticket};
use crate::state::TicketState;

/// What one thread remembers from ticket to ticket, and where it is with the present one.
#[derive(Debug)]
pub(crate) struct Tracker {
    index: Arc<Index>,
    memory: Memory,
    /// The answers of the columns to the state after the event.
    now: Answers,
    /// Those to the state before it.
    before: Answers,
    /// Whether both are the same, those of hours at the instants of the two events; nothing where nobody
    /// asked.
    is_as_before: Option<bool>,
}

/// The answers of the columns to one state.
#[derive(Debug, Default)]
struct Answers {
    /// By column. Those of hours are only right for the instant that was last judged.
    columns: Vec<Answer>,
    /// The instants that hours are counted from or to, in the order of the index's hours.
    instants: Vec<Option<Timestamp>>,
}

impl Tracker {
    pub(crate) fn new(index: Arc<Index>) -> Self {
        Self::remembering(index, MOST_WORDS)
    }

    /// One that forgets its answers when they have a number of words.
    pub(super) fn remembering(index: Arc<Index>, most_words: usize) -> Self {
        Self {
            memory: Memory::new(&index, most_words),
            index,
            now: Answers::default(),
            before: Answers::default(),
            is_as_before: None,
        }
    }

    /// Brings the answers after the event to its instant, and notes whether they are those after the event
    /// before it.
    fn judge_now(&mut self, at: Timestamp) -> bool {
        let Self { index, memory, now, before, is_as_before } = self;
        now.judge_hours(index, memory, at);
        *is_as_before.get_or_insert_with(|| now.columns == before.columns)
    }

    /// Looks up what the columns that read a field say of the state, each once for an event.
    fn look_up(&mut self, field: Field, ticket: Ticket<'_>) {
        let Self { index, memory, now, before, .. } = self;
        for place in index.readers.get(&field).into_iter().flatten().copied() {
            if now.columns[place] == before.columns[place] {
                now.columns[place] = memory.look_up(index, place, ticket);
            }
        }
    }

    fn note_instants(&mut self, ticket: Ticket<'_>) {
        self.now.instants.clear();
        let instants =
            self.index.hours.iter().map(|place| match self.index.columns[*place].source {
                Source::Hours(moment) => moment.instant(ticket.state, ticket.facts),
                _ => None,
            });
        self.now.instants.extend(instants);
    }

    /// The views of one word that hold a ticket whose columns give these answers.
    fn held(&self, answers: &Answers, word: usize) -> u64 {
        let index = &*self.index;
        let mut held = index.every[word];
        for place in &index.denying {
            held &= self.memory.allowed(answers.columns[*place], word);
            if held == 0 {
                return 0;
            }
        }
        let mut granted = index.without_any[word];
        if held & !granted != 0 {
            for place in &index.granting {
                granted |= self.memory.granted(answers.columns[*place], word);
            }
        }
        held & granted
    }

    /// The views of these words, that still count at an instant (rule 6.5), and the workloads that have one
    /// of them and are `wanted`.
    fn views(
        &self,
        at: Timestamp,
        held: impl Fn(usize) -> u64,
        wanted: impl Fn(&Union) -> bool,
    ) -> Vec<ViewId> {
        let workloads = &self.index.workloads;
        let (mut views, mut among) = (Vec::new(), workloads.none());
        for word in 0..self.index.words {
            let mut bits = held(word);
            while bits != 0 {
                let place = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let (id, until) = self.index.views[place];
                if until.is_none_or(|until| at < until) {
                    views.push(id);
                    workloads.add_those_of(place, &mut among);
                }
            }
        }
        let workloads = workloads.among(&among).filter(|union| wanted(union));
        views.splice(..0, workloads.map(|union| union.id));
        views
    }
}

impl Answers {
    /// Brings the answers of hours to an instant.
    fn judge_hours(&mut self, index: &Index, memory: &mut Memory, at: Timestamp) {
        for (place, instant) in index.hours.iter().zip(&self.instants) {
            self.columns[*place] = memory.look_up_hours(index, *place, *instant, at);
        }
    }

    fn copy_from(&mut self, other: &Self) {
        self.columns.clone_from(&other.columns);
        self.instants.clone_from(&other.instants);
    }
}

impl Judge for Tracker {
    fn start(&mut self, ticket: Ticket<'_>) {
        let Self { index, memory, now, .. } = self;
        memory.forget_if_full(index);
        now.columns.resize(index.columns.len(), Answer::default());
        for place in index.steady.iter().copied() {
            now.columns[place] = memory.look_up(index, place, ticket);
        }
        self.note_instants(ticket);
    }

    fn before(&mut self, _state: &TicketState) {
        self.before.copy_from(&self.now);
        self.is_as_before = None;
    }

    fn after(&mut self, ticket: Ticket<'_>, event: &TicketEvent, is_creation: bool) {
        for change in &event.changes {
            self.look_up(change.field, ticket);
        }
        if is_creation {
            self.look_up(Field::Status, ticket);
        }
        self.note_instants(ticket);
    }

    fn holding(&mut self, ticket: Ticket<'_>) -> Vec<ViewId> {
        if ticket.state.is_deleted() {
            return Vec::new();
        }
        self.judge_now(ticket.at);
        self.views(ticket.at, |word| self.held(&self.now, word), |_| true)
    }

    fn entered(&mut self, ticket: Ticket<'_>) -> Vec<ViewId> {
        if ticket.state.is_deleted() {
            return Vec::new();
        }
        self.judge_now(ticket.at);
        self.before.judge_hours(&self.index, &mut self.memory, ticket.at);
        if self.now.columns == self.before.columns {
            return Vec::new();
        }
        let entered = |word| match self.held(&self.now, word) {
            0 => 0,
            held => held & !self.held(&self.before, word),
        };
        let held_before = |word| self.held(&self.before, word);
        self.views(ticket.at, entered, |union| !union.holds(ticket.at, held_before))
    }
}

impl Follower for Tracker {
    fn left(&mut self, ticket: Ticket<'_>, views: impl Iterator<Item = ViewId>) -> Vec<ViewId> {
        if self.judge_now(ticket.at) {
            return Vec::new();
        }
        let held: Vec<u64> = (0..self.index.words).map(|word| self.held(&self.now, word)).collect();
        let is_left = |view: &ViewId| {
            if let Some(union) = self.index.workloads.get(*view) {
                return !union.holds(ticket.at, |word| held[word]);
            }
            let place = self.index.views.binary_search_by_key(view, |(id, _)| *id);
            place.is_ok_and(|place| {
                let until = self.index.views[place].1;
                until.is_none_or(|until| ticket.at < until)
                    && held[place / 64] & (1 << (place % 64)) == 0
            })
        };
        let mut left: Vec<ViewId> = views.filter(is_left).collect();
        left.sort_unstable();
        left.dedup();
        left
    }

    fn stopped(&mut self, ticket: Ticket<'_>, since: Timestamp) -> Vec<ViewId> {
        let shrinks = |union: &&Union| union.shrinks_between(since, ticket.at);
        if !self.index.workloads.iter().any(|union| shrinks(&union)) {
            return Vec::new();
        }
        self.before.judge_hours(&self.index, &mut self.memory, since);
        let held = |word| self.held(&self.before, word);
        let stopped = |union: &&Union| !union.holds(ticket.at, held);
        let shrinking = self.index.workloads.iter().filter(shrinks);
        shrinking.filter(stopped).map(|union| union.id).collect()
    }

    fn held_before(&mut self, ticket: Ticket<'_>) -> Vec<ViewId> {
        self.before.judge_hours(&self.index, &mut self.memory, ticket.at);
        self.views(ticket.at, |word| self.held(&self.before, word), |_| true)
    }
}
