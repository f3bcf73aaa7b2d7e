//! Requests that walk over a whole history: a few at once, so that they hold up nothing else, and fewer of
//! one account, so that it holds up no other.

use std::time::Duration;

use crate::http::shares::{Share, Shares};

/// How many of them run at once, and how many of one account's.
const AT_ONCE: (u32, u32) = (4, 2);
/// How long one waits for others to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// After how long one that found no room may be asked for again.
pub(crate) const RETRY_AFTER_SECONDS: u32 = 10;

/// Room for requests that walk over a whole history.
#[derive(Clone)]
pub(crate) struct HeavyRequests(Shares);

impl Default for HeavyRequests {
    fn default() -> Self {
        Self(Shares::new(AT_ONCE.0, AT_ONCE.1))
    }
}

impl HeavyRequests {
    /// The right to one, for an account; none where the others do not end soon. Taken when all that a walk
    /// needs is there: whoever has it waits for nobody.
    pub(crate) async fn take(&self, account: &str) -> Option<Heavy> {
        self.0.take(account, PATIENCE).await.map(Heavy)
    }
}

/// The right to walk over a history; given back when the walk has ended, even where nobody waits for
/// it any more.
pub(crate) struct Heavy(Share);

impl Heavy {
    /// Does the work.
    pub(crate) async fn run<T: Send + 'static>(
        self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, BrokenOff> {
        let working = tokio::spawn(async move {
            let done = work.await;
            drop(self.0);
            done
        });
        working.await.map_err(|error| {
            tracing::error!(%error, "a walk over a history broke off");
            BrokenOff
        })
    }
}

/// A walk over a history that did not come to its end; the log says why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BrokenOff;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_walks_of_one_account_leave_room_for_another() {
        let requests = HeavyRequests::default();
        let mut walks = Vec::new();
        while let Some(walk) = requests.take("one").await {
            walks.push(walk);
        }
        assert_eq!(walks.len(), 2);
        let other = requests.take("other").await.expect("the right to a walk");
        assert_eq!(other.run(async { 7 }).await.expect("it ends"), 7);
        let (next, ()) = tokio::join!(requests.take("one"), async { drop(walks) });
        assert!(next.is_some(), "who waits comes next");
    }
}
