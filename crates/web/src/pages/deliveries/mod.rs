//! Deliveries: which there are, how one is made by a form, and what was delivered when.

mod entered;
mod new;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_app::IngestError;
use inflow_app::deliveries::{self, Settings};
use inflow_app::figures::queues::queues;
use inflow_app::figures::workloads::workloads;
use inflow_app::import::leases::with_lease_of_service;
use inflow_app::service::runs::chain;
use inflow_domain::{IntervalLength, Timestamp};
use inflow_store::{Delivery, DeliveryEntry, DeliveryOutcome, Integration, StoreError};

use super::address::encoded;
use super::chosen::chosen;
use super::errors::PageError;
use super::integrations::wrong::Wrong;
use super::layout::{Page, Tab, html, with_status};
use super::queues::queue::length_message;
use crate::http::route::{Right, Route};
use crate::http::viewer::{Administrator, Viewer};
use crate::pages::i18n::Text;

/// So many attempts are shown.
const SHOWN_ATTEMPTS: u32 = 50;

pub(crate) fn routes() -> Vec<Route> {
    let all = "/integrations/{id}/deliveries";
    vec![
        Route::get(all, Right::Viewer, list),
        Route::post(all, Right::Administrator, new::add),
        Route::get("/integrations/{id}/deliveries/new", Right::Administrator, new::form),
        Route::get("/integrations/{id}/deliveries/named/{delivery}", Right::Viewer, one),
        Route::post(
            "/integrations/{id}/deliveries/named/{delivery}/run",
            Right::Administrator,
            run,
        ),
        Route::post(
            "/integrations/{id}/deliveries/named/{delivery}/test",
            Right::Administrator,
            test,
        ),
        Route::post(
            "/integrations/{id}/deliveries/named/{delivery}/pause",
            Right::Administrator,
            pause,
        ),
        Route::post(
            "/integrations/{id}/deliveries/named/{delivery}/resume",
            Right::Administrator,
            resume,
        ),
        Route::post(
            "/integrations/{id}/deliveries/named/{delivery}/end",
            Right::Administrator,
            end,
        ),
    ]
}

/// How a delivery is doing.
struct Standing {
    tone: &'static str,
    words: Text,
}

/// A delivery, as the list and its own page show it.
struct Shown {
    address: String,
    name: String,
    format: &'static str,
    contacts: bool,
    to: String,
    when: Text,
    standing: Standing,
    last: Option<Timestamp>,
    next: Option<Timestamp>,
    is_paused: bool,
}

/// An attempt.
struct Attempt {
    at: Timestamp,
    tone: &'static str,
    outcome: Text,
    files: i64,
    rows: i64,
    says: Option<String>,
}

#[derive(Template)]
#[template(path = "deliveries/list.html")]
struct ListPage {
    page: Page,
    here: String,
    rows: Vec<Shown>,
    can_change: bool,
}

#[derive(Template)]
#[template(path = "deliveries/one.html")]
struct OnePage {
    page: Page,
    here: String,
    shown: Shown,
    /// The names of what is delivered; none where every queue is.
    members: Vec<String>,
    interval: Text,
    time_zone: String,
    days: u32,
    unfinished: bool,
    attempts: Vec<Attempt>,
    can_change: bool,
    /// What was just done, or why it was not.
    done: Option<Text>,
    trouble: Option<Trouble>,
}

/// Why something was not done: in the reader's language, and as the destination or the program has it.
struct Trouble {
    what: Text,
    detail: Option<String>,
}

/// `GET /integrations/{id}/deliveries`
async fn list(viewer: Viewer, page: Page, Path(id): Path<String>) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let page = page.about(&integration, Tab::Deliveries);
    let mut rows = Vec::new();
    for (delivery, settings) in deliveries::list(&viewer.context, &integration).await? {
        let log = deliveries::log(&viewer.context, &integration, &delivery.name, 1).await?;
        rows.push(Shown::of(&page, &integration, &delivery, &settings, log.first()));
    }
    Ok(html(&ListPage {
        here: here(&integration),
        rows,
        can_change: page.is_administrator() && !integration.life.is_deleted(),
        page,
    }))
}

