//! Trying a view over the imported history before it is made in Zendesk. Nothing is saved.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Datelike as _, NaiveDate};
use inflow_app::IngestError;
use inflow_app::figures::preview::{
    SeenByDay, UnfitView, count_view, known_fields, previewed, written_view,
};
use inflow_app::figures::views::Verdict;
use inflow_domain::{Channel, View};
use inflow_store::Integration;
use serde::Deserialize;

use super::super::chosen::chosen;
use super::super::errors::PageError;
use super::super::layout::{Page, Tab, html, with_status};
use super::super::queues::list::channel_message;
use super::super::words::{ShownConditions, conditions};
use crate::http::site::Site;
use crate::http::viewer::Viewer;
use crate::pages::i18n::{Text, format};

/// What the form has at first.
const EXAMPLE: &str = r#"{
  "title": "Unsolved tickets",
  "conditions": {
    "all": [
      { "field": "status", "operator": "less_than", "value": "solved" }
    ],
    "any": []
  }
}"#;

/// The most that a view's definition is taken for.
const LONGEST: usize = 64 * 1024;

#[derive(Template)]
#[template(path = "views/try.html")]
struct TrialPage {
    page: Page,
    integration: Integration,
    json: String,
    wrong: Option<Text>,
    result: Option<Judged>,
}

/// What became of a view.
struct Judged {
    headline: Text,
    between: Option<Text>,
    conditions: ShownConditions,
    seen: Option<Seen>,
}

/// What it would have counted.
struct Seen {
    channels: Vec<Text>,
    months: Vec<Month>,
    total: i64,
    totals: Vec<i64>,
}

/// A month with its contacts by channel.
struct Month {
    name: String,
    by_channel: Vec<i64>,
    total: i64,
    /// In hundredths of the largest month.
    bar: i64,
}

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    view: String,
}

/// `GET /integrations/{id}/views/try`
pub(crate) async fn form(
    viewer: Viewer,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let page = page.about(&integration, Tab::Views);
    let json = EXAMPLE.to_owned();
    Ok(html(&TrialPage { page, integration, json, wrong: None, result: None }))
}

/// `POST /integrations/{id}/views/try`
pub(crate) async fn attempt(
    viewer: Viewer,
    State(site): State<Site>,
    page: Page,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let page = page.about(&integration, Tab::Views);
    let (wrong, result) = match judged(&site, &viewer, &page, &integration, &typed.view).await? {
        Ok(judged) => (None, Some(judged)),
        Err(wrong) => (Some(wrong), None),
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shown = TrialPage { page, integration, json: typed.view, wrong, result };
    Ok(with_status(status, &shown))
}

async fn judged(
    site: &Site,
    viewer: &Viewer,
    page: &Page,
    integration: &Integration,
    json: &str,
) -> Result<Result<Judged, Text>, PageError> {
    if json.len() > LONGEST {
        return Ok(Err(page.t("try-too-long")));
    }
    let view = match written_view(json) {
        Ok(view) => view,
        Err(UnfitView::TooMuch { .. }) => return Ok(Err(page.t("try-too-long"))),
        Err(UnfitView::Unreadable(reason)) => {
            return Ok(Err(page.t("try-unreadable").with("reason", reason)));
        }
    };
    let context = &viewer.context;
    let found = previewed(view, &known_fields(context, integration).await?);
    let shown = conditions(page.language, &found.view, &found.verdict);
    if matches!(found.verdict, Verdict::Unsupported(_)) {
        let headline = page.t("try-unsupported").with("title", &found.view.title);
        return Ok(Ok(Judged { headline, between: None, conditions: shown, seen: None }));
    }
    let Some(heavy) = site.heavy.take(&context.account).await else {
        return Ok(Err(page.t("recount-busy")));
    };
    let (context, of, view) = (context.clone(), integration.clone(), found.view.clone());
    let count = heavy.run(async move { count_view(&context, &of, &view).await }).await;
    match count.map_err(|_| PageError::of(StatusCode::INTERNAL_SERVER_ERROR))? {
        Ok(days) => Ok(Ok(counted(page, integration, &found.view, shown, &days))),
        Err(IngestError::TextNotKept) => Ok(Err(page.t("try-text-not-kept"))),
        Err(IngestError::NothingImported) => Ok(Err(page.t("try-not-imported"))),
        Err(error) => Err(error.into()),
    }
}

fn counted(
    page: &Page,
    integration: &Integration,
    view: &View,
    conditions: ShownConditions,
    days: &SeenByDay,
) -> Judged {
    let total: i64 = days.values().sum();
    let between = integration.coverage.map(|coverage| {
        let (from, until) = (page.date_time(coverage.from), page.date_time(coverage.until));
        page.t("try-between").with("from", from).with("until", until)
    });
    Judged {
        headline: page.t("try-seen").with("title", &view.title).with("count", total),
        between,
        conditions,
        seen: (total > 0).then(|| seen(page, days, total)),
    }
}

fn seen(page: &Page, days: &SeenByDay, total: i64) -> Seen {
    let channels: BTreeSet<Channel> = days.keys().map(|(channel, _)| *channel).collect();
    let mut months: BTreeMap<NaiveDate, BTreeMap<Channel, i64>> = BTreeMap::new();
    for ((channel, day), offered) in days {
        let day = day.to_utc().date_naive();
        let month = day.with_day(1).unwrap_or(day);
        *months.entry(month).or_default().entry(*channel).or_default() += offered;
    }
    let largest = months.values().map(|month| month.values().sum::<i64>()).max().unwrap_or(0);
    let by_channel = |counts: &BTreeMap<Channel, i64>| {
        channels.iter().map(|channel| counts.get(channel).copied().unwrap_or(0)).collect()
    };
    let shown = months.iter().map(|(month, counts)| {
        let total: i64 = counts.values().sum();
        let bar = total.saturating_mul(100) / largest.max(1);
        let name = format::month_and_year(page.language, *month);
        Month { name, by_channel: by_channel(counts), total, bar }
    });
    let totals = channels.iter().map(|channel| {
        days.iter().filter(|((of, _), _)| of == channel).map(|(_, offered)| offered).sum()
    });
    Seen {
        months: shown.collect(),
        totals: totals.collect(),
        total,
        channels: channels.iter().map(|channel| page.t(channel_message(*channel))).collect(),
    }
}
