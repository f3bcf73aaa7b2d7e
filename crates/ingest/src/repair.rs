//! Repair of inexact tickets from their audits (rule 2.4), after the count that found them.
//!
//! The audits of a ticket hold its whole history, also what lies before the window: that makes the
//! history exact, while contacts before the window stay outside the coverage (rule 8.2). One ticket
//! at a time is asked for and saved, so that a stop loses nothing; the tickets that changed are then
//! counted again.

use std::collections::BTreeSet;
use std::sync::Arc;

use inflow_domain::TicketId;
use inflow_store::{Integration, Lease};
use inflow_zendesk::{Audit, Client, Error as ZendeskError};

use crate::audits;
use crate::context::Context;
use crate::counting;
use crate::error::IngestError;
use crate::progress::{Progress, Stage};
use crate::stop::{Stop, unless_stopped};

/// Why a ticket stays inexact: Zendesk keeps no audits of it.
pub const NO_AUDITS: &str = "zendesk has no audits of it";

/// Why a ticket stays inexact: what Zendesk says of its audits makes no sense.
pub const UNREADABLE_AUDITS: &str = "its audits cannot be read";

/// What a repair came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RepairReport {
    /// Tickets that are exact now.
    pub repaired: u64,
    /// Tickets that stay inexact, tried now or before.
    pub inexact: u64,
    /// Requests made.
    pub requests: u64,
}

/// Repairs every inexact ticket that was not tried since it last changed.
pub async fn repair(
    context: &Context,
    integration: &Integration,
    lease: Lease,
    client: &Client,
    progress: &Arc<dyn Progress>,
    stop: &Stop,
) -> Result<RepairReport, IngestError> {
    let repairs = &context.store.repairs;
    let requests_before = client.requests_sent();
    let found = repairs.inexact_tickets(integration.id).await?;
    let waiting: Vec<TicketId> =
        found.iter().filter(|found| !found.tried).map(|found| found.ticket).collect();
    if waiting.is_empty() {
        return Ok(RepairReport { inexact: found.len() as u64, ..RepairReport::default() });
    }
    progress.stage(Stage::Repairing);
    let mut attempts = Attempts::new(context, integration, lease, client).await?;
    let tried = attempts.all(&waiting, progress.as_ref(), stop).await;
    // What was read is counted also where the repair was stopped or failed.
    if !attempts.read.is_empty() {
        counting::count(context, integration, lease, progress).await?;
    }
    tried?;
    let still = repairs.inexact_tickets(integration.id).await?;
    let still_inexact: BTreeSet<TicketId> = still.iter().map(|found| found.ticket).collect();
    let repaired = attempts.read.iter().filter(|ticket| !still_inexact.contains(ticket)).count();
    tracing::info!(
        integration = %integration.name,
        tried = waiting.len(),
        repaired,
        "repaired inexact tickets",
    );
    Ok(RepairReport {
        repaired: repaired as u64,
        inexact: still.len() as u64,
        requests: client.requests_sent() - requests_before,
    })
}

struct Attempts<'a> {
    context: &'a Context,
    integration: &'a Integration,
    lease: Lease,
    client: &'a Client,
    keeps_text: bool,
    /// Tickets whose audits were read and saved.
    read: Vec<TicketId>,
    /// Tickets that Zendesk failed to answer for, left to the next import.
    postponed: u64,
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
    ) -> Result<Self, IngestError> {
        let keeps_text = context.store.imports.bookmarks(integration.id).await?.keeps_text;
        Ok(Self { context, integration, lease, client, keeps_text, read: Vec::new(), postponed: 0 })
    }

    /// Tries the tickets one after the other.
    async fn all(
        &mut self,
        tickets: &[TicketId],
        progress: &dyn Progress,
        stop: &Stop,
    ) -> Result<(), IngestError> {
        for (done, ticket) in (1..).zip(tickets) {
            let asked = async { Ok(self.client.ticket_audits(ticket.0).await) };
            match unless_stopped(stop, asked).await? {
                Ok(audits) => self.save(*ticket, &audits).await?,
                Err(error) => match missing(&error) {
                    Some(Missing::Lasting(reason)) => {
                        let repairs = &self.context.store.repairs;
                        repairs.save_failure(self.lease, *ticket, reason).await?;
                    }
                    Some(Missing::Postponed) => self.postponed += 1,
                    Some(Missing::NotAllowed) => {
                        progress.note(&format!("inexact tickets are not repaired: {error}"));
                        return Ok(());
                    }
                    None => return Err(error.into()),
                },
            }
            progress.advanced(Stage::Repairing, done, Some(tickets.len() as u64));
        }
        if self.postponed > 0 {
            progress.note(&format!(
                "zendesk failed to answer for the audits of {} inexact tickets: the next import \
                 asks again",
                self.postponed
            ));
        }
        Ok(())
    }

    async fn save(&mut self, ticket: TicketId, audits: &[Audit]) -> Result<(), IngestError> {
        let (id, store) = (self.integration.id, &self.context.store);
        let known = store.reports.ticket(id, ticket).await?;
        let known = known.map(|history| history.events).unwrap_or_default();
        let events = audits::events(audits, ticket, &known, self.keeps_text);
        store.repairs.save_audits(self.lease, ticket, events).await?;
        self.read.push(ticket);
        Ok(())
    }
}

/// What an error means for one ticket; nothing where it means the whole import's end.
fn missing(error: &ZendeskError) -> Option<Missing> {
    match error {
        ZendeskError::NotFound { .. } => Some(Missing::Lasting(NO_AUDITS)),
        ZendeskError::Shape { .. }
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
