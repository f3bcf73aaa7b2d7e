//! Deliveries: files that are written by themselves after imports, what they brought there, and the numbers
//! by which planners' products know our queues.

use std::collections::BTreeMap;

use async_trait::async_trait;
use inflow_domain::{IntegrationId, Timestamp};
use secrecy::SecretString;

use crate::error::StoreError;
use crate::leases::Lease;

/// A delivery to be saved.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    /// Its name, unique within the integration.
    pub name: String,
    /// What is delivered where, in the words of whoever makes it; the store never looks into it.
    pub settings: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it is due for the first time; after the next import where nothing is said.
    pub next_at: Option<Timestamp>,
    /// What its destination is entered with, kept encrypted.
    pub secret: Option<SecretString>,
}

/// A delivery as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its name.
    pub name: String,
    /// What is delivered where.
    pub settings: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it rests.
    pub paused_since: Option<Timestamp>,
    /// When it was last made or tried.
    pub last_at: Option<Timestamp>,
    /// How many times in a row it failed.
    pub failures: u32,
    /// Not before then; after the next import where nothing is said.
    pub next_at: Option<Timestamp>,
}

impl Delivery {
    /// Whether it is due after an import that ends now.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.paused_since.is_none() && self.next_at.is_none_or(|next_at| next_at <= now)
    }
}

/// What became of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryOutcome {
    /// Files were written.
    Written,
    /// Nothing had changed.
    Unchanged,
    /// It failed, and nothing is noted as delivered.
    Failed,
}

/// One attempt, as the log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryEntry {
    /// When it ended.
    pub at: Timestamp,
    /// What became of it.
    pub outcome: DeliveryOutcome,
    /// Files written.
    pub files: i64,
    /// Rows in them.
    pub rows: i64,
    /// A hash of their content; nothing where none was written.
    pub checksum: Option<String>,
    /// The files' names, or why it failed.
    pub says: Option<String>,
}

/// The end of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryEnd {
    /// What the log says.
    pub entry: DeliveryEntry,
    /// When the next one is due; after the next import where nothing is said.
    pub next_at: Option<Timestamp>,
    /// What was delivered of each series by now, where that changed; those that are not named stay.
    pub delivered: Vec<(String, Vec<u8>)>,
}

/// How many entries of a delivery's log are kept.
pub const DELIVERY_ENTRIES_KEPT: i64 = 1000;

/// The port of deliveries.
#[async_trait]
pub trait Deliveries: Send + Sync {
    /// Saves a delivery; [`StoreError::DeliveryNameTaken`] where the integration has one of that name.
    async fn add_delivery(&self, id: IntegrationId, new: NewDelivery) -> Result<(), StoreError>;

    /// The deliveries of an integration, by name.
    async fn deliveries(&self, id: IntegrationId) -> Result<Vec<Delivery>, StoreError>;

    /// What a delivery's destination is entered with, decrypted; nothing where it needs none.
    async fn delivery_secret(
        &self,
        id: IntegrationId,
        name: &str,
    ) -> Result<Option<SecretString>, StoreError>;

    /// Lets a delivery rest from an instant on, or go on; [`StoreError::NoSuchDelivery`] where there is none.
    async fn pause_delivery(
        &self,
        id: IntegrationId,
        name: &str,
        since: Option<Timestamp>,
    ) -> Result<(), StoreError>;

    /// Removes a delivery with its log and what it remembers; [`StoreError::NoSuchDelivery`] where there is
    /// none.
    async fn remove_delivery(&self, id: IntegrationId, name: &str) -> Result<(), StoreError>;

    /// What a delivery brought there of each series, as it was noted.
    async fn delivered(
        &self,
        id: IntegrationId,
        name: &str,
    ) -> Result<BTreeMap<String, Vec<u8>>, StoreError>;

    /// Notes the end of an attempt and what it brought there, together; [`StoreError::NoSuchDelivery`] where
    /// it was removed meanwhile.
    async fn end_delivery(
        &self,
        lease: Lease,
        name: &str,
        end: DeliveryEnd,
    ) -> Result<(), StoreError>;

    /// The last attempts of a delivery, newest first.
    async fn delivery_log(
        &self,
        id: IntegrationId,
        name: &str,
        limit: u32,
    ) -> Result<Vec<DeliveryEntry>, StoreError>;

    /// The number of each queue or workload, in their order, given to it now where it has none: whole, from 1
    /// on, no other one's in this database, and the same for ever.
    async fn queue_numbers(
        &self,
        id: IntegrationId,
        queues: Vec<String>,
    ) -> Result<Vec<i64>, StoreError>;
}
