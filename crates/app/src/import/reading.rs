//! Reading the exports: page by page, each saved with the position that it led to.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use inflow_domain::{Call, TicketEvent, TicketId, TicketSnapshot, Timestamp};
use inflow_store::{Bookmarks, Integration, Lease, StoreError, TicketBookmark};
use inflow_zendesk::{
    Client, Error as ZendeskError, ExportOptions, ExportPage, OddRow, TicketEventExport,
    TicketPosition,
};

use crate::context::Context;
use crate::error::IngestError;
use crate::import::odd_rows;
use crate::import::progress::{Progress, Reading, Stage};
use crate::import::repair::UNREADABLE_EVENTS;
use crate::import::wire;
use crate::stop::{Stop, unless_stopped};

/// Ticket events are read again from so far before the last one, since a row may become visible
/// after a later one.
const OVERLAP_SECONDS: i64 = 900;

/// So many odd rows of a stream are told in an import's note; the quality tells of all.
const MOST_TOLD: usize = 10_000;

/// Why a ticket is in doubt: its own row is missing.
const UNREADABLE_TICKET: &str = "the ticket itself could not be read";

/// What of a stream was read.
pub(crate) struct Streamed {
    pub(crate) rows: u64,
    /// Everything from before this instant was read.
    pub(crate) known_until: Timestamp,
}

/// Reads the streams of one import.
pub(crate) struct Reader<'a> {
    pub(crate) context: &'a Context,
    pub(crate) integration: &'a Integration,
    pub(crate) lease: Lease,
    pub(crate) client: &'a Client,
    pub(crate) progress: &'a Arc<dyn Progress>,
    pub(crate) stop: &'a Stop,
    pub(crate) bookmarks: Bookmarks,
}

