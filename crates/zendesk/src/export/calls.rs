//! Talk calls: a time-based export that tells no end.

use std::collections::HashSet;

use futures::Stream;
use futures::stream::try_unfold;

use super::{ExportPage, LARGEST_PAGE, acceptable_start, led_to};
use crate::client::{Client, Request};
use crate::error::Error;
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
    previous_page: HashSet<CallVersion>,
}

/// A call's id with the time of its last change.
type CallVersion = (i64, Option<i64>);

impl Client {
    /// The calls that changed since a time, epoch seconds.
    pub fn call_export(&self, from: i64) -> CallExport {
        let previous_page = HashSet::new();
        CallExport { client: self.clone(), next_start: from, position: from, previous_page }
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
        let (envelope, versions, value) = self
            .client
            .get(request, |text| {
                let page = page::decode::<Call<'_>>(text, "calls")?;
                let versions: Vec<CallVersion> =
                    page.rows.iter().map(|call| (call.id, call.updated_at)).collect();
                Ok((page.envelope, versions, map(page.rows)))
            })
            .await?;
        let rows = versions.len();
        let (last, stepped) = self.advance(led_to(&envelope), start, versions);
        Ok(ExportPage { value, rows, position: self.position, last, stepped })
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
    /// pages, so the end is a page that is empty, names no time, or repeats the one before.
    fn advance(
        &mut self,
        led_to: Option<i64>,
        start: i64,
        versions: Vec<CallVersion>,
    ) -> (bool, bool) {
        let looked_past_a_second = self.next_start > self.position;
        let full = versions.len() >= LARGEST_PAGE as usize;
        let newest = versions.iter().filter_map(|(_, updated_at)| *updated_at).max();
        let empty = versions.is_empty();
        let repeats = !empty && versions.iter().all(|call| self.previous_page.contains(call));
        self.previous_page = versions.into_iter().collect();
        if empty {
            self.next_start = self.position;
            return (true, false);
        }
        let stepped = looked_past_a_second && warn_of_missing_calls(start);
        match led_to {
            Some(time) if time > start => {
                self.move_to(time);
                (repeats, stepped)
            }
            Some(_) if !repeats && acceptable_start(&self.client, start + 1) > start => {
                // The page does not lead beyond its own second. That is the end, or a second that the
                // server cut: whether calls follow tells which. Until then a break begins here again.
                self.position = start;
                self.next_start = start + 1;
                (false, stepped || full && warn_of_missing_calls(start))
            }
            Some(_) => {
                self.move_to(start);
                (true, stepped)
            }
            None => {
                self.move_to(newest.map_or(start, |time| time.max(start)));
                (true, stepped)
            }
        }
    }

    fn move_to(&mut self, time: i64) {
        self.position = time;
        self.next_start = time;
    }
}

/// Always true: a warning is a page's mark, too.
fn warn_of_missing_calls(second: i64) -> bool {
    tracing::warn!(
        endpoint = ENDPOINT,
        second,
        "a second holds more calls than a page and was passed over: calls may be missing"
    );
    true
}
