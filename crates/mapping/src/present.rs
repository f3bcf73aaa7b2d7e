//! The present: which views hold a ticket after all that is known of it.

use inflow_domain::{Field, TicketEvent, TicketHistory, Timestamp, ViewId};

use crate::engine::Engine;
use crate::judge::{Judge, Ticket, holding};
use crate::replay::{Inexact, Replay};
use crate::state::TicketState;
use crate::walk::{facts, walk};

/// Where a ticket is at one instant after its last event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Present {
    /// The views whose queues go on and that hold it by their conditions, sorted.
    pub views: Vec<ViewId>,
    /// Since when it is closed, where it is.
    pub closed_since: Option<Timestamp>,
    /// Why its history is not exact, where it is not (rule 2.4).
    pub inexact: Option<Inexact>,
}

impl Engine {
    /// Where a ticket is at an instant after its last event; a deleted one is nowhere (rule 2.4).
    pub fn present(&self, history: &TicketHistory, at: Timestamp) -> Present {
        let mut last = LastState(None);
        let inexact = walk(&self.shared, history, &mut last, &mut (), |(), _, _| {}).inexact;
        let replay = Replay::new(history);
        let Some(state) = last.0.filter(|state| !replay.is_deleted(state)) else {
            return Present { inexact, ..Present::default() };
        };
        let closed = state.get(Field::Status).as_text() == Some("closed");
        let ticket = Ticket { state: &state, facts: &facts(&replay), at };
        Present {
            views: holding(&self.shared.views, ticket),
            closed_since: closed.then(|| closed_since(&state, &replay)),
            inexact,
        }
    }
}

/// Of a ticket whose closing is not known, its last change: hardly any comes after closing.
fn closed_since(state: &TicketState, replay: &Replay<'_>) -> Timestamp {
    match replay.snapshot {
        Some(snapshot) if state.status_since <= replay.created_at => snapshot.updated_at,
        _ => state.status_since,
    }
}

/// Judges nothing on the way, and keeps the state that the ticket comes to.
struct LastState(Option<TicketState>);

impl Judge for LastState {
    fn start(&mut self, ticket: Ticket<'_>) {
        self.0 = Some(ticket.state.clone());
    }

    fn before(&mut self, _state: &TicketState) {}

    fn after(&mut self, ticket: Ticket<'_>, _event: &TicketEvent, _is_creation: bool) {
        self.0 = Some(ticket.state.clone());
    }

    fn holding(&mut self, _ticket: Ticket<'_>) -> Vec<ViewId> {
        Vec::new()
    }

    fn entered(&mut self, _ticket: Ticket<'_>) -> Vec<ViewId> {
        Vec::new()
    }
}
