//! What the export loses without a trace in the state, and what its repair may take (rule 2.4).

use std::sync::Arc;
use std::time::Duration;

use inflow_app::Stop;
use inflow_app::accounts::clients::Clients;
use inflow_app::accounts::integrations;
use inflow_app::import::ImportReport;
use inflow_app::import::history::HistoryOptions;
use inflow_app::import::leases::with_lease;
use inflow_app::import::repair::RepairBudget;
use inflow_app::service::runs::{self, RunOptions};
use inflow_domain::{Clock as _, Timestamp};

use crate::zendesk::Zendesk;
use crate::{NOW, Notes, Program, SINCE};

const TWO_HOURS: i64 = 7_200;

/// The audits that were asked for since the last look, by ticket.
fn asked(zendesk: &Zendesk) -> Vec<i64> {
    let paths = zendesk.asked();
    let ticket =
        |path: &String| path.strip_prefix("tickets/")?.strip_suffix("/audits")?.parse().ok();
    paths.iter().filter_map(ticket).collect()
}

impl Program {
    /// Imports as a service does, with a budget for the repair.
    async fn runs_within(&self, budget: RepairBudget) -> ImportReport {
        let integration = integrations::find(&self.context, "acme").await.expect("saved");
        let (clients, (stop, _handle)) = (Clients::default(), Stop::new());
        let run = with_lease(&self.context, integration.id, async |lease| {
            let options = RunOptions {
                history: HistoryOptions::straight(),
                clients: &clients,
                progress: Arc::new(Notes::default()),
                stop: &stop,
                advise: |_| None,
                keep_events: None,
                repair: budget,
                next_run: None,
            };
            runs::run(&self.context, &integration, lease, options).await
        });
        Box::pin(run).await.expect("a run that ends well")
    }

    /// How many tickets wait, and how many are told as inexact.
    async fn waiting(&self) -> (u64, i64) {
        let quality = self.quality().await;
        let inexact = quality.inexact_tickets.iter().map(|(_, number)| number).sum();
        (quality.waiting_for_repair, inexact)
    }
}

#[tokio::test]
async fn a_lost_reply_comes_from_the_audits() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200)]);
    program.zendesk.with_lost_replies(&[(1, SINCE + 100 + TWO_HOURS)]);
    let (report, notes) = program.imports().await;
    assert_eq!(asked(&program.zendesk), [1], "{notes:?}");
    assert_eq!(program.quality().await.contacts, 3);
    assert_eq!((report.repair.repaired, report.repair.waiting), (1, 0));
    assert_eq!(program.waiting().await, (0, 0));
    // Each change is asked for once.
    program.later(900);
    program.imports().await;
    assert_eq!(asked(&program.zendesk), [0_i64; 0]);
    program.zendesk.with_lost_replies(&[(1, NOW - TWO_HOURS)]);
    program.later(900);
    program.imports().await;
    assert_eq!(asked(&program.zendesk), [1]);
    assert_eq!(program.quality().await.contacts, 4);
}

#[tokio::test]
async fn a_lost_session_comes_from_the_audits() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100)]);
    program.zendesk.with_lost_replies(&[(1, SINCE + 100 + TWO_HOURS)]);
    program.zendesk.state().sessions = vec![101];
    program.imports().await;
    assert_eq!(asked(&program.zendesk), [1]);
    let integration = integrations::find(&program.context, "acme").await.expect("saved");
    let queues = program.context.store.reports.queues(integration.id).await.expect("queues");
    let offered: Vec<_> = queues.iter().map(|one| (one.key.id(), one.offered)).collect();
    let expected = [("view-7-chat", 1), ("view-7-email", 1)];
    assert_eq!(offered, expected.map(|(queue, offered)| (queue.to_owned(), offered)));
    assert_eq!(program.waiting().await, (0, 0));
}

#[tokio::test]
async fn a_ticket_of_which_audits_tell_nothing_more_is_complete() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200), (3, SINCE + 300)]);
    // Written a minute after its last event at most, a ticket lacks nothing.
    program.zendesk.state().tickets[0].1 = SINCE + 100 + 61;
    program.zendesk.state().tickets[1].1 = SINCE + 200 + 60;
    let (report, _) = program.imports().await;
    assert_eq!(asked(&program.zendesk), [1]);
    assert_eq!((report.repair.repaired, report.repair.inexact, report.repair.waiting), (0, 0, 0));
    assert_eq!(program.waiting().await, (0, 0));
    program.later(900);
    program.imports().await;
    assert_eq!(asked(&program.zendesk), [0_i64; 0]);
}

#[tokio::test]
async fn a_ticket_that_the_export_lost_whole_comes_from_its_audits() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200)]);
    program.zendesk.state().lost = vec![200];
    let (report, _) = program.imports().await;
    assert_eq!(asked(&program.zendesk), [2]);
    assert_eq!((program.quality().await.contacts, report.repair.repaired), (2, 1));
}

