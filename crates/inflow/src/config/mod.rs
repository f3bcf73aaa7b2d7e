//! Settings: what the command line, the environment and one configuration file say, in this order.
//!
//! The file has the names of the options: those of every command at its top, and those of a command in
//! a table called like it. What it says becomes the options' defaults before the command line is read,
//! so that an option, its variable and its key are one thing, checked by one parser.

mod check;
mod file;

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{anyhow, bail};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory as _, FromArgMatches as _};
use directories::ProjectDirs;

use crate::cli::{Cli, ServeArgs};
use crate::failure::InputError;

/// The commands that have a table of their own in the file.
const SECTIONS: [&str; 2] = ["serve", "import"];

/// An option that the file may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The table that it stands in; nothing for options of every command.
    pub section: Option<&'static str>,
    /// The option's name, without its dashes.
    pub name: String,
    /// The variable that stands for it.
    pub variable: Option<String>,
    /// What holds where nothing is said.
    pub default: Option<String>,
}

/// Where a setting's value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The command line.
    Flag,
    /// The environment.
    Environment,
    /// This line of the configuration file.
    File(usize),
    /// Nobody said anything.
    Default,
}

/// A setting that holds.
#[derive(Debug, Clone)]
pub struct Setting {
    /// What is set.
    pub key: Key,
    /// Its value as it was written; nothing where it has none.
    pub value: Option<String>,
    /// Who said so.
    pub origin: Origin,
}

/// What was read, for whoever asks where a value came from.
#[derive(Debug)]
pub struct Settings {
    /// The configuration file that was read.
    pub file: Option<PathBuf>,
    entries: Vec<file::Entry>,
    command: Command,
    matches: ArgMatches,
}

/// Reads the command line, with the environment and the configuration file behind it. Ends the program
/// where the command line is wrong or asks for help.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<(Cli, Settings)> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let file = find_file(&arguments)?;
    let mut command = command();
    let entries = match &file {
        Some(path) => file::read(path, &command)?,
        None => Vec::new(),
    };
    for entry in &entries {
        command = with_default(command, entry);
    }
    let matches = command.clone().get_matches_from(arguments);
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    Ok((cli, Settings { file, entries, command, matches }))
}

/// Every key that the configuration file may have, in the order of the help.
pub fn keys() -> Vec<Key> {
    keys_of(&command())
}

impl Settings {
    /// What holds for every command, and for those that have a table.
    pub fn all(&self) -> anyhow::Result<Vec<Setting>> {
        let faults = check::faults_of_the_environment(&self.command);
        if !faults.is_empty() {
            bail!(InputError(faults.join("\n")));
        }
        let mut settings = Vec::new();
        for section in [None, Some("serve"), Some("import")] {
            let matches = self.matches_of(section)?;
            let keys = keys().into_iter().filter(|key| key.section == section);
            settings.extend(keys.map(|key| self.setting(key, &matches)));
        }
        Ok(settings)
    }

    /// What `inflow serve` would be given without options.
    pub fn of_serve(&self) -> anyhow::Result<ServeArgs> {
        Ok(ServeArgs::from_arg_matches(&self.matches_of(Some("serve"))?)?)
    }

    /// What the command line's own command was given, or what another would be given without options.
    fn matches_of(&self, section: Option<&str>) -> anyhow::Result<ArgMatches> {
        let mut matches = match section {
            None => self.matches.clone(),
            Some(name) => {
                let optional = |command: Command| command.mut_args(|arg| arg.required(false));
                let mut command = self.command.clone().mut_subcommand(name, optional);
                let read = command.try_get_matches_from_mut(["inflow", name]);
                read.map_err(|error| anyhow!(InputError(error.to_string())))?
            }
        };
        while let Some((_, inner)) = matches.remove_subcommand() {
            matches = inner;
        }
        Ok(matches)
    }

    fn setting(&self, key: Key, matches: &ArgMatches) -> Setting {
        let id = id(&self.command, &key);
        let entry = self.entries.iter().find(|entry| entry.is_of(&key));
        let origin = match matches.value_source(&id) {
            Some(ValueSource::CommandLine) => Origin::Flag,
            Some(ValueSource::EnvVariable) => Origin::Environment,
            _ => entry.map_or(Origin::Default, |entry| Origin::File(entry.line)),
        };
        let value = matches.get_raw(&id).and_then(|mut values| values.next_back());
        Setting { key, value: value.map(|value| value.to_string_lossy().into_owned()), origin }
    }
}

