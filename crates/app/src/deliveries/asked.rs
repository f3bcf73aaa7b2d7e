//! Which queues and workloads a delivery is asked for, and what is to be written for them.

use inflow_domain::{QueueKey, Timestamp};
use inflow_formats::File;
use inflow_store::Integration;

use super::settings::Settings;
use crate::context::Context;
use crate::error::IngestError;
use crate::figures::queues::{self, Queue};
use crate::figures::workloads;

/// What is to be written, and what is to be noted once it is.
#[derive(Debug, Default)]
pub(super) struct Due {
    pub(super) files: Vec<Ready>,
    pub(super) delivered: Vec<(String, Vec<u8>)>,
    /// Files that wait for the next time, since there are too many for one.
    pub(super) waiting: usize,
}

/// A file with its name.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    pub(super) name: String,
    pub(super) rows: u64,
    pub(super) bytes: Vec<u8>,
}

impl Ready {
    /// Under the name that the formats give it.
    pub(super) fn of(file: File, whose: &str) -> Self {
        Self { name: file.name(whose), rows: file.rows, bytes: file.bytes }
    }
}

/// The queues and the workloads of an integration.
pub(super) async fn all_queues(
    context: &Context,
    integration: &Integration,
) -> Result<Vec<Queue>, IngestError> {
    let mut all = queues::queues(context, integration).await?;
    let workloads = workloads::workloads(context, integration).await?;
    all.extend(workloads.into_iter().map(|one| one.queue));
    Ok(all)
}

/// Where none is named, every queue is asked for and no workload: their contacts are the queues' already.
pub(super) fn is_asked(settings: &Settings, queue: &Queue) -> bool {
    if settings.queues.is_empty() {
        let key = &queue.summary.key;
        !matches!(key, QueueKey::Workload { .. } | QueueKey::CallWorkload(_))
    } else {
        settings.queues.contains(&queue.id())
    }
}

/// All time.
pub(super) const EVER: (Timestamp, Timestamp) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
