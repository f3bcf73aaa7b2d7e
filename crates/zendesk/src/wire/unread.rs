//! Values that could not be read, noted while rows are decoded. Each counts as blank, and whoever decodes a
//! row learns which of its fields are meant. Decoding never waits, so that a thread decodes one thing at a
//! time.

use std::cell::{Cell, RefCell};

use crate::value::JsonValue;

/// How many of a row's values are told apart; beyond that there are only more of them.
const MOST_TOLD: usize = 64;

thread_local! {
    /// Where the noted values begin in memory: a part of the text that is being decoded.
    static UNREAD: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };

    /// How much room is left for the members of lists within rows; nothing is kept to it outside of
    /// [`within`].
    static ROOM: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Decodes something whose rows' lists may take a number of bytes; the second value is whether they were to
/// take more.
pub(crate) fn within<T>(bytes: usize, decode: impl FnOnce() -> T) -> (T, bool) {
    let before = ROOM.replace(Some(bytes));
    let decoded = decode();
    let is_spent = is_spent();
    ROOM.set(before);
    (decoded, is_spent)
}

/// Takes room for a member of a list; false where there is no more.
pub(crate) fn spend(bytes: usize) -> bool {
    if let Some(room) = ROOM.get() {
        ROOM.set(Some(room.saturating_sub(bytes)));
    }
    !is_spent()
}

/// Whether there is no more room.
pub(crate) fn is_spent() -> bool {
    ROOM.get() == Some(0)
}

/// Notes a value that cannot be read.
pub(crate) fn note(value: JsonValue<'_>) {
    UNREAD.with_borrow_mut(|unread| {
        if unread.len() < MOST_TOLD {
            unread.push(value.json().as_ptr().addr());
        }
    });
}

/// Decodes something; beside it come the values that could not be read.
pub(crate) fn noting<T>(decode: impl FnOnce() -> T) -> (T, Unread) {
    let before = UNREAD.take();
    let decoded = decode();
    (decoded, Unread(UNREAD.replace(before)))
}

/// The values that could not be read of what was decoded.
#[derive(Debug)]
pub(crate) struct Unread(Vec<usize>);

impl Unread {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of a row's fields that hold them, sorted.
    pub(crate) fn fields(&self, row: JsonValue<'_>) -> Vec<String> {
        let holds = |value: JsonValue<'_>| {
            let begin = value.json().as_ptr().addr();
            let place = begin..begin + value.json().len();
            self.0.iter().any(|unread| place.contains(unread))
        };
        let entries = row.entries().unwrap_or_default().into_iter();
        let mut fields: Vec<String> =
            entries.filter(|(_, value)| holds(*value)).map(|(key, _)| key.into()).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}
