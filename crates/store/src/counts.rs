//! Counting: the stored history goes through a counter, ticket by ticket, in bounded memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use inflow_domain::{
    Channel, Contact, CustomStatuses, FieldCatalog, FieldId, IntegrationId, TicketHistory,
    Timestamp, UserId, View, ViewId, Workload,
};

use crate::error::StoreError;
use crate::leases::Lease;

/// One definition of a view, as long as it lasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewVersion {
    /// The view under this definition.
    pub view: View,
    /// The discovery that first showed it.
    pub first_seen: Timestamp,
    /// The last discovery that showed it.
    pub last_seen: Timestamp,
}

/// What counting needs to know beside the tickets.
#[derive(Debug, Clone, Default)]
pub struct CountingInputs {
    /// Every version of every view: by view, oldest first.
    pub views: Vec<ViewVersion>,
    /// When the views were last listed.
    pub discovered_at: Option<Timestamp>,
    /// Users with role agent or admin as last discovered, and every user who is or was an assignee
    /// in the known history (rule 1).
    pub staff: Vec<UserId>,
    /// Users whose side changed since the last count: become staff or no longer staff.
    pub staff_changes: Vec<UserId>,
    /// Users that answer by themselves (rule 9.3).
    pub robots: BTreeSet<UserId>,
    /// The custom field that holds the seconds spent on a ticket, where one is named (rule 9.7).
    pub time_field: Option<FieldId>,
    /// Workloads, of Support and Talk (rule 10).
    pub workloads: Vec<Workload>,
    /// The custom ticket fields.
    pub fields: FieldCatalog,
    /// The custom statuses.
    pub statuses: CustomStatuses,
    /// Zendesk channels that are placed elsewhere than the rules do (rule 5.3).
    pub channel_overrides: BTreeMap<String, Channel>,
    /// What the stored figures were counted with; nothing before the first count.
    pub counted_with: Option<CountedWith>,
}

/// Names for everything but staff and history that decides about the figures: under the same names
/// the same figures come out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CountedWith {
    /// What decides about the contacts of all views alike.
    pub common: String,
    /// What decides about each view that counts, and each workload by the view as which it counts.
    pub views: BTreeMap<ViewId, String>,
}

/// What one ticket's history comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TicketCount {
    /// The contacts, in order.
    pub contacts: Vec<Contact>,
    /// Why the ticket's history is not exact, where it is not (rule 2.4).
    pub inexact: Option<String>,
    /// Whether something may be missing that nothing contradicts (rule 2.4).
    pub incomplete: bool,
    /// Custom fields whose values differ since the account renamed or removed them or their options.
    pub changed_fields: Vec<FieldId>,
}

/// Counts one ticket. Pure: the same history gives the same count.
pub trait TicketCounter: Send + Sync {
    /// The contacts of a ticket.
    fn count(&self, history: &TicketHistory) -> TicketCount;

    /// Takes from a ticket's contacts as they were counted before what is not judged again: views
    /// whose texts are erased (rule 6.5), or whose definition is as it was.
    fn carry_over(&self, _history: &TicketHistory, _before: &[Contact], _count: &mut TicketCount) {}
}

/// Which tickets are counted.
#[derive(Clone)]
pub enum CountScope {
    /// All: the figures are made anew.
    All,
    /// Those that changed since the last count, and those that these users wrote to.
    Changed {
        /// Users whose side changed.
        authors: Vec<UserId>,
    },
    /// All: those of [`CountScope::Changed`] as there, and all others with a counter that judges some
    /// views alone and carries over the rest.
    Views {
        /// Users whose side changed.
        authors: Vec<UserId>,
        /// Counts the tickets that did not change.
        others: Arc<dyn TicketCounter>,
    },
}

impl fmt::Debug for CountScope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => formatter.write_str("All"),
            Self::Changed { authors } => formatter.debug_tuple("Changed").field(authors).finish(),
            Self::Views { authors, .. } => formatter.debug_tuple("Views").field(authors).finish(),
        }
    }
}

/// Hears how many tickets are counted, of how many.
pub type CountProgress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// What a count did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CountReport {
    /// Tickets counted.
    pub tickets: u64,
    /// Ticket events replayed.
    pub events: u64,
    /// Contacts found.
    pub contacts: u64,
}

/// The port of counting.
#[async_trait]
pub trait Counts: Send + Sync {
    /// What counting needs to know beside the tickets.
    async fn inputs(&self, id: IntegrationId) -> Result<CountingInputs, StoreError>;

    /// Counts the tickets of the scope in one transaction: their contacts are replaced, the volumes
    /// follow, the tickets are no longer marked as changed, and `counted_with` and the staff of the
    /// inputs are remembered. Readers see the old figures until the new ones are whole. Several
    /// threads count, and the figures are the same however many there are; memory does not grow with
    /// the number of tickets. Before the first count every scope is [`CountScope::All`].
    async fn count(
        &self,
        lease: Lease,
        scope: CountScope,
        counter: Arc<dyn TicketCounter>,
        counted_with: CountedWith,
        progress: CountProgress,
    ) -> Result<CountReport, StoreError>;
}
