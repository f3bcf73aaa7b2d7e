//! Contacts: one row per contact and queue, streamed as they are read, or page by page.

use std::vec;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use inflow_app::figures::contacts::{Arrived, ContactPages, ContactText};
use inflow_app::figures::queues::Queue;
use inflow_app::figures::volumes::text::TextForm;
use inflow_app::{Context, IngestError};
use inflow_domain::Timestamp;
use inflow_store::Integration;
use url::form_urlencoded;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::extract::{Chosen, Parameters, Query, Values};
use super::problem::Problem;
use super::queues::{ChannelName, named};
use super::streaming::{Pieces, ROOM, broken, streamed};
use super::volumes::{DayOrInstant, LONGEST_PAGE, OfQueue, encoded, header_value, kind_of, range};
use crate::http::negotiation::accepted;
use crate::http::site::Site;
use crate::http::streams::PIECE;

/// A contact in a queue.
#[derive(ToSchema)]
#[schema(as = Contact)]
#[expect(dead_code, reason = "it describes rows, which are written as text at once")]
pub(super) struct ContactDescribed {
    /// Opaque; never changes, and is the same in every queue that the contact counts in.
    #[schema(example = "t35436-1015")]
    contact_id: String,
    /// The ticket; `null` of a call.
    ticket_id: Option<i64>,
    /// The event that is the contact; `null` of a call.
    event_id: Option<i64>,
    /// The queue or workload.
    queue_id: String,
    /// Its name.
    queue: String,
    channel: ChannelName,
    /// The view, for a queue of one.
    view_id: Option<i64>,
    /// `created`, `reply` or `entry`; `null` of a call.
    kind: Option<String>,
    /// Whether it reopened a solved ticket (rule 9.1); `null` of a call.
    reopening: Option<bool>,
    /// When it arrived, in UTC.
    #[schema(format = DateTime)]
    arrived_at: String,
    /// How it ended (rule 9.3): `answered`, `settled`, `moved`, `dropped` or `unfinished`; of a call
    /// `answered`, `abandoned` or `neither`.
    outcome: String,
    /// When it ended, in UTC; `null` of a call, and while it is unfinished.
    #[schema(format = DateTime)]
    ended_at: Option<String>,
    /// Seconds from arrival to answer, of an answered one.
    answer_seconds: Option<i64>,
    /// On whose side the event's author is: `customer`, `staff` or `system`; `null` of a call.
    author_side: Option<String>,
    /// The call; `null` of a ticket's contact.
    call_id: Option<i64>,
}

/// Which contacts are wanted.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The first wanted instant of arrival: a day of UTC (`2025-09-01`) or an instant
    /// (`2025-09-01T09:15:00Z`).
    #[param(value_type = Option<DayOrInstant>, inline)]
    from: Option<Timestamp>,
    /// The first that is no longer wanted.
    #[param(value_type = Option<DayOrInstant>, inline)]
    to: Option<Timestamp>,
    /// Whether texts of CSV that a spreadsheet would run as a formula get an apostrophe in front.
    spreadsheet: Option<bool>,
    /// The most rows of the answer. The header `link` then names the next page, where there is one.
    #[param(minimum = 1, maximum = 10000)]
    limit: Option<usize>,
    /// Where the page begins, as the link of the page before has it.
    #[param(value_type = Option<String>, pattern = r"^-?[0-9]{1,18}~[^~]+~.")]
    cursor: Option<Cursor>,
}

/// The first row that a page has.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cursor {
    at: Timestamp,
    contact_id: String,
    queue_id: String,
}

impl Cursor {
    fn read(text: &str) -> Option<Self> {
        let (at, rest) = text.split_once('~')?;
        let (contact_id, queue_id) = rest.split_once('~')?;
        let at = Timestamp(at.parse().ok()?);
        Some(Self { at, contact_id: contact_id.to_owned(), queue_id: queue_id.to_owned() })
    }

    fn of(arrived: &Arrived) -> Self {
        let row = &arrived.row;
        let (contact_id, queue_id) = (row.contact_id.clone(), row.queue_id.clone());
        Self { at: arrived.at, contact_id, queue_id }
    }

