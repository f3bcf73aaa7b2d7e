//! `inflow demo`: the whole way, from a simulated account to its contact volumes.

use std::cmp::Reverse;
use std::net::Ipv4Addr;
use std::time::Duration;

use chrono::{Days, NaiveDate};
use inflow_app::accounts::integrations::{self, Entered};
use inflow_app::accounts::workloads::{self, Wanted};
use inflow_app::deliveries::{self, Settings};
use inflow_app::figures::queues::{Queue, namesakes, queues};
use inflow_app::figures::views::views;
use inflow_app::figures::volumes::Fill;
use inflow_app::import::history::HistoryOptions;
use inflow_app::import::leases::with_lease;
use inflow_app::service::ServiceOptions;
use inflow_app::{Context, IngestError};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Channel, Grouping, IntervalLength, QueueKey, Timestamp, ViewId};
use inflow_simulator::{Account, ServeOptions, Simulator};
use inflow_store::Credentials;
use inflow_web::reach::Reach;
use inflow_zendesk::RetryPolicy;
use tempfile::TempDir;
use tokio::net::TcpListener;
use url::Url;

use super::import::{interrupted, run_import};
use super::queues::print_queues;
use super::serve::{listen, serve_until_stopped};
use super::simulate::account_of_demo;
use super::volumes::write_volumes;
use super::workloads::count;
use crate::cli::{
    DemoArgs, FigureSet, Format, Global, NamedArgs, PlanningArgs, VolumesArgs, VolumesFormat,
};
use crate::output::{Destination, hint, hints, to_stdout};
use crate::wiring;

/// Whole days of the simulated history, which ends with the present quarter of an hour.
const HISTORY_DAYS: u64 = 729;

/// How many days of volumes are printed: the last whole ones.
const PRINTED_DAYS: u64 = 7;

/// How many queues are listed, so that everything fits one screen.
const LISTED_QUEUES: usize = 5;

/// Where the page of the demo is, unless something else is there.
const PAGE_PORT: u16 = 8080;

/// How often the demo looks for what happened in the simulated account, where nothing does.
const EVERY: Duration = Duration::from_secs(15 * 60);

pub(super) async fn run(args: &DemoArgs) -> anyhow::Result<()> {
    // However it ends, the directory goes.
    let directory = tempfile::tempdir()?;
    let context = tokio::select! {
        shown = show(args, &directory) => shown?,
        () = interrupted() => return Err(IngestError::Stopped.into()),
    };
    if args.no_serve { Ok(()) } else { serve_page(context).await }
}

/// Serves the page of the imported account until it is stopped. The simulator goes on behind it.
async fn serve_page(context: Context) -> anyhow::Result<()> {
    let at = |port| listen((Ipv4Addr::LOCALHOST, port).into());
    let listener = at(PAGE_PORT).or_else(|_| at(0))?;
    hint("the page of this account is served until you stop it (Ctrl-C)");
    let reach = Reach { on_loopback: true, ..Reach::default() };
    let options = ServiceOptions { every: EVERY, concurrent: 2, keep_events: None };
    // The demo is a test server.
    serve_until_stopped(context, listener, (reach, true, None), options).await
}

async fn show(args: &DemoArgs, directory: &TempDir) -> anyhow::Result<Context> {
    let database = directory.path().join("inflow.db");
    let global = Global {
        database_url: Some(format!("sqlite://{}", database.display()).into()),
        ..Global::default()
    };
    let context = wiring::context_with(&global, wiring::clock(), RetryPolicy::default()).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let access = ServeOptions::default();
    hint(&format!("a simulated Zendesk account listens on http://{address}"));
    let options = account_of_demo(args.seed, context.clock.now());
    let today = TimeZone::UTC.local(Timestamp(options.end)).date();
    let account = Account::generate(&options);
    let simulator = Simulator::new(account, access.clone());
    tokio::spawn(async move { simulator.serve(listener).await });

    let since = today - Days::new(HISTORY_DAYS);
    let entered = Entered {
        name: "demo".to_owned(),
        domain: "demo.zendesk.com".to_owned(),
        base_url: Some(format!("http://{address}")),
        grouping: Grouping::Ivr,
        since: TimeZone::UTC.start_of_day(since),
        credentials: Credentials::OAuthClient {
            client_id: access.oauth_client_id,
            client_secret: access.oauth_client_secret.into(),
        },
    };
    let (saved, _) = integrations::add(&context, entered).await?;
    // Nothing makes this account wait, so no figures are needed before the whole history is there.
    run_import(&context, &saved, None, HistoryOptions::straight()).await?;
    plan_together(&context).await?;
    deliver(&context, directory).await?;

    let integration = integrations::find(&context, "demo").await?;
    let mut queues = queues(&context, &integration).await?;
    queues.sort_by_key(|queue| Reverse(queue.summary.offered));
    let printed = largest(&queues);
    let all = queues.len();
    queues.truncate(LISTED_QUEUES);
    to_stdout(|out| {
        let listed = queues.len();
        Ok(writeln!(out, "The {listed} largest of {all} source queues of the simulated account:")?)
    })?;
    print_queues(&integration, &queues, Format::Table)?;
    let from = today - Days::new(PRINTED_DAYS);
    to_stdout(|out| Ok(writeln!(out, "\nContacts per day, {from} to {today}:")?))?;
    let mut out = Destination::new(None)?;
    let (asked, format) = (by_day(printed, from, today), VolumesFormat::Table);
    let notes = write_volumes(&context, &integration, &asked, format, &mut out).await?;
    out.finish()?;
    hints(&notes);
    Ok(context)
}

