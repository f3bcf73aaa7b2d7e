//! What this process cannot import because its key file does not open the credentials. Others may have the
//! right key file: such an integration is left to them for a while, and a process that opens nothing takes
//! nothing. The key file is looked at again and again, so that all of this ends as soon as the right one is
//! there.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use inflow_domain::IntegrationId;
use tokio::time::Instant;

/// So long others have an integration to themselves, and so long a process that opens nothing rests.
const REST: Duration = Duration::from_secs(60);

/// How often the key file is looked at while it opens everything; where it does not, each time.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// How many integrations in a row that were not opened tell that the key file is the fault.
const IN_A_ROW: usize = 2;

/// Which integrations could not be opened, and when that was last tried.
#[derive(Default)]
pub(super) struct Unable {
    looked: Option<Instant>,
    unopened: HashSet<IntegrationId>,
    tried: HashMap<IntegrationId, Instant>,
    in_a_row: usize,
    last: Option<Instant>,
}

impl Unable {
    /// Whether it is time to look which credentials the key file opens.
    pub(super) fn is_to_look(&self) -> bool {
        !self.unopened.is_empty() || self.looked.is_none_or(|looked| looked.elapsed() >= LOOK_EVERY)
    }

    /// Notes which credentials the key file does not open now.
    pub(super) fn see(&mut self, unopened: HashSet<IntegrationId>) {
        self.looked = Some(Instant::now());
        self.unopened = unopened;
    }

    /// What the key file did not open when it was last looked.
    pub(super) fn unopened(&self) -> &HashSet<IntegrationId> {
        &self.unopened
    }

    /// Notes whether a run opened an integration's credentials.
    pub(super) fn note(&mut self, id: IntegrationId, was_able: bool) {
        if was_able {
            self.unopened.remove(&id);
            self.tried.remove(&id);
            (self.in_a_row, self.last) = (0, None);
            return;
        }
        let now = Instant::now();
        self.unopened.insert(id);
        self.tried.retain(|_, tried| now - *tried < REST);
        self.tried.insert(id, now);
        (self.in_a_row, self.last) = (self.in_a_row + 1, Some(now));
    }

    /// What was tried in vain lately and would be again.
    pub(super) fn lately(&self) -> impl Iterator<Item = IntegrationId> {
        let is_late = |(id, tried): &(&IntegrationId, &Instant)| {
            tried.elapsed() < REST && self.unopened.contains(id)
        };
        self.tried.iter().filter(is_late).map(|(id, _)| *id)
    }

    /// Whether nothing is to be taken for now, of those that are to be imported.
    pub(super) fn rests(&self, wanted: &HashSet<IntegrationId>) -> bool {
        let is_the_fault = self.in_a_row >= IN_A_ROW.min(wanted.len().max(1));
        is_the_fault
            && wanted.is_subset(&self.unopened)
            && self.last.is_some_and(|last| last.elapsed() < REST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(unable: &Unable) -> Vec<i64> {
        let mut ids: Vec<i64> = unable.lately().map(|id| id.0).collect();
        ids.sort_unstable();
        ids
    }

    fn set(ids: impl IntoIterator<Item = i64>) -> HashSet<IntegrationId> {
        ids.into_iter().map(IntegrationId).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_cannot_be_opened_is_left_to_others_and_holds_up_none() {
        let mut unable = Unable::default();
        unable.see(set([1]));
        for _ in 0..3 {
            unable.note(IntegrationId(1), false);
            assert!(!unable.rests(&set(1..=5)));
            unable.note(IntegrationId(2), true);
        }
        assert_eq!(ids(&unable), [1]);
        tokio::time::advance(REST).await;
        assert_eq!(ids(&unable), [0; 0], "tried again each minute");
    }

    #[tokio::test(start_paused = true)]
    async fn a_process_that_opens_nothing_rests_until_it_may_try_again() {
        let mut unable = Unable::default();
        unable.see(set(1..=5));
        unable.note(IntegrationId(1), false);
        assert!(!unable.rests(&set(1..=5)) && unable.rests(&set([1])));
        unable.note(IntegrationId(2), false);
        assert!(unable.rests(&set(1..=5)));
        tokio::time::advance(REST).await;
        assert!(!unable.rests(&set(1..=5)));
        unable.note(IntegrationId(3), false);
        assert!(unable.rests(&set(1..=5)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_file_that_comes_back_ends_the_rest_at_once() {
        let mut unable = Unable::default();
        assert!(unable.is_to_look(), "before anything is due");
        unable.see(set([1, 2]));
        unable.note(IntegrationId(1), false);
        unable.note(IntegrationId(2), false);
        assert!(unable.rests(&set([1, 2])) && unable.is_to_look());
        unable.see(set([]));
        assert!(!unable.rests(&set([1, 2])) && ids(&unable).is_empty());
        assert!(!unable.is_to_look());
        tokio::time::advance(LOOK_EVERY).await;
        assert!(unable.is_to_look());
    }
}
