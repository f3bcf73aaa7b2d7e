//! Which events of a ticket are contacts, and in which views they count (rules 3 and 4).

use std::collections::BTreeSet;

use super::channel::{self, Arrival};
use super::counted::Counted;
use super::ends::{self, Passage, Team};
use super::exercised::Exercised;
use super::judge::{Facts, Instants, Tally, holds};
use super::known::{Known, known};
use super::told::TicketContact;
use super::workloads::{self, Around, Workload};
use crate::catalog::Catalog;
use crate::model::{Comment, CommentKind, CommentVia, Event, State, Ticket, Via};
use crate::views::View;

/// What all tickets are judged by.
pub(super) struct Bench<'a> {
    pub(super) catalog: &'a Catalog,
    /// The views that count.
    pub(super) views: Vec<Counted<'a>>,
    /// How often the conditions of each of them were true and false.
    pub(super) tallies: Vec<Tally>,
    pub(super) staff: BTreeSet<i64>,
    /// Who answers by itself.
    pub(super) robots: Vec<i64>,
    pub(super) since: i64,
    pub(super) workloads: Vec<Workload>,
    pub(super) exercised: Exercised,
}

/// What is said in an event, and by whom.
struct Words {
    arrival: Arrival,
    /// The queue channel of it.
    channel: &'static str,
    by_customer: bool,
    is_merge: bool,
    /// By a customer, on a chat channel.
    in_chat: bool,
    /// How long ago a customer's last message in a chat was, if this is one.
    pause: Option<i64>,
}

/// What is remembered while a ticket's known history is walked through.
struct Walk {
    before: State,
    instants: Instants,
    last_chat: Option<i64>,
    last_channel: Option<&'static str>,
}

