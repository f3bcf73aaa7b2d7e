//! The import: discover, read what is new, count it, and say from when to when all is known.

use std::sync::Arc;

use inflow_domain::{Call, Interval, TicketEvent, TicketSnapshot, Timestamp};
use inflow_store::{
    Bookmarks, CountReport, Coverage, Discovery, Integration, StoreError, TicketBookmark,
};
use inflow_zendesk::{Client, Error as ZendeskError, ExportOptions, ExportPage, TicketPosition};

use crate::connect;
use crate::context::Context;
use crate::counting;
use crate::discover::discover;
use crate::error::IngestError;
use crate::progress::{Progress, Stage};
use crate::repair::{RepairReport, repair};
use crate::stop::{Stop, unless_stopped};
use crate::wire;

/// Zendesk withholds the newest minute of its exports.
const WITHHELD_SECONDS: i64 = 61;

/// Ticket events are read again from so far before the last one, since a row may become visible
/// after a later one.
const OVERLAP_SECONDS: i64 = 900;

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
    /// What was repaired, and what stays inexact.
    pub repair: RepairReport,
    /// What was counted, before the repair.
    pub counted: CountReport,
    /// What is fully imported now.
    pub coverage: Coverage,
}

/// Imports until caught up. Run again, it goes on where it was (rule 8.4).
pub async fn import(
    context: &Context,
    integration: &Integration,
    progress: Arc<dyn Progress>,
    stop: &Stop,
) -> Result<ImportReport, IngestError> {
    let imports = &context.store.imports;
    let _claim = imports.claim().await?;
    let client = connect::client(context, integration).await?;
    progress.stage(Stage::Discovering);
    unless_stopped(stop, async { Ok(client.me().await?.require_admin()?) }).await?;
    let found = discover(&client, context.clock.now(), progress.as_ref());
    let found = unless_stopped(stop, found).await?;
    let kept_text = imports.bookmarks(integration.id).await?.keeps_text;
    // Texts that no active view judges any more go only after the last count that needs them.
    let present = Discovery { keeps_text: found.keeps_text || kept_text, ..found.clone() };
    imports.save_discovery(integration.id, present).await?;
    let bookmarks = imports.bookmarks(integration.id).await?;
    if bookmarks.keeps_text && !kept_text && integration.coverage.is_some() {
        progress.note(
            "a view judges text for the first time: the tickets, and they alone, are read once more \
             (rule 6.5)",
        );
    }
    let reader =
        Reader { context, integration, client: &client, progress: &progress, stop, bookmarks };
    // Tickets come first: every event that a snapshot includes is then read after it.
    let tickets = reader.tickets().await?;
    let ticket_events = reader.ticket_events().await?;
    let calls = reader.calls().await?;

    let counted = counting::count(context, integration, &progress).await?;
    let coverage = reader.coverage(&tickets, &ticket_events, calls.as_ref());
    if kept_text && !found.keeps_text {
        imports.save_discovery(integration.id, found).await?;
    }
    imports.finish(integration.id, coverage, context.clock.now()).await?;
    let requests = client.requests_sent();
    // Last: all figures stand already, so that a long repair can be stopped at any moment.
    let repair = repair(context, integration, &client, &progress, stop).await?;
    Ok(ImportReport {
        tickets: tickets.rows,
        ticket_events: ticket_events.rows,
        calls: calls.map(|calls| calls.rows),
        requests,
        repair,
        counted,
        coverage,
    })
}

/// What of a stream was read.
struct Streamed {
    rows: u64,
    /// When its last page was asked for: everything up to a minute before was in it.
    asked_at: Timestamp,
}

struct Reader<'a> {
    context: &'a Context,
    integration: &'a Integration,
    client: &'a Client,
    progress: &'a Arc<dyn Progress>,
    stop: &'a Stop,
    bookmarks: Bookmarks,
}

