//! What an operator does to a database as a whole: backups and keys.

use std::path::Path;

use async_trait::async_trait;

use crate::error::StoreError;

/// The port of upkeep.
#[async_trait]
pub trait Upkeep: Send + Sync {
    /// Copies everything as of one moment into a new file, while others read and write.
    async fn backup(&self, to: &Path) -> Result<(), StoreError>;

    /// Makes a new key and encrypts the credentials of all integrations with it; how many there are.
    /// Whatever cuts this off, the key file opens every secret afterwards.
    async fn rotate_key(&self) -> Result<usize, StoreError>;
}
