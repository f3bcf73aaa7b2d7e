//! Volumes: contacts per queue and interval, streamed as they are read, or page by page.

mod rows;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use inflow_app::figures::queues::{self, Queue, select};
use inflow_app::figures::volumes::text::TextForm;
use inflow_app::figures::volumes::{Fill, Shape};
use inflow_app::figures::workloads;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{IntervalLength, QueueKey, Target, Timestamp};
use url::form_urlencoded;
use utoipa::ToSchema;
use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa_axum::routes;

use self::rows::{FigureSet, Known, Rows, read, shape_of};
use super::endpoint::Endpoint;
use super::extract::{Chosen, Parameters, Query, Values};
use super::problem::Problem;
use super::queues::{ChannelName, missing, named};
use super::streaming::streamed;
use crate::http::negotiation::accepted;
use crate::http::site::Site;

/// The most rows of a page.
pub(super) const LONGEST_PAGE: usize = 10_000;

/// One queue's figures in one interval.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes rows, which are written as text at once")]
pub(super) struct Volume {
    /// The queue; opaque, and never changes.
    #[schema(example = "view-25-email")]
    queue_id: String,
    /// Its name.
    queue: String,
    channel: ChannelName,
    /// The view; `null` for Talk.
    #[schema(required = true)]
    view_id: Option<i64>,
    /// `true` while older history is still to come, so that the figures may change (rule 8.6); absent once
    /// it is there.
    preliminary: Option<bool>,
    /// When the interval begins, in UTC or with the asked zone's offset.
    #[schema(format = DateTime)]
    interval_start: String,
    /// 900, 1800, 3600, 86400 or 604800; where the clocks change, a day and a week have more or less.
    interval_seconds: i64,
    /// Contacts that arrived.
    offered: i64,
    /// Calls that an agent handled (rule 7.3); `null` for Support.
    #[schema(required = true)]
    handled: Option<i64>,
    /// Calls whose customer gave up (rule 7.3); `null` for Support.
    #[schema(required = true)]
    abandoned: Option<i64>,
    /// The sum of the handling times, of tickets with up to six decimals; `null` where nothing was handled.
    #[schema(required = true)]
    handling_time_seconds: Option<f64>,
    /// The average handling time (rules 7.4 and 9.7), with up to three decimals; `null` where nothing was handled.
    #[schema(required = true)]
    aht_seconds: Option<f64>,
    /// Contacts that created a ticket (rule 9.1); `null` for Talk. With `figures=all` alone.
    created: Option<i64>,
    /// Replies, the reopenings among them; `null` for Talk. With `figures=all` alone.
    replies: Option<i64>,
    /// Replies that reopened a solved ticket; `null` for Talk. With `figures=all` alone.
    reopenings: Option<i64>,
    /// Entries; `null` for Talk. With `figures=all` alone.
    entries: Option<i64>,
    /// Contacts that were answered (rule 9.3); of calls the handled ones. With `figures=all` alone.
    answered: Option<i64>,
    /// Contacts that were settled; `null` for Talk. With `figures=all` alone.
    settled: Option<i64>,
    /// Contacts that left the queue; `null` for Talk. With `figures=all` alone.
    moved: Option<i64>,
    /// Contacts that nobody has to answer any more; `null` for Talk. With `figures=all` alone.
    dropped: Option<i64>,
    /// Contacts without an end, which this interval is still waiting for; `null` for Talk. With `figures=all` alone.
    unfinished: Option<i64>,
    /// Contacts that wait at the end of the interval (rule 9.5); `null` for Talk. With `figures=all` alone.
    waiting: Option<i64>,
    /// Their tickets, each once; `null` for Talk. With `figures=all` alone.
    waiting_tickets: Option<i64>,
    /// The sum of the times from arrival to answer (rule 9.4). With `figures=all` alone.
    answer_seconds: Option<i64>,
    /// The average of them, with up to three decimals; `null` where none was answered. With `figures=all` alone.
    asa_seconds: Option<f64>,
    /// Contacts answered within the asked target; `null` without one. With `figures=all` alone.
    within_target: Option<i64>,
    /// Calls abandoned in the IVR (rule 9.6); `null` for Support. With `figures=all` alone.
    abandoned_in_ivr: Option<i64>,
    /// Calls abandoned in the queue; `null` for Support. With `figures=all` alone.
    abandoned_in_queue: Option<i64>,
    /// Voicemails; `null` for Support. With `figures=all` alone.
    voicemails: Option<i64>,
    /// Callbacks; `null` for Support. With `figures=all` alone.
    callbacks: Option<i64>,
    /// Calls outside business hours; `null` for Support. With `figures=all` alone.
    outside_business_hours: Option<i64>,
}

