//! Reading the exports: page by page, each saved with the position that it led to.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use inflow_domain::{Call, TicketEvent, TicketId, TicketSnapshot, Timestamp};
use inflow_store::{Bookmarks, Lease, Slice, Step, StoreError, TicketBookmark, TicketPlace};
use inflow_zendesk::{
    Client, Error as ZendeskError, ExportOptions, ExportPage, OddRow, TicketEventExport,
    TicketPosition,
};

use crate::context::Context;
use crate::error::IngestError;
use crate::import::history::Pace;
use crate::import::odd_rows;
use crate::import::progress::{Progress, Reading, Stage};
use crate::import::repair::UNREADABLE_EVENTS;
use crate::import::wire;
use crate::stop::{Stop, unless_stopped};

/// Ticket events are read again from so far before the last one, since a row may become visible
/// after a later one.
const OVERLAP_SECONDS: i64 = 900;

/// How many odd rows of a stream an import's note names; the quality names all.
const MOST_TOLD: usize = 10_000;

/// Why a ticket is in doubt: its own row is missing.
const UNREADABLE_TICKET: &str = "the ticket itself could not be read";

/// What of a stream was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Streamed {
    pub(crate) rows: u64,
    /// Everything from before this instant was read.
    pub(crate) known_until: Timestamp,
    /// Whether it was read to its end: that of the slice, or the present.
    pub(crate) whole: bool,
    /// How fast that went.
    pub(crate) pace: Pace,
}

/// Which part of the history is read.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// What is new, where nothing was read before from an instant on.
    Present(Timestamp),
    /// A slice before what is known, up to an instant (rule 8.6).
    Slice(Slice, Timestamp),
}

/// Reads the streams of one import.
pub(crate) struct Reader<'a> {
    pub(crate) context: &'a Context,
    pub(crate) lease: Lease,
    pub(crate) client: &'a Client,
    pub(crate) progress: &'a Arc<dyn Progress>,
    pub(crate) stop: &'a Stop,
    pub(crate) bookmarks: Bookmarks,
    pub(crate) part: Part,
    /// A slice is left at the first page after this instant: the present comes first.
    pub(crate) pause_at: Option<Timestamp>,
    /// Tickets are left after their first page where they would take more pages than these.
    pub(crate) most_pages: Option<i64>,
}

