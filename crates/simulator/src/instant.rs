//! Instants: seconds since 1970 in the program, RFC 3339 in UTC on the wire.

use chrono::{DateTime, SecondsFormat};

/// `2026-09-01T00:00:00Z` for seconds since 1970.
pub(crate) fn rfc3339(at: i64) -> String {
    DateTime::from_timestamp(at, 0)
        .expect("simulated instants lie in this century")
        .to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// `2026-09-01` for the day that holds an instant.
pub(crate) fn day(at: i64) -> String {
    rfc3339(at)[..10].to_owned()
}

/// `Tue, 01 Sep 2026 00:00:00 GMT`, as headers have it.
pub(crate) fn http_date(at: i64) -> String {
    DateTime::from_timestamp(at, 0)
        .expect("simulated instants lie in this century")
        .format("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

/// Seconds since 1970 of an RFC 3339 text.
pub(crate) fn parse(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.timestamp())
}
