//! Requests that walk over a whole history: a few at once, so that they hold up nothing else.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::{Kind, Problem};
use crate::Site;

/// How many of them run at once.
const AT_ONCE: usize = 2;
const RETRY_AFTER_SECONDS: u32 = 10;

/// Room for requests that walk over a whole history.
#[derive(Clone)]
pub(crate) struct HeavyRequests(Arc<Semaphore>);

impl Default for HeavyRequests {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl HeavyRequests {
    /// The right to one, unless as many as may run at once do.
    pub(crate) fn try_take(&self) -> Option<Heavy> {
        self.0.clone().try_acquire_owned().ok().map(Heavy)
    }
}

/// The right to walk over a history; given back when the walk has ended, even where nobody waits for
/// it any more.
pub(crate) struct Heavy(OwnedSemaphorePermit);

impl Heavy {
    /// Does the work.
    pub(crate) async fn run<T: Send + 'static>(
        self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Problem> {
        let working = tokio::spawn(async move {
            let done = work.await;
            drop(self.0);
            done
        });
        working.await.map_err(|error| {
            tracing::error!(%error, "a walk over a history broke off");
            Problem::new(Kind::Internal, "it broke off; the service's log says why")
        })
    }
}

impl FromRequestParts<Site> for Heavy {
    type Rejection = Response;

    async fn from_request_parts(_: &mut Parts, site: &Site) -> Result<Self, Self::Rejection> {
        site.heavy.try_take().ok_or_else(|| {
            Problem::new(Kind::Unavailable, "other requests walk over a whole history just now")
                .with_remedy("send it again in a moment")
                .with_retry_after(RETRY_AFTER_SECONDS)
                .into_response()
        })
    }
}
