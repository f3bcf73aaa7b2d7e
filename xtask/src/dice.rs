//! Reproducible random numbers: the one place of xtask where they are made (SplitMix64).

use std::time::Duration;

/// Everything random of a run follows from the number that it was made with.
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice of a seed and of what they are used for, so that two uses don't move together.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        let salt = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| hash.rotate_left(7) ^ u64::from(byte));
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ salt)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which must not be 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// One of the choices, of which there must be one.
    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        let count = u64::try_from(choices.len()).expect("a slice is shorter than 2^64");
        choices[usize::try_from(self.below(count)).expect("below the slice's length")]
    }

    /// A moment before `end`.
    pub(crate) fn moment(&mut self, end: Duration) -> Duration {
        let microseconds = u64::try_from(end.as_micros()).unwrap_or(u64::MAX).max(1);
        Duration::from_micros(self.below(microseconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_row_of_numbers_and_another_purpose_gives_another() {
        let row = |seed, purpose: &str| {
            let mut dice = Dice::new(seed, purpose);
            (0..8).map(|_| dice.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(row(3, "plan"), row(3, "plan"));
        assert_ne!(row(3, "plan"), row(3, "kills"));
        assert_ne!(row(3, "plan"), row(4, "plan"));
    }
}
