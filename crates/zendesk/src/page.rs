//! Decoding a page: rows and envelope in one pass.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;

use crate::error::ShapeError;
use crate::value::{JsonValue, Text};
use crate::wire::shape;

/// What stands around the rows. Keys of all the forms of paging; each caller looks at its own.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Envelope {
    /// The cursor of the next page.
    pub(crate) after_cursor: Option<String>,
    /// The next page's address; only its parameters are taken, never its host.
    pub(crate) next_link: Option<String>,
    /// Whether there is nothing more for now (exports).
    pub(crate) end_of_stream: Option<bool>,
    /// The time that the rows led to (time-based exports).
    pub(crate) end_time: Option<i64>,
    /// Whether there is a further page (lists paged by cursor).
    pub(crate) has_more: Option<bool>,
}

/// A decoded page.
#[derive(Debug)]
pub(crate) struct Page<R> {
    pub(crate) rows: Vec<R>,
    pub(crate) envelope: Envelope,
}

/// Why a page could not be decoded.
#[derive(Debug)]
pub(crate) enum PageError {
    /// No JSON, nearly always cut off: fetching it again may help.
    Damaged(ShapeError),
    /// JSON of an unknown form.
    Shape(ShapeError),
}

/// Decodes a page whose rows stand under `key`, wherever the envelope's keys stand.
pub(crate) fn decode<'a, R: Deserialize<'a>>(
    text: &'a str,
    key: &'static str,
) -> Result<Page<R>, PageError> {
    parse(text, key).map_err(|error| match error.classify() {
        Category::Data => PageError::Shape(locate::<R>(text, key, &error)),
        Category::Syntax | Category::Eof | Category::Io => {
            PageError::Damaged(ShapeError::Answer { problem: problem(&error) })
        }
    })
}

fn parse<'a, R: Deserialize<'a>>(
    text: &'a str,
    key: &'static str,
) -> Result<Page<R>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = PageSeed { key, row: std::marker::PhantomData };
    let page = seed.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(page)
}

/// Finds the row that could not be decoded, by decoding them one by one.
fn locate<'a, R: Deserialize<'a>>(
    text: &'a str,
    key: &'static str,
    error: &serde_json::Error,
) -> ShapeError {
    let rows = parse::<JsonValue<'a>>(text, key).map(|page| page.rows).unwrap_or_default();
    for (index, row) in rows.into_iter().enumerate() {
        if let Err(error) = serde_json::from_str::<R>(row.json()) {
            let id = row.entries().and_then(|entries| {
                entries.iter().find(|(name, _)| name == "id").and_then(|(_, id)| id.integer())
            });
            return ShapeError::Row { row: index + 1, id, problem: problem(&error) };
        }
    }
    ShapeError::Answer { problem: problem(error) }
}

/// A decoder's message without the value found, which may be a customer's words: serde quotes texts in
/// double quotes, and numbers in backticks after their kind.
fn problem(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = match (message.find('"'), message.rfind('"')) {
        (Some(start), Some(end)) if start < end => {
            format!("{}…{}", &message[..start], &message[end + 1..])
        }
        _ => message,
    };
    for kind in ["integer `", "floating point `"] {
        if let Some(start) = message.find(kind).map(|start| start + kind.len())
            && let Some(length) = message[start..].find('`')
        {
            return format!("{}…{}", &message[..start], &message[start + length..]);
        }
    }
    message
}

struct PageSeed<R> {
    key: &'static str,
    row: std::marker::PhantomData<R>,
}

