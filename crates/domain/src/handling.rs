//! Handling time of tickets (rule 9.7): seconds as a field of numbers tells them, so not always whole.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg};

use rust_decimal::prelude::ToPrimitive;

use crate::value::Value;

const MICROS: i64 = 1_000_000;

/// Handling time, exact to a millionth of a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct HandlingTime {
    micros: i64,
}

impl HandlingTime {
    /// None.
    pub const ZERO: Self = Self { micros: 0 };

    /// A number of millionths of a second.
    pub fn from_micros(micros: i64) -> Self {
        Self { micros }
    }

    /// A number of whole seconds.
    pub fn from_seconds(seconds: i64) -> Self {
        Self { micros: seconds.saturating_mul(MICROS) }
    }

    /// The seconds that a field's value tells. What is no number counts as blank, and blank is 0; what
    /// no ticket can take is cut off.
    pub fn of_value(value: &Value) -> Self {
        let Some(seconds) = value.as_decimal() else { return Self::ZERO };
        let most = i64::MAX / 2;
        let micros = seconds.checked_mul(MICROS.into()).and_then(|micros| micros.trunc().to_i64());
        let beyond = if seconds.is_sign_negative() { -most } else { most };
        Self { micros: micros.map_or(beyond, |micros| micros.clamp(-most, most)) }
    }

    /// How much more this is than what was before; a decrease counts nothing.
    #[must_use]
    pub fn increase_from(self, before: Self) -> Self {
        Self { micros: self.micros.saturating_sub(before.micros).max(0) }
    }

    /// Millionths of a second.
    pub fn micros(self) -> i64 {
        self.micros
    }

    /// Whether there is none.
    pub fn is_zero(self) -> bool {
        self.micros == 0
    }
}

impl Add for HandlingTime {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { micros: self.micros.saturating_add(other.micros) }
    }
}

impl AddAssign for HandlingTime {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Neg for HandlingTime {
    type Output = Self;

    fn neg(self) -> Self {
        Self { micros: self.micros.saturating_neg() }
    }
}

impl Sum for HandlingTime {
    fn sum<I: Iterator<Item = Self>>(times: I) -> Self {
        times.fold(Self::ZERO, Add::add)
    }
}

/// Seconds, with no more decimals than there are.
impl fmt::Display for HandlingTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.micros / MICROS, (self.micros % MICROS).unsigned_abs());
        let sign = if self.micros < 0 && whole == 0 { "-" } else { "" };
        write!(formatter, "{sign}{whole}")?;
        if part != 0 {
            write!(formatter, ".{}", format!("{part:06}").trim_end_matches('0'))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_tells_seconds() {
        for (value, shown) in [
            ("", "0"),
            ("90", "90"),
            ("90.50", "90.5"),
            ("-0.25", "-0.25"),
            ("0.0000019", "0.000001"),
            ("a while", "0"),
            ("1e25", "4611686018427.387903"),
        ] {
            assert_eq!(HandlingTime::of_value(&Value::text(value)).to_string(), shown, "{value}");
        }
        assert!(HandlingTime::of_value(&Value::list(["90", "91"])).is_zero());
    }

    #[test]
    fn only_an_increase_counts() {
        let seconds = HandlingTime::from_seconds;
        assert_eq!(seconds(90).increase_from(seconds(30)), seconds(60));
        assert_eq!(seconds(30).increase_from(seconds(90)), HandlingTime::ZERO);
        assert_eq!(seconds(10).increase_from(seconds(-5)), seconds(15));
        assert_eq!([seconds(1), seconds(2)].into_iter().sum::<HandlingTime>(), seconds(3));
    }
}
