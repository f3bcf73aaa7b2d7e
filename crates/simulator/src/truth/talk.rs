//! What calls count and how they were answered (rules 7 and 9.6).

use std::collections::BTreeMap;

use super::exercised::Exercised;
use super::told::{Cell, Grouping, QueueCall, TruthOptions};
use crate::talk::Call;

/// The cells of all calls, and the calls with their queues.
pub(super) fn cells(
    calls: &[Call],
    options: TruthOptions,
    exercised: &mut Exercised,
) -> (Vec<Cell>, Vec<QueueCall>) {
    let mut told = Vec::new();
    let mut found: BTreeMap<(String, i64), Cell> = BTreeMap::new();
    for call in calls.iter().filter(|call| call.created_at >= options.since) {
        if !call.inbound {
            exercised.count("rule/7.1-outbound");
            continue;
        }
        exercised.count("rule/7.1-inbound");
        exercised.count("channel/call");
        let queue = queue(call, options.grouping, exercised);
        let start = call.created_at - call.created_at.rem_euclid(900);
        let cell = found.entry((queue.clone(), start)).or_insert_with(|| Cell {
            view_id: None,
            queue,
            channel: "call",
            interval_start: start,
            offered: 0,
            handled: Some(0),
            abandoned: Some(0),
            handling_time_seconds: None,
        });
        let handled = record(cell, call, exercised);
        told.push(answered(cell.queue.clone(), call, handled, exercised));
    }
    for cell in found.values().filter(|cell| cell.handled == Some(0)) {
        exercised.add("rule/7.4-nothing-handled", cell.offered.min(1));
    }
    (found.into_values().collect(), told)
}

/// How a call was answered (rule 9.6).
fn answered(
    queue: String,
    call: &Call,
    handling_seconds: Option<i64>,
    exercised: &mut Exercised,
) -> QueueCall {
    let told = call.answering;
    let mut answer_seconds = None;
    if handling_seconds.is_some() {
        let (seconds, rule) = match (told.wait_time, told.time_to_answer) {
            (Some(waited), _) => (waited, "rule/9.6-wait-time"),
            (None, Some(seconds)) => (seconds, "rule/9.6-time-to-answer"),
            (None, None) => (0, "rule/9.6-neither"),
        };
        exercised.count(rule);
        answer_seconds = Some(seconds);
    }
    let status = call.completion_status.unwrap_or_default();
    let told = QueueCall {
        queue,
        call_id: call.id,
        at: call.created_at,
        handling_seconds,
        answer_seconds,
        abandoned: status.starts_with("abandoned"),
        abandoned_in_ivr: status == "abandoned_in_ivr",
        abandoned_in_queue: status == "abandoned_in_queue",
        voicemail: call.voicemail == Some(true),
        callback: told.callback == Some(true),
        outside_business_hours: told.outside_business_hours == Some(true),
    };
    exercised.add("rule/9.6-abandoned-in-ivr", u64::from(told.abandoned_in_ivr));
    exercised.add("rule/9.6-abandoned-in-queue", u64::from(told.abandoned_in_queue));
    exercised.add("rule/9.6-voicemail", u64::from(told.voicemail));
    exercised.add("rule/9.6-callback", u64::from(told.callback));
    exercised.add("rule/9.6-outside-business-hours", u64::from(told.outside_business_hours));
    told
}

/// Rule 7.2.
fn queue(call: &Call, grouping: Grouping, exercised: &mut Exercised) -> String {
    let is_there = |text: &&'static str| !text.is_empty();
    let key = match grouping {
        Grouping::Ivr => {
            call.group_name.filter(is_there).map(|name| (name.to_owned(), "rule/7.2-ivr"))
        }
        Grouping::PhoneNumber => match call.phone_number.filter(is_there) {
            Some(number) => Some((number.to_owned(), "rule/7.2-phone-number")),
            None => call.line.filter(is_there).map(of_line),
        },
    };
    if let Some((key, rule)) = key {
        exercised.count(rule);
        format!("Calls Inbound For {key}")
    } else {
        exercised.count("rule/7.2-ungrouped");
        "Calls Inbound Ungrouped".to_owned()
    }
}

/// A line's number in E.164, or the nickname that it has instead.
fn of_line(line: &str) -> (String, &'static str) {
    let Some(number) = line.strip_prefix('+').or_else(|| line.strip_prefix("00")) else {
        return (line.to_owned(), "rule/7.2-nickname");
    };
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    (format!("+{digits}"), "rule/7.2-number-of-line")
}

/// Rules 7.3 and 7.4; returns the handling time of a handled call.
fn record(figures: &mut Cell, call: &Call, exercised: &mut Exercised) -> Option<i64> {
    figures.offered += 1;
    let voicemail = call.voicemail == Some(true);
    let talk_time = call.talk_time.unwrap_or(0);
    let handled = call.agent_id.is_some_and(|id| id != 0) && talk_time > 0 && !voicemail;
    if call.agent_id == Some(0) && talk_time > 0 && !voicemail {
        exercised.count("rule/7.3-agent-0");
    }
    let status = call.completion_status.unwrap_or_default();
    if voicemail {
        exercised.count("rule/7.3-voicemail");
    }
    let mut handling = None;
    if handled {
        exercised.count("rule/7.3-handled");
        let seconds = talk_time + call.hold_time.unwrap_or(0) + call.wrap_up_time.unwrap_or(0);
        handling = Some(seconds);
        figures.handled = figures.handled.map(|count| count + 1);
        figures.handling_time_seconds = Some(figures.handling_time_seconds.unwrap_or(0) + seconds);
    } else if status == "completed" {
        exercised.count("rule/7.3-completed-but-not-handled");
    }
    if status.starts_with("abandoned") {
        exercised.count(&format!("rule/7.3-{status}"));
        figures.abandoned = figures.abandoned.map(|count| count + 1);
    }
    handling
}
