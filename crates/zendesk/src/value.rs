//! JSON values of any kind, looked at only when wanted.

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::limits::MOST_MEMBERS;

/// A JSON value as it stood in the answer. Field values in Zendesk's exports are texts, numbers, booleans,
/// lists or nothing at all, so this keeps the letters: numbers never pass through floating point, and
/// `10.0` stays `10.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonValue<'a>(&'a str);

impl<'a> JsonValue<'a> {
    /// The value `null`, which also stands for an absent one.
    pub const NULL: JsonValue<'static> = JsonValue("null");

    /// The value's JSON text.
    pub fn json(self) -> &'a str {
        self.0
    }

    /// Whether the value is `null` or was absent.
    pub fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// A scalar as text: a string's letters, a number's own digits, `true` or `false`. `None` for null,
    /// lists and objects.
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self.0.as_bytes().first()? {
            b'"' => Some(unescape(self.0)),
            b'n' | b'[' | b'{' => None,
            _ => Some(Cow::Borrowed(self.0)),
        }
    }

    /// An integer, written as a number or as text. `None` for anything else.
    pub fn integer(self) -> Option<i64> {
        self.text()?.trim().parse().ok()
    }

    /// The members of a list; `None` for anything but a list of two million at most.
    pub fn list(self) -> Option<Vec<JsonValue<'a>>> {
        let mut deserializer = serde_json::Deserializer::from_str(self.0);
        self.0.starts_with('[').then(|| deserializer.deserialize_seq(ListVisitor).ok()).flatten()
    }

    /// The members of an object in their order; `None` for anything but an object of two million at most.
    pub fn entries(self) -> Option<Vec<(Cow<'a, str>, JsonValue<'a>)>> {
        if !self.0.starts_with('{') {
            return None;
        }
        let mut deserializer = serde_json::Deserializer::from_str(self.0);
        deserializer.deserialize_map(EntriesVisitor).ok()
    }

    /// Words of a list of texts or of one text with spaces between them: the two forms of tags.
    pub fn words(self) -> Vec<Cow<'a, str>> {
        if let Some(members) = self.list() {
            return members.into_iter().filter_map(JsonValue::text).collect();
        }
        match self.text() {
            Some(Cow::Borrowed(text)) => text.split_whitespace().map(Cow::Borrowed).collect(),
            Some(Cow::Owned(text)) => {
                text.split_whitespace().map(|word| Cow::Owned(word.to_owned())).collect()
            }
            None => Vec::new(),
        }
    }

    /// A copy that outlives the page.
    pub fn into_owned(self) -> OwnedJsonValue {
        OwnedJsonValue(self.0.into())
    }
}

impl Default for JsonValue<'_> {
    fn default() -> Self {
        JsonValue::NULL
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for JsonValue<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'de RawValue>::deserialize(deserializer).map(|raw| JsonValue(raw.get()))
    }
}

/// A [`JsonValue`] that owns its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedJsonValue(Box<str>);

impl OwnedJsonValue {
    /// The value, to be looked at.
    pub fn value(&self) -> JsonValue<'_> {
        JsonValue(&self.0)
    }
}

impl Default for OwnedJsonValue {
    fn default() -> Self {
        JsonValue::NULL.into_owned()
    }
}

impl<'de> Deserialize<'de> for OwnedJsonValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        JsonValue::deserialize(deserializer).map(JsonValue::into_owned)
    }
}

struct EntriesVisitor;

impl<'de> serde::de::Visitor<'de> for EntriesVisitor {
    type Value = Vec<(Cow<'de, str>, JsonValue<'de>)>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::with_capacity(map.size_hint().unwrap_or(0));
        while let Some(key) = map.next_key::<Text<'de>>()? {
            if entries.len() >= MOST_MEMBERS {
                return Err(A::Error::custom("there are more entries than any object has"));
            }
            entries.push((key.0, map.next_value()?));
        }
        Ok(entries)
    }
}

struct ListVisitor;

