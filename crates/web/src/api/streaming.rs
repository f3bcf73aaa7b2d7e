//! Long answers: written a piece at a time as they are read from the store, by whoever reads them.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use inflow_app::IngestError;
use inflow_app::service::runs;

use super::problem::{Kind, Problem};
use crate::http::site::Site;
use crate::http::streams::paced;

/// Room for the row that makes a piece full.
pub(super) const ROOM: usize = 4 * 1024;

/// After so long an answer may be asked for again.
const RETRY_AFTER_SECONDS: u32 = 10;

/// What is written a piece at a time.
pub(super) trait Pieces: Send + Sized + 'static {
    /// Whether the last piece was written.
    fn is_done(&self) -> bool;

    /// Nothing more is written.
    fn stop(&mut self);

    /// The next bytes; nothing after the last ones.
    fn piece(&mut self) -> impl Future<Output = Result<Option<Bytes>, IngestError>> + Send;
}

/// All of it: what is one piece at once, and what is longer while it is taken.
pub(super) async fn streamed(
    site: &Site,
    told: HeaderMap,
    account: &str,
    mut pieces: impl Pieces,
) -> Result<Response, Problem> {
    let first = pieces.piece().await?.unwrap_or_default();
    if pieces.is_done() {
        return Ok((told, first).into_response());
    }
    // Whoever takes what is longer has a share until it was taken.
    let share = site.streams.try_take(account, 1).ok_or_else(crowded)?;
    let others = futures::stream::unfold(pieces, |mut pieces| async move {
        let piece = pieces.piece().await.transpose()?;
        if let Err(error) = &piece {
            tracing::error!(reason = runs::chain(error), "an answer broke off");
            pieces.stop();
        }
        Some((piece, pieces))
    });
    let all = futures::stream::once(async { Ok(first) }).chain(others);
    Ok((told, Body::from_stream(paced(all, share))).into_response())
}

/// The answer where too many are taken.
pub(super) fn crowded() -> Problem {
    Problem::new(
        Kind::Unavailable,
        "too many long answers of this account are being taken just now",
    )
    .with_remedy("send it again in a moment, or ask page by page with limit")
    .with_retry_after(RETRY_AFTER_SECONDS)
}

/// Rows are written into memory, which does not fail but for rows that no form can hold.
pub(super) fn broken(error: io::Error) -> IngestError {
    IngestError::Rows(error)
}
