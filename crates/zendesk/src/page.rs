//! Decoding a page: rows and envelope in one pass.

use std::fmt;
use std::hash::{DefaultHasher, Hasher as _};

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::error::Category;

use crate::error::ShapeError;
use crate::limits::{MOST_BYTES_OF_MEMBERS, MOST_ROWS_OF_A_PAGE};
use crate::value::{JsonValue, Text};
use crate::wire::audit::Audit;
use crate::wire::discovery::{CustomStatus, TicketField, User};
use crate::wire::shape;
use crate::wire::ticket_event::TicketEvent;
use crate::wire::unread::{self, noting};
use crate::wire::view::{View, ViewCount, ViewTicket};

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

/// A row of a page.
pub(crate) trait Row<'a>: Deserialize<'a> {
    /// What it lacks to be of use, though all that it has can be read.
    fn lacks(&self) -> Option<&'static str> {
        None
    }
}

impl<'a> Row<'a> for JsonValue<'a> {}
impl<'a> Row<'a> for TicketEvent<'a> {}
impl Row<'_> for Audit {}
impl Row<'_> for CustomStatus {}
impl Row<'_> for TicketField {}
impl Row<'_> for User {}
impl Row<'_> for View {}
impl Row<'_> for ViewCount {}
impl Row<'_> for ViewTicket {}

/// A row that could not be read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OddRow {
    /// The endpoint's path.
    pub endpoint: &'static str,
    /// Where in it the row stands: what the page was asked with, and the row counted from 1.
    pub place: String,
    /// Its id, where that can be read.
    pub id: Option<i64>,
    /// The ticket that it names as its own.
    pub ticket_id: Option<i64>,
    /// Its time, where that can be read, epoch seconds.
    pub at: Option<i64>,
    /// The times of the rows beside it.
    pub between: (Option<i64>, Option<i64>),
    /// Tells its content from others', whatever that is.
    pub digest: u64,
    /// Whether it was left out; else it was read, and values of it are blank that are not.
    pub set_aside: bool,
    /// What was expected, or which fields cannot be read; never what was found.
    pub problem: String,
}

/// A decoded page.
#[derive(Debug)]
pub(crate) struct Page<R> {
    pub(crate) rows: Vec<R>,
    pub(crate) envelope: Envelope,
    /// The rows that could not be read whole; endpoint and page are for the caller to name.
    pub(crate) odd: Vec<OddRow>,
}

impl<R> Page<R> {
    /// The odd rows with their endpoint, and what the page was asked with.
    pub(crate) fn odd_rows(&self, endpoint: &'static str, asked: impl fmt::Display) -> Vec<OddRow> {
        let named = |odd: &OddRow| {
            let place = format!("{asked}, {}", odd.place);
            OddRow { endpoint, place, ..odd.clone() }
        };
        self.odd.iter().map(named).collect()
    }

    /// Keys for the rows that were set aside, in the place of ids.
    pub(crate) fn keys_set_aside(&self) -> impl Iterator<Item = i64> + '_ {
        self.odd.iter().filter(|odd| odd.set_aside).map(|odd| odd.digest.cast_signed())
    }
}

/// Why a page could not be decoded.
#[derive(Debug)]
pub(crate) enum PageError {
    /// No JSON, nearly always cut off: fetching it again may help.
    Damaged(ShapeError),
    /// JSON of an unknown form.
    Shape(ShapeError),
    /// There is more in it than is taken.
    TooLarge,
}

/// How many odd rows of a page are told one by one; a page with more has an unknown form.
const MOST_ODD_ROWS: usize = 10_000;

/// Decodes a page whose rows stand under `key`, wherever the envelope's keys stand. Nearly every page is
/// read in one pass; one that holds an odd row is read again row by row.
pub(crate) fn decode<'a, R: Row<'a>>(
    text: &'a str,
    key: &'static str,
) -> Result<Page<R>, PageError> {
    let (read, is_too_large) = unread::within(MOST_BYTES_OF_MEMBERS, || read::<R>(text, key));
    if is_too_large { Err(PageError::TooLarge) } else { read }
}

