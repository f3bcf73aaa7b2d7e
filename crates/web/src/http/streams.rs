//! Answers that are made while they are taken, a piece at a time, in memory that does not grow with them.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes};
use futures::{Stream, StreamExt as _, stream};
use tokio::time::Instant;

use crate::http::shares::Share;
use crate::http::site::Site;

/// How many bytes are sent at once.
pub(crate) const PIECE: usize = 64 * 1024;

/// Whoever takes fewer bytes a second, after the first minute, has a share for longer than others should
/// wait for it.
const LEAST_A_SECOND: f64 = 32.0 * 1024.0;
const FIRST: Duration = Duration::from_secs(60);

/// A body of these pieces. One that is short stands whole in memory; a longer one needs a share of the
/// account, given back when it was taken or its reader went away; nothing where there is none.
pub(crate) fn body(
    site: &Site,
    account: &str,
    mut pieces: impl Iterator<Item = Vec<u8>> + Send + 'static,
) -> Option<Body> {
    let first = pieces.next().unwrap_or_default();
    let Some(second) = pieces.next() else { return Some(Body::from(first)) };
    let share = site.streams.try_take(account, 1)?;
    Some(of_pieces([first, second].into_iter().chain(pieces), share))
}

/// A body of these pieces, whose share is there already.
pub(crate) fn of_pieces(
    pieces: impl Iterator<Item = Vec<u8>> + Send + 'static,
    share: Share,
) -> Body {
    let pieces = pieces.map(|piece| Ok::<_, Infallible>(Bytes::from(piece)));
    Body::from_stream(paced(stream::iter(pieces), share))
}

/// These pieces, unless their reader is too slow; the share is given back after the last one.
pub(crate) fn paced<E: Into<BoxError>>(
    pieces: impl Stream<Item = Result<Bytes, E>>,
    share: Share,
) -> impl Stream<Item = Result<Bytes, BoxError>> {
    let (began, mut sent) = (Instant::now(), 0.0);
    let paced = pieces.map(move |piece| {
        let _held = &share;
        let piece = piece.map_err(Into::into)?;
        if began.elapsed() > FIRST + Duration::from_secs_f64(sent / LEAST_A_SECOND) {
            return Err(io::Error::from(io::ErrorKind::TimedOut).into());
        }
        sent += f64::from(u32::try_from(piece.len()).unwrap_or(u32::MAX));
        Ok(piece)
    });
    // Who compresses asks again after the end.
    paced.fuse()
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt as _;

    use super::*;
    use crate::http::shares::Shares;

    /// How many of the pieces come where a number of seconds passes before each.
    async fn taken(seconds: u64) -> usize {
        let shares = Shares::new(1, 1);
        let share = shares.try_take("one", 1).expect("a share");
        let pieces = (0..100).map(|_| Ok::<_, Infallible>(Bytes::from(vec![0; PIECE])));
        let mut pieces = std::pin::pin!(paced(stream::iter(pieces), share));
        let mut taken = 0;
        while let Ok(Some(_)) = pieces.try_next().await {
            tokio::time::advance(Duration::from_secs(seconds)).await;
            taken += 1;
        }
        taken
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_is_too_slow_gives_the_share_back() {
        assert_eq!(taken(1).await, 100);
        assert_eq!(taken(2).await, 100, "just quick enough");
        assert_eq!(taken(30).await, 3);
    }
}