    fn text(&self) -> String {
        format!("{}~{}~{}", self.at.0, self.contact_id, self.queue_id)
    }

    /// Whether a row of the cursor's queue comes before it.
    fn is_after(&self, arrived: &Arrived) -> bool {
        (arrived.at, &arrived.row.contact_id) < (self.at, &self.contact_id)
    }
}

impl Parameters for Wanted {
    fn read(values: &mut Values) -> Self {
        let (from, to) = range(values);
        let limit = values.count("limit", LONGEST_PAGE);
        let cursor = values.read("cursor", "send the one that a link has", Cursor::read);
        if cursor.is_some() && limit.is_none() {
            values.wrong("cursor", "it came without limit".to_owned(), "send the limit as well");
        }
        Self { from, to, spreadsheet: values.flag("spreadsheet"), limit, cursor }
    }
}

impl Parameters for (OfQueue, Wanted) {
    fn read(values: &mut Values) -> Self {
        (OfQueue::read(values), Wanted::read(values))
    }
}

/// The contacts of an integration
///
/// One row per contact and queue, by queue id, time and contact: a contact that counts in two queues has two.
/// Without `limit` all rows are streamed.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/contacts",
    tag = "Queues and volumes",
    params(("integration_id" = i64, Path, description = "The integration"), OfQueue, Wanted),
    responses((
        status = 200,
        description = "The contacts",
        content((Vec<ContactDescribed> = "application/json"), (String = "text/csv")),
        headers(("link" = Option<String>, description = "The next page, as rel=\"next\"")),
    ))
)]
async fn integration_contacts(
    State(site): State<Site>,
    headers: HeaderMap,
    chosen: Chosen,
    Query((of, wanted)): Query<(OfQueue, Wanted)>,
) -> Result<Response, Problem> {
    let queues = of.find(&chosen).await?;
    let path = of.path(format!("/api/v1/integrations/{}/contacts", chosen.integration.id.0));
    answer(&site, &headers, chosen, queues, (&wanted, path)).await
}

/// The contacts of one queue
///
/// The same for one queue.
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/queues/{queue_id}/contacts",
    tag = "Queues and volumes",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("queue_id" = String, Path, description = "The queue, such as view-25-email"),
        Wanted,
    ),
    responses((
        status = 200,
        description = "The contacts, by time",
        content((Vec<ContactDescribed> = "application/json"), (String = "text/csv")),
        headers(("link" = Option<String>, description = "The next page, as rel=\"next\"")),
    ))
)]
async fn queue_contacts(
    State(site): State<Site>,
    headers: HeaderMap,
    chosen: Chosen,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let queue = named(&chosen).await?;
    let id = encoded(chosen.part("queue_id"));
    let path = format!("/api/v1/integrations/{}/queues/{id}/contacts", chosen.integration.id.0);
    answer(&site, &headers, chosen, vec![queue], (&wanted, path)).await
}

/// The contacts of these queues, as they are asked for at that path.
pub(super) async fn answer(
    site: &Site,
    headers: &HeaderMap,
    chosen: Chosen,
    queues: Vec<Queue>,
    (wanted, path): (&Wanted, String),
) -> Result<Response, Problem> {
    let form =
        accepted(headers, &[("application/json", TextForm::Json), ("text/csv", TextForm::Csv)])?;
    let Chosen { context, integration, .. } = chosen;
    let account = context.account.clone();
    let mut rows = Rows::new(context, integration, queues, wanted, form);
    let mut told = HeaderMap::new();
    told.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    told.insert(header::VARY, HeaderValue::from_static("accept, authorization, cookie"));
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind_of(form)));
    let Some(limit) = wanted.limit else { return streamed(site, told, &account, rows).await };
    let (page, next) = rows.page(limit).await?;
    if let Some(next) = next {
        let link = format!("<{path}{}>; rel=\"next\"", query_of(&path, wanted, limit, &next));
        told.insert(header::LINK, header_value(&link));
    }
    Ok((told, page).into_response())
}

