//! Ports of the store, one trait a use case, and what they exchange.
//!
//! **This crate never knows a database, a wire format or how contacts are found**; it says what is
//! kept and what belongs into one transaction. Start with [`Store`].

pub mod answers;
pub mod api_keys;
pub mod audit_log;
pub mod channels;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod counts;
pub mod deliveries;
pub mod error;
pub mod histories;
pub mod imports;
pub mod integrations;
pub mod leases;
pub mod lives;
pub mod reconciliations;
pub mod repairs;
pub mod reports;
pub mod retention;
pub mod runs;
pub mod sessions;
pub mod slices;
pub mod upkeep;
pub mod users;
pub mod workloads;

use std::sync::Arc;

pub use answers::Answers;
pub use api_keys::{ApiKey, ApiKeyId, ApiKeys, NewApiKey};
pub use audit_log::{Actor, ActorKind, AuditEntry, AuditLog};
pub use channels::Channels;
pub use counts::{
    CountProgress, CountReport, CountScope, CountedWith, CountingInputs, Counts, TicketCount,
    TicketCounter, ViewVersion,
};
pub use deliveries::{
    DELIVERY_ENTRIES_KEPT, Deliveries, Delivery, DeliveryEnd, DeliveryEntry, DeliveryOutcome,
    NewDelivery,
};
pub use error::StoreError;
pub use histories::{Histories, HistoryVisitor};
pub use imports::{Bookmarks, Discovery, ImportClaim, Imports, OddRow, TicketBookmark};
pub use integrations::{Coverage, Credentials, Integration, Integrations, NewIntegration};
pub use leases::{Due, Holder, Lease, Leases, Worker};
pub use lives::{Life, Lives};
pub use reconciliations::{Reconciliation, Reconciliations};
pub use repairs::{InexactTicket, Repairs};
pub use reports::{
    OddRows, Quality, QuarterCalls, QuarterFates, QueueCalls, QueueFates, QueueRecord,
    QueueSummary, Reports,
};
pub use retention::{ContactVisitor, Drop, EventDrop, Retention, Swept};
pub use runs::{CUT_OFF_AT_MOST, Run, RunEnd, RunFailure, RunProgress, Runs, Scheduled};
pub use sessions::{Guessed, Session, Sessions};
pub use slices::{History, Slice, Slices, Step, TicketPlace};
pub use upkeep::{Examination, Examined, Replication, Upkeep};
pub use users::{NewUser, OneTimeLink, Role, SecretHash, User, UserId, Users};
pub use workloads::Workloads;

/// Every port, wired by hand where the program starts.
#[derive(Clone)]
pub struct Store {
    /// Which accounts are connected.
    pub integrations: Arc<dyn Integrations>,
    /// Whether they are imported.
    pub lives: Arc<dyn Lives>,
    /// Who imports them.
    pub leases: Arc<dyn Leases>,
    /// How their import runs go.
    pub runs: Arc<dyn Runs>,
    /// Backups and keys.
    pub upkeep: Arc<dyn Upkeep>,
    /// What was read from Zendesk.
    pub imports: Arc<dyn Imports>,
    /// Who answers by itself, and where handling time stands.
    pub answers: Arc<dyn Answers>,
    /// Which views and Talk queues are planned together.
    pub workloads: Arc<dyn Workloads>,
    /// How far back it reaches.
    pub slices: Arc<dyn Slices>,
    /// Which channels are placed elsewhere.
    pub channels: Arc<dyn Channels>,
    /// What is written by itself after imports.
    pub deliveries: Arc<dyn Deliveries>,
    /// What was counted from it.
    pub counts: Arc<dyn Counts>,
    /// Walks over what was read.
    pub histories: Arc<dyn Histories>,
    /// What is repaired in what was read.
    pub repairs: Arc<dyn Repairs>,
    /// What comparisons with Zendesk came to.
    pub reconciliations: Arc<dyn Reconciliations>,
    /// What is dropped after a time.
    pub retention: Arc<dyn Retention>,
    /// The figures and what stands behind them.
    pub reports: Arc<dyn Reports>,
    /// Who may sign in.
    pub users: Arc<dyn Users>,
    /// Who is signed in.
    pub sessions: Arc<dyn Sessions>,
    /// Which programs may ask.
    pub api_keys: Arc<dyn ApiKeys>,
    /// Who changed what.
    pub audit_log: Arc<dyn AuditLog>,
}
