//! What views are made with: conditions, numbers, and the forms of values.

use serde_json::{Value, json};

use crate::dice::Dice;

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    pub(crate) field: String,
    pub(crate) operator: String,
    pub(crate) value: Value,
}

/// A view.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) active: bool,
    pub(crate) updated_at: i64,
    pub(crate) all: Vec<Condition>,
    pub(crate) any: Vec<Condition>,
}

/// A condition, shortly.
pub(crate) fn when(field: impl Into<String>, operator: &str, value: impl Into<Value>) -> Condition {
    Condition { field: field.into(), operator: operator.to_owned(), value: value.into() }
}

/// Collects views and numbers them.
pub(crate) struct Maker {
    pub(crate) dice: Dice,
    pub(crate) next_id: i64,
    pub(crate) updated_at: i64,
    pub(crate) views: Vec<View>,
}

impl Maker {
    /// An active view.
    pub(crate) fn add(
        &mut self,
        title: impl Into<String>,
        all: Vec<Condition>,
        any: Vec<Condition>,
    ) {
        self.add_with(title, true, all, any);
    }

    /// A view that may be inactive. Now and then ids leap beyond 2^53, as they do in young accounts.
    pub(crate) fn add_with(
        &mut self,
        title: impl Into<String>,
        active: bool,
        all: Vec<Condition>,
        any: Vec<Condition>,
    ) {
        self.next_id += self.dice.between(1, 40);
        let id = if self.dice.chance(20) {
            9_007_199_254_740_993 + 2 * self.next_id
        } else {
            self.next_id
        };
        let updated_at = self.updated_at + self.dice.between(0, 86_400);
        self.views.push(View { id, title: title.into(), active, updated_at, all, any });
    }
}

/// A condition's value in one of the forms in which Zendesk writes the same thing.
pub(crate) fn written(dice: &mut Dice, text: &str) -> Value {
    if text.is_empty() {
        return if dice.chance(50) { Value::Null } else { json!("") };
    }
    match text.parse::<i64>() {
        Ok(number) if dice.chance(30) && number.to_string() == text => json!(number),
        _ => json!(text),
    }
}
