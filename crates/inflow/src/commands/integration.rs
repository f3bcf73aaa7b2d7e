//! `inflow integration …`: connecting accounts and looking at them.

use chrono::NaiveDate;
use inflow_app::Context;
use inflow_app::accounts::connect::Connection;
use inflow_app::accounts::integrations::{
    self, Entered, UnfitDay, api_token_days_left, first_instant,
};
use inflow_app::accounts::lives::deleted_before;
use inflow_app::accounts::trouble::Trouble;
use inflow_app::service::status::{Status, StatusReport, statuses};
use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;
use inflow_store::Integration;
use serde::Serialize;

use super::credentials::{credentials, note_api_token};
use super::given::of_integration;
use super::{answers, channels, lives, show};
use crate::cli::{AddArgs, CredentialsArgs, ExtendArgs, IntegrationCommand};
use crate::failure::InputError;
use crate::output::table::{Column, text, time};
use crate::output::{hint, print_rows, to_stdout};

pub(super) async fn run(context: &Context, command: IntegrationCommand) -> anyhow::Result<()> {
    match command {
        IntegrationCommand::Add(args) => add(context, *args).await,
        IntegrationCommand::List(args) => {
            let all = integrations::list(context).await?;
            let now = context.clock.now();
            let reports = statuses(context, &all).await?;
            let row = |(integration, report)| integration_row(integration, report, now);
            let rows: Vec<IntegrationRow> = all.iter().zip(&reports).map(row).collect();
            print_rows(args, &COLUMNS, &rows, cells, IntegrationRow::clone)?;
            if all.is_empty() {
                hint("no integration is saved yet: add one with `inflow integration add`");
            }
            for integration in &all {
                note_api_token(integration, now);
            }
            Ok(())
        }
        IntegrationCommand::Show(args) => show::run(context, &args).await,
        IntegrationCommand::Channels(args) => channels::run(context, &args).await,
        IntegrationCommand::TimeField(args) => answers::name_field(context, &args).await,
        IntegrationCommand::Robots(args) => answers::robots_of(context, &args).await,
        IntegrationCommand::Test(args) => {
            let integration = integrations::find(context, &args.name).await?;
            let tested = integrations::test(context, &integration).await;
            let tested = of_integration(&integration.name, tested)?;
            to_stdout(|out| Ok(writeln!(out, "{} can be read", integration.domain)?))?;
            note_talk(tested);
            note_api_token(&integration, context.clock.now());
            Ok(())
        }
        IntegrationCommand::Credentials(args) => change_credentials(context, &args).await,
        IntegrationCommand::Pause(args) => lives::pause(context, &args).await,
        IntegrationCommand::Resume(args) => lives::resume(context, &args).await,
        IntegrationCommand::Delete(args) => lives::delete(context, &args).await,
        IntegrationCommand::Extend(args) => extend(context, &args).await,
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
    let deleted = deleted_before(context, &args.name, &args.domain).await?;
    let goes_on_from = deleted.as_ref().map(|deleted| deleted.since);
    let entered = Entered {
        credentials: credentials(&args.credentials)?,
        since: match (args.since, goes_on_from) {
            (None, Some(since)) => since,
            _ => since(args.since, context.clock.now())?,
        },
        name: args.name,
        domain: args.domain,
        base_url: args.base_url,
        grouping: args.grouping,
    };
    let name = entered.name.clone();
    let (saved, connection) = of_integration(&name, integrations::add(context, entered).await)?;
    to_stdout(|out| {
        let since = TimeZone::UTC.format(saved.since);
        Ok(writeln!(out, "{} is connected to {}, from {since} on", saved.name, saved.domain)?)
    })?;
    if goes_on_from.is_some() {
        hint("note: the queues and the history of the deleted integration of this name go on");
    }
    note_talk(connection);
    note_api_token(&saved, context.clock.now());
    hint(&format!("next: inflow import --integration \"{}\"", saved.name));
    Ok(())
}

/// Tests other credentials and saves them in the place of the present ones.
async fn change_credentials(context: &Context, args: &CredentialsArgs) -> anyhow::Result<()> {
    let integration = integrations::find(context, &args.name).await?;
    let credentials = credentials(&args.credentials)?;
    let changed = integrations::change_credentials(context, &integration, credentials).await;
    let tested = of_integration(&integration.name, changed)?;
    let changed = integrations::find(context, &args.name).await?;
    let (name, domain) = (&changed.name, &changed.domain);
    let (kind, identity) = (&changed.credential_kind, &changed.credential_identity);
    to_stdout(|out| {
        Ok(writeln!(out, "{name} reads {domain} with the {kind} {identity} from now on")?)
    })?;
    note_talk(tested);
    note_api_token(&changed, context.clock.now());
    Ok(())
}

/// Says that no calls are counted, where that is so.
fn note_talk(connection: Connection) {
    if !connection.has_talk {
        hint("note: this account has no Talk, or this user may not read it: no calls are counted");
    }
}

/// Lets the history begin at an earlier day.
async fn extend(context: &Context, args: &ExtendArgs) -> anyhow::Result<()> {
    let integration = integrations::find(context, &args.name).await?;
    let since = since(Some(args.since), context.clock.now())?;
    let extended = integrations::extend(context, &integration, since).await;
    let extended = of_integration(&integration.name, extended)?;
    hint(&format!(
        "what is missing is read by `inflow serve`, or by: inflow import --integration \"{}\"",
        extended.name
    ));
    to_stdout(|out| {
        let since = TimeZone::UTC.format(extended.since);
        Ok(writeln!(out, "the history of {} begins at {since} from now on", extended.name)?)
    })
}

fn since(day: Option<NaiveDate>, now: Timestamp) -> Result<Timestamp, InputError> {
    let day = day.map(|day| day.to_string());
    first_instant(day.as_deref(), now).map_err(|unfit| {
        let day = day.unwrap_or_default();
        InputError(match unfit {
            UnfitDay::InTheFuture => {
                format!("--since {day} lies in the future: name a day before today")
            }
            UnfitDay::NoDay | UnfitDay::BeforeZendesk => {
                format!("--since {day} lies before Zendesk existed: name a day from 2007 on")
            }
        })
    })
}

const COLUMNS: [Column; 8] = [
    text("name"),
    text("domain"),
    text("credentials").wide(),
    text("status"),
    time("covered until"),
    time("last event").wide(),
    time("last success").wide(),
    time("next run"),
];

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
    pub(super) preliminary: bool,
    pub(super) history_from: Option<String>,
    pub(super) history_complete_at: Option<String>,
    pub(super) calls_until: Option<String>,
    pub(super) provisional_from: Option<String>,
    pub(super) last_success: Option<String>,
    pub(super) status: &'static str,
    pub(super) status_since: Option<String>,
    pub(super) failure: Option<String>,
    pub(super) failure_trouble: Option<&'static str>,
    pub(super) failure_advice: Option<String>,
    pub(super) failures_in_a_row: u32,
    pub(super) stage: Option<String>,
    pub(super) stage_done: Option<u64>,
    pub(super) stage_of: Option<u64>,
    pub(super) events_until: Option<String>,
    pub(super) next_run: Option<String>,
}

