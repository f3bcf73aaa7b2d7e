//! What may be missing of a history that nothing contradicts (rule 2.4): a reply changes no field.

use inflow_domain::{TicketHistory, Timestamp};

/// For how many seconds after its last event a ticket may still be written without another one.
const TOLERANCE_SECONDS: i64 = 60;

/// Whether the snapshot tells of a change within the window that no known event tells. Whether it lies in
/// the covered time as well, only the reader of events knows.
pub(crate) fn lacks_an_update(history: &TicketHistory, since: Option<Timestamp>) -> bool {
    let Some(shown) = &history.snapshot else { return false };
    let is_within = since.is_some_and(|since| shown.updated_at >= since);
    let last = history.events.iter().map(|event| event.at).max();
    let is_told = last.is_some_and(|last| shown.updated_at <= last.plus_seconds(TOLERANCE_SECONDS));
    is_within && !is_told
}
