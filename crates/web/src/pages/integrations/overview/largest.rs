//! The workloads and the largest queues: how much arrived, what waits, and what was answered in time.

use inflow_app::Context;
use inflow_app::figures::queues::{Queue, QueueState};
use inflow_app::figures::workloads::workloads;
use inflow_domain::{Figures, Interval, QueueKey, Timestamp};
use inflow_store::Integration;

use super::arrived::{Compared, Span, Spans};
use crate::pages::address;
use crate::pages::charts::spark::Spark;
use crate::pages::errors::PageError;
use crate::pages::i18n::Text;
use crate::pages::layout::Page;
use crate::pages::queues::asked::usual_target;
use crate::pages::queues::chosen::known;
use crate::pages::queues::fates::glance;
use crate::pages::queues::list::{channel_message, spark};

/// So many workloads are shown.
const MOST_WORKLOADS: usize = 8;

/// So many queues are shown.
const MOST_QUEUES: usize = 6;

/// A workload or a queue.
pub(in crate::pages::integrations) struct Row {
    pub(super) address: String,
    pub(super) name: String,
    pub(super) is_workload: bool,
    pub(super) channel: Text,
    pub(super) day: Compared,
    pub(super) week: Compared,
    /// How many contacts wait; nothing of Talk.
    pub(super) waiting: Option<i64>,
    /// How many of a hundred answered contacts were answered within the target, in the last whole week.
    pub(super) within: Option<f64>,
    pub(super) spark: Option<Spark>,
}

/// The workloads, and the largest of the queues that go on; nothing before the first import.
pub(super) async fn largest(
    context: &Context,
    integration: &Integration,
    page: &Page,
    queues: &[Queue],
) -> Result<Vec<Row>, PageError> {
    let Some(spans) = Spans::of(integration, page) else { return Ok(Vec::new()) };
    let is_active = |queue: &&Queue| queue.state == QueueState::Active;
    let workloads = workloads(context, integration).await?;
    let workloads = workloads.iter().filter(|one| one.is_counted).map(|one| &one.queue);
    let mut shown: Vec<&Queue> = workloads.filter(is_active).take(MOST_WORKLOADS).collect();
    let mut largest: Vec<&Queue> = queues.iter().filter(is_active).collect();
    largest.sort_by(|left, right| {
        let offered = |queue: &Queue| queue.summary.offered;
        offered(right).cmp(&offered(left)).then_with(|| left.name.cmp(&right.name))
    });
    shown.extend(largest.into_iter().take(MOST_QUEUES));
    let mut rows = Vec::with_capacity(shown.len());
    for queue in shown {
        rows.push(row(context, integration, page, queue, &spans).await?);
    }
    Ok(rows)
}

async fn row(
    context: &Context,
    integration: &Integration,
    page: &Page,
    queue: &Queue,
    spans: &Spans,
) -> Result<Row, PageError> {
    let key = &queue.summary.key;
    let from = spans.week.before.0.min(spans.day.before.0);
    let quarters = context.store.reports.volumes(integration.id, key, from, spans.until).await?;
    let glance = match known(integration, queue).filter(|_| !key.is_talk()) {
        Some(known) => {
            Some(glance(context, integration, page, queue, &known, usual_target()).await?)
        }
        None => None,
    };
    let compared = |span: Span| {
        let before = spans.is_known(span).then(|| offered(&quarters, span.before));
        Compared::new(page, offered(&quarters, span.now), before)
    };
    Ok(Row {
        address: address::of_queue(integration.id, &queue.id()),
        name: queue.name.clone(),
        is_workload: matches!(key, QueueKey::Workload { .. } | QueueKey::CallWorkload(_)),
        channel: page.t(channel_message(key.channel())),
        day: compared(spans.day),
        week: compared(spans.week),
        waiting: glance.as_ref().and_then(|glance| Some(glance.now.as_ref()?.waiting.contacts)),
        within: glance.and_then(|glance| glance.share),
        spark: spark(context, integration, page, queue).await?,
    })
}

/// The contacts whose quarter hours begin in a span.
fn offered(quarters: &[(Interval, Figures)], (from, to): (Timestamp, Timestamp)) -> i64 {
    let within = quarters.iter().filter(|(interval, _)| (from..to).contains(&interval.start()));
    within.map(|(_, figures)| figures.offered).sum()
}
