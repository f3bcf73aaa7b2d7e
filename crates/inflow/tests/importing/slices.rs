//! History that grows backwards comes to what one straight import gives (rule 8.6), wherever it is stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use inflow_app::accounts::clients::Clients;
use inflow_app::accounts::integrations::{self, Entered};
use inflow_app::figures::queues;
use inflow_app::figures::workloads::workloads;
use inflow_app::import::ImportReport;
use inflow_app::import::history::HistoryOptions;
use inflow_app::import::leases::with_lease;
use inflow_app::import::repair::RepairBudget;
use inflow_app::service::runs::{self, RunOptions};
use inflow_app::{Context, Stop};
use inflow_domain::{
    Channel, Contact, FieldId, Grouping, ManualClock, Members, TicketHistory, TicketId, Timestamp,
    UserId, ViewId,
};
use inflow_program::cli::Global;
use inflow_program::wiring::context_with;
use inflow_simulator::{
    Account, Clock, Coverage, Oddities, Options, ServeOptions, Simulator, TruthOptions,
};
use inflow_store::{Credentials, Integration};
use inflow_zendesk::RetryPolicy;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::database::Database;
use crate::{NOW, Notes, Program};

/// 2024-03-01T00:00:00Z: a window of two and a half years before the simulated histories end.
const SINCE: i64 = 1_709_251_200;

/// A step of an import: the present, and a page of a slice.
const STEP: HistoryOptions =
    HistoryOptions { cycle: Duration::ZERO, until_whole: false, ..HistoryOptions::NEWEST_FIRST };

/// An account that is served.
struct Served {
    address: String,
    end: i64,
    account: Account,
}

impl Served {
    async fn start(options: &Options, quiet_days: i64) -> Self {
        let account = Account::generate(options);
        let end = options.end + 600 + quiet_days * 86_400;
        let serve = ServeOptions { clock: Clock::At(end), ..ServeOptions::default() };
        let simulator = Simulator::new(account.clone(), serve);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { simulator.serve(listener).await });
        Self { address, end, account }
    }
}

/// A program that is connected to it.
struct Importer {
    context: Context,
    _database: Database,
    _folder: TempDir,
}

impl Importer {
    async fn connected(served: &Served, since: i64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::in_folder(folder.path());
        let global = Global {
            database_url: Some(database.url().into()),
            key_file: Some(folder.path().join("key").into()),
            ..Global::default()
        };
        let clock = Arc::new(ManualClock::at(Timestamp(served.end)));
        let context = context_with(&global, clock, RetryPolicy::quick()).await.expect("a database");
        let token = SecretString::from("simulated-token");
        let username = "admin@example.com".to_owned();
        let entered = Entered {
            name: "acme".to_owned(),
            domain: "acme".to_owned(),
            base_url: Some(served.address.clone()),
            grouping: Grouping::Ivr,
            since: Timestamp(since),
            credentials: Credentials::ApiToken { username, token },
        };
        integrations::add(&context, entered).await.expect("connected");
        Self { context, _database: database, _folder: folder }
    }

    async fn integration(&self) -> Integration {
        integrations::find(&self.context, "acme").await.expect("saved")
    }

    async fn runs(&self, history: HistoryOptions) -> ImportReport {
        run(&self.context, history).await
    }

    /// Names robots and the field of handling time, and makes a workload for each of some channels.
    async fn counts_all_figures(&self, served: &Served, views: &BTreeSet<ViewId>) {
        let (id, store) = (self.integration().await.id, &self.context.store);
        let robots = served.account.robots().into_iter().map(UserId).collect();
        store.answers.save_robots(id, robots).await.expect("robots");
        let field = Some(FieldId(served.account.time_field()));
        store.answers.save_time_field(id, field).await.expect("a field");
        for channel in [Channel::Email, Channel::Chat, Channel::Call] {
            let members = Members::Views { channel, views: views.clone() };
            let made = store.workloads.add_workload(id, channel.as_str(), members, Timestamp(0));
            made.await.expect("a workload");
        }
    }

    /// The views that have a queue.
    async fn views(&self) -> BTreeSet<ViewId> {
        let queues = queues::queues(&self.context, &self.integration().await).await;
        queues.expect("queues").iter().filter_map(|queue| queue.summary.key.view()).collect()
    }