impl<'de> serde::de::Visitor<'de> for ListVisitor {
    type Value = Vec<JsonValue<'de>>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = list.next_element()? {
            if members.len() >= MOST_MEMBERS {
                return Err(A::Error::custom("there are more members than any list has"));
            }
            members.push(member);
        }
        Ok(members)
    }
}

/// A text that borrows where it has no escapes, also as a map's key.
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> serde::de::Visitor<'de> for TextVisitor {
            type Value = Text<'de>;
            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// The letters of a JSON string. Texts that were cut in the middle of an emoji hold half a surrogate pair,
/// which a strict parser refuses; here it becomes U+FFFD, since one odd subject must not stop an import.
fn unescape(json: &str) -> Cow<'_, str> {
    let inner = json.get(1..json.len().saturating_sub(1)).unwrap_or_default();
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    Cow::Owned(serde_json::from_str(json).unwrap_or_else(|_| unescape_leniently(inner)))
}

fn unescape_leniently(inner: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        let plain = if letter == '\\' {
            match letters.next() {
                Some('u') => {
                    let digits: String = letters.by_ref().take(4).collect();
                    units.push(u16::from_str_radix(&digits, 16).unwrap_or(0xFFFD));
                    continue;
                }
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some(other) => other,
                None => break,
            }
        } else {
            letter
        };
        units.extend_from_slice(plain.encode_utf16(&mut [0; 2]));
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> JsonValue<'_> {
        serde_json::from_str(json).expect(json)
    }

    #[test]
    fn scalars_become_text_exactly() {
        for (json, expected) in [
            ("10.0", Some("10.0")),
            ("9007199254740993", Some("9007199254740993")),
            ("1e3", Some("1e3")),
            ("-0", Some("-0")),
            ("true", Some("true")),
            ("\"\"", Some("")),
            (r#""a\"bA\n""#, Some("a\"bA\n")),
            ("null", None),
            ("[1]", None),
            ("{}", None),
        ] {
            assert_eq!(value(json).text().as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_replaced() {
        for (json, expected) in [
            (r#""cut \ud83d""#, "cut \u{FFFD}"),
            (r#""\ude00\t\"x\" \ud83d\ude00""#, "\u{FFFD}\t\"x\" 😀"),
            (r#""é \ud83d \\ \/ \b\f\r\n""#, "é \u{FFFD} \\ / \u{8}\u{c}\r\n"),
        ] {
            assert_eq!(value(json).text().as_deref(), Some(expected), "{json}");
        }
    }

    #[test]
    fn integers_are_read_from_numbers_and_text() {
        for (json, expected) in [
            ("9007199254740993", Some(9_007_199_254_740_993)),
            ("\"9007199254740993\"", Some(9_007_199_254_740_993)),
            ("1.5", None),
            ("\"\"", None),
            ("null", None),
        ] {
            assert_eq!(value(json).integer(), expected, "{json}");
        }
    }

    #[test]
    fn tags_come_as_a_list_or_as_one_text() {
        for json in [r#"["vip","two words?"]"#, r#"["vip", "two words?"]"#] {
            assert_eq!(value(json).words(), ["vip", "two words?"], "{json}");
        }
        assert_eq!(value(r#"" vip  urgent ""#).words(), ["vip", "urgent"]);
        assert_eq!(value(r#""vip\u0020urgent""#).words(), ["vip", "urgent"]);
        for json in ["null", "[]", "\"\"", "{}"] {
            assert!(value(json).words().is_empty(), "{json}");
        }
    }

    #[test]
    fn objects_are_read_in_their_order() {
        let entries = value(r#"{"2":"b","1":null,"a\"":[1]}"#).entries().expect("an object");
        let shown: Vec<_> =
            entries.iter().map(|(key, value)| format!("{key}={}", value.json())).collect();
        assert_eq!(shown, ["2=\"b\"", "1=null", "a\"=[1]"]);
        assert_eq!(value("[]").entries(), None);
        assert_eq!(value("[1,\"x\"]").list().map(|members| members.len()), Some(2));
    }
}
