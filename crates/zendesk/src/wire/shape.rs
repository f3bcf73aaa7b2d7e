//! Field decoders that take every form a field comes in. What has none of them is blank and noted
//! ([`unread`]): only a row without its id or time cannot be read. Errors name the form expected, never the
//! value found: values may be customers' words.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::unread;
use crate::time::parse_time;
use crate::value::JsonValue;

/// The last second of the year 9999. Later instants, and those before 1970, are nobody's.
const LAST_INSTANT: i64 = 253_402_300_799;

/// No call lasts longer, in seconds: 68 years.
const LONGEST_DURATION: f64 = 2_147_483_647.0;

/// From here on floating point rounds whole numbers.
const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;

/// A value that has none of the forms.
struct Unreadable;

/// What a field holds: nothing where it is blank.
type Held<T> = Result<Option<T>, Unreadable>;

/// An id or another whole number: a number or text; null and `""` are absent. Never through floating
/// point, so ids beyond 2^53 stay exact.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    held(deserializer, whole_number)
}

/// A duration in whole seconds: as [`integer`], but a fraction is rounded.
pub(crate) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    held(deserializer, duration)
}

/// An id that must be there.
pub(crate) fn required_integer<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<i64, D::Error> {
    match whole_number(JsonValue::deserialize(deserializer)?) {
        Ok(Some(id)) => Ok(id),
        Ok(None) => Err(D::Error::custom("expected an id, found a blank")),
        Err(Unreadable) => Err(D::Error::custom("expected a whole number as id")),
    }
}

/// An instant as epoch seconds: text as [`parse_time`] takes it, or a number of Unix seconds, within the
/// years 1970 to 9999.
pub(crate) fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    held(deserializer, point_in_time)
}

/// As [`instant`], for the time of a row: one that cannot be read is an error.
pub(crate) fn row_instant<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<i64>, D::Error> {
    point_in_time(JsonValue::deserialize(deserializer)?)
        .map_err(|Unreadable| D::Error::custom("expected an instant within the years 1970 to 9999"))
}

/// A text that borrows; a number or boolean becomes its text, null is absent.
pub(crate) fn text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Cow<'de, str>>, D::Error> {
    held(deserializer, letters)
}

/// As [`text`], for records that are kept.
pub(crate) fn owned_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    Ok(text(deserializer)?.map(Cow::into_owned))
}

/// A boolean, also as text or 0 and 1; null and `""` are absent.
pub(crate) fn boolean<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<bool>, D::Error> {
    held(deserializer, truth)
}

/// A list, or nothing where there is null. Members that cannot be read are left out.
pub(crate) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(members(JsonValue::deserialize(deserializer)?))
}

/// The members of a list that can be read.
pub(crate) fn members<'de, T: Deserialize<'de>>(value: JsonValue<'de>) -> Vec<T> {
    if value.is_null() {
        return Vec::new();
    }
    let read: Result<Members<T>, _> = serde_json::from_str(value.json());
    let list: Option<Members<JsonValue<'de>>> = match read {
        Ok(read) => return read.0,
        Err(_) => serde_json::from_str(value.json()).ok(),
    };
    let Some(Members(members)) = list else {
        unread::note(value);
        return Vec::new();
    };
    let read = |member: JsonValue<'de>| {
        serde_json::from_str(member.json()).inspect_err(|_| unread::note(member)).ok()
    };
    members.into_iter().filter_map(read).collect()
}

/// The members of a list within a row, as many as there is room for.
struct Members<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Visit<T> {
            type Value = Members<T>;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = list.next_element()? {
                    if !unread::spend(size_of::<T>()) {
                        return Err(A::Error::custom("there is more in the page than any has"));
                    }
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_seq(Visit(PhantomData))
    }
}