/// Where the deliveries of an integration are.
fn here(integration: &Integration) -> String {
    format!("/integrations/{}/deliveries", integration.id)
}

/// The page of a delivery.
fn address_of(integration: &Integration, name: &str) -> String {
    format!("{}/named/{}", here(integration), encoded(name))
}

impl Shown {
    fn of(
        page: &Page,
        integration: &Integration,
        delivery: &Delivery,
        settings: &Settings,
        last: Option<&DeliveryEntry>,
    ) -> Self {
        let when = match &settings.at {
            Some(at) => {
                let words = page.t("delivery-daily").with("at", at.as_str());
                words.with("zone", settings.time_zone.as_str())
            }
            None => page.t("delivery-each-import"),
        };
        Self {
            address: address_of(integration, &delivery.name),
            name: delivery.name.clone(),
            format: format_name(&settings.format),
            contacts: settings.has_contacts(),
            to: settings.to.clone(),
            when,
            standing: standing(page, delivery, last),
            last: last.map(|entry| entry.at),
            next: delivery.next_at.filter(|_| delivery.paused_since.is_none()),
            is_paused: delivery.paused_since.is_some(),
        }
    }
}

fn standing(page: &Page, delivery: &Delivery, last: Option<&DeliveryEntry>) -> Standing {
    let of = |tone, words| Standing { tone, words };
    if delivery.paused_since.is_some() {
        return of("warn", page.t("delivery-paused"));
    }
    if delivery.failures > 0 {
        return of("bad", page.t("delivery-fails").with("count", delivery.failures));
    }
    match last {
        Some(_) => of("good", page.t("delivery-fine")),
        None => of("idle", page.t("delivery-waits")),
    }
}

fn attempt(page: &Page, entry: &DeliveryEntry) -> Attempt {
    let (tone, outcome) = match entry.outcome {
        DeliveryOutcome::Written => ("good", "delivery-written"),
        DeliveryOutcome::Unchanged => ("idle", "delivery-unchanged"),
        DeliveryOutcome::Failed => ("bad", "delivery-failed"),
    };
    Attempt {
        at: entry.at,
        tone,
        outcome: page.t(outcome),
        files: entry.files,
        rows: entry.rows,
        says: entry.says.clone(),
    }
}

/// What people call a format.
pub(crate) fn format_name(format: &str) -> &'static str {
    let known = Settings::formats().into_iter().find(|known| *known == format).unwrap_or("?");
    match known {
        "genesys-cloud" => "Genesys Cloud",
        "calabrio" => "Calabrio",
        "amazon-connect" => "Amazon Connect",
        "assembled" => "Assembled",
        "csv" => "CSV",
        "json" => "JSON",
        "parquet" => "Parquet",
        "xlsx" => "XLSX (Excel)",
        other => other,
    }
}

/// `GET /integrations/{id}/deliveries/named/{delivery}`
async fn one(
    viewer: Viewer,
    page: Page,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    shown(&viewer, page, &integration, &name, None, None).await
}

async fn shown(
    viewer: &Viewer,
    page: Page,
    integration: &Integration,
    name: &str,
    done: Option<Text>,
    trouble: Option<Trouble>,
) -> Result<Response, PageError> {
    let context = &viewer.context;
    let page = page.about(integration, Tab::Deliveries);
    let (delivery, settings) = deliveries::find(context, integration, name).await?;
    let log = deliveries::log(context, integration, name, SHOWN_ATTEMPTS).await?;
    let status = if trouble.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let length = IntervalLength::from_name(&settings.interval);
    Ok(with_status(
        status,
        &OnePage {
            here: here(integration),
            shown: Shown::of(&page, integration, &delivery, &settings, log.first()),
            members: members(viewer, integration, &settings).await?,
            interval: page.t(length.map_or("length-quarter-hour", length_message)),
            time_zone: settings.time_zone.clone(),
            days: settings.days,
            unfinished: settings.unfinished,
            attempts: log.iter().map(|entry| attempt(&page, entry)).collect(),
            can_change: page.is_administrator() && !integration.life.is_deleted(),
            done,
            trouble,
            page,
        },
    ))
}

