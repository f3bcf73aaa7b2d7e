//! The account's own truth: how many contacts each queue got in each quarter hour, worked out
//! plainly from the full states that the account kept (docs/counting.md).

#[cfg(test)]
mod cases;
mod chain;
mod channel;
mod contacts;
mod counted;
mod ends;
mod exercised;
mod figures;
mod judge;
mod known;
mod noted;
mod output;
mod support;
mod talk;
#[cfg(test)]
mod tests;
mod told;
mod workloads;

use std::collections::{BTreeMap, BTreeSet};

pub use ends::ContactEnd;
pub use figures::QueueTruth;
pub(crate) use support::is_supported;
pub use told::{Cell, Grouping, QueueCall, QueueContact, TicketContact, TruthOptions};
pub use workloads::Workload;

use self::contacts::Bench;
use self::counted::Counted;
use self::exercised::Exercised;
use crate::account::Account;
use crate::model::Ticket;

/// What the user of an importer says about the account (rules 9.3 and 9.7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Users that are robots.
    pub robots: Vec<i64>,
    /// The field that a time-tracking app keeps.
    pub time_field: i64,
}

/// The whole truth.
#[derive(Clone, Debug)]
pub struct Truth {
    /// All cells that are not zero, by view, queue name, channel and time.
    pub cells: Vec<Cell>,
    /// Workloads that a planner of this account would make.
    pub workloads: Vec<Workload>,
    /// Their cells that are not zero, by workload and time; each has the workload's name for its queue.
    pub workload_cells: Vec<Cell>,
    /// The contacts behind the cells of views, and those in no view.
    pub contacts: Vec<TicketContact>,
    /// What stands behind the figures of each queue, by view, queue name and channel.
    pub queues: Vec<QueueTruth>,
    /// The same of each workload that has any.
    pub workload_queues: Vec<QueueTruth>,
    /// Who answers by itself, and which field holds the time spent on a ticket: what these figures are by.
    pub settings: Settings,
    /// How often each rule, condition, channel and label mattered; what a thorough run must reach
    /// is listed with zero.
    pub exercised: BTreeMap<String, u64>,
}

impl Account {
    /// The truth that an importer must find.
    ///
    /// ```
    /// use inflow_simulator::{Account, Grouping, Options, TruthOptions};
    ///
    /// let account = Account::generate(&Options { tickets: 30, ..Options::demo(7) });
    /// let truth = account.truth(TruthOptions { since: 0, grouping: Grouping::Ivr });
    /// let offered: u64 = truth.cells.iter().map(|cell| cell.offered).sum();
    /// assert!(offered > 30, "every ticket was somebody's contact, and there are calls");
    /// ```
    #[cfg(any(test, feature = "truth"))]
    pub fn truth(&self, options: TruthOptions) -> Truth {
        let mut exercised = Exercised::new();
        let (mut cells, told) = talk::cells(&self.calls, options, &mut exercised);
        let views = counted::counted(self);
        self.note_views(&mut exercised);
        let workloads = workloads::workloads(self.options.seed, &views, &cells);
        let mut bench = Bench {
            catalog: &self.catalog,
            tallies: vec![Vec::new(); views.len()],
            views,
            staff: self.staff(options.since),
            robots: self.robots(),
            since: options.since,
            workloads,
            exercised,
        };
        let mut found = Vec::new();
        for number in 0..self.ticket_count() {
            found.extend(bench.contacts(&self.ticket(number)));
        }
        let workload_cells = workloads::cells(&bench.workloads, &found, &cells);
        let queues = figures::queues(&bench.views, &found, &told);
        let workload_queues = figures::of_workloads(&bench.workloads, &found, &told);
        for queue in &queues {
            queue.note_answers(&mut bench.exercised);
        }
        let contacts: Vec<TicketContact> = found.into_iter().map(|(contact, _)| contact).collect();
        for (view, tally) in bench.views.iter().zip(&bench.tallies) {
            bench.exercised.add_view(&self.catalog, view.definition, tally);
        }
        cells.extend(view_cells(&bench.views, &contacts));
        cells.sort_by(|left, right| sort_key(left).cmp(&sort_key(right)));
        Truth {
            cells,
            workloads: bench.workloads,
            workload_cells,
            contacts,
            queues,
            workload_queues,
            settings: Settings { robots: self.robots(), time_field: self.time_field() },
            exercised: bench.exercised.0,
        }
    }

