//! A view's conditions and a custom field's options.

use std::collections::BTreeMap;

use inflow_domain::{Condition, ConditionValue};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::Unreadable;

#[derive(Serialize, Deserialize)]
struct StoredDefinition<'a> {
    #[serde(borrow)]
    all: Vec<StoredCondition<'a>>,
    any: Vec<StoredCondition<'a>>,
}

#[derive(Serialize, Deserialize)]
struct StoredCondition<'a> {
    field: &'a str,
    operator: &'a str,
    #[serde(borrow)]
    value: StoredConditionValue<'a>,
}

#[derive(Serialize, Deserialize)]
enum StoredConditionValue<'a> {
    Blank,
    One(&'a str),
    #[serde(borrow)]
    Many(Vec<&'a str>),
}

/// The `all` and `any` conditions as one blob.
pub(crate) fn write_conditions(all: &[Condition], any: &[Condition]) -> Vec<u8> {
    let stored = StoredDefinition {
        all: all.iter().map(StoredCondition::from).collect(),
        any: any.iter().map(StoredCondition::from).collect(),
    };
    let mut bytes = Vec::new();
    super::append(&stored, &mut bytes);
    bytes
}

/// The `all` and `any` conditions of a blob.
pub(crate) fn read_conditions(
    bytes: &[u8],
) -> Result<(Vec<Condition>, Vec<Condition>), Unreadable> {
    let stored: StoredDefinition<'_> = super::read("view definition", bytes)?;
    let all = stored.all.into_iter().map(Condition::from).collect();
    Ok((all, stored.any.into_iter().map(Condition::from).collect()))
}

/// A field's options as one blob.
pub(crate) fn write_options(options: &BTreeMap<i64, SmolStr>) -> Vec<u8> {
    let stored: Vec<(i64, &str)> = options.iter().map(|(id, tag)| (*id, tag.as_str())).collect();
    let mut bytes = Vec::new();
    super::append(&stored, &mut bytes);
    bytes
}

/// The options of a blob.
pub(crate) fn read_options(bytes: &[u8]) -> Result<BTreeMap<i64, SmolStr>, Unreadable> {
    let stored: Vec<(i64, &str)> = super::read("field's options", bytes)?;
    Ok(stored.into_iter().map(|(id, tag)| (id, SmolStr::new(tag))).collect())
}

impl<'a> From<&'a Condition> for StoredCondition<'a> {
    fn from(condition: &'a Condition) -> Self {
        let value = match &condition.value {
            ConditionValue::Blank => StoredConditionValue::Blank,
            ConditionValue::One(text) => StoredConditionValue::One(text),
            ConditionValue::Many(texts) => {
                StoredConditionValue::Many(texts.iter().map(String::as_str).collect())
            }
        };
        Self { field: &condition.field, operator: &condition.operator, value }
    }
}

impl From<StoredCondition<'_>> for Condition {
    fn from(condition: StoredCondition<'_>) -> Self {
        let value = match condition.value {
            StoredConditionValue::Blank => ConditionValue::Blank,
            StoredConditionValue::One(text) => ConditionValue::One(text.to_owned()),
            StoredConditionValue::Many(texts) => {
                ConditionValue::Many(texts.into_iter().map(str::to_owned).collect())
            }
        };
        Self {
            field: SmolStr::new(condition.field),
            operator: SmolStr::new(condition.operator),
            value,
        }
    }
}
