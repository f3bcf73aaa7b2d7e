//! `inflow config check`: what holds, and who said so.

use serde::Serialize;

use super::serve::reach;
use crate::cli::{FormatArgs, Global};
use crate::config::{Origin, Setting, Settings};
use crate::output::table::text;
use crate::output::{hint, print_rows};
use crate::wiring::{database_url, key_file, others_may_read, replica_url};

/// A setting, as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct SettingRow {
    key: String,
    value: Option<String>,
    from: &'static str,
    place: Option<String>,
}

pub(super) fn check(global: &Global, settings: &Settings, args: FormatArgs) -> anyhow::Result<()> {
    let rows: anyhow::Result<Vec<SettingRow>> =
        settings.all()?.into_iter().map(|setting| row(global, settings, setting)).collect();
    let rows = rows?;
    reach(&settings.of_serve()?)?;
    let columns = [text("setting"), text("value"), text("from")];
    let cells = |row: &SettingRow| {
        let from = row
            .place
            .as_ref()
            .map_or_else(|| row.from.to_owned(), |place| format!("{} {place}", row.from));
        vec![row.key.clone(), row.value.clone().unwrap_or_default(), from]
    };
    print_rows(args, &columns, &rows, cells, SettingRow::clone)?;
    match &settings.file {
        Some(file) => hint(&format!("the configuration file {} was read", file.display())),
        None => hint("no configuration file was read"),
    }
    if let Some(file) = settings.file.as_ref().filter(|file| others_may_read(file)) {
        let (url, replica) = (database_url(global)?, replica_url(global)?);
        for (key, url) in [("database-url", Some(&url)), ("read-database-url", replica)] {
            let from_file = rows.iter().any(|row| row.key == key && row.from == "file");
            if from_file && url.is_some_and(|url| url.to_string() != url.expose()) {
                let file = file.display();
                hint(&format!(
                    "warning: others on this machine may read {file}, and with it the password in \
                     {key}: chmod 600 {file}"
                ));
            }
        }
    }
    Ok(())
}

fn row(global: &Global, settings: &Settings, setting: Setting) -> anyhow::Result<SettingRow> {
    let Setting { key, value, origin } = setting;
    let file = || settings.file.as_ref().map(|file| file.display().to_string()).unwrap_or_default();
    let (from, place) = match origin {
        Origin::Flag => ("command line", Some(format!("--{}", key.name))),
        Origin::Environment => ("environment", key.variable.clone()),
        Origin::File(line) => ("file", Some(format!("{}:{line}", file()))),
        Origin::Default => ("default", None),
    };
    // What is shown is what holds, and never a password.
    let value = match key.full_name().as_str() {
        "database-url" => Some(database_url(global)?.to_string()),
        "read-database-url" => replica_url(global)?.map(ToString::to_string),
        "key-file" => Some(key_file(global)?.display().to_string()),
        _ => value,
    };
    Ok(SettingRow { key: key.full_name(), value, from, place })
}
