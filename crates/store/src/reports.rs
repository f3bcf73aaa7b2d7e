//! Reading: queues, volumes, and the contacts behind every figure.

use std::collections::BTreeMap;

use async_trait::async_trait;
use inflow_domain::{
    Call, CallFates, Channel, Contact, Fates, FieldId, Figures, IntegrationId, Interval, QueueKey,
    TicketHistory, TicketId, Timestamp, Waiting,
};

use crate::counts::ViewVersion;
use crate::error::StoreError;
use crate::retention::EventDrop;

/// A queue that has, or had, a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueSummary {
    /// What it is.
    pub key: QueueKey,
    /// All its contacts.
    pub offered: i64,
    /// The interval of its first contact.
    pub first: Interval,
    /// The interval of its last contact.
    pub last: Interval,
}

/// A queue with what decides about its name and its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRecord {
    /// What it counted.
    pub summary: QueueSummary,
    /// Every version of its view, oldest first; none for Talk.
    pub versions: Vec<ViewVersion>,
    /// When the views were last listed.
    pub discovered_at: Option<Timestamp>,
    /// What was dropped of the history, by time.
    pub drops: Vec<EventDrop>,
}

/// Rows of an endpoint that could not be read whole, for one reason (rule 8.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OddRows {
    /// The endpoint's path.
    pub endpoint: String,
    /// Whether they were left out; else they were read, with blanks.
    pub set_aside: bool,
    /// What is odd about them.
    pub problem: String,
    /// How many.
    pub rows: i64,
    /// Where the newest of them stood.
    pub newest_place: String,
    /// When it was met.
    pub newest_at: Timestamp,
}

/// What became of the contacts that arrived in a quarter hour, and the change of what waits (rule 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuarterFates {
    /// The quarter hour.
    pub interval: Interval,
    /// The contacts that arrived in it.
    pub fates: Fates,
    /// By how much more waits at its end than at its beginning.
    pub change: Waiting,
}

/// What became of a Support queue's contacts in a range of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QueueFates {
    /// What waited when the range began.
    pub waiting_before: Waiting,
    /// The quarter hours in which something arrived or what waits changed, by time.
    pub quarters: Vec<QuarterFates>,
}

/// What became of the calls of a quarter hour (rule 9.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuarterCalls {
    /// The quarter hour.
    pub interval: Interval,
    /// Its calls.
    pub fates: CallFates,
}

/// What became of a Talk queue's calls in a range of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueCalls {
    /// Nothing is told before of how calls were answered: the beginning of time where all are told of, and
    /// its end where none is.
    pub told_from: Timestamp,
    /// The quarter hours with a call, by time.
    pub quarters: Vec<QuarterCalls>,
}

/// How good the figures are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quality {
    /// Tickets known.
    pub tickets: i64,
    /// Ticket events kept.
    pub ticket_events: i64,
    /// Inbound and outbound calls kept.
    pub calls: i64,
    /// Inbound calls that were read before it was kept how they were answered (rule 9.6).
    pub untold_calls: i64,
    /// Contacts found.
    pub contacts: i64,
    /// Contacts that were in no view (rule 4.3).
    pub contacts_outside_views: i64,
    /// Zendesk channels that no table names, with how often they came (rule 5.3), most first.
    pub unmapped_channels: Vec<(String, i64)>,
    /// Tickets whose history is not exact (rule 2.4), by reason; where a repair was tried, the
    /// reason says why it did not help.
    pub inexact_tickets: Vec<(String, i64)>,
    /// Tickets whose audits are still to be asked for (rule 2.4).
    pub waiting_for_repair: u64,
    /// Custom fields that tickets show otherwise than their events tell, since the account renamed or
    /// removed them or their options (rule 2.4); each once.
    pub changed_fields: Vec<FieldId>,
    /// Rows that could not be read whole (rule 8.5), by endpoint and reason; those set aside first.
    pub odd_rows: Vec<OddRows>,
    /// Closed tickets whose histories were dropped.
    pub dropped_tickets: i64,
    /// The time of the last ticket event.
    pub last_event: Option<Timestamp>,
}

/// The port of reading.
#[async_trait]
pub trait Reports: Send + Sync {
    /// Every queue with a contact, Support and Talk, sorted by queue id; no workloads.
    async fn queues(&self, id: IntegrationId) -> Result<Vec<QueueSummary>, StoreError>;

    /// One queue or workload, where it has a contact.
    async fn queue(
        &self,
        id: IntegrationId,
        queue: &QueueKey,
    ) -> Result<Option<QueueRecord>, StoreError>;

    /// One queue's intervals with a contact whose start is in `[from, to)`, by time.
    async fn volumes(
        &self,
        id: IntegrationId,
        queue: &QueueKey,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(Interval, Figures)>, StoreError>;

    /// What became of the contacts of a Support queue that arrived in `[from, to)`, both at the start of an
    /// interval, and what waited; nothing for Talk, and nothing until everything is counted with ends.
    async fn fates(
        &self,
        id: IntegrationId,
        queue: &QueueKey,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Option<QueueFates>, StoreError>;

    /// What became of the calls of a Talk queue that began in `[from, to)`, both at the start of an
    /// interval; nothing for Support.
    async fn call_fates(
        &self,
        id: IntegrationId,
        queue: &QueueKey,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Option<QueueCalls>, StoreError>;

    /// The contacts of a Support queue in `[from, to)`, by time and event; none for Talk.
    async fn contacts(
        &self,
        id: IntegrationId,
        queue: &QueueKey,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Contact>, StoreError>;

    /// How many contacts arrived in `[from, to)`, by channel: those that count in a view, each once, however many
    /// views hold it (rule 4.4). Channels without any are left out.
    async fn arrivals(
        &self,
        id: IntegrationId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<BTreeMap<Channel, i64>, StoreError>;

    /// The inbound calls of a Talk queue in `[from, to)`, by time and id; none for Support.
    async fn calls(
        &self,
        id: IntegrationId,
        queue: &QueueKey,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Call>, StoreError>;

    /// All that is known of a ticket.
    async fn ticket(
        &self,
        id: IntegrationId,
        ticket: TicketId,
    ) -> Result<Option<TicketHistory>, StoreError>;

    /// Every version of every view: by view, oldest first.
    async fn views(&self, id: IntegrationId) -> Result<Vec<ViewVersion>, StoreError>;

    /// How good the figures are.
    async fn quality(&self, id: IntegrationId) -> Result<Quality, StoreError>;
}
