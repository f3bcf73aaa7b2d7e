//! Events that the export leaves out: only the snapshot's `updated_at` shows that there is one, and
//! only the ticket's audits tell it (rule 2.4).

use super::Odd;
use crate::generate::channels::labels_of;
use crate::generate::story::object;
use crate::model::{Comment, CommentKind, CommentVia, Event};

/// Seconds from the last exported event to the first missing one: more than a minute, or nobody would
/// notice unless something else had the audits asked for.
const GAPS: [i64; 5] = [61, 7_200, 7_200, 40_000, 90_000];

impl Odd<'_> {
    /// Whether the ticket came by messaging.
    pub(super) fn is_messaging(&self) -> bool {
        !self.ticket.deleted && self.ticket.via.channel.as_deref() == Some("native_messaging")
    }

    /// Last words of a customer or an agent that change no field and are missing from the export.
    pub(super) fn last_words(&mut self) {
        let is_closed = self.last_status() == "closed";
        if self.ticket.deleted || !self.dice.chance(if is_closed { 8 } else { 30 }) {
            return;
        }
        let mut at = self.last().at + *self.dice.pick(&GAPS);
        for _ in 0..self.dice.between(1, 3) {
            if at >= self.end {
                return;
            }
            let event = self.last_word(at);
            self.ticket.events.push(Event { is_missing: true, ..event });
            at += *self.dice.pick(&[5, 3_599, 3_600, 3_601, 7_200]);
        }
    }

    fn last_word(&mut self, at: i64) -> Event {
        let requester = self.requester();
        match self.dice.between(0, 5) {
            0..=2 => self.session(at, requester),
            3 => {
                let agent = self.agent();
                let public = self.dice.chance(50);
                self.said(at, agent, "Web form", (public, object("web")))
            }
            _ => self.said(at, requester, "Mail", (true, object("email"))),
        }
    }

    /// A comment and nothing else.
    pub(super) fn said(
        &self,
        at: i64,
        author: i64,
        label: &str,
        (public, via): (bool, CommentVia),
    ) -> Event {
        let mut event = super::event(at, author, label, self.last().after.clone());
        let body = "Is there anything new?".to_owned();
        event.comment = Some(Comment { kind: CommentKind::Plain, author, public, via, body });
        event
    }

    /// A session of chat or messaging.
    fn session(&mut self, at: i64, requester: i64) -> Event {
        let slug = *self.dice.pick(&["chat", "native_messaging", "native_messaging"]);
        let label = self.dice.pick(&labels_of(slug)).clone();
        let author = if self.dice.chance(30) { -1 } else { requester };
        let mut event = self.said(at, author, &label, (true, CommentVia::Absent));
        if let Some(comment) = event.comment.as_mut() {
            comment.kind = CommentKind::ChatStarted;
        }
        event
    }
}
