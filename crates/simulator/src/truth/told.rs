//! What the truth is told in: contacts, calls and cells.

use super::ends::ContactEnd;

/// How calls are grouped into queues (rule 7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// By the group that the IVR sent the call to.
    Ivr,
    /// By the number that was called.
    PhoneNumber,
}

/// Of which integration the truth is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TruthOptions {
    /// From when on the history is known to the importer, in seconds since 1970.
    pub since: i64,
    /// How calls are grouped.
    pub grouping: Grouping,
}

/// What one queue got in one quarter hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The view; none for Talk.
    pub view_id: Option<i64>,
    /// The queue's name.
    pub queue: String,
    /// The queue's channel.
    pub channel: &'static str,
    /// The quarter hour's start, in seconds since 1970.
    pub interval_start: i64,
    /// Contacts.
    pub offered: u64,
    /// Handled calls; absent for views.
    pub handled: Option<u64>,
    /// Abandoned calls; absent for views.
    pub abandoned: Option<u64>,
    /// Handling time of the handled calls; absent where none was handled.
    pub handling_time_seconds: Option<i64>,
}

/// One contact that a ticket event made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketContact {
    /// The ticket.
    pub ticket_id: i64,
    /// The ticket event.
    pub event_id: i64,
    /// When it happened, in seconds since 1970.
    pub at: i64,
    /// `created`, `reply` or `entry`.
    pub kind: &'static str,
    /// The channel it counts in.
    pub channel: &'static str,
    /// Whether it is a reply that reopened a solved ticket.
    pub reopening: bool,
    /// `customer`, `staff` or `system`: whoever saved the event.
    pub author_side: &'static str,
    /// The views it counts in; none, and it counts in no queue.
    pub view_ids: Vec<i64>,
    /// What became of it in each of them.
    pub ends: Vec<ContactEnd>,
}

/// A contact of a Support queue or workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueContact {
    /// The ticket.
    pub ticket_id: i64,
    /// The ticket event.
    pub event_id: i64,
    /// When it arrived.
    pub at: i64,
    /// `created`, `reply` or `entry`.
    pub kind: &'static str,
    /// Whether it reopened a solved ticket.
    pub reopening: bool,
    /// `customer`, `staff` or `system`.
    pub author_side: &'static str,
    /// What became of it there.
    pub end: ContactEnd,
}

/// An inbound call.
#[expect(clippy::struct_excessive_bools, reason = "Zendesk tells flags of calls")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueCall {
    /// The queue's name.
    pub queue: String,
    /// The call.
    pub call_id: i64,
    /// When it began.
    pub at: i64,
    /// Its handling time, where it was handled.
    pub handling_seconds: Option<i64>,
    /// Seconds to the answer, where it was handled.
    pub answer_seconds: Option<i64>,
    /// Whether the customer gave up.
    pub abandoned: bool,
    /// Whether that was in the IVR.
    pub abandoned_in_ivr: bool,
    /// Whether that was in the queue.
    pub abandoned_in_queue: bool,
    /// Whether a voicemail was left.
    pub voicemail: bool,
    /// Whether the customer was called back.
    pub callback: bool,
    /// Whether it came outside business hours.
    pub outside_business_hours: bool,
}