#[tokio::test]
async fn what_is_not_covered_yet_is_not_asked_for() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100)]);
    // Covered is up to a quarter of an hour before now.
    program.zendesk.with_lost_replies(&[(1, NOW - 600)]);
    program.imports().await;
    assert_eq!(asked(&program.zendesk), [0_i64; 0]);
    assert_eq!(program.waiting().await, (0, 0));
    program.later(900);
    program.imports().await;
    assert_eq!(asked(&program.zendesk), [1]);
    assert_eq!(program.quality().await.contacts, 2);
}

#[tokio::test]
async fn of_erased_tickets_nothing_is_asked() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200), (3, SINCE + 300)]);
    program.zendesk.with_lost_replies(&[(1, SINCE + TWO_HOURS)]);
    program.zendesk.state().lost.push(200);
    program.zendesk.state().deleted = vec![1, 2];
    program.imports().await;
    assert_eq!(asked(&program.zendesk), [0_i64; 0]);
    assert_eq!(program.waiting().await, (0, 0));
}

#[tokio::test]
async fn a_ticket_whose_audits_fail_waits_for_the_next_cycle() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200), (3, SINCE + 300)]);
    program.zendesk.with_lost_replies(&[1, 2, 3].map(|ticket| (ticket, SINCE + TWO_HOURS)));
    program.trouble(|path, _| (path == "tickets/3/audits").then_some(500));
    let (report, notes) = program.imports().await;
    assert_eq!((report.repair.repaired, report.repair.waiting), (2, 1), "{notes:?}");
    assert_eq!(program.quality().await.contacts, 5);
    program.trouble(|_, _| None);
    program.zendesk.asked();
    program.later(900);
    program.imports().await;
    assert_eq!(asked(&program.zendesk), [3]);
    assert_eq!((program.quality().await.contacts, program.waiting().await), (6, (0, 0)));
}

#[tokio::test]
async fn a_service_repairs_within_a_minute_of_each_cycle() {
    let program = Program::connected(0).await;
    let tickets: Vec<(i64, i64)> = (1..=8).map(|ticket| (ticket, SINCE + ticket)).collect();
    program.zendesk.with_tickets(&tickets);
    program.zendesk.with_lost_replies(
        &tickets.iter().map(|one| (one.0, SINCE + TWO_HOURS)).collect::<Vec<_>>(),
    );
    // Every answer of audits takes twenty seconds.
    let clock = program.clock.clone();
    program.trouble(move |path, _| {
        if path.ends_with("/audits") {
            clock.set(clock.now().plus_seconds(20));
        }
        None
    });
    let cycle = || RepairBudget::of_cycle(Duration::from_secs(900));
    let report = program.runs_within(cycle()).await;
    assert_eq!(asked(&program.zendesk), [8, 7, 6], "the newest first, for a minute");
    assert_eq!((report.repair.repaired, report.repair.waiting), (3, 5));
    assert_eq!(program.waiting().await, (5, 0));
    // What was read is counted, and the account is as well imported as it can be.
    assert_eq!(program.quality().await.contacts, 8 + 3);
    let integration = integrations::find(&program.context, "acme").await.expect("saved");
    assert_eq!(integration.coverage.map(|coverage| coverage.until), Some(Timestamp(NOW - 900)));
    let run = program.context.store.runs.latest(integration.id).await.expect("a run");
    assert_eq!((run.failures, run.failure), (0, None));
    program.runs_within(cycle()).await;
    assert_eq!(asked(&program.zendesk), [5, 4, 3]);
    // Others wait for its place: it ends after one ticket.
    let hurried = cycle();
    hurried.give_way();
    program.runs_within(hurried).await;
    assert_eq!(asked(&program.zendesk), [2]);
    // A command repairs all that is left.
    program.imports().await;
    assert_eq!((asked(&program.zendesk), program.waiting().await), (vec![1], (0, 0)));
    assert_eq!(program.quality().await.contacts, 16);
}

#[tokio::test]
async fn an_outage_ends_a_repair_and_no_run() {
    let program = Program::connected(0).await;
    let tickets: Vec<(i64, i64)> = (1..=30).map(|ticket| (ticket, SINCE + ticket)).collect();
    program.zendesk.with_tickets(&tickets);
    program.zendesk.with_lost_replies(
        &tickets.iter().map(|one| (one.0, SINCE + TWO_HOURS)).collect::<Vec<_>>(),
    );
    program.trouble(|path, _| path.ends_with("/audits").then_some(503));
    let report = program.runs_within(RepairBudget::of_cycle(Duration::from_secs(900))).await;
    assert_eq!((report.repair.repaired, report.repair.waiting), (0, 30));
    assert_eq!(report.counted.contacts, 30);
    let mut tickets = asked(&program.zendesk);
    tickets.dedup();
    assert_eq!(tickets.len(), 10, "Zendesk is down, not one ticket: {tickets:?}");
    // Those come first that were not asked for yet.
    program.trouble(|_, _| None);
    program.runs_within(RepairBudget::unlimited()).await;
    assert_eq!(asked(&program.zendesk)[0], 20);
}
