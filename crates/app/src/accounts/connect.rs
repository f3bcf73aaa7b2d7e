//! Connecting: from what a planner entered, or what is saved, to a client of Zendesk.

use std::time::Duration;

use inflow_store::{Credentials, Integration};
use inflow_zendesk::{Client, Credential, Domain, Endpoint, RetryPolicy, TimeLimits};

use crate::accounts::lives::not_deleted;
use crate::context::Context;
use crate::error::IngestError;

/// What a connection test found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connection {
    /// Whether the account has Talk.
    pub has_talk: bool,
}

/// Who waits for Zendesk's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// A person, who tests a connection.
    Person,
    /// An import, which may take its time.
    Import,
}

/// The longest that a person waits for one answer.
const PERSON_WAITS: TimeLimits = TimeLimits::new(Duration::from_secs(10), Duration::from_secs(30));

/// The first wait after a failure of a test server, and the longest while its pages become smaller.
const TEST_SERVER_DELAY: Duration = Duration::from_millis(50);

/// A client of a saved integration's account.
pub async fn client(context: &Context, integration: &Integration) -> Result<Client, IngestError> {
    not_deleted(integration)?;
    let credentials = context.store.integrations.credentials(integration.id).await?;
    import_client(context, integration, &credentials)
}

/// The same with credentials that were read already.
pub(crate) fn import_client(
    context: &Context,
    integration: &Integration,
    credentials: &Credentials,
) -> Result<Client, IngestError> {
    let (domain, base_url) = (&integration.domain, integration.base_url.as_deref());
    new_client(context, domain, base_url, credentials, Patience::Import)
}

/// A client for what was entered.
pub(crate) fn new_client(
    context: &Context,
    domain: &str,
    base_url: Option<&str>,
    credentials: &Credentials,
    patience: Patience,
) -> Result<Client, IngestError> {
    let domain: Domain = domain.parse()?;
    let endpoint = match base_url {
        Some(address) => Endpoint::test_server(address)?,
        None => Endpoint::of_domain(&domain),
    };
    let (retry, limits) = match patience {
        Patience::Person => (RetryPolicy::quick(), PERSON_WAITS),
        // A test server on this machine is not overloaded: it fails because it is meant to.
        Patience::Import if base_url.is_some() => {
            let base_delay = context.retry.base_delay.min(TEST_SERVER_DELAY);
            let max_page_delay = context.retry.max_page_delay.min(TEST_SERVER_DELAY);
            let retry = RetryPolicy { base_delay, max_page_delay, ..context.retry };
            (retry, TimeLimits::default())
        }
        Patience::Import => (context.retry, TimeLimits::default()),
    };
    let options = context.client_options(retry, limits);
    Ok(Client::new(endpoint, &credential(credentials), options)?)
}

/// Whether a saved integration's account lets it in, by one request that is not repeated for long; by how
/// many seconds Zendesk's clock is ahead of ours.
pub async fn reach(context: &Context, integration: &Integration) -> Result<i64, IngestError> {
    not_deleted(integration)?;
    let credentials = context.store.integrations.credentials(integration.id).await?;
    let (domain, base_url) = (&integration.domain, integration.base_url.as_deref());
    let client = new_client(context, domain, base_url, &credentials, Patience::Person)?;
    client.me().await?.require_admin()?;
    Ok(client.zendesk_now() - context.clock.now().0)
}

/// Whether an import can work: the credentials are an admin's. An account without Talk is no failure.
pub async fn test(context: &Context, client: &Client) -> Result<Connection, IngestError> {
    client.me().await?.require_admin()?;
    let mut calls = client.call_export(context.clock.now().0);
    match calls.next_page(|_| ()).await {
        Ok(_) => Ok(Connection { has_talk: true }),
        Err(error) if error.is_absence() => Ok(Connection { has_talk: false }),
        Err(error) => Err(error.into()),
    }
}

fn credential(credentials: &Credentials) -> Credential {
    match credentials {
        Credentials::ApiToken { username, token } => {
            Credential::ApiToken { username: username.clone(), token: token.clone() }
        }
        Credentials::OAuthClient { client_id, client_secret } => Credential::OAuthClient {
            client_id: client_id.clone(),
            client_secret: client_secret.clone(),
        },
    }
}