    /// Every figure that is covered, by queue or workload and time: what arrived, what became of it and
    /// what waits (rules 9 and 10).
    async fn figures(&self) -> BTreeMap<(String, i64), String> {
        let integration = self.integration().await;
        let mut all = queues::queues(&self.context, &integration).await.expect("queues");
        let workloads = workloads(&self.context, &integration).await.expect("workloads");
        all.extend(workloads.into_iter().map(|workload| workload.queue));
        let coverage = integration.coverage.expect("a coverage");
        let mut figures = BTreeMap::new();
        for queue in all {
            let (from, to) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
            let key = &queue.summary.key;
            let found = queues::volumes(&self.context, &integration, key, from, to).await;
            for (interval, of_interval) in found.expect("volumes") {
                let place = (key.id(), interval.start().0);
                figures.insert(place, format!("{of_interval:?}"));
            }
            let reports = &self.context.store.reports;
            let fates = reports.fates(integration.id, key, coverage.from, coverage.until).await;
            if let Some(fates) = fates.expect("fates") {
                figures.insert((key.id(), i64::MIN), format!("{:?}", fates.waiting_before));
                for quarter in fates.quarters {
                    let place = (format!("{} ends", key.id()), quarter.interval.start().0);
                    figures.insert(place, format!("{quarter:?}"));
                }
            }
        }
        figures
    }

    /// The offered contacts of every view, by channel and time.
    async fn offered(&self) -> BTreeMap<(i64, String, i64), u64> {
        let integration = self.integration().await;
        let mut offered = BTreeMap::new();
        for queue in queues::queues(&self.context, &integration).await.expect("queues") {
            let key = &queue.summary.key;
            let Some(view) = key.view() else { continue };
            let (from, to) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
            let found = queues::volumes(&self.context, &integration, key, from, to).await;
            for (interval, figures) in found.expect("volumes") {
                let place = (view.0, key.channel().as_str().to_owned(), interval.start().0);
                offered.insert(place, figures.offered.unsigned_abs());
            }
        }
        offered
    }

    async fn staff(&self) -> BTreeSet<UserId> {
        let inputs = self.context.store.counts.inputs(self.integration().await.id).await;
        inputs.expect("inputs").staff.into_iter().collect()
    }

    /// The tickets to which none of some users wrote.
    async fn tickets_without(&self, users: &BTreeSet<UserId>) -> BTreeSet<TicketId> {
        let users = users.clone();
        self.tickets(move |history| {
            history.events.iter().all(|event| {
                let mut comments = event.comments.iter();
                !users.contains(&event.author)
                    && comments.all(|comment| !users.contains(&comment.author))
            })
        })
        .await
    }

    async fn tickets(
        &self,
        wanted: impl Fn(&TicketHistory) -> bool + Send + 'static,
    ) -> BTreeSet<TicketId> {
        let id = self.integration().await.id;
        let found = Arc::new(Mutex::new(BTreeSet::new()));
        let shared = found.clone();
        let visitor = move |history: &TicketHistory| {
            if wanted(history) {
                shared.lock().expect("nothing panicked").insert(history.ticket);
            }
            true
        };
        self.context.store.histories.walk(id, Box::new(visitor)).await.expect("a walk");
        found.lock().expect("nothing panicked").clone()
    }

    /// The contacts of the tickets that were created since the history begins, and to which none of some
    /// users wrote, by queue.
    async fn of_young_tickets(
        &self,
        from: Timestamp,
        except: &BTreeSet<UserId>,
    ) -> BTreeMap<String, Vec<Contact>> {
        let (integration, reports) = (self.integration().await, &self.context.store.reports);
        let young = self.tickets(move |history| {
            history.snapshot.as_ref().is_some_and(|snapshot| snapshot.created_at >= from)
        });
        let (young, wanted) = (young.await, self.tickets_without(except).await);
        let mut contacts = BTreeMap::new();
        for queue in reports.queues(integration.id).await.expect("queues") {
            let (first, last) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
            let found = reports.contacts(integration.id, &queue.key, first, last).await;
            let mut of_queue = found.expect("contacts");
            of_queue.retain(|one| young.contains(&one.ticket) && wanted.contains(&one.ticket));
            if !of_queue.is_empty() {
                contacts.insert(queue.key.id(), of_queue);
            }
        }
        contacts
    }
}

impl Program {
    /// A customer writes to a ticket, or opens it, ten minutes ago.
    fn writes_to(&self, ticket: i64, step: i64) {
        let mut state = self.zendesk.state();
        let now = state.now - 600;
        let is_known = state.tickets.iter().any(|(id, _)| *id == ticket);
        state.tickets.retain(|(id, _)| *id != ticket);
        state.tickets.push((ticket, now));
        let id = if is_known { ticket * 100 + 50 + step } else { ticket * 100 };
        state.events.push((id, ticket, now));
    }

