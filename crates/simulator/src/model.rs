//! Tickets, their events and the full states between them, as the account itself holds them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A field's value; every text that Zendesk could send for it is one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Val {
    /// Nothing: absent, null, the empty text, the empty list.
    Blank,
    /// One value: ids and numbers in decimal, instants in RFC 3339.
    Text(String),
    /// Tags, or the chosen options of a multi-select field.
    List(BTreeSet<String>),
}

impl Val {
    /// A text; the empty one is blank.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }

    /// An id.
    pub(crate) fn id(id: i64) -> Self {
        Self::Text(id.to_string())
    }

    /// A list; the empty one is blank.
    pub(crate) fn list(items: BTreeSet<String>) -> Self {
        if items.is_empty() { Self::Blank } else { Self::List(items) }
    }

    /// The single text, if there is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Blank | Self::List(_) => None,
        }
    }

    /// The items of a list; a single text is a list of one.
    pub(crate) fn items(&self) -> BTreeSet<String> {
        match self {
            Self::Blank => BTreeSet::new(),
            Self::Text(text) => BTreeSet::from([text.clone()]),
            Self::List(items) => items.clone(),
        }
    }
}

/// The full state of a ticket: every field that is not blank. Custom fields go by their id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct State(BTreeMap<String, Val>);

impl State {
    /// A field's value.
    pub(crate) fn get(&self, field: &str) -> Val {
        self.0.get(field).cloned().unwrap_or(Val::Blank)
    }

    /// A field's single text.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field).and_then(Val::as_text)
    }

    /// A field's id.
    pub(crate) fn id(&self, field: &str) -> Option<i64> {
        self.text(field).and_then(|text| text.parse().ok())
    }

    /// The fields that are not blank.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Sets a field.
    pub(crate) fn set(&mut self, field: &str, value: Val) {
        if value == Val::Blank {
            self.0.remove(field);
        } else {
            self.0.insert(field.to_owned(), value);
        }
    }
}

/// Where something came from: Zendesk's channel name (or number, as text) and relation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Via {
    pub(crate) channel: Option<String>,
    pub(crate) rel: Option<String>,
}

/// In which form a comment says where it came from.
#[derive(Clone, Debug)]
pub(crate) enum CommentVia {
    /// An object with channel and source.
    Object(Via),
    /// A display text.
    Text(String),
    /// An empty object.
    Empty,
    /// Not at all.
    Absent,
}

/// As what an event holds a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CommentKind {
    /// `Comment`.
    Plain,
    /// `VoiceComment`: a call.
    Voice,
    /// `TpeVoiceComment`: a call of a partner's telephony.
    TpeVoice,
    /// `ChannelBackEvent`: what an agent wrote into a foreign channel. It names no author.
    ChannelBack,
    /// `ChatStartedEvent`: a session of chat or messaging that a customer began. It names no author.
    ChatStarted,
}

/// A comment of an event.
#[derive(Clone, Debug)]
pub(crate) struct Comment {
    pub(crate) kind: CommentKind,
    pub(crate) author: i64,
    pub(crate) public: bool,
    pub(crate) via: CommentVia,
    pub(crate) body: String,
}

/// One change of one field.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) field: String,
    pub(crate) before: Val,
    pub(crate) after: Val,
}

/// One update of a ticket, with the full state that it led to.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: i64,
    pub(crate) at: i64,
    pub(crate) author: i64,
    pub(crate) label: String,
    pub(crate) comment: Option<Comment>,
    pub(crate) changes: Vec<Change>,
    pub(crate) after: State,
    /// Only the ticket's audits tell it: the event export never does.
    pub(crate) is_missing: bool,
    /// The ids of its changes run against the order in which they happened.
    pub(crate) is_reversed: bool,
    /// A previous value that was blank is written down, and never left out.
    pub(crate) tells_blank: bool,
}

