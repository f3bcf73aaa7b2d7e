//! The compact form of events and snapshots. An account has tens of millions of events, so each byte
//! counts: numbers are as short as they are small, usual words and words that came before in the same
//! row are numbers, and a custom field's id is its distance from the one before.

use std::sync::LazyLock;

use inflow_domain::{Field, FieldId, Value, Via};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{Unreadable, VERSION, varint};

/// Words that most rows name. The places are the stored form: new words go to the end, up to
/// [`FIRST_SEEN`] of them.
const WORDS: [&str; 63] = [
    "",
    "new",
    "open",
    "pending",
    "hold",
    "solved",
    "closed",
    "deleted",
    "low",
    "normal",
    "high",
    "urgent",
    "question",
    "incident",
    "problem",
    "task",
    "agent",
    "ai_agent",
    "offered",
    "good",
    "bad",
    "goodwithcomment",
    "badwithcomment",
    "true",
    "false",
    "email",
    "web",
    "chat",
    "api",
    "voice",
    "native_messaging",
    "mobile",
    "mobile_sdk",
    "sms",
    "any_channel",
    "whatsapp",
    "facebook",
    "twitter",
    "instagram_dm",
    "side_conversation",
    "rule",
    "merge",
    "inbound",
    "outbound",
    "voicemail",
    "Mail",
    "Email",
    "Web form",
    "Web Widget",
    "Help Center",
    "Web service",
    "Chat",
    "Messaging",
    "Native messaging",
    "Channel integrations",
    "Text message",
    "Facebook post",
    "Facebook message",
    "Twitter DM",
    "Voicemail",
    "Phone call (inbound)",
    "Phone call (outbound)",
    "Rule",
];

/// Places from here on are words that came before in the same row.
const FIRST_SEEN: usize = 64;

static PLACES: LazyLock<FxHashMap<&str, u64>> =
    LazyLock::new(|| WORDS.into_iter().zip(0..).collect());

/// How a value is stored, in two bits.
const BLANK: u64 = 0;
const INTEGER: u64 = 1;
const TEXT: u64 = 2;
const LIST: u64 = 3;

/// The number of a custom field; the system's fields have those before it, save one that came later.
const CUSTOM: u64 = 14;
const SATISFACTION_COMMENT: u64 = 15;

/// Up to this many words of a row are looked through; beyond that they are looked up.
const FEW_WORDS: usize = 16;

/// The words that came before in the row that is being written, with their places.
#[derive(Default)]
struct SeenWords<'v> {
    words: Vec<&'v str>,
    /// Filled once there are more than a few.
    places: FxHashMap<&'v str, usize>,
}

impl<'v> SeenWords<'v> {
    fn place(&self, word: &str) -> Option<usize> {
        if self.places.is_empty() {
            self.words.iter().position(|seen| *seen == word)
        } else {
            self.places.get(word).copied()
        }
    }

    fn push(&mut self, word: &'v str) {
        if !self.places.is_empty() {
            self.places.insert(word, self.words.len());
        }
        self.words.push(word);
        if self.places.is_empty() && self.words.len() > FEW_WORDS {
            self.places = self.words.iter().copied().zip(0..).collect();
        }
    }
}

/// Writes one row.
pub(super) struct Writer<'b, 'v> {
    buffer: &'b mut Vec<u8>,
    seen: SeenWords<'v>,
    last_custom: i64,
}

impl<'b, 'v> Writer<'b, 'v> {
    pub(super) fn new(buffer: &'b mut Vec<u8>) -> Self {
        buffer.push(VERSION);
        Self { buffer, seen: SeenWords::default(), last_custom: 0 }
    }

    pub(super) fn count(&mut self, number: u64) {
        varint::append_unsigned(number, self.buffer);
    }

    pub(super) fn length(&mut self, length: usize) {
        self.count(length as u64);
    }

    pub(super) fn number(&mut self, number: i64) {
        varint::append(number, self.buffer);
    }

    pub(super) fn text(&mut self, text: &'v str) {
        if let Some(place) = PLACES.get(text) {
            self.count(place << 1);
        } else if let Some(place) = self.seen.place(text) {
            self.length((FIRST_SEEN + place) << 1);
        } else {
            self.count((text.len() as u64) << 1 | 1);
            self.buffer.extend_from_slice(text.as_bytes());
            self.seen.push(text);
        }
    }

