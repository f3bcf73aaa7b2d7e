//! What the form of an integration sends: taken as it was typed, so that nothing is lost.

use inflow_app::accounts::integrations::{Entered, UnfitDay, first_instant};
use inflow_domain::{Grouping, Timestamp};
use inflow_store::{Credentials, Integration};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::super::layout::Page;
use super::wrong::{CredentialFields, Wrong};
use crate::http::drafts::Secrets;
use crate::http::viewer::Viewer;

/// The longest that a field without rules of its own may be.
const LONGEST: usize = 500;

/// An integration as it was typed; the form of credentials alone sends only those.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct EnteredForm {
    pub(crate) name: String,
    pub(crate) domain: String,
    pub(crate) grouping: String,
    pub(crate) since: String,
    pub(crate) base_url: String,
    /// `api-token` or `oauth-client`.
    pub(crate) kind: String,
    pub(crate) username: String,
    pub(crate) client_id: String,
    token: Option<SecretString>,
    client_secret: Option<SecretString>,
    /// Where secrets that were typed before are kept.
    pub(crate) draft: String,
    /// What is to be done with it.
    pub(crate) step: String,
}

impl EnteredForm {
    /// Empty fields, with the usual choices.
    pub(crate) fn empty(now: Timestamp) -> Self {
        Self { since: usual_since(now), ..Self::default() }
    }

    /// How an integration signs in at present, without the secret.
    pub(crate) fn of_present(integration: &Integration) -> Self {
        let kind = integration.credential_kind.clone();
        let identity = integration.credential_identity.clone();
        match kind.as_str() {
            "api-token" => Self { kind, username: identity, ..Self::default() },
            _ => Self { kind, client_id: identity, ..Self::default() },
        }
    }

    /// Whether the choice is a user name with an API token.
    pub(crate) fn is_token(&self) -> bool {
        self.fields() == CredentialFields::Token
    }

    /// The fields of the choice.
    pub(crate) fn fields(&self) -> CredentialFields {
        match self.kind.as_str() {
            "api-token" => CredentialFields::Token,
            _ => CredentialFields::Client,
        }
    }

    /// The secrets: those just typed, else those typed before.
    pub(crate) fn secrets(&mut self, before: Secrets) -> Secrets {
        let typed = |secret: Option<SecretString>| {
            secret.filter(|secret| !secret.expose_secret().trim().is_empty())
        };
        Secrets {
            token: typed(self.token.take()).or(before.token),
            client_secret: typed(self.client_secret.take()).or(before.client_secret),
        }
    }

    /// Credentials that can be tried; what lacks is told.
    pub(crate) fn credentials(
        &self,
        page: &Page,
        secrets: &Secrets,
        wrong: &mut Wrong,
    ) -> Credentials {
        let secret = |secret: &Option<SecretString>, field, wrong: &mut Wrong| {
            let secret = secret.clone().unwrap_or_default();
            let trimmed = secret.expose_secret().trim();
            wrong.require(page, field, trimmed);
            short_enough(page, field, trimmed, wrong);
            SecretString::from(trimmed)
        };
        let (field, identity) = match self.fields() {
            CredentialFields::Token => ("username", self.username.trim().to_owned()),
            CredentialFields::Client => ("client_id", self.client_id.trim().to_owned()),
        };
        wrong.require(page, field, &identity);
        short_enough(page, field, &identity, wrong);
        match self.fields() {
            CredentialFields::Token => Credentials::ApiToken {
                username: identity,
                token: secret(&secrets.token, "token", wrong),
            },
            CredentialFields::Client => Credentials::OAuthClient {
                client_id: identity,
                client_secret: secret(&secrets.client_secret, "client_secret", wrong),
            },
        }
    }

    /// Whether the form asks for more than people usually enter.
    pub(crate) fn is_advanced(&self, now: Timestamp) -> bool {
        !self.base_url.trim().is_empty() || self.since != usual_since(now)
    }

    /// What can be tried and saved; what lacks is told.
    pub(crate) fn read(
        &self,
        page: &Page,
        credentials: Credentials,
        allows_test_servers: bool,
        wrong: &mut Wrong,
    ) -> Option<Entered> {
        wrong.require(page, "name", &self.name);
        wrong.require(page, "domain", &self.domain);
        for (field, value) in [("domain", &self.domain), ("base_url", &self.base_url)] {
            short_enough(page, field, value, wrong);
        }
        let grouping = Grouping::from_name(&self.grouping);
        if grouping.is_none() {
            wrong.add("grouping", page.t("grouping-required"));
        }
        let since = self.since(page, wrong);
        let base_url = self.base_url.trim();
        if !base_url.is_empty() && !allows_test_servers {
            wrong.add("base_url", page.t("base-url-not-allowed"));
        }
        let entered = Entered {
            name: self.name.trim().to_owned(),
            domain: self.domain.trim().to_owned(),
            base_url: (!base_url.is_empty()).then(|| base_url.to_owned()),
            grouping: grouping?,
            since: since?,
            credentials,
        };
        wrong.is_empty().then_some(entered)
    }

    /// The first day of the history.
    pub(crate) fn since(&self, page: &Page, wrong: &mut Wrong) -> Option<Timestamp> {
        let message = match first_instant(Some(&self.since), page.now) {
            Ok(since) => return Some(since),
            Err(UnfitDay::NoDay) => "since-unreadable",
            Err(UnfitDay::BeforeZendesk) => "since-too-early",
            Err(UnfitDay::InTheFuture) => "since-in-the-future",
        };
        wrong.add("since", page.t(message));
        None
    }
}

/// The first day that is imported unless another one is named.
pub(crate) fn usual_since(now: Timestamp) -> String {
    let since = first_instant(None, now).unwrap_or(now);
    since.to_utc().date_naive().to_string()
}

fn short_enough(page: &Page, field: &'static str, value: &str, wrong: &mut Wrong) {
    if value.chars().count() > LONGEST {
        wrong.add(field, page.t("field-too-long"));
    }
}

/// Whose secrets are kept while a form is filled in.
pub(super) fn owner(viewer: &Viewer) -> String {
    let name = viewer.user.as_ref().map_or("", |user| &user.name);
    format!("{}\n{name}", viewer.context.account)
}
