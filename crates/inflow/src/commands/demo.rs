//! `inflow demo`: the whole way, from a simulated account to its contact volumes.

use chrono::NaiveDate;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Grouping, IntervalLength};
use inflow_ingest::IngestError;
use inflow_ingest::integrations::{self, Entered};
use inflow_ingest::queues::queues;
use inflow_ingest::volumes::Fill;
use inflow_simulator::{Account, Options, ServeOptions, Simulator};
use inflow_store::Credentials;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::import::{interrupted, run_import};
use super::queues::print_queues;
use super::volumes::write_volumes;
use crate::cli::{DemoArgs, Format, Global, NamedArgs, VolumesArgs, VolumesFormat};
use crate::output::{Destination, hint, to_stdout};
use crate::wiring;

/// The simulated history ends on this day; the last week of it is printed.
const HISTORY_BEGINS: (i32, u32, u32) = (2024, 9, 1);

/// The days whose volumes are printed.
const PRINTED: (&str, &str) = ("2026-08-25", "2026-09-01");

pub(super) async fn run(args: &DemoArgs) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    // However it ends, the directory goes.
    tokio::select! {
        shown = show(args, &directory) => shown,
        () = interrupted() => Err(IngestError::Stopped.into()),
    }
}

async fn show(args: &DemoArgs, directory: &TempDir) -> anyhow::Result<()> {
    let database = directory.path().join("inflow.db");
    let context = wiring::context(&Global {
        database_url: Some(format!("sqlite://{}", database.display()).into()),
        ..Global::default()
    })
    .await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let access = ServeOptions::default();
    hint(&format!("a simulated Zendesk account listens on http://{address}"));
    let account = Account::generate(&Options::demo(args.seed));
    let simulator = Simulator::new(account, access.clone());
    let serving = tokio::spawn(async move { simulator.serve(listener).await });

    let (year, month, day) = HISTORY_BEGINS;
    let since = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
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
    run_import(&context, &saved).await?;
    serving.abort();

    let integration = integrations::find(&context, "demo").await?;
    to_stdout(|out| Ok(writeln!(out, "Source queues of the simulated account:")?))?;
    print_queues(&integration, &queues(&context, &integration).await?, Format::Table)?;
    to_stdout(|out| Ok(writeln!(out, "\nContacts per day, {} to {}:", PRINTED.0, PRINTED.1)?))?;
    let mut out = Destination::new(None)?;
    write_volumes(&context, &integration, &last_week(), &mut out).await?;
    out.finish()?;
    if !args.no_serve {
        hint("the demo ends here: this version has no web page to serve");
    }
    Ok(())
}

fn last_week() -> VolumesArgs {
    VolumesArgs {
        named: NamedArgs { integration: "demo".to_owned() },
        queue: None,
        from: Some(PRINTED.0.to_owned()),
        to: Some(PRINTED.1.to_owned()),
        interval: IntervalLength::Day,
        time_zone: TimeZone::UTC,
        fill: Fill::None,
        format: VolumesFormat::Table,
        output: None,
    }
}
