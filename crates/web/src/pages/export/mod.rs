//! Figures of all queues, or of those that are chosen, as one file.

mod asked;
mod file;

use askama::Template;
use asked::Asked;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use inflow_app::IngestError;
use inflow_app::figures::export::Form;
use inflow_app::figures::queues::{Queue, queues};
use inflow_app::figures::workloads::workloads;
use inflow_app::service::runs::chain;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{IntervalLength, Target};
use inflow_store::Integration;

use super::chosen::chosen;
use super::deliveries::format_name;
use super::errors::PageError;
use super::integrations::wrong::Wrong;
use super::layout::{Page, Tab, with_status};
use super::queues::asked::usual_target;
use super::queues::queue::length_message;
use crate::http::route::{Right, Route};
use crate::http::site::Site;
use crate::http::viewer::Viewer;
use crate::pages::i18n::Text;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/integrations/{id}/export", Right::Viewer, form),
        Route::get("/integrations/{id}/export/file", Right::Viewer, download),
    ]
}

/// A queue or workload that may be chosen.
struct Member {
    id: String,
    name: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "export/form.html")]
struct FormPage {
    page: Page,
    here: String,
    list: String,
    asked: Asked,
    formats: Vec<(&'static str, &'static str, bool)>,
    lengths: Vec<(&'static str, Text, bool)>,
    targets: Vec<(String, bool)>,
    zones: Vec<&'static str>,
    workloads: Vec<Member>,
    queues: Vec<Member>,
    is_imported: bool,
    wrong: Wrong,
    /// Why no file was made, as the program has it.
    says: Option<String>,
}

/// `GET /integrations/{id}/export`: what is to be exported.
async fn form(
    viewer: Viewer,
    page: Page,
    Path(id): Path<String>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let asked = Asked::usual(&page, &integration).with(fields);
    shown(&viewer, page, &integration, asked, Wrong::default(), None).await
}

/// `GET /integrations/{id}/export/file`: the file; the form again, where it cannot be made.
async fn download(
    viewer: Viewer,
    State(site): State<Site>,
    page: Page,
    Path(id): Path<String>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let asked = Asked::default().with(fields);
    let mut wrong = Wrong::default();
    let all = all_queues(&viewer, &integration).await?;
    let wanted = asked.wanted(&page, &integration, all, &mut wrong);
    let Some(wanted) = wanted else {
        return shown(&viewer, page, &integration, asked, wrong, None).await;
    };
    match file::made(&site, &viewer, &integration, wanted, asked.semicolons).await? {
        Ok(Some(file)) => Ok(file),
        Ok(None) => {
            wrong.whole.push(page.t("export-nothing"));
            shown(&viewer, page, &integration, asked, wrong, None).await
        }
        Err(error @ (IngestError::Format(_) | IngestError::UnfitDelivery { .. })) => {
            let says = Some(chain(&error));
            shown(&viewer, page, &integration, asked, wrong, says).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Every queue, and every workload that is counted.
async fn all_queues(viewer: &Viewer, integration: &Integration) -> Result<Vec<Queue>, PageError> {
    let mut all = queues(&viewer.context, integration).await?;
    let workloads = workloads(&viewer.context, integration).await?;
    all.extend(workloads.into_iter().filter(|one| one.is_counted).map(|one| one.queue));
    Ok(all)
}

async fn shown(
    viewer: &Viewer,
    page: Page,
    integration: &Integration,
    asked: Asked,
    wrong: Wrong,
    says: Option<String>,
) -> Result<Response, PageError> {
    let page = page.about(integration, Tab::Queues);
    let all = all_queues(viewer, integration).await?;
    let (workloads, queues): (Vec<&Queue>, Vec<&Queue>) =
        all.iter().partition(|queue| queue.summary.key.workload().is_some());
    let member = |queue: &&Queue| {
        let id = queue.id();
        Member { is_chosen: asked.queues.contains(&id), id, name: queue.name.clone() }
    };
    let length = |(name, length): (&'static str, IntervalLength)| {
        (name, page.t(length_message(length)), name == asked.interval)
    };
    let chosen = Target::all().find(|one| one.to_string() == asked.target);
    let chosen = chosen.unwrap_or_else(usual_target);
    let is_fine = wrong.is_empty() && says.is_none();
    let status = if is_fine { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let list = format!("/integrations/{}/queues", integration.id);
    Ok(with_status(
        status,
        &FormPage {
            here: format!("/integrations/{}/export", integration.id),
            list,
            formats: Form::names()
                .map(|name| (name, format_name(name), name == asked.format))
                .collect(),
            lengths: IntervalLength::NAMED.into_iter().map(length).collect(),
            targets: Target::all().map(|one| (one.to_string(), one == chosen)).collect(),
            zones: TimeZone::names().collect(),
            workloads: workloads.iter().map(member).collect(),
            queues: queues.iter().map(member).collect(),
            is_imported: integration.coverage.is_some(),
            asked,
            wrong,
            says,
            page,
        },
    ))
}