fn read<'a, R: Row<'a>>(text: &'a str, key: &'static str) -> Result<Page<R>, PageError> {
    match noting(|| parse::<R>(text, key)) {
        (Ok((rows, envelope)), unread)
            if unread.is_empty() && rows.iter().all(|row| row.lacks().is_none()) =>
        {
            Ok(Page { rows, envelope, odd: Vec::new() })
        }
        // A page that holds too much is not looked into further.
        _ if unread::is_spent() => Err(PageError::TooLarge),
        _ => row_by_row(text, key),
    }
}

fn parse<'a, R: Deserialize<'a>>(
    text: &'a str,
    key: &'static str,
) -> Result<(Vec<R>, Envelope), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = PageSeed { key, row: std::marker::PhantomData };
    let page = seed.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(page)
}

fn row_by_row<'a, R: Row<'a>>(text: &'a str, key: &'static str) -> Result<Page<R>, PageError> {
    let (values, envelope) = parse::<JsonValue<'a>>(text, key).map_err(|error| {
        let shape = ShapeError::Answer { problem: problem(&error) };
        match error.classify() {
            Category::Data => PageError::Shape(shape),
            Category::Syntax | Category::Eof | Category::Io => PageError::Damaged(shape),
        }
    })?;
    let known: Vec<Known> = values.iter().map(|value| Known::of(*value)).collect();
    let mut page = Page { rows: Vec::with_capacity(values.len()), envelope, odd: Vec::new() };
    let mut before = None;
    for (index, (value, known_of_it)) in values.iter().zip(&known).enumerate() {
        let Known { id, ticket_id, at } = *known_of_it;
        let (row, problem) = examine::<R>(*value);
        if let Some(problem) = problem {
            if page.odd.len() >= MOST_ODD_ROWS {
                return Err(PageError::Shape(ShapeError::Row { row: index + 1, id, problem }));
            }
            page.odd.push(OddRow {
                endpoint: "",
                place: format!("row {}", index + 1),
                id,
                ticket_id,
                at,
                between: (before, None),
                digest: digest(value.json()),
                set_aside: row.is_none(),
                problem,
            });
        }
        before = at.or(before);
        page.rows.extend(row);
    }
    told_by_those_after(&mut page.odd, &known);
    Ok(page)
}

/// Fills in the time of the next row that has one.
fn told_by_those_after(odd: &mut [OddRow], known: &[Known]) {
    let (mut after, mut rows) = (None, known.iter().rev());
    let mut index = known.len();
    for odd in odd.iter_mut().rev() {
        let row = odd.place.trim_start_matches("row ").parse::<usize>().unwrap_or(index);
        while index > row {
            index -= 1;
            after = rows.next().and_then(|known| known.at).or(after);
        }
        odd.between.1 = after;
    }
}

/// Reads a row, and says what is odd about it; without a row it is set aside.
pub(crate) fn examine<'a, R: Row<'a>>(value: JsonValue<'a>) -> (Option<R>, Option<String>) {
    if !value.json().starts_with('{') {
        return (None, Some("expected an object".to_owned()));
    }
    let (read, unread) = noting(|| serde_json::from_str::<R>(value.json()));
    match read {
        Err(error) => {
            let problem = problem(&error);
            // Where in the row is told by no column of the row's own text.
            let end = problem.rfind(" at line ").unwrap_or(problem.len());
            (None, Some(problem[..end].to_owned()))
        }
        Ok(row) => match row.lacks() {
            Some(lack) => (None, Some(lack.to_owned())),
            None if unread.is_empty() => (Some(row), None),
            None => {
                (Some(row), Some(format!("{} cannot be read", unread.fields(value).join(", "))))
            }
        },
    }
}

/// What of a row can be read, whatever the rest of it is.
#[derive(Default, Clone, Copy)]
struct Known {
    id: Option<i64>,
    ticket_id: Option<i64>,
    at: Option<i64>,
}

impl Known {
    fn of(row: JsonValue<'_>) -> Self {
        let mut known = Self::default();
        for (key, value) in row.entries().unwrap_or_default() {
            match &*key {
                "id" => known.id = shape::any_integer(value),
                "ticket_id" => known.ticket_id = shape::any_integer(value),
                "created_at" | "timestamp" | "updated_at" | "generated_timestamp" => {
                    known.at = known.at.max(shape::any_instant(value));
                }
                _ => {}
            }
        }
        known
    }
}

