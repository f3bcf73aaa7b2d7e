//! Credentials: reading them from where the options say, and telling of API tokens that end.

use std::env;
use std::path::Path;

use inflow_app::accounts::integrations::api_token_days_left;
use inflow_domain::Timestamp;
use inflow_store::{Credentials, Integration};
use secrecy::SecretString;

use super::given::small_file;
use crate::cli::CredentialArgs;
use crate::failure::InputError;
use crate::output::hint;

/// What the options name.
pub fn credentials(args: &CredentialArgs) -> anyhow::Result<Credentials> {
    if let Some(client_id) = &args.oauth_client_id {
        let variable = args.oauth_client_secret_env.as_deref();
        let file = args.oauth_client_secret_file.as_deref();
        let client_secret = secret("client's secret", "oauth-client-secret", variable, file)?;
        let client_id = named("identifier of the OAuth client", client_id)?;
        return Ok(Credentials::OAuthClient { client_id, client_secret });
    }
    let (variable, file) = (args.api_token_env.as_deref(), args.api_token_file.as_deref());
    let token = secret("API token", "api-token", variable, file)?;
    let username = named("user name", args.username.as_deref().unwrap_or_default())?;
    Ok(Credentials::ApiToken { username, token })
}

fn named(what: &str, text: &str) -> Result<String, InputError> {
    match text.trim() {
        "" => Err(InputError(format!("the {what} is empty"))),
        text => Ok(text.to_owned()),
    }
}

/// A secret from the environment or a file, never from the command line, where others could see it.
pub(super) fn secret(
    what: &str,
    option: &str,
    variable: Option<&str>,
    file: Option<&Path>,
) -> anyhow::Result<SecretString> {
    let text = match (variable, file) {
        (Some(variable), _) => env::var(variable).map_err(|_| {
            InputError(format!("the environment variable {variable} holds no {what}: set it first"))
        })?,
        (None, Some(file)) => small_file(file).map_err(|error| {
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

/// Says on standard error how long an integration's API token still works, and what to do.
pub(super) fn note_api_token(integration: &Integration, now: Timestamp) {
    if let Some(days) = api_token_days_left(&integration.credential_kind, now) {
        hint(&about_api_tokens(&integration.name, days));
    }
}

fn about_api_tokens(name: &str, days: i64) -> String {
    let command = format!(
        "inflow integration credentials --name \"{name}\" --oauth-client-id ID \
         --oauth-client-secret-env VAR"
    );
    let days = match days {
        0 => {
            return format!(
                "note: Zendesk ended all API tokens on 2027-04-30, so that of \"{name}\" works no longer; \
                 change to an OAuth client: {command}"
            );
        }
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    format!(
        "note: Zendesk ends all API tokens on 2027-04-30 and makes no new ones: that of \"{name}\" works \
         for {days} more; change to an OAuth client before: {command}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_token_is_told_its_days_and_its_end() {
        let before = about_api_tokens("acme", 159);
        assert!(
            before.contains("works for 159 days more") && before.contains("2027-04-30"),
            "{before}"
        );
        assert!(about_api_tokens("acme", 1).contains("works for 1 day more"));
        let after = about_api_tokens("acme", 0);
        assert!(after.contains("works no longer") && !after.contains("days"), "{after}");
        for told in [before, after] {
            assert!(
                told.contains("inflow integration credentials --name \"acme\" --oauth-client-id")
            );
        }
    }
}
