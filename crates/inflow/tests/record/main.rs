//! Scrubbing moves no figure: an account is imported as it is, and through the recorder, and every view and
//! channel has the same cells. What was recorded then imports by itself, without the account.

#[path = "../../examples/record/flow.rs"]
mod flow;

use std::collections::BTreeMap;
use std::fs;

use inflow_domain::{Grouping, Timestamp};
use inflow_recorder::{Connection, Recorder, RecorderOptions, check_scenario};
use inflow_simulator::{Account, Clock, HISTORY_ENDS, Options, ServeOptions, Simulator};
use inflow_store::Credentials;
use secrecy::SecretString;
use tokio::net::TcpListener;

use crate::flow::{Connect, Imported, import_all};

/// Cells by view and channel, or for Talk by nothing: its queues have other names.
type Cells = BTreeMap<String, Vec<String>>;

/// A day after the history ends.
const NOW: i64 = HISTORY_ENDS + 86_400;

fn access() -> ServeOptions {
    ServeOptions { clock: Clock::At(NOW), ..ServeOptions::default() }
}

async fn simulated(options: Options) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let simulator = Simulator::new(Account::generate(&options), access());
    tokio::spawn(async move { simulator.serve(listener).await });
    address
}

fn connect(grouping: Grouping) -> Connect {
    let serve = access();
    Connect {
        domain: "simulated".to_owned(),
        grouping,
        since: Timestamp(HISTORY_ENDS - 400 * 86_400),
        now: Timestamp(NOW),
        credentials: Credentials::ApiToken {
            username: serve.username,
            token: SecretString::from(serve.api_token),
        },
    }
}

async fn cells(imported: &Imported) -> Cells {
    let (store, id) = (&imported.context.store, imported.integration.id);
    let mut cells = Cells::new();
    for queue in store.reports.queues(id).await.expect("the store answers") {
        let name = if queue.key.is_talk() { "Talk".to_owned() } else { queue.key.id() };
        let (from, to) = (Timestamp(0), Timestamp(i64::MAX));
        let volumes = store.reports.volumes(id, &queue.key, from, to).await;
        for cell in volumes.expect("the store answers") {
            cells.entry(name.clone()).or_default().push(format!("{cell:?}"));
        }
    }
    for cells in cells.values_mut() {
        cells.sort();
    }
    cells
}

/// Views that ask which of two texts comes first: the recorder says so of each.
fn views_by_order(notes: &[String]) -> Vec<String> {
    let view = |note: &String| note.strip_prefix("view ")?.split(' ').next().map(str::to_owned);
    notes.iter().filter_map(view).collect()
}

async fn same_figures(options: Options, grouping: Grouping, page_size: Option<u32>) {
    let address = simulated(options).await;
    let connect = connect(grouping);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let new_folder = |name: &str| {
        let path = folder.path().join(name);
        fs::create_dir(&path).expect("a folder");
        path
    };
    let direct = import_all(&new_folder("direct"), &address, connect.clone()).await;
    let direct = direct.expect("the account can be imported");

    let options = RecorderOptions { account: address, pages: None, page_size, now: connect.now.0 };
    let recorder = Recorder::start(&options).await.expect("the recorder starts");
    let scrubbed = import_all(&new_folder("scrubbed"), recorder.address(), connect.clone()).await;
    let scrubbed = scrubbed.expect("what is scrubbed can be imported");
    let connection = Connection {
        grouping: grouping.as_str().to_owned(),
        since: connect.since.to_string(),
        now: connect.now.to_string(),
        oauth: false,
    };
    let scenario = folder.path().join("scenario");
    let (_, notes) =
        recorder.write(&scenario, &connection).await.expect("nothing personal is left");
    check_scenario(&scenario).expect("the mark fits");

    let by_order = views_by_order(&notes);
    let (mut expected, mut found) = (cells(&direct).await, cells(&scrubbed).await);
    for view in &by_order {
        let other =
            |name: &String, _: &mut Vec<String>| !name.starts_with(&format!("view-{view}-"));
        expected.retain(other);
        found.retain(other);
    }
    assert!(expected.len() > 20, "too few queues to compare: {}", expected.len());
    let differing: Vec<&String> =
        expected.keys().filter(|queue| found.get(*queue) != expected.get(*queue)).collect();
    assert_eq!(differing, Vec::<&String>::new(), "queues with other figures");
    assert_eq!(found.len(), expected.len(), "queues");
    assert_eq!(scrubbed.notes.len(), direct.notes.len(), "{:?}", scrubbed.notes);
    let quality = |imported: &Imported| {
        let (store, id) = (imported.context.store.clone(), imported.integration.id);
        async move { store.reports.quality(id).await.expect("the store answers") }
    };
    let (direct, scrubbed) = (quality(&direct).await, quality(&scrubbed).await);
    assert_eq!(scrubbed.contacts, direct.contacts);
    assert_eq!(scrubbed.inexact_tickets, direct.inexact_tickets);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scrubbing_moves_no_figure_of_any_view() {
    let options = Options { tickets: 300, ..Options::verification(1) };
    assert!(options.text_views, "views that judge text are among them");
    same_figures(options, Grouping::Ivr, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scrubbing_moves_no_figure_in_small_pages() {
    let options = Options { tickets: 150, ..Options::demo(7) };
    same_figures(options, Grouping::PhoneNumber, Some(40)).await;
}
