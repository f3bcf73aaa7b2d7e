//! Adding, finding and testing integrations.

use chrono::{Months, NaiveDate, NaiveTime};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Grouping, IntegrationId, Timestamp};
use inflow_store::{Credentials, Integration, NewIntegration, StoreError};
use inflow_zendesk::Domain;
use secrecy::ExposeSecret as _;

use crate::access::audit::record;
use crate::accounts::connect::{self, Connection, Patience};
use crate::accounts::lives::{free_name, goes_on, not_deleted, take_up};
use crate::context::Context;
use crate::error::IngestError;
use crate::figures::words::can_be_seen;

/// The account that integrations belong to unless another is asked for.
pub const DEFAULT_ACCOUNT: &str = "default";

/// The history that is imported unless a day is named.
const DEFAULT_HISTORY: Months = Months::new(36);

/// When Zendesk ends all API tokens: 2027-04-30T00:00:00Z.
const API_TOKENS_END: Timestamp = Timestamp(1_809_043_200);

/// No Zendesk account is older: 2007-01-01T00:00:00Z.
const ZENDESK_BEGAN: Timestamp = Timestamp(1_167_609_600);

/// How many characters a name may have.
const LONGEST_NAME: usize = 200;

/// How many characters an identifier or a secret may have.
const LONGEST_CREDENTIAL: usize = 500;

/// Why a day cannot be the first that is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnfitDay {
    /// It is no day.
    NoDay,
    /// Zendesk did not exist yet.
    BeforeZendesk,
    /// It is yet to come.
    InTheFuture,
}

/// The first instant of the day from which a history is imported, in UTC; three years back unless a
/// day is named.
pub fn first_instant(day: Option<&str>, now: Timestamp) -> Result<Timestamp, UnfitDay> {
    let Some(day) = day else {
        let today = now.to_utc().date_naive();
        let day = today.checked_sub_months(DEFAULT_HISTORY).unwrap_or(today);
        return Ok(TimeZone::UTC.start_of_day(day));
    };
    let day = NaiveDate::parse_from_str(day.trim(), "%Y-%m-%d").map_err(|_| UnfitDay::NoDay)?;
    let since = Timestamp(day.and_time(NaiveTime::MIN).and_utc().timestamp());
    if since < ZENDESK_BEGAN {
        return Err(UnfitDay::BeforeZendesk);
    }
    if since > now { Err(UnfitDay::InTheFuture) } else { Ok(since) }
}

/// What a planner enters.
#[derive(Debug, Clone)]
pub struct Entered {
    /// The name.
    pub name: String,
    /// The Zendesk domain, in any spelling.
    pub domain: String,
    /// A test server instead of the domain.
    pub base_url: Option<String>,
    /// How calls are grouped.
    pub grouping: Grouping,
    /// From when the history is imported.
    pub since: Timestamp,
    /// How to sign in.
    pub credentials: Credentials,
}

/// Where what was entered would have its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The name is free.
    Free,
    /// A deleted one of that name, connected to the same domain, goes on.
    GoesOn(Integration),
    /// A deleted one of another domain gives up its name.
    GivenUp(Integration),
}

/// Whether what was entered could be saved, but for the connection. Nothing is asked of Zendesk.
pub async fn place(context: &Context, entered: &Entered) -> Result<Place, IngestError> {
    let name = fit_name(&entered.name)?;
    let host = entered.domain.parse::<Domain>()?.host();
    let named = context.store.integrations.find(&context.account, name).await?;
    match named {
        None => Ok(Place::Free),
        Some(named) if !named.life.is_deleted() => {
            Err(StoreError::NameTaken { name: name.to_owned() }.into())
        }
        Some(deleted) if deleted.domain == host => {
            goes_on(&deleted, entered)?;
            Ok(Place::GoesOn(deleted))
        }
        Some(deleted) => Ok(Place::GivenUp(deleted)),
    }
}

