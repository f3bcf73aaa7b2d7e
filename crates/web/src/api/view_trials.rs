//! Trying out a view that does not exist yet, over the stored history.

use std::iter::Fuse;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use inflow_app::figures::preview::{
    PreviewedView, SeenByDay, UnfitView, count_view, known_fields, previewed, written_view,
};
use inflow_app::figures::words::field_notes;
use inflow_app::{Context, IngestError};
use inflow_domain::QueueKey;
use inflow_store::Integration;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::conditions::{ConditionShown, ReasonShown, conditions, reasons};
use super::endpoint::Endpoint;
use super::extract::{Chosen, JsonText};
use super::failures::busy;
use super::problem::{Problem, ProblemDocument};
use super::quality::day_text;
use super::queues::ChannelName;
use super::streaming::crowded;
use crate::http::site::Site;
use crate::http::streams;

/// A view that was tried.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ViewTrial)]
struct Trial {
    title: String,
    /// Whether it could be counted (rule 6.1).
    supported: bool,
    conditions: Vec<ConditionShown>,
    /// Why it is not supported.
    reasons: Vec<ReasonShown>,
    /// What else is worth knowing.
    notes: Vec<String>,
    /// From when to when the stored history was counted.
    #[schema(format = DateTime)]
    from: String,
    #[schema(format = DateTime)]
    to: String,
    /// All contacts; `null` where it is not supported.
    total: Option<i64>,
    /// Days of UTC with a contact.
    days: Vec<TrialDay>,
}

/// A day of a queue of a view that was tried.
#[derive(Debug, Serialize, ToSchema)]
struct TrialDay {
    queue: String,
    #[schema(value_type = ChannelName)]
    channel: &'static str,
    #[schema(format = Date)]
    day: String,
    offered: i64,
}

/// A view in Zendesk's form: with a title, and with conditions under `conditions` or beside the title;
/// at least one condition. It may stand in a member `view`, as Zendesk shows it.
#[derive(ToSchema)]
#[schema(as = WrittenView, example = json!({
    "title": "Open VIP",
    "conditions": {"all": [{"field": "status", "operator": "is", "value": "open"}], "any": []}
}))]
#[expect(dead_code, reason = "it describes what Zendesk's form is; the client of Zendesk reads it")]
struct WrittenView {
    title: Option<String>,
    conditions: Option<WrittenGroups>,
    /// Conditions that must all be true, where they stand beside the title.
    all: Option<Vec<WrittenCondition>>,
    /// Conditions of which one must be true, where they stand beside the title.
    any: Option<Vec<WrittenCondition>>,
}

/// Conditions in their groups.
#[derive(ToSchema)]
#[expect(dead_code, reason = "see WrittenView")]
struct WrittenGroups {
    /// Conditions that must all be true.
    all: Option<Vec<WrittenCondition>>,
    /// Conditions of which one must be true.
    any: Option<Vec<WrittenCondition>>,
}

/// A condition in Zendesk's form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "see WrittenView")]
struct WrittenCondition {
    field: String,
    operator: Option<String>,
    /// A text, a number, true or false, nothing, or a list of these.
    value: Option<serde_json::Value>,
}

/// Tries a view out
///
/// Judges a view that does not exist yet, and counts what it would have seen in the whole stored
/// history. Nothing is saved, and Zendesk is not asked.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/view-trials",
    tag = "Views",
    params(("integration_id" = i64, Path, description = "The integration")),
    request_body(content = WrittenView, description = "The view, as Zendesk shows or takes it"),
    responses(
        (status = 200, description = "What it would have seen", body = Trial),
        (status = 409, description = "Nothing is imported yet, or the view judges texts that are not kept",
            body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
async fn try_view(
    State(site): State<Site>,
    chosen: Chosen,
    JsonText(text): JsonText,
) -> Result<Response, Problem> {
    let view = written_view(&text).map_err(unfit)?;
    let Chosen { context, integration, .. } = chosen;
    let coverage = integration.coverage.ok_or(IngestError::NothingImported)?;
    let found = previewed(view, &known_fields(&context, &integration).await?);
    let seen = if found.verdict.is_supported() {
        Some(count(&site, &context, integration, &found).await?)
    } else {
        None
    };
    let view = found.view;
    let trial = Trial {
        title: view.title.clone(),
        supported: found.verdict.is_supported(),
        conditions: conditions(&view),
        reasons: reasons(&found.verdict),
        notes: field_notes(&found.unknown_fields),
        from: coverage.from.to_string(),
        to: coverage.until.to_string(),
        total: seen.as_ref().map(|seen| seen.values().sum()),
        days: Vec::new(),
    };
    let days = seen.into_iter().flatten().map(move |((channel, day), offered)| TrialDay {
        queue: QueueKey::View { view: view.id, channel }.name(&view.title),
        channel: channel.as_str(),
        day: day_text(day),
        offered,
    });
    let body = streams::body(&site, &context.account, Pieces::new(&trial, days));
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((kind, body.ok_or_else(crowded)?).into_response())
}

/// A view that is not taken.
fn unfit(unfit: UnfitView) -> Problem {
    match unfit {
        UnfitView::Unreadable(wrong) => Problem::field(
            "body",
            wrong,
            "send a view in Zendesk's form, with a title and conditions",
        ),
        UnfitView::TooMuch { field, limit } => Problem::field(
            field,
            format!("it has more than {limit}"),
            format!("send at most {limit}"),
        ),
    }
}

/// The text of a trial, a piece at a time: every day has the queue's name.
struct Pieces<D> {
    days: Fuse<D>,
    /// What was written and is not handed on yet.
    text: Vec<u8>,
    is_first: bool,
    is_done: bool,
}

/// What ends the list of days, and with it the trial.
const END: &[u8] = b"]}";

impl<D: Iterator<Item = TrialDay>> Pieces<D> {
    fn new(trial: &Trial, days: D) -> Self {
        let mut text = written(trial);
        text.truncate(text.len() - END.len());
        Self { days: days.fuse(), text, is_first: true, is_done: false }
    }
}

impl<D: Iterator<Item = TrialDay>> Iterator for Pieces<D> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if self.is_done {
            return None;
        }
        while self.text.len() < streams::PIECE {
            let Some(day) = self.days.next() else {
                self.text.extend_from_slice(END);
                self.is_done = true;
                break;
            };
            if !self.is_first {
                self.text.push(b',');
            }
            self.is_first = false;
            self.text.append(&mut written(&day));
        }
        Some(std::mem::take(&mut self.text))
    }
}

fn written(what: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(what).expect("texts and numbers can be written")
}

async fn count(
    site: &Site,
    context: &Context,
    integration: Integration,
    found: &PreviewedView,
) -> Result<SeenByDay, Problem> {
    let (context, view) = (context.clone(), found.view.clone());
    let heavy = site.heavy.take(&context.account).await.ok_or_else(busy)?;
    Ok(heavy.run(async move { count_view(&context, &integration, &view).await }).await??)
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint::viewer(routes!(try_view))]
}
