//! Tickets: the cursor export.

use std::ops::Range;

use futures::Stream;
use futures::stream::try_unfold;

use super::skip::{Asked, Way};
use super::{ExportOptions, ExportPage, PageSize, Repeats, acceptable_start};
use crate::client::{Client, Request};
use crate::error::Error;
use crate::log::log;
use crate::page::{self, Envelope, link_parameter};
use crate::wire::ticket::Ticket;

const ENDPOINT: &str = "incremental/tickets/cursor";

/// By default the tickets that only AI agents handled would be left out.
const ALL_TICKETS: (&str, &str) = ("support_type_scope", "all");

/// Where the ticket export goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketPosition {
    /// From the tickets written since this time, epoch seconds: for the first page, and wherever a cursor
    /// is no longer taken.
    StartTime(i64),
    /// From this cursor.
    Cursor(String),
}

/// The export of all tickets, deleted ones and those of AI agents included, in the order in which they
/// were last written. A ticket that is written again comes again.
#[derive(Debug)]
pub struct TicketExport {
    client: Client,
    position: TicketPosition,
    page_size: PageSize,
    repeats: Repeats<(i64, Option<i64>)>,
}

impl Client {
    /// The tickets from a position on.
    pub fn ticket_export(&self, from: TicketPosition, options: ExportOptions) -> TicketExport {
        let (page_size, repeats) = (PageSize::new(options), Repeats::new());
        TicketExport { client: self.clone(), position: from, page_size, repeats }
    }
}

impl TicketExport {
    /// Fetches the next page and gives its rows to `map`, once. After an error the export stands where it
    /// stood; after the last page a further call asks for what is new by then.
    pub async fn next_page<T>(
        &mut self,
        mut map: impl FnMut(Vec<Ticket<'_>>) -> T + Send,
    ) -> Result<ExportPage<T, TicketPosition>, Error> {
        let (name, here) = self.place();
        let query = [(name, here.clone()), (ALL_TICKETS.0, ALL_TICKETS.1.to_owned())];
        let request = Request {
            endpoint: ENDPOINT,
            path: None,
            query: &query,
            page_size: Some(&self.page_size),
            with_cursor: matches!(self.position, TicketPosition::Cursor(_)),
        };
        let answer = self.client.fetch(request, |text| {
            let page = page::decode::<Ticket<'_>>(text, "tickets")?;
            let keys: Vec<_> = page
                .rows
                .iter()
                .map(|row| (row.id, row.generated_timestamp))
                .chain(page.keys_set_aside().map(|key| (key, None)))
                .collect();
            let odd = page.odd_rows(ENDPOINT, format_args!("{name} {here}"));
            Ok((page.envelope, keys, odd, map(page.rows)))
        });
        let (answer, known_until) = self.client.timed(answer).await;
        let (envelope, keys, odd, value) = match (answer, &self.position) {
            (Err(Error::StartTimeTooRecent { .. }), TicketPosition::StartTime(start)) => {
                let (position, start) = (self.position.clone(), *start);
                return Ok(ExportPage::too_recent(map(Vec::new()), position, start));
            }
            (answer, _) => answer?,
        };
        let rows = keys.len();
        let last = self.advance(&envelope, keys)?;
        let position = self.position.clone();
        let pages_a_minute = self.client.requests_a_minute(ENDPOINT);
        let stepped = false;
        Ok(ExportPage { value, rows, odd, position, last, known_until, pages_a_minute, stepped })
    }

    /// Goes past a place at which the server fails ([`Error::PageFails`]): to the earliest start time after
    /// `from`, the last written row that is known, from which it answers. Gives the seconds that were
    /// passed over, none where the place passes by now; nothing where the server answers from nowhere.
    pub async fn skip_failing(&mut self, from: i64) -> Result<Option<Range<i64>>, Error> {
        let (client, key) = (&self.client, "tickets");
        let asked = Asked { client, endpoint: ENDPOINT, key, further: ALL_TICKETS };
        let (name, here) = self.place();
        Ok(asked.way_on((name, &here), from).await?.map(|way| match way {
            Way::Here => from..from,
            Way::From(passing) => {
                self.position = TicketPosition::StartTime(passing);
                from..passing
            }
        }))
    }

    /// The parameter that names where the export stands.
    fn place(&self) -> (&'static str, String) {
        match &self.position {
            TicketPosition::StartTime(time) => {
                ("start_time", acceptable_start(&self.client, *time).to_string())
            }
            TicketPosition::Cursor(cursor) => ("cursor", cursor.clone()),
        }
    }

    /// Where the export stands.
    pub fn position(&self) -> &TicketPosition {
        &self.position
    }

    /// The pages up to the last one for now.
    pub fn pages<T: Send>(
        self,
        map: impl FnMut(Vec<Ticket<'_>>) -> T + Send,
    ) -> impl Stream<Item = Result<ExportPage<T, TicketPosition>, Error>> + Send {
        try_unfold(Some((self, map)), |state| async {
            let Some((mut export, mut map)) = state else { return Ok(None) };
            let page = export.next_page(&mut map).await?;
            let state = (!page.last).then_some((export, map));
            Ok(Some((page, state)))
        })
    }

    /// Moves to where the page led; true at the end of the stream. An empty account's last page has no
    /// cursor, and then the position stays.
    fn advance(
        &mut self,
        envelope: &Envelope,
        keys: Vec<(i64, Option<i64>)>,
    ) -> Result<bool, Error> {
        let rows = keys.len();
        if envelope.end_of_stream != Some(true) {
            self.repeats.check(ENDPOINT, keys)?;
        }
        let cursor =
            envelope.after_cursor.clone().filter(|cursor| !cursor.is_empty()).or_else(|| {
                envelope.next_link.as_deref().and_then(|link| link_parameter(link, "cursor"))
            });
        let next = cursor.map(TicketPosition::Cursor);
        let moved = next.as_ref().is_some_and(|next| *next != self.position);
        if let Some(next) = next {
            self.position = next;
        }
        match envelope.end_of_stream {
            Some(true) => Ok(true),
            Some(false) if moved => Ok(false),
            None if moved && rows > 0 => Ok(false),
            // It says that more follows and gives nothing: perhaps only now.
            Some(false) if rows == 0 => self.repeats.ask_again(ENDPOINT).map(|()| false),
            // The server does not tell its end: it is here.
            _ if rows == 0 => {
                log!(warn, endpoint = ENDPOINT, "an empty page without end was taken as the end");
                Ok(true)
            }
            _ => Err(Error::Stalled { endpoint: ENDPOINT }),
        }
    }
}
