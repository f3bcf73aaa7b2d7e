//! The walk back from a snapshot (rule 2.3): a state, and which of its values nothing has told yet.

use inflow_domain::{Field, TicketEvent};

use crate::known::Known;
use crate::order::{self, Beside};
use crate::state::{TicketState, sets};

/// A state that a walk back came to.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    /// Its values.
    pub(crate) state: TicketState,
    /// The fields whose values are only left over: Zendesk erased them from the snapshot, or they came
    /// along with what was undone. No order ends with them (rule 2.5).
    untold: Vec<Field>,
}

impl Past {
    /// A state of which all but some fields is told.
    pub(crate) fn new(state: TicketState, untold: Vec<Field>) -> Self {
        Self { state, untold }
    }

    /// Whether the value of a field is known.
    pub(crate) fn tells(&self, field: Field) -> bool {
        !self.untold.contains(&field)
    }

    /// Takes all changes that an event tells back. What came along with them stays: no previous value
    /// tells what was before.
    pub(crate) fn undo(&mut self, event: &TicketEvent, known: Known<'_>) {
        let order = order::of_changes(event, Beside::After(self), known);
        let later = self.state.clone();
        for place in (0..event.changes.len()).rev() {
            let change = &event.changes[order.as_ref().map_or(place, |order| order[place])];
            self.state.undo(change, known.fields);
        }
        // What was added to and removed from the tags tells nothing of the others.
        self.untold.retain(|field| {
            let mut changes = event.changes.iter().filter(|change| change.field == *field);
            !changes.any(|change| change.tags.is_none())
        });
        if let Some(field) = self.came_along(&later, event, known)
            && self.tells(field)
        {
            self.untold.push(field);
        }
    }

    /// The field, of status and custom status, that an event may have changed without telling it (rule 2.2).
    fn came_along(
        &self,
        later: &TicketState,
        event: &TicketEvent,
        known: Known<'_>,
    ) -> Option<Field> {
        let category =
            |state: &TicketState| known.statuses.category(state.told(Field::CustomStatus));
        match sets(event) {
            (true, false) => {
                let is_new = self.state.told(Field::Status) != later.told(Field::Status);
                (is_new && later.has_derived(Field::CustomStatus, known))
                    .then_some(Field::CustomStatus)
            }
            (false, true) => (category(&self.state) != category(later)).then_some(Field::Status),
            _ => None,
        }
    }
}
