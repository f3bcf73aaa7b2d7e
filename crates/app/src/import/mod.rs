//! The import: discover, read what is new, count it, and say from when to when all is known; then what is
//! older, slice by slice (rule 8.6).

pub mod audits;
mod counter;
pub mod counting;
mod definition;
pub mod discover;
pub mod history;
pub mod leases;
mod odd_rows;
pub mod progress;
mod reading;
pub mod recount;
pub mod repair;
pub mod retention;
pub(crate) mod walk;
pub mod wire;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use inflow_domain::{Interval, Timestamp};
use inflow_store::{
    CountReport, Coverage, Discovery, Integration, Lease, Slice, StoreError, TicketBookmark,
};
use inflow_zendesk::Client;

use crate::accounts::connect;
use crate::accounts::lives::importable;
use crate::context::Context;
use crate::error::IngestError;
use crate::import::discover::{Discovered, discover};
use crate::import::history::{
    HistoryOptions, MOST_PAGES_AT_FIRST, MOST_SHORTENINGS, Order, Paces, start_of_slice,
    start_when_busy,
};
use crate::import::leases::with_lease;
use crate::import::progress::{Progress, Stage};
use crate::import::reading::{Part, Reader, Streamed};
use crate::import::repair::{RepairBudget, RepairReport, repair};
use crate::stop::{Stop, unless_stopped};

/// Rows of the largest page of an export.
const LARGEST_PAGE: u64 = 1000;

/// How often a wait for Zendesk's limits is told.
const TELL_WAITS_EVERY: Duration = Duration::from_secs(1);

/// Calls younger than this may still change (rule 8.2).
const PROVISIONAL_SECONDS: i64 = 3 * 3600;

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows of tickets read.
    pub tickets: u64,
    /// Rows of ticket events read.
    pub ticket_events: u64,
    /// Rows of calls read; nothing where the account has no Talk.
    pub calls: Option<u64>,
    /// Requests made, without those of the repair.
    pub requests: u64,
    /// The fewest that could bring the same: one for each 1,000 rows that were served, and the lists.
    pub least_requests: u64,
    /// What was repaired, and what stays inexact.
    pub repair: RepairReport,
    /// What was counted, before the repair.
    pub counted: CountReport,
    /// What is fully imported now.
    pub coverage: Coverage,
    /// Whether older history is still to come (rule 8.6).
    pub is_preliminary: bool,
}

/// Imports until caught up, from the beginning of the history to the present. Run again, it goes on where
/// it was (rule 8.4).
pub async fn import(
    context: &Context,
    integration: &Integration,
    progress: Arc<dyn Progress>,
    stop: &Stop,
) -> Result<ImportReport, IngestError> {
    importable(integration)?;
    let imported = with_lease(context, integration.id, async |lease| {
        let client = connect::client(context, integration).await?;
        let (budget, history) = (&RepairBudget::unlimited(), HistoryOptions::straight());
        import_with(context, lease, &client, (&progress, stop), budget, history).await
    });
    Box::pin(imported).await
}

/// The same under a lease that was taken, by a client that may have served before, with the history in any
/// order.
pub(crate) async fn import_with(
    context: &Context,
    lease: Lease,
    client: &Client,
    (progress, stop): (&Arc<dyn Progress>, &Stop),
    budget: &RepairBudget,
    history: HistoryOptions,
) -> Result<ImportReport, IngestError> {
    let import = Import { context, lease, client, progress, stop, budget, history };
    tokio::select! {
        imported = import.all() => imported,
        never = tell_waits(client, progress.as_ref()) => match never {},
    }
}

/// An import that is under way.
struct Import<'a> {
    context: &'a Context,
    lease: Lease,
    client: &'a Client,
    progress: &'a Arc<dyn Progress>,
    stop: &'a Stop,
    budget: &'a RepairBudget,
    history: HistoryOptions,
}

