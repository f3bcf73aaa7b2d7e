//! The rhythm of a service desk: when customers write and call, and agents answer.

use crate::dice::Dice;
use crate::options::Options;

/// How busy each hour of a day is, in percent of the busiest: of working hours a little east of
/// Greenwich.
const HOURS: [i64; 24] =
    [3, 2, 2, 2, 3, 10, 24, 52, 84, 98, 100, 86, 80, 88, 92, 86, 72, 50, 36, 28, 20, 12, 7, 4];

/// The same of weekdays, Monday first.
const WEEKDAYS: [i64; 7] = [100, 92, 86, 84, 78, 34, 22];

/// How busy the first day of a history is, in percent of the last.
const FIRST_DAY: i64 = 55;

/// An instant of the history up to `last`, likelier where customers are busier.
pub(crate) fn moment(dice: &mut Dice, options: &Options, last: i64) -> i64 {
    let first = options.begin();
    loop {
        let at = dice.between(first, last);
        let grown = FIRST_DAY + (100 - FIRST_DAY) * (at - first) / (last - first).max(1);
        if dice.between(0, 99) < grown && is_kept(dice, at) {
            return at;
        }
    }
}

/// How long until something happens next: within a number of seconds, likelier when people are awake.
pub(crate) fn pause(dice: &mut Dice, at: i64, most: i64) -> i64 {
    loop {
        let pause = dice.between(60, most);
        if is_kept(dice, at + pause) {
            return pause;
        }
    }
}

/// By chance, as often as the hour of the week is busy.
fn is_kept(dice: &mut Dice, at: i64) -> bool {
    // 1970 began with a Thursday.
    let weekday = (at.div_euclid(86_400) + 3).rem_euclid(7);
    let hour = at.rem_euclid(86_400) / 3_600;
    let of = |table: &[i64], index: i64| usize::try_from(index).map_or(0, |index| table[index]);
    dice.between(0, 9_999) < of(&WEEKDAYS, weekday) * of(&HOURS, hour)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HISTORY_ENDS;

    #[test]
    fn most_comes_in_the_daytime_of_working_days_and_ever_more() {
        let options = Options::lifelike(1, HISTORY_ENDS);
        let mut dice = Dice::new(1, 0);
        let moments: Vec<i64> =
            (0..2_000).map(|_| moment(&mut dice, &options, options.end - 1)).collect();
        assert!(moments.iter().all(|at| (options.begin()..options.end).contains(at)));
        let count =
            |is_wanted: &dyn Fn(i64) -> bool| moments.iter().filter(|at| is_wanted(**at)).count();
        let at_night = count(&|at| at.rem_euclid(86_400) < 5 * 3_600);
        assert!(at_night < 60, "{at_night}");
        let at_weekends = count(&|at| (at.div_euclid(86_400) + 3).rem_euclid(7) > 4);
        assert!((100..300).contains(&at_weekends), "{at_weekends}");
        let lately = count(&|at| at > options.end - 365 * 86_400);
        assert!((1_080..1_300).contains(&lately), "{lately}");
    }
}
