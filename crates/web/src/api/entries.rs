//! What is entered to connect an account, read into the terms of the use cases; every field that is
//! wrong is told at once.

use inflow_app::accounts::integrations::{
    Entered, UnfitDay, first_instant as first_instant_of, fit_name,
};
use inflow_app::{Context, accounts::lives};
use inflow_domain::{Grouping, Timestamp};
use inflow_store::Credentials as StoredCredentials;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use super::problem::{FieldError, Problem};
use crate::http::site::Site;

/// How to sign in to Zendesk: an OAuth client (`oauth_client_id` and `oauth_client_secret`), or a user
/// with an API token (`username` and `api_token`).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"oauth_client_id": "inflow", "oauth_client_secret": "…"}))]
pub(super) struct Credentials {
    /// The identifier of an OAuth client of the kind confidential.
    #[schema(max_length = 500)]
    oauth_client_id: Option<String>,
    /// Its secret.
    #[schema(max_length = 500, value_type = Option<String>, format = Password)]
    oauth_client_secret: Option<SecretString>,
    /// An admin's e-mail address.
    #[schema(max_length = 500)]
    username: Option<String>,
    /// The API token; Zendesk ends all of them on 2027-04-30.
    #[schema(max_length = 500, value_type = Option<String>, format = Password)]
    api_token: Option<SecretString>,
}

/// An account that is, or would be, connected.
pub(super) struct Account {
    /// Nothing where it is only looked at.
    pub(super) name: Option<String>,
    pub(super) domain: String,
    pub(super) base_url: Option<String>,
    pub(super) grouping: Option<String>,
    pub(super) since: Option<String>,
    pub(super) credentials: Credentials,
}

impl Account {
    /// All that was entered, or everything that is wrong with it. Where a deleted integration would go on,
    /// what was not entered is as it was.
    pub(super) async fn read(self, site: &Site, context: &Context) -> Result<Entered, Problem> {
        let Self { name, domain, base_url, grouping, since, credentials } = self;
        let deleted = match &name {
            Some(name) => lives::deleted_before(context, name, &domain).await.unwrap_or_default(),
            None => None,
        };
        let grouping = match (&grouping, &deleted) {
            (Some(entered), _) => grouping_named(entered),
            (None, Some(deleted)) => Ok(deleted.grouping),
            (None, None) => Ok(Grouping::Ivr),
        };
        let since = match (&since, &deleted) {
            (None, Some(deleted)) => Ok(deleted.since),
            (since, _) => first_instant(since.as_deref(), context.clock.now()),
        };
        let name = name.map_or(Ok(String::new()), |entered| name_of(&entered));
        let credentials = credentials.read("credentials");
        let addresses =
            domain_of(domain).and_then(|domain| Ok((domain, test_server_of(site, base_url)?)));
        match (name, addresses, grouping, since, credentials) {
            (Ok(name), Ok((domain, base_url)), Ok(grouping), Ok(since), Ok(credentials)) => {
                Ok(Entered { name, domain, base_url, grouping, since, credentials })
            }
            (name, addresses, grouping, since, credentials) => {
                let single = [name.err(), addresses.err(), grouping.err(), since.err()];
                let credentials = credentials.err().unwrap_or_default();
                Err(Problem::fields(single.into_iter().flatten().chain(credentials).collect()))
            }
        }
    }
}

/// The longest that an address may be.
const LONGEST_ADDRESS: usize = 300;

/// The longest that an identifier or a secret may be.
const LONGEST: usize = 500;

