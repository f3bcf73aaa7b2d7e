//! Talk beside its calls: numbers, the menu that callers hear, and the legs of calls.

use serde_json::{Value, json};

use super::lists::SINCE;
use crate::account::Account;
use crate::instant;
use crate::talk::{Call, PHONE_NUMBERS, number_id};

/// The account's phone numbers.
pub(crate) fn phone_numbers() -> Vec<Value> {
    PHONE_NUMBERS.iter().map(|number| phone_number(number)).collect()
}

fn phone_number(number: &str) -> Value {
    let country = match number.get(..3) {
        Some("+31") => "NL",
        Some("+44") => "GB",
        _ => "US",
    };
    json!({
        "id": number_id(number),
        "number": number,
        "name": number,
        "display_number": number,
        "nickname": null,
        "line_type": "phone",
        "country_code": country,
        "location": null,
        "toll_free": false,
        "external": false,
        "transcription": false,
        "recorded": true,
        "call_recording_consent": "always",
        "group_ids": [],
        "default_group_id": null,
        "greeting_ids": [],
        "default_greeting_ids": ["voicemail_en", "available_en", "wait_en", "hold_en"],
        "sms_group_id": null,
        "capabilities": {"sms": false, "mms": false, "voice": true, "emergency_address": false},
        "sms_enabled": false,
        "voice_enabled": true,
        "outbound_enabled": true,
        "priority": 0,
        "ivr_id": IVR,
        "schedule_id": null,
        "failover_number": null,
        "created_at": SINCE,
    })
}

/// What a greeting can be for; every account has the same list.
pub(crate) fn greeting_categories() -> Vec<Value> {
    let names = ["voicemail", "available", "wait", "hold", "ivr", "callback"];
    (1..).zip(names).map(|(id, name): (i64, _)| json!({"id": id, "name": name})).collect()
}

const IVR: i64 = 360_000_011_856;

/// The one menu that callers hear; it leads to every group.
pub(crate) fn ivrs(account: &Account) -> Vec<Value> {
    let menu = IVR + 1;
    let routes: Vec<Value> = account
        .catalog
        .groups
        .iter()
        .zip(1_i64..)
        .map(|(group, key)| {
            json!({
                "id": menu + key, "keypress": key.to_string(), "greeting": null, "action": "group",
                "options": {"group_ids": [group]}, "option_text": null, "overflow_options": [],
            })
        })
        .collect();
    let ids: Vec<i64> = PHONE_NUMBERS.iter().filter_map(|number| number_id(number)).collect();
    vec![json!({
        "id": IVR, "name": "Main menu",
        "menus": [
            {"id": menu, "name": "Main menu", "default": true, "greeting_id": null, "routes": routes},
        ],
        "phone_number_ids": ids, "phone_number_names": PHONE_NUMBERS,
    })]
}

/// The legs of a call: the customer's, and the agent's where one answered.
pub(crate) fn legs(call: &Call) -> Vec<Value> {
    let leg = |id: i64, kind: &str, agent: Option<i64>| {
        json!({
            "id": id,
            "call_id": call.id,
            "type": kind,
            "agent_id": agent,
            "user_id": agent.unwrap_or(0),
            "created_at": instant::rfc3339(call.created_at),
            "updated_at": instant::rfc3339(call.updated_at),
            "duration": call.talk_time.unwrap_or(0) + 20,
            "talk_time": call.talk_time,
            "hold_time": call.hold_time,
            "wrap_up_time": agent.and(call.wrap_up_time),
            "completion_status": "completed",
            "available_via": agent.map(|_| "browser"),
            "call_charge": "0.003",
            "minutes_billed": 1,
            "forwarded_to": null,
            "transferred_from": null,
            "transferred_to": null,
            "consultation_from": null,
            "consultation_to": null,
            "consultation_time": null,
            "conference_from": null,
            "conference_to": null,
            "conference_time": null,
            "quality_issues": ["none"],
        })
    };
    let mut legs = vec![leg(2 * call.id, "customer", None)];
    legs.extend(call.agent_id.map(|agent| leg(2 * call.id + 1, "agent", Some(agent))));
    legs
}