/// Tells rows apart: stable for as long as the program is the same.
fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
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
    type Value = (Vec<R>, Envelope);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, R: Deserialize<'de>> Visitor<'de> for PageSeed<R> {
    type Value = (Vec<R>, Envelope);

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an object with {}", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut rows = None;
        let mut envelope = Envelope::default();
        while let Some(Text(key)) = map.next_key()? {
            if key == self.key {
                rows = Some(map.next_value_seed(Rows(std::marker::PhantomData))?);
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
                    let meta: Meta = inner(map.next_value()?);
                    envelope.has_more = meta.has_more;
                    envelope.after_cursor = meta.after_cursor.or(envelope.after_cursor);
                }
                "links" => {
                    let links: Links = inner(map.next_value()?);
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
        Ok((rows, envelope))
    }
}

/// An object within the envelope; as good as absent where it is none.
fn inner<'a, T: Default + Deserialize<'a>>(value: JsonValue<'a>) -> T {
    serde_json::from_str(value.json()).unwrap_or_default()
}

/// The rows, or nothing where there is null.
struct Rows<R>(std::marker::PhantomData<R>);

impl<'de, R: Deserialize<'de>> DeserializeSeed<'de> for Rows<R> {
    type Value = Vec<R>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, R: Deserialize<'de>> Visitor<'de> for Rows<R> {
    type Value = Vec<R>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of rows")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = list.next_element()? {
            if rows.len() >= MOST_ROWS_OF_A_PAGE {
                unread::spend(usize::MAX);
                return Err(serde::de::Error::custom("there are more rows than any page has"));
            }
            rows.push(row);
        }
        Ok(rows)
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
    fn a_row_that_cannot_be_read_is_set_aside_without_its_words() {
        let text = r#"{"users":[{"id":1},{"id":"x","role":"jane@example.com"},"jane \"x\" doe",null,{"id":2}]}"#;
        let page = decode::<User>(text, "users").expect("a page");
        assert_eq!(page.rows.iter().map(|user| user.id).collect::<Vec<_>>(), [1, 2]);
        let odd = page.odd_rows("users", "page 1");
        let places: Vec<_> = odd.iter().map(|odd| (odd.set_aside, odd.place.as_str())).collect();
        let expected = ["page 1, row 2", "page 1, row 3", "page 1, row 4"];
        assert_eq!(places, expected.map(|place| (true, place)));
        assert!(odd.iter().all(|odd| !odd.problem.contains("jane")), "{odd:?}");
        assert_eq!(odd[0].problem, "expected a whole number as id");
    }

    #[test]
    fn a_row_with_an_odd_value_is_kept_and_told() {
        let text = r#"{"users":[{"id":"7","role":["x"],"active":"jane@example.com"},{"id":8}]}"#;
        let page = decode::<User>(text, "users").expect("a page");
        assert_eq!(page.rows[0], User { id: 7, role: None, active: None });
        assert_eq!((page.rows.len(), page.odd.len()), (2, 1));
        let odd = &page.odd[0];
        assert_eq!((odd.id, odd.set_aside), (Some(7), false));
        assert_eq!(odd.problem, "active, role cannot be read");
    }

    #[test]
    fn what_is_json_in_letters_is_no_damaged_page() {
        // A strict parser refuses half a surrogate pair and a number beyond its range.
        let text = r#"{"ticket_events":[{"id":1,"ticket_id":7,"created_at":1e999,"via":"cut \ud83d"},
            {"id":2,"ticket_id":8,"timestamp":9,"via":"cut \ud83d","updater_id":1e999}],"end_time":8}"#;
        let page = decode::<TicketEvent<'_>>(text, "ticket_events").expect("a page");
        assert_eq!(page.rows.len(), 1);
        assert_eq!(page.rows[0].via.label.as_deref(), Some("cut \u{FFFD}"));
        let [aside, odd] = &page.odd[..] else { panic!("{:?}", page.odd) };
        assert_eq!((aside.ticket_id, aside.at, aside.between), (Some(7), None, (None, Some(9))));
        assert_eq!((odd.set_aside, odd.problem.as_str()), (false, "updater_id cannot be read"));
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
