//! What requests bring: bodies, parameters, and the integration that a path names.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use inflow_app::{Context, accounts::integrations};
use inflow_domain::IntegrationId;
use inflow_store::Integration;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use url::form_urlencoded;

use super::failures::missing_integration;
use super::problem::{FieldError, Kind, Problem, shown};
use crate::http::guard::LONGEST_TEXT;
use crate::http::site::Site;
use crate::http::viewer::Viewer;

/// A JSON body. Unknown members are refused, and no value that came is repeated: it may be a secret.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Site> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Self::Rejection> {
        let text = JsonText::from_request(request, site).await?;
        // First, so that no text that is too long is repeated.
        let mut reader = serde_json::Deserializer::from_str(&text.0);
        if let Err(error) = serde_path_to_error::deserialize::<_, ShortTexts>(&mut reader)
            && error.inner().is_data()
        {
            return Err(unreadable(&error).into_response());
        }
        let mut reader = serde_json::Deserializer::from_str(&text.0);
        let Object(body) = serde_path_to_error::deserialize(&mut reader)
            .map_err(|error| unreadable(&error).into_response())?;
        reader.end().map_err(|error| malformed(&error).into_response())?;
        Ok(Self(body))
    }
}

/// What is read from an object and nothing else: derived readers take the members in a list as well.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(Object)
    }
}

/// Any JSON whose texts are no longer than somebody means.
struct ShortTexts;

impl<'de> Deserialize<'de> for ShortTexts {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(ShortTextsVisitor)
    }
}

struct ShortTextsVisitor;

impl<'de> Visitor<'de> for ShortTextsVisitor {
    type Value = ShortTexts;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "at most {LONGEST_TEXT} characters")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ShortTexts, E> {
        if text.chars().count() <= LONGEST_TEXT {
            return Ok(ShortTexts);
        }
        Err(E::invalid_length(text.len(), &self))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<ShortTexts, E> {
        Ok(ShortTexts)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<ShortTexts, E> {
        Ok(ShortTexts)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<ShortTexts, E> {
        Ok(ShortTexts)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<ShortTexts, E> {
        Ok(ShortTexts)
    }

    fn visit_unit<E: de::Error>(self) -> Result<ShortTexts, E> {
        Ok(ShortTexts)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<ShortTexts, A::Error> {
        while list.next_element::<ShortTexts>()?.is_some() {}
        Ok(ShortTexts)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<ShortTexts, A::Error> {
        while members.next_entry::<ShortTexts, ShortTexts>()?.is_some() {}
        Ok(ShortTexts)
    }
}

/// The text of a JSON body, for whoever reads it by itself.
pub(crate) struct JsonText(pub(crate) String);

impl FromRequest<Site> for JsonText {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Self::Rejection> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            let problem = Problem::new(Kind::UnsupportedMediaType, "the body is to be JSON")
                .with_remedy("send it with the header content-type: application/json");
            return Err(problem.into_response());
        }
        String::from_request(request, site).await.map(Self).map_err(|_| {
            Problem::new(Kind::Malformed, "the body is no text in UTF-8").into_response()
        })
    }
}

fn unreadable(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let inner = error.inner();
    if !inner.is_data() {
        return malformed(inner);
    }
    let text = inner.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let path = match error.path().to_string() {
        path if path == "." => String::new(),
        path => path,
    };
    // Serde's words begin with what came, and end with what was expected.
    if let Some(name) = between(text, "missing field `") {
        return Problem::field(&joined(&path, name), "it is missing", "send it");
    }
    if let Some(name) = between(text, "unknown field `") {
        // The path ends with the name already.
        let field = if path.is_empty() { name.to_owned() } else { path };
        return Problem::field(&field, "there is no such field", "leave it away");
    }
    let expected = text.rsplit_once("expected ").map_or("another value", |(_, expected)| expected);
    let field = if path.is_empty() { "body" } else { &path };
    Problem::field(field, format!("expected {expected}"), "correct it")
}

fn malformed(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    Problem::new(Kind::Malformed, format!("the body is no JSON, at line {line}, column {column}"))
        .with_remedy("send a JSON object as the reference describes it")
}

fn between<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split('`').next()
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The parameters of a query, each at most once.
pub(crate) struct Query<T>(pub(crate) T);

/// What reads itself from parameters; those that it leaves are unknown.
pub(crate) trait Parameters: Sized {
    /// Takes the values.
    fn read(values: &mut Values) -> Self;
}

/// The values that came, and what is wrong with them.
#[derive(Default)]
pub(crate) struct Values {
    given: BTreeMap<String, String>,
    errors: Vec<FieldError>,
}

/// Parameters that name a queue, whose name is as long as Zendesk lets it be; the head of a request has an
/// end.
const OF_A_QUEUE: [&str; 3] = ["queue", "workload", "cursor"];

impl Values {
    fn of(query: &str) -> Self {
        let mut values = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let is_a_queue = OF_A_QUEUE.contains(&&*name);
            if value.chars().count() > LONGEST_TEXT && !is_a_queue {
                let detail = format!("it has more than {LONGEST_TEXT} characters");
                values.wrong(&name, detail, "send a shorter one");
                continue;
            }
            let before = values.given.insert(name.to_string(), value.into_owned());
            if before.is_some() {
                values.wrong(&name, "it is given twice".to_owned(), "give it once");
            }
        }
        values
    }

    /// The text of a parameter.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        self.given.remove(name)
    }

    /// The value of a parameter, where it can be read; `remedy` says what can.
    pub(crate) fn read<T>(
        &mut self,
        name: &str,
        remedy: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.take(name)?;
        let value = read(&text);
        if value.is_none() {
            self.wrong(name, format!("\"{}\" cannot be read", shown(&text)), remedy);
        }
        value
    }

    /// One of some names.
    pub(crate) fn named<T>(
        &mut self,
        name: &str,
        names: &[&str],
        of: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.read(name, &format!("send one of {}", names.join(", ")), of)
    }

    /// A number from 1 to `most`.
    pub(crate) fn count(&mut self, name: &str, most: usize) -> Option<usize> {
        self.read(name, &format!("send a number from 1 to {most}"), |text| {
            text.parse().ok().filter(|count| (1..=most).contains(count))
        })
    }

    /// Yes or no.
    pub(crate) fn flag(&mut self, name: &str) -> Option<bool> {
        self.named(name, &["true", "false"], |text| text.parse().ok())
    }

    /// Says what is wrong with a parameter.
    pub(crate) fn wrong(&mut self, name: &str, detail: String, remedy: &str) {
        let (field, remedy) = (shown(name), remedy.to_owned());
        self.errors.push(FieldError { field, detail, remedy });
    }

    fn finish(mut self) -> Result<(), Problem> {
        for name in std::mem::take(&mut self.given).keys() {
            self.wrong(name, "there is no such parameter".to_owned(), "leave it away");
        }
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::fields(self.errors)) }
    }
}