/// Tests the connection and saves the integration; nothing is saved where the test fails. A deleted
/// one of that name goes on where it is connected to the same domain, and gives up its name else.
pub async fn add(
    context: &Context,
    entered: Entered,
) -> Result<(Integration, Connection), IngestError> {
    fit_credentials(&entered.credentials)?;
    let place = place(context, &entered).await?;
    let domain: Domain = entered.domain.parse()?;
    let (base_url, credentials) = (entered.base_url.as_deref(), &entered.credentials);
    let client =
        connect::new_client(context, &domain.host(), base_url, credentials, Patience::Person)?;
    let connection = connect::test(context, &client).await?;
    match place {
        Place::GoesOn(deleted) => {
            return Ok((take_up(context, &deleted, entered).await?, connection));
        }
        Place::GivenUp(deleted) => free_name(context, &deleted).await?,
        Place::Free => {}
    }
    let new = NewIntegration {
        account: context.account.clone(),
        name: fit_name(&entered.name)?.to_owned(),
        domain: domain.host(),
        base_url: entered.base_url,
        grouping: entered.grouping,
        since: entered.since,
        created_at: context.clock.now(),
        credentials: entered.credentials,
    };
    let saved = context.store.integrations.add(new).await?;
    record(context, "integration.add", &saved.name, &saved.domain).await?;
    Ok((saved, connection))
}

/// All integrations, by name.
pub async fn list(context: &Context) -> Result<Vec<Integration>, IngestError> {
    Ok(context.store.integrations.list(&context.account).await?)
}

/// The integration of that name.
pub async fn find(context: &Context, name: &str) -> Result<Integration, IngestError> {
    let name = name.trim();
    if let Some(found) = context.store.integrations.find(&context.account, name).await? {
        return Ok(found);
    }
    let known = list(context).await?.into_iter().map(|known| known.name).collect();
    Err(IngestError::NoSuchIntegration { name: name.to_owned(), known })
}

/// The integration of that id, if the account has it.
pub async fn by_id(
    context: &Context,
    id: IntegrationId,
) -> Result<Option<Integration>, IngestError> {
    let found = context.store.integrations.by_id(id).await?;
    Ok(found.filter(|found| found.account == context.account))
}

/// Tests a saved integration's connection.
pub async fn test(context: &Context, integration: &Integration) -> Result<Connection, IngestError> {
    not_deleted(integration)?;
    let credentials = context.store.integrations.credentials(integration.id).await?;
    let (domain, base_url) = (&integration.domain, integration.base_url.as_deref());
    let client = connect::new_client(context, domain, base_url, &credentials, Patience::Person)?;
    connect::test(context, &client).await
}

/// Tests the connection with other credentials of the same account, and puts them in the place of the
/// present ones. Nothing else changes; nothing at all where the test fails.
pub async fn change_credentials(
    context: &Context,
    integration: &Integration,
    credentials: Credentials,
) -> Result<Connection, IngestError> {
    not_deleted(integration)?;
    fit_credentials(&credentials)?;
    let (domain, base_url) = (&integration.domain, integration.base_url.as_deref());
    let client = connect::new_client(context, domain, base_url, &credentials, Patience::Person)?;
    let connection = connect::test(context, &client).await?;
    let kind = match &credentials {
        Credentials::ApiToken { .. } => "an API token",
        Credentials::OAuthClient { .. } => "an OAuth client",
    };
    context.store.integrations.set_credentials(integration.id, credentials).await?;
    context.store.runs.hurry(integration.id, context.clock.now()).await?;
    record(context, "integration.credentials", &integration.name, kind).await?;
    Ok(connection)
}

/// How many days credentials of this kind still work: those that are no API token as long as they like,
/// API tokens until Zendesk ends them all. A part of a day counts as one.
pub fn api_token_days_left(credential_kind: &str, now: Timestamp) -> Option<i64> {
    let seconds = (API_TOKENS_END.0 - now.0).max(0);
    (credential_kind == "api-token").then_some((seconds + 86_399) / 86_400)
}

