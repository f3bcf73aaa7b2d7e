//! Explanations as text and JSON.

use std::io::Write;

use inflow_app::figures::explain::{
    ExplainedCondition, ExplainedContact, ExplainedEvent, ExplainedFigure, ExplainedTicket,
    ExplainedView, ExplainedWorkload, NotJudged, Nothing,
};
use inflow_app::figures::words::condition_text;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Call, Contact, ContactKind, ContactView, Outcome, Timestamp, ViewId};
use serde_json::{Value, json};

use super::printable;

/// A figure's contacts as JSON.
pub fn figure_json(figure: &ExplainedFigure) -> Value {
    json!({
        "offered": figure.offered,
        "recount_due": figure.is_recount_due,
        "contacts": figure.contacts.iter().map(contact_json).collect::<Vec<_>>(),
        "calls": figure.calls.iter().map(call_json).collect::<Vec<_>>(),
    })
}

/// A ticket's events as JSON.
pub fn ticket_json(ticket: i64, explained: &ExplainedTicket) -> Value {
    let not_judged = explained
        .not_judged
        .iter()
        .map(|(view, title, reason)| json!({"view_id": view.0, "title": title, "reason": not_judged_words(*reason)}));
    json!({
        "ticket_id": ticket,
        "inexact": explained.explanation.inexact.map(|reason| reason.to_string()),
        "recount_due": explained.is_recount_due,
        "events": explained.explanation.events.iter().map(event_json).collect::<Vec<_>>(),
        "views_not_judged": not_judged.collect::<Vec<_>>(),
    })
}

/// Why a view is not judged.
fn not_judged_words(reason: NotJudged) -> &'static str {
    match reason {
        NotJudged::Unsupported => "not supported, `inflow views` says why",
        NotJudged::Inactive => "not active",
    }
}

fn contact_json(explained: &ExplainedContact) -> Value {
    let contact = &explained.contact;
    let mut event = explained.event.as_ref().map_or_else(|| json!({}), event_json);
    event["ticket_id"] = json!(contact.ticket.0);
    event["event_id"] = json!(contact.event.0);
    event["inexact"] = json!(explained.inexact);
    event["dropped_until"] = json!(explained.dropped_until.map(|until| until.to_string()));
    event["as_counted"] = json!(explained.is_as_counted);
    event["counted"] = json!({
        "kind": contact.kind.as_str(),
        "channel": contact.channel.as_str(),
        "view_ids": views_of(contact).map(|view| view.0).collect::<Vec<_>>(),
        "ends": contact.views.iter().map(|one| became_json(contact.at, one)).collect::<Vec<_>>(),
        "workload_ids": contact.view_ids().filter_map(ViewId::workload).map(|one| one.0).collect::<Vec<_>>(),
    });
    event
}

fn event_json(event: &ExplainedEvent) -> Value {
    json!({
        "event_id": event.event.0,
        "time": event.at.to_string(),
        "author_id": event.author.0,
        "side": event.side.as_str(),
        "kind": event.kind.map(ContactKind::as_str),
        "reopening": event.reopening,
        "rule": event.rule,
        "why_nothing": event.why_nothing.map(Nothing::as_str),
        "channel": event.channel.map(|(channel, _)| channel.as_str()),
        "channel_from": event.channel.map(|(_, source)| source.as_str()),
        "views": event.views.iter().map(|view| view_json(event.at, view)).collect::<Vec<_>>(),
        "workloads": event
            .workloads
            .iter()
            .map(|workload| workload_json(event.at, workload))
            .collect::<Vec<_>>(),
    })
}

/// What became of a contact that arrived at an instant, in a view or a workload (rules 9.3, 9.4 and 9.7).
fn became_json(arrived: Timestamp, counted: &ContactView) -> Value {
    let end = counted.end;
    let seconds = |at: Timestamp| at.0 - arrived.0;
    let answered = end.filter(|end| end.outcome == Outcome::Answered);
    let handling: Option<serde_json::Number> = counted.handling.to_string().parse().ok();
    json!({
        "view_id": Some(counted.view).filter(|view| view.workload().is_none()).map(|view| view.0),
        "workload_id": counted.view.workload().map(|workload| workload.0),
        "outcome": end.map_or("unfinished", |end| end.outcome.as_str()),
        "ended_at": end.map(|end| end.at.to_string()),
        "ended_by_event_id": end.and_then(|end| end.event).map(|event| event.0),
        "answer_seconds": answered.map(|end| seconds(end.at)),
        "handling_time_seconds": handling,
    })
}

fn workload_json(arrived: Timestamp, workload: &ExplainedWorkload) -> Value {
    json!({
        "workload_id": workload.workload.0,
        "view_ids": workload.views.iter().map(|view| view.0).collect::<Vec<_>>(),
        "held_before": workload.held_before,
        "holds_after": workload.holds_after,
        "counts": workload.counted.is_some(),
        "became": workload.counted.as_ref().map(|counted| became_json(arrived, counted)),
    })
}

