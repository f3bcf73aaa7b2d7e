//! Explanations: every event of a ticket with what it counts and why.

pub use inflow_domain::Side;
use inflow_domain::{
    Channel, Condition, ContactKind, ContactView, EventId, HandlingTime, TicketHistory, Timestamp,
    UserId, ViewId, WorkloadId,
};

use crate::conditions::{Compiled, compile};
use crate::contacts::{ChannelSource, Nothing};
use crate::counted::CountedWorkload;
use crate::ends::reopens;
use crate::engine::Engine;
use crate::judge::{Judged, Plain, Ticket};
use crate::plain_ends::{Passage, fates, unassigned};
use crate::replay::Inexact;
use crate::walk::{Meaning, Step, walk};

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
    /// What became of the event's contact in it, where it counts there.
    pub counted: Option<ContactView>,
    /// Its conditions.
    pub conditions: Vec<ExplainedCondition>,
}

/// A workload with whether one of its views held the ticket (rule 10.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedWorkload {
    /// The workload.
    pub workload: WorkloadId,
    /// Its views, sorted.
    pub views: Vec<ViewId>,
    /// Whether one held the ticket before the event.
    pub held_before: bool,
    /// Whether one held the ticket after the event.
    pub holds_after: bool,
    /// What became of the event's contact in it, where it counts there.
    pub counted: Option<ContactView>,
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
    /// Whether it is a reply that reopened a solved ticket (rule 9.1).
    pub reopening: bool,
    /// The net increase of the ticket's handling time (rule 9.7).
    pub handling: HandlingTime,
    /// The rule that says so.
    pub rule: &'static str,
    /// Why it is none, where it is none.
    pub why_nothing: Option<Nothing>,
    /// The channel and where it was read, where it is a contact.
    pub channel: Option<(Channel, ChannelSource)>,
    /// Every counted view.
    pub views: Vec<ExplainedView>,
    /// Every workload.
    pub workloads: Vec<ExplainedWorkload>,
}

/// A ticket with all its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The events, in order.
    pub events: Vec<ExplainedEvent>,
    /// Why the history is not exact, where it is not (rule 2.4).
    pub inexact: Option<Inexact>,
    /// Handling time for which no view has a contact (rule 9.7).
    pub unassigned_handling: HandlingTime,
}

impl ExplainedView {
    /// Whether the event counts in it.
    pub fn counts(&self) -> bool {
        self.counted.is_some()
    }
}

impl Engine {
    /// Replays a ticket and says for every event what it counts and why. Views are judged plainly,
    /// so that this also tells whether a count is right.
    pub fn explain(&self, history: &TicketHistory) -> Explanation {
        let (staff, judged) = (&self.shared.staff, self.shared.judged());
        let mut plain = Plain::new(judged);
        let mut told: Vec<(ExplainedEvent, Passage)> = Vec::new();
        let walked = walk(&self.shared, history, &mut plain, &mut told, |told, plain, step| {
            let passage = Passage::of(staff, judged, plain, &step);
            told.push((self.explain_step(&step, plain), passage));
        });
        let (mut events, passages): (Vec<_>, Vec<_>) = told.into_iter().unzip();
        for (place, event) in events.iter_mut().enumerate() {
            for fate in fates(judged, &passages, walked.deleted_at, place) {
                if let Some(id) = fate.view.workload() {
                    let workloads = &mut event.workloads;
                    if let Some(explained) = workloads.iter_mut().find(|one| one.workload == id) {
                        explained.counted = Some(fate);
                    }
                    continue;
                }
                if let Some(explained) = event.views.iter_mut().find(|view| view.view == fate.view)
                {
                    explained.counted = Some(fate);
                }
            }
        }
        let unassigned_handling = unassigned(judged, &passages);
        Explanation { events, inexact: walked.inexact, unassigned_handling }
    }

    fn explain_step(&self, step: &Step<'_>, plain: &Plain<'_>) -> ExplainedEvent {
        let event = step.event;
        let (kind, rule, why_nothing, channel) = match &step.meaning {
            Meaning::Contact { kind, channel, .. } => {
                let reading = (channel.channel, channel.source);
                (Some(*kind), kind.rule(), None, Some(reading))
            }
            Meaning::Nothing(nothing) => (None, nothing.rule(), Some(*nothing), None),
        };
        let is_reply = kind == Some(ContactKind::Reply);
        let (first, staff) = (event.comments.first(), &self.shared.staff);
        let author = first.map_or(event.author, |comment| comment.author);
        ExplainedEvent {
            event: event.id,
            at: event.at,
            author,
            side: first.map_or_else(|| staff.side(author), |comment| staff.side_of(comment)),
            kind,
            reopening: is_reply && reopens(step.before.solved, step.after.state),
            handling: step.handling,
            rule,
            why_nothing,
            channel,
            views: self.explain_views(step, plain),
            workloads: self.explain_workloads(step, plain),
        }
    }

    /// What became of a contact is known at the ticket's end alone.
    fn explain_views(&self, step: &Step<'_>, plain: &Plain<'_>) -> Vec<ExplainedView> {
        let before = plain.ticket_before(step.after).filter(|_| !step.is_creation);
        let (held_before, held_after) = held(self.shared.judged(), before, step.after);
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
                    counted: None,
                    conditions: all.chain(any).collect(),
                }
            })
            .collect();
        explained.sort_by_key(|view| view.view);
        explained
    }

    fn explain_workloads(&self, step: &Step<'_>, plain: &Plain<'_>) -> Vec<ExplainedWorkload> {
        let judged = self.shared.judged();
        if judged.workloads.is_empty() {
            return Vec::new();
        }
        let before = plain.ticket_before(step.after).filter(|_| !step.is_creation);
        let (held_before, held_after) = held(judged, before, step.after);
        let explain = |workload: &CountedWorkload| ExplainedWorkload {
            workload: workload.id,
            views: workload.views.iter().copied().collect(),
            held_before: held_before.contains(&workload.as_view()),
            holds_after: held_after.contains(&workload.as_view()),
            counted: None,
        };
        judged.workloads.iter().map(explain).collect()
    }
}

/// The views and workloads that held a ticket before an event, and those that hold it after.
fn held(
    judged: Judged<'_>,
    before: Option<Ticket<'_>>,
    after: Ticket<'_>,
) -> (Vec<ViewId>, Vec<ViewId>) {
    let held_before = before.map(|ticket| judged.holding(ticket)).unwrap_or_default();
    (held_before, judged.holding(after))
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
