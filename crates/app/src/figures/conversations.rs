//! Contacts as conversations, which Assembled reads: each once, in the first of the asked queues that it counts in.

use std::collections::HashSet;

use inflow_domain::Timestamp;
use inflow_formats::assembled::{Conversation, End};
use inflow_store::Integration;

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::contacts::{Arrived, ContactPages};
use crate::figures::queues::Queue;

/// Those that arrived in a range, by time.
pub async fn conversations(
    context: &Context,
    integration: &Integration,
    queues: &[&Queue],
    range: (Timestamp, Timestamp),
) -> Result<Vec<Conversation>, IngestError> {
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    for (source, queue) in queues.iter().enumerate() {
        let mut pages = ContactPages::new(context, integration, queue, range);
        while let Some(contacts) = pages.next().await? {
            let new = contacts.into_iter().filter(|one| seen.insert(one.row.contact_id.clone()));
            found.extend(new.map(|arrived| conversation(source, arrived)));
        }
    }
    found.sort_by(|left, right| {
        (left.created_at, &left.import_id).cmp(&(right.created_at, &right.import_id))
    });
    Ok(found)
}

fn conversation(source: usize, arrived: Arrived) -> Conversation {
    let row = arrived.row;
    let answered = row.outcome == "answered";
    let import_id = match (row.ticket_id, row.event_id, row.call_id) {
        (Some(ticket), Some(event), _) => format!("{ticket}-{event}"),
        (_, _, Some(call)) => format!("call-{call}"),
        _ => row.contact_id,
    };
    Conversation {
        created_at: arrived.at,
        import_id,
        source,
        finished: row.outcome != "unfinished",
        end: arrived.ended.map(|at| End { at, answered }),
        handling_seconds: arrived.handling_seconds,
    }
}