    async fn runs(&self, history: HistoryOptions) -> ImportReport {
        run(&self.context, history).await
    }
}

/// Imports as a service or a command does.
async fn run(context: &Context, history: HistoryOptions) -> ImportReport {
    let integration = integrations::find(context, "acme").await.expect("saved");
    let (clients, (stop, _handle)) = (Clients::default(), Stop::new());
    let run = with_lease(context, integration.id, async |lease| {
        let options = RunOptions {
            clients: &clients,
            progress: Arc::new(Notes::default()),
            stop: &stop,
            advise: |_| None,
            keep_events: None,
            history,
            repair: RepairBudget::unlimited(),
            next_run: None,
        };
        runs::run(context, &integration, lease, options).await
    });
    Box::pin(run).await.expect("a run that ends well")
}

/// An account of everything that the rules find hard, in small pages.
fn account(seed: u64, max_page: usize) -> Options {
    Options {
        tickets: 120,
        coverage: Coverage::Small,
        max_page: Some(max_page),
        oddities: Oddities::Told,
        ..Options::verification(seed)
    }
}

/// What was counted when the history began at an instant.
struct Seen {
    from: Timestamp,
    staff: BTreeSet<UserId>,
    contacts: BTreeMap<String, Vec<Contact>>,
}

/// Imports step by step, and looks after each at the tickets of which all is known.
async fn in_steps(importer: &Importer) -> (usize, Vec<Seen>) {
    let (mut steps, mut seen) = (0, Vec::new());
    let mut reached = BTreeSet::new();
    loop {
        // What a run reads after its count makes further users staff.
        let staff = importer.staff().await;
        let report = importer.runs(STEP).await;
        steps += 1;
        assert!(steps < 2_000, "it comes to no end");
        let from = report.coverage.from;
        if reached.insert(from) {
            let contacts = importer.of_young_tickets(from, &BTreeSet::new()).await;
            seen.push(Seen { from, staff, contacts });
        }
        assert_eq!(importer.integration().await.is_preliminary(), report.is_preliminary);
        if !report.is_preliminary {
            return (steps, seen);
        }
    }
}

#[tokio::test]
async fn an_import_in_slices_comes_to_what_a_straight_one_gives() {
    for (seed, max_page) in [(1, 60), (2, 25)] {
        let served = Served::start(&account(seed, max_page), 0).await;
        let straight = Importer::connected(&served, SINCE).await;
        straight.runs(HistoryOptions::straight()).await;
        let views = straight.views().await;
        straight.counts_all_figures(&served, &views).await;
        straight.runs(HistoryOptions::straight()).await;
        let expected = straight.figures().await;
        let has = |text: &str| expected.keys().filter(|(queue, _)| queue.contains(text)).count();
        assert!(has("view-") > 100 && has("workload-") > 20 && has("ends") > 100, "{expected:?}");

        let sliced = Importer::connected(&served, SINCE).await;
        sliced.counts_all_figures(&served, &views).await;
        let (steps, seen) = in_steps(&sliced).await;
        assert!(steps > 5 && seen.len() > 2, "seed {seed}: {steps} steps, {} slices", seen.len());
        assert_eq!(sliced.figures().await, expected, "seed {seed}");
        let begins: Vec<Timestamp> = seen.iter().map(|seen| seen.from).collect();
        assert!(begins.is_sorted_by(|later, earlier| later > earlier), "{begins:?}");
        assert_eq!(begins.last(), Some(&Timestamp(SINCE)));
        let (staff, mut compared) = (sliced.staff().await, 0);
        for Seen { from, staff: known, mut contacts } in seen {
            // Who is an assignee in older history alone was taken for a customer (rule 8.6).
            let late = staff.difference(&known).copied().collect();
            let finally = sliced.of_young_tickets(from, &late).await;
            let of_others = sliced.tickets_without(&late).await;
            for all in contacts.values_mut() {
                all.retain(|one| of_others.contains(&one.ticket));
            }
            contacts.retain(|_, all| !all.is_empty());
            compared += contacts.len();
            assert_eq!(contacts, finally, "seed {seed}: what was final at {from}");
        }
        assert!(compared > 0, "seed {seed}: nothing was final before the end");

        // In one go as well.
        let at_once = Importer::connected(&served, SINCE).await;
        at_once.counts_all_figures(&served, &views).await;
        let report = at_once.runs(HistoryOptions::newest_first()).await;
        assert!(!report.is_preliminary);
        assert_eq!(at_once.figures().await, expected, "seed {seed}, at once");

        // And both are the truth.
        let options = TruthOptions { since: SINCE, grouping: inflow_simulator::Grouping::Ivr };
        let until = report.coverage.until.0;
        let cells = served.account.truth(options).cells.into_iter();
        let of_views = cells.filter(|cell| (SINCE..until).contains(&cell.interval_start));
        let truth: BTreeMap<(i64, String, i64), u64> = of_views
            .filter_map(|cell| {
                let place = (cell.view_id?, cell.channel.to_owned(), cell.interval_start);
                Some((place, cell.offered))
            })
            .collect();
        assert_eq!(at_once.offered().await, truth, "seed {seed}");
    }
}

