//! `inflow contacts`: one row per contact and queue.

use std::io::IsTerminal as _;

use inflow_app::Context;
use inflow_app::accounts::integrations;
use inflow_app::figures::contacts::{ContactPages, ContactWriter};
use inflow_app::figures::queues;
use inflow_app::figures::volumes::files::FileFormat;
use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;

use super::asked::{asked_queues, instant};
use crate::cli::ContactsArgs;
use crate::failure::InputError;
use crate::output::{Destination, hint};

pub(super) async fn run(context: &Context, args: &ContactsArgs) -> anyhow::Result<()> {
    let format = format(args)?;
    let to_a_terminal = args.output.is_none() && std::io::stdout().is_terminal();
    if to_a_terminal && format.name() == "parquet" {
        let refused = "parquet is not for terminals: name a file, such as -o contacts.parquet";
        return Err(InputError(refused.to_owned()).into());
    }
    let integration = integrations::find(context, &args.named.integration).await?;
    if integration.coverage.is_none() {
        hint("nothing is fully imported yet: run `inflow import` first");
    }
    let range = range(args)?;
    let queues = asked_queues(queues::queues(context, &integration).await?, &args.queue)?;
    let mut out = Destination::new(args.output.as_deref())?;
    let mut writer = ContactWriter::new(format, args.spreadsheet, &mut out)?;
    for queue in &queues {
        let mut pages = ContactPages::new(context, &integration, queue, range);
        while let Some(contacts) = pages.next().await? {
            writer.write(contacts)?;
        }
    }
    writer.finish()?;
    out.finish()
}

/// The form that is asked for, or that the file's name has; the two never contradict each other.
fn format(args: &ContactsArgs) -> Result<FileFormat, InputError> {
    let ending = args.output.as_ref().and_then(|file| file.extension());
    let ending = ending.map(|ending| ending.to_string_lossy().to_lowercase());
    let of_name = ending.as_deref().and_then(FileFormat::from_name);
    match (args.format, of_name) {
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
fn range(args: &ContactsArgs) -> anyhow::Result<(Timestamp, Timestamp)> {
    let asked = |text: &Option<String>| {
        text.as_deref().map(|text| instant(text, TimeZone::UTC)).transpose()
    };
    let (from, to) = (asked(&args.from)?, asked(&args.to)?);
    let (from, to) = (from.unwrap_or(Timestamp(i64::MIN)), to.unwrap_or(Timestamp(i64::MAX)));
    if from >= to {
        return Err(InputError("--from must lie before --to".to_owned()).into());
    }
    Ok((from, to))
}