/// The file that is named, or the one in its usual place where there is one.
fn find_file(arguments: &[OsString]) -> anyhow::Result<Option<PathBuf>> {
    // Other mistakes on the command line are told when it is read as a whole.
    let early = command().ignore_errors(true).try_get_matches_from(arguments).ok();
    let named = early.and_then(|mut matches| {
        while let Some((_, inner)) = matches.remove_subcommand() {
            matches = inner;
        }
        matches.remove_one::<OsString>("config").map(PathBuf::from)
    });
    match named {
        Some(path) if path.as_os_str().is_empty() => Ok(None),
        Some(path) if path.is_dir() => Err(InputError(format!(
            "{} is a folder: --config and INFLOW_CONFIG name a file in it, such as {}",
            path.display(),
            path.join("inflow.toml").display()
        ))
        .into()),
        Some(path) if path.exists() => Ok(Some(path)),
        Some(path) => Err(InputError(format!(
            "there is no configuration file {}, which --config or INFLOW_CONFIG names",
            path.display()
        ))
        .into()),
        None => Ok(usual_file().filter(|path| path.is_file())),
    }
}

/// Where a configuration file is found without being named.
fn usual_file() -> Option<PathBuf> {
    Some(ProjectDirs::from("", "", "inflow")?.config_dir().join("inflow.toml"))
}

fn command() -> Command {
    Cli::command()
}

/// How many settings a configuration file has.
#[cfg(test)]
pub(crate) fn entries_of(path: &std::path::Path) -> anyhow::Result<usize> {
    Ok(file::read(path, &command())?.len())
}

/// The options that the file may set: all but those that name one thing to be done.
fn settable<'a>(command: &'a Command, section: Option<&str>) -> impl Iterator<Item = &'a Arg> {
    let command = match section {
        Some(name) => command.find_subcommand(name).unwrap_or(command),
        None => command,
    };
    command.get_arguments().filter(|arg| {
        let name = arg.get_long().unwrap_or("config");
        !arg.is_required_set() && !["config", "help", "integration", "version"].contains(&name)
    })
}

fn keys_of(command: &Command) -> Vec<Key> {
    let sections = [None].into_iter().chain(SECTIONS.map(Some));
    let keys = sections.flat_map(|section| {
        settable(command, section).map(move |arg| Key {
            section,
            name: arg.get_long().unwrap_or_default().to_owned(),
            variable: arg.get_env().map(|name| name.to_string_lossy().into_owned()),
            default: arg.get_default_values().first().map(|text| text.to_string_lossy().into()),
        })
    });
    keys.collect()
}

/// What clap calls the option.
fn id(command: &Command, key: &Key) -> String {
    let mut arguments = settable(command, key.section);
    let found = arguments.find(|arg| arg.get_long() == Some(&key.name));
    found.map_or_else(|| key.name.clone(), |arg| arg.get_id().to_string())
}

fn with_default(command: Command, entry: &file::Entry) -> Command {
    let id = id(&command, &entry.key);
    let value = entry.value.clone();
    match entry.key.section {
        Some(section) => command
            .mut_subcommand(section, |command| command.mut_arg(id, |arg| arg.default_value(value))),
        None => command.mut_arg(id, |arg| arg.default_value(value)),
    }
}

impl Key {
    /// Its name with that of its table, such as `serve.listen`.
    pub fn full_name(&self) -> String {
        match self.section {
            Some(section) => format!("{section}.{}", self.name),
            None => self.name.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    fn document(name: &str) -> (PathBuf, String) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
        let text = fs::read_to_string(&path).expect("it is there");
        (path, text)
    }

    #[test]
    fn the_example_has_every_setting() {
        let (_, text) = document("deploy/inflow.toml");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("inflow.toml");
        // A setting that is commented out has no space behind its #.
        let active = |line: &str| match line.strip_prefix('#') {
            Some(setting) if !setting.starts_with([' ', '#']) => setting.to_owned(),
            _ => line.to_owned(),
        };
        let lines: Vec<String> = text.lines().map(active).collect();
        fs::write(&path, lines.join("\n")).expect("written");
        let entries = file::read(&path, &command()).expect("no mistakes");
        let named: BTreeSet<String> = entries.iter().map(|entry| entry.key.full_name()).collect();
        assert_eq!(named, keys().iter().map(Key::full_name).collect());
        fs::write(&path, text).expect("written");
        assert_eq!(file::read(&path, &command()).expect("no mistakes").len(), 0);
    }

    #[test]
    fn the_table_of_settings_is_complete() {
        let (_, text) = document("interface.md");
        let code = |text: Option<String>| text.map(|text| format!("`{text}` ")).unwrap_or_default();
        let row = |key: Key| {
            let (name, variable, default) =
                (key.full_name(), code(key.variable), code(key.default));
            format!("| `{name}` | {variable}| {default}|")
        };
        let rows: Vec<String> = keys().into_iter().map(row).collect();
        let (_, table) = text.split_once("### The configuration file").expect("its section");
        let documented = table.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
        let documented: Vec<&str> = documented.take_while(|line| line.starts_with("| `")).collect();
        for (row, documented) in rows.iter().zip(&documented) {
            assert!(documented.starts_with(row), "{documented}\nhas to begin with\n{row}");
        }
        assert_eq!(rows.len(), documented.len(), "{}", rows.join("\n"));
    }
}
