//! `cargo xtask record`: an import through the recorder, which keeps what the account answers, scrubbed, as a
//! scenario. The database of the import is thrown away; it never held anything else than scrubbed answers.
#![expect(clippy::print_stderr, reason = "what the developer reads")]
#![expect(clippy::disallowed_types, reason = "what is recorded now has this instant")]

mod flow;

use std::path::PathBuf;

use anyhow::Context as _;
use chrono::NaiveDate;
use clap::Parser;
use inflow_domain::{Clock as _, Grouping, SystemClock, Timestamp};
use inflow_program::cli::CredentialArgs;
use inflow_program::commands::credentials;
use inflow_recorder::{Connection, Recorder, RecorderOptions};
use inflow_zendesk::Domain;

use crate::flow::{Connect, import_all};

#[derive(Parser)]
#[command(name = "cargo xtask record", about = "Records an account into a scenario, scrubbed")]
struct Arguments {
    /// The folder that the scenario is written to; it must not be there yet
    #[arg(long, value_name = "FOLDER")]
    output: PathBuf,
    /// The Zendesk domain, such as acme.zendesk.com
    #[arg(long)]
    domain: Domain,
    /// A test server instead of the domain; loopback addresses only
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// How calls are grouped into queues
    #[arg(long, default_value = "ivr", value_parser = grouping)]
    grouping: Grouping,
    /// From which day on the history is imported
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: NaiveDate,
    /// Records so many pages of each export, and makes the last one the end
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pages: Option<u32>,
    /// Rows of a page of an export
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u32).range(1..=1000))]
    page_size: Option<u32>,
    /// How to sign in
    #[command(flatten)]
    credentials: CredentialArgs,
}

fn grouping(name: &str) -> Result<Grouping, String> {
    Grouping::from_name(name).ok_or_else(|| "ivr or phone-number".to_owned())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let now = SystemClock.now();
    let account = arguments
        .base_url
        .clone()
        .unwrap_or_else(|| format!("https://{}", arguments.domain.host()));
    let options = RecorderOptions {
        account,
        pages: arguments.pages.map(|pages| pages as usize),
        page_size: arguments.page_size,
        now: now.0,
    };
    let recorder = Recorder::start(&options).await?;
    let since = Timestamp::parse(&arguments.since.to_string()).context("a day is an instant")?;
    let connect = Connect {
        domain: arguments.domain.to_string(),
        grouping: arguments.grouping,
        since,
        now,
        credentials: credentials(&arguments.credentials)?,
    };
    let folder = tempfile::tempdir()?;
    let imported = import_all(folder.path(), recorder.address(), connect)
        .await
        .context("the import failed: nothing was written")?;
    let connection = Connection {
        grouping: arguments.grouping.as_str().to_owned(),
        since: arguments.since.to_string(),
        now: now.to_string(),
        oauth: arguments.credentials.oauth_client_id.is_some(),
    };
    let (requests, notes) = recorder.write(&arguments.output, &connection).await?;
    for note in imported.notes.iter().chain(&notes) {
        eprintln!("note: {note}");
    }
    let quality = imported.context.store.reports.quality(imported.integration.id).await?;
    eprintln!(
        "recorded {requests} requests into {}: {} tickets, {} contacts",
        arguments.output.display(),
        quality.tickets,
        quality.contacts
    );
    Ok(())
}
