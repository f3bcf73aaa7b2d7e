//! Instants on the wire: RFC 3339 text, nearly always `2025-09-01T09:15:00Z`.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// Seconds since 1970-01-01T00:00:00Z of an instant as Zendesk writes it: RFC 3339 with `Z`, an offset or
/// a fraction (cut off), `2025-09-01 09:15:00 UTC`, or a bare date (its midnight in UTC). `None` for
/// anything else.
pub fn parse_time(text: &str) -> Option<i64> {
    parse_plain(text.as_bytes()).or_else(|| parse_any(text.trim()))
}

/// The form of nearly every instant, read without a general parser: exports hold millions of them.
fn parse_plain(text: &[u8]) -> Option<i64> {
    if text.len() != 20
        || text[4] != b'-'
        || text[7] != b'-'
        || text[10] != b'T'
        || text[13] != b':'
        || text[16] != b':'
        || text[19] != b'Z'
    {
        return None;
    }
    let number = |from: usize, to: usize| {
        text[from..to].iter().try_fold(0_i64, |value, byte| {
            byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0'))
        })
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    // Impossible dates and leap seconds go to the general parser, which judges them.
    if !(1..=12).contains(&month) || !(1..=28).contains(&day) && !is_day(year, month, day) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(days_since_epoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

fn is_day(year: i64, month: i64, day: i64) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=length).contains(&day)
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar, counted in years that begin in March so that
/// the leap day is the last one.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let century_block = year.div_euclid(400);
    let year_of_block = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_block = year_of_block * 365 + year_of_block / 4 - year_of_block / 100 + day_of_year;
    century_block * 146_097 + day_of_block - 719_468
}

fn parse_any(text: &str) -> Option<i64> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.timestamp());
    }
    for form in ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f %z"] {
        if let Ok(instant) = DateTime::parse_from_str(text, form) {
            return Some(instant.timestamp());
        }
    }
    for form in ["%Y-%m-%d %H:%M:%S%.f UTC", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"] {
        if let Ok(instant) = NaiveDateTime::parse_from_str(text, form) {
            return Some(instant.and_utc().timestamp());
        }
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(date.and_hms_opt(0, 0, 0)?.and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_written_form_is_read() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2023-09-25T22:23:29Z", Some(1_695_680_609)),
            ("2023-09-25T22:23:29.999Z", Some(1_695_680_609)),
            ("2023-09-26T00:23:29+02:00", Some(1_695_680_609)),
            ("2023-09-25T22:23:29+0000", Some(1_695_680_609)),
            ("2023-09-25 22:23:29 UTC", Some(1_695_680_609)),
            ("2023-09-25 22:23:29 +0000", Some(1_695_680_609)),
            ("2023-09-25 22:23:29", Some(1_695_680_609)),
            ("2023-09-25", Some(1_695_600_000)),
            ("2024-02-29T00:00:00Z", Some(1_709_164_800)),
            ("1969-12-31T23:59:59Z", Some(-1)),
            ("2023-02-29T00:00:00Z", None),
            ("2023-13-01T00:00:00Z", None),
            ("2023-01-01T24:00:00Z", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(parse_time(text), expected, "{text}");
        }
    }

    #[test]
    fn the_fast_form_agrees_with_the_general_parser() {
        // Steps of 100,003 s from 1900 to 2100 meet every month, leap years and the century rules.
        let mut instant = -2_208_988_800_i64;
        while instant < 4_102_444_800 {
            let text = DateTime::from_timestamp(instant, 0)
                .expect("in range")
                .format("%Y-%m-%dT%H:%M:%SZ")
                .to_string();
            assert_eq!(parse_plain(text.as_bytes()), Some(instant), "{text}");
            instant += 100_003;
        }
    }
}