impl Reader<'_> {
    async fn tickets(&self) -> Result<Streamed, IngestError> {
        let TicketBookmark { cursor, generated_at } = self.bookmarks.tickets.clone();
        let since = TicketPosition::StartTime(self.integration.since.0);
        let from = cursor.map_or_else(|| since.clone(), TicketPosition::Cursor);
        let mut highest = generated_at;
        let read = self.read_tickets(from, &mut highest).await;
        match read {
            Err(IngestError::Zendesk(ZendeskError::InvalidCursor { .. })) => {
                self.progress.note("zendesk no longer takes the stored cursor: tickets are read again from the last known one");
                let from = highest.map_or(since, |highest| TicketPosition::StartTime(highest.0));
                self.read_tickets(from, &mut highest).await
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
        let mut export = self.client.ticket_export(from, ExportOptions::default());
        let fetch = async || {
            export
                .next_page(|rows| {
                    rows.iter().map(|row| wire::ticket(row, keeps_text)).collect::<Vec<_>>()
                })
                .await
        };
        let save = async |rows: Vec<TicketSnapshot>, position: TicketPosition| {
            *highest = (*highest).max(rows.iter().map(|row| row.generated_at).max());
            let cursor = match position {
                TicketPosition::Cursor(cursor) => Some(cursor),
                TicketPosition::StartTime(_) => None,
            };
            let bookmark = TicketBookmark { cursor, generated_at: *highest };
            self.context.store.imports.save_tickets(self.integration.id, rows, bookmark).await
        };
        self.stream(Stage::Tickets, fetch, save).await
    }

    async fn ticket_events(&self) -> Result<Streamed, IngestError> {
        let since = self.integration.since;
        let from = match self.bookmarks.ticket_events {
            // A backfill goes on where it was; only a later cycle looks back for late rows.
            Some(bookmark) if self.integration.coverage.is_some() => {
                since.max(bookmark.plus_seconds(-OVERLAP_SECONDS))
            }
            Some(bookmark) => bookmark,
            None => since,
        };
        let keeps_text = self.bookmarks.keeps_text;
        let mut export = self.client.ticket_event_export(from.0, ExportOptions::default());
        let fetch = async || {
            export
                .next_page(|rows| {
                    rows.iter().map(|row| wire::ticket_event(row, keeps_text)).collect::<Vec<_>>()
                })
                .await
        };
        let save = async |rows: Vec<TicketEvent>, position: i64| {
            let bookmark = Timestamp(position);
            self.context.store.imports.save_ticket_events(self.integration.id, rows, bookmark).await
        };
        self.stream(Stage::TicketEvents, fetch, save).await
    }

    /// The calls; nothing where the account has no Talk, which is a note and no failure.
    async fn calls(&self) -> Result<Option<Streamed>, IngestError> {
        let from = self.bookmarks.calls.unwrap_or(self.integration.since);
        let mut export = self.client.call_export(from.0);
        let fetch =
            async || export.next_page(|rows| rows.iter().map(wire::call).collect::<Vec<_>>()).await;
        let save = async |rows: Vec<Call>, position: i64| {
            let bookmark = Timestamp(position);
            self.context.store.imports.save_calls(self.integration.id, rows, bookmark).await
        };
        match self.stream(Stage::Calls, fetch, save).await {
            Ok(streamed) => Ok(Some(streamed)),
            Err(IngestError::Zendesk(error)) if error.is_absence() => {
                self.progress.note(&format!("no calls are read: {error}"));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Reads a stream to its end. While one page is saved the next is fetched; each page is saved
    /// with the position that it led to, in order, so that a stop loses nothing.
    async fn stream<R, P>(
        &self,
        stage: Stage,
        mut fetch: impl AsyncFnMut() -> Result<ExportPage<Vec<R>, P>, ZendeskError>,
        mut save: impl AsyncFnMut(Vec<R>, P) -> Result<(), StoreError>,
    ) -> Result<Streamed, IngestError> {
        self.progress.stage(stage);
        let mut streamed = Streamed { rows: 0, asked_at: self.context.clock.now() };
        let mut fetched = Some(unless_stopped(self.stop, async { Ok(fetch().await?) }).await?);
        while let Some(page) = fetched.take() {
            if page.stepped {
                self.progress
                    .note("a second held more rows than a page: rows may be missing there");
            }
            streamed.rows += page.rows as u64;
            let last = page.last;
            let saving = save(page.value, page.position);
            if last {
                saving.await?;
            } else {
                streamed.asked_at = self.context.clock.now();
                let fetching = unless_stopped(self.stop, async { Ok(fetch().await?) });
                let (saved, next) = futures::join!(saving, fetching);
                saved?;
                fetched = Some(next?);
            }
            self.progress.advanced(stage, streamed.rows, None);
        }
        Ok(streamed)
    }

    /// From when to when everything is known (rule 8.2): only whole intervals.
    fn coverage(
        &self,
        tickets: &Streamed,
        ticket_events: &Streamed,
        calls: Option<&Streamed>,
    ) -> Coverage {
        let asked = tickets.asked_at.min(ticket_events.asked_at);
        let asked = calls.map_or(asked, |calls| asked.min(calls.asked_at));
        let from = Interval::at_or_after(self.integration.since).start();
        let until = Interval::containing(asked.plus_seconds(-WITHHELD_SECONDS)).start();
        let before = self.integration.coverage;
        let until = before.map_or(until, |before| before.until.max(until));
        let calls_before = before.and_then(|before| before.calls_until);
        let provisional_before = before.and_then(|before| before.provisional_from);
        Coverage {
            from,
            until,
            // Calls that could not be read are not known to be none.
            calls_until: if calls.is_some() { Some(until) } else { calls_before },
            provisional_from: calls.map_or(provisional_before, |calls| {
                let young = calls.asked_at.plus_seconds(-PROVISIONAL_SECONDS);
                Some(Interval::containing(young).start())
            }),
        }
    }
}