/// What of a ticket's snapshot cannot be read, and stands where there is nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unreadable {
    /// A due date after the year 9999.
    pub(crate) due_date: bool,
    /// `false` as the satisfaction rating.
    pub(crate) rating: bool,
    /// `null` in the list of custom fields.
    pub(crate) custom_field: bool,
}

/// Who stands in the place of people that were erased.
const NOBODY: i64 = 4_611_686_018_427;

/// A ticket with its whole history; the first event creates it.
#[derive(Clone, Debug)]
pub(crate) struct Ticket {
    pub(crate) id: i64,
    pub(crate) created_at: i64,
    pub(crate) via: Via,
    pub(crate) description: String,
    pub(crate) recipient: Option<String>,
    pub(crate) support_type: Option<&'static str>,
    pub(crate) submitter: i64,
    pub(crate) deleted: bool,
    /// Thirty days after its deletion its contents are gone, and its snapshot shows next to nothing.
    pub(crate) scrubbed: bool,
    pub(crate) generated_at: i64,
    /// When something changed after the last event that is no event, such as a deletion that only the
    /// snapshot tells.
    pub(crate) touched_at: Option<i64>,
    /// From when until when it was deleted, where only a snapshot of that time tells it.
    pub(crate) absent: Option<(i64, i64)>,
    pub(crate) unreadable: Unreadable,
    /// No ticket at all: its one event names none, and there is no snapshot.
    pub(crate) is_stray: bool,
    pub(crate) events: Vec<Event>,
}

impl Ticket {
    /// The state after the last event.
    pub(crate) fn last_state(&self) -> &State {
        &self.events.last().expect("a ticket begins with an event").after
    }

    /// The state that the snapshot shows.
    pub(crate) fn shown_state(&self) -> Cow<'_, State> {
        if !self.scrubbed {
            return Cow::Borrowed(self.last_state());
        }
        let mut shown = State::default();
        shown.set("subject", Val::text("SCRUBBED"));
        if self.deleted {
            shown.set("requester_id", self.last_state().get("requester_id"));
        } else {
            // Scrubbed by a schedule: it is as closed as it was, and somebody else asked for it.
            shown.set("status", self.last_state().get("status"));
            shown.set("requester_id", Val::id(NOBODY));
        }
        Cow::Owned(shown)
    }

    /// The description that the snapshot shows. It is a constant: scrubbed, it is gone from the whole
    /// history.
    pub(crate) fn shown_description(&self) -> &str {
        if self.scrubbed { "X" } else { &self.description }
    }

    /// The address that the mail came to, as the snapshot shows it; a constant as well.
    pub(crate) fn shown_recipient(&self) -> Option<&str> {
        self.recipient.as_deref().filter(|_| !self.scrubbed)
    }

    /// The ticket as it was at an instant: its events up to then. What happened to it later than its
    /// events had not happened yet if its row of the export came later. Nothing before its creation.
    pub(crate) fn as_of(&self, end: i64) -> Option<Self> {
        if self.generated_at <= end {
            return Some(self.clone());
        }
        let events: Vec<Event> =
            self.events.iter().filter(|event| event.at <= end).cloned().collect();
        let last = events.last()?;
        let absent_since = self
            .absent
            .filter(|(from, until)| (*from..*until).contains(&end))
            .map(|(from, _)| from);
        Some(Self {
            generated_at: absent_since.unwrap_or(last.at),
            deleted: absent_since.is_some() || last.after.text("status") == Some("deleted"),
            touched_at: absent_since,
            scrubbed: false,
            events,
            ..self.clone()
        })
    }

    /// The instant of the last update: that of the last event, unless the ticket changed without one.
    pub(crate) fn updated_at(&self) -> i64 {
        let last = self.events.last().expect("a ticket begins with an event").at;
        self.touched_at.map_or(last, |touched| touched.max(last))
    }

    /// Whether Zendesk answers that there are no audits of it.
    pub(crate) fn is_gone(&self) -> bool {
        self.deleted || self.scrubbed
    }
}
