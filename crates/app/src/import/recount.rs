//! Counting the stored history again, and what that would change before it is done.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use inflow_domain::{Channel, QueueKey, Timestamp, ViewId, Workload};
use inflow_store::{CountReport, Integration};

use crate::access::audit::record;
use crate::context::Context;
use crate::error::IngestError;
use crate::figures::views::views;
use crate::import::counter::without_gaps;
use crate::import::counting::{self, Basis};
use crate::import::leases::with_lease;
use crate::import::progress::Progress;
use crate::import::retention;
use crate::import::walk;

/// The length of a day of UTC.
const DAY_SECONDS: i64 = 86_400;

/// A day of a queue whose figure would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The queue.
    pub queue: QueueKey,
    /// Its name.
    pub name: String,
    /// The start of the day, in UTC.
    pub day: Timestamp,
    /// Contacts as they are counted now.
    pub counted: i64,
    /// Contacts as they would be counted.
    pub recounted: i64,
}

/// What a recount would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun {
    /// Tickets that were looked at.
    pub tickets: u64,
    /// Whether views, fields or channels differ from those that the figures were counted with, so
    /// that the next import counts everything again by itself.
    pub is_due: bool,
    /// The differences, by queue and day.
    pub differences: Vec<Difference>,
}

/// Counts everything that is stored again, under the integration's lease.
pub async fn recount(
    context: &Context,
    integration: &Integration,
    progress: &Arc<dyn Progress>,
) -> Result<CountReport, IngestError> {
    let counted = with_lease(context, integration.id, async |lease| {
        counting::count_everything(context, integration, lease, progress).await
    });
    let report = counted.await?;
    record(context, "integration.recount", &integration.name, "").await?;
    Ok(report)
}

/// Whether views, fields or channels differ from those that the figures were counted with.
pub async fn is_due(context: &Context, integration: &Integration) -> Result<bool, IngestError> {
    let counted = integration.coverage.is_some();
    Ok(counted && !counting::basis(context, integration).await?.is_counted)
}

/// What a recount would change; nothing is written.
pub async fn dry_run(context: &Context, integration: &Integration) -> Result<DryRun, IngestError> {
    let Basis { engine, frozen, known_from, is_counted } =
        counting::basis(context, integration).await?;
    let counted = stored(context, integration).await?;
    let mut days = Days { tickets: 0, contacts: BTreeMap::new() };
    carry_over(context, integration, &frozen, &counted, &mut days).await?;
    let kept: BTreeSet<ViewId> = frozen.keys().copied().collect();
    let frozen_at = frozen;
    let stays = move |view: ViewId, at: Timestamp| {
        frozen_at.get(&view).is_some_and(|until| until.is_none_or(|until| at < until))
    };
    let days = walk::every_ticket(context, integration, days, move |days: &mut Days, history| {
        days.tickets += 1;
        for contact in engine.count(&without_gaps(history, known_from)).contacts {
            let counted = contact.view_ids().filter(|view| !stays(*view, contact.at));
            for view in counted {
                *days.contacts.entry((view, contact.channel, day(contact.at))).or_default() += 1;
            }
        }
        true
    })
    .await?;
    let days =
        retention::every_dropped_contact(context, integration, days, move |days, contact| {
            for view in contact.view_ids().filter(|view| !kept.contains(view)) {
                *days.contacts.entry((view, contact.channel, day(contact.at))).or_default() += 1;
            }
        })
        .await?;
    let titles = views(context, integration).await?.into_iter();
    let titles: BTreeMap<ViewId, String> =
        titles.map(|report| (report.view.id, report.view.title)).collect();
    let workloads = context.store.workloads.workloads(integration.id).await?.into_iter();
    let names = workloads.map(|workload| (ViewId::of_workload(workload.id), workload.name));
    let titles = titles.into_iter().chain(names).collect();
    let mut differences = compare(counted, days.contacts, &titles);
    differences.sort_by_cached_key(|difference| (difference.queue.id(), difference.day));
    Ok(DryRun { tickets: days.tickets, is_due: !is_counted, differences })
}

/// Contacts by view, channel and day.
type Contacts = BTreeMap<(ViewId, Channel, Timestamp), i64>;

struct Days {
    tickets: u64,
    contacts: Contacts,
}

fn day(at: Timestamp) -> Timestamp {
    Timestamp(at.0 - at.0.rem_euclid(DAY_SECONDS))
}

/// The figures of Support as they are. Those of Talk follow from the calls alone, and no recount
/// changes them.
async fn stored(context: &Context, integration: &Integration) -> Result<Contacts, IngestError> {
    let mut contacts = Contacts::new();
    let queues = context.store.reports.queues(integration.id).await?.into_iter();
    let workloads = context.store.workloads.workloads(integration.id).await?;
    let keys = queues.map(|queue| queue.key).chain(workloads.iter().map(Workload::key));
    for key in keys {
        let Some((view, _)) = key.as_view() else { continue };
        let (from, to) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
        for (interval, figures) in
            context.store.reports.volumes(integration.id, &key, from, to).await?
        {
            let place = (view, key.channel(), day(interval.start()));
            *contacts.entry(place).or_default() += figures.offered;
        }
    }
    Ok(contacts)
}

/// What views counted whose texts are erased stays as it is, up to the view's end (rule 6.5).
async fn carry_over(
    context: &Context,
    integration: &Integration,
    frozen: &BTreeMap<ViewId, Option<Timestamp>>,
    counted: &Contacts,
    days: &mut Days,
) -> Result<(), IngestError> {
    for (place, contacts) in counted {
        let Some(until) = frozen.get(&place.0) else { continue };
        let (view, channel, day) = *place;
        let end = day.plus_seconds(DAY_SECONDS);
        let gone = match until {
            Some(until) if *until < end => {
                let queue = QueueKey::counted_as(view, channel);
                let reports = &context.store.reports;
                let late = reports.contacts(integration.id, &queue, day.max(*until), end).await?;
                i64::try_from(late.len()).unwrap_or(i64::MAX)
            }
            _ => 0,
        };
        days.contacts.insert(*place, contacts - gone);
    }
    Ok(())
}

fn compare(
    counted: Contacts,
    recounted: Contacts,
    titles: &BTreeMap<ViewId, String>,
) -> Vec<Difference> {
    let mut both: BTreeMap<(ViewId, Channel, Timestamp), (i64, i64)> = BTreeMap::new();
    for (place, contacts) in counted {
        both.entry(place).or_default().0 = contacts;
    }
    for (place, contacts) in recounted {
        both.entry(place).or_default().1 = contacts;
    }
    both.into_iter()
        .filter(|(_, (counted, recounted))| counted != recounted)
        .map(|((view, channel, day), (counted, recounted))| {
            let queue = QueueKey::counted_as(view, channel);
            let name = queue.name(titles.get(&view).map_or("", String::as_str));
            Difference { queue, name, day, counted, recounted }
        })
        .collect()
}
