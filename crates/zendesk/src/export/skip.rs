//! The way past a place at which the server fails: the earliest later start from which it answers.

use crate::client::{Client, Request};
use crate::error::Error;
use crate::page;
use crate::value::JsonValue;

use super::acceptable_start;

/// Whether the server answers from a second on; a failure that has nothing to do with the place is an
/// error. The page is one row: the place itself is asked about, not what follows it.
pub(super) async fn passes(
    client: &Client,
    (endpoint, key): (&'static str, &'static str),
    start: i64,
    further: (&'static str, &str),
) -> Result<bool, Error> {
    let query = [
        ("start_time", start.to_string()),
        (further.0, further.1.to_owned()),
        ("per_page", "1".to_owned()),
    ];
    let request =
        Request { endpoint, path: None, query: &query, page_size: None, with_cursor: false };
    let read = |text: &str| page::decode::<JsonValue<'_>>(text, key).map(drop);
    match client.probe(request, read).await {
        Ok(()) => Ok(true),
        Err(error) if error.is_of_the_page() => Ok(false),
        Err(error) => Err(error),
    }
}

/// The earliest second after `from` from which the server answers; nothing where it answers from nowhere.
/// A page that fails holds the first row from its start on, so every start up to that row fails and the
/// next one passes.
pub(super) async fn earliest_passing(
    client: &Client,
    from: i64,
    passes: impl AsyncFn(i64) -> Result<bool, Error>,
) -> Result<Option<i64>, Error> {
    let newest = acceptable_start(client, i64::MAX);
    // Where even the newest place fails, the server is down and no place is to blame.
    if newest <= from || !passes(newest).await? {
        return Ok(None);
    }
    let (mut failing, mut passing) = (from, newest);
    let mut step = 1;
    while failing + step < passing {
        if passes(failing + step).await? {
            passing = failing + step;
            break;
        }
        failing += step;
        step *= 2;
    }
    while failing + 1 < passing {
        let middle = failing + (passing - failing) / 2;
        if passes(middle).await? {
            passing = middle;
        } else {
            failing = middle;
        }
    }
    Ok(Some(passing))
}
