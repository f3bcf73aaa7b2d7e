//! The account's views: conditions over ticket fields, as Zendesk stores them.

mod combined;
mod lives;
mod maker;
mod readable;
mod systematic;
mod unsupported;

pub(crate) use lives::{lives, view_changes};
pub(crate) use maker::{Condition, View, when};
pub(crate) use unsupported::{
    FIELDS as UNSUPPORTED_FIELDS, OPERATORS as UNSUPPORTED_OPERATORS, VALUES as UNSUPPORTED_VALUES,
};

use self::maker::Maker;
use crate::catalog::Catalog;
use crate::dice::Dice;
use crate::options::{Coverage, Manner, Options};

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
