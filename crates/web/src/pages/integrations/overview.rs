//! One integration: how it is doing, what was imported, and where to look next.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use inflow_app::figures::queues::queues;
use inflow_app::figures::views::{QueueState, views};
use inflow_app::service::status::statuses;
use inflow_domain::QueueKey;
use inflow_store::{Integration, StoreError};

use super::super::chosen::chosen;
use super::super::errors::PageError;
use super::super::layout::{Page, Tab, html};
use super::add::grouping_words;
use super::standing::{Standing, refresh};
use super::words::credential_words;
use crate::http::viewer::Viewer;
use crate::pages::i18n::Text;

#[derive(Template)]
#[template(path = "integrations/overview.html")]
struct OverviewPage {
    page: Page,
    integration: Integration,
    standing: Standing,
    grouping: Text,
    credentials: Option<Text>,
    queues: usize,
    talk_queues: usize,
    contacts: i64,
    calls: i64,
    counting_views: usize,
    other_views: usize,
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
    let quality = context.store.reports.quality(integration.id).await?;
    let queues = queues(context, &integration).await?;
    let is_talk = |key: &QueueKey| key.view().is_none();
    let views = views(context, &integration).await?;
    let counting = views.iter().filter(|view| view.queue_state() == Some(QueueState::Active));
    let counting_views = counting.count();
    let listed = views.iter().filter(|view| view.listed).count();
    Ok(html(&OverviewPage {
        standing: Standing::of(&page, &integration, report),
        grouping: page.t(grouping_words(integration.grouping)),
        credentials: credential_words(&page, &integration),
        queues: queues.len(),
        talk_queues: queues.iter().filter(|queue| is_talk(&queue.summary.key)).count(),
        // Queues are not added up: a contact may count in several (rule 4.4), and a call in both kinds
        // (rule 7.5).
        contacts: quality.contacts,
        calls: quality.calls,
        counting_views,
        other_views: listed.saturating_sub(counting_views),
        integration,
        page,
    }))
}
