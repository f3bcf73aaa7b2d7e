//! Adding, finding and testing integrations.

use inflow_domain::{Grouping, Timestamp};
use inflow_store::{Credentials, Integration, NewIntegration, StoreError};
use inflow_zendesk::Domain;

use crate::connect::{self, Connection, Patience};
use crate::context::Context;
use crate::error::IngestError;

/// The account that integrations belong to unless another is asked for.
pub const DEFAULT_ACCOUNT: &str = "default";

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

/// Tests the connection and saves the integration; nothing is saved where the test fails.
pub async fn add(
    context: &Context,
    entered: Entered,
) -> Result<(Integration, Connection), IngestError> {
    let name = fit_name(&entered.name)?.to_owned();
    let domain: Domain = entered.domain.parse()?;
    let store = &context.store.integrations;
    if store.find(DEFAULT_ACCOUNT, &name).await?.is_some() {
        return Err(StoreError::NameTaken { name }.into());
    }
    let base_url = entered.base_url.as_deref();
    let (host, credentials) = (domain.host(), &entered.credentials);
    let client = connect::new_client(context, &host, base_url, credentials, Patience::Person)?;
    let connection = connect::test(context, &client).await?;
    let saved = store
        .add(NewIntegration {
            account: DEFAULT_ACCOUNT.to_owned(),
            name,
            domain: host,
            base_url: entered.base_url,
            grouping: entered.grouping,
            since: entered.since,
            created_at: context.clock.now(),
            credentials: entered.credentials,
        })
        .await?;
    Ok((saved, connection))
}

/// All integrations, by name.
pub async fn list(context: &Context) -> Result<Vec<Integration>, IngestError> {
    Ok(context.store.integrations.list(DEFAULT_ACCOUNT).await?)
}

/// The integration of that name.
pub async fn find(context: &Context, name: &str) -> Result<Integration, IngestError> {
    let name = name.trim();
    if let Some(found) = context.store.integrations.find(DEFAULT_ACCOUNT, name).await? {
        return Ok(found);
    }
    let known = list(context).await?.into_iter().map(|known| known.name).collect();
    Err(IngestError::NoSuchIntegration { name: name.to_owned(), known })
}

/// Tests a saved integration's connection.
pub async fn test(context: &Context, integration: &Integration) -> Result<Connection, IngestError> {
    let credentials = context.store.integrations.credentials(integration.id).await?;
    let (domain, base_url) = (&integration.domain, integration.base_url.as_deref());
    let client = connect::new_client(context, domain, base_url, &credentials, Patience::Person)?;
    connect::test(context, &client).await
}

/// Gives an integration another name.
pub async fn rename(
    context: &Context,
    integration: &Integration,
    name: &str,
) -> Result<(), IngestError> {
    let name = fit_name(name)?;
    Ok(context.store.integrations.rename(integration.id, name).await?)
}

fn fit_name(name: &str) -> Result<&str, IngestError> {
    let name = name.trim();
    let fits = !name.is_empty() && !name.chars().any(char::is_control);
    if fits { Ok(name) } else { Err(IngestError::UnfitName) }
}
