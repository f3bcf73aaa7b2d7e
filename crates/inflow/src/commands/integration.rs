//! `inflow integration …`: connecting accounts and looking at them.

use std::path::Path;
use std::{env, fs};

use anyhow::Context as _;
use chrono::{Datelike as _, Months};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Clock, Timestamp};
use inflow_ingest::integrations::{self, Entered};
use inflow_ingest::{Context, views};
use inflow_mapping::Verdict;
use inflow_store::{Credentials, Integration, Quality};
use secrecy::SecretString;
use serde::Serialize;

use super::of_integration;
use crate::cli::{AddArgs, IntegrationCommand, ShowArgs, TextFormat};
use crate::failure::InputError;
use crate::output::{hint, print_rows, table, to_stdout};

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
            let rows: Vec<IntegrationRow> = all.iter().map(integration_row).collect();
            print_rows(args.format, &HEADINGS, &rows, cells, IntegrationRow::clone)
        }
        IntegrationCommand::Show(args) => show(context, &args).await,
        IntegrationCommand::Test(args) => {
            let integration = integrations::find(context, &args.name).await?;
            let tested = integrations::test(context, &integration).await;
            let connection = of_integration(&integration.name, tested)?;
            if !connection.has_talk {
                hint(
                    "note: this account has no Talk, or this user may not read it: no calls are counted",
                );
            }
            to_stdout(|out| Ok(writeln!(out, "{} can be read", integration.domain)?))
        }
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
        credentials: credentials(&args)?,
        since: since(&args, context.clock.as_ref())?,
        name: args.name,
        domain: args.domain,
        base_url: args.base_url,
        grouping: args.grouping,
    };
    let name = entered.name.clone();
    let (saved, connection) = of_integration(&name, integrations::add(context, entered).await)?;
    if !connection.has_talk {
        hint("note: this account has no Talk, or this user may not read it: no calls are counted");
    }
    if saved.credential_kind == "api-token" {
        hint("note: Zendesk ends API tokens on 2027-04-30; an OAuth client goes on working");
    }
    hint(&format!("next: inflow import --integration \"{}\"", saved.name));
    to_stdout(|out| {
        let since = TimeZone::UTC.format(saved.since);
        Ok(writeln!(out, "{} is connected to {}, from {since} on", saved.name, saved.domain)?)
    })
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

fn credentials(args: &AddArgs) -> anyhow::Result<Credentials> {
    if let Some(username) = &args.username {
        let (variable, file) = (args.api_token_env.as_deref(), args.api_token_file.as_deref());
        let token = secret("API token", "api-token", variable, file)?;
        return Ok(Credentials::ApiToken { username: username.clone(), token });
    }
    let client_id = args.oauth_client_id.clone().unwrap_or_default();
    let variable = args.oauth_client_secret_env.as_deref();
    let file = args.oauth_client_secret_file.as_deref();
    let client_secret = secret("client's secret", "oauth-client-secret", variable, file)?;
    Ok(Credentials::OAuthClient { client_id, client_secret })
}

/// A secret from the environment or a file, never from the command line, where others could see it.
fn secret(
    what: &str,
    option: &str,
    variable: Option<&str>,
    file: Option<&Path>,
) -> anyhow::Result<SecretString> {
    let text = match (variable, file) {
        (Some(variable), _) => env::var(variable).map_err(|_| {
            InputError(format!("the environment variable {variable} holds no {what}: set it first"))
        })?,
        (None, Some(file)) => fs::read_to_string(file).map_err(|error| {
            InputError(format!("the {what} cannot be read from {}: {error}", file.display()))
        })?,
        (None, None) => {
            return Err(InputError(format!(
                "the {what} is missing: name it with --{option}-env VAR or --{option}-file FILE"
            ))
            .into());
        }
    };
    let text = text.trim();
    if text.is_empty() {
        return Err(InputError(format!("the {what} is empty")).into());
    }
    Ok(SecretString::from(text))
}

const HEADINGS: [&str; 6] =
    ["name", "domain", "grouping", "since", "covered until", "last success"];

/// An integration as it is printed.
#[derive(Debug, Clone, Serialize)]
struct IntegrationRow {
    name: String,
    domain: String,
    grouping: &'static str,
    credentials: String,
    identity: String,
    since: String,
    coverage_from: Option<String>,
    coverage_until: Option<String>,
    calls_until: Option<String>,
    provisional_from: Option<String>,
    last_success: Option<String>,
}

