//! Calls of Talk, as its incremental export lists them.

use serde_json::{Value, json};

use crate::catalog::{Catalog, GROUP_NAMES};
use crate::dice::{Dice, shape};
use crate::instant;
use crate::options::{Manner, Options};
use crate::rhythm;

/// A call, with what the rules read of it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) id: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) inbound: bool,
    pub(crate) completion_status: Option<&'static str>,
    pub(crate) agent_id: Option<i64>,
    pub(crate) phone_number: Option<&'static str>,
    pub(crate) line: Option<&'static str>,
    pub(crate) group_name: Option<&'static str>,
    pub(crate) voicemail: Option<bool>,
    pub(crate) talk_time: Option<i64>,
    pub(crate) hold_time: Option<i64>,
    pub(crate) wrap_up_time: Option<i64>,
    pub(crate) answering: Answering,
}

/// How a call was answered, as far as that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Answering {
    pub(crate) wait_time: Option<i64>,
    pub(crate) time_to_answer: Option<i64>,
    pub(crate) callback: Option<bool>,
    pub(crate) outside_business_hours: Option<bool>,
    pub(crate) exceeded_queue_wait_time: Option<bool>,
}

/// The account's phone numbers.
pub(crate) const PHONE_NUMBERS: [&str; 3] = ["+16194574051", "+31205550123", "+442079460000"];

/// What calls tell of the number that was called: one of the account's, or nothing.
const NUMBERS: [Option<&str>; 5] =
    [Some(PHONE_NUMBERS[0]), Some(PHONE_NUMBERS[1]), Some(PHONE_NUMBERS[2]), None, Some("")];

/// The id of one of the account's phone numbers.
pub(crate) fn number_id(number: &str) -> Option<i64> {
    PHONE_NUMBERS.iter().zip(360_000_121_575..).find(|(own, _)| **own == number).map(|(_, id)| id)
}

const STATUSES: [Option<&str>; 10] = [
    Some("completed"),
    Some("completed"),
    Some("completed"),
    Some("abandoned_in_queue"),
    Some("abandoned_in_ivr"),
    Some("abandoned_in_voicemail"),
    Some("abandoned_on_hold"),
    Some("not_answered"),
    Some("failed"),
    None,
];

/// All calls in the order of the export: by the instant of their last change.
pub(crate) fn calls(options: &Options, catalog: &Catalog) -> Vec<Call> {
    if !options.has_talk {
        return Vec::new();
    }
    let count = match options.manner {
        Manner::Hard => options.tickets / 3,
        Manner::Lifelike => options.tickets,
        Manner::Light => 0,
    };
    let count = i64::try_from(count).expect("a number of calls");
    let mut dice = Dice::new(options.seed, u64::MAX - 2);
    let make = if options.manner == Manner::Lifelike { usual_call } else { call };
    let mut calls: Vec<Call> =
        (0..count).map(|number| make(&mut dice, options, catalog, number)).collect();
    let is_usual = options.manner == Manner::Lifelike;
    for call in &mut calls {
        call.answering = answering(call, is_usual);
    }
    if options.is_odd() {
        calls.iter_mut().for_each(disturb);
    }
    // Older records name the number twice.
    for call in &mut calls {
        call.line = call.line.or(call.phone_number);
    }
    calls.sort_by_key(|call| (call.updated_at, call.id));
    calls
}

/// Seconds around which answers come, each a little more or less.
const WAITS: [i64; 16] = [0, 9, 10, 11, 19, 20, 30, 31, 60, 90, 120, 180, 299, 300, 600, 900];

/// How a call was answered. It is told by the call's id alone, so that nothing else depends on it.
fn answering(call: &Call, is_usual: bool) -> Answering {
    let chosen = |stream: u64, sides: u64| shape(call.id, stream, sides);
    let waited = |stream: u64| {
        let most = if is_usual { 9 } else { 16 };
        let place = usize::try_from(chosen(stream, most)).expect("a place in a short list");
        WAITS[place]
    };
    let flag = |stream: u64, sides: u64| match chosen(stream, sides) {
        0 => Some(true),
        1 => None,
        _ => Some(false),
    };
    let is_blank = |stream: u64| !is_usual && chosen(stream, 4) == 0;
    let wait_time = (!is_blank(50)).then(|| waited(51));
    let rang = call.agent_id.is_some() && !is_blank(52);
    Answering {
        wait_time,
        time_to_answer: rang.then(|| wait_time.unwrap_or_else(|| waited(53)) + 12),
        callback: flag(54, 9),
        outside_business_hours: flag(55, 7),
        exceeded_queue_wait_time: flag(56, 11),
    }
}

/// Names of lines: numbers, and nicknames of digital lines.
const LINES: [&str; 6] = ["24/7", "2024", "Night desk", "+31 20 555 01 23", "0031205550123", "911"];

/// Lines with a nickname instead of a number, and an agent 0 where there was none.
fn disturb(call: &mut Call) {
    let has_number = call.phone_number.is_some_and(|number| !number.is_empty());
    if !has_number && shape(call.id, 40, 4) != 0 {
        let place = usize::try_from(shape(call.id, 41, 6)).expect("a place in a short list");
        call.line = Some(LINES[place]);
    }
    if shape(call.id, 42, 12) == 0 {
        call.agent_id = Some(0);
        call.talk_time = call.talk_time.or(Some(33));
    }
}

