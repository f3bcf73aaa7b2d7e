//! `inflow simulate`: a simulated Zendesk account alone.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

use anyhow::Context as _;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Grouping, Interval, Timestamp};
use inflow_simulator::{
    Account, FaultOptions, Oddities, Options, ServeOptions, Simulator, TruthOptions,
};
use tokio::net::TcpListener;

use super::import::interrupted;
use super::serve::cannot_listen;
use crate::cli::SimulateArgs;
use crate::output::{hint, to_stdout};
use crate::wiring;

pub(super) async fn run(args: &SimulateArgs) -> anyhow::Result<()> {
    let options = options(args, wiring::clock().now());
    let stages = match args.stages {
        Some(count) => Account::stages(&options, count),
        None => vec![Account::generate(&options)],
    };
    if let (Some(directory), Some(since), Some(grouping)) =
        (&args.write_truth, args.since, args.grouping)
    {
        let since = TimeZone::UTC.start_of_day(since).0;
        let options = TruthOptions { since, grouping: of(grouping) };
        let write = if args.stages.is_some() { write_stages } else { write_whole };
        write(&stages, directory, options)
            .with_context(|| format!("the truth cannot be written to {}", directory.display()))?;
    }
    let listener =
        TcpListener::bind(args.listen).await.map_err(|error| cannot_listen(args.listen, &error))?;
    let address = listener.local_addr()?;
    to_stdout(|out| Ok(writeln!(out, "listening on http://{address}")?))?;
    let kinds = args.faults.iter().cloned().collect();
    let access = ServeOptions {
        situation: args.situation,
        limit: args.limit,
        faults: FaultOptions { kinds, percent: args.fault_rate },
        ..ServeOptions::default()
    };
    hint(&format!(
        "sign in with the OAuth client {} and its secret {}, for example:\n  INFLOW_SECRET={} inflow \
         integration add --name acme --domain acme.zendesk.com --base-url http://{address} \
         --oauth-client-id {} --oauth-client-secret-env INFLOW_SECRET --grouping ivr\nor with an API \
         token: --username {} --api-token-env INFLOW_SECRET, the token being {}",
        access.oauth_client_id,
        access.oauth_client_secret,
        access.oauth_client_secret,
        access.oauth_client_id,
        access.username,
        access.api_token,
    ));
    hint(&format!("what it was asked so far is told by http://{address}/_simulator"));
    let simulator = Simulator::staged(stages, access);
    tokio::select! {
        served = simulator.serve(listener) => served?,
        () = interrupted() => {}
    }
    hint(&simulator.summary());
    Ok(())
}

/// The account of the demo: its history ends with the quarter of an hour that began last.
pub(super) fn account_of_demo(seed: u64, now: Timestamp) -> Options {
    Options::lifelike(seed, Interval::containing(now).start().0)
}

fn options(args: &SimulateArgs, now: Timestamp) -> Options {
    let kind = if args.light {
        Options::light(args.seed, args.tickets.unwrap_or(100_000))
    } else if args.demo {
        Options::demo(args.seed)
    } else if args.trial {
        Options::verification(args.seed)
    } else {
        account_of_demo(args.seed, now)
    };
    Options {
        tickets: args.tickets.unwrap_or(kind.tickets),
        days: args.days.unwrap_or(kind.days),
        end: if args.ends_now { Interval::containing(now).start().0 } else { kind.end },
        max_page: args.max_page,
        has_talk: !args.no_talk,
        text_views: kind.text_views && !args.no_text_views,
        oddities: if args.oddities { Oddities::All } else { Oddities::None },
        ..kind
    }
}

fn of(grouping: Grouping) -> inflow_simulator::Grouping {
    match grouping {
        Grouping::Ivr => inflow_simulator::Grouping::Ivr,
        Grouping::PhoneNumber => inflow_simulator::Grouping::PhoneNumber,
    }
}

/// The truth of an account that has no stages.
fn write_whole(stages: &[Account], directory: &Path, options: TruthOptions) -> anyhow::Result<()> {
    stages.iter().try_for_each(|account| write_truth(account, directory, options))
}

/// The truth of each stage, that of the last as a newcomer sees it, and how the views changed.
fn write_stages(stages: &[Account], directory: &Path, options: TruthOptions) -> anyhow::Result<()> {
    for (number, account) in stages.iter().enumerate() {
        write_truth(account, &directory.join(format!("stage-{number}")), options)?;
    }
    if let Some(last) = stages.last() {
        write_truth(&last.clone().newly_found(), &directory.join("newcomer"), options)?;
        serde_json::to_writer(File::create(directory.join("changes.json"))?, &last.view_changes())?;
    }
    Ok(())
}

fn write_truth(account: &Account, directory: &Path, options: TruthOptions) -> anyhow::Result<()> {
    fs::create_dir_all(directory)?;
    let file = |name: &str| anyhow::Ok(BufWriter::new(File::create(directory.join(name))?));
    let truth = account.truth(options);
    truth.write_cells(&mut file("truth.csv")?)?;
    truth.write_workloads(&mut file("workloads.csv")?)?;
    truth.write_workload_cells(&mut file("workload-truth.csv")?)?;
    truth.write_contacts(&mut file("contacts.csv")?)?;
    for (name, length) in [("figures.csv", 900), ("days.csv", 86_400)] {
        truth.write_figures(length, &mut file(name)?)?;
        truth.write_workload_figures(length, &mut file(&format!("workload-{name}"))?)?;
    }
    truth.write_queue_contacts(&mut file("queue-contacts.csv")?)?;
    truth.write_workload_contacts(&mut file("workload-queue-contacts.csv")?)?;
    truth.write_settings(&mut file("settings.json")?)?;
    truth.write_exercised(&mut file("exercised.json")?)?;
    Ok(())
}