impl Bench<'_> {
    /// All contacts of a ticket, with the views that it was in around them. What was known from before the
    /// window has no figure.
    pub(super) fn contacts(&mut self, ticket: &Ticket) -> Vec<(TicketContact, Around)> {
        self.exercised.note_shown(ticket, self.since);
        let Some(known) = known(self.catalog, ticket, self.since) else {
            return Vec::new();
        };
        self.exercised.note_history(self.catalog, ticket, &known, self.since);
        let ticket = &known.ticket;
        let mut walk = self.begin(&known);
        let (mut contacts, mut around) = (Vec::new(), Vec::new());
        let (mut passages, mut places) = (Vec::new(), Vec::new());
        for (number, event) in ticket.events.iter().enumerate() {
            self.note_event(ticket, number);
            let creation = known.has_creation && number == 0;
            let instants_before = walk.instants.clone();
            advance(&mut walk.instants, &walk.before, event);
            let views_before = self.views_of(ticket, &walk.before, &instants_before, event.at);
            let views_after = self.views_of(ticket, &event.after, &walk.instants, event.at);
            let contact =
                self.judge(ticket, (event, creation), &mut walk, &views_before, &views_after);
            if let Some(contact) = contact.filter(|contact| contact.at >= self.since) {
                self.note_contact(&contact);
                places.push(number);
                contacts.push(contact);
                around.push(Around {
                    before: views_before.iter().copied().filter(|_| !creation).collect(),
                    after: views_after.iter().copied().collect(),
                    workloads: Vec::new(),
                });
            }
            let views_before = if creation { Vec::new() } else { views_before };
            passages.push(self.passage(&walk.before, event, (views_before, views_after)));
            walk.before = event.after.clone();
        }
        self.end(ticket, &mut contacts, &places, &passages);
        let deleted_at = deleted_at(ticket, &passages);
        let history = workloads::History { passages: &passages, places: &places, deleted_at };
        for (place, workload) in self.workloads.iter().enumerate() {
            let counted = (contacts.as_slice(), around.as_mut_slice());
            let exercised = &mut self.exercised;
            workloads::end((place, workload), &self.views, &history, counted, exercised);
        }
        let contacts: Vec<_> = contacts.into_iter().zip(around).collect();
        self.note_ticket(ticket, &contacts);
        contacts
    }

    /// What an event means for the contacts of its ticket.
    fn passage(
        &mut self,
        before: &State,
        event: &Event,
        (views_before, views_after): (Vec<i64>, Vec<i64>),
    ) -> Passage {
        let field = self.catalog.time_field.id.to_string();
        let seconds = |state: &State| state.id(&field).unwrap_or(0);
        let spent = if event.at < self.since { 0 } else { seconds(&event.after) - seconds(before) };
        let team = Team { staff: &self.staff, robots: &self.robots };
        Passage {
            event_id: event.id,
            at: event.at,
            ends: team.ends(before, event, is_merge(event)),
            ends_own: team.ends_own(event),
            before: views_before,
            after: views_after,
            spent,
        }
    }

    /// Says of a ticket's contacts, of the events at these places, what became of them.
    fn end(
        &mut self,
        ticket: &Ticket,
        contacts: &mut [TicketContact],
        places: &[usize],
        passages: &[Passage],
    ) {
        let deleted_at = deleted_at(ticket, passages);
        let counts_in = places.iter().zip(contacts.iter());
        let counts_in =
            counts_in.map(|(place, contact)| (*place, contact.view_ids.clone())).collect();
        let views = &self.views;
        let counts_at = |view: i64, at: i64| {
            views.iter().any(|counted| counted.definition.id == view && counted.counts_at(at))
        };
        let mut ends = ends::ends(passages, &counts_in, counts_at, deleted_at);
        for (contact, place) in contacts.iter_mut().zip(places) {
            let of_view = |view: &i64| ends.remove(&(*place, *view)).expect("an end in each view");
            contact.ends = contact.view_ids.iter().map(of_view).collect();
            for end in &contact.ends {
                self.exercised.note_end(passages, *place, end);
            }
            self.exercised.add("kind/reopening", u64::from(contact.reopening));
        }
        let spends = |passage: &&Passage| passage.spent != 0;
        for passage in passages.iter().filter(spends) {
            let rule = if passage.spent > 0 { "rule/9.7-more" } else { "rule/9.7-less" };
            self.exercised.count(rule);
        }
    }

    /// The state before the known history: blank, or that of an older ticket, of which every instant
    /// that nobody knows is taken as its creation (rule 6.4, last sentence).
    fn begin(&mut self, known: &Known) -> Walk {
        let creation = Some(known.ticket.created_at);
        let instants = if known.has_creation {
            self.exercised.count("rule/2.3-forward");
            Instants::default()
        } else {
            self.exercised.count("rule/2.3-backward");
            Instants {
                status_entered: creation,
                assigned: creation,
                assignee_updated: creation,
                requester_updated: creation,
            }
        };
        Walk { before: known.before.clone(), instants, last_chat: None, last_channel: None }
    }

    fn views_of(
        &mut self,
        ticket: &Ticket,
        state: &State,
        instants: &Instants,
        now: i64,
    ) -> Vec<i64> {
        // Rule 2.4: a deleted ticket is in no view.
        if is_deleted(state) {
            return Vec::new();
        }
        let facts = Facts { catalog: self.catalog, ticket, state, instants, now };
        self.views
            .iter()
            .zip(&mut self.tallies)
            .filter(|(view, _)| view.counts_at(now))
            .filter_map(|(view, tally)| {
                holds(view.definition, &facts, tally).then_some(view.definition.id)
            })
            .collect()
    }

    /// The first kind of contact that fits the event, if any does.
    fn judge(
        &mut self,
        ticket: &Ticket,
        (event, creation): (&Event, bool),
        walk: &mut Walk,
        before: &[i64],
        after: &[i64],
    ) -> Option<TicketContact> {
        let words = self.words(ticket, (event, creation), walk);
        let (kind, view_ids) = if creation {
            ("created", self.created(ticket, event).then(|| after.to_vec())?)
        } else if self.is_nothing(&words, walk) {
            return None;
        } else if words.by_customer {
            ("reply", after.to_vec())
        } else {
            ("entry", self.entered((&walk.before, &event.after), before, after)?)
        };
        let channel = if kind == "entry" {
            walk.last_channel.unwrap_or_else(|| {
                self.exercised.count("rule/5.1-entry-by-ticket");
                channel::queue_channel(ticket.via.channel.as_deref().unwrap_or_default())
            })
        } else {
            self.note_arrival(&words.arrival, creation && ticket.via.channel.is_some());
            *walk.last_channel.insert(words.channel)
        };
        let was_solved = walk.before.text("status") == Some("solved");
        let is_over = matches!(event.after.text("status"), Some("solved" | "closed"));
        let team = Team { staff: &self.staff, robots: &self.robots };
        Some(TicketContact {
            ticket_id: ticket.id,
            event_id: event.id,
            at: event.at,
            kind,
            channel,
            reopening: kind == "reply" && was_solved && !is_over,
            author_side: team.side(event.author),
            view_ids,
            ends: Vec::new(),
        })
    }

    /// What is said in an event; a customer's message goes on with the chat session (rule 3.4), merge
    /// comments aside, and all others, whether they count or not.
    fn words(&self, ticket: &Ticket, (event, creation): (&Event, bool), walk: &mut Walk) -> Words {
        let arrival =
            if creation { channel::of_creation(ticket, event) } else { channel::of_comment(event) };
        let channel = channel::queue_channel(&arrival.slug);
        let by_customer = event.comment.as_ref().is_some_and(|comment| self.is_customers(comment));
        let is_merge = is_merge(event);
        let in_chat = by_customer && channel == "chat";
        let last_chat = if in_chat && !is_merge { walk.last_chat.replace(event.at) } else { None };
        let pause = last_chat.map(|last| event.at - last);
        Words { arrival, channel, by_customer, is_merge, in_chat, pause }
    }

    /// Whether a creation is a contact: it is unless it is an outbound call (rule 3.1).
    fn created(&mut self, ticket: &Ticket, event: &Event) -> bool {
        let sign = outbound_call(ticket, event);
        if let Some(sign) = sign {
            self.exercised.count(&format!("rule/3.1-outbound-{sign}"));
        }
        sign.is_none()
    }

    /// Whether an event is no contact of any kind: after closing, in a running session, or a merge.
    fn is_nothing(&mut self, words: &Words, walk: &Walk) -> bool {
        if walk.before.text("status") == Some("closed") {
            self.exercised.add("rule/3.5-customer-after-closing", u64::from(words.by_customer));
            return true;
        }
        if words.is_merge {
            let rule = if words.by_customer { "rule/3.2-merge" } else { "rule/3.3-merge" };
            self.exercised.count(rule);
            self.exercised.add("rule/3.4-merge-aside", u64::from(words.in_chat));
            return true;
        }
        match words.pause {
            Some(pause) if pause <= 3_600 => {
                self.exercised.count("rule/3.4-running");
                self.exercised.add("rule/3.4-exactly-60-minutes", u64::from(pause == 3_600));
                true
            }
            Some(_) => {
                self.exercised.count("rule/3.4-new-session");
                false
            }
            None => false,
        }
    }

    /// The views that an event brought its ticket into, where that makes an entry (rule 3.3).
    fn entered(
        &mut self,
        (state_before, state_after): (&State, &State),
        before: &[i64],
        after: &[i64],
    ) -> Option<Vec<i64>> {
        let entered: Vec<i64> =
            after.iter().filter(|view| !before.contains(view)).copied().collect();
        if entered.is_empty() {
            let is_deletion = is_deleted(state_after) && !is_deleted(state_before);
            let reason = if is_deletion { "rule/3.3-deletion" } else { "rule/3.5-nothing" };
            self.exercised.count(reason);
            return None;
        }
        if !matches!(state_after.text("status"), Some("new" | "open")) {
            self.exercised.count("rule/3.3-not-waiting");
            return None;
        }
        if is_deleted(state_before) {
            self.exercised.count("rule/3.3-restoring");
            return None;
        }
        Some(entered)
    }

    /// Whether a comment is a customer's and public (rule 3.2).
    fn is_customers(&self, comment: &Comment) -> bool {
        match comment.kind {
            CommentKind::ChatStarted => true,
            CommentKind::ChannelBack => false,
            _ => comment.public && self.is_customer(comment.author),
        }
    }

    fn is_customer(&self, author: i64) -> bool {
        author != -1 && !self.staff.contains(&author)
    }

    fn note_arrival(&mut self, arrival: &Arrival, by_ticket: bool) {
        self.exercised.count(&format!("zendesk_channel/{}", arrival.slug));
        if let Some(label) = &arrival.label {
            self.exercised.count(&format!("label/{label}"));
            self.exercised.count("rule/5.1-label");
        } else if by_ticket {
            self.exercised.count("rule/5.1-ticket-via");
        } else {
            self.exercised.count("rule/5.1-comment-via");
        }
    }

    fn note_contact(&mut self, contact: &TicketContact) {
        self.exercised.count(&format!("kind/{}", contact.kind));
        self.exercised.count(&format!("channel/{}", contact.channel));
        match contact.view_ids.len() {
            0 => self.exercised.count("rule/4.3-no-view"),
            1 => {}
            _ => self.exercised.count("rule/4.4-several-views"),
        }
        if contact.at % 900 == 0 {
            self.exercised.count("rule/8.1-quarter-hour");
        }
    }

    fn note_event(&mut self, ticket: &Ticket, number: usize) {
        let event = &ticket.events[number];
        let fields: BTreeSet<&str> =
            event.changes.iter().map(|change| change.field.as_str()).collect();
        let children = event.comment.as_ref().map(|comment| comment.kind);
        match children {
            Some(CommentKind::Voice) => self.exercised.count("rule/3.2-voice-comment"),
            Some(CommentKind::TpeVoice) => self.exercised.count("rule/3.2-tpe-voice-comment"),
            Some(CommentKind::ChannelBack) => self.exercised.count("rule/3.2-channel-back"),
            Some(CommentKind::ChatStarted) => self.exercised.count("rule/3.2-chat-started"),
            Some(CommentKind::Plain) | None => {}
        }
        if number > 0 && fields.len() < event.changes.len() {
            self.exercised.count("rule/2.2-one-field-twice");
        }
        if number > 0 && ticket.events[number - 1].at == event.at {
            self.exercised.count("rule/2.5-same-second");
        }
        let former = |author: i64| self.catalog.former_agents.contains(&author);
        if let Some(comment) =
            event.comment.as_ref().filter(|comment| comment.public && former(comment.author))
        {
            let kind = if self.staff.contains(&comment.author) { "staff" } else { "customer" };
            self.exercised.count(&format!("rule/1-former-agent-is-{kind}"));
        }
    }

    fn note_ticket(&mut self, ticket: &Ticket, contacts: &[(TicketContact, Around)]) {
        let channels: BTreeSet<&str> = contacts.iter().map(|(one, _)| one.channel).collect();
        if channels.len() > 1 {
            self.exercised.count("rule/4.4-several-channels");
        }
        if ticket.scrubbed && !contacts.is_empty() {
            let rule =
                if ticket.deleted { "rule/2.4-scrubbed" } else { "rule/2.4-scrubbed-closed" };
            self.exercised.count(rule);
        }
        if ticket.deleted && !contacts.is_empty() {
            self.exercised.count("rule/3.6-deleted");
        }
        let merged = ticket.last_state().get("tags").items().contains("closed_by_merge");
        if merged && !contacts.is_empty() {
            self.exercised.count("rule/3.6-merged");
        }
    }
}

