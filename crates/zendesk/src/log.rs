//! Log lines: through `tracing` where its feature is chosen, and none without it.

/// A line of the log, with its fields. Without the feature the fields are looked at all the same, so that
/// none of them is a name that is never used.
macro_rules! log {
    ($level:ident, $($name:ident = $value:expr,)* $message:literal $(,)?) => {{
        #[cfg(feature = "tracing")]
        tracing::$level!($($name = $value,)* $message);
        #[cfg(not(feature = "tracing"))]
        {
            $(let _ = &$value;)*
        }
    }};
}

pub(crate) use log;
