//! `inflow integration …`: connecting accounts and looking at them.

use chrono::{Datelike as _, Months};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Clock, Timestamp};
use inflow_ingest::Context;
use inflow_ingest::connect::Connection;
use inflow_ingest::integrations::{self, Entered, api_token_days_left};
use inflow_store::Integration;
use serde::Serialize;

use super::credentials::{credentials, note_api_token};
use super::{channels, of_integration, show};
use crate::cli::{AddArgs, CredentialsArgs, IntegrationCommand};
use crate::failure::InputError;
use crate::output::{hint, print_rows, to_stdout};

/// The history that is imported unless another day is named.
const DEFAULT_HISTORY: Months = Months::new(36);

/// No Zendesk account is older.
const EARLIEST_YEAR: i32 = 2007;

pub(super) async fn run(context: &Context, command: IntegrationCommand) -> anyhow::Result<()> {
    match command {
        IntegrationCommand::Add(args) => add(context, *args).await,
        IntegrationCommand::List(args) => {
            let all = integrations::list(context).await?;
            if all.is_empty() {
                hint("no integration is saved yet: add one with `inflow integration add`");
            }
            let now = context.clock.now();
            let rows: Vec<IntegrationRow> =
                all.iter().map(|integration| integration_row(integration, now)).collect();
            print_rows(args.format, &HEADINGS, &rows, cells, IntegrationRow::clone)?;
            for integration in &all {
                note_api_token(integration, now);
            }
            Ok(())
        }
        IntegrationCommand::Show(args) => show::run(context, &args).await,
        IntegrationCommand::Channels(args) => channels::run(context, &args).await,
        IntegrationCommand::Test(args) => {
            let integration = integrations::find(context, &args.name).await?;
            note_api_token(&integration, context.clock.now());
            let tested = integrations::test(context, &integration).await;
            note_talk(of_integration(&integration.name, tested)?);
            to_stdout(|out| Ok(writeln!(out, "{} can be read", integration.domain)?))
        }
        IntegrationCommand::Credentials(args) => change_credentials(context, &args).await,
        IntegrationCommand::Rename(args) => {
            let integration = integrations::find(context, &args.name).await?;
            let renamed = integrations::rename(context, &integration, &args.to).await;
            of_integration(&integration.name, renamed)?;
            to_stdout(|out| {
                Ok(writeln!(out, "{} is now called {}", integration.name, args.to.trim())?)
            })
        }
    }
}

async fn add(context: &Context, args: AddArgs) -> anyhow::Result<()> {
    let entered = Entered {
        credentials: credentials(&args.credentials)?,
        since: since(&args, context.clock.as_ref())?,
        name: args.name,
        domain: args.domain,
        base_url: args.base_url,
        grouping: args.grouping,
    };
    let name = entered.name.clone();
    let (saved, connection) = of_integration(&name, integrations::add(context, entered).await)?;
    note_talk(connection);
    note_api_token(&saved, context.clock.now());
    hint(&format!("next: inflow import --integration \"{}\"", saved.name));
    to_stdout(|out| {
        let since = TimeZone::UTC.format(saved.since);
        Ok(writeln!(out, "{} is connected to {}, from {since} on", saved.name, saved.domain)?)
    })
}

/// Tests other credentials and saves them in the place of the present ones.
async fn change_credentials(context: &Context, args: &CredentialsArgs) -> anyhow::Result<()> {
    let integration = integrations::find(context, &args.name).await?;
    let credentials = credentials(&args.credentials)?;
    let changed = integrations::change_credentials(context, &integration, credentials).await;
    note_talk(of_integration(&integration.name, changed)?);
    let changed = integrations::find(context, &args.name).await?;
    note_api_token(&changed, context.clock.now());
    let (name, domain) = (&changed.name, &changed.domain);
    let (kind, identity) = (&changed.credential_kind, &changed.credential_identity);
    to_stdout(|out| {
        Ok(writeln!(out, "{name} reads {domain} with the {kind} {identity} from now on")?)
    })
}

/// Says that no calls are counted, where that is so.
fn note_talk(connection: Connection) {
    if !connection.has_talk {
        hint("note: this account has no Talk, or this user may not read it: no calls are counted");
    }
}

fn since(args: &AddArgs, clock: &dyn Clock) -> Result<Timestamp, InputError> {
    let now = clock.now();
    let today = now.to_utc().date_naive();
    let day =
        args.since.unwrap_or_else(|| today.checked_sub_months(DEFAULT_HISTORY).unwrap_or(today));
    let since = TimeZone::UTC.start_of_day(day);
    if day.year() < EARLIEST_YEAR {
        return Err(InputError(format!(
            "--since {day} lies before Zendesk existed: name a day from {EARLIEST_YEAR} on"
        )));
    }
    if since > now {
        return Err(InputError(format!(
            "--since {day} lies in the future: name a day before today"
        )));
    }
    Ok(since)
}

const HEADINGS: [&str; 7] =
    ["name", "domain", "grouping", "credentials", "since", "covered until", "last success"];

/// An integration as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct IntegrationRow {
    pub(super) name: String,
    pub(super) domain: String,
    pub(super) grouping: &'static str,
    pub(super) credentials: String,
    pub(super) identity: String,
    pub(super) api_token_days_left: Option<i64>,
    pub(super) since: String,
    pub(super) coverage_from: Option<String>,
    pub(super) coverage_until: Option<String>,
    pub(super) calls_until: Option<String>,
    pub(super) provisional_from: Option<String>,
    pub(super) last_success: Option<String>,
}

/// What of an integration is printed, at an instant.
pub(super) fn integration_row(integration: &Integration, now: Timestamp) -> IntegrationRow {
    let time = |time: Timestamp| time.to_string();
    let coverage = integration.coverage;
    IntegrationRow {
        name: integration.name.clone(),
        domain: integration.domain.clone(),
        grouping: integration.grouping.as_str(),
        credentials: integration.credential_kind.clone(),
        identity: integration.credential_identity.clone(),
        api_token_days_left: api_token_days_left(&integration.credential_kind, now),
        since: time(integration.since),
        coverage_from: coverage.map(|coverage| time(coverage.from)),
        coverage_until: coverage.map(|coverage| time(coverage.until)),
        calls_until: coverage.and_then(|coverage| coverage.calls_until).map(time),
        provisional_from: coverage.and_then(|coverage| coverage.provisional_from).map(time),
        last_success: integration.last_success.map(time),
    }
}

fn cells(row: &IntegrationRow) -> Vec<String> {
    let absent = || "not yet".to_owned();
    vec![
        row.name.clone(),
        row.domain.clone(),
        row.grouping.to_owned(),
        format!("{}{}", row.credentials, days_left(row.api_token_days_left)),
        row.since.clone(),
        row.coverage_until.clone().unwrap_or_else(absent),
        row.last_success.clone().unwrap_or_else(absent),
    ]
}

/// How long an API token still works; nothing of other credentials.
pub(super) fn days_left(days: Option<i64>) -> String {
    match days {
        None => String::new(),
        Some(0) => ", works no longer".to_owned(),
        Some(1) => ", 1 day left".to_owned(),
        Some(days) => format!(", {days} days left"),
    }
}
