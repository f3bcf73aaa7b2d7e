//! What stands behind a figure, and what each event of a ticket counts.
//!
//! Explaining replays the ticket as the next count would. Where that differs from what was counted,
//! because a view was edited or the ticket changed in between, it is said so: the stored contact is
//! the figure.

use inflow_domain::{Call, Contact, EventId, QueueKey, TicketId, Timestamp, ViewId};
pub use inflow_mapping::contacts::{ChannelSource, Nothing};
pub use inflow_mapping::explain::{
    ExplainedCondition, ExplainedEvent, ExplainedView, ExplainedWorkload, Explanation, Side,
};
pub use inflow_mapping::replay::{Inexact, InexactKind};
use inflow_mapping::{QueueState, Verdict};
use inflow_store::Integration;

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::views::{ViewReport, views};
use crate::import::counting::{self, Basis};

/// A contact of a Support queue, with the event that caused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedContact {
    /// The contact as it is counted.
    pub contact: Contact,
    /// Its event, replayed; nothing where it is no longer known.
    pub event: Option<ExplainedEvent>,
    /// Whether the replay finds the contact that is counted.
    pub is_as_counted: bool,
    /// Why the ticket's history is not exact, where it is not.
    pub inexact: Option<String>,
    /// The last event of the ticket whose history was dropped: nothing more can be told of it.
    pub dropped_until: Option<Timestamp>,
}

/// What stands behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExplainedFigure {
    /// The figure: how many contacts are counted.
    pub offered: i64,
    /// Contacts of a Support queue.
    pub contacts: Vec<ExplainedContact>,
    /// Calls of a Talk queue.
    pub calls: Vec<Call>,
    /// Whether views, fields or channels changed since the last count.
    pub is_recount_due: bool,
}

/// Why a view is not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotJudged {
    /// It is not supported (rule 6.3).
    Unsupported,
    /// It is not active, and never counted.
    Inactive,
}

/// What each event of a ticket counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedTicket {
    /// The events, in order.
    pub explanation: Explanation,
    /// Views that are not counted and so are not judged, with the reason.
    pub not_judged: Vec<(ViewId, String, NotJudged)>,
    /// Whether views, fields or channels changed since the last count.
    pub is_recount_due: bool,
}

/// Some of a figure's contacts or calls, which come by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// How many come before.
    pub skip: usize,
    /// How many are wanted at most.
    pub take: usize,
}

impl Part {
    /// All of them.
    pub const ALL: Self = Self { skip: 0, take: usize::MAX };
}

/// The contacts behind a queue's figure in `[from, to)`.
pub async fn explain_figure(
    context: &Context,
    integration: &Integration,
    queue: &QueueKey,
    from: Timestamp,
    to: Timestamp,
) -> Result<ExplainedFigure, IngestError> {
    explain_part(context, integration, queue, from, to, Part::ALL).await
}

/// The figure in `[from, to)` with a part of the contacts behind it.
pub async fn explain_part(
    context: &Context,
    integration: &Integration,
    queue: &QueueKey,
    from: Timestamp,
    to: Timestamp,
    part: Part,
) -> Result<ExplainedFigure, IngestError> {
    let (reports, id) = (&context.store.reports, integration.id);
    let figures = reports.volumes(id, queue, from, to).await?;
    let calls = reports.calls(id, queue, from, to).await?;
    let calls = calls.into_iter().skip(part.skip).take(part.take).collect();
    let Basis { engine, is_counted, .. } = counting::basis(context, integration).await?;
    let mut contacts = Vec::new();
    let counted = reports.contacts(id, queue, from, to).await?;
    for contact in counted.into_iter().skip(part.skip).take(part.take) {
        let history = reports.ticket(id, contact.ticket).await?;
        let explanation = history.map(|history| engine.explain(&history));
        let inexact = explanation.as_ref().and_then(|explanation| explanation.inexact);
        let events = explanation.into_iter().flat_map(|explanation| explanation.events);
        let event = events.into_iter().find(|event| event.event == contact.event);
        let dropped_until = match event {
            Some(_) => None,
            None => context.store.retention.dropped_until(id, contact.ticket).await?,
        };
        contacts.push(ExplainedContact {
            is_as_counted: dropped_until.is_some()
                || event.as_ref().is_some_and(|event| is_as_counted(&contact, event)),
            dropped_until,
            contact,
            event,
            inexact: inexact.map(|reason| reason.to_string()),
        });
    }
    let offered = figures.iter().map(|(_, figures)| figures.offered).sum();
    Ok(ExplainedFigure { offered, contacts, calls, is_recount_due: !is_counted })
}

/// Every event of a ticket, or one of them, with what it counts and why.
pub async fn explain_ticket(
    context: &Context,
    integration: &Integration,
    ticket: TicketId,
    wanted: Option<EventId>,
) -> Result<ExplainedTicket, IngestError> {
    let history = context.store.reports.ticket(integration.id, ticket).await?;
    let Some(history) = history else {
        let until = context.store.retention.dropped_until(integration.id, ticket).await?;
        return Err(match until {
            Some(until) => IngestError::Dropped { ticket: ticket.0, until },
            None => IngestError::NoSuchTicket { ticket: ticket.0 },
        });
    };
    let Basis { engine, is_counted, .. } = counting::basis(context, integration).await?;
    let mut explanation = engine.explain(&history);
    if let Some(event) = wanted {
        explanation.events.retain(|explained| explained.event == event);
        if explanation.events.is_empty() {
            return Err(IngestError::NoSuchEvent { ticket: ticket.0, event: event.0 });
        }
    }
    let reports = views(context, integration).await?;
    let not_judged = reports.into_iter().filter_map(not_judged).collect();
    Ok(ExplainedTicket { explanation, not_judged, is_recount_due: !is_counted })
}

fn is_as_counted(contact: &Contact, event: &ExplainedEvent) -> bool {
    let workloads = event.workloads.iter().filter_map(|workload| workload.counted);
    let counts = workloads.chain(event.views.iter().filter_map(|view| view.counted));
    event.kind == Some(contact.kind)
        && event.channel.map(|(channel, _)| channel) == Some(contact.channel)
        && counts.eq(contact.views.iter().copied())
}

fn not_judged(report: ViewReport) -> Option<(ViewId, String, NotJudged)> {
    let reason = match (&report.verdict, report.queue_state()) {
        (_, Some(QueueState::Active | QueueState::Inactive)) => return None,
        (Verdict::Unsupported(_), None) => NotJudged::Unsupported,
        (Verdict::Supported, None) => NotJudged::Inactive,
    };
    Some((report.view.id, report.view.title, reason))
}