    pub(super) fn via(&mut self, via: &'v Via) {
        self.text(&via.channel);
        self.text(&via.rel);
    }

    /// The rest of a field that is named by [`field_number`] already.
    pub(super) fn field_rest(&mut self, field: Field) {
        if let Field::Custom(id) = field {
            self.number(id.0.wrapping_sub(self.last_custom));
            self.last_custom = id.0;
        }
    }

    /// A value whose kind is written already; whole numbers as the distance from one nearby.
    pub(super) fn value(&mut self, value: &'v Value, nearby: i64) {
        match value {
            Value::Blank => {}
            Value::Integer(number) => self.number(number.wrapping_sub(nearby)),
            Value::Text(text) => self.text(text),
            Value::List(items) => self.texts(items),
        }
    }

    pub(super) fn texts(&mut self, texts: &'v [SmolStr]) {
        self.length(texts.len());
        for text in texts {
            self.text(text);
        }
    }
}

/// Reads one row.
pub(super) struct Reader<'a> {
    what: &'static str,
    bytes: &'a [u8],
    seen: Vec<&'a str>,
    last_custom: i64,
}

impl<'a> Reader<'a> {
    pub(super) fn new(what: &'static str, bytes: &'a [u8]) -> Result<Self, Unreadable> {
        match bytes.split_first() {
            Some((&VERSION, bytes)) => Ok(Self { what, bytes, seen: Vec::new(), last_custom: 0 }),
            _ => Err(Unreadable::new(what)),
        }
    }

    pub(super) fn count(&mut self) -> Result<u64, Unreadable> {
        varint::take_unsigned(self.what, &mut self.bytes)
    }

    /// A number of things that take a byte each at least.
    pub(super) fn length(&mut self) -> Result<usize, Unreadable> {
        let length = usize::try_from(self.count()?).ok();
        length.filter(|length| *length <= self.bytes.len()).ok_or(Unreadable::new(self.what))
    }

    pub(super) fn number(&mut self) -> Result<i64, Unreadable> {
        varint::take(self.what, &mut self.bytes)
    }

    pub(super) fn text(&mut self) -> Result<SmolStr, Unreadable> {
        let code = self.count()?;
        if code & 1 == 1 {
            return self.literal(code >> 1).map(SmolStr::new);
        }
        let place = usize::try_from(code >> 1).map_err(|_| Unreadable::new(self.what))?;
        if let Some(word) = WORDS.get(place) {
            return Ok(SmolStr::new_static(word));
        }
        let seen = place.checked_sub(FIRST_SEEN).and_then(|place| self.seen.get(place));
        seen.map(SmolStr::new).ok_or(Unreadable::new(self.what))
    }

    fn literal(&mut self, length: u64) -> Result<&'a str, Unreadable> {
        let unreadable = Unreadable::new(self.what);
        let Some((text, rest)) =
            usize::try_from(length).ok().and_then(|length| self.bytes.split_at_checked(length))
        else {
            return Err(unreadable);
        };
        self.bytes = rest;
        let text = std::str::from_utf8(text).map_err(|_| unreadable)?;
        self.seen.push(text);
        Ok(text)
    }

    pub(super) fn via(&mut self) -> Result<Via, Unreadable> {
        Ok(Via { channel: self.text()?, rel: self.text()? })
    }

    /// The field of a number, with what follows of it.
    pub(super) fn field(&mut self, number: u64) -> Result<Field, Unreadable> {
        if number == CUSTOM {
            self.last_custom = self.last_custom.wrapping_add(self.number()?);
            return Ok(Field::Custom(FieldId(self.last_custom)));
        }
        if number == SATISFACTION_COMMENT {
            return Ok(Field::SatisfactionComment);
        }
        let place = usize::try_from(number).ok();
        place.and_then(|place| Field::SYSTEM.get(place).copied()).ok_or(Unreadable::new(self.what))
    }

    /// A value of a kind; whole numbers as the distance from one nearby.
    pub(super) fn value(&mut self, kind: u64, nearby: i64) -> Result<Value, Unreadable> {
        Ok(match kind {
            BLANK => Value::Blank,
            INTEGER => Value::Integer(self.number()?.wrapping_add(nearby)),
            TEXT => Value::Text(self.text()?),
            _ => Value::List(self.texts()?),
        })
    }

    pub(super) fn texts(&mut self) -> Result<Vec<SmolStr>, Unreadable> {
        let length = self.length()?;
        (0..length).map(|_| self.text()).collect()
    }

    /// Nothing may follow.
    pub(super) fn end(self) -> Result<(), Unreadable> {
        if self.bytes.is_empty() { Ok(()) } else { Err(Unreadable::new(self.what)) }
    }
}

