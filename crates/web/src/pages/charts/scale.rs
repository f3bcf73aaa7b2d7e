//! Scales with round numbers.

/// From nothing up to a round number, with a mark at every step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scale {
    /// The value at the top.
    pub(crate) top: i64,
    /// From one mark to the next.
    pub(crate) step: i64,
}

/// Steps of durations: people count seconds and minutes by these.
const SECONDS: [i64; 14] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/// As many marks stand above nothing at most.
const MARKS: i64 = 5;

impl Scale {
    /// A scale of whole numbers that holds `most`.
    pub(crate) fn of_numbers(most: i64) -> Self {
        let mut power = 1_i64;
        loop {
            let step = [1, 2, 5].into_iter().map(|digit| digit * power);
            if let Some(step) = step.into_iter().find(|step| most <= step.saturating_mul(MARKS)) {
                return Self::by(step, most);
            }
            power = power.saturating_mul(10);
        }
    }

    /// A scale of seconds that holds `most`.
    pub(crate) fn of_seconds(most: i64) -> Self {
        if let Some(step) = SECONDS.into_iter().find(|step| most <= step * MARKS) {
            return Self::by(step, most);
        }
        let hours = Self::of_numbers(most / 3600 + 1);
        Self { top: hours.top * 3600, step: hours.step * 3600 }
    }

    fn by(step: i64, most: i64) -> Self {
        let steps = most.max(1).saturating_add(step - 1) / step;
        Self { top: steps * step, step }
    }

    /// The values that are marked, from nothing up.
    pub(crate) fn marks(self) -> impl Iterator<Item = i64> {
        (0..=self.top / self.step).map(move |mark| mark * self.step)
    }

    /// How high a value stands, of a height.
    #[expect(clippy::cast_precision_loss, reason = "a place in a drawing")]
    pub(crate) fn height(self, value: i64, of: u32) -> f64 {
        (value as f64 / self.top as f64 * f64::from(of) * 10.0).round() / 10.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tops_are_round_and_close_to_the_most() {
        let marks = |scale: Scale| scale.marks().collect::<Vec<_>>();
        assert_eq!(marks(Scale::of_numbers(0)), [0, 1]);
        assert_eq!(marks(Scale::of_numbers(4)), [0, 1, 2, 3, 4]);
        assert_eq!(marks(Scale::of_numbers(37)), [0, 10, 20, 30, 40]);
        assert_eq!(marks(Scale::of_numbers(1_001)), [0, 500, 1000, 1500]);
        assert_eq!(marks(Scale::of_seconds(251)), [0, 60, 120, 180, 240, 300]);
        assert_eq!(Scale::of_seconds(100_000).top, 30 * 3600);
        assert_eq!(Scale::of_numbers(i64::MAX / 2).marks().count(), 6);
    }
}
