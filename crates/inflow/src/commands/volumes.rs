//! `inflow volumes`: contacts per queue and interval.

use std::io::IsTerminal;

use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;
use inflow_ingest::Context;
use inflow_ingest::queues;
use inflow_ingest::volumes::files::Out;
use inflow_ingest::volumes::{Shape, buckets};
use inflow_store::Integration;

use super::integration;
use crate::cli::{VolumesArgs, VolumesFormat};
use crate::failure::InputError;
use crate::output::volumes::Writer;
use crate::output::{Destination, hint};

pub(super) async fn run(context: &Context, args: &VolumesArgs) -> anyhow::Result<()> {
    let to_a_terminal = args.output.is_none() && std::io::stdout().is_terminal();
    refuse_bytes_for_a_terminal(args.format, to_a_terminal)?;
    let integration = integration(context, &args.named).await?;
    if integration.coverage.is_none() {
        hint("nothing is fully imported yet: run `inflow import` first");
    }
    let mut out = Destination::new(args.output.as_deref())?;
    write_volumes(context, &integration, args, &mut out).await?;
    out.finish()
}

/// A terminal cannot show Parquet, and its bytes may leave it unusable.
fn refuse_bytes_for_a_terminal(
    format: VolumesFormat,
    to_a_terminal: bool,
) -> Result<(), InputError> {
    if format.is_text() || !to_a_terminal {
        return Ok(());
    }
    let name = format.name();
    Err(InputError(format!("{name} is not for terminals: name a file, such as -o volumes.{name}")))
}

/// Writes the asked volumes in the asked form.
pub async fn write_volumes(
    context: &Context,
    integration: &Integration,
    args: &VolumesArgs,
    out: Out<'_>,
) -> anyhow::Result<()> {
    let shape = shape(integration, args)?;
    let mut queues = queues::queues(context, integration).await?;
    if let Some(wanted) = &args.queue {
        queues = queues::select(queues, wanted)?;
    }
    let writer = Writer::new(args.format, shape.zone, &queues, out)?;
    let mut writer = writer.for_spreadsheets(args.spreadsheet);
    for queue in &queues {
        let key = &queue.summary.key;
        writer.queue(queue, buckets(context, integration, key, &shape).await?)?;
    }
    Ok(writer.finish()?)
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
    let wrong = || {
        InputError(format!(
            "\"{text}\" is no time: write a day (2025-09-01) or an instant (2025-09-01T09:15:00Z)"
        ))
    };
    Ok(zone.instant(text).ok_or_else(wrong)?)
}

#[cfg(all(test, feature = "parquet"))]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_refused_on_a_terminal_alone() {
        let refused = refuse_bytes_for_a_terminal(VolumesFormat::Parquet, true);
        assert!(refused.expect_err("a refusal").to_string().contains("-o volumes.parquet"));
        assert!(refuse_bytes_for_a_terminal(VolumesFormat::Parquet, false).is_ok());
        assert!(refuse_bytes_for_a_terminal(VolumesFormat::Json, true).is_ok());
    }
}