impl Credentials {
    /// The credentials, where they are whole; `path` is where they stand in the body.
    pub(super) fn read(self, path: &str) -> Result<StoredCredentials, Vec<FieldError>> {
        let Self { oauth_client_id, oauth_client_secret, username, api_token } = self;
        let names = |name: &str| match path {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        };
        let is_token = username.is_some() || api_token.is_some();
        let is_client = oauth_client_id.is_some() || oauth_client_secret.is_some();
        if is_token && is_client {
            let other = names(if username.is_some() { "username" } else { "api_token" });
            return Err(vec![wrong(
                &other,
                "both kinds of credentials came",
                "send oauth_client_id and oauth_client_secret, or username and api_token",
            )]);
        }
        let (identity, secret) = if is_token {
            (("username", username), ("api_token", api_token))
        } else {
            (("oauth_client_id", oauth_client_id), ("oauth_client_secret", oauth_client_secret))
        };
        let identity_is = filled(&names(identity.0), identity.1.as_deref().unwrap_or_default());
        let secret_is = {
            use secrecy::ExposeSecret as _;
            let text = secret.1.as_ref().map(|secret| secret.expose_secret().trim());
            filled(&names(secret.0), text.unwrap_or_default())
        };
        match (identity_is, secret_is) {
            (Ok(username), Ok(token)) if is_token => {
                Ok(StoredCredentials::ApiToken { username, token: token.into() })
            }
            (Ok(client_id), Ok(secret)) => {
                Ok(StoredCredentials::OAuthClient { client_id, client_secret: secret.into() })
            }
            (identity, secret) => {
                Err([identity.err(), secret.err()].into_iter().flatten().collect())
            }
        }
    }
}

fn filled(field: &str, text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(wrong(field, "it is missing", "send it"));
    }
    if text.len() > LONGEST || text.chars().any(char::is_control) {
        return Err(wrong(
            field,
            "it is too long, or has line breaks in it",
            "send it as Zendesk shows it",
        ));
    }
    Ok(text.to_owned())
}

/// An integration's name.
pub(super) fn name_of(entered: &str) -> Result<String, FieldError> {
    let fits = fit_name(entered).map(str::to_owned);
    fits.map_err(|error| wrong("name", &error.to_string(), "choose another name"))
}

/// A domain; whether it is one of Zendesk's is asked later.
fn domain_of(entered: String) -> Result<String, FieldError> {
    if entered.trim().is_empty() {
        return Err(wrong(
            "domain",
            "it is empty",
            "send the account's name, such as acme.zendesk.com",
        ));
    }
    if entered.chars().count() > LONGEST_ADDRESS {
        return Err(wrong(
            "domain",
            "it has more than 300 characters",
            "send the account's name, such as acme.zendesk.com",
        ));
    }
    Ok(entered)
}

/// A test server, where whoever runs the service allows them; whether the address is one is asked later.
fn test_server_of(site: &Site, base_url: Option<String>) -> Result<Option<String>, FieldError> {
    let remedy = "leave it away; whoever runs the service can allow test servers, and can connect \
                  one without this API";
    match base_url {
        Some(_) if !site.allows_test_servers => {
            Err(wrong("base_url", "test servers are not allowed by this service", remedy))
        }
        base_url => Ok(base_url),
    }
}

/// A grouping.
fn grouping_named(entered: &str) -> Result<Grouping, FieldError> {
    Grouping::from_name(entered)
        .ok_or_else(|| wrong("grouping", "there is no such grouping", "send ivr or phone-number"))
}

/// The first instant of the day from which the history is imported.
pub(super) fn first_instant(day: Option<&str>, now: Timestamp) -> Result<Timestamp, FieldError> {
    first_instant_of(day, now).map_err(|unfit| match unfit {
        UnfitDay::NoDay => wrong("since", "it is no day", "send a day such as 2025-09-01"),
        UnfitDay::BeforeZendesk => {
            wrong("since", "it lies before Zendesk existed", "send a day from 2007 on")
        }
        UnfitDay::InTheFuture => {
            wrong("since", "it lies in the future", "send a day that is not after today")
        }
    })
}

fn wrong(field: &str, detail: &str, remedy: &str) -> FieldError {
    FieldError { field: field.to_owned(), detail: detail.to_owned(), remedy: remedy.to_owned() }
}