/// The views that a contact counts in, without workloads.
fn views_of(contact: &Contact) -> impl Iterator<Item = ViewId> + '_ {
    contact.view_ids().filter(|view| view.workload().is_none())
}

fn view_json(arrived: Timestamp, view: &ExplainedView) -> Value {
    json!({
        "view_id": view.view.0,
        "title": view.title,
        "held_before": view.held_before,
        "holds_after": view.holds_after,
        "counts": view.counts(),
        "became": view.counted.as_ref().map(|counted| became_json(arrived, counted)),
        "conditions": view.conditions.iter().map(condition_json).collect::<Vec<_>>(),
    })
}

fn condition_json(explained: &ExplainedCondition) -> Value {
    json!({
        "condition": condition_text(&explained.condition),
        "group": if explained.required { "all" } else { "any" },
        "value_before": explained.before.as_ref().map(|(value, _)| value),
        "true_before": explained.before.as_ref().map(|(_, truth)| truth),
        "value_after": explained.after.0,
        "true_after": explained.after.1,
    })
}

fn call_json(call: &Call) -> Value {
    json!({
        "call_id": call.id.0,
        "time": call.created_at.to_string(),
        "completion_status": call.completion_status.as_str(),
        "handled": call.handled(),
        "abandoned": call.abandoned(),
        "voicemail": call.voicemail,
        "agent_id": call.agent.map(|agent| agent.0),
        "talk_seconds": call.talk_seconds,
        "hold_seconds": call.hold_seconds,
        "wrap_up_seconds": call.wrap_up_seconds,
        "answer_seconds": call.answer_seconds(),
        "time_to_answer": call.answering.and_then(|told| told.time_to_answer),
        "wait_time": call.answering.and_then(|told| told.wait_time),
        "callback": call.answering.map(|told| told.callback),
        "outside_business_hours": call.answering.map(|told| told.outside_business_hours),
        "exceeded_queue_wait_time": call.answering.map(|told| told.exceeded_queue_wait_time),
        "rule": "7.3",
    })
}

/// A figure's contacts as text; of each, the views that it counts in.
pub fn write_figure(out: &mut dyn Write, figure: &ExplainedFigure) -> anyhow::Result<()> {
    for explained in &figure.contacts {
        let contact = &explained.contact;
        writeln!(out, "ticket {}", contact.ticket)?;
        if let Some(reason) = &explained.inexact {
            writeln!(out, "  inexact (rule 2.4): {reason}")?;
        }
        if !explained.is_as_counted {
            let views: Vec<String> = views_of(contact).map(|view| view.to_string()).collect();
            writeln!(
                out,
                "  event {} was counted as {} by {} in views {}; the next count finds this:",
                contact.event,
                contact.kind.as_str(),
                contact.channel,
                views.join(", "),
            )?;
        }
        if let Some(until) = explained.dropped_until {
            let views: Vec<String> = views_of(contact).map(|view| view.to_string()).collect();
            writeln!(
                out,
                "  event {} at {}: {}, {} in views {}; its conditions cannot be shown, since the ticket's \
                 events up to {until} were dropped (--keep-events)",
                contact.event,
                contact.at,
                contact.kind.as_str(),
                contact.channel,
                views.join(", "),
            )?;
            for counted in &contact.views {
                write_end(out, contact.at, counted)?;
            }
        }
        if let Some(event) = &explained.event {
            write_event(out, event, ExplainedView::counts)?;
        }
    }
    for call in &figure.calls {
        let outcome = match (call.handled(), call.abandoned()) {
            (true, true) => "handled and abandoned",
            (true, false) => "handled",
            (false, true) => "abandoned",
            (false, false) => "neither handled nor abandoned",
        };
        writeln!(
            out,
            "call {} at {}: {outcome} (rule 7.3), {}, talk {} s, hold {} s, wrap-up {} s",
            call.id,
            TimeZone::UTC.format(call.created_at),
            call.completion_status,
            call.talk_seconds,
            call.hold_seconds,
            call.wrap_up_seconds,
        )?;
        write_answering(out, call)?;
    }
    if figure.contacts.is_empty() && figure.calls.is_empty() {
        writeln!(out, "no contacts")?;
    }
    Ok(())
}

/// A ticket's events as text; of each contact every view, of the others none unless all are wanted.
pub fn write_ticket(
    out: &mut dyn Write,
    ticket: i64,
    explained: &ExplainedTicket,
    every_view: bool,
) -> anyhow::Result<()> {
    let explanation = &explained.explanation;
    writeln!(out, "ticket {ticket}")?;
    if let Some(reason) = explanation.inexact {
        writeln!(out, "  inexact (rule 2.4): {reason}")?;
    }
    for event in &explanation.events {
        write_event(out, event, |_| every_view || event.kind.is_some())?;
    }
    let counts = |event: &ExplainedEvent| event.views.iter().any(ExplainedView::counts);
    if !explanation.events.iter().any(counts) {
        writeln!(out, "  none of these events counts in a queue")?;
    }
    for (view, title, reason) in &explained.not_judged {
        let title = printable(&title.replace('\n', " "));
        writeln!(out, "  view {view} \"{title}\" is not judged: {}", not_judged_words(*reason))?;
    }
    Ok(())
}

