//! `inflow volumes`: contacts per queue and interval.

use std::io::IsTerminal;

use inflow_app::Context;
use inflow_app::figures::volumes::all::full_buckets;
use inflow_app::figures::volumes::buckets;
use inflow_app::figures::volumes::files::Out;
use inflow_store::Integration;

use super::asked::{Asked, asked, shape};
use super::given::{NOTHING_IMPORTED, integration};
use super::planning;
use crate::cli::{FigureSet, VolumesArgs, VolumesFormat};
use crate::failure::InputError;
use crate::output::table::Room;
use crate::output::volumes::{FullTableOrFile, Look, Writer};
use crate::output::{Destination, hint, hints};

pub(super) async fn run(context: &Context, args: &VolumesArgs) -> anyhow::Result<()> {
    if args.partition.is_some() {
        return dataset(context, args).await;
    }
    let to_a_terminal = args.output.is_none() && std::io::stdout().is_terminal();
    let format = format(args)?;
    refuse_bytes_for_a_terminal(format, to_a_terminal)?;
    let integration = integration(context, &args.named).await?;
    refuse_a_target_alone(args, format)?;
    if planning::is_of_planners(format) {
        planning::run(context, &integration, args, format).await?;
        note_preliminary(&integration);
        return Ok(());
    }
    if args.planning.is_given() {
        let name = format.name();
        let refused = format!(
            "--map, --settle, --unfinished and --without-handling-time are for formats of planners' products, not for {name}"
        );
        return Err(InputError(refused).into());
    }
    let mut out = Destination::new(args.output.as_deref())?;
    let notes = write_volumes(context, &integration, args, format, &mut out).await?;
    out.finish()?;
    if integration.coverage.is_none() {
        hint(NOTHING_IMPORTED);
    }
    hints(&notes);
    note_preliminary(&integration);
    Ok(())
}

/// Writes a file of Parquet for each queue and day.
#[cfg(feature = "parquet")]
async fn dataset(context: &Context, args: &VolumesArgs) -> anyhow::Result<()> {
    if args.format.is_some_and(|format| format != VolumesFormat::Parquet) {
        return Err(InputError("only --format parquet is divided by day".to_owned()).into());
    }
    if args.figures != FigureSet::Basic || args.planning.is_given() || args.spreadsheet {
        let refused = "a dataset has the usual columns of volumes: leave --figures, --spreadsheet and what \
                       planners' products are told away; what became of contacts is in that of contacts";
        return Err(InputError(refused.to_owned()).into());
    }
    let integration = integration(context, &args.named).await?;
    let (shape, _) = shape(&integration, args)?;
    let Asked { queues, notes, .. } =
        asked(context, &integration, &args.queue, &args.workload).await?;
    let folder = args.output.as_deref();
    super::datasets::volumes(context, &integration, &queues, &shape, folder).await?;
    if integration.coverage.is_none() {
        hint(NOTHING_IMPORTED);
    }
    hints(&notes);
    note_preliminary(&integration);
    Ok(())
}

/// This program was built without Parquet.
#[cfg(not(feature = "parquet"))]
async fn dataset(_: &Context, _: &VolumesArgs) -> anyhow::Result<()> {
    Err(InputError("this program was built without Parquet".to_owned()).into())
}

/// Says that older history is still to come, where that is so (rule 8.6).
fn note_preliminary(integration: &Integration) {
    if let Some(coverage) = integration.coverage.filter(|_| integration.is_preliminary()) {
        let rest = integration.history_complete_at;
        let rest = rest.map_or_else(String::new, |at| format!(", at about {at}"));
        hint(&format!(
            "note: these figures are preliminary: the history is known from {} on, and what depends on older \
             history may change until the rest is read{rest}",
            coverage.from
        ));
    }
}

/// The form that is asked for, or that the file's name has; the two never contradict each other.
fn format(args: &VolumesArgs) -> Result<VolumesFormat, InputError> {
    let Some(file) = &args.output else { return Ok(args.format.unwrap_or(VolumesFormat::Table)) };
    let ending = file.extension().map(|ending| ending.to_string_lossy().into_owned());
    let of_name = ending.as_deref().and_then(VolumesFormat::of_ending);
    let shown = file.display();
    match (args.format, of_name) {
        (Some(asked), Some(of_name)) if !asked.may_end_as(of_name) => Err(InputError(format!(
            "{shown} ends as files of the form {} do, and --format {} is asked for: leave --format away, \
             or give the file another ending",
            of_name.name(),
            asked.name()
        ))),
        (Some(format), _) | (None, Some(format)) => Ok(format),
        (None, None) => Err(InputError(format!(
            "the name of {shown} does not say which form it is to have: end it with .csv, .json, .parquet, \
             .xlsx, or .txt for a table, or add --format"
        ))),
    }
}

