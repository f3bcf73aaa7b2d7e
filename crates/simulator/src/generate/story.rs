//! One ticket's story while it is told: the running state, the clock, and the events so far.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, RECIPIENTS, WORDS};
use crate::dice::Dice;
use crate::generate::channels::{USUAL_CHANNELS, any_channel, labels_of, some_label};
use crate::model::{
    Change, Comment, CommentKind, CommentVia, Event, State, Ticket, Unreadable, Val, Via,
};
use crate::rhythm;

/// Whole hours that stories and views share, so that events fall on the edges of hours conditions.
pub(crate) const HOURS: [i64; 7] = [1, 2, 4, 8, 24, 48, 72];

/// A ticket whose story is being told.
pub(crate) struct Story<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) dice: Dice,
    pub(crate) at: i64,
    pub(crate) end: i64,
    pub(crate) state: State,
    pub(crate) ticket: Ticket,
    /// Whether it goes as in a service desk, rather than as the rules find hard.
    pub(crate) lifelike: bool,
    /// The channel the ticket came by, as a Zendesk name.
    pub(crate) slug: String,
}

/// An event before it is written into the story.
pub(crate) struct Draft {
    pub(crate) author: i64,
    pub(crate) label: String,
    pub(crate) comment: Option<Comment>,
    pub(crate) changes: Vec<(String, Val)>,
}

impl Draft {
    /// An event of an author, with nothing in it yet.
    pub(crate) fn by(author: i64, label: impl Into<String>) -> Self {
        Self { author, label: label.into(), comment: None, changes: Vec::new() }
    }

    /// With a comment.
    pub(crate) fn with_comment(
        mut self,
        author: i64,
        public: bool,
        via: CommentVia,
        body: String,
    ) -> Self {
        let kind = CommentKind::Plain;
        self.comment = Some(Comment { kind, author, public, via, body });
        self
    }

    /// With a field set.
    pub(crate) fn with(mut self, field: &str, value: Val) -> Self {
        self.changes.push((field.to_owned(), value));
        self
    }
}

impl<'a> Story<'a> {
    /// A plain ticket about to be created, with nothing left to chance.
    pub(crate) fn plain(catalog: &'a Catalog, id: i64, at: i64, end: i64) -> Self {
        let ticket = Ticket {
            id,
            created_at: at,
            via: Via::default(),
            description: "I ordered this three weeks ago and it has not arrived.".to_owned(),
            recipient: None,
            support_type: Some("agent"),
            submitter: 0,
            deleted: false,
            scrubbed: false,
            generated_at: at,
            touched_at: None,
            absent: None,
            unreadable: Unreadable::default(),
            is_stray: false,
            events: Vec::new(),
        };
        let mut state = State::default();
        // A creation that sets no status leaves the ticket new.
        state.set("status", Val::text("new"));
        Self {
            catalog,
            dice: Dice::new(0, 0),
            at,
            end,
            state,
            ticket,
            lifelike: false,
            slug: String::new(),
        }
    }

    /// A ticket about to be created, with its constants chosen.
    pub(crate) fn new(catalog: &'a Catalog, mut dice: Dice, id: i64, at: i64, end: i64) -> Self {
        let support_type =
            *dice.pick(&[None, Some("agent"), Some("agent"), Some("agent"), Some("ai_agent")]);
        let recipient = dice.chance(60).then(|| (*dice.pick(&RECIPIENTS)).to_owned());
        let description = sentence(&mut dice, 8);
        let mut story = Self::plain(catalog, id, at, end);
        story.ticket.description = description;
        story.ticket.recipient = recipient;
        story.ticket.support_type = support_type;
        story.dice = dice;
        story
    }

    /// Writes an event: its changes happen one after the other, so that one field may change twice.
    pub(crate) fn push(&mut self, draft: Draft) {
        let mut changes = Vec::new();
        for (field, after) in draft.changes {
            let before =
                if self.ticket.events.is_empty() { Val::Blank } else { self.state.get(&field) };
            self.state.set(&field, after.clone());
            changes.push(Change { field, before, after });
        }
        self.ticket.events.push(Event {
            id: 0,
            at: self.at,
            author: draft.author,
            label: draft.label,
            comment: draft.comment,
            changes,
            after: self.state.clone(),
            is_missing: false,
            is_reversed: false,
            tells_blank: false,
        });
    }

