//! How much arrived in a range of time, over all queues: what queues hold in common counts once.

use std::collections::BTreeMap;

use inflow_domain::{Channel, Interval, Timestamp};
use inflow_store::Integration;

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::queues::Queue;

/// What arrived.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrivals {
    /// The contacts of tickets that count in a view, by channel (rule 4.4).
    pub tickets: BTreeMap<Channel, i64>,
    /// The inbound calls of Talk. One may have made a ticket, and then counts there as well (rule 7.5).
    pub calls: i64,
}

impl Arrivals {
    /// All contacts of tickets.
    pub fn of_tickets(&self) -> i64 {
        self.tickets.values().sum()
    }
}

/// What arrived in `[from, to)`. Of Talk it takes the quarter hours that begin in it; `queues` are all queues.
pub async fn arrivals(
    context: &Context,
    integration: &Integration,
    queues: &[Queue],
    from: Timestamp,
    to: Timestamp,
) -> Result<Arrivals, IngestError> {
    let reports = &context.store.reports;
    let mut arrivals =
        Arrivals { tickets: reports.arrivals(integration.id, from, to).await?, calls: 0 };
    // Each call is in one queue of Talk.
    for queue in queues.iter().filter(|queue| queue.summary.key.is_talk()) {
        if queue.summary.last >= Interval::containing(from) {
            let found = reports.volumes(integration.id, &queue.summary.key, from, to).await?;
            arrivals.calls += found.iter().map(|(_, figures)| figures.offered).sum::<i64>();
        }
    }
    Ok(arrivals)
}