/// What an import came to so far.
struct Sum {
    tickets: u64,
    ticket_events: u64,
    calls: Option<u64>,
    sent_before: u64,
    tokens_before: u64,
    repair_requests: u64,
    repaired: u64,
    least_lists: u64,
    paces: Paces,
    discovered_at: Option<Timestamp>,
    repaired_at: Option<Timestamp>,
    /// Why calls could not be read the last time.
    talk_failure: Option<IngestError>,
}

/// What is counted of the present.
struct Present {
    /// Where tickets were read up to.
    tickets: Streamed,
    repair: RepairReport,
    counted: CountReport,
    coverage: Coverage,
    /// Whether the whole history is counted.
    is_whole: bool,
}

/// Whether the next thing is the present.
#[derive(PartialEq, Eq)]
enum Next {
    /// What a slice brought is to be counted, after what is new.
    Present,
    /// The time is up within a slice.
    Pause,
}

impl Import<'_> {
    /// The present first, then slice by slice what is older, with the present after each and at least once
    /// in a cycle (rule 8.6).
    async fn all(&self) -> Result<ImportReport, IngestError> {
        let mut sum = Sum::begin(self.client);
        loop {
            let next_present = self.now().plus_seconds(self.cycle_seconds());
            let integration = self.integration().await?;
            let present = self.present(&integration, &mut sum).await?;
            if present.is_whole {
                return sum.end(self, &present);
            }
            let next = self.slices(&integration, &present, &mut sum, next_present).await?;
            let is_time_up = self.now() >= next_present;
            // A slice that is left before the time is up cannot be read further for now.
            if (is_time_up && !self.history.until_whole) || (!is_time_up && next == Next::Pause) {
                return sum.end(self, &present);
            }
        }
    }

    fn now(&self) -> Timestamp {
        self.context.clock.now()
    }

    fn cycle_seconds(&self) -> i64 {
        i64::try_from(self.history.cycle.as_secs()).unwrap_or(i64::MAX / 2)
    }

    /// The integration as it is by now.
    async fn integration(&self) -> Result<Integration, IngestError> {
        let found = self.context.store.integrations.by_id(self.lease.integration).await?;
        Ok(found.ok_or(StoreError::NoSuchIntegration)?)
    }

    /// Looks at views, staff and fields, unless that was done within the cycle. Gives what is to be kept
    /// once everything is counted: texts that no active view judges any more go only then.
    async fn discover(
        &self,
        integration: &Integration,
        sum: &mut Sum,
    ) -> Result<Option<Discovery>, IngestError> {
        let (context, imports) = (self.context, &self.context.store.imports);
        let lately = self.now().plus_seconds(-self.cycle_seconds());
        if sum.discovered_at.is_some_and(|at| at > lately) {
            return Ok(None);
        }
        self.progress.stage(Stage::Discovering);
        let before = imports.bookmarks(integration.id).await?;
        let known = context.store.counts.inputs(integration.id).await?;
        let found = discover(self.client, self.now(), &before, &known, self.progress.as_ref());
        let Discovered { discovery: found, least_requests } =
            unless_stopped(self.stop, found).await?;
        let odd = self.client.take_odd_rows();
        odd_rows::keep_of_lists(context, self.lease, &odd, self.progress.as_ref()).await?;
        let present =
            Discovery { keeps_text: found.keeps_text || before.keeps_text, ..found.clone() };
        let is_first_text = present.keeps_text && !before.keeps_text;
        imports.save_discovery(self.lease, present).await?;
        if is_first_text && integration.coverage.is_some() {
            self.progress.note(
                "a view judges text for the first time: the tickets, and they alone, are read once more \
                 (rule 6.5)",
            );
        }
        sum.least_lists += least_requests;
        sum.discovered_at = Some(self.now());
        Ok((before.keeps_text && !found.keeps_text).then_some(found))
    }

    /// Reads what is new, counts it and says from when to when all is known.
    async fn present(
        &self,
        integration: &Integration,
        sum: &mut Sum,
    ) -> Result<Present, IngestError> {
        let imports = &self.context.store.imports;
        let without_texts = self.discover(integration, sum).await?;
        let (reader, tickets) = self.first_tickets(integration).await?;
        let ticket_events = reader.ticket_events(&tickets).await?;
        reader.passed_over_tickets().await?;
        // Calls that cannot be read hold up no ticket's figures: those are counted, then the failure is told.
        let (calls, talk_failure) = match reader.calls().await {
            Ok(calls) => (calls, None),
            Err(failure @ IngestError::Zendesk(_)) => (None, Some(failure)),
            Err(failure) => return Err(failure),
        };
        if reader.bookmarks.ticket_events.is_none() {
            sum.note(&tickets, &ticket_events, calls.as_ref());
        }
        sum.add(&tickets, &ticket_events, calls.as_ref());

        let counted = counting::count(self.context, integration, self.lease, self.progress).await?;
        let history = self.context.store.slices.history(integration.id).await?;
        let begin = history.from.unwrap_or(integration.since);
        let now = Timestamp(self.client.zendesk_now());
        let coverage =
            coverage(integration, begin, now, (&tickets, &ticket_events, calls.as_ref()));
        let is_whole = begin <= integration.since;
        if let Some(found) = without_texts.filter(|_| is_whole) {
            imports.save_discovery(self.lease, found).await?;
        }
        let succeeded_at = talk_failure.is_none().then(|| self.now());
        imports.finish(self.lease, coverage, succeeded_at).await?;
        self.estimate(integration, sum).await?;
        if is_whole && let Some(failure) = talk_failure {
            return Err(failure);
        }
        sum.talk_failure = talk_failure;
        // Last: all figures stand already, so that a long repair can be stopped at any moment.
        let repair = self.repair(integration, sum, is_whole).await?;
        Ok(Present { tickets, repair, counted, coverage, is_whole })
    }

    /// Reads the tickets that are new. A first import begins with the newest; it goes further back at once
    /// where nothing happened since, and less far where so much did that figures would be long in coming.
    async fn first_tickets(
        &self,
        integration: &Integration,
    ) -> Result<(Reader<'_>, Streamed), IngestError> {
        let (id, store) = (integration.id, &self.context.store);
        let order = self.history.order;
        let start = |before: Timestamp| {
            let present = Timestamp(self.client.zendesk_now());
            start_of_slice(order, integration.since, before, present)
        };
        let known = store.slices.history(id).await?.from;
        let mut begin = known.unwrap_or_else(|| start(Timestamp(self.client.zendesk_now())));
        if known.is_none() {
            store.slices.begin(self.lease, begin).await?;
        }
        let mut shortenings = if order == Order::Straight { 0 } else { MOST_SHORTENINGS };
        loop {
            let mut reader = self.reader(Part::Present(begin), None).await?;
            // A history of the old kind that was begun already goes on from its beginning.
            let may_begin_later = reader.bookmarks.ticket_events.is_none()
                && (begin > integration.since
                    || reader.bookmarks.tickets == TicketBookmark::default());
            reader.most_pages = (may_begin_later && shortenings > 0).then_some(MOST_PAGES_AT_FIRST);
            // Tickets come first: every event that a snapshot includes is then read after it.
            let tickets = reader.tickets().await?;
            if !tickets.whole && reader.most_pages.is_some() {
                let present = Timestamp(self.client.zendesk_now());
                begin = start_when_busy(tickets.pace, present).max(begin);
                shortenings -= 1;
                store.slices.begin(self.lease, begin).await?;
                continue;
            }
            let now = store.imports.bookmarks(id).await?;
            let is_first = reader.bookmarks.tickets == TicketBookmark::default()
                && reader.bookmarks.ticket_events.is_none();
            let is_quiet = is_first && tickets.rows == 0 && !now.tickets.passed_over;
            if !is_quiet || begin <= integration.since {
                return Ok((reader, tickets));
            }
            begin = start(begin);
            store.slices.begin(self.lease, begin).await?;
        }
    }

    async fn reader(
        &self,
        part: Part,
        pause_at: Option<Timestamp>,
    ) -> Result<Reader<'_>, IngestError> {
        let bookmarks = self.context.store.imports.bookmarks(self.lease.integration).await?;
        let Self { context, lease, client, progress, stop, .. } = *self;
        let most_pages = None;
        Ok(Reader { context, lease, client, progress, stop, bookmarks, part, pause_at, most_pages })
    }

    /// Repairs as far as the budget goes: while older history is still to come once in a cycle, and little.
    async fn repair(
        &self,
        integration: &Integration,
        sum: &mut Sum,
        is_whole: bool,
    ) -> Result<RepairReport, IngestError> {
        let lately = self.now().plus_seconds(-self.cycle_seconds());
        let of_cycle;
        let budget = if is_whole {
            self.budget
        } else if sum.repaired_at.is_some_and(|at| at > lately) {
            return Ok(RepairReport::default());
        } else {
            of_cycle = self.budget.within_cycle(self.history.cycle);
            &of_cycle
        };
        let told = (self.progress, self.stop);
        let repair =
            repair(self.context, integration, self.lease, self.client, told, budget).await?;
        sum.repaired_at = Some(self.now());
        sum.repair_requests += repair.requests;
        sum.repaired += repair.repaired;
        Ok(repair)
    }

    /// Reads older history until some of it is whole and brought something, or the present is to be read
    /// again.
    async fn slices(
        &self,
        integration: &Integration,
        present: &Present,
        sum: &mut Sum,
        pause_at: Timestamp,
    ) -> Result<Next, IngestError> {
        let (id, slices) = (integration.id, &self.context.store.slices);
        loop {
            let history = slices.history(id).await?;
            let until = history.from.unwrap_or(integration.since);
            if history.slice.is_none() {
                if until <= integration.since {
                    return Ok(Next::Present);
                }
                let now = Timestamp(self.client.zendesk_now());
                let from = start_of_slice(self.history.order, integration.since, until, now);
                slices.begin_slice(self.lease, from).await?;
                self.progress.note(&format!(
                    "figures from {until} on are there, and preliminary; what is older is read from {from} on"
                ));
                continue;
            }
            let Some(slice) = history.slice else { continue };
            let from = slice.from;
            let rows = self.slice(slice, until, present, sum, pause_at).await;
            self.estimate(integration, sum).await?;
            let Some(rows) = rows? else { return Ok(Next::Pause) };
            slices.finish_slice(self.lease, from).await?;
            if rows > 0 || from <= integration.since || self.now() >= pause_at {
                return Ok(Next::Present);
            }
        }
    }

    /// Reads one slice; how many rows it brought, or nothing where the time was up before its end.
    async fn slice(
        &self,
        slice: Slice,
        until: Timestamp,
        present: &Present,
        sum: &mut Sum,
        pause_at: Timestamp,
    ) -> Result<Option<u64>, IngestError> {
        let reader = self.reader(Part::Slice(slice, until), Some(pause_at)).await?;
        let tickets = reader.tickets().await?;
        sum.tickets += tickets.rows;
        sum.paces.renew(|paces| &mut paces.tickets, tickets.pace);
        if !tickets.whole {
            return Ok(None);
        }
        // Who changed since is told by the present, which was read up to then.
        let ticket_events = reader.ticket_events(&present.tickets).await?;
        sum.ticket_events += ticket_events.rows;
        sum.paces.renew(|paces| &mut paces.ticket_events, ticket_events.pace);
        if !ticket_events.whole {
            return Ok(None);
        }
        reader.passed_over_tickets().await?;
        let mut rows = tickets.rows + ticket_events.rows;
        // Where no call was ever read, the first that are will be read from where the history then begins.
        if reader.bookmarks.calls.is_some() {
            match reader.calls().await? {
                Some(calls) => {
                    sum.calls = Some(sum.calls.unwrap_or(0) + calls.rows);
                    sum.paces.renew(|paces| &mut paces.calls, calls.pace);
                    if !calls.whole {
                        return Ok(None);
                    }
                    rows += calls.rows;
                }
                None => self.context.store.slices.forget_calls(self.lease).await?,
            }
        }
        Ok(Some(rows))
    }

    /// Tells when the rest of the history will be there.
    async fn estimate(&self, integration: &Integration, sum: &Sum) -> Result<(), IngestError> {
        let slices = &self.context.store.slices;
        let history = slices.history(integration.id).await?;
        let is_whole = history.from.is_some_and(|from| from <= integration.since);
        let complete_at = sum.paces.complete_at(&history, integration.since, self.now());
        if is_whole && history.complete_at.is_none() {
            return Ok(());
        }
        // What was told before stands where no pace is known yet.
        let told = if is_whole { None } else { complete_at.or(history.complete_at) };
        Ok(slices.estimate(self.lease, told).await?)
    }
}

