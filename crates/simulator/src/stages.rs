//! One account at several moments of its life: its history up to then, and its views as they were.

use std::collections::BTreeMap;

use crate::account::{Account, Tickets, index};
use crate::options::Options;
use crate::views;

impl Account {
    /// The account at so many stages, spread evenly over its history; the last shows all of it. From
    /// each to the next, views are added, renamed, edited, deactivated, made unsupported, removed and
    /// brought back. A light account shows its whole history at each.
    pub fn stages(options: &Options, count: usize) -> Vec<Self> {
        let whole = Self::generate(options);
        let span = i64::from(options.days) * 86_400;
        let end = |stage: i64| {
            let count = i64::try_from(count).expect("a number of stages");
            options.begin() + span * (stage + 1) / count
        };
        let ends: Vec<i64> = (0..).map(end).take(count).collect();
        let lists = views::lives(&whole, &ends);
        (0..count).map(|stage| whole.as_of(ends[stage], &lists[..=stage])).collect()
    }

    /// The account at this stage as somebody finds it who saw none of the stages before.
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
