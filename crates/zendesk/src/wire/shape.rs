//! Field decoders that take every form a field comes in. Their errors name the form expected, never the
//! value found: values may be customers' words.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};

use crate::time::parse_time;

/// An id or another whole number: a number or text; null and `""` are absent. Never through floating
/// point, so ids beyond 2^53 stay exact.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    deserializer.deserialize_any(IntegerVisitor { fractions: false })
}

/// A duration in whole seconds: as [`integer`], but a fraction is rounded.
pub(crate) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    deserializer.deserialize_any(IntegerVisitor { fractions: true })
}

/// An id that must be there.
pub(crate) fn required_integer<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<i64, D::Error> {
    integer(deserializer)?.ok_or_else(|| D::Error::custom("expected an id, found a blank"))
}

/// An instant as epoch seconds: text as [`parse_time`] takes it, or a number of Unix seconds.
pub(crate) fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    deserializer.deserialize_any(InstantVisitor)
}

/// A text that borrows; a number or boolean becomes its text, null is absent.
pub(crate) fn text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Cow<'de, str>>, D::Error> {
    deserializer.deserialize_any(TextVisitor)
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
    deserializer.deserialize_any(BooleanVisitor)
}

/// A list, or nothing where there is null.
pub(crate) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

struct IntegerVisitor {
    fractions: bool,
}

impl Visitor<'_> for IntegerVisitor {
    type Value = Option<i64>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number or its text")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        i64::try_from(value).map(Some).map_err(|_| E::custom("expected a whole number below 2^63"))
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a duration far below 2^53 seconds, rounded"
    )]
    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        if self.fractions && value.abs() < 1e12 {
            Ok(Some(value.round() as i64))
        } else {
            Err(E::custom("expected a whole number, found a fraction"))
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(None);
        }
        if let Ok(number) = value.parse() {
            return Ok(Some(number));
        }
        match value.parse::<f64>() {
            Ok(number) if self.fractions => self.visit_f64(number),
            _ => Err(E::custom("expected a whole number, found other text")),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

struct InstantVisitor;

impl Visitor<'_> for InstantVisitor {
    type Value = Option<i64>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an instant in RFC 3339 or Unix seconds")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        i64::try_from(value).map(Some).map_err(|_| E::custom("expected Unix seconds below 2^63"))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        IntegerVisitor { fractions: true }.visit_f64(value.floor())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        if let Some(instant) = parse_time(value) {
            return Ok(Some(instant));
        }
        if value.trim().is_empty() {
            return Ok(None);
        }
        let unix_seconds = value.trim().parse().map(Some);
        unix_seconds.map_err(|_| E::custom("expected an instant in RFC 3339, found other text"))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("text")
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_owned())))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_string())))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(if value { "true" } else { "false" })))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

struct BooleanVisitor;

impl Visitor<'_> for BooleanVisitor {
    type Value = Option<bool>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("true or false")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        match value {
            0 => Ok(Some(false)),
            1 => Ok(Some(true)),
            _ => Err(E::custom("expected true or false, found a number")),
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        match value.trim() {
            "" => Ok(None),
            "true" | "1" => Ok(Some(true)),
            "false" | "0" => Ok(Some(false)),
            _ => Err(E::custom("expected true or false, found other text")),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// Passes over a list whose content is not wanted.
pub(crate) fn skip_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<(), A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
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
    }

    fn shapes(json: &str) -> Result<Shapes, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn integers() {
        for (json, expected) in [
            (r#"{"integer":9223372036854775807}"#, Some(i64::MAX)),
            (r#"{"integer":"9007199254740993"}"#, Some(9_007_199_254_740_993)),
            (r#"{"integer":-1}"#, Some(-1)),
            (r#"{"integer":""}"#, None),
            (r#"{"integer":null}"#, None),
            ("{}", None),
        ] {
            assert_eq!(shapes(json).expect(json).integer, expected, "{json}");
        }
        for json in
            [r#"{"integer":1.0}"#, r#"{"integer":18446744073709551615}"#, r#"{"integer":"x"}"#]
        {
            assert!(shapes(json).is_err(), "{json}");
        }
    }

    #[test]
    fn seconds_instants_texts_and_booleans() {
        let all = shapes(
            r#"{"seconds":12.6,"instant":"2023-09-25T22:23:29Z","text":7,"boolean":"true"}"#,
        )
        .expect("every shape");
        assert_eq!(all.seconds, Some(13));
        assert_eq!(all.instant, Some(1_695_680_609));
        assert_eq!(all.text.as_deref(), Some("7"));
        assert_eq!(all.boolean, Some(true));
        let other = shapes(r#"{"seconds":"5","instant":1695680609,"text":true,"boolean":0}"#)
            .expect("every shape");
        assert_eq!(other.seconds, Some(5));
        assert_eq!(other.instant, Some(1_695_680_609));
        assert_eq!(other.text.as_deref(), Some("true"));
        assert_eq!(other.boolean, Some(false));
        let none =
            shapes(r#"{"seconds":null,"instant":"","text":null,"boolean":null}"#).expect("blank");
        assert!(none.seconds.is_none() && none.instant.is_none());
        assert!(none.text.is_none() && none.boolean.is_none());
    }

    #[test]
    fn errors_do_not_repeat_the_value() {
        for json in [
            r#"{"integer":"jane@example.com"}"#,
            r#"{"instant":"jane@example.com"}"#,
            r#"{"boolean":"jane@example.com"}"#,
        ] {
            let error = shapes(json).err().expect(json).to_string();
            assert!(!error.contains("jane"), "{error}");
        }
    }
}