/// When a deleted ticket was deleted at the latest (rule 9.3).
fn deleted_at(ticket: &Ticket, passages: &[Passage]) -> Option<i64> {
    let last = passages.last().map(|passage| passage.at);
    Some(ticket.updated_at()).max(last).filter(|_| ticket.deleted)
}

/// How the instants stand after an event.
fn advance(instants: &mut Instants, before: &State, event: &Event) {
    let after = &event.after;
    // A creation enters its status, whichever it is.
    if before.text("status") != after.text("status") || instants.status_entered.is_none() {
        instants.status_entered = Some(event.at);
    }
    if before.text("assignee_id") != after.text("assignee_id") {
        instants.assigned = Some(event.at);
    }
    if after.id("assignee_id") == Some(event.author) {
        instants.assignee_updated = Some(event.at);
    }
    if after.id("requester_id") == Some(event.author) {
        instants.requester_updated = Some(event.at);
    }
}

/// By which sign a ticket begins with an outbound call (rule 3.1).
fn outbound_call(ticket: &Ticket, event: &Event) -> Option<&'static str> {
    let comment = match event.comment.as_ref() {
        Some(Comment { via: CommentVia::Object(via), .. }) => Some(via),
        _ => None,
    };
    let vias: Vec<&Via> = std::iter::once(&ticket.via).chain(comment).collect();
    let channel = |name: &str| vias.iter().any(|via| via.channel.as_deref() == Some(name));
    if vias.iter().any(|via| {
        via.channel.as_deref() == Some("voice") && via.rel.as_deref() == Some("outbound")
    }) {
        Some("rel")
    } else if event.label.to_lowercase() == "phone call (outbound)" {
        Some("label")
    } else if event.label.to_lowercase().ends_with("phone call (outbound)") {
        Some("partner")
    } else if channel("35") {
        Some("35")
    } else if channel("46") {
        Some("46")
    } else {
        None
    }
}