/// How long intervals are.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes texts")]
pub(super) enum IntervalName {
    #[schema(rename = "15m")]
    QuarterHour,
    #[schema(rename = "30m")]
    HalfHour,
    #[schema(rename = "1h")]
    Hour,
    #[schema(rename = "1d")]
    Day,
    #[schema(rename = "1w")]
    Week,
}

/// What becomes of covered intervals without contacts.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes texts")]
enum FillName {
    None,
    Zero,
}

/// How many figures are told.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes texts")]
enum FigureSetName {
    Basic,
    All,
}

/// Which volumes are wanted, and in which intervals.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The first wanted instant: a day of the zone (`2025-09-01`) or an instant
    /// (`2025-09-01T09:15:00Z`).
    #[param(value_type = Option<DayOrInstant>, inline)]
    from: Option<Timestamp>,
    /// The first that is no longer wanted.
    #[param(value_type = Option<DayOrInstant>, inline)]
    to: Option<Timestamp>,
    /// How long the intervals are; `15m` unless named. Coarser ones are sums (rule 8.3).
    #[param(value_type = Option<IntervalName>, inline)]
    interval: Option<IntervalLength>,
    /// The zone of days and times, by its name in the IANA database; `UTC` unless named.
    #[param(value_type = Option<String>, example = "Europe/Amsterdam")]
    time_zone: Option<TimeZone>,
    /// Whether texts of CSV that a spreadsheet would run as a formula get an apostrophe in front.
    spreadsheet: Option<bool>,
    /// What becomes of covered intervals without contacts: left out (`none`), or there with 0 (`zero`).
    #[param(value_type = Option<FillName>, inline)]
    fill: Option<Fill>,
    /// Whether every figure of rule 9 is told (`all`), or those of arrival alone (`basic`).
    #[param(value_type = Option<FigureSetName>, inline)]
    figures: Option<bool>,
    /// With `figures=all`, within which time an answer is in time: one of rule 9.4, written `10s`, `30m`, `4h`
    /// or `7d`.
    #[param(value_type = Option<String>, example = "4h")]
    target: Option<Target>,
    /// The most rows of the answer. The header `link` then names the next page, where there is one.
    #[param(minimum = 1, maximum = 10000)]
    limit: Option<usize>,
    /// Where the page begins, as the link of the page before has it.
    #[param(value_type = Option<String>, pattern = r"^-?[0-9]{1,18}~.")]
    cursor: Option<Cursor>,
}

/// The asked range of time, in UTC.
pub(super) fn range(values: &mut Values) -> (Option<Timestamp>, Option<Timestamp>) {
    range_in(values, TimeZone::UTC)
}

fn range_in(values: &mut Values, zone: TimeZone) -> (Option<Timestamp>, Option<Timestamp>) {
    let remedy = "send a day such as 2025-09-01 or an instant such as 2025-09-01T09:15:00Z";
    let from = values.read("from", remedy, |text| zone.instant(text));
    let to = values.read("to", remedy, |text| zone.instant(text));
    if from.zip(to).is_some_and(|(from, to)| from >= to) {
        values.wrong("to", "it does not lie after from".to_owned(), "send a later one");
    }
    (from, to)
}

/// A day of a calendar, or an instant.
pub(super) struct DayOrInstant;

impl utoipa::PartialSchema for DayOrInstant {
    fn schema() -> RefOr<Schema> {
        let text = |format| {
            let format = SchemaFormat::KnownFormat(format);
            ObjectBuilder::new().schema_type(Type::String).format(Some(format)).build()
        };
        let (day, instant) = (text(KnownFormat::Date), text(KnownFormat::DateTime));
        RefOr::T(Schema::AnyOf(AnyOfBuilder::new().item(day).item(instant).build()))
    }
}

impl ToSchema for DayOrInstant {}

/// The same of some queues.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OfQueue {
    /// The name or id of a queue; all of them, without workloads, unless one is named. Where two views have
    /// one title, the name means both queues.
    queue: Option<String>,
    /// The name or id of a workload.
    workload: Option<String>,
}

impl OfQueue {
    /// What was sent.
    pub(super) fn read(values: &mut Values) -> Self {
        Self { queue: values.take("queue"), workload: values.take("workload") }
    }

    /// The queues and workloads that are meant, by id.
    pub(super) async fn find(&self, chosen: &Chosen) -> Result<Vec<Queue>, Problem> {
        let (context, integration) = (&chosen.context, &chosen.integration);
        let mut found = match (&self.queue, &self.workload) {
            (None, Some(_)) => Vec::new(),
            (None, None) => queues::queues(context, integration).await?,
            (Some(wanted), _) => select(queues::queues(context, integration).await?, wanted)?,
        };
        if let Some(wanted) = &self.workload {
            found.push(workloads::workload(context, integration, wanted).await?.queue);
            found.sort_by_cached_key(Queue::id);
        }
        Ok(found)
    }

