//! Ticket events: a time-based export that tells its end.

use std::ops::Range;

use futures::Stream;
use futures::stream::try_unfold;

use super::skip::{Asked, Way};
use super::{ExportOptions, ExportPage, PageSize, Repeats, acceptable_start, led_to};
use crate::client::{Client, Request};
use crate::error::{Error, ShapeError};
use crate::log::log;
use crate::page::{self, Envelope};
use crate::wire::ticket_event::TicketEvent;

const ENDPOINT: &str = "incremental/ticket_events";

const WITH_COMMENTS: (&str, &str) = ("include", "comment_events");

/// The export of all ticket events with their comments, in the order of time. Positions are epoch seconds.
#[derive(Debug)]
pub struct TicketEventExport {
    client: Client,
    position: i64,
    page_size: PageSize,
    widened: bool,
    repeats: Repeats<i64>,
}

impl Client {
    /// The ticket events from a time on, epoch seconds.
    pub fn ticket_event_export(&self, from: i64, options: ExportOptions) -> TicketEventExport {
        TicketEventExport {
            client: self.clone(),
            position: from,
            page_size: PageSize::new(options),
            widened: false,
            repeats: Repeats::new(),
        }
    }
}

impl TicketEventExport {
    /// Fetches the next page and gives its rows to `map`, once. After an error the export stands where it
    /// stood; after the last page a further call asks for what is new by then.
    pub async fn next_page<T>(
        &mut self,
        map: impl FnMut(Vec<TicketEvent<'_>>) -> T + Send,
    ) -> Result<ExportPage<T, i64>, Error> {
        self.page(&[WITH_COMMENTS], map).await
    }

    /// The same without the comments, whose texts are what makes a page heavy: events then only say that
    /// there was a comment. For a place at which the server fails otherwise ([`Error::PageFails`]).
    pub async fn next_page_without_comments<T>(
        &mut self,
        map: impl FnMut(Vec<TicketEvent<'_>>) -> T + Send,
    ) -> Result<ExportPage<T, i64>, Error> {
        self.page(&[], map).await
    }

    /// Goes past a place at which the server fails: to the earliest later second from which it answers.
    /// Gives the seconds that were passed over, none where the place passes by now; nothing where the
    /// server answers from nowhere.
    pub async fn skip_failing(&mut self) -> Result<Option<Range<i64>>, Error> {
        let from = self.position;
        let (client, key) = (&self.client, "ticket_events");
        let asked = Asked { client, endpoint: ENDPOINT, key, further: WITH_COMMENTS };
        let way = asked.way_on(("start_time", &from.to_string()), from).await?;
        if let Some(Way::From(passing)) = way {
            self.position = passing;
        }
        Ok(way.map(|_| from..self.position))
    }

    async fn page<T>(
        &mut self,
        further: &[(&'static str, &str)],
        mut map: impl FnMut(Vec<TicketEvent<'_>>) -> T + Send,
    ) -> Result<ExportPage<T, i64>, Error> {
        let start = acceptable_start(&self.client, self.position);
        let mut query = vec![("start_time", start.to_string())];
        query.extend(further.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let request = Request {
            endpoint: ENDPOINT,
            path: None,
            query: &query,
            page_size: Some(&self.page_size),
            with_cursor: false,
        };
        let answer = self.client.fetch(request, |text| {
            let page = page::decode::<TicketEvent<'_>>(text, "ticket_events")?;
            let ids: Vec<i64> =
                page.rows.iter().map(|row| row.id).chain(page.keys_set_aside()).collect();
            let odd = page.odd_rows(ENDPOINT, format_args!("start_time {start}"));
            Ok((page.envelope, ids, odd, map(page.rows)))
        });
        let (answer, known_until) = self.client.timed(answer).await;
        let (envelope, ids, mut odd, value) = match answer {
            Err(Error::StartTimeTooRecent { .. }) => {
                return Ok(ExportPage::too_recent(map(Vec::new()), self.position, start));
            }
            answer => answer.map_err(|error| error.at_second(start))?,
        };
        let rows = ids.len();
        let (last, stepped) = self.advance(&envelope, start, ids)?;
        let position = self.position;
        for odd in &mut odd {
            // A row without a time lies between its neighbours, or the ends of the page.
            odd.between.0.get_or_insert(start);
            odd.between.1.get_or_insert(position);
        }
        let pages_a_minute = self.client.requests_a_minute(ENDPOINT);
        Ok(ExportPage { value, rows, odd, position, last, known_until, pages_a_minute, stepped })
    }

    /// The pages up to the last one for now.
    pub fn pages<T: Send>(
        self,
        map: impl FnMut(Vec<TicketEvent<'_>>) -> T + Send,
    ) -> impl Stream<Item = Result<ExportPage<T, i64>, Error>> + Send {
        try_unfold(Some((self, map)), |state| async {
            let Some((mut export, mut map)) = state else { return Ok(None) };
            let page = export.next_page(&mut map).await?;
            let state = (!page.last).then_some((export, map));
            Ok(Some((page, state)))
        })
    }

    /// Moves to where the page led. Only `end_of_stream` is an end: the next page's address never runs
    /// out, and a page may be short or empty in the middle.
    fn advance(
        &mut self,
        envelope: &Envelope,
        start: i64,
        ids: Vec<i64>,
    ) -> Result<(bool, bool), Error> {
        let (led_to, rows) = (led_to(envelope), ids.len());
        if envelope.end_of_stream == Some(true) {
            self.position = led_to.map_or(self.position, |time| time.max(start));
            return Ok((true, false));
        }
        self.repeats.check(ENDPOINT, ids)?;
        match led_to {
            Some(time) if time > start => {
                self.position = time;
                self.widened = false;
                // Into the newest minute nobody gets: the same page would come again.
                Ok((acceptable_start(&self.client, time) <= start, false))
            }
            // The server does not look at the start time: it would never get on.
            Some(time) if time < start && rows > 0 => Err(Error::Stalled { endpoint: ENDPOINT }),
            // It says that more follows and gives nothing: perhaps only now.
            _ if rows == 0 && envelope.end_of_stream == Some(false) => {
                self.repeats.ask_again(ENDPOINT).map(|()| (false, false))
            }
            // Asking again would give the same nothing.
            _ if rows == 0 => {
                log!(warn, endpoint = ENDPOINT, "an empty page without end was taken as the end");
                Ok((true, false))
            }
            Some(_) => Ok(self.pass_over(start)),
            None => Err(Error::Shape {
                endpoint: ENDPOINT,
                source: ShapeError::Answer {
                    problem: "expected end_time, next_page or end_of_stream".to_owned(),
                },
            }),
        }
    }

    /// A second holds more events than a page, and the server cuts inside it. First the largest page is
    /// asked for; then nothing is left but to pass over the second's rest, and to say so.
    fn pass_over(&mut self, start: i64) -> (bool, bool) {
        self.position = start;
        if !self.widened && self.page_size.widen() {
            self.widened = true;
            return (false, false);
        }
        self.widened = false;
        if acceptable_start(&self.client, start + 1) <= start {
            return (true, false);
        }
        self.position = start + 1;
        log!(
            warn,
            endpoint = ENDPOINT,
            second = start,
            "a second holds more events than a page and was passed over: events may be missing"
        );
        (false, true)
    }
}