/// The rest of the next page's address.
fn query_of(path: &str, wanted: &Wanted, limit: usize, next: &Cursor) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, instant) in [("from", wanted.from), ("to", wanted.to)] {
        if let Some(instant) = instant {
            query.append_pair(name, &instant.to_string());
        }
    }
    if wanted.spreadsheet == Some(true) {
        query.append_pair("spreadsheet", "true");
    }
    query.append_pair("limit", &limit.to_string()).append_pair("cursor", &next.text());
    let begins = if path.contains('?') { '&' } else { '?' };
    format!("{begins}{}", query.finish())
}

/// Contacts of some queues, one queue after the other.
struct Rows {
    context: Context,
    integration: Integration,
    cursor: Option<Cursor>,
    waiting: vec::IntoIter<Queue>,
    /// The present queue, from when on its contacts were not read, and up to when they are wanted.
    present: Option<(Queue, Timestamp)>,
    from: Timestamp,
    to: Timestamp,
    text: ContactText,
    is_begun: bool,
    is_done: bool,
}

impl Rows {
    fn new(
        context: Context,
        integration: Integration,
        mut queues: Vec<Queue>,
        wanted: &Wanted,
        form: TextForm,
    ) -> Self {
        let cursor = wanted.cursor.clone();
        if let Some(begin) = &cursor {
            queues.retain(|queue| queue.id() >= begin.queue_id);
        }
        Self {
            context,
            integration,
            cursor,
            waiting: queues.into_iter(),
            present: None,
            from: wanted.from.unwrap_or(Timestamp(i64::MIN)),
            to: wanted.to.unwrap_or(Timestamp(i64::MAX)),
            text: ContactText::new(form, wanted.spreadsheet.unwrap_or(false)),
            is_begun: false,
            is_done: false,
        }
    }

    /// The contacts of the next days with some; nothing after the last ones.
    async fn next(&mut self) -> Result<Option<Vec<Arrived>>, IngestError> {
        loop {
            let Some((queue, from)) = self.present.take().or_else(|| self.next_queue()) else {
                return Ok(None);
            };
            let range = (from, self.to);
            let mut pages = ContactPages::new(&self.context, &self.integration, &queue, range);
            let Some(mut contacts) = pages.next().await? else { continue };
            let read_until = pages.read_until();
            if let Some(cursor) = self.cursor.take()
                && cursor.queue_id == queue.id()
            {
                contacts.retain(|arrived| !cursor.is_after(arrived));
            }
            self.present = Some((queue, read_until));
            return Ok(Some(contacts));
        }
    }

    fn next_queue(&mut self) -> Option<(Queue, Timestamp)> {
        let queue = self.waiting.next()?;
        let cursor = self.cursor.as_ref().filter(|cursor| cursor.queue_id == queue.id());
        Some((queue, cursor.map_or(self.from, |cursor| cursor.at.max(self.from))))
    }

    /// A page with so many rows, and the first one of the next.
    async fn page(&mut self, limit: usize) -> Result<(Vec<u8>, Option<Cursor>), IngestError> {
        let mut page = Vec::new();
        self.text.begin(&mut page).map_err(broken)?;
        let (mut rows, mut next) = (0, None);
        while let Some(mut contacts) = self.next().await? {
            if let Some(more) = contacts.get(limit - rows) {
                next = Some(Cursor::of(more));
                contacts.truncate(limit - rows);
            }
            rows += contacts.len();
            self.text.write(contacts, &mut page).map_err(broken)?;
            if next.is_some() {
                break;
            }
        }
        self.text.end(&mut page);
        Ok((page, next))
    }
}

impl Pieces for Rows {
    fn is_done(&self) -> bool {
        self.is_done
    }

    fn stop(&mut self) {
        self.is_done = true;
    }

    async fn piece(&mut self) -> Result<Option<Bytes>, IngestError> {
        if self.is_done {
            return Ok(None);
        }
        let mut piece = Vec::with_capacity(PIECE + ROOM);
        if !self.is_begun {
            self.text.begin(&mut piece).map_err(broken)?;
            self.is_begun = true;
        }
        while piece.len() < PIECE {
            let Some(contacts) = self.next().await? else {
                self.text.end(&mut piece);
                self.is_done = true;
                break;
            };
            self.text.write(contacts, &mut piece).map_err(broken)?;
        }
        Ok(Some(piece.into()))
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint::viewer(routes!(integration_contacts)), Endpoint::viewer(routes!(queue_contacts))]
}