impl Sum {
    fn begin(client: &Client) -> Self {
        Self {
            tickets: 0,
            ticket_events: 0,
            calls: None,
            sent_before: client.requests_sent(),
            tokens_before: client.token_requests_sent(),
            repair_requests: 0,
            repaired: 0,
            least_lists: 0,
            paces: Paces::default(),
            discovered_at: None,
            repaired_at: None,
            talk_failure: None,
        }
    }

    fn note(&mut self, tickets: &Streamed, events: &Streamed, calls: Option<&Streamed>) {
        self.paces.renew(|paces| &mut paces.tickets, tickets.pace);
        self.paces.renew(|paces| &mut paces.ticket_events, events.pace);
        if let Some(calls) = calls {
            self.paces.renew(|paces| &mut paces.calls, calls.pace);
        }
    }

    fn add(&mut self, tickets: &Streamed, events: &Streamed, calls: Option<&Streamed>) {
        self.tickets += tickets.rows;
        self.ticket_events += events.rows;
        if let Some(calls) = calls {
            self.calls = Some(self.calls.unwrap_or(0) + calls.rows);
        }
    }

    fn end(self, import: &Import<'_>, present: &Present) -> Result<ImportReport, IngestError> {
        if let Some(failure) = self.talk_failure {
            return Err(failure);
        }
        let client = import.client;
        let streamed = [self.tickets, self.ticket_events, self.calls.unwrap_or(0)];
        let least_pages = streamed.map(|rows| rows.div_ceil(LARGEST_PAGE).max(1));
        let least_tokens = (client.token_requests_sent() - self.tokens_before).min(1);
        let (repaired, requests) = (self.repaired, self.repair_requests);
        Ok(ImportReport {
            tickets: self.tickets,
            ticket_events: self.ticket_events,
            calls: self.calls,
            requests: client.requests_sent() - self.sent_before - requests,
            least_requests: least_tokens + self.least_lists + least_pages.iter().sum::<u64>(),
            repair: RepairReport { repaired, requests, ..present.repair },
            counted: present.counted,
            coverage: present.coverage,
            is_preliminary: !present.is_whole,
        })
    }
}

