//! How good an integration's figures are.

use inflow_domain::Timestamp;
use inflow_domain::interval::QUARTER_HOUR_SECONDS;
use inflow_mapping::Verdict;
use inflow_store::{Integration, Quality, Reconciliation};

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::views::views;
use crate::import::recount;
use crate::import::retention::dropped_until;

const DAY_SECONDS: i64 = 86_400;

/// How many imported days without a ticket event may mean that something is wrong.
const DAYS_WITHOUT_EVENT: i64 = 7;

/// How good the figures are, and what that was found from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityReport {
    /// What is kept and counted.
    pub quality: Quality,
    /// How many imported days passed since the last ticket event, where there are enough that something
    /// may be wrong.
    pub quiet_days: Option<i64>,
    /// The last ticket event that was dropped; nothing where none was.
    pub dropped_until: Option<Timestamp>,
    /// Listed views that are not supported (rule 6.3).
    pub unsupported_views: usize,
    /// Whether views, fields or channels changed since the last count.
    pub is_recount_due: bool,
    /// Quarter hours of calls that may still change (rule 8.2); nothing without Talk.
    pub provisional_intervals: Option<i64>,
    /// What the last comparison with Zendesk's own views came to.
    pub reconciliation: Option<Reconciliation>,
}

/// How good an integration's figures are.
pub async fn quality(
    context: &Context,
    integration: &Integration,
) -> Result<QualityReport, IngestError> {
    let (store, id) = (&context.store, integration.id);
    let reports = views(context, integration).await?;
    let unsupported = reports
        .iter()
        .filter(|report| report.listed && matches!(report.verdict, Verdict::Unsupported(_)));
    let quality = store.reports.quality(id).await?;
    let last = quality.last_event.zip(integration.coverage);
    let quiet_days = last.map(|(event, coverage)| (coverage.until.0 - event.0) / DAY_SECONDS);
    Ok(QualityReport {
        quality,
        quiet_days: quiet_days.filter(|days| *days >= DAYS_WITHOUT_EVENT),
        dropped_until: dropped_until(context, integration).await?,
        unsupported_views: unsupported.count(),
        is_recount_due: recount::is_due(context, integration).await?,
        provisional_intervals: provisional_intervals(integration),
        reconciliation: store.reconciliations.last_reconciliation(id).await?,
    })
}

fn provisional_intervals(integration: &Integration) -> Option<i64> {
    let coverage = integration.coverage?;
    let (from, until) = (coverage.provisional_from?, coverage.calls_until?);
    Some((until.0 - from.0).max(0) / QUARTER_HOUR_SECONDS)
}

/// The share of tickets that differ from Zendesk's own views without a known reason, in percent to two
/// decimals; nothing where no view could be compared.
#[expect(clippy::cast_precision_loss, reason = "a share to two decimals")]
pub fn drift_percent(outcome: &Reconciliation) -> Option<f64> {
    let of = outcome.tickets.max(outcome.differing).max(1);
    let hundredths = (outcome.differing as f64 / of as f64 * 10_000.0).round();
    (outcome.views > 0).then_some(hundredths / 100.0)
}
