//! Every view with what becomes of it, its conditions, and the versions that it had.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use inflow_app::figures::queues::{Queue, queues};
use inflow_app::figures::views::{QueueState, ViewReport, views};
use inflow_domain::{Timestamp, ViewId};
use inflow_store::{Integration, ViewVersion};

use super::super::chosen::chosen;
use super::super::errors::PageError;
use super::super::layout::{Page, Tab, html};
use super::super::words::{ShownConditions, conditions, words};
use crate::http::viewer::Viewer;
use crate::pages::i18n::Text;

#[derive(Template)]
#[template(path = "views/list.html")]
struct ListPage {
    page: Page,
    integration: Integration,
    counted: Vec<ShownView>,
    unsupported: Vec<ShownView>,
    inactive: Vec<ShownView>,
}

/// A view as the page shows it.
struct ShownView {
    title: String,
    state: Text,
    tone: &'static str,
    listed: bool,
    updated_at: Timestamp,
    definition_since: Option<Timestamp>,
    complete_from: Option<Timestamp>,
    conditions: ShownConditions,
    unknown_fields: Vec<Text>,
    queues: Vec<(String, String)>,
    versions: Vec<ShownVersion>,
}

/// An earlier version of a view.
struct ShownVersion {
    as_of: Text,
    conditions: Vec<String>,
}

/// `GET /integrations/{id}/views`
pub(crate) async fn list(
    viewer: Viewer,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let context = &viewer.context;
    let queues = queues(context, &integration).await?;
    let mut versions: BTreeMap<ViewId, Vec<ViewVersion>> = BTreeMap::new();
    for version in context.store.reports.views(integration.id).await? {
        versions.entry(version.view.id).or_default().push(version);
    }
    let page = page.about(&integration, Tab::Views);
    let mut shown = ListPage {
        page,
        integration,
        counted: Vec::new(),
        unsupported: Vec::new(),
        inactive: Vec::new(),
    };
    for report in views(context, &shown.integration).await? {
        let versions = versions.remove(&report.view.id).unwrap_or_default();
        let view = shown_view(&shown.page, &report, &queues, &versions);
        let place = match report.queue_state() {
            Some(QueueState::Active) => &mut shown.counted,
            _ if !report.verdict.is_supported() && report.listed => &mut shown.unsupported,
            _ => &mut shown.inactive,
        };
        place.push(view);
    }
    Ok(html(&shown))
}

fn shown_view(
    page: &Page,
    report: &ViewReport,
    queues: &[Queue],
    versions: &[ViewVersion],
) -> ShownView {
    let view = &report.view;
    let (state, tone) = match (report.queue_state(), report.verdict.is_supported()) {
        (Some(QueueState::Active), _) => ("view-counted", "good"),
        (Some(QueueState::Inactive), _) => ("view-kept", "idle"),
        (None, false) => ("view-unsupported", "warn"),
        (None, true) => ("view-not-active", "idle"),
    };
    let of_view = |queue: &&Queue| queue.summary.key.view() == Some(view.id);
    let earlier = versions.len().saturating_sub(1);
    let unknown =
        |id: &inflow_domain::FieldId| page.t("view-field-unknown").with("id", id.to_string());
    ShownView {
        title: view.title.clone(),
        state: page.t(state),
        tone,
        listed: report.listed,
        updated_at: view.updated_at,
        definition_since: report.definition_since.filter(|_| earlier > 0),
        complete_from: report.complete_from,
        conditions: conditions(page.language, view, &report.verdict),
        unknown_fields: report.unknown_fields.iter().map(unknown).collect(),
        queues: queues
            .iter()
            .filter(of_view)
            .map(|queue| (queue.id(), queue.name.clone()))
            .collect(),
        versions: versions[..earlier]
            .iter()
            .rev()
            .map(|version| shown_version(page, version))
            .collect(),
    }
}

fn shown_version(page: &Page, version: &ViewVersion) -> ShownVersion {
    let view = &version.view;
    let instant = page.date_time(view.updated_at);
    ShownVersion {
        as_of: page.t("view-version-of").with("instant", instant).with("title", &view.title),
        conditions: view
            .all
            .iter()
            .chain(&view.any)
            .map(|condition| words(page.language, condition))
            .collect(),
    }
}
