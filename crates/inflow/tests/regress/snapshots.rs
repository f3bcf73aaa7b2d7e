//! Named snapshots beside the scenario that they belong to.

use std::env;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::scenario::Scenario;

/// The file that takes the names of the snapshots that were compared, one a line.
const ASSERTED: &str = "INFLOW_REGRESS_ASSERTED";

/// The snapshots of one import of a scenario.
pub(crate) struct Snapshots {
    folder: PathBuf,
    prefix: &'static str,
}

impl Snapshots {
    pub(crate) fn of(scenario: &Scenario, prefix: &'static str) -> Self {
        Self { folder: scenario.folder.join("snapshots"), prefix }
    }

    /// Compares a text with the snapshot of that name.
    pub(crate) fn assert(&self, name: &str, text: &str) {
        let name = format!("{}{}", self.prefix, name.replace([' ', ','], "-"));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&self.folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name.as_str(), text));
        note_asserted(&self.folder.join(format!("{name}.snap")));
    }
}

/// One write a line, so that tests of one run can share the file.
fn note_asserted(snapshot: &Path) {
    let Some(list) = env::var_os(ASSERTED) else { return };
    let mut list =
        OpenOptions::new().append(true).create(true).open(&list).expect("a writable list");
    let line = format!("{}\n", snapshot.display());
    list.write_all(line.as_bytes()).expect("the list takes a line");
}
