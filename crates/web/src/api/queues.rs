//! Source queues: channel, state and coverage.

use axum::Json;
use inflow_app::QueueState;
use inflow_app::figures::queues::{Queue, covered, queue, queues, share_calls};
use inflow_app::figures::words::queue_state;
use inflow_domain::Channel;
use inflow_store::Integration;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::extract::{Chosen, Parameters, Query, Values};
use super::problem::{Kind, Problem};

/// What is said where both kinds of queues are there (rule 7.5).
const OVERLAP: &str = "a call may also have made a ticket, which counts in its views' queues too: never \
                       add the queues of calls and of views up (rule 7.5)";

/// A source queue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Queue)]
struct QueueShown {
    /// Opaque; never changes.
    #[schema(example = "view-25-email")]
    queue_id: String,
    /// The name (rules 6.6 and 7.2).
    #[schema(example = "Support Tickets (email)")]
    queue: String,
    #[schema(value_type = ChannelName)]
    channel: &'static str,
    /// The view; `null` for Talk.
    view_id: Option<i64>,
    /// Whether it goes on (rule 6.5).
    #[schema(value_type = QueueStateName)]
    state: &'static str,
    /// All its contacts.
    offered: i64,
    /// The start of the first interval with a contact.
    #[schema(format = DateTime)]
    first_interval: String,
    /// The start of the last one.
    #[schema(format = DateTime)]
    last_interval: String,
    /// Since when the view has the conditions that count; `null` for Talk.
    #[schema(format = DateTime)]
    definition_since: Option<String>,
    /// From when on it is fully imported (rule 8.2).
    #[schema(format = DateTime)]
    coverage_from: Option<String>,
    /// Until when it is fully imported.
    #[schema(format = DateTime)]
    coverage_until: Option<String>,
    /// From when on its figures may still change; `null` for Support.
    #[schema(format = DateTime)]
    provisional_from: Option<String>,
    /// From when on its figures are complete, where events were dropped before they could be counted in
    /// it; `null` where none were.
    #[schema(format = DateTime)]
    complete_from: Option<String>,
}

/// The channel of a queue (rule 5).
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "it describes texts")]
pub(super) enum ChannelName {
    Email,
    Chat,
    SocialMedia,
    Call,
    Case,
}

/// Whether a queue goes on (rule 6.5).
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes texts")]
pub(super) enum QueueStateName {
    Active,
    Inactive,
}

/// Source queues.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Queues)]
struct QueuesShown {
    /// By id.
    queues: Vec<QueueShown>,
    /// What is to be known where Support and Talk may count the same call (rule 7.5); `null` elsewhere.
    overlap: Option<&'static str>,
}

/// Which queues are listed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Those of this channel.
    #[param(value_type = Option<ChannelName>, inline)]
    channel: Option<Channel>,
    /// Those in this state.
    #[param(value_type = Option<QueueStateName>, inline)]
    state: Option<QueueState>,
    /// Those with this in their name, whatever the case.
    search: Option<String>,
    /// Those of this view.
    view_id: Option<i64>,
}

impl Parameters for Filter {
    fn read(values: &mut Values) -> Self {
        let channels = Channel::ALL.map(Channel::as_str);
        let states = [QueueState::Active, QueueState::Inactive];
        Self {
            channel: values.named("channel", &channels, Channel::from_name),
            state: values.named("state", &states.map(queue_state), |name| {
                states.into_iter().find(|state| queue_state(*state) == name)
            }),
            search: values.take("search").map(|search| search.to_lowercase()),
            view_id: values.read("view_id", "send the number of a view", |text| text.parse().ok()),
        }
    }
}

impl Filter {
    fn holds(&self, queue: &Queue) -> bool {
        let key = &queue.summary.key;
        let name = || queue.name.to_lowercase();
        self.channel.is_none_or(|channel| channel == key.channel())
            && self.state.is_none_or(|state| state == queue.state)
            && self.view_id.is_none_or(|id| key.view().is_some_and(|view| view.0 == id))
            && self.search.as_ref().is_none_or(|search| name().contains(search))
    }
}

/// The queues of an integration
///
/// Every source queue that ever had a contact, with its coverage: inside, an interval without contacts is
/// 0; outside, there is no figure (rule 8.2).
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/queues",
    tag = "Queues and volumes",
    params(("integration_id" = i64, Path, description = "The integration"), Filter),
    responses((status = 200, description = "The queues, by id", body = QueuesShown))
)]
async fn list_queues(
    chosen: Chosen,
    Query(filter): Query<Filter>,
) -> Result<Json<QueuesShown>, Problem> {
    let integration = &chosen.integration;
    let all = queues(&chosen.context, integration).await?;
    let overlap = share_calls(&all).then_some(OVERLAP);
    let shown = all.iter().filter(|queue| filter.holds(queue));
    let queues = shown.map(|queue| describe(integration, queue)).collect();
    Ok(Json(QueuesShown { queues, overlap }))
}

/// One queue
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/queues/{queue_id}",
    tag = "Queues and volumes",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("queue_id" = String, Path, description = "The queue, such as view-25-email"),
    ),
    responses((status = 200, description = "The queue", body = QueueShown))
)]
async fn show_queue(chosen: Chosen) -> Result<Json<QueueShown>, Problem> {
    let queue = named(&chosen).await?;
    Ok(Json(describe(&chosen.integration, &queue)))
}

/// The queue that the path names.
pub(super) async fn named(chosen: &Chosen) -> Result<Queue, Problem> {
    let found = queue(&chosen.context, &chosen.integration, chosen.part("queue_id")).await?;
    found.ok_or_else(missing)
}

/// There is no such queue.
pub(super) fn missing() -> Problem {
    Problem::new(Kind::NotFound, "the integration has no such queue")
        .with_remedy("ask for the queues of the integration")
}

fn describe(integration: &Integration, queue: &Queue) -> QueueShown {
    let key = &queue.summary.key;
    let coverage = covered(integration, key);
    let provisional = integration.coverage.and_then(|coverage| coverage.provisional_from);
    QueueShown {
        queue_id: queue.id(),
        queue: queue.name.clone(),
        channel: key.channel().as_str(),
        view_id: key.view().map(|view| view.0),
        state: queue_state(queue.state),
        offered: queue.summary.offered,
        first_interval: queue.summary.first.start().to_string(),
        last_interval: queue.summary.last.start().to_string(),
        definition_since: queue.definition_since.map(|since| since.to_string()),
        coverage_from: coverage.map(|(from, _)| from.to_string()),
        coverage_until: coverage.map(|(_, until)| until.to_string()),
        provisional_from: provisional.filter(|_| key.view().is_none()).map(|from| from.to_string()),
        complete_from: queue.complete_from.map(|from| from.to_string()),
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint::viewer(routes!(list_queues)), Endpoint::viewer(routes!(show_queue))]
}
