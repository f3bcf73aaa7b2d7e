//! The life of an integration after it was added: paused, resumed, deleted, taken up again, purged.

use async_trait::async_trait;
use inflow_domain::{IntegrationId, Timestamp};

use crate::error::StoreError;
use crate::integrations::Credentials;

/// Whether an integration is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// As usual.
    Active,
    /// Not before it is resumed.
    Paused {
        /// Since when.
        since: Timestamp,
    },
    /// No more; its queues and history stay.
    Deleted {
        /// Since when.
        at: Timestamp,
    },
}

impl Life {
    /// Whether it is deleted.
    pub fn is_deleted(self) -> bool {
        matches!(self, Self::Deleted { .. })
    }
}

/// The port of an integration's life. Every method but `purge` refuses a deleted one with
/// [`StoreError::Deleted`], save where its documentation says otherwise.
#[async_trait]
pub trait Lives: Send + Sync {
    /// It is not imported until it is resumed. A paused one stays paused since it was.
    async fn pause(&self, id: IntegrationId, at: Timestamp) -> Result<(), StoreError>;

    /// It is imported again; what was missed is read with the bookmarks that it has.
    async fn resume(&self, id: IntegrationId) -> Result<(), StoreError>;

    /// Erases its credentials; from now on nothing that is read is kept for it. Everything else
    /// stays and can be read.
    async fn delete(&self, id: IntegrationId, at: Timestamp) -> Result<(), StoreError>;

    /// Takes a deleted one up again with other credentials, and with its history and bookmarks;
    /// refuses one that is not deleted with [`StoreError::NotDeleted`].
    async fn take_up(
        &self,
        id: IntegrationId,
        credentials: Credentials,
        base_url: Option<String>,
    ) -> Result<(), StoreError>;

    /// Removes everything of it, whatever its state.
    async fn purge(&self, id: IntegrationId) -> Result<(), StoreError>;
}
