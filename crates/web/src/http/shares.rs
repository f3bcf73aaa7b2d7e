//! Shares of what there is little of: so much at once for everybody, and less for one account, so that
//! none holds up the others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// What accounts share.
#[derive(Clone)]
pub(crate) struct Shares {
    all: Arc<Semaphore>,
    /// What one account has at most.
    most: u32,
    of: Arc<Mutex<BTreeMap<String, Arc<Semaphore>>>>,
}

/// A part of it, given back when it is dropped.
pub(crate) struct Share {
    _own: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl Shares {
    /// So much in all, and so much of it for one account.
    pub(crate) fn new(all: u32, most: u32) -> Self {
        let all = Arc::new(Semaphore::new(as_permits(all)));
        Self { all, most, of: Arc::default() }
    }

    /// A part for an account, if there is one now.
    pub(crate) fn try_take(&self, account: &str, parts: u32) -> Option<Share> {
        let parts = parts.min(self.most);
        let own = self.of(account).try_acquire_many_owned(parts).ok()?;
        let of_all = self.all.clone().try_acquire_many_owned(parts).ok()?;
        Some(Share { _own: own, _of_all: of_all })
    }

    /// A part for an account, waited for without holding up anything, in the order of those who came; none
    /// where that takes longer than the patience.
    pub(crate) async fn take(&self, account: &str, patience: Duration) -> Option<Share> {
        let (own, all) = (self.of(account), self.all.clone());
        let taken = async {
            let own = own.acquire_owned().await.ok()?;
            Some(Share { _own: own, _of_all: all.acquire_owned().await.ok()? })
        };
        timeout(patience, taken).await.ok().flatten()
    }

    fn of(&self, account: &str) -> Arc<Semaphore> {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = of.get(account) {
            return own.clone();
        }
        // Accounts that have nothing need not be remembered.
        let most = as_permits(self.most);
        of.retain(|_, own| Arc::strong_count(own) > 1 || own.available_permits() < most);
        of.entry(account.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(most))).clone()
    }
}

fn as_permits(parts: u32) -> usize {
    usize::try_from(parts).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    #[tokio::test(start_paused = true)]
    async fn an_account_takes_no_more_than_its_share() {
        let shares = Shares::new(3, 2);
        let first = shares.take("one", PATIENCE).await.expect("a part");
        let _second = shares.take("one", PATIENCE).await.expect("a part");
        assert!(shares.take("one", PATIENCE).await.is_none(), "the account has its share");
        let other = shares.take("other", PATIENCE).await.expect("a part of another account");
        assert!(shares.take("third", PATIENCE).await.is_none(), "all have all");
        let (waited, ()) = tokio::join!(shares.take("third", PATIENCE), async { drop(first) });
        assert!(waited.is_some(), "who waits gets what was given back");
        assert!(shares.try_take("one", 1).is_none());
        drop(other);
        assert!(shares.try_take("one", 1).is_some());
    }

    #[test]
    fn what_is_larger_than_a_share_takes_the_whole_share() {
        let shares = Shares::new(10, 5);
        let _all_of_one = shares.try_take("one", 100).expect("the whole share");
        assert!(shares.try_take("one", 1).is_none());
        assert!(shares.try_take("other", 5).is_some());
    }
}
