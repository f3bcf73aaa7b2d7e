//! What was read from Zendesk. Rows and the bookmark that they led to are one transaction, so that
//! an import that is killed goes on where it was and counts nothing twice (rule 8.4).

use async_trait::async_trait;
use inflow_domain::{
    Call, CustomStatuses, FieldCatalog, IntegrationId, TicketEvent, TicketSnapshot, Timestamp,
    UserId, View,
};

use crate::error::StoreError;
use crate::integrations::Coverage;
use crate::leases::Lease;

/// Where the export of tickets goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TicketBookmark {
    /// Zendesk's cursor.
    pub cursor: Option<String>,
    /// The highest position that was read, for when the cursor is no longer taken.
    pub generated_at: Option<Timestamp>,
    /// Whether tickets were passed over that could not be read; those of them that have events are to be
    /// asked for one by one.
    pub passed_over: bool,
}

/// Where each stream goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bookmarks {
    /// Tickets.
    pub tickets: TicketBookmark,
    /// Ticket events: the next start time.
    pub ticket_events: Option<Timestamp>,
    /// Calls: the next start time.
    pub calls: Option<Timestamp>,
    /// When staff and fields were read last.
    pub fully_discovered_at: Option<Timestamp>,
    /// Whether subjects and descriptions are kept, since an active view judges text (rule 6.5).
    /// Where they are not, the store leaves them out of what it is given.
    pub keeps_text: bool,
}

/// What an account looks like at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// When it was looked at.
    pub at: Timestamp,
    /// Users with role agent or admin; nothing where they were not looked at, and stay.
    pub staff: Option<Vec<UserId>>,
    /// Every listed view.
    pub views: Vec<View>,
    /// The custom ticket fields; nothing where they were not looked at, and stay.
    pub fields: Option<FieldCatalog>,
    /// The custom statuses; nothing where they were not looked at, and stay.
    pub statuses: Option<CustomStatuses>,
    /// When staff, fields and statuses were all looked at last.
    pub fully_at: Option<Timestamp>,
    /// Whether subjects and descriptions are to be kept from now on. When this becomes true the
    /// store forgets the tickets' bookmark, so that the ticket export alone is read again; when it
    /// becomes false the store erases the texts it has.
    pub keeps_text: bool,
}

/// A row of an answer that could not be read whole (rule 8.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OddRow {
    /// The endpoint's path.
    pub endpoint: String,
    /// Tells the row from the others of its endpoint, whenever it is read.
    pub key: String,
    /// Whether it was left out; else it was read, with blanks.
    pub set_aside: bool,
    /// What is odd about it; never what was found.
    pub problem: String,
    /// Where it stood.
    pub place: String,
    /// When it was met.
    pub noted_at: Timestamp,
}

/// The right to import; given back when dropped.
pub trait ImportClaim: Send + Sync {}

/// The port of what was read. What is saved is saved under a lease, or refused with
/// [`StoreError::LeaseLost`].
#[async_trait]
pub trait Imports: Send + Sync {
    /// Claims the right to import into this database, and so to take leases. Where the database can be
    /// written by one process at a time alone, as a file can, [`StoreError::Claimed`] where another has it;
    /// elsewhere everybody has it.
    async fn claim(&self) -> Result<Box<dyn ImportClaim>, StoreError>;

    /// Whether somebody may have that right now: this process or another.
    async fn is_claimed(&self) -> Result<bool, StoreError>;

    /// Where each stream goes on.
    async fn bookmarks(&self, id: IntegrationId) -> Result<Bookmarks, StoreError>;

    /// Replaces what is known of staff and fields where they were looked at, and adds a version for each view
    /// that changed.
    async fn save_discovery(&self, lease: Lease, found: Discovery) -> Result<(), StoreError>;

    /// Keeps snapshots; of two of one ticket the one with the higher position, the later on a tie.
    async fn save_tickets(
        &self,
        lease: Lease,
        tickets: Vec<TicketSnapshot>,
        bookmark: TicketBookmark,
    ) -> Result<(), StoreError>;

    /// Keeps events; a repeated event replaces the earlier one (rule 2.5).
    async fn save_ticket_events(
        &self,
        lease: Lease,
        events: Vec<TicketEvent>,
        bookmark: Timestamp,
    ) -> Result<(), StoreError>;

    /// Keeps calls; a newer record replaces the earlier one (rule 7.1).
    async fn save_calls(
        &self,
        lease: Lease,
        calls: Vec<Call>,
        bookmark: Timestamp,
    ) -> Result<(), StoreError>;

    /// Those of some odd rows that were not saved yet.
    async fn new_odd_rows(
        &self,
        id: IntegrationId,
        rows: Vec<OddRow>,
    ) -> Result<Vec<OddRow>, StoreError>;

    /// Keeps odd rows, the newest ten thousand of an integration; one that is met again counts once.
    async fn save_odd_rows(&self, lease: Lease, rows: Vec<OddRow>) -> Result<(), StoreError>;

    /// Says that everything up to the coverage's end is imported and counted, and when an import
    /// succeeded, if this one did.
    async fn finish(
        &self,
        lease: Lease,
        coverage: Coverage,
        at: Option<Timestamp>,
    ) -> Result<(), StoreError>;
}
