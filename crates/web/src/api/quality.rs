//! How good the figures are, and what can be done about it: channels, comparisons, recounts.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use inflow_app::accounts::channels::{
    self, LONGEST_NAME as LONGEST_CHANNEL, PlacedChannel, override_channels,
};
use inflow_app::figures::quality::{drift_percent, quality};
use inflow_app::import::recount::{Difference, dry_run};
use inflow_domain::{Channel, Timestamp};
use inflow_store::{InexactTicket, OddRows};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::advice::{Advice, advice};
use super::endpoint::Endpoint;
use super::extract::{Body, Chosen, Parameters, Query, Values};
use super::failures::busy;
use super::problem::shown;
use super::problem::{FieldError, Problem, ProblemDocument};
use super::queues::ChannelName;
use crate::http::site::Site;

/// How many inexact tickets are told unless a number is named, and the most.
const USUAL_INEXACT: usize = 100;
const MOST_INEXACT: usize = 10_000;

/// How good an integration's figures are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Quality)]
struct QualityShown {
    /// Quarter hours of calls that may still change (rule 8.2); `null` without Talk.
    provisional_intervals: Option<i64>,
    /// Tickets known; `null`, as what follows, until the first import has ended.
    tickets: Option<i64>,
    /// Of them those whose events were dropped; what they counted stays.
    dropped_tickets: Option<i64>,
    /// The time of the last ticket event that was dropped; `null` where none was.
    #[schema(format = DateTime)]
    dropped_until: Option<String>,
    /// Ticket events kept.
    ticket_events: Option<i64>,
    /// Calls kept.
    calls: Option<i64>,
    /// Contacts found in tickets.
    contacts: Option<i64>,
    /// Of them in no view (rule 4.3).
    contacts_outside_views: Option<i64>,
    /// Zendesk channels that no table names, with how often they came (rule 5.3), most first.
    unmapped_channels: Vec<Counted>,
    /// Tickets whose history is not exact (rule 2.4), by reason.
    inexact_tickets: Vec<Counted>,
    /// Tickets of whose history something is or may be missing, whose audits the next imports ask for
    /// (rule 2.4).
    waiting_for_repair: Option<u64>,
    /// Custom fields that the account renamed or removed, or options of them, so that tickets show what no
    /// event tells (rule 2.4).
    changed_fields: Vec<i64>,
    /// Rows of Zendesk's answers that could not be read whole (rule 8.5), those set aside first.
    odd_rows: Vec<OddRowsShown>,
    /// Listed views that are not supported (rule 6.3).
    unsupported_views: Option<usize>,
    /// Whether views, fields or channels changed since the last count.
    recount_due: bool,
    /// The time of the last ticket event.
    #[schema(format = DateTime)]
    last_event: Option<String>,
    /// When the views were last compared with Zendesk's own.
    #[schema(format = DateTime)]
    reconciled_at: Option<String>,
    /// The share of tickets that differed without a known reason, in percent.
    drift_percent: Option<f64>,
    /// What to do.
    advice: Vec<Advice>,
}

/// Rows that could not be read whole, for one reason.
#[derive(Debug, Serialize, ToSchema)]
struct OddRowsShown {
    /// Zendesk's endpoint.
    endpoint: String,
    /// Whether they were left out; else they were read, and what cannot be read counts as blank.
    set_aside: bool,
    /// What is odd about them.
    problem: String,
    /// How many.
    rows: i64,
    /// Where the newest of them stood.
    newest_place: String,
    /// When it was met.
    #[schema(format = DateTime)]
    newest_at: String,
}

impl OddRowsShown {
    fn of(rows: &OddRows) -> Self {
        Self {
            endpoint: rows.endpoint.clone(),
            set_aside: rows.set_aside,
            problem: rows.problem.clone(),
            rows: rows.rows,
            newest_place: rows.newest_place.clone(),
            newest_at: rows.newest_at.to_string(),
        }
    }
}

/// Something with how often it came.
#[derive(Debug, Serialize, ToSchema)]
struct Counted {
    what: String,
    count: i64,
}

/// Tickets whose history is not exact.
#[derive(Debug, Serialize, ToSchema)]
struct InexactTickets {
    /// The newest first.
    tickets: Vec<InexactShown>,
    /// How many there are in all.
    total: usize,
}

/// A ticket whose history is not exact (rule 2.4); its explanation says why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InexactTicket)]
struct InexactShown {
    ticket_id: i64,
    /// Whether a repair from its audits was tried since it last changed.
    repair_tried: bool,
}

/// Which of them are told.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct WhichInexact {
    /// At most so many; 100 unless named.
    #[param(minimum = 1, maximum = 10_000)]
    limit: Option<usize>,
}

impl Parameters for WhichInexact {
    fn read(values: &mut Values) -> Self {
        Self { limit: values.count("limit", MOST_INEXACT) }
    }
}

