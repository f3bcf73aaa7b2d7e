//! The end of an integration: deleting it, and removing what was kept of it. Both ask for its name.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_app::accounts::lives;
use inflow_store::Integration;
use serde::Deserialize;

use super::super::chosen::chosen;
use super::super::errors::PageError;
use super::super::layout::{Page, Tab, html, with_status};
use crate::http::viewer::Administrator;

#[derive(Template)]
#[template(path = "integrations/end.html")]
struct EndPage {
    page: Page,
    integration: Integration,
    /// Whether everything is removed as well.
    is_purge: bool,
    typed: String,
    is_wrong: bool,
}

/// What was typed to confirm it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Confirmation {
    name: String,
}

/// `GET /integrations/{id}/delete`
pub(crate) async fn ask_to_delete(
    Administrator(viewer): Administrator,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    if integration.life.is_deleted() {
        return Ok(Redirect::to(&format!("/integrations/{id}/settings")).into_response());
    }
    Ok(html(&asked(page, integration, false)))
}

/// `POST /integrations/{id}/delete`
pub(crate) async fn delete(
    Administrator(viewer): Administrator,
    page: Page,
    Path(id): Path<String>,
    Form(typed): Form<Confirmation>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    if !confirms(&typed, &integration) {
        return Ok(refused(page, integration, false, typed));
    }
    lives::delete(&viewer.context, &integration).await?;
    Ok(Redirect::to(&format!("/integrations/{id}")).into_response())
}

/// `GET /integrations/{id}/purge`
pub(crate) async fn ask_to_purge(
    Administrator(viewer): Administrator,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    Ok(html(&asked(page, chosen(&viewer, &id).await?, true)))
}

/// `POST /integrations/{id}/purge`
pub(crate) async fn purge(
    Administrator(viewer): Administrator,
    page: Page,
    Path(id): Path<String>,
    Form(typed): Form<Confirmation>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    if !confirms(&typed, &integration) {
        return Ok(refused(page, integration, true, typed));
    }
    lives::purge(&viewer.context, &integration).await?;
    Ok(Redirect::to("/integrations").into_response())
}

fn confirms(typed: &Confirmation, integration: &Integration) -> bool {
    typed.name.trim() == integration.name
}

fn asked(page: Page, integration: Integration, is_purge: bool) -> EndPage {
    let page = page.about(&integration, Tab::Settings);
    EndPage { page, integration, is_purge, typed: String::new(), is_wrong: false }
}

fn refused(page: Page, integration: Integration, is_purge: bool, typed: Confirmation) -> Response {
    let shown = EndPage { typed: typed.name, is_wrong: true, ..asked(page, integration, is_purge) };
    with_status(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}
