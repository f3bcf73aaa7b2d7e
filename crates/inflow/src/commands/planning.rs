//! `inflow volumes` in the formats of planners' products, and as a spreadsheet.

use std::io::Write as _;
use std::path::Path;

use inflow_app::figures::export::of_product;
use inflow_app::figures::planners;
use inflow_app::figures::queues::Queue;
use inflow_app::figures::volumes::Shape;
use inflow_app::{Context, IngestError};
use inflow_domain::IntervalLength;
use inflow_domain::time_zone::TimeZone;
use inflow_formats::{File, Map, MapError, Options, Source, Target, Written, slug};
use inflow_store::Integration;

use super::asked::{Asked, asked, shape};
use super::given::small_file;
use crate::cli::{PlanningArgs, VolumesArgs, VolumesFormat};
use crate::failure::InputError;
use crate::output::{Destination, hint, hints};

/// After how many days an interval is written as it stands, unless the user names another number.
pub(super) const SETTLE_DAYS: u32 = 7;

/// Whether a form is made here.
pub(super) fn is_of_planners(format: VolumesFormat) -> bool {
    format == VolumesFormat::Xlsx || format.target().is_some()
}

/// Writes the files.
pub(super) async fn run(
    context: &Context,
    integration: &Integration,
    args: &VolumesArgs,
    format: VolumesFormat,
) -> anyhow::Result<()> {
    let Asked { queues: asked, all, mut notes } =
        asked(context, integration, &args.queue, &args.workload).await?;
    let (shape, note) = shape(integration, args)?;
    notes.extend(note);
    let place = Place::of(args.output.as_deref(), &integration.name, format);
    let Some(target) = format.target() else {
        if args.planning.is_given() {
            let refused = "--map, --settle, --unfinished and --without-handling-time are not for spreadsheets";
            return Err(InputError(refused.to_owned()).into());
        }
        let bytes = planners::spreadsheet(context, integration, &asked, &shape).await?;
        place.write_one(&format!("{}.xlsx", slug(&integration.name)), &bytes)?;
        hints(&notes);
        return Ok(());
    };
    let map = map(args.planning.map.as_deref(), &all)?;
    let export = Export { context, integration, target, map: &map, args: &args.planning };
    let mut written = export.written(&asked, &shape).await?;
    if target.wants_days() && place.is_folder() && shape.length != IntervalLength::Day {
        let days = Shape { length: IntervalLength::Day, ..shape };
        let days = export.written(&asked, &days).await?;
        written.files.extend(days.files);
    }
    place.write(&written.files)?;
    hints(&notes);
    tell(target, &written, shape.zone);
    Ok(())
}

/// What is exported, and for whom.
struct Export<'a> {
    context: &'a Context,
    integration: &'a Integration,
    target: Target,
    map: &'a Map,
    args: &'a PlanningArgs,
}

impl Export<'_> {
    async fn written(&self, queues: &[Queue], shape: &Shape) -> Result<Written, IngestError> {
        let options = Options {
            map: self.map,
            length: shape.length,
            zone: shape.zone,
            now: self.context.clock.now(),
            settle_days: self.args.settle.unwrap_or(SETTLE_DAYS),
            unfinished: self.args.unfinished,
            without_handling_time: self.args.without_handling_time,
        };
        let (context, integration) = (self.context, self.integration);
        of_product(context, integration, self.target, queues, shape, &options).await
    }
}

/// The map that is named, of queues that there are.
pub(super) fn map(path: Option<&Path>, all: &[Queue]) -> anyhow::Result<Map> {
    let Some(path) = path else { return Ok(Map::default()) };
    let wrong = |says: String| InputError(format!("the map {}: {says}", path.display()));
    let text = small_file(path).map_err(|error| wrong(format!("it cannot be read: {error}")))?;
    let sources: Vec<Source> = all.iter().map(planners::source).collect();
    let known: Vec<&Source> = sources.iter().collect();
    Ok(Map::read(&text, &known).map_err(|error| match error {
        MapError::Unknown(_) => wrong(format!("{error}; `inflow queues` lists them")),
        error => wrong(error.to_string()),
    })?)
}

fn tell(target: Target, written: &Written, zone: TimeZone) {
    let product = target.product();
    let (left_out, added_up) = (written.notes.left_out, written.notes.added_up);
    if left_out > 0 {
        hint(&format!(
            "note: {left_out} intervals are left out, since their figures may still change; --unfinished writes \
             them too"
        ));
    }
    if added_up > 0 {
        hint(&format!(
            "note: {product} knows every local time once, so {added_up} intervals whose time came twice are \
             added to the other one; with --time-zone UTC none needs to be"
        ));
    }
    if written.files.is_empty() {
        hint("there is nothing to write, and no file was written");
    } else if target.has_local_times() {
        hint(&format!("times are those of {}: set that zone in {product} too", zone.name()));
    }
}

/// Where the files go.
enum Place<'a> {
    Stdout,
    File(&'a Path),
    /// A folder, and what the files' names begin with.
    Folder(&'a Path, String),
}

impl<'a> Place<'a> {
    fn of(output: Option<&'a Path>, integration: &str, format: VolumesFormat) -> Self {
        let Some(path) = output else { return Self::Stdout };
        if path.as_os_str().as_encoded_bytes().ends_with(b"/") || path.is_dir() {
            return Self::Folder(path, format!("{integration}-{}", format.name()));
        }
        Self::File(path)
    }

    fn is_folder(&self) -> bool {
        matches!(self, Self::Folder(..))
    }

    fn write(&self, files: &[File]) -> anyhow::Result<()> {
        match (self, files) {
            (_, []) => Ok(()),
            (Self::Folder(folder, whose), files) => {
                for file in files {
                    let path = folder.join(file.name(whose));
                    write_whole(Some(&path), &file.bytes)?;
                    hint(&format!("written: {}, {} rows", path.display(), file.rows));
                }
                Ok(())
            }
            (_, [file]) => self.write_one("", &file.bytes),
            (_, files) => Err(InputError(format!(
                "this needs {} files: name a folder (-o DIR/), or ask for less time (--from, --to)",
                files.len()
            ))
            .into()),
        }
    }

    /// Writes the only file, which has that name in a folder.
    fn write_one(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::Stdout => write_whole(None, bytes),
            Self::File(path) => write_whole(Some(path), bytes),
            Self::Folder(folder, _) => write_whole(Some(&folder.join(name)), bytes),
        }
    }
}

fn write_whole(path: Option<&Path>, bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = Destination::new(path)?;
    out.write_all(bytes)?;
    out.finish()
}
