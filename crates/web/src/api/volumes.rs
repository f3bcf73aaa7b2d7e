//! Volumes: contacts per queue and interval, streamed as they are read, or page by page.

use std::hash::{Hash as _, Hasher as _};
use std::vec;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use inflow_app::figures::queues::{self, Queue, select};
use inflow_app::figures::volumes::text::{TextForm, TextRows};
use inflow_app::figures::volumes::{Buckets, Fill, Shape};
use inflow_app::{Context, IngestError, service::runs};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Figures, Interval, IntervalLength, QueueKey, Timestamp};
use inflow_store::Integration;
use rustc_hash::FxHasher;
use url::form_urlencoded;
use utoipa::ToSchema;
use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::extract::{Chosen, Parameters, Query, Values};
use super::problem::{Kind, Problem};
use super::queues::{ChannelName, missing, named};
use crate::http::negotiation::accepted;
use crate::http::site::Site;
use crate::http::streams::{PIECE as CHUNK, paced};

/// Room for the row that makes a chunk full.
const ROOM: usize = 4 * 1024;

/// After so long an answer may be asked for again.
const RETRY_AFTER_SECONDS: u32 = 10;

/// The most rows of a page.
const LONGEST_PAGE: usize = 10_000;

/// One queue's figures in one interval.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes rows, which are written as text at once")]
struct Volume {
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
    /// The sum of the handling times; `null` where nothing was handled.
    #[schema(required = true)]
    handling_time_seconds: Option<i64>,
    /// The average handling time (rule 7.4), with up to three decimals; `null` where nothing was handled.
    #[schema(required = true)]
    aht_seconds: Option<f64>,
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

/// Which volumes are wanted, and in which intervals.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
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
    /// The most rows of the answer. The header `link` then names the next page, where there is one.
    #[param(minimum = 1, maximum = 10000)]
    limit: Option<usize>,
    /// Where the page begins, as the link of the page before has it.
    #[param(value_type = Option<String>, pattern = r"^-?[0-9]{1,18}~.")]
    cursor: Option<Cursor>,
}

/// A day of a calendar, or an instant.
struct DayOrInstant;

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
struct OfQueue {
    /// The name or id of a queue; all of them unless named. Where two views have one title, the name
    /// means both queues.
    queue: Option<String>,
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
        let remedy = "send a day such as 2025-09-01 or an instant such as 2025-09-01T09:15:00Z";
        let instant = |text: &str| zone.unwrap_or(TimeZone::UTC).instant(text);
        let from = values.read("from", remedy, instant);
        let to = values.read("to", remedy, instant);
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            values.wrong("to", "it does not lie after from".to_owned(), "send a later one");
        }
        let lengths = IntervalLength::NAMED.map(|(name, _)| name);
        let limit = values.count("limit", LONGEST_PAGE);
        let cursor = values.read("cursor", "send the one that a link has", Cursor::read);
        if cursor.is_some() && limit.is_none() {
            values.wrong("cursor", "it came without limit".to_owned(), "send the limit as well");
        }
        Self {
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
        (OfQueue { queue: values.take("queue") }, Wanted::read(values))
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
    let mut queues = queues::queues(&chosen.context, &chosen.integration).await?;
    let mut path = format!("/api/v1/integrations/{}/volumes", chosen.integration.id.0);
    if let Some(wanted) = &of.queue {
        queues = select(queues, wanted)?;
        let mut query = form_urlencoded::Serializer::new(String::new());
        path = format!("{path}?{}", query.append_pair("queue", wanted).finish());
    }
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
    let known = async { Ok::<_, Problem>(quarters(context, integration, &key, &shape).await?) };
    let (queue, known) = tokio::try_join!(named(&chosen), known)?;
    let id: String = form_urlencoded::byte_serialize(chosen.part("queue_id").as_bytes()).collect();
    // In a path a space is no plus.
    let id = id.replace('+', "%20");
    let path = format!("/api/v1/integrations/{}/queues/{id}/volumes", chosen.integration.id.0);
    answer(&site, &headers, chosen, vec![queue], Some(known), (&wanted, path)).await
}