impl<T: Parameters, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let mut values = Values::of(parts.uri.query().unwrap_or_default());
        let read = T::read(&mut values);
        values.finish().map_err(Problem::into_response)?;
        Ok(Self(read))
    }
}

/// The account of whoever asks.
pub(crate) struct Asking(pub(crate) Context);

impl FromRequestParts<Site> for Asking {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Self::Rejection> {
        Ok(Self(Viewer::from_request_parts(parts, site).await?.context))
    }
}

/// The integration that the path names, in the account of whoever asks.
pub(crate) struct Chosen {
    pub(crate) context: Context,
    pub(crate) integration: Integration,
    parts: PathParts,
}

impl Chosen {
    /// Another part of the path.
    pub(crate) fn part(&self, name: &str) -> &str {
        self.parts.get(name)
    }
}

impl FromRequestParts<Site> for Chosen {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Self::Rejection> {
        let context = Viewer::from_request_parts(parts, site).await?.context;
        let parts = PathParts::from_request_parts(parts, site).await?;
        let id = parts.get("integration_id").parse().ok().map(IntegrationId);
        let found = match id {
            Some(id) => integrations::by_id(&context, id).await,
            None => Ok(None),
        };
        let found = found.map_err(|error| Problem::from(error).into_response())?;
        let integration = found.ok_or_else(|| missing_integration().into_response())?;
        Ok(Self { context, integration, parts })
    }
}

/// The parts of a path that have names.
pub(crate) struct PathParts(BTreeMap<String, String>);

impl PathParts {
    /// One of them.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

impl FromRequestParts<Site> for PathParts {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Self::Rejection> {
        let params = RawPathParams::from_request_parts(parts, site).await.map_err(|_| {
            Problem::new(Kind::NotFound, "this path is no text in UTF-8").into_response()
        })?;
        let named = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok(Self(named.collect()))
    }
}
