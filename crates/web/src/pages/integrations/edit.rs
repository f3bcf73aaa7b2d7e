//! What can be changed of an integration: its name, its credentials, and whether it is imported.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_app::IngestError;
use inflow_app::accounts::{integrations, lives};
use inflow_store::{Integration, Life};
use serde::Deserialize;

use super::super::chosen::chosen;
use super::super::errors::PageError;
use super::super::layout::{Page, Tab, html, with_status};
use super::add::{Kept, grouping_words};
use super::entered::EnteredForm;
use super::entered::owner;
use super::words::credential_words;
use super::wrong::{CredentialFields, Wrong};
use crate::http::drafts::Secrets;
use crate::http::site::Site;
use crate::http::viewer::{Administrator, Viewer};
use crate::pages::i18n::Text;

#[derive(Template)]
#[template(path = "integrations/settings.html")]
struct SettingsPage {
    page: Page,
    integration: Integration,
    grouping: Text,
    credentials: Option<Text>,
    name: String,
    since: String,
    entered: EnteredForm,
    kept: Kept,
    wrong: Wrong,
    done: Option<Text>,
}

impl SettingsPage {
    fn new(page: Page, integration: Integration) -> Self {
        let page = page.about(&integration, Tab::Settings);
        Self {
            grouping: page.t(grouping_words(integration.grouping)),
            credentials: credential_words(&page, &integration),
            name: integration.name.clone(),
            since: String::new(),
            entered: EnteredForm::of_present(&integration),
            kept: Kept { token: false, client_secret: false },
            wrong: Wrong::default(),
            done: None,
            integration,
            page,
        }
    }

    fn is_paused(&self) -> bool {
        matches!(self.integration.life, Life::Paused { .. })
    }

    /// A browser shows no day in its own field that cannot be read.
    fn kind_of_since(&self) -> &'static str {
        if self.wrong.of("since").is_empty() { "date" } else { "text" }
    }

    fn is_deleted(&self) -> bool {
        self.integration.life.is_deleted()
    }
}

/// What was just done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Done {
    done: String,
}

/// `GET /integrations/{id}/settings`
pub(crate) async fn settings(
    Administrator(viewer): Administrator,
    page: Page,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, PageError> {
    let mut shown = SettingsPage::new(page, chosen(&viewer, &id).await?);
    let message = match done.done.as_str() {
        "name" => Some("done-name"),
        "credentials" => Some("done-credentials"),
        "extend" => Some("done-extend"),
        "pause" => Some("done-pause"),
        "resume" => Some("done-resume"),
        _ => None,
    };
    shown.done = message.map(|message| shown.page.t(message));
    Ok(html(&shown))
}

/// `POST /integrations/{id}/name`
pub(crate) async fn rename(
    Administrator(viewer): Administrator,
    page: Page,
    Path(id): Path<String>,
    Form(form): Form<EnteredForm>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    match integrations::rename(&viewer.context, &integration, &form.name).await {
        Ok(()) => Ok(done(&id, "name")),
        Err(error) => {
            let mut shown = SettingsPage::new(page, integration);
            shown.wrong.add_error(&shown.page, error, CredentialFields::Token)?;
            shown.name = form.name;
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
        }
    }
}

/// `POST /integrations/{id}/extend`: lets the history begin earlier (rule 8.6).
pub(crate) async fn extend(
    Administrator(viewer): Administrator,
    page: Page,
    Path(id): Path<String>,
    Form(form): Form<EnteredForm>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let mut shown = SettingsPage::new(page, integration);
    if let Some(since) = form.since(&shown.page, &mut shown.wrong) {
        match integrations::extend(&viewer.context, &shown.integration, since).await {
            Ok(_) => return Ok(done(&id, "extend")),
            Err(IngestError::NotEarlier { since, .. }) => {
                let day = shown.page.date(since);
                shown.wrong.add("since", shown.page.t("extend-not-earlier").with("day", day));
            }
            Err(IngestError::EventsDropped { .. }) => {
                shown.wrong.add("since", shown.page.t("extend-dropped"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    shown.since = form.since;
    Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

/// `POST /integrations/{id}/credentials`: tries them, and saves them where they work.
pub(crate) async fn change_credentials(
    Administrator(viewer): Administrator,
    State(site): State<Site>,
    page: Page,
    Path(id): Path<String>,
    Form(mut form): Form<EnteredForm>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let owner = owner(&viewer);
    let secrets = form.secrets(site.drafts.take(&owner, &form.draft, page.now));
    let mut shown = SettingsPage::new(page, integration);
    let saved = try_credentials(&viewer, &mut shown, &form, &secrets).await?;
    if saved {
        return Ok(done(&id, "credentials"));
    }
    shown.kept =
        Kept { token: secrets.token.is_some(), client_secret: secrets.client_secret.is_some() };
    form.draft = site.drafts.keep(&owner, secrets, shown.page.now);
    shown.entered = form;
    Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

async fn try_credentials(
    viewer: &Viewer,
    shown: &mut SettingsPage,
    form: &EnteredForm,
    secrets: &Secrets,
) -> Result<bool, PageError> {
    let credentials = form.credentials(&shown.page, secrets, &mut shown.wrong);
    if !shown.wrong.is_empty() {
        return Ok(false);
    }
    let (context, integration) = (&viewer.context, &shown.integration);
    match integrations::change_credentials(context, integration, credentials).await {
        Ok(_) => Ok(true),
        Err(error) => {
            shown.wrong.add_error(&shown.page, error, form.fields())?;
            Ok(false)
        }
    }
}

/// `POST /integrations/{id}/pause`
pub(crate) async fn pause(
    Administrator(viewer): Administrator,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    lives::pause(&viewer.context, &chosen(&viewer, &id).await?).await?;
    Ok(done(&id, "pause"))
}

/// `POST /integrations/{id}/resume`
pub(crate) async fn resume(
    Administrator(viewer): Administrator,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    lives::resume(&viewer.context, &chosen(&viewer, &id).await?).await?;
    Ok(done(&id, "resume"))
}

fn done(id: &str, what: &str) -> Response {
    Redirect::to(&format!("/integrations/{id}/settings?done={what}")).into_response()
}
