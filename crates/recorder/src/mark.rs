//! The mark that a scenario carries: written by hand, or recorded and scrubbed, with a digest of the files as
//! the scrubber left them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::detect::findings;
use crate::error::Error;

/// Raised when the scrubber learns to replace more: what was recorded by an older one is refused.
pub const SCRUBBER_VERSION: u64 = 1;

/// The file that carries the mark.
pub(crate) const SCENARIO: &str = "scenario.json";

/// Fails unless a folder's scenario says that it was written by hand, or was recorded by this scrubber and is as
/// it left it; and in either case, where something in the folder seems personal. A folder of answers that
/// scenarios share has no mark.
pub fn check_scenario(folder: &Path) -> Result<(), Error> {
    let mut found = Vec::new();
    let scenario = folder.join(SCENARIO);
    if scenario.is_file() {
        let text = String::from_utf8_lossy(&read(&scenario)?).into_owned();
        let scenario: Value = serde_json::from_str(&text).unwrap_or_default();
        found.extend(check_mark(&scenario["origin"], folder)?);
    }
    for file in files(folder)? {
        let shown = file.strip_prefix(folder).unwrap_or(&file).display();
        let text = String::from_utf8_lossy(&read(&file)?).into_owned();
        found.extend(findings(&text).into_iter().map(|what| format!("{shown}: {what}")));
    }
    if found.is_empty() {
        return Ok(());
    }
    let scenario = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Err(Error::NotScrubbed { scenario, findings: found })
}

/// What is wrong with the mark.
fn check_mark(origin: &Value, folder: &Path) -> Result<Option<String>, Error> {
    if origin == "written" {
        return Ok(None);
    }
    let recorded = &origin["recorded"];
    Ok(if recorded.is_null() {
        Some("it has no mark: scenario.json must say where it comes from".to_owned())
    } else if recorded["scrubber"] != SCRUBBER_VERSION {
        Some("it was recorded by another version of the scrubber: record it again".to_owned())
    } else if recorded["digest"] != digest(folder)? {
        Some("its files are not as the scrubber left them: record it again".to_owned())
    } else {
        None
    })
}

/// The mark of a folder that was just recorded.
pub(crate) fn recorded(folder: &Path) -> Result<Value, Error> {
    Ok(json!({"recorded": {"scrubber": SCRUBBER_VERSION, "digest": digest(folder)?}}))
}

/// Names and contents of what was recorded; `scenario.json` and the snapshots say what to do with it.
fn digest(folder: &Path) -> Result<String, Error> {
    let mut hash = Sha256::new();
    for file in files(folder)? {
        let name = file.strip_prefix(folder).unwrap_or(&file);
        if name == Path::new(SCENARIO) || name.starts_with("snapshots") {
            continue;
        }
        let content = read(&file)?;
        hash.update(format!("{} {}\n", name.display(), content.len()));
        hash.update(content);
    }
    let mut digest = String::new();
    for byte in hash.finalize() {
        write!(digest, "{byte:02x}").expect("a String takes every text");
    }
    Ok(digest)
}

/// All files below a folder, sorted.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        |source| Error::File { path, source }
    };
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
            let path = entry.map_err(failed(&folder))?.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|source| Error::File { path: path.to_owned(), source })
}
