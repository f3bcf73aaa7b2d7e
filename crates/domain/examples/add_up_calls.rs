//! Adds up the figures of a few Talk calls by queue and by the hour of a time zone.
//!
//! `cargo run -p inflow-domain --example add_up_calls`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::collections::BTreeMap;

use inflow_domain::time_zone::TimeZone;
use inflow_domain::{
    Call, CallId, CallQueue, Figures, Grouping, IntervalLength, QueueKey, Timestamp, UserId,
};

fn main() {
    let zone = TimeZone::from_name("Europe/Amsterdam").expect("a zone of the tables");
    let calls = [
        call(1, "2025-09-01T07:05:00Z", Some(7), 310),
        call(2, "2025-09-01T07:50:00Z", None, 0),
        call(3, "2025-09-01T08:20:00Z", Some(9), 95),
    ];
    let mut hours: BTreeMap<(CallQueue, Timestamp), Figures> = BTreeMap::new();
    for call in &calls {
        let Some(figures) = call.figures() else { continue };
        let (start, _) = IntervalLength::Hour.containing(call.created_at, zone);
        hours.entry((call.queue(Grouping::Ivr), start)).or_default().add(&figures);
    }
    for ((queue, start), figures) in hours {
        println!(
            "{} {start}: {} offered, {} handled, {} abandoned, average handling time {}",
            QueueKey::Calls(queue).name(""),
            figures.offered,
            figures.handled.unwrap_or_default(),
            figures.abandoned.unwrap_or_default(),
            figures.aht_text().unwrap_or_else(|| "absent".to_owned()),
        );
    }
}

/// A call that an agent answered, or that a customer gave up.
fn call(id: i64, begins: &str, agent: Option<i64>, talk_seconds: i64) -> Call {
    let begins = Timestamp::parse(begins).expect("the example's instants are well-formed");
    Call {
        id: CallId(id),
        created_at: begins,
        updated_at: begins.plus_seconds(talk_seconds),
        inbound: true,
        completion_status: if agent.is_some() { "completed" } else { "abandoned_in_queue" }.into(),
        agent: agent.map(UserId),
        voicemail: false,
        ivr_group: Some("Sales".into()),
        number: Some("+31201234567".into()),
        talk_seconds,
        hold_seconds: 0,
        wrap_up_seconds: 20,
        answering: None,
    }
}
