//! Lists that are read whole, in either form of paging.

use std::collections::HashSet;

use crate::client::{Client, Request};
use crate::error::Error;
use crate::limits::{MOST_BYTES_OF_A_LIST, MOST_PAGES, MOST_ROWS};
use crate::page::{self, Envelope, Row, link_parameter};

/// Rows asked for at once: the most that Zendesk allows.
const PAGE_SIZE: &str = "100";

/// One list endpoint.
pub(crate) struct List<'a> {
    /// The path below `/api/v2/`, as messages name it.
    pub(crate) endpoint: &'static str,
    /// The path that is asked, where it names one ticket.
    pub(crate) path: Option<&'a str>,
    /// The key that the rows stand under.
    pub(crate) key: &'static str,
    /// The parameters of every page.
    pub(crate) filter: &'a [(&'static str, &'a str)],
    /// Whether cursor paging is asked for; some lists are not paged and come whole.
    pub(crate) paged: bool,
}

/// The parameters that lead to the next page.
type NextPage = Vec<(&'static str, String)>;

impl List<'_> {
    /// Reads all pages. The server may answer in cursor or in offset form, whichever was asked for. Rows
    /// that could not be read whole are told by [`Client::take_odd_rows`].
    pub(crate) async fn read<T>(&self, client: &Client) -> Result<Vec<T>, Error>
    where
        T: for<'a> Row<'a> + PartialEq + Send,
    {
        let endpoint = self.endpoint;
        let mut all: Vec<T> = Vec::new();
        let mut previous_length = 0;
        let mut pages_asked: HashSet<NextPage> = HashSet::new();
        let mut bytes = 0;
        let mut next = self.first_page();
        loop {
            let mut query: NextPage =
                self.filter.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            query.extend(next.iter().cloned());
            pages_asked.insert(next);
            let request = Request {
                endpoint,
                path: self.path,
                query: &query,
                page_size: None,
                with_cursor: false,
            };
            let (page, length) = client
                .fetch(request, |text| Ok((page::decode::<T>(text, self.key)?, text.len())))
                .await?;
            bytes += length;
            let (pages, rows) = (pages_asked.len(), all.len() + page.rows.len());
            if pages >= MOST_PAGES || rows > MOST_ROWS || bytes > MOST_BYTES_OF_A_LIST {
                return Err(Error::Endless { endpoint, pages, rows });
            }
            client
                .note_odd_rows(page.odd_rows(endpoint, format_args!("page {}", pages_asked.len())));
            let empty = page.rows.is_empty() && page.odd.is_empty();
            let (rows, envelope) = (page.rows, page.envelope);
            let following = next_page(&envelope, empty);
            // A server that repeats a page would be asked for ever, by cursor or by number.
            let previous = &all[all.len() - previous_length..];
            let repeated = !rows.is_empty() && rows == previous;
            previous_length = rows.len();
            match following {
                // More is promised, but not where.
                None if envelope.has_more == Some(true) => return Err(Error::Stalled { endpoint }),
                None if repeated => return Ok(all),
                None => {
                    all.extend(rows);
                    return Ok(all);
                }
                Some(page) if repeated || pages_asked.contains(&page) => {
                    return Err(Error::Stalled { endpoint });
                }
                Some(page) => next = page,
            }
            all.extend(rows);
        }
    }

    fn first_page(&self) -> NextPage {
        if self.paged { vec![("page[size]", PAGE_SIZE.to_owned())] } else { Vec::new() }
    }
}

/// Where the list goes on. `has_more` decides where it is told, since `links.next` may be there without
/// it; an offset list ends where it names no next page, or is empty.
fn next_page(envelope: &Envelope, empty: bool) -> Option<NextPage> {
    let link = |name| envelope.next_link.as_deref().and_then(|link| link_parameter(link, name));
    if envelope.has_more == Some(false) {
        return None;
    }
    let cursor = link("page[after]").or_else(|| {
        envelope.has_more.and(envelope.after_cursor.clone()).filter(|cursor| !cursor.is_empty())
    });
    if let Some(cursor) = cursor {
        return Some(vec![("page[size]", PAGE_SIZE.to_owned()), ("page[after]", cursor)]);
    }
    // The size of offset pages is the server's: another one would skip rows or repeat them.
    let page = link("page").filter(|_| !empty)?;
    let mut next = vec![("page", page)];
    next.extend(link("per_page").map(|size| ("per_page", size)));
    Some(next)
}
