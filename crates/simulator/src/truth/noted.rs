//! Which of what real accounts were found to hold came up in a ticket ([`crate::Oddities`]).

use std::collections::BTreeSet;

use super::exercised::Exercised;
use super::known::Known;
use crate::catalog::Catalog;
use crate::model::{CommentKind, Event, State, Ticket};

/// Everything that is noted here.
pub(super) const NOTED: [&str; 24] = [
    "rule/2.2-custom-status-follows",
    "rule/2.2-custom-status-kept",
    "rule/2.2-status-follows",
    "rule/2.2-creation-without-custom-status",
    "rule/2.2-child-ids-backwards",
    "rule/2.4-deletion-told",
    "rule/2.4-deletion-untold",
    "rule/2.4-deletion-moves-the-snapshot",
    "rule/2.4-unread-field",
    "rule/2.4-missing-ticket",
    "rule/2.4-missing-session",
    "rule/2.4-missing-reply",
    "rule/2.4-audits-from-before-the-window",
    "rule/2.5-ids-backwards",
    "rule/2.5-ids-backwards-in-a-second",
    "rule/2.5-creation-first",
    "rule/2.5-lowest-ids-first",
    "rule/6.4-mixed-case",
    "rule/6.4-bad-with-comment",
    "rule/6.4-good-with-comment",
    "rule/8.5-unreadable-due-date",
    "rule/8.5-unreadable-rating",
    "rule/8.5-unreadable-custom-field",
    "rule/8.5-event-of-no-ticket",
];

impl Exercised {
    /// What a row of an export shows, whether anything of the ticket is known or not.
    pub(super) fn note_shown(&mut self, ticket: &Ticket, since: i64) {
        if ticket.generated_at < since {
            return;
        }
        if ticket.is_stray {
            self.count("rule/8.5-event-of-no-ticket");
            return;
        }
        let shown = ticket.shown_state();
        let is_blank = |field: &str| shown.text(field).is_none();
        let unreadable = ticket.unreadable;
        let due_date = unreadable.due_date && is_blank("due_date");
        let rating = unreadable.rating && is_blank("satisfaction_score");
        self.add("rule/8.5-unreadable-due-date", u64::from(due_date));
        self.add("rule/8.5-unreadable-rating", u64::from(rating));
        self.add("rule/8.5-unreadable-custom-field", u64::from(unreadable.custom_field));
    }

    /// What the known history of a ticket holds, beside the ticket as the account itself knows it.
    pub(super) fn note_history(
        &mut self,
        catalog: &Catalog,
        ticket: &Ticket,
        known: &Known,
        since: i64,
    ) {
        self.note_missing(ticket, known, since);
        self.note_order(ticket, known);
        let mut before = &known.before;
        for (number, event) in known.ticket.events.iter().enumerate() {
            self.note_statuses(before, event, known.has_creation && number == 0);
            self.note_scores(&event.after);
            let is_unread =
                |field: &str| field.parse::<i64>().is_ok() && catalog.field(field).is_none();
            let unread = event.changes.iter().any(|change| is_unread(&change.field));
            self.add("rule/2.4-unread-field", u64::from(unread));
            before = &event.after;
        }
        let is_told = before.text("status") == Some("deleted");
        self.add("rule/2.4-deletion-told", u64::from(ticket.deleted && is_told));
        self.add("rule/2.4-deletion-untold", u64::from(ticket.deleted && !is_told));
        let moves = ticket.deleted && ticket.touched_at.is_some();
        self.add("rule/2.4-deletion-moves-the-snapshot", u64::from(moves));
        let is_mixed = |address: &str| address.contains(char::is_uppercase);
        self.add("rule/6.4-mixed-case", u64::from(ticket.shown_recipient().is_some_and(is_mixed)));
    }

    fn note_missing(&mut self, ticket: &Ticket, known: &Known, since: i64) {
        let missing = || ticket.events.iter().filter(|event| event.is_missing && event.at >= since);
        if !known.is_repaired || missing().next().is_none() {
            return;
        }
        let is_session = |event: &Event| {
            event.comment.as_ref().is_some_and(|comment| comment.kind == CommentKind::ChatStarted)
        };
        self.count(if missing().count() == ticket.events.len() {
            "rule/2.4-missing-ticket"
        } else if missing().any(is_session) {
            "rule/2.4-missing-session"
        } else {
            "rule/2.4-missing-reply"
        });
        let is_older = ticket.created_at < since;
        self.add("rule/2.4-audits-from-before-the-window", u64::from(is_older));
    }

    fn note_order(&mut self, ticket: &Ticket, known: &Known) {
        let events = &known.ticket.events;
        for (place, pair) in
            events.windows(2).enumerate().filter(|(_, pair)| pair[1].id < pair[0].id)
        {
            let is_creation = known.has_creation && place == 0;
            self.count(match (pair[0].at == pair[1].at, is_creation) {
                (true, true) => "rule/2.5-creation-first",
                (true, false) => "rule/2.5-ids-backwards-in-a-second",
                (false, _) => "rule/2.5-ids-backwards",
            });
        }
        let happened = ticket.events.iter().map(|event| event.id);
        let first = ticket.events.len() - events.len();
        let is_moved = !events.iter().map(|event| event.id).eq(happened.skip(first));
        let is_whole =
            events.last().map(|event| event.at) == ticket.events.last().map(|event| event.at);
        self.add("rule/2.5-lowest-ids-first", u64::from(is_whole && is_moved));
    }

    fn note_statuses(&mut self, before: &State, event: &Event, creation: bool) {
        let fields: BTreeSet<&str> =
            event.changes.iter().map(|change| change.field.as_str()).collect();
        let is_kept = before.get("custom_status_id") == event.after.get("custom_status_id");
        let told = (fields.contains("status"), fields.contains("custom_status_id"));
        match told {
            (_, false) if creation => self.count("rule/2.2-creation-without-custom-status"),
            (true, false) if is_kept => self.count("rule/2.2-custom-status-kept"),
            (true, false) => self.count("rule/2.2-custom-status-follows"),
            (false, true) => self.count("rule/2.2-status-follows"),
            _ => {}
        }
        let is_twice = fields.len() < event.changes.len();
        self.add("rule/2.2-child-ids-backwards", u64::from(event.is_reversed && is_twice));
    }

    fn note_scores(&mut self, state: &State) {
        if state.text("satisfaction_comment").is_none() {
            return;
        }
        match state.text("satisfaction_score") {
            Some("bad") => self.count("rule/6.4-bad-with-comment"),
            Some("good") => self.count("rule/6.4-good-with-comment"),
            _ => {}
        }
    }
}
