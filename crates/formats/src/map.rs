//! What the planner's product calls our queues and workloads: a file in TOML with a table for each.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use crate::series::Source;

/// What one queue or workload is called there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Its name there.
    pub name: Option<String>,
    /// Its id there.
    pub id: Option<String>,
    /// Its channel there.
    pub channel: Option<String>,
    /// The skills it asks for there.
    pub skills: Vec<String>,
    /// Its language there.
    pub language: Option<String>,
}

/// All of them, by our ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Map(BTreeMap<String, Entry>);

/// What is wrong with a map.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// It is no TOML.
    #[error("{0}")]
    Syntax(String),
    /// No queue and no workload is called that.
    #[error("[\"{0}\"]: there is no queue or workload of that name or id")]
    Unknown(String),
    /// Several are called that.
    #[error("[\"{name}\"]: that is the name of {}; write an id", ids.join(" and "))]
    Several {
        /// The name.
        name: String,
        /// Their ids.
        ids: Vec<String>,
    },
    /// Two tables are about the same one.
    #[error("[\"{0}\"]: another table is about the same queue or workload, by its name or id")]
    Twice(String),
    /// A table has a key that means nothing.
    #[error(
        "[\"{table}\"]: there is no key \"{key}\"; it may be name, id, channel, skill or language"
    )]
    Key {
        /// The table.
        table: String,
        /// The key.
        key: String,
    },
    /// A value is of the wrong kind.
    #[error("[\"{table}\"]: {key} is to be {wanted}")]
    Value {
        /// The table.
        table: String,
        /// The key.
        key: String,
        /// What it should be.
        wanted: &'static str,
    },
    /// Something stands outside any table.
    #[error(
        "\"{0}\" stands outside any table: begin one with the name or id of a queue, as in [\"view-25-email\"]"
    )]
    NoTable(String),
}

impl Map {
    /// Reads a map; `known` are all queues and workloads of the integration.
    pub fn read(text: &str, known: &[&Source]) -> Result<Self, MapError> {
        let tables = DeTable::parse(text).map_err(|error| {
            let line = error.span().map_or(1, |at| line(text, at.start));
            MapError::Syntax(format!("line {line}: {}", error.message()))
        })?;
        let mut map = BTreeMap::new();
        for (name, value) in tables.get_ref() {
            let name = name.get_ref();
            let DeValue::Table(values) = value.get_ref() else {
                return Err(MapError::NoTable(name.to_string()));
            };
            if map.insert(source(name, known)?, entry(name, values)?).is_some() {
                return Err(MapError::Twice(name.to_string()));
            }
        }
        Ok(Self(map))
    }

    /// What a source is called there, where the map says so.
    pub fn entry(&self, source: &Source) -> Option<&Entry> {
        self.0.get(&source.id)
    }
}

fn line(text: &str, until: usize) -> usize {
    text.bytes().take(until).filter(|byte| *byte == b'\n').count() + 1
}

/// The id of what a table is about. An id comes before a name.
fn source(name: &str, known: &[&Source]) -> Result<String, MapError> {
    if known.iter().any(|source| source.id == name) {
        return Ok(name.to_owned());
    }
    let ids: Vec<String> = known
        .iter()
        .filter(|source| source.name.trim() == name.trim())
        .map(|source| source.id.clone())
        .collect();
    match ids.as_slice() {
        [] => Err(MapError::Unknown(name.to_owned())),
        [id] => Ok(id.clone()),
        _ => Err(MapError::Several { name: name.to_owned(), ids }),
    }
}

fn entry(table: &str, values: &DeTable<'_>) -> Result<Entry, MapError> {
    let mut entry = Entry::default();
    for (key, value) in values {
        let (key, value) = (key.get_ref().as_ref(), value.get_ref());
        let wrong =
            |wanted| MapError::Value { table: table.to_owned(), key: key.to_owned(), wanted };
        let text = || text(value).ok_or_else(|| wrong("a text that is not empty"));
        match key {
            "name" => entry.name = Some(text()?),
            "channel" => entry.channel = Some(text()?),
            "language" => entry.language = Some(text()?),
            "id" => {
                let id = id(value).ok_or_else(|| wrong("a text, or a whole number"))?;
                entry.id = Some(id);
            }
            "skill" => {
                let skills = skills(value).ok_or_else(|| wrong(SKILLS))?;
                entry.skills = skills;
            }
            _ => {
                return Err(MapError::Key { table: table.to_owned(), key: key.to_owned() });
            }
        }
    }
    Ok(entry)
}

const SKILLS: &str = "a text, or a list of texts, without |||";

fn text(value: &DeValue<'_>) -> Option<String> {
    value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

fn id(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|id| id.to_string())
        }
        _ => text(value),
    }
}

fn skills(value: &DeValue<'_>) -> Option<Vec<String>> {
    let skill = |value: &DeValue<'_>| text(value).filter(|skill| !skill.contains("|||"));
    match value {
        DeValue::Array(skills) => skills.iter().map(|one| skill(one.get_ref())).collect(),
        one => skill(one).map(|skill| vec![skill]),
    }
}
