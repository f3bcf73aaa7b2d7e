//! `inflow volumes`: contacts per queue and interval.

use std::io::Write;

use chrono::NaiveDate;
use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;
use inflow_ingest::Context;
use inflow_ingest::queues::{self, Queue, covered};
use inflow_store::Integration;

use super::integration;
use crate::cli::VolumesArgs;
use crate::failure::InputError;
use crate::output::volumes::{Shape, Writer};
use crate::output::{Destination, hint};

pub(super) async fn run(context: &Context, args: &VolumesArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    if integration.coverage.is_none() {
        hint("nothing is fully imported yet: run `inflow import` first");
    }
    let mut out = Destination::new(args.output.as_deref())?;
    write_volumes(context, &integration, args, &mut out).await?;
    out.finish()
}

/// Writes the asked volumes in the asked form.
pub async fn write_volumes(
    context: &Context,
    integration: &Integration,
    args: &VolumesArgs,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let shape = shape(integration, args)?;
    let mut queues = queues::queues(context, integration).await?;
    if let Some(wanted) = &args.queue {
        queues = queues::select(queues, wanted)?;
    }
    let mut writer = Writer::new(args.format.format, &queues, out)?;
    for queue in &queues {
        write_queue(context, integration, queue, &shape, &mut writer).await?;
    }
    writer.finish()
}

async fn write_queue(
    context: &Context,
    integration: &Integration,
    queue: &Queue,
    shape: &Shape,
    writer: &mut Writer<'_>,
) -> anyhow::Result<()> {
    let key = &queue.summary.key;
    let Some((covered_from, covered_until)) = covered(integration, key) else { return Ok(()) };
    let shape =
        &Shape { from: shape.from.max(covered_from), to: shape.to.min(covered_until), ..*shape };
    let quarters = queues::volumes(context, integration, key, shape.from, shape.to).await?;
    writer.queue(queue, shape, &shape.buckets(key, &quarters))
}

/// The asked time, as far as it is covered (rule 8.2).
fn shape(integration: &Integration, args: &VolumesArgs) -> anyhow::Result<Shape> {
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
    if let Some(coverage) = integration.coverage {
        let (from, to) = (shape.from.max(coverage.from), shape.to.min(coverage.until));
        let begins = |at: Timestamp| shape.length.containing(at, zone).0 == at;
        if from < to && !(begins(from) && begins(to)) {
            hint(&format!(
                "note: the first or the last interval is only partly asked for or imported, from {} to {}",
                zone.format(from),
                zone.format(to),
            ));
        }
    }
    Ok(shape)
}

/// A day of the asked zone, or an instant.
pub(super) fn instant(text: &str, zone: TimeZone) -> anyhow::Result<Timestamp> {
    if let Ok(day) = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d") {
        return Ok(zone.start_of_day(day));
    }
    let wrong = || {
        InputError(format!(
            "\"{text}\" is no time: write a day (2025-09-01) or an instant (2025-09-01T09:15:00Z)"
        ))
    };
    Ok(Timestamp::parse(text).ok_or_else(wrong)?)
}
