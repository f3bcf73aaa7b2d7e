//! Deletions and restorings, told as events or only by a snapshot.

use super::Odd;
use crate::model::{Change, Val};

/// The shortest time in which a ticket is deleted and comes back.
const SHORTEST_GAP: i64 = 20;

/// How long a ticket is away that only a snapshot of that time shows as deleted.
const SHORTEST_ABSENCE: i64 = 4 * 3_600;

impl Odd<'_> {
    /// Deletes the ticket and restores it with the status that it had, both told as events.
    pub(super) fn restored(&mut self) {
        if !self.dice.chance(20) {
            return;
        }
        let events = &self.ticket.events;
        let fits = |place: &usize| {
            let (event, next) = (&events[*place], &events[*place + 1]);
            let waits = matches!(event.after.text("status"), Some("new" | "open"));
            waits && next.at - event.at > SHORTEST_GAP
        };
        let places: Vec<usize> = (0..events.len() - 1).filter(fits).collect();
        if places.is_empty() {
            return;
        }
        let place = *self.dice.pick(&places);
        let gap = self.ticket.events[place + 1].at - self.ticket.events[place].at;
        let deleted_at = self.ticket.events[place].at + self.dice.between(1, gap / 2);
        let away = if self.dice.chance(15) { 0 } else { self.dice.between(1, gap / 2 - 1) };
        let status = self.ticket.events[place].after.text("status").unwrap_or_default().to_owned();
        self.tell_status(place + 1, deleted_at, &status, "deleted");
        self.tell_status(place + 2, deleted_at + away, "deleted", &status);
    }

    /// Deletes the ticket until its next event, which nothing but a snapshot of that time tells. Its last
    /// event before that changes the status: it tells which one the ticket had.
    pub(super) fn absent(&mut self) {
        if !self.dice.chance(10) {
            return;
        }
        let events = &self.ticket.events;
        let fits = |place: &usize| {
            let (event, next) = (&events[*place], &events[*place + 1]);
            let tells_status = event.changes.iter().any(|change| change.field == "status");
            let is_there =
                [event, next].iter().all(|event| event.after.text("status") != Some("deleted"));
            tells_status && is_there && next.at - event.at > SHORTEST_ABSENCE
        };
        let found = (0..events.len() - 1).find(fits);
        self.ticket.absent = found.map(|place| {
            let (from, until) = (events[place].at, events[place + 1].at);
            (from + (until - from) / 4, until)
        });
    }

    /// Tells some deletions as events; others move the snapshot's time alone, or nothing at all.
    pub(super) fn deletion(&mut self) {
        let status = self.last_status();
        let is_deleted = self.ticket.deleted || status != "closed" && self.dice.chance(4);
        let at = self.last().at + self.dice.between(61, 90_000);
        if !is_deleted || at >= self.end {
            return;
        }
        if !self.ticket.deleted || self.dice.chance(50) {
            self.tell_status(self.ticket.events.len(), at, &status, "deleted");
            self.ticket.deleted = true;
        } else if self.dice.chance(70) {
            self.ticket.touched_at = Some(at);
        }
    }

    /// Deletes some tickets that wait, which the snapshot alone tells (rule 9.3, last row). The last event
    /// changes the status: it tells which one the ticket had.
    pub(super) fn deleted_while_waiting(&mut self) {
        let waits = matches!(self.last_status().as_str(), "new" | "open");
        let tells_status = self.last().changes.iter().any(|change| change.field == "status");
        if !waits || !tells_status || self.ticket.deleted || !self.dice.chance(15) {
            return;
        }
        self.ticket.deleted = true;
        let at = self.last().at + self.dice.between(61, 90_000);
        if at < self.end && self.dice.chance(70) {
            self.ticket.touched_at = Some(at);
        }
    }

    /// Inserts an event that changes the status and nothing else.
    fn tell_status(&mut self, place: usize, at: i64, before: &str, after: &str) {
        let agent = self.agent();
        let mut state = self.state_before(place);
        state.set("status", Val::text(after));
        let mut event = super::event(at, agent, "Web form", state);
        event.changes.push(Change {
            field: "status".to_owned(),
            before: Val::text(before),
            after: Val::text(after),
        });
        self.ticket.events.insert(place, event);
    }
}