/// Whether the event is a merge: via or rel `merge`, or via id 19 (rule 3.2).
fn is_merge(event: &Event) -> bool {
    let is_sign = |text: &str| text.eq_ignore_ascii_case("merge") || text == "19";
    let by_comment = match event.comment.as_ref().map(|comment| &comment.via) {
        Some(CommentVia::Object(via)) => {
            via.channel.as_deref().is_some_and(is_sign) || via.rel.as_deref().is_some_and(is_sign)
        }
        Some(CommentVia::Text(text)) => is_sign(text),
        _ => false,
    };
    by_comment || is_sign(&event.label)
}

fn is_deleted(state: &State) -> bool {
    state.text("status") == Some("deleted")
}

/// Zendesk takes tickets out of all views this long after they were closed.
const ARCHIVED_AFTER: i64 = 120 * 86_400;

/// The places of those views that hold a ticket at an instant after its last event.
pub(super) fn holding_now(
    catalog: &Catalog,
    views: &[&View],
    ticket: &Ticket,
    now: i64,
) -> Vec<usize> {
    let mut instants = Instants::default();
    let mut before = State::default();
    for event in &ticket.events {
        advance(&mut instants, &before, event);
        before = event.after.clone();
    }
    let closed = before.text("status") == Some("closed");
    let archived = closed && instants.status_entered.is_some_and(|at| now - at > ARCHIVED_AFTER);
    if ticket.deleted || archived {
        return Vec::new();
    }
    let facts = Facts { catalog, ticket, state: &before, instants: &instants, now };
    let holds = |view: &&&View| holds(view, &facts, &mut Tally::new());
    let places = views.iter().enumerate().filter(|(_, view)| holds(view));
    places.map(|(place, _)| place).collect()
}