/// Where Zendesk channels are counted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ZendeskChannels)]
struct ChannelsShown {
    /// In the order of the rules, then the unlisted ones by name.
    channels: Vec<PlacedShown>,
}

/// A Zendesk channel with the queue channel that it belongs to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ZendeskChannel)]
struct PlacedShown {
    /// As Zendesk names it.
    zendesk_channel: String,
    /// Where it is counted.
    #[schema(value_type = ChannelName)]
    channel: &'static str,
    /// Where the rules place it.
    #[schema(value_type = ChannelName)]
    usual_channel: &'static str,
    /// Whether it is placed elsewhere.
    overridden: bool,
    /// Whether it can be.
    can_be_overridden: bool,
    /// 5.2 or 5.3.
    rule: &'static str,
    /// How many contacts came by an unlisted one; `null` for the others.
    contacts: Option<i64>,
}

/// Which Zendesk channels are placed elsewhere from now on, and which no longer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChannelChange, example = json!({"set": {"whatsapp": "chat"}, "unset": ["line"]}))]
struct ChannelChange {
    /// Zendesk channels, each with the queue channel where it is counted from now on.
    #[serde(default)]
    #[schema(required = false, value_type = BTreeMap<String, ChannelName>)]
    set: BTreeMap<String, String>,
    /// Zendesk channels that are counted where the rules place them.
    #[serde(default)]
    #[schema(required = false)]
    unset: Vec<String>,
    /// Whether Zendesk channels that nothing knows are taken, since they are still to come.
    #[serde(default)]
    #[schema(required = false)]
    force: bool,
}

/// What a recount would change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecountPreview)]
struct RecountShown {
    /// Tickets that were looked at.
    tickets: u64,
    /// Whether the next import counts again by itself.
    recount_due: bool,
    /// Days of Support queues whose figure would change, by queue and day.
    differences: Vec<DifferenceShown>,
}

/// A day of a queue whose figure would change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecountDifference)]
struct DifferenceShown {
    queue_id: String,
    queue: String,
    #[schema(value_type = ChannelName)]
    channel: &'static str,
    view_id: Option<i64>,
    /// The day, in UTC.
    #[schema(format = Date)]
    day: String,
    /// Contacts as they are.
    counted: i64,
    /// Contacts as they would be.
    recounted: i64,
    difference: i64,
}

/// How good the figures are
///
/// With what to do about it.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/quality",
    tag = "Quality",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses((status = 200, description = "How good the figures are", body = QualityShown))
)]
async fn show_quality(chosen: Chosen) -> Result<Json<QualityShown>, Problem> {
    let found = quality(&chosen.context, &chosen.integration).await?;
    let advice = advice(&chosen.integration, &found, chosen.context.clock.now());
    let counted = |list: &[(String, i64)]| {
        list.iter().map(|(what, count)| Counted { what: what.clone(), count: *count }).collect()
    };
    let quality = &found.quality;
    let known = |number: i64| chosen.integration.coverage.map(|_| number);
    Ok(Json(QualityShown {
        provisional_intervals: found.provisional_intervals,
        tickets: known(quality.tickets),
        dropped_tickets: known(quality.dropped_tickets),
        dropped_until: found.dropped_until.map(|until| until.to_string()),
        ticket_events: known(quality.ticket_events),
        calls: known(quality.calls),
        contacts: known(quality.contacts),
        contacts_outside_views: known(quality.contacts_outside_views),
        unmapped_channels: counted(&quality.unmapped_channels),
        inexact_tickets: counted(&quality.inexact_tickets),
        waiting_for_repair: chosen.integration.coverage.map(|_| quality.waiting_for_repair),
        changed_fields: quality.changed_fields.iter().map(|field| field.0).collect(),
        odd_rows: quality.odd_rows.iter().map(OddRowsShown::of).collect(),
        unsupported_views: chosen.integration.coverage.map(|_| found.unsupported_views),
        recount_due: found.is_recount_due,
        last_event: quality.last_event.map(|event| event.to_string()),
        reconciled_at: found.reconciliation.map(|last| last.at.to_string()),
        drift_percent: found.reconciliation.as_ref().and_then(drift_percent),
        advice,
    }))
}

/// Tickets whose history is not exact
///
/// They are counted by what is known of them (rule 2.4), and tried again when they change.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/inexact-tickets",
    tag = "Quality",
    params(("integration_id" = i64, Path, description = "The integration"), WhichInexact),
    responses((status = 200, description = "The tickets, the newest first", body = InexactTickets))
)]
async fn list_inexact_tickets(
    chosen: Chosen,
    Query(asked): Query<WhichInexact>,
) -> Result<Json<InexactTickets>, Problem> {
    let repairs = &chosen.context.store.repairs;
    let all = repairs.inexact_tickets(chosen.integration.id).await?;
    let shown =
        |one: &InexactTicket| InexactShown { ticket_id: one.ticket.0, repair_tried: one.tried };
    let tickets = all.iter().take(asked.limit.unwrap_or(USUAL_INEXACT)).map(shown).collect();
    Ok(Json(InexactTickets { tickets, total: all.len() }))
}