    /// Staff: agents and admins, and whoever is or was an assignee in the known history.
    fn staff(&self, since: i64) -> BTreeSet<i64> {
        let mut staff: BTreeSet<i64> = self
            .catalog
            .users
            .iter()
            .filter(|user| user.role == "agent" || user.role == "admin")
            .map(|user| user.id)
            .collect();
        for number in 0..self.ticket_count() {
            staff.extend(self.assignees(&self.ticket(number), since));
        }
        staff
    }

    /// Everybody who is or was the ticket's assignee, as far as an importer from `since` on can know:
    /// from the snapshot, which is exported when it was generated since, and from the known events.
    fn assignees(&self, ticket: &Ticket, since: i64) -> Vec<i64> {
        let mut assignees = Vec::new();
        if ticket.generated_at >= since {
            assignees.extend(ticket.shown_state().id("assignee_id"));
        }
        let known = known::known(&self.catalog, ticket, since);
        let events = known.iter().flat_map(|known| &known.ticket.events);
        let changes = events.flat_map(|event| &event.changes);
        for change in changes.filter(|change| change.field == "assignee_id") {
            let ids = [&change.before, &change.after].into_iter().filter_map(|id| id.as_text());
            assignees.extend(ids.filter_map(|id| id.parse::<i64>().ok()));
        }
        assignees
    }

    /// The tickets that each of these views holds at an instant, by number. Deleted ones are in none,
    /// nor archived ones: those that were closed 120 days before.
    pub(crate) fn tickets_in_views(
        &self,
        views: &[&crate::views::View],
        now: i64,
    ) -> Vec<Vec<usize>> {
        let mut held = vec![Vec::new(); views.len()];
        for number in 0..self.ticket_count() {
            let ticket = self.ticket(number);
            let holding = contacts::holding_now(&self.catalog, views, &ticket, now);
            for place in holding {
                held[place].push(number);
            }
        }
        held
    }

    fn note_views(&self, exercised: &mut Exercised) {
        let mut titles = BTreeSet::new();
        for view in &self.views {
            for condition in view.all.iter().chain(&view.any) {
                if let Some(objection) = support::objection(&self.catalog, condition) {
                    exercised.count(&objection);
                }
            }
            if !view.active {
                exercised.count("rule/6.5-inactive");
            }
            if !titles.insert(&view.title) {
                exercised.count("rule/6.6-one-title-two-views");
            }
        }
    }
}

fn view_cells(views: &[Counted<'_>], contacts: &[TicketContact]) -> Vec<Cell> {
    let titles: BTreeMap<i64, &str> =
        views.iter().map(|view| (view.definition.id, view.title)).collect();
    let mut counts: BTreeMap<(i64, &'static str, i64), u64> = BTreeMap::new();
    for contact in contacts {
        let start = contact.at - contact.at.rem_euclid(900);
        for view in &contact.view_ids {
            *counts.entry((*view, contact.channel, start)).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .map(|((view, channel, interval_start), offered)| Cell {
            view_id: Some(view),
            queue: format!("{} ({channel})", titles[&view]),
            channel,
            interval_start,
            offered,
            handled: None,
            abandoned: None,
            handling_time_seconds: None,
        })
        .collect()
}

fn sort_key(cell: &Cell) -> (Option<i64>, &str, &str, i64) {
    (cell.view_id, &cell.queue, cell.channel, cell.interval_start)
}
