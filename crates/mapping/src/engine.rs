//! The engine: a ticket's history in, its contacts out.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use inflow_domain::{
    ChannelTable, Condition, Contact, CustomStatuses, End, Field, FieldCatalog, FieldId,
    HandlingTime, Outcome, TicketHistory, TicketSnapshot, Timestamp, UserId,
};

use crate::altered::altered_fields;
use crate::conditions::{Compiled, compile};
use crate::contacts::Staff;
use crate::counted::{CountedView, CountedWorkload};
use crate::ends::{Counting, later_end};
use crate::incomplete::lacks_an_update;
use crate::index::{Index, Tracker};
use crate::judge::{CompiledView, Judged};
use crate::known::{Compared, Known, fields_read};
use crate::replay::Inexact;
use crate::walk::{Step, Walked, walk};

/// What the engine counts with.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The views that count, each under one definition.
    pub views: Vec<CountedView>,
    /// Workloads of these views, each of which counts as one more view (rule 10.2).
    pub workloads: Vec<CountedWorkload>,
    /// Who belongs to the team.
    pub staff: Vec<UserId>,
    /// Users that answer by themselves (rule 9.3).
    pub robots: BTreeSet<UserId>,
    /// The custom field that holds the seconds spent on a ticket, where there is one (rule 9.7).
    pub time_field: Option<FieldId>,
    /// The custom ticket fields.
    pub fields: FieldCatalog,
    /// The custom statuses.
    pub statuses: CustomStatuses,
    /// Fields that decide whether a history is exact beside those that these views read: those of views
    /// that count but are not judged here (rule 2.4).
    pub further_fields: BTreeSet<Field>,
    /// Which queue channel a Zendesk channel belongs to.
    pub channels: ChannelTable,
    /// When the imported window begins, where it is told: nothing before it counts (rule 8.2), and
    /// the history of a ticket created since then begins with its creation (rule 2.4).
    pub since: Option<Timestamp>,
}

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

/// What every ticket is counted with.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) staff: Staff,
    compared: Compared,
    /// The supported views, by id.
    pub(crate) views: Vec<CompiledView>,
    index: Arc<Index>,
    /// Those that no thread is using: what one remembers serves the next ticket.
    idle: Mutex<Vec<Tracker>>,
}

impl Engine {
    /// An engine for these settings. Views that are not supported are left out (rule 6.3).
    pub fn new(mut settings: Settings) -> Self {
        settings.workloads.sort_by_key(|workload| workload.id);
        let compiled = |counted| compiled_view(counted, &settings.fields);
        let mut views: Vec<CompiledView> = settings.views.iter().filter_map(compiled).collect();
        views.sort_by_key(|view| view.id);
        let index = Arc::new(Index::new(&views, &settings.workloads));
        let staff =
            Staff::new(settings.staff.iter().copied()).with_robots(settings.robots.iter().copied());
        let read = settings.views.iter().flat_map(|counted| fields_read(&counted.view));
        let time_field = settings.time_field.map(Field::Custom);
        let further = settings.further_fields.iter().copied().chain(time_field);
        let compared = Compared::new(read.chain(further));
        let idle = Mutex::default();
        Self { shared: Arc::new(Shared { settings, staff, compared, views, index, idle }) }
    }

    /// The contacts of a ticket.
    pub fn count(&self, history: &TicketHistory) -> Count {
        let idle = self.shared.idle().pop();
        let mut tracker = idle.unwrap_or_else(|| Tracker::new(self.shared.index.clone()));
        let mut counting = Counting::default();
        let staff = &self.shared.staff;
        let Walked { inexact, deleted_at } =
            walk(&self.shared, history, &mut tracker, &mut counting, |counting, tracker, step| {
                counting.take(staff, tracker, step)
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

impl Shared {
    /// What a history is read with.
    pub(crate) fn known(&self) -> Known<'_> {
        let Settings { fields, statuses, .. } = &self.settings;
        Known { fields, statuses, compared: &self.compared }
    }

    /// What is judged.
    pub(crate) fn judged(&self) -> Judged<'_> {
        Judged { views: &self.views, workloads: &self.settings.workloads }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Tracker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A view that can be judged; nothing where it is not supported.
fn compiled_view(counted: &CountedView, fields: &FieldCatalog) -> Option<CompiledView> {
    let view = &counted.view;
    let compiled = |conditions: &[Condition]| -> Option<Vec<Compiled>> {
        conditions.iter().map(|one| compile(one, fields).ok()).collect()
    };
    let is_readable = view.unreadable.is_none();
    is_readable.then_some(CompiledView {
        id: counted.id(),
        all: compiled(&view.all)?,
        any: compiled(&view.any)?,
        until: counted.until,
    })
}