/// Tickets change while older history is being read, and new ones come: of some nothing was known before,
/// others move from a slice that is still to come to the present.
#[tokio::test]
async fn tickets_that_change_between_slices_are_read_and_counted_once() {
    let program = Program::connected(0).await;
    let days = |days: i64| NOW - days * 86_400;
    let tickets: Vec<(i64, i64)> = (1..=60).map(|id| (id, days(id * 8) + id * 77)).collect();
    program.zendesk.with_tickets(&tickets);
    let integration = integrations::find(&program.context, "acme").await.expect("saved");
    let since = Timestamp(days(600));
    let integration =
        integrations::extend(&program.context, &integration, since).await.expect("extended");
    let is_preliminary = async || {
        let found = program.context.store.integrations.by_id(integration.id).await;
        found.expect("a look").expect("an integration").is_preliminary()
    };
    program.runs(STEP).await;
    assert!(is_preliminary().await);
    // Of the last week, of what was just read, of each slice to come, of one that is created now.
    for (step, ticket) in (0..).zip([1, 2, 5, 11, 30, 58, 61, 30, 58, 1]) {
        program.later(3_600);
        program.writes_to(ticket, step);
        program.runs(STEP).await;
    }
    let mut steps = 0;
    while is_preliminary().await {
        program.runs(STEP).await;
        steps += 1;
        assert!(steps < 100, "it comes to no end");
    }
    let contacts = program.quality().await;
    assert_eq!((contacts.tickets, contacts.ticket_events, contacts.contacts), (61, 70, 70));
}

#[tokio::test]
async fn an_extended_window_comes_to_what_it_had_given_from_the_beginning() {
    let served = Served::start(&account(8, 60), 0).await;
    let straight = Importer::connected(&served, SINCE).await;
    straight.runs(HistoryOptions::straight()).await;
    let views = straight.views().await;
    straight.counts_all_figures(&served, &views).await;
    straight.runs(HistoryOptions::straight()).await;
    let extended = Importer::connected(&served, SINCE + 700 * 86_400).await;
    extended.counts_all_figures(&served, &views).await;
    extended.runs(HistoryOptions::newest_first()).await;
    assert!(!extended.integration().await.is_preliminary());
    let before = extended.figures().await;
    let integration = extended.integration().await;
    integrations::extend(&extended.context, &integration, Timestamp(SINCE))
        .await
        .expect("extended");
    assert!(extended.integration().await.is_preliminary());
    let report = extended.runs(STEP).await;
    assert!(report.is_preliminary);
    assert_eq!(extended.figures().await, before, "the present stays while the past is read");
    in_steps(&extended).await;
    assert_eq!(extended.figures().await, straight.figures().await);
}

/// An account whose newest week takes many pages has figures after few requests all the same, and in the end
/// those of a straight import.
#[tokio::test]
async fn a_busy_account_has_figures_after_few_requests() {
    let options = Options { max_page: Some(20), days: 40, ..account(4, 20) };
    let busy = Served::start(&Options { tickets: 600, ..options }, 0).await;
    let since = busy.end - 30 * 86_400;
    let importer = Importer::connected(&busy, since).await;
    let report = importer.runs(STEP).await;
    assert!(report.is_preliminary);
    let reaches_back = busy.end - report.coverage.from.0;
    assert!(reaches_back < 7 * 86_400, "{reaches_back} s");
    assert!(report.ticket_events < 200, "{report:?}");
    in_steps(&importer).await;
    let straight = Importer::connected(&busy, since).await;
    straight.runs(HistoryOptions::straight()).await;
    assert_eq!(importer.figures().await, straight.figures().await);
}

#[tokio::test]
async fn an_account_that_is_quiet_gets_further_back_at_once() {
    let quiet = Served::start(&account(1, 1000), 60).await;
    let importer = Importer::connected(&quiet, SINCE).await;
    let report = importer.runs(STEP).await;
    assert!(report.tickets > 0 && report.is_preliminary, "{report:?}");
}