impl Reader<'_> {
    /// The tickets, by the server's cursor.
    pub(crate) async fn tickets(&self) -> Result<Streamed, IngestError> {
        let TicketBookmark { cursor, generated_at, .. } = self.bookmarks.tickets.clone();
        let last_known = |known: Option<Timestamp>| {
            TicketPosition::StartTime(known.unwrap_or(self.integration.since).0)
        };
        let from = cursor.map_or_else(|| last_known(generated_at), TicketPosition::Cursor);
        let mut highest = generated_at;
        match self.read_tickets(from, &mut highest).await {
            Err(IngestError::Zendesk(ZendeskError::InvalidCursor { .. })) => {
                self.progress.note(
                    "zendesk no longer takes the stored cursor: tickets are read again from the last \
                     known one",
                );
                self.read_tickets(last_known(highest), &mut highest).await
            }
            read => read,
        }
    }

    async fn read_tickets(
        &self,
        from: TicketPosition,
        highest: &mut Option<Timestamp>,
    ) -> Result<Streamed, IngestError> {
        let keeps_text = self.bookmarks.keeps_text;
        let passed_over = AtomicBool::new(self.bookmarks.tickets.passed_over);
        let begin = highest.unwrap_or(self.integration.since).0;
        let mut reached = begin;
        let mut export = self.client.ticket_export(from, ExportOptions::default());
        let fetch = async || {
            let read = export
                .next_page(|rows| {
                    rows.iter().map(|row| wire::ticket(row, keeps_text)).collect::<Vec<_>>()
                })
                .await;
            let page = match read {
                Err(error @ ZendeskError::PageFails { .. }) => {
                    let Some(gap) = export.skip_failing(reached).await? else {
                        return Err(error.into());
                    };
                    if !gap.is_empty() {
                        let (from, until) = (Timestamp(gap.start), Timestamp(gap.end));
                        self.progress.note(&format!(
                            "zendesk fails to give tickets written from {from} until {until}: those \
                             with events are asked for one by one"
                        ));
                    }
                    reached = gap.end;
                    empty_page(export.position().clone(), gap.end)
                }
                read => read?,
            };
            self.tickets_set_aside(&page.odd, &passed_over).await?;
            let newest = page.value.iter().map(|row: &TicketSnapshot| row.generated_at.0).max();
            reached = newest.map_or(reached, |newest| newest.max(reached));
            Ok((page, reached))
        };
        let save = async |rows: Vec<TicketSnapshot>, position: TicketPosition| {
            *highest = (*highest).max(rows.iter().map(|row| row.generated_at).max());
            let cursor = match position {
                TicketPosition::Cursor(cursor) => Some(cursor),
                // Only the way past a failing place, or a first page without rows, leads to a time.
                TicketPosition::StartTime(time) => {
                    passed_over.fetch_or(time > begin, Ordering::Relaxed);
                    *highest = (*highest).max(Some(Timestamp(time)));
                    None
                }
            };
            let passed_over = passed_over.load(Ordering::Relaxed);
            let bookmark = TicketBookmark { cursor, generated_at: *highest, passed_over };
            self.context.store.imports.save_tickets(self.lease, rows, bookmark).await
        };
        self.stream(Stage::Tickets, begin, fetch, save).await
    }

    /// Tickets whose rows were set aside are in doubt, and those that have events and no snapshot are asked
    /// for one by one (rule 8.5).
    async fn tickets_set_aside(
        &self,
        odd: &[OddRow],
        passed_over: &AtomicBool,
    ) -> Result<(), IngestError> {
        let set_aside: Vec<&OddRow> = odd.iter().filter(|odd| odd.set_aside).collect();
        if set_aside.is_empty() {
            return Ok(());
        }
        passed_over.store(true, Ordering::Relaxed);
        let tickets = set_aside.iter().filter_map(|odd| odd.id.map(TicketId)).collect();
        Ok(self.context.store.repairs.doubt(self.lease, tickets, UNREADABLE_TICKET).await?)
    }

    /// Tickets of which an event could not be read whole are in doubt: the one that it names, else all that
    /// may have changed at its time (rule 8.5).
    async fn odd_events(&self, odd: &[OddRow]) -> Result<(), IngestError> {
        let repairs = &self.context.store.repairs;
        let new = odd_rows::new(self.context, self.lease, odd).await?;
        if new.is_empty() {
            return Ok(());
        }
        let named: BTreeSet<TicketId> =
            new.iter().filter_map(|odd| odd.ticket_id.map(TicketId)).collect();
        let named = named.into_iter().collect();
        repairs.doubt(self.lease, named, UNREADABLE_EVENTS).await?;
        let nameless = || new.iter().filter(|odd| odd.ticket_id.is_none());
        let from = nameless().filter_map(|odd| odd.at.or(odd.between.0)).min();
        let until = nameless().filter_map(|odd| odd.at.or(odd.between.1)).max();
        if let (Some(from), Some(until)) = (from, until) {
            let until = Timestamp(until).plus_seconds(1);
            let from = Timestamp(from);
            let doubted = repairs.doubt_since(self.lease, from, until, UNREADABLE_EVENTS).await?;
            self.progress.note(&format!(
                "ticket events from {from} until {until} do not say whose they are: {doubted} tickets that \
                 may have changed then are repaired from their audits, or counted as inexact"
            ));
        }
        Ok(())
    }

    /// The ticket events; the tickets' snapshots tell what may be missing where they cannot be read.
    pub(crate) async fn ticket_events(&self, tickets: &Streamed) -> Result<Streamed, IngestError> {
        let since = self.integration.since;
        let known = self.bookmarks.ticket_events;
        let from = known.map_or(since, |known| since.max(known.plus_seconds(-OVERLAP_SECONDS)));
        let keeps_text = self.bookmarks.keeps_text;
        let mut export = self.client.ticket_event_export(from.0, ExportOptions::default());
        let fetch = async || {
            let read = export.next_page(|rows| events(&rows, keeps_text)).await;
            let page = match read {
                Err(error @ ZendeskError::PageFails { .. }) => {
                    self.past_failing_events(&mut export, error, tickets.known_until).await?
                }
                read => read?,
            };
            self.odd_events(&page.odd).await?;
            if page.stepped {
                self.doubt_second(Timestamp(page.position - 1)).await?;
            }
            let reached = page.position;
            Ok((ExportPage { stepped: false, ..page }, reached))
        };
        let save = async |rows: Vec<TicketEvent>, position: i64| {
            // Reading the overlap again is no step back.
            let bookmark = Timestamp(position).max(known.unwrap_or(since));
            self.context.store.imports.save_ticket_events(self.lease, rows, bookmark).await
        };
        self.stream(Stage::TicketEvents, from.0, fetch, save).await
    }

    /// A second held more events than the server gives: what is missing is in the audits of the tickets
    /// that may have changed then.
    async fn doubt_second(&self, second: Timestamp) -> Result<(), IngestError> {
        let repairs = &self.context.store.repairs;
        let until = second.plus_seconds(1);
        let doubted = repairs.doubt_since(self.lease, second, until, UNREADABLE_EVENTS).await?;
        self.progress.note(&format!(
            "the second {second} holds more ticket events than a page: {doubted} tickets that may have \
             changed then are repaired from their audits, or counted as inexact"
        ));
        Ok(())
    }

    /// The way past a place at which the server fails at every size. Comments' texts make pages heavy, so
    /// the place is asked for without them: the tickets named there are repaired from their audits. If
    /// that fails as well the place is passed over, and every ticket that may have changed then is in
    /// doubt (rule 2.4).
    async fn past_failing_events(
        &self,
        export: &mut TicketEventExport,
        error: ZendeskError,
        snapshots_until: Timestamp,
    ) -> Result<ExportPage<Vec<TicketEvent>, i64>, IngestError> {
        let repairs = &self.context.store.repairs;
        let keeps_text = self.bookmarks.keeps_text;
        match export.next_page_without_comments(|rows| events(&rows, keeps_text)).await {
            Ok(page) => {
                let mut tickets: Vec<TicketId> = page.value.iter().map(|row| row.ticket).collect();
                tickets.sort_unstable();
                tickets.dedup();
                self.progress.note(&format!(
                    "{error}, with their comments: {} tickets are repaired from their audits",
                    tickets.len()
                ));
                repairs.doubt(self.lease, tickets, "its comments could not all be read").await?;
                return Ok(page);
            }
            Err(ZendeskError::PageFails { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let Some(gap) = export.skip_failing().await? else { return Err(error.into()) };
        if gap.is_empty() {
            return Ok(empty_page(gap.end, gap.end));
        }
        let (from, until) = (Timestamp(gap.start), Timestamp(gap.end));
        if until > snapshots_until {
            // No snapshot tells yet what changed then; the next import's will.
            self.progress.note(&format!("{error}: the next import tries again"));
            let page = empty_page(gap.start, gap.start);
            return Ok(ExportPage { last: true, ..page });
        }
        let doubted = repairs.doubt_since(self.lease, from, until, UNREADABLE_EVENTS).await?;
        self.progress.note(&format!(
            "zendesk fails to give ticket events from {from} until {until}: {doubted} tickets that may \
             have changed then are repaired from their audits, or counted as inexact"
        ));
        Ok(empty_page(gap.end, gap.end))
    }

    /// Asks one by one for the tickets that were passed over, as far as anything happened to them.
    pub(crate) async fn passed_over_tickets(&self) -> Result<(), IngestError> {
        let (id, store) = (self.integration.id, &self.context.store);
        let bookmark = store.imports.bookmarks(id).await?.tickets;
        if !bookmark.passed_over {
            return Ok(());
        }
        let keeps_text = self.bookmarks.keeps_text;
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for ticket in store.repairs.tickets_without_snapshot(id).await? {
            let asked = self.client.ticket(ticket.0, |row| wire::ticket(&row, keeps_text));
            match unless_stopped(self.stop, async { Ok(asked.await) }).await? {
                Ok(snapshot) => found.push(snapshot),
                Err(error) if is_of_the_ticket(&error) => missing.push(ticket),
                Err(error) => return Err(error.into()),
            }
        }
        if !missing.is_empty() {
            self.progress.note(&format!(
                "zendesk gives {} tickets neither in the export nor one by one: they are repaired from \
                 their audits, or counted as inexact",
                missing.len()
            ));
            store.repairs.doubt(self.lease, missing, UNREADABLE_TICKET).await?;
        }
        let bookmark = TicketBookmark { passed_over: false, ..bookmark };
        Ok(store.imports.save_tickets(self.lease, found, bookmark).await?)
    }

    /// The calls; nothing where the account has no Talk, which is a note and no failure.
    pub(crate) async fn calls(&self) -> Result<Option<Streamed>, IngestError> {
        let from = self.bookmarks.calls.unwrap_or(self.integration.since);
        let mut export = self.client.call_export(from.0);
        let fetch = async || {
            let page = export.next_page(|rows| rows.iter().map(wire::call).collect()).await?;
            let reached = page.position;
            Ok((page, reached))
        };
        let save = async |rows: Vec<Call>, position: i64| {
            let bookmark = Timestamp(position);
            self.context.store.imports.save_calls(self.lease, rows, bookmark).await
        };
        match self.stream(Stage::Calls, from.0, fetch, save).await {
            Ok(streamed) => Ok(Some(streamed)),
            Err(IngestError::Zendesk(error)) if error.is_absence() => {
                self.progress.note(&format!("no calls are read: {error}"));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Reads a stream to its end. While one page is saved the next is fetched; each page is saved
    /// with the position that it led to, in order, so that a stop loses nothing. Beside a page comes the
    /// instant that it reached, for the user alone.
    async fn stream<R, P>(
        &self,
        stage: Stage,
        begin: i64,
        mut fetch: impl AsyncFnMut() -> Result<(ExportPage<Vec<R>, P>, i64), IngestError>,
        mut save: impl AsyncFnMut(Vec<R>, P) -> Result<(), StoreError>,
    ) -> Result<Streamed, IngestError> {
        self.progress.stage(stage);
        let mut streamed = Streamed { rows: 0, known_until: self.integration.since };
        let (mut pages, mut odd) = (0, Vec::new());
        let mut fetched = Some(unless_stopped(self.stop, fetch()).await?);
        while let Some((page, reached)) = fetched.take() {
            if page.stepped {
                self.progress
                    .note("a second held more calls than a page: calls may be missing there");
            }
            let new = odd_rows::new(self.context, self.lease, &page.odd).await?;
            odd.extend(new.into_iter().take(MOST_TOLD.saturating_sub(odd.len())));
            odd_rows::keep(self.context, self.lease, &page.odd).await?;
            streamed.rows += page.rows as u64;
            pages += 1;
            let way = self.client.zendesk_now() - begin;
            self.progress.reading(
                stage,
                &Reading {
                    rows: streamed.rows,
                    pages,
                    share: Reading::share_of(reached - begin, way),
                    pages_a_minute: page.pages_a_minute,
                },
            );
            let (last, known_until) = (page.last, page.known_until);
            let saving = save(page.value, page.position);
            if last {
                saving.await?;
                streamed.known_until = Timestamp(known_until);
            } else {
                let (saved, next) = futures::join!(saving, unless_stopped(self.stop, fetch()));
                saved?;
                fetched = Some(next?);
            }
        }
        odd_rows::tell(&odd, self.progress.as_ref());
        Ok(streamed)
    }
}

fn events(rows: &[inflow_zendesk::TicketEvent<'_>], keeps_text: bool) -> Vec<TicketEvent> {
    rows.iter().map(|row| wire::ticket_event(row, keeps_text)).collect()
}

/// A page without rows that leads past a place.
fn empty_page<R, P>(position: P, known_until: i64) -> ExportPage<Vec<R>, P> {
    let (value, rows, pages_a_minute) = (Vec::new(), 0, None);
    let (odd, last, stepped) = (Vec::new(), false, false);
    ExportPage { value, rows, odd, position, last, known_until, stepped, pages_a_minute }
}

/// Whether one ticket cannot be had, and others may.
fn is_of_the_ticket(error: &ZendeskError) -> bool {
    matches!(
        error,
        ZendeskError::NotFound { .. }
            | ZendeskError::Forbidden { .. }
            | ZendeskError::BadRequest { .. }
            | ZendeskError::Shape { .. }
            | ZendeskError::Damaged { .. }
            | ZendeskError::TooLarge { .. }
            | ZendeskError::ServerFault { .. }
    )
}
