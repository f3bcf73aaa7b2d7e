//! Leases: who may import an integration, and until when. Every write of an import names its lease and
//! is refused once another worker took it, so that no two ever write for one integration.

use std::time::Duration;

use async_trait::async_trait;
use inflow_domain::{IntegrationId, Timestamp};

use crate::error::StoreError;

/// Who takes leases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// A name by which a person finds the process.
    pub name: String,
    /// How long a lease lasts unless it is renewed.
    pub lease: Duration,
}

/// The right to write what is imported and counted for one integration, until it is released or another
/// worker takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// The integration.
    pub integration: IntegrationId,
    /// Grows whenever the integration's lease is taken or given back, and is 1 the first time it is taken: a
    /// write under an earlier one is refused.
    pub fence: i64,
}

/// What a worker takes that has room for more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The time by the clock that runs are planned with.
    pub now: Timestamp,
    /// Nobody waits for longer: what is planned later was planned by a clock that was ahead, and is due.
    pub latest: Timestamp,
    /// The most that are wanted.
    pub room: usize,
    /// What the worker works on already.
    pub except: Vec<IntegrationId>,
}

/// A lease that somebody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The integration.
    pub integration: IntegrationId,
    /// The worker's name.
    pub worker: String,
    /// Until when, unless it is renewed, by the database's clock.
    pub until: Timestamp,
}

/// The port of leases. Leases are taken by who has the right to import
/// ([`Imports::claim`](crate::Imports::claim)). They go by the database's clock.
///
/// Where one process at a time has that right, its leases last until it ends, and whoever gets the right
/// next finds them free. Where several have it, a lease is free once it is not renewed in time.
#[async_trait]
pub trait Leases: Send + Sync {
    /// Takes one integration's lease; [`StoreError::Leased`] where another has it, in this process or
    /// another.
    async fn take(&self, id: IntegrationId, worker: &Worker) -> Result<Lease, StoreError>;

    /// Takes leases of what is due and free: what was cut off goes first, then what was never planned, then
    /// what is longest overdue. What others are just taking is passed over.
    async fn take_due(&self, worker: &Worker, due: Due) -> Result<Vec<Lease>, StoreError>;

    /// Makes a lease last from now on; [`StoreError::LeaseLost`] where it was released or another took it.
    /// It does not wait for transactions under the lease.
    async fn renew(&self, lease: Lease, worker: &Worker) -> Result<(), StoreError>;

    /// Gives a lease back; nothing happens where it was lost.
    async fn release(&self, lease: Lease) -> Result<(), StoreError>;

    /// Who has which lease now.
    async fn holders(&self) -> Result<Vec<Holder>, StoreError>;
}
