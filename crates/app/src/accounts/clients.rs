//! Clients of Zendesk that live as long as the program: connections and access tokens are used again
//! by the next run.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use inflow_domain::IntegrationId;
use inflow_store::{Credentials, Integration};
use inflow_zendesk::Client;
use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};

use crate::accounts::connect;
use crate::context::Context;
use crate::error::IngestError;

/// One client an integration, made anew when its credentials or its address change.
#[derive(Default)]
pub struct Clients(Mutex<HashMap<IntegrationId, (Basis, Client)>>);

/// A name for what a client was made from: the same name, the same client.
type Basis = [u8; 32];

impl Clients {
    /// The client of a saved integration's account.
    pub async fn of(
        &self,
        context: &Context,
        integration: &Integration,
    ) -> Result<Client, IngestError> {
        let credentials = context.store.integrations.credentials(integration.id).await?;
        let present = basis(integration, &credentials);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((basis, client)) = known.get(&integration.id)
            && *basis == present
        {
            return Ok(client.clone());
        }
        let client = connect::import_client(context, integration, &credentials)?;
        known.insert(integration.id, (present, client.clone()));
        Ok(client)
    }

    /// How many requests an integration's client has sent so far, and how many of them were refused
    /// for being too many.
    pub fn requests_sent(&self, id: IntegrationId) -> (u64, u64) {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).map_or((0, 0), |(_, client)| (client.requests_sent(), client.refusals()))
    }

    /// Lets go of the clients of all but these integrations.
    pub fn keep_only(&self, wanted: impl Fn(IntegrationId) -> bool) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|id, _| wanted(*id));
    }
}

impl fmt::Debug for Clients {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clients")
    }
}

fn basis(integration: &Integration, credentials: &Credentials) -> Basis {
    let (identity, secret) = match credentials {
        Credentials::ApiToken { username, token } => (username, token),
        Credentials::OAuthClient { client_id, client_secret } => (client_id, client_secret),
    };
    let (domain, base_url) = (&integration.domain, &integration.base_url);
    let kind = &integration.credential_kind;
    let public = format!("{domain}\n{base_url:?}\n{kind}\n{identity}\n");
    let digest = Sha256::new().chain_update(public).chain_update(secret.expose_secret());
    digest.finalize().into()
}
