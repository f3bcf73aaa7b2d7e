//! What the store keeps of an account, in full: a value that was read wrongly shows here even where it
//! moves no figure.

use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};

use inflow_domain::{
    ChangeKind, FieldChange, IntegrationId, TicketEvent, TicketId, TicketSnapshot, Via,
};
use inflow_store::{CountingInputs, Store};

/// Staff, fields, and the history of these tickets.
pub(crate) async fn everything(
    store: &Store,
    id: IntegrationId,
    tickets: &BTreeSet<i64>,
) -> String {
    let mut text = Lines::default();
    text.catalog(&store.counts.inputs(id).await.expect("the store answers"));
    for ticket in tickets {
        let history = store.reports.ticket(id, TicketId(*ticket)).await.expect("the store answers");
        let mut history = history.expect("a ticket with an event is kept");
        history.events.sort_by_key(|event| (event.at, event.id));
        text.line(0, format_args!("ticket {ticket}"));
        match &history.snapshot {
            Some(snapshot) => text.snapshot(snapshot),
            None => text.line(1, "no snapshot"),
        }
        for event in &history.events {
            text.event(event);
        }
    }
    text.0
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, depth: usize, text: impl Display) {
        writeln!(self.0, "{:1$}{text}", "", depth * 2).expect("a String takes every text");
    }

    fn catalog(&mut self, inputs: &CountingInputs) {
        let staff: BTreeSet<i64> = inputs.staff.iter().map(|user| user.0).collect();
        self.line(0, format_args!("staff {staff:?}"));
        for (id, field) in &inputs.fields.fields {
            let options = &field.options;
            self.line(0, format_args!("field {id}: {}, options {options:?}", field.zendesk_type));
        }
    }

    fn snapshot(&mut self, snapshot: &TicketSnapshot) {
        let TicketSnapshot { created_at, updated_at, generated_at, .. } = snapshot;
        let times = format!("created {created_at}, updated {updated_at}, position {generated_at}");
        let deleted = if snapshot.deleted { ", deleted" } else { "" };
        self.line(1, format_args!("snapshot {times}{deleted}"));
        let (via, recipient) = (shown(&snapshot.via), &snapshot.recipient);
        let facts = format!("via {via}, to \"{recipient}\", support \"{}\"", snapshot.support_type);
        self.line(2, facts);
        if let Some(description) = &snapshot.description {
            self.line(2, format_args!("description {description:?}"));
        }
        for (field, value) in &snapshot.fields {
            self.line(2, format_args!("{field} = {value}"));
        }
    }

    fn event(&mut self, event: &TicketEvent) {
        let merge = if event.merge { ", merge" } else { "" };
        let creates = if event.creates { ", creates" } else { "" };
        let TicketEvent { id, at, author, via, .. } = event;
        self.line(1, format_args!("event {id} {at} by {author} via \"{via}\"{creates}{merge}"));
        for comment in &event.comments {
            let public = if comment.public { "public" } else { "private" };
            let via = shown(&comment.via);
            self.line(2, format_args!("{public} comment by {}, via {via}", comment.author));
        }
        for change in &event.changes {
            self.change(change);
        }
    }

    fn change(&mut self, change: &FieldChange) {
        let FieldChange { field, value, previous, tags, .. } = change;
        let text = match change.kind {
            ChangeKind::Create => format!("{field} = {value}"),
            ChangeKind::Change => format!("{field}: \"{previous}\" -> \"{value}\""),
        };
        let delta = tags.as_ref().map(|tags| format!(" +{:?} -{:?}", tags.added, tags.removed));
        self.line(2, text + &delta.unwrap_or_default());
    }
}

fn shown(via: &Via) -> String {
    format!("\"{}\" rel \"{}\"", via.channel, via.rel)
}
