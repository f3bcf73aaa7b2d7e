//! Random views of several conditions, biased so that many of them hold some tickets.

use super::maker::{Condition, Maker, when};
use crate::dice::Dice;

/// Adds views of one to four conditions.
pub(crate) fn add(maker: &mut Maker, conditions: &[Condition]) {
    for number in 1..=40 {
        let mut all = match maker.dice.between(0, 3) {
            0 => vec![],
            1 => vec![when("status", "less_than", "solved")],
            2 => vec![when("status", "is", "open")],
            _ => vec![when("status", "is_not", "closed")],
        };
        let mut any = Vec::new();
        for _ in 0..maker.dice.between(1, 3) {
            let condition = broad(&mut maker.dice, conditions);
            // Alternatives widen a view, further demands would soon leave it empty.
            if maker.dice.chance(60) { any.push(condition) } else { all.push(condition) }
        }
        if all.is_empty() {
            all.push(when("status", "less_than", "closed"));
        }
        let active = !maker.dice.chance(10);
        // Some titles come more than once.
        let title = if number % 8 == 0 {
            "Mixed, again".to_owned()
        } else {
            format!("Mixed {number}, \"any\" & all")
        };
        maker.add_with(title, active, all, any);
    }
}

/// A condition; of two, the one whose operator excludes rather than demands.
fn broad(dice: &mut Dice, conditions: &[Condition]) -> Condition {
    let first = dice.pick(conditions).clone();
    let second = dice.pick(conditions).clone();
    if first.operator.contains("not") || first.operator.contains("less") { first } else { second }
}