    /// Lets time pass; false when the history is over. Steps are biased to the edges that rules
    /// speak of: the same second, quarter hours, and whole hours.
    pub(crate) fn advance(&mut self) -> bool {
        if self.lifelike {
            let most = *self.dice.pick(&[2, 8, 48, 48, 200]) * 3_600;
            let pause = rhythm::pause(&mut self.dice, self.at, most);
            return self.pass(pause);
        }
        let hours = *self.dice.pick(&HOURS) * 3_600;
        let to_quarter = 900 - self.at.rem_euclid(900);
        let step = match self.dice.between(0, 12) {
            0 => 0,
            1 => self.dice.between(1, 59),
            2 => self.dice.between(60, 7_200),
            3 => to_quarter,
            4 => to_quarter - 1,
            5 => hours,
            6 => hours - 1,
            7 => hours + 1,
            8..=10 => self.dice.between(3_600, 260_000),
            _ => self.dice.between(260_000, 1_700_000),
        };
        self.pass(step)
    }

    /// Lets this many seconds pass; false when the history is over.
    pub(crate) fn pass(&mut self, step: i64) -> bool {
        if self.at + step >= self.end {
            return false;
        }
        self.at += step;
        true
    }

    /// Whoever works on the ticket: its assignee, or somebody from the team of that day.
    pub(crate) fn agent(&mut self) -> i64 {
        if self.dice.chance(60)
            && let Some(assignee) = self.state.id("assignee_id")
            && (self.catalog.agents.contains(&assignee) || self.at < self.catalog.former_until)
        {
            return assignee;
        }
        self.teammate()
    }

    /// Somebody from the team of that day; former agents belonged to it.
    pub(crate) fn teammate(&mut self) -> i64 {
        if self.at < self.catalog.former_until && self.dice.chance(15) {
            // The last of the former agents answered customers, but never had a ticket assigned.
            return self.catalog.former_agents[self.dice.index(2)];
        }
        *self.dice.pick(&self.catalog.agents)
    }

    /// The ticket's requester.
    pub(crate) fn requester(&self) -> i64 {
        self.state.id("requester_id").expect("every ticket is created with a requester")
    }

    /// The ticket's status.
    pub(crate) fn status(&self) -> String {
        self.state.text("status").expect("a ticket always has a status").to_owned()
    }

    /// The changes that lead to a status: a closed ticket keeps the custom status it was solved with.
    pub(crate) fn status_changes(&mut self, category: &str) -> Vec<(String, Val)> {
        let mut changes = vec![("status".to_owned(), Val::text(category))];
        let choices: Vec<i64> = self
            .catalog
            .statuses
            .iter()
            .filter(|status| status.category == category)
            .map(|status| status.id)
            .collect();
        if !choices.is_empty() {
            changes.push(("custom_status_id".to_owned(), Val::id(*self.dice.pick(&choices))));
        }
        changes
    }

    /// Any channel at all, or one that a service desk has.
    pub(crate) fn any_channel(&mut self) -> &'static str {
        if self.lifelike {
            USUAL_CHANNELS[self.dice.index(USUAL_CHANNELS.len())]
        } else {
            any_channel(&mut self.dice)
        }
    }

    /// One of the shapes in which a comment says that it came by a channel, and the event's label.
    pub(crate) fn arrival(&mut self, slug: &str) -> (String, CommentVia) {
        let label = self.dice.pick(&labels_of(slug)).clone();
        let label = if self.dice.chance(10) { label.to_uppercase() } else { label };
        match self.dice.between(0, 9) {
            0..=4 => (label, object(slug)),
            // The comment's own channel decides, whatever the event's label says.
            5 => (some_label(&mut self.dice), object(slug)),
            6 => (label.clone(), CommentVia::Text(label)),
            7 => (label, CommentVia::Absent),
            _ => (label, CommentVia::Empty),
        }
    }

    /// A few words.
    pub(crate) fn words(&mut self, count: usize) -> String {
        sentence(&mut self.dice, count)
    }

    /// Tags with some added and some taken away.
    pub(crate) fn tags(&self, add: &[&str], remove: &[&str]) -> Val {
        let mut tags: BTreeSet<String> = self.state.get("tags").items();
        tags.extend(add.iter().map(|&tag| tag.to_owned()));
        for tag in remove {
            tags.remove(*tag);
        }
        Val::list(tags)
    }
}

/// A comment's via as an object that names the channel.
pub(crate) fn object(slug: &str) -> CommentVia {
    CommentVia::Object(Via { channel: Some(slug.to_owned()), rel: None })
}

fn sentence(dice: &mut Dice, count: usize) -> String {
    let words: Vec<&str> = (0..count).map(|_| *dice.pick(&WORDS)).collect();
    let separator = *dice.pick(&[" ", ", ", " - ", "\n"]);
    words.join(separator)
}
