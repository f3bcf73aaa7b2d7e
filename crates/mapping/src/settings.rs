//! What the engine counts with: settings, and all that follows from them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use inflow_domain::{
    ChannelTable, Condition, CustomStatuses, Field, FieldCatalog, FieldId, Timestamp, UserId,
};

use crate::conditions::{Compiled, compile};
use crate::contacts::Staff;
use crate::counted::{CountedView, CountedWorkload};
use crate::index::{Index, Tracker};
use crate::judge::{CompiledView, Judged};
use crate::known::{Compared, Known, fields_read};

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

/// What every ticket is counted with.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) staff: Staff,
    pub(crate) compared: Compared,
    /// The supported views, by id.
    pub(crate) views: Vec<CompiledView>,
    pub(crate) index: Arc<Index>,
    /// Those that no thread is using: what one remembers serves the next ticket.
    idle: Mutex<Vec<Tracker>>,
}

impl Shared {
    /// All that follows from settings.
    pub(crate) fn new(mut settings: Settings) -> Self {
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
        Self { settings, staff, compared, views, index, idle }
    }

    /// What a history is read with.
    pub(crate) fn known(&self) -> Known<'_> {
        let Settings { fields, statuses, .. } = &self.settings;
        Known { fields, statuses, compared: &self.compared }
    }

    /// What is judged.
    pub(crate) fn judged(&self) -> Judged<'_> {
        Judged { views: &self.views, workloads: &self.settings.workloads }
    }

    /// Those that no thread is using.
    pub(crate) fn idle(&self) -> MutexGuard<'_, Vec<Tracker>> {
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
