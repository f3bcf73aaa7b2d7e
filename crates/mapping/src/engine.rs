//! The engine: a ticket's history in, its contacts out.

use std::sync::Arc;

use inflow_domain::{Contact, End, FieldId, HandlingTime, Outcome, TicketHistory, TicketSnapshot};

use crate::altered::altered_fields;
use crate::ends::{Counting, later_end};
use crate::incomplete::lacks_an_update;
use crate::index::Tracker;
use crate::replay::Inexact;
use crate::settings::{Settings, Shared};
use crate::walk::{Step, Walked, walk};

/// What a ticket's history comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Count {
    /// The contacts, in order, with what became of them.
    pub contacts: Vec<Contact>,
    /// Handling time for which no view has a contact (rule 9.7), whatever workloads have.
    pub unassigned_handling: HandlingTime,
    /// Why the history is not exact, where it is not (rule 2.4).
    pub inexact: Option<Inexact>,
    /// Whether something may be missing, once events are read beyond the snapshot's `updated_at`
    /// (rule 2.4).
    pub incomplete: bool,
    /// Custom fields that differ since the account renamed or removed them or their options (rule 2.4).
    pub altered_fields: Vec<FieldId>,
}

/// Counts tickets under fixed settings, on as many threads as call it. A clone shares everything with
/// the original.
///
/// ```
/// use inflow_domain::{
///     Comment, ContactKind, EventId, Field, FieldChange, TicketEvent, TicketHistory, TicketId,
///     Timestamp, UserId, Value, Via, View, ViewId,
/// };
/// use inflow_mapping::{CountedView, Engine, Settings};
///
/// let everything = View::new(ViewId(1), "Everything");
/// let views = vec![CountedView { view: everything, until: None }];
/// let engine = Engine::new(Settings { views, ..Settings::default() });
///
/// let (ticket, customer) = (TicketId(1), UserId(900));
/// let mail = |id, at| {
///     TicketEvent::new(ticket, EventId(id), Timestamp(at), customer)
///         .with_label("Mail")
///         .with_comments([Comment::public(customer, Via::named("email"))])
/// };
/// let creation = mail(1, 0).with_changes([FieldChange::first(Field::Status, Value::text("new"))]);
/// let count = engine.count(&TicketHistory::of_events(ticket, vec![creation, mail(2, 7_200)]));
/// let kinds: Vec<ContactKind> = count.contacts.iter().map(|contact| contact.kind).collect();
/// assert_eq!(kinds, [ContactKind::Created, ContactKind::Reply]);
/// ```
#[derive(Debug, Clone)]
pub struct Engine {
    pub(crate) shared: Arc<Shared>,
}

impl Engine {
    /// An engine for these settings. Views that are not supported are left out (rule 6.3).
    pub fn new(settings: Settings) -> Self {
        Self { shared: Arc::new(Shared::new(settings)) }
    }

    /// The contacts of a ticket.
    pub fn count(&self, history: &TicketHistory) -> Count {
        let idle = self.shared.idle().pop();
        let mut tracker = idle.unwrap_or_else(|| Tracker::new(self.shared.index.clone()));
        let mut counting = Counting::default();
        let staff = &self.shared.staff;
        let Walked { inexact, deleted_at } =
            walk(&self.shared, history, &mut tracker, &mut counting, |counting, tracker, step| {
                counting.take(staff, tracker, step);
            });
        counting.finish(deleted_at, &self.shared.settings.workloads);
        self.shared.idle().push(tracker);
        let Settings { since, fields, .. } = &self.shared.settings;
        let is_erased = history.snapshot.as_ref().is_some_and(TicketSnapshot::is_erased);
        let lacks_something =
            inexact == Some(Inexact::LostCreation) || lacks_an_update(history, *since);
        let incomplete = lacks_something && !is_erased;
        let altered_fields = altered_fields(history, &self.shared.compared, fields);
        Count {
            contacts: counting.contacts,
            unassigned_handling: counting.unassigned,
            inexact,
            incomplete,
            altered_fields,
        }
    }
}

impl Engine {
    /// All that ends whatever contact of a ticket is unfinished then, whichever view it counts in (rule
    /// 9.3), in order: for contacts in views that cannot be judged any more.
    pub fn endings(&self, history: &TicketHistory) -> Vec<End> {
        let idle = self.shared.idle().pop();
        let mut tracker = idle.unwrap_or_else(|| Tracker::new(self.shared.index.clone()));
        let (mut endings, staff) = (Vec::new(), &self.shared.staff);
        let show = |endings: &mut Vec<End>, _: &mut Tracker, step: Step<'_>| {
            endings.extend(later_end(staff, &step));
        };
        let walked = walk(&self.shared, history, &mut tracker, &mut endings, show);
        self.shared.idle().push(tracker);
        let deletion = |at| End { outcome: Outcome::Dropped, at, event: None };
        endings.extend(walked.deleted_at.map(deletion));
        endings
    }
}
