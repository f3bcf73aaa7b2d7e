//! The list of an integration's queues.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use inflow_app::Context;
use inflow_app::figures::queues::{Queue, QueueState, queues, share_calls};
use inflow_app::figures::volumes::{Fill, Shape, buckets};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Channel, IntervalLength, Timestamp, ViewId};
use inflow_store::Integration;
use serde::Deserialize;
use url::form_urlencoded;

use super::chosen::{find_integration, known};
use crate::http::viewer::Viewer;
use crate::pages::address;
use crate::pages::charts::spark::Spark;
use crate::pages::errors::PageError;
use crate::pages::i18n::Text;
use crate::pages::layout::{Page, Tab, html};

/// Days of the small charts.
const SPARK_DAYS: u16 = 42;

/// The most queues of a page.
const MOST_ROWS: usize = 100;

/// Which queues are looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filter {
    search: String,
    channel: String,
    state: String,
    /// Which hundred, from 1 on.
    page: String,
}

struct Row {
    address: String,
    name: String,
    /// The view, where another queue has the same name (rule 6.6).
    view: Option<ViewId>,
    channel: &'static str,
    channel_name: Text,
    is_active: bool,
    offered: i64,
    last: Timestamp,
    complete_from: Option<Timestamp>,
    spark: Option<Spark>,
}

#[derive(Template)]
#[template(path = "queues/list.html")]
struct ListPage {
    page: Page,
    here: String,
    tickets: String,
    export: String,
    filter: Filter,
    channels: [(&'static str, Text); 5],
    rows: Vec<Row>,
    /// Where the hundreds before and after these are shown.
    before: Option<String>,
    after: Option<String>,
    total: usize,
    covered: Option<(Timestamp, Timestamp)>,
    share_calls: bool,
}

/// `GET /integrations/{id}/queues`
pub(super) async fn list(
    viewer: Viewer,
    page: Page,
    Path(id): Path<i64>,
    Query(filter): Query<Filter>,
) -> Result<Response, PageError> {
    let context = &viewer.context;
    let integration = find_integration(context, id).await?;
    let page = page.about(&integration, Tab::Queues);
    let all = queues(context, &integration).await?;
    let (total, share_calls) = (all.len(), share_calls(&all));
    let found: Vec<&Queue> = all.iter().filter(|queue| filter.takes(queue)).collect();
    let hundreds = found.chunks(MOST_ROWS);
    let (last, present) = (hundreds.len(), filter.page.parse().unwrap_or(1_usize));
    let present = present.clamp(1, last.max(1));
    let mut rows = Vec::new();
    for queue in hundreds.skip(present - 1).take(1).flatten() {
        let mut row = row(context, &integration, &page, queue).await?;
        let namesakes = all.iter().filter(|other| other.name == queue.name).count();
        row.view = queue.summary.key.view().filter(|_| namesakes > 1);
        rows.push(row);
    }
    let here = format!("/integrations/{id}/queues");
    Ok(html(&ListPage {
        before: (present > 1).then(|| filter.address(&here, present - 1)),
        after: (present < last).then(|| filter.address(&here, present + 1)),
        here,
        tickets: format!("/integrations/{id}/tickets"),
        export: format!("/integrations/{id}/export"),
        filter,
        channels: Channel::ALL.map(|channel| (channel.as_str(), page.t(channel_message(channel)))),
        rows,
        total,
        covered: integration.coverage.map(|coverage| (coverage.from, coverage.until)),
        share_calls,
        page,
    }))
}

impl Filter {
    fn takes(&self, queue: &Queue) -> bool {
        let search = self.search.trim().to_lowercase();
        let state = if is_active(queue) { "active" } else { "inactive" };
        queue.name.to_lowercase().contains(&search)
            && [queue.summary.key.channel().as_str(), ""].contains(&self.channel.as_str())
            && [state, ""].contains(&self.state.as_str())
    }

    /// The same search, on another page.
    fn address(&self, list: &str, page: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let chosen = [("search", &self.search), ("channel", &self.channel), ("state", &self.state)];
        query.extend_pairs(chosen.into_iter().filter(|(_, value)| !value.is_empty()));
        format!("{list}?{}", query.append_pair("page", &page.to_string()).finish())
    }

    fn is_empty(&self) -> bool {
        self.search.trim().is_empty() && self.channel.is_empty() && self.state.is_empty()
    }
}

fn is_active(queue: &Queue) -> bool {
    queue.state == QueueState::Active
}

/// The message that names a channel.
pub(crate) fn channel_message(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "channel-email",
        Channel::Chat => "channel-chat",
        Channel::SocialMedia => "channel-social-media",
        Channel::Call => "channel-call",
        Channel::Case => "channel-case",
    }
}

async fn row(
    context: &Context,
    integration: &Integration,
    page: &Page,
    queue: &Queue,
) -> Result<Row, PageError> {
    let channel = queue.summary.key.channel();
    Ok(Row {
        address: address::of_queue(integration.id, &queue.id()),
        name: queue.name.clone(),
        view: None,
        channel: channel.as_str(),
        channel_name: page.t(channel_message(channel)),
        is_active: is_active(queue),
        offered: queue.summary.offered,
        last: queue.summary.last.start(),
        complete_from: queue.complete_from,
        spark: spark(context, integration, page, queue).await?,
    })
}

/// The last weeks that are imported, day by day.
pub(crate) async fn spark(
    context: &Context,
    integration: &Integration,
    page: &Page,
    queue: &Queue,
) -> Result<Option<Spark>, PageError> {
    let Some(known) = known(integration, queue) else { return Ok(None) };
    let zone: TimeZone = page.zone;
    // Of the last day a part is missing as a rule, which would look like a fall.
    let to = IntervalLength::Day.containing(known.covered.1, zone).0;
    let first = super::asked::before(zone.local(to).date(), SPARK_DAYS.into());
    let from = zone.start_of_day(first);
    let shape = Shape { length: IntervalLength::Day, zone, fill: Fill::Zero, from, to };
    let days = buckets(context, integration, &queue.summary.key, &shape).await?;
    let days: Vec<Option<i64>> = days.map(|day| Some(day.figures.offered)).collect();
    let missing = usize::from(SPARK_DAYS).saturating_sub(days.len());
    let values: Vec<Option<i64>> = vec![None; missing].into_iter().chain(days).collect();
    let offered: i64 = values.iter().flatten().sum();
    let label = page.t("spark-label").with("count", offered).with("days", SPARK_DAYS);
    Ok(Some(Spark::new(label.to_string(), &values)))
}
