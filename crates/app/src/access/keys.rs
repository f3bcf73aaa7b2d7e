//! API keys: shown once, recognised by their hash.

use inflow_domain::Timestamp;
use inflow_store::{ApiKey, ApiKeyId, NewApiKey, Role, StoreError};
use secrecy::{ExposeSecret as _, SecretString};

use super::audit::record;
use super::fit_name;
use super::secrets::{Purpose, new_secret};
use crate::context::Context;
use crate::error::IngestError;

/// What every key begins with, so that one that was lost somewhere is recognised.
const PREFIX: &str = "inflow_";
const DAY_SECONDS: i64 = 86_400;

/// Makes a key; this is the only time that it is told.
pub async fn create(
    context: &Context,
    name: &str,
    role: Role,
) -> Result<(ApiKey, SecretString), IngestError> {
    let name = fit_name(name)?;
    let key = SecretString::from(format!("{PREFIX}{}", new_secret().expose_secret()));
    let new = NewApiKey {
        account: context.account.clone(),
        name,
        role,
        created_at: context.clock.now(),
        hash: Purpose::ApiKey.hash(key.expose_secret()),
    };
    let saved = context.store.api_keys.add_api_key(new).await?;
    record(context, "api-key.create", &saved.name, role.as_str()).await?;
    Ok((saved, key))
}

/// The account's keys, by name.
pub async fn list(context: &Context) -> Result<Vec<ApiKey>, IngestError> {
    Ok(context.store.api_keys.api_keys(&context.account).await?)
}

/// Makes a key work no longer.
pub async fn revoke(context: &Context, id: ApiKeyId) -> Result<(), IngestError> {
    let keys = list(context).await?;
    let key = keys.iter().find(|key| key.id == id).ok_or(StoreError::NoSuchApiKey)?;
    let now = context.clock.now();
    context.store.api_keys.revoke_api_key(&context.account, id, now).await?;
    record(context, "api-key.revoke", &key.name, "").await
}

/// The key that was shown, of whichever account, while it works.
pub async fn recognise(context: &Context, shown: &str) -> Result<Option<ApiKey>, IngestError> {
    let found = context.store.api_keys.api_key(Purpose::ApiKey.hash(shown)).await?;
    if let Some(key) = &found {
        let now = context.clock.now();
        let today = Timestamp(now.0 - now.0.rem_euclid(DAY_SECONDS));
        if key.last_used_day != Some(today) {
            let (keys, id) = (context.store.api_keys.clone(), key.id);
            // Beside the answer, which waits for no writer.
            tokio::spawn(async move {
                if let Err(error) = keys.see_api_key(id, today).await {
                    tracing::warn!(%error, "the use of an API key is not written down");
                }
            });
        }
    }
    Ok(found)
}
