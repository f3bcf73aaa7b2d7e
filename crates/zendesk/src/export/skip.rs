//! The way past a place at which the server fails: the earliest later start from which it answers.

use crate::client::{Client, Request};
use crate::error::Error;
use crate::page;
use crate::value::JsonValue;

use super::acceptable_start;

/// An export, as far as its places are asked about.
pub(super) struct Asked<'a> {
    pub(super) client: &'a Client,
    pub(super) endpoint: &'static str,
    /// The key that the rows stand under.
    pub(super) key: &'static str,
    /// What every page of it is asked with.
    pub(super) further: (&'static str, &'static str),
}

/// How the import gets on from a place at which the server failed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The place itself passes again: the server was down.
    Here,
    /// The earliest later second that passes.
    From(i64),
}

impl Asked<'_> {
    /// How to get on from a place, of which `from` is the second; nothing where the server answers from
    /// nowhere, as patiently as it was asked. A page that fails holds the first row from its start on, so
    /// every start up to that row fails and the next one passes.
    pub(super) async fn way_on(
        &self,
        here: (&'static str, &str),
        from: i64,
    ) -> Result<Option<Way>, Error> {
        let newest = acceptable_start(self.client, i64::MAX);
        // Where even the newest place fails, the server is down and no place is to blame.
        if newest <= from || !self.passes(("start_time", &newest.to_string()), true).await? {
            return Ok(None);
        }
        if self.passes(here, false).await? {
            return Ok(Some(Way::Here));
        }
        let at = async |second: i64| self.passes(("start_time", &second.to_string()), false).await;
        let (mut failing, mut passing) = (from, newest);
        let mut step = 1;
        while failing + step < passing {
            if at(failing + step).await? {
                passing = failing + step;
                break;
            }
            failing += step;
            step *= 2;
        }
        while failing + 1 < passing {
            let middle = failing + (passing - failing) / 2;
            if at(middle).await? {
                passing = middle;
            } else {
                failing = middle;
            }
        }
        Ok(Some(Way::From(passing)))
    }

    /// Whether the server answers at a place; a failure that has nothing to do with the place is an error.
    /// The page is one row: the place itself is asked about, not what follows it.
    async fn passes(&self, place: (&'static str, &str), patiently: bool) -> Result<bool, Error> {
        let query = [
            (place.0, place.1.to_owned()),
            (self.further.0, self.further.1.to_owned()),
            ("per_page", "1".to_owned()),
        ];
        let request = Request {
            endpoint: self.endpoint,
            path: None,
            query: &query,
            page_size: None,
            with_cursor: place.0 == "cursor",
        };
        let read = |text: &str| page::decode::<JsonValue<'_>>(text, self.key).map(drop);
        let answer = if patiently {
            self.client.fetch(request, read).await
        } else {
            self.client.probe(request, read).await
        };
        match answer {
            Ok(()) => Ok(true),
            Err(error) if error.is_of_the_page() => Ok(false),
            Err(error) => Err(error),
        }
    }
}
