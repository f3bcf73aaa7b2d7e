//! The account's views: conditions over ticket fields, as Zendesk stores them.

mod combined;
mod lives;
mod readable;
mod systematic;
mod unsupported;

use serde_json::{Value, json};

pub(crate) use lives::{lives, view_changes};
pub(crate) use unsupported::{
    FIELDS as UNSUPPORTED_FIELDS, OPERATORS as UNSUPPORTED_OPERATORS, VALUES as UNSUPPORTED_VALUES,
};

use crate::catalog::Catalog;
use crate::dice::Dice;
use crate::options::{Coverage, Manner, Options};

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

/// All views of an account, in the order of their ids.
pub(crate) fn views(options: &Options, catalog: &Catalog) -> Vec<View> {
    let mut maker = Maker {
        dice: Dice::new(options.seed, u64::MAX - 1),
        next_id: 25,
        updated_at: options.begin() + 86_400,
        views: Vec::new(),
    };
    let conditions = systematic::conditions(&mut maker.dice, catalog, options);
    if options.coverage == Coverage::Narrow {
        systematic::add_narrow(&mut maker, &conditions);
        unsupported::add(&mut maker, catalog);
        return maker.views;
    }
    readable::add(&mut maker, catalog);
    if options.text_views {
        readable::add_text(&mut maker);
    }
    if options.coverage == Coverage::Full && options.manner != Manner::Light {
        systematic::add(&mut maker, &conditions);
        combined::add(&mut maker, &conditions);
        unsupported::add(&mut maker, catalog);
    }
    maker.views
}

/// Collects views and numbers them.
pub(crate) struct Maker {
    pub(crate) dice: Dice,
    next_id: i64,
    updated_at: i64,
    views: Vec<View>,
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