fn write_event(
    out: &mut dyn Write,
    event: &ExplainedEvent,
    shown: impl Fn(&ExplainedView) -> bool,
) -> anyhow::Result<()> {
    let (id, at, side, rule) = (event.event, event.at, event.side.as_str(), event.rule);
    match (event.kind, event.channel) {
        (Some(kind), Some((channel, source))) => writeln!(
            out,
            "  event {id} at {at} by {side} {}: {} (rule {rule}), {channel} from {} (rule 5.1)",
            event.author,
            kind.as_str(),
            source.as_str(),
        )?,
        _ => writeln!(
            out,
            "  event {id} at {at} by {side} {}: counts nothing (rule {rule}): {}",
            event.author,
            event.why_nothing.map_or("", Nothing::as_str),
        )?,
    }
    for workload in event.workloads.iter().filter(|workload| workload.counted.is_some()) {
        let views: Vec<String> = workload.views.iter().map(ToString::to_string).collect();
        let before = if workload.held_before { "held" } else { "not held" };
        writeln!(
            out,
            "    counts in workload {} of the views {} ({before} by any of them before, rule 10.2)",
            workload.workload,
            views.join(", "),
        )?;
        if let Some(counted) = &workload.counted {
            write_end(out, event.at, counted)?;
        }
    }
    for view in event.views.iter().filter(|view| shown(view)) {
        let counts = if view.counts() { "counts" } else { "does not count" };
        let holds = |holds| if holds { "held" } else { "not held" };
        writeln!(
            out,
            "    {counts} in view {} \"{}\": {} before, {} after",
            view.view,
            printable(&view.title.replace('\n', " ")),
            holds(view.held_before),
            holds(view.holds_after),
        )?;
        if let Some(counted) = &view.counted {
            write_end(out, event.at, counted)?;
        }
        for condition in &view.conditions {
            write_condition(out, condition)?;
        }
    }
    Ok(())
}

/// What became of a contact, in words.
fn write_end(out: &mut dyn Write, arrived: Timestamp, counted: &ContactView) -> anyhow::Result<()> {
    let mut words = match counted.end {
        None => "unfinished: nothing ended it so far (rule 9.3)".to_owned(),
        Some(end) => {
            let by = match end.event {
                Some(event) => format!("by event {event}"),
                None => "since the ticket is deleted".to_owned(),
            };
            let seconds = match end.outcome {
                Outcome::Answered => format!(", after {} s", end.at.0 - arrived.0),
                Outcome::Settled | Outcome::Moved | Outcome::Dropped => String::new(),
            };
            format!("{} at {} {by}{seconds} (rule 9.3)", end.outcome.as_str(), end.at)
        }
    };
    if !counted.handling.is_zero() {
        words = format!("{words}; handling time {} s (rule 9.7)", counted.handling);
    }
    match counted.view.workload() {
        Some(_) => writeln!(out, "      in the workload {words}")?,
        None => writeln!(out, "      {words}")?,
    }
    Ok(())
}

/// How a call was answered, in words (rule 9.6).
fn write_answering(out: &mut dyn Write, call: &Call) -> anyhow::Result<()> {
    let Some(told) = call.answering else {
        writeln!(out, "  it was read before it was kept how calls are answered (rule 9.6)")?;
        return Ok(());
    };
    let mut words = Vec::new();
    if let Some(seconds) = call.answer_seconds() {
        words.push(format!("answered after {seconds} s"));
    }
    let seconds = |name: &str, told: Option<i64>| told.map(|seconds| format!("{name} {seconds} s"));
    words.extend(seconds("wait_time", told.wait_time));
    words.extend(seconds("time_to_answer", told.time_to_answer));
    for (name, is_told) in [
        ("voicemail", call.voicemail),
        ("callback", told.callback),
        ("outside business hours", told.outside_business_hours),
        ("longer than the queue allows", told.exceeded_queue_wait_time),
    ] {
        words.extend(is_told.then(|| name.to_owned()));
    }
    if !words.is_empty() {
        writeln!(out, "  {} (rule 9.6)", words.join(", "))?;
    }
    Ok(())
}

fn write_condition(out: &mut dyn Write, explained: &ExplainedCondition) -> anyhow::Result<()> {
    let group = if explained.required { "all" } else { "any" };
    let shown = |(value, truth): &(String, bool)| {
        let value = if value.is_empty() { "(blank)" } else { value };
        format!("{value} ({truth})")
    };
    let before = explained.before.as_ref().map(|seen| format!("{} before, ", shown(seen)));
    writeln!(
        out,
        "      {group}: {}; saw {}{} after",
        condition_text(&explained.condition),
        before.unwrap_or_default(),
        shown(&explained.after),
    )?;
    Ok(())
}
