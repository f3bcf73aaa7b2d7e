//! `inflow integration …`: connecting accounts and looking at them.

use anyhow::Context as _;
use chrono::{Datelike as _, Months};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Clock, Timestamp};
use inflow_ingest::connect::Connection;
use inflow_ingest::integrations::{self, Entered, api_token_days_left};
use inflow_ingest::{Context, views};
use inflow_mapping::Verdict;
use inflow_store::{Integration, Quality};
use serde::Serialize;

use super::credentials::{credentials, note_api_token};
use super::{channels, of_integration};
use crate::cli::{AddArgs, CredentialsArgs, IntegrationCommand, ShowArgs, TextFormat};
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
            let now = context.clock.now();
            let rows: Vec<IntegrationRow> =
                all.iter().map(|integration| integration_row(integration, now)).collect();
            print_rows(args.format, &HEADINGS, &rows, cells, IntegrationRow::clone)?;
            for integration in &all {
                note_api_token(integration, now);
            }
            Ok(())
        }
        IntegrationCommand::Show(args) => show(context, &args).await,
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
struct IntegrationRow {
    name: String,
    domain: String,
    grouping: &'static str,
    credentials: String,
    identity: String,
    api_token_days_left: Option<i64>,
    since: String,
    coverage_from: Option<String>,
    coverage_until: Option<String>,
    calls_until: Option<String>,
    provisional_from: Option<String>,
    last_success: Option<String>,
}

fn integration_row(integration: &Integration, now: Timestamp) -> IntegrationRow {
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
fn days_left(days: Option<i64>) -> String {
    match days {
        None => String::new(),
        Some(0) => ", works no longer".to_owned(),
        Some(1) => ", 1 day left".to_owned(),
        Some(days) => format!(", {days} days left"),
    }
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
    let now = context.clock.now();
    let report = quality_report(integration_row(&integration, now), quality, unsupported);
    note_api_token(&integration, now);
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
    integration: IntegrationRow,
    quality: Quality,
    unsupported_views: usize,
) -> QualityReport {
    let counted = |list: Vec<(String, i64)>| {
        list.into_iter().map(|(what, count)| Counted { what, count }).collect()
    };
    QualityReport {
        integration,
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
        (
            "credentials",
            format!(
                "{} {}{}",
                integration.credentials,
                integration.identity,
                days_left(integration.api_token_days_left)
            ),
        ),
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
