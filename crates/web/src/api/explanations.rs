//! Explanations: the contacts behind a figure, and what each event of a ticket counts and why.

use axum::Json;
use inflow_app::figures::explain::{
    ExplainedCondition, ExplainedContact, ExplainedEvent, ExplainedView, ExplainedWorkload,
    NotJudged, Nothing, Part, explain_part, explain_ticket,
};
use inflow_app::figures::queues::{Queue, covered};
use inflow_app::figures::words::condition_text;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{
    Call, Channel, ContactKind, ContactView, EventId, Interval, IntervalLength, QueueKey, TicketId,
    Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::conditions::GroupName;
use super::endpoint::Endpoint;
use super::extract::{Chosen, Parameters, Query, Values};
use super::problem::{Kind, Problem, ProblemDocument};
use super::queues::{ChannelName, named};
use super::volumes::IntervalName;

/// How many contacts are explained unless a number is named, and the most.
const USUAL_EXPLAINED: usize = 100;
const MOST_EXPLAINED: usize = 1000;

/// The contacts behind a figure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainedFigure)]
pub(super) struct FigureShown {
    /// The queue.
    queue_id: String,
    /// The start of the interval.
    #[schema(format = DateTime)]
    interval_start: String,
    /// How long it is; a day has 23 or 25 hours when the clocks change.
    interval_seconds: i64,
    /// The figure: how many contacts are counted.
    offered: i64,
    /// Whether views, fields or channels changed since the last count, so that the next one may find
    /// other contacts.
    recount_due: bool,
    /// Contacts of a Support queue, by time.
    contacts: Vec<ContactShown>,
    /// Calls of a Talk queue, by time.
    calls: Vec<CallShown>,
    /// What to send as `skip` for later ones; `null` where there are none.
    next: Option<usize>,
}

/// A contact as it was counted, and its event as the next count would find it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainedContact)]
struct ContactShown {
    ticket_id: i64,
    event_id: i64,
    /// Why the ticket's history is not exact (rule 2.4), where it is not.
    inexact: Option<String>,
    /// Whether the next count would find the contact that is counted.
    as_counted: bool,
    /// What was counted.
    counted: CountedContact,
    /// The event; `null` where it is no longer known.
    event: Option<EventShown>,
    /// The last event of the ticket that was dropped, so that no more can be told; `null` where none was.
    #[schema(format = DateTime)]
    dropped_until: Option<String>,
}

/// A contact as it was counted.
#[derive(Debug, Serialize, ToSchema)]
struct CountedContact {
    #[schema(value_type = KindName)]
    kind: &'static str,
    #[schema(value_type = ChannelName)]
    channel: &'static str,
    view_ids: Vec<i64>,
    /// The ids of the workloads that it counts in (rule 10.2).
    workload_ids: Vec<String>,
    /// How it ended in each queue (rule 9.3).
    ends: Vec<EndShown>,
}

/// What became of a contact in a queue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ContactEnd)]
struct EndShown {
    /// The queue or workload.
    queue_id: String,
    /// How it ended, or `unfinished`.
    #[schema(value_type = OutcomeName)]
    outcome: &'static str,
    /// When; `null` while it is unfinished.
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    /// The event that ended it; `null` where none did.
    event_id: Option<i64>,
    /// The handling time that it got there (rule 9.7), with up to six decimals.
    handling_time_seconds: f64,
}

/// How a contact of a ticket ended (rule 9.3).
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes texts")]
enum OutcomeName {
    Answered,
    Settled,
    Moved,
    Dropped,
    Unfinished,
}

/// The kind of a contact (rule 3).
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes texts")]
enum KindName {
    Created,
    Reply,
    Entry,
}

/// On whose side an author is (rule 1).
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes texts")]
enum SideName {
    Staff,
    System,
    Customer,
}

/// An event of a ticket with what it counts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainedEvent)]
struct EventShown {
    event_id: i64,
    #[schema(format = DateTime)]
    time: String,
    author_id: i64,
    #[schema(value_type = SideName)]
    side: &'static str,
    /// The kind of contact; `null` where it is none.
    #[schema(value_type = Option<KindName>)]
    kind: Option<&'static str>,
    /// The rule that says so.
    #[schema(example = "3.1")]
    rule: &'static str,
    /// Why it counts nothing, where it does not.
    why_nothing: Option<&'static str>,
    #[schema(value_type = Option<ChannelName>)]
    channel: Option<&'static str>,
    /// Where the channel was read.
    channel_from: Option<&'static str>,
    /// Every counted view.
    views: Vec<ViewSeen>,
    /// Every workload of views.
    workloads: Vec<WorkloadSeen>,
}

/// A workload with whether one of its views held the ticket (rule 10.2).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainedWorkload)]
struct WorkloadSeen {
    /// Its number, which `workload_id` has between its dashes.
    number: i64,
    view_ids: Vec<i64>,
    held_before: bool,
    holds_after: bool,
    /// Whether the event counts in it.
    counts: bool,
}

/// A view with whether it held the ticket.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainedView)]
struct ViewSeen {
    view_id: i64,
    title: String,
    held_before: bool,
    holds_after: bool,
    /// Whether the event counts in it.
    counts: bool,
    conditions: Vec<ConditionSeen>,
}

/// A condition with the values that it saw. Texts that it judges are never shown, only how many words
/// they have.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainedCondition)]
struct ConditionSeen {
    /// As Zendesk has it.
    condition: String,
    #[schema(value_type = GroupName)]
    group: &'static str,
    /// `null` where the event creates the ticket.
    value_before: Option<String>,
    true_before: Option<bool>,
    value_after: String,
    true_after: bool,
}

/// A call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainedCall)]
struct CallShown {
    call_id: i64,
    #[schema(format = DateTime)]
    time: String,
    completion_status: String,
    handled: bool,
    abandoned: bool,
    voicemail: bool,
    agent_id: Option<i64>,
    talk_seconds: i64,
    hold_seconds: i64,
    wrap_up_seconds: i64,
    #[schema(example = "7.3")]
    rule: &'static str,
}

/// A ticket with all its events.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExplainedTicket)]
struct TicketShown {
    ticket_id: i64,
    /// Why its history is not exact (rule 2.4), where it is not.
    inexact: Option<String>,
    /// Whether views, fields or channels changed since the last count.
    recount_due: bool,
    /// In order.
    events: Vec<EventShown>,
    /// Views that are not counted and so are not judged.
    views_not_judged: Vec<NotJudgedShown>,
}

/// A view that is not judged.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotJudged)]
struct NotJudgedShown {
    view_id: i64,
    title: String,
    /// `not supported`, or `not active`.
    reason: &'static str,
}

/// Which figure is explained.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Figure {
    /// An instant of the interval, such as `2025-09-01T09:15:00Z`, or a day of the zone.
    #[param(required = true, value_type = String, format = DateTime)]
    interval: Option<Timestamp>,
    /// How long the interval is: `15m` unless named, `30m`, `1h`, `1d` or `1w`.
    #[param(value_type = Option<IntervalName>, inline)]
    length: Option<IntervalLength>,
    /// The zone of days and weeks; UTC unless named.
    #[param(value_type = Option<String>, example = "Europe/Amsterdam")]
    time_zone: TimeZone,
    /// At most so many contacts or calls; 100 unless named.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
    /// How many to leave out at the begin.
    #[param(minimum = 0)]
    skip: Option<usize>,
}

