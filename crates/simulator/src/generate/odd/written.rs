//! The same story in other words: kinds of comments, fields that are left out, ids and values.

use std::collections::BTreeSet;

use super::{Odd, is_merge};
use crate::generate::channels::labels_of;
use crate::generate::story::object;
use crate::model::{Change, Comment, CommentKind, CommentVia, State, Unreadable, Val, Via};

const STATUS: &str = "status";
const CUSTOM_STATUS: &str = "custom_status_id";
const COMMENT: &str = "satisfaction_comment";

impl Odd<'_> {
    /// Comments of every kind (rule 3.2). Messaging tells most of its sessions as such.
    pub(super) fn kinds_of_comments(&mut self, is_missing: bool) {
        for place in 0..self.ticket.events.len() {
            let event = &self.ticket.events[place];
            let Some(comment) = event.comment.clone().filter(|_| !is_merge(event)) else {
                continue;
            };
            let is_former = self.catalog.former_agents.contains(&event.author);
            let is_agents = is_former || self.catalog.agents.contains(&event.author);
            let is_call = event.label.to_lowercase().ends_with("phone call (inbound)");
            if comment.public
                && let Some(slug) = self.session_slug(place, &comment)
                && self.dice.chance(if is_missing { 60 } else { 15 })
            {
                self.begin_session(place, &slug);
            } else if is_agents && comment.public && place > 0 {
                if self.dice.chance(if is_former { 60 } else { 8 }) {
                    self.set_kind(place, CommentKind::ChannelBack);
                }
            } else if self.dice.chance(if is_call { 50 } else { 6 }) {
                let kinds = [CommentKind::Voice, CommentKind::TpeVoice];
                let kind = *self.dice.pick(&kinds);
                self.set_kind(place, kind);
            }
        }
    }

    fn set_kind(&mut self, place: usize, kind: CommentKind) {
        if let Some(comment) = self.ticket.events[place].comment.as_mut() {
            comment.kind = kind;
        }
    }

    /// The channel of a comment that may as well be a session: the whole event is of it.
    fn session_slug(&self, place: usize, comment: &Comment) -> Option<String> {
        let CommentVia::Object(Via { channel: Some(slug), rel: None }) = &comment.via else {
            return None;
        };
        let is_tickets = place > 0 || self.ticket.via.channel.as_ref() == Some(slug);
        let is_chat = matches!(slug.as_str(), "chat" | "native_messaging");
        (is_tickets && is_chat).then(|| slug.clone())
    }

    fn begin_session(&mut self, place: usize, slug: &str) {
        let label = self.dice.pick(&labels_of(slug)).clone();
        let by_system = self.dice.chance(30);
        let event = &mut self.ticket.events[place];
        event.label = label;
        if by_system {
            event.author = -1;
        }
        if let Some(comment) = event.comment.as_mut() {
            comment.kind = CommentKind::ChatStarted;
            comment.via = CommentVia::Absent;
        }
    }

    /// A call that was made by a partner's telephony (rule 3.1): only the label tells it.
    pub(super) fn partners_call(&mut self) {
        let event = &mut self.ticket.events[0];
        let by_label = event.label.eq_ignore_ascii_case("phone call (outbound)");
        if by_label && self.ticket.via.rel.is_none() && self.dice.chance(60) {
            "CTI phone call (outbound)".clone_into(&mut event.label);
            self.ticket.via.channel = Some("api".to_owned());
        }
    }

    /// Addresses as their senders wrote them (rule 6.4).
    pub(super) fn mixed_case(&mut self) {
        if !self.dice.chance(40) {
            return;
        }
        let is_loud = self.dice.chance(30);
        if let Some(address) = self.ticket.recipient.as_mut() {
            if is_loud {
                *address = address.to_uppercase();
            } else if let Some(first) = address.get_mut(..1) {
                first.make_ascii_uppercase();
            }
        }
    }

    /// Comments beside scores, as a field of their own (rule 6.4).
    pub(super) fn satisfaction_comments(&mut self) {
        for place in 0..self.ticket.events.len() {
            let event = &self.ticket.events[place];
            if !event.changes.iter().any(|change| change.field == "satisfaction_score") {
                continue;
            }
            let score = event.after.text("satisfaction_score").unwrap_or_default().to_owned();
            let has_comment = event.after.text(COMMENT).is_some();
            match score.as_str() {
                "good" | "bad" if self.dice.chance(60) => {
                    let said = *self.dice.pick(&["Quick and kind", "Too late"]);
                    self.amend(place, COMMENT, Val::text(said));
                }
                "" | "unoffered" if has_comment => self.amend(place, COMMENT, Val::Blank),
                _ if has_comment && self.dice.chance(50) => self.amend(place, COMMENT, Val::Blank),
                _ => {}
            }
        }
    }

    /// A field that the account removed: events tell it, no snapshot and no view does (rule 2.4).
    pub(super) fn unread_field(&mut self) {
        if !self.dice.chance(30) {
            return;
        }
        let Some(last) = self.catalog.fields.last() else { return };
        let field = (last.id + 1_000).to_string();
        for place in 0..self.ticket.events.len() {
            if self.dice.chance(40) {
                let value = *self.dice.pick(&["old", "older", ""]);
                self.amend(place, &field, Val::text(value));
            }
        }
    }

    /// A merge between two chat sessions that quotes the customer: it prolongs neither (rule 3.4).
    pub(super) fn merge_in_session(&mut self) {
        let messages = |place: usize| {
            let event = &self.ticket.events[place];
            let author = event.comment.as_ref().map(|comment| comment.author);
            let is_customers = author.is_some_and(|id| self.catalog.customers.contains(&id));
            let is_chat = ["chat", "messaging", "native messaging"]
                .contains(&event.label.to_lowercase().as_str());
            is_customers && is_chat && !is_merge(event)
        };
        let events = &self.ticket.events;
        let found = (1..events.len()).find(|&place| {
            let pause = events[place].at - events[place - 1].at;
            (3_601..=7_200).contains(&pause) && messages(place - 1) && messages(place)
        });
        let Some(place) = found else { return };
        let at = events[place - 1].at + (events[place].at - events[place - 1].at) / 2;
        let (agent, customer) = (self.agent(), self.requester());
        let via = Via { channel: Some("chat".to_owned()), rel: Some("merge".to_owned()) };
        let mut event = self.said(at, customer, "Web form", (true, CommentVia::Object(via)));
        event.author = agent;
        event.after = self.state_before(place);
        self.ticket.events.insert(place, event);
    }

    /// A customer who writes to a closed ticket: it counts nothing (rule 3.5).
    pub(super) fn customer_after_closing(&mut self) {
        let at = self.last().at + self.dice.between(61, 9_000);
        if self.last_status() == "closed" && at < self.end && self.dice.chance(20) {
            let requester = self.requester();
            let event = self.said(at, requester, "Mail", (true, object("email")));
            self.ticket.events.push(event);
        }
    }

    /// Leaves out the custom status where it follows from the status, and the status where it follows
    /// from the custom status (rule 2.2). Not in a crowded second, save for the creation: there the order
    /// follows from what is told.
    pub(super) fn silence(&mut self) {
        for place in 0..self.ticket.events.len() {
            if place > 0 && self.is_crowded(place) {
                continue;
            }
            let before = self.state_before(place);
            let event = &self.ticket.events[place];
            let times =
                |field: &str| event.changes.iter().filter(|change| change.field == field).count();
            let told = (times(STATUS), times(CUSTOM_STATUS));
            let follows = self.followed(&before, &event.after) == event.after.get(CUSTOM_STATUS);
            let is_kept = before.get(STATUS) == event.after.get(STATUS);
            let may_be_silent = place == 0 || is_kept && !self.must_tell_status(place);
            let (hush_custom, hush_status) = (self.dice.chance(50), self.dice.chance(50));
            let left_out = match told {
                (1, 1) if follows && hush_custom => CUSTOM_STATUS,
                (0, 1) if place == 0 && follows && hush_custom => CUSTOM_STATUS,
                (1, 1) if may_be_silent && hush_status => STATUS,
                _ => continue,
            };
            self.ticket.events[place].changes.retain(|change| change.field != left_out);
        }
    }

    /// The custom status that a status leads to by itself.
    fn followed(&self, before: &State, after: &State) -> Val {
        let status = after.text(STATUS).unwrap_or_default();
        let current = before.id(CUSTOM_STATUS);
        let mut of_status = self.catalog.statuses.iter().filter(|custom| custom.category == status);
        if of_status.clone().any(|custom| Some(custom.id) == current) {
            return before.get(CUSTOM_STATUS);
        }
        let default = of_status.find(|custom| custom.default);
        default.map_or_else(|| before.get(CUSTOM_STATUS), |custom| Val::id(custom.id))
    }

    /// Whether nothing but this event tells which status the ticket had when it was deleted.
    fn must_tell_status(&self, place: usize) -> bool {
        let next = self.ticket.events.get(place + 1);
        let is_last = next.is_none() && self.ticket.deleted;
        let is_before_absence =
            self.ticket.absent.is_some_and(|(_, until)| next.is_some_and(|next| next.at == until));
        is_last || is_before_absence
    }

    /// Turns ids of children around (rule 2.2), and has blank previous values told wherever an order
    /// follows from them. Of two changes of the tags in one event the ids are left alone.
    pub(super) fn mark_children(&mut self) {
        for place in 1..self.ticket.events.len() {
            let is_crowded = self.is_crowded(place);
            let event = &mut self.ticket.events[place];
            let of_tags = |change: &&Change| change.field == "tags";
            let fields: BTreeSet<&str> =
                event.changes.iter().map(|change| change.field.as_str()).collect();
            let is_twice = fields.len() < event.changes.len();
            let may_turn = event.changes.iter().filter(of_tags).count() < 2;
            event.is_reversed = may_turn && self.dice.chance(if is_twice { 60 } else { 15 });
            event.tells_blank = is_crowded || event.is_reversed;
        }
    }

    /// Values of the snapshot that cannot be read, where there is no value (rule 8.5).
    pub(super) fn unreadable(&mut self) {
        self.ticket.unreadable = Unreadable {
            due_date: self.dice.chance(5),
            rating: self.dice.chance(5),
            custom_field: self.dice.chance(5),
        };
    }

    /// What a trigger says in an agent's name: public, and no answer (rule 9.3).
    pub(super) fn written_by_a_rule(&mut self) {
        let agents = &self.catalog.agents;
        for event in self.ticket.events.iter_mut().skip(1) {
            let Some(comment) = event.comment.as_mut() else { continue };
            let is_plain = comment.kind == CommentKind::Plain && agents.contains(&comment.author);
            if is_plain && comment.public && event.label == "Web form" && self.dice.chance(15) {
                if self.dice.chance(50) {
                    comment.via = object("rule");
                } else {
                    comment.via = CommentVia::Absent;
                    (*self.dice.pick(&["Rule", "8"])).clone_into(&mut event.label);
                }
            }
        }
    }

    /// An app adds up the seconds that agents spend; somebody corrects them now and then (rule 9.7).
    pub(super) fn time_spent(&mut self) {
        if !self.dice.chance(60) {
            return;
        }
        let field = self.catalog.time_field.id.to_string();
        let mut total = 0;
        for place in 0..self.ticket.events.len() {
            if !self.dice.chance(40) {
                continue;
            }
            total = match self.dice.between(0, 9) {
                0 => 0,
                1 => total / 2,
                _ => total + self.dice.between(1, 900),
            };
            let value = if total == 0 { Val::Blank } else { Val::text(total.to_string()) };
            self.amend(place, &field, value);
        }
    }
}