fn call(dice: &mut Dice, options: &Options, catalog: &Catalog, number: i64) -> Call {
    let mut created_at = dice.between(options.begin(), options.end - 12_000);
    if dice.chance(10) {
        created_at -= created_at.rem_euclid(900);
    }
    // Calls change long after they end: wrap-up, cost and ticket come late.
    let later = dice.between(2_400, 10_800);
    let mut updated_at = created_at + later;
    if dice.chance(20) {
        updated_at -= updated_at.rem_euclid(3_600);
        updated_at = updated_at.max(created_at);
    }
    let completion_status = *dice.pick(&STATUSES);
    let answered = match completion_status {
        Some("completed") => dice.chance(85),
        Some("abandoned_on_hold") => true,
        _ => false,
    };
    let talked = dice.between(0, 900);
    Call {
        id: if number % 5 == 0 {
            9_007_199_254_740_993 + 4 * number
        } else {
            360_088_814_475 + 7 * number
        },
        created_at,
        updated_at,
        inbound: dice.chance(75),
        completion_status,
        agent_id: answered.then(|| *dice.pick(&catalog.agents)),
        phone_number: *dice.pick(&NUMBERS),
        line: None,
        group_name: *dice.pick(&[
            Some(GROUP_NAMES[0]),
            Some(GROUP_NAMES[1]),
            Some(GROUP_NAMES[4]),
            None,
            Some(""),
        ]),
        voicemail: if answered {
            *dice.pick(&[Some(false), None, Some(false), Some(true)])
        } else {
            Some(dice.chance(30))
        },
        talk_time: if answered && dice.chance(90) {
            Some(talked)
        } else {
            *dice.pick(&[None, Some(0)])
        },
        hold_time: *dice.pick(&[None, Some(0), Some(37), Some(120)]),
        wrap_up_time: *dice.pick(&[None, Some(0), Some(66), Some(15)]),
        answering: Answering::default(),
    }
}

/// A call as most are: in the daytime, from somebody whom an agent answers.
fn usual_call(dice: &mut Dice, options: &Options, catalog: &Catalog, number: i64) -> Call {
    let odd = call(dice, options, catalog, number);
    let created_at = rhythm::moment(dice, options, options.end - 12_000);
    let answered = dice.chance(91);
    let agent_id = answered.then(|| *dice.pick(&catalog.agents));
    // The sum of two dice is seldom extreme.
    let mut seconds = |most: i64| dice.between(10, most / 2) + dice.between(10, most / 2);
    let (talked, wrapped_up) = (seconds(540), seconds(120));
    Call {
        created_at,
        updated_at: created_at + odd.updated_at - odd.created_at,
        inbound: dice.chance(92),
        completion_status: Some(if answered { "completed" } else { "abandoned_in_queue" }),
        agent_id,
        phone_number: NUMBERS[dice.index(3)],
        group_name: Some(*dice.pick(&[
            GROUP_NAMES[0],
            GROUP_NAMES[0],
            GROUP_NAMES[1],
            GROUP_NAMES[4],
        ])),
        voicemail: Some(false),
        talk_time: Some(if answered { talked } else { 0 }),
        wrap_up_time: Some(if answered { wrapped_up } else { 0 }),
        ..odd
    }
}

/// A call as the export writes it.
pub(crate) fn render(call: &Call) -> Value {
    let number_id = call.phone_number.and_then(number_id);
    json!({
        "id": call.id,
        "created_at": instant::rfc3339(call.created_at),
        "updated_at": instant::rfc3339(call.updated_at),
        "direction": if call.inbound { "inbound" } else { "outbound" },
        "completion_status": call.completion_status,
        "agent_id": call.agent_id,
        "customer_id": null,
        "ticket_id": null,
        "phone_number": call.phone_number,
        "phone_number_id": number_id,
        "line": call.line,
        "line_id": number_id,
        "line_type": "phone",
        "call_channel": "phone",
        "call_group_id": null,
        "default_group": call.group_name.is_none(),
        "ivr_action": call.group_name.map(|_| "group"),
        "ivr_destination_group_name": call.group_name,
        "ivr_hops": call.group_name.map(|_| 1),
        "ivr_routed_to": null,
        "ivr_time_spent": call.group_name.map(|_| 12),
        "wait_time": call.answering.wait_time,
        "time_to_answer": call.answering.time_to_answer,
        "talk_time": call.talk_time,
        "hold_time": call.hold_time,
        "wrap_up_time": call.wrap_up_time,
        "consultation_time": 0,
        "duration": call.talk_time.unwrap_or(0) + 20,
        "exceeded_queue_wait_time": call.answering.exceeded_queue_wait_time,
        "outside_business_hours": call.answering.outside_business_hours,
        "overflowed": false,
        "overflowed_to": null,
        "voicemail": call.voicemail,
        "customer_requested_voicemail": false,
        "callback": call.answering.callback,
        "callback_source": null,
        "minutes_billed": 1,
        "call_charge": "0.003",
        "recording_time": 0,
        "not_recording_time": 0,
        "recording_control_interactions": 0,
        "call_recording_consent": "always",
        "quality_issues": ["none"],
    })
}
