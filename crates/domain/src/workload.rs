//! Workloads: what one team answers, each piece of work once (rule 10).

use std::collections::BTreeSet;

use crate::channel::Channel;
use crate::clock::Timestamp;
use crate::ids::{ViewId, WorkloadId};
use crate::queue::{CallQueue, QueueKey};

/// A named set of views with one channel, or of Talk queues (rule 10.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// Its id, which no other workload of the integration ever gets.
    pub id: WorkloadId,
    /// Its name.
    pub name: String,
    /// What it is made of.
    pub members: Members,
    /// When it was made.
    pub made_at: Timestamp,
}

/// What a workload is made of; Support and Talk are never mixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Members {
    /// One channel of some views.
    Views {
        /// The channel.
        channel: Channel,
        /// The views.
        views: BTreeSet<ViewId>,
    },
    /// Talk queues.
    Calls(BTreeSet<CallQueue>),
}

impl Workload {
    /// The workload as a queue.
    pub fn key(&self) -> QueueKey {
        let workload = self.id;
        match &self.members {
            Members::Views { channel, .. } => QueueKey::Workload { workload, channel: *channel },
            Members::Calls(_) => QueueKey::CallWorkload(workload),
        }
    }
}
