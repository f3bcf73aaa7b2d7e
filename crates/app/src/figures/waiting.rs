//! What waits in a Support queue at the end of what is imported, and since when (rule 9.5).

use inflow_domain::{Interval, QueueKey, TicketId, Timestamp, Waiting};
use inflow_store::Integration;

use crate::context::Context;
use crate::error::IngestError;
use crate::figures::queues::covered;

/// So much of the past is looked through at first for what waits longest, and ever more then.
const FIRST_LOOK_SECONDS: i64 = 28 * 86_400;

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingNow {
    /// At this instant: until then everything is imported.
    pub at: Timestamp,
    /// How many contacts and tickets.
    pub waiting: Waiting,
    /// The contact that waits longest: when it arrived, and its ticket.
    pub oldest: Option<(Timestamp, TicketId)>,
}

/// What waits in a queue or workload; nothing of Talk, and nothing until everything is counted with ends.
pub async fn waiting_now(
    context: &Context,
    integration: &Integration,
    queue: &QueueKey,
) -> Result<Option<WaitingNow>, IngestError> {
    let Some((from, until)) = covered(integration, queue) else { return Ok(None) };
    let reports = &context.store.reports;
    let end = Interval::at_or_after(until).start();
    let Some(found) = reports.fates(integration.id, queue, end, end).await? else {
        return Ok(None);
    };
    let waiting = found.waiting_before;
    let longest = longest(context, integration, queue, (from, end), waiting.contacts).await?;
    let oldest = match longest {
        Some(interval) => unfinished_of(context, integration, queue, interval).await?,
        None => None,
    };
    Ok(Some(WaitingNow { at: until, waiting, oldest }))
}

/// The interval in which the contact arrived that waits longest, of so many that wait: looked for from the end
/// backwards, since most of them came lately.
async fn longest(
    context: &Context,
    integration: &Integration,
    queue: &QueueKey,
    (from, mut to): (Timestamp, Timestamp),
    waiting: i64,
) -> Result<Option<Interval>, IngestError> {
    let (mut left, mut look, mut longest) = (waiting, FIRST_LOOK_SECONDS, None);
    while left > 0 && to > from {
        let begin = Interval::at_or_after(from.max(to.plus_seconds(-look))).start();
        let found = context.store.reports.fates(integration.id, queue, begin, to).await?;
        for quarter in found.unwrap_or_default().quarters.iter().rev() {
            let unfinished = quarter.fates.unfinished();
            if unfinished > 0 {
                left -= unfinished;
                longest = Some(quarter.interval);
            }
            if left <= 0 {
                break;
            }
        }
        (to, look) = (begin, look * 4);
        if begin <= from {
            break;
        }
    }
    Ok(longest)
}

/// The first contact of an interval that has no end.
async fn unfinished_of(
    context: &Context,
    integration: &Integration,
    queue: &QueueKey,
    interval: Interval,
) -> Result<Option<(Timestamp, TicketId)>, IngestError> {
    let Some((view, _)) = queue.as_view() else { return Ok(None) };
    let (from, to) = (interval.start(), interval.end());
    let contacts = context.store.reports.contacts(integration.id, queue, from, to).await?;
    let mut waiting = contacts
        .iter()
        .filter(|contact| contact.in_view(view).is_some_and(|counted| counted.end.is_none()));
    Ok(waiting.next().map(|contact| (contact.at, contact.ticket)))
}
