//! What commands are given: the name of an integration, and files.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use anyhow::Context as _;
use inflow_app::{Context, accounts::integrations};
use inflow_store::{Integration, Life};

use crate::cli::NamedArgs;
use crate::failure::{InputError, OfIntegration};

/// Told behind an answer that is empty for that reason.
pub(super) const NOTHING_IMPORTED: &str =
    "nothing is fully imported yet: run `inflow import` first";

/// The integration of that name, or the only one where none is named.
pub(crate) async fn integration(
    context: &Context,
    args: &NamedArgs,
) -> anyhow::Result<Integration> {
    match &args.integration {
        Some(name) => Ok(integrations::find(context, name).await?),
        None => Ok(only_one(integrations::list(context).await?)?),
    }
}

/// The only integration; a deleted one counts only where there is no other.
fn only_one(all: Vec<Integration>) -> Result<Integration, InputError> {
    let deleted = |one: &Integration| matches!(one.life, Life::Deleted { .. });
    let (deleted, mut found): (Vec<_>, Vec<_>) = all.into_iter().partition(deleted);
    if found.is_empty() {
        found = deleted;
    }
    match found.pop() {
        None => Err(InputError(
            "no integration is saved yet: add one with `inflow integration add`".to_owned(),
        )),
        Some(only) if found.is_empty() => Ok(only),
        Some(last) => {
            let names: Vec<String> =
                found.iter().chain([&last]).map(|one| format!("\"{}\"", one.name)).collect();
            Err(InputError(format!(
                "there are {} integrations: name one with --integration, which is one of {}",
                names.len(),
                names.join(", ")
            )))
        }
    }
}

/// A failure says which integration it is about.
pub(crate) fn of_integration<T, E: std::error::Error + Send + Sync + 'static>(
    name: &str,
    result: Result<T, E>,
) -> anyhow::Result<T> {
    result.with_context(|| OfIntegration(name.to_owned()))
}

/// The largest file that somebody means to be read whole.
const LARGEST_FILE: u64 = 1024 * 1024;

/// The text of a small file. One without an end, such as a device, is not read to it.
pub(crate) fn small_file(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let mut file = File::open(path)?.take(LARGEST_FILE + 1);
    file.read_to_string(&mut text)?;
    if file.limit() == 0 {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 MiB"));
    }
    Ok(text)
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
