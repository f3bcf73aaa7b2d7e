//! How something came in: an object, a display text, a number, `{}` or nothing.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::shape::{self, skip_list};
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
        deserializer.deserialize_any(ViaVisitor)
    }
}

fn label(text: Cow<'_, str>) -> Via<'_> {
    Via { label: (!text.is_empty()).then_some(text), ..Via::default() }
}

#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum ViaKey {
    Channel,
    Source,
    Rel,
    #[serde(other)]
    Other,
}

struct ViaVisitor;

impl<'de> Visitor<'de> for ViaVisitor {
    type Value = Via<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a via object, text or number")
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(label(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(label(Cow::Owned(value.to_owned())))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(label(Cow::Owned(value.to_string())))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(label(Cow::Owned(value.to_string())))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Via::default())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Via::default())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Via::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        skip_list(list)?;
        Ok(Via::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut via = Via::default();
        while let Some(key) = map.next_key()? {
            match key {
                ViaKey::Channel => via.channel = map.next_value::<BlankableText<'de>>()?.0,
                ViaKey::Source => {
                    if let Some(rel) = map.next_value::<Source<'de>>()?.rel {
                        via.rel = Some(rel);
                    }
                }
                ViaKey::Rel => {
                    let rel = map.next_value::<BlankableText<'de>>()?.0;
                    via.rel = via.rel.take().or(rel);
                }
                ViaKey::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(via)
    }
}

/// A text where `""` is as absent as null.
struct BlankableText<'a>(Option<Cow<'a, str>>);

impl<'de> Deserialize<'de> for BlankableText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(shape::text(deserializer)?.filter(|text| !text.is_empty())))
    }
}

#[derive(Default)]
struct Source<'a> {
    rel: Option<Cow<'a, str>>,
}

impl<'de> Deserialize<'de> for Source<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SourceVisitor)
    }
}

struct SourceVisitor;

impl<'de> Visitor<'de> for SourceVisitor {
    type Value = Source<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the source of a via object")
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Source::default())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Source::default())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Source::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        skip_list(list)?;
        Ok(Source::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut source = Source::default();
        while let Some(key) = map.next_key()? {
            match key {
                ViaKey::Rel => source.rel = map.next_value::<BlankableText<'de>>()?.0,
                ViaKey::Channel | ViaKey::Source | ViaKey::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(source)
    }
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
        deserializer.deserialize_any(RatingVisitor)
    }
}

struct RatingVisitor;

fn rating(score: Cow<'_, str>) -> SatisfactionRating<'_> {
    SatisfactionRating { score: Some(score), has_comment: false }
}

impl<'de> Visitor<'de> for RatingVisitor {
    type Value = SatisfactionRating<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a satisfaction rating")
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(rating(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(rating(Cow::Owned(value.to_owned())))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(SatisfactionRating::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        skip_list(list)?;
        Ok(SatisfactionRating::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        #[derive(serde::Deserialize)]
        #[serde(field_identifier, rename_all = "snake_case")]
        enum Key {
            Score,
            Comment,
            #[serde(other)]
            Other,
        }
        let mut rating = SatisfactionRating::default();
        while let Some(key) = map.next_key()? {
            match key {
                Key::Score => rating.score = map.next_value::<BlankableText<'de>>()?.0,
                Key::Comment => {
                    let comment: JsonValue<'de> = map.next_value()?;
                    let text = comment.text().filter(|_| comment.json().starts_with('"'));
                    rating.has_comment = text.is_some_and(|text| !text.is_empty());
                }
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
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
