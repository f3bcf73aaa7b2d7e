//! What a message can be given: numbers, which it may count by, and texts.

use fluent_bundle::FluentValue;

use super::Text;

/// A value of a message.
pub trait Argument {
    /// The value as messages take it.
    fn into_value(self) -> FluentValue<'static>;
}

impl<T: Argument + Clone> Argument for &T {
    fn into_value(self) -> FluentValue<'static> {
        self.clone().into_value()
    }
}

impl Argument for &str {
    fn into_value(self) -> FluentValue<'static> {
        FluentValue::from(self.to_owned())
    }
}

impl Argument for String {
    fn into_value(self) -> FluentValue<'static> {
        FluentValue::from(self)
    }
}

impl Argument for Text {
    fn into_value(self) -> FluentValue<'static> {
        FluentValue::from(self.to_string())
    }
}

/// A whole number, whichever its type; templates hand on references.
pub trait Whole {
    /// The number.
    fn whole(self) -> i64;
}

impl<T: Whole + Copy> Whole for &T {
    fn whole(self) -> i64 {
        (*self).whole()
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl Argument for $number {
            fn into_value(self) -> FluentValue<'static> {
                FluentValue::from(self)
            }
        }

        impl Whole for $number {
            fn whole(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::MAX)
            }
        }
    )+};
}

numbers!(i32, u16, u32, i64, u64, usize);