/// Answers within a target are among all figures, which planners' products do not read.
fn refuse_a_target_alone(args: &VolumesArgs, format: VolumesFormat) -> Result<(), InputError> {
    let is_basic = args.figures == FigureSet::Basic;
    if args.target.is_some() && is_basic {
        return Err(InputError("--target is for --figures all: add that".to_owned()));
    }
    if !is_basic && planning::is_of_planners(format) {
        let name = format.name();
        return Err(InputError(format!(
            "--figures all is for tables, CSV, JSON and Parquet: {name} has columns of its own"
        )));
    }
    Ok(())
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

/// Writes the asked volumes in the asked form, and says what there is to say about them.
pub async fn write_volumes(
    context: &Context,
    integration: &Integration,
    args: &VolumesArgs,
    format: VolumesFormat,
    out: Out<'_>,
) -> anyhow::Result<Vec<String>> {
    let (shape, note) = shape(integration, args)?;
    let Asked { queues, mut notes, .. } =
        asked(context, integration, &args.queue, &args.workload).await?;
    notes.extend(note);
    let room = if args.output.is_none() { Room::of_stdout } else { Room::of_file };
    let look = Look { zone: shape.zone, length: shape.length, room: room(args.wide) };
    if args.figures == FigureSet::All {
        let writer = FullTableOrFile::new(format, look, args.spreadsheet, &queues, out)?;
        let mut writer = writer.preliminary(integration.is_preliminary());
        let mut lacks_ends = false;
        let mut lacks_answering = false;
        for queue in &queues {
            let key = &queue.summary.key;
            let buckets = full_buckets(context, integration, key, &shape, args.target).await?;
            lacks_ends |= buckets.lacks_ends(key);
            lacks_answering |= writer.queue(queue, buckets)?;
        }
        if lacks_answering {
            notes.push(
                "note: some calls were read before it was kept how calls are answered: where they are, \
                 answer_seconds, asa_seconds, within_target, callbacks and outside_business_hours are empty \
                 until an import has read them again, as far as Zendesk still gives them"
                    .to_owned(),
            );
        }
        if lacks_ends {
            notes.push(format!(
                "note: what becomes of contacts is known once the history is counted again: by the next \
                 import, or by inflow recount --integration \"{}\"",
                integration.name
            ));
        }
        notes.extend(writer.finish()?);
        return Ok(notes);
    }
    let writer = Writer::new(format, look, &queues, out)?;
    let mut writer =
        writer.for_spreadsheets(args.spreadsheet).preliminary(integration.is_preliminary());
    for queue in &queues {
        let key = &queue.summary.key;
        writer.queue(queue, buckets(context, integration, key, &shape).await?)?;
    }
    notes.extend(writer.finish()?);
    Ok(notes)
}

#[cfg(all(test, feature = "parquet"))]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};

    /// The form of the asked volumes, by its name.
    fn asked(options: &[&str]) -> Result<String, InputError> {
        let command = [&["inflow", "volumes", "--integration", "acme"], options].concat();
        let cli = Cli::try_parse_from(command).expect("a command");
        let Command::Volumes(args) = cli.command else { panic!("another command") };
        format(&args).map(VolumesFormat::name)
    }

    #[test]
    fn the_form_is_that_of_the_ending_unless_it_is_said() {
        for (options, name) in [
            (&[][..], "table"),
            (&["--format", "csv"], "csv"),
            (&["-o", "x.csv"], "csv"),
            (&["-o", "a.b/X.CSV"], "csv"),
            (&["-o", "x.json"], "json"),
            (&["-o", "x.parquet"], "parquet"),
            (&["-o", "x.txt"], "table"),
            (&["-o", "x.xlsx"], "xlsx"),
            (&["-o", "x.csv", "--format", "injixo"], "injixo"),
            (&["-o", "x.txt", "--format", "calabrio"], "calabrio"),
            (&["-o", "x/", "--format", "amazon-connect"], "amazon-connect"),
            (&["-o", "x.csv", "--format", "csv"], "csv"),
            (&["-o", "x", "--format", "json"], "json"),
            (&["-o", "/dev/null", "--format", "table"], "table"),
            (&["-o", "x.csv.gz", "--format", "csv"], "csv"),
        ] {
            assert_eq!(asked(options).expect("a form"), name, "{options:?}");
        }
        for (options, says) in [
            (&["-o", "x.csv", "--format", "json"][..], "--format json"),
            (&["-o", "x.parquet", "--format", "table"], "parquet"),
            (&["-o", "x.txt", "--format", "csv"], "--format csv"),
            (&["-o", "x"], "add --format"),
            (&["-o", "x.xlsx", "--format", "injixo"], "--format injixo"),
            (&["-o", "x.csv", "--format", "xlsx"], "--format xlsx"),
            (&["-o", "x.json", "--format", "calabrio"], "--format calabrio"),
            (&["-o", "x.txt", "--format", "injixo"], "--format injixo"),
            (&["-o", "x.injixo"], "add --format"),
            (&["-o", "x.table"], "add --format"),
            (&["-o", ".csv"], "add --format"),
        ] {
            let refused = asked(options).expect_err("a refusal").to_string();
            assert!(refused.contains(says), "{options:?}: {refused}");
        }
    }

    #[test]
    fn bytes_are_refused_on_a_terminal_alone() {
        let refused = refuse_bytes_for_a_terminal(VolumesFormat::Parquet, true);
        assert!(refused.expect_err("a refusal").to_string().contains("-o volumes.parquet"));
        assert!(refuse_bytes_for_a_terminal(VolumesFormat::Parquet, false).is_ok());
        assert!(refuse_bytes_for_a_terminal(VolumesFormat::Json, true).is_ok());
    }
}