impl Parameters for Figure {
    fn read(values: &mut Values) -> Self {
        let remedy = "send an instant such as 2025-09-01T09:15:00Z";
        let lengths = IntervalLength::NAMED.map(|(name, _)| name);
        let zones = "send a name of the IANA database, such as Europe/Amsterdam";
        let zone = values.read("time_zone", zones, TimeZone::from_name).unwrap_or(TimeZone::UTC);
        Self {
            interval: values.read("interval", remedy, |text| zone.instant(text)),
            length: values.named("length", &lengths, IntervalLength::from_name),
            time_zone: zone,
            limit: values.count("limit", MOST_EXPLAINED),
            skip: values.read("skip", "send the next of an answer", |text| text.parse().ok()),
        }
    }
}

/// Which events are explained.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Events {
    /// This one alone.
    event_id: Option<i64>,
}

impl Parameters for Events {
    fn read(values: &mut Values) -> Self {
        let remedy = "send the number of an event";
        Self { event_id: values.read("event_id", remedy, |text| text.parse().ok()) }
    }
}

/// Explains a figure
///
/// The contacts behind a queue's quarter hour or longer interval, by time: each with its event, kind,
/// rule and channel, and every view with its conditions and the values that they saw before and after
/// the event. Of an interval that is partly imported, the imported part is explained.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/queues/{queue_id}/explanation",
    tag = "Explanations",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("queue_id" = String, Path, description = "The queue"),
        Figure,
    ),
    responses(
        (status = 200, description = "What stands behind the figure", body = FigureShown),
        (status = 409, description = "The interval is not imported, so there is no figure",
            body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
async fn explain_interval(
    chosen: Chosen,
    Query(asked): Query<Figure>,
) -> Result<Json<FigureShown>, Problem> {
    let queue = named(&chosen).await?;
    explained(&chosen, &queue, &asked).await
}

/// What stands behind a figure of a queue or workload.
pub(super) async fn explained(
    chosen: &Chosen,
    queue: &Queue,
    asked: &Figure,
) -> Result<Json<FigureShown>, Problem> {
    let at = asked.interval.ok_or_else(|| {
        Problem::field("interval", "it is missing", "send an instant of the interval")
    })?;
    let Chosen { context, integration, .. } = chosen;
    let key = &queue.summary.key;
    let imported = covered(integration, key);
    let (covered_from, covered_until) = imported
        .filter(|(from, until)| Interval::containing(at).start() >= *from && at < *until)
        .ok_or_else(|| no_figure(at, imported))?;
    let zone = asked.time_zone;
    let length = asked.length.unwrap_or(IntervalLength::QuarterHour);
    let (start, seconds) = length.containing(at, zone);
    let (from, to) = (start.max(covered_from), start.plus_seconds(seconds).min(covered_until));
    let (skip, take) = (asked.skip.unwrap_or(0), asked.limit.unwrap_or(USUAL_EXPLAINED));
    let found = explain_part(context, integration, key, from, to, Part { skip, take }).await?;
    let end = skip.saturating_add(found.contacts.len() + found.calls.len());
    let has_more = end > skip && i64::try_from(end).is_ok_and(|end| end < found.offered);
    Ok(Json(FigureShown {
        queue_id: queue.id(),
        interval_start: zone.format(start),
        interval_seconds: seconds,
        offered: found.offered,
        recount_due: found.is_recount_due,
        contacts: found.contacts.iter().map(contact).collect(),
        calls: found.calls.iter().map(call).collect(),
        next: has_more.then_some(end),
    }))
}

/// Absent is not 0 (rule 8.2).
fn no_figure(at: Timestamp, imported: Option<(Timestamp, Timestamp)>) -> Problem {
    let known = imported.map_or_else(
        || "nothing is imported yet".to_owned(),
        |(from, until)| format!("it is imported from {from} to {until}"),
    );
    let at = Interval::containing(at).start();
    Problem::new(Kind::Conflict, format!("the queue has no figure for {at}: {known}"))
        .with_remedy("ask for a covered interval")
}

/// Explains a ticket
///
/// Every event of a ticket: what it counts and in which views, or why it counts nothing, and the rule.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/tickets/{ticket_id}",
    tag = "Explanations",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("ticket_id" = i64, Path, description = "The ticket"),
        Events,
    ),
    responses((status = 200, description = "What its events count", body = TicketShown))
)]
async fn show_ticket(
    chosen: Chosen,
    Query(asked): Query<Events>,
) -> Result<Json<TicketShown>, Problem> {
    let ticket: i64 = chosen.part("ticket_id").parse().map_err(|_| {
        Problem::new(Kind::NotFound, "there is no such ticket").with_remedy("send its number")
    })?;
    let (context, integration) = (&chosen.context, &chosen.integration);
    let wanted = asked.event_id.map(EventId);
    let found = explain_ticket(context, integration, TicketId(ticket), wanted).await?;
    let not_judged = found.not_judged.into_iter();
    Ok(Json(TicketShown {
        ticket_id: ticket,
        inexact: found.explanation.inexact.map(|reason| reason.to_string()),
        recount_due: found.is_recount_due,
        events: found.explanation.events.iter().map(event).collect(),
        views_not_judged: not_judged
            .map(|(view, title, reason)| NotJudgedShown {
                view_id: view.0,
                title,
                reason: not_judged_words(reason),
            })
            .collect(),
    }))
}

