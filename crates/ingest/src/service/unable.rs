//! What this process cannot import because its key file does not open the credentials. Others may have the
//! right key file: such an integration is left to them for a while, and a process that opens nothing takes
//! nothing.

use std::collections::HashMap;
use std::time::Duration;

use inflow_domain::IntegrationId;
use tokio::time::Instant;

/// So long others have the integration to themselves.
const LEFT_TO_OTHERS: Duration = Duration::from_secs(300);

/// A process that opens nothing tries again after so long, since a right key file may have come.
const REST: Duration = Duration::from_secs(60);

/// So many integrations, and none opened between them, tell that the key file is the fault.
const IN_A_ROW: usize = 2;

/// Which integrations could not be opened, and when.
#[derive(Default)]
pub(super) struct Unable {
    since: HashMap<IntegrationId, Instant>,
    in_a_row: usize,
    last: Option<Instant>,
}

impl Unable {
    /// Notes whether an integration's credentials were opened.
    pub(super) fn note(&mut self, id: IntegrationId, was_able: bool) {
        if was_able {
            self.since.remove(&id);
            (self.in_a_row, self.last) = (0, None);
            return;
        }
        let now = Instant::now();
        self.since.retain(|_, since| now - *since < LEFT_TO_OTHERS);
        self.since.insert(id, now);
        (self.in_a_row, self.last) = (self.in_a_row + 1, Some(now));
    }

    /// What could not be opened lately.
    pub(super) fn lately(&self) -> impl Iterator<Item = IntegrationId> {
        let is_late = |since: &Instant| since.elapsed() < LEFT_TO_OTHERS;
        self.since.iter().filter(move |(_, since)| is_late(since)).map(|(id, _)| *id)
    }

    /// Whether nothing is to be taken for now, of so many integrations.
    pub(super) fn rests(&self, integrations: usize) -> bool {
        let is_the_fault = self.in_a_row >= IN_A_ROW.min(integrations.max(1));
        is_the_fault && self.last.is_some_and(|last| last.elapsed() < REST)
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

    #[tokio::test(start_paused = true)]
    async fn one_that_cannot_be_opened_is_left_to_others_and_holds_up_none() {
        let mut unable = Unable::default();
        for _ in 0..3 {
            unable.note(IntegrationId(1), false);
            assert!(!unable.rests(5));
            unable.note(IntegrationId(2), true);
        }
        assert_eq!(ids(&unable), [1]);
        tokio::time::advance(LEFT_TO_OTHERS).await;
        assert_eq!(ids(&unable), [0; 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_process_that_opens_nothing_rests_until_it_may_try_again() {
        let mut unable = Unable::default();
        unable.note(IntegrationId(1), false);
        assert!(!unable.rests(5) && unable.rests(1));
        unable.note(IntegrationId(2), false);
        assert!(unable.rests(5));
        tokio::time::advance(REST).await;
        assert!(!unable.rests(5));
        unable.note(IntegrationId(3), false);
        assert!(unable.rests(5));
        tokio::time::advance(REST).await;
        unable.note(IntegrationId(4), true);
        assert!(!unable.rests(5));
        assert_eq!(ids(&unable), [1, 2, 3]);
    }
}