    /// The path that asks for the same.
    pub(super) fn path(&self, path: String) -> String {
        let asked = [("queue", &self.queue), ("workload", &self.workload)];
        let asked = asked.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.extend_pairs(asked).finish();
        if query.is_empty() { path } else { format!("{path}?{query}") }
    }
}

/// The first row that a page has.
struct Cursor {
    start: Timestamp,
    queue_id: String,
}

impl Parameters for Wanted {
    fn read(values: &mut Values) -> Self {
        let remedy = "send a name such as Europe/Amsterdam";
        let zone = values.read("time_zone", remedy, TimeZone::from_name);
        let (from, to) = range_in(values, zone.unwrap_or(TimeZone::UTC));
        let lengths = IntervalLength::NAMED.map(|(name, _)| name);
        let limit = values.count("limit", LONGEST_PAGE);
        let cursor = values.read("cursor", "send the one that a link has", Cursor::read);
        if cursor.is_some() && limit.is_none() {
            values.wrong("cursor", "it came without limit".to_owned(), "send the limit as well");
        }
        let figures = values.named("figures", &["basic", "all"], |name| match name {
            "basic" => Some(false),
            "all" => Some(true),
            _ => None,
        });
        let known: Vec<String> = Target::all().map(|target| target.to_string()).collect();
        let remedy = format!("send one of {}", known.join(", "));
        let target = values.read("target", &remedy, Target::parse);
        if target.is_some() && figures != Some(true) {
            values.wrong("target", "it is for all figures".to_owned(), "send figures=all as well");
        }
        Self {
            figures,
            target,
            from,
            to,
            interval: values.named("interval", &lengths, IntervalLength::from_name),
            time_zone: zone,
            spreadsheet: values.flag("spreadsheet"),
            fill: values.named("fill", &Fill::NAMED.map(|(name, _)| name), Fill::from_name),
            limit,
            cursor,
        }
    }
}

impl Parameters for (OfQueue, Wanted) {
    fn read(values: &mut Values) -> Self {
        (OfQueue::read(values), Wanted::read(values))
    }
}

impl Wanted {
    fn shape(&self) -> Shape {
        Shape {
            length: self.interval.unwrap_or(IntervalLength::QuarterHour),
            zone: self.time_zone.unwrap_or(TimeZone::UTC),
            fill: self.fill.unwrap_or(Fill::None),
            from: self.from.unwrap_or(Timestamp(i64::MIN)),
            to: self.to.unwrap_or(Timestamp(i64::MAX)),
        }
    }

    fn figure_set(&self) -> FigureSet {
        if self.figures.unwrap_or(false) { FigureSet::All(self.target) } else { FigureSet::Basic }
    }

    fn is_for_spreadsheets(&self) -> bool {
        self.spreadsheet.unwrap_or(false)
    }

    /// Where the rows of a queue begin, where the page begins in it.
    fn cursor_in(&self, queue: &str) -> Option<Timestamp> {
        self.cursor.as_ref().filter(|cursor| cursor.queue_id == queue).map(|cursor| cursor.start)
    }
}

impl Cursor {
    fn read(text: &str) -> Option<Self> {
        let (start, queue_id) = text.split_once('~')?;
        Some(Self { start: Timestamp(start.parse().ok()?), queue_id: queue_id.to_owned() })
    }

    fn text(start: Timestamp, queue: &Queue) -> String {
        format!("{}~{}", start.0, queue.id())
    }
}

/// The volumes of an integration
///
/// Contacts per queue and interval, by queue id and time. Outside a queue's coverage there are no rows.
/// Without `limit` all rows are streamed; an `etag` names what they are, so that `if-none-match` spares
/// rows that are known already.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/volumes",
    tag = "Queues and volumes",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        OfQueue,
        Wanted,
        ("if-none-match" = Option<String>, Header, description = "An etag whose rows are known"),
    ),
    responses(
        (
            status = 200,
            description = "The volumes",
            content((Vec<Volume> = "application/json"), (String = "text/csv")),
            headers(
                ("etag" = String, description = "Names these rows"),
                ("link" = Option<String>, description = "The next page, as rel=\"next\""),
            ),
        ),
        (status = 304, description = "The rows are those of the etag"),
    )
)]
async fn integration_volumes(
    State(site): State<Site>,
    headers: HeaderMap,
    chosen: Chosen,
    Query((of, wanted)): Query<(OfQueue, Wanted)>,
) -> Result<Response, Problem> {
    let queues = of.find(&chosen).await?;
    let path = of.path(format!("/api/v1/integrations/{}/volumes", chosen.integration.id.0));
    answer(&site, &headers, chosen, queues, None, (&wanted, path)).await
}

