//! Repair from audits (rule 2.4), after the count that found what is inexact or incomplete.
//!
//! The audits of a ticket hold its whole history, also what lies before the window: that makes the
//! history exact, while contacts before the window stay outside the coverage (rule 8.2). One ticket
//! at a time is asked for and saved, so that a stop loses nothing, and now and then those that were
//! read are counted again. A service has a budget for each cycle: what is left waits for the next one.

mod budget;

use std::collections::BTreeSet;
use std::sync::Arc;

use inflow_domain::{TicketEvent, TicketId, Timestamp};
use inflow_store::{Integration, Lease};
use inflow_zendesk::{Audit, Client, Error as ZendeskError, OddRow};

use crate::context::Context;
use crate::error::IngestError;
use crate::import::audits;
use crate::import::counting;
use crate::import::odd_rows;
use crate::import::progress::{Progress, Stage};
use crate::stop::{Stop, unless_stopped};

pub use budget::RepairBudget;
use budget::Spending;

/// Why a ticket stays inexact: Zendesk keeps no audits of it.
pub const NO_AUDITS: &str = "zendesk has no audits of it";

/// Why a ticket stays inexact: what Zendesk says of its audits makes no sense.
pub const UNREADABLE_AUDITS: &str = "its audits cannot be read";

/// As many tickets are looked up at once.
const BATCH: usize = 500;

/// What was read is counted after this many tickets, or after this many seconds.
const COUNT_AFTER_TICKETS: usize = 500;
const COUNT_AFTER_SECONDS: i64 = 60;

/// Where Zendesk fails to answer for this many tickets in a row, it is down.
const FAILURES_IN_A_ROW: u32 = 10;

/// Why a ticket is in doubt: rows of its events are missing.
pub(crate) const UNREADABLE_EVENTS: &str = "some of its events could not be read";

/// The endpoint of a ticket's audits.
const AUDITS: &str = "tickets/{id}/audits";

/// What a repair came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RepairReport {
    /// Tickets whose audits told what was missing, or took a doubt away.
    pub repaired: u64,
    /// Tickets that stay inexact, tried now or before.
    pub inexact: u64,
    /// Tickets whose audits are still to be asked for.
    pub waiting: u64,
    /// Requests made.
    pub requests: u64,
}

/// Repairs the tickets whose audits were not asked for since they last changed, as far as the budget
/// goes.
pub async fn repair(
    context: &Context,
    integration: &Integration,
    lease: Lease,
    client: &Client,
    (progress, stop): (&Arc<dyn Progress>, &Stop),
    budget: &RepairBudget,
) -> Result<RepairReport, IngestError> {
    let repairs = &context.store.repairs;
    let requests_before = client.requests_sent();
    let waiting = repairs.number_waiting(integration.id).await?;
    let mut attempts = Attempts::new(context, integration, lease, client, progress, stop).await?;
    if waiting > 0 {
        progress.stage(Stage::Repairing);
        let tried = attempts.all(waiting, budget).await;
        // What was read is counted also where the repair was stopped or failed.
        attempts.count().await?;
        tried?;
    }
    let inexact = repairs.inexact_tickets(integration.id).await?;
    let still: BTreeSet<TicketId> = inexact.iter().map(|found| found.ticket).collect();
    let repaired = attempts.mended.iter().filter(|ticket| !still.contains(ticket)).count() as u64;
    let left = repairs.number_waiting(integration.id).await?;
    if waiting > 0 {
        let name = &integration.name;
        tracing::info!(integration = %name, waiting, repaired, left, "repaired tickets");
    }
    Ok(RepairReport {
        repaired,
        inexact: inexact.len() as u64,
        waiting: left,
        requests: client.requests_sent() - requests_before,
    })
}

struct Attempts<'a> {
    context: &'a Context,
    integration: &'a Integration,
    lease: Lease,
    client: &'a Client,
    progress: &'a Arc<dyn Progress>,
    stop: &'a Stop,
    keeps_text: bool,
    /// The tickets that were inexact or in doubt before.
    inexact: BTreeSet<TicketId>,
    /// Tickets whose audits told something, or took a doubt away.
    mended: Vec<TicketId>,
    /// How many tickets were read since the last count, and when that was.
    uncounted: usize,
    counted_at: Timestamp,
    /// Tickets that Zendesk failed to answer for, left to the next import.
    postponed: BTreeSet<TicketId>,
    /// How many of them in a row.
    failures: u32,
}

