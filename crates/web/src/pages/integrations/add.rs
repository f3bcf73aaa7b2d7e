//! Adding an integration: the form, a look at what its views will be, and saving.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_app::accounts::integrations::{self, Entered, Place};
use inflow_app::accounts::lives::deleted_before;
use inflow_app::figures::preview::{EnteredAccess, PreviewedView, preview_entered};
use inflow_app::{Context, IngestError};
use inflow_domain::Grouping;

use super::super::errors::PageError;
use super::super::layout::{Page, Section, html, with_status};
use super::super::words::{ShownConditions, conditions};
use super::entered::owner;
use super::entered::{EnteredForm, usual_since};
use super::wrong::Wrong;
use crate::http::drafts::Secrets;
use crate::http::site::Site;
use crate::http::viewer::Administrator;
use crate::pages::i18n::Text;

#[derive(Template)]
#[template(path = "integrations/catalogue.html")]
struct CataloguePage {
    page: Page,
}

#[derive(Template)]
#[template(path = "integrations/add.html")]
struct FormPage {
    page: Page,
    entered: EnteredForm,
    kept: Kept,
    wrong: Wrong,
    allows_test_servers: bool,
}

/// Which secrets are kept, and need not be typed again.
pub(super) struct Kept {
    pub(super) token: bool,
    pub(super) client_secret: bool,
}

#[derive(Template)]
#[template(path = "integrations/preview.html")]
struct PreviewPage {
    page: Page,
    entered: EnteredForm,
    domain: String,
    grouping: Text,
    has_talk: bool,
    goes_on: bool,
    counting: Vec<Row>,
    others: Vec<Row>,
}

/// A view that is looked at before anything is saved.
struct Row {
    title: String,
    active: bool,
    conditions: ShownConditions,
}

/// `GET /integrations/add`
pub(crate) async fn catalogue(page: Page) -> Response {
    html(&CataloguePage { page: page.within(Section::Integrations) })
}

/// `GET /integrations/add/zendesk`
pub(crate) async fn form(State(site): State<Site>, page: Page) -> Response {
    let entered = EnteredForm::empty(page.now);
    let kept = Kept { token: false, client_secret: false };
    let page = page.within(Section::Integrations);
    let allows_test_servers = site.allows_test_servers;
    html(&FormPage { page, entered, kept, wrong: Wrong::default(), allows_test_servers })
}

/// `POST /integrations/add/zendesk`: tries what was entered and shows what it will come to; saves it
/// when that was seen.
pub(crate) async fn submit(
    Administrator(viewer): Administrator,
    State(site): State<Site>,
    page: Page,
    Form(mut form): Form<EnteredForm>,
) -> Result<Response, PageError> {
    let page = page.within(Section::Integrations);
    let owner = owner(&viewer);
    let secrets = form.secrets(site.drafts.take(&owner, &form.draft, page.now));
    let mut wrong = Wrong::default();
    let answer = if form.step == "change" {
        Outcome::Again
    } else {
        attempt((&site, &viewer.context), &page, &form, &secrets, &mut wrong).await?
    };
    if let Outcome::Saved(id) = answer {
        return Ok(Redirect::to(&format!("/integrations/{id}")).into_response());
    }
    let kept =
        Kept { token: secrets.token.is_some(), client_secret: secrets.client_secret.is_some() };
    form.draft = site.drafts.keep(&owner, secrets, page.now);
    if let Outcome::Seen(seen) = answer {
        return Ok(html(&preview_page(page, form, *seen)));
    }
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let allows_test_servers = site.allows_test_servers;
    Ok(with_status(status, &FormPage { page, entered: form, kept, wrong, allows_test_servers }))
}

/// What an attempt came to.
enum Outcome {
    /// The form is shown again.
    Again,
    /// What it would come to is shown.
    Seen(Box<Seen>),
    /// It is saved under this id.
    Saved(i64),
}

/// What was found before saving.
struct Seen {
    entered: Entered,
    has_talk: bool,
    goes_on: bool,
    views: Vec<PreviewedView>,
}

async fn attempt(
    (site, context): (&Site, &Context),
    page: &Page,
    form: &EnteredForm,
    secrets: &Secrets,
    wrong: &mut Wrong,
) -> Result<Outcome, PageError> {
    let credentials = form.credentials(page, secrets, wrong);
    let entered = form.read(page, credentials, site.allows_test_servers, wrong);
    let Some(mut entered) = entered else { return Ok(Outcome::Again) };
    match try_out(context, page, form, &mut entered).await {
        Ok(outcome) => Ok(outcome),
        Err(error) => {
            wrong.add_error(page, error, form.fields())?;
            Ok(Outcome::Again)
        }
    }
}

async fn try_out(
    context: &Context,
    page: &Page,
    form: &EnteredForm,
    entered: &mut Entered,
) -> Result<Outcome, IngestError> {
    // The history of a deleted one begins where it began, unless another day is asked for.
    if form.since == usual_since(page.now)
        && let Some(deleted) = deleted_before(context, &entered.name, &entered.domain).await?
    {
        entered.since = deleted.since;
    }
    if form.step == "save" {
        let (saved, _) = integrations::add(context, entered.clone()).await?;
        return Ok(Outcome::Saved(saved.id.0));
    }
    let goes_on = matches!(integrations::place(context, entered).await?, Place::GoesOn(_));
    let access = EnteredAccess {
        domain: entered.domain.clone(),
        base_url: entered.base_url.clone(),
        credentials: entered.credentials.clone(),
    };
    let (connection, found) = preview_entered(context, &access).await?;
    Ok(Outcome::Seen(Box::new(Seen {
        entered: entered.clone(),
        has_talk: connection.has_talk,
        goes_on,
        views: found.views,
    })))
}

fn preview_page(page: Page, form: EnteredForm, seen: Seen) -> PreviewPage {
    let row = |found: &PreviewedView| Row {
        title: found.view.title.clone(),
        active: found.view.active,
        conditions: conditions(page.language, &found.view, &found.verdict),
    };
    let (counting, others): (Vec<&PreviewedView>, Vec<&PreviewedView>) =
        seen.views.iter().partition(|found| found.will_count());
    PreviewPage {
        counting: counting.into_iter().map(row).collect(),
        others: others.into_iter().map(row).collect(),
        domain: seen.entered.domain,
        grouping: page.t(grouping_words(seen.entered.grouping)),
        has_talk: seen.has_talk,
        goes_on: seen.goes_on,
        entered: form,
        page,
    }
}

/// What a grouping is called.
pub(super) fn grouping_words(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::Ivr => "grouping-ivr",
        Grouping::PhoneNumber => "grouping-phone-number",
    }
}
