//! Answers that stand whole in memory until they are taken: together they take so much of it.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body::{Frame, SizeHint};

use crate::http::refusal::{Refusal, Surface};
use crate::http::shares::Share;
use crate::http::site::Site;
use crate::http::viewer::Viewer;

/// Smaller answers stand in memory: the number of connections is limited.
const SMALL: u64 = 64 * 1024;
/// Bytes that are handed on at once.
const PIECE: usize = 32 * 1024;
/// What one part of the shared memory is.
const PART: u64 = 1024;

/// Keeps account of the memory of an answer until it is taken; refuses it where there is too little.
pub(crate) async fn hold(State(site): State<Site>, request: Request, next: Next) -> Response {
    let surface = Surface::of(request.uri().path());
    let viewer: Option<&Viewer> = request.extensions().get();
    let account = viewer.map(|viewer| viewer.context.account.clone());
    let answer = next.run(request).await;
    let Some(length) = answer.body().size_hint().exact().filter(|length| *length > SMALL) else {
        return answer;
    };
    // What everybody may see are files of the program.
    let Some(account) = account else { return answer };
    let parts = u32::try_from(length / PART).unwrap_or(u32::MAX);
    match site.held.try_take(&account, parts) {
        Some(share) => answer.map(|body| {
            Body::new(Held { body, rest: Bytes::new(), share: Some(share), left: length })
        }),
        None => Refusal::CROWDED.answer(surface).into_response(),
    }
}

/// A body whose memory is accounted for.
struct Held {
    body: Body,
    /// What came of it and was not handed on yet.
    rest: Bytes,
    share: Option<Share>,
    left: u64,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        while self.rest.is_empty() {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(other) => return Poll::Ready(Some(Ok(other))),
                },
                Poll::Ready(None) => {
                    self.share = None;
                    return Poll::Ready(None);
                }
                other => return other,
            }
        }
        // A copy: a part of the whole would keep the whole.
        let end = self.rest.len().min(PIECE);
        let piece = Bytes::copy_from_slice(&self.rest.split_to(end));
        self.left = self.left.saturating_sub(u64::try_from(end).unwrap_or(u64::MAX));
        if self.rest.is_empty() {
            self.rest = Bytes::new();
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