/// What became of a ticket.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tried {
    Done,
    /// Nobody's audits can be read now.
    Ends,
}

/// What becomes of a ticket whose audits did not come.
enum Missing {
    /// They will not come before the ticket changes.
    Lasting(&'static str),
    /// The next import tries again.
    Postponed,
    /// Nobody's audits can be read.
    NotAllowed,
}

impl<'a> Attempts<'a> {
    async fn new(
        context: &'a Context,
        integration: &'a Integration,
        lease: Lease,
        client: &'a Client,
        progress: &'a Arc<dyn Progress>,
        stop: &'a Stop,
    ) -> Result<Self, IngestError> {
        let keeps_text = context.store.imports.bookmarks(integration.id).await?.keeps_text;
        let inexact = context.store.repairs.inexact_tickets(integration.id).await?;
        Ok(Self {
            context,
            integration,
            lease,
            client,
            progress,
            stop,
            keeps_text,
            inexact: inexact.iter().map(|found| found.ticket).collect(),
            mended: Vec::new(),
            uncounted: 0,
            counted_at: context.clock.now(),
            postponed: BTreeSet::new(),
            failures: 0,
        })
    }

    /// Tries the tickets that wait, one after the other.
    async fn all(&mut self, waiting: u64, budget: &RepairBudget) -> Result<(), IngestError> {
        let spending = budget.begin(self.context.clock.now(), self.client);
        let mut done = 0;
        'tickets: loop {
            let batch = self.context.store.repairs.waiting(self.integration.id, BATCH).await?;
            // Who was postponed waits behind all others.
            let batch: Vec<TicketId> =
                batch.into_iter().filter(|ticket| !self.postponed.contains(ticket)).collect();
            if batch.is_empty() {
                break;
            }
            for ticket in batch {
                if spending.is_spent(self.context.clock.now(), self.client, done) {
                    break 'tickets;
                }
                if self.one(ticket, &spending).await? == Tried::Ends {
                    break 'tickets;
                }
                done += 1;
                self.progress.advanced(Stage::Repairing, done, Some(waiting.max(done)));
                let since = self.context.clock.now().0 - self.counted_at.0;
                if self.uncounted >= COUNT_AFTER_TICKETS
                    || (self.uncounted > 0 && since >= COUNT_AFTER_SECONDS)
                {
                    self.count().await?;
                    self.progress.stage(Stage::Repairing);
                }
            }
        }
        if !self.postponed.is_empty() {
            self.progress.note(&format!(
                "zendesk failed to answer for the audits of {} tickets: the next import asks again",
                self.postponed.len()
            ));
        }
        Ok(())
    }

    /// Asks for one ticket's audits, and keeps what comes of it.
    async fn one(
        &mut self,
        ticket: TicketId,
        spending: &Spending<'_>,
    ) -> Result<Tried, IngestError> {
        let repairs = &self.context.store.repairs;
        let left = spending.time_left(self.context.clock.now());
        let asked = async { Ok(within(left, self.client.ticket_audits(ticket.0)).await) };
        let missing = match unless_stopped(self.stop, asked).await? {
            Some(Ok(audits)) => {
                self.failures = 0;
                self.save(ticket, &audits).await?;
                return Ok(Tried::Done);
            }
            Some(Err(error)) => (missing(&error), Some(error)),
            // The budget ended while Zendesk was waited for.
            None => (Some(Missing::Postponed), None),
        };
        match missing {
            (Some(Missing::Lasting(reason)), _) => {
                self.failures = 0;
                repairs.save_failure(self.lease, ticket, reason).await?;
                Ok(Tried::Done)
            }
            (Some(Missing::Postponed), _) => {
                repairs.postpone(self.lease, ticket, self.context.clock.now()).await?;
                self.postponed.insert(ticket);
                self.failures += 1;
                let is_down = self.failures >= FAILURES_IN_A_ROW;
                Ok(if is_down { Tried::Ends } else { Tried::Done })
            }
            (Some(Missing::NotAllowed), error) => {
                let error = error.map(|error| error.to_string()).unwrap_or_default();
                self.progress.note(&format!("inexact tickets are not repaired: {error}"));
                Ok(Tried::Ends)
            }
            // Figures stand already, and the next cycle's import tells what lasts.
            (None, Some(error)) if spending.is_limited() => {
                self.progress.note(&format!("repair goes on in the next cycle: {error}"));
                Ok(Tried::Ends)
            }
            (None, error) => Err(error.map_or(IngestError::Stopped, IngestError::from)),
        }
    }

