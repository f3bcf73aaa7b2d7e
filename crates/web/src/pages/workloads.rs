//! Workloads: which there are, how one is made, and how much queues overlap (rule 10).

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_app::IngestError;
use inflow_app::accounts::workloads::{self as making, UnfitWorkload, Wanted};
use inflow_app::figures::queues::{Queue, QueueState, queues};
use inflow_app::figures::workloads::{Overlap, overlaps, workload, workloads};
use inflow_domain::{Channel, Timestamp};
use inflow_store::{Integration, StoreError};
use serde::Deserialize;

use super::address;
use super::charts::spark::Spark;
use super::chosen::chosen;
use super::errors::PageError;
use super::integrations::wrong::Wrong;
use super::layout::{Page, Tab, html, with_status};
use super::queues::list::{channel_message, spark};
use crate::api::workloads::count_soon;
use crate::http::route::{Right, Route};
use crate::http::site::Site;
use crate::http::viewer::{Administrator, Viewer};
use crate::pages::i18n::Text;

/// The most queues of the table of overlaps.
const MOST_COMPARED: usize = 15;

/// The overlap is that of so long a time.
const COMPARED_SECONDS: i64 = 91 * 86_400;

struct Row {
    address: String,
    id: String,
    name: String,
    channel: Text,
    members: Vec<String>,
    is_active: bool,
    is_counted: bool,
    offered: i64,
    spark: Option<Spark>,
}

#[derive(Template)]
#[template(path = "workloads/list.html")]
struct ListPage {
    page: Page,
    here: String,
    rows: Vec<Row>,
    can_change: bool,
    wrong: Wrong,
}

/// A queue that may be chosen.
struct Member {
    /// The field and its value.
    field: &'static str,
    value: String,
    name: String,
    offered: i64,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "workloads/new.html")]