/// Makes two workloads: the views that take e-mail, and all calls.
async fn plan_together(context: &Context) -> anyhow::Result<()> {
    let integration = integrations::find(context, "demo").await?;
    let queues = queues(context, &integration).await?;
    let counted = views(context, &integration).await?.into_iter();
    let counted: Vec<ViewId> =
        counted.filter(|view| view.counted.is_some()).map(|view| view.view.id).collect();
    let mail = queues.iter().map(|queue| &queue.summary.key);
    let mail = mail.filter(|key| key.channel() == Channel::Email).filter_map(QueueKey::view);
    let views: Vec<String> =
        mail.filter(|view| counted.contains(view)).map(|view| view.to_string()).collect();
    if !views.is_empty() {
        let mail = Wanted { channel: Some(Channel::Email), views, call_queues: Vec::new() };
        workloads::add(context, &integration, "All e-mail", &mail).await?;
    }
    let calls = queues.iter().filter(|queue| queue.summary.key.is_talk());
    let call_queues: Vec<String> = calls.map(Queue::id).collect();
    if !call_queues.is_empty() {
        let calls = Wanted { channel: None, views: Vec::new(), call_queues };
        workloads::add(context, &integration, "All calls", &calls).await?;
    }
    count(context, &integration).await?;
    hint("two workloads are made: all e-mail, and all calls");
    Ok(())
}

/// Has injixo's files written into a folder after each import, and now.
async fn deliver(context: &Context, directory: &TempDir) -> anyhow::Result<()> {
    let folder = directory.path().join("injixo");
    std::fs::create_dir(&folder)?;
    let Ok(to) = Url::from_directory_path(&folder) else { return Ok(()) };
    let integration = integrations::find(context, "demo").await?;
    let map = Some(map_of_namesakes(&queues(context, &integration).await?));
    let settings = Settings { map, ..Settings::new("injixo", to.as_str()) };
    deliveries::add(context, &integration, "injixo", &settings).await?;
    let (delivery, _) = deliveries::find(context, &integration, "injixo").await?;
    with_lease(context, integration.id, async |lease| {
        deliveries::run(context, &integration, lease, &delivery).await
    })
    .await?;
    hint(&format!(
        "a delivery writes files for injixo into {} after each import",
        folder.display()
    ));
    Ok(())
}

/// A map that calls queues by their ids where several have one name, which injixo could not tell apart.
fn map_of_namesakes(queues: &[Queue]) -> String {
    let table = |id: String| format!("[{id:?}]\nname = {id:?}\n");
    namesakes(queues).into_iter().map(table).collect::<Vec<_>>().concat()
}

/// The ids of the largest queue of calls and of the largest of views, of all queues by their size.
fn largest(queues: &[Queue]) -> Vec<String> {
    let of = |is_talk| queues.iter().find(|queue| queue.summary.key.is_talk() == is_talk);
    [of(true), of(false)].into_iter().flatten().map(Queue::id).collect()
}

fn by_day(queue: Vec<String>, from: NaiveDate, to: NaiveDate) -> VolumesArgs {
    VolumesArgs {
        named: NamedArgs { integration: Some("demo".to_owned()) },
        queue,
        workload: Vec::new(),
        from: Some(from.to_string()),
        to: Some(to.to_string()),
        interval: IntervalLength::Day,
        time_zone: TimeZone::UTC,
        fill: Fill::None,
        format: Some(VolumesFormat::Table),
        figures: FigureSet::Basic,
        target: None,
        spreadsheet: false,
        wide: false,
        partition: None,
        planning: PlanningArgs::default(),
        output: None,
    }
}