/// Tells, as long as it is listened to, when requests wait for Zendesk's limits.
async fn tell_waits(client: &Client, progress: &dyn Progress) -> Infallible {
    loop {
        tokio::time::sleep(TELL_WAITS_EVERY).await;
        if let Some(left) = client.limit_wait() {
            progress.waiting(left);
        }
    }
}

/// From when to when everything is known (rule 8.2): only whole intervals.
fn coverage(
    integration: &Integration,
    begin: Timestamp,
    present: Timestamp,
    (tickets, ticket_events, calls): (&Streamed, &Streamed, Option<&Streamed>),
) -> Coverage {
    let known_until = tickets.known_until.min(ticket_events.known_until);
    let known_until = calls.map_or(known_until, |calls| known_until.min(calls.known_until));
    let from = Interval::at_or_after(begin.max(integration.since)).start();
    let until = Interval::containing(known_until).start().max(from);
    let before = integration.coverage;
    let until = before.map_or(until, |before| before.until.max(until));
    let calls_before = before.and_then(|before| before.calls_until);
    let provisional_before = before.and_then(|before| before.provisional_from);
    Coverage {
        from,
        until,
        // Calls that could not be read are not known to be none.
        calls_until: if calls.is_some() { Some(until) } else { calls_before },
        provisional_from: calls.map_or(provisional_before, |_| {
            Some(Interval::containing(present.plus_seconds(-PROVISIONAL_SECONDS)).start())
        }),
    }
}
