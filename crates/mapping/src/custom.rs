//! The custom fields of a state: a few in a sorted list, which is quickly copied and compared, or as many as anybody
//! sends in a tree, where each further one costs no more than the one before.

use std::collections::BTreeMap;

use inflow_domain::{FieldId, Value};

/// How many stand in a list. Zendesk lets an account have 400.
const FEW: usize = 512;

/// Values of custom fields, without blank ones. How they are held follows from their number, so that equal ones are `==`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CustomValues {
    Few(Vec<(FieldId, Value)>),
    Many(BTreeMap<FieldId, Value>),
}

impl CustomValues {
    pub(crate) fn get(&self, id: FieldId) -> &Value {
        match self {
            Self::Few(values) => match values.binary_search_by_key(&id, |(id, _)| *id) {
                Ok(place) => &values[place].1,
                Err(_) => &Value::Blank,
            },
            Self::Many(values) => values.get(&id).unwrap_or(&Value::Blank),
        }
    }

    pub(crate) fn set(&mut self, id: FieldId, value: Value) {
        match self {
            Self::Few(values) => match values.binary_search_by_key(&id, |(id, _)| *id) {
                Ok(place) if value.is_blank() => drop(values.remove(place)),
                Ok(place) => values[place].1 = value,
                Err(_) if value.is_blank() => {}
                Err(place) => {
                    values.insert(place, (id, value));
                    if values.len() > FEW {
                        *self = Self::Many(std::mem::take(values).into_iter().collect());
                    }
                }
            },
            Self::Many(values) if value.is_blank() => {
                values.remove(&id);
                if values.len() <= FEW {
                    *self = Self::Few(std::mem::take(values).into_iter().collect());
                }
            }
            Self::Many(values) => drop(values.insert(id, value)),
        }
    }

    /// The few, in the order of their ids.
    pub(crate) fn few(&self) -> Option<&[(FieldId, Value)]> {
        match self {
            Self::Few(values) => Some(values),
            Self::Many(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_hold_the_same() {
        let mut values = CustomValues::Few(Vec::new());
        let ids = |count: i64| (0..count).rev().map(FieldId);
        for id in ids(600) {
            values.set(id, Value::Integer(id.0));
        }
        assert!(values.few().is_none());
        assert!(ids(600).all(|id| *values.get(id) == Value::Integer(id.0)));
        assert!(values.get(FieldId(600)).is_blank());
        let mut few = CustomValues::Few(Vec::new());
        ids(512).for_each(|id| few.set(id, Value::Integer(id.0)));
        assert!(few != values && few.few().is_some());
        (512..600).for_each(|id| values.set(FieldId(id), Value::Blank));
        assert!(few == values, "however many they came to be");
    }
}
