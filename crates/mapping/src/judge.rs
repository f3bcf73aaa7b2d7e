//! Judging which views hold a ticket: what the walk asks for, and the plain way of answering.
//!
//! There are two judges. [`Plain`] follows rule 6.1 to the letter, view by view; explanations use it.
//! Counting uses the [tracker](crate::index::Tracker), whose work does not grow with the views.
//! Tests hold both together.

use inflow_domain::{TicketEvent, Timestamp, ViewId};

use crate::conditions::{Compiled, TicketFacts};
use crate::counted::CountedWorkload;
use crate::state::TicketState;

/// A supported view.
#[derive(Debug, Clone)]
pub(crate) struct CompiledView {
    pub(crate) id: ViewId,
    pub(crate) all: Vec<Compiled>,
    pub(crate) any: Vec<Compiled>,
    /// It counts before this instant alone, where there is one (rule 6.5).
    pub(crate) until: Option<Timestamp>,
}

/// What is judged: the views, and the workloads that count as further ones (rule 10.2).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged<'e> {
    /// By id.
    pub(crate) views: &'e [CompiledView],
    pub(crate) workloads: &'e [CountedWorkload],
}

impl Judged<'_> {
    /// The views that hold a ticket, and the workloads of which one does, sorted.
    pub(crate) fn holding(self, ticket: Ticket<'_>) -> Vec<ViewId> {
        let views = holding(self.views, ticket);
        let has_one =
            |workload: &&CountedWorkload| views.iter().any(|view| workload.views.contains(view));
        let workloads = self.workloads.iter().filter(has_one).map(CountedWorkload::as_view);
        let mut all: Vec<ViewId> = workloads.collect();
        all.extend(views);
        all
    }
}

/// A ticket at a moment, with what never changes of it.
#[derive(Clone, Copy)]
pub(crate) struct Ticket<'a> {
    pub(crate) state: &'a TicketState,
    pub(crate) facts: &'a TicketFacts,
    pub(crate) at: Timestamp,
}

/// Follows one ticket through its events and tells the views that hold it.
pub(crate) trait Judge {
    /// Begins with a ticket's state before its first event.
    fn start(&mut self, ticket: Ticket<'_>);

    /// Hears the state before the next event.
    fn before(&mut self, state: &TicketState);

    /// Hears the state after it.
    fn after(&mut self, ticket: Ticket<'_>, event: &TicketEvent, is_creation: bool);

    /// The views that hold the ticket after the event, sorted (rule 4.1). Here and below workloads are among
    /// the views, whatever their channel.
    fn holding(&mut self, ticket: Ticket<'_>) -> Vec<ViewId>;

    /// The views that the event brought the ticket into, sorted (rule 3.3). Before and after are
    /// both judged at the event's instant. Not asked for the restoring of a deleted ticket.
    fn entered(&mut self, ticket: Ticket<'_>) -> Vec<ViewId>;
}

/// Follows what becomes of contacts as well (rule 9).
pub(crate) trait Follower: Judge {
    /// Which of these views do not hold the ticket after the event, sorted, each once; of those that count
    /// no more, none (rule 9.3). All of them held it after the last event at which this was asked, or the
    /// views of a contact were.
    fn left(&mut self, ticket: Ticket<'_>, views: impl Iterator<Item = ViewId>) -> Vec<ViewId>;

    /// Which workloads move their contacts no more: of which a view stopped counting since the event before,
    /// which happened at `since`, and none of whose remaining views held the ticket after that event (rule
    /// 10.2).
    fn stopped(&mut self, ticket: Ticket<'_>, since: Timestamp) -> Vec<ViewId>;

    /// The views that held the ticket before the event, judged at its instant, sorted.
    fn held_before(&mut self, ticket: Ticket<'_>) -> Vec<ViewId>;
}

/// Judges every condition of every view, each time anew.
pub(crate) struct Plain<'e> {
    judged: Judged<'e>,
    before: Option<TicketState>,
}

impl<'e> Plain<'e> {
    pub(crate) fn new(judged: Judged<'e>) -> Self {
        Self { judged, before: None }
    }

    /// The ticket before the event, at the event's instant.
    pub(crate) fn ticket_before<'a>(&'a self, after: Ticket<'a>) -> Option<Ticket<'a>> {
        self.before.as_ref().map(|state| Ticket { state, ..after })
    }
}

impl Judge for Plain<'_> {
    fn start(&mut self, _ticket: Ticket<'_>) {
        self.before = None;
    }

    fn before(&mut self, state: &TicketState) {
        self.before = Some(state.clone());
    }

    fn after(&mut self, _ticket: Ticket<'_>, _event: &TicketEvent, _is_creation: bool) {}

    fn holding(&mut self, ticket: Ticket<'_>) -> Vec<ViewId> {
        self.judged.holding(ticket)
    }

    fn entered(&mut self, ticket: Ticket<'_>) -> Vec<ViewId> {
        let before = self.ticket_before(ticket).map(|before| self.judged.holding(before));
        let mut views = self.judged.holding(ticket);
        views.retain(|view| before.iter().flatten().all(|held| held != view));
        views
    }
}

/// The views that hold a ticket, in their order (rule 6.1). A deleted ticket is in none (rule 2.4).
pub(crate) fn holding(views: &[CompiledView], ticket: Ticket<'_>) -> Vec<ViewId> {
    let Ticket { state, facts, at } = ticket;
    if state.is_deleted() {
        return Vec::new();
    }
    let is_true = |condition: &Compiled| condition.holds(state, facts, at);
    let holds = |view: &&CompiledView| {
        view.until.is_none_or(|until| at < until)
            && view.all.iter().all(is_true)
            && (view.any.is_empty() || view.any.iter().any(is_true))
    };
    views.iter().filter(holds).map(|view| view.id).collect()
}