/// Why a view is not judged; its own page and endpoint say more.
fn not_judged_words(reason: NotJudged) -> &'static str {
    match reason {
        NotJudged::Unsupported => "not supported",
        NotJudged::Inactive => "not active",
    }
}

fn contact(explained: &ExplainedContact) -> ContactShown {
    let contact = &explained.contact;
    ContactShown {
        ticket_id: contact.ticket.0,
        event_id: contact.event.0,
        inexact: explained.inexact.clone(),
        as_counted: explained.is_as_counted,
        counted: CountedContact {
            kind: contact.kind.as_str(),
            channel: contact.channel.as_str(),
            view_ids: contact
                .view_ids()
                .filter(|view| view.workload().is_none())
                .map(|view| view.0)
                .collect(),
            workload_ids: contact
                .view_ids()
                .filter(|view| view.workload().is_some())
                .map(|view| QueueKey::counted_as(view, contact.channel).id())
                .collect(),
            ends: contact.views.iter().map(|counted| end(contact.channel, counted)).collect(),
        },
        event: explained.event.as_ref().map(event),
        dropped_until: explained.dropped_until.map(|until| until.to_string()),
    }
}

fn end(channel: Channel, counted: &ContactView) -> EndShown {
    EndShown {
        queue_id: QueueKey::counted_as(counted.view, channel).id(),
        outcome: counted.end.map_or("unfinished", |end| end.outcome.as_str()),
        ended_at: counted.end.map(|end| end.at.to_string()),
        event_id: counted.end.and_then(|end| end.event).map(|event| event.0),
        handling_time_seconds: counted.handling.to_string().parse().unwrap_or_default(),
    }
}

