//! Talk's figures: the export of calls and of their legs, and what is told of the present.

use serde_json::{Value, json};

use super::answer::Answer;
use super::exports::{MOST_ROWS, start_time, with_rows};
use super::query::Query;
use crate::account::Account;
use crate::render::{HOST, voice};
use crate::talk::{self, Call};

/// What lies below `channels/voice/stats`; nothing where the account has no Talk.
pub(super) fn stats(account: &Account, segments: &[&str], query: &Query) -> Answer {
    if !account.options.has_talk {
        return Answer::no_endpoint();
    }
    match segments {
        ["incremental", "calls"] => {
            export(account, query, "calls", &|call| vec![talk::render(call)])
        }
        ["incremental", "legs"] => export(account, query, "legs", &voice::legs),
        // The history is over: nobody waits, and nobody is there to answer.
        ["current_queue_activity"] => Answer::ok(json!({"current_queue_activity": {
            "agents_online": 0, "calls_waiting": 0, "callbacks_waiting": 0, "average_wait_time": 0,
            "longest_wait_time": 0, "embeddable_callbacks_waiting": 0, "ai_agent_calls": 0,
        }})),
        ["agents_activity"] => agents_activity(account),
        ["agents_overview"] => Answer::ok(json!({"agents_overview": {
            "average_available_time": 0, "average_away_time": 0, "average_online_time": 0,
            "average_calls_accepted": 0, "average_calls_denied": 0, "average_calls_missed": 0,
            "average_calls_put_on_hold": 0, "average_talk_time": 0, "average_hold_time": 0,
            "average_wrap_up_time": 0, "total_calls_accepted": 0, "total_calls_denied": 0,
            "total_calls_missed": 0, "total_calls_put_on_hold": 0, "total_talk_time": 0,
            "total_hold_time": 0, "total_wrap_up_time": 0,
        }})),
        ["account_overview"] => Answer::ok(json!({"account_overview": overview(account)})),
        _ => Answer::no_endpoint(),
    }
}

/// What each agent does now, which is nothing.
fn agents_activity(account: &Account) -> Answer {
    let agents = account.catalog.users.iter().filter(|user| user.role != "end-user");
    let rows: Vec<Value> = agents
        .map(|user| {
            json!({
                "agent_id": user.id, "name": user.name, "agent_state": "offline",
                "call_status": null, "via": "client", "available_time": 0, "away_time": 0,
                "online_time": 0, "calls_accepted": 0, "calls_denied": 0, "calls_missed": 0,
                "calls_put_on_hold": 0, "total_call_duration": 0, "total_talk_time": 0,
                "total_hold_time": 0, "total_wrap_up_time": 0, "average_talk_time": 0,
                "average_hold_time": 0, "average_wrap_up_time": 0, "forwarding_number": null,
            })
        })
        .collect();
    let count = rows.len();
    Answer::ok(json!({
        "agents_activity": rows, "next_page": null, "previous_page": null, "count": count,
    }))
}

/// The calls of the last day of the history.
fn overview(account: &Account) -> Value {
    let begin = account.options.end - 86_400;
    let calls: Vec<&Call> = account.calls.iter().filter(|call| call.created_at >= begin).collect();
    let count = |wanted: &dyn Fn(&Call) -> bool| calls.iter().filter(|call| wanted(call)).count();
    let seconds =
        |of: fn(&Call) -> Option<i64>| -> i64 { calls.iter().filter_map(|call| of(call)).sum() };
    json!({
        "total_calls": calls.len(),
        "total_inbound_calls": count(&|call| call.inbound),
        "total_outbound_calls": count(&|call| !call.inbound),
        "total_calls_abandoned_in_queue":
            count(&|call| call.completion_status == Some("abandoned_in_queue")),
        "total_voicemails": count(&|call| call.voicemail == Some(true)),
        "total_call_duration": seconds(|call| call.talk_time),
        "total_hold_time": seconds(|call| call.hold_time),
        "total_wrap_up_time": seconds(|call| call.wrap_up_time),
        "max_calls_waiting": 0,
        "max_queue_wait_time": 0,
    })
}

/// Rows of calls, by the instant of their last change. There is no `end_of_stream`, and `next_page` is never
/// null: whoever reads must notice that nothing new comes.
fn export(
    account: &Account,
    query: &Query,
    key: &str,
    rows: &dyn Fn(&Call) -> Vec<Value>,
) -> Answer {
    let start = match start_time(query) {
        Ok(start) => start,
        Err(refusal) => return refusal,
    };
    let first = account.calls.partition_point(|call| call.updated_at < start);
    let calls = &account.calls[first..];
    let times: Vec<i64> = calls.iter().map(|call| call.updated_at).collect();
    let size = account.options.max_page.unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS);
    let length = calls_page(&times, start, size);
    let end_time = length.checked_sub(1).map_or(start, |place| times[place]);
    let written: Vec<Value> = calls[..length].iter().flat_map(rows).collect();
    let body = json!({
        "count": written.len(),
        "end_time": end_time,
        "next_page": format!("{HOST}/api/v2/channels/voice/stats/incremental/{key}.json?start_time={end_time}"),
    });
    Answer::ok(with_rows(body, key, written))
}

/// The length of a page of calls: a page that would end where it began goes on to the next instant,
/// so that an unchanged end time always means the end.
fn calls_page(times: &[i64], start: i64, size: usize) -> usize {
    let mut length = size.min(times.len());
    while length > 0 && length < times.len() && times[length - 1] == start {
        length += 1;
    }
    length
}
