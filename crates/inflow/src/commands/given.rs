//! What commands are given: the name of an integration, and files.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use anyhow::Context as _;
use inflow_app::{Context, accounts::integrations};
use inflow_store::Integration;

use crate::cli::NamedArgs;
use crate::failure::OfIntegration;

/// The integration of that name.
pub(crate) async fn integration(
    context: &Context,
    args: &NamedArgs,
) -> anyhow::Result<Integration> {
    Ok(integrations::find(context, &args.integration).await?)
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
