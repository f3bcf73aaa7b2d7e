//! The first page: every integration and how it is doing.

use askama::Template;
use axum::response::Response;
use inflow_app::accounts::integrations;
use inflow_app::service::status::statuses;

use super::super::errors::PageError;
use super::super::layout::{Page, Section, html};
use super::standing::{Standing, refresh};
use crate::http::viewer::Viewer;

#[derive(Template)]
#[template(path = "integrations/list.html")]
struct ListPage {
    page: Page,
    integrations: Vec<Standing>,
}

/// `GET /` and `GET /integrations`
pub(crate) async fn list(viewer: Viewer, page: Page) -> Result<Response, PageError> {
    let all = integrations::list(&viewer.context).await?;
    let reports = statuses(&viewer.context, &all).await?;
    let page = Page { refresh_seconds: refresh(&reports), ..page.within(Section::Integrations) };
    let standing = |(integration, report)| Standing::of(&page, integration, report);
    let integrations = all.iter().zip(&reports).map(standing).collect();
    Ok(html(&ListPage { page, integrations }))
}
