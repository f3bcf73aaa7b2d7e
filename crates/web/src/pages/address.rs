//! Addresses of queues' pages.

use std::fmt::Write as _;

use inflow_domain::time_zone::TimeZone;
use inflow_domain::{IntegrationId, IntervalLength, Timestamp};

use crate::http::guard::LONGEST_TEXT;

/// A text for a path or a query: what is not a letter, a digit or `-._~` becomes `%` and two digits.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a String does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The page of a queue.
pub(crate) fn of_queue(integration: IntegrationId, queue: &str) -> String {
    format!("/integrations/{integration}/queues/{}", encoded(queue))
}

/// The form that exports a queue; of one whose id is longer than forms take, that of all queues.
pub(crate) fn of_export(integration: IntegrationId, queue: &str) -> String {
    let form = format!("/integrations/{integration}/export");
    if queue.chars().count() > LONGEST_TEXT {
        form
    } else {
        format!("{form}?queue={}", encoded(queue))
    }
}

/// The page that explains a figure of the queue at `queue`: that of the interval that contains an instant.
pub(crate) fn of_figure(
    queue: &str,
    at: Timestamp,
    length: IntervalLength,
    zone: TimeZone,
) -> String {
    let (length, zone) = (length.name(), encoded(zone.name()));
    format!("{queue}/figure?at={at}&interval={length}&time_zone={zone}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_queues_stay_one_part_of_a_path() {
        assert_eq!(
            of_queue(IntegrationId(3), "calls-for-A/B & ü?"),
            "/integrations/3/queues/calls-for-A%2FB%20%26%20%C3%BC%3F",
        );
    }
}
