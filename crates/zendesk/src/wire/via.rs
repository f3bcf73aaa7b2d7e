//! How something came in: an object, a display text, a number, `{}` or nothing.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer};

use super::{shape, unread};
use crate::value::JsonValue;

/// How a ticket, an update or a comment came in. Tickets and audits carry an object with a channel;
/// exported events carry a display text such as `Web form`, and their comments either.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Via<'a> {
    /// The `channel` of the object form, such as `email` (rarely a number's text).
    pub channel: Option<Cow<'a, str>>,
    /// The display text, or the number's text, where there is no object.
    pub label: Option<Cow<'a, str>>,
    /// The `source.rel` of the object form, such as `inbound`, `voicemail` or `merge`.
    pub rel: Option<Cow<'a, str>>,
}

impl Via<'_> {
    /// A copy that outlives the page.
    pub fn into_owned(self) -> Via<'static> {
        let owned = |text: Option<Cow<'_, str>>| text.map(|text| Cow::Owned(text.into_owned()));
        Via { channel: owned(self.channel), label: owned(self.label), rel: owned(self.rel) }
    }
}

/// As [`Via`], for records that are kept.
pub(crate) fn owned_via<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Via<'static>, D::Error> {
    Ok(Via::deserialize(deserializer)?.into_owned())
}

impl<'de: 'a, 'a> Deserialize<'de> for Via<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = JsonValue::deserialize(deserializer)?;
        Ok(match value.json().as_bytes().first() {
            Some(b'{') => of_object(value),
            Some(b'"') => Via { label: shape::filled_text(value), ..Via::default() },
            // The via's number.
            _ if value.integer().is_some() => Via { label: value.text(), ..Via::default() },
            _ => Via::default(),
        })
    }
}

fn of_object(object: JsonValue<'_>) -> Via<'_> {
    let mut via = Via::default();
    let mut rel_beside = None;
    let Some(entries) = object.entries() else {
        unread::note(object);
        return via;
    };
    for (key, value) in entries {
        match &*key {
            "channel" => via.channel = shape::filled_text(value),
            "source" => {
                let source = value.entries().unwrap_or_default();
                let rel = source.into_iter().find(|(key, _)| key == "rel");
                via.rel = rel.and_then(|(_, rel)| shape::filled_text(rel));
            }
            "rel" => rel_beside = shape::filled_text(value),
            _ => {}
        }
    }
    via.rel = via.rel.or(rel_beside);
    via
}

/// A ticket's satisfaction rating: an object with a score, the score alone, or nothing.
#[derive(Debug, Default)]
pub(crate) struct SatisfactionRating<'a> {
    pub(crate) score: Option<Cow<'a, str>>,
    /// Whether there is a comment that is not blank.
    pub(crate) has_comment: bool,
}

impl<'de: 'a, 'a> Deserialize<'de> for SatisfactionRating<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = JsonValue::deserialize(deserializer)?;
        let mut rating = SatisfactionRating::default();
        match value.json().as_bytes().first() {
            Some(b'{') => {
                for (key, value) in value.entries().unwrap_or_default() {
                    match &*key {
                        "score" => rating.score = shape::filled_text(value),
                        "comment" => {
                            let text = value.text().filter(|_| value.json().starts_with('"'));
                            rating.has_comment = text.is_some_and(|text| !text.is_empty());
                        }
                        _ => {}
                    }
                }
            }
            Some(b'"') => rating.score = shape::filled_text(value),
            Some(b'n') => {}
            _ => unread::note(value),
        }
        Ok(rating)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_via() {
        for (json, channel, label, rel) in [
            ("{}", None, None, None),
            ("null", None, None, None),
            ("[]", None, None, None),
            (r#""""#, None, None, None),
            (r#""Web form""#, None, Some("Web form"), None),
            ("4", None, Some("4"), None),
            (
                r#"{"channel":"email","source":{"from":{"a":1},"to":[],"rel":null}}"#,
                Some("email"),
                None,
                None,
            ),
            (
                r#"{"source":{"rel":"inbound"},"channel":"voice"}"#,
                Some("voice"),
                None,
                Some("inbound"),
            ),
            (r#"{"channel":34,"source":null}"#, Some("34"), None, None),
            (r#"{"channel":"rule","source":"x"}"#, Some("rule"), None, None),
            (r#"{"channel":"web","rel":"merge"}"#, Some("web"), None, Some("merge")),
        ] {
            let via: Via<'_> = serde_json::from_str(json).expect(json);
            assert_eq!(via.channel.as_deref(), channel, "{json}");
            assert_eq!(via.label.as_deref(), label, "{json}");
            assert_eq!(via.rel.as_deref(), rel, "{json}");
        }
    }
}
