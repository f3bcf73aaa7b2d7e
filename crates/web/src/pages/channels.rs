//! Where Zendesk's channels are counted, and what a change of that, or of views, will do to the figures.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::NaiveDate;
use inflow_app::IngestError;
use inflow_app::accounts::channels::{
    ChannelChange, PlacedChannel, Placement, channels, override_channels,
};
use inflow_app::import::recount::{Difference, DryRun, dry_run};
use inflow_domain::{Channel, QueueKey};
use inflow_store::Integration;
use serde::Deserialize;

use super::address;
use super::chosen::chosen;
use super::errors::PageError;
use super::layout::{Page, Tab, html};
use super::queues::list::channel_message;
use crate::http::route::{Right, Route};
use crate::http::site::Site;
use crate::http::viewer::{Administrator, Viewer};
use crate::pages::i18n::Text;

/// How the fields of the form begin; the Zendesk channel follows. Some say where it was when the form
/// was shown.
const PLACE: &str = "place.";
const WAS: &str = "was.";

#[derive(Template)]
#[template(path = "channels.html")]
struct ChannelsPage {
    page: Page,
    integration: Integration,
    free: Vec<ShownChannel>,
    fixed: Vec<ShownChannel>,
    can_change: bool,
    is_saved: bool,
}

struct ShownChannel {
    zendesk: String,
    field: String,
    /// The field that says where it was.
    was: (String, &'static str),
    channel: Text,
    is_overridden: bool,
    rule: &'static str,
    contacts: Option<i64>,
    /// What it can be: the name, the words, and whether it is so.
    choices: Vec<(&'static str, Text, bool)>,
}

#[derive(Template)]
#[template(path = "recount.html")]
struct RecountPage {
    page: Page,
    integration: Integration,
    tickets: u64,
    is_due: bool,
    queues: Vec<ShownDifference>,
}

/// A queue whose figures change.
struct ShownDifference {
    name: String,
    address: String,
    days: usize,
    first: NaiveDate,
    last: NaiveDate,
    counted: i64,
    recounted: i64,
}

/// What was just done.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Done {
    done: String,
}

pub(crate) fn routes() -> Vec<Route> {
    let path = "/integrations/{id}/channels";
    vec![
        Route::get(path, Right::Viewer, show),
        Route::post(path, Right::Administrator, place),
        Route::get("/integrations/{id}/recount", Right::Viewer, preview),
    ]
}

/// `GET /integrations/{id}/channels`
async fn show(
    viewer: Viewer,
    page: Page,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let placed = channels(&viewer.context, &integration).await?;
    let page = page.about(&integration, Tab::Quality);
    let (mut free, fixed): (Vec<&PlacedChannel>, Vec<&PlacedChannel>) =
        placed.iter().partition(|placed| placed.placement.can_be_overridden());
    // What came and no rule names is what somebody should place.
    free.sort_by_key(|placed| placed.placement != Placement::Unlisted);
    let shown = |placed: &PlacedChannel| shown_channel(&page, placed);
    Ok(html(&ChannelsPage {
        free: free.into_iter().map(shown).collect(),
        fixed: fixed.into_iter().map(shown).collect(),
        can_change: page.is_administrator() && !integration.life.is_deleted(),
        is_saved: done.done == "channels",
        page,
        integration,
    }))
}

fn shown_channel(page: &Page, placed: &PlacedChannel) -> ShownChannel {
    let words = |channel| page.t(channel_message(channel));
    let choice = |channel: Channel| (channel.as_str(), words(channel), channel == placed.channel);
    ShownChannel {
        zendesk: placed.zendesk_channel.clone(),
        field: format!("{PLACE}{}", placed.zendesk_channel),
        was: (format!("{WAS}{}", placed.zendesk_channel), placed.channel.as_str()),
        channel: words(placed.channel),
        is_overridden: placed.is_overridden(),
        rule: placed.placement.rule(),
        contacts: placed.contacts,
        choices: Channel::ALL.map(choice).into(),
    }
}

/// `POST /integrations/{id}/channels`: places those that are named elsewhere than they are.
async fn place(
    Administrator(viewer): Administrator,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let present: BTreeMap<String, Channel> = channels(&viewer.context, &integration)
        .await?
        .into_iter()
        .map(|placed| (placed.zendesk_channel, placed.channel))
        .collect();
    let wrong = || PageError::because(StatusCode::UNPROCESSABLE_ENTITY, "channels-wrong");
    let was: BTreeMap<&str, &str> = fields
        .iter()
        .filter_map(|(field, channel)| Some((field.strip_prefix(WAS)?, channel.as_str())))
        .collect();
    let mut changed = Vec::new();
    for (field, channel) in &fields {
        let Some(zendesk) = field.strip_prefix(PLACE) else { continue };
        let untouched = was.get(zendesk) == Some(&channel.as_str());
        let channel = Channel::from_name(channel).ok_or_else(wrong)?;
        // Nothing is placed that the form did not show, and nothing that was left as it was shown:
        // somebody else may have placed it meanwhile.
        if *present.get(zendesk).ok_or_else(wrong)? != channel && !untouched {
            changed.push((zendesk.to_owned(), channel));
        }
    }
    if !changed.is_empty() {
        let change = ChannelChange { set: &changed, unset: &[], force: false };
        let placed = override_channels(&viewer.context, &integration, change).await;
        placed.map_err(|error| match error {
            IngestError::FixedChannel { .. } | IngestError::UnknownChannel { .. } => wrong(),
            error => error.into(),
        })?;
    }
    Ok(Redirect::to(&format!("/integrations/{id}/channels?done=channels")).into_response())
}

/// `GET /integrations/{id}/recount`: what the next count will change. Nothing is written.
async fn preview(
    viewer: Viewer,
    State(site): State<Site>,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let busy = || PageError::because(StatusCode::TOO_MANY_REQUESTS, "recount-busy");
    let heavy = site.heavy.take(&viewer.context.account).await.ok_or_else(busy)?;
    let (context, of) = (viewer.context.clone(), integration.clone());
    let found = heavy.run(async move { dry_run(&context, &of).await }).await;
    let found = found.map_err(|_| PageError::of(StatusCode::INTERNAL_SERVER_ERROR))??;
    let page = page.about(&integration, Tab::Quality);
    let DryRun { tickets, is_due, differences } = found;
    let queues = by_queue(&integration, &differences);
    Ok(html(&RecountPage { page, integration, tickets, is_due, queues }))
}

/// The differences, which come by queue and day, as one for each queue.
fn by_queue(integration: &Integration, differences: &[Difference]) -> Vec<ShownDifference> {
    let mut queues: Vec<(&QueueKey, ShownDifference)> = Vec::new();
    for difference in differences {
        let Difference { queue, name, day, counted, recounted } = difference;
        // Days of these differences are those of UTC.
        let day = day.to_utc().date_naive();
        match queues.last_mut().filter(|(known, _)| *known == queue) {
            Some((_, known)) => {
                known.days += 1;
                known.last = day;
                known.counted += counted;
                known.recounted += recounted;
            }
            None => queues.push((
                queue,
                ShownDifference {
                    name: name.clone(),
                    address: address::of_queue(integration.id, &queue.id()),
                    days: 1,
                    first: day,
                    last: day,
                    counted: *counted,
                    recounted: *recounted,
                },
            )),
        }
    }
    queues.into_iter().map(|(_, shown)| shown).collect()
}
