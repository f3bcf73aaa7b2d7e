//! What commands are asked for: queues, times, and files that are small.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use inflow_app::figures::queues::{self, Queue};
use inflow_app::figures::volumes::Shape;
use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;
use inflow_store::Integration;

use crate::cli::VolumesArgs;
use crate::failure::InputError;
use crate::output::hint;

/// The largest file that somebody means to be read whole.
const LARGEST_FILE: u64 = 1024 * 1024;

/// The text of a small file. One without an end, such as a device, is not read to it.
pub(super) fn small_file(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let mut file = File::open(path)?.take(LARGEST_FILE + 1);
    file.read_to_string(&mut text)?;
    if file.limit() == 0 {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 MiB"));
    }
    Ok(text)
}

/// The queues of these names and ids, in the order of all; all of them where none is named.
pub(super) fn asked_queues(queues: Vec<Queue>, wanted: &[String]) -> anyhow::Result<Vec<Queue>> {
    if wanted.is_empty() {
        return Ok(queues);
    }
    let mut ids = BTreeSet::new();
    for wanted in wanted {
        let found = queues::select(queues.clone(), wanted)?;
        let found: Vec<String> = found.iter().map(Queue::id).collect();
        if found.len() > 1 {
            hint(&format!(
                "note: {} queues are called \"{wanted}\", each has its own rows: {}; --queue ID asks for one",
                found.len(),
                found.join(", ")
            ));
        }
        ids.extend(found);
    }
    Ok(queues.into_iter().filter(|queue| ids.contains(&queue.id())).collect())
}

/// The asked time, as far as it is covered (rule 8.2).
pub(super) fn shape(integration: &Integration, args: &VolumesArgs) -> anyhow::Result<Shape> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_an_end_is_not_read_to_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        for (length, fits) in [(0, true), (1024 * 1024, true), (1024 * 1024 + 1, false)] {
            std::fs::write(&path, "x".repeat(length)).expect("written");
            assert_eq!(small_file(&path).is_ok(), fits, "{length}");
        }
    }
}