fn workload(workload: &ExplainedWorkload) -> WorkloadSeen {
    WorkloadSeen {
        number: workload.workload.0,
        view_ids: workload.views.iter().map(|view| view.0).collect(),
        held_before: workload.held_before,
        holds_after: workload.holds_after,
        counts: workload.counted.is_some(),
    }
}

fn event(event: &ExplainedEvent) -> EventShown {
    EventShown {
        event_id: event.event.0,
        time: event.at.to_string(),
        author_id: event.author.0,
        side: event.side.as_str(),
        kind: event.kind.map(ContactKind::as_str),
        rule: event.rule,
        why_nothing: event.why_nothing.map(Nothing::as_str),
        channel: event.channel.map(|(channel, _)| channel.as_str()),
        channel_from: event.channel.map(|(_, source)| source.as_str()),
        views: event.views.iter().map(view).collect(),
        workloads: event.workloads.iter().map(workload).collect(),
    }
}

fn view(view: &ExplainedView) -> ViewSeen {
    ViewSeen {
        view_id: view.view.0,
        title: view.title.clone(),
        held_before: view.held_before,
        holds_after: view.holds_after,
        counts: view.counts(),
        conditions: view.conditions.iter().map(condition).collect(),
    }
}

fn condition(explained: &ExplainedCondition) -> ConditionSeen {
    let before = explained.before.as_ref();
    ConditionSeen {
        condition: condition_text(&explained.condition),
        group: if explained.required { "all" } else { "any" },
        value_before: before.map(|(value, _)| value.clone()),
        true_before: before.map(|(_, truth)| *truth),
        value_after: explained.after.0.clone(),
        true_after: explained.after.1,
    }
}

fn call(call: &Call) -> CallShown {
    CallShown {
        call_id: call.id.0,
        time: call.created_at.to_string(),
        completion_status: call.completion_status.to_string(),
        handled: call.handled(),
        abandoned: call.abandoned(),
        voicemail: call.voicemail,
        agent_id: call.agent.map(|agent| agent.0),
        talk_seconds: call.talk_seconds,
        hold_seconds: call.hold_seconds,
        wrap_up_seconds: call.wrap_up_seconds,
        rule: "7.3",
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint::viewer(routes!(explain_interval)), Endpoint::viewer(routes!(show_ticket))]
}
