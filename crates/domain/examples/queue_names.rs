//! Names the queues of a view and of Talk, and finds the quarter hour of an instant.
//!
//! `cargo run -p inflow-domain --example queue_names`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use inflow_domain::{CallQueue, ChannelTable, Interval, QueueKey, Timestamp, Via, ViewId};

fn main() {
    let table = ChannelTable::default();
    for label in ["Mail", "native_messaging", "Text message", "Phone call (inbound)", "pigeon"] {
        let zendesk_channel = Via::named(label).zendesk_channel();
        match table.lookup(&zendesk_channel) {
            Some(channel) => {
                let key = QueueKey::View { view: ViewId(25), channel };
                println!("{label}: {} = {}", key.id(), key.name("Support Tickets"));
            }
            None => println!("{label}: {zendesk_channel} is in no table, a case"),
        }
    }
    for queue in [CallQueue::For("Senior Agents".into()), CallQueue::Ungrouped] {
        println!("{}", QueueKey::Calls(queue).name(""));
    }
    if let Some(at) = Timestamp::parse("2025-09-01T09:22:41Z") {
        println!("{at} falls in the quarter hour from {}", Interval::containing(at).start());
    }
}