/// Lets the history of an integration begin earlier: imports read what is missing, and the figures that are
/// there stay meanwhile (rule 8.6).
pub async fn extend(
    context: &Context,
    integration: &Integration,
    since: Timestamp,
) -> Result<Integration, IngestError> {
    not_deleted(integration)?;
    let name = || integration.name.clone();
    if !context.store.retention.drops(integration.id).await?.is_empty() {
        return Err(IngestError::EventsDropped { name: name() });
    }
    if !context.store.integrations.extend(integration.id, since).await? {
        return Err(IngestError::NotEarlier { name: name(), since: integration.since });
    }
    context.store.runs.hurry(integration.id, context.clock.now()).await?;
    record(context, "integration.extend", &integration.name, &since.to_string()).await?;
    find(context, &integration.name).await
}

/// Gives an integration another name.
pub async fn rename(
    context: &Context,
    integration: &Integration,
    name: &str,
) -> Result<(), IngestError> {
    let name = fit_name(name)?;
    context.store.integrations.rename(integration.id, name).await?;
    record(context, "integration.rename", &integration.name, name).await
}

/// Whether what is entered to sign in is no longer than Zendesk makes it.
fn fit_credentials(credentials: &Credentials) -> Result<(), IngestError> {
    let (identity, secret) = match credentials {
        Credentials::ApiToken { username, token } => (username, token),
        Credentials::OAuthClient { client_id, client_secret } => (client_id, client_secret),
    };
    let fits = |text: &str| {
        text.chars().count() <= LONGEST_CREDENTIAL && !text.chars().any(char::is_control)
    };
    if fits(identity) && fits(secret.expose_secret()) {
        return Ok(());
    }
    Err(IngestError::UnfitCredentials)
}

/// The name of an account, if it can be one.
pub fn fit_account(name: &str) -> Result<&str, IngestError> {
    fit_name(name).map_err(|_| IngestError::UnfitAccount)
}

/// The name of an integration, if it can be one.
pub fn fit_name(name: &str) -> Result<&str, IngestError> {
    let name = name.trim();
    let fits = !name.is_empty() && name.chars().count() <= LONGEST_NAME && can_be_seen(name);
    if fits { Ok(name) } else { Err(IngestError::UnfitName) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_lies_between_zendesks_beginning_and_today() {
        let now = Timestamp::parse("2026-11-22T12:00:00Z").expect("an instant");
        let first = |day| first_instant(day, now).map(|first| first.to_string());
        assert_eq!(first(None).as_deref(), Ok("2023-11-22T00:00:00Z"));
        assert_eq!(first(Some("2026-11-22")).as_deref(), Ok("2026-11-22T00:00:00Z"));
        assert_eq!(first(Some("2007-01-01")).as_deref(), Ok("2007-01-01T00:00:00Z"));
        assert_eq!(first(Some("2006-12-31")), Err(UnfitDay::BeforeZendesk));
        assert_eq!(first(Some("2026-11-23")), Err(UnfitDay::InTheFuture));
        assert_eq!(first(Some("2026-11-22T00:00:00Z")), Err(UnfitDay::NoDay));
    }

    #[test]
    fn the_days_of_an_api_token_are_counted_to_its_end() {
        for (now, expected) in [
            ("2026-11-22T00:00:00Z", 159),
            ("2026-11-22T20:00:00Z", 159),
            ("2027-04-28T23:59:59Z", 2),
            ("2027-04-29T00:00:00Z", 1),
            ("2027-04-29T23:59:59Z", 1),
            ("2027-04-30T00:00:00Z", 0),
            ("2028-01-01T00:00:00Z", 0),
        ] {
            let now = Timestamp::parse(now).expect(now);
            assert_eq!(api_token_days_left("api-token", now), Some(expected), "{now}");
            assert_eq!(api_token_days_left("oauth-client", now), None);
        }
    }
}
