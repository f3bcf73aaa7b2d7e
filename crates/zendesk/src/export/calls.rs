//! Talk calls: a time-based export that tells no end.

use futures::Stream;
use futures::stream::try_unfold;

use super::{ExportPage, LARGEST_PAGE, Repeats, acceptable_start, led_to};
use crate::client::{Client, Request};
use crate::error::Error;
use crate::log::log;
use crate::page;
use crate::wire::call::Call;

const ENDPOINT: &str = "channels/voice/stats/incremental/calls";

/// The export of all Talk calls, in the order in which they last changed. Positions are epoch seconds. An
/// account without Talk answers with an error for which [`Error::is_absence`] holds.
#[derive(Debug)]
pub struct CallExport {
    client: Client,
    /// Where the next page begins, if another page follows in this run.
    next_start: i64,
    /// Where to begin after a break: behind `next_start` while a second is being looked past.
    position: i64,
    repeats: Repeats<CallVersion>,
}

/// A call's id with the time of its last change.
type CallVersion = (i64, Option<i64>);

impl Client {
    /// The calls that changed since a time, epoch seconds.
    pub fn call_export(&self, from: i64) -> CallExport {
        let repeats = Repeats::new();
        CallExport { client: self.clone(), next_start: from, position: from, repeats }
    }
}

impl CallExport {
    /// Fetches the next page and gives its rows to `map`, once. After an error the export stands where it
    /// stood; after the last page a further call asks for what is new by then.
    pub async fn next_page<T>(
        &mut self,
        mut map: impl FnMut(Vec<Call<'_>>) -> T + Send,
    ) -> Result<ExportPage<T, i64>, Error> {
        let start = acceptable_start(&self.client, self.next_start);
        let query = [("start_time", start.to_string())];
        let request = Request {
            endpoint: ENDPOINT,
            path: None,
            query: &query,
            page_size: None,
            with_cursor: false,
        };
        let answer = self.client.fetch(request, |text| {
            let page = page::decode::<Call<'_>>(text, "calls")?;
            let versions: Vec<CallVersion> = page
                .rows
                .iter()
                .map(|call| (call.id, call.updated_at))
                .chain(page.keys_set_aside().map(|key| (key, None)))
                .collect();
            let odd = page.odd_rows(ENDPOINT, format_args!("start_time {start}"));
            Ok((page.envelope, versions, odd, map(page.rows)))
        });
        let (answer, known_until) = self.client.timed(answer).await;
        let (envelope, versions, odd, value) = match answer {
            Err(Error::StartTimeTooRecent { .. }) => {
                return Ok(ExportPage::too_recent(map(Vec::new()), self.position, start));
            }
            // The size of these pages can't be chosen, so none smaller can be tried.
            Err(error) if error.is_of_the_page() => {
                let (from, source) = (Some(start), Box::new(error));
                return Err(Error::PageFails { endpoint: ENDPOINT, from, source });
            }
            answer => answer?,
        };
        let rows = versions.len();
        let (last, stepped) = self.advance(led_to(&envelope), start, versions);
        let position = self.position;
        let pages_a_minute = self.client.requests_a_minute(ENDPOINT);
        Ok(ExportPage { value, rows, odd, position, last, known_until, pages_a_minute, stepped })
    }

    /// The pages up to the last one for now.
    pub fn pages<T: Send>(
        self,
        map: impl FnMut(Vec<Call<'_>>) -> T + Send,
    ) -> impl Stream<Item = Result<ExportPage<T, i64>, Error>> + Send {
        try_unfold(Some((self, map)), |state| async {
            let Some((mut export, mut map)) = state else { return Ok(None) };
            let page = export.next_page(&mut map).await?;
            let state = (!page.last).then_some((export, map));
            Ok(Some((page, state)))
        })
    }

    /// Moves to where the page led. The next page's address never runs out and a server may give small
    /// pages, so only an empty page proves the end: a page that leads no further than its own second is
    /// followed by a look at the next second. Then the position is that next second, and what is asked
    /// there the next time is empty at once.
    fn advance(
        &mut self,
        led_to: Option<i64>,
        start: i64,
        versions: Vec<CallVersion>,
    ) -> (bool, bool) {
        let looked_past_a_second = self.next_start > self.position;
        if versions.is_empty() {
            self.position = self.next_start;
            return (true, false);
        }
        let full = versions.len() >= LARGEST_PAGE as usize;
        let newest = versions.iter().filter_map(|(_, updated_at)| *updated_at).max();
        // At an edge a page may repeat; a server that goes on repeating never gets on.
        let repeated = self.repeats.note(versions);
        let ended = repeated >= 2;
        let stepped = looked_past_a_second && repeated == 0 && warn_of_missing_calls(start - 1);
        match led_to {
            Some(time) if time > start => {
                self.move_to(start, time);
                (ended || self.next_start <= start, stepped)
            }
            Some(time)
                if time == start && !ended && acceptable_start(&self.client, start + 1) > start =>
            {
                // That is the end, or a second that the server cut: whether calls follow tells which.
                // Until then a break begins here again.
                self.position = start;
                self.next_start = start + 1;
                (false, stepped || full && warn_of_missing_calls(start))
            }
            // It does not look at the start time.
            Some(time) if time < start => {
                self.next_start = self.position;
                (true, stepped)
            }
            told => {
                self.move_to(start, told.or(newest).unwrap_or(start));
                (true, stepped)
            }
        }
    }

    /// Stands at a second, but not before `start` and not within the newest minute: there calls may
    /// still come before those that were given.
    fn move_to(&mut self, start: i64, time: i64) {
        self.position = acceptable_start(&self.client, time).max(start);
        self.next_start = self.position;
    }
}

/// Always true: a warning is a page's mark, too.
fn warn_of_missing_calls(second: i64) -> bool {
    log!(
        warn,
        endpoint = ENDPOINT,
        second = second,
        "a second holds more calls than a page and was passed over: calls may be missing"
    );
    true
}