/// Where Zendesk channels are counted
///
/// Which queue channel each belongs to (rules 5.2 and 5.3), and the unlisted ones that came.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/channels",
    tag = "Quality",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses((status = 200, description = "The Zendesk channels", body = ChannelsShown))
)]
async fn list_zendesk_channels(chosen: Chosen) -> Result<Json<ChannelsShown>, Problem> {
    placed(&chosen).await
}

/// Counts Zendesk channels elsewhere
///
/// Those of rule 5.3 and unlisted ones can be placed elsewhere; display labels are understood as well
/// (rule 5.4). The figures follow with the next import.
#[utoipa::path(
    patch,
    path = "/api/v1/integrations/{integration_id}/channels",
    tag = "Quality",
    params(("integration_id" = i64, Path, description = "The integration")),
    request_body = ChannelChange,
    responses(
        (status = 200, description = "As they are now", body = ChannelsShown),
        (status = 409, description = "The integration is deleted", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn place_zendesk_channels(
    chosen: Chosen,
    Body(change): Body<ChannelChange>,
) -> Result<Json<ChannelsShown>, Problem> {
    let names = Channel::ALL.map(Channel::as_str).join(", ");
    let (mut set, mut errors) = (Vec::new(), Vec::new());
    let set_names = change.set.keys().map(|name| ("set", name));
    for (member, name) in set_names.chain(change.unset.iter().map(|name| ("unset", name))) {
        if name.chars().count() > LONGEST_CHANNEL {
            errors.push(FieldError {
                field: format!("{member}.{}", shown(name)),
                detail: format!("it has more than {LONGEST_CHANNEL} characters"),
                remedy: "send the name of a Zendesk channel".to_owned(),
            });
        }
    }
    for (zendesk_channel, channel) in change.set {
        match Channel::from_name(&channel) {
            Some(channel) => set.push((zendesk_channel, channel)),
            None => errors.push(FieldError {
                field: format!("set.{}", shown(&zendesk_channel)),
                detail: format!("there is no channel \"{}\"", shown(&channel)),
                remedy: format!("send one of {names}"),
            }),
        }
    }
    if !errors.is_empty() {
        return Err(Problem::fields(errors));
    }
    let change = channels::ChannelChange { set: &set, unset: &change.unset, force: change.force };
    override_channels(&chosen.context, &chosen.integration, change).await?;
    placed(&chosen).await
}

/// What a recount would change
///
/// Counts the whole stored history again without writing anything. An import counts again by itself
/// where views, fields or channels changed.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/recount-preview",
    tag = "Quality",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses((status = 200, description = "What would change", body = RecountShown))
)]
async fn preview_recount(
    State(site): State<Site>,
    chosen: Chosen,
) -> Result<Json<RecountShown>, Problem> {
    let Chosen { context, integration, .. } = chosen;
    let heavy = site.heavy.take(&context.account).await.ok_or_else(busy)?;
    let found = heavy.run(async move { dry_run(&context, &integration).await }).await??;
    Ok(Json(RecountShown {
        tickets: found.tickets,
        recount_due: found.is_due,
        differences: found.differences.iter().map(difference).collect(),
    }))
}

async fn placed(chosen: &Chosen) -> Result<Json<ChannelsShown>, Problem> {
    let placed = channels::channels(&chosen.context, &chosen.integration).await?;
    Ok(Json(ChannelsShown { channels: placed.iter().map(describe).collect() }))
}

fn describe(placed: &PlacedChannel) -> PlacedShown {
    PlacedShown {
        zendesk_channel: placed.zendesk_channel.clone(),
        channel: placed.channel.as_str(),
        usual_channel: placed.usual.as_str(),
        overridden: placed.is_overridden(),
        can_be_overridden: placed.placement.can_be_overridden(),
        rule: placed.placement.rule(),
        contacts: placed.contacts,
    }
}

fn difference(difference: &Difference) -> DifferenceShown {
    let Difference { queue, name, day, counted, recounted } = difference;
    DifferenceShown {
        queue_id: queue.id(),
        queue: name.clone(),
        channel: queue.channel().as_str(),
        view_id: queue.view().map(|view| view.0),
        day: day_text(*day),
        counted: *counted,
        recounted: *recounted,
        difference: recounted - counted,
    }
}

/// A day of UTC.
pub(super) fn day_text(day: Timestamp) -> String {
    day.to_string().chars().take("2025-09-01".len()).collect()
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::viewer(routes!(show_quality)),
        Endpoint::viewer(routes!(list_inexact_tickets)),
        Endpoint::viewer(routes!(list_zendesk_channels)),
        Endpoint::administrator(routes!(place_zendesk_channels)),
        Endpoint::viewer(routes!(preview_recount)),
    ]
}
