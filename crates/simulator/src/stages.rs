//! One account at several moments of its life: its history up to then, and its views as they were.

use std::collections::BTreeMap;

use crate::account::{Account, Tickets, index};
use crate::options::Options;
use crate::views;

impl Account {
    /// The account at a number of stages, spread evenly over its history; the last shows all of it. From
    /// each to the next, views are added, renamed, edited, deactivated, made unsupported, removed and
    /// brought back. A light account shows its whole history at each.
    pub fn stages(options: &Options, count: usize) -> Vec<Self> {
        let whole = Self::generate(options);
        let ends = ends(options, count);
        let lists = views::lives(&whole, &ends);
        (0..count).map(|stage| whole.as_of(ends[stage], &lists[..=stage])).collect()
    }

    /// The account at this stage as somebody finds it who saw none of the stages before.
    #[must_use]
    pub fn newly_found(self) -> Self {
        Self { former_views: Vec::new(), ..self }
    }

    /// How often views changed in which way on the way to this stage.
    pub fn view_changes(&self) -> BTreeMap<&'static str, u64> {
        views::view_changes(&self.catalog, &self.former_views, &self.views)
    }

    fn as_of(&self, end: i64, lists: &[Vec<views::View>]) -> Self {
        let tickets = match &self.tickets {
            Tickets::Kept { tickets, .. } => {
                index(tickets.iter().filter_map(|ticket| ticket.as_of(end)).collect())
            }
            Tickets::Light => Tickets::Light,
        };
        let (views, former_views) = lists.split_last().expect("a stage has a list of views");
        Self {
            options: self.options.clone(),
            catalog: self.catalog.clone(),
            views: views.clone(),
            former_views: former_views.to_vec(),
            calls: self.calls.iter().filter(|call| call.updated_at <= end).cloned().collect(),
            tickets,
        }
    }
}

/// The last instant of each stage.
fn ends(options: &Options, count: usize) -> Vec<i64> {
    let span = i64::from(options.days) * 86_400;
    let stages = i64::try_from(count).expect("a number of stages");
    (1..=stages).map(|stage| options.begin() + span * stage / stages).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Grouping, TruthOptions};

    #[test]
    fn stages_grow_into_the_whole_account() {
        let options = Options { tickets: 80, ..Options::verification(5) };
        let whole = Account::generate(&options);
        let stages = Account::stages(&options, 3);
        for (early, late) in stages.iter().zip(&stages[1..]) {
            let (before, after) = (early.ticket_events(), late.ticket_events());
            assert!(before.len() < after.len());
            assert_eq!(before, after[..before.len()]);
            assert!(early.calls.len() < late.calls.len());
            assert!(early.tickets().len() < late.tickets().len());
            // Rows that are new or changed come after all that were there.
            let last = early.tickets_from(i64::MIN, i64::MIN, usize::MAX).pop().unwrap();
            let known = early.tickets();
            let anew = late.tickets_from(last.at, last.id + 1, usize::MAX);
            let same = late.tickets().into_iter().filter(|ticket| known.contains(ticket)).count();
            assert_eq!(anew.len() + same, late.ticket_count());
        }
        let last = &stages[2];
        assert_eq!(last.tickets(), whole.tickets());
        assert_eq!(last.ticket_events(), whole.ticket_events());
        assert_eq!(last.calls(), whole.calls());
        assert_eq!(Account::stages(&options, 3)[2].views(), last.views());
    }

    #[test]
    fn views_change_in_every_way_and_only_between_the_stages() {
        let options = Options { tickets: 20, ..Options::verification(1) };
        let stages = Account::stages(&options, 4);
        assert!(stages[0].view_changes().values().all(|count| *count == 0));
        let counts = stages[3].view_changes();
        assert!(counts.len() == 9 && counts.values().all(|count| *count > 0), "{counts:?}");
        let quarter = i64::from(options.days) * 86_400 / 4;
        for (stage, number) in stages.iter().zip(0..).skip(1) {
            let before = stage.former_views.last().unwrap();
            let changed = stage.views.iter().filter(|view| {
                before.iter().any(|old| old.id == view.id && old.updated_at != view.updated_at)
            });
            let begin = options.begin() + number * quarter;
            let span = begin + 1..=begin + quarter;
            assert!(changed.clone().count() > 20);
            assert!(changed.clone().all(|view| span.contains(&view.updated_at)));
        }
    }

    #[test]
    fn a_newcomer_counts_what_counts_now_alike() {
        let options = Options { tickets: 60, ..Options::verification(2) };
        let last = Account::stages(&options, 4).pop().unwrap();
        let truth = |account: &Account| {
            account.truth(TruthOptions { since: 0, grouping: Grouping::Ivr }).cells
        };
        let (all, newcomers) = (truth(&last), truth(&last.clone().newly_found()));
        assert!(newcomers.len() < all.len(), "views that ended keep their queues");
        assert!(newcomers.iter().all(|cell| all.contains(cell)));
    }
}