async fn answer(
    site: &Site,
    headers: &HeaderMap,
    chosen: Chosen,
    queues: Vec<Queue>,
    known: Option<Quarters>,
    (wanted, path): (&Wanted, String),
) -> Result<Response, Problem> {
    let form =
        accepted(headers, &[("application/json", TextForm::Json), ("text/csv", TextForm::Csv)])?;
    let Chosen { context, integration, .. } = chosen;
    let mut rows = Rows::new(context, integration, queues, wanted, form);
    rows.known = known.filter(|_| rows.waiting.len() == 1);
    let etag = rows.etag().await?;
    let mut told = HeaderMap::new();
    told.insert(header::ETAG, header_value(&etag));
    // What is kept is asked about before it is used again.
    told.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    told.insert(header::VARY, HeaderValue::from_static("accept, authorization, cookie"));
    if is_known(headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, told).into_response());
    }
    let kind = match form {
        TextForm::Json => "application/json",
        TextForm::Csv => "text/csv; charset=utf-8; header=present",
    };
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let Some(limit) = wanted.limit else {
        let account = rows.context.account.clone();
        let first = rows.chunk().await?.unwrap_or_default();
        if rows.is_done {
            return Ok((told, first).into_response());
        }
        // Whoever takes what is longer has a share until it was taken.
        let share = site.streams.try_take(&account, 1).ok_or_else(crowded)?;
        return Ok((told, Body::from_stream(paced(rows.stream(first), share))).into_response());
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
    query.append_pair("limit", &limit.to_string()).append_pair("cursor", next);
    let begins = if path.contains('?') { '&' } else { '?' };
    format!("{begins}{}", query.finish())
}