/// What of an integration is printed, at an instant.
pub(super) fn integration_row(
    integration: &Integration,
    report: &StatusReport,
    now: Timestamp,
) -> IntegrationRow {
    let time = |time: Timestamp| time.to_string();
    let run = &report.run;
    let failure = run.failure.as_ref();
    let progress = run.progress.as_ref().filter(|_| report.status == Status::Importing);
    let trouble = failure.and_then(|failure| Trouble::from_name(failure.trouble.as_deref()?));
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
        preliminary: integration.is_preliminary(),
        history_from: coverage.map(|coverage| time(coverage.from)),
        history_complete_at: integration.history_complete_at.map(time),
        calls_until: coverage.and_then(|coverage| coverage.calls_until).map(time),
        provisional_from: coverage.and_then(|coverage| coverage.provisional_from).map(time),
        last_success: integration.last_success.map(time),
        status: report.status.as_str(),
        status_since: report.since(integration).map(time),
        failure: failure.map(|failure| failure.reason.clone()),
        failure_trouble: trouble.map(Trouble::as_str),
        failure_advice: failure.and_then(|failure| failure.advice.clone()),
        failures_in_a_row: run.failures,
        stage: progress.map(|progress| progress.stage.clone()),
        stage_done: progress.map(|progress| progress.done),
        stage_of: progress.and_then(|progress| progress.of),
        events_until: report.last_event.map(time),
        next_run: report.next_run.map(time),
    }
}

fn cells(row: &IntegrationRow) -> Vec<String> {
    let absent = || "not yet".to_owned();
    vec![
        row.name.clone(),
        row.domain.clone(),
        format!("{}{}", row.credentials, days_left(row.api_token_days_left)),
        [Some(status_text(row)), row.failure_advice.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("\n"),
        row.coverage_until.clone().unwrap_or_else(absent),
        row.events_until.clone().unwrap_or_else(absent),
        row.last_success.clone().unwrap_or_else(absent),
        row.next_run.clone().unwrap_or_default(),
    ]
}

/// The status with how far it is, since when, or why.
pub(super) fn status_text(row: &IntegrationRow) -> String {
    let count = match (row.stage_done, row.stage_of) {
        (Some(done), Some(of)) => format!(", {done} of {of}"),
        (Some(done), None) if done > 0 => format!(", {done}"),
        _ => String::new(),
    };
    let status = match (&row.stage, &row.status_since) {
        (Some(stage), _) => format!("{}: {stage}{count}", row.status),
        (None, Some(since)) => format!("{} since {since}", row.status),
        (None, None) => row.status.to_owned(),
    };
    let failure = row.failure.as_ref().map(|reason| match row.failures_in_a_row {
        // What is this machine's fault is not counted.
        0 => format!("no run is possible: {reason}"),
        1 => format!("the last run failed: {reason}"),
        failures => format!("the last {failures} runs failed: {reason}"),
    });
    [Some(status), failure].into_iter().flatten().collect::<Vec<_>>().join("\n")
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
