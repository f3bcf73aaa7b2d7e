//! What commands are asked for: queues, workloads and times.

use std::collections::BTreeSet;

use inflow_app::Context;
use inflow_app::figures::queues::{self, Queue};
use inflow_app::figures::volumes::Shape;
use inflow_app::figures::workloads;
use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;
use inflow_store::Integration;

use crate::cli::VolumesArgs;
use crate::failure::InputError;

/// What is asked for, and all that could be.
pub(super) struct Asked {
    /// The queues and workloads that are asked for, by id.
    pub(super) queues: Vec<Queue>,
    /// Every queue and every workload.
    pub(super) all: Vec<Queue>,
    /// What the asker should know, told after the answer.
    pub(super) notes: Vec<String>,
}

/// The queues and workloads that are asked for; all queues where none of either is named.
pub(super) async fn asked(
    context: &Context,
    integration: &Integration,
    queue: &[String],
    workload: &[String],
) -> anyhow::Result<Asked> {
    let all = queues::queues(context, integration).await?;
    let workloads = workloads::workloads(context, integration).await?;
    let (mut queues, mut notes) = match (queue.is_empty(), workload.is_empty()) {
        (true, false) => (Vec::new(), Vec::new()),
        _ => asked_queues(all.clone(), queue)?,
    };
    for wanted in workload {
        let found = workloads::select(workloads.clone(), wanted)?;
        if !found.is_counted {
            notes.push(format!(
                "note: the workload \"{}\" is counted with the next import",
                found.workload.name
            ));
        }
        queues.push(found.queue);
    }
    queues.sort_by_cached_key(Queue::id);
    queues.dedup_by_key(|queue| queue.id());
    let all = all.into_iter().chain(workloads.into_iter().map(|one| one.queue)).collect();
    Ok(Asked { queues, all, notes })
}

/// The queues of these names and ids, in the order of all; all of them where none is named. With them, a
/// note of every name that several have.
pub(super) fn asked_queues(
    queues: Vec<Queue>,
    wanted: &[String],
) -> anyhow::Result<(Vec<Queue>, Vec<String>)> {
    if wanted.is_empty() {
        return Ok((queues, Vec::new()));
    }
    let (mut ids, mut notes) = (BTreeSet::new(), Vec::new());
    for wanted in wanted {
        let found = queues::select(queues.clone(), wanted)?;
        let found: Vec<String> = found.iter().map(Queue::id).collect();
        if found.len() > 1 {
            notes.push(format!(
                "note: {} queues are called \"{wanted}\", each has its own rows: {}; --queue ID asks for one",
                found.len(),
                found.join(", ")
            ));
        }
        ids.extend(found);
    }
    let found = queues.into_iter().filter(|queue| ids.contains(&queue.id())).collect();
    Ok((found, notes))
}

/// The asked time, as far as it is covered (rule 8.2), with a note where an interval is not whole.
pub(super) fn shape(
    integration: &Integration,
    args: &VolumesArgs,
) -> anyhow::Result<(Shape, Option<String>)> {
    let zone = args.time_zone;
    let asked = |text: &Option<String>| text.as_deref().map(|text| instant(text, zone)).transpose();
    let (from, to) = (asked(&args.from)?, asked(&args.to)?);
    if let (Some(from), Some(to)) = (from, to)
        && from >= to
    {
        return Err(InputError("--from must lie before --to".to_owned()).into());
    }
    let shape = Shape {
        length: args.interval,
        zone,
        fill: args.fill,
        from: from.unwrap_or(Timestamp(i64::MIN)),
        to: to.unwrap_or(Timestamp(i64::MAX)),
    };
    let note = integration.coverage.and_then(|coverage| {
        let (from, to) = (shape.from.max(coverage.from), shape.to.min(coverage.until));
        let begins = |at: Timestamp| shape.length.containing(at, zone).0 == at;
        (from < to && !(begins(from) && begins(to))).then(|| {
            format!(
                "note: the first or the last interval is only partly asked for or imported, from {} to {}",
                zone.format(from),
                zone.format(to),
            )
        })
    });
    Ok((shape, note))
}

/// A day of the asked zone, or an instant.
pub(super) fn instant(text: &str, zone: TimeZone) -> anyhow::Result<Timestamp> {
    let wrong = || {
        InputError(format!(
            "\"{text}\" is no time: write a day (2025-09-01) or an instant (2025-09-01T09:15:00Z)"
        ))
    };
    Ok(zone.instant(text).ok_or_else(wrong)?)
}
