//! Whether the request of a number meets a fault, and which: a pure function of the seed, the number
//! and what was injected before.

use std::collections::BTreeMap;

use super::kinds::{Effect, Kind};
use crate::dice::scatter;

/// How much more often a kind comes that was never injected, so that short runs meet all.
const NEW_KIND_FACTOR: u64 = 4;

/// But no more often than this many times in a hundred, unless all faults do.
const NEW_KIND_PERCENT: u64 = 40;

/// The kind of fault for the request of this number, among those that it can meet.
///
/// The kind that came least is chosen; one that no repetition helps counts for three, so that most
/// runs get on.
pub(super) fn choose(
    seed: u64,
    number: u64,
    percent: u64,
    possible: &[Kind],
    injected: &BTreeMap<Kind, u64>,
) -> Option<Kind> {
    let times = |kind: &Kind| injected.get(kind).copied().unwrap_or_default();
    let draw = |salt: u64| scatter(seed ^ scatter(number ^ scatter(salt)));
    let is_new = possible.iter().any(|kind| times(kind) == 0);
    let for_new = (percent * NEW_KIND_FACTOR).min(NEW_KIND_PERCENT.max(percent));
    let percent = if is_new { for_new } else { percent };
    if draw(0) % 100 >= percent {
        return None;
    }
    let weight = |kind: &Kind| if kind.effect() == Effect::Refuses { 3 } else { 1 };
    possible.iter().copied().min_by_key(|kind| (times(kind) * weight(kind), draw(1 + *kind as u64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(percent: u64, requests: u64) -> BTreeMap<Kind, u64> {
        let possible = [Kind::Slow, Kind::BadGateway, Kind::Redirect];
        let mut injected = BTreeMap::new();
        for number in 0..requests {
            if let Some(kind) = choose(7, number, percent, &possible, &injected) {
                *injected.entry(kind).or_default() += 1;
            }
        }
        injected
    }

    #[test]
    fn the_rate_is_kept_and_refusals_are_rarer() {
        let injected = run(10, 7_000);
        let total: u64 = injected.values().sum();
        assert!((600..800).contains(&total), "{injected:?}");
        assert!(injected[&Kind::Redirect] * 3 <= injected[&Kind::Slow] + 3, "{injected:?}");
    }

    #[test]
    fn few_requests_meet_every_kind() {
        assert_eq!(run(10, 25).len(), 3);
        assert!(run(0, 1_000).is_empty());
    }
}
