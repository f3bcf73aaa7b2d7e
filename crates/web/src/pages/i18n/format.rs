//! Numbers, dates and times as people write them in each language.

use chrono::{Datelike as _, NaiveDate, Timelike as _};
use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;

use super::Language;

/// The ids of the months' short names.
const MONTHS: [&str; 12] = [
    "month-short-1",
    "month-short-2",
    "month-short-3",
    "month-short-4",
    "month-short-5",
    "month-short-6",
    "month-short-7",
    "month-short-8",
    "month-short-9",
    "month-short-10",
    "month-short-11",
    "month-short-12",
];

/// The ids of the weekdays' short names, Monday first.
const WEEKDAYS: [&str; 7] = [
    "weekday-short-1",
    "weekday-short-2",
    "weekday-short-3",
    "weekday-short-4",
    "weekday-short-5",
    "weekday-short-6",
    "weekday-short-7",
];

/// A whole number with its thousands set apart.
pub fn number(language: Language, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let sign = if number < 0 { "\u{2212}" } else { "" };
    let mut grouped = String::with_capacity(digits.len() + digits.len());
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push_str(thousands(language));
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}")
}

/// A number with at most this many decimals, none of them a trailing zero.
pub fn decimal(language: Language, value: f64, decimals: usize) -> String {
    let written = format!("{:.decimals$}", value.abs());
    let (whole, part) = written.split_once('.').unwrap_or((&written, ""));
    let part = part.trim_end_matches('0');
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), |whole| number(language, whole));
    let is_zero = part.is_empty() && whole == "0";
    let sign = if value < 0.0 && !is_zero { "\u{2212}" } else { "" };
    if part.is_empty() {
        return format!("{sign}{whole}");
    }
    let comma = if language == Language::English { '.' } else { ',' };
    format!("{sign}{whole}{comma}{part}")
}

/// A share of a hundred: `0.5%`.
pub fn percent(language: Language, value: f64, decimals: usize) -> String {
    let written = decimal(language, value, decimals);
    match language {
        Language::English | Language::Dutch => format!("{written}%"),
        Language::German => format!("{written}\u{a0}%"),
        Language::French => format!("{written}\u{202f}%"),
    }
}

/// A calendar day: `22 Nov 2026`.
pub fn date(language: Language, day: NaiveDate) -> String {
    if language == Language::German {
        return day.format("%d.%m.%Y").to_string();
    }
    format!("{} {}", day_and_month(language, day), day.year())
}

/// A calendar day without its year: `22 Nov`.
pub fn day_and_month(language: Language, day: NaiveDate) -> String {
    if language == Language::German {
        return day.format("%d.%m.").to_string();
    }
    let first = if language == Language::French && day.day() == 1 { "er" } else { "" };
    format!("{}{first} {}", day.day(), month(language, day))
}

/// A month with its year: `Nov 2026`.
pub fn month_and_year(language: Language, day: NaiveDate) -> String {
    format!("{} {}", month(language, day), day.year())
}

/// The short name of a day's month.
pub fn month(language: Language, day: NaiveDate) -> String {
    language.text(MONTHS[day.month0() as usize % MONTHS.len()]).to_string()
}

/// The short name of a weekday, counted from 0 for Monday.
pub fn weekday(language: Language, from_monday: usize) -> String {
    language.text(WEEKDAYS[from_monday % WEEKDAYS.len()]).to_string()
}

/// The time of day in a zone: `14:05`.
pub fn time(zone: TimeZone, instant: Timestamp) -> String {
    let local = zone.local(instant);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// A day and a time in a zone: `22 Nov 2026, 14:05`.
pub fn date_time(language: Language, zone: TimeZone, instant: Timestamp) -> String {
    let day = date(language, zone.local(instant).date());
    let time = time(zone, instant);
    match language {
        Language::English | Language::German => format!("{day}, {time}"),
        Language::Dutch | Language::French => format!("{day} {time}"),
    }
}

/// A span of time in its two largest units.
pub fn duration(language: Language, seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let parts = if days > 0 {
        [(days, "unit-days"), (hours, "unit-hours")]
    } else if hours > 0 {
        [(hours, "unit-hours"), (minutes, "unit-minutes")]
    } else {
        [(minutes, "unit-minutes"), (seconds % 60, "unit-seconds")]
    };
    let mut written = parts.into_iter().filter(|(count, _)| *count > 0);
    let first = written.next().unwrap_or((0, "unit-seconds"));
    let words = [Some(first), written.next()].into_iter().flatten();
    let words: Vec<String> =
        words.map(|(count, unit)| language.text(unit).with("count", count).to_string()).collect();
    words.join(" ")
}

/// How long ago something was, in its largest unit, or how far ahead it is.
pub fn from_now(language: Language, now: Timestamp, instant: Timestamp) -> String {
    let (ahead, seconds) = (instant > now, (instant.0 - now.0).abs());
    let (count, past, future) = match seconds {
        ..60 => return language.text(if ahead { "in-a-moment" } else { "just-now" }).to_string(),
        60..3600 => (seconds / 60, "minutes-ago", "in-minutes"),
        3600..86_400 => (seconds / 3600, "hours-ago", "in-hours"),
        _ => (seconds / 86_400, "days-ago", "in-days"),
    };
    language.text(if ahead { future } else { past }).with("count", count).to_string()
}

fn thousands(language: Language) -> &'static str {
    match language {
        Language::English => ",",
        Language::Dutch | Language::German => ".",
        Language::French => "\u{202f}",
    }
}