/// The names of the queues and workloads that are delivered; an id that is no longer there stands for itself.
async fn members(
    viewer: &Viewer,
    integration: &Integration,
    settings: &Settings,
) -> Result<Vec<String>, PageError> {
    if settings.queues.is_empty() {
        return Ok(Vec::new());
    }
    let mut known = queues(&viewer.context, integration).await?;
    known.extend(workloads(&viewer.context, integration).await?.into_iter().map(|one| one.queue));
    let name = |id: &String| {
        let found = known.iter().find(|queue| queue.id() == *id);
        found.map_or_else(|| id.clone(), |queue| queue.name.clone())
    };
    Ok(settings.queues.iter().map(name).collect())
}

/// `POST /integrations/{id}/deliveries/named/{delivery}/run`
async fn run(
    Administrator(viewer): Administrator,
    page: Page,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let context = &viewer.context;
    let (delivery, _) = deliveries::find(context, &integration, &name).await?;
    let made = with_lease_of_service(context, integration.id, async |lease| {
        deliveries::run(context, &integration, lease, &delivery).await
    });
    let (done, trouble) = match made.await {
        Err(IngestError::Store(StoreError::Claimed | StoreError::Leased { .. })) => {
            (None, Some(Trouble { what: page.t("delivery-import-goes-on"), detail: None }))
        }
        Ok(DeliveryEntry { outcome: DeliveryOutcome::Failed, says, .. }) => {
            (None, Some(Trouble { what: page.t("delivery-run-failed"), detail: says }))
        }
        Ok(DeliveryEntry { outcome: DeliveryOutcome::Unchanged, .. }) => {
            (Some(page.t("delivery-run-unchanged")), None)
        }
        Ok(entry) => {
            let words = page.t("delivery-run-written").with("files", entry.files);
            (Some(words.with("rows", entry.rows)), None)
        }
        Err(error) => return Err(error.into()),
    };
    shown(&viewer, page, &integration, &name, done, trouble).await
}

/// `POST /integrations/{id}/deliveries/named/{delivery}/test`
async fn test(
    Administrator(viewer): Administrator,
    page: Page,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let (done, trouble) = match deliveries::test(&viewer.context, &integration, &name).await {
        Ok(()) => (Some(page.t("delivery-test-went-well")), None),
        Err(error @ (IngestError::Destination(_) | IngestError::UnfitDelivery { .. })) => {
            let detail = Some(chain(&error));
            (None, Some(Trouble { what: page.t("delivery-test-failed"), detail }))
        }
        Err(error) => return Err(error.into()),
    };
    shown(&viewer, page, &integration, &name, done, trouble).await
}

/// `POST /integrations/{id}/deliveries/named/{delivery}/pause`
async fn pause(
    Administrator(viewer): Administrator,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    rest(&viewer, &id, &name, true).await
}

/// `POST /integrations/{id}/deliveries/named/{delivery}/resume`
async fn resume(
    Administrator(viewer): Administrator,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    rest(&viewer, &id, &name, false).await
}

async fn rest(viewer: &Viewer, id: &str, name: &str, rests: bool) -> Result<Response, PageError> {
    let integration = chosen(viewer, id).await?;
    deliveries::pause(&viewer.context, &integration, name, rests).await?;
    Ok(Redirect::to(&address_of(&integration, name)).into_response())
}

/// `POST /integrations/{id}/deliveries/named/{delivery}/end`
async fn end(
    Administrator(viewer): Administrator,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    deliveries::remove(&viewer.context, &integration, &name).await?;
    Ok(Redirect::to(&here(&integration)).into_response())
}
