//! The configuration file itself: its keys, their values, and every mistake with its line.

use std::fs;
use std::path::Path;

use anyhow::bail;
use clap::Command;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::check::Check;
use super::{Key, SECTIONS, keys_of};
use crate::failure::InputError;

/// How alike a known name has to be to be proposed.
const ALIKE: f64 = 0.7;

/// A key of the file, with its value as it would be typed.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: Key,
    pub(super) value: String,
    pub(super) line: usize,
}

impl Entry {
    pub(super) fn is_of(&self, key: &Key) -> bool {
        self.key.section == key.section && self.key.name == key.name
    }
}

/// Reads the file; all its mistakes are one failure.
pub(super) fn read(path: &Path, command: &Command) -> anyhow::Result<Vec<Entry>> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        InputError(format!("the configuration file {name} cannot be read: {error}"))
    })?;
    let mut reader = Reader {
        text: &text,
        check: Check::new(command),
        keys: keys_of(command),
        found: Vec::new(),
        mistakes: Vec::new(),
    };
    reader.read();
    if reader.mistakes.is_empty() {
        return Ok(reader.found);
    }
    reader.mistakes.sort();
    let mistakes =
        reader.mistakes.iter().map(|(line, mistake)| format!("{name}:{line}: {mistake}"));
    bail!(InputError(mistakes.collect::<Vec<_>>().join("\n")))
}

struct Reader<'a> {
    text: &'a str,
    check: Check,
    keys: Vec<Key>,
    found: Vec<Entry>,
    /// What is wrong, and on which line.
    mistakes: Vec<(usize, String)>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            // Only the message: the line itself may hold a password.
            let line = self.line(error.span().unwrap_or_default().start);
            self.mistakes.push((line, error.message().to_owned()));
        }
        if !self.mistakes.is_empty() {
            // What stands in which table is a guess then.
            return;
        }
        for (name, value) in table.get_ref() {
            let section = SECTIONS.into_iter().find(|section| *section == name.get_ref());
            match (section, value.get_ref()) {
                (Some(section), DeValue::Table(table)) => {
                    for (name, value) in table {
                        self.take(Some(section), name.get_ref(), value);
                    }
                }
                _ => self.take(None, name.get_ref(), value),
            }
        }
    }

    fn take(&mut self, section: Option<&'static str>, name: &str, value: &Spanned<DeValue<'_>>) {
        let line = self.line(value.span().start);
        let key = self.keys.iter().find(|key| key.section == section && key.name == name).cloned();
        let Some(key) = key else {
            let unknown = match (section, value.get_ref()) {
                (None, DeValue::Table(_)) => unknown_section(name),
                _ => self.unknown(section, name),
            };
            return self.mistakes.push((line, unknown));
        };
        let taken = typed(value.get_ref()).and_then(|value| {
            let fault = self.check.fault(&key, &value);
            fault.map_or(Ok(Entry { key: key.clone(), value, line }), Err)
        });
        match taken {
            Ok(entry) => self.found.push(entry),
            Err(fault) => self.mistakes.push((line, format!("{}: {fault}", key.full_name()))),
        }
    }

    /// Says that there is no such key, and which was meant.
    fn unknown(&self, section: Option<&str>, name: &str) -> String {
        let written =
            section.map_or_else(|| name.to_owned(), |section| format!("{section}.{name}"));
        let elsewhere = self.keys.iter().find(|key| key.name == name).map(Key::full_name);
        let meant = elsewhere.or_else(|| nearest(&written, self.keys.iter().map(Key::full_name)));
        let meant = meant.map(|name| format!("; {name} may be meant"));
        format!("there is no setting {written}{}", meant.unwrap_or_default())
    }

    /// The line of a place in the text, from 1.
    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }
}

/// Says that there is no such table, and which was meant.
fn unknown_section(written: &str) -> String {
    let meant = nearest(written, SECTIONS.into_iter().map(str::to_owned));
    let meant = meant.map(|name| format!("; [{name}] may be meant"));
    format!("there is no setting {written}{}", meant.unwrap_or_default())
}

/// The name that is most alike, if one is alike at all.
fn nearest(written: &str, names: impl Iterator<Item = String>) -> Option<String> {
    let alike = names.map(|name| (strsim::jaro_winkler(written, &name), name));
    let nearest = alike.max_by(|one, other| one.0.total_cmp(&other.0));
    nearest.filter(|(alike, _)| *alike >= ALIKE).map(|(_, name)| name)
}

/// A value as it would be typed on the command line.
fn typed(value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) => Ok(number.as_str().to_owned()),
        DeValue::Float(number) => Ok(number.as_str().to_owned()),
        DeValue::Boolean(value) => Ok(value.to_string()),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
            Err("it is a text, a number, true or false".to_owned())
        }
    }
}
