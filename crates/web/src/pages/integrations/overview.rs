//! One integration at a glance: what arrived today and this week, what waits, the workloads and the largest
//! queues, and what is wrong.

mod arrived;
mod largest;

use arrived::{Arrived, arrived};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use inflow_app::deliveries;
use inflow_app::figures::queues::queues;
use inflow_app::figures::views::{QueueState, views};
use inflow_app::service::status::statuses;
use inflow_store::{Integration, StoreError};
use largest::{Row, largest};

use super::super::chosen::chosen;
use super::super::errors::PageError;
use super::super::layout::{Page, Tab, html};
use super::add::grouping_words;
use super::standing::{Standing, refresh};
use super::words::credential_words;
use crate::http::viewer::Viewer;
use crate::pages::i18n::Text;
use crate::pages::queues::asked::usual_target;

#[derive(Template)]
#[template(path = "integrations/overview.html")]
struct OverviewPage {
    page: Page,
    here: String,
    integration: Integration,
    standing: Standing,
    grouping: Text,
    credentials: Option<Text>,
    arrived: Option<Arrived>,
    rows: Vec<Row>,
    target: String,
    queues: usize,
    /// Views that count nothing, though Zendesk lists them.
    uncounted_views: usize,
    failing_deliveries: usize,
}

/// `GET /integrations/{id}`
pub(crate) async fn overview(
    viewer: Viewer,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let context = &viewer.context;
    let reports = statuses(context, std::slice::from_ref(&integration)).await?;
    let report = reports.first().ok_or(StoreError::NoSuchIntegration)?;
    let page = page.about(&integration, Tab::Overview);
    let page = Page { refresh_seconds: refresh(&reports), ..page };
    let queues = queues(context, &integration).await?;
    let views = views(context, &integration).await?;
    let uncounted = views.iter().filter(|view| {
        view.listed && view.view.active && view.queue_state() != Some(QueueState::Active)
    });
    let deliveries = deliveries::list(context, &integration).await?;
    let failing = deliveries
        .iter()
        .filter(|(delivery, _)| delivery.failures > 0 && delivery.paused_since.is_none());
    Ok(html(&OverviewPage {
        here: format!("/integrations/{}", integration.id),
        standing: Standing::of(&page, &integration, report),
        grouping: page.t(grouping_words(integration.grouping)),
        credentials: credential_words(&page, &integration),
        arrived: arrived(context, &integration, &page, &queues).await?,
        rows: largest(context, &integration, &page, &queues).await?,
        target: usual_target().to_string(),
        queues: queues.len(),
        uncounted_views: uncounted.count(),
        failing_deliveries: failing.count(),
        integration,
        page,
    }))
}