fn header_value(text: &str) -> HeaderValue {
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

/// The answer where too many are taken.
pub(super) fn crowded() -> Problem {
    Problem::new(
        Kind::Unavailable,
        "too many long answers of this account are being taken just now",
    )
    .with_remedy("send it again in a moment, or ask page by page with limit")
    .with_retry_after(RETRY_AFTER_SECONDS)
}

/// Quarter hours of one queue.
type Quarters = Vec<(Interval, Figures)>;

/// Rows of some queues, one queue after the other.
struct Rows {
    context: Context,
    integration: Integration,
    shape: Shape,
    form: TextForm,
    for_spreadsheets: bool,
    /// Where the rows of the first queue begin.
    cursor: Option<Timestamp>,
    waiting: vec::IntoIter<Queue>,
    /// The quarters of the next queue, where they were read already.
    known: Option<Quarters>,
    present: Option<(Queue, Buckets)>,
    text: TextRows,
    is_begun: bool,
    is_done: bool,
}

/// The shape of a queue's rows: as far as it is covered, and from the cursor on.
fn shape_of(
    integration: &Integration,
    shape: Shape,
    queue: &QueueKey,
    cursor: Option<Timestamp>,
) -> Shape {
    let covered = shape.within_coverage(integration, queue);
    let shape = covered.unwrap_or(Shape { to: shape.from, ..shape });
    Shape { from: shape.from.max(cursor.unwrap_or(shape.from)), ..shape }
}

async fn quarters(
    context: &Context,
    integration: &Integration,
    queue: &QueueKey,
    shape: &Shape,
) -> Result<Quarters, IngestError> {
    if shape.from >= shape.to {
        return Ok(Vec::new());
    }
    queues::volumes(context, integration, queue, shape.from, shape.to).await
}

impl Rows {
    fn new(
        context: Context,
        integration: Integration,
        mut queues: Vec<Queue>,
        wanted: &Wanted,
        form: TextForm,
    ) -> Self {
        let shape = wanted.shape();
        if let Some(begin) = &wanted.cursor {
            queues.retain(|queue| queue.id() >= begin.queue_id);
        }
        let cursor = queues.first().and_then(|queue| wanted.cursor_in(&queue.id()));
        let text = TextRows::new(form, shape.zone)
            .for_spreadsheets(wanted.is_for_spreadsheets())
            .preliminary(integration.is_preliminary());
        Self {
            context,
            integration,
            shape,
            form,
            cursor,
            waiting: queues.into_iter(),
            known: None,
            present: None,
            text,
            for_spreadsheets: wanted.is_for_spreadsheets(),
            is_begun: false,
            is_done: false,
        }
    }

    /// Names what the rows are made from, and so the rows.
    async fn etag(&mut self) -> Result<String, Problem> {
        let mut hasher = FxHasher::default();
        let Shape { length, zone, fill, from, to } = self.shape;
        (self.form == TextForm::Json, fill == Fill::Zero, zone.name(), from, to).hash(&mut hasher);
        (TimeZone::data_version(), self.cursor).hash(&mut hasher);
        self.integration.is_preliminary().hash(&mut hasher);
        if self.for_spreadsheets {
            "spreadsheet".hash(&mut hasher);
        }
        let name = IntervalLength::NAMED.iter().position(|(_, named)| *named == length);
        name.hash(&mut hasher);
        let queues = self.waiting.as_slice().to_vec();
        let mut cursor = self.cursor;
        for queue in &queues {
            let shape = shape_of(&self.integration, self.shape, &queue.summary.key, cursor.take());
            let quarters = match self.known.take() {
                Some(known) => known,
                None => {
                    quarters(&self.context, &self.integration, &queue.summary.key, &shape).await?
                }
            };
            (queue.id(), &queue.name, shape.from, shape.to, quarters.len()).hash(&mut hasher);
            for (interval, figures) in &quarters {
                // One number for both is quicker than two.
                hasher.write_i64(interval.start().0.rotate_left(32) ^ figures.offered);
                if let Figures { handled: Some(handled), abandoned, handling_seconds, .. } = figures
                {
                    (handled, abandoned, handling_seconds).hash(&mut hasher);
                }
            }
            if queues.len() == 1 {
                self.known = Some(quarters);
            }
        }
        Ok(format!("W/\"{:016x}\"", hasher.finish()))
    }

    /// Goes on with the next queue; false after the last one.
    async fn next_queue(&mut self) -> Result<bool, IngestError> {
        let Some(queue) = self.waiting.next() else { return Ok(false) };
        let cursor = self.cursor.take();
        let (integration, key) = (&self.integration, &queue.summary.key);
        let shape = shape_of(integration, self.shape, key, cursor);
        let quarters = match self.known.take() {
            Some(known) => known,
            None => quarters(&self.context, integration, key, &shape).await?,
        };
        self.text.queue(&queue);
        let buckets = Buckets::new(shape, key, quarters);
        self.present = Some((queue, buckets));
        Ok(true)
    }

    /// The first rows and the others as they are read.
    fn stream(self, first: Bytes) -> impl futures::Stream<Item = Result<Bytes, IngestError>> {
        let others = futures::stream::unfold(self, |mut rows| async move {
            let chunk = rows.chunk().await.transpose()?;
            if let Err(error) = &chunk {
                tracing::error!(reason = runs::chain(error), "an answer broke off");
                rows.is_done = true;
            }
            Some((chunk, rows))
        });
        futures::stream::once(async { Ok(first) }).chain(others)
    }

    /// The next bytes; nothing after the last ones.
    async fn chunk(&mut self) -> Result<Option<Bytes>, IngestError> {
        if self.is_done {
            return Ok(None);
        }
        let mut chunk = Vec::with_capacity(CHUNK + ROOM);
        if !self.is_begun {
            self.text.begin(&mut chunk);
            self.is_begun = true;
        }
        loop {
            if let Some((_, buckets)) = &mut self.present
                && self.text.rows(buckets, CHUNK, &mut chunk)
            {
                return Ok(Some(chunk.into()));
            }
            if !self.next_queue().await? {
                self.text.end(&mut chunk);
                self.is_done = true;
                return Ok(Some(chunk.into()));
            }
        }
    }

    /// A page with so many rows, and the cursor of the next one.
    async fn page(&mut self, limit: usize) -> Result<(Vec<u8>, Option<String>), IngestError> {
        let mut page = Vec::new();
        self.text.begin(&mut page);
        let (mut rows, mut next) = (0, None);
        'queues: while self.next_queue().await? {
            let Some((queue, buckets)) = &mut self.present else { break };
            for bucket in buckets {
                if rows == limit {
                    next = Some(Cursor::text(bucket.start, queue));
                    break 'queues;
                }
                self.text.row(&bucket, &mut page);
                rows += 1;
            }
        }
        self.text.end(&mut page);
        Ok((page, next))
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint::viewer(routes!(integration_volumes)), Endpoint::viewer(routes!(queue_volumes))]
}
