//! An integration with how it is doing.

use inflow_app::Context;
use inflow_app::accounts::integrations::api_token_days_left;
use inflow_app::accounts::trouble::Trouble;
use inflow_app::service::status::{Status, StatusReport, statuses};
use inflow_domain::Timestamp;
use inflow_store::Integration;
use serde::Serialize;
use utoipa::ToSchema;

use super::failures::missing_integration;
use super::problem::Problem;
use super::problem::TroubleName;

/// An integration, and how it is doing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Integration)]
pub(super) struct IntegrationShown {
    /// Its number; never changes.
    integration_id: i64,
    /// Its name, unique in the account.
    name: String,
    /// The Zendesk domain.
    #[schema(example = "acme.zendesk.com")]
    domain: String,
    /// A test server in place of the domain.
    base_url: Option<String>,
    /// How calls are grouped into queues (rule 7.2); fixed.
    #[schema(value_type = GroupingName)]
    grouping: &'static str,
    /// The kind of the credentials: `api-token`, `oauth-client`, or `erased` where it is deleted.
    #[schema(value_type = CredentialKind)]
    credentials: String,
    /// The user name, or the client's identifier.
    identity: String,
    /// How many days its API token still works; `null` for an OAuth client.
    api_token_days_left: Option<i64>,
    /// From when the history is imported.
    #[schema(format = DateTime)]
    since: String,
    /// When it was added.
    #[schema(format = DateTime)]
    created_at: String,
    /// From when on it is fully imported (rule 8.2).
    #[schema(format = DateTime)]
    coverage_from: Option<String>,
    /// Until when it is fully imported.
    #[schema(format = DateTime)]
    coverage_until: Option<String>,
    /// Whether older history is still to come: until then what depends on it may change (rule 8.6).
    preliminary: bool,
    /// From when on the history is known; while it is preliminary that moves back to `since`.
    #[schema(format = DateTime)]
    history_from: Option<String>,
    /// When the whole history will be there, as far as that can be told; `null` once it is.
    #[schema(format = DateTime)]
    history_complete_at: Option<String>,
    /// The same of calls.
    #[schema(format = DateTime)]
    calls_until: Option<String>,
    /// From when on the figures of calls may still change.
    #[schema(format = DateTime)]
    provisional_from: Option<String>,
    /// When the last import ended well.
    #[schema(format = DateTime)]
    last_success: Option<String>,
    /// How it is doing.
    #[schema(value_type = StatusName)]
    status: &'static str,
    /// Since when it is importing, paused or deleted.
    #[schema(format = DateTime)]
    status_since: Option<String>,
    /// Why the last run ended badly.
    failure: Option<String>,
    /// In which way Zendesk could not be read, where that is why.
    #[schema(value_type = Option<TroubleName>)]
    failure_trouble: Option<&'static str>,
    /// What to do about it.
    failure_advice: Option<String>,
    /// Whether it stays until somebody does that; `null` where the last run did not end badly.
    failure_needs_attention: Option<bool>,
    /// How many runs in a row ended badly.
    failures_in_a_row: u32,
    /// What the present run does.
    stage: Option<String>,
    /// How many rows of that are done.
    stage_done: Option<u64>,
    /// Of how many, where that is known; of an export that is being read, about so many.
    stage_of: Option<u64>,
    /// About how many seconds it still takes, where that is known.
    stage_seconds_left: Option<u64>,
    /// Up to when ticket events were read.
    #[schema(format = DateTime)]
    events_until: Option<String>,
    /// When the next run is due.
    #[schema(format = DateTime)]
    next_run: Option<String>,
}

/// How an integration is doing.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes texts")]
enum StatusName {
    #[schema(rename = "new")]
    New,
    #[schema(rename = "importing")]
    Importing,
    #[schema(rename = "operational")]
    Operational,
    #[schema(rename = "paused")]
    Paused,
    #[schema(rename = "needs attention")]
    NeedsAttention,
    #[schema(rename = "deleted")]
    Deleted,
}

/// The kind of credentials.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "it describes texts")]
enum CredentialKind {
    ApiToken,
    OauthClient,
    Erased,
}

/// How calls are grouped into queues (rule 7.2).
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "it describes texts")]
pub(super) enum GroupingName {
    Ivr,
    PhoneNumber,
}

/// One of them.
pub(super) async fn one(
    context: &Context,
    integration: Integration,
) -> Result<IntegrationShown, Problem> {
    let mut shown = shown(context, &[integration]).await?;
    shown.pop().ok_or_else(missing_integration)
}

/// How each is doing, in their order.
pub(super) async fn shown(
    context: &Context,
    all: &[Integration],
) -> Result<Vec<IntegrationShown>, Problem> {
    let reports = statuses(context, all).await?;
    let now = context.clock.now();
    let pairs = all.iter().zip(&reports);
    Ok(pairs.map(|(integration, report)| describe(integration, report, now)).collect())
}

fn describe(integration: &Integration, report: &StatusReport, now: Timestamp) -> IntegrationShown {
    let time = |time: Timestamp| time.to_string();
    let run = &report.run;
    let failure = run.failure.as_ref();
    let progress = run.progress.as_ref().filter(|_| report.status == Status::Importing);
    let trouble = failure.and_then(|failure| Trouble::from_name(failure.trouble.as_deref()?));
    let coverage = integration.coverage;
    IntegrationShown {
        integration_id: integration.id.0,
        name: integration.name.clone(),
        domain: integration.domain.clone(),
        base_url: integration.base_url.clone(),
        grouping: integration.grouping.as_str(),
        credentials: integration.credential_kind.clone(),
        identity: integration.credential_identity.clone(),
        api_token_days_left: api_token_days_left(&integration.credential_kind, now),
        since: time(integration.since),
        created_at: time(integration.created_at),
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
        failure_needs_attention: failure.map(|failure| failure.needs_attention),
        failures_in_a_row: run.failures,
        stage: progress.map(|progress| progress.stage.clone()),
        stage_done: progress.map(|progress| progress.done),
        stage_of: progress.and_then(|progress| progress.of),
        stage_seconds_left: progress.and_then(|progress| progress.seconds_left),
        events_until: report.last_event.map(time),
        next_run: report.next_run.map(time),
    }
}