/// The text of a value that is at hand, as [`text`] reads it; `""` is absent as well.
pub(crate) fn filled_text(value: JsonValue<'_>) -> Option<Cow<'_, str>> {
    let held = letters(value).unwrap_or_else(|Unreadable| {
        unread::note(value);
        None
    });
    held.filter(|text| !text.is_empty())
}

/// The boolean of a value that is at hand; the error is that it is none.
pub(crate) fn strict_boolean(value: JsonValue<'_>) -> Result<Option<bool>, ()> {
    truth(value).map_err(drop)
}

/// The whole number of a value that is at hand.
pub(crate) fn any_integer(value: JsonValue<'_>) -> Option<i64> {
    whole_number(value).ok().flatten()
}

/// The instant of a value that is at hand.
pub(crate) fn any_instant(value: JsonValue<'_>) -> Option<i64> {
    point_in_time(value).ok().flatten()
}

fn held<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: impl FnOnce(JsonValue<'de>) -> Held<T>,
) -> Result<Option<T>, D::Error> {
    let value = JsonValue::deserialize(deserializer)?;
    Ok(read(value).unwrap_or_else(|Unreadable| {
        unread::note(value);
        None
    }))
}

/// A scalar's letters without the space around them; nothing where it is blank.
fn trimmed(value: JsonValue<'_>) -> Held<Cow<'_, str>> {
    let text = letters(value)?.map(|text| match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    });
    Ok(text.filter(|text| !text.is_empty()))
}

fn letters(value: JsonValue<'_>) -> Held<Cow<'_, str>> {
    if value.is_null() { Ok(None) } else { value.text().map(Some).ok_or(Unreadable) }
}

fn whole_number(value: JsonValue<'_>) -> Held<i64> {
    let Some(text) = trimmed(value)? else { return Ok(None) };
    if let Ok(number) = text.parse() {
        return Ok(Some(number));
    }
    // Some programs write whole numbers with a fraction of nothing.
    if let Some((whole, fraction)) = text.split_once('.')
        && !fraction.is_empty()
        && fraction.bytes().all(|digit| digit == b'0')
    {
        return whole.parse().map(Some).map_err(|_| Unreadable);
    }
    let number: f64 = text.parse().map_err(|_| Unreadable)?;
    if number.fract() != 0.0 || number.abs() >= EXACT_BELOW {
        return Err(Unreadable);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
    Ok(Some(number as i64))
}

fn duration(value: JsonValue<'_>) -> Held<i64> {
    let Some(text) = trimmed(value)? else { return Ok(None) };
    let number = text.parse::<f64>().map_err(|_| Unreadable)?.round();
    if !(0.0..=LONGEST_DURATION).contains(&number) {
        return Err(Unreadable);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^31")]
    Ok(Some(number as i64))
}

fn point_in_time(value: JsonValue<'_>) -> Held<i64> {
    let Some(text) = trimmed(value)? else { return Ok(None) };
    let instant = parse_time(&text).or_else(|| {
        if let Ok(seconds) = text.parse() {
            return Some(seconds);
        }
        let seconds = text.parse::<f64>().ok()?.floor();
        #[expect(clippy::cast_possible_truncation, reason = "what is cut off is out of range")]
        Some(seconds as i64).filter(|_| seconds.is_finite())
    });
    match instant {
        Some(instant) if (0..=LAST_INSTANT).contains(&instant) => Ok(Some(instant)),
        _ => Err(Unreadable),
    }
}

fn truth(value: JsonValue<'_>) -> Held<bool> {
    let Some(text) = trimmed(value)? else { return Ok(None) };
    match &*text {
        "true" | "1" | "1.0" => Ok(Some(true)),
        "false" | "0" | "0.0" => Ok(Some(false)),
        _ => Err(Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::unread::noting;

    #[derive(Debug, Default, PartialEq, serde::Deserialize)]
    struct Shapes {
        #[serde(default, deserialize_with = "integer")]
        integer: Option<i64>,
        #[serde(default, deserialize_with = "seconds")]
        seconds: Option<i64>,
        #[serde(default, deserialize_with = "instant")]
        instant: Option<i64>,
        #[serde(default, deserialize_with = "owned_text")]
        text: Option<String>,
        #[serde(default, deserialize_with = "boolean")]
        boolean: Option<bool>,
        #[serde(default, deserialize_with = "list")]
        list: Vec<Member>,
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Member {
        #[serde(deserialize_with = "required_integer")]
        id: i64,
    }

    /// What is read, and the fields that could not be.
    fn shapes(json: &str) -> (Shapes, Vec<String>) {
        let (read, unread) = noting(|| serde_json::from_str(json).expect(json));
        (read, unread.fields(serde_json::from_str(json).expect(json)))
    }

    #[test]
    fn integers() {
        for (json, expected) in [
            (r#"{"integer":9223372036854775807}"#, Some(i64::MAX)),
            (r#"{"integer":"9007199254740993"}"#, Some(9_007_199_254_740_993)),
            (r#"{"integer":-1}"#, Some(-1)),
            (r#"{"integer":7.0}"#, Some(7)),
            (r#"{"integer":9007199254740993.0}"#, Some(9_007_199_254_740_993)),
            (r#"{"integer":"7.00"}"#, Some(7)),
            (r#"{"integer":7e2}"#, Some(700)),
            (r#"{"integer":""}"#, None),
            (r#"{"integer":null}"#, None),
            ("{}", None),
        ] {
            let (read, unread) = shapes(json);
            assert_eq!((read.integer, &unread[..]), (expected, &[][..]), "{json}");
        }
    }

    #[test]
    fn what_has_no_known_form_is_blank_and_noted() {
        for (field, odd) in [
            ("integer", "1.5 18446744073709551615 \"x\" false [] {} 1e999 9007199254740994e0"),
            ("seconds", "-1 1e12 \"long\" true [] {} 1e999"),
            ("instant", "-1 253402300800 9223372036854775807 -9223372036854775808 false [] 1e999"),
            ("instant", "\"10203-01-01T00:00:00Z\" \"1969-12-31T23:59:59Z\" \"soon\""),
            ("text", "[] {} [\"x\"]"),
            ("boolean", "2 -1 \"yes\" [] {}"),
            ("list", "{} \"x\" 7 false [null] [7] [{}] [{\"id\":null}]"),
        ] {
            for value in odd.split(' ') {
                let json = format!(r#"{{"other":null,"{field}":{value}}}"#);
                let (read, unread) = shapes(&json);
                assert_eq!((read, unread), (Shapes::default(), vec![field.to_owned()]), "{json}");
            }
        }
    }

    #[test]
    fn seconds_instants_texts_and_booleans() {
        let (all, unread) = shapes(
            r#"{"seconds":12.6,"instant":"2023-09-25T22:23:29Z","text":7,"boolean":"true"}"#,
        );
        assert_eq!(all.seconds, Some(13));
        assert_eq!(all.instant, Some(1_695_680_609));
        assert_eq!(all.text.as_deref(), Some("7"));
        assert_eq!(all.boolean, Some(true));
        assert!(unread.is_empty(), "{unread:?}");
        let (other, unread) =
            shapes(r#"{"seconds":"5","instant":1695680609.9,"text":"cut \ud83d","boolean":0}"#);
        assert_eq!(other.seconds, Some(5));
        assert_eq!(other.instant, Some(1_695_680_609));
        assert_eq!(other.text.as_deref(), Some("cut \u{FFFD}"));
        assert_eq!(other.boolean, Some(false));
        assert!(unread.is_empty(), "{unread:?}");
        let (none, unread) =
            shapes(r#"{"seconds":null,"instant":"","text":null,"boolean":null,"list":null}"#);
        assert_eq!((none, unread), (Shapes::default(), vec![]));
    }

    #[test]
    fn members_that_cannot_be_read_are_left_out() {
        let (read, unread) = shapes(r#"{"list":[{"id":1},null,{"id":"x"},"y",{"id":"2.0"}]}"#);
        assert_eq!(read.list, [Member { id: 1 }, Member { id: 2 }]);
        assert_eq!(unread, ["list"]);
    }

    #[test]
    fn errors_do_not_repeat_the_value() {
        let error = serde_json::from_str::<Member>(r#"{"id":"jane@example.com"}"#)
            .expect_err("no id")
            .to_string();
        assert!(!error.contains("jane"), "{error}");
    }
}