impl Reader<'_> {
    /// The tickets, by the server's cursor.
    pub(crate) async fn tickets(&self) -> Result<Streamed, IngestError> {
        let (cursor, generated_at) = match &self.part {
            Part::Present(_) => {
                let TicketBookmark { cursor, generated_at, .. } = self.bookmarks.tickets.clone();
                (cursor, generated_at)
            }
            Part::Slice(slice, until) if slice.tickets.reached >= *until => {
                return Ok(self.nothing_left());
            }
            Part::Slice(Slice { tickets, .. }, _) => {
                (tickets.cursor.clone(), Some(tickets.reached))
            }
        };
        let last_known =
            |known: Option<Timestamp>| TicketPosition::StartTime(known.unwrap_or(self.start()).0);
        let from = cursor.map_or_else(|| last_known(generated_at), TicketPosition::Cursor);
        let mut highest = generated_at;
        let mut stored = cursor_of(&from);
        match self.read_tickets(from, &mut highest, &mut stored).await {
            Err(IngestError::Zendesk(ZendeskError::InvalidCursor { .. })) => {
                self.progress.note(
                    "zendesk no longer takes the stored cursor: tickets are read again from the last \
                     known one",
                );
                self.read_tickets(last_known(highest), &mut highest, &mut stored).await
            }
            read => read,
        }
    }

    /// Where the part begins.
    fn start(&self) -> Timestamp {
        match &self.part {
            Part::Present(begin) => *begin,
            Part::Slice(slice, _) => slice.from,
        }
    }

    /// Where a slice ends.
    fn end(&self) -> Option<Timestamp> {
        match &self.part {
            Part::Present(_) => None,
            Part::Slice(_, until) => Some(*until),
        }
    }

    /// A stream of a slice that was read before.
    pub(crate) fn nothing_left(&self) -> Streamed {
        let known_until = self.end().unwrap_or(self.start());
        Streamed { rows: 0, known_until, whole: true, pace: Pace::default() }
    }

    /// A slice's page is its last where it reaches what is known already.
    fn close<R, P>(
        &self,
        mut page: ExportPage<Vec<R>, P>,
        given_before: i64,
    ) -> ExportPage<Vec<R>, P> {
        if let Some(end) = self.end()
            && given_before >= end.0
        {
            (page.last, page.known_until) = (true, page.known_until.max(end.0));
        }
        page
    }

    async fn read_tickets(
        &self,
        from: TicketPosition,
        highest: &mut Option<Timestamp>,
        stored: &mut Option<String>,
    ) -> Result<Streamed, IngestError> {
        let keeps_text = self.bookmarks.keeps_text;
        let passed_over = AtomicBool::new(self.bookmarks.tickets.passed_over);
        let begin = highest.unwrap_or(self.start()).0;
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
            let positions = || page.value.iter().map(|row: &TicketSnapshot| row.generated_at.0);
            reached = positions().max().map_or(reached, |newest| newest.max(reached));
            // Pages are in the order of their rows' positions, so that all rows before the last are given.
            let last = positions().next_back().unwrap_or(i64::MIN);
            Ok((self.close(page, last), reached))
        };
        let save = async |rows: Vec<TicketSnapshot>, position: TicketPosition, ended: bool| {
            let before = *highest;
            let within = |at: &Timestamp| self.end().is_none_or(|end| *at < end);
            let newest = rows.iter().map(|row| row.generated_at).filter(within).max();
            *highest = before.max(newest);
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
            let Some(end) = self.end() else {
                let bookmark = TicketBookmark { cursor, generated_at: *highest, passed_over };
                return self.context.store.imports.save_tickets(self.lease, rows, bookmark).await;
            };
            if ended {
                *highest = (*highest).max(Some(end));
            }
            let place = |cursor, at: Option<Timestamp>| {
                let reached = at.unwrap_or(self.start());
                TicketPlace { cursor, reached }
            };
            let from = place(stored.clone(), before);
            let step = Step { from, to: place(cursor.clone(), *highest) };
            *stored = cursor;
            let slices = &self.context.store.slices;
            slices.save_slice_tickets(self.lease, rows, step, passed_over).await
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
        let start = self.start();
        let known = match &self.part {
            Part::Present(_) => self.bookmarks.ticket_events,
            Part::Slice(slice, until) if slice.ticket_events >= *until => {
                return Ok(self.nothing_left());
            }
            Part::Slice(slice, _) => Some(slice.ticket_events),
        };
        // What is as old as a slice no longer becomes visible late.
        let overlap = if self.end().is_some() { 0 } else { OVERLAP_SECONDS };
        let from = known.map_or(start, |known| start.max(known.plus_seconds(-overlap)));
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
            Ok((self.close(ExportPage { stepped: false, ..page }, reached), reached))
        };
        let mut stored = known.unwrap_or(start);
        let save = async |rows: Vec<TicketEvent>, position: i64, ended: bool| {
            // Reading the overlap again is no step back.
            let bookmark = Timestamp(position).max(known.unwrap_or(start));
            let Some(end) = self.end() else {
                let imports = &self.context.store.imports;
                return imports.save_ticket_events(self.lease, rows, bookmark).await;
            };
            let step = Step { from: stored, to: reached_by(bookmark, end, ended) };
            stored = step.to;
            self.context.store.slices.save_slice_events(self.lease, rows, step).await
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
        let (id, store) = (self.lease.integration, &self.context.store);
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
        let from = match &self.part {
            Part::Present(begin) => self.bookmarks.calls.unwrap_or(*begin),
            Part::Slice(slice, until) if slice.calls >= *until => {
                return Ok(Some(self.nothing_left()));
            }
            Part::Slice(slice, _) => slice.calls,
        };
        let mut export = self.client.call_export(from.0);
        let fetch = async || {
            let page = export.next_page(|rows| rows.iter().map(wire::call).collect()).await?;
            let reached = page.position;
            Ok((self.close(page, reached), reached))
        };
        let mut stored = from;
        let save = async |rows: Vec<Call>, position: i64, ended: bool| {
            let bookmark = Timestamp(position);
            let Some(end) = self.end() else {
                return self.context.store.imports.save_calls(self.lease, rows, bookmark).await;
            };
            let step = Step { from: stored, to: reached_by(bookmark, end, ended) };
            stored = step.to;
            self.context.store.slices.save_slice_calls(self.lease, rows, step).await
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
        mut save: impl AsyncFnMut(Vec<R>, P, bool) -> Result<(), StoreError>,
    ) -> Result<Streamed, IngestError> {
        self.progress.stage(stage);
        let at_first = self.context.clock.now();
        let mut streamed =
            Streamed { rows: 0, known_until: self.start(), whole: false, pace: Pace::default() };
        let mut odd = Vec::new();
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
            let end = self.end().map_or(self.client.zendesk_now(), |end| end.0);
            let way = end - begin;
            let reached = if page.last { end } else { reached.min(end) };
            streamed.pace.note(page.rows as u64, reached - begin, page.pages_a_minute);
            let pages = streamed.pace.pages;
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
            let ended = last && self.end().is_none_or(|end| known_until >= end.0);
            // A second that takes several pages is read whole, or every cycle would begin it again.
            let has_moved = stage == Stage::Tickets || reached > begin;
            let is_too_long = stage == Stage::Tickets
                && pages == 1
                && self.most_pages.is_some_and(|most| (reached - begin).max(1) * most < way);
            let pauses = is_too_long
                || (has_moved && self.pause_at.is_some_and(|at| self.context.clock.now() >= at));
            let saving = save(page.value, page.position, ended);
            if last || pauses {
                saving.await?;
                streamed.known_until = Timestamp(known_until);
                streamed.whole = ended;
            } else {
                let (saved, next) = futures::join!(saving, unless_stopped(self.stop, fetch()));
                saved?;
                fetched = Some(next?);
            }
        }
        odd_rows::tell(&odd, self.progress.as_ref());
        streamed.pace.took(self.context.clock.now().0 - at_first.0);
        Ok(streamed)
    }
}

/// The cursor of a position.
fn cursor_of(position: &TicketPosition) -> Option<String> {
    match position {
        TicketPosition::Cursor(cursor) => Some(cursor.clone()),
        TicketPosition::StartTime(_) => None,
    }
}

/// The bookmark of a slice's stream: one that was read to its end has reached the slice's.
fn reached_by(bookmark: Timestamp, end: Timestamp, ended: bool) -> Timestamp {
    if ended { bookmark.max(end) } else { bookmark.min(end.plus_seconds(-1)) }
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