    async fn save(&mut self, ticket: TicketId, audits: &[Audit]) -> Result<(), IngestError> {
        let (id, store) = (self.integration.id, &self.context.store);
        let odd = self.client.take_odd_rows();
        odd_rows::keep(self.context, self.lease, &odd).await?;
        let is_of_ticket = |odd: &OddRow| odd.ticket_id.is_none_or(|id| id == ticket.0);
        if odd.iter().any(|odd| odd.endpoint == AUDITS && odd.set_aside && is_of_ticket(odd)) {
            // Some of its audits make it exact no more than none (rule 8.5).
            store.repairs.save_failure(self.lease, ticket, UNREADABLE_AUDITS).await?;
            return Ok(());
        }
        let known = store.reports.ticket(id, ticket).await?;
        let known = known.map(|history| history.events).unwrap_or_default();
        let events = audits::events(audits, ticket, &known, self.keeps_text);
        let tells_more = |event: &TicketEvent| known.iter().all(|known| known.id != event.id);
        if self.inexact.contains(&ticket) || events.iter().any(tells_more) {
            self.mended.push(ticket);
        }
        store.repairs.save_audits(self.lease, ticket, events).await?;
        self.uncounted += 1;
        Ok(())
    }

    /// Counts the tickets that were read.
    async fn count(&mut self) -> Result<(), IngestError> {
        if self.uncounted > 0 {
            counting::count(self.context, self.integration, self.lease, self.progress).await?;
            self.uncounted = 0;
        }
        self.counted_at = self.context.clock.now();
        Ok(())
    }
}

/// What comes of some work in the time that is left; nothing where that is not enough.
async fn within<T>(left: Option<std::time::Duration>, work: impl Future<Output = T>) -> Option<T> {
    match left {
        Some(left) => tokio::time::timeout(left, work).await.ok(),
        None => Some(work.await),
    }
}

/// What an error means for one ticket; nothing where it means the whole import's end.
fn missing(error: &ZendeskError) -> Option<Missing> {
    match error {
        ZendeskError::NotFound { .. } => Some(Missing::Lasting(NO_AUDITS)),
        ZendeskError::Shape { .. }
        | ZendeskError::TooLarge { .. }
        | ZendeskError::Endless { .. }
        | ZendeskError::BadRequest { .. }
        | ZendeskError::Stalled { .. } => Some(Missing::Lasting(UNREADABLE_AUDITS)),
        ZendeskError::ServerFault { .. } | ZendeskError::Damaged { .. } => Some(Missing::Postponed),
        ZendeskError::Forbidden { .. } => Some(Missing::NotAllowed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use inflow_zendesk::Refused;

    use super::*;

    #[test]
    fn an_error_ends_the_ticket_the_repair_or_the_import() {
        let (endpoint, status, attempts) = ("tickets/{id}/audits", 500, 3);
        let message = String::new;
        let problem = inflow_zendesk::ShapeError::Answer { problem: message() };
        let told = |error: ZendeskError| match missing(&error) {
            Some(Missing::Lasting(reason)) => reason,
            Some(Missing::Postponed) => "postponed",
            Some(Missing::NotAllowed) => "not allowed",
            None => "the import ends",
        };
        let unreadable = "its audits cannot be read";
        let (shape, damaged) = (problem.clone(), problem);
        for (error, expected) in [
            (ZendeskError::NotFound { endpoint }, "zendesk has no audits of it"),
            (ZendeskError::Shape { endpoint, source: shape }, unreadable),
            (ZendeskError::BadRequest { endpoint, status, message: message() }, unreadable),
            (ZendeskError::Stalled { endpoint }, unreadable),
            (ZendeskError::ServerFault { endpoint, status, attempts }, "postponed"),
            (ZendeskError::Damaged { endpoint, attempts, source: damaged }, "postponed"),
            (ZendeskError::Forbidden { endpoint, message: message() }, "not allowed"),
            (
                ZendeskError::Refused { refused: Refused::ApiToken, reason: message() },
                "the import ends",
            ),
            (ZendeskError::NoSuchAccount { host: message() }, "the import ends"),
        ] {
            assert_eq!(told(error), expected);
        }
    }
}