fn integration_row(integration: &Integration) -> IntegrationRow {
    let time = |time: Timestamp| time.to_string();
    let coverage = integration.coverage;
    IntegrationRow {
        name: integration.name.clone(),
        domain: integration.domain.clone(),
        grouping: integration.grouping.as_str(),
        credentials: integration.credential_kind.clone(),
        identity: integration.credential_identity.clone(),
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
        row.since.clone(),
        row.coverage_until.clone().unwrap_or_else(absent),
        row.last_success.clone().unwrap_or_else(absent),
    ]
}

/// How good an integration's figures are, as it is printed.
#[derive(Debug, Clone, Serialize)]
struct QualityReport {
    #[serde(flatten)]
    integration: IntegrationRow,
    tickets: i64,
    ticket_events: i64,
    calls: i64,
    contacts: i64,
    contacts_outside_views: i64,
    unmapped_channels: Vec<Counted>,
    inexact_tickets: Vec<Counted>,
    unsupported_views: usize,
    last_event: Option<String>,
}

/// Something with how often it came.
#[derive(Debug, Clone, Serialize)]
struct Counted {
    what: String,
    count: i64,
}

async fn show(context: &Context, args: &ShowArgs) -> anyhow::Result<()> {
    let integration = integrations::find(context, &args.name).await?;
    let quality = context.store.reports.quality(integration.id).await?;
    let reports = views::views(context, &integration).await?;
    let unsupported = reports
        .iter()
        .filter(|report| report.listed && matches!(report.verdict, Verdict::Unsupported(_)))
        .count();
    let report = quality_report(&integration, quality, unsupported);
    if args.format == TextFormat::Json {
        return to_stdout(|out| {
            serde_json::to_writer_pretty(&mut *out, &report)?;
            Ok(writeln!(out)?)
        });
    }
    let name = &integration.name;
    let facts = facts(&report, name);
    to_stdout(|out| Ok(writeln!(out, "{}", table(&["fact", "value"], facts))?))
        .context("the report cannot be printed")
}

fn quality_report(
    integration: &Integration,
    quality: Quality,
    unsupported_views: usize,
) -> QualityReport {
    let counted = |list: Vec<(String, i64)>| {
        list.into_iter().map(|(what, count)| Counted { what, count }).collect()
    };
    QualityReport {
        integration: integration_row(integration),
        tickets: quality.tickets,
        ticket_events: quality.ticket_events,
        calls: quality.calls,
        contacts: quality.contacts,
        contacts_outside_views: quality.contacts_outside_views,
        unmapped_channels: counted(quality.unmapped_channels),
        inexact_tickets: counted(quality.inexact_tickets),
        unsupported_views,
        last_event: quality.last_event.map(|event| event.to_string()),
    }
}

fn facts(report: &QualityReport, name: &str) -> Vec<Vec<String>> {
    let absent = || "not yet".to_owned();
    let integration = &report.integration;
    let coverage = match (&integration.coverage_from, &integration.coverage_until) {
        (Some(from), Some(until)) => format!("{from} to {until}"),
        _ => format!("nothing yet: inflow import --integration \"{name}\""),
    };
    let mut facts = vec![
        ("name", integration.name.clone()),
        ("domain", integration.domain.clone()),
        ("grouping of calls", format!("{} (fixed)", integration.grouping)),
        ("credentials", format!("{} {}", integration.credentials, integration.identity)),
        ("imported", coverage),
        ("calls imported until", integration.calls_until.clone().unwrap_or_else(absent)),
        ("provisional from", integration.provisional_from.clone().unwrap_or_default()),
        ("last success", integration.last_success.clone().unwrap_or_else(absent)),
        ("last ticket event", report.last_event.clone().unwrap_or_else(absent)),
        ("tickets", report.tickets.to_string()),
        ("ticket events", report.ticket_events.to_string()),
        ("calls", report.calls.to_string()),
        ("contacts in tickets", report.contacts.to_string()),
        ("of them in no view", report.contacts_outside_views.to_string()),
        (
            "unsupported views",
            format!("{}: inflow views --integration \"{name}\" says why", report.unsupported_views),
        ),
    ];
    for channel in &report.unmapped_channels {
        let text =
            format!("{} contacts came as \"{}\" and count as case", channel.count, channel.what);
        facts.push(("unmapped channel", text));
    }
    for reason in &report.inexact_tickets {
        facts.push(("inexact tickets", format!("{}: {}", reason.count, reason.what)));
    }
    facts.into_iter().map(|(fact, value)| vec![fact.to_owned(), value]).collect()
}