/// The number of a field. It is the stored form.
pub(super) fn field_number(field: Field) -> u64 {
    match field {
        Field::Status => 0,
        Field::CustomStatus => 1,
        Field::Type => 2,
        Field::Priority => 3,
        Field::Group => 4,
        Field::Assignee => 5,
        Field::Requester => 6,
        Field::Organization => 7,
        Field::Brand => 8,
        Field::Form => 9,
        Field::Tags => 10,
        Field::Satisfaction => 11,
        Field::DueAt => 12,
        Field::Subject => 13,
        Field::Custom(_) => CUSTOM,
        Field::SatisfactionComment => SATISFACTION_COMMENT,
    }
}

/// How a value is stored.
pub(super) fn kind_of(value: &Value) -> u64 {
    match value {
        Value::Blank => BLANK,
        Value::Integer(_) => INTEGER,
        Value::Text(_) => TEXT,
        Value::List(_) => LIST,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn every_field_has_a_number_of_its_own() {
        for (place, field) in (0..CUSTOM).zip(Field::SYSTEM) {
            assert_eq!(field_number(field), place);
        }
        for field in Field::SYSTEM {
            let mut reader = Reader::new("row", &[1]).expect("a row");
            assert_eq!(reader.field(field_number(field)).expect("a field"), field);
        }
        assert!(WORDS.len() < FIRST_SEEN && PLACES.len() == WORDS.len());
    }

    #[test]
    fn texts_are_numbers_where_they_came_before() {
        let texts = ["open", "a tag", "b", "a tag", "", "b"];
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes);
        for text in texts {
            writer.text(text);
        }
        assert_eq!(bytes.len(), 1 + 1 + 6 + 2 + 2 + 1 + 2);
        let mut reader = Reader::new("row", &bytes).expect("a row");
        for text in texts {
            assert_eq!(reader.text().expect("a text"), text);
        }
        reader.end().expect("the end");
    }

    #[test]
    fn many_texts_are_found_again_as_few_are() {
        let words: Vec<String> = (0..100).map(|number| format!("tag {number}")).collect();
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes);
        for word in words.iter().chain(&words) {
            writer.text(word);
        }
        let mut reader = Reader::new("row", &bytes).expect("a row");
        for word in words.iter().chain(&words) {
            assert_eq!(reader.text().expect("a text"), word.as_str());
        }
        reader.end().expect("the end");
    }

    #[test]
    fn rows_of_any_size_take_time_in_proportion() {
        let write = |words: &[String]| {
            let begin = Instant::now();
            let mut bytes = Vec::new();
            let mut writer = Writer::new(&mut bytes);
            for word in words {
                writer.text(word);
            }
            begin.elapsed()
        };
        let words: Vec<String> = (0..200_000).map(|number| format!("tag {number}")).collect();
        // What is quadratic takes sixteen times as long; a busy machine is given further tries.
        let is_in_proportion = || {
            let fewer = write(&words[..50_000]);
            write(&words) < fewer * 10
        };
        assert!((0..5).any(|_| is_in_proportion()));
    }

    #[test]
    fn what_is_cut_or_unknown_is_refused() {
        let reader = |bytes: &'static [u8]| Reader::new("row", bytes);
        assert!(reader(&[]).is_err() && reader(&[2]).is_err());
        assert!(reader(&[1, 7, b'a']).and_then(|mut reader| reader.text()).is_err());
        assert!(reader(&[1, 0x80, 0x01]).and_then(|mut reader| reader.text()).is_err());
        assert!(reader(&[1, 3, 0xff]).and_then(|mut reader| reader.text()).is_err());
        assert!(reader(&[1, 9]).and_then(|mut reader| reader.length()).is_err());
        assert!(reader(&[1]).and_then(|mut reader| reader.field(16)).is_err());
        assert!(reader(&[1, 0]).and_then(Reader::end).is_err());
    }
}