impl<'de, R: Deserialize<'de>> DeserializeSeed<'de> for PageSeed<R> {
    type Value = Page<R>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, R: Deserialize<'de>> Visitor<'de> for PageSeed<R> {
    type Value = Page<R>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an object with {}", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut rows = None;
        let mut envelope = Envelope::default();
        while let Some(Text(key)) = map.next_key()? {
            if key == self.key {
                rows = Some(map.next_value::<Option<Vec<R>>>()?.unwrap_or_default());
                continue;
            }
            match &*key {
                "after_cursor" => envelope.after_cursor = map.next_value::<OwnedText>()?.0,
                "after_url" | "next_page" => {
                    envelope.next_link = map.next_value::<OwnedText>()?.0.or(envelope.next_link);
                }
                "end_of_stream" => envelope.end_of_stream = map.next_value::<Boolean>()?.0,
                "end_time" => envelope.end_time = map.next_value::<Integer>()?.0,
                "meta" => {
                    let meta = map.next_value::<Option<Meta>>()?.unwrap_or_default();
                    envelope.has_more = meta.has_more;
                    envelope.after_cursor = meta.after_cursor.or(envelope.after_cursor);
                }
                "links" => {
                    let links = map.next_value::<Option<Links>>()?.unwrap_or_default();
                    envelope.next_link = links.next.or(envelope.next_link);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let rows = rows.ok_or_else(|| {
            serde::de::Error::custom(format_args!("expected an object with {}", self.key))
        })?;
        Ok(Page { rows, envelope })
    }
}

#[derive(Default, serde::Deserialize)]
struct Meta {
    #[serde(default, deserialize_with = "shape::boolean")]
    has_more: Option<bool>,
    #[serde(default, deserialize_with = "shape::owned_text")]
    after_cursor: Option<String>,
}

#[derive(Default, serde::Deserialize)]
struct Links {
    #[serde(default, deserialize_with = "shape::owned_text")]
    next: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(transparent)]
struct OwnedText(#[serde(deserialize_with = "shape::owned_text")] Option<String>);

#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Boolean(#[serde(deserialize_with = "shape::boolean")] Option<bool>);

#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Integer(#[serde(deserialize_with = "shape::instant")] Option<i64>);

/// One parameter of a link. The link itself is never followed: it carries Zendesk's own host, and may
/// lack parameters that were asked with.
pub(crate) fn link_parameter(link: &str, name: &str) -> Option<String> {
    let query = link.split_once('?')?.1;
    let query = query.split('#').next()?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, value)| key == name && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::discovery::User;

    #[test]
    fn the_envelope_may_stand_before_or_after_the_rows() {
        for text in [
            r#"{"after_cursor":"c","end_of_stream":true,"users":[{"id":1}],"x":{}}"#,
            r#"{"users":[{"id":1}],"count":1,"end_of_stream":true,"after_cursor":"c"}"#,
            r#"{"users":[{"id":1}],"meta":{"after_cursor":"c"},"links":null,"end_of_stream":"true"}"#,
        ] {
            let page = decode::<User>(text, "users").expect(text);
            assert_eq!(page.rows.len(), 1, "{text}");
            assert_eq!(page.envelope.after_cursor.as_deref(), Some("c"), "{text}");
            assert_eq!(page.envelope.end_of_stream, Some(true), "{text}");
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_is_named_without_its_words() {
        let text = r#"{"users":[{"id":1},{"id":"7","role":"x","active":"jane@example.com"}]}"#;
        let Err(PageError::Shape(ShapeError::Row { row, id, problem })) =
            decode::<User>(text, "users")
        else {
            panic!("the second row is no user");
        };
        assert_eq!((row, id), (2, Some(7)));
        assert!(
            problem.contains("expected true or false") && !problem.contains("jane"),
            "{problem}"
        );
        let text = r#"{"users":[{"id":1},"jane \"x\" doe",3]}"#;
        let Err(PageError::Shape(error)) = decode::<User>(text, "users") else {
            panic!("the second row is no object");
        };
        assert!(
            error.to_string().starts_with("row 2") && !error.to_string().contains("jane"),
            "{error}"
        );
    }

    #[test]
    fn cut_bodies_are_told_from_unknown_forms() {
        for text in
            ["", "{", r#"{"users":[{"id":1}"#, "<html>", r#"{"users":[]} x"#, r#"{"users":[{]}"#]
        {
            let result = decode::<User>(text, "users");
            assert!(matches!(result, Err(PageError::Damaged(_))), "{text}: {result:?}");
        }
        for text in ["{}", "[]", "7", r#"{"users":{}}"#] {
            let result = decode::<User>(text, "users");
            assert!(matches!(result, Err(PageError::Shape(_))), "{text}: {result:?}");
        }
    }

    #[test]
    fn parameters_are_taken_from_links() {
        let link = "https://acme.zendesk.com/x?&start_time=112&page%5Bafter%5D=a%3D&page=2#end";
        assert_eq!(link_parameter(link, "start_time").as_deref(), Some("112"));
        assert_eq!(link_parameter(link, "page[after]").as_deref(), Some("a="));
        assert_eq!(link_parameter(link, "page").as_deref(), Some("2"));
        assert_eq!(link_parameter(link, "cursor"), None);
        assert_eq!(link_parameter("no query", "page"), None);
    }
}