/// The volumes of one queue
///
/// The same for one queue.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/queues/{queue_id}/volumes",
    tag = "Queues and volumes",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("queue_id" = String, Path, description = "The queue, such as view-25-email"),
        Wanted,
        ("if-none-match" = Option<String>, Header, description = "An etag whose rows are known"),
    ),
    responses(
        (
            status = 200,
            description = "The volumes, by time",
            content((Vec<Volume> = "application/json"), (String = "text/csv")),
            headers(
                ("etag" = String, description = "Names these rows"),
                ("link" = Option<String>, description = "The next page, as rel=\"next\""),
            ),
        ),
        (status = 304, description = "The rows are those of the etag"),
    )
)]
async fn queue_volumes(
    State(site): State<Site>,
    headers: HeaderMap,
    chosen: Chosen,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let key = QueueKey::from_id(chosen.part("queue_id")).ok_or_else(missing)?;
    let (context, integration) = (&chosen.context, &chosen.integration);
    let shape = shape_of(integration, wanted.shape(), &key, wanted.cursor_in(&key.id()));
    // What it is called is found out meanwhile.
    let known = async {
        Ok::<_, Problem>(read(context, integration, &key, shape, wanted.figure_set()).await?)
    };
    let (queue, known) = tokio::try_join!(named(&chosen), known)?;
    let id = encoded(chosen.part("queue_id"));
    let path = format!("/api/v1/integrations/{}/queues/{id}/volumes", chosen.integration.id.0);
    answer(&site, &headers, chosen, vec![queue], Some(known), (&wanted, path)).await
}

/// A part of a path.
pub(super) fn encoded(part: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(part.as_bytes()).collect();
    // In a path a space is no plus.
    encoded.replace('+', "%20")
}

/// The rows of these queues, as they are asked for at that path.
pub(super) async fn answer(
    site: &Site,
    headers: &HeaderMap,
    chosen: Chosen,
    queues: Vec<Queue>,
    known: Option<Known>,
    (wanted, path): (&Wanted, String),
) -> Result<Response, Problem> {
    let form =
        accepted(headers, &[("application/json", TextForm::Json), ("text/csv", TextForm::Csv)])?;
    let Chosen { context, integration, .. } = chosen;
    let account = context.account.clone();
    let mut rows = Rows::new(context, integration, queues, wanted, form);
    rows.knows(known);
    let etag = rows.etag().await?;
    let mut told = HeaderMap::new();
    told.insert(header::ETAG, header_value(&etag));
    // What is kept is asked about before it is used again.
    told.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    told.insert(header::VARY, HeaderValue::from_static("accept, authorization, cookie"));
    if is_known(headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, told).into_response());
    }
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind_of(form)));
    let Some(limit) = wanted.limit else {
        return streamed(site, told, &account, rows).await;
    };
    let (page, next) = rows.page(limit).await?;
    if let Some(next) = next {
        let link = format!("<{path}{}>; rel=\"next\"", query_of(&path, wanted, limit, &next));
        told.insert(header::LINK, header_value(&link));
    }
    Ok((told, page).into_response())
}

/// The rest of the next page's address.
fn query_of(path: &str, wanted: &Wanted, limit: usize, next: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let shape = wanted.shape();
    for (name, instant) in [("from", wanted.from), ("to", wanted.to)] {
        if let Some(instant) = instant {
            query.append_pair(name, &instant.to_string());
        }
    }
    let length = IntervalLength::NAMED.iter().find(|(_, length)| *length == shape.length);
    let fill = Fill::NAMED.iter().find(|(_, fill)| *fill == shape.fill);
    query.append_pair("interval", length.map_or("15m", |(name, _)| name));
    query.append_pair("time_zone", shape.zone.name());
    query.append_pair("fill", fill.map_or("none", |(name, _)| name));
    if wanted.is_for_spreadsheets() {
        query.append_pair("spreadsheet", "true");
    }
    if let FigureSet::All(target) = wanted.figure_set() {
        query.append_pair("figures", "all");
        if let Some(target) = target {
            query.append_pair("target", &target.to_string());
        }
    }
    query.append_pair("limit", &limit.to_string()).append_pair("cursor", next);
    let begins = if path.contains('?') { '&' } else { '?' };
    format!("{begins}{}", query.finish())
}

/// The media type of a form.
pub(super) fn kind_of(form: TextForm) -> &'static str {
    match form {
        TextForm::Json => "application/json",
        TextForm::Csv => "text/csv; charset=utf-8; header=present",
    }
}

pub(super) fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("what is percent-encoded or hexadecimal fits into a header")
}

/// Whether one of the etags that whoever asks knows is this one.
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known =
        headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|known| known.to_str().ok());
    let bare = etag.trim_start_matches("W/");
    known
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == bare)
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint::viewer(routes!(integration_volumes)), Endpoint::viewer(routes!(queue_volumes))]
}