struct NewPage {
    page: Page,
    here: String,
    name: String,
    search: String,
    channel: Channel,
    channels: [(&'static str, Text, bool); 5],
    members: Vec<Member>,
    wrong: Wrong,
}

/// A queue of the table of overlaps, with what it shares with the others.
struct Compared {
    name: String,
    address: String,
    offered: i64,
    /// So many of a hundred; nothing with itself.
    shared: Vec<Option<i64>>,
}

#[derive(Template)]
#[template(path = "workloads/overlap.html")]
struct OverlapPage {
    page: Page,
    here: String,
    channels: [(&'static str, Text, bool); 5],
    from: Option<Timestamp>,
    compared: Vec<Compared>,
    /// Queues that are so much alike that they are to be planned as one.
    suggested: Vec<(String, String, i64)>,
}

/// What is asked for of a channel.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    channel: String,
    search: String,
}

impl Asked {
    fn channel(&self) -> Channel {
        Channel::from_name(&self.channel).unwrap_or(Channel::Email)
    }
}

pub(crate) fn routes() -> Vec<Route> {
    let all = "/integrations/{id}/workloads";
    vec![
        Route::get(all, Right::Viewer, list),
        Route::post(all, Right::Administrator, add),
        Route::get("/integrations/{id}/workloads/new", Right::Administrator, new),
        Route::get("/integrations/{id}/workloads/overlap", Right::Viewer, overlap),
        Route::post("/integrations/{id}/workloads/{workload}/name", Right::Administrator, rename),
        Route::post("/integrations/{id}/workloads/{workload}/end", Right::Administrator, end),
    ]
}

/// `GET /integrations/{id}/workloads`
async fn list(viewer: Viewer, page: Page, Path(id): Path<String>) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let page = page.about(&integration, Tab::Workloads);
    shown(&viewer, page, &integration, Wrong::default()).await
}

async fn shown(
    viewer: &Viewer,
    page: Page,
    integration: &Integration,
    wrong: Wrong,
) -> Result<Response, PageError> {
    let mut rows = Vec::new();
    for report in workloads(&viewer.context, integration).await? {
        let queue = &report.queue;
        let name = |(id, name): &(String, String)| {
            if name.is_empty() { id.clone() } else { name.clone() }
        };
        rows.push(Row {
            address: address::of_queue(integration.id, &queue.id()),
            id: queue.id(),
            name: report.workload.name.clone(),
            channel: page.t(channel_message(queue.summary.key.channel())),
            members: report.members.iter().map(name).collect(),
            is_active: queue.state == QueueState::Active,
            is_counted: report.is_counted,
            offered: queue.summary.offered,
            spark: spark(&viewer.context, integration, &page, queue).await?,
        });
    }
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(with_status(
        status,
        &ListPage {
            here: format!("/integrations/{}/workloads", integration.id),
            rows,
            can_change: page.is_administrator() && !integration.life.is_deleted(),
            wrong,
            page,
        },
    ))
}

/// `GET /integrations/{id}/workloads/new`
async fn new(
    Administrator(viewer): Administrator,
    page: Page,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let wanted = Wanted { channel: Some(asked.channel()), ..Wanted::default() };
    form(&viewer, page, &integration, &asked.search, "", &wanted, Wrong::default()).await
}

/// The form with what was entered.
async fn form(
    viewer: &Viewer,
    page: Page,
    integration: &Integration,
    search: &str,
    name: &str,
    wanted: &Wanted,
    wrong: Wrong,
) -> Result<Response, PageError> {
    let page = page.about(integration, Tab::Workloads);
    let channel = wanted.channel.unwrap_or(Channel::Email);
    let sought = search.trim().to_lowercase();
    let all = queues(&viewer.context, integration).await?;
    let of_channel = all.iter().filter(|queue| queue.summary.key.channel() == channel);
    let members = of_channel
        .map(|queue| member(queue, wanted))
        .filter(|member| member.is_chosen || member.name.to_lowercase().contains(&sought));
    let members = members.collect();
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(with_status(
        status,
        &NewPage {
            here: format!("/integrations/{}/workloads", integration.id),
            name: name.to_owned(),
            search: search.to_owned(),
            channels: channels(&page, channel),
            channel,
            members,
            wrong,
            page,
        },
    ))
}

fn member(queue: &Queue, wanted: &Wanted) -> Member {
    let (field, value) = match queue.summary.key.view() {
        Some(view) => ("view", view.to_string()),
        None => ("call_queue", queue.id()),
    };
    let chosen = if field == "view" { &wanted.views } else { &wanted.call_queues };
    Member {
        field,
        is_chosen: chosen.contains(&value),
        value,
        name: queue.name.clone(),
        offered: queue.summary.offered,
    }
}

fn channels(page: &Page, present: Channel) -> [(&'static str, Text, bool); 5] {
    Channel::ALL
        .map(|channel| (channel.as_str(), page.t(channel_message(channel)), channel == present))
}

/// `POST /integrations/{id}/workloads`
async fn add(
    Administrator(viewer): Administrator,
    State(site): State<Site>,
    page: Page,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let all = |field: &str| -> Vec<String> {
        let of_field = fields.iter().filter(|(name, _)| name == field);
        of_field.map(|(_, value)| value.clone()).collect()
    };
    let name = all("name").pop().unwrap_or_default();
    let call_queues = all("call_queue");
    let channel = Channel::from_name(&all("channel").pop().unwrap_or_default());
    let wanted = Wanted { channel, views: all("view"), call_queues };
    match making::add(&viewer.context, &integration, &name, &wanted).await {
        Ok(made) => {
            count_soon(&site, &viewer.context, &integration).await;
            let queue = address::of_queue(integration.id, &made.key().id());
            Ok(Redirect::to(&queue).into_response())
        }
        Err(error) => {
            let mut wrong = Wrong::default();
            add_wrong(&page, &mut wrong, error)?;
            form(&viewer, page, &integration, "", &name, &wanted, wrong).await
        }
    }
}

/// Says what cannot be made; an error that has nothing to do with the form comes back.
fn add_wrong(page: &Page, wrong: &mut Wrong, error: IngestError) -> Result<(), PageError> {
    match error {
        IngestError::UnfitWorkload(UnfitWorkload::Name) => {
            wrong.add("name", page.t("workload-wrong-name"));
        }
        IngestError::Store(StoreError::WorkloadNameTaken { .. }) => {
            wrong.add("name", page.t("workload-name-taken"));
        }
        IngestError::UnfitWorkload(UnfitWorkload::Empty) => {
            wrong.add("members", page.t("workload-empty"));
        }
        IngestError::UnfitWorkload(UnfitWorkload::Mixed) => {
            wrong.add("members", page.t("workload-mixed"));
        }
        IngestError::UnfitWorkload(UnfitWorkload::TextErased { title, .. }) => {
            wrong.add("members", page.t("workload-text-erased").with("view", title));
        }
        IngestError::UnfitWorkload(UnfitWorkload::NotCounted { title, .. }) => {
            wrong.add("members", page.t("workload-not-counted").with("view", title));
        }
        IngestError::UnfitWorkload(_) | IngestError::NoSuchQueue { .. } => {
            wrong.add("members", page.t("workload-unknown-member"));
        }
        error => return Err(error.into()),
    }
    Ok(())
}

/// The name that is entered.
#[derive(Deserialize)]
struct Named {
    name: String,
}

/// `POST /integrations/{id}/workloads/{workload}/name`
async fn rename(
    Administrator(viewer): Administrator,
    page: Page,
    Path((id, wanted)): Path<(String, String)>,
    Form(named): Form<Named>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let found = find(&viewer, &integration, &wanted).await?;
    let renamed = making::rename(&viewer.context, &integration, &found, &named.name).await;
    if let Err(error) = renamed {
        let mut wrong = Wrong::default();
        add_wrong(&page, &mut wrong, error)?;
        wrong.whole = wrong.of("name").into_iter().cloned().collect();
        let page = page.about(&integration, Tab::Workloads);
        return shown(&viewer, page, &integration, wrong).await;
    }
    Ok(Redirect::to(&format!("/integrations/{id}/workloads")).into_response())
}

/// `POST /integrations/{id}/workloads/{workload}/end`
async fn end(
    Administrator(viewer): Administrator,
    Path((id, wanted)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let found = find(&viewer, &integration, &wanted).await?;
    making::remove(&viewer.context, &integration, &found).await?;
    Ok(Redirect::to(&format!("/integrations/{id}/workloads")).into_response())
}

async fn find(
    viewer: &Viewer,
    integration: &Integration,
    wanted: &str,
) -> Result<inflow_domain::Workload, PageError> {
    match workload(&viewer.context, integration, wanted).await {
        Err(IngestError::NoSuchWorkload { .. }) => Err(PageError::NOT_FOUND),
        found => Ok(found?.workload),
    }
}

/// `GET /integrations/{id}/workloads/overlap`
async fn overlap(
    viewer: Viewer,
    State(site): State<Site>,
    page: Page,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let page = page.about(&integration, Tab::Workloads);
    let channel = asked.channel();
    let until = integration.coverage.map(|coverage| coverage.until);
    let from = until.map(|until| until.plus_seconds(-COMPARED_SECONDS));
    let busy = || PageError::because(StatusCode::TOO_MANY_REQUESTS, "recount-busy");
    let heavy = site.heavy.take(&viewer.context.account).await.ok_or_else(busy)?;
    let (context, of) = (viewer.context.clone(), integration.clone());
    let (begin, end) = (from.unwrap_or(Timestamp(0)), until.unwrap_or(Timestamp(1)));
    let found = heavy.run(async move { overlaps(&context, &of, channel, begin, end).await }).await;
    let found = found.map_err(|_| PageError::of(StatusCode::INTERNAL_SERVER_ERROR))??;
    let alike = found.iter().filter(|one| one.suggests_workload());
    let pair = |one: &Overlap| (one.left.0.name.clone(), one.right.0.name.clone(), one.percent());
    Ok(html(&OverlapPage {
        here: format!("/integrations/{}/workloads", integration.id),
        channels: channels(&page, channel),
        from,
        suggested: alike.map(pair).take(MOST_COMPARED).collect(),
        compared: matrix(&integration, &found),
        page,
    }))
}

/// The queues that share most, each with what it shares with the others.
fn matrix(integration: &Integration, found: &[Overlap]) -> Vec<Compared> {
    let mut queues: Vec<&(Queue, i64)> = Vec::new();
    let mut shared: BTreeMap<(String, String), i64> = BTreeMap::new();
    for one in found {
        for queue in [&one.left, &one.right] {
            if queues.len() < MOST_COMPARED
                && queues.iter().all(|known| known.0.id() != queue.0.id())
            {
                queues.push(queue);
            }
        }
        let (left, right) = (one.left.0.id(), one.right.0.id());
        shared.insert((left.clone(), right.clone()), one.percent());
        shared.insert((right, left), one.percent());
    }
    let row = |(queue, offered): &&(Queue, i64)| {
        let with = |(other, _): &&(Queue, i64)| {
            let is_itself = other.id() == queue.id();
            let percent = shared.get(&(queue.id(), other.id())).copied().unwrap_or(0);
            (!is_itself).then_some(percent)
        };
        Compared {
            name: queue.name.clone(),
            address: address::of_queue(integration.id, &queue.id()),
            offered: *offered,
            shared: queues.iter().map(with).collect(),
        }
    };
    queues.iter().map(row).collect()
}
