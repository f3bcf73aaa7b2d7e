//! Explanations: every event of a ticket with what it counts and why.

use inflow_domain::{
    Channel, Comment, CommentKind, Condition, ContactKind, EventId, TicketHistory, Timestamp,
    UserId, ViewId,
};

use crate::conditions::{Compiled, compile};
use crate::contacts::{ChannelSource, Nothing};
use crate::engine::Engine;
use crate::judge::{Plain, Ticket, holding};
use crate::replay::Inexact;
use crate::walk::{Outcome, Step, walk};

/// On whose side an author is (rule 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Staff.
    Staff,
    /// Zendesk itself.
    System,
    /// Anyone else.
    Customer,
}

impl Side {
    /// The side's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::System => "system",
            Self::Customer => "customer",
        }
    }
}

/// A condition with the values that it saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedCondition {
    /// The condition.
    pub condition: Condition,
    /// Whether it stands among those that must all be true.
    pub required: bool,
    /// The value before the event, and whether the condition was true of it; nothing where the
    /// event creates the ticket.
    pub before: Option<(String, bool)>,
    /// The value after the event, and whether the condition was true of it.
    pub after: (String, bool),
}

/// A view with whether it held the ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedView {
    /// The view.
    pub view: ViewId,
    /// Its title.
    pub title: String,
    /// Whether it held the ticket before the event.
    pub held_before: bool,
    /// Whether it held the ticket after the event.
    pub holds_after: bool,
    /// Whether the event counts in it.
    pub counts: bool,
    /// Its conditions.
    pub conditions: Vec<ExplainedCondition>,
}

/// An event with what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedEvent {
    /// The event.
    pub event: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// Who wrote its first comment, or else who saved it.
    pub author: UserId,
    /// On whose side they are.
    pub side: Side,
    /// The kind of contact, where it is one.
    pub kind: Option<ContactKind>,
    /// The rule that says so.
    pub rule: &'static str,
    /// Why it is none, where it is none.
    pub why_nothing: Option<Nothing>,
    /// The channel and where it was read, where it is a contact.
    pub channel: Option<(Channel, ChannelSource)>,
    /// Every counted view.
    pub views: Vec<ExplainedView>,
}

/// A ticket with all its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The events, in order.
    pub events: Vec<ExplainedEvent>,
    /// Why the history is not exact, where it is not (rule 2.4).
    pub inexact: Option<Inexact>,
}

impl Engine {
    /// Replays a ticket and says for every event what it counts and why. Views are judged plainly,
    /// so that this also tells whether a count is right.
    pub fn explain(&self, history: &TicketHistory) -> Explanation {
        let mut plain = Plain::new(&self.shared.views);
        let mut events = Vec::new();
        let inexact =
            walk(&self.shared, history, &mut plain, &mut events, |events, plain, step| {
                events.push(self.explain_step(&step, plain));
            });
        Explanation { events, inexact }
    }

    fn explain_step(&self, step: &Step<'_>, plain: &Plain<'_>) -> ExplainedEvent {
        let event = step.event;
        let (kind, rule, why_nothing, channel, counted) = match &step.outcome {
            Outcome::Contact { kind, channel, views } => {
                let reading = (channel.channel, channel.source);
                (Some(*kind), kind.rule(), None, Some(reading), views.as_slice())
            }
            Outcome::Nothing(nothing) => {
                (None, nothing.rule(), Some(*nothing), None, [].as_slice())
            }
        };
        let first = event.comments.first();
        let author = first.map_or(event.author, |comment| comment.author);
        ExplainedEvent {
            event: event.id,
            at: event.at,
            author,
            side: first.map_or_else(|| self.side(author), |comment| self.side_of(comment)),
            kind,
            rule,
            why_nothing,
            channel,
            views: self.explain_views(step, plain, counted),
        }
    }

    fn explain_views(
        &self,
        step: &Step<'_>,
        plain: &Plain<'_>,
        counted: &[ViewId],
    ) -> Vec<ExplainedView> {
        let before = plain.ticket_before(step.after).filter(|_| !step.is_creation);
        let held_before = before.map(|ticket| holding(&self.shared.views, ticket));
        let held_before = held_before.unwrap_or_default();
        let held_after = holding(&self.shared.views, step.after);
        let settings = &self.shared.settings;
        let views = settings.views.iter().map(|counted_view| &counted_view.view);
        let mut explained: Vec<ExplainedView> = views
            .map(|view| {
                let explain = |condition: &Condition, required: bool| {
                    let compiled = compile(condition, &settings.fields).ok()?;
                    Some(explain_condition(condition, required, &compiled, before, step.after))
                };
                let all = view.all.iter().filter_map(|condition| explain(condition, true));
                let any = view.any.iter().filter_map(|condition| explain(condition, false));
                ExplainedView {
                    view: view.id,
                    title: view.title.clone(),
                    held_before: held_before.contains(&view.id),
                    holds_after: held_after.contains(&view.id),
                    counts: counted.contains(&view.id),
                    conditions: all.chain(any).collect(),
                }
            })
            .collect();
        explained.sort_by_key(|view| view.view);
        explained
    }

    fn side_of(&self, comment: &Comment) -> Side {
        match comment.kind {
            CommentKind::Comment => self.side(comment.author),
            CommentKind::ChannelBack => Side::Staff,
            CommentKind::ChatStarted => Side::Customer,
        }
    }

    fn side(&self, author: UserId) -> Side {
        if author == UserId::SYSTEM {
            Side::System
        } else if self.shared.staff.is_customer(author) {
            Side::Customer
        } else {
            Side::Staff
        }
    }
}

fn explain_condition(
    condition: &Condition,
    required: bool,
    compiled: &Compiled,
    before: Option<Ticket<'_>>,
    after: Ticket<'_>,
) -> ExplainedCondition {
    let seen = |Ticket { state, facts, at }: Ticket<'_>| {
        (compiled.saw(state, facts, at), compiled.holds(state, facts, at))
    };
    ExplainedCondition {
        condition: condition.clone(),
        required,
        before: before.map(seen),
        after: seen(after),
    }
}
