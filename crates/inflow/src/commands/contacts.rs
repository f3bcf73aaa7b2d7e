//! `inflow contacts`: one row per contact and queue.

use std::io::{IsTerminal as _, Write as _};

use inflow_app::figures::contacts::{ContactPages, ContactWriter};
use inflow_app::figures::conversations::conversations;
use inflow_app::figures::planners;
use inflow_app::figures::queues::Queue;
use inflow_app::figures::volumes::files::FileFormat;
use inflow_app::{Context, IngestError};
use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;
use inflow_formats::Source;
use inflow_store::Integration;

use super::asked::{Asked, asked, instant};
use super::given::{NOTHING_IMPORTED, integration};
use super::planning::map;
use crate::cli::{ContactsArgs, ContactsFormat};
use crate::failure::InputError;
use crate::output::{Destination, hint, hints};

pub(super) async fn run(context: &Context, args: &ContactsArgs) -> anyhow::Result<()> {
    if args.partition.is_some() {
        return dataset(context, args).await;
    }
    if args.format == Some(ContactsFormat::Assembled) {
        return assembled(context, args).await;
    }
    let format = format(args)?;
    let to_a_terminal = args.output.is_none() && std::io::stdout().is_terminal();
    if to_a_terminal && format.name() == "parquet" {
        let refused = "parquet is not for terminals: name a file, such as -o contacts.parquet";
        return Err(InputError(refused.to_owned()).into());
    }
    let integration = integration(context, &args.named).await?;
    let range = range(args, TimeZone::UTC)?;
    let Asked { queues, notes, .. } =
        asked(context, &integration, &args.queue, &args.workload).await?;
    let mut out = Destination::new(args.output.as_deref())?;
    let mut writer = ContactWriter::new(format, args.spreadsheet, &mut out)?;
    for queue in &queues {
        let mut pages = ContactPages::new(context, &integration, queue, range);
        while let Some(contacts) = pages.next().await? {
            writer.write(contacts)?;
        }
    }
    writer.finish()?;
    out.finish()?;
    if integration.coverage.is_none() {
        hint(NOTHING_IMPORTED);
    }
    hints(&notes);
    Ok(())
}

/// Writes a file of Parquet for each queue and day of arrival.
#[cfg(feature = "parquet")]
async fn dataset(context: &Context, args: &ContactsArgs) -> anyhow::Result<()> {
    if args.format.is_some_and(|format| format != ContactsFormat::Rows(FileFormat::Parquet)) {
        return Err(InputError("only --format parquet is divided by day".to_owned()).into());
    }
    if args.map.is_some() || args.spreadsheet {
        let refused = "--map and --spreadsheet are not for datasets";
        return Err(InputError(refused.to_owned()).into());
    }
    let integration = integration(context, &args.named).await?;
    let zone = args.time_zone.unwrap_or(TimeZone::UTC);
    let range = range(args, zone)?;
    let Asked { queues, notes, .. } =
        asked(context, &integration, &args.queue, &args.workload).await?;
    let folder = args.output.as_deref();
    super::datasets::contacts(context, &integration, &queues, zone, range, folder).await?;
    if integration.coverage.is_none() {
        hint(NOTHING_IMPORTED);
    }
    hints(&notes);
    Ok(())
}

/// This program was built without Parquet.
#[cfg(not(feature = "parquet"))]
async fn dataset(_: &Context, _: &ContactsArgs) -> anyhow::Result<()> {
    Err(InputError("this program was built without Parquet".to_owned()).into())
}

/// Writes conversations for Assembled: each contact in the first of the asked queues and workloads.
async fn assembled(context: &Context, args: &ContactsArgs) -> anyhow::Result<()> {
    if args.spreadsheet {
        return Err(InputError("--spreadsheet is not for Assembled".to_owned()).into());
    }
    let integration = integration(context, &args.named).await?;
    let (queues, all) = in_order(context, &integration, args).await?;
    let sources: Vec<Source> = queues.iter().map(planners::source).collect();
    let map = map(args.map.as_deref(), &all)?;
    let asked: Vec<&Queue> = queues.iter().collect();
    let found = conversations(context, &integration, &asked, range(args, TimeZone::UTC)?).await?;
    let (sources, zone) =
        (sources.iter().collect::<Vec<_>>(), args.time_zone.unwrap_or(TimeZone::UTC));
    let written = inflow_formats::assembled::write(&found, &sources, &map, zone);
    let Some(file) = written.map_err(IngestError::from)? else {
        hint("there is nothing to write, and no file was written");
        return Ok(());
    };
    let mut out = Destination::new(args.output.as_deref())?;
    out.write_all(&file.bytes)?;
    out.finish()
}

/// The queues and workloads in the order in which they are asked for, each once; and all that there are.
async fn in_order(
    context: &Context,
    integration: &Integration,
    args: &ContactsArgs,
) -> anyhow::Result<(Vec<Queue>, Vec<Queue>)> {
    let Asked { mut queues, all, .. } =
        asked(context, integration, &args.queue, &args.workload).await?;
    let mut ranks = Vec::new();
    for name in &args.queue {
        ranks.extend(asked(context, integration, std::slice::from_ref(name), &[]).await?.queues);
    }
    for name in &args.workload {
        ranks.extend(asked(context, integration, &[], std::slice::from_ref(name)).await?.queues);
    }
    let ranks: Vec<String> = ranks.iter().map(Queue::id).collect();
    queues.sort_by_key(|queue| ranks.iter().position(|id| *id == queue.id()));
    Ok((queues, all))
}

/// The form that is asked for, or that the file's name has; the two never contradict each other.
fn format(args: &ContactsArgs) -> Result<FileFormat, InputError> {
    let ending = args.output.as_ref().and_then(|file| file.extension());
    let ending = ending.map(|ending| ending.to_string_lossy().to_lowercase());
    let of_name = ending.as_deref().and_then(FileFormat::from_name);
    let asked = match args.format {
        Some(ContactsFormat::Rows(format)) => Some(format),
        _ => None,
    };
    if args.map.is_some() || args.time_zone.is_some() {
        let refused =
            "--map is for --format assembled alone, and --time-zone for that and --partition";
        return Err(InputError(refused.to_owned()));
    }
    match (asked, of_name) {
        (Some(asked), Some(of_name)) if asked != of_name => Err(InputError(format!(
            "the file's name ends as those of the form {} do, and --format {} is asked for: leave --format \
             away, or give the file another ending",
            of_name.name(),
            asked.name()
        ))),
        (Some(format), _) | (None, Some(format)) => Ok(format),
        (None, None) if args.output.is_none() => Ok(FileFormat::Csv),
        (None, None) => Err(InputError(
            "the file's name does not say which form it is to have: end it with .csv, .json or .parquet, or \
             add --format"
                .to_owned(),
        )),
    }
}

/// The asked time of arrival.
fn range(args: &ContactsArgs, zone: TimeZone) -> anyhow::Result<(Timestamp, Timestamp)> {
    let asked = |text: &Option<String>| text.as_deref().map(|text| instant(text, zone)).transpose();
    let (from, to) = (asked(&args.from)?, asked(&args.to)?);
    let (from, to) = (from.unwrap_or(Timestamp(i64::MIN)), to.unwrap_or(Timestamp(i64::MAX)));
    if from >= to {
        return Err(InputError("--from must lie before --to".to_owned()).into());
    }
    Ok((from, to))
}
